"""Names known beforehand, as a report of one place means them: lexicon, divisions of China, listed companies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tjgraph.extraction.tokens import Words, segmenter
from tjgraph.lexicon import Lexicon, load_lexicon
from tjgraph.lexicon.companies import listed_companies
from tjgraph.lexicon.naming import Finder, NamingLexicon
from tjgraph.lexicon.places import Division, names_for, with_code, within
from tjgraph.model import Span

_KEPT = 8  # gazetteers in memory: a country has thousands of places, and reports come place by place
_LEXICONS_KEPT = 2
_LONGEST_DIVISION = 15


@dataclass(frozen=True, slots=True)
class Entry:
    """A known name: its type, the label of the thing (the same for all its names), and the rule that holds it."""

    type: str
    label: str
    rule: str


class Gazetteer:
    """All known names for reports of the division ``code``."""

    def __init__(self, lexicon: Lexicon, code: str | None) -> None:
        self.entries: dict[str, Entry] = {}
        self.own = self.own_code = ""
        self.own_letter: re.Pattern[str] | None = None
        for word, row in lexicon.naming.known.items():
            self.entries[word] = Entry(row.type, row.label, row.rule)
        for word, division in names_for(code).items():
            if division.level < 3 or word not in lexicon.naming.common_places:
                self.entries.setdefault(word, _division_entry(division))
        self._streets = frozenset(lexicon.naming.particles["street"])
        self._trades = lexicon.naming.particles["trade_noun"]
        self._landforms = frozenset(lexicon.naming.particles["landform"])
        self._own_names(lexicon.naming, code)
        self._naming = lexicon.naming
        self._listed: dict[str, Entry | None] = {}
        self.industries = lexicon.naming.industries
        self._everywhere = _everywhere(lexicon)
        self._here = Finder(tuple(word for word in self.entries if word not in self._everywhere))
        letters = "[" + "".join(row.word for row in lexicon.naming.letters if row.pairs) + "]"
        self._regions = re.compile(letters + "{2,4}")
        self._sides = re.compile(letters + lexicon.naming.forms["province_side"].pattern)

    def _own_names(self, lexicon: NamingLexicon, code: str | None) -> None:
        """我市, 全省, 在津: how a report names its own place."""
        division = with_code(code) if code else None
        if division is None:
            return
        for word, row in lexicon.selves.items():
            self.entries[word] = Entry("Place", division.name, row.rule)
        self.own, self.own_code = division.name, division.code
        letter = next((row.word for row in lexicon.letters if row.code == code), "")
        self.own_letter = re.compile(f"(?<=[{''.join(lexicon.particles['place_verb'])}]){letter}") if letter else None

    def knows(self, name: str) -> bool:
        """Whether ``name`` is known by itself, or is provinces side by side (京津)."""
        return self._entry(name) is not None or bool(self._regions.fullmatch(name))

    def _entry(self, word: str) -> Entry | None:
        """What ``word`` means, if it is known. Listed names are judged when they are met: most never are."""
        if word not in self.entries and word not in self._listed:
            proper = word in listed_companies() and _is_proper(word, self._naming)
            self._listed[word] = Entry("Enterprise", word, f"listed/{word}") if proper else None
        return self.entries.get(word) or self._listed[word]

    def find(self, text: str, words: Words) -> list[tuple[Span, Entry]]:
        """Every known name in the span of ``words`` whose ends fall on word boundaries."""
        base = words.span.start
        found = []
        line = words.span.of(text)
        for start, end, word in sorted((*self._everywhere.find(line), *self._here.find(line)), key=_by_end):
            span = Span(base + start, base + end)
            entry = self._entry(word)
            if entry is not None and self._aligned(span, words, entry, text):
                found.append((span, entry))
        found += self._divisions_within(found, text, words)
        taken = {span for span, _ in found}
        for match in self._regions.finditer(text, words.span.start, words.span.end):
            # 京津 and the like: provinces by their one-character names, side by side.
            span = Span(*match.span())
            if (
                span not in taken
                and words.starts_at(span.start)
                and (words.ends_at(span.end) or not words.tokens[words.index_at(span.end)].known)
            ):
                found.append((span, Entry("Place", match[0], "divisions/abbreviations")))
        found += self._sides_of_provinces(taken, text, words)
        if self.own_letter is not None:
            for match in self.own_letter.finditer(text, words.span.start, words.span.end):
                if words.starts_at(match.start()) or not words.tokens[words.index_at(match.start())].known:
                    found.append((Span(*match.span()), Entry("Place", self.own, "self_words/abbreviation")))
        return found

    def _sides_of_provinces(self, taken: set[Span], text: str, words: Words) -> Iterator[tuple[Span, Entry]]:
        """The sides of provinces (皖北, 川东北地区), each known by its name without 地区."""
        for match in self._sides.finditer(text, words.span.start, words.span.end):
            span = Span(*match.span())
            if span not in taken and words.starts_at(span.start) and words.ends_at(span.end):
                yield span, Entry("Place", match[0][:1] + match["side"], "divisions/side")

    def _divisions_within(self, found: list[tuple[Span, Entry]], text: str, words: Words) -> list[tuple[Span, Entry]]:
        """The divisions named right after what they lie in, whichever they are by themselves: 长春市朝阳区.

        What else these words may mean is taken out of ``found``.
        """
        made: dict[Span, Entry] = {}
        above = [(span, code) for span, entry in found if (code := self._code(entry))]
        while above:
            outer, code = above.pop()
            for end in range(outer.end + 2, min(outer.end + _LONGEST_DIVISION, words.span.end) + 1):
                division = within(code).get(text[outer.end : end])
                if division is None:
                    continue
                span, entry = Span(outer.end, end), _division_entry(division)
                if self._aligned(span, words, entry, text):
                    made[span] = entry
                    above.append((span, division.code))
        found[:] = [(span, entry) for span, entry in found if span not in made]
        return sorted(made.items())

    def _code(self, entry: Entry) -> str:
        """The code of the division that an entry means; empty where it means none."""
        table, _, code = entry.rule.partition("/")
        return code if table == "divisions" and code.isdigit() else self.own_code if table == "self_words" else ""

    def find_industries(self, text: str, words: Words) -> list[tuple[Span, bool]]:
        """Every industry's name in the span, and whether it stands for an industry by itself."""
        base = words.span.start
        return [
            (span, self.industries[word].alone)
            for start, end, word in self._everywhere.find(words.span.of(text))
            if word in self.industries and self._aligned(span := Span(base + start, base + end), words, None, text)
        ]

    def _is_landform(self, end: int, words: Words) -> bool:
        """Whether 湖, 河 or the like follows a name of two characters: 多伦 + 湖 names the lake, and so does 东平湖."""
        if end >= words.span.end:
            return False
        after = words.tokens[words.index_at(end)]
        return after.end == end + 1 and after.text[-1] in self._landforms

    def _aligned(self, span: Span, words: Words, entry: Entry | None, text: str) -> bool:
        """Whether no dictionary word reaches over either end of the span."""
        left = words.tokens[words.index_at(span.start)]
        right = words.tokens[words.index_at(span.end - 1)]
        if entry is not None and entry.rule.startswith("listed/"):
            return left.start == span.start and right.end == span.end
        if entry is not None and entry.type == "Enterprise" and span.of(text) in self._naming.ambiguous:
            # 大众 + 变速器 in a list; else the word means what it says.
            return (
                text[span.start - 1 : span.start] in ("", "、")
                and "\u4e00" <= text[span.end : span.end + 1] <= "\u9fff"
            )
        long = len(span) >= 4 or (entry is None and right.text.endswith(self._trades) and right.end - 2 == span.end)
        starts = left.start == span.start or not left.known or long
        # 天津 at the head of the word 天津医科大学.
        ends = (
            right.end == span.end
            or not right.known
            or long
            or (left.start == span.start and right.tag in ("nt", "ns", "nz"))
        )
        if (
            entry is not None
            and entry.rule.startswith("divisions/")
            and len(span) == 2
            and (text[span.end : span.end + 1] in self._streets or self._is_landform(span.end, words))
        ):
            return False
        return starts and ends


