"""What each line is: title, heading (and of which style), body, or furniture of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tjgraph.lexicon.structure import StructureLexicon
from tjgraph.model import SentenceRole
from tjgraph.reading.head import LONG, Head
from tjgraph.reading.lines import Line

SHORT = 30
"""Code points: the longest heading without a marker, and the longest line that a label of the page claims."""
HEADING = 45
"""Code points: the longest heading that is also the first sentence of a paragraph."""
PLAIN = "plain"
"""The style of headings without a marker."""
_FINAL = re.compile(r"[。！？!?；;，,、：:…]$")
_FIRST_SENTENCE = re.compile(r"[^。！？]*[。！？]?")
_NO_PLAIN_HEADING = re.compile(r"^[—–\-，,。、；;：:！？!?）)】》”’」』…]|[。！？；]")
_HAN_PAIR = re.compile(r"[一-鿿].*[一-鿿]")


@dataclass(frozen=True, slots=True)
class LineKind:
    """What a line is. ``style`` names the heading's style; ``run_in``: only its first sentence is the heading."""

    role: SentenceRole
    style: str = ""
    run_in: bool = False


BODY = LineKind("body")
FURNITURE = LineKind("furniture")


def classify(lines: Sequence[Line], head: Head, lexicon: StructureLexicon) -> list[LineKind]:
    """What each of ``lines`` is; one kind for each."""
    kinds: list[LineKind] = []
    begun = closed = labelled = False
    for index, line in enumerate(lines):
        page = lexicon.page_effect(line.text)
        if index in head.titles:
            kind = LineKind("title")
        elif closed or (page == "close" and begun):
            kind, closed = FURNITURE, True
        elif page or (labelled and _is_short(line)):
            kind = FURNITURE
        elif head.titles and index < max(head.end, head.last):
            kind = LineKind("title") if index > head.last and _is_short(line) else FURNITURE
        else:
            kind = _heading(line, kinds[-1] if kinds else None, lines[index - 1] if index else None, lexicon)
        labelled = page in ("label", "close") and kind is FURNITURE
        begun = begun or (kind is BODY and len(line.text) >= LONG) or kind.run_in
        kinds.append(kind)
    return kinds


def _is_short(line: Line) -> bool:
    return len(line.text) <= SHORT and not _FINAL.search(line.text)


def _heading(line: Line, before: LineKind | None, previous: Line | None, lexicon: StructureLexicon) -> LineKind:
    if before is not None and previous is not None and (before == BODY or before.run_in) and not previous.finished:
        return BODY  # the line before runs on into this one
    if not _HAN_PAIR.search(line.text):
        return BODY
    for row in lexicon.headings:
        if row.pattern.match(line.text):
            return _marked(line.text, row.id, row.run_in)
    if _is_short(line) and not _NO_PLAIN_HEADING.search(line.text):
        return LineKind("heading", PLAIN)
    return BODY


def _marked(words: str, style: str, run_in: bool) -> LineKind:
    if not run_in:
        short = len(words) <= HEADING and not _FINAL.search(words)
        return LineKind("heading", style) if short else BODY
    first = _FIRST_SENTENCE.match(words)
    end = first.end() if first else 0
    if end == len(words):
        return LineKind("heading", style) if end <= LONG else BODY
    return LineKind("heading", style, run_in=True) if end <= HEADING else BODY
