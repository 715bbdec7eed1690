"""Indicator phrases: what is left around a number once the words that only carry the number are taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from tjgraph.extraction.quantities import Quantity, follows, qualifier_before
from tjgraph.lexicon.figures import ChangeRow, FigureLexicon, HeadRow, VerbRow, alternation
from tjgraph.model import Change, Qualifier

LIST_JOINS = ("、", "以及", "和", "与", "及")
MIN_NOUN = 1  # the shortest noun that a predicate may follow
MIN_ALONE = 3  # a shorter noun keeps its verb


@dataclass(frozen=True, slots=True)
class Tail:
    """What stands between an indicator and its number: ``words``; ``end`` is where they start.

    ``said``: a word says change or level; ``shared``: members of a list share them (分别, 均).
    """

    end: int
    change: Change | None
    qualifier: Qualifier | None
    said: bool
    shared: bool
    words: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """An indicator that starts at ``start``: leading ``verb``, if any, and ``noun``; ``scope``: of the whole place."""

    start: int
    verb: VerbRow | None
    noun: str
    scope: bool

    @property
    def text(self) -> str:
        """The indicator as shown."""
        if self.verb and (self.verb.role != "drop" or len(self.noun) < MIN_ALONE):
            return self.verb.word + self.noun
        return self.noun


def read_tail(text: str, start: int, end: int, figures: FigureLexicon, *, changes: bool = True) -> Tail:
    """Take the words that carry a number (预计增长, 均突破, 累计超过) off the end of ``text[start:end]``.

    Without ``changes`` words of change and level stay: they are verbs where the number counts the noun behind it.
    """
    stop, change, qualifier, shared = end, None, None, False
    while stop > start:
        if bound := qualifier_before(text, stop, figures):
            if stop - len(bound.word) < start:
                break
            qualifier = qualifier or bound.qualifier
            stop -= len(bound.word)
        elif changes and (row := _change_before(text, start, stop, figures)):
            change = row.change if row.nominal else change or row.change
            stop -= len(row.word)
        elif filler := _filler_before(text[max(start, stop - 16) : stop], figures):
            shared = shared or bool(figures.particle("sharing").match(filler))
            stop -= len(filler)
        else:
            break
    return Tail(stop, change, qualifier, change is not None, shared, text[stop:end])


@cache
def _changes(figures: FigureLexicon) -> dict[str, tuple[ChangeRow, ...]]:
    """The rows of change by their last character, the longest first."""
    ordered = sorted(figures.changes, key=lambda row: (-len(row.word), row.word))
    return {last: tuple(row for row in ordered if row.word[-1] == last) for last in {row.word[-1] for row in ordered}}


def _change_before(text: str, start: int, end: int, figures: FigureLexicon) -> ChangeRow | None:
    for row in _changes(figures).get(text[end - 1], ()):
        at = end - len(row.word)
        if at >= start and text.startswith(row.word, at) and not follows(text, at, row.not_after):
            return row
    return None


def _filler_before(text: str, figures: FigureLexicon) -> str:
    for row in figures.fillers:
        if row.side == "number" and (match := row.pattern.search(text)):
            return match[0]
    return ""


def stops_right(text: str, figures: FigureLexicon) -> bool:
    """Whether no noun follows a number that stands before ``text`` (并…, 居全国…, the end)."""
    return not text or any(row.side == "right" and row.pattern.match(text) for row in figures.fillers)


@cache
def _verbs(figures: FigureLexicon) -> tuple[re.Pattern[str], dict[str, VerbRow]]:
    rows = {row.word: row for row in figures.verbs}
    return re.compile(alternation((row.word, row.not_before) for row in figures.verbs)), rows


def leading_verb(text: str, figures: FigureLexicon) -> VerbRow | None:
    """The longest verb of the lexicon with which ``text`` starts."""
    pattern, rows = _verbs(figures)
    match = pattern.match(text)
    return rows[match[0]] if match else None


def trailing_verb(text: str, figures: FigureLexicon) -> VerbRow | None:
    """The longest verb of the lexicon with which ``text`` ends."""
    rows = (row for row in figures.verbs if text.endswith(row.word))
    return max(rows, key=lambda row: len(row.word), default=None)


def inner_verb(noun: str, figures: FigureLexicon) -> int:
    """Where the first verb within ``noun`` starts that acts on what is behind it (困难学生发放补助); 0 for none."""
    pattern, rows = _verbs(figures)
    for match in pattern.finditer(noun, 2):
        if len(match[0]) > 1 and rows[match[0]].role == "keep" and match.end() < len(noun):
            return match.start()
    return 0


def strip_start(text: str, figures: FigureLexicon) -> tuple[str, bool]:
    """Take off what opens a phrase without belonging to it (全市, 其中, 预计); whether that named the whole place."""
    scope, again = False, True
    while again:
        again = False
        for row in figures.fillers:
            if row.side == "start" and (match := row.pattern.match(text)) and match[0]:
                text, scope, again = text[match.end() :], scope or row.scope, True
    return text, scope


def read_phrase(text: str, start: int, figures: FigureLexicon) -> Phrase:
    """``text`` (which stands at offset ``start``) as an indicator: openers off, leading verb apart."""
    rest, scope = strip_start(text, figures)
    verb = leading_verb(rest, figures)
    noun = rest[len(verb.word) :] if verb else rest
    acted = [match.end() for match in figures.particle("object").finditer(noun, 1)]
    if acted:
        # 把甲压减三成: what a verb acts on stands before the number, the verb behind.
        verb, noun = None, noun[acted[-1] :]
        rest = noun
    if verb and verb.role == "drop":
        noun, _ = strip_start(noun, figures)
    if noun.startswith("、"):
        verb, noun = None, rest
    if moved := figures.particle("moved").search(noun):
        noun = noun[: moved.start()]
    noun = noun.removeprefix("了").removeprefix("的").strip("的，、：: \u3000")
    if verb and not noun:
        verb, noun = None, rest
    return Phrase(start + len(text) - len(rest), verb, noun, scope)


def standing(indicator: str, figures: FigureLexicon) -> str:
    """What an indicator counts, without the verb of newness: 新建公园 → 公园."""
    verb = leading_verb(indicator, figures)
    opened = verb is not None and verb.role == "keep" and len(indicator) > len(verb.word) + 1
    return (indicator[len(verb.word) :] if verb and opened else indicator).removesuffix("新增")


@cache
def _predicates(figures: FigureLexicon) -> tuple[re.Pattern[str], frozenset[str]]:
    vague = frozenset(row.word for row in figures.predicates if row.vague)
    return re.compile(alternation((row.word, row.not_before) for row in figures.predicates)), vague


def split_predicate(text: str, figures: FigureLexicon) -> tuple[str, str]:
    """A counted noun and what is said of it: ``(乡村片区, 有序建设)``."""
    pattern, _ = _predicates(figures)
    match = pattern.search(text, MIN_NOUN)
    return (text[: match.start()], text[match.start() :]) if match else (text, "")


def is_vague(predicate: str, figures: FigureLexicon) -> bool:
    """Whether a predicate adds nothing to what is counted (有序推进)."""
    return predicate.startswith(tuple(sorted(_predicates(figures)[1])))


@cache
def _heads(figures: FigureLexicon, kind: str) -> tuple[HeadRow, ...]:
    return tuple(sorted((row for row in figures.heads if row.kind == kind), key=lambda row: (-len(row.word), row.word)))


def head(text: str, kind: str, figures: FigureLexicon) -> HeadRow | None:
    """The longest head noun of ``kind`` with which ``text`` ends."""
    return next((row for row in _heads(figures, kind) if text.endswith(row.word)), None)


def new_verb(noun: str, figures: FigureLexicon) -> VerbRow | None:
    """The last verb of newness within a phrase (某行动新增岗位), which a list may share."""
    rows = [(noun.rfind(row.word), row) for row in figures.verbs if row.word.startswith("新") and row.role == "keep"]
    at, row = max(rows, key=lambda pair: (pair[0], len(pair[1].word)), default=(-1, None))
    return row if at >= 0 else None


def counted_unit(noun: str, figures: FigureLexicon) -> HeadRow | None:
    """The head by which a number without a unit has one: the noun starts with it or ends in it."""
    return next((row for row in _heads(figures, "counted") if noun.endswith(row.word) or row.word in noun[:10]), None)


def with_unit(quantity: Quantity, noun: str, figures: FigureLexicon) -> Quantity | None:
    """The quantity with the unit that its noun implies where it has none of its own (三百万群众)."""
    if quantity.unit:
        return quantity
    row = counted_unit(noun, figures)
    return replace(quantity, unit=row.unit, rule=row.rule) if row and row.unit else None


def distribute(text: str, count: int | None, figures: FigureLexicon) -> tuple[str, ...]:
    """Split a coordinated indicator into ``count`` members (None: all); the last lends its head (甲、乙产量).

    Returns the text alone where it has not that many members.
    """
    for pair in figures.pairs:
        if pair.word in text and len(pair.members) == count and "、" not in text:
            return tuple(text.replace(pair.word, member, 1) for member in pair.members)
    for joins in (LIST_JOINS[:1], ("、", "和"), LIST_JOINS):
        members = [part for part in re.split("|".join(joins), text) if part]
        if len(members) == count or (count is None and len(members) > 1):
            break
    else:
        return (text,)
    noun = figures.particle("grade").search(members[-1])
    if noun:
        # 国家级、省级中心: what is graded stands with the last.
        members = [part + noun[1] if figures.particle("graded").search(part) else part for part in members]
    measure, share = _lent(members[-1], figures)
    return tuple(_lend(part, measure, share, figures) for part in members)


def each_measured(noun: str, figures: FigureLexicon) -> bool:
    """Whether each of several members of a list names its own measure (工业投资、民间投资; not 汽车、家电消费)."""
    members = noun.split("、")
    ends = [head(member, "measure", figures) or head(member, "ending", figures) for member in members]
    return len(members) > 1 and all(
        end and len(member) > len(end.word) for member, end in zip(members, ends, strict=True)
    )


def _lent(last: str, figures: FigureLexicon) -> tuple[str, str]:
    """What the last member of a list lends to the others: its measure, and what is said of that (占比, 占全省比重)."""
    row = head(last, "measure", figures)
    if row is None:
        return "", ""
    said = last[last.index("占") :] if "占" in last else row.word
    before = last.removesuffix(said)
    inner = head(before, "measure", figures) if figures.particle("share").search(last) else None
    return (inner.word, said) if inner else (said, "")


def _lend(part: str, measure: str, share: str, figures: FigureLexicon) -> str:
    if share and part.endswith(share):
        return part
    own = head(part, "measure", figures) or head(part, "ending", figures)
    return part + share if own else part + measure + share
