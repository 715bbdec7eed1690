"""Facts → triples, in one fixed order, each as the contract has it.

The order is that of the Turtle file: the report, its entities class by class, claims, indicators, units, observations,
passages. It depends on the facts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from pyoxigraph import Literal, NamedNode, Triple

from tjgraph.errors import GraphError
from tjgraph.graph import vocabulary as v
from tjgraph.model import Claim, Entity, Facts, Observation, Span
from tjgraph.ontology import Ontology, load_ontology

_A = NamedNode(v.RDF + "type")
_LABEL = NamedNode(v.RDFS + "label")
_ALT_LABEL = NamedNode(v.SKOS + "altLabel")
_DERIVED = NamedNode(v.PROV + "wasDerivedFrom")
_YEAR = NamedNode(v.TJ + "year")
_DATE = NamedNode(v.XSD + "date")
_RULE = NamedNode(v.TJ + "rule")


@dataclass(frozen=True, slots=True)
class Block:
    """Triples that stand together under a heading; the triples of one subject follow one another."""

    heading: str
    triples: tuple[Triple, ...]


@dataclass(slots=True)
class _Statement:
    """One relation triple with all that says it, however often the report does."""

    years: set[int] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    spans: set[Span] = field(default_factory=set)


_Key = tuple[str, str, str]


def triples(facts: Facts) -> Iterator[Triple]:
    """The graph of one report's facts: RDF triples without blank nodes, none twice, in the order of `blocks`."""
    return chain.from_iterable(block.triples for block in blocks(facts))


def blocks(facts: Facts) -> tuple[Block, ...]:
    """The same graph, cut into what stands under one heading.

    Raises GraphError where a fact refers to an entity that is not there, or to words outside the text.
    """
    ontology = load_ontology()
    statements = _statements(facts)
    made = (
        Block("tj:Report", tuple(_report(facts))),
        *_entity_blocks(facts, statements, ontology),
        Block("tj:Claim", _flat(_claim(key, statements[key], facts) for key in sorted(statements))),
        Block("tj:Indicator", _flat(_named(v.indicator_iri, "Indicator", {o.indicator for o in facts.observations}))),
        Block("tj:Unit", _flat(_named(v.unit_iri, "Unit", {o.unit for o in facts.observations}))),
        Block("tj:Observation", _flat(_observations(facts))),
        Block("tj:Passage", _flat(_passage(span, facts) for span in _spans(facts))),
    )
    return tuple(block for block in made if block.triples)


def _report(facts: Facts) -> Iterator[Triple]:
    document = facts.document
    report = NamedNode(v.report_iri(document.name))
    yield Triple(report, _A, _tj("Report"))
    yield Triple(report, _LABEL, _zh(document.title or document.name))
    yield Triple(report, _tj("place"), NamedNode(v.entity_iri(facts.place)))
    if document.year is not None:
        yield Triple(report, _YEAR, _year(document.year))
    if document.date is not None:
        yield Triple(report, NamedNode(v.DCTERMS + "date"), Literal(document.date.isoformat(), datatype=_DATE))
    for name, words in (("session", document.session), ("speaker", document.speaker)):
        if words:
            yield Triple(report, _tj(name), _zh(words))
    yield Triple(report, _tj("sha256"), Literal(document.sha256))


def _entity_blocks(facts: Facts, statements: dict[_Key, _Statement], ontology: Ontology) -> Iterator[Block]:
    relations: dict[str, list[_Key]] = {}
    order = {v.TJ + name: rank for rank, name in enumerate(ontology.properties)}
    for key in sorted(statements, key=lambda key: (key[0], order[key[1]], key[2])):
        relations.setdefault(key[0], []).append(key)
    grouped: dict[str, list[Entity]] = {}
    for entity in sorted(facts.entities, key=lambda e: (e.label, e.type)):
        grouped.setdefault(ontology.top_type(entity.type), []).append(entity)
    for cls in ontology.entity_types:
        yield Block(f"tj:{cls}", _flat(_entity(e, cls, relations, facts) for e in grouped.get(cls, ())))


def _entity(entity: Entity, top: str, relations: dict[str, list[_Key]], facts: Facts) -> Iterator[Triple]:
    node = NamedNode(v.entity_iri(entity.key))
    yield Triple(node, _A, _tj(entity.type))
    if top != entity.type:  # so that a plain pattern finds it without inference
        yield Triple(node, _A, _tj(top))
    yield Triple(node, _LABEL, _zh(entity.label))
    for alias in dict.fromkeys(entity.aliases):
        if alias != entity.label:
            yield Triple(node, _ALT_LABEL, _zh(alias))
    for _, predicate, object_ in relations.get(node.value, ()):
        yield Triple(node, NamedNode(predicate), NamedNode(object_))
    for span in sorted({mention.span for mention in entity.mentions}):
        yield Triple(node, _tj("mentionedIn"), _passage_node(span, facts))


def _claim(key: _Key, statement: _Statement, facts: Facts) -> Iterator[Triple]:
    node = NamedNode(v.claim_iri(*key))
    yield Triple(node, _A, _tj("Claim"))
    for role, iri in zip(("subject", "predicate", "object"), key, strict=True):
        yield Triple(node, NamedNode(v.RDF + role), NamedNode(iri))
    yield from _said(node, statement, facts)


