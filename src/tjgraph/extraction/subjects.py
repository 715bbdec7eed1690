"""Whose figure it is: what opens its phrase, or what its sentence is about, else the report's own place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from tjgraph.extraction.clauses import split_clauses
from tjgraph.extraction.figure import Figure
from tjgraph.extraction.indicators import leading_verb, split_predicate, strip_start
from tjgraph.lexicon.figures import FigureLexicon
from tjgraph.model import Entity, Mention, Sentence, Span
from tjgraph.ontology import load_ontology

_BRACKETED = re.compile(r"^[（(][^（）()]*[）)]")  # 某班列（某线）开行
_NUMBER = re.compile("[0-9０-９]")
REACH = 300  # as far as what a sentence is about may stand from the figure


class Subjects:
    """The entities of one report by where they are named, and which of them can have figures."""

    def __init__(self, entities: Sequence[Entity], place_key: str, figures: FigureLexicon) -> None:
        ontology = load_ontology()
        owners = {row.word: row.carry for row in figures.owners}
        self.place_key, self.figures = place_key, figures
        named: list[tuple[Mention, Entity, bool | None]] = []
        for entity in entities:
            kind = ontology.top_type(entity.type) if entity.type in ontology.classes else entity.type
            named += [(mention, entity, owners.get(kind)) for mention in entity.mentions]
        named.sort(key=lambda item: (item[0].span.start, -item[0].span.end, item[1].key))
        self._named = named
        self._starts = [mention.span.start for mention, _, _ in named]

    def _within(self, start: int, end: int) -> list[tuple[Mention, Entity, bool | None]]:
        return self._named[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def names_in(self, span: Span) -> tuple[Span, ...]:
        """Where entities are named within ``span``, in order."""
        return tuple(mention.span for mention, _, _ in self._within(span.start, span.end))

    def owner(self, text: str, sentence: Sentence, figure: Figure) -> tuple[str, str]:
        """The key of whose figure it is, and its indicator without that name."""
        number = figure.quantity.span.start
        start = figure.at + (text[figure.at] in "“《")
        opened = self._opening(start, number)
        if opened is None:
            named = figure.scope or text[figure.at] in "“《"
            about = None if named else self._beside(text, figure) or self._about(text, sentence, figure.at)
            return about or self.place_key, figure.indicator
        mention, entity, _ = opened
        if self._one_of_several(text[mention.span.end : number]):
            return self.place_key, figure.indicator
        before, name, rest = figure.indicator.partition(mention.text)
        if not name:
            return entity.key, figure.indicator
        if before in ("“", "《") and not rest.startswith(("”", "》")):
            return self.place_key, figure.indicator  # “某地一号”卫星: the name goes on within the quotation
        rest = _BRACKETED.sub("", rest.lstrip("”》")).lstrip("的，")
        return (entity.key, rest) if before in ("", "“", "《") and len(rest) > 1 else (self.place_key, figure.indicator)

    def _opening(self, start: int, end: int) -> tuple[Mention, Entity, bool] | None:
        """The longest name of an owner that starts right at ``start`` and ends by ``end``."""
        for mention, entity, carry in self._within(start, start + 1):
            if mention.span.end <= end and carry is not None:
                return mention, entity, carry
        return None

    def _beside(self, text: str, figure: Figure) -> str | None:
        """The key of what a clause opens with, where the figure tells a further deed of it (某所聚甲5人、办乙6项)."""
        start = max(figure.span.start, figure.at - REACH)
        rest, _ = strip_start(text[start : figure.at], self.figures)
        opened = self._opening(figure.at - len(rest), figure.at) if rest else None
        if opened is None or leading_verb(text[figure.at :], self.figures) is None or "，" in rest:
            return None
        mention, entity, _ = opened
        after = text[mention.span.end : figure.at].lstrip("”")
        deed = leading_verb(after, self.figures) is not None and _NUMBER.search(after) is not None
        return entity.key if deed and not self._one_of_several(after) else None

    def _about(self, text: str, sentence: Sentence, offset: int) -> str | None:
        """The key of what the clauses before ``offset`` are about, where its figures go on into the next ones."""
        near = Span(max(sentence.span.start, offset - REACH), min(sentence.span.end, offset + REACH))
        if not any(carry for _, _, carry in self._within(near.start, offset)):
            return None
        clauses = [clause for clause in split_clauses(text, near) if clause.start <= offset]
        for clause in reversed(clauses):
            rest, scope = strip_start(clause.of(text), self.figures)
            if scope:
                return None
            if clause.end < offset and (found := self._topic(text, clause, rest)):
                return found[0]
            started = clause.end >= offset or leading_verb(rest, self.figures) is not None
            if not started or text[clause.start - 1 : clause.start] in ("；", ";"):
                return None
        return None

    def _topic(self, text: str, clause: Span, rest: str) -> tuple[str | None] | None:
        """The topic that a clause opens with, ``(None,)`` where it opens with what is none, None where with nothing."""
        verb = leading_verb(rest, self.figures)
        start = clause.end - len(rest) + (len(verb.word) if verb and verb.pivot else 0)
        if start >= clause.end:
            return None
        opened = self._opening(start + (text[start] == "“"), clause.end)
        if opened is None:
            return None
        mention, entity, carry = opened
        after = text[mention.span.end : clause.end].lstrip("”")
        said = leading_verb(after, self.figures)
        if said is not None and said.role == "preposition":
            return (entity.key if carry else None,)
        # 加快建设, 建成开放: what is only done to it, or by it, says nothing of it.
        acts = said is not None or split_predicate("〇" + after, self.figures)[0] == "〇"
        return (entity.key if carry and not acts and not self._one_of_several(after) else None,)

    def _one_of_several(self, after: str) -> bool:
        """Whether what follows a name shows it as a member of a list (甲、乙等十家) or as counted (甲二十家)."""
        phrase = _NUMBER.split(after.lstrip("”》"), maxsplit=1)[0]
        listed = self.figures.particle("listed").match(phrase) is not None
        return listed or "、" in phrase or "等" in phrase or (not phrase and after != "")
