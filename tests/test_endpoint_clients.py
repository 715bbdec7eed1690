"""The endpoint as other people's programs use it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from endpoint_requests import BUNDLED, LIMITS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from served import Server, served
from SPARQLWrapper import CSV, JSON, JSONLD, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import KnowledgeGraph

PREFIXES = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in v.PREFIXES.items())
PARK = rdflib.URIRef(v.entity_iri("park/南港工业区"))
PARKS = PREFIXES + "SELECT ?park ?label { ?park a tj:Park ; rdfs:label ?label } ORDER BY ?label"
MADE = PREFIXES + "CONSTRUCT { ?s tj:locatedIn ?o } { ?s tj:locatedIn ?o }"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served([BUNDLED], **{**LIMITS, "seconds": 60, "rows": 100_000}) as made:
        yield made


def wrapper(server: Server, query: str, format: str, method: str = "GET") -> SPARQLWrapper:
    made = SPARQLWrapper(f"{server.url}/sparql")
    made.setQuery(query)
    made.setReturnFormat(format)
    made.setMethod(method)
    return made


@pytest.mark.parametrize("method", ["GET", POST])
def test_sparqlwrapper_reads_tables(server: Server, real: KnowledgeGraph, method: str) -> None:
    expected = [str(row[1]) for row in real.select(PARKS).rows]
    found = wrapper(server, PARKS, JSON, method).queryAndConvert()
    assert [row["label"]["value"] for row in found["results"]["bindings"]] == expected
    document = wrapper(server, PARKS, XML, method).queryAndConvert()
    labels = [b for b in document.getElementsByTagName("binding") if b.getAttribute("name") == "label"]
    assert [b.getElementsByTagName("literal")[0].firstChild.data for b in labels] == expected
    for format, mark in ((CSV, ","), (TSV, "\t")):
        lines = wrapper(server, PARKS, format, method).queryAndConvert().decode().splitlines()
        assert [line.split(mark)[1].removesuffix("@zh").strip('"') for line in lines[1:]] == expected


@pytest.mark.parametrize("format", [TURTLE, RDFXML, JSONLD])
def test_sparqlwrapper_reads_graphs(server: Server, real: KnowledgeGraph, format: str) -> None:
    found = wrapper(server, MADE, format).queryAndConvert()
    made = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format="turtle")
    assert set(made) == set(real.construct(MADE))


def test_sparqlwrapper_hears_why_not(server: Server) -> None:
    with pytest.raises(QueryBadFormed) as caught:
        wrapper(server, "SELECT", JSON).query()
    assert str("语法".encode())[2:-1] in str(caught.value)


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_rdflib_queries_and_browses(server: Server, real: KnowledgeGraph, method: str, format: str) -> None:
    store = SPARQLStore(f"{server.url}/sparql", method=method, returnFormat=format)
    remote = rdflib.Graph(store)
    assert [str(row.label) for row in remote.query(PARKS)] == [str(row[1]) for row in real.select(PARKS).rows]
    if format in ("json", "xml"):  # the others have no booleans
        assert remote.query("ASK {}").askAnswer is True
        assert (PARK, rdflib.RDF.type, rdflib.URIRef(f"{v.TJ}Park")) in remote
    if format != "csv":  # which does not tell IRIs from text
        assert set(remote.predicate_objects(PARK)) == set(real.rdflib().predicate_objects(PARK))


def test_rdflib_asks_one_report(server: Server, real: KnowledgeGraph) -> None:
    name = rdflib.URIRef(v.report_iri("tianjin-2025"))
    remote = rdflib.Graph(SPARQLStore(f"{server.url}/sparql", context_aware=True), identifier=name)
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    (row,) = remote.query(count)
    assert int(row.n) == real.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{name}> {{ ?s ?p ?o }} }}").rows[0][0]


def test_rdflib_federates_to_it(server: Server, real: KnowledgeGraph) -> None:
    """SERVICE is refused here, but others may use it towards here."""
    found = rdflib.Graph().query(
        f"{PREFIXES} SELECT ?label {{ SERVICE <{server.url}/sparql> {{ ?park a tj:Park ; rdfs:label ?label }} }}"
    )
    assert {str(row.label) for row in found} == {row[1] for row in real.select(PARKS).rows}


# Where .ci/test puts it: beside the Python that runs the tests.
COMUNICA = shutil.which("comunica-sparql", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.skipif(COMUNICA is None, reason="没有 comunica-sparql：npm install -g @comunica/query-sparql@4.5.0")
@pytest.mark.parametrize(
    "kind", ["", "sparql@"]
)  # left to find out by our description that this is an endpoint, or told
def test_comunica_queries(server: Server, real: KnowledgeGraph, kind: str) -> None:
    def ask(query: str, media: str) -> str:
        command = [str(COMUNICA), f"{kind}{server.url}/sparql", query, "-t", media]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout

    # The parks' names without their languages: Comunica 4.5 itself loses these between JSON and its own terms.
    rows = json.loads(ask(PARKS, "application/sparql-results+json"))["results"]["bindings"]
    assert [row["label"]["value"] for row in rows] == [str(row[1]) for row in real.select(PARKS).rows]
    labels = PREFIXES + "CONSTRUCT { ?s tj:locatedIn ?o ; rdfs:label ?l } { ?s tj:locatedIn ?o ; rdfs:label ?l }"
    assert set(rdflib.Graph().parse(data=ask(labels, "text/turtle"), format="turtle")) == set(real.construct(labels))
    assert json.loads(ask(PREFIXES + "ASK { ?p a tj:Park }", "application/sparql-results+json"))["boolean"] is True
