"""A question cut into what is known of it: names, words and years, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from tjgraph.lexicon.question_words import QuestionLexicon, Role, Senses
from tjgraph.query.names import normal
from tjgraph.query.question.names import Names, Thing

_YEAR = re.compile(r"((?:19|20)\d\d)年?度?(?!\d)")
_LATIN = re.compile(r"[a-z]{4,}")
_ENDS = "，,。.？?！!；;：:…~"
_MARKS = "，,。？?！!；;：:…~|"
# The worth of a covered character, by what covers it, less the cost of a token: so long tokens win over short ones.
_WHOLE, _WORD, _PART, _TOKEN = 10, 9, 8, 6
_NOTHING = Senses()


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a question: a name (``thing``), a known word (``senses``), a ``year``, or text that is not known.

    ``exact``: the name stands there in full; ``near``: it was guessed from sound or spelling.
    """

    text: str
    start: int
    thing: Thing | None = None
    senses: Senses = field(default=_NOTHING, compare=False)
    year: int | None = None
    exact: bool = True

    @property
    def role(self) -> Role | None:
        """The part that it plays as a word of questions."""
        return self.senses.role

    @property
    def end(self) -> int:
        """Where it ends in the question as it was cut."""
        return self.start + len(self.text)

    @property
    def unknown(self) -> bool:
        """Whether nothing is known of it."""
        return self.thing is None and self.year is None and self.senses is _NOTHING


def bare(question: str) -> str:
    """``question`` as it is cut: as names are compared, without the marks at its ends."""
    return normal(question.replace("《", "").replace("》", "")).strip(_ENDS)


def tokens(question: str, names: Names, lexicon: QuestionLexicon, guess: bool = True) -> tuple[Token, ...]:
    """The tokens of ``question`` (see `bare`) that cover it best; marks are dropped, unknown stretches are tokens too.

    ``guess``: parts of names, and their pinyin, stand for the name.
    """
    cut = _Cutting(bare(question), names, lexicon, guess).best()
    return tuple(_settled(_merged(cut), lexicon))


class _Cutting:
    """The best way to cut a text, by dynamic programming from its end."""

    def __init__(self, text: str, names: Names, lexicon: QuestionLexicon, guess: bool) -> None:
        self.text, self.names, self.lexicon, self.guess = text, names, lexicon, guess
        self.widest = max([names.longest, *map(len, lexicon.words)])

    def best(self) -> list[Token]:
        scores: list[float] = [0.0] * (len(self.text) + 1)
        choice: list[Token | None] = [None] * len(self.text)
        for start in range(len(self.text) - 1, -1, -1):
            scores[start] = scores[start + 1]
            for token, worth in self._at(start):
                if worth + scores[token.end] > scores[start]:
                    scores[start], choice[start] = worth + scores[token.end], token
        found, start = [], 0
        while start < len(self.text):
            token = choice[start] or Token(self.text[start], start)
            found.append(token)
            start = token.end
        return found

    def _at(self, start: int) -> Iterator[tuple[Token, float]]:
        year = _YEAR.match(self.text, start)
        if year and not self.text[start - 1 : start].isdigit():
            yield Token(year[0], start, year=int(year[1])), _WHOLE * len(year[0])
        latin = _LATIN.match(self.text, start)
        if self.guess and latin and not re.match("[a-z]", self.text[max(start - 1, 0) : start]):
            thing = self.names.near(latin[0])
            if thing:
                yield Token(latin[0], start, thing=thing, exact=False), _PART * len(latin[0])
        for end in range(start + 1, min(len(self.text), start + self.widest) + 1):
            yield from self._word(start, self.text[start:end])

    def _word(self, start: int, text: str) -> Iterator[tuple[Token, float]]:
        senses = self.lexicon.words.get(text)
        if senses and not (len(text) == 1 and senses.shy):
            worth = _WHOLE if senses.role == "year" else _WORD
            yield Token(text, start, senses=senses), worth * len(text) - _TOKEN
        if len(text) > 1:
            thing = self.names.exact(text)
            if thing:
                yield Token(text, start, thing=thing, senses=senses or _NOTHING), _WHOLE * len(text) - _TOKEN
            elif senses is None and self.guess and not self._is_phrase(text):
                thing = self.names.part(text)
                if thing:
                    yield Token(text, start, thing=thing, exact=False), _PART * len(text) - _TOKEN

    def _is_phrase(self, text: str) -> bool:
        """Whether it is two known words or names (改造项目, 浙江有): then it is no part of another name."""
        known = (self.lexicon.words, self.names.whole)
        splits = ((text[:i], text[i:]) for i in range(1, len(text)))
        return any(all(any(piece in words for words in known) for piece in split) for split in splits)


def _merged(cut: list[Token]) -> Iterator[Token]:
    """Unknown characters that stand together as one token; marks part them and go."""
    held: Token | None = None
    for token in cut:
        mark = token.unknown and token.text in _MARKS
        if token.unknown and not mark:
            held = replace(held, text=held.text + token.text) if held else token
            continue
        if held:
            yield held
            held = None
        if not mark:
            yield token
    if held:
        yield held


def _settled(cut: Iterator[Token], lexicon: QuestionLexicon) -> Iterator[Token]:
    """Unknown stretches looked at once more: a single character may be a shy word."""
    for token in cut:
        senses = lexicon.words.get(token.text) if token.unknown else None
        yield replace(token, senses=senses) if senses else token


def nearly(cut: Iterable[Token], names: Names) -> tuple[Token, ...]:
    """The tokens, unknown ones as the names that they sound or look like, where one is clearly meant."""
    found = []
    for token in cut:
        thing = names.near(token.text) if token.unknown else None
        found.append(replace(token, thing=thing, exact=False) if thing else token)
    return tuple(found)
