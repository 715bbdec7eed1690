"""Placeholder until its owner fills it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StructureLexicon:
    """Filled by its owner."""


def load(directory: Path) -> StructureLexicon:
    """Read the tables of this group from ``directory``."""
    return StructureLexicon()
