"""Figures: each quantity of a sentence with the phrase it belongs to.

Two shapes carry all figures: the number said of a phrase before it (`粮食产量达到200万吨`) and the number that
counts the noun behind it (`新建20所学校`). Coordination spreads them: members of a list share a number, a verb or a
head, and a number without a phrase of its own continues the one before (`产值500亿元、增长6%`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tjgraph.extraction.clauses import split_clauses
from tjgraph.extraction.figure import Anchor, Figure
from tjgraph.extraction.groups import Group, split_groups
from tjgraph.extraction.indicators import (
    Phrase,
    Tail,
    distribute,
    each_measured,
    head,
    inner_verb,
    is_vague,
    leading_verb,
    new_verb,
    read_phrase,
    read_tail,
    split_predicate,
    standing,
    stops_right,
    strip_start,
    trailing_verb,
    with_unit,
)
from tjgraph.extraction.quantities import Quantity, exceeds
from tjgraph.lexicon.figures import FigureLexicon, VerbRow
from tjgraph.model import Change, Span

# 7.实施…: the number of a list's item.
_ITEM_NUMBER = re.compile(r"^(?:\d{1,2}[.．、]|[（(][一二三四五六七八九十\d]+[)）])")
LONGEST = 40  # a longer indicator is a clause that was not understood
REACH = 200  # how far from its number a phrase may stand
NEARBY = 20_000  # how far off the report may give a measure its full name
PREFIX = 12  # the longest phrase before a counted noun that is part of the indicator
SHORT = 6  # the longest predicate that is shown with what it says something of
MOST_SHARED = 12  # as many members as one list of numbers may have


class FigureReader:
    """Reads the figures of one sentence; remembers the last one and the verb of the list that is being read."""

    def __init__(self, text: str, span: Span, figures: FigureLexicon) -> None:
        self.text, self.span, self.figures = text, span, figures
        self.listed: list[Figure] = []
        self.verb: VerbRow | None = None
        self.closed = span.start  # where the last number of the clause ends

    @property
    def last(self) -> Figure | None:
        """The figure read last."""
        return self.listed[-1] if self.listed else None

    def read(self, quantities: Sequence[Quantity]) -> Iterator[Figure]:
        """The figures of the sentence, in order; ``quantities`` are those within it."""
        starts = [quantity.span.start for quantity in quantities]
        for clause in split_clauses(self.text, self.span):
            inside = quantities[bisect_left(starts, clause.start) : bisect_left(starts, clause.end)]
            if not inside:
                continue
            self.verb, self.closed = None, inside[-1].span.end
            groups, at = split_groups(self.text, clause, inside, self.figures), 0
            while at < len(groups):
                count, figures = self._shared(groups[at : at + MOST_SHARED], clause)
                for figure in figures or self._group(groups[at], clause):
                    self.listed.append(figure)
                    yield figure
                at += count or 1

    # 甲、乙分别增至283家、38家

    def _shared(self, groups: list[Group], clause: Span) -> tuple[int, list[Figure]]:
        """Figures that the members of a list share out among them, and how many groups that used up."""
        first = groups[0]
        tail = self._tail(first.start, first.quantities[0].span.start)
        moved = self._is("shared_origin", self.text[first.start : tail.end])
        outer = self._tail(first.start, tail.end - 1) if moved else tail
        run, used = self._run(groups)
        if not outer.shared and not self._of_each(run, first.start, tail):
            return 0, []
        if moved and len(run) > 1:
            # 分别从甲、乙增至丙、丁: the first half, or all but the last, is where they came from.
            half = len(run) // 2 if len(run) % 2 == 0 else len(run) - 1
            tail = self._tail(run[half - 1].span.end, run[half].span.start)
            run = run[half:]
        members = self._members(self._phrase(first.start, outer.end), len(run), self._is("total", tail.words))
        if not members or not run[-1].unit:
            return 0, []
        if len(run) == 1:
            run = run * len(members)
        figures = []
        added = self.figures.particle("added").search(tail.words)
        for quantity, (name, at, scope) in zip(run, members, strict=True):
            whole = quantity if quantity.unit else replace(quantity, unit=run[-1].unit, rule=run[-1].rule)
            whole = replace(whole, qualifier=whole.qualifier or run[-1].qualifier)
            figures.append(
                self._figure(
                    whole, tail, name + (added[0] if added else ""), Anchor(at, scope, clause), tail.change or "level"
                )
            )
        return used, [figure for figure in figures if figure]

    def _of_each(self, run: list[Quantity], start: int, tail: Tail) -> bool:
        """Whether a growth is that of each of several measures (工业投资、民间投资年均增长6%; 城乡收入增长5%、6%)."""
        if tail.change not in ("increase", "decrease") or any(quantity.kind != "ratio" for quantity in run):
            return False
        noun = self._phrase(start, tail.end).noun
        between = [self.text[a.span.end : b.span.start] for a, b in pairwise(run)]
        if between and all(self.figures.particle("listed").fullmatch(joint) for joint in between):
            return len(distribute(noun, len(run), self.figures)) == len(run)
        return not between and each_measured(noun, self.figures)

    def _run(self, groups: list[Group]) -> tuple[list[Quantity], int]:
        """The numbers that follow one another with only carrying words between, and how many groups hold them."""
        run: list[Quantity] = []
        for used, group in enumerate(groups):
            start = group.start
            for quantity in group.quantities:
                if run and self._tail(start, quantity.span.start).end > start:
                    return run, max(used, 1)
                run.append(quantity)
                start = quantity.span.end
        return run, len(groups)

    def _members(self, phrase: Phrase, count: int, total: bool) -> list[tuple[str, int, bool]]:
        """Indicator, place and scope for each of ``count`` numbers: the phrase's members or the figures just before."""
        if not phrase.noun:
            before = self.listed[-count:]
            if not 1 < count == len(before):
                return []
            return [(standing(f.base, self.figures) if total else f.base, f.at, f.scope) for f in before]
        members = distribute(phrase.text, count if count > 1 else None, self.figures)
        if count > 1 and len(members) == 1:
            members = members * count
        return [(name, phrase.start, phrase.scope) for name in members] if len(members) > 1 else []

    def _is(self, particle: str, words: str) -> bool:
        return self.figures.particle(particle).search(words) is not None

    def _tail(self, start: int, end: int, *, changes: bool = True) -> Tail:
        return read_tail(self.text, max(start, end - REACH), end, self.figures, changes=changes)

    def _phrase(self, start: int, end: int) -> Phrase:
        start = max(start, end - REACH)
        return read_phrase(self.text[start:end], start, self.figures)

    def _group(self, group: Group, clause: Span) -> Iterator[Figure]:
        """The figures of one member of a list."""
        start, origin, opened = group.start, None, None
        for index, quantity in enumerate(group.quantities):
            follower, beyond = (*group.quantities[index + 1 : index + 3], None, None)[:2]
            start = max(start, quantity.span.start - REACH)
            tail = self._tail(start, quantity.span.start)
            core = self.text[start : tail.end]
            if follower and self._only_leads(quantity, follower, core, beyond.span.start if beyond else group.end):
                start = follower.span.start if follower.span.start == quantity.span.end else start
                continue
            if follower and (source := self.figures.particle("origin").search(core)):
                if stated := self.figures.particle("origin_year").search(core + tail.words):
                    phrase = read_phrase(core[: source.start()], start, self.figures)
                    earlier = self._said(quantity, replace(tail, change="level"), phrase, group, clause)
                    yield from [replace(earlier, year=int(stated[1]))] if earlier else []
                origin, start = (core[: source.start()], start), quantity.span.end
                continue
            limit = self._tail(quantity.span.end, follower.span.start).end if follower else group.end
            right = self.text[quantity.span.end : min(limit, quantity.span.end + REACH)]
            figure = None
            if origin:
                phrase = read_phrase(origin[0] + core, origin[1], self.figures)
                figure = self._said(quantity, tail, phrase, group, clause)
            elif self._counts(quantity, tail, core, right):
                figure = self._counted(quantity, start, right, follower is not None, group, clause)
            elif not (quantity.bounded and quantity.kind == "amount" and not stops_right(right, self.figures)):
                figure = self._said(quantity, tail, self._phrase(start, tail.end), group, clause)
            if figure:
                opened = figure.at if opened is None else opened
                yield replace(figure, at=opened)
                start, origin = quantity.span.end, None

    def _only_leads(self, quantity: Quantity, follower: Quantity, core: str, limit: int) -> bool:
        """Whether a number is no figure before the next: it says where (在三个区新建…) or of what kind (两类十种)."""
        if self._is("locative", core) or self._sizes(quantity, follower, limit):
            return True
        adjacent = follower.span.start == quantity.span.end
        return adjacent and not stops_right(self.text[follower.span.end : limit], self.figures)

    def _sizes(self, quantity: Quantity, follower: Quantity, limit: int) -> bool:
        """Whether an amount says how big what is counted is (总投资超10亿元项目50个)."""
        noun = self.text[quantity.span.end : follower.span.start]
        sized = quantity.kind == "amount" and follower.kind == "count" and 2 <= len(noun) <= SHORT
        ends = stops_right(self.text[follower.span.end : limit], self.figures)
        return sized and ends and not stops_right(noun, self.figures) and inner_verb("〇〇" + noun, self.figures) == 0

    def _counts(self, quantity: Quantity, tail: Tail, core: str, right: str) -> bool:
        """Whether a number counts the noun behind it, rather than being said of the phrase before it."""
        if stops_right(right, self.figures):
            return False
        bare, _ = strip_start(core, self.figures)
        if quantity.kind == "amount" and bare and right.startswith("的"):
            return False
        acting = tail.change in ("increase", "decrease") or self._is("acting", tail.words)
        if not bare or (quantity.kind == "count" and acting):
            return True
        if quantity.kind == "ratio":
            if quantity.bounded and not tail.said:
                return True
            return trailing_verb(core, self.figures) is not None and not tail.said
        return not tail.said

    # 新建20所学校

    def _counted(
        self, quantity: Quantity, start: int, right: str, followed: bool, group: Group, clause: Span
    ) -> Figure | None:
        """The figure of a number that counts ``right``; ``followed``: another number stands in the same member."""
        if quantity.kind == "reading" or (quantity.kind == "amount" and quantity.bounded):
            return None
        tail = self._tail(start, quantity.span.start, changes=False)
        bare, scope = strip_start(self.text[start : tail.end], self.figures)
        verb = trailing_verb(bare, self.figures)
        right = right.removeprefix("的").lstrip(")）”")
        if not followed:
            right += self._listed(group.end, clause.end)
        noun, predicate = self._noun(right, verb, followed)
        if not predicate and not bare and not followed:
            rest = self.text[group.end : min(clause.end, group.end + REACH)]
            _, predicate = split_predicate("〇" + rest.rpartition("、")[2], self.figures)
        if self._is("graded", noun):
            # 两家国家级、三家省级中心: the noun stands with the last.
            shared = self.figures.particle("grade").search(self.text, group.end, min(clause.end, group.end + REACH))
            noun += shared[1] if shared else ""
        if (whole := with_unit(quantity, noun, self.figures)) is None:
            return None
        indicator = self._counted_indicator(whole, bare, verb, noun.rstrip("，、的"), "" if followed else predicate)
        alone = verb if verb and bare == verb.word else None
        self.verb = alone or self.verb
        at = tail.end - len(bare) if bare else quantity.span.end
        change = (alone and alone.change) or "level"
        return self._figure(whole, tail, indicator, Anchor(at, scope, clause), change)

    def _noun(self, right: str, verb: VerbRow | None, followed: bool) -> tuple[str, str]:
        """The counted noun and what is said of it. The object of a plain verb is all noun (新建五所学校)."""
        if verb and not verb.pivot and not followed:
            return right, ""
        noun, predicate = split_predicate(right, self.figures)
        if predicate or not followed:
            return noun, predicate
        if verb and verb.pivot and (cut := inner_verb(noun, self.figures)):
            return noun[:cut], noun[cut:]
        last = trailing_verb(noun, self.figures)
        if last and len(noun) > len(last.word) + 1:
            return noun[: -len(last.word)], last.word
        return noun, ""

    def _listed(self, start: int, end: int) -> str:
        """The further members of the list of nouns that a number counts (十家甲、乙), if nothing else follows."""
        if self.closed > start or end - start > LONGEST // 2:
            return ""
        rest = self.text[start:end]
        acts = leading_verb(rest[1:], self.figures) or stops_right(rest[1:], self.figures)
        return rest if rest.startswith("、") and not acts else ""

    def _counted_indicator(self, quantity: Quantity, bare: str, verb: VerbRow | None, noun: str, predicate: str) -> str:
        """What a number counts: the noun, the verb or owner before it, and what makes a general noun particular."""
        prefix = self._counted_prefix(bare, verb)
        general = head(noun, "generic", self.figures)
        generic = len(noun) < 3 or (general is not None and general.word == noun)
        if predicate and not is_vague(predicate, self.figures):
            short = len(predicate) <= SHORT and not bare
            if (generic or quantity.kind == "ratio" or short) and len(prefix + noun + predicate) <= LONGEST:
                return prefix + noun + predicate
        if generic and self._is("examples", bare):
            return read_phrase(bare, 0, self.figures).noun.rpartition("、")[2] + noun
        if generic and not prefix and verb and verb.role == "drop":
            phrase = read_phrase(bare, 0, self.figures) if bare != verb.word else None
            return (phrase.noun if phrase and len(phrase.noun) <= PREFIX else verb.word) + noun
        return prefix + noun

    def _counted_prefix(self, bare: str, verb: VerbRow | None) -> str:
        """What stands before the number and belongs to what it counts."""
        if not bare:
            return self.verb.word if self.verb and self.verb.role == "keep" else ""
        if self._is("examples", bare):
            return ""
        if "、" in bare:
            opening = read_phrase(bare, 0, self.figures).verb
            return opening.word if opening and opening.role == "keep" else ""
        if verb is None:
            owner = bare.rpartition("等")[2]
            return owner if len(owner) <= PREFIX else ""
        if verb.role == "keep":
            return bare if len(bare) <= PREFIX else verb.word
        return ""

    # 粮食产量达到200万吨

    def _said(self, quantity: Quantity, tail: Tail, phrase: Phrase, group: Group, clause: Span) -> Figure | None:
        """The figure of a number that is said of ``phrase``, or of what the figure before was said of."""
        last, verb, indicator, base = self.last, phrase.verb, phrase.text, ""
        anchor = Anchor(phrase.start, phrase.scope, clause)
        if last and (not phrase.noun or self._is("comparing", phrase.noun)):
            base, anchor = last.base, Anchor(last.at, last.scope, clause)
            indicator, tail = self._continued(last, phrase, tail, quantity)
        elif not phrase.noun:
            if (before := self._clause_before(clause)) is None:
                return None
            indicator, anchor = before.noun, Anchor(before.start, before.scope, clause)
        elif not group.first and not verb and not tail.said and self._verb_goes_on(quantity, phrase.noun):
            verb = self.verb
            indicator = (verb.word if verb else "") + phrase.noun
        elif last and not verb and last.span.overlaps(clause) and self._stands_alone(phrase.noun):
            indicator, anchor = self._owned(phrase.noun, last, quantity), Anchor(last.at, last.scope, clause)
        whole = with_unit(quantity, indicator, self.figures)
        if whole is None:
            return None
        self.verb = verb or new_verb(phrase.noun, self.figures) or (None if group.first else self.verb)
        change = tail.change or (verb.change if verb else None) or "level"
        figure = self._figure(whole, tail, indicator, anchor, change)
        return replace(figure, base=base) if figure and base else figure

    def _clause_before(self, clause: Span) -> Phrase | None:
        """What the clause right before speaks of without a number (产值快速增长，达到…; 下调缴费比例，降至…)."""
        start = max(self.span.start, clause.start - REACH)
        clauses = list(split_clauses(self.text, Span(start, clause.start))) if start < clause.start else []
        if not clauses:
            return None
        phrase = self._phrase(clauses[-1].start, clauses[-1].end)
        noun, predicate = split_predicate(phrase.noun, self.figures)
        said = predicate or head(noun, "measure", self.figures)
        return replace(phrase, noun=noun) if said and len(noun) > 1 else None

    def _continued(self, last: Figure, phrase: Phrase, tail: Tail, quantity: Quantity) -> tuple[str, Tail]:
        """The indicator of a number without a phrase of its own, or of one that only compares (高于全国, 占全部)."""
        if not phrase.noun:
            # 新增五座、累计达到百座, 新增五座、达到百座: the total is no longer of the new ones.
            level = bool(tail.words) and tail.change in (None, "level") and last.change == "level"
            total = (level and exceeds(quantity, last.quantity)) or self._is("total", tail.words)
            return (standing(last.base, self.figures) if total else last.base), tail
        compared = self.figures.particle("compared").match(tail.words)
        return last.base + phrase.noun + (compared[0] if compared else ""), replace(tail, change="level")

    def _stands_alone(self, noun: str) -> bool:
        """Whether a phrase is nothing but a measure (吞吐量, 总产量)."""
        row = head(noun, "measure", self.figures)
        return row is not None and len(noun) <= len(row.word) + 1

    def _verb_goes_on(self, quantity: Quantity, noun: str) -> bool:
        """Whether the verb of the list's first member is this one's too; not where things and money are mixed."""
        if self.verb is None or self.verb.role != "keep" or self.last is None:
            return False
        money = ("元" in quantity.unit) == ("元" in self.last.quantity.unit)
        return money and (self.last.indicator.startswith(self.verb.word) or len(noun) < SHORT)

    def _owned(self, noun: str, last: Figure, quantity: Quantity) -> str:
        """A measure that stands alone in a list, with whose it is, by the name that the report gives it nearby."""
        start, end = max(0, last.at - NEARBY), last.at + NEARBY
        for length in range(len(last.indicator) - 1, 1, -1):
            name = last.indicator[:length] + noun
            if self.text.find(name, start, end) >= 0:
                return name
        counted = last.quantity.kind == "count" and not head(last.indicator, "measure", self.figures)
        # 接待游客…人次、旅游收入…元: the income is not the visitors'.
        income = "元" in quantity.unit and last.quantity.unit.startswith("人")
        return last.indicator + noun if counted and not income else noun

    def _figure(self, quantity: Quantity, tail: Tail, indicator: str, anchor: Anchor, change: Change) -> Figure | None:
        indicator = _ITEM_NUMBER.sub("", indicator).strip("，,、：:；; 的").lstrip(")）")
        if not 2 <= len(indicator) <= LONGEST:
            return None
        clause = anchor.clause
        start = self.last.span.start if self.last and anchor.at < clause.start else clause.start
        return Figure(
            quantity=quantity,
            indicator=indicator,
            base=indicator,
            at=anchor.at,
            span=Span(start, clause.end),
            scope=anchor.scope,
            change=quantity.change or change,
            qualifier=quantity.qualifier or tail.qualifier or "exact",
            clue=tail.words + quantity.span.of(self.text),
        )
