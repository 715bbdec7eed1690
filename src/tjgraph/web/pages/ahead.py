"""What the first visitors of other pages would wait for, made while one of them looks at the home page.

A graph of many reports takes seconds to become a network, a map, a ledger and an index of sounds, once for as long as
the site runs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from threading import Thread

from tjgraph.errors import TjgraphError
from tjgraph.query.selection import facts_of
from tjgraph.web.context import Context
from tjgraph.web.pages import ledger, maps

_ANY_SOUND = "a"
_STEPS: tuple[Callable[[Context], object], ...] = (
    lambda context: facts_of(context.graph),
    maps.map_page,
    ledger.newest,
    lambda context: context.directory.search(_ANY_SOUND),
)


def begin(context: Context) -> None:
    """Start, unless somebody has; it ends early when the site does."""
    if context.ahead.acquire(blocking=False):
        Thread(target=_make, args=(context,), daemon=True).start()


def _make(context: Context) -> None:
    for step in _STEPS:
        if not context.closed.is_set():
            with contextlib.suppress(TjgraphError):  # who asks for the page itself is told
                step(context)
