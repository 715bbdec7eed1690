"""Clauses: what stands between commas, semicolons and colons that are not inside quotation marks or brackets."""

from __future__ import annotations

from collections.abc import Iterator

from tjgraph.model import Span

BREAKS = frozenset("，,；;：:。！!？?\n")
OPENERS = {"“": "”", "(": ")", "（": "）", "《": "》", "「": "」", "【": "】"}


def split_clauses(text: str, span: Span) -> Iterator[Span]:
    """Yield the clauses of ``text`` within ``span``, without their closing mark and without outer spaces."""
    start, closer, depth_start = span.start, "", span.start
    for position in range(span.start, span.end):
        char = text[position]
        if closer:
            # An unclosed bracket must not swallow the sentence.
            if char == closer or position - depth_start > 40:
                closer = ""
            continue
        if char in OPENERS:
            closer, depth_start = OPENERS[char], position
        elif char in BREAKS and not (
            char in ",，" and text[position - 1 : position].isdigit() and text[position + 1 : position + 2].isdigit()
        ):
            yield from _trimmed(text, start, position)
            start = position + 1
    yield from _trimmed(text, start, span.end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)
