"""What one report says and where: every mention, claim and figure with its place in the text, for a reader's eye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tjgraph.model import Evidence
from tjgraph.query.claims import by_year, passage_years, statements
from tjgraph.query.figures import Figure, figures_of
from tjgraph.query.mentions import mentions
from tjgraph.query.terms import dicts, local_name, report_name

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_REPORTS = """SELECT ?report ?title ?place ?year ?sha256 WHERE {
    ?report a tj:Report ; rdfs:label ?title ; tj:sha256 ?sha256 .
    OPTIONAL { ?report tj:place ?place } OPTIONAL { ?report tj:year ?year } }"""


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report of the graph: ``place`` is an IRI; ``sha256`` that of its text; what it does not say is None."""

    name: str
    title: str
    place: str | None
    year: int | None
    sha256: str


@dataclass(frozen=True, slots=True)
class NamedAt:
    """An entity (its IRI) named in a passage."""

    passage: Evidence
    entity: str


@dataclass(frozen=True, slots=True)
class ClaimAt:
    """A relation or a status said in a passage; ``object`` is an IRI, of a status word where it is a status."""

    passage: Evidence
    subject: str
    predicate: str
    object: str
    year: int | None


@dataclass(frozen=True, slots=True)
class FigureAt:
    """A figure said in a passage."""

    passage: Evidence
    figure: Figure


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that one report says, each part in the order of the text."""

    mentions: tuple[NamedAt, ...]
    claims: tuple[ClaimAt, ...]
    figures: tuple[FigureAt, ...]


def reports(graph: KnowledgeGraph) -> tuple[ReportRecord, ...]:
    """The reports of ``graph``, the newest first, then by name."""
    found = [
        ReportRecord(
            report_name(row["report"]),
            str(row["title"]),
            None if row["place"] is None else str(row["place"]),
            None if row["year"] is None else int(str(row["year"])),
            str(row["sha256"]),
        )
        for row in dicts(graph.select(_REPORTS))
    ]
    return tuple(sorted(found, key=lambda r: (-(r.year or 0), r.name)))


def annotate(graph: KnowledgeGraph) -> dict[str, Annotations]:
    """What each report of ``graph`` (by name) says."""
    named: dict[str, list[NamedAt]] = {}
    for entity, passages in mentions(graph).items():
        for passage in passages:
            named.setdefault(passage.report, []).append(NamedAt(passage, entity))
    claims = _claims(graph)
    figures = _figures(graph)
    return {
        name: Annotations(
            tuple(sorted(named.get(name, ()), key=lambda m: (_place(m.passage), m.entity))),
            tuple(sorted(claims.get(name, ()), key=lambda c: (_place(c.passage), c.subject, c.predicate, c.object))),
            tuple(sorted(figures.get(name, ()), key=lambda f: (_place(f.passage), f.figure.indicator, f.figure.kind))),
        )
        for name in sorted({*named, *claims, *figures})
    }


def _claims(graph: KnowledgeGraph) -> dict[str, list[ClaimAt]]:
    dated = passage_years(graph)
    found: dict[str, list[ClaimAt]] = {}
    for s in statements(graph):
        object_ = local_name(s.object) if s.predicate == "status" else s.object
        for year, passages in by_year(s, dated):
            for passage in passages:
                found.setdefault(passage.report, []).append(ClaimAt(passage, s.subject, s.predicate, object_, year))
    return found


def _figures(graph: KnowledgeGraph) -> dict[str, list[FigureAt]]:
    found: dict[str, list[FigureAt]] = {}
    for figure in figures_of(graph):
        for passage in figure.evidence:
            found.setdefault(passage.report, []).append(FigureAt(passage, figure))
    return found


def _place(passage: Evidence) -> tuple[int, int]:
    return passage.start, passage.end
