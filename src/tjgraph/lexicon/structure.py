"""What reports are made of: rows by which titles, headings, furniture, periods and places are found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tjgraph.lexicon.tables import FormRow, Row, read_table

LONGEST_FURNITURE = 120
"""Code points: a longer line is no furniture, whatever it says."""


@dataclass(frozen=True, slots=True)
class HeadRow(Row):
    """A line (for ``speech`` and ``quote``: words) at the head.

    Groups say of when it is (``year``, ``month``, ``day``), whose (``place``), and where and by whom it was given
    (``session``, ``speaker``).
    """

    id: str
    part: Literal["title", "dateline", "speaker", "salutation", "speech", "quote"]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class HeadingRow(Row):
    """A style of heading by its marker. ``run_in``: the heading may be the first sentence of a paragraph."""

    id: str
    run_in: bool
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FurnitureRow(Row):
    """A line of the page and not of the report.

    ``line`` stands alone, ``label`` claims the short line after it too, ``close`` ends the report: what follows is
    furniture.
    """

    id: str
    effect: Literal["line", "label", "close"]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class CueRow(Row):
    """Words that say what a part or a sentence speaks of.

    ``scope``: ``year`` (one year), ``five_years`` (the five before or to come), ``explicit`` (group ``year``),
    ``ordinal`` (group ``ordinal``: which five-year plan; one that still runs counts only where ``kind`` or the
    heading says which side of it).
    """

    id: str
    kind: Literal["review", "plan", "either"]
    scope: Literal["year", "five_years", "explicit", "ordinal"]
    place: Literal["heading", "sentence", "both"]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TenseRow(Row):
    """A word that tells what was done from what is to be done, where nothing else does."""

    word: str
    kind: Literal["review", "plan"]


@dataclass(frozen=True, slots=True)
class YearHintRow(Row):
    """Words that tie the report's year to a five-year plan (group ``ordinal``): its ``first`` or its ``last`` year."""

    id: str
    year: Literal["first", "last"]
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DivisionRow(Row):
    """A division whose name a report may bear: short name, full name, other names, and how file names spell it."""

    word: str
    full: str
    kind: Literal["国", "省", "市", "自治区", "特别行政区"]
    titled: str
    aliases: tuple[str, ...]
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StructureLexicon:
    """All rows of the group, with the furniture of each effect compiled into one pattern."""

    head: tuple[HeadRow, ...]
    headings: tuple[HeadingRow, ...]
    furniture: dict[str, re.Pattern[str]]
    cues: tuple[CueRow, ...]
    leads: re.Pattern[str]
    tenses: tuple[TenseRow, ...]
    year_hints: tuple[YearHintRow, ...]
    divisions: tuple[DivisionRow, ...]

    def page_effect(self, words: str) -> str:
        """Which effect the line ``words`` has as furniture of the page; empty for a line of the report."""
        if len(words) > LONGEST_FURNITURE:
            return ""
        return next((effect for effect, pattern in self.furniture.items() if pattern.fullmatch(words)), "")


def load(directory: Path) -> StructureLexicon:
    """Read the tables of this group from ``directory``. Raises LexiconError (file:line) when a row does not hold."""
    furniture = read_table(directory / "report_furniture.csv", FurnitureRow)
    leads = read_table(directory / "period_leads.csv", FormRow)
    return StructureLexicon(
        head=read_table(directory / "report_head.csv", HeadRow),
        headings=read_table(directory / "headings.csv", HeadingRow),
        furniture={
            effect: _any_of([row.pattern for row in furniture if row.effect == effect])
            for effect in ("line", "label", "close")
        },
        cues=read_table(directory / "period_cues.csv", CueRow),
        leads=re.compile(rf"(?:{_any_of([row.pattern for row in leads]).pattern})*"),
        tenses=read_table(directory / "tenses.csv", TenseRow),
        year_hints=read_table(directory / "year_hints.csv", YearHintRow),
        divisions=read_table(directory / "divisions.csv", DivisionRow),
    )


def _any_of(patterns: list[re.Pattern[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns) or "(?!)")
