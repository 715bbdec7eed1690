"""How far a thing has come: the status words around each list of names in a clause.

A clause is read as governor, list, tail: 加快推进 <甲、乙> 等项目建设; <甲> 建成投产; 推动 <甲> 在乙区落地.
The governor is the chain of verbs before the list, the predicate the chain after it; only modifiers may stand between.
Of all words that bear on a list the weightiest says the status, the nearest of equals; a light verb says nothing alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tjgraph.extraction.coordination import Group, Line
from tjgraph.lexicon.frames import FrameLexicon, StatusWord, any_of
from tjgraph.model import PartKind

GOVERNORS = frozenset("动兼通带轻")
PREDICATES = frozenset("谓兼通轻尾")
LIGHT = frozenset("轻尾")
INTRANSITIVE = frozenset("谓通")
# Of these a word says a status only where its row names them (or, of enterprises, where they stand for their project).
NEED_NAMING = frozenset({"Enterprise", "Product", "Event"})
# How many characters of modifiers may stand between a governor and its object (建设一批高水平的 <…>),
MODIFIERS = 10
# and in a member of the list that is no name of ours (打造旅游目的地、绿色能源供给地、<甲基地>).
MEMBER = 16
# How many characters of a head may stand before a name that belongs to it (甲、乙等重点 <新材料> 项目).
HEAD = 8
# How many characters may stand between a list and the verb that its governor announced (推动 <甲航线> 夏季常态化运行).
COMPLEMENT = 12
# What is left of a list's member beside its name (厦漳泉 <R1线>, <13号线> 东延伸).
LEFT = 8
# How many lists on a clause is searched for the words that bear on one.
REACH = 12
EVENT_RULE = "statuses/活动作主语"
# A count right behind an event speaks of its parts, no more of the event (某博览会四大平台功能).
_COUNTED = re.compile(r"[\d一二三四五六七八九十]+[大项个]")
# A thing that takes in, opens or finishes so many others has not itself come so far (某城落户87个项目).
_OBJECTS = re.compile(r"了?[0-9][0-9.]*[余多万亿]*[个家项只支条座台名所]")
_JOINED = re.compile("[、和及与]|以及")
_BRACKETED = "(?:（[^（）<>]{1,14}）)?"
# How many of it there are, behind what is done (举办 <甲> 500场).
_COUNT = "(?:[0-9.]+[万亿]?[余多]?[^<>、，0-9]{1,3}(?:以上|左右)?)?"


@dataclass(frozen=True, slots=True)
class Said:
    """A status that a clause says of those members of a list that are of ``types``."""

    group: Group
    types: tuple[str, ...]
    status: str
    rule: str
    clue: str


@dataclass(frozen=True, slots=True)
class Word:
    """A status word where it stands in a line."""

    start: int
    end: int
    row: StatusWord


@dataclass(frozen=True, slots=True)
class Clause:
    """A line of one clause with its status words."""

    line: Line
    words: tuple[Word, ...]

    def before(self, index: int) -> tuple[int, int]:
        """Where the words between the group before and this one stand in the line."""
        return (self.line.places[index - 1][1] if index else 0), self.line.places[index][0]

    def after(self, index: int) -> tuple[int, int]:
        """Where the words between this group and the next one stand in the line."""
        places = self.line.places
        return places[index][1], places[index + 1][0] if index + 1 < len(places) else len(self.line.code)

    def within(self, start: int, stop: int, roles: frozenset[str]) -> list[Word]:
        """The status words of these roles between two positions."""
        first = bisect_left(self.words, start, key=lambda w: w.start)
        last = bisect_right(self.words, stop, key=lambda w: w.end)
        return [w for w in self.words[first:last] if w.row.role in roles]


class StatusGrammar:
    """The status words of a lexicon, compiled."""

    def __init__(self, lexicon: FrameLexicon, types: tuple[str, ...], verbs: Iterable[str]) -> None:
        """``types`` are the types that can have a status, ``verbs`` the words that no name holds."""
        self._rows = lexicon.status_words
        self._types = frozenset(types)
        glue = {kind: any_of(words) for kind, words in lexicon.status_glue.items()}
        light, adverbs = f"(?:{glue['名']})*", f"(?:{glue['副']})*"
        acts = any_of([*verbs, *lexicon.status_glue["隔"], *(w for w, r in self._rows.items() if r.role in GOVERNORS)])
        left = f"(?:(?!{acts})[^<>、，；：和及与等])"
        others = f"(?:(?:[、和及]|以及)[^<>、]{{1,{MEMBER}}}){{0,6}}"
        governors = any_of(w for w, row in self._rows.items() if row.role in GOVERNORS)
        self._words = re.compile(any_of(self._rows))
        self._light = re.compile(light)
        self._chain = re.compile(f"(?:{glue['副']}|[并和、])*")
        # Between a list and its predicate: 和56个口袋公园 · 建设 · 等10个重点项目 · 全面.
        self._tail = re.compile(
            f"{_BRACKETED}(?:{left}{{1,{LEFT}}}(?=等))?{light}{_COUNT}{others}(?:[（）]|{glue['名']}|{glue['副']})*(?:等[^<>]{{0,16}})?{light}{adverbs}"
        )
        joint = "(?:[、和及与]|以及)"
        # Between two names of one list that others stand between: 建 <甲厂> 、三期码头、 <乙厂>.
        self._more = re.compile(
            f"{_BRACKETED}{light}{left}{{0,{LEFT}}}{light}{joint}(?:[^<>、]{{1,{MEMBER}}}{joint})*{left}{{0,{LEFT}}}"
        )
        head = "(?:等[^<>]{0,14}?(?:<D>)*[^<>]{0,8}?)?"
        self._works = re.compile(f"{light}{others}{head}(?:{glue['项']})")
        self._nominal = re.compile(glue["后"])
        self._nominal_end = re.compile(f"(?:{glue['后']})$")
        self._whole = re.compile(f"(?:{glue['名']})$")
        # Behind a quotation what it is called by: “甲” 产需对接活动.
        self._called = re.compile(f"{left}{{1,{LEFT}}}?(?={glue['名']})")
        self._other_verb = re.compile(glue["隔"])
        # After such a comma another verb has another object: 完成甲任务、并连续四年居首; 成立乙、出台条例.
        self._next_verb = re.compile(f"、(?:并|{adverbs}(?:{governors}))")
        self._deed = re.compile(f"(?:{any_of(w for w, row in self._rows.items() if row.role in LIGHT)})$")
        self._aside = re.compile(f"{light}{adverbs}(?:{glue['介']})<[A-Z]*[LKC][A-Z]*>")

    def read(self, line: Line, kind: PartKind) -> Iterator[Said]:
        """What ``line`` (one clause) says of its groups; a part that is neither review nor plan is read as a review."""
        found = self._words.finditer(line.code)
        clause = Clause(line, tuple(Word(m.start(), m.end(), self._rows[m[0]]) for m in found))
        for index, group in enumerate(line.groups):
            types = tuple(sorted({m.type for m in group.members} & self._types))
            if not types:
                continue
            before = self._governor(clause, index)
            after, closed = self._predicate(clause, index, lenient=bool(before) and before[-1].row.role == "带")
            words = self._ranked(clause, before, after, closed and self._suffices(before, after, group))
            works = self._works.match(line.code, line.places[index][1]) is not None
            said = list(self._says(group, types, words, works, kind == "plan"))
            yield from said
            if not said and kind == "review" and "Event" in types and index == 0:
                yield from self._held(clause, group)

    def _governor(self, clause: Clause, index: int, reach: int = REACH) -> tuple[Word, ...]:
        """The chain of governing words before a group, the nearest last."""
        code = clause.line.code
        start, stop = clause.before(index)
        words = clause.within(start, stop, GOVERNORS)
        if not words:
            between = code[start:stop]
            heads = between in ("", "的") or (between.startswith("等") and len(between) <= HEAD)
            passes = heads or self._more.fullmatch(between)
            return self._governor(clause, index - 1, reach - 1) if index and passes and reach else ()
        *others, last = re.split("[、和及与]", code[words[-1].end : stop])
        # 实施甲、乙、丙等 <十大工程>: what 等 ends is a member.
        if len(last) > (MEMBER if last.endswith("等") else MODIFIERS) or any(len(o) > MEMBER for o in others):
            return ()
        if self._other_verb.search(code, words[-1].end, stop):
            return ()
        chain = [words[-1]]
        for word in reversed(words[:-1]):
            if not self._chain.fullmatch(code, word.end, chain[0].start):
                break
            chain.insert(0, word)
        return tuple(chain)

    def _predicate(
        self, clause: Clause, index: int, lenient: bool, reach: int = REACH
    ) -> tuple[tuple[Word, ...], bool]:
        """The chain of words after a group, and whether its phrase is closed: it modifies nothing that follows."""
        line, code = clause.line, clause.line.code
        start, stop = clause.after(index)
        if line.quoted[index] and (called := self._called.match(code, start, stop)):
            start = called.end()
        aside = self._aside.match(code, start)
        if aside:
            start = aside.end()
            stop = clause.after(index + 1)[1]
        next_verb = self._next_verb.search(code, start, stop)
        stop = next_verb.start() if next_verb else stop
        words = clause.within(start, stop, PREDICATES)
        if not words:
            rest = code[start:stop]
            reach = 0 if next_verb else reach
            if reach and self._heads(line, index, rest):
                return self._predicate(clause, index + 1, lenient, reach - 1)
            if reach and index + 1 < len(line.groups) and self._more.fullmatch(rest):
                ahead = self._predicate(clause, index + 1, lenient, reach - 1)
                if ahead[0]:
                    return ahead
            if stop < len(code) and not next_verb:
                rest = re.sub("(?:[、和及与]|以及)$", "", rest)
            modifies = aside or self._nominal_end.search(self._own(line.groups[index], rest))
            return (), not modifies and self._tail.fullmatch(rest) is not None
        # 推动 <甲高校> 科创园建设: a verb that takes an object there has another than the list.
        complement = lenient and words[0].row.role != "轻" and words[0].start - start <= COMPLEMENT
        if not self._tail.fullmatch(code, start, words[0].start) and not complement:
            return (), False
        chain = [words[0]]
        for word in words[1:]:
            if not self._chain.fullmatch(code, chain[-1].end, word.start):
                break
            chain.append(word)
        last = chain[-1]
        if any(w.row.role in INTRANSITIVE and self._nominal.match(code, w.end) for w in chain):
            return (), False
        if last.row.role in INTRANSITIVE and _OBJECTS.match(code, last.end):
            return (), False
        return tuple(chain), True

    def _own(self, group: Group, rest: str) -> str:
        """What of ``rest`` may go on from the list.

        A name with a head (甲行动) lends nothing to what is joined to it, and 等 heads the list (甲等机制).
        """
        rest = rest.partition("等")[0]
        whole = self._whole.search(group.members[-1].entity.label)
        return _JOINED.split(rest)[0] if whole else rest

    @staticmethod
    def _heads(line: Line, index: int, between: str) -> bool:
        """Whether the next group heads the list (甲、乙等<新材料>项目建设): what follows it speaks of the list."""
        if index + 1 >= len(line.groups):
            return False
        industries = all(m.type == "Industry" for m in line.groups[index + 1].members)
        return (between.startswith("等") and len(between) <= HEAD) or (not between and industries)

    def _suffices(self, before: Sequence[Word], after: Sequence[Word], group: Group) -> bool:
        """Whether the words say something: 推动 wants a verb after its object, unless that is a deed (甲改革)."""
        if after:
            return bool(before) or any(w.row.role not in LIGHT for w in after)
        if not before or before[-1].row.role != "带":
            return bool(before)
        able = [m for m in group.members if m.type in self._types]
        deeds = all(m.type == "Policy" or self._deed.search(m.entity.label) for m in able)
        # A governor that only helps along (支持, 服务: weight 0) wants a verb all the same.
        return deeds and before[-1].row.weight > 0

    def _ranked(self, clause: Clause, before: Sequence[Word], after: Sequence[Word], says: bool) -> tuple[Word, ...]:
        """The words that count, the weightiest first."""
        if not says:
            return ()
        if after and after[-1].row.role not in INTRANSITIVE:
            # A transitive verb with an object of its own is no predicate of the list: 甲推动乙发展.
            rest = clause.line.code[after[-1].end :]
            joined = before and re.match("[和、及与]|以及", rest)
            if not joined and not self._light.fullmatch(rest):
                return ()
        return tuple(sorted([*after, *reversed(before)], key=lambda w: -w.row.weight))

    def _says(
        self, group: Group, types: Sequence[str], words: Sequence[Word], works: bool, plan: bool
    ) -> Iterator[Said]:
        """For each type the status of the weightiest word that speaks of it."""
        left = list(types)
        clue = "…".join(w.row.word for w in sorted(words, key=lambda w: w.start))
        for word in words:
            status = word.row.plan if plan else word.row.review
            fits = tuple(t for t in left if _fits(word.row, t, works))
            left = [t for t in left if t not in fits]
            if fits and status is not None:
                yield Said(group, fits, status, word.row.rule, clue)

    def _held(self, clause: Clause, group: Group) -> Iterator[Said]:
        """A review that says anything of an event at the head of a clause says that it was held."""
        code = clause.line.code
        start, end = clause.line.places[0]
        if self._chain.fullmatch(code, 0, start) and end < len(code) and not _COUNTED.match(code, end):
            yield Said(group, ("Event",), "completed", EVENT_RULE, "")


def _fits(row: StatusWord, kind: str, works: bool) -> bool:
    """Whether the word speaks of things of this type; enterprises that stand for their works are like projects."""
    if kind == "Enterprise" and works:
        return True
    return kind in row.types if row.types else kind not in NEED_NAMING
