"""Corpora of our own shape, of any size: the facts of real reports under other names, places and years.

Every report of a corpus is one that was read (the bundled one, or those of a directory) with its names changed: a
cipher exchanges the characters of what things are called, one for one, so that every offset still holds and what
recurs within a report recurs. Two reports that follow each other are two years of one place and share their names.
Industries, indicators, units and some enterprises are named as everywhere. So the graphs keep the contract, and a
corpus has what makes queries hard: names that thousands share and names of one report.

Same seed, same bytes. The first report is unchanged: the defaults of the saved queries are about it.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from tjgraph import resources
from tjgraph.extraction import extract
from tjgraph.graph.turtle import to_turtle
from tjgraph.lexicon.places import Division, division_of, divisions, identity
from tjgraph.model import Document, Entity, Facts, Mention
from tjgraph.reading import read_document

YEARS = 2  # reports of one place under the same names
ENDINGS = 2  # characters at the end of a name that say what it is: 园区, 项目
SHARED_ENTERPRISES = 5  # one in so many is known in every place


@dataclass(frozen=True)
class Corpus:
    """Reports number 0 and following, made from ``bases`` in turn."""

    bases: tuple[Facts, ...]
    seed: int = 0

    @classmethod
    def of(cls, reports: Sequence[Path] = (), seed: int = 0) -> Corpus:
        """A corpus made from these report files, by default from the one that tjgraph carries."""
        files = sorted(reports) or [resources.bundled_report()]
        return cls(tuple(extract(read_document(path)) for path in files), seed)

    def report(self, number: int) -> Facts:
        """The facts of a report, each with the words that say it."""
        if number == 0:
            return self.bases[0]
        run, which = divmod(number, len(self.bases))
        base = self.bases[which]
        old = division_of(base.document.place)
        length = len(old.short) if old else 0
        fitting = [d for d in self._places if len(d.short) == length] or self._places
        place = fitting[(run // YEARS * len(self.bases) + which) % len(fitting)]
        return _Renaming(base, old, place, f"{self.seed}/{which}/{run // YEARS}").facts(number, run)

    def write_graphs(self, directory: Path, triples: int) -> int:
        """Write the graphs of reports, ``NNNNN.ttl``, until they hold ``triples`` triples; gives how many they hold."""
        directory.mkdir(parents=True, exist_ok=True)
        store = ox.Store()
        number = 0
        while len(store) < triples:
            for _ in range(max(1, number // 20)):  # to count is to go through all
                turtle = to_turtle(self.report(number)).encode()
                (directory / f"{number:05d}.ttl").write_bytes(turtle)
                store.load(turtle, format=ox.RdfFormat.TURTLE)
                number += 1
        return len(store)

    def write_texts(self, directory: Path, count: int) -> list[Path]:
        """Write the texts of the first ``count`` reports; gives their files."""
        directory.mkdir(parents=True, exist_ok=True)
        documents = [self.report(number).document for number in range(count)]
        for document in documents:
            (directory / f"{document.name}.txt").write_text(document.text, encoding="utf-8")
        return [directory / f"{document.name}.txt" for document in documents]

    @cached_property
    def _places(self) -> list[Division]:
        found = [d for d in divisions() if d.level in (2, 3) and len(d.short) <= 4]
        random.Random(self.seed).shuffle(found)
        return found


class _Renaming:
    """One report under other names: those that the word ``key`` gives, in the place ``place`` for ``old``."""

    def __init__(self, base: Facts, old: Division | None, place: Division, key: str) -> None:
        self._base, self._place = base, place
        self._old_short = old.short if old and len(old.short) == len(place.short) else ""
        self._renamed = [e for e in base.entities if e.key != base.place and not _is_shared(e)]
        letters = sorted({c for e in self._renamed for c in e.label if "\u4e00" <= c <= "\u9fff"})
        others = list(letters)
        random.Random(key).shuffle(others)
        self._cipher = str.maketrans(dict(zip(letters, others, strict=True)))

    def facts(self, number: int, run: int) -> Facts:
        """The facts of the report with that number, of a year that follows from its ``run``."""
        base = self._base
        text = self._text()
        keys = {e.key: e for e in base.entities}
        entities = {key: self._entity(e, text) for key, e in keys.items()}
        named = {key: e.key for key, e in entities.items()}
        place = named.get(base.place, f"place/{identity(self._place)}")
        named[base.place] = place
        year = -(run % YEARS)
        unique = {e.key: e for e in entities.values()}
        return Facts(
            self._document(text, number, year),
            place,
            tuple(unique.values()),
            tuple(
                replace(
                    c, subject=named[c.subject], object=named.get(c.object, c.object), year=c.year and c.year + year
                )
                for c in base.claims
            ),
            tuple(
                replace(
                    o, subject=named[o.subject], year=o.year + year, value=o.value * (100 + number % 37) / Decimal(100)
                )
                for o in base.observations
            ),
        )

    def _document(self, text: str, number: int, year: int) -> Document:
        old = self._base.document
        spoken = (old.year or 2025) + year
        return replace(
            old,
            name=f"{number:05d}",
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            title=f"{spoken}年{self._place.name}政府工作报告",
            place=self._place.name,
            year=spoken,
        )

    def _text(self) -> str:
        """The report's text with its names and the name of its place exchanged: as long as it was."""
        text = self._base.document.text
        chars = list(text)
        for span in sorted((m.span for e in self._renamed for m in e.mentions), key=len):  # the outermost last
            chars[span.start : span.end] = self._ciphered(span.of(text))
        return self._placed(text, chars)

    def _entity(self, entity: Entity, text: str) -> Entity:
        mentions = tuple(Mention(m.span, m.span.of(text), m.rule, m.clue) for m in entity.mentions)
        if entity.key == self._base.place:
            own = replace(entity, label=self._place.name, id=identity(self._place), mentions=mentions)
            return replace(own, aliases=(self._place.short,) if self._place.short != self._place.name else ())
        if _is_shared(entity):
            return replace(entity, mentions=mentions)
        label = self._name(entity.label)
        aliases = tuple(name for name in map(self._name, entity.aliases) if name != label)
        return replace(entity, label=label, id=self._name(entity.id), aliases=aliases, mentions=mentions)

    def _name(self, name: str) -> str:
        return self._placed(name, list(self._ciphered(name)))

    def _placed(self, old: str, chars: list[str]) -> str:
        """``chars`` with the name of the place wherever it stands in ``old``."""
        at = old.find(self._old_short) if self._old_short else -1
        while at >= 0:
            chars[at : at + len(self._place.short)] = self._place.short
            at = old.find(self._old_short, at + 1)
        return "".join(chars)

    def _ciphered(self, name: str) -> str:
        kept = min(ENDINGS, len(name) - 1)
        return name[: len(name) - kept].translate(self._cipher) + name[len(name) - kept :]


def _is_shared(entity: Entity) -> bool:
    """Whether a thing is called the same in every report."""
    number = hashlib.sha256(entity.key.encode()).digest()[0]
    return entity.type == "Industry" or (entity.type == "Enterprise" and number % SHARED_ENTERPRISES == 0)
