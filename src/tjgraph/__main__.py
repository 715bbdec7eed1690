"""The command ``tjgraph``, also as ``python -m tjgraph``.

What is asked most, the page of all commands and what is known under a name, is answered here without click, which
alone takes three times as long to import as Python takes to start. All else, and all that is unusual, goes to
`tjgraph.cli`; the words printed are the same.
"""

from __future__ import annotations

import os
import sys

_PAGE_WIDTH = 80
"""The least columns of a terminal in which the page is laid out as it is kept."""


def main() -> None:
    """Run the command line of this process and leave with its status."""
    try:
        answer = _answer(sys.argv[1:])
        if answer is not None:
            sys.stdout.buffer.write(answer)
            sys.stdout.flush()
    except BaseException:
        from tjgraph.cli.framework import one_line_on_error

        with one_line_on_error():
            raise
    if answer is None:
        from tjgraph.cli import main as command_line

        command_line(prog_name="tjgraph")


def page() -> str:
    """The path of the page of all commands, which ``tests/docs_tools.py`` writes."""
    return os.path.join(os.path.dirname(__file__), "cli", "help.txt")


def _answer(arguments: list[str]) -> bytes | None:
    """What the command line prints, where that needs no click."""
    if "_TJGRAPH_COMPLETE" in os.environ or (sys.stdout.isatty() and sys.stdout.encoding.lower() != "utf-8"):
        return None
    if arguments in ([], ["-h"], ["--help"]):
        return _page() if _has_room() else None
    if arguments[0] not in ("show", "find"):
        return None
    from tjgraph.cli import plain

    answer = plain.answer(arguments)
    return None if answer is None else answer.encode("utf-8", "backslashreplace")


def _page() -> bytes:
    with open(page(), "rb") as file:
        return file.read()


def _has_room() -> bool:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns) >= _PAGE_WIDTH
    return not sys.stdout.isatty() or os.get_terminal_size(sys.stdout.fileno()).columns >= _PAGE_WIDTH


if __name__ == "__main__":
    main()
