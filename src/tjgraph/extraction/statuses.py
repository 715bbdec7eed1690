"""How far a thing has come: the status words around each list of names in a clause.

A clause is read as 「governor · list · tail」: 加快推进 ‹甲、乙› 等项目建设 · ‹甲› 建成投产 · 推动 ‹甲› 在乙区落地. The governor is
the chain of verbs before the list, the predicate the chain after it; nothing but modifiers may stand between. Of all the
words that bear on a list the weightiest says the status, the nearest of equals; a light verb (建设, 发展) says nothing alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tjgraph.extraction.coordination import Group, Line
from tjgraph.lexicon.frames import FrameLexicon, StatusWord
from tjgraph.model import PartKind

HAVE_STATUS = ("Project", "Park", "Facility", "Policy", "Institution", "Fund", "Event", "Product")
# Of these a word says a status only where its row names them (or, of enterprises, where they stand for their project).
NEED_NAMING = frozenset({"Enterprise", "Product", "Event"})
GOVERNS = frozenset("动兼通带轻")
PREDICATES = frozenset("谓兼通轻")
INTRANSITIVE = frozenset("谓通")
# How many characters of modifiers may stand between a governor and its object (建设 一批高水平的 ‹…›).
MODIFIERS = 10
# How many characters of a head may stand before a name that belongs to it (甲、乙等重点 ‹新材料› 项目).
HEAD = 8
EVENT_RULE = "statuses/活动作主语"


@dataclass(frozen=True, slots=True)
class Said:
    """A status that a clause says of some members of a list; ``start`` and ``end`` bound the words in the line's code."""

    group: Group
    types: tuple[str, ...]
    status: str
    rule: str
    clue: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """A status word where it stands in a line."""

    start: int
    end: int
    row: StatusWord


