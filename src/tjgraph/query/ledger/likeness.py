"""How much of what one clause speaks of another speaks of too: pairs of characters, the rare ones weighing more.

Pairs and not words, since a segmenter cuts the same name in different ways in different company. The weight of a
pair is its inverse document frequency (Spärck Jones 1972) over the clauses of both reports.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

_QUOTES = "“”‘’《》〈〉\"'"
_WITHOUT_QUOTES = str.maketrans("", "", _QUOTES)
_NO_WORD = re.compile(r"[\W\d_的和与及等]+")


class Likeness:
    """Likeness of clauses, weighed by how rare their pairs of characters are in ``clauses``."""

    def __init__(self, clauses: Iterable[str]) -> None:
        texts = list(clauses)
        self._total = len(texts) + 1
        self._frequency = Counter(pair for text in texts for pair in pairs(text))

    def share(self, part: str, whole: str) -> float:
        """How much of what ``part`` says ``whole`` says too, from 0 to 1."""
        wanted = pairs(part)
        common = wanted & pairs(whole)
        return self._weight(common) / self._weight(wanted) if common else 0.0

    def _weight(self, of: frozenset[str]) -> float:
        """The sum of the weights, the same in whatever order the set gives them."""
        return math.fsum(math.log(1 + self._total / (1 + self._frequency[pair])) for pair in of)


def find_name(name: str, text: str) -> tuple[int, int] | None:
    """Where ``text`` names ``name``, quotation marks aside; None where it does not."""
    bare = name.translate(_WITHOUT_QUOTES)
    at = text.translate(_WITHOUT_QUOTES).find(bare) if bare else -1
    if at < 0:
        return None
    places = [i for i, character in enumerate(text) if character not in _QUOTES]
    return places[at], places[at + len(bare) - 1] + 1


@lru_cache(maxsize=100_000)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters in ``text``, none across punctuation, digits or a particle."""
    return frozenset(piece[i : i + 2] for piece in _NO_WORD.split(text) for i in range(len(piece) - 1))
