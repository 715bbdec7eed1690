"""All relations that a report states: what names hold, what frames over a sentence say, how far things have come."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

from tjgraph.extraction.clauses import split_clauses
from tjgraph.extraction.coordination import Group, Line, MentionIndex, Node, encode, group
from tjgraph.extraction.inner_relations import InnerReader
from tjgraph.extraction.statuses import StatusGrammar
from tjgraph.lexicon import Lexicon
from tjgraph.lexicon.frames import HERE, Frame
from tjgraph.lexicon.places import division_of, names_for
from tjgraph.model import Claim, Document, Entity, Sentence, Span
from tjgraph.ontology import load_ontology

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!代)")


def draw_claims(
    document: Document, entities: tuple[Entity, ...], place_key: str, lexicon: Lexicon
) -> tuple[Claim, ...]:
    """The claims of ``document`` about ``entities``, in the order of its sentences.

    ``place_key`` is the key of the report's own place: what a frame means where it says 我市 or names no place.
    A relation that is said twice has two claims; one that is drawn twice from the same words has one.
    """
    reader = _Reader(document, entities, place_key, lexicon)
    seen: set[tuple[str, str, str, int | None, Span]] = set()
    claims: list[Claim] = []
    for sentence in document.body():
        for claim in reader.claims(sentence):
            key = (claim.subject, claim.predicate, claim.object, claim.year, claim.span)
            if key not in seen and claim.subject != claim.object:
                seen.add(key)
                claims.append(claim)
    return tuple(claims)


class _Scene:
    """A sentence with its outermost mentions, their lists, and its clauses (a name that holds a comma breaks none)."""

    def __init__(self, text: str, sentence: Sentence, nodes: Sequence[Node], joint: re.Pattern[str]) -> None:
        self._text = text
        self._year = sentence.period.year
        self._years: dict[Span, int | None] = {}
        self.kind = sentence.period.kind
        self.span = sentence.span
        self.nodes = nodes
        self.groups = group(text, nodes, joint)
        self._node_starts = [n.span.start for n in nodes]
        self._group_starts = [g.span.start for g in self.groups]
        # A sentence of nothing but its end is one clause.
        self.clauses = tuple(self._join(split_clauses(text, sentence.span))) or (sentence.span,)
        self._clause_starts = [c.start for c in self.clauses]

    def _join(self, clauses: Iterator[Span]) -> Iterator[Span]:
        open_at: int | None = None
        clause = self.span
        for clause in clauses:
            start = clause.start if open_at is None else open_at
            last = bisect_left(self._group_starts, clause.end) - 1
            if last >= 0 and self.groups[last].span.end > clause.end:
                open_at = start
                continue
            open_at = None
            yield Span(start, clause.end)
        if open_at is not None:
            yield Span(open_at, clause.end)

    def clauses_of(self, span: Span) -> Span:
        """``span`` widened to whole clauses."""
        first = max(0, bisect_right(self._clause_starts, span.start) - 1)
        last = max(first, bisect_left(self._clause_starts, span.end) - 1)
        return Span(
            min(span.start, self.clauses[first].start),
            max(span.end, self.clauses[last].end),
        )

    def groups_in(self, clause: Span) -> tuple[Group, ...]:
        """The lists that lie in a clause."""
        first, last = (bisect_left(self._group_starts, at) for at in (clause.start, clause.end))
        return self.groups[first:last]

    def year(self, span: Span) -> int | None:
        """The year that the words name, where they name one outside of names; else that of the part of the report."""
        if span not in self._years:
            found = YEAR.finditer(self._text, span.start, span.end)
            years = {int(m[1]) for m in found if not self._named(m.start())}
            self._years[span] = years.pop() if len(years) == 1 else self._year
        return self._years[span]

    def _named(self, offset: int) -> bool:
        at = bisect_right(self._node_starts, offset) - 1
        return at >= 0 and offset < self.nodes[at].span.end


class _Reader:
    """One report being read."""

    def __init__(self, document: Document, entities: tuple[Entity, ...], place_key: str, lexicon: Lexicon) -> None:
        ontology = load_ontology()
        division = division_of(document.place)
        self._text = document.text
        self._place = place_key
        self._lexicon = lexicon.frames
        self._grammar = _grammar(lexicon, ontology.properties["status"].domain)
        self._names = InnerReader(lexicon.frames.inner, names_for(division.code if division else None))
        self._index = MentionIndex(entities, {e.type: ontology.top_type(e.type) for e in entities})
        self._domain = {name: frozenset(p.domain) for name, p in ontology.properties.items()}
        self._range = {name: frozenset(p.range) for name, p in ontology.properties.items()}

    def claims(self, sentence: Sentence) -> Iterator[Claim]:
        nodes = self._index.outermost(sentence.span)
        if nodes:
            scene = _Scene(self._text, sentence, nodes, self._lexicon.joint)
            yield from self._inner(scene)
            yield from self._framed(scene)
            yield from self._statuses(scene)

    def _inner(self, scene: _Scene) -> Iterator[Claim]:
        for node in scene.nodes:
            span = scene.clauses_of(node.span)
            for link in self._names.links(self._text, node):
                subject, target = link.subject, link.object
                if self._allowed(subject.type, link.predicate, target.type):
                    ends = subject.entity.key, link.predicate, target.entity.key
                    yield Claim(*ends, scene.year(span), span, link.rule, link.clue)

    def _framed(self, scene: _Scene) -> Iterator[Claim]:
        line = encode(self._text, scene.span, scene.groups)
        types = {node.type for node in scene.nodes}
        code, count = line.code, len(line.groups)
        for frame in self._lexicon.frames:
            # What no match can come of is most of all frames, and cheaper to see than a search.
            if len(frame.slots) > count or frame.row.word not in code:
                continue
            if any(types.isdisjoint(wanted) for wanted in frame.slots.values()):
                continue
            at = 0
            while (found := frame.regex.search(code, at)) is not None:
                at = found.start() + 1
                span = scene.clauses_of(line.span(found.start(), found.end()))
                for ends in self._filled(frame, found, line):
                    yield Claim(*ends, scene.year(span), span, frame.row.rule, frame.row.word)

    def _filled(self, frame: Frame, found: re.Match[str], line: Line) -> Iterator[tuple[str, str, str]]:
        members: dict[str, tuple[Node, ...]] = {}
        for name, types in frame.slots.items():
            in_slot = line.group_at(found.start(name))
            members[name] = in_slot.of_types(types) if in_slot else ()
            if name in frame.single and len(members[name]) != 1:
                return
        for left, right in frame.touching:
            members[left], members[right] = members[left][-1:], members[right][:1]
        each = any(word in found[0] for word in self._lexicon.pairing)
        for triple in frame.triples:
            targets = [("Place", self._place)]
            if triple.object != HERE:
                targets = [(node.type, node.entity.key) for node in members[triple.object]]
            for subject, (kind, key) in _pairs(members[triple.subject], targets, each):
                if self._allowed(subject.type, triple.predicate, kind):
                    yield subject.entity.key, triple.predicate, key

    def _statuses(self, scene: _Scene) -> Iterator[Claim]:
        for clause in scene.clauses:
            groups = scene.groups_in(clause)
            if not groups:
                continue
            for said in self._grammar.read(encode(self._text, clause, groups), scene.kind):
                for node in said.group.of_types(said.types):
                    ends = node.entity.key, "status", said.status
                    yield Claim(*ends, scene.year(clause), clause, said.rule, said.clue)

    def _allowed(self, subject: str, predicate: str, target: str) -> bool:
        return subject in self._domain[predicate] and target in self._range[predicate]


def _pairs(
    subjects: Sequence[Node], targets: Sequence[tuple[str, str]], each: bool
) -> Iterator[tuple[Node, tuple[str, str]]]:
    """Every subject with every target; of two lists that 分别 joins the first with the first, and so on.

    Two such lists of unlike lengths are not paired: one of their members was not read.
    """
    if not each or len(subjects) == 1 or len(targets) == 1:
        yield from product(subjects, targets)
    elif len(subjects) == len(targets):
        yield from zip(subjects, targets, strict=True)


@cache
def _grammar(lexicon: Lexicon, types: tuple[str, ...]) -> StatusGrammar:
    verbs = [word for word, row in lexicon.naming.boundaries.items() if row.scope in ("verb", "act", "charter")]
    return StatusGrammar(lexicon.frames, types, verbs)
