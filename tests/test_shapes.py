"""A good graph passes; broken in each way that the shapes name, it is reported with the node and the sentence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tjgraph import resources
from tjgraph.errors import GraphError, MissingExtraError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.checking import Problem, check_graph
from tjgraph.model import Span
from tjgraph.ontology import load_ontology

pytest.importorskip("pyshacl")

SAYS = "云州市以东港工业区为依托，加快星河新材料项目建设。"
COUNTS = "东港工业区产值达到2.5亿元。"
TEXT = f"政府工作报告（2025年）\n{SAYS}{COUNTS}\n"
REPORT = v.report_iri("yunzhou-2025")
ENTERPRISE, PARK, PLACE = (v.entity_iri(k) for k in ("enterprise/星河新材料", "park/东港工业区", "place/云州市"))
CLAIM = v.claim_iri(ENTERPRISE, v.TJ + "locatedIn", PARK)
STATUS = v.claim_iri(ENTERPRISE, v.TJ + "status", v.TJ + "ongoing")
FIGURE = v.DATA + "observation/0123456789abcdef"


def passage(words: str) -> str:
    start = TEXT.index(words)
    return v.passage_iri("yunzhou-2025", Span(start, start + len(words)))


def passage_turtle(words: str) -> str:
    start = TEXT.index(words)
    return (
        f"<{passage(words)}> a tj:Passage ; dcterms:isPartOf <{REPORT}> ;"
        f' oa:start {start} ; oa:end {start + len(words)} ; oa:exact "{words}" .\n'
    )


GOOD = f"""@prefix tj: <{v.TJ}> . @prefix rdf: <{v.RDF}> . @prefix rdfs: <{v.RDFS}> . @prefix xsd: <{v.XSD}> .
@prefix skos: <{v.SKOS}> . @prefix prov: <{v.PROV}> . @prefix dcterms: <{v.DCTERMS}> . @prefix oa: <{v.OA}> .
<{REPORT}> a tj:Report ; rdfs:label "云州市2025年政府工作报告"@zh ; tj:place <{PLACE}> ;
    tj:year "2025"^^xsd:gYear ; tj:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}" .
<{PLACE}> a tj:City , tj:Place ; rdfs:label "云州市"@zh ; skos:altLabel "云州"@zh ;
    tj:mentionedIn <{passage("云州市")}> .
<{PARK}> a tj:Park ; rdfs:label "东港工业区"@zh ; tj:mentionedIn <{passage("东港工业区")}> .
<{ENTERPRISE}> a tj:Enterprise ; rdfs:label "星河新材料"@zh ; tj:mentionedIn <{passage("星河新材料")}> ;
    tj:status tj:ongoing ;
    tj:locatedIn <{PARK}> .
<{CLAIM}> a tj:Claim ; rdf:subject <{ENTERPRISE}> ; rdf:predicate tj:locatedIn ; rdf:object <{PARK}> ;
    tj:year "2025"^^xsd:gYear ; tj:rule "frames.csv:1" ;
    prov:wasDerivedFrom <{passage(SAYS)}> .
<{STATUS}> a tj:Claim ; rdf:subject <{ENTERPRISE}> ; rdf:predicate tj:status ; rdf:object tj:ongoing ;
    tj:year "2025"^^xsd:gYear ; tj:rule "status.csv:1" ; prov:wasDerivedFrom <{passage(SAYS)}> .
