"""A result table as text: lined-up columns for people, JSON and CSV for programs.

The same table gives the same bytes every time. Words from a report can neither drive a terminal (control characters
are shown as ``�``) nor start a formula in a spreadsheet (``'`` is put before them).
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Literal, get_args

from tjgraph.errors import QueryError
from tjgraph.model import Evidence, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.numerals import short
from tjgraph.views.columns import lined_up

Format = Literal["table", "json", "csv"]
FORMATS: tuple[str, ...] = get_args(Format)
Cell = str | int | Decimal | None

_OBEYED = ((0x00, 0x08), (0x0B, 0x1F), (0x7F, 0x9F), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x2069))
_CONTROLS = {code: "�" for first, last in _OBEYED for code in range(first, last + 1)} | {0x09: " ", 0x0A: " "}
FORMULA_STARTS = (*"=+-@\t\r\n", *"＝＋－＠")
"""What a spreadsheet takes for the start of a formula (OWASP); East Asian ones take wide signs too."""


def render(table: Table, format: str = "table", *, width: int | None = None, colour: bool = False) -> str:
    """The table as text in ``format`` (``table``, ``json`` or ``csv``), ending with a line end.

    ``width`` folds the cells of a ``table`` to so many terminal columns (a Chinese character takes two); without it
    every row is one line, whole. ``colour`` marks words with bold instead of 【】.
    Raises QueryError for another format.
    """
    if format == "json":
        return render_json(records(table))
    return render_all((table,), format, width=width, colour=colour)


def render_all(
    tables: Sequence[Table],
    format: str = "table",
    *,
    words: Sequence[str] = (),
    width: int | None = None,
    colour: bool = False,
) -> str:
    """Several tables as one text: under each other with one list of passages, as one CSV, or as one JSON object.

    ``words`` are marked in every passage, beside the words of the rows that it proves. JSON is keyed by the titles;
    the CSV has the title in a first column, and the columns of all. Otherwise as `render`.
    """
    if format == "json":
        return render_json({table.title: records(table) for table in tables})
    if format == "csv":
        return _csv(tables[0] if len(tables) == 1 else _stacked(tables))
    if format != "table":
        raise QueryError(f"不认识的输出格式“{format}”", where="format", remedy="用 " + "、".join(FORMATS) + " 之一")
    notes = _Footnotes(words)
    parts = [_columns(table, notes, width, colour) for table in tables]
    parts = [part for part in (*parts, notes.lines(colour)) if part]
    return "\n".join("\n".join(part) + "\n" for part in parts) or "\n"


def records(table: Table) -> list[dict[str, Any]]:
    """The rows as JSON-ready objects keyed by column; ``evidence`` lists ``{quote, start, end, report}``."""
    found: list[dict[str, Any]] = []
    for index, row in enumerate(table.rows):
        record: dict[str, Any] = {name: number(cell) for name, cell in zip(table.columns, row, strict=True)}
        if table.evidence:
            record["evidence"] = [evidence_record(e) for e in table.evidence[index]]
        found.append(record)
    return found


def render_json(value: Any) -> str:
    """``value`` as indented JSON in plain Chinese, ending with a line end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def evidence_record(evidence: Evidence) -> dict[str, str | int]:
    """A passage as a JSON-ready object; ``start`` and ``end`` count code points of the report's text."""
    return {"quote": evidence.quote, "start": evidence.start, "end": evidence.end, "report": evidence.report}


def number(cell: Cell) -> str | int | float | None:
    """A cell as JSON has it: whole decimals as integers, the others as the nearest float."""
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell


def source(evidence: Evidence) -> str:
    """Where a passage stands, as the graph's own IRIs end: ``tianjin-2025#char=8123,8164``."""
    return f"{evidence.report}#char={evidence.start},{evidence.end}"


def marked(quote: str, words: Iterable[str], *, colour: bool = False) -> str:
    """``quote`` on one line with every one of ``words`` that stands in it marked, the longest first."""
    text = visible(quote)
    wanted = sorted({visible(w) for w in words if w}, key=lambda w: (-len(w), w))
    if not wanted:
        return text
    before, after = ("\x1b[1;33m", "\x1b[0m") if colour else ("【", "】")
    pieces, start = [], 0
    while found := [(at, rank) for rank, word in enumerate(wanted) if (at := text.find(word, start)) >= 0]:
        at, rank = min(found)
        pieces += [text[start:at], before, wanted[rank], after]
        start = at + len(wanted[rank])
    return "".join((*pieces, text[start:]))


