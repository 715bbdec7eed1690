"""Passages with the sentences around them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri
from tjgraph.mcp.answers import Quote
from tjgraph.model import Evidence
from tjgraph.query.annotations import reports
from tjgraph.query.sentences import Sentences
from tjgraph.query.terms import PASSAGE, dicts, in_text_order, passage_of

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_ITSELF = f"SELECT ?passage ?report ?start ?end ?exact WHERE {{ {PASSAGE} }}"
_OF = f"""SELECT ?thing ?report ?start ?end ?exact WHERE {{
    ?thing prov:wasDerivedFrom|tj:mentionedIn ?passage . {PASSAGE} }}"""
_FACTS = (f"{v.DATA}claim/", f"{v.DATA}observation/")
_REPORT = f"{v.DATA}report/"


class Quotes:
    """The quotes of one graph."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self.reports = {report.name: report for report in reports(graph)}
        self._sentences = Sentences(graph, self.reports)

    def quote(self, passage: Evidence) -> Quote:
        """The passage as a quote; of itself where no more of the sentence is known."""
        around = self._sentences.around(passage) or passage
        return Quote(around.quote.strip(), passage.quote, passage.report, passage.start, passage.end)

    def quotes(self, passages: Iterable[Evidence]) -> list[Quote]:
        """Passages of reports as quotes."""
        return [self.quote(passage) for passage in passages if passage.report in self.reports]

    def of(self, iri: str) -> list[Quote]:
        """Where a claim, a figure, an entity or a passage, given by its IRI, stands."""
        if iri.startswith(_REPORT):
            rows = self._graph.select(_ITSELF, passage=Iri(iri))
        elif iri.startswith(v.DATA):
            rows = self._graph.select(_OF, thing=Iri(iri))
        else:
            return []
        return self.quotes(in_text_order(map(passage_of, dicts(rows))))

    def of_facts(self, iris: Iterable[str | None]) -> list[Quote]:
        """Where those of ``iris`` stand that are claims, figures or passages; each quote once."""
        found = (self.of(iri) for iri in iris if iri and iri.startswith((*_FACTS, _REPORT)))
        return list(dict.fromkeys(quote for quotes in found for quote in quotes))
