"""The few frozen objects that pass between rooms: Document, Facts, Table.

Offsets count Unicode code points from 0 in the report's own text. A fact without a span cannot be constructed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from tjgraph.shown import Shown

PartKind = Literal["review", "plan", "other"]
SentenceRole = Literal["title", "heading", "body", "furniture"]
FigureKind = Literal["actual", "target"]
Change = Literal["level", "increase", "decrease"]
Qualifier = Literal["exact", "about", "over", "at_least", "at_most"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A non-empty half-open range ``[start, end)`` of code points in one report's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """The words that the span covers."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies within (or equals) this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share a code point."""
        return self.start < other.end and other.start < self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Period:
    """What a part of a report speaks of: ``review`` of a year (or of ``since``..``year``), or ``plan`` for a year."""

    kind: PartKind
    year: int | None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: up to and with ``。！？``, or a line's end. ``index`` counts from 0 over the document."""

    index: int
    span: Span
    role: SentenceRole
    period: Period
    section: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it up to the next heading of the same or a higher level.

    ``level`` counts from 1; ``parent`` is the index of the section around it, -1 at the top.
    """

    index: int
    title: str
    span: Span
    level: int
    parent: int
    period: Period


@dataclass(frozen=True, slots=True)
class Document:
    """One report as read. ``name`` is the file's stem; ``text`` is untouched; ``sha256`` is of the UTF-8 text.

    ``date``, ``session`` and ``speaker`` say when, at which meeting and by whom it was given, where its head tells.
    """

    name: str
    text: str
    sha256: str
    title: str
    place: str | None
    year: int | None
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    date: date | None = None
    session: str | None = None
    speaker: str | None = None

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that covers ``offset``, or None between sentences."""
        from bisect import bisect_right

        index = bisect_right(self.sentences, offset, key=lambda s: s.span.start) - 1
        if index >= 0 and offset < self.sentences[index].span.end:
            return self.sentences[index]
        return None

    def body(self) -> Iterator[Sentence]:
        """The sentences that state things: body and headings, not titles and furniture."""
        return (s for s in self.sentences if s.role in ("body", "heading"))


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity is named. ``rule`` is the id of the rule that drew it, ``clue`` the words it saw."""

    span: Span
    text: str
    rule: str
    clue: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing. ``type`` is the local name of its class; ``aliases`` are its other surface forms in the report.

    ``id`` tells it from its namesakes elsewhere (天津·机场三期改扩建工程); empty where the label does.
    """

    type: str
    label: str
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]
    id: str = ""

    def __post_init__(self) -> None:
        if not self.mentions:
            raise ValueError(f"entity without a mention: {self.label}")

    @property
    def key(self) -> str:
        """What claims and observations refer to it by: ``class/id``; its IRI is minted from it."""
        return f"{self.type.lower()}/{self.id or self.label}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation that the report states. ``object`` is an entity's key, or a word where ``predicate`` is status."""

    subject: str
    predicate: str
    object: str
    year: int | None
    span: Span
    rule: str
    clue: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure: how much (``value`` in base ``unit``) of what (``indicator``), whose (``subject``, an entity's key)."""

    indicator: str
    subject: str
    value: Decimal
    unit: str
    year: int
    kind: FigureKind
    change: Change
    qualifier: Qualifier
    span: Span
    rule: str
    clue: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one report says, as drawn from its text. ``place`` is the key of the report's own place."""

    document: Document
    place: str
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    observations: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that proves an answer: the words, where they stand, and in which report (its name)."""

    quote: str
    start: int
    end: int
    report: str


@dataclass(frozen=True, slots=True)
class Table(Shown):
    """A result: ``columns`` name the cells of each row; a cell is text, a number, or None.

    ``evidence[i]`` (where given) proves ``rows[i]``.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | Decimal | None, ...], ...]
    title: str = ""
    evidence: tuple[tuple[Evidence, ...], ...] = field(default=())
