"""How much of what one clause speaks of another speaks of too: pairs of characters, the rare ones weighing more.

Pairs and not words, since a segmenter cuts the same name in different ways in different company. The weight of a
pair is its inverse document frequency (Spärck Jones 1972) over the clauses of both reports.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

_QUOTES = "“”‘’《》〈〉\"'"
_NO_WORD = re.compile(r"[\W\d_的和与及等]+")


class Likeness:
    """Likeness of clauses, weighed by how rare their pairs of characters are in ``clauses``."""

    def __init__(self, clauses: Iterable[str]) -> None:
        texts = list(clauses)
        self._total = len(texts) + 1
        self._frequency = Counter(pair for text in texts for pair in pairs(text))

    def weight(self, text: str) -> float:
        """How much ``text`` says: the sum of the weights of its pairs."""
        return sum(map(self._weigh, sorted(pairs(text))))

    def share(self, part: str, whole: str) -> float:
        """How much of what ``part`` says ``whole`` says too, from 0 to 1."""
        wanted, there = pairs(part), pairs(whole)
        total = sum(map(self._weigh, sorted(wanted)))
        return sum(map(self._weigh, sorted(wanted & there))) / total if total else 0.0

    def _weigh(self, pair: str) -> float:
        return math.log(1 + self._total / (1 + self._frequency[pair]))


def find_name(name: str, text: str) -> tuple[int, int] | None:
    """Where ``text`` names ``name``, quotation marks aside; None where it does not."""
    characters = [c for c in name if c not in _QUOTES]
    places = [i for i, c in enumerate(text) if c not in _QUOTES]
    at = "".join(text[i] for i in places).find("".join(characters))
    return (places[at], places[at + len(characters) - 1] + 1) if at >= 0 and characters else None


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters in ``text``, none across punctuation, digits or a particle."""
    return frozenset(piece[i : i + 2] for piece in _NO_WORD.split(text) for i in range(len(piece) - 1))
