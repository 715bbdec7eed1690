"""What the endpoint says of itself: its Service Description and the VoID description of its data.

W3C: SPARQL 1.1 Service Description (2013); Describing Linked Datasets with the VoID Vocabulary (2011).
"""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.routing import Route

from tjgraph import __version__
from tjgraph.graph.void import PREFIXES, Statistics, dataset
from tjgraph.web import negotiation, results
from tjgraph.web.answers import plain, preflight, public, unchanged
from tjgraph.web.context import Context

if TYPE_CHECKING:
    from starlette.responses import Response

_PREFIXES = {
    **PREFIXES,
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "ent": "http://www.w3.org/ns/entailment/",
}
_FORMATS = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "RDF_XML", "JSON-LD"),
)


def routes(description: Description) -> list[Route]:
    """``/.well-known/void`` (its registered place) and ``/void``."""

    methods = ["GET", "HEAD", "OPTIONS"]

    async def void(request: Request) -> Response:
        return preflight(tuple(methods)) if request.method == "OPTIONS" else await description.void(request)

    return [Route(path, void, methods=methods) for path in ("/.well-known/void", "/void")]


class Description:
    """Draws both descriptions; the data is counted once, when first asked."""

    def __init__(self, context: Context) -> None:
        self._store = context.graph.dataset()
        self._title = context.title
        self.version = _version(context.digest, self._store)
        self._lock = asyncio.Lock()
        self._counted: Statistics | None = None

    async def service(self, request: Request) -> Response:
        """The description of the endpoint."""
        base, statistics = str(request.base_url), await self._statistics()
        return self._answer(request, _service(base, statistics) + _dataset(base, self._title, statistics))

    async def void(self, request: Request) -> Response:
        """The description of the data."""
        base = str(request.base_url)
        about = f"<{base}.well-known/void> a void:DatasetDescription ; foaf:primaryTopic <{base}void#dataset> .\n"
        return self._answer(request, about + _dataset(base, self._title, await self._statistics()))

    async def _statistics(self) -> Statistics:
        async with self._lock:
            if self._counted is None:
                self._counted = await run_in_threadpool(Statistics.of, self._store)
            return self._counted

    def _answer(self, request: Request, turtle: str) -> Response:
        asked = negotiation.FORMATS.get(request.query_params.get("format", ""), (None, None))[1]
        media = asked or negotiation.best(negotiation.accepted(request), (*negotiation.RDF, negotiation.HTML))
        if media is None:
            return plain(406, "这里有 Turtle、N-Triples、RDF/XML、JSON-LD")
        media = "text/turtle" if media == negotiation.HTML else media
        tag = negotiation.etag(self.version, turtle, media)
        return unchanged(tag) if negotiation.has_it(request, tag) else public(_written(turtle, media), media, tag)


def _written(turtle: str, media: str) -> bytes:
    """Turtle without its prefixes in the format of ``media``."""
    whole = (
        "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in _PREFIXES.items()) + turtle
    ).encode()
    if media == "text/turtle":
        return whole
    triples = (quad.triple for quad in ox.parse(whole, ox.RdfFormat.TURTLE))
    return ox.serialize(triples, format=results.GRAPHS[media], prefixes=_PREFIXES) or b""


def _service(base: str, statistics: Statistics) -> str:
    """The service, in Turtle: what it speaks, and the dataset that a query meets."""
    formats = ", ".join(f"formats:{name}" for name in _FORMATS)
    graphs = [f"<{base}sparql#graph-{number}>" for number, _ in enumerate(statistics.graphs, 1)]
    named = "".join(f" ;\n    sd:namedGraph {graph}" for graph in graphs)
    return f"""<{base}sparql#service> a sd:Service ;
    sd:endpoint <{base}sparql> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat {formats} ;
    sd:defaultEntailmentRegime ent:Simple ;
    sd:defaultDataset <{base}sparql#dataset> ;
    sd:availableGraphs <{base}sparql#dataset> .
<{base}sparql#dataset> a sd:Dataset, sd:GraphCollection ;
    sd:defaultGraph <{base}void#dataset>{named} .
<{base}void#dataset> a sd:Graph .
""" + "".join(
        f"{graph} a sd:NamedGraph ;\n    sd:name {name} ;\n    sd:graph {name} .\n"
        f"{name} a sd:Graph, void:Dataset ;\n    void:triples {triples} .\n"
        for graph, (name, triples) in zip(graphs, statistics.graphs, strict=True)
    )


def _dataset(base: str, title: str, statistics: Statistics) -> str:
    """The data, in Turtle: how much of what it holds, and that it can be asked here."""
    features = ", ".join(f"formats:{name}" for name in _FORMATS[4:])
    more = (f"void:sparqlEndpoint <{base}sparql>", f"void:feature {features}")
    return dataset(f"{base}void", str(ox.Literal(title, language="zh")), statistics, more)


def _version(digest: str, store: ox.Store) -> str:
    """What changes whenever an answer may: the files' digest, and the names of blank nodes, new with each load."""
    blank = store.query(
        "SELECT DISTINCT ?b { { ?b ?p ?o FILTER(isBlank(?b)) } UNION { ?s ?p ?b FILTER(isBlank(?b)) } }"
    )
    assert isinstance(blank, ox.QuerySolutions)
    names = sorted(str(row[0]) for row in blank)
    return hashlib.sha256("\n".join((__version__, digest, *names)).encode()).hexdigest()
