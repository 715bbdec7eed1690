"""The numbers that Word shows before paragraphs of automatic lists and that are not in their text.

Source of the method: ECMA-376 part 1, 17.9 (numbering): a paragraph or its style names a list and a level; each level
counts on until a paragraph of a higher one, and says with a pattern (``%1、``, ``（%2）``) how its number is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from lxml.etree import _Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "〇一二三四五六七八九"
LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


def chinese(number: int) -> str:
    """A number below 100 as headings write it: 1 → 一, 10 → 十, 21 → 二十一; from 100 on digit by digit."""
    if number >= 100:
        return "".join(DIGITS[int(digit)] for digit in str(number))
    tens, units = divmod(number, 10)
    return ("十" if tens == 1 else f"{DIGITS[tens]}十" if tens else "") + (DIGITS[units] if units or not tens else "")


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    written = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        written += sign * (number // value)
        number %= value
    return written


FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda number: "".join(DIGITS[int(digit)] for digit in str(number)),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": lambda number: "",
}
"""ST_NumberFormat → how a number is written; any other format is written in digits."""


class Numbering:
    """The lists of a document, counting as its paragraphs are passed in order."""

    def __init__(self, document: DocxDocument) -> None:
        self._styles = {style.element.get(f"{W}styleId"): style.element for style in document.styles}
        self._levels: dict[tuple[str, int], _Element] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        root = _numbering_part(document)
        if root is not None:
            self._learn(root)

    def next(self, properties: _Element | None, style: str | None) -> str:
        """The number before the next paragraph, which has these ``properties`` and ``style``; empty for none."""
        list_id, level = self._list_of(properties, style)
        definition = self._levels.get((list_id, level))
        if not list_id or definition is None:
            return ""
        counts = self._counts.setdefault(self._abstract[list_id], [None] * LEVELS)
        restart = (list_id, level) in self._starts and (list_id, level) not in self._begun
        self._begun.add((list_id, level))
        count = counts[level]
        counts[level] = self._start(list_id, level) if count is None or restart else count + 1
        counts[level + 1 :] = [None] * (LEVELS - level - 1)
        pattern = _value(definition, "lvlText")
        if _value(definition, "numFmt") == "bullet":
            return "" if any("\ue000" <= char <= "\uf8ff" for char in pattern) else pattern
        return _PLACE.sub(lambda match: self._written(list_id, int(match[1]) - 1, counts), pattern)

    def _written(self, list_id: str, level: int, counts: list[int | None]) -> str:
        definition = self._levels.get((list_id, level))
        name = _value(definition, "numFmt") if definition is not None else ""
        count = counts[level]
        return FORMATS.get(name, str)(self._start(list_id, level) if count is None else count)

    def _start(self, list_id: str, level: int) -> int:
        if (list_id, level) in self._starts:
            return self._starts[list_id, level]
        definition = self._levels.get((list_id, level))
        start = _value(definition, "start") if definition is not None else ""
        return int(start or 0) if definition is not None else 1

    def _list_of(self, properties: _Element | None, style: str | None) -> tuple[str, int]:
        """Which list and level a paragraph belongs to: by itself, by its style, or by one on which that rests."""
        list_id = level = ""
        seen: set[str | None] = set()
        while True:
            mark = properties.find(f"{W}numPr") if properties is not None else None
            if mark is not None:
                list_id, level = list_id or _value(mark, "numId"), level or _value(mark, "ilvl")
            if list_id or style in seen or style not in self._styles:
                return (list_id, min(int(level or 0), LEVELS - 1)) if list_id != "0" else ("", 0)
            seen.add(style)
            element = self._styles[style]
            properties, style = element.find(f"{W}pPr"), _value(element, "basedOn") or None

    def _learn(self, root: _Element) -> None:
        kinds = {element.get(f"{W}abstractNumId"): element for element in root.findall(f"{W}abstractNum")}
        for element in root.findall(f"{W}num"):
            list_id, kind = element.get(f"{W}numId", ""), _value(element, "abstractNumId")
            self._abstract[list_id] = kind
            levels = kinds[kind].findall(f"{W}lvl") if kind in kinds else []
            for override in element.findall(f"{W}lvlOverride"):
                level, start = int(override.get(f"{W}ilvl", "0")), _value(override, "startOverride")
                levels += override.findall(f"{W}lvl")
                if start:
                    self._starts[list_id, level] = int(start)
            for definition in levels:
                self._levels[list_id, int(definition.get(f"{W}ilvl", "0"))] = definition


def _numbering_part(document: DocxDocument) -> _Element | None:
    from docx.opc.constants import RELATIONSHIP_TYPE

    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.NUMBERING:
            element: _Element = relation.target_part.element
            return element
    return None


def _value(element: _Element, name: str) -> str:
    child = element.find(f"{W}{name}")
    return child.get(f"{W}val", "") if child is not None else ""
