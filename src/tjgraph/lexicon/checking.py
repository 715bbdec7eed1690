"""The lexicon as a whole: which tables there are, what each is for, and all that is wrong with them at once."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from tjgraph import resources
from tjgraph.errors import LexiconError
from tjgraph.lexicon import Lexicon
from tjgraph.lexicon.tables import collecting, complain, read_lines, read_table

_DRAWING = (
    "known_names",
    "endings",
    "quoted_heads",
    "list_heads",
    "slots",
    "industries",
    "relation_frames",
    "status_words",
    "units",
)


@dataclass(frozen=True, slots=True)
class TableSummary:
    """A table: its file's name, what it is for (the first sentence of its head), its columns, how many rows it has."""

    file: str
    purpose: str
    columns: tuple[str, ...]
    rows: int


def summaries(directory: Path) -> tuple[TableSummary, ...]:
    """The tables in ``directory`` by name; rows that do not hold are not counted."""
    with collecting():
        return tuple(_summary(path) for path in sorted(directory.glob("*.csv")))


def row_places(directory: Path) -> dict[str, str]:
    """The row that each rule is, as ``file:line``, by the rule's id (``endings/集团`` → ``endings.csv:3``)."""
    with collecting():
        return {
            line.rule: f"{path.name}:{line.number}"
            for path in sorted(directory.glob("*.csv"))
            for line in read_lines(path)
        }


def rows_in(text: str, directory: Path) -> tuple[tuple[str, str], ...]:
    """The rows of the tables that draw facts whose word (of two characters or more) stands in ``text``: id and word.

    Of two words of one table, one in the other, only the longer.
    """
    found: list[tuple[str, str]] = []
    for table in _DRAWING:
        lines = [line for line in read_lines(directory / f"{table}.csv") if len(line.cells["word"]) > 1]
        here = [(line.rule, word) for line in lines if (word := line.cells["word"]) in text]
        found += [(rule, word) for rule, word in here if not any(word in w and word != w for _, w in here)]
    return tuple(found)


def problems(directory: Path) -> tuple[LexiconError, ...]:
    """Everything that is wrong with the tables in ``directory``, by file and line; files that are no tables too."""
    if not directory.is_dir():
        return (LexiconError("没有这个词表目录", where=str(directory), remedy="请给出放 .csv 词表的目录"),)
    with collecting() as findings:
        whole = _read_all(directory)
    known = set() if whole else {path.name for path in (resources.ontology_dir() / "lexicon").glob("*.csv")}
    unread = (path for path in sorted(directory.glob("*.csv")) if path not in findings.read)
    strange = [path for path in unread if path.name not in known]
    found = [*findings.problems, *(_unknown(path, {p.stem for p in findings.read}) for path in strange)]
    return tuple(sorted({str(error): error for error in found}.values(), key=_place))


def _summary(path: Path) -> TableSummary:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    about = next((line.removeprefix("#").strip() for line in lines if line.startswith("#")), "")
    header = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    purpose = about.partition("。")[0].rstrip("：")
    return TableSummary(path.name, purpose, tuple(next(csv.reader([header]), [])), len(read_lines(path)))


def _read_all(directory: Path) -> bool:
    """Read every table of every group; whether none was given up before its last table."""
    from tjgraph.lexicon.places import Nationality
    from tjgraph.lexicon.question_tables import gathered
    from tjgraph.ontology import load_ontology

    read_table(directory / "nationalities.csv", Nationality)
    jobs: list[Callable[[], object]] = [lambda: gathered(directory, load_ontology())]
    jobs += _properties(Lexicon(directory))
    whole = True
    while jobs:
        try:
            jobs += _properties(jobs.pop()())
        except LexiconError as error:
            complain(error)
            whole = False
    return whole


def _properties(thing: object) -> list[Callable[[], object]]:
    """The cached properties of ``thing``, each as what gets it: groups of tables, and the tables of a group."""
    names = (name for name, kind in vars(type(thing)).items() if isinstance(kind, cached_property))
    return [partial(getattr, thing, name) for name in names]


def _unknown(path: Path, known: set[str]) -> LexiconError:
    near = difflib.get_close_matches(path.stem, sorted(known), n=1)
    remedy = f"是不是 {near[0]}.csv？" if near else "表名是固定的，见 README.md；不用的文件请移走"
    return LexiconError("没有哪条规则读这张表", where=str(path), remedy=remedy)


def _place(error: LexiconError) -> tuple[str, int, str]:
    match = re.match(r"(.*?)(?::(\d+)(?:（\w+）)?)?$", error.where)
    file, line = match.groups() if match else (error.where, None)
    return file, int(line or 0), str(error)
