"""tjgraph: government work reports as a knowledge graph whose every triple points back to the words that say it.

The public names below are imported when first used, so that ``import tjgraph`` costs nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as typing has it; importing that takes a third of the time that Python takes to start
if TYPE_CHECKING:
    from typing import Any

    from tjgraph.corpus import build_corpus
    from tjgraph.errors import TjgraphError
    from tjgraph.exporting import export
    from tjgraph.extraction import extract
    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.model import Document, Facts, Table
    from tjgraph.pipeline import build, check, compare, diff, explain, ledger, view
    from tjgraph.query.catalogue import run as run_query
    from tjgraph.query.lookup import describe, find
    from tjgraph.query.network import to_networkx
    from tjgraph.query.question import ask
    from tjgraph.reading import read_document

__version__ = "0.1.0"

_HOMES = {
    "Document": "tjgraph.model",
    "Facts": "tjgraph.model",
    "KnowledgeGraph": "tjgraph.graph.store",
    "Table": "tjgraph.model",
    "TjgraphError": "tjgraph.errors",
    "ask": "tjgraph.query.question",
    "build": "tjgraph.pipeline",
    "build_corpus": "tjgraph.corpus",
    "check": "tjgraph.pipeline",
    "compare": "tjgraph.pipeline",
    "describe": "tjgraph.query.lookup",
    "diff": "tjgraph.pipeline",
    "explain": "tjgraph.pipeline",
    "export": "tjgraph.exporting",
    "extract": "tjgraph.extraction",
    "find": "tjgraph.query.lookup",
    "ledger": "tjgraph.pipeline",
    "read_document": "tjgraph.reading",
    "run_query": "tjgraph.query.catalogue:run",
    "to_networkx": "tjgraph.query.network",
    "view": "tjgraph.pipeline",
}

__all__ = [  # noqa: RUF022  (in the order of the road: read, extract, build, ask, show)
    "read_document",
    "Document",
    "extract",
    "Facts",
    "build",
    "build_corpus",
    "KnowledgeGraph",
    "check",
    "find",
    "describe",
    "run_query",
    "ask",
    "ledger",
    "compare",
    "diff",
    "to_networkx",
    "Table",
    "view",
    "export",
    "explain",
    "TjgraphError",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'tjgraph' has no attribute {name!r}")
    from importlib import import_module

    module, _, attribute = _HOMES[name].partition(":")
    value = getattr(import_module(module), attribute or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
