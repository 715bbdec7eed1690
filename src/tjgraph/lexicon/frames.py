"""Which words say which relation or status: the tables that the relation rules read.

``status_words.csv``   words that say how far a thing has come, by review and plan
``status_glue.csv``    light nouns, adverbs and prepositions that may stand between a thing and its status word
``relation_frames.csv``  patterns over a sentence with slots for lists of names
``inner_relations.csv``  what one name within another says
``list_joints.csv``    what joins the members of a list
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from tjgraph.errors import LexiconError
from tjgraph.lexicon.tables import Row, read_table
from tjgraph.ontology import load_ontology

Status = Literal["planned", "started", "ongoing", "completed", "settled"]

# The own place of the report, where a claim names no place: 「增资扩产」 in a city's report is investment in that city.
HERE = "本地"

# One letter a class: how a list of names is written in the line that patterns are matched against.
TYPE_LETTERS = {
    "Enterprise": "E",
    "Institution": "I",
    "Fund": "F",
    "Park": "K",
    "Project": "J",
    "Facility": "C",
    "Policy": "Y",
    "Place": "L",
    "Industry": "D",
    "Event": "V",
    "Product": "T",
    "Person": "N",
}
SLOT = re.compile(r"\{([A-Z])(!?):([A-Za-z,]+)\}")
GAPS = {"…": "[^；;。！？]{0,40}?", "※": ".{0,240}?", "~": "[^<>，,；;。：:]{0,8}?"}


@dataclass(frozen=True, slots=True)
class StatusWord(Row):
    """A word that says a status.

    ``role``: 动 governs what follows; 谓 follows its subject; 兼 does both, 通 too
    but never has an object as a predicate; 带 governs and wants a verb after its object;
    轻 is a verb too weak to say anything without a governor or an adverb. Of several words the greatest ``weight`` wins.
    ``review`` and ``plan`` are what it says in either part (empty: nothing). ``types``: only of these (empty: of all that
    have a status, but enterprises).
    """

    word: str
    role: Literal["动", "谓", "兼", "通", "带", "轻"]
    weight: int
    review: Status | None
    plan: Status | None
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusGlue(Row):
    """A word that may stand between a thing and its status word: 名 (light noun), 副 (adverb), 介 (preposition of place).

    项 makes an enterprise stand for its project (甲、乙等项目建设); 后 after a verb makes it a modifier (运营机制), no status;
    隔 between a governor and a name takes the name for its own object (完成系统接入甲平台).
    """

    word: str
    kind: Literal["名", "副", "介", "项", "后", "隔"]


@dataclass(frozen=True, slots=True)
class FrameRow(Row):
    """A pattern over a sentence. ``{A:Enterprise,Park}`` is a list of names of these types (``{A!:…}`` a list of one), ``…``
    any words (not past ``；``), ``※`` any words of the sentence, ``~`` a few words without a name. ``claims``: ``A locatedIn B``,
    several parted by ``|``; ``本地`` is the report's own place. ``word`` must stand in the sentence (empty: no such word).
    """

    word: str
    pattern: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InnerRow(Row):
    """What a name within a name says. ``form`` is matched against the outer name with the inner written ``<>``.

    ``except_inner`` names inner names of which it does not hold. ``passes``: what lies within the inner name counts as within
    the outer as well (a phase of a thing lies where the thing lies).
    """

    id: str
    inner: tuple[str, ...]
    outer: tuple[str, ...]
    form: str
    except_inner: str
    claims: tuple[str, ...]
    passes: bool
    division: bool


@dataclass(frozen=True, slots=True)
class JointRow(Row):
    """What may stand between two members of a list."""

    word: str
    kind: Literal["连", "缀"]


@dataclass(frozen=True, slots=True)
class Triple:
    """One claim of a frame: slots (or ``本地``) and the predicate between them."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A compiled row of ``relation_frames.csv``; ``slots`` gives the types that each slot takes.

    Slots in ``single`` take a list of one only; of a pair in ``touching`` only the two names that stand side by side count.
    """

    row: FrameRow
    regex: re.Pattern[str]
    slots: dict[str, tuple[str, ...]]
    single: frozenset[str]
    touching: frozenset[tuple[str, str]]
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class InnerRule:
    """A compiled row of ``inner_relations.csv``."""

    row: InnerRow
    form: re.Pattern[str]
    except_inner: re.Pattern[str] | None
    triples: tuple[Triple, ...]


@dataclass(frozen=True)
class FrameLexicon:
    """The rows of this group."""

    directory: Path

    @cached_property
    def status_words(self) -> dict[str, StatusWord]:
        """By word; a word stands once."""
        rows = read_table(self.directory / "status_words.csv", StatusWord)
        _no_doubles(self.directory / "status_words.csv", rows)
        return {row.word: row for row in rows}

    @cached_property
    def status_glue(self) -> tuple[StatusGlue, ...]:
        """In the order of the table."""
        return read_table(self.directory / "status_glue.csv", StatusGlue)

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Compiled and checked against the ontology's domains and ranges."""
        path = self.directory / "relation_frames.csv"
        return tuple(_frame(row, f"{path}:{row.line}") for row in read_table(path, FrameRow))

    @cached_property
    def inner(self) -> tuple[InnerRule, ...]:
        """Compiled and checked against the ontology's domains and ranges."""
        path = self.directory / "inner_relations.csv"
        return tuple(_inner(row, f"{path}:{row.line}") for row in read_table(path, InnerRow))

    @cached_property
    def joint(self) -> re.Pattern[str]:
        """All that may stand between two members of a list."""
        rows = read_table(self.directory / "list_joints.csv", JointRow)
        joints = "|".join(_words(r.word for r in rows if r.kind == "连"))
        tails = "|".join(_words(r.word for r in rows if r.kind == "缀"))
        return re.compile(f"(?:{tails})?(?:{joints})")


