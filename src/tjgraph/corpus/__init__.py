"""Many reports at once: their graphs built by all cores."""

from __future__ import annotations

from tjgraph.corpus.building import Outcome, build_corpus

__all__ = ["Outcome", "build_corpus"]
