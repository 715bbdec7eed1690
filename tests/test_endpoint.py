"""The SPARQL endpoint as its standards say, against a real server process."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from http.client import IncompleteRead
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib
from endpoint_requests import BUNDLED, LIMITS, get, send, small
from rdflib.plugins.sparql.results.tsvresults import TSVResultParser
from rdflib.query import Result
from served import Server, served

from tjgraph.graph import vocabulary as v

JSON, XML, CSV, TSV = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
TURTLE, LINES, RDFXML, LD = "text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"
ROWS = "SELECT ?s ?o ?none { ?s <http://e/p> ?o }"
MADE = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with small(tmp_path_factory.mktemp("endpoint"), seconds=60) as made:
        yield made


@pytest.fixture(scope="module")
def bundled() -> Iterator[Server]:
    with served([BUNDLED], **{**LIMITS, "seconds": 60, "rows": 100_000}) as made:
        yield made


# --- the ways to ask


def test_a_query_by_get_and_by_both_posts(server: Server) -> None:
    replies = [
        get(server, "ASK {}"),
        send(server, "POST", "/sparql", urlencode({"query": "ASK {}"}), Content_Type=FORM),
        send(server, "POST", "/sparql", "ASK {}", Content_Type=DIRECT),
        send(server, "POST", "/sparql/", "ASK {}", Content_Type=f"{DIRECT}; charset=UTF-8"),
    ]
    for reply in replies:
        assert reply.status == 200 and reply.media == JSON
        assert json.loads(reply.text) == {"head": {}, "boolean": True}


def test_head_is_get_without_a_body(server: Server) -> None:
    path = "/sparql?query=" + quote(ROWS)
    whole, head = send(server, "GET", path), send(server, "HEAD", path)
    assert (head.status, head.body) == (200, b"")
    same = ("content-type", "content-length", "etag")
    assert {name: head.headers[name] for name in same} == {name: whole.headers[name] for name in same}


@pytest.mark.parametrize(
    ("method", "path", "body", "kind", "status"),
    [
        ("GET", "/sparql?query=SELECT", None, "", 400),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", None, "", 400),
        ("GET", "/sparql?query=", None, "", 400),
        ("GET", "/sparql?default-graph-uri=http://e/g1", None, "", 400),
        ("GET", "/sparql?query=ASK%7B%7D%FF", None, "", 400),
        ("POST", "/sparql", "", FORM, 400),
        ("POST", "/sparql", "query=ASK%7B%7D&query=ASK%7B%7D", FORM, 400),
        ("POST", "/sparql?query=ASK%7B%7D", "query=ASK%7B%7D", FORM, 400),
        ("POST", "/sparql", "ASK {}", "", 415),
        ("POST", "/sparql", "ASK {}", "text/plain", 415),
        ("POST", "/sparql", "ASK {}", f"{DIRECT}; charset=utf-16", 415),
        ("POST", "/sparql", b"ASK { ?s ?p '\xff' }", DIRECT, 400),
        ("PUT", "/sparql", "ASK {}", DIRECT, 405),
        ("DELETE", "/sparql", None, "", 405),
    ],
)
def test_what_is_not_asked_rightly_is_said_to_be_so(
    server: Server, method: str, path: str, body: str | bytes | None, kind: str, status: int
) -> None:
    reply = send(server, method, path, body, **({"Content_Type": kind} if kind else {}))
    assert reply.status == status and reply.media == "text/plain"
    assert reply.text.strip() and "\n" not in reply.text.strip()
    assert ("allow" in reply.headers) == (status == 405)


# --- the dataset


@pytest.mark.parametrize(
    ("query", "params", "expected"),
    [
        ("SELECT ?s { ?s <http://e/p> ?o }", {}, {"http://e/a"}),
        ("SELECT ?s { GRAPH ?g { ?s <http://e/p> <http://e/a> } }", {}, {"http://e/b"}),
        ("SELECT ?s FROM <http://e/g2> { ?s ?p <http://e/a> }", {}, {"http://e/b"}),
        ("BASE <http://e/> SELECT ?s FROM <g2> { ?s ?p <a> }", {}, {"http://e/b"}),
        ("PREFIX e: <http://e/> SELECT ?s FROM NAMED e:g2 { GRAPH ?g { ?s ?p e:a } }", {}, {"http://e/b"}),
        ("SELECT ?s { ?s ?p <http://e/a> }", {"default-graph-uri": "http://e/g2"}, {"http://e/b"}),
        (
            "SELECT ?s { ?s ?p ?o FILTER(isIRI(?s)) }",
            {"default-graph-uri": ["http://e/g1", "http://e/g2"]},
            {"http://e/a", "http://e/b"},
        ),
        ("SELECT ?s { ?s ?p ?o }", {"default-graph-uri": "http://e/empty"}, set()),
        ("SELECT ?s { ?s ?p ?o }", {"named-graph-uri": "http://e/g2"}, set()),
        ("SELECT ?g { GRAPH ?g { ?s ?p <http://e/a> } }", {"named-graph-uri": "http://e/g2"}, {"http://e/g2"}),
        ("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", {"default-graph-uri": "http://e/g2"}, set()),
        # The protocol's dataset goes before the query's, which may name what is not here.
        ("SELECT ?s FROM <http://e/g1> { ?s ?p ?o }", {"default-graph-uri": "http://e/empty"}, set()),
        ("SELECT ?s FROM <http://elsewhere/> { ?s ?p <http://e/a> }", {"default-graph-uri": "http://e/g2"}, {"http://e/b"}),
    ],
)  # fmt: skip
def test_datasets(server: Server, query: str, params: dict[str, str], expected: set[str]) -> None:
    by_get = get(server, query, params=params)
    by_post = send(server, "POST", "/sparql?" + urlencode(params, doseq=True), query, Content_Type=DIRECT)
    for reply in (by_get, by_post):
        assert reply.status == 200, reply.text
        rows = json.loads(reply.text)["results"]["bindings"]
        assert {cell["value"] for row in rows for cell in row.values()} == expected


@pytest.mark.parametrize("clause", ["FROM <http://e/g9>", "FROM NAMED <http://e/g9>", "FROM <http://e/g1> FROM <g9>"])
def test_a_graph_that_is_not_here_is_refused_by_name(server: Server, clause: str) -> None:
    reply = get(server, f"SELECT * {clause} {{ ?s ?p ?o }}")
    assert reply.status == 400 and "g9" in reply.text


def test_what_reads_like_a_clause_and_is_none_is_no_clause(server: Server) -> None:
    query = """# FROM <http://e/g9>
        SELECT ("FROM <http://e/g9>" AS ?from) ('''SERVICE <x> {}''' AS ?service) { ?x ?y ?z . # SERVICE <http://e/s> {}
        FILTER(?x != <http://e/FROM>) } LIMIT 1"""
    assert get(server, query).status == 200


# --- the formats


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        ("", JSON, TURTLE),
        ("*/*", JSON, TURTLE),
        (JSON, JSON, 406),
        (XML, XML, 406),
        (CSV, CSV, 406),
        (TSV, TSV, 406),
        (TURTLE, 406, TURTLE),
        (LINES, 406, LINES),
        (RDFXML, 406, RDFXML),
        (f"{LD};profile=x", 406, LD),
        ("application/json", "application/json", 406),
        ("application/xml", "application/xml", 406),
        (f"{CSV}, {TURTLE}", CSV, TURTLE),
        (f"{CSV};q=0.5, {XML};q=0.6, {LD};q=0.1, {LINES};q=0.2", XML, LINES),
        (f"*/*;q=0.1, {TSV}", TSV, TURTLE),
        ("text/*", CSV, TURTLE),
        (f"text/*, {CSV};q=0", TSV, TURTLE),
        (f"{JSON};q=0, */*", XML, TURTLE),
        ("image/png", 406, 406),
        (f"{JSON};q=2", 406, 406),
    ],
)
def test_negotiation(server: Server, accept: str, table: str | int, graph: str | int) -> None:
    for query, expected in ((ROWS, table), ("ASK {}", table), (MADE, graph), ("DESCRIBE <http://e/a>", graph)):
        reply = get(server, query, **({"Accept": accept} if accept else {}))
        assert (reply.media if reply.status == 200 else reply.status) == expected
        assert reply.status != 200 or "accept" in reply.headers["vary"].lower()


