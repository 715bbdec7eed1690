"""Answers go to stdout, notes to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tjgraph.model import Table
from tjgraph.views.tables import render, render_all


def note(line: str) -> None:
    """A line for people, beside the answer."""
    print(line, file=sys.stderr, flush=True)


def write(text: str) -> None:
    """The answer itself."""
    sys.stdout.write(text)


def colour() -> bool:
    """Whether words may be marked with colour: on a terminal, unless ``NO_COLOR`` or a dumb one says no."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def width() -> int | None:
    """The columns of the terminal, or None where the output goes elsewhere and must not be folded."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def report(tables: Sequence[Table], format: str, *, words: Sequence[str] = ()) -> None:
    """Print several tables that belong together."""
    write(rendered(tables, format, words=words))


def rendered(tables: Sequence[Table], format: str, *, words: Sequence[str] = ()) -> str:
    """Several tables as they are printed where the output goes."""
    return render_all(tables, format, words=words, width=width(), colour=colour())


def answer(table: Table, format: str, *, words: Sequence[str] = (), nothing: str = "没有结果") -> None:
    """Print ``table``, ``words`` marked in its passages; when it has no rows, say so on stderr and leave with 1."""
    if format == "json":
        write(render(table, format))
    elif table.rows or format == "csv":
        report((table,), format, words=words)
    if not table.rows:
        import click

        from tjgraph.cli.framework import NO

        note(nothing)
        click.get_current_context().exit(NO)
