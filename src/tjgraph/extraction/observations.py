"""Observations: each figure with its indicator, subject, year and kind.

Two shapes carry all figures: the number said of a phrase before it (`粮食产量达到200万吨`) and the number that counts the noun behind it
(`新建20所学校`). Coordination spreads them: members of a list share a number, a verb or a head, and a number without a phrase
of its own continues the one before (`产值500亿元、增长6%`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from tjgraph.extraction.clauses import split_clauses
from tjgraph.extraction.groups import Group, split_groups
from tjgraph.extraction.indicators import (
    Phrase,
    Tail,
    counted_unit,
    distribute,
    head,
    inner_verb,
    leading_verb,
    is_vague,
    new_verb,
    read_phrase,
    read_tail,
    split_predicate,
    stops_right,
    strip_start,
    trailing_verb,
)
from tjgraph.extraction.quantities import Quantity, find_quantities
from tjgraph.extraction.subjects import Subjects
from tjgraph.extraction.years import year_and_kind
from tjgraph.lexicon import Lexicon
from tjgraph.lexicon.figures import FigureLexicon, VerbRow
from tjgraph.model import Change, Document, Entity, Observation, Qualifier, Sentence, Span

LONGEST = 40
PREFIX = 12  # the longest phrase before a counted noun that is part of the indicator
SHORT = 6  # the longest predicate that is shown with what it says something of
EXAMPLES = re.compile("等(?:方面|领域|全部)?$")
ORIGINS = ("从", "由", "自")
ORIGIN = re.compile("(?:从|由|自|(?<=.)现行|(?:比|较)[^，、]{0,12}的)$")
ACTING = ("为", "在", "是", "对", "向")  # what carries a number elsewhere is a preposition before a counted noun


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with its phrase. ``base`` is the indicator that a following comparison goes on from; ``at`` is where the phrase starts; ``span`` covers the words that say it."""

    quantity: Quantity
    indicator: str
    base: str
    at: int
    span: Span
    scope: bool
    change: Change
    qualifier: Qualifier
    clue: str


def draw_observations(
    document: Document, entities: tuple[Entity, ...], place_key: str, lexicon: Lexicon
) -> tuple[Observation, ...]:
    """Every figure of ``document`` that says how much, in the order of the text.

    ``entities`` are those found in it: a figure whose phrase opens with one that can have figures is its own, any other the place's
    (``place_key``). Numbers within the name of an entity are none.
    """
    subjects = Subjects(entities, place_key, lexicon.figures)
    drawn: list[Observation] = []
    for sentence in document.body():
        names = subjects.names_in(sentence.span)
        quantities = tuple(find_quantities(document.text, sentence.span, lexicon.figures, names))
        if not quantities:
            continue
        reader = _SentenceReader(document.text, sentence.span, lexicon.figures)
        for figure in reader.read(quantities):
            if dated := year_and_kind(document, sentence, figure.quantity.span.start):
                subject, indicator = _owner(figure, subjects, document.text, sentence)
                drawn.append(
                    Observation(
                        indicator=indicator,
                        subject=subject,
                        value=figure.quantity.value,
                        unit=figure.quantity.unit,
                        year=dated[0],
                        kind=dated[1],
                        change=figure.change,
                        qualifier=figure.qualifier,
                        span=figure.span,
                        rule=figure.quantity.rule,
                        clue=figure.clue,
                    )
                )
    return tuple(dict.fromkeys(drawn))


def _owner(figure: Figure, subjects: Subjects, text: str, sentence: Sentence) -> tuple[str, str]:
    """The key of whose figure it is, and the indicator without that name."""
    at = figure.at
    if opened := subjects.opening(at + (text[at] == "“"), figure.quantity.span.start):
        mention, entity, _ = opened
        after = text[mention.span.end : figure.quantity.span.start].lstrip("”")
        rest = figure.indicator.replace("“", "").replace("”", "").removeprefix(mention.text)
        rest = figure.indicator[figure.indicator.find(rest) :].lstrip("的，") if rest else ""
        if not after.startswith(("、", "等", "和")) and mention.text in figure.indicator[: len(mention.text) + 1] and len(rest) > 1:
            return entity.key, rest
        if not after.startswith(("、", "等", "和")) and mention.text not in figure.indicator:
            return entity.key, figure.indicator
        return subjects.place_key, figure.indicator
    topic = None if figure.scope else subjects.topic(text, sentence, at)
    return topic or subjects.place_key, figure.indicator


