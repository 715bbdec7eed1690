"""Where ontology/, queries/ and data/ lie: in a checkout beside src/, in a wheel inside the package."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tjgraph.errors import TjgraphError


@cache
def root() -> Path:
    """The directory that holds ``ontology``, ``queries`` and ``data``.

    A checkout is preferred, so that an analyst who edits a row sees it at once.
    """
    package = Path(__file__).resolve().parent
    for candidate in (package.parent.parent, package / "_data"):
        if (candidate / "ontology" / "tjgraph.ttl").is_file():
            return candidate
    raise TjgraphError(
        "找不到 ontology/tjgraph.ttl",
        where=str(package),
        remedy="安装不完整，请重新安装 tjgraph（pip install --force-reinstall）",
    )


def ontology_dir() -> Path:
    """``ontology/``: classes, shapes, lexicon, background and cases."""
    return root() / "ontology"


def lexicon_dir() -> Path:
    """The rows by which the extraction reads: the directory in ``TJGRAPH_LEXICON``, else ``ontology/lexicon/``."""
    chosen = os.environ.get("TJGRAPH_LEXICON")
    return Path(chosen) if chosen else ontology_dir() / "lexicon"


def background_dir() -> Path:
    """``ontology/background/``: what reports do not say but queries need."""
    return ontology_dir() / "background"


def queries_dir() -> Path:
    """``queries/``: one SPARQL question a file."""
    return root() / "queries"


def bundled_report() -> Path:
    """The text of the report that the package carries."""
    return root() / "data" / "reports" / "tianjin-2025.txt"


def bundled_graph() -> Path:
    """The graph of the report that the package carries."""
    return root() / "data" / "triples" / "tianjin-2025.ttl"
