"""The command ``tjgraph``, also as ``python -m tjgraph``.

The page of all commands changes only when the program does. It is kept as text and shown before anything is imported
that a command needs: click alone takes three times as long as Python takes to start.
"""

from __future__ import annotations

import os
import sys

_ROOM = 80
"""The least columns of a terminal in which the page is laid out as it is kept."""


def main() -> None:
    """Run the command line of this process and leave with its status."""
    if sys.argv[1:] not in ([], ["-h"], ["--help"]) or not _shows_the_page_as_kept():
        from tjgraph.cli import main as command_line

        command_line(prog_name="tjgraph")
    try:
        with open(page(), "rb") as file:
            sys.stdout.buffer.write(file.read())
        sys.stdout.flush()
    except OSError:
        from tjgraph.cli.framework import one_line_on_error

        with one_line_on_error():
            raise


def page() -> str:
    """The path of the page, which ``tests/docs_tools.py`` writes."""
    return os.path.join(os.path.dirname(__file__), "cli", "help.txt")


def _shows_the_page_as_kept() -> bool:
    """Whether the output takes UTF-8 and the page's width, and no shell is asking for completions."""
    if "COLUMNS" in os.environ or "_TJGRAPH_COMPLETE" in os.environ:
        return False
    if not sys.stdout.isatty():
        return True
    return sys.stdout.encoding.lower() == "utf-8" and os.get_terminal_size(sys.stdout.fileno()).columns >= _ROOM


if __name__ == "__main__":
    main()
