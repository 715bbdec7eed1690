"""Which figures a question means: the words of the question against the names of the indicators.

A question and an indicator say the same thing in another order (改造多少公里燃气管网 — 改造燃气管网), so they are
compared by the blocks of characters that they share. What is left of the question must be words that questions are
made of; what is left of the indicator must not be its head, which in Chinese stands last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tjgraph.query.figures import Figure, figures_of
from tjgraph.query.names import normal
from tjgraph.query.question.context import Context
from tjgraph.query.question.names import Thing
from tjgraph.query.question.tokens import Token, tokens

# What may be left of a question beside the indicator's words, its subject, its year and its unit.
_ROLES = frozenset(
    ("which", "how_many", "have", "of", "be", "in", "list", "scope", "filler", "target", "actual", "year", "each",
     "mention", "compare", "degree", "extreme", "difference", "and", "describe", "progress", "whether", "both")
)  # fmt: skip
_LEAST = 0.85
"""The least share of a question's own words that the indicator (or, for half, its sentence) must have."""
_COVERED_LOOSELY, _COVERED, _COVERED_WELL = 0.4, 0.5, 0.75
"""The least share of an indicator's name that the question must have: with its head or subject; without; and where the
question has neither its head nor its unit, or no more of it than the name of a class (企业)."""
_MASK = "|"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a question says of the figure beside its indicator: empty where it says nothing."""

    years: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A figure that fits, and how well (0 to 1)."""

    figure: Figure
    score: float


def wish(context: Context, words: Sequence[Token]) -> Wish:
    """What ``words`` say of the figure: its year, target or result, level or change, and unit."""
    kinds = [kind for role, kind in (("target", "target"), ("actual", "actual")) if any(w.role == role for w in words)]
    changes = [w.senses.change for w in words if w.senses.change and not w.thing]
    if any(change in ("increase", "decrease") for change in changes):
        changes = [change for change in changes if change != "level"]
    units = [w.senses.unit for w in words if w.senses.unit]
    return Wish(
        context.years(words), tuple(kinds) if len(kinds) == 1 else (), tuple(filter(None, changes)), tuple(units)
    )


