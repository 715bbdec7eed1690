"""From the printed lines of pages to paragraphs: page numbers and running heads go, wrapped lines are joined.

A line is broken because the page ends there (the paragraph goes on) or because the paragraph ends. It is the latter
where the first word of the next line would still have found room; where the next is set off by an indent, a gap or
another size of type; or where a full line ends a sentence and the next begins as headings do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tjgraph.reading.decoding import is_han

FULL_STOP = re.compile(r"[。！？!?；;：:…][”’」』）)】》]*$")
OPENS_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、](?!\d)|——"
)
_PART = re.compile(r"[一二三四五六七八九十]{1,3}、[^。！？；，]{12,}$")
EDGE = 2
"""How many lines from the top and from the bottom of a page may be running heads or its number."""
_NOTE = re.compile(r"(?:[①-⑳*]|[\[［〔]\d{1,3}[\]］〕]|\d{1,3}[.．、]?|注\d*[:：])\s*[“《一-鿿]")
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:[—–\-─·\s]+#[—–\-─·\s]+|第\s*#\s*页(?:\s*[,，/]?\s*共\s*#\s*页)?|#\s*/\s*#)")
_OPEN, _CLOSE, _QUOTE = "‘「『（(【《〔", "，。、；：！？」』）)】》〕,.;:!?%％", '“”‘’"'
_CORE = rf"[{_OPEN}]*(?:[A-Za-z0-9.,%+\-/×~:—–]+|—+|…+|[^{_QUOTE}])[{_CLOSE}]*"
_UNIT = re.compile(rf"[{_QUOTE}]*{_CORE}(?:[{_QUOTE}]+(?:[{_CLOSE}]+|{_CORE})?)*")
"""What stays on one line: a character or number with its marks; quotation marks bind on both sides (UAX 14)."""
_JOINED_WORDS = re.compile(r"[A-Za-z][,;]?\n[A-Za-z]")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it stands on its page. Lengths in points, from the page's lower left; ``em``: a character's width."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    em: float


@dataclass(frozen=True, slots=True)
class Page:
    """The size of a page in points, and its lines in reading order."""

    width: float
    height: float
    lines: tuple[PrintedLine, ...]


def paragraphs(pages: Sequence[Page]) -> Iterator[str]:
    """The paragraphs of ``pages`` in order."""
    bodies = [body for body in _without_running_lines(pages) if body]
    if not bodies:
        return
    size = median(line.em for body in bodies for line in body)
    bodies = [text for body in bodies if (text := _without_notes(body, size))]
    leading = _leading(bodies)
    right_edges = _right_edges(bodies)
    paragraph: list[PrintedLine] = []
    room = 0.0
    for body, right in zip(bodies, right_edges, strict=True):
        margin = min((line.left for line in body if line.right > right - 2 * line.em), default=body[0].left)
        for index, line in enumerate(body):
            if paragraph and _begins(
                paragraph, line, room=room, leading=leading if index else 0.0, margin=margin, right=right
            ):
                yield _joined(paragraph)
                paragraph = []
            paragraph.append(line)
            room = right - line.right
    if paragraph:
        yield _joined(paragraph)


def _begins(
    paragraph: Sequence[PrintedLine], line: PrintedLine, *, room: float, leading: float, margin: float, right: float
) -> bool:
    """Whether ``line`` begins a new paragraph, all lengths in points.

    ``room`` is what the line before left free; ``leading`` the usual distance from line to line (0 on a new page);
    ``margin`` and ``right`` are where the lines of the page begin and end.
    """
    last = paragraph[-1]
    ended = bool(FULL_STOP.search(last.text))
    em = line.em if any(map(is_han, line.text)) else last.em
    if _fits(line.text, em, room, ended):
        return True
    if abs(em - last.em) > 0.15 * max(em, last.em) and any(map(is_han, last.text)):
        return True
    if leading and last.bottom - line.bottom > 1.35 * leading:
        return True
    alone = right - line.right > 2 * em and not FULL_STOP.search(line.text)
    if ended and (alone or OPENS_HEADING.match(line.text)):
        return True
    if _PART.match(last.text) and len(paragraph) == 1 and right - line.right < 2 * em:
        return True  # the heading of a part may fill a line, hardly two
    if line.left > last.left + 0.8 * em:
        return ended
    return len(paragraph) == 1 and line.left > margin + 0.8 * em and abs(line.left - last.left) < 0.5 * em


def _fits(words: str, em: float, room: float, ended: bool) -> bool:
    """Whether the first of ``words`` (with the marks that may not part from it) had room in the line before.

    Some doubt goes to the words: within a sentence the room must be clearly wider.
    """
    unit = _UNIT.match(words)
    first = unit[0] if unit else words[:1]
    need = sum(em / 2 if char.isascii() else em for char in first)
    return room > need + (0.1 if ended else 0.6) * em


def _joined(paragraph: Sequence[PrintedLine]) -> str:
    text = "\n".join(line.text for line in paragraph)
    return _JOINED_WORDS.sub(lambda match: match[0].replace("\n", " "), text).replace("\n", "")


def _leading(bodies: Sequence[Sequence[PrintedLine]]) -> float:
    """The usual distance from line to line, in points."""
    steps = [above.bottom - below.bottom for body in bodies for above, below in pairwise(body)]
    return median([step for step in steps if step > 0] or [0.0])


def _right_edges(bodies: Sequence[Sequence[PrintedLine]]) -> list[float]:
    """Where the lines of each page end, as most of its longest do: marks may hang over, and a table stand out."""
    edges = []
    for body in bodies:
        longest = max(line.right for line in body)
        edges.append(median(line.right for line in body if line.right > longest - 2.5 * line.em))
    usual = median(edges)
    return [edge if abs(edge - usual) < 3 * body[0].em else usual for edge, body in zip(edges, bodies, strict=True)]


def _without_running_lines(pages: Sequence[Page]) -> Iterator[list[PrintedLine]]:
    """The lines of each page but for its number and for what stands apart at its edge on a third of the pages."""
    leading = _leading([page.lines for page in pages])
    edges = [_edge_lines(page, leading) for page in pages]
    counts = Counter(key for keys in edges for key in set(keys.values()))
    enough = max(2, len(pages) / 3)
    for page, keys in zip(pages, edges, strict=True):
        running = {index for index, key in keys.items() if counts[key] >= enough or _PAGE_NUMBER.fullmatch(key[0])}
        yield [line for index, line in enumerate(page.lines) if index not in running]


def _without_notes(body: list[PrintedLine], size: float) -> list[PrintedLine]:
    """The lines of a page but for its footnotes: small type at its foot, from a note's number on."""
    for index, line in enumerate(body):
        if _NOTE.match(line.text) and all(rest.em < 0.9 * size for rest in body[index:]):
            return body[:index]
    return body


def _edge_lines(page: Page, leading: float) -> dict[int, tuple[str, int]]:
    """The outermost lines of ``page`` that are set off from the others, by index: their words, with # for numbers, and
    their height on the page.
    """
    order = sorted(range(len(page.lines)), key=lambda index: -page.lines[index].bottom)
    found: dict[int, tuple[str, int]] = {}
    for inwards in (order, order[::-1]):
        lines = [page.lines[index] for index in inwards[: EDGE + 1]]
        for depth, (outer, inner) in enumerate(pairwise(lines), start=1):
            far = abs(outer.bottom - inner.bottom) > 1.35 * leading
            if far or abs(outer.em - inner.em) > 0.15 * max(outer.em, inner.em):
                for index, line in zip(inwards[:depth], lines, strict=False):
                    found[index] = (_NUMBER.sub("#", line.text), round(line.bottom / 6))
    return found
