"""Placeholder until its owner fills it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class NamingLexicon:
    """Filled by its owner."""


def load(directory: Path) -> NamingLexicon:
    """Read the tables of this group from ``directory``."""
    return NamingLexicon()
