"""SPARQL for questions about things: a pattern of nodes, ties and conditions → the text of a query.

Nothing that a user typed is spliced into a query: names became entities, whose IRIs are written as N-Triples terms, and
words that stay words are written as literals, by the library that will read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri, Text
from tjgraph.lexicon.question_words import Kind
from tjgraph.ontology import Ontology
from tjgraph.query.question.names import Thing

# What may stand between a name and the noun that says what it is: 甲、乙等三个项目 calls both projects.
_CALLED = "^(?:、[^，,。；;]{1,40}?)?等?[^，,。；;、]{0,6}?"


@dataclass(frozen=True, slots=True)
class Node:
    """What a question speaks of: given ``things``, or a variable of some ``kind`` (None: of any).

    ``word`` is what the question calls it; ``holds``: words that its name has to hold.
    """

    word: str
    things: tuple[Thing, ...] = ()
    kind: Kind | None = None
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Two nodes (by index) that one of ``ways`` ties: a relation, and whether it leads from ``left`` to ``right``.

    ``loosely`` are the ways that the question's word does not name but may mean (在 may be said of what is a part).
    """

    left: int
    right: int
    ways: tuple[tuple[str, bool], ...]
    loosely: tuple[tuple[str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A node's status: one of ``statuses``."""

    node: int
    statuses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A question about things: find ``target`` (an index into ``nodes``).

    ``years``: those that the claims speak of (empty: any); ``place``: the report's own place, where the question names
    it only to say where it looks: in its ``reports``; what lies in another place of its class does not count.
    """

    nodes: tuple[Node, ...]
    target: int
    links: tuple[Link, ...] = ()
    conditions: tuple[Condition, ...] = ()
    years: tuple[int, ...] = ()
    place: Thing | None = None
    reports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Latitude:
    """How far an answer may go.

    ``loosely``: see `Link`; ``parts``: names that hold the class word inside (医院 in 某医院二期); ``kin``: other
    classes that may be called so (see `ClassRow`); ``upward``: the place around the place;
    ``background``: what no report says; ``detour``: by way of a third thing, which one end builds, makes or is part of.
    """

    loosely: bool = False
    parts: bool = False
    kin: bool = False
    upward: bool = False
    background: bool = False
    detour: bool = False


@dataclass
class Query:
    """A query's text, and which of its columns hold claimed triples (subject, predicate, object)."""

    text: str
    triples: list[tuple[str, str, str]] = field(default_factory=list)


def query(pattern: Pattern, ontology: Ontology, transitive: frozenset[str], latitude: Latitude) -> Query:
    """The SELECT query of ``pattern``: the column ``x`` is the answer."""
    return _Writer(pattern, ontology, transitive, latitude).query()


def iri(text: str) -> str:
    """An IRI as it stands in SPARQL; ValueError for a text that is none."""
    return str(Iri(text))


def literal(text: str) -> str:
    """A text as it stands in SPARQL."""
    return str(Text(text))


def term(name: str) -> str:
    """A term of ours as it stands in SPARQL."""
    return f"tj:{name}"


def year_term(year: int) -> str:
    """A year as it stands in SPARQL."""
    return f'"{year}"^^xsd:gYear'


class _Writer:
    def __init__(self, pattern: Pattern, ontology: Ontology, transitive: frozenset[str], latitude: Latitude) -> None:
        self.pattern, self.ontology, self.transitive, self.latitude = pattern, ontology, transitive, latitude
        self.lines: list[str] = []
        self.made = Query("")
        self.claims: dict[int, list[str]] = {}

    def query(self) -> Query:
        pattern = self.pattern
        for index, node in enumerate(pattern.nodes):
            if node.things:
                iris = " ".join(iri(i) for thing in node.things for i in thing.iris)
                self.lines.append(f"VALUES {self.var(index)} {{ {iris} }}")
        for number, link in enumerate(pattern.links, 1):
            self._link(number, link)
        for number, condition in enumerate(pattern.conditions, len(pattern.links) + 1):
            self._condition(number, condition)
        for index, node in enumerate(pattern.nodes):
            if not node.things:
                self._kind(index, node)
        self._target()
        columns = " ".join(["?x", *(name for triple in self.made.triples for name in triple)])
        body = "\n".join(f"  {line}" for line in self.lines)
        self.made.text = f"SELECT DISTINCT {columns} WHERE {{\n{body}\n}}"
        return self.made

    def var(self, index: int) -> str:
        return "?x" if index == self.pattern.target else f"?n{index}"

    def _link(self, number: int, link: Link) -> None:
        a, b = self.var(link.left), self.var(link.right)
        s, p, o = (f"?{letter}{number}" for letter in "spo")
        parts = list(self._ways(link, a, b, (s, p, o)))
        if self.latitude.detour:
            parts = list(self._detours(number, link, a, b, (s, p, o)))
        self.lines.append(" UNION ".join(parts))
        self._claim(number, (s, p, o), link.left, link.right)

    def _ways(self, link: Link, a: str, b: str, spo: tuple[str, str, str]) -> Iterator[str]:
        s, p, o = spo
        ways = link.loosely if self.latitude.loosely and link.loosely else link.ways
        for subject, object_, relations in (
            (a, b, [r for r, forward in ways if forward]),
            (b, a, [r for r, forward in ways if not forward]),
        ):
            upward = self._is_given(object_) or self.latitude.upward
            chained = [r for r in relations if r in self.transitive and upward]
            plain = [r for r in relations if r not in chained]
            if plain:
                terms = " ".join(map(term, plain))
                yield (
                    f"{{ VALUES {p} {{ {terms} }} {subject} {p} {object_} . "
                    f"BIND({subject} AS {s}) BIND({object_} AS {o}) }}"
                )
            for relation in chained:
                yield (
                    f"{{ {subject} {term(relation)} {o} . {o} {term(relation)}* {object_} . "
                    f"BIND({term(relation)} AS {p}) BIND({subject} AS {s}) }}"
                )

    def _is_given(self, var: str) -> bool:
        return any(node.things and self.var(index) == var for index, node in enumerate(self.pattern.nodes))

    def _detours(self, number: int, link: Link, a: str, b: str, spo: tuple[str, str, str]) -> Iterator[str]:
        """By way of what one end builds, makes, owns or is part of: a company is in the industry of its project."""
        s, p, o = spo
        through, q = f"?via{number}", f"?q{number}"
        relations = [r for r in self.ontology.relations if r != "status"]
        every = " ".join(map(term, relations))
        given, free = (b, a) if self._is_given(b) else (a, b)
        if self._is_given(given) and not self._is_given(free):
            for first in (f"{free} {p} {through}", f"{through} {p} {free}"):
                head, _, tail = first.partition(f" {p} ")
                yield (
                    f"{{ VALUES {p} {{ {term('undertakes')} {term('partOf')} {term('produces')} }} {first} . "
                    f"VALUES {q} {{ {every} }} {through} {q} {given} . BIND({head} AS {s}) BIND({tail} AS {o}) }}"
                )
        else:
            yield from self._ways(link, a, b, spo)

    def _claim(self, number: int, spo: tuple[str, str, str], *ends: int) -> None:
        s, p, o = spo
        self.made.triples.append(spo)
        claim = f"?claim{number}"
        for end in ends:
            self.claims.setdefault(end, []).append(claim)
        if self.latitude.background and not self.pattern.years:
            return
        said = f"{claim} rdf:subject {s} ; rdf:predicate {p} ; rdf:object {o} ."
        if self.pattern.years:
            years = " ".join(map(year_term, self.pattern.years))
            said += f" {claim} tj:year ?year{number} . VALUES ?year{number} {{ {years} }}"
        self.lines.append(said)

    def _condition(self, number: int, condition: Condition) -> None:
        statuses = " ".join(map(term, condition.statuses))
        s, p, o = (f"?{letter}{number}" for letter in "spo")
        node = self.var(condition.node)
        self.lines.append(
            f"{node} {term('status')} {o} . VALUES {o} {{ {statuses} }} "
            f"BIND({node} AS {s}) BIND({term('status')} AS {p})"
        )
        self._claim(number, (s, p, o), condition.node)

    def _kind(self, index: int, node: Node) -> None:
        var, name = self.var(index), f"?name{index}"
        for word in node.holds:
            self.lines.append(f"{var} rdfs:label {name} . FILTER(CONTAINS(LCASE(STR({name})), {literal(word)}))")
        if node.kind is None:
            return
        self.lines.append(f"{var} a ?class{index} .")
        if node.kind.names and self.latitude.parts:
            self._named(index, f"(?:{node.kind.names})")
            return
        of_class = f"?class{index} IN ({self._below(node.kind.classes)})"
        for number, link in enumerate(self.pattern.links, 1):
            if self.latitude.kin and index in (link.left, link.right) and node.kind.also:
                also = f"?class{index} IN ({self._below(node.kind.also)})"
                of_class += f" || (?p{number} = {term(node.kind.through)} && {also})"
        if node.kind.names:
            self._named(index, f"(?:{node.kind.names})$")
            return
        bound = (any(n.things for n in self.pattern.nodes) or self.pattern.conditions) and not self.latitude.background
        claims = self.claims.get(index, []) if bound and len(node.word) > 1 else []
        self.lines.append(f"FILTER({' || '.join([of_class, *(self._called(index, c, node.word) for c in claims)])})")

    def _named(self, index: int, regex: str) -> None:
        var = self.var(index)
        self.lines.append(f"{var} rdfs:label ?called{index} . FILTER(REGEX(STR(?called{index}), {literal(regex)}))")

    def _called(self, index: int, claim: str, word: str) -> str:
        """Whether the words of the claim call the thing so: 甲、乙等项目."""
        regex = literal(_CALLED + word)
        return (
            f"EXISTS {{ {claim} prov:wasDerivedFrom/oa:exact ?words . {self.var(index)} rdfs:label|skos:altLabel ?n . "
            f"FILTER(REGEX(STRAFTER(STR(?words), STR(?n)), {regex})) }}"
        )

    def _below(self, classes: Iterable[str]) -> str:
        wanted = set(classes)
        return ", ".join(term(c) for c in self.ontology.classes if wanted & set(self.ontology.lineage(c)))

    def _target(self) -> None:
        pattern = self.pattern
        if pattern.nodes[pattern.target].things:
            return
        self.lines.append("?x tj:mentionedIn ?mention .")
        for index, node in enumerate(pattern.nodes):
            if node.things:
                self.lines.append(f"FILTER(?x != {self.var(index)})")
        if pattern.years and not (pattern.links or pattern.conditions):
            years = " ".join(map(year_term, pattern.years))
            self.lines.append(f"?claim rdf:subject|rdf:object ?x ; tj:year ?year . VALUES ?year {{ {years} }}")
        if pattern.place:
            self._within(pattern.place)

    def _within(self, place: Thing) -> None:
        """What the place's reports speak of, but for what lies in another place of its class (another province)."""
        reports = " ".join(iri(v.report_iri(name)) for name in self.pattern.reports)
        self.lines.append(f"?mention dcterms:isPartOf ?report . VALUES ?report {{ {reports} }}")
        level = place.record.type
        if level != self.ontology.top_type(level):
            here = ", ".join(map(iri, place.iris))
            self.lines.append(
                f"FILTER NOT EXISTS {{ ?x tj:locatedIn+ ?elsewhere . ?elsewhere a {term(level)} . "
                f"FILTER(?elsewhere NOT IN ({here})) }}"
            )


def transitive_relations(graph_rows: Iterable[tuple[object, ...]]) -> frozenset[str]:
    """The local names in the rows of `TRANSITIVE`."""
    return frozenset(str(row[0]).removeprefix(v.TJ) for row in graph_rows)


TRANSITIVE = "SELECT ?relation WHERE { ?relation a owl:TransitiveProperty }"
