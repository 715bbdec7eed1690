"""The names that a graph knows, as a question may mention them: whole, in part, by sound, abbreviated or misspelt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tjgraph.query.entities import EntityRecord, known_entities
from tjgraph.query.names import NEAR, normal, syllables
from tjgraph.query.terms import report_name
from tjgraph.query.twins import representatives

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_REPORTS = "SELECT ?report ?place ?year WHERE { ?report a tj:Report ; tj:year ?year ; tj:place ?place }"
_PART = 3
"""The least length, in characters, of a part of a name that may stand for the name."""
_SHARE = 0.4
"""The least share of a name that a part of it must be to stand for it."""
_ALIKE = 80
"""The least likeness (percent, rapidfuzz's ratio) of a misspelt name of four characters or more."""


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity that a question may mention: its record, all IRIs of it, and how often reports name it."""

    record: EntityRecord
    iris: tuple[str, ...]
    mentions: int

    @property
    def label(self) -> str:
        """Its fullest name."""
        return self.record.label


class Names:
    """The entities of a graph by what they are called; the place and year of its ``reports``, and their ``places``."""

    def __init__(self, graph: KnowledgeGraph, known: Mapping[str, str]) -> None:
        """``known`` gives the fullest form of names known everywhere (习近平总书记 → 习近平)."""
        one = representatives(graph)
        groups: dict[str, list[str]] = {}
        for twin, iri in one.items():
            groups.setdefault(iri, []).append(twin)
        self.one = one
        self.things = {
            hit.record.iri: Thing(
                _also(hit.record, known), (hit.record.iri, *sorted(groups.get(hit.record.iri, ()))), hit.mentions
            )
            for hit in sorted(known_entities(graph), key=lambda hit: hit.record.iri)
        }
        self.whole: dict[str, list[Thing]] = {}
        for thing in self.things.values():
            for name in dict.fromkeys(normal(n) for n in thing.record.names):
                self.whole.setdefault(name, []).append(thing)
        self._parts: dict[str, Thing | None] = {}
        rows = graph.select(_REPORTS).rows
        self.reports = {
            report_name(report): (one.get(str(place), str(place)), int(str(year))) for report, place, year in rows
        }
        self.places = tuple(sorted({place for place, _ in self.reports.values()}))

    @cached_property
    def _said(self) -> list[tuple[str, Thing]]:
        """The names of the entities that reports speak of."""
        return [
            (name, thing)
            for thing in self.things.values()
            if thing.mentions
            for name in dict.fromkeys(normal(n) for n in thing.record.names)
        ]

    @cached_property
    def longest(self) -> int:
        """The length of the longest name, in characters."""
        return max(map(len, self.whole), default=0)

    def exact(self, text: str) -> Thing | None:
        """The entity with this name; of several the one that reports name most, and by its label before by an alias."""
        found = self.whole.get(text, [])
        return min(
            found, key=lambda t: (not t.mentions, normal(t.label) != text, -t.mentions, t.record.iri), default=None
        )

    def part(self, text: str) -> Thing | None:
        """The entity whose name holds ``text``, where one fits clearly best: the shortest name, and that once."""
        if text not in self._parts:
            self._parts[text] = self._part(text) if len(text) >= _PART else None
        return self._parts[text]

    def _part(self, text: str) -> Thing | None:
        held = sorted(
            (
                (len(name), name, thing)
                for name, thing in self._said
                if text in name and len(text) >= _SHARE * len(name)
            ),
            key=lambda found: (found[0], found[1], found[2].record.iri),
        )
        others = {thing.record.iri for length, _, thing in held if length == held[0][0]}
        return held[0][2] if len(others) == 1 else None

    def near(self, text: str) -> Thing | None:
        """The entity that ``text`` sounds like, abbreviates or misspells, where one fits clearly best."""
        if len(text) < 2:
            return None
        for fits in (self._sounding, self._abbreviated, self._misspelt):
            found = {thing.record.iri: thing for thing in fits(text)}
            if len(found) == 1:
                return next(iter(found.values()))
        return None

    def suggestions(self, text: str, count: int = 3) -> list[Thing]:
        """The entities in reports whose names look nearest to ``text``, the best first."""
        from rapidfuzz import fuzz

        scored = ((fuzz.ratio(text, name), thing) for name, thing in self._said)
        best = sorted((s for s in scored if s[0] >= NEAR), key=lambda s: (-s[0], -s[1].mentions, s[1].record.iri))
        return list({thing.record.iri: thing for _, thing in best}.values())[:count]

    def _sounding(self, text: str) -> list[Thing]:
        """Names with the pinyin ``text``, or that sound as it does and have half of its characters in place."""
        if not text.isascii():
            names = [(name, thing) for name, thing in self._said if len(name) == len(text) and _half(name, text)]
            sound = "".join(syllables(text)) if names else ""
        elif text.isalpha() and len(text) > _PART:
            names, sound = [(name, thing) for name, thing in self._said if len(name) <= len(text)], text
        else:
            return []
        return [thing for name, thing in names if "".join(syllables(name)) == sound]

    def _abbreviated(self, text: str) -> list[Thing]:
        """Names that start and end as ``text`` does and have all its characters in their order (天开园)."""
        if len(text) < _PART:
            return []
        names = ((name, thing) for name, thing in self._said if name[:2] == text[:2] and name[-1] == text[-1])
        return [thing for name, thing in names if _in_order(text, name)]

    def _misspelt(self, text: str) -> list[Thing]:
        if len(text) < 4:
            return []
        from rapidfuzz import fuzz

        scored = [(fuzz.ratio(text, name), thing) for name, thing in self._said if abs(len(name) - len(text)) <= 1]
        best = max((score for score, _ in scored), default=0)
        return [thing for score, thing in scored if score == best] if best >= _ALIKE else []


def _also(record: EntityRecord, known: Mapping[str, str]) -> EntityRecord:
    """The record, with the fullest form of its label as one more alias."""
    full = known.get(record.label, record.label)
    return record if full in record.names else record._replace(aliases=(*record.aliases, full))


def _half(name: str, text: str) -> bool:
    return 2 * sum(a == b for a, b in zip(name, text, strict=True)) >= len(text)


def _in_order(text: str, name: str) -> bool:
    rest = iter(name)
    return all(character in rest for character in text)