def _said(node: NamedNode, statement: _Statement, facts: Facts) -> Iterator[Triple]:
    """The years (of a claim), the rules that drew it and the passages that say it."""
    for year in sorted(statement.years):
        yield Triple(node, _YEAR, _year(year))
    for rule in sorted(statement.rules):
        yield Triple(node, _RULE, Literal(rule))
    for span in sorted(statement.spans):
        yield Triple(node, _DERIVED, _passage_node(span, facts))


def _observations(facts: Facts) -> Iterator[Iterator[Triple]]:
    """Each distinct figure, in the order of the text."""
    first: dict[str, Observation] = {}
    statements: dict[str, _Statement] = {}
    keys = {entity.key for entity in facts.entities} | {facts.place}
    for observation in sorted(facts.observations, key=lambda o: o.span):
        _must_be_there(observation.subject, keys, observation.span, facts)
        iri = v.observation_iri(observation)
        first.setdefault(iri, observation)
        statement = statements.setdefault(iri, _Statement())
        statement.rules.add(observation.rule)
        statement.spans.add(observation.span)
    order = sorted(first, key=lambda iri: (first[iri].span, iri))
    return (_observation(iri, first[iri], statements[iri], facts) for iri in order)


def _observation(iri: str, o: Observation, statement: _Statement, facts: Facts) -> Iterator[Triple]:
    node = NamedNode(iri)
    yield Triple(node, _A, _tj("Observation"))
    yield Triple(node, _tj("indicator"), NamedNode(v.indicator_iri(o.indicator)))
    yield Triple(node, _tj("subject"), NamedNode(v.entity_iri(o.subject)))
    yield Triple(node, _tj("value"), Literal(v.decimal_form(o.value), datatype=NamedNode(v.XSD + "decimal")))
    yield Triple(node, _tj("unit"), NamedNode(v.unit_iri(o.unit)))
    yield Triple(node, _YEAR, _year(o.year))
    if o.since is not None:
        yield Triple(node, _tj("since"), _year(o.since))
    yield Triple(node, _tj("kind"), _tj(o.kind))
    yield Triple(node, _tj("change"), _tj(o.change))
    yield Triple(node, _tj("qualifier"), _tj(o.qualifier))
    yield from _said(node, statement, facts)


def _named(mint: Callable[[str], str], cls: str, labels: set[str]) -> Iterator[Iterator[Triple]]:
    for label in sorted(labels):
        node = NamedNode(mint(label))
        yield iter((Triple(node, _A, _tj(cls)), Triple(node, _LABEL, _zh(label))))


def _passage(span: Span, facts: Facts) -> Iterator[Triple]:
    document = facts.document
    if span.end > len(document.text):
        raise GraphError("出处超出了报告全文", where=_where(span, facts), remedy="这是程序的错，请报告给我们")
    node = _passage_node(span, facts)
    yield Triple(node, _A, _tj("Passage"))
    yield Triple(node, NamedNode(v.DCTERMS + "isPartOf"), NamedNode(v.report_iri(document.name)))
    yield Triple(node, NamedNode(v.OA + "start"), Literal(span.start))
    yield Triple(node, NamedNode(v.OA + "end"), Literal(span.end))
    yield Triple(node, NamedNode(v.OA + "exact"), Literal(span.of(document.text)))


def _statements(facts: Facts) -> dict[_Key, _Statement]:
    """What the claims say, gathered by subject, predicate and object."""
    keys = {entity.key for entity in facts.entities}
    gathered: dict[_Key, _Statement] = {}
    for claim in facts.claims:
        _must_be_there(claim.subject, keys, claim.span, facts)
        if claim.predicate != "status":
            _must_be_there(claim.object, keys, claim.span, facts)
        statement = gathered.setdefault(_triple_of(claim), _Statement())
        if claim.year is not None:
            statement.years.add(claim.year)
        statement.rules.add(claim.rule)
        statement.spans.add(claim.span)
    return gathered


def _triple_of(claim: Claim) -> _Key:
    object_ = v.TJ + claim.object if claim.predicate == "status" else v.entity_iri(claim.object)
    return v.entity_iri(claim.subject), v.TJ + claim.predicate, object_


def _must_be_there(key: str, keys: set[str], span: Span, facts: Facts) -> None:
    if key not in keys:
        raise GraphError(f"事实指向没有的实体“{key}”", where=_where(span, facts), remedy="这是程序的错，请报告给我们")


def _where(span: Span, facts: Facts) -> str:
    return f"{facts.document.name}#char={span.start},{span.end}"


def _spans(facts: Facts) -> list[Span]:
    said = chain((m.span for e in facts.entities for m in e.mentions), (c.span for c in facts.claims))
    return sorted({*said, *(o.span for o in facts.observations)})


def _flat(parts: Iterable[Iterable[Triple]]) -> tuple[Triple, ...]:
    return tuple(chain.from_iterable(parts))


def _passage_node(span: Span, facts: Facts) -> NamedNode:
    return NamedNode(v.passage_iri(facts.document.name, span))


def _tj(name: str) -> NamedNode:
    return NamedNode(v.TJ + name)


def _zh(text: str) -> Literal:
    return Literal(text, language="zh")


def _year(year: int) -> Literal:
    return Literal(f"{year:04d}", datatype=NamedNode(v.XSD + "gYear"))
