"""The saved questions: documented, with rows and proofs, and the same through rdflib's engine as through Oxigraph."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from graph_samples import FACTS, TEXT

from tjgraph import resources
from tjgraph.errors import NotFoundError, QueryError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri, KnowledgeGraph, Term, Text
from tjgraph.graph.turtle import write_turtle
from tjgraph.query.catalogue import Param, SavedQuery, find_query, load_catalogue, read_query, run
from tjgraph.query.entities import resolve

CATALOGUE = load_catalogue()
REAL = resources.bundled_graph()
Row = tuple[str | None, ...]


@pytest.fixture(scope="session")
def real_in_rdflib(real: KnowledgeGraph) -> rdflib.Graph:
    """The same triples in rdflib's own store."""
    graph = rdflib.Graph()
    graph += real.rdflib()
    return graph


def ox_rows(result: ox.QuerySolutions) -> list[Row]:
    return [tuple(None if term is None else str(term) for term in row) for row in result]


def rdflib_rows(result: rdflib.query.Result, columns: list[str]) -> list[Row]:
    """rdflib's rows, each term written as Oxigraph writes it."""

    def shown(term: rdflib.term.Node | None) -> str | None:
        if term is None:
            return None
        if isinstance(term, rdflib.Literal):
            datatype = None if term.datatype is None else Iri(str(term.datatype))
            return str(Text(str(term), language=term.language) if term.language else Text(str(term), datatype=datatype))
        return str(Iri(str(term)))

    return [tuple(shown(row[column]) for column in columns) for row in result]


def terms(graph: KnowledgeGraph, query: SavedQuery) -> dict[str, Term]:
    """The defaults of a query as terms, found here without the catalogue's own code."""
    made: dict[str, Term] = {}
    for param in query.params:
        value = str(param.default)
        made[param.name] = {
            "entity": lambda value=value, param=param: Iri(resolve(graph, value, param.cls).iri),
            "year": lambda value=value: Text(value, datatype=Iri(v.XSD + "gYear")),
            "status": lambda value=value: Iri(v.TJ + value),
            "text": lambda value=value: Text(value),
        }[param.kind]()
    return made