class StatusGrammar:
    """The compiled status words of a lexicon."""

    def __init__(self, lexicon: FrameLexicon) -> None:
        self._rows = lexicon.status_words
        self._words = re.compile("|".join(_longest_first(self._rows)))
        kinds: dict[str, list[str]] = {}
        for glue in lexicon.status_glue:
            kinds.setdefault(glue.kind, []).append(glue.word)
        light, adverbs = ("|".join(_longest_first(kinds[k])) for k in ("名", "副"))
        self._light = re.compile(f"(?:{light})*")
        self._adverbs = re.compile(f"(?:{adverbs}|[并和、])*")
        others = r"(?:[、和及]|以及)[^<>、]{1,14}"
        # What may stand between a list and its predicate: 等10个重点项目 · 建设 · 全面.
        self._tail = re.compile(
            rf"(?:{light})*(?:{others})?(?:[（）]|{light}|{adverbs})*(?:等(?:[^<>]{{0,16}}))?(?:{light}|{adverbs})*"
        )
        self._works = re.compile(rf"(?:{light})*(?:{others})?(?:等[^<>]{{0,14}}?(?:<D>)*[^<>]{{0,8}}?)?(?:{'|'.join(_longest_first(kinds['项']))})")
        prepositions = "|".join(_longest_first(kinds["介"]))
        nouns, verbs = ("|".join(_longest_first(kinds[k])) for k in ("后", "隔"))
        self._nominal = re.compile(nouns)
        self._nominal_end = re.compile(f"(?:{nouns})$")
        self._other_verb = re.compile(verbs)
        governors = "|".join(_longest_first(w for w, row in self._rows.items() if row.role in GOVERNS))
        # 完成甲任务、并连续四年居首 · 成立乙、出台条例: after such a comma another verb has another object.
        self._next_verb = re.compile(rf"、(?:并|(?:{adverbs})*(?:{governors}))")
        self._light_verb = re.compile(f"(?:{'|'.join(_longest_first(w for w, row in self._rows.items() if row.role == '轻'))})$")
        self._aside = re.compile(rf"(?:{light})*(?:{adverbs})*(?:{prepositions})<[A-Z]*[LKC][A-Z]*>")

    def read(self, line: Line, kind: PartKind) -> Iterator[Said]:
        """What ``line`` (one clause) says of its groups in a part of this ``kind``; ``other`` is read like a review."""
        clause = _Clause(line, tuple(Word(m.start(), m.end(), self._rows[m[0]]) for m in self._words.finditer(line.code)))
        for index, group in enumerate(line.groups):
            types = tuple(sorted({m.type for m in group.members}))
            if not set(types) & {*HAVE_STATUS, "Enterprise"}:
                continue
            before = self._governor(clause, index)
            after, closed = self._predicate(clause, index, lenient=bool(before) and before[-1].row.role == "带")
            enough = all(m.type == "Policy" or self._light_verb.search(m.entity.label) for m in group.members)
            words = self._weigh(clause, before, after, closed, enough)
            works = self._works.match(line.code, line.places[index][1]) is not None
            said = list(self._says(group, types, words, works, kind == "plan"))
            yield from said
            if not said and kind == "review" and "Event" in types and index == 0:
                yield from self._held(clause, group)

    def _governor(self, clause: _Clause, index: int) -> tuple[Word, ...]:
        """The chain of governing words before a group, the nearest last."""
        line = clause.line
        start, stop = clause.gap_before(index)
        words = [w for w in clause.words if start <= w.start and w.end <= stop and w.row.role in GOVERNS]
        if not words:
            between = line.code[start:stop]
            if index and (between in ("", "的", "的:") or between.startswith("等") and len(between) <= 6):
                return self._governor(clause, index - 1)
            return ()
        # Members of the list that are no names of ours do not count: 打造 目的地、供给地、‹甲基地›.
        item = re.split("[、和及与]", line.code[words[-1].end : stop])
        if any(len(i) > MODIFIERS + 6 * (n < len(item) - 1) for n, i in enumerate(item)):
            return ()
        if self._other_verb.search(line.code, words[-1].end, stop):
            return ()
        chain = [words[-1]]
        for word in reversed(words[:-1]):
            if not self._adverbs.fullmatch(line.code, word.end, chain[0].start):
                break
            chain.insert(0, word)
        return tuple(chain)

    def _predicate(self, clause: _Clause, index: int, lenient: bool) -> tuple[tuple[Word, ...], bool]:
        """The chain of words after a group, and whether the group closes its phrase (nothing else follows that it modifies)."""
        line, code = clause.line, clause.line.code
        start, stop = clause.gap_after(index)
        aside = self._aside.match(code, start)
        if aside:
            start = aside.end()
            stop = next((p for p, _ in line.places if p >= start), len(code))
        new_verb = self._next_verb.search(code, start, stop)
        stop = new_verb.start() if new_verb else stop
        words = [w for w in clause.words if start <= w.start and w.end <= stop and w.row.role in PREDICATES]
        if not words:
            if self._heads(clause, index, code[start:stop]):
                return self._predicate(clause, index + 1, lenient)
            noun = self._nominal_end.search(code[start:stop])
            if stop < len(code) and not new_verb:
                stop = start + len(re.sub("(?:[、和及与]|以及)$", "", code[start:stop]))
            return (), not aside and noun is None and self._tail.fullmatch(code, start, stop) is not None
        first = words[0]
        if not self._tail.fullmatch(code, start, first.start) and not (lenient and first.start - start <= 12):
            return (), False
        chain = [first]
        for word in words[1:]:
            if not self._adverbs.fullmatch(code, chain[-1].end, word.start):
                break
            chain.append(word)
        if any(w.row.role in INTRANSITIVE and self._nominal.match(code, w.end) for w in chain):
            return (), False
        return tuple(chain), True

    @staticmethod
    def _heads(clause: _Clause, index: int, between: str) -> bool:
        """Whether the next group heads the list (甲、乙等‹新材料›项目建设), so that what follows it speaks of the list."""
        groups = clause.line.groups
        if index + 1 >= len(groups):
            return False
        industries = all(m.type == "Industry" for m in groups[index + 1].members)
        return (between.startswith("等") and len(between) <= HEAD) or (between == "" and industries)

    def _weigh(self, clause: _Clause, before: Sequence[Word], after: Sequence[Word], closed: bool, enough: bool) -> tuple[Word, ...]:
        """The words that count, the weightiest first. ``enough``: the name itself says the deed (推动甲改革).

        A governor that only helps along (支持, 服务: weight 0) wants a verb all the same.
        """
        if after and after[-1].row.role not in INTRANSITIVE:
            # A transitive verb with an object of its own is no predicate: 甲推动乙发展.
            rest = clause.line.code[after[-1].end :]
            if not (self._light.fullmatch(rest) or (before and (rest[:1] in "和、及与" or rest.startswith("以及")))):
                return ()
        if after and not before and all(w.row.role == "轻" for w in after):
            return ()
        if not after and (not closed or not before or (before[-1].row.role == "带" and not (enough and before[-1].row.weight))):
            return ()
        ranked = [(-w.row.weight, n, w) for n, w in enumerate([*after, *reversed(before)])]
        return tuple(w for _, _, w in sorted(ranked, key=lambda r: r[:2]))

    def _says(self, group: Group, types: Sequence[str], words: Sequence[Word], works: bool, plan: bool) -> Iterator[Said]:
        """One status for each set of types that a word speaks of."""
        left = [t for t in types if t in HAVE_STATUS or t == "Enterprise"]
        for word in words:
            status = word.row.plan if plan else word.row.review
            fits = tuple(t for t in left if self._fits(word.row, t, works))
            if not fits:
                continue
            left = [t for t in left if t not in fits]
            if status is not None:
                clue = "…".join(w.row.word for w in sorted(words, key=lambda w: w.start))
                bounds = [w.start for w in words], [w.end for w in words]
                yield Said(group, fits, status, word.row.rule, clue, min(bounds[0]), max(bounds[1]))

    @staticmethod
    def _fits(row: StatusWord, kind: str, works: bool) -> bool:
        if row.types:
            return kind in row.types or (works and kind == "Enterprise")
        return kind not in NEED_NAMING or (works and kind == "Enterprise")

    def _held(self, clause: _Clause, group: Group) -> Iterator[Said]:
        """A review that says anything of an event at the head of a clause says that it was held."""
        start, end = clause.line.places[0]
        if self._adverbs.fullmatch(clause.line.code, 0, start) and end < len(clause.line.code):
            yield Said(group, ("Event",), "completed", EVENT_RULE, clause.line.code[end : end + 8], start, end)


@dataclass(frozen=True)
class _Clause:
    line: Line
    words: tuple[Word, ...]

    @cached_property
    def _bounds(self) -> list[int]:
        return [0, *(end for _, end in self.line.places)]

    def gap_before(self, index: int) -> tuple[int, int]:
        return self._bounds[index], self.line.places[index][0]

    def gap_after(self, index: int) -> tuple[int, int]:
        places = self.line.places
        return places[index][1], places[index + 1][0] if index + 1 < len(places) else len(self.line.code)


def _longest_first(words: object) -> list[str]:
    return sorted(map(re.escape, words), key=lambda w: (-len(w), w))  # type: ignore[call-overload]
