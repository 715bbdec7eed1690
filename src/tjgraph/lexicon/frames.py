"""Which words say which relation or status: the tables that the relation rules read.

``status_words.csv``     words that say how far a thing has come, by review and plan
``status_glue.csv``      what may stand between a thing and its status word
``relation_frames.csv``  patterns over a sentence with slots for lists of names
``inner_relations.csv``  what one name within another says
``list_joints.csv``      what joins the members of a list
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from tjgraph.errors import LexiconError
from tjgraph.lexicon.tables import EntityType, Row, compiled, read_table, read_words
from tjgraph.ontology import load_ontology

Status = Literal["planned", "started", "ongoing", "completed", "settled"]
GlueKind = Literal["名", "副", "介", "项", "后", "隔"]

# The report's own place, where a frame names none: 增资扩产 in a city's report is investment in that city.
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
# What stands between two slots that take only the names side by side: nothing, or a bracket (某中心（某市）).
BESIDE = ("", "（")
GAPS = {"…": "[^；;。！？]{0,40}?", "※": ".{0,240}?", "~": "[^<>、，,；;。：:]{0,8}?"}


@dataclass(frozen=True, slots=True)
class StatusWord(Row):
    """A word that says a status, and what it says in a ``review`` and in a ``plan`` (empty: nothing).

    ``role``: 动 governs what follows; 谓 follows its subject; 兼 does both, but as a predicate has no object after it;
    通 does both and never has one; 带 governs and wants a verb after its object; 轻 is too light to speak alone, and
    尾 does not even govern; 无 says nothing and keeps other words from being seen in it (机组建成).
    Of several words the greatest ``weight`` wins. ``types``: it speaks only of these (empty: of all that have a status
    but enterprises, products and events).
    """

    word: str
    role: Literal["动", "谓", "兼", "通", "带", "轻", "尾", "无"]
    weight: int
    review: Status | None
    plan: Status | None
    types: tuple[EntityType, ...]


@dataclass(frozen=True, slots=True)
class StatusGlue(Row):
    """A word around a status word: 名 a light noun, 副 an adverb, 介 a preposition of place.

    项 makes an enterprise stand for its project (甲、乙等项目建设); 后 after a verb makes that a modifier which says no
    status (运营机制); 隔 between a governor and a name takes the name for its own object (完成系统接入甲平台).
    """

    word: str
    kind: GlueKind


@dataclass(frozen=True, slots=True)
class FrameRow(Row):
    """A pattern over a sentence, with what it claims: ``A locatedIn B``, several parted by ``|``.

    ``{A:Enterprise,Park}`` is a list of names of these types (``{A!:…}`` a list of one), ``…`` any words but ``；``,
    ``※`` any words, ``~`` a few words without a name or a comma; ``本地`` is the report's own place. ``word`` must
    stand in the sentence; a row without one has an ``id``.
    """

    id: str
    word: str
    pattern: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InnerRow(Row):
    """What a name within a name says. ``form`` is matched against the outer name with the inner written ``<>``.

    ``except_inner`` names inner names of which it does not hold. ``passes``: what lies within the inner name counts
    as within the outer as well (a phase of a thing lies where the thing lies). ``division``: the inner name must be
    that of an administrative division (长城汽车 does not lie in 长城).
    """

    id: str
    inner: tuple[EntityType, ...]
    outer: tuple[EntityType, ...]
    form: str
    except_inner: str
    claims: tuple[str, ...]
    passes: bool
    division: bool


@dataclass(frozen=True, slots=True)
class JointRow(Row):
    """Words of lists: 连 joins two members, 缀 is light and may stand before a 连; 各 pairs two lists in order."""

    word: str
    kind: Literal["连", "缀", "各"]


@dataclass(frozen=True, slots=True)
class Triple:
    """One claim of a rule: the slots (or ``本地``) at its ends, and the predicate."""

    subject: str
    predicate: str
    object: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A compiled row of ``relation_frames.csv``; ``slots`` gives the types that each slot takes.

    Slots in ``single`` take a list of one only; of a pair in ``touching`` only the names side by side count.
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
    """The rows of this group, each table read when first asked for."""

    directory: Path

    @cached_property
    def status_words(self) -> dict[str, StatusWord]:
        """By word; a word stands once."""
        return read_words(self.directory / "status_words.csv", StatusWord)

    @cached_property
    def status_glue(self) -> dict[GlueKind, tuple[str, ...]]:
        """The words of each kind."""
        rows = read_table(self.directory / "status_glue.csv", StatusGlue)
        return {kind: tuple(r.word for r in rows if r.kind == kind) for kind in GlueKind.__args__}  # type: ignore[attr-defined]

    @cached_property
    def frames(self) -> tuple[Frame, ...]:
        """Compiled and checked against the ontology's domains and ranges."""
        return compiled(self.directory / "relation_frames.csv", FrameRow, _frame)

    @cached_property
    def inner(self) -> tuple[InnerRule, ...]:
        """Compiled and checked against the ontology's domains and ranges."""
        return compiled(self.directory / "inner_relations.csv", InnerRow, _inner)

    @cached_property
    def joint(self) -> re.Pattern[str]:
        """All that may stand between two members of a list."""
        rows = read_table(self.directory / "list_joints.csv", JointRow)
        joints = any_of(r.word for r in rows if r.kind == "连")
        tails = any_of(r.word for r in rows if r.kind == "缀")
        return re.compile(f"(?:{tails})?(?:{joints})")

    @cached_property
    def pairing(self) -> tuple[str, ...]:
        """The words that join the first of a list with the first of another, and so on."""
        rows = read_table(self.directory / "list_joints.csv", JointRow)
        return tuple(r.word for r in rows if r.kind == "各")


