"""The ledger: the rows that say what a promise is, which figures are the same, which way is good, what is done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from tjgraph.lexicon.tables import Row, WordRow, read_table
from tjgraph.model import Change

JOINTS = "、和与及等”》"
SPELT_OUT = 6  # characters of an object that say enough without a head of a known sort
ONE_THING = 30  # characters of the longest object
SHORTEST = 4  # characters that say what a thing is without its head (数据基础 of 数据基础制度)

Good = Literal["higher", "lower", "near"]
PromiseKind = Literal["figure", "project", "policy"]
Nature = Literal["once", "lasting", "result"]


@dataclass(frozen=True, slots=True)
class VerdictRow(Row):
    """A verdict: ``word`` is what the trade calls it, ``meaning`` explains it to who reads the workbook."""

    id: str
    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class KindRow(Row):
    """A kind of promise and the classes whose entities are of it; those of no kind are of the last."""

    id: PromiseKind
    word: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorRow(Row):
    """Wordings (``pattern``, the whole of one) of one indicator; ``change``: they speak of its growth or of itself."""

    pattern: re.Pattern[str]
    name: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class FillerRow(Row):
    """A word at the start or the end of an indicator, or at the end of a ``name``, that does not say what it is of."""

    word: str
    side: Literal["start", "end", "name"]


@dataclass(frozen=True, slots=True)
class ScopeRow(Row):
    """Words beside a figure which say that it is not of one whole year."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DirectionRow(Row):
    """Indicators of which less is better, or of which neither more nor less is."""

    pattern: re.Pattern[str]
    good: Literal["lower", "near"]


@dataclass(frozen=True, slots=True)
class AsideRow(Row):
    """What is no promise (``figure``, ``task``); how a review's ``paragraph`` on what is not well begins; names that
    many things have (``name``)."""

    scope: Literal["figure", "task", "name", "paragraph"]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class PaceRow(Row):
    """A target without a number: ``what`` is to grow as ``with`` does; ``loose`` words forgive a lag."""

    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DeedRow(Row):
    """What is done to the things that an indicator counts; deeds of one ``name`` are the same, without one they say
    nothing."""

    word: str
    name: str


@dataclass(frozen=True, slots=True)
class ShortFormRow(Row):
    """A short form (国企) and what it stands for."""

    word: str
    full: str


@dataclass(frozen=True, slots=True)
class ActRow(Row):
    """A verb: done when it is done (``once``), going on (``lasting``), or a state reached (``result``).

    ``promise``: a clause of a plan that it opens may be a promise.
    """

    word: str
    nature: Nature
    promise: bool


@dataclass(frozen=True, slots=True)
class ObjectRow(Row):
    """The last words of what can be checked; those of one ``name`` are the same sort of thing."""

    word: str
    name: str


@dataclass(frozen=True, slots=True)
class Pace:
    """One indicator (by its known name) that is to grow as fast as another, or ``faster``; ``loose``: about as fast."""

    what: str
    other: str
    loose: bool
    faster: bool


@dataclass(frozen=True, slots=True)
class Task:
    """A clause of a plan as a promise: the verb that opens it, what it is about, and its head's sort if known."""

    act: ActRow
    object: str
    sort: str | None


