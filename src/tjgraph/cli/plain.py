"""``show NAME`` and ``find TEXT`` without options, answered without click, which takes longer than they do (0211)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tjgraph.cli.graphs import chosen_graphs
from tjgraph.cli.output import answer, report, speak_utf8, write
from tjgraph.query.lookup import Compiled, describe, find
from tjgraph.views import description as views

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

    Graph = KnowledgeGraph | Compiled


def answered(arguments: Sequence[str]) -> bool:
    """Whether the command line has been answered; one of another form is for click.

    Raises what the commands raise.
    """
    if len(arguments) != 2 or arguments[0] not in ("show", "find") or arguments[1].startswith("-"):
        return False
    command, name = arguments
    speak_utf8()
    graph = Compiled.of(chosen_graphs(()))
    if command == "show":
        show(graph, name)
    else:
        look_for(graph, name)
    return True


def show(graph: Graph, name: str, type: str | None = None, format: str = "table") -> None:
    """What ``tjgraph show`` prints of the entity with that name; ``type`` and the errors as for `describe`."""
    found = describe(graph, name, type)
    if format == "json":
        from tjgraph.views.tables import render_json

        write(render_json(views.record(found)))
        return
    if format == "table":
        write(f"{views.head(found)}\n")
    report(views.tables(found), format, words=(found.label, *found.aliases))


def look_for(graph: Graph, text: str, format: str = "table") -> None:
    """What ``tjgraph find`` prints of the entities whose names are like ``text``."""
    answer(find(graph, text), format, nothing=f"没有与“{text}”相近的名称")
