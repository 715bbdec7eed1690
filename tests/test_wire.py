"""Queries as they are sent: terms stay terms, variables are ASCII, pages are whole; all judged by Oxigraph's parser."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tjgraph.errors import QueryError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri, Text
from tjgraph.graph.wire import prepared

STORE = ox.Store()
for number, name in enumerate(("新和成", "天津港", "a", "b", "南港")):
    STORE.add(ox.Quad(Iri(f"http://x/{number}"), Iri(v.RDFS + "label"), Text(name, language="zh")))
    STORE.add(ox.Quad(Iri(f"http://x/{number}"), Iri("http://x/number"), Text(number)))

texts = st.text(st.characters(exclude_categories=["Cs"]))
hostile = texts | st.sampled_from(
    [
        '" ) } UNION { ?x ?y ?z } #',
        "'''",
        '"""',
        "\\",
        '\\"',
        "}\n#",
        "?企业",
        "$x",
        "<http://a>",
        "\u202e",
        "\0",
        "\r\n",
    ]
)


def rows(sparql: str, **terms: ox.NamedNode | ox.Literal) -> list[tuple[str, ...]]:
    wire = prepared(sparql, terms, v.PREFIXES)
    found = STORE.query(wire.text)
    assert isinstance(found, ox.QuerySolutions)
    assert all(variable.value.isascii() for variable in found.variables)
    columns = [wire.names.get(variable.value, variable.value) for variable in found.variables]
    return [tuple(columns), *(tuple(str(term) for term in row) for row in found)]


@given(hostile)
def test_a_bound_text_is_that_text(text: str) -> None:
    columns, row = rows("SELECT ?文 ?one { BIND(1 AS ?one) } # ?文", 文=Text(text))
    assert columns == ("文", "one") and row[0] == str(Text(text))


@given(hostile)
def test_a_bound_text_finds_what_it_names(text: str) -> None:
    found = rows("SELECT ?text ?x { ?x rdfs:label ?label FILTER(STR(?label) = ?text) }", text=Text(text))[1:]
    assert len(found) == (text in ("新和成", "天津港", "a", "b", "南港"))


@given(texts)
def test_a_bound_iri_is_that_iri(text: str) -> None:
    try:
        iri = Iri(f"http://x/{text}")
    except ValueError:
        assume(False)
        raise
    assert rows("SELECT ?x { BIND(1 AS ?one) }", x=iri)[1:] == [(str(iri),)]


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?名 { ?物 rdfs:label ?名 } ORDER BY DESC(?名) LIMIT 3",
        "SELECT ?v0 ?名 { ?v0 rdfs:label ?名 } ORDER BY ?v0",
        'SELECT ("?名 { <" AS ?话) ?名 { ?物 rdfs:label ?名 FILTER(?名 < "z"@zh) FILTER(?物 != <x:?a>) } ORDER BY ?名',
        "SELECT $名 { # ?名 {\n ?物 rdfs:label $名 FILTER(STRLEN(STR(?名))<3 && STRLEN(STR(?名))>0) } ORDER BY ?名",
        "SELECT (EXISTS { ?a ?b '天津港'@zh } AS ?有) ?名 { ?物 rdfs:label ?名 } ORDER BY ?名",
        """SELECT ?名 (REGEX(STR(?名), "^[^，]{2}和?(成|港)$", "i") AS ?合) (REPLACE(?名, "天(津|,)", "$1") AS ?换) {
            ?物 rdfs:label ?名 FILTER(!REGEX(REPLACE(STR(?名), "a", "(b,c)"), "南")) } ORDER BY ?名""",
        "PREFIX 词: <http://x/> SELECT ?数 { ?物 词:number ?数 } ORDER BY ?数",
    ],
)
def test_another_name_changes_nothing_else(sparql: str) -> None:
    direct = STORE.query(sparql, prefixes=v.PREFIXES)
    assert isinstance(direct, ox.QuerySolutions)
    expected = [tuple(variable.value for variable in direct.variables)]
    assert rows(sparql) == expected + [tuple(str(term) for term in row) for row in direct]


def test_what_may_be_an_iri_or_a_comparison_is_refused() -> None:
    with pytest.raises(QueryError, match="分不清"):
        prepared("SELECT ?企 { ?a ?b ?企 FILTER(?a<1&&?企>2) }", {}, {})


