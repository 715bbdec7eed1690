"""``show NAME`` and ``find TEXT`` without options, answered without click, which takes longer than they do (0211)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tjgraph.cli.graphs import graph_files
from tjgraph.cli.output import note, rendered
from tjgraph.query.lookup import Compiled, describe, find
from tjgraph.views import description as views

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph


def answer(arguments: Sequence[str]) -> str | None:
    """What the command line prints; None where it is of another form: that is for click.

    Raises what the commands raise, and SystemExit with 1 where nothing is found.
    """
    if len(arguments) != 2 or arguments[0] not in ("show", "find") or arguments[1].startswith("-"):
        return None
    command, name = arguments
    graph = Compiled.of(graph_files(()))
    if command == "show":
        return shown(graph, name, None, "table")
    table = find(graph, name)
    if not table.rows:
        note(nothing_like(name))
        raise SystemExit(1)
    return rendered((table,), "table")


def shown(graph: KnowledgeGraph | Compiled, name: str, type: str | None, format: str) -> str:
    """What ``show`` prints of the entity with that name; ``type`` and the errors as for `describe`."""
    found = describe(graph, name, type)
    if format == "json":
        from tjgraph.views.tables import render_json

        return render_json(views.record(found))
    tables = rendered(views.tables(found), format, words=(found.label, *found.aliases))
    return f"{views.head(found)}\n{tables}" if format == "table" else tables


def nothing_like(text: str) -> str:
    """What ``find`` says where there is nothing near."""
    return f"没有与“{text}”相近的名称"
