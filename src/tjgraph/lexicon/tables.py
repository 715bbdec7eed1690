"""Reading a lexicon table: one CSV file → checked, frozen rows.

Every table is UTF-8 CSV with a header; lines that start with ``#`` are comments. Every row has an ``example`` that must
contain the row's ``word`` (where it has one). A cell that holds several values separates them with ``|``. No two rows
say the same. A broken row raises ``LexiconError`` with file and line; nothing is skipped in silence. Within
`collecting`, problems are gathered instead, so that all of them can be told at once.
"""

from __future__ import annotations

import csv
import dataclasses
import difflib
import re
import types
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from tjgraph.errors import LexiconError


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """What all rows share. ``rule`` is the row's id (``table/word``), shown wherever the row drew something."""

    rule: str
    line: int


@dataclasses.dataclass(frozen=True, slots=True)
class WordRow(Row):
    """A bare word of a list."""

    word: str


@dataclasses.dataclass(frozen=True, slots=True)
class FormRow(Row):
    """A regular expression by the id under which the grammar asks for it."""

    id: str
    pattern: re.Pattern[str]


RowT = TypeVar("RowT", bound=Row)
MadeT = TypeVar("MadeT")

EntityType: TypeAlias = Annotated[str, "a class of entities"]
"""The local name of a class of entities; a cell that should hold one is held against the ontology."""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in the file: its line, the id that rules show (``table/word``), and its cells by column."""

    number: int
    rule: str
    cells: dict[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Findings:
    """What reading tables brought to light: the problems, and which files were read as tables."""

    problems: list[LexiconError] = dataclasses.field(default_factory=list)
    read: set[Path] = dataclasses.field(default_factory=set)


_findings: ContextVar[Findings | None] = ContextVar("findings", default=None)


@contextmanager
def collecting() -> Iterator[Findings]:
    """While this lasts, rows that do not hold are left out and told in the findings instead of raised."""
    findings = Findings()
    token = _findings.set(findings)
    try:
        yield findings
    finally:
        _findings.reset(token)


def complain(error: LexiconError) -> None:
    """Raise ``error``, or add it to the findings within `collecting`."""
    findings = _findings.get()
    if findings is None:
        raise error
    findings.problems.append(error)


def read_table(path: Path, row_type: type[RowT]) -> tuple[RowT, ...]:
    """Read ``path`` as rows of ``row_type`` (a frozen dataclass that extends :class:`Row`).

    Field types decide how a cell is read: ``str``, ``int``, ``bool`` (是/否), ``Decimal``, ``re.Pattern``,
    ``Literal[…]``, `EntityType`, ``tuple[X, …]`` (split at ``|``), each with ``| None`` for a cell that may be empty.
    Raises LexiconError (file:line).
    """
    if findings := _findings.get():
        findings.read.add(path)
    hints = {k: v for k, v in get_type_hints(row_type, include_extras=True).items() if k not in ("rule", "line")}
    rows: list[RowT] = []
    seen: dict[tuple[str, ...], int] = {}
    for line in read_lines(path, tuple(hints)):
        where = f"{path}:{line.number}"
        try:
            cells = line.cells
            values = {
                name: cells[name] if hint is str else _cell(cells[name], hint, f"{where}（{name}）")
                for name, hint in hints.items()
            }
            _check_example(values, line.cells["example"], where)
            said = tuple(line.cells[name] for name in hints)
            if seen.setdefault(said, line.number) != line.number:
                raise LexiconError(f"与第 {seen[said]} 行重复", where=where, remedy="删去一行")
            rows.append(row_type(rule=line.rule, line=line.number, **values))
        except LexiconError as error:
            complain(error)
    return tuple(rows)


def read_words(path: Path, row_type: type[RowT]) -> dict[str, RowT]:
    """The rows of a table in which a word stands once, by word. Raises LexiconError (file:line)."""
    found: dict[str, RowT] = {}
    for row in read_table(path, row_type):
        word = str(row.word)  # type: ignore[attr-defined]
        if word in found:
            what = f"“{word}”有两行（另一行是第 {found[word].line} 行）"
            complain(LexiconError(what, where=f"{path}:{row.line}", remedy="合并为一行"))
        found.setdefault(word, row)
    return found


def compiled(path: Path, row_type: type[RowT], make: Callable[[RowT, str], MadeT]) -> tuple[MadeT, ...]:
    """``make(row, file:line)`` of every row of a table. Raises what that raises (LexiconError)."""
    made = []
    for row in read_table(path, row_type):
        try:
            made.append(make(row, f"{path}:{row.line}"))
        except LexiconError as error:
            complain(error)
    return tuple(made)


def read_lines(path: Path, columns: Iterable[str] | None = None) -> tuple[Line, ...]:
    """The rows of the table at ``path`` as they stand; ``columns`` are those that it must have besides ``example``.

    Raises LexiconError (file:line) for a file, a header or a row that is no table's.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        complain(LexiconError("没有这张词表", where=str(path), remedy="从 tjgraph 自带的词表里复制一份"))
        return ()
    except (OSError, UnicodeDecodeError) as error:
        complain(LexiconError(f"读不了词表（{error}）", where=str(path), remedy="词表须为 UTF-8 编码的 CSV"))
        return ()
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        complain(LexiconError("词表是空的", where=str(path), remedy="至少要有表头一行"))
        return ()
    header = next(csv.reader([numbered[0][1]]))
    if columns is not None and set(header) != {*columns, "example"} | ({"note"} & set(header)):
        what = f"表头应为 {','.join([*columns, 'example'])}"
        complain(LexiconError(what, where=f"{path}:{numbered[0][0]}", remedy="改正表头（可另加 note 列）"))
        return ()
    found: list[Line] = []
    seen: dict[str, int] = {}
    for number, text in numbered[1:]:
        cells = next(csv.reader([text])) if '"' in text else text.split(",")
        if len(cells) != len(header):
            what = f"有 {len(cells)} 格，应有 {len(header)} 格"
            complain(LexiconError(what, where=f"{path}:{number}", remedy="补齐或用引号括住逗号"))
            continue
        raw = dict(zip(header, (c.strip() for c in cells), strict=True))
        found.append(Line(number, _rule(path.stem, raw, number, seen), raw))
    return tuple(found)


