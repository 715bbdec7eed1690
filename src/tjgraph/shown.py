"""Things that show themselves in notebooks. How is not theirs to know: `tjgraph.views.notebook` draws them."""

from __future__ import annotations

from importlib import import_module


class Shown:
    """A result, a description or a graph, which Jupyter shows as HTML."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Its HTML. Named by text, since the views stand far to the right of what they show."""
        drawn: str = import_module("tjgraph.views.notebook").html(self)
        return drawn