def test_there_are_enough_and_each_says_what_it_asks() -> None:
    assert len(CATALOGUE) >= 18
    for query in CATALOGUE.values():
        assert query.question.endswith("？"), query.path
        assert all(param.default for param in query.params), query.path
    assert len({query.title for query in CATALOGUE.values()}) == len(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_rows_on_the_real_report(real: KnowledgeGraph, real_in_rdflib: rdflib.Graph, name: str) -> None:
    query = CATALOGUE[name]
    bound = terms(real, query)
    result = real._query(query.sparql, bound)
    assert isinstance(result, ox.QuerySolutions)
    columns = [variable.value for variable in result.variables]
    rows = ox_rows(result)
    assert rows
    bindings = {
        key: rdflib.URIRef(term.value)
        if isinstance(term, Iri)
        else rdflib.Literal(
            term.value, datatype=None if term.datatype.value == v.XSD + "string" else term.datatype.value
        )
        for key, term in bound.items()
    }
    assert rdflib_rows(real_in_rdflib.query(query.sparql, initBindings=bindings), columns) == rows

    table = run(real, name, {})
    assert table.rows
    assert not set(table.columns) & {param.name for param in query.params}
    if "原文" in columns:
        assert any(table.evidence)
        text = resources.bundled_report().read_text(encoding="utf-8")
        for evidence in (e for passages in table.evidence for e in passages):
            assert text[evidence.start : evidence.end] == evidence.quote
            assert evidence.report == "tianjin-2025"


def test_runs_as_it_stands() -> None:
    """With nothing bound a query answers for every value, on the report's file alone, in anybody's program."""
    store = ox.Store()
    store.load(path=REAL)
    for query in CATALOGUE.values():
        assert list(store.query(query.sparql)), query.name


def test_every_road_into_a_park(small: KnowledgeGraph) -> None:
    table = run(small, "park-enterprises", {"park": "云台工业区"})
    assert table.columns == ("企业", "关系", "经由")
    assert table.rows == (
        ("白塔电气", "位于", "临江街道"),
        ("红石资本", "投资", "北固科技园"),
        ("蓝鲸重工", "承担", "深水码头项目"),
        ("青禾制药", "位于", None),
    )
    quotes = [[evidence.quote for evidence in passages] for passages in table.evidence]
    assert quotes == [
        ["白塔电气进驻临江街道", "临江街道属于云台工业区"],
        ["红石资本增资北固科技园", "北固科技园是云台工业区的园中园"],
        ["蓝鲸重工承担的深水码头项目", "深水码头项目在云台工业区开工"],
        ["青禾制药落户云台工业区"],
    ]
    assert all(TEXT[e.start : e.end] == e.quote for passages in table.evidence for e in passages)
    assert table.title == "与园区有关的企业（park=云台工业区）"


def test_projects_of_a_district_through_its_parks(small: KnowledgeGraph) -> None:
    table = run(small, "place-projects", {"place": "海州区"})
    assert table.rows == (("深水码头项目", "云台工业区"),)


def test_values_as_people_write_them(small: KnowledgeGraph) -> None:
    for status, year in (("started", "2030"), ("开工", "2030年")):
        assert run(small, "status-of-year", {"status": status, "year": year}).rows == (("深水码头项目", "项目"),)
    assert len(run(small, "figures-of", {"subject": "海州市"}).rows) == 3  # by its alias
    assert {row[0] for row in run(small, "figures-by-indicator", {"text": "吞吐"}).rows} == {"港口吞吐量"}
    assert run(small, "figures-by-indicator", {"text": "' ) } #"}).rows == ()


def test_review_and_plan(small: KnowledgeGraph) -> None:
    table = run(small, "review-and-plan", {})
    assert table.rows == (("深水码头项目", "项目", 2030, "开工"), ("深水码头项目", "项目", 2031, "推进中"))
    quotes = [[e.quote for e in passages] for passages in table.evidence]
    assert quotes == [["深水码头项目在云台工业区开工"], ["加快深水码头项目"]]


def test_figures_of_several_years_show_them_all(tmp_path: Path) -> None:
    """And in the same order through both engines, where years and spans of years stand side by side."""
    path = tmp_path / "haizhou-2031.ttl"
    now, aim, growth = FACTS.observations
    write_turtle(replace(FACTS, observations=(replace(now, since=2026), aim, replace(growth, since=2027))), path)
    graph = KnowledgeGraph.load([path], background=False)
    table = run(graph, "figures-of", {"subject": "海州市"})
    at = table.columns.index("年份")
    assert [row[at] for row in table.rows] == ["2026—2030", 2031, "2027—2031"]
    targets = run(graph, "targets-of-year", {"year": "2031"})
    assert [row[targets.columns.index("年份")] for row in targets.rows] == [2031, "2027—2031"]
    pair = run(graph, "targets-and-results", {})
    assert [pair.rows[0][pair.columns.index(name)] for name in ("结果年", "目标年")] == ["2026—2030", 2031]
    plain = rdflib.Graph()
    plain += graph.rdflib()
    for name in ("figures-of", "figures-by-indicator", "targets-of-year", "growth-of-year", "targets-and-results"):
        result = graph._query(CATALOGUE[name].sparql, {})
        assert isinstance(result, ox.QuerySolutions)
        columns = [variable.value for variable in result.variables]
        assert rdflib_rows(plain.query(CATALOGUE[name].sparql), columns) == ox_rows(result), name


@pytest.mark.parametrize(
    ("name", "params", "said"),
    [
        ("park-enterprises", {"park": "云台工业园"}, "云台工业区"),
        ("park-enterprises", {"parks": "云台工业区"}, "没有参数 parks；它的参数：park（园区名称）"),
        ("count-by-type", {"park": "云台工业区"}, "它的参数：没有参数"),
        ("targets-of-year", {"year": "明年"}, "请给出四位年份"),
        ("status-of-year", {"status": "很好"}, "started（开工）"),
        ("figures-by-indicator", {"text": "  "}, "请给出文字"),
        ("park-enterprize", {}, "是不是要找：park-enterprises"),
        ("与园区有关的企", {}, "是不是要找：park-enterprises"),
        ("qqqq", {}, "--list"),
        ("没有这个文件.rq", {}, "没有这个文件.rq: "),
    ],
)
def test_what_cannot_be_asked(small: KnowledgeGraph, name: str, params: dict[str, str], said: str) -> None:
    with pytest.raises(QueryError) as caught:
        run(small, name, params)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_suggestions_are_names(small: KnowledgeGraph) -> None:
    with pytest.raises(NotFoundError) as caught:
        run(small, "park-enterprize", {})
    assert caught.value.suggestions[0] == "park-enterprises"


BODY = "SELECT ?park ?n { ?x tj:locatedIn ?park ; rdfs:label ?n }\n"


def test_a_file_of_ones_own(small: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("# just a note\n# param: park entity:Park\n\n" + BODY, encoding="utf-8")
    assert find_query(path) == read_query(path)
    assert read_query(path).params == (Param("park", "entity", "Park", None),)
    table = run(small, path, {"park": "云台工业区"})
    assert table.columns == ("n",)
    assert {row[0] for row in table.rows} == {"青禾制药", "深水码头项目"}
    assert table.evidence == ()
    with pytest.raises(QueryError, match=r"缺参数 park（园区名称）.*--param park="):
        run(small, path, {})


def test_a_whole_number(small: KnowledgeGraph, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text("# param: at integer\nSELECT ?at ?x { ?passage oa:start ?at ; oa:exact ?x }", encoding="utf-8")
    assert ("青禾制药",) in run(small, path, {"at": str(TEXT.index("青禾制药"))}).rows
    with pytest.raises(QueryError, match="请给出整数"):
        run(small, path, {"at": "1.5"})


@pytest.mark.parametrize(
    ("head", "line", "said"),
    [
        ("# titel: 一\n", 1, "titel"),
        ("# title: 一\n# title: 二\n", 2, "写了两次"),
        ("# title:\n", 1, "空的"),
        ("# title: 一\n#\n# param: park\n", 3, "写得不对"),
        ("# param: park place = 一\n", 1, "写得不对"),
        ("# param: park entity:Garden = 一\n", 1, "entity:Garden"),
        ("# param: park year:Park = 一\n", 1, "year:Park"),
        ("# param: zone entity = 一\n", 1, "没有变量 ?zone"),
        ("# param: park entity = 一\n# param: park entity = 二\n", 2, "写了两次"),
    ],
)
def test_broken_heads(tmp_path: Path, head: str, line: int, said: str) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(head + BODY, encoding="utf-8")
    with pytest.raises(QueryError) as caught:
        read_query(path)
    assert f"mine.rq:{line}: " in str(caught.value)
    assert said in str(caught.value)
