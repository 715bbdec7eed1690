"""Words of a sentence with their offsets, as rjieba cuts them: a clue to where names may begin and end."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from rjieba import Jieba

from tjgraph.model import Span


@cache
def segmenter() -> Jieba:
    """The one segmenter (its dictionary takes some 60 ms to load)."""
    return Jieba()


@dataclass(frozen=True, slots=True)
class Token:
    """A word ``text[start:end]`` with its part of speech; not ``known``: the dictionary does not hold it."""

    start: int
    end: int
    text: str
    tag: str
    known: bool


class Words:
    """The tokens of one span of a report, by position."""

    def __init__(self, text: str, span: Span) -> None:
        jieba = segmenter()
        self.span = span
        self.tokens: list[Token] = []
        position = span.start
        for word, tag in jieba.tag(span.of(text)):
            end = position + len(word)
            self.tokens.append(Token(position, end, word, tag, jieba.has_word(word)))
            position = end
        self._starts = [t.start for t in self.tokens]
        self._ends = {t.end for t in self.tokens}

    def index_at(self, offset: int) -> int:
        """The index of the token that covers ``offset``."""
        return bisect_right(self._starts, offset) - 1

    def starts_at(self, offset: int) -> bool:
        """Whether a token begins at ``offset``."""
        index = self.index_at(offset)
        return 0 <= index < len(self.tokens) and self.tokens[index].start == offset

    def ends_at(self, offset: int) -> bool:
        """Whether a token ends at ``offset``."""
        return offset in self._ends

    def between(self, start: int, end: int) -> list[Token]:
        """The tokens that overlap ``[start, end)``."""
        first = max(self.index_at(start), 0)
        found = []
        for token in self.tokens[first:]:
            if token.start >= end:
                break
            if token.end > start:
                found.append(token)
        return found
