"""The figures of a graph, each with whose it is and the words that say it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from tjgraph.model import Evidence
from tjgraph.query.terms import PASSAGE, dicts, in_text_order, local_name, passage_of

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_FIGURES = f"""SELECT ?figure ?indicator ?label ?subject ?value ?unit ?year ?since ?kind ?change ?qualifier
    ?report ?start ?end ?exact WHERE {{
    ?figure tj:subject ?subject ; tj:value ?value ; tj:year ?year ; tj:kind ?kind ; tj:change ?change ;
        tj:qualifier ?qualifier ; tj:indicator ?indicator ; tj:unit/rdfs:label ?unit ; prov:wasDerivedFrom ?passage .
    ?indicator rdfs:label ?label . {PASSAGE} OPTIONAL {{ ?figure tj:since ?since }}
}}"""


class Figure(NamedTuple):
    """A figure: ``value`` in base ``unit`` of ``indicator`` for ``subject`` (an IRI) in ``year``.

    ``iri`` is its own, ``indicator_iri`` that of its indicator; ``kind``, ``change`` and ``qualifier`` are local names
    of the contract's terms. ``since`` is the first of several years over which it added up or changed, up to ``year``.
    """

    iri: str
    indicator_iri: str
    indicator: str
    subject: str
    value: Decimal
    unit: str
    year: int
    since: int | None
    kind: str
    change: str
    qualifier: str
    evidence: tuple[Evidence, ...]

    @property
    def years(self) -> str:
        """The year or years that it is of: ``2025``, ``2021—2025``."""
        return str(self.year) if self.since is None else f"{self.since}—{self.year}"


def figures_of(graph: KnowledgeGraph, subject: str | None = None) -> tuple[Figure, ...]:
    """Every figure that the reports in ``graph`` state, or those of ``subject`` (an IRI).

    They stand in the order of the reports' names and their text.
    """
    from tjgraph.graph.store import Iri

    bound = {} if subject is None else {"subject": Iri(subject)}
    rows: dict[str, list[dict[str, object]]] = {}
    for row in dicts(graph.select(_FIGURES, **bound)):
        rows.setdefault(str(row["figure"]), []).append(row)
    found = [_figure(iri, group) for iri, group in rows.items()]
    return tuple(sorted(found, key=lambda m: ([(e.report, e.start, e.end) for e in m.evidence], m.iri)))


def _figure(iri: str, rows: list[dict[str, object]]) -> Figure:
    row = rows[0]
    return Figure(
        iri,
        str(row["indicator"]),
        str(row["label"]),
        str(row["subject"]),
        Decimal(str(row["value"])),
        str(row["unit"]),
        int(str(row["year"])),
        None if row["since"] is None else int(str(row["since"])),
        local_name(row["kind"]),
        local_name(row["change"]),
        local_name(row["qualifier"]),
        in_text_order(map(passage_of, rows)),
    )
