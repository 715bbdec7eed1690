"""Words of a sentence with their offsets, as rjieba cuts them: a clue to where names may begin and end."""

from __future__ import annotations

import sys
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING, cast

from tjgraph.errors import TjgraphError
from tjgraph.lexicon import load_lexicon
from tjgraph.model import Span

if TYPE_CHECKING:
    from rjieba import Jieba

_FREQUENCY = 50_000
# Parts of speech as ICTCLAS names them: other proper names, organisations.
_TAGS = {"Enterprise": "nz", "Institution": "nt", "Place": "ns", "Facility": "nz", "Park": "nz"}


@cache
def segmenter() -> Jieba:
    """The one segmenter, with the lexicon's boundary words added: it must not cut 做强|海工 as 做|强海工."""
    jieba = _new_segmenter()
    naming = load_lexicon().naming
    for word, row in naming.boundaries.items():
        if len(word) > 1 and (row.scope in ("verb", "charter") or not jieba.has_word(word)):
            jieba.add_word(word, _FREQUENCY, "v")
    for name, known in naming.known.items():
        if 2 < len(name) <= 8 and not jieba.has_word(name) and name.isalnum():
            jieba.add_word(name, _FREQUENCY, _TAGS.get(known.type, "n"))
    return jieba


def _new_segmenter() -> Jieba:
    """A segmenter from the module within rjieba's package, which itself would read a dictionary of its own first."""
    name = "rjieba.rjieba"
    if name not in sys.modules:
        package = find_spec("rjieba")
        spec = package and PathFinder.find_spec(name, package.submodule_search_locations)
        if spec is None or spec.loader is None:
            raise TjgraphError("缺 rjieba", remedy="请重新安装 tjgraph")
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[name] = module
    return cast("Jieba", sys.modules[name].Jieba())


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
