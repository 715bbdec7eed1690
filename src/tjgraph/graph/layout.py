"""Where a published corpus stands in a server: which graph holds what.

Servers differ in what a plain pattern sees: Oxigraph the default graph, Virtuoso every graph, and a triple that two
graphs hold counts twice there. So all that a plain pattern should see stands once more, merged, in one graph, and a
query names that graph as its default graph (decision 0231).
"""

from __future__ import annotations

from typing import Final

from tjgraph.graph import vocabulary as v

_GRAPHS: Final = v.BACKGROUND_GRAPH.removesuffix("background")

ONTOLOGY_GRAPH: Final = v.TJ.removesuffix("#")
CURRENT: Final = _GRAPHS + "current"
"""The graph that says which merged graph holds: one triple, ``<…/current> <…#merged> <merged>``."""

_TERMS: Final = "https://w3id.org/tjgraph/publishing#"
MERGED: Final = _TERMS + "merged"
INTENDED: Final = _TERMS + "intended"
"""Of a graph, in a record: the digest of what is being merged."""
DIGEST: Final = _TERMS + "digest"
"""Of a graph, in a record: the digest of what has been merged."""


def merged_graph(number: int) -> str:
    """The graph that holds the whole corpus, each triple once; ``number`` counts how often it was made afresh."""
    return f"{_GRAPHS}merged/{number}"


def number_of(merged: str) -> int:
    """The number in the name of a merged graph."""
    return int(merged.rpartition("/")[2])


def record_graph(merged: str) -> str:
    """The graph that says what a merged graph is made of."""
    return f"{merged}/parts"


def draft_background(merged: str) -> str:
    """The background of a merged graph that does not hold yet."""
    return f"{merged}/background"