@pytest.mark.parametrize("sparql", ["DESCRIBE <http://x/1>", "SELECT ?x"])
def test_terms_want_a_pattern(sparql: str) -> None:
    with pytest.raises(QueryError, match="绑定"):
        prepared(sparql, {"x": Text("a")}, {})


def test_a_construct_is_bound_in_its_pattern() -> None:
    sparql = "CONSTRUCT { ?x a ?名 } WHERE { ?x rdfs:label ?名 }"
    wire = prepared(sparql, {"名": Text("南港", language="zh")}, v.PREFIXES)
    made = STORE.query(wire.text)
    assert isinstance(made, ox.QueryTriples)
    assert [str(triple.subject) for triple in made] == ["<http://x/4>"]


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?s ?o { ?s ?p ?o }",
        "SELECT * WHERE { ?物 ?p ?o } ORDER BY DESC(?p)",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING(?n > 1)",
        "PREFIX x: <http://x/>\nSELECT DISTINCT ?s { ?s x:number ?o } ORDER BY ?o LIMIT 4 # the first four",
        "SELECT ?s ?o { ?s ?p ?o } VALUES ?p { rdfs:label }",
        "SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s LIMIT 7 } }",
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_are_the_whole(sparql: str, size: int) -> None:
    wire = prepared(sparql, {}, v.PREFIXES)
    whole = STORE.query(wire.text)
    assert isinstance(whole, ox.QuerySolutions)
    columns = [variable.value for variable in whole.variables]
    expected = [[str(term) for term in row] for row in whole]
    counted = STORE.query(wire.count().text)
    assert isinstance(counted, ox.QuerySolutions)
    assert [row[0].value for row in counted] == [str(len(expected))]  # type: ignore[union-attr]
    pages: list[list[list[str]]] = []
    while not pages or pages[-1]:
        page = STORE.query(wire.page(columns, size, len(pages)).text)
        assert isinstance(page, ox.QuerySolutions)
        assert [variable.value for variable in page.variables] == columns
        pages.append([[str(term) for term in row] for row in page])
    got = [row for page in pages for row in page]
    assert sorted(got) == sorted(expected)
    if match := re.search(r"ORDER BY DESC\(\?p\)", sparql):
        at = columns.index("p")
        assert [row[at] for row in got] == [row[at] for row in expected], match


def test_a_query_with_its_own_graphs_has_no_pages() -> None:
    with pytest.raises(QueryError, match="FROM"):
        prepared("SELECT ?s FROM <http://g> { ?s ?p ?o }", {}, {}).page(["s"], 10, 0)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?n ?label { ?s <http://x/number> ?n ; rdfs:label ?label } ORDER BY ?n",
        "SELECT ?n ?名 { ?s <http://x/number> ?n ; rdfs:label ?名 } ORDER BY DESC(?名) ?n LIMIT 3",
        "PREFIX x: <http://x/> SELECT ?名 { ?s rdfs:label ?名 } ORDER BY (?名 = x:a) ASC(STR(?名)) OFFSET 1",
        "SELECT ?n ?无 { ?s <http://x/number> ?n OPTIONAL { ?s rdfs:no ?无 } } ORDER BY ?无 DESC(?n)",
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p HAVING(?n > 0) ORDER BY DESC(?n) ?p",
    ],
)
def test_rows_are_put_in_the_order_that_is_asked_for(sparql: str) -> None:
    wire = prepared(sparql, {}, v.PREFIXES)
    found = STORE.query(wire.text)
    assert isinstance(found, ox.QuerySolutions)
    columns = [variable.value for variable in found.variables]
    ordered = [tuple(row) for row in found]
    again = ox.Store().query(wire.sorting(sorted(ordered, key=str), columns))
    assert isinstance(again, ox.QuerySolutions)
    assert [variable.value for variable in again.variables] == [wire.names.get(c, c) for c in columns]
    assert [tuple(row) for row in again] == ordered


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?s { ?s ?p ?o }",
        "SELECT ?s { ?s ?p ?o } ORDER BY ?o",
        "SELECT ?s { { SELECT ?s { ?s ?p ?o } ORDER BY ?s } }",
    ],
)
def test_what_has_no_order_here_keeps_that_of_the_server(sparql: str) -> None:
    assert prepared(sparql, {}, {}).sorting([(Text(1),)], ["s"]) == ""