@dataclass(frozen=True, eq=False)
class LedgerLexicon:
    """All rows of the ledger, and what they say of words."""

    verdicts: tuple[VerdictRow, ...]
    kinds: tuple[KindRow, ...]
    indicators: tuple[IndicatorRow, ...]
    fillers: tuple[FillerRow, ...]
    scopes: tuple[ScopeRow, ...]
    directions: tuple[DirectionRow, ...]
    asides: tuple[AsideRow, ...]
    paces: tuple[PaceRow, ...]
    deeds: tuple[DeedRow, ...]
    short_forms: tuple[ShortFormRow, ...]
    leads: tuple[WordRow, ...]
    acts: tuple[ActRow, ...]
    objects: tuple[ObjectRow, ...]

    def indicator(self, text: str) -> tuple[str, Change | None]:
        """The name under which an indicator is known, and the change that this wording speaks of (None: any)."""
        for _ in range(3):  # 预计全年…
            text = self._starts.sub("", text, count=1) or text
            text = self._ends.sub("", text, count=1) or text
        row = next((row for row in self.indicators if row.pattern.fullmatch(text)), None)
        return (row.name, row.change) if row else (text.replace("的", ""), None)

    def counted(self, name: str) -> tuple[str, frozenset[str]]:
        """What an indicator (by its known name) counts, and what is done to that (老旧小区, 改)."""
        done: set[str] = set()
        while match := self._deed.search(name):
            rest = name[: match.start()] + name[match.end() :]
            if len(rest) < 2:
                break
            name = rest
            done.add(self._deeds[match.group()])
        return name, frozenset(done - {""})

    def good(self, indicator: str) -> Good:
        """Which way is good for an indicator (as written)."""
        return next((row.good for row in self.directions if row.pattern.search(indicator)), "higher")

    def not_a_year(self, text: str) -> str | None:
        """The words in ``text`` (a figure's clause) that say that it is not of one whole year."""
        return next((m.group() for row in self.scopes if (m := row.pattern.search(text))), None)

    def without_scope(self, indicator: str) -> str:
        """``indicator`` without the words of `not_a_year`."""
        for row in self.scopes:
            indicator = row.pattern.sub("", indicator) or indicator
        return indicator

    def no_target(self, text: str) -> bool:
        """Whether the figure in the clause ``text`` of a plan is no promise: a forecast, a condition, a population."""
        return self._aside("figure", text)

    def spelt_out(self, text: str) -> str:
        """``text`` with its short forms spelt out."""
        return self._short.sub(lambda match: self._full[match.group()], text)

    def common_name(self, name: str) -> bool:
        """Whether ``name`` is one that quite different things have (十大工程)."""
        return self._aside("name", name)

    def bare_name(self, name: str) -> str:
        """``name`` of a thing without the words that only say that something is done about it (建设)."""
        ends = tuple(row.word for row in self.fillers if row.side == "name")
        end = next((end for end in ends if name.endswith(end) and len(name) >= len(end) + SHORTEST), "")
        return name.removesuffix(end)

    def no_task(self, clause: str) -> bool:
        """Whether a clause of a plan promises nothing that could be checked, whatever it names."""
        return self._aside("task", clause)

    def of_problems(self, text: str) -> bool:
        """Whether a paragraph of a review that begins with ``text`` tells what is not well."""
        return self._aside("paragraph", text)

    def pace(self, clause: str) -> Pace | None:
        """The target without a number in ``clause`` of a plan."""
        match = next((m for row in self.paces if (m := row.pattern.search(clause))), None)
        if match is None:
            return None
        what, other = (self.indicator(match[name])[0] for name in ("what", "with"))
        return Pace(what, other, loose=bool(match["loose"]), faster=match["loose"] is not None and not match["loose"])

    def kind(self, type: str) -> PromiseKind:
        """The kind of promise that an entity of the class ``type`` (one of the twelve) is."""
        return next((row.id for row in self.kinds if type in row.types), self.kinds[-1].id)

    def acts_in(self, text: str) -> tuple[tuple[int, ActRow], ...]:
        """The verbs in ``text`` with where they start, the longest at each place."""
        return tuple((match.start(), self._acts[match.group()]) for match in self._act.finditer(text))

    def task(self, clause: str) -> Task | None:
        """The promise that a clause of a plan makes, if it opens with a verb and names what can be checked.

        What is done once (出台, 取消) can be checked whatever it is; what goes on only if it is of a known sort.
        """
        text = self._lead.sub("", clause, count=1)
        verb = self._act.match(text)
        if verb is None or not self._acts[verb.group()].promise or self.no_task(text):
            return None
        act, rest = self._acts[verb.group()], text[verb.end() :]
        sort = self.sort(rest)
        if (sort is None and (act.nature == "lasting" or len(rest) < SPELT_OUT)) or len(rest) > ONE_THING:
            return None
        return Task(act, rest, sort)

    def sort_in(self, text: str) -> frozenset[str]:
        """The sorts of checkable things that ``text`` names anywhere."""
        return frozenset(self._objects[m.group()].name for m in self._anywhere.finditer(text))

    def goes_on_with_a_verb(self, text: str) -> bool:
        """Whether ``text``, which follows words in a clause, leaves them what they are: nothing, a joint or a verb."""
        return not text or text[0] in JOINTS or self._act.match(self._lead.sub("", text, count=1)) is not None

    def sort(self, text: str) -> str | None:
        """The sort of checkable thing that ``text`` ends with."""
        head = self._head.search(text)
        return self._objects[head.group()].name if head else None

    def without_head(self, text: str) -> str:
        """``text`` without the checkable head at its end, unless too little is left to know it by."""
        rest = self._head.sub("", text, count=1)
        return rest if len(rest) >= SHORTEST else text

    def done_to(self, clause: str) -> str:
        """What the verbs that open ``clause`` are about."""
        text = self._lead.sub("", clause, count=1)
        verb = self._act.match(text)
        return text[verb.end() :] if verb else text

    def _aside(self, scope: str, text: str) -> bool:
        return any(row.pattern.search(text) for row in self.asides if row.scope == scope)

    @cached_property
    def _acts(self) -> dict[str, ActRow]:
        return {row.word: row for row in self.acts}

    @cached_property
    def _objects(self) -> dict[str, ObjectRow]:
        return {row.word: row for row in self.objects}

    @cached_property
    def _full(self) -> dict[str, str]:
        return {row.word: row.full for row in self.short_forms}

    @cached_property
    def _short(self) -> re.Pattern[str]:
        return re.compile(_longest_first(self._full))

    @cached_property
    def _deeds(self) -> dict[str, str]:
        return {row.word: row.name for row in self.deeds}

    @cached_property
    def _deed(self) -> re.Pattern[str]:
        words = _longest_first(self._deeds)
        return re.compile(f"^(?:{words})|(?:{words})$")

    @cached_property
    def _act(self) -> re.Pattern[str]:
        return re.compile(_longest_first(self._acts))

    @cached_property
    def _lead(self) -> re.Pattern[str]:
        return re.compile(f"(?:{_longest_first(row.word for row in self.leads)})*")

    @cached_property
    def _head(self) -> re.Pattern[str]:
        return re.compile(f"(?:{_longest_first(self._objects)})$")

    @cached_property
    def _anywhere(self) -> re.Pattern[str]:
        return re.compile(_longest_first(self._objects))

    @cached_property
    def _starts(self) -> re.Pattern[str]:
        return re.compile(f"^(?:{_longest_first(row.word for row in self.fillers if row.side == 'start')})")

    @cached_property
    def _ends(self) -> re.Pattern[str]:
        return re.compile(f"(?:{_longest_first(row.word for row in self.fillers if row.side == 'end')})$")


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def load(directory: Path) -> LedgerLexicon:
    """Read the tables of this group from ``directory``. Raises LexiconError (file:line)."""
    return LedgerLexicon(
        verdicts=read_table(directory / "ledger_verdicts.csv", VerdictRow),
        kinds=read_table(directory / "ledger_kinds.csv", KindRow),
        indicators=read_table(directory / "ledger_indicators.csv", IndicatorRow),
        fillers=read_table(directory / "ledger_fillers.csv", FillerRow),
        scopes=read_table(directory / "ledger_scopes.csv", ScopeRow),
        directions=read_table(directory / "ledger_directions.csv", DirectionRow),
        asides=read_table(directory / "ledger_asides.csv", AsideRow),
        paces=read_table(directory / "ledger_paces.csv", PaceRow),
        deeds=read_table(directory / "ledger_deeds.csv", DeedRow),
        short_forms=read_table(directory / "ledger_short_forms.csv", ShortFormRow),
        leads=read_table(directory / "ledger_leads.csv", WordRow),
        acts=read_table(directory / "ledger_acts.csv", ActRow),
        objects=read_table(directory / "ledger_objects.csv", ObjectRow),
    )
