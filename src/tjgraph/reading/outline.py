"""Sections and sentences, built line by line: the nesting of headings, and the period of each part and sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tjgraph.model import Period, Section, Sentence, SentenceRole, Span
from tjgraph.reading.flow import PeriodFlow
from tjgraph.reading.layout import PLAIN, LineKind
from tjgraph.reading.lines import Line, split_sentences
from tjgraph.reading.periods import PeriodReader

PART = "part"
"""The style of a heading without a marker that names a period: it opens a part of the report."""
PREFACE = "preface"
"""The style of what stands before the first heading."""
OPENING = 5
"""How many sentences a part whose heading names no period may take to say what it speaks of."""
_COMMA = re.compile(r"[，,]")
_CLOSING_MARK = re.compile(r"[。：:]+$")


@dataclass(slots=True)
class _OpenSection:
    """A section whose end is not known yet; ``patience``: how many sentences may still tell its period."""

    title: str
    style: str
    span: Span
    level: int
    parent: int
    period: Period
    first: int
    patience: int


class OutlineBuilder:
    """Takes the lines of a report in order.

    Headings nest by style: one whose style is already open is a sibling of that one, any other lies within the last.
    What stands before the first heading is a section of its own, called as the report is.
    """

    def __init__(self, text: str, title: str, reader: PeriodReader) -> None:
        self._text, self._title, self._reader = text, title, reader
        self._flow = PeriodFlow(reader)
        self._sections: list[_OpenSection] = []
        self._open: list[int] = []
        self._sentences: list[Sentence] = []

    def add(self, line: Line, kind: LineKind, paragraph: int) -> None:
        """Take the next line; ``paragraph`` is its number among the lines that are not blank."""
        spans = list(split_sentences(self._text, line.span))
        role = kind.role
        if role == "heading":
            lead = spans[:1] if kind.run_in else spans
            period = self._enter(Span(lead[0].start, lead[-1].end), kind.style)
            for span in lead:
                self._put(span, "heading", period, paragraph)
            spans, role = spans[len(lead) :], "body"
        for span in spans:
            if role == "body":
                period = self._flow.sentence(span.of(self._text), paragraph)
                self._put(span, role, period, paragraph)
                self._learn(period)
            else:
                self._put(span, role, Period("other", self._reader.year), paragraph)

    def finish(self) -> tuple[tuple[Section, ...], tuple[Sentence, ...]]:
        """All sections and sentences; where nothing in the report names a period, tense decides."""
        self._close(0)
        if not self._flow.cued:
            self._guess()
        sections = tuple(
            Section(index, s.title, s.span, s.level, s.parent, s.period) for index, s in enumerate(self._sections)
        )
        return sections, tuple(self._sentences)

    def _enter(self, span: Span, style: str) -> Period:
        words = span.of(self._text)
        named = self._reader.of_heading(words)
        if style == PLAIN and named and not _COMMA.search(words):
            style = PART
        styles = [self._sections[index].style for index in self._open]
        if style == PART or PREFACE in styles:
            self._close(0)
        elif style in styles:
            self._close(styles.index(style))
        top = not self._open
        period = self._flow.heading(named, top)
        self._push(_CLOSING_MARK.sub("", words), style, span, period, OPENING if top and not named else 0)
        return period

    def _push(self, title: str, style: str, span: Span, period: Period, patience: int) -> None:
        parent = self._open[-1] if self._open else -1
        self._open.append(len(self._sections))
        self._sections.append(
            _OpenSection(title, style, span, len(self._open), parent, period, len(self._sentences), patience)
        )

    def _close(self, depth: int) -> None:
        """End the open sections from ``depth`` on where the last sentence ends."""
        for index in self._open[depth:]:
            section = self._sections[index]
            section.span = Span(section.span.start, self._sentences[-1].span.end)
        del self._open[depth:]

    def _put(self, span: Span, role: SentenceRole, period: Period, paragraph: int) -> None:
        if not self._open:
            self._push(self._title, PREFACE, span, period, OPENING)
        self._sentences.append(Sentence(len(self._sentences), span, role, period, self._open[-1], paragraph))

    def _learn(self, period: Period) -> None:
        """Let the first sentences of a part tell the period that its heading did not."""
        section = self._sections[self._open[0]]
        if not section.patience:
            return
        section.patience -= 1
        if period != section.period:
            section.period, section.patience = period, 0
            first = self._sentences[section.first]
            if first.role == "heading":
                self._sentences[section.first] = replace(first, period=period)

    def _guess(self) -> None:
        """No cue anywhere: a sentence's tense tells; one without goes with the one before; the first are review."""
        period = self._reader.annual("review")
        told: set[int] = set()
        for index, sentence in enumerate(self._sentences):
            if sentence.role not in ("body", "heading"):
                continue
            kind = self._reader.by_tense(sentence.span.of(self._text))
            period = self._reader.annual(kind) if kind else period
            self._sentences[index] = replace(sentence, period=period)
            if sentence.section not in told:
                told.add(sentence.section)
                self._sections[sentence.section].period = period
