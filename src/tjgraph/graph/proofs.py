"""For any node of a graph: what to call it, and the words of the report that it rests on.

Drawn once from a whole graph into dicts, since the check asks for many nodes; nothing assumes a correct graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import KnowledgeGraph

_LAST = 1 << 62  # the position of what stands nowhere: after everything


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A passage of a report: its offsets, its words, its IRI and the IRI of its report (``""`` where not given)."""

    start: int
    end: int
    quote: str
    iri: str
    report: str

    def covers(self, other: Passage) -> bool:
        """Whether ``other`` stands within this passage."""
        return self.report == other.report and self.start <= other.start and other.end <= self.end


class Proofs:
    """Names and passages of the nodes of one graph."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._labels = _texts(graph, "SELECT ?n ?l WHERE { ?n rdfs:label ?l FILTER (LANG(?l) IN ('zh', '')) }")
        self._types = _texts(graph, "SELECT ?n ?t WHERE { ?n rdf:type ?t FILTER (STRSTARTS(STR(?t), STR(tj:))) }")
        self._reports = _texts(graph, "SELECT ?r ?h WHERE { ?r tj:sha256 ?h }")
        self._passages = _passages(graph)
        self._mentions = self._linked(graph, "tj:mentionedIn")
        self._sources = self._linked(graph, "prov:wasDerivedFrom")
        self._claims = _claims(graph)
        self._figures = _figures(graph)
        self._users = _texts(graph, "SELECT ?n ?o WHERE { ?o tj:indicator|tj:unit|tj:subject ?n }")
        self._sentences = sorted({p for found in self._sources.values() for p in found})

    def _linked(self, graph: KnowledgeGraph, predicate: str) -> dict[str, list[Passage]]:
        linked = _texts(graph, f"SELECT ?n ?p WHERE {{ ?n {predicate} ?p }}")
        return {
            node: sorted(self._passages[iri] for iri in iris if iri in self._passages) for node, iris in linked.items()
        }

    def reports(self) -> Iterator[tuple[str, str]]:
        """Each report's IRI and the SHA-256 that the graph records."""
        return ((report, digest) for report, digests in sorted(self._reports.items()) for digest in digests)

    def passages(self) -> Iterable[Passage]:
        """Every passage whose offsets and words can be read, in the order of the text."""
        return sorted(self._passages.values())

    def label(self, node: str) -> str:
        """What to call ``node``: its label; of a claim or figure its parts; else the IRI's end; text as it is."""
        if node in self._labels:
            return self._labels[node][0]
        parts = self._claims.get(node) or self._figures.get(node)
        if parts:
            return " ".join(self.label(part) for part in parts if part)
        if node in self._passages:
            return f"原文 [{self._passages[node].start}, {self._passages[node].end})"
        return unquote(node.removeprefix(v.DATA).removeprefix(v.TJ))

    def described(self, node: str) -> str:
        """Its name and the names of its types."""
        types = "、".join(self.label(t) for t in self._types.get(node, ()))
        return f"{self.label(node)}，{types}" if types else self.label(node)

    def position(self, node: str, path: str, value: str) -> int:
        """Where in the text the finding about ``node`` belongs; what stands nowhere comes last."""
        passage = self._passage(node, path, value)
        return passage.start if passage else _LAST

    def sentence(self, node: str, path: str, value: str) -> str:
        """The words that ``node`` rests on, where ``node path value`` (or the node alone) is in question."""
        passage = self._passage(node, path, value)
        return passage.quote if passage else ""

    def _passage(self, node: str, path: str, value: str) -> Passage | None:
        if node in self._passages:
            return self._passages[node]
        for found in (
            self._sources.get(node),
            self._of_relation(node, path, value),
            self._covering(self._claims.get(node, (node, path, value))),
            self._mentions.get(node),
            [p for user in self._users.get(node, ()) for p in self._sources.get(user, ())],
            [p for claim, parts in self._claims.items() if node in parts for p in self._sources.get(claim, ())],
        ):
            if found:
                return found[0]
        return None

    def _of_relation(self, node: str, path: str, value: str) -> list[Passage]:
        """The passages of the claims about ``node path value``; of those about ``node path`` where there are none."""
        if not path:
            return []
        about = {claim: parts for claim, parts in self._claims.items() if parts[:2] == (node, path)}
        exactly = [claim for claim, parts in about.items() if parts[2] == value]
        return sorted(p for claim in exactly or about for p in self._sources.get(claim, ()))

    def _covering(self, parts: tuple[str, str, str]) -> list[Passage]:
        """The sentence that names both ends of a relation, else the one that names the first."""
        subject, _, object_ = parts
        first, second = self._mentions.get(subject, []), self._mentions.get(object_, [])
        both = [s for s in self._sentences if _names(s, first) and _names(s, second)]
        return both or [s for s in self._sentences if _names(s, first)]


def _names(sentence: Passage, mentions: list[Passage]) -> bool:
    return any(sentence.covers(mention) for mention in mentions)


def _texts(graph: KnowledgeGraph, query: str) -> dict[str, list[str]]:
    """The pairs that ``query`` selects, as node → values in order."""
    found: dict[str, list[str]] = {}
    for node, value in sorted((str(node), str(value)) for node, value in graph.select(query).rows):
        found.setdefault(node, []).append(value)
    return found


def _claims(graph: KnowledgeGraph) -> dict[str, tuple[str, str, str]]:
    query = """SELECT ?c ?s ?p ?o WHERE { ?c rdf:predicate ?p
        OPTIONAL { ?c rdf:subject ?s } OPTIONAL { ?c rdf:object ?o } } ORDER BY ?c ?s ?p ?o"""
    return {str(c): (str(s or ""), str(p), str(o or "")) for c, s, p, o in graph.select(query).rows}


def _figures(graph: KnowledgeGraph) -> dict[str, tuple[str, str]]:
    query = """SELECT ?o ?s ?i WHERE { ?o a tj:Observation
        OPTIONAL { ?o tj:subject ?s } OPTIONAL { ?o tj:indicator ?i }
        FILTER (BOUND(?s) || BOUND(?i)) } ORDER BY ?o ?s ?i"""
    return {str(o): (str(s or ""), str(i or "")) for o, s, i in graph.select(query).rows}


def _passages(graph: KnowledgeGraph) -> dict[str, Passage]:
    query = """SELECT ?n ?start ?end ?quote ?report WHERE {
        ?n oa:exact ?quote ; oa:start ?start ; oa:end ?end OPTIONAL { ?n dcterms:isPartOf ?report }
    } ORDER BY ?n ?start ?end ?quote ?report"""
    found = {}
    for node, start, end, quote, report in graph.select(query).rows:
        if isinstance(start, int) and isinstance(end, int):
            found[str(node)] = Passage(start, end, str(quote), str(node), str(report or ""))
    return found
