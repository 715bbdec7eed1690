"""The W3C's tests of the SPARQL 1.1 Protocol and Service Description that concern queries, against a running server.

    python benchmarks/protocol_suite.py DIR

``DIR`` is ``sparql/sparql11`` of a checkout of the repository w3c/rdf-tests, kept outside this one. The graphs of the
suite are served under the names that it gives them; ``data0.rdf``, which it names and nowhere defines, is empty.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import rdflib
from rdflib.collection import Collection
from served import Server, served

MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
EMPTY = "http://kasei.us/2009/09/sparql/data/data0.rdf"
TABULAR = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values")
GRAPHS = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")


def main() -> None:
    """Run them all; exit 1 where one fails."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("suite", type=Path)
    suite = parser.parse_args().suite
    manifest = suite / "protocol" / "manifest.ttl"
    tests = rdflib.Graph().parse(manifest)
    with tempfile.TemporaryDirectory() as directory:
        data = Path(directory) / "data.nq"
        data.write_text("".join(quads(tests, manifest.parent)))
        with served([data], empty_graphs=[EMPTY]) as server:
            outcomes = dict(protocol(tests, server))
            outcomes.update(description(server))
    for name, problem in outcomes.items():
        print("ok  " if not problem else "FAIL", name, problem)
    failed = [name for name, problem in outcomes.items() if problem]
    print(f"{len(outcomes) - len(failed)} of {len(outcomes)}")
    sys.exit(bool(failed))


def quads(tests: rdflib.Graph, directory: Path) -> Iterator[str]:
    """The graphs of the suite, each under its name."""
    named = {
        (str(tests.value(g, UT.graph)), str(tests.value(g, rdflib.RDFS.label)))
        for g in tests.objects(None, UT.graphData)
    }
    for file, name in sorted(named):
        for quad in ox.parse(path=directory / Path(file).name, format=ox.RdfFormat.N_TRIPLES):
            yield f"{ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(name))} .\n"


def protocol(tests: rdflib.Graph, server: Server) -> Iterator[tuple[str, str]]:
    """The name of each test with what is wrong. Tests of updates count where they want a refusal."""
    for test in Collection(tests, next(tests.objects(None, MF.entries))):
        name = str(test).rpartition("#")[2]
        requests = list(Collection(tests, tests.value(tests.value(test, MF.action), HT.requests)))
        if name.startswith("update_"):
            continue
        yield name, "; ".join(filter(None, (problem(tests, request, server) for request in requests)))


def problem(tests: rdflib.Graph, request: Any, server: Server) -> str:
    """What is wrong with the answer to one request."""
    headers = {
        str(tests.value(h, HT.fieldName)): str(tests.value(h, HT.fieldValue))
        for h in (Collection(tests, tests.value(request, HT.headers)) if tests.value(request, HT.headers) else ())
    }
    content = tests.value(request, HT.body)
    body = None
    if content is not None:
        body = str(tests.value(content, CNT.chars)).encode(str(tests.value(content, CNT.characterEncoding)))
    path = str(tests.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(str(tests.value(request, HT.methodName)), path, body, headers)
    response = connection.getresponse()
    text = response.read()
    wanted = tests.value(request, HT.resp)
    statuses = {str(s)[-3:].replace("xx", "") for s in tests.objects(wanted, MF.expectedStatus)}
    media = (response.headers["Content-Type"] or "").partition(";")[0]
    if not any(str(response.status).startswith(s) for s in statuses):
        return f"status {response.status}, wanted {sorted(statuses)}"
    form = str(tests.value(wanted, MF.expectedFormat) or "")
    if form and media not in (GRAPHS if form == "RDF" else TABULAR):
        return f"{media} is no format for {form}"
    truth = tests.value(wanted, MF.expectedBoolean)
    if truth is not None and json.loads(text)["boolean"] is not truth.toPython():
        return f"wanted {truth}"
    return ""


def description(server: Server) -> Iterator[tuple[str, str]]:
    """The tests of the Service Description, which the suite gives in words only."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/sparql")
    response = connection.getresponse()
    text = response.read()
    media = (response.headers["Content-Type"] or "").partition(";")[0]
    yield "returns-rdf", "" if response.status == 200 and media in GRAPHS else f"{response.status} {media}"
    graph = rdflib.Graph().parse(data=text, format=media)
    service = graph.value(None, rdflib.RDF.type, SD.Service)
    endpoints = set(graph.objects(service, SD.endpoint))
    yield "has-endpoint-triple", "" if rdflib.URIRef(f"{server.url}/sparql") in endpoints else f"endpoints {endpoints}"
    shape = (SD.supportedLanguage, SD.resultFormat, SD.defaultDataset)
    yield "conforms-to-schema", ", ".join(str(p) for p in shape if graph.value(service, p) is None)


if __name__ == "__main__":
    main()