<{v.indicator_iri("产值")}> a tj:Indicator ; rdfs:label "产值"@zh .
<{v.unit_iri("元")}> a tj:Unit ; rdfs:label "元"@zh .
<{FIGURE}> a tj:Observation ; tj:indicator <{v.indicator_iri("产值")}> ; tj:subject <{PARK}> ;
    tj:value "250000000"^^xsd:decimal ; tj:unit <{v.unit_iri("元")}> ;
    tj:year "2024"^^xsd:gYear ; tj:kind tj:actual ; tj:change tj:level ; tj:qualifier tj:exact ;
    tj:rule "figures.csv:1" ; prov:wasDerivedFrom <{passage(COUNTS)}> .
{"".join(passage_turtle(w) for w in ("云州市", "东港工业区", "星河新材料", SAYS, COUNTS))}"""


def check(tmp_path: Path, turtle: str, text: str | None = TEXT) -> tuple[Problem, ...]:
    path = tmp_path / "yunzhou-2025.ttl"
    path.write_text(turtle, encoding="utf-8")
    return check_graph(path, text)


def broken(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"not once in the good graph: {old}"
    return GOOD.replace(old, new)


def test_a_good_graph_has_no_problem(tmp_path: Path) -> None:
    assert check(tmp_path, GOOD) == ()


def test_sub_classes_count_without_their_top_type(tmp_path: Path) -> None:
    assert check(tmp_path, broken("a tj:City , tj:Place", "a tj:City")) == ()


AT = TEXT.index("云州市")
BREAKS = {
    "relation without a claim": (
        f"    tj:locatedIn <{PARK}> .",
        f"    tj:locatedIn <{PARK}> , <{PLACE}> .",
        ENTERPRISE,
        "关系没有陈述：找不到说出“位于 → 云州市”",
        SAYS,
    ),
    "claim without its relation": (
        f" ;\n    tj:locatedIn <{PARK}> .",
        " .",
        CLAIM,
        "没有“位于 → 东港工业区”这条三元组",
        SAYS,
    ),
    "claim without a passage": (
        f'tj:rule "frames.csv:1" ;\n    prov:wasDerivedFrom <{passage(SAYS)}> .',
        'tj:rule "frames.csv:1" .',
        CLAIM,
        "陈述没有原文",
        SAYS,
    ),
    "claim without a year": (
        'tj:year "2025"^^xsd:gYear ; tj:rule "frames.csv:1"',
        'tj:rule "frames.csv:1"',
        CLAIM,
        "陈述须有年份",
        SAYS,
    ),
    "claim without a rule": (' ; tj:rule "frames.csv:1"', "", CLAIM, "陈述须写明抽取规则", SAYS),
    "figure without a unit": (f"tj:unit <{v.unit_iri('元')}> ;", "", FIGURE, "只有一个单位", COUNTS),
    "figure without a year": ('tj:year "2024"^^xsd:gYear ;', "", FIGURE, "只有一个年份", COUNTS),
    "figure with a year that is text": ('"2024"^^xsd:gYear', '"2024"', FIGURE, "只有一个年份", COUNTS),
    "figure with two values": ('"250000000"^^xsd:decimal', "1.5 , 2.5", FIGURE, "只有一个数值", COUNTS),
    "figure with an unknown qualifier": ("tj:qualifier tj:exact", "tj:qualifier tj:actual", FIGURE, "上下限", COUNTS),
    "figure of nobody": (f"tj:subject <{PARK}> ;", "", FIGURE, "只有一个主体", COUNTS),
    "wrong type at the object's end": (
        "a tj:Park ;",
        "a tj:Event ;",
        ENTERPRISE,
        "“位于”的宾语类型不对，应是：地点、园区（现为：东港工业区，活动）",
        SAYS,
    ),
    "wrong type at the subject's end": (
        "a tj:Enterprise ;",
        "a tj:Industry ;",
        ENTERPRISE,
        "“位于”的主语类型不对",
        SAYS,
    ),
    "status that is no status": (
        "    tj:status tj:ongoing ;",
        "    tj:status tj:exact ;",
        ENTERPRISE,
        "不是进展状态",
        SAYS,
    ),
    "two labels": ('rdfs:label "东港工业区"@zh', 'rdfs:label "东港工业区"@zh , "东港"@zh', PARK, "只有一个名称", SAYS),
    "label that is not Chinese": ('rdfs:label "东港工业区"@zh', 'rdfs:label "Donggang"@en', PARK, "只有一个名称", SAYS),
    "alias that is the label": ('"云州"@zh', '"云州市"@zh', PLACE, "不同于名称", SAYS),
    "two types": ("a tj:Park ;", "a tj:Park , tj:Fund ;", PARK, "十二类中的一类", SAYS),
    "no type": ("a tj:Park ;", "", PARK, "十二类中的一类", SAYS),
    "entity without a mention": (
        f'"星河新材料"@zh ; tj:mentionedIn <{passage("星河新材料")}>',
        '"星河新材料"@zh',
        ENTERPRISE,
        "至少一处原文",
        SAYS,
    ),
    "passage moved by one": (
        f"oa:start {AT} ; oa:end {AT + 3}",
        f"oa:start {AT + 1} ; oa:end {AT + 4}",
        passage("云州市"),
        f"与报告原文不符：[{AT + 1}, {AT + 4}) 处是“州市以”",
        "云州市",
    ),
    "passage whose IRI says another place": (
        f"oa:start {AT} ; oa:end {AT + 3}",
        f"oa:start {AT + 1} ; oa:end {AT + 4}",
        passage("云州市"),
        "IRI 与它的报告和起止位置不符",
        "云州市",
    ),
    "passage longer than its words": (
        f"oa:start {AT} ; oa:end {AT + 3}",
        f"oa:start {AT} ; oa:end {AT + 4}",
        passage("云州市"),
        "文字有 3 个字",
        "云州市",
    ),
    "empty passage": (
        f'oa:start {AT} ; oa:end {AT + 3} ; oa:exact "云州市"',
        f'oa:start {AT} ; oa:end {AT} ; oa:exact ""',
        passage("云州市"),
        "且不为空",
        "",
    ),
    "passage that nothing uses": (
        f"tj:mentionedIn <{passage('云州市')}>",
        f"tj:mentionedIn <{passage('东港工业区')}>",
        passage("云州市"),
        "原文没有任何实体、陈述或数字用到",
        "云州市",
    ),
    "report without its checksum": (
        f' ; tj:sha256 "{hashlib.sha256(TEXT.encode()).hexdigest()}"',
        "",
        REPORT,
        "报告须有且只有一个校验和",
        "",
    ),
    "unit that nothing uses": (
        f"<{v.unit_iri('元')}> a",
        f'<{v.DATA}unit/x> a tj:Unit ; rdfs:label "x"@zh . <{v.unit_iri("元")}> a',
        v.DATA + "unit/x",
        "单位没有任何数字用到",
        "",
    ),
    "passage of other words": (
        f'oa:exact "{COUNTS}"',
        f'oa:exact "{COUNTS[:-1]}！"',
        passage(COUNTS),
        "与报告原文不符",
        f"{COUNTS[:-1]}！",
    ),
    "passage that is not there": (passage_turtle(COUNTS), "", FIGURE, "数字没有原文", ""),
    "misspelt relation": ("    tj:locatedIn <", "    tj:locatedin <", ENTERPRISE, "本体里没有 tj:locatedin", SAYS),
}


@pytest.mark.parametrize(("old", "new", "node", "message", "sentence"), BREAKS.values(), ids=BREAKS.keys())
def test_each_break_is_reported(tmp_path: Path, old: str, new: str, node: str, message: str, sentence: str) -> None:
    problems = check(tmp_path, broken(old, new))
    assert [p for p in problems if p.node == node and message in p.message and p.sentence == sentence], problems


def test_a_problem_names_its_node(tmp_path: Path) -> None:
    (problem,) = check(tmp_path, broken(f"    tj:locatedIn <{PARK}> .", f"    tj:locatedIn <{PARK}> , <{PLACE}> ."))
    assert problem.label == "星河新材料"
    (problem,) = check(tmp_path, broken(' ; tj:rule "frames.csv:1"', ""))
    assert problem.label == "星河新材料 位于 东港工业区"
    (problem,) = check(tmp_path, broken("tj:kind tj:actual ;", ""))
    assert problem.label == "东港工业区 产值"


def test_a_passage_moved_together_with_its_iri_shows_only_in_the_text(tmp_path: Path) -> None:
    iri, moved = f"char={AT},{AT + 3}", f"char={AT + 1},{AT + 4}"
    turtle = broken(f"oa:start {AT} ; oa:end {AT + 3}", f"oa:start {AT + 1} ; oa:end {AT + 4}").replace(iri, moved)
    assert check(tmp_path, turtle, text=None) == ()
    (problem,) = check(tmp_path, turtle)
    assert problem.node.endswith(moved)
    assert (problem.message, problem.sentence) == (f"与报告原文不符：[{AT + 1}, {AT + 4}) 处是“州市以”", "云州市")


def test_another_text_is_told_by_its_checksum(tmp_path: Path) -> None:
    problems = check(tmp_path, GOOD, TEXT + "\n")
    assert [(p.node, p.sentence) for p in problems] == [(REPORT, "")]
    assert "不是建图时的原文" in problems[0].message


def test_problems_come_in_the_order_of_the_text(tmp_path: Path) -> None:
    turtle = GOOD.replace("tj:rule", "tj:role")
    sentences = [p.sentence for p in check(tmp_path, turtle)]
    assert sentences == sorted(sentences, key=TEXT.index)
    assert check(tmp_path, turtle) == check(tmp_path, turtle)


def test_broken_turtle_is_told_with_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"yunzhou-2025\.ttl:\d+"):
        check(tmp_path, GOOD.replace("a tj:Park ;", "a tj:Park ,;"))


def test_without_pyshacl_the_install_line_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyshacl", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'tjgraph\[check\]'"):
        check(tmp_path, GOOD)


def test_the_shapes_say_what_the_ontology_says() -> None:
    """The types at the ends of a relation stand in both files; they may not drift apart."""
    from rdflib import Graph, URIRef
    from rdflib.collection import Collection

    sh = "http://www.w3.org/ns/shacl#"
    shapes = Graph().parse(resources.ontology_dir() / "shapes.ttl")

    def allowed(shape: object) -> set[str]:
        names = {str(c) for c in shapes.objects(shape, URIRef(sh + "class"))}  # type: ignore[arg-type]
        for key in ("or", "in"):
            for head in shapes.objects(shape, URIRef(sh + key)):  # type: ignore[arg-type]
                members = list(Collection(shapes, head))
                names |= {str(shapes.value(m, URIRef(sh + "class"), default=m)) for m in members}
        return {name.removeprefix(v.TJ) for name in names}

    ontology = load_ontology()
    for name in ontology.relations:
        shape = URIRef(f"https://w3id.org/tjgraph/shapes#{name}")
        (end,) = shapes.objects(shape, URIRef(sh + "property"))
        info = ontology.properties[name]
        assert allowed(shape) == set(info.domain), name
        assert allowed(end) == (set(ontology.statuses) if name == "status" else set(info.range)), name


def test_the_whole_shapes_file_is_shacl_that_other_engines_read(tmp_path: Path) -> None:
    """pySHACL alone, SPARQL constraints and all, finds what `check_graph` finds in the graph itself."""
    import pyshacl
    from rdflib import Graph

    shapes = Graph().parse(resources.ontology_dir() / "shapes.ttl")
    assert pyshacl.validate(shapes, meta_shacl=True, shacl_graph=shapes)[0]
    for turtle, conforms in (
        (GOOD, True),
        (broken(f"    tj:locatedIn <{PARK}> .", f"    tj:locatedIn <{PARK}> , <{PLACE}> ."), False),
        (broken(f" ;\n    tj:locatedIn <{PARK}> .", " ."), False),
        (broken(f"oa:start {AT} ; oa:end {AT + 3}", f"oa:start {AT + 1} ; oa:end {AT + 4}"), False),
    ):
        graph, ontology = Graph().parse(data=turtle), Graph().parse(resources.ontology_dir() / "tjgraph.ttl")
        assert pyshacl.validate(graph, shacl_graph=shapes, ont_graph=ontology)[0] is conforms
