"""The page of a thing: what is known of it, fact by fact, each with the words that say it; and of any other node."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from tjgraph.errors import NotFoundError, QueryError
from tjgraph.graph import vocabulary as v
from tjgraph.model import Evidence
from tjgraph.query.lookup import EntityDescription, Naming, Relation, resolve
from tjgraph.query.resources import Resource, resource
from tjgraph.web.addresses import iri_of, page_of
from tjgraph.web.context import Context
from tjgraph.web.drawings.bars import charts
from tjgraph.web.drawings.neighbours import Neighbour, neighbour_map
from tjgraph.web.rendering import context_of, page

SHOWN = 12
"""How many blocks of one relation stand open; the others fold away."""


@dataclass(frozen=True, slots=True)
class Block:
    """Things at the other end of one relation that the same passages say, and the words to mark in these."""

    relations: tuple[Relation, ...]
    evidence: tuple[Evidence, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The blocks of one relation in one direction."""

    label: str
    predicate: str
    outgoing: bool
    blocks: tuple[Block, ...]
    size: int


def by_name(request: Request) -> Response:
    """``/e?name=…`` or ``/e?iri=…``: on to the page of that thing."""
    name, iri = request.query_params.get("name", ""), request.query_params.get("iri", "")
    if name:
        found = resolve(context_of(request).graph, name, request.query_params.get("type") or None)
        return RedirectResponse(page_of(found.iri), 303)
    if not iri:
        raise QueryError("没有说是哪一个", remedy="写成 /e?name=名称 或 /e?iri=网址")
    own = page_of(iri)
    return _page(request, iri) if own.startswith("/e?") else RedirectResponse(own, 303)


def by_path(request: Request) -> Response:
    """``/e/class/name``: the page of the thing with that IRI."""
    return _page(request, iri_of(request.path_params["kind"], request.path_params["name"]))


def _page(request: Request, iri: str) -> Response:
    context = context_of(request)
    if iri.startswith(f"{v.DATA}indicator/"):
        return _indicator(request, context, iri)
    hit = context.directory.get(iri)
    if hit is None:
        return _resource(request, context, iri)
    if hit.record.iri != iri:
        return RedirectResponse(page_of(hit.record.iri), 303)
    d = context.describe(iri)
    return page(
        request,
        "entity.html",
        d=d,
        groups=_groups(d, d.relations),
        background=_groups(d, d.background),
        charts=charts(d.figures),
        mentions=_mentions(d.mentions),
        words=_names(d),
        map=neighbour_map(d.label, _neighbours(d)),
        shown=SHOWN,
        times=hit.mentions,
    )


def _indicator(request: Request, context: Context, iri: str) -> Response:
    """An indicator: its figures, subject by subject."""
    figures = [figure for figure in context.figures if v.indicator_iri(figure.indicator) == iri]
    if not figures:
        raise _unknown(iri)
    subjects = {
        subject: charts(f for f in figures if f.subject == subject)
        for subject in dict.fromkeys(f.subject for f in figures)
    }
    return page(request, "indicator.html", label=figures[0].indicator, iri=iri, subjects=subjects, count=len(figures))


def _resource(request: Request, context: Context, iri: str) -> Response:
    found: Resource | None = resource(context.graph, iri)
    if found is None:
        raise _unknown(iri)
    return page(request, "resource.html", found=found, heading=_heading(found), names=_names_of(context, found))


def _heading(found: Resource) -> str:
    """What to call a node: its label, the sentence that a claim makes, or the end of its IRI."""
    parts = {p.predicate: p.label or p.value for p in reversed(found.outgoing)}
    claim = [parts.get(v.RDF + name, "") for name in ("subject", "predicate", "object")]
    return parts.get(v.RDFS + "label") or " ".join(filter(None, claim)) or found.iri.rpartition("/")[2]


def _names_of(context: Context, found: Resource) -> dict[str, str]:
    """What to call the properties of a node: ours by their labels, others by their prefixed names."""
    known = {v.TJ + name: info.label_zh for name, info in context.ontology.properties.items()}
    prefixes = {namespace: prefix for prefix, namespace in v.PREFIXES.items()}
    names = {}
    for p in (*found.outgoing, *found.incoming):
        namespace = next((n for n in prefixes if p.predicate.startswith(n)), "")
        short = f"{prefixes[namespace]}:{p.predicate.removeprefix(namespace)}" if namespace else p.predicate
        names[p.predicate] = known.get(p.predicate, short)
    return names


def _unknown(iri: str) -> NotFoundError:
    return NotFoundError("图谱里没有它", where=iri)


def _groups(d: EntityDescription, relations: Iterable[Relation]) -> list[Group]:
    """Relations by kind and direction; those that the same words say stand together."""
    found: dict[tuple[str, str, bool], dict[tuple[Evidence, ...], list[Relation]]] = {}
    for r in relations:
        blocks = found.setdefault((r.label, r.predicate, r.outgoing), {})
        blocks.setdefault(r.evidence or (_source_of(r),), []).append(r)
    return [
        Group(
            label,
            predicate,
            outgoing,
            tuple(
                Block(tuple(rs), rs[0].evidence, (*_names(d), *(r.other_label for r in rs))) for rs in blocks.values()
            ),
            sum(len(rs) for rs in blocks.values()),
        )
        for (label, predicate, outgoing), blocks in found.items()
    ]


def _source_of(relation: Relation) -> Evidence:
    """Stands for the passages of what no report says, so that relations of one source stand together."""
    return Evidence("、".join(relation.sources), 0, 0, "")


def _names(d: EntityDescription) -> tuple[str, ...]:
    return (d.label, *d.aliases, *d.background_aliases)


def _mentions(mentions: Sequence[Naming]) -> list[tuple[Evidence, tuple[str, ...]]]:
    """Each sentence once, with the names by which it speaks of the thing."""
    found: dict[Evidence, dict[str, None]] = {}
    for naming in mentions:
        found.setdefault(naming.sentence or naming.passage, {})[naming.passage.quote] = None
    return [(evidence, tuple(names)) for evidence, names in found.items()]


def _neighbours(d: EntityDescription) -> list[Neighbour]:
    """Each thing that it is related with once; what reports say goes first."""
    found: dict[str, Neighbour] = {}
    for relations, background in ((d.relations, False), (d.background, True)):
        for r in relations:
            way: Literal["out", "in"] = "out" if r.outgoing else "in"
            found.setdefault(
                r.other, Neighbour(page_of(r.other), r.other_label, r.other_type, r.label, way, background)
            )
    return list(found.values())


ROUTES = [Route("/e", by_name), Route("/e/{kind}/{name:path}", by_path)]
