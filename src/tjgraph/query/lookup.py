"""Looking things up by name: which entity a name means, what is near it, what is known of it, how much there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tjgraph.query.compiled import Compiled
from tjgraph.query.description import DatedStatus, EntityDescription, Naming, Relation
from tjgraph.query.entities import EntityRecord, find, resolve

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

__all__ = [
    "Compiled",
    "DatedStatus",
    "EntityDescription",
    "EntityRecord",
    "Naming",
    "Relation",
    "describe",
    "find",
    "resolve",
]


def describe(graph: KnowledgeGraph | Compiled, name: str, type: str | None = None) -> EntityDescription:
    """All that ``graph`` knows of the entity with that name, alias or IRI; ``type`` and the errors as for `resolve`."""
    record = resolve(graph, name, type)
    if isinstance(graph, Compiled):
        return graph.description(record)
    from tjgraph.query.describing import Describer

    return Describer(graph, record.iri).describe(record)
