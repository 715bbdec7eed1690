"""Reading a lexicon table: one CSV file → checked, frozen rows.

Every table is UTF-8 CSV with a header; lines that start with ``#`` are comments. Every row has an ``example`` that must
contain the row's ``word`` (where it has one). A cell that holds several values separates them with ``|``. A broken
row raises ``LexiconError`` with file and line; nothing is skipped in silence.
"""

from __future__ import annotations

import csv
import dataclasses
import re
import types
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from tjgraph.errors import LexiconError


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """What all rows share. ``rule`` is the row's id (``table/word``), shown wherever the row drew something."""

    rule: str
    line: int


RowT = TypeVar("RowT", bound=Row)


def read_table(path: Path, row_type: type[RowT]) -> tuple[RowT, ...]:
    """Read ``path`` as rows of ``row_type`` (a frozen dataclass that extends :class:`Row`).

    Field types decide how a cell is read: ``str``, ``int``, ``bool`` (是/否), ``Decimal``, ``re.Pattern``,
    ``Literal[…]``, ``tuple[X, …]`` (split at ``|``), each with ``| None`` for a cell that may be empty.
    Raises LexiconError (file:line).
    """
    hints = {k: v for k, v in get_type_hints(row_type).items() if k not in ("rule", "line")}
    rows: list[RowT] = []
    seen: dict[str, int] = {}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"读不了词表（{error}）", where=str(path), remedy="词表须为 UTF-8 编码的 CSV") from error
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        raise LexiconError("词表是空的", where=str(path), remedy="至少要有表头一行")
    header = next(csv.reader([numbered[0][1]]))
    if set(header) != {*hints, "example"} | ({"note"} & set(header)):
        raise LexiconError(
            f"表头应为 {','.join([*hints, 'example'])}",
            where=f"{path}:{numbered[0][0]}",
            remedy="改正表头（可另加 note 列）",
        )
    for number, line in numbered[1:]:
        where = f"{path}:{number}"
        cells = next(csv.reader([line]))
        if len(cells) != len(header):
            raise LexiconError(f"有 {len(cells)} 格，应有 {len(header)} 格", where=where, remedy="补齐或用引号括住逗号")
        raw = dict(zip(header, (c.strip() for c in cells), strict=True))
        example = raw.pop("example")
        raw.pop("note", None)
        values = {name: _cell(raw[name], hint, f"{where}（{name}）") for name, hint in hints.items()}
        _check_example(values, example, where)
        rule = _rule(path.stem, values, number, seen)
        rows.append(row_type(rule=rule, line=number, **values))
    return tuple(rows)


def _rule(table: str, values: dict[str, Any], number: int, seen: dict[str, int]) -> str:
    name = f"{table}/{values.get('word') or values.get('id') or number}"
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}~{seen[name]}"


def _check_example(values: dict[str, Any], example: str, where: str) -> None:
    if not example:
        raise LexiconError("缺例句", where=where, remedy="在 example 列写一句用到它的话")
    word, pattern = values.get("word"), values.get("pattern")
    if isinstance(word, str) and word not in example:
        raise LexiconError(f"例句里没有“{word}”", where=where, remedy="例句须含该词")
    if isinstance(pattern, re.Pattern) and not pattern.search(example):
        raise LexiconError(f"例句不合式样 {pattern.pattern}", where=where, remedy="改例句或式样")


def _cell(text: str, hint: Any, where: str) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        if not text:
            return None
        return _cell(text, next(a for a in args if a is not type(None)), where)
    if origin is tuple:
        return tuple(_cell(part.strip(), args[0], where) for part in text.split("|") if part.strip())
    if origin is Literal:
        if text not in args:
            raise LexiconError(f"“{text}”不在 {'、'.join(map(str, args))} 之中", where=where, remedy="改为其中之一")
        return text
    if hint is bool:
        return (
            {"是": True, "否": False, "": False}.get(text) if text in ("是", "否", "") else _bad(text, "是或否", where)
        )
    if hint is re.Pattern or origin is re.Pattern:
        try:
            return re.compile(text)
        except re.error as error:
            raise LexiconError(f"正则式不成立：{error}", where=where, remedy="改正式样") from error
    try:
        return hint(text)
    except (ValueError, InvalidOperation):
        return _bad(text, {int: "整数", Decimal: "数"}.get(hint, str(hint)), where)


def _bad(text: str, wanted: str, where: str) -> Any:
    raise LexiconError(f"“{text}”应为{wanted}", where=where, remedy="改正这一格")
