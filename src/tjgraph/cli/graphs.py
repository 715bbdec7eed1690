"""Which graph answers where nothing else is said. It knows no click, and loads none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tjgraph import resources
from tjgraph.cli.output import note


def chosen_graphs(graphs: Sequence[str]) -> list[Path]:
    """The graphs that answer (files, directories): those given, else ``data/triples`` here, else the bundled one."""
    if graphs:
        return [Path(g) for g in graphs]
    here = sorted(Path("data/triples").glob("*.ttl"))
    if here:
        return here
    note("（这里没有 data/triples/*.ttl，用的是随包的天津 2025 年图谱）")
    return [resources.bundled_graph()]
