"""How much rests on each source of clues: extraction with one of them taken away, from the outside.

A source is a few tables of the lexicon, which are emptied in a copy of its directory, and the rules that are named
after it (``Entry.rule``, ``Candidate.rule``): whatever else they draw is dropped.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tjgraph import resources
from tjgraph.extraction import mentions, tokens
from tjgraph.extraction.candidates import Candidate, Reader
from tjgraph.extraction.gazetteer import Gazetteer
from tjgraph.lexicon import load_lexicon


@dataclass(frozen=True, slots=True)
class Source:
    """A source of clues: the ``tables`` that hold it and how the ids of its ``rules`` begin."""

    title: str
    tables: tuple[str, ...]
    rules: tuple[str, ...]

    def __or__(self, other: Source) -> Source:
        """Both together, under the title of the first."""
        return Source(self.title, self.tables + other.tables, self.rules + other.rules)


KNOWN = Source("众所周知的名称（known_names）", ("known_names",), ("known_names/",))
DIVISIONS = Source("行政区划（软件包）", (), ("divisions/",))
LISTED = Source("上市公司（软件包）", (), ("listed/",))
INDUSTRIES = Source("产业名录（industries）", ("industries",), ("industries/",))
ENDINGS = Source("词尾（endings）", ("endings",), ("endings/",))
POSITIONS = Source("位置：并列的总称、主语（list_heads、slots）", ("list_heads", "slots"), ("list_heads/", "slots/"))
QUOTATIONS = Source("引号（quoted_heads）", ("quoted_heads",), ("quoted_heads/",))
FORMS = Source("编号、分期（lines、parts）", ("lines", "parts"), ("lines/", "parts/"))
LISTS = Source("以上四种名录一并去掉", (), ()) | KNOWN | DIVISIONS | LISTED | INDUSTRIES
SOURCES = (KNOWN, DIVISIONS, LISTED, INDUSTRIES, LISTS, ENDINGS, POSITIONS, QUOTATIONS, FORMS)


@contextmanager
def without(source: Source) -> Iterator[None]:
    """Within it, everything is extracted as if ``source`` did not exist."""
    with _changed(lambda table, row: table not in source.tables, source.rules):
        yield


@contextmanager
def without_words_of(name: str, reports: Mapping[str, str]) -> Iterator[None]:
    """Within it, everything is extracted as if nobody had read the report ``name``.

    Every word of the lexicon that stands in its text and in no other of ``reports`` (texts by name) is gone. Patterns
    stay, and so does what code says.
    """
    others = [text for other, text in reports.items() if other != name]

    def keep(table: str, row: Mapping[str, str]) -> bool:
        word = row.get("word", "")
        return not word or word not in reports[name] or any(word in text for text in others)

    with _changed(keep):
        yield


@contextmanager
def _changed(keep: Callable[[str, Mapping[str, str]], bool], dropped_rules: tuple[str, ...] = ()) -> Iterator[None]:
    """Within it, the lexicon has only the rows to ``keep`` (by table and row), and the dropped rules draw nothing."""
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        lexicon = Path(directory) / "lexicon"
        shutil.copytree(resources.lexicon_dir(), lexicon)
        for table in lexicon.glob("*.csv"):
            _sift(table, keep)
        stack.enter_context(patch.object(resources, "lexicon_dir", lambda: lexicon))
        for owner, name in _DOORS if dropped_rules else ():
            stack.enter_context(patch.object(owner, name, _dropping(dropped_rules, getattr(owner, name))))
        stack.callback(_forget)
        _forget()
        yield


# Where candidates and known names come out.
_DOORS: tuple[tuple[Any, str], ...] = (
    (Gazetteer, "find"),
    (Reader, "candidates"),
    (mentions, "quoted_names"),
    (mentions, "industry_names"),
    (mentions, "listed_names"),
    (mentions, "brands"),
)


def _sift(table: Path, keep: Callable[[str, Mapping[str, str]], bool]) -> None:
    """Leave the header and the rows to keep."""
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if line.strip() and line[0] != "#"]
    header = next(csv.reader(lines[:1]))
    rows = (line for line in lines[1:] if keep(table.stem, dict(zip(header, next(csv.reader([line])), strict=True))))
    table.write_text("\n".join([lines[0], *rows]) + "\n", encoding="utf-8")


def _dropping(rules: tuple[str, ...], door: Callable[..., Iterable[Any]]) -> Callable[..., list[Any]]:
    def kept(item: Any) -> bool:
        rule: str = (item if isinstance(item, Candidate) else item[1]).rule
        return not rule.startswith(rules)

    return lambda *args, **kwargs: [item for item in door(*args, **kwargs) if kept(item)]


def _forget() -> None:
    """What was compiled from the lexicon as it was."""
    load_lexicon.cache_clear()
    tokens.segmenter.cache_clear()
