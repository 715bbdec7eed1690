"""What proves an answer: the passages of the claims behind it, or the source of what only background knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tjgraph.graph.store import Iri
from tjgraph.model import Evidence
from tjgraph.query.claims import passage_years
from tjgraph.query.question.model import SOURCE
from tjgraph.query.terms import PASSAGE, dicts, in_text_order, passage_of

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

Triple = tuple[str, str, str]

_CLAIM = f"""SELECT ?s ?p ?o ?report ?start ?end ?exact WHERE {{
    ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; prov:wasDerivedFrom ?passage . {PASSAGE} }}"""
_SOURCE = """SELECT ?s ?source WHERE { ?s dcterms:source ?given . OPTIONAL { ?given dcterms:title ?title }
    BIND(STR(COALESCE(?title, ?given)) AS ?source) }"""
_MENTIONS = f"SELECT ?entity ?report ?start ?end ?exact WHERE {{ ?entity tj:mentionedIn ?passage . {PASSAGE} }}"


class Proofs:
    """The passages of a graph's claims, each looked up once."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph
        self._known: dict[Triple, tuple[Evidence, ...]] = {}
        self._dated: dict[Evidence, set[int]] | None = None

    def of(self, triples: Iterable[Triple], years: Sequence[int] = ()) -> tuple[Evidence, ...]:
        """What proves all of ``triples``, in the order of the text; of ``years`` where passages tell their year."""
        return in_text_order(passage for triple in dict.fromkeys(triples) for passage in self._in(triple, years))

    def mentions(self, iris: Iterable[str], most: int = 3) -> tuple[Evidence, ...]:
        """The first places where reports name the entity."""
        rows = (row for iri in iris for row in dicts(self._graph.select(_MENTIONS, entity=Iri(iri))))
        return in_text_order(map(passage_of, rows))[:most]

    def _in(self, triple: Triple, years: Sequence[int]) -> tuple[Evidence, ...]:
        passages = self._passages(triple)
        if not years or len(passages) < 2:
            return passages
        if self._dated is None:
            self._dated = passage_years(self._graph)
        dated = [p for p in passages if self._dated.get(p, set(years)) & set(years)]
        return tuple(dated) or passages

    def _passages(self, triple: Triple) -> tuple[Evidence, ...]:
        if triple not in self._known:
            s, p, o = map(Iri, triple)
            said = in_text_order(map(passage_of, dicts(self._graph.select(_CLAIM, s=s, p=p, o=o))))
            self._known[triple] = said or self._sources(triple[0])
        return self._known[triple]

    def _sources(self, subject: str) -> tuple[Evidence, ...]:
        rows = self._graph.select(_SOURCE, s=Iri(subject)).rows
        titles = sorted({str(title) for _, title in rows})
        return tuple(Evidence(f"{SOURCE}：{title}", 0, 0, SOURCE) for title in titles)