def _rule(table: str, cells: dict[str, str], number: int, seen: dict[str, int]) -> str:
    name = f"{table}/{cells.get('word') or cells.get('id') or number}"
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
    if hint == EntityType:
        return _entity_type(text, where)
    if hint is re.Pattern or origin is re.Pattern:
        try:
            return re.compile(text)
        except re.error as error:
            raise LexiconError(f"正则式不成立：{error}", where=where, remedy="改正式样") from error
    try:
        return hint(text)
    except (ValueError, InvalidOperation):
        return _bad(text, {int: "整数", Decimal: "数"}.get(hint, str(hint)), where)


def _entity_type(text: str, where: str) -> str:
    known = _entity_types()
    if text not in known:
        near = difflib.get_close_matches(text, known, n=1)
        remedy = f"是不是 {near[0]}？" if near else f"用 {'、'.join(known)} 之一"
        raise LexiconError(f"没有“{text}”这个类", where=where, remedy=remedy)
    return text


@cache
def _entity_types() -> tuple[str, ...]:
    """The classes of entities, the twelve types first."""
    from tjgraph.ontology import load_ontology

    ontology = load_ontology()
    below = (name for name in ontology.classes if set(ontology.lineage(name)) & set(ontology.entity_types))
    return tuple(dict.fromkeys((*ontology.entity_types, *below)))


def _bad(text: str, wanted: str, where: str) -> Any:
    raise LexiconError(f"“{text}”应为{wanted}", where=where, remedy="改正这一格")
