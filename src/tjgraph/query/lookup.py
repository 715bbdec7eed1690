"""Looking things up by name: which entity a name means, what is near it, what is known of it, how much there is."""

from __future__ import annotations

from tjgraph.query.description import DatedStatus, EntityDescription, Figure, Naming, Relation, describe
from tjgraph.query.entities import EntityRecord, find, resolve
from tjgraph.query.statistics import stats

__all__ = [
    "DatedStatus",
    "EntityDescription",
    "EntityRecord",
    "Figure",
    "Naming",
    "Relation",
    "describe",
    "find",
    "resolve",
    "stats",
]
