"""What the graph knows of one entity, as records; `tjgraph.query.describing` works them out."""

from __future__ import annotations

from typing import NamedTuple

from tjgraph.model import Evidence
from tjgraph.query.figures import Figure
from tjgraph.shown import Shown


class Relation(NamedTuple):
    """A relation of the entity: ``outgoing`` says whether it leads from the entity to the other end or back.

    ``predicate`` is a local name and ``label`` its Chinese; ``sources`` (of background only) say who says it.
    """

    predicate: str
    label: str
    outgoing: bool
    other: str
    other_label: str
    other_type: str
    years: tuple[int, ...]
    evidence: tuple[Evidence, ...]
    sources: tuple[str, ...] = ()


class DatedStatus(NamedTuple):
    """A status that the entity has in a year: ``status`` is a local name, ``label`` its Chinese."""

    status: str
    label: str
    year: int | None
    evidence: tuple[Evidence, ...]


class Naming(NamedTuple):
    """A place where the entity is named, and the sentence around it where the graph or the report's text has it."""

    passage: Evidence
    sentence: Evidence | None


class _Description(NamedTuple):
    iri: str
    label: str
    type: str
    type_label: str
    aliases: tuple[str, ...]
    background_aliases: tuple[str, ...]
    relations: tuple[Relation, ...]
    statuses: tuple[DatedStatus, ...]
    figures: tuple[Figure, ...]
    mentions: tuple[Naming, ...]
    background: tuple[Relation, ...]


class EntityDescription(_Description, Shown):
    """What the graph knows of an entity.

    ``background`` and ``background_aliases`` are what no report says; all else stands in a report.
    """

    __slots__ = ()
