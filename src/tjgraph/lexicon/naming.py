"""The naming group: what names look like (endings, parts, known names) and where they begin (boundaries)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, get_args

from ahocorasick_rs import AhoCorasick

from tjgraph.lexicon.places import ProvinceLetter
from tjgraph.lexicon.tables import EntityType, FormRow, Row, WordRow, read_table, read_words

Needs = Literal["any", "long", "anchor", "place"]
Scope = Literal["hard", "token", "verb", "charter", "award", "act", "edge", "weak", "noun"]


@dataclass(frozen=True, slots=True)
class Ending(Row):
    """A name's last word. ``needs`` says how particular the rest must be; ``verbs`` whether names hold verbs;
    ``unless``: what must not follow it."""

    word: str
    type: EntityType
    needs: Needs
    verbs: bool
    unless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Boundary(Row):
    """A word that a name does not reach over on its left; ``scope`` says for which names."""

    word: str
    scope: Scope


Role = Literal[
    "proper_lead",
    "local_lead",
    "landform",
    "direction",
    "filler",
    "policy_tail",
    "tail",
    "joiner",
    "link",
    "complement",
    "naming_after",
    "measure",
    "street",
    "not_list",
    "not_quoted_head",
    "place_verb",
    "approximate",
    "company_tail",
    "bare_kind",
    "title_verb",
    "rank",
    "company_head",
    "trade_noun",
    "trade_tail",
    "campaign",
    "reform",
    "title_city",
    "yearly",
    "round_unit",
    "local_letter",
    "doing",
    "introducing",
]


@dataclass(frozen=True, slots=True)
class Particle(Row):
    """A word that plays a part in the grammar of names; what each role means stands at the head of the table."""

    role: Role
    word: str


@dataclass(frozen=True, slots=True)
class KnownName(Row):
    """A name known everywhere; ``label`` is the fullest form of the same thing, ``source`` says why it is known."""

    word: str
    type: EntityType
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Industry(Row):
    """An industry's name; not ``alone``: only beside 产业 or in a list of industries."""

    word: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Pattern(Row):
    """A form of names given as a regular expression."""

    id: str
    pattern: re.Pattern[str]
    type: EntityType


@dataclass(frozen=True, slots=True)
class TypedWord(Row):
    """A word that tells the type of what stands beside it: a list's head, a verb's subject."""

    word: str
    type: EntityType


@dataclass(frozen=True, slots=True)
class QuotedHead(TypedWord):
    """The word behind a quotation; ``joins``: it belongs to the name (“…”行动, but not “…”上线)."""

    joins: bool


@dataclass(frozen=True, slots=True)
class ListHead(TypedWord):
    """The head of a list; ``completes``: it also ends the names of the members (甲、乙等高速)."""

    completes: bool


@dataclass(frozen=True)
class NamingLexicon:
    """The compiled naming tables."""

    endings: dict[str, Ending]
    boundaries: dict[str, Boundary]
    generic: frozenset[str]
    figurative: frozenset[str]
    known: dict[str, KnownName]
    local: frozenset[str]
    industries: dict[str, Industry]
    parts: tuple[Pattern, ...]
    lines: tuple[Pattern, ...]
    heads: dict[str, ListHead]
    slots: dict[str, TypedWord]
    quoted: dict[str, QuotedHead]
    titles: tuple[WordRow, ...]
    slogans: frozenset[str]
    selves: dict[str, WordRow]
    kinds: tuple[WordRow, ...]
    ambiguous: frozenset[str]
    letters: tuple[ProvinceLetter, ...]
    company_words: tuple[str, ...]
    titled: dict[str, TypedWord]
    common_places: frozenset[str]
    particles: dict[str, tuple[str, ...]]
    forms: dict[str, re.Pattern[str]]

    @cached_property
    def ending_finder(self) -> Finder:
        """Finds every ending, overlapping ones too."""
        return Finder(tuple(self.endings))

    @cached_property
    def acting_endings(self) -> tuple[str, ...]:
        """The endings of what can act: companies, institutions, parks."""
        return tuple(
            w for w, row in self.endings.items() if row.type in ("Enterprise", "Institution", "Park") and len(w) > 1
        )

    @cached_property
    def _longest_ending(self) -> int:
        return max(map(len, self.endings), default=0)

    def ending_of(self, text: str) -> Ending | None:
        """The longest ending that closes ``text``."""
        tails = (text[-size:] for size in range(min(self._longest_ending, len(text)), 0, -1))
        return next((self.endings[tail] for tail in tails if tail in self.endings), None)

    @cached_property
    def head_finder(self) -> Finder:
        """Finds the heads of lists."""
        return Finder(tuple(self.heads))


class Finder:
    """One pass over a text that finds all of many words (Aho–Corasick)."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words
        self._automaton = AhoCorasick(words)
        self._known = frozenset(words)

    def __contains__(self, word: object) -> bool:
        return word in self._known

    def find(self, text: str) -> list[tuple[int, int, str]]:
        """Every occurrence as (start, end, word), overlapping ones too, in order of their end."""
        found = self._automaton.find_matches_as_indexes(text, overlapping=True)
        return [(start, end, self.words[index]) for index, start, end in found]


def load(directory: Path) -> NamingLexicon:
    """Read the naming tables from ``directory``. Raises LexiconError (file:line)."""

    def table(name: str) -> Path:
        return directory / f"{name}.csv"

    def words(name: str) -> tuple[WordRow, ...]:
        return read_table(table(name), WordRow)

    particles = read_table(table("naming_particles"), Particle)
    return NamingLexicon(
        endings=read_words(table("endings"), Ending),
        boundaries=read_words(table("boundaries"), Boundary),
        generic=frozenset(row.word for row in words("generic_words")),
        figurative=frozenset(row.word for row in words("figurative")),
        known=read_words(table("known_names"), KnownName),
        local=frozenset(row.word for row in words("local_names")),
        industries=read_words(table("industries"), Industry),
        parts=read_table(table("parts"), Pattern),
        lines=read_table(table("lines"), Pattern),
        heads=read_words(table("list_heads"), ListHead),
        slots=read_words(table("slots"), TypedWord),
        quoted=read_words(table("quoted_heads"), QuotedHead),
        titles=words("titles"),
        slogans=frozenset(row.word for row in words("figured_places")),
        selves=read_words(table("self_words"), WordRow),
        kinds=words("kind_words"),
        letters=read_table(table("province_letters"), ProvinceLetter),
        ambiguous=frozenset(row.word for row in words("ambiguous_names")),
        company_words=tuple(row.word for row in words("company_words")),
        common_places=frozenset(row.word for row in words("common_places")),
        titled=read_words(table("title_endings"), TypedWord),
        particles={role: tuple(p.word for p in particles if p.role == role) for role in get_args(Role)},
        forms={row.id: row.pattern for row in read_table(table("naming_patterns"), FormRow)},
    )
