"""The graph in memory: what it loads, what it answers, what it refuses and how it says so."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from graph_samples import FACTS
from hypothesis import given
from hypothesis import strategies as st

from tjgraph.errors import GraphError, QueryError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.building import triples
from tjgraph.graph.store import Iri, KnowledgeGraph, Text
from tjgraph.graph.turtle import to_turtle, write_turtle

PARK = Iri(v.entity_iri("park/云台工业区"))


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graphs") / "haizhou-2031.ttl"
    write_turtle(FACTS, path)
    return path


@pytest.fixture(scope="module")
def graph(path: Path) -> KnowledgeGraph:
    return KnowledgeGraph.load([path], background=False)


def test_select_gives_plain_cells(graph: KnowledgeGraph) -> None:
    table = graph.select(
        "SELECT ?o ?value ?year ?start ?label ?none { ?o tj:value ?value ; tj:year ?year ; tj:kind tj:actual ; "
        "prov:wasDerivedFrom/oa:start ?start ; tj:subject/rdfs:label ?label OPTIONAL { ?o tj:none ?none } }"
    )
    assert table.columns == ("o", "value", "year", "start", "label", "none")
    ((iri, value, year, start, label, none),) = table.rows
    assert isinstance(iri, str)
    assert iri.startswith(v.DATA + "observation/")
    assert (value, year, label, none) == (Decimal(150000000), 2030, "海州", None)
    assert isinstance(value, Decimal)
    assert isinstance(start, int)


def test_terms_are_bound(graph: KnowledgeGraph) -> None:
    query = "SELECT ?park ?name { ?thing tj:locatedIn ?park ; rdfs:label ?name }"
    assert set(graph.select(query, park=PARK).rows) == {(PARK.value, "深水码头项目"), (PARK.value, "青禾制药")}
    assert graph.ask("ASK { ?x tj:locatedIn ?park }", park=PARK)
    assert not graph.ask("ASK { ?x tj:locatedIn ?park }", park=Iri(v.DATA + "park/别处"))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_bound_text_is_only_text(graph: KnowledgeGraph, text: str) -> None:
    rows = graph.select("SELECT ?text ?x { ?x rdfs:label ?label FILTER(STR(?label) = ?text) }", text=Text(text)).rows
    assert {label for label, _ in rows} <= {text}


def test_bound_text_cannot_break_out(graph: KnowledgeGraph) -> None:
    text = '" ) } UNION { ?x ?y ?z } #'
    assert graph.select("SELECT ?text ?x { ?x rdfs:label ?text }", text=Text(text)).rows == ()


def test_a_bound_variable_has_to_be_selected(graph: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match="SELECT"):
        graph.select("SELECT ?x { ?x tj:locatedIn ?park }", park=PARK)


def test_construct_and_rdflib(graph: KnowledgeGraph) -> None:
    made = graph.construct("CONSTRUCT { ?s tj:locatedIn ?o } WHERE { ?s tj:locatedIn ?o }")
    assert len(made) == 4
    face = graph.rdflib()
    assert len(face) == len(graph)
    assert len(list(face.query("SELECT ?s { ?s tj:locatedIn ?o }"))) == 4
    assert set(made) <= set(face)


def test_ontology_is_there_and_background_apart(path: Path, graph: KnowledgeGraph) -> None:
    assert graph.ask('ASK { tj:locatedIn rdfs:label "位于"@zh }')
    background = f"ASK {{ GRAPH <{v.BACKGROUND_GRAPH}> {{ ?s ?p ?o }} }}"
    assert not graph.ask(background)
    assert KnowledgeGraph.load([path]).ask(background)


def test_a_triple_in_two_files_counts_once(tmp_path: Path, path: Path) -> None:
    (tmp_path / "copy.ttl").write_bytes(path.read_bytes())
    (tmp_path / "notes.txt").write_text("no graph")
    (tmp_path / "a.ttl").write_bytes(path.read_bytes())
    twice = KnowledgeGraph.load([tmp_path], background=False)
    count = "SELECT (COUNT(*) AS ?n) { ?s a tj:Claim }"
    assert twice.select(count).rows == ((11,),)
    assert len(twice) == len(KnowledgeGraph.load([path], background=False)) > len(list(triples(FACTS)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        (b"# nothing\n", "是空的"),
        (b"<http://a> <http://b> <http://c> .\n<http://a> <http://b", r"bad\.ttl:2: "),
        (b'<http://a> <http://b> "\xff" .', r"bad\.ttl:1: .*UTF-8"),
        (b"\x00\x01\x02" * 100, r"bad\.ttl:1: "),
        (to_turtle(FACTS).encode()[:-200], r"bad\.ttl:\d+: "),
    ],
)
def test_broken_files(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "bad.ttl"
    path.write_bytes(content)
    with pytest.raises(GraphError, match=said) as caught:
        KnowledgeGraph.load([path])
    assert "\n" not in str(caught.value)
    assert caught.value.remedy


def test_missing_files(tmp_path: Path) -> None:
    (tmp_path / "graph.docx").write_bytes(b"x")
    for paths in ([], [tmp_path / "no.ttl"], [tmp_path], [tmp_path / "graph.docx"]):
        with pytest.raises(GraphError) as caught:
            KnowledgeGraph.load(paths)
        assert caught.value.remedy


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "第 1 行第 1 列查询没有写完"),
        ("SELECT ?x {\n  ?x a foo:Bar }", "第 2 行第 \\d+ 列前缀没有声明"),
        ("SELECT ?x { ?x ?y ?z } ORDR BY ?x", "第 1 行第 \\d+ 列读不通.*ORDR BY .x"),
        ("INSERT DATA { tj:a tj:b tj:c }", "只接受 SELECT"),
        ("DROP ALL", "只接受 SELECT"),
        ("ASK { ?x ?y ?z }", "需要 SELECT"),
        ("CONSTRUCT WHERE { ?x ?y ?z }", "需要 SELECT"),
    ],
)
def test_what_is_no_question(graph: KnowledgeGraph, query: str, said: str) -> None:
    before = len(graph)
    with pytest.raises(QueryError, match=said) as caught:
        graph.select(query)
    assert "\n" not in str(caught.value)
    assert len(graph) == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { service SILENT ?where { ?s ?p ?o } }",
        'SELECT * { ?s ?p "a"SERVICE<http://127.0.0.1/>{} }',
        "SELECT * { ?s ?p ?o FILTER(?a<?b) SERVICE<http://127.0.0.1/>{} FILTER(?a>?b) }",
        "SELECT * { ?s ?p '''it's # ''' . SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { # comment\n SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p ?o.SERVICE <http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1/> {} }",
        "SELECT * { ?s ?p tj:.SERVICE tj:b {} }",
        "SELECT * { SERVICEtj:b {} }",
        "SELECT * { OPTIONAL { ?s ?p tj:b\\# SERVICE tj:b {}\n} }",
        "SELECT * { ?s ?p 'x'@en.SERVICE <http://127.0.0.1/> {} }",
    ],
)
def test_nothing_reaches_out(graph: KnowledgeGraph, query: str) -> None:
    with pytest.raises(QueryError, match="SERVICE"):
        graph.select(query)


REMOTE = "SERVICE <http://127.0.0.1:9/> { ?a ?b ?c }"
pieces = st.lists(
    st.sampled_from(
        [REMOTE, REMOTE, "?s ?p ?o", ".", " ", "\n", "tj:a", "tj:a\\#", "1", "true", "'a'", '"', '"""', "'", "@en", "#",
         "<", ">", "<http://a>", "?o", ":", "\\", "\\'", "FILTER(?s<?o)", "OPTIONAL {", "}", "{", "^^", "%20", "_:b"]
    ),
    max_size=12,
)  # fmt: skip


@given(pieces)
def test_what_passes_never_reaches_out(graph: KnowledgeGraph, parts: list[str]) -> None:
    query = "SELECT * { ?s ?p ?o . " + "".join(parts) + " }"
    try:
        graph.select(query)
    except QueryError as error:
        assert not isinstance(error.__cause__, OSError), query


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?service { ?service rdfs:label "SERVICE" ; tj:service <http://service/> } # SERVICE',
        "SELECT ?x { ?x a tj:service ; rdfs:label 'a \\' SERVICE ' }",
        'SELECT ?x { ?x rdfs:label """one " SERVICE """@service }',
    ],
)
def test_the_word_alone_is_harmless(graph: KnowledgeGraph, query: str) -> None:
    assert graph.select(query).rows == ()
