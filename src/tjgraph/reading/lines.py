"""Where lines and sentences begin and end: offsets only, nothing is changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tjgraph.model import Span

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_BLANK = r"\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
"""White space and the marks that take no room on paper (zero-width space and joiners, direction marks, soft hyphen)."""
_TRIMMED = re.compile(rf"[^{_BLANK}](?:.*[^{_BLANK}])?", re.DOTALL)
_STOP = re.compile(r"(?:[。！？]|[!?](?![A-Za-z0-9=&/]))+[”’」』）)】》〕]*")
_UNFINISHED = re.compile(r"[^。！？!?；;：:…”’」』）)】》〕.．]$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its span without the white space around it, and its words."""

    span: Span
    text: str

    @property
    def finished(self) -> bool:
        """Whether the line ends as sentences and clauses end; one that does not may run on in the next."""
        return not _UNFINISHED.search(self.text)


def split_lines(text: str) -> list[Line]:
    r"""The lines of ``text`` that are not blank. Lines end at \n, \r\n, \r and Unicode's other line ends."""
    lines = []
    for match in _LINE.finditer(text):
        span = _trim(text, match.start(), match.end())
        if span is not None:
            lines.append(Line(span, span.of(text)))
    return lines


def split_sentences(text: str, line: Span) -> Iterator[Span]:
    """The sentences of one line: each ends with 。！？ and the closing marks behind it, the last with the line."""
    start = line.start
    for match in _STOP.finditer(text, line.start, line.end):
        span = _trim(text, start, match.end())
        if span is not None:
            yield span
        start = match.end()
    span = _trim(text, start, line.end)
    if span is not None:
        yield span


def _trim(text: str, start: int, end: int) -> Span | None:
    match = _TRIMMED.search(text, start, end)
    return Span(*match.span()) if match else None