def load(directory: Path) -> FrameLexicon:
    """The tables of this group in ``directory``; reading one raises LexiconError (file:line) where a row is wrong."""
    return FrameLexicon(directory)


def any_of(words: Iterable[str]) -> str:
    """A regular expression that matches any of ``words``, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=lambda w: (-len(w), w)))


def _frame(row: FrameRow, where: str) -> Frame:
    slots: dict[str, tuple[str, ...]] = {}
    single: set[str] = set()
    touching: set[tuple[str, str]] = set()
    parts: list[str] = []
    end, before = 0, ""
    for found in SLOT.finditer(row.pattern):
        name, types = found[1], tuple(found[3].split(","))
        _check_types(types, where)
        if name in slots:
            raise LexiconError(f"槽 {name} 出现两次", where=where, remedy="换一个字母")
        slots[name] = types
        if found[2]:
            single.add(name)
        if before and row.pattern[end : found.start()] in BESIDE:
            touching.add((before, name))
        parts += [_gaps(row.pattern[end : found.start()]), _slot(name, types)]
        end, before = found.end(), name
    regex = _compiled("".join([*parts, _gaps(row.pattern[end:])]), where)
    triples = _triples(row.claims, {**slots, HERE: ("Place",)}, where)
    return Frame(row, regex, slots, frozenset(single), frozenset(touching), triples)


def _slot(name: str, types: tuple[str, ...]) -> str:
    letters = "".join(TYPE_LETTERS[t] for t in types)
    return f"(?P<{name}><[A-Z]*[{letters}][A-Z]*>)"


def _gaps(text: str) -> str:
    for sign, regex in GAPS.items():
        text = text.replace(sign, regex)
    return text


def _inner(row: InnerRow, where: str) -> InnerRule:
    but = _compiled(row.except_inner, where) if row.except_inner else None
    return InnerRule(
        row, _compiled(row.form, where), but, _triples(row.claims, {"内": row.inner, "外": row.outer}, where)
    )


def _compiled(pattern: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise LexiconError(f"式样不成立：{error}", where=where, remedy="改正式样") from error


def _check_types(types: Iterable[str], where: str) -> None:
    for name in types:
        if name not in TYPE_LETTERS:
            raise LexiconError(f"没有“{name}”这个类", where=where, remedy=f"用 {'、'.join(TYPE_LETTERS)} 之一")


def _triples(claims: Iterable[str], slots: dict[str, tuple[str, ...]], where: str) -> tuple[Triple, ...]:
    """The claims of a row; each end must be able to hold a type that the ontology allows there."""
    properties = load_ontology().properties
    triples = []
    for claim in claims:
        words = claim.split()
        if len(words) != 3 or words[0] not in slots or words[2] not in slots:
            raise LexiconError(f"“{claim}”不是“槽 关系 槽”", where=where, remedy="如 A locatedIn B")
        if words[1] not in properties:
            relations = "、".join(load_ontology().relations)
            raise LexiconError(f"没有“{words[1]}”这种关系", where=where, remedy=f"用 {relations} 之一")
        triple = Triple(*words)
        known = properties[triple.predicate]
        for slot, allowed in ((triple.subject, known.domain), (triple.object, known.range)):
            if not set(slots[slot]) & set(allowed):
                remedy = f"本体只许 {'、'.join(allowed)}"
                raise LexiconError(f"“{claim}”的 {slot} 不能是 {'、'.join(slots[slot])}", where=where, remedy=remedy)
        triples.append(triple)
    return tuple(triples)