def load(directory: Path) -> FrameLexicon:
    """Read the tables of this group from ``directory``; each when first used. Raises LexiconError (file:line)."""
    return FrameLexicon(directory)


def _words(words: Iterable[str]) -> list[str]:
    return sorted(map(re.escape, words), key=lambda w: (-len(w), w))


def _no_doubles(path: Path, rows: Iterable[StatusWord]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.word in seen:
            raise LexiconError(f"“{row.word}”有两行", where=f"{path}:{row.line}", remedy="合并为一行")
        seen.add(row.word)


def _frame(row: FrameRow, where: str) -> Frame:
    slots: dict[str, tuple[str, ...]] = {}
    parts: list[str] = []
    at = 0
    touching, single = set(), set()
    last_slot: tuple[int, str] | None = None
    for found in SLOT.finditer(row.pattern):
        name, types = found[1], tuple(found[3].split(","))
        _check_types(types, where)
        if name in slots:
            raise LexiconError(f"槽 {name} 出现两次", where=where, remedy="换一个字母")
        slots[name] = types
        if found[2]:
            single.add(name)
        parts += [_free(row.pattern[at : found.start()]), _slot(name, types)]
        if last_slot is not None and last_slot[0] == found.start():
            touching.add((last_slot[1], name))
        at, last_slot = found.end(), (found.end(), name)
    parts.append(_free(row.pattern[at:]))
    try:
        regex = re.compile("".join(parts))
    except re.error as error:
        raise LexiconError(f"式样不成立：{error}", where=where, remedy="改正式样") from error
    triples = _triples(row.claims, {**slots, HERE: ("Place",)}, where)
    return Frame(row, regex, slots, frozenset(single), frozenset(touching), triples)


def _slot(name: str, types: tuple[str, ...]) -> str:
    letters = "".join(TYPE_LETTERS[t] for t in types)
    return f"(?P<{name}><[A-Z]*[{letters}][A-Z]*>)"


def _free(text: str) -> str:
    for sign, regex in GAPS.items():
        text = text.replace(sign, regex)
    return text


def _inner(row: InnerRow, where: str) -> InnerRule:
    _check_types((*row.inner, *row.outer), where)
    try:
        form, but = re.compile(row.form), re.compile(row.except_inner) if row.except_inner else None
    except re.error as error:
        raise LexiconError(f"式样不成立：{error}", where=where, remedy="改正式样") from error
    return InnerRule(row, form, but, _triples(row.claims, {"内": row.inner, "外": row.outer}, where))


def _check_types(types: Iterable[str], where: str) -> None:
    for name in types:
        if name not in TYPE_LETTERS:
            raise LexiconError(f"没有“{name}”这个类", where=where, remedy=f"用 {'、'.join(TYPE_LETTERS)} 之一")


def _triples(claims: Iterable[str], slots: dict[str, tuple[str, ...]], where: str) -> tuple[Triple, ...]:
    properties = load_ontology().properties
    triples = []
    for claim in claims:
        words = claim.split()
        if len(words) != 3 or words[0] not in slots or words[2] not in slots or words[1] not in properties:
            raise LexiconError(f"“{claim}”不是“槽 关系 槽”", where=where, remedy="如 A locatedIn B")
        triple = Triple(*words)
        known = properties[triple.predicate]
        for end, types, allowed in (("主", slots[triple.subject], known.domain), ("宾", slots[triple.object], known.range)):
            if not set(types) & set(allowed):
                raise LexiconError(f"“{claim}”的{end}端不能是 {'、'.join(types)}", where=where, remedy=f"本体只许 {'、'.join(allowed)}")
        triples.append(triple)
    return tuple(triples)