def _by_end(found: tuple[int, int, str]) -> tuple[int, int]:
    return found[1], found[0]


@lru_cache(maxsize=_LEXICONS_KEPT)
def _everywhere(lexicon: Lexicon) -> Finder:
    """Finds the words that may be names wherever a report comes from: nearly all, so that places share them."""
    naming = lexicon.naming
    return Finder(
        tuple(dict.fromkeys((*naming.known, *names_for(None), *sorted(listed_companies()), *naming.industries)))
    )


@lru_cache(maxsize=1 << 13)  # all that are no townships, and some thousand of these
def _division_entry(division: Division) -> Entry:
    return Entry("Place", division.name, f"divisions/{division.code}")


def _is_proper(word: str, lexicon: NamingLexicon) -> bool:
    """Whether a listed name is a name only: 北方国际 or 线上线下 are made of common words."""
    jieba = segmenter()
    if jieba.has_word(word) or word in lexicon.ambiguous:
        return False
    return not all(
        part in lexicon.generic or part in lexicon.boundaries or tag == "ns" for part, tag in jieba.tag(word)
    )


@lru_cache(maxsize=_KEPT)
def gazetteer_for(lexicon: Lexicon | None, code: str | None) -> Gazetteer:
    """The gazetteer for reports of the division ``code`` (those of the last few places are kept)."""
    return Gazetteer(lexicon or load_lexicon(), code)
