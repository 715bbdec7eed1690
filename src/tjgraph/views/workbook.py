"""Result tables as an Excel workbook that an analyst hands on: one sheet a table, filters, a frozen header.

Written by XlsxWriter (decision 0150). The same tables give the same bytes. Words of a report stay words: no cell is
ever a formula or a link.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tjgraph.errors import GraphError
from tjgraph.files import write_output
from tjgraph.model import Table
from tjgraph.views.tables import FORMULA_STARTS, Cell, source, xml_text

if TYPE_CHECKING:
    import xlsxwriter

QUOTE, SOURCE = "原文", "出处"
_CREATED = datetime(2000, 1, 1)  # a file's time would change its bytes
_MOST_CHARACTERS, _MOST_ROWS, _MOST_TITLE = 32_767, 1_048_576, 31  # Excel's limits
_DIGITS = 15  # of a number that Excel keeps
_NARROW, _WIDE = 6, 60
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")


def write_workbook(tables: Sequence[Table], path: Path, *, fills: Mapping[str, str] | None = None) -> None:
    """Write `workbook` to ``path``, whole or not at all. Raises GraphError where nothing can be written."""
    write_output(path, workbook(tables, fills=fills))


def workbook(tables: Sequence[Table], *, fills: Mapping[str, str] | None = None) -> bytes:
    """An Excel file (.xlsx) with a sheet for each table, named by its title; passages stand in two last columns.

    ``fills`` colours the cells that hold exactly that text (text → ``#rrggbb``). Numbers are numbers, with as many
    digits as Excel keeps; a number that has more is text. Text longer than a cell can hold ends with ``…``.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": _CREATED})
    styles = _Styles(book, fills or {})
    taken: set[str] = set()
    for table in tables:
        _write(book.add_worksheet(_title(table.title, taken)), with_passages(table), styles)
    book.close()
    return buffer.getvalue()


def with_passages(table: Table) -> Table:
    """``table`` with its passages in two columns more, 原文 and 出处, one line each."""
    if not table.evidence:
        return table
    rows = tuple(
        (*row, "\n".join(e.quote for e in passages), "\n".join(source(e) for e in passages))
        for row, passages in zip(table.rows, table.evidence, strict=True)
    )
    return Table((*table.columns, QUOTE, SOURCE), rows, table.title)


class _Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook, fills: Mapping[str, str]) -> None:
        self._book, self._fills = book, fills
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.header = self._format(bold=True, bg_color="#DCE6F1", bottom=1)

    def of(self, cell: Cell) -> Any:
        """Text that would be a formula were it typed is marked as text, so that editing it does not make it one."""
        wanted: dict[str, Any] = {"valign": "top"}
        if isinstance(cell, str):
            wanted["text_wrap"] = True
            if cell.startswith(FORMULA_STARTS):
                wanted["quote_prefix"] = True
            if cell in self._fills:
                wanted["bg_color"] = self._fills[cell]
        return self._format(**wanted)

    def _format(self, **wanted: Any) -> Any:
        key = tuple(sorted(wanted.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]


def _title(title: str, taken: set[str]) -> str:
    """A name that Excel takes for a sheet, and that no other sheet of this workbook has (case does not count)."""
    wanted = _cut(_NOT_IN_TITLE.sub(" ", xml_text(title)).strip("' "), _MOST_TITLE).strip("' ") or "表"
    name, number = wanted, 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{_cut(wanted, _MOST_TITLE - len(str(number)) - 1)} {number}"
    taken.add(name.casefold())
    return name


def _write(sheet: Any, table: Table, styles: _Styles) -> None:
    if len(table.rows) >= _MOST_ROWS:
        raise GraphError(f"表有 {len(table.rows)} 行，一张工作表放不下", remedy="请加筛选，或改用 CSV")
    for column, name in enumerate(table.columns):
        sheet.write_string(0, column, _text(name), styles.header)
        sheet.set_column(column, column, _width(name, [row[column] for row in table.rows]))
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, styles.of(cell))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(table.rows), max(len(table.columns) - 1, 0))


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, _text(cell), style)
    elif len(Decimal(cell).normalize().as_tuple().digits) > _DIGITS:
        sheet.write_string(row, column, f"{cell:f}" if isinstance(cell, Decimal) else str(cell), style)
    else:
        sheet.write_number(row, column, float(cell) if isinstance(cell, Decimal) else cell, style)


def _text(text: str) -> str:
    """What a cell can hold of ``text``: no character that XML has not, no more than Excel takes (in UTF-16 units)."""
    clean = xml_text(text.replace("\r\n", "\n").replace("\r", "\n"))
    short = _cut(clean, _MOST_CHARACTERS)
    return clean if short == clean else _cut(clean, _MOST_CHARACTERS - 1) + "…"


def _cut(text: str, most: int) -> str:
    """The first ``most`` UTF-16 units of ``text``, which is what Excel counts; no character in two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _width(name: str, cells: Sequence[Cell]) -> int:
    """A column as wide as most of its cells need (a Chinese character takes two), within reason."""
    lengths = sorted(_columns(str(cell)) for cell in cells if cell is not None)
    typical = lengths[len(lengths) * 9 // 10] if lengths else 0
    return min(max(typical, _columns(name) + 3, _NARROW), _WIDE)


def _columns(text: str) -> int:
    return max((sum(2 if ord(c) > 0x2E7F else 1 for c in line) for line in text.split("\n")), default=0) + 1
