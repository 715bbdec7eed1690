"""Measure what was extracted against a gold file: precision, recall and F1 by type, predicate and figures.

A gold file is JSON lines with ``kind`` entity, relation or observation (others are passed over). An *answer* is what a
program found, as plain values; `read_graph` makes one of any graph that keeps the contract. Rows of the gold that are
``optional`` count neither for nor against.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.ontology import load_ontology

Row = dict[str, Any]
Relation = tuple[str, str, str]

# The predicates of the contract, which the guideline annotates.
PREDICATES = ("locatedIn", "undertakes", "investsIn", "produces", "inIndustry", "supports", "partOf", "status")
# What list members and works may carry behind their names.
_TAILS = re.compile(r"(等?项目|工程|建设|等)$")
_MARKS = re.compile(r"[\s“”\"'‘’「」《》]")
_DASHES = re.compile("-|–|—{1,2}")
# Other ways to write a unit.
_UNITS = {"百分比": "%", "标箱": "标准箱", "TEU": "标准箱", "人民币元": "元", "km": "公里", "千米": "公里"}
_TOLERANCE = Decimal("1e-6")
_LIKENESS = 0.34


@dataclass(frozen=True, slots=True)
class Gold:
    """What a correct graph of one text holds, as annotated."""

    entities: tuple[Row, ...]
    relations: tuple[Row, ...]
    observations: tuple[Row, ...]

    def only(self, types: Iterable[str]) -> Gold:
        """The entities that can be of no other types than these; the others become optional, the rest goes."""
        kept = set(types)
        rows = (r if set(r["types"]) <= kept else r | {"optional": True} for r in self.entities)
        return Gold(tuple(rows), (), ())


@dataclass(frozen=True, slots=True)
class Figure:
    """An observation as plain text, the way the gold writes it."""

    id: str
    indicator: str
    value: str
    unit: str
    year: str
    kind: str
    change: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program found: the ``types`` and ``names`` of each entity by its id, relations between ids, figures."""

    types: Mapping[str, frozenset[str]]
    names: Mapping[str, tuple[str, ...]]
    relations: frozenset[Relation] = frozenset()
    figures: tuple[Figure, ...] = ()

    def only(self, types: Iterable[str]) -> Answer:
        """The same with the entities of these types alone, without relations and figures."""
        kept = set(types)
        return Answer({id: found for id, found in self.types.items() if found & kept}, self.names)


@dataclass(slots=True)
class Count:
    """How many were right, too many (``extra``) and ``missing``."""

    right: int = 0
    extra: int = 0
    missing: int = 0

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that was found."""
        return self.right / (self.right + self.missing) if self.right + self.missing else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(slots=True)
class Score:
    """The counts of one text; ``full``: figures whose change and qualifier are right as well."""

    entities: Count = field(default_factory=Count)
    by_type: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    relations: Count = field(default_factory=Count)
    by_predicate: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    observations: Count = field(default_factory=Count)
    full: int = 0


def load_gold(path: Path) -> Gold:
    """Read a gold file (UTF-8, one JSON object a line)."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    kinds = (tuple(r for r in rows if r.get("kind") == kind) for kind in ("entity", "relation", "observation"))
    return Gold(*kinds)


def read_graph(path: Path) -> Answer:
    """The answer that a graph file holds, in the terms of the contract; background is left out."""
    ontology = load_ontology()
    graph = KnowledgeGraph.load([path], background=False)
    types: dict[str, set[str]] = defaultdict(set)
    names: dict[str, list[str]] = defaultdict(list)
    for entity, cls in graph.select("SELECT DISTINCT ?e ?c WHERE { ?e a ?c }").rows:
        local = _local(cls)
        if local in ontology.classes:
            types[str(entity)] |= {kind for kind in ontology.entity_types if ontology.is_a(local, kind)}
    for entity, name in graph.select("SELECT ?e ?n WHERE { ?e rdfs:label|skos:altLabel ?n }").rows:
        names[str(entity)].append(str(name))
    found = {entity: frozenset(kinds) for entity, kinds in types.items() if kinds}
    return Answer(found, {e: tuple(n) for e, n in names.items()}, _relations(graph, found), _figures(graph))


def _local(term: object) -> str:
    return str(term).removeprefix(v.TJ)


def _relations(graph: KnowledgeGraph, types: Mapping[str, frozenset[str]]) -> frozenset[Relation]:
    found: set[Relation] = set()
    for predicate in PREDICATES:
        for subject, object_ in graph.select(f"SELECT ?s ?o WHERE {{ ?s tj:{predicate} ?o }}").rows:
            if str(subject) in types and (predicate == "status" or str(object_) in types):
                found.add((str(subject), predicate, _local(object_)))
    return frozenset(found)


def _figures(graph: KnowledgeGraph) -> tuple[Figure, ...]:
    rows = graph.select(
        """SELECT ?o ?indicator ?value ?unit ?year ?kind ?change ?qualifier WHERE {
             ?o a tj:Observation ; tj:value ?value ; tj:year ?year ; tj:kind ?kind ; tj:change ?change ;
                tj:qualifier ?qualifier ; tj:indicator/rdfs:label ?indicator ; tj:unit/rdfs:label ?unit }
           ORDER BY ?o"""
    ).rows
    return tuple(
        Figure(str(o), str(indicator), str(value), str(unit), str(year), *(_local(term) for term in terms))
        for o, indicator, value, unit, year, *terms in rows
    )