class Finder:
    """Finds the figures that the words of a question mean."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.figures = sorted(figures_of(context.graph), key=lambda m: m.iri)
        self._cut: dict[str, tuple[Token, ...]] = {}

    def find(self, text: str, strict: bool = True) -> list[Match]:
        """The figures that ``text`` (as `tokens.bare` gives it) means, the best first; all fit every word of it.

        Not ``strict``: those of the indicator, whatever the question says of year, target, direction and subject.
        """
        best: dict[str, Match] = {}
        for wording in self._wordings(text):
            for figure, blocks in self._candidates(wording):
                match = self._match(wording, figure, blocks, strict)
                if match and match.score > best.get(figure.iri, Match(figure, 0.0)).score:
                    best[figure.iri] = match
        return sorted(best.values(), key=self._order)

    def nearest(self, text: str) -> list[Figure]:
        """The figures whose indicator shares a longer stretch with ``text`` than two characters, the most first."""
        found = self._candidates(text)
        return list({f.indicator: f for f, blocks in found if max(map(len, blocks)) > 2}.values())

    def _order(self, match: Match) -> tuple[object, ...]:
        figure = match.figure
        own = figure.subject in self._context.names.places
        first = figure.evidence[0]
        return (
            -round(match.score, 3),
            not own,
            figure.kind,
            figure.change != "level",
            figure.since is not None,
            -figure.year,
            first.report,
            first.start,
        )

    def _wordings(self, text: str) -> Iterator[str]:
        """The text, and the text with other names of what it names."""
        yield text
        for word, means in self._context.lexicon.synonyms.items():
            known = normal(word)
            if known in text:
                yield from (text.replace(known, normal(other)) for other in means)

    def _candidates(self, text: str) -> list[tuple[Figure, list[str]]]:
        """The figures whose indicator shares the most with ``text``, with the blocks that they share."""
        pairs = {text[i : i + 2] for i in range(len(text) - 1)}
        shared: dict[tuple[str, str], list[str]] = {}
        found = []
        for figure in self.figures:
            label = normal(figure.indicator)
            if not any(label[i : i + 2] in pairs for i in range(len(label) - 1)):
                continue
            rest = self._without_subject(text, figure)
            if (rest, label) not in shared:
                shared[rest, label] = _blocks(rest, label)
            if shared[rest, label]:
                found.append((figure, shared[rest, label]))
        weights = [sum(map(len, blocks)) / (len(normal(figure.indicator)) ** 0.5) for figure, blocks in found]
        ranked = sorted(range(len(found)), key=lambda i: (-weights[i], found[i][0].iri))
        return [found[i] for i in ranked[:24]]

    def _without_subject(self, text: str, figure: Figure) -> str:
        """``text`` with a mask for the name of the figure's subject, where the question names that."""
        for token in self._context.tokens:
            if token.thing and token.exact and self._is_subject(token.thing, figure) and token.text in text:
                return text.replace(token.text, _MASK, 1)
        return text

    def _is_subject(self, thing: Thing, figure: Figure) -> bool:
        return self._context.names.one.get(figure.subject, figure.subject) == thing.record.iri

    def _match(self, text: str, figure: Figure, blocks: list[str], strict: bool) -> Match | None:
        label = normal(figure.indicator)
        rest = self._without_subject(text, figure)
        named = rest != text
        for block in blocks:
            rest = rest.replace(block, _MASK, 1)
        words = self._words(rest)
        wanted = wish(self._context, words)
        about = named or self._about(figure, words)
        if strict and (about is None or not _agrees(figure, wanted)):
            return None
        matched = sum(map(len, blocks))
        left, said = self._leftover(figure, words, rest)
        share = (matched + said / 2) / (matched + left) if matched else 0.0
        covered = matched / len(label)
        head = any(label.endswith(block) for block in blocks)
        fitting = bool(set(wanted.units) & {figure.unit})
        least = _COVERED_LOOSELY if head or about else _COVERED
        if not (head or fitting) or all(self._is_class(block) for block in blocks):
            least = _COVERED_WELL
        if share < _LEAST or covered < least:
            return None
        return Match(figure, 0.5 * share + 0.4 * covered + 0.05 * fitting + 0.05 * bool(about))

    def _words(self, rest: str) -> tuple[Token, ...]:
        """What is left of the question, cut into words; nothing is guessed, for a guess may not speak of a figure."""
        if rest not in self._cut:
            self._cut[rest] = tokens(rest, self._context.names, self._context.lexicon, guess=False)
        return self._cut[rest]

    def _about(self, figure: Figure, words: Iterable[Token]) -> bool | None:
        """Whether the question names the figure's subject; None where it names another."""
        named = [word.thing for word in words if word.thing and word.exact]
        if any(self._is_subject(thing, figure) for thing in named):
            return True
        if any(word.role == "scope" and not self._is_in(word, figure) for word in words):
            return None
        return False if all(self._may_hold(thing, figure) for thing in named) else None

    def _is_in(self, word: Token, figure: Figure) -> bool:
        """Whether a figure may be of the place that a word like 全市 or 全国 means."""
        subject = self._context.names.things.get(self._context.names.one.get(figure.subject, figure.subject))
        if not word.senses.value or subject is None:
            return not word.senses.value
        return self._context.ontology.is_a(subject.record.type, word.senses.value)

    def _may_hold(self, thing: Thing, figure: Figure) -> bool:
        """Whether a figure may be meant where ``thing`` is named: the report's place, or named with it."""
        if self._context.is_own_place(thing):
            reports = self._context.names.reports
            return any(reports[e.report][0] == thing.record.iri for e in figure.evidence if e.report in reports)
        own = figure.subject in self._context.names.places
        return own and any(name in e.quote for name in thing.record.names for e in figure.evidence)

    def _leftover(self, figure: Figure, words: Iterable[Token], rest: str) -> tuple[float, float]:
        """How many characters of the question are left that say something, and how many the sentence says."""
        left = said = 0.0
        sentence = normal("".join(e.quote for e in figure.evidence))
        subject = self._context.names.things.get(figure.subject)
        for name in subject.record.names if subject else ():
            sentence = sentence.replace(normal(name), _MASK)
        for word in words:
            senses = word.senses
            known = word.role in _ROLES or word.year is not None or bool(senses.unit) or bool(senses.change)
            if (word.thing and word.exact) or (known and not word.unknown) or word.text == "、":
                continue
            if senses.kind and not senses.kind.names and rest[word.start - 1 : word.start] == _MASK:
                continue  # 小巨人企业: a class right after the indicator's own word only says what it is
            light = bool(senses.ties or senses.review or senses.plan)
            left += len(word.text) / 2 if light else len(word.text)
            said += len(word.text) if word.text in sentence and not light else 0
        return left, said

    def _is_class(self, block: str) -> bool:
        senses = self._context.lexicon.words.get(block)
        return senses is not None and senses.kind is not None


def _agrees(figure: Figure, wanted: Wish) -> bool:
    if wanted.years and figure.year not in wanted.years:
        return False
    if wanted.kinds and figure.kind not in wanted.kinds and not wanted.years:
        return False
    if any(c in ("increase", "decrease") for c in wanted.changes):
        return figure.change in ("increase", "decrease")
    return True


def _blocks(text: str, label: str) -> list[str]:
    """The stretches of two characters or more that both have, the longest first, none overlapping another."""
    found: list[str] = []
    while True:
        block = SequenceMatcher(None, text, label, autojunk=False).find_longest_match()
        if block.size < 2 and not (block.size == len(label) == 1):
            return found
        piece = text[block.a : block.a + block.size]
        found.append(piece)
        text = text[: block.a] + _MASK + text[block.a + block.size :]
        label = label[: block.b] + "\0" + label[block.b + block.size :]
