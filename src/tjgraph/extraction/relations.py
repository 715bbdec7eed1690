"""All relations that a report states: what names hold, what frames over a sentence say, how far things have come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tjgraph.extraction.clauses import split_clauses
from tjgraph.extraction.coordination import Group, Line, MentionIndex, Node, encode, group
from tjgraph.extraction.inner_relations import InnerReader
from tjgraph.extraction.statuses import StatusGrammar
from tjgraph.lexicon import Lexicon
from tjgraph.lexicon.frames import HERE, Frame, FrameLexicon
from tjgraph.lexicon.places import division_of, names_for
from tjgraph.model import Claim, Document, Entity, Sentence, Span
from tjgraph.ontology import load_ontology

OTHER_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!代)")


def draw_claims(
    document: Document, entities: tuple[Entity, ...], place_key: str, lexicon: Lexicon
) -> tuple[Claim, ...]:
    """The claims of ``document`` about ``entities``, in the order of the text.

    ``place_key`` is the key of the report's own place: what a frame means where it says 本市 or names no place.
    A claim that is drawn twice from the same words stands once.
    """
    reader = _Reader(document, entities, place_key, lexicon.frames)
    seen: set[tuple[str, str, str, int | None, Span]] = set()
    claims: list[Claim] = []
    for sentence in document.body():
        for claim in reader.claims(sentence):
            key = (claim.subject, claim.predicate, claim.object, claim.year, claim.span)
            if key not in seen and claim.subject != claim.object:
                seen.add(key)
                claims.append(claim)
    return tuple(claims)


class _Reader:
    """One report being read."""

    def __init__(self, document: Document, entities: tuple[Entity, ...], place_key: str, lexicon: FrameLexicon) -> None:
        ontology = load_ontology()
        self._text = document.text
        self._place = place_key
        self._lexicon = lexicon
        self._grammar = _grammar(lexicon, ontology.properties["status"].domain)
        division = division_of(document.place)
        self._names = InnerReader(lexicon.inner, names_for(division.code if division else None))
        self._index = MentionIndex(entities, {e.type: ontology.top_type(e.type) for e in entities})
        self._domain = {name: frozenset(p.domain) for name, p in ontology.properties.items()}
        self._range = {name: frozenset(p.range) for name, p in ontology.properties.items()}

    def claims(self, sentence: Sentence) -> Iterator[Claim]:
        nodes = self._index.outermost(sentence.span)
        if not nodes:
            return
        groups = group(self._text, nodes, self._lexicon.joint)
        clauses = tuple(self._clauses(sentence.span, groups))
        yield from self._inner(sentence, nodes, clauses)
        yield from self._framed(sentence, groups, clauses)
        for clause in clauses:
            yield from self._statuses(sentence, clause, groups)

    def _clauses(self, span: Span, groups: Sequence[Group]) -> Iterator[Span]:
        """The clauses of a sentence; a name that holds a comma does not break."""
        open_clause: Span | None = None
        for clause in split_clauses(self._text, span):
            joined = Span(open_clause.start, clause.end) if open_clause else clause
            if any(g.span.start < joined.end < g.span.end for g in groups):
                open_clause = joined
                continue
            open_clause = None
            yield joined
        if open_clause:
            yield open_clause

    def _inner(self, sentence: Sentence, nodes: Sequence[Node], clauses: Sequence[Span]) -> Iterator[Claim]:
        for node in nodes:
            for link in self._names.links(self._text, node):
                if self._allowed(link.subject.type, link.predicate, link.object.type):
                    span = next((c for c in clauses if c.contains(node.span)), sentence.span)
                    yield Claim(
                        link.subject.entity.key,
                        link.predicate,
                        link.object.entity.key,
                        self._year(sentence, span, nodes),
                        span,
                        link.rule,
                        link.clue,
                    )

    def _framed(self, sentence: Sentence, groups: Sequence[Group], clauses: Sequence[Span]) -> Iterator[Claim]:
        line = encode(self._text, sentence.span, groups)
        for frame in self._lexicon.frames:
            if frame.row.word not in line.code:
                continue
            at = 0
            while (found := frame.regex.search(line.code, at)) is not None:
                at = found.start() + 1
                span = _whole(line.span(found.start(), found.end()), clauses)
                year = self._year(sentence, span, [m for g in groups for m in g.members])
                for subject, predicate, target in self._filled(frame, found, line):
                    yield Claim(subject, predicate, target, year, span, frame.row.rule, frame.row.word)

    def _filled(self, frame: Frame, found: re.Match[str], line: Line) -> Iterator[tuple[str, str, str]]:
        members: dict[str, tuple[Node, ...]] = {}
        for name, types in frame.slots.items():
            in_slot = line.group_at(found.start(name))
            members[name] = in_slot.of_types(types) if in_slot else ()
            if name in frame.single and len(members[name]) != 1:
                return
        for left, right in frame.touching:
            members[left], members[right] = members[left][-1:], members[right][:1]
        for triple in frame.triples:
            for subject in members[triple.subject]:
                if triple.object == HERE:
                    if self._allowed(subject.type, triple.predicate, "Place"):
                        yield subject.entity.key, triple.predicate, self._place
                    continue
                for target in members[triple.object]:
                    if self._allowed(subject.type, triple.predicate, target.type):
                        yield subject.entity.key, triple.predicate, target.entity.key

    def _statuses(self, sentence: Sentence, clause: Span, groups: Sequence[Group]) -> Iterator[Claim]:
        within = [g for g in groups if clause.contains(g.span)]
        if not within:
            return
        year = self._year(sentence, clause, [m for g in within for m in g.members])
        for said in self._grammar.read(encode(self._text, clause, within), sentence.period.kind):
            for node in said.group.of_types(said.types):
                yield Claim(node.entity.key, "status", said.status, year, clause, said.rule, said.clue)

    def _allowed(self, subject: str, predicate: str, target: str) -> bool:
        return subject in self._domain[predicate] and target in self._range[predicate]

    def _year(self, sentence: Sentence, span: Span, names: Sequence[Node]) -> int | None:
        """The year that the clause names outside of names, if it names one; else the year of its part of the report."""
        years = {
            int(m[1])
            for m in OTHER_YEAR.finditer(self._text, span.start, span.end)
            if not any(n.span.start <= m.start() < n.span.end for n in names)
        }
        return years.pop() if len(years) == 1 else sentence.period.year


def _whole(span: Span, clauses: Sequence[Span]) -> Span:
    """``span`` widened to whole clauses."""
    touched = [c for c in clauses if c.overlaps(span)]
    if not touched:
        return span
    return Span(min(span.start, touched[0].start), max(span.end, touched[-1].end))


@cache
def _grammar(lexicon: FrameLexicon, types: tuple[str, ...]) -> StatusGrammar:
    return StatusGrammar(lexicon, types)
