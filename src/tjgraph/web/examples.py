"""Saved questions with examples out of the graph that is served: the ones they come with speak of one report."""

from __future__ import annotations

from functools import lru_cache

from tjgraph.query.catalogue import Param, SavedQuery
from tjgraph.web.context import Context


def example(context: Context, param: Param) -> str:
    """A value for ``param`` that the graph knows: its default, or the thing of its class that reports name most."""
    if param.kind != "entity" or param.default in _names(context):
        return param.default or ""
    hits = context.directory.of_type(param.cls) if param.cls else context.directory.hits
    return next((hit.record.label for hit in hits if hit.mentions), "")


def question(context: Context, saved: SavedQuery) -> str:
    """The question of a saved query, asked of what the graph knows."""
    text = saved.question
    for param in saved.params:
        if param.kind == "entity" and param.default:
            text = text.replace(param.default, example(context, param) or param.default)
    return text


@lru_cache(maxsize=4)
def _names(context: Context) -> frozenset[str]:
    return frozenset(name for hit in context.directory.hits if hit.mentions for name in hit.record.names)
