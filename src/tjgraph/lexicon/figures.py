"""Placeholder until its owner fills it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FigureLexicon:
    """Filled by its owner."""


def load(directory: Path) -> FigureLexicon:
    """Read the tables of this group from ``directory``."""
    return FigureLexicon()