def norm(name: str) -> str:
    """One spelling for comparison: NFKC, one dash, neither spaces nor quotation marks nor book-title marks."""
    return _DASHES.sub("—", _MARKS.sub("", unicodedata.normalize("NFKC", name)))


def spellings(names: Iterable[str]) -> set[str]:
    """The names as they are compared, with and without what may follow a name (…项目, …工程)."""
    plain = {norm(name) for name in names}
    return plain | {_TAILS.sub("", name) for name in plain}


def measure(gold: Gold, answer: Answer) -> Score:
    """Hold an answer against the gold."""
    score = Score()
    index: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(gold.entities):
        for name in sorted(spellings([row["name"], *row.get("aliases", ()), *row.get("variants", ())])):
            index[name].append(number)
    match = _match_entities(gold, answer, index, score)
    _match_relations(gold, answer, index, match, score)
    _match_observations(gold, answer, score)
    return score


def _match_entities(gold: Gold, answer: Answer, index: Mapping[str, Sequence[int]], score: Score) -> dict[str, int]:
    """Count entities; which entity of the gold each found one names (the type may differ)."""
    match: dict[str, int] = {}
    taken: set[int] = set()
    for entity, types in sorted(answer.types.items()):
        named = sorted({n for name in spellings(answer.names[entity]) for n in index.get(name, ())})
        right = [n for n in named if types & set(gold.entities[n]["types"])]
        pick = next((n for n in right if n not in taken), right[0] if right else None)
        if named:
            match[entity] = named[0] if pick is None else pick
        candidates = named if pick is None else [pick]
        if candidates and all(gold.entities[n].get("optional") for n in candidates):
            counted: tuple[Count, ...] = ()
        else:
            counted = (score.entities, score.by_type[min(types)])
        first = pick is not None and pick not in taken
        for count in counted:
            count.right += first
            count.extra += not first
        taken |= set() if pick is None else {pick}
    for number, row in enumerate(gold.entities):
        if number not in taken and not row.get("optional"):
            for count in (score.entities, score.by_type[row["types"][0]]):
                count.missing += 1
    return match


def _match_relations(
    gold: Gold, answer: Answer, index: Mapping[str, Sequence[int]], match: Mapping[str, int], score: Score
) -> None:
    wanted: dict[tuple[int, str, int | str], int] = {}
    for number, row in enumerate(gold.relations):
        for key in _gold_keys(row, index):
            wanted.setdefault(key, number)
    seen: set[int] = set()
    for subject, predicate, object_ in sorted(answer.relations):
        ends = [match.get(subject), *([] if predicate == "status" else [match.get(object_)])]
        target = object_ if predicate == "status" else match.get(object_, -1)
        found = wanted.get((match.get(subject, -1), predicate, target))
        rows = [gold.entities[end] for end in ends if end is not None] if found is None else [gold.relations[found]]
        if found in seen or any(row.get("optional") for row in rows):
            counted: tuple[Count, ...] = ()
        else:
            counted = (score.relations, score.by_predicate[predicate])
        for count in counted:
            count.right += found is not None
            count.extra += found is None
        if found is not None:
            seen.add(found)
    for number, row in enumerate(gold.relations):
        if number not in seen and not row.get("optional"):
            for count in (score.relations, score.by_predicate[row["predicate"]]):
                count.missing += 1


def _gold_keys(row: Row, index: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, str, int | str]]:
    """All that a relation of the gold may mean: its names may be those of several entities."""

    def entities(name: str) -> Sequence[int]:
        return index.get(norm(name)) or index.get(_TAILS.sub("", norm(name))) or ()

    objects = [row["object"]] if row["predicate"] == "status" else entities(row["object"])
    for subject in entities(row["subject"]):
        for object_ in objects:
            yield subject, row["predicate"], object_


def _match_observations(gold: Gold, answer: Answer, score: Score) -> None:
    """Right: value, unit, year, kind and a like indicator; each figure counts for one row of the gold."""
    left = list(answer.figures)
    for row in gold.observations:
        hit = next((figure for figure in left if _same_figure(figure, row)), None)
        if hit is not None:
            left.remove(hit)
        if row.get("optional"):
            continue
        if hit is None:
            score.observations.missing += 1
        else:
            score.observations.right += 1
            wanted = (row.get("change", "level"), row.get("qualifier", "exact"))
            score.full += (hit.change, hit.qualifier) == wanted
    score.observations.extra = len(left)


def _same_figure(figure: Figure, row: Row) -> bool:
    return (
        _same_number(figure.value, row["value"])
        and _unit(figure.unit) == _unit(row["unit"])
        and figure.year == str(row["year"])
        and figure.kind == row["kind_of"]
        and any(alike(figure.indicator, name) for name in (row["indicator"], *row.get("also", ())))
    )


def _same_number(found: str, wanted: object) -> bool:
    try:
        a, b = Decimal(found), Decimal(str(wanted))
    except InvalidOperation:
        return False
    return abs(a - b) <= abs(b) * _TOLERANCE


def _unit(name: str) -> str:
    name = norm(name)
    return _UNITS.get(name, name)


def alike(a: str, b: str) -> bool:
    """Whether two names of an indicator mean the same: one holds the other, or they share a third of their bigrams."""
    a, b = norm(a), norm(b)
    if not a or not b:
        return False
    x, y = _bigrams(a), _bigrams(b)
    return a in b or b in a or len(x & y) / len(x | y) >= _LIKENESS


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}