@pytest.mark.parametrize(
    ("format", "media"),
    [("json", JSON), ("xml", XML), ("csv", CSV), ("tsv", TSV), ("ttl", TURTLE), ("nt", LINES), ("jsonld", LD)],
)
def test_a_link_can_say_the_format(server: Server, format: str, media: str) -> None:
    query = MADE if media in (TURTLE, LINES, LD) else ROWS
    reply = get(server, query, params={"format": format}, Accept="text/html")
    assert reply.media == media
    assert reply.headers["content-disposition"].startswith('attachment; filename="result.')


def test_all_formats_of_a_table_say_the_same(server: Server) -> None:
    def cells(media: str) -> str:
        return get(server, ROWS, Accept=media).text

    row = json.loads(cells(JSON))["results"]["bindings"]
    assert row == [
        {"s": {"type": "uri", "value": "http://e/a"}, "o": {"type": "literal", "value": '一\t"<&>,', "xml:lang": "zh"}}
    ]
    for read in (
        Result.parse(io.BytesIO(cells(JSON).encode()), format="json"),
        Result.parse(io.BytesIO(cells(XML).encode()), format="xml"),
        TSVResultParser().parse(io.BytesIO(cells(TSV).encode())),
    ):
        assert [tuple(r) for r in read] == [(rdflib.URIRef("http://e/a"), rdflib.Literal('一\t"<&>,', lang="zh"), None)]
    assert list(csv.reader(io.StringIO(cells(CSV)))) == [["s", "o", "none"], ["http://e/a", '一\t"<&>,', ""]]
    assert ET.fromstring(get(server, "ASK {}", Accept=XML).text)[1].text == "true"
    assert get(server, "ASK { FILTER(false) }", Accept=CSV).text == "false\n"


