"""Answers go to stdout, notes to stderr, and a status says how it went. It knows no click, and loads none."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from tjgraph.model import Table
from tjgraph.views.tables import render, render_all

DONE, NO, WRONG, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 130, 141


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale; a terminal keeps its own encoding and shows what it cannot draw as ``\\u…``."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            narrow = stream.encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968")
            encoding = None if stream.isatty() and not narrow else "utf-8"
            reconfigure(encoding=encoding, errors="backslashreplace")


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
    write(render_all(tables, format, words=words, width=width(), colour=colour()))


def answer(table: Table, format: str, *, words: Sequence[str] = (), nothing: str = "没有结果") -> None:
    """Print ``table``, ``words`` marked in its passages; when it has no rows the answer is no (see `no`)."""
    if format == "json":
        write(render(table, format))
    elif table.rows or format == "csv":
        report((table,), format, words=words)
    if not table.rows:
        no(nothing)


def no(why: str) -> NoReturn:
    """Say on stderr why the answer is no, and end with status 1."""
    note(why)
    leave(NO)


def leave(status: int) -> NoReturn:
    """End the process, with what has been printed."""
    sys.stdout.flush()
    raise SystemExit(status)
