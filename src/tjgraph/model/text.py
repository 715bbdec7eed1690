"""A report as read: its sentences and sections, each with its place in the text and what it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

PartKind = Literal["review", "plan", "other"]
SentenceRole = Literal["title", "heading", "body", "furniture"]


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
