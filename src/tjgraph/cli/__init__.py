"""The command line: parse, call one public function, print.

`main` is the group of all commands (see `tjgraph.cli.root`). It and click are imported when first used: what
`tjgraph.__main__` can answer by itself needs neither.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tjgraph.cli.root import main

__all__ = ["main"]


def __getattr__(name: str) -> Any:
    if name != "main":
        raise AttributeError(f"module 'tjgraph.cli' has no attribute {name!r}")
    from tjgraph.cli.root import main

    return main