def visible(text: str) -> str:
    """``text`` on one line, without characters that a terminal would obey."""
    return text.translate(_CONTROLS)


def xml_text(text: str) -> str:
    """``text`` without the characters that XML 1.0 cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "�", text)


def _csv(table: Table) -> str:
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    proof = ("quote", "source") if table.evidence else ()
    writer.writerow([_safe_cell(c) for c in (*table.columns, *proof)])
    for index, row in enumerate(table.rows):
        cells: list[Cell] = list(row)
        if table.evidence:
            passages = table.evidence[index]
            cells += [" | ".join(e.quote for e in passages), " | ".join(source(e) for e in passages)]
        writer.writerow([_safe_cell(c) for c in cells])
    return out.getvalue()


def _safe_cell(cell: Cell) -> str:
    if isinstance(cell, str):
        text = "'" + cell if cell.startswith(FORMULA_STARTS) else cell
        return text.replace("\r", "\n")  # a lone carriage return would end the row, and csv does not quote it
    return _shown(cell)


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    return "" if cell is None else visible(str(cell))


def _stacked(tables: Sequence[Table]) -> Table:
    """The tables as one, each row headed by the title of its own."""
    columns = tuple(dict.fromkeys(name for table in tables for name in table.columns))
    rows: list[tuple[Cell, ...]] = []
    evidence: list[tuple[Evidence, ...]] = []
    for table in tables:
        for index, row in enumerate(table.rows):
            cells = dict(zip(table.columns, row, strict=True))
            rows.append((table.title, *(cells.get(name) for name in columns)))
            evidence.append(table.evidence[index] if table.evidence else ())
    return Table(("表", *columns), tuple(rows), "", tuple(evidence) if any(evidence) else ())


def _columns(table: Table, notes: _Footnotes, width: int | None, colour: bool) -> list[str]:
    heads, rows = [visible(name) for name in table.columns], []
    for index, row in enumerate(table.rows):
        cells = [short(c) if isinstance(c, Decimal) else _shown(c) for c in row]
        if table.evidence:
            cells.append(notes.refer(table.evidence[index], [c for c in row if isinstance(c, str)]))
        rows.append(cells)
    right = [any(isinstance(row[i], int | Decimal) for row in table.rows) for i in range(len(heads))]
    if table.evidence:
        heads.append("出处")
        right.append(False)
    title = [visible(table.title)] if table.title else []
    return title + (lined_up(heads, rows, right, width, bold=colour) if rows else [])


@cache
def _ontology_labels() -> frozenset[str]:
    """What a column of types, relations or statuses holds: no names, so nothing to mark in a passage."""
    o = load_ontology()
    labels = {c.label_zh for c in o.classes.values()} | {p.label_zh for p in o.properties.values()}
    return frozenset(labels | {t.label_zh for t in o.terms.values()})


class _Footnotes:
    """The passages of tables, each once, with the words to mark in it."""

    def __init__(self, words: Sequence[str]) -> None:
        self._everywhere = words
        self._numbers: dict[Evidence, int] = {}
        self._words: dict[Evidence, set[str]] = {}

    def refer(self, passages: Sequence[Evidence], words: Iterable[str]) -> str:
        """The numbers of ``passages``, such as ``[1][2]``."""
        words = [w for w in words if len(w) > 1 and w not in _ontology_labels()]
        for passage in passages:
            self._numbers.setdefault(passage, len(self._numbers) + 1)
            self._words.setdefault(passage, set(self._everywhere)).update(words)
        return "".join(f"[{self._numbers[p]}]" for p in dict.fromkeys(passages))

    def lines(self, colour: bool) -> list[str]:
        """One line a passage: its number, its words, where it stands."""
        return [
            f"[{number}] {marked(passage.quote, self._words[passage], colour=colour)}（{source(passage)}）"
            for passage, number in self._numbers.items()
        ]
