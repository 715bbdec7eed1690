"""Whose figure it is: the entity that opens its phrase, or the one that its sentence is about, else the report's own place."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from tjgraph.extraction.clauses import split_clauses
from tjgraph.extraction.indicators import leading_verb, split_predicate, strip_start
from tjgraph.lexicon.figures import FigureLexicon
from tjgraph.model import Entity, Mention, Sentence, Span
from tjgraph.ontology import load_ontology

LISTED = ("、", "等", "和", "与", "及")


class Subjects:
    """The entities of one report by where they are named, and who of them can have figures."""

    def __init__(self, entities: Sequence[Entity], place_key: str, figures: FigureLexicon) -> None:
        ontology = load_ontology()
        owners = {row.word: row.carry for row in figures.owners}
        self.place_key, self.figures = place_key, figures
        named: list[tuple[Mention, Entity, bool | None]] = []
        for entity in entities:
            carry = owners.get(ontology.top_type(entity.type) if entity.type in ontology.classes else entity.type)
            named += [(mention, entity, carry) for mention in entity.mentions]
        named.sort(key=lambda item: (item[0].span.start, -item[0].span.end, item[1].key))
        self._named = named
        self._starts = [mention.span.start for mention, _, _ in named]

    def _within(self, span: Span) -> list[tuple[Mention, Entity, bool | None]]:
        return self._named[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def names_in(self, span: Span) -> tuple[Span, ...]:
        """Where entities are named within ``span``; a whole sentence that stands for the report's place is no name."""
        return tuple(mention.span for mention, _, _ in self._within(span) if mention.span != span)

    def opening(self, start: int, end: int) -> tuple[Mention, Entity, bool] | None:
        """The longest name of an owner that starts right at ``start`` and ends before ``end``."""
        for mention, entity, carry in self._within(Span(start, end)) if start < end else ():
            if mention.span.start == start and mention.span.end <= end and carry is not None:
                return mention, entity, carry
        return None

    def topic(self, text: str, sentence: Sentence, offset: int) -> str | None:
        """The key of what the clauses before ``offset`` are about, where its figures go on into the next ones."""
        for clause in reversed([c for c in split_clauses(text, sentence.span) if c.start <= offset]):
            words = clause.of(text)
            rest, scope = strip_start(words, self.figures)
            if scope:
                return None
            verb = leading_verb(rest, self.figures)
            start = clause.end - len(rest) + (len(verb.word) if verb and verb.pivot else 0)
            found = self.opening(start + (text[start] == "“"), clause.end) if start < clause.end else None
            if found and clause.end < offset:
                mention, entity, carry = found
                after = text[mention.span.end : clause.end].lstrip("”")
                noun, _ = split_predicate("〇" + after, self.figures)
                verb = leading_verb(after, self.figures)
                acts = noun == "〇" or (verb is not None and verb.role != "preposition")
                return entity.key if carry and not acts and not after.startswith(LISTED) else None
            if text[clause.start - 1] in "；;":
                return None
        return None
