"""What the tools answer. The field names are the interface: assistants read them, and the schemas are made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Quote:
    """Where a report says it: the whole ``sentence``, and the ``words`` in it that count.

    ``start`` and ``end`` are the place of ``words`` in the text of ``report``, in Unicode code points from 0.
    """

    sentence: str
    words: str
    report: str
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """An entity that a search found; ``sentence`` is where a report first names it, None where only background does."""

    label: str
    type: str
    iri: str
    aliases: list[str]
    mentions: int
    sentence: Quote | None


@dataclass(frozen=True)
class Hits:
    """The best of ``total`` entities."""

    total: int
    entities: list[Found]


@dataclass(frozen=True)
class Relation:
    """A relation: from the entity to ``other`` where ``outgoing``, else back. ``sources`` says who, of background."""

    relation: str
    outgoing: bool
    other: str
    other_type: str
    other_iri: str
    years: list[int]
    sentences: list[Quote]
    background: bool = False
    sources: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Status:
    """How far a thing is, in a year."""

    status: str
    year: int | None
    sentences: list[Quote]


@dataclass(frozen=True)
class Figure:
    """A number; ``kind`` says whether it was reached or is a target, ``change`` whether it is a level or a change.

    ``since`` is the first of several years, up to ``year``, that it is of.
    """

    indicator: str
    value: int | float
    unit: str
    year: int
    since: int | None
    kind: str
    change: str
    qualifier: str
    sentences: list[Quote]


@dataclass(frozen=True)
class Entity:
    """What is known of an entity; of each list at most as many as asked for, ``totals`` says how many there are."""

    label: str
    type: str
    iri: str
    aliases: list[str]
    relations: list[Relation]
    statuses: list[Status]
    figures: list[Figure]
    mentions: list[Quote]
    totals: dict[str, int]


@dataclass(frozen=True)
class Item:
    """One answer: a thing, or a value in a unit."""

    label: str
    value: int | float | str | None
    unit: str | None
    iri: str | None
    sentences: list[Quote]


@dataclass(frozen=True)
class Reply:
    """The answer to a question. Without answers, ``interpretation`` says why, and ``nearby`` what can be asked."""

    understood: bool
    interpretation: str
    answers: list[Item]
    sparql: str
    nearby: list[str]


@dataclass(frozen=True)
class Row:
    """A row of a result, and the sentences of the claims, figures and passages in it."""

    cells: dict[str, str | None]
    sentences: list[Quote]


@dataclass(frozen=True)
class Result:
    """The result of a query: ``rows`` of a SELECT, the ``boolean`` of an ASK, or the ``turtle`` of a graph."""

    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    boolean: bool | None = None
    turtle: str | None = None


@dataclass(frozen=True)
class Fact:
    """Something that a report says: in words, with the sentences that say it."""

    fact: str
    years: list[int]
    sentences: list[Quote]


@dataclass(frozen=True)
class Proof:
    """The facts asked for, at most as many as asked for of ``total``."""

    total: int
    facts: list[Fact]


@dataclass(frozen=True)
class Promise:
    """A promise, and what the newer report says of it; ``sure`` is whether the two are surely of the same thing."""

    topic: str
    kind: str
    promise: Quote
    target: str | None
    verdict: str | None
    outcome: Quote | None
    sure: bool
    reason: str


@dataclass(frozen=True)
class Account:
    """A ledger: at most as many promises as asked for of ``total``; ``verdicts`` counts them all."""

    old: str
    new: str | None
    total: int
    verdicts: dict[str, int]
    promises: list[Promise]
    warnings: list[str]
    meanings: dict[str, Any]
