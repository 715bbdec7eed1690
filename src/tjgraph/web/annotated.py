"""A report as a page shows it: lines cut where mentions, claims and figures begin and end, with notes beside them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeVar

from tjgraph.model import Document, Evidence, Period, Span
from tjgraph.query.annotations import Annotations, ClaimAt, FigureAt, NamedAt
from tjgraph.query.sentences import SENTENCE


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that the same things cover: ``entity`` is the IRI of what they name; ``notes`` number what they say."""

    text: str
    entity: str | None
    claimed: bool
    figured: bool
    notes: tuple[int, ...]
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saying:
    """The same said of several things: ``object`` is an IRI, or the local name of a status."""

    subjects: tuple[str, ...]
    predicate: str
    object: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Note:
    """All that one passage says: claims and figures. ``number`` counts the passages of the report from 0."""

    number: int
    passage: Evidence
    claims: tuple[ClaimAt, ...]
    figures: tuple[FigureAt, ...]

    @property
    def sayings(self) -> list[Saying]:
        """The claims, those with the same relation, object and year as one."""
        found: dict[tuple[str, str, int | None], list[str]] = {}
        for c in self.claims:
            found.setdefault((c.predicate, c.object, c.year), []).append(c.subject)
        return [Saying(tuple(subjects), *key) for key, subjects in found.items()]


Marked = TypeVar("Marked", NamedAt, Note)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, beginning at ``start``. ``level`` is that of a heading, 0 of other lines.

    ``gap`` marks words left out before it (where the text itself is not to be had).
    """

    start: int
    level: int
    furniture: bool
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]
    period: Period | None = None
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the contents: the line at ``start``."""

    start: int
    level: int
    title: str
    period: Period


@dataclass(frozen=True, slots=True)
class Reading:
    """A report ready to be read; ``whole``: its own text and not only the passages that the graph quotes."""

    lines: tuple[Line, ...]
    contents: tuple[Heading, ...]
    whole: bool


@dataclass(slots=True)
class _Marks:
    """Where things begin and end in one report."""

    mentions: tuple[NamedAt, ...]
    notes: tuple[Note, ...]
    anchors: dict[int, list[str]] = field(default_factory=dict)

    def anchor(self, start: int, end: int) -> None:
        known = self.anchors.setdefault(start, [])
        name = f"char={start},{end}"
        if name not in known:
            known.append(name)


def reading(annotations: Annotations, document: Document | None) -> Reading:
    """The report that ``annotations`` are of; without ``document``, the passages that they quote in their order."""
    marks = _Marks(annotations.mentions, tuple(_notes(annotations)))
    for passage in (*(m.passage for m in marks.mentions), *(n.passage for n in marks.notes)):
        marks.anchor(passage.start, passage.end)
    if document is None:
        quoted = list(_quoted(annotations))
        lines = [_line(start, text, marks, gap=gap) for start, text, gap in quoted]
        return Reading(tuple(lines), (), whole=False)
    for match in SENTENCE.finditer(document.text):
        marks.anchor(match.start(), match.end())
    sections = {section.span.start: section for section in document.sections}
    contents = tuple(Heading(s.span.start, s.level, s.title, s.period) for s in document.sections)
    made = []
    for start, text in _lines_of(document.text):
        section, sentence = sections.get(start), document.sentence_at(start)
        made.append(
            _line(
                start,
                text,
                marks,
                level=section.level if section else 0,
                furniture=sentence is not None and sentence.role == "furniture",
                period=section.period if section else None,
            )
        )
    return Reading(tuple(made), contents, whole=True)


def _notes(annotations: Annotations) -> Iterator[Note]:
    claims: dict[Evidence, list[ClaimAt]] = {}
    figures: dict[Evidence, list[FigureAt]] = {}
    for claim in annotations.claims:
        claims.setdefault(claim.passage, []).append(claim)
    for figure in annotations.figures:
        figures.setdefault(figure.passage, []).append(figure)
    for number, passage in enumerate(sorted({*claims, *figures}, key=lambda p: (p.start, p.end))):
        yield Note(number, passage, tuple(claims.get(passage, ())), tuple(figures.get(passage, ())))


def _lines_of(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _quoted(annotations: Annotations) -> Iterator[tuple[int, str, bool]]:
    """The words that passages quote, each once, with their starts, and whether words are left out before them."""
    parts = (annotations.mentions, annotations.claims, annotations.figures)
    passages = sorted({thing.passage for part in parts for thing in part}, key=lambda p: (p.start, -p.end))
    reached = 0
    for passage in passages:
        if passage.end > reached:
            start = max(passage.start, reached)
            yield start, passage.quote[start - passage.start :], start > reached
            reached = passage.end


def _line(
    start: int,
    text: str,
    marks: _Marks,
    *,
    level: int = 0,
    furniture: bool = False,
    period: Period | None = None,
    gap: bool = False,
) -> Line:
    end = start + len(text)
    mentions = _within(marks.mentions, start, end)
    notes = _within(marks.notes, start, end)
    own = tuple(note for note in notes if note.passage.start >= start)
    pieces = tuple(_pieces(Span(start, end), text, mentions, notes, marks.anchors))
    return Line(start, level, furniture, pieces, own, period, gap)


def _within(things: Sequence[Marked], start: int, end: int) -> list[Marked]:
    """Those of ``things`` (in the order of the text) that overlap ``[start, end)``. None is longer than a paragraph."""
    last = bisect_left(things, end, key=lambda t: t.passage.start)
    return [t for t in things[:last] if t.passage.end > start]


def _pieces(
    span: Span, text: str, mentions: list[NamedAt], notes: list[Note], anchors: dict[int, list[str]]
) -> Iterator[Piece]:
    cuts = {span.start, span.end, *(start for start in anchors if span.start <= start < span.end)}
    for passage in (*(m.passage for m in mentions), *(n.passage for n in notes)):
        cuts.update(at for at in (passage.start, passage.end) if span.start < at < span.end)
    for start, end in pairwise(sorted(cuts)):
        naming = [m for m in mentions if m.passage.start <= start and end <= m.passage.end]
        saying = [n for n in notes if n.passage.start <= start and end <= n.passage.end]
        # Of a name within a name the inner one is clicked where it stands, the outer one on what is left of it.
        inner = min(naming, key=lambda m: (m.passage.end - m.passage.start, m.entity), default=None)
        yield Piece(
            text[start - span.start : end - span.start],
            inner.entity if inner else None,
            claimed=any(n.claims for n in saying),
            figured=any(n.figures for n in saying),
            notes=tuple(n.number for n in saying),
            anchors=tuple(anchors.get(start, ())),
        )