@pytest.mark.parametrize("media", [TURTLE, LINES, RDFXML, LD])
def test_all_formats_of_a_graph_say_the_same(server: Server, media: str) -> None:
    reply = get(server, MADE, Accept=media)
    graph = rdflib.Graph().parse(data=reply.text, format="json-ld" if media == LD else media)
    assert {tuple(map(str, t)) for t in graph} == {
        ("http://e/a", "http://e/p", '一\t"<&>,'),
        ("http://e/a", "http://e/q", "2"),
    }


def test_relative_iris_are_relative_to_the_endpoint(server: Server) -> None:
    reply = get(server, "SELECT (<#x> AS ?x) {}")
    assert json.loads(reply.text)["results"]["bindings"][0]["x"]["value"] == f"{server.url}/sparql#x"


def test_large_results_stream_and_too_large_ones_are_errors(bundled: Server, server: Server) -> None:
    reply = get(bundled, "SELECT * { ?s ?p ?o }", Accept=TSV)
    assert reply.status == 200 and reply.headers["transfer-encoding"] == "chunked"
    count = json.loads(get(bundled, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").text)["results"]["bindings"][0]["n"]
    assert reply.text.count("\n") == int(count["value"]) + 1
    values = " ".join(map(str, range(23)))
    query = f"SELECT * {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} }}"
    too_many = get(server, query)
    assert too_many.status == 400 and "500" in too_many.text
    assert len(json.loads(get(server, f"{query} LIMIT 500").text)["results"]["bindings"]) == 500


def test_an_answer_that_cannot_be_ended_is_no_answer(server: Server) -> None:
    """Over 32 MiB have gone out when the row too many comes: the body is broken off, and the client hears of it."""
    values = " ".join(map(str, range(23)))
    long = f"BIND(REPLACE('{'y' * 5000}', 'y', '{'z' * 20}') AS ?long)"
    with pytest.raises(IncompleteRead):
        get(server, f"SELECT * {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} {long} }}")
    assert server.log.read_text().splitlines()[-1].endswith("broken")


# --- caching and other origins


def test_who_has_the_answer_does_not_get_it_again(server: Server) -> None:
    first = get(server, ROWS)
    tag = first.headers["etag"]
    assert tag.startswith('"') and "no-cache" in first.headers["cache-control"]
    for known in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        again = get(server, ROWS, If_None_Match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert get(server, ROWS, If_None_Match='"x"').status == 200
    others = [
        get(server, ROWS + " "),
        get(server, ROWS, Accept=XML),
        get(server, ROWS, params={"default-graph-uri": "http://e/g1"}),
    ]
    assert len({tag, *(other.headers["etag"] for other in others)}) == 4


@pytest.mark.parametrize("expression", ["NOW()", "rand()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_changes_each_time_is_never_the_same_answer(server: Server, expression: str) -> None:
    reply = get(server, f"SELECT ({expression} AS ?x) {{}}")
    assert "etag" not in reply.headers and reply.headers["cache-control"] == "no-store"


def test_pages_of_other_origins_may_ask(server: Server) -> None:
    reply = send(
        server, "OPTIONS", "/sparql", Origin="https://a.example", Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )  # fmt: skip
    assert reply.status == 204 and reply.headers["access-control-allow-origin"] == "*"
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert "Content-Type" in reply.headers["access-control-allow-headers"]
    for answer in (get(server, ROWS, Origin="https://a.example"), get(server, "SELECT", Origin="https://a.example")):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers


# --- descriptions and what IRIs stand for


@pytest.mark.parametrize("media", [TURTLE, LINES, RDFXML, LD])
def test_the_service_describes_itself(bundled: Server, media: str) -> None:
    reply = send(bundled, "GET", "/sparql", Accept=media)
    graph = rdflib.Graph().parse(data=reply.text, format="json-ld" if media == LD else media)
    (service,) = graph.subjects(rdflib.RDF.type, SD.Service)
    assert str(graph.value(service, SD.endpoint)) == f"{bundled.url}/sparql"
    assert graph.value(service, SD.supportedLanguage) == SD.SPARQL11Query
    dataset = graph.value(service, SD.defaultDataset)
    names = {str(graph.value(g, SD.name)) for g in graph.objects(dataset, SD.namedGraph)}
    assert names == {v.BACKGROUND_GRAPH, v.report_iri("tianjin-2025")}
    assert send(bundled, "GET", "/sparql", Accept=media).body == reply.body
    assert send(bundled, "GET", "/sparql", Accept=media, If_None_Match=reply.headers["etag"]).status == 304


def test_void_counts_what_is_there(bundled: Server) -> None:
    reply = send(bundled, "GET", "/.well-known/void")
    graph = rdflib.Graph().parse(data=reply.text, format="turtle")
    (dataset,) = graph.subjects(VOID.sparqlEndpoint, rdflib.URIRef(f"{bundled.url}/sparql"))
    parts = {
        graph.value(p, VOID["class"]): graph.value(p, VOID.entities)
        for p in graph.objects(dataset, VOID.classPartition)
    }
    uses = {
        graph.value(p, VOID.property): graph.value(p, VOID.triples)
        for p in graph.objects(dataset, VOID.propertyPartition)
    }

    def counted(pattern: str) -> int:
        found = get(bundled, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        return int(json.loads(found.text)["results"]["bindings"][0]["n"]["value"])

    assert int(parts[rdflib.URIRef(f"{v.TJ}Park")]) == counted("?s a tj:Park")
    assert int(uses[rdflib.URIRef(f"{v.TJ}locatedIn")]) == counted("?s tj:locatedIn ?o")
    assert int(graph.value(dataset, VOID.triples)) == counted("?s ?p ?o") == sum(map(int, uses.values()))


PARK = v.entity_iri("park/南港工业区")


def path_of(iri: str) -> str:
    return quote(iri.removeprefix("https://w3id.org/tjgraph"), safe="/")


@pytest.mark.parametrize("media", [TURTLE, LD, LINES, RDFXML])
def test_an_entity_comes_with_its_claims_and_their_words(bundled: Server, media: str) -> None:
    reply = send(bundled, "GET", path_of(PARK), Accept=media)
    assert reply.status == 200 and reply.media == media
    graph = rdflib.Graph().parse(data=reply.text, format="json-ld" if media == LD else media)
    park = rdflib.URIRef(PARK)
    assert (park, rdflib.RDF.type, rdflib.URIRef(f"{v.TJ}Park")) in graph
    claims = set(graph.subjects(rdflib.RDF.object, park))
    assert claims
    for claim in claims:
        triple = tuple(graph.value(claim, p) for p in (rdflib.RDF.subject, rdflib.RDF.predicate, rdflib.RDF.object))
        assert triple in graph
        passage = graph.value(claim, rdflib.PROV.wasDerivedFrom)
        assert graph.value(passage, rdflib.URIRef(f"{v.OA}exact"))
    assert send(bundled, "GET", path_of(PARK), Accept=media, If_None_Match=reply.headers["etag"]).status == 304


@pytest.mark.parametrize("iri", [PARK, v.report_iri("tianjin-2025"), v.indicator_iri("产值")])
def test_people_are_sent_to_the_page_of_a_thing(bundled: Server, iri: str) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    reply = send(bundled, "GET", path_of(iri), Accept=browser)
    assert reply.status == 303
    assert send(bundled, "GET", reply.headers["location"].partition("#")[0], Accept=browser).status == 200


def test_what_is_not_there_is_not_found(bundled: Server) -> None:
    for path in ("/id/park/%E6%B2%A1%E6%9C%89", "/id/", "/id/park", "/id/%22%3E", "/id/%FF"):
        assert send(bundled, "GET", path, Accept=TURTLE).status == 404


def test_the_ontology_is_where_its_terms_say(bundled: Server) -> None:
    for media in (TURTLE, LD, LINES, RDFXML):
        reply = send(bundled, "GET", "/ontology", Accept=media)
        graph = rdflib.Graph().parse(data=reply.text, format="json-ld" if media == LD else media)
        assert (rdflib.URIRef(f"{v.TJ}Park"), rdflib.RDF.type, rdflib.OWL.Class) in graph
    assert send(bundled, "GET", "/ontology", Accept="text/html").headers["location"] == "/vocabulary"


def test_the_description_is_the_data(bundled: Server) -> None:
    """What the server gives of an entity is in the graph file, or in the ontology and background that are served."""
    given = send(bundled, "GET", path_of(PARK), Accept=LINES)
    known = {str(q.triple) for q in ox.parse(path=BUNDLED)}
    mine = [str(q.triple) for q in ox.parse(given.body, ox.RdfFormat.N_TRIPLES) if q.subject == ox.NamedNode(PARK)]
    assert len(set(mine) & known) >= 5
