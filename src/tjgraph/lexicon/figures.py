"""Figures: the rows that say what numbers, units, qualifiers and the words around them look like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal

from tjgraph.errors import LexiconError
from tjgraph.lexicon.tables import FormRow, Row, WordRow, read_table
from tjgraph.model import Change, Qualifier

UnitKind = Literal["count", "amount", "ratio", "reading", "none"]


@dataclass(frozen=True, slots=True)
class UnitRow(Row):
    """A unit as written: ``factor`` times the base ``unit``; void where one of ``not_before`` follows.

    ``count``: of things, with a noun after it; ``amount``: money, areas, weights; ``ratio``: shares; ``reading``: ages,
    days and heights, figures only where they are said of something; ``none``: no figure (years, months, days).
    """

    word: str
    unit: str
    factor: Decimal
    kind: UnitKind
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NumberRow(Row):
    """A word that is a number and its unit at once (过半), and with ``change`` how much something rose (翻一番)."""

    word: str
    value: Decimal
    unit: str
    qualifier: Qualifier
    change: Change | None


@dataclass(frozen=True, slots=True)
class QualifierRow(Row):
    """A word before the number, inside it (300余家) or after its unit that says how exact it is."""

    word: str
    position: Literal["before", "inside", "after"]
    qualifier: Qualifier
    not_after: str


@dataclass(frozen=True, slots=True)
class ChangeRow(Row):
    """A word before the number that says whether it is a level or by how much something rose or fell.

    ``nominal``: a noun (涨幅), whose word holds whatever stands between it and the number (涨幅稳定在).
    """

    word: str
    change: Change
    nominal: bool
    not_after: str


@dataclass(frozen=True, slots=True)
class BarrierRow(Row):
    """What makes a number no figure: a pattern that ends right before it, or starts right after it.

    ``bare``: right after a number without a unit (20亿台阶, but not 20亿元台阶).
    """

    side: Literal["before", "after", "bare"]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FillerRow(Row):
    """Words that belong neither to the indicator nor to the number: right before the number, or where a phrase starts.

    ``scope``: the phrase speaks of the whole place again (全市), whatever was spoken of before.
    """

    side: Literal["number", "start", "right"]
    pattern: re.Pattern[str]
    scope: bool


@dataclass(frozen=True, slots=True)
class VerbRow(Row):
    """A verb before an indicator.

    ``keep``: part of what is counted (新建学校); ``drop``: left out; ``preposition``: left out right before the number.
    ``pivot``: its object does something (支持五家企业上市). ``change``: the number says how much less or more of it.
    """

    word: str
    role: Literal["keep", "drop", "preposition"]
    pivot: bool
    change: Change | None
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PredicateRow(Row):
    """A word with which the predicate of a counted noun starts; ``vague``: it adds nothing to what is counted."""

    word: str
    vague: bool
    not_before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeadRow(Row):
    """The last noun of an indicator.

    ``measure``: a list may share it (甲、乙增加值) and it needs an owner where it stands alone; ``ending``: the last
    character of any measure (率); ``generic``: says too little
    alone; ``counted``: its number may go without a unit (1386万人口), which is ``unit`` then.
    """

    word: str
    kind: Literal["measure", "ending", "generic", "counted"]
    unit: str | None


@dataclass(frozen=True, slots=True)
class PairRow(Row):
    """A word that stands for several members, each of which may have its own number (城乡)."""

    word: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnerRow(Row):
    """A class whose entities have figures of their own; ``carry``: also in the clauses that follow its naming."""

    word: str
    carry: bool


@dataclass(frozen=True, eq=False)
class FigureLexicon:
    """All rows about figures. Two are never equal, so that what is compiled from one can be cached by it at no cost."""

    units: tuple[UnitRow, ...]
    denominators: tuple[WordRow, ...]
    numbers: tuple[NumberRow, ...]
    qualifiers: tuple[QualifierRow, ...]
    changes: tuple[ChangeRow, ...]
    barriers: tuple[BarrierRow, ...]
    fillers: tuple[FillerRow, ...]
    verbs: tuple[VerbRow, ...]
    predicates: tuple[PredicateRow, ...]
    heads: tuple[HeadRow, ...]
    pairs: tuple[PairRow, ...]
    owners: tuple[OwnerRow, ...]
    particles: tuple[FormRow, ...]

    @cached_property
    def _particles(self) -> dict[str, re.Pattern[str]]:
        return {row.id: row.pattern for row in self.particles}

    def particle(self, name: str) -> re.Pattern[str]:
        """The pattern of the particle ``name``. Raises LexiconError where the table lacks it."""
        if name not in self._particles:
            raise LexiconError(f"缺少虚词“{name}”", where="figure_particles.csv", remedy="补上这一行")
        return self._particles[name]


def alternation(words: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """A pattern for any of ``(word, not_before)``, the longest first; a word is void before its ``not_before``."""
    ordered = sorted(words, key=lambda pair: (-len(pair[0]), pair[0]))
    return "|".join(
        re.escape(word) + (f"(?!{'|'.join(map(re.escape, void))})" if void else "") for word, void in ordered
    )


def load(directory: Path) -> FigureLexicon:
    """Read the tables of this group from ``directory``. Raises LexiconError (file:line)."""
    return FigureLexicon(
        units=read_table(directory / "units.csv", UnitRow),
        denominators=read_table(directory / "figure_denominators.csv", WordRow),
        numbers=read_table(directory / "figure_numbers.csv", NumberRow),
        qualifiers=read_table(directory / "qualifiers.csv", QualifierRow),
        changes=read_table(directory / "changes.csv", ChangeRow),
        barriers=read_table(directory / "figure_barriers.csv", BarrierRow),
        fillers=read_table(directory / "figure_fillers.csv", FillerRow),
        verbs=read_table(directory / "figure_verbs.csv", VerbRow),
        predicates=read_table(directory / "figure_predicates.csv", PredicateRow),
        heads=read_table(directory / "figure_heads.csv", HeadRow),
        pairs=read_table(directory / "figure_pairs.csv", PairRow),
        particles=read_table(directory / "figure_particles.csv", FormRow),
        owners=read_table(directory / "figure_owners.csv", OwnerRow),
    )