def _standing(indicator: str, figures: FigureLexicon) -> str:
    """What an indicator counts, without the verb of newness: 新建公园 → 公园."""
    verb = leading_verb(indicator, figures)
    opened = verb is not None and verb.role == "keep" and len(indicator) > len(verb.word) + 1
    return (indicator[len(verb.word) :] if verb and opened else indicator).removesuffix("新增")


class _SentenceReader:
    """Reads the figures of one sentence; remembers the last one and the verb of the list that is being read."""

    def __init__(self, text: str, span: Span, figures: FigureLexicon) -> None:
        self.text, self.span, self.figures = text, span, figures
        self.last: Figure | None = None
        self.listed: list[Figure] = []
        self.verb: VerbRow | None = None

    def read(self, quantities: Sequence[Quantity]) -> Iterator[Figure]:
        """The figures of the sentence, in order."""
        for clause in split_clauses(self.text, self.span):
            inside = [q for q in quantities if clause.contains(q.span)]
            self.verb = None
            groups = split_groups(self.text, clause, inside, self.figures)
            while groups:
                count, figures = self._shared(groups, clause)
                for figure in figures or self._group(groups[0], clause):
                    self.last = figure
                    self.listed.append(figure)
                    yield figure
                del groups[: count or 1]

    # 甲、乙分别增至283家、38家

    def _shared(self, groups: list[Group], clause: Span) -> tuple[int, list[Figure]]:
        """Figures that the members of a list share out among them, and how many groups that used up."""
        first = groups[0]
        tail = read_tail(self.text, first.start, first.quantities[0].span.start, self.figures)
        moved = self.text[first.start : tail.end].endswith(ORIGINS)
        outer = read_tail(self.text, first.start, tail.end - 1, self.figures) if moved and tail.end - 1 > first.start else tail
        if not outer.shared:
            return 0, []
        run, used = self._run(groups)
        if moved:
            # 分别从甲、乙增至丙、丁: the first half is where they came from.
            half = len(run) // 2
            tail = read_tail(self.text, run[half - 1].span.end, run[half].span.start, self.figures) if half else tail
            run = run[half:]
        phrase = read_phrase(self.text[first.start : outer.end], first.start, self.figures)
        bases = self._members(phrase, len(run), "累计" in tail.words)
        if not bases:
            return 0, []
        if len(run) == 1:
            run = run * len(bases)
        figures = [self._figure(q, tail, name, at, scope, tail.change or "level", clause) for q, (name, at, scope) in zip(run, bases, strict=True)]
        return used, [figure for figure in figures if figure]

    def _run(self, groups: list[Group]) -> tuple[list[Quantity], int]:
        """The numbers that follow one another with nothing but carrying words between them, and how many groups hold them."""
        run: list[Quantity] = []
        for used, group in enumerate(groups):
            start = group.start
            for quantity in group.quantities:
                if run and read_tail(self.text, start, quantity.span.start, self.figures).end > start:
                    return run, max(used, 1)
                run.append(quantity)
                start = quantity.span.end
        return run, len(groups)

    def _members(self, phrase: Phrase, count: int, total: bool) -> list[tuple[str, int, bool]]:
        """Indicator, place and scope of each of ``count`` numbers: the members of the phrase, or the figures just before."""
        if not phrase.noun:
            before = self.listed[-count:]
            names = [_standing(figure.base, self.figures) if total else figure.base for figure in before]
            return [(name, f.at, f.scope) for name, f in zip(names, before, strict=True)] if 1 < count == len(before) else []
        members = distribute(phrase.text, count if count > 1 else None, self.figures)
        if count > 1 and len(members) == 1:
            members = members * count
        return [(name, phrase.start, phrase.scope) for name in members] if len(members) > 1 else []

    def _group(self, group: Group, clause: Span) -> Iterator[Figure]:
        start, origin = group.start, None
        for index, quantity in enumerate(group.quantities):
            follower = group.quantities[index + 1] if index + 1 < len(group.quantities) else None
            tail = read_tail(self.text, start, quantity.span.start, self.figures)
            core = self.text[start : tail.end]
            limit = read_tail(self.text, quantity.span.end, follower.span.start, self.figures).end if follower else group.end
            right = self.text[quantity.span.end : limit]
            if follower and self._only_leads(quantity, follower, core, group):
                start = follower.span.start if follower.span.start == quantity.span.end else start
                continue
            if follower and (source := ORIGIN.search(core)):
                origin, start = (core[: source.start()], start), quantity.span.end
                continue
            phrase = read_phrase(origin[0] + core, origin[1], self.figures) if origin else read_phrase(core, start, self.figures)
            figure = None
            if self._counts(quantity, tail, core, right) and not origin:
                figure = self._counted(quantity, start, right, follower is not None, group, clause)
            elif not (quantity.bounded and quantity.kind == "amount" and not stops_right(right, self.figures)):
                figure = self._predicated(quantity, tail, phrase, group, clause)
            if figure:
                yield figure
                start, origin = quantity.span.end, None

    def _only_leads(self, quantity: Quantity, follower: Quantity, core: str, group: Group) -> bool:
        """Whether a number is no figure of its own before the next: a place (在三个区新建…), or an attribute (两类十种)."""
        if core.endswith("在"):
            return True
        beyond = next((q.span.start for q in group.quantities if q.span.start > follower.span.start), group.end)
        return follower.span.start == quantity.span.end and not stops_right(self.text[follower.span.end : beyond], self.figures)

    def _counts(self, quantity: Quantity, tail: Tail, core: str, right: str) -> bool:
        """Whether a number counts the noun behind it, rather than being said of the phrase before it."""
        if stops_right(right, self.figures):
            return False
        bare, _ = strip_start(core, self.figures)
        if quantity.kind == "amount" and bare and right.startswith("的"):
            return False
        acting = tail.change in ("increase", "decrease") or tail.words.endswith(ACTING)
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
        if quantity.kind == "reading" or (quantity.kind == "amount" and quantity.bounded):
            return None
        tail = read_tail(self.text, start, quantity.span.start, self.figures, changes=False)
        core = self.text[start : tail.end]
        bare, scope = strip_start(core, self.figures)
        verb = trailing_verb(bare, self.figures)
        right = right.removeprefix("的").lstrip(")）”") + ("" if followed else self._listed(group.end, clause.end))
        acts = verb is None or verb.pivot or followed
        noun, predicate = split_predicate(right, self.figures) if acts else (right, "")
        if followed and not predicate and verb and verb.pivot and (cut := inner_verb(noun, self.figures)):
            noun, predicate = noun[:cut], noun[cut:]
        elif followed and not predicate and (last := trailing_verb(noun, self.figures)) and len(noun) > len(last.word) + 1:
            noun, predicate = noun[: -len(last.word)], last.word
        elif not predicate and not bare:
            _, predicate = split_predicate("〇" + self.text[group.end : clause.end].split("、")[-1], self.figures)
        if not quantity.unit:
            row = counted_unit(noun, self.figures)
            if row is None or row.unit is None:
                return None
            quantity = replace(quantity, unit=row.unit, rule=row.rule)
        indicator = self._counted_indicator(quantity, bare, verb, noun.rstrip("，、的"), predicate, followed)
        change = (verb.change if verb and verb.change and bare == verb.word else None) or "level"
        self.verb = verb if verb and bare == verb.word else self.verb
        at = start + len(core) - len(bare) if bare else quantity.span.end
        return self._figure(quantity, tail, indicator, at, scope, change, clause)

    def _listed(self, start: int, end: int) -> str:
        """The further members of the list of nouns that a number counts (十家甲、乙), if nothing else follows."""
        rest = self.text[start:end]
        goes_on = rest.startswith("、") and not any(char.isdigit() for char in rest) and not leading_verb(rest[1:], self.figures)
        return rest if goes_on and len(rest) <= LONGEST // 2 else ""

    def _counted_indicator(
        self, quantity: Quantity, bare: str, verb: VerbRow | None, noun: str, predicate: str, followed: bool
    ) -> str:
        prefix = self._counted_prefix(bare, verb)
        generic = len(noun) < 3 or (row := head(noun, "generic", self.figures)) is not None and row.word == noun
        if predicate and not is_vague(predicate, self.figures) and not followed:
            short = len(predicate) <= SHORT and not bare
            if (generic or quantity.kind == "ratio" or short) and len(prefix + noun + predicate) <= LONGEST:
                return prefix + noun + predicate
        if generic and EXAMPLES.search(bare):
            return read_phrase(bare, 0, self.figures).noun.split("、")[-1] + noun
        if generic and not prefix and verb and verb.role == "drop":
            phrase = read_phrase(bare, 0, self.figures) if bare != verb.word else None
            return (phrase.noun if phrase and len(phrase.noun) <= PREFIX else verb.word) + noun
        return prefix + noun

    def _counted_prefix(self, bare: str, verb: VerbRow | None) -> str:
        """What stands before the number and belongs to what it counts."""
        if not bare:
            return self.verb.word if self.verb and self.verb.role == "keep" else ""
        if EXAMPLES.search(bare):
            return ""
        if "、" in bare:
            opening = read_phrase(bare, 0, self.figures).verb
            return opening.word if opening and opening.role == "keep" else ""
        if verb is None:
            owner = bare.split("等")[-1]
            return owner if len(owner) <= PREFIX else ""
        if verb.role == "keep":
            return bare if len(bare) <= PREFIX else verb.word
        return ""

    # 粮食产量达到200万吨

    def _predicated(self, quantity: Quantity, tail: Tail, phrase: Phrase, group: Group, clause: Span) -> Figure | None:
        if not quantity.unit:
            row = counted_unit(phrase.noun or (self.last.indicator if self.last else ""), self.figures)
            if row is None or row.unit is None:
                return None
            quantity = replace(quantity, unit=row.unit, rule=row.rule)
        return self._said(quantity, tail, phrase, clause, first=group.first)

    def _said(self, quantity: Quantity, tail: Tail, phrase: Phrase, clause: Span, *, first: bool = True) -> Figure | None:
        at, scope, indicator, last, base = phrase.start, phrase.scope, phrase.text, self.last, ""
        verb = phrase.verb
        if not phrase.noun:
            if last is None:
                return None
            # 新增五座、累计达到百座: the total is no longer of the new ones.
            indicator = _standing(last.base, self.figures) if "累计" in tail.words else last.base
            base, at, scope = last.base, last.at, last.scope
        elif last and phrase.noun.startswith(("占", "高于", "低于", "快于", "优于", "好于", "领先", "比", "较")):
            base, at, scope = last.base, last.at, last.scope
            indicator = base + phrase.noun
        elif not first and not verb and not tail.said and self._verb_goes_on(quantity, phrase.noun):
            verb = self.verb
            indicator = (verb.word if verb else "") + phrase.noun
        elif last and last.span.overlaps(clause) and (row := head(phrase.noun, "measure", self.figures)) and len(phrase.noun) <= len(row.word) + 1 and not verb:
            indicator = self._owned(phrase.noun, last)
            at, scope = last.at, last.scope
        self.verb = verb or new_verb(phrase.noun, self.figures) or (None if first else self.verb)
        change = tail.change or (verb.change if verb and verb.change else None) or "level"
        figure = self._figure(quantity, tail, indicator, at, scope, change, clause)
        return replace(figure, base=base) if figure and base else figure

    def _verb_goes_on(self, quantity: Quantity, noun: str) -> bool:
        """Whether the verb of the list's first member is this one's too; it is not where things and money are mixed."""
        if self.verb is None or self.verb.role != "keep" or self.last is None:
            return False
        money = ("元" in quantity.unit) == ("元" in self.last.quantity.unit)
        return money and (self.last.indicator.startswith(self.verb.word) or len(noun) < SHORT)

    def _owned(self, noun: str, last: Figure) -> str:
        """A measure that stands alone in a list (吞吐量) with whose it is, by the name that the report gives it elsewhere."""
        for length in range(len(last.indicator) - 1, 1, -1):
            if last.indicator[:length] + noun in self.text:
                return last.indicator[:length] + noun
        whole = last.quantity.kind == "count" and not head(last.indicator, "measure", self.figures)
        return last.indicator + noun if whole else noun

    def _figure(
        self, quantity: Quantity, tail: Tail, indicator: str, at: int, scope: bool, change: Change, clause: Span
    ) -> Figure | None:
        indicator = indicator.strip("，,、：:；; 的")
        if len(indicator) < 2 or len(indicator) > LONGEST:
            return None
        qualifier = quantity.qualifier or tail.qualifier or "exact"
        start = clause.start
        if self.last and at < clause.start:
            start = self.last.span.start
        clue = tail.words + quantity.span.of(self.text)
        return Figure(quantity, indicator, indicator, at, Span(start, clause.end), scope, change, qualifier, clue)
