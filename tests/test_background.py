"""The background: every fact has a source; divisions of China are one thing, with code and place in the tree."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox
import pytest

from tjgraph import resources
from tjgraph.errors import QueryError
from tjgraph.extraction import extract
from tjgraph.graph import vocabulary as v
from tjgraph.graph.background import division_iri, division_triples
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.graph.turtle import to_turtle
from tjgraph.lexicon.places import Division, ancestors, divisions, identified
from tjgraph.ontology import load_ontology
from tjgraph.query.lookup import resolve
from tjgraph.reading import read_text

FILES = sorted(resources.background_dir().glob("*.ttl"))
SOURCE, LABEL = v.DCTERMS + "source", v.RDFS + "label"
NOTATION, ALT, TYPE = v.SKOS + "notation", v.SKOS + "altLabel", v.RDF + "type"
LOCATED, PART = v.TJ + "locatedIn", v.TJ + "partOf"
SOURCES = v.DATA + "source/"

Node = dict[str, list[ox.NamedNode | ox.Literal]]


def read() -> dict[str, Node]:
    nodes: dict[str, Node] = defaultdict(lambda: defaultdict(list))
    for path in FILES:
        for quad in ox.parse(path=path):
            assert isinstance(quad.subject, ox.NamedNode), f"{path.name}: a blank node"
            assert isinstance(quad.object, ox.NamedNode | ox.Literal), f"{path.name}: a blank node"
            nodes[quad.subject.value][quad.predicate.value].append(quad.object)
    return nodes


NODES = read()
CITED = {iri: node for iri, node in NODES.items() if iri.startswith(SOURCES)}
THINGS = {iri: node for iri, node in NODES.items() if iri not in CITED}
MAIN = {iri: node for iri, node in THINGS.items() if LABEL in node}


def values(node: Node, predicate: str) -> set[str]:
    return {term.value for term in node.get(predicate, [])}


def division(iri: str) -> bool:
    return iri.startswith(v.entity_iri("place/")) and identified(iri.removeprefix(v.entity_iri("place/"))) is not None


def top_types(iri: str) -> set[str]:
    ontology = load_ontology()
    return {ontology.top_type(t.removeprefix(v.TJ)) for t in values(MAIN[iri], TYPE)} if iri in MAIN else {"Place"}


def test_every_node_has_a_source_and_every_source_a_title_and_a_use() -> None:
    used = {o for d in divisions()[::500] for _, p, o in triples(d) if p == SOURCE}
    for iri, node in THINGS.items():
        assert values(node, SOURCE), f"no source: {iri}"
        assert values(node, SOURCE) <= set(CITED), f"unknown source: {iri}"
        used |= values(node, SOURCE)
    assert used == set(CITED)
    assert all(len(values(node, v.DCTERMS + "title")) == 1 for node in CITED.values())


def triples(d: Division) -> list[tuple[str, str, str]]:
    """What is said of a division and what it lies in, as plain text."""
    said = division_triples([division_iri(d)])
    terms = [[term for term in triple if isinstance(term, ox.NamedNode | ox.Literal)] for triple in said]
    return [(s.value, p.value, o.value) for s, p, o in terms]


def test_a_node_has_one_chinese_label_which_its_iri_is_minted_from() -> None:
    for iri, node in MAIN.items():
        assert not division(iri), f"the list of divisions knows it: {iri}"
        (label,) = node[LABEL]
        assert isinstance(label, ox.Literal)
        assert label.language == "zh", iri
        (top,) = top_types(iri)
        assert top in {t.removeprefix(v.TJ) for t in values(node, TYPE)}, f"not found by a plain pattern: {iri}"
        assert iri == v.entity_iri(f"{top.lower()}/{label.value}")


def test_only_terms_of_the_ontology_and_their_types_at_both_ends() -> None:
    ontology = load_ontology()
    for iri, node in THINGS.items():
        assert iri in MAIN or division(iri), f"neither labelled nor a division: {iri}"
        assert set(node) <= {TYPE, LABEL, ALT, LOCATED, PART, SOURCE}, iri
        for predicate in (LOCATED, PART):
            info = ontology.properties[predicate.removeprefix(v.TJ)]
            for object_ in values(node, predicate):
                assert object_ in MAIN or division(object_), f"{iri}: points to what has no label: {object_}"
                assert top_types(iri) <= set(info.domain), iri
                assert top_types(object_) <= set(info.range), iri


def test_a_name_means_one_thing_of_a_type() -> None:
    seen: dict[tuple[str, str], str] = {}
    for iri, node in MAIN.items():
        for name in values(node, LABEL) | values(node, ALT):
            key = (iri.split("/")[-2], name)
            assert key not in seen, f"{name}: {iri} and {seen[key]}"
            seen[key] = iri


def test_every_division_has_a_class_a_code_and_all_that_it_lies_in() -> None:
    for d in divisions()[::97]:
        nodes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for t in triples(d):
            nodes[t[0]][t[1]].add(t[2])
        assert set(nodes) == {division_iri(d), *map(division_iri, ancestors(d))}
        assert nodes[division_iri(d)][NOTATION] == {d.code}
        assert nodes[division_iri(d)][LABEL] == {d.name}
        for iri, node in nodes.items():
            (code,) = node[NOTATION]
            assert re.fullmatch(r"[1-8]\d{5}(\d{3})?", code), iri
            (above,) = node[LOCATED]
            assert above in nodes or above == v.entity_iri("place/中国")
            assert d.code.startswith(code.rstrip("0")[:2])


def test_what_is_no_division_says_nothing() -> None:
    assert not list(division_triples([v.entity_iri("place/长三角"), v.entity_iri("place/和平区"), "x:y"]))


def test_nothing_lies_in_itself() -> None:
    def above(iri: str, path: tuple[str, ...] = ()) -> None:
        assert iri not in path, path
        node = NODES.get(iri, {})
        for place in values(node, LOCATED) | values(node, PART):
            above(place, (*path, iri))

    for iri in THINGS:
        above(iri)


def built(directory: Path, text: str, place: str) -> Path:
    """The graph of a tiny report of that place."""
    path = directory / f"{place}.ttl"
    text = f"2025年{place}政府工作报告\n\n各位代表：\n\n{text}\n"
    path.write_text(to_turtle(extract(read_text(text, name=place))), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """Two reports that speak of namesakes: 朝阳 is a city in Liaoning and a district in Beijing."""
    directory = tmp_path_factory.mktemp("two")
    liaoning = "一年来，云桥重工、海岳动力等企业落户朝阳。百度、小米落户沈阳市和平区。国网加大投入。"
    beijing = "一年来，京东、美团等企业落户朝阳。国家电网扩大投资。"
    return KnowledgeGraph.load([built(directory, liaoning, "辽宁省"), built(directory, beijing, "北京市")])


def where(graph: KnowledgeGraph, enterprise: str) -> set[str]:
    rows = graph.select(
        "SELECT ?e ?place WHERE { ?e tj:locatedIn+ ?place }", e=ox.NamedNode(v.entity_iri(f"enterprise/{enterprise}"))
    )
    return {str(place).removeprefix(v.entity_iri("place/")) for _, place in rows.rows}


def test_a_short_name_means_the_reports_own_division(two: KnowledgeGraph) -> None:
    assert {"朝阳", "辽宁", "中国"} <= where(two, "云桥重工")
    assert {"北京·朝阳区", "北京", "中国"} <= where(two, "京东")
    assert "朝阳" not in where(two, "京东")


def test_a_province_finds_what_lies_in_its_counties(two: KnowledgeGraph) -> None:
    inside = "SELECT ?name WHERE { ?x a tj:Enterprise ; rdfs:label ?name ; tj:locatedIn+/rdfs:label '%s'@zh }"
    assert {row[0] for row in two.select(inside % "辽宁省").rows} == {"云桥重工", "海岳动力", "百度", "小米"}
    assert {row[0] for row in two.select(inside % "北京市").rows} == {"京东", "美团"}


def test_places_of_both_reports_have_class_code_and_one_label(two: KnowledgeGraph) -> None:
    rows = two.select("""SELECT ?place ?class ?label ?code WHERE {
        ?place a tj:Place, ?class ; rdfs:label ?label ; skos:notation ?code ; dcterms:source ?source
        FILTER (?class != tj:Place) }""").rows
    found = {str(place).removeprefix(v.entity_iri("place/")): tuple(map(str, rest)) for place, *rest in rows}
    assert found["朝阳"] == (v.TJ + "City", "朝阳市", "211300")
    assert found["北京·朝阳区"] == (v.TJ + "District", "朝阳区", "110105")
    assert found["沈阳·和平区"] == (v.TJ + "District", "和平区", "210102")
    assert found["沈阳"] == (v.TJ + "City", "沈阳市", "210100"), "what a place lies in is there without being named"
    labels = two.select(
        "SELECT ?x (COUNT(DISTINCT ?l) AS ?n) WHERE { ?x tj:mentionedIn ?p ; rdfs:label ?l } GROUP BY ?x"
    )
    assert {n for _, n in labels.rows} == {1}


def test_nothing_is_added_of_places_that_nobody_names(two: KnowledgeGraph) -> None:
    assert not two.ask("ASK { ?x rdfs:label '义乌市'@zh }")
    assert len(two.select("SELECT ?x WHERE { ?x skos:notation ?code }").rows) < 40


def test_a_division_is_found_by_each_of_its_names(two: KnowledgeGraph) -> None:
    for name in ("沈阳市和平区", "和平区", "和平"):
        assert resolve(two, name).iri == v.entity_iri("place/沈阳·和平区")
    assert resolve(two, "京").iri == resolve(two, "北京市").iri == v.entity_iri("place/北京")
    assert resolve(two, "北京市朝阳区").iri == v.entity_iri("place/北京·朝阳区")


def test_namesakes_are_told_apart_by_what_they_lie_in(tmp_path: Path) -> None:
    said = "一年来，百度落户%s市和平区。"
    paths = [built(tmp_path, said % "沈阳", "辽宁省"), built(tmp_path, said % "天津", "天津市")]
    graph = KnowledgeGraph.load(paths)
    with pytest.raises(QueryError, match=r"沈阳市和平区.*天津市和平区|天津市和平区.*沈阳市和平区"):
        resolve(graph, "和平区")
    assert resolve(graph, "天津市和平区").iri == v.entity_iri("place/天津·和平区")


def test_a_known_company_is_one_thing_in_all_reports(two: KnowledgeGraph) -> None:
    record = resolve(two, "国网")
    assert record.iri == v.entity_iri("enterprise/国家电网")
    assert {"国网", "国家电网有限公司"} <= set(record.aliases)
    reports = "SELECT DISTINCT ?r WHERE { ?x rdfs:label '国家电网'@zh ; tj:mentionedIn/dcterms:isPartOf ?r }"
    assert len(two.select(reports).rows) == 2


def test_what_is_background_stands_in_its_own_graph_too(two: KnowledgeGraph) -> None:
    graph = f"GRAPH <{v.BACKGROUND_GRAPH}>"
    assert two.ask(f"ASK {{ {graph} {{ <{v.entity_iri('place/沈阳·和平区')}> tj:locatedIn ?x }} }}")
    assert not two.ask(f"ASK {{ {graph} {{ <{v.entity_iri('enterprise/海岳动力')}> tj:locatedIn ?x }} }}")


@pytest.mark.parametrize("name", ["南港工业区", "东疆保税港区", "天津·生态城", "滨海高新区"])
def test_a_zone_is_joined_to_what_background_knows_by_any_of_its_names(tmp_path: Path, name: str) -> None:
    """What a report places in a zone, by whichever name, lies in the city as well."""
    report = tmp_path / "report.ttl"
    park = v.entity_iri(f"park/{name}")
    report.write_text(
        f"@prefix tj: <{v.TJ}> . <{v.entity_iri('project/云桥')}> a tj:Project ; tj:locatedIn <{park}> .\n"
        f'<{park}> a tj:Park ; <{LABEL}> "{name}"@zh ; tj:mentionedIn <x:here> .',
        encoding="utf-8",
    )
    graph = KnowledgeGraph.load([report])
    projects = f"SELECT ?p WHERE {{ ?p a tj:Project ; tj:locatedIn+ <{v.entity_iri('place/天津')}> }}"
    assert graph.select(projects).rows == ((v.entity_iri("project/云桥"),),)
    assert len(graph.select(f"SELECT ?l WHERE {{ <{park}> rdfs:label ?l }}").rows) == 1
