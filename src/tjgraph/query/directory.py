"""All entities of a graph, loaded once: for whoever looks many things up in a graph that does not change."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tjgraph.ontology import load_ontology
from tjgraph.query.entities import Hit, class_named, known_entities, ranked
from tjgraph.query.names import Wanted
from tjgraph.query.twins import representatives

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph


class Directory:
    """The entities of ``graph`` as they are now, the most often named first."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._ontology = load_ontology()
        self.hits = tuple(known_entities(graph))
        self._by_iri = {hit.record.iri: hit for hit in self.hits}
        self._same = representatives(graph)
        self._by_label: dict[str, Hit] = {}
        for hit in self.hits:
            self._by_label.setdefault(hit.record.label, hit)

    def __len__(self) -> int:
        return len(self.hits)

    def get(self, iri: str) -> Hit | None:
        """The entity with that IRI, or with one that stands for the same thing."""
        return self._by_iri.get(self._same.get(iri, iri))

    def named(self, label: str) -> Hit | None:
        """The entity of exactly that label; of several the most often named."""
        return self._by_label.get(label)

    def top_type(self, hit: Hit) -> str:
        """Which of the twelve types an entity is of."""
        return self._ontology.top_type(hit.record.type)

    def of_type(self, name: str) -> list[Hit]:
        """The entities of a class (local name or Chinese label) and of those below it. Raises QueryError."""
        kind = class_named(name, self._ontology)
        return [hit for hit in self.hits if self._ontology.is_a(hit.record.type, kind)]

    def counts(self) -> dict[str, int]:
        """How many entities of each of the twelve types the reports name, in the ontology's order; none left out."""
        found = Counter(self.top_type(hit) for hit in self.hits if hit.mentions)
        return {name: found[name] for name in self._ontology.entity_types}

    def search(self, text: str, type: str | None = None) -> list[Hit]:
        """The entities whose names hold ``text``; where there is none, those that sound the same, then those near it.

        ``type`` as in `of_type`. An empty text finds nothing.
        """
        wanted = Wanted(text)
        among = list(self.hits) if type is None else self.of_type(type)
        return ranked(wanted, among) if wanted.normal else []
