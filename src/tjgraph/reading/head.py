"""The head of a report: its title, the meeting line, the greeting; and whose report it is and of which year."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tjgraph.lexicon.structure import DivisionRow, StructureLexicon
from tjgraph.reading.lines import Line
from tjgraph.reading.periods import number_of

HEAD_LINES = 60
LONG = 60
"""Code points: a longer line is a paragraph of the body."""
OPENING_REACH = 2_000
"""Code points from the start within which a report greets its listeners."""
MOST_NAMED = 3
"""How often, at the least, a text must name a division to be taken for its report, and twice as often as any other."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands at the head.

    ``titles`` are the indexes of title and meeting lines; ``end`` is the index of the greeting, or 0 where there is
    none: unknown short lines before it are page furniture (before the last title line) or name the speaker (after it).
    ``title`` is empty where the line says neither place nor year.
    """

    titles: frozenset[int]
    end: int
    title: str
    place: str
    year: int | None
    date: date | None = None
    session: str | None = None
    speaker: str | None = None

    @property
    def last(self) -> int:
        """The index of the last title or meeting line, -1 where there is none."""
        return max(self.titles, default=-1)


def read_head(lines: Sequence[Line], lexicon: StructureLexicon) -> Head:
    """Find the title and the meeting line among the first lines."""
    greeting = _greeting(lines, lexicon)
    stop = len(lines[:HEAD_LINES]) if greeting is None else greeting
    titles: set[int] = set()
    title = place = effect = session = ""
    year: int | None = None
    day: date | None = None
    for index, line in enumerate(lines[:stop]):
        claimed, effect = effect == "label", lexicon.page_effect(line.text)
        if greeting is None and len(line.text) >= LONG:
            break
        found = None if claimed or effect else _match(lines, index, stop, lexicon)
        if found is not None:
            words, part, groups = found
            titles |= {index} if words == line.text else {index, index + 1}
            year = year or year_of(groups.get("year") or "")
            place = place or (groups.get("place") or "")
            title = title or (words if part == "title" and any(groups.values()) else "")
            session, day = session or groups.get("session") or "", day or _date_of(groups)
    last = max(titles, default=-1)
    speaker = _speaker([line.text for line in lines[: greeting or last + 1]], last, lexicon)
    return Head(frozenset(titles), greeting or 0, title, place, year, day, session or None, speaker)


def find_speaker(text: str, head: Head, lexicon: StructureLexicon) -> str | None:
    """Who gave the report: by the line under its title, else as a newspaper's digest says at its beginning."""
    if head.speaker:
        return head.speaker
    rows = (row for row in lexicon.head if row.part == "quote")
    match = next((match for row in rows if (match := row.pattern.search(text, 0, OPENING_REACH))), None)
    return match["speaker"] if match else None


def find_place(text: str, name: str, head: Head, lexicon: StructureLexicon) -> str | None:
    """Whose report it is, in full: by its title or meeting line, its greeting, the text itself, or the file's name."""
    if head.place:
        return full_name(head.place, lexicon)
    for row in lexicon.head:
        if row.part == "speech" and (match := row.pattern.search(text, 0, OPENING_REACH)):
            return full_name(match["place"], lexicon)
    for row in lexicon.head:
        if row.part == "title" and (match := row.pattern.match(name)) and "place" in match.groupdict():
            return full_name(match["place"], lexicon)
    return _most_named(text, lexicon) or _named_by_file(name, lexicon)


def full_name(place: str, lexicon: StructureLexicon) -> str:
    """The full name of a division that is known by ``place``; any other place as written."""
    for row in lexicon.divisions:
        if place in (row.word, row.full, *row.aliases):
            return row.full
    return place


def compose_title(year: int | None, place: str | None, lexicon: StructureLexicon) -> str:
    """The title of a report whose text has none."""
    titled = next((row.titled for row in lexicon.divisions if row.full == place), place or "")
    return f"{year}年{titled}政府工作报告" if year else f"{titled}政府工作报告"


def year_of(digits: str) -> int | None:
    """The year written as ``digits``, Arabic or Chinese; None where there are none."""
    if not digits:
        return None
    return int("".join(str(int(unicodedata.numeric(char.replace("○", "〇")))) for char in digits))


def _date_of(groups: dict[str, str | None]) -> date | None:
    year, month, day = (groups.get(name) or "" for name in ("year", "month", "day"))
    if not (year and month and day):
        return None
    try:
        return date(year_of(year) or 0, _number(month), _number(day))
    except ValueError:  # no such day
        return None


def _number(digits: str) -> int:
    return int(digits) if digits.isdecimal() else number_of(digits) or 0


def _speaker(lines: Sequence[str], last: int, lexicon: StructureLexicon) -> str | None:
    """Who is named on the meeting line, the ``last`` of the title, or on one between it and the greeting."""
    if last < 0:
        return None
    words = [line for line in lines[last + 1 :] if not lexicon.page_effect(line)]
    _, _, beside = lines[last].partition(" ")
    for row in lexicon.head:
        if row.part == "speaker":
            match = next((match for line in (beside, *words) if (match := row.pattern.match(line))), None)
            if match:
                return "".join(match["speaker"].split())
    return None


def _greeting(lines: Sequence[Line], lexicon: StructureLexicon) -> int | None:
    """The line that greets the listeners; none below a heading with its paragraph, where the report already speaks."""
    patterns = [row.pattern for row in lexicon.head if row.part == "salutation"]
    headed = False
    for index, line in enumerate(lines[:HEAD_LINES]):
        if line.span.start > OPENING_REACH or (headed and len(line.text) >= LONG):
            return None
        headed = headed or any(row.pattern.match(line.text) for row in lexicon.headings)
        if any(pattern.match(line.text) for pattern in patterns):
            return index
    return None


def _match(
    lines: Sequence[Line], index: int, stop: int, lexicon: StructureLexicon
) -> tuple[str, str, dict[str, str | None]] | None:
    """The line (or, for a title broken in two, with the next) as a title or a meeting line: words, part, groups."""
    alone = lines[index].text
    broken = alone + lines[index + 1].text if index + 1 < stop else alone
    for words, parts in ((alone, ("title", "dateline")), (broken, ("title",))):
        for row in lexicon.head:
            if row.part in parts and len(words) < 2 * LONG and (match := row.pattern.match(words)):
                return words, row.part, match.groupdict()
    return None


def _most_named(text: str, lexicon: StructureLexicon) -> str | None:
    """The division that the text names most by far, if the text calls itself the like (全市 of a city, 全省 …)."""
    counts = Counter({row: text.count(row.word) for row in lexicon.divisions if row.kind != "国"})
    (first, most), (_, second) = counts.most_common(2)
    if most < MOST_NAMED or most < 2 * second:
        return None
    return first.full if first.kind == _own_kind(text) else None


def _own_kind(text: str) -> str | None:
    """What the text calls itself: 省, 市, 自治区, by the commonest of 全省, 我省, 全市 …"""
    own = Counter(re.findall("[全我](省|市|区)", text))
    if not own:
        return None
    kind = max(sorted(own), key=lambda word: own[word])
    return "自治区" if kind == "区" else kind


def _named_by_file(name: str, lexicon: StructureLexicon) -> str | None:
    """A file may be called by the place: tianjin-2025, 天津2025."""
    parts = re.findall("[a-z]+", name.lower())
    for row in sorted(lexicon.divisions, key=_longest_first):
        if row.word in name or set(parts) & set(row.stems):
            return row.full
    return None


def _longest_first(row: DivisionRow) -> int:
    return -len(row.word)
