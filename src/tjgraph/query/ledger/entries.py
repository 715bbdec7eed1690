"""What a ledger holds: promises, what became of them, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tjgraph.model import Evidence
from tjgraph.query.numerals import short
from tjgraph.shown import Shown

Kind = Literal["figure", "project", "policy"]
Verdict = Literal["met", "exceeded", "missed", "ongoing", "completed", "repeated", "not_reported"]


@dataclass(frozen=True, slots=True)
class Amount:
    """How much, as a report says it: ``value`` (of a range the lower end, ``upper`` the other) in base ``unit``.

    ``qualifier`` and ``change`` are local names of the contract's terms; ``year`` is the year that it is of.
    """

    value: Decimal
    unit: str
    qualifier: str
    change: str
    year: int
    upper: Decimal | None = None

    def __str__(self) -> str:
        """As people write it: ``+5%左右``, ``1200万人以上``."""
        before = {"increase": "+", "decrease": "-"}.get(self.change, "")
        before += "超过" if self.qualifier == "over" else ""
        upper = "" if self.upper is None else f"—{short(self.upper)}"
        after = {"at_least": "以上", "at_most": "以内", "about": "左右" if self.upper is None else ""}
        return f"{before}{short(self.value)}{upper}{self.unit}{after.get(self.qualifier, '')}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The words of the newer report that answer a promise; ``amount`` where they hold a figure."""

    evidence: Evidence
    amount: Amount | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One promise. ``verdict`` and ``outcome`` are None where there is no newer report, ``margin`` (actual less target,
    in the target's unit) where no two figures are compared. ``reason`` says how the two were matched and compared.
    """

    promise: Evidence
    topic: str
    kind: Kind
    target: Amount | None
    outcome: Outcome | None
    verdict: Verdict | None
    sure: bool
    margin: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Word:
    """What the trade calls a verdict or a kind (``id``), and what it means by it."""

    id: str
    word: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Ledger(Shown):
    """The promises of the report ``old`` in the order of its text, figures first, held against the report ``new``.

    ``verdicts`` and ``kinds`` are the words for both; ``warnings`` are what a reader has to know first. Iterating
    gives the entries.
    """

    old: str
    new: str | None
    entries: tuple[Entry, ...]
    verdicts: tuple[Word, ...]
    kinds: tuple[Word, ...]
    warnings: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)
