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
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started us (``>&-``)
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - open as long as the process
    try:
        answered = _answered(sys.argv[1:])
        if answered:
            sys.stdout.flush()
    except SystemExit:
        raise
    except BaseException:
        from tjgraph.cli.framework import one_line_on_error

        with one_line_on_error():
            raise
    if not answered:
        from tjgraph.cli import main as command_line

        command_line(prog_name="tjgraph")


def page() -> str:
    """The path of the page of all commands, which ``tests/docs_tools.py`` writes."""
    return os.path.join(os.path.dirname(__file__), "cli", "help.txt")


def _answered(arguments: list[str]) -> bool:
    """Whether the command line has been answered, where that needs no click."""
    if "_TJGRAPH_COMPLETE" in os.environ or (sys.stdout.isatty() and sys.stdout.encoding.lower() != "utf-8"):
        return False
    if arguments in ([], ["-h"], ["--help"]):
        return _has_room() and _shows_page()
    if arguments[0] not in ("show", "find"):
        return False
    from tjgraph.cli import plain

    return plain.answered(arguments)


def _shows_page() -> bool:
    with open(page(), "rb") as file:
        sys.stdout.buffer.write(file.read())
    return True


def _has_room() -> bool:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns) >= _PAGE_WIDTH
    return not sys.stdout.isatty() or os.get_terminal_size(sys.stdout.fileno()).columns >= _PAGE_WIDTH


if __name__ == "__main__":
    main()
