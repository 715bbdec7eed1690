"""Where reports name each entity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tjgraph.graph.store import Iri
from tjgraph.model import Evidence
from tjgraph.query.terms import PASSAGE, dicts, in_text_order, passage_of

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_MENTIONS = f"SELECT ?entity ?report ?start ?end ?exact WHERE {{ ?entity tj:mentionedIn ?passage . {PASSAGE} }}"


def mentions(graph: KnowledgeGraph, entity: str | None = None) -> dict[str, tuple[Evidence, ...]]:
    """The passages that name each entity (by IRI), or ``entity`` alone, report by report as they stand in the text."""
    bound = {} if entity is None else {"entity": Iri(entity)}
    found: dict[str, list[Evidence | None]] = {}
    for row in dicts(graph.select(_MENTIONS, **bound)):
        found.setdefault(str(row["entity"]), []).append(passage_of(row))
    return {iri: in_text_order(passages) for iri, passages in found.items()}
