"""What one question is read against: the graph, its names, the words of questions, and the question's tokens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tjgraph.lexicon.question_words import QuestionLexicon, Role
from tjgraph.ontology import Ontology
from tjgraph.query.question.names import Names, Thing
from tjgraph.query.question.sparql import TRANSITIVE, transitive_relations
from tjgraph.query.question.tokens import Token

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph


@dataclass(frozen=True)
class Context:
    """A question and all that reading it needs. ``text`` is the question as its tokens cut it (see `tokens.bare`)."""

    graph: KnowledgeGraph
    ontology: Ontology
    lexicon: QuestionLexicon
    names: Names
    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def transitive(self) -> frozenset[str]:
        """The relations that the ontology calls transitive."""
        return transitive_relations(self.graph.select(TRANSITIVE).rows)

    def has(self, *roles: Role) -> bool:
        """Whether a word of the question plays one of these roles."""
        return any(token.role in roles for token in self.tokens)

    @cached_property
    def things(self) -> tuple[Thing, ...]:
        """The entities that the question mentions, in its order."""
        return tuple(token.thing for token in self.tokens if token.thing is not None)

    def is_own_place(self, thing: Thing) -> bool:
        """Whether it is the place whose government gave a report of this graph."""
        return thing.record.iri in self.names.places

    @cached_property
    def now(self) -> int | None:
        """The year that 今年 means: that of the latest report, of the place that is named where it gave one."""
        named = {thing.record.iri for thing in self.things}
        reports = self.names.reports.values()
        of_place = [year for place, year in reports if place in named]
        return max(of_place or [year for _, year in reports], default=None)

    def is_elsewhere(self, token: Token) -> bool:
        """Whether a word names a place of another class than the report's own: 全国 in a city's report."""
        if token.role != "scope" or not token.senses.value:
            return False
        own = [self.names.things[iri].record.type for iri in self.names.places if iri in self.names.things]
        return not any(self.ontology.is_a(cls, token.senses.value) for cls in own)

    def years(self, tokens: Iterable[Token] | None = None) -> tuple[int, ...]:
        """The years that the question (or some of its tokens) names; 去年 is the year before the report's."""
        found = []
        for token in self.tokens if tokens is None else tokens:
            if token.year is not None:
                found.append(token.year)
            elif token.role == "year" and self.now is not None:
                found.append(self.now + int(token.senses.value))
        return tuple(dict.fromkeys(found))

    def class_label(self, cls: str) -> str:
        """The Chinese label of a class."""
        return self.ontology.classes[cls].label_zh

    def relation_label(self, relation: str) -> str:
        """The Chinese label of a relation."""
        return self.ontology.properties[relation].label_zh
