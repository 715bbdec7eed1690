"""How much rests on each source of clues: extraction with one of them taken away, from the outside.

A source is a few tables of the lexicon, which are emptied in a copy of its directory, and the rules that are named
after it (``Entry.rule``, ``Candidate.rule``): whatever else they draw is dropped.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
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
    with tempfile.TemporaryDirectory() as directory, ExitStack() as stack:
        lexicon = Path(directory) / "lexicon"
        shutil.copytree(resources.lexicon_dir(), lexicon)
        for table in source.tables:
            _empty(lexicon / f"{table}.csv")
        stack.enter_context(patch.object(resources, "lexicon_dir", lambda: lexicon))
        for owner, name in _DOORS:
            stack.enter_context(patch.object(owner, name, _dropping(source.rules, getattr(owner, name))))
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


def _empty(table: Path) -> None:
    """Leave the comments and the header."""
    lines = table.read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    header = next(line for line in lines if line.strip() and not line.startswith("#"))
    table.write_text("\n".join([*comments, header]) + "\n", encoding="utf-8")


def _dropping(rules: tuple[str, ...], door: Callable[..., Iterable[Any]]) -> Callable[..., list[Any]]:
    def kept(item: Any) -> bool:
        rule: str = (item if isinstance(item, Candidate) else item[1]).rule
        return not rule.startswith(rules) if rules else True

    return lambda *args, **kwargs: [item for item in door(*args, **kwargs) if kept(item)]


def _forget() -> None:
    """What was compiled from the lexicon as it was."""
    load_lexicon.cache_clear()
    tokens.segmenter.cache_clear()
