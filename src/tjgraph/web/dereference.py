"""``/id/…`` and ``/ontology``: what the IRIs of the graph stand for, as a page for people or as RDF.

An IRI is ``https://w3id.org/tjgraph/id/…``; its redirection there has to lead here. What is given of a thing: its own
triples, those that lead to it, the claims and figures of it with their passages, and the labels of all of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

import pyoxigraph as ox
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from tjgraph import resources
from tjgraph.graph import vocabulary as v
from tjgraph.web import negotiation, results
from tjgraph.web.addresses import page_of
from tjgraph.web.answers import REVALIDATE, Streamed, plain, preflight, public, unchanged
from tjgraph.web.context import Context
from tjgraph.web.jobs import Job

if TYPE_CHECKING:
    from starlette.responses import Response

_METHODS = ("GET", "HEAD", "OPTIONS")
_PATH = "/id/"
# What rests on the thing (claims and figures of it, passages of a report), what that rests on, and what leads to it.
_ABOUT = """CONSTRUCT {{ ?s ?p ?o . ?s rdfs:label ?from . ?o rdfs:label ?to }} WHERE {{
    {{
        {{ SELECT DISTINCT ?s {{
            {{ BIND(<{iri}> AS ?s) }}
            UNION {{ ?s rdf:subject|rdf:object|tj:subject|dcterms:isPartOf <{iri}> }}
            UNION {{ ?fact rdf:subject|rdf:object|tj:subject <{iri}> .
                ?fact prov:wasDerivedFrom|tj:indicator|tj:unit ?s }}
            UNION {{ <{iri}> tj:mentionedIn|prov:wasDerivedFrom ?s }}
        }} }}
        ?s ?p ?o .
    }}
    UNION {{ ?s ?p <{iri}> BIND(<{iri}> AS ?o) }}
    OPTIONAL {{ ?s rdfs:label ?from }}
    OPTIONAL {{ ?o rdfs:label ?to }}
}}"""
_OFFERED = (*negotiation.RDF, negotiation.HTML)


def routes(context: Context, version: str) -> list[Route]:
    """The routes of this module; ``version`` changes whenever an answer may."""
    things = Things(context, version)
    return [
        Route(f"{_PATH}{{path:path}}", things.thing, methods=list(_METHODS)),
        Route("/ontology", things.ontology, methods=list(_METHODS)),
    ]


class Things:
    """Answers for the IRIs of one graph."""

    def __init__(self, context: Context, version: str) -> None:
        self._pool, self._store, self._version = context.pool, context.graph.dataset(), version
        self._ontology = (resources.ontology_dir() / "tjgraph.ttl").read_bytes()

    async def thing(self, request: Request) -> Response:
        """``/id/…``: a page by 303, or the thing's description."""
        iri = _iri(request.scope["raw_path"])
        if request.method == "OPTIONS":
            return preflight(_METHODS)
        if not self._known(iri):
            return plain(404, "图谱里没有它")
        media = _media(request)
        if media is None:
            return plain(406, "这里有 HTML、Turtle、N-Triples、RDF/XML、JSON-LD")
        if media == negotiation.HTML:
            return _see(page_of(iri))
        job = Job(_ABOUT.format(iri=iri), None, media)
        tag = negotiation.etag(self._version, job)
        if negotiation.has_it(request, tag):
            return unchanged(tag)
        given = request.query_params.get("format", "") in negotiation.FORMATS
        return Streamed(self._pool, job, {"Cache-Control": REVALIDATE, "ETag": tag}, attachment=given)

    async def ontology(self, request: Request) -> Response:
        """``/ontology``: the page of its terms by 303, or the ontology."""
        if request.method == "OPTIONS":
            return preflight(_METHODS)
        media = _media(request)
        if media is None:
            return plain(406, "这里有 HTML、Turtle、N-Triples、RDF/XML、JSON-LD")
        if media == negotiation.HTML:
            return _see("/vocabulary")
        tag = negotiation.etag(self._version, self._ontology, media)
        if negotiation.has_it(request, tag):
            return unchanged(tag)
        return public(await run_in_threadpool(self._written, media), media, tag)

    def _written(self, media: str) -> bytes:
        if media == "text/turtle":
            return self._ontology
        triples = ox.parse(self._ontology, ox.RdfFormat.TURTLE)
        return ox.serialize((q.triple for q in triples), format=results.GRAPHS[media], prefixes=v.PREFIXES) or b""

    def _known(self, iri: str) -> bool:
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        patterns = ((node, None, None), (None, None, node))
        return any(next(self._store.quads_for_pattern(*pattern), None) is not None for pattern in patterns)


def _iri(path: bytes) -> str:
    """The IRI that a client who follows it asks for: it may encode what the IRI has as it is, but not the reverse."""
    segments = path.decode("ascii").removeprefix(_PATH).split("/")
    return v.DATA + "/".join(v.segment(unquote_to_bytes(segment).decode("utf-8", "replace")) for segment in segments)


def _media(request: Request) -> str | None:
    given = negotiation.FORMATS.get(request.query_params.get("format", ""), (None, None))[1]
    return given or negotiation.best(negotiation.accepted(request), _OFFERED)


def _see(path: str) -> Response:
    return RedirectResponse(path, 303, {"Vary": "Accept", "Access-Control-Allow-Origin": "*"})
