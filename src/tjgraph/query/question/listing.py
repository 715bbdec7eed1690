"""Questions about things, answered: which, how many, and which has the most."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tjgraph.graph import vocabulary as v
from tjgraph.query.question.context import Context
from tjgraph.query.question.model import Answer, Item
from tjgraph.query.question.names import Thing
from tjgraph.query.question.proof import Proofs, Triple
from tjgraph.query.question.sparql import Latitude, Link, Node, Pattern, Query, query
from tjgraph.query.question.things import Reading, read
from tjgraph.query.question.variants import variants

_LATITUDES = (
    Latitude(),
    Latitude(parts=True),
    Latitude(kin=True),
    Latitude(loosely=True),
    Latitude(background=True),
    Latitude(upward=True),
    Latitude(upward=True, background=True),
    Latitude(detour=True),
)
_SHORTEST = 3
"""The least length of a name without its owner's, in characters."""
_Rows = dict[str, tuple[list[Triple], set[str]]]


def answer(context: Context) -> Answer | None:
    """The things that the question asks for, or their number; None where it is no such question."""
    empty: Answer | None = None
    for tokens in variants(context):
        reading = read(context, tokens)
        if reading is None or (context.has("extreme") and reading.counted is None and not _by_mentions(context)):
            continue
        found = _answered(context, reading)
        if found.items:
            return found
        empty = empty or found
    return empty


def matches(context: Context, pattern: Pattern, counted: int | None = None) -> tuple[Query, _Rows, Latitude]:
    """The answers to ``pattern`` by IRI, with what the reports claim of each, and the counted things beside it.

    What the reports say outright goes before what follows from it in one step (see `Latitude`): the first latitude
    with an answer gives them all.
    """
    tried: dict[str, tuple[Query, _Rows, Latitude]] = {}
    for latitude in _latitudes(pattern):
        made = query(pattern, context.ontology, context.transitive, latitude)
        if made.text in tried:
            continue
        rows = _rows(context, made, counted)
        if rows:
            return made, rows, latitude
        tried[made.text] = made, rows, latitude
    return next(iter(tried.values()))


def _latitudes(pattern: Pattern) -> Iterator[Latitude]:
    named = any(node.kind and node.kind.names for node in pattern.nodes)
    for latitude in _LATITUDES:
        kin = any(node.kind and node.kind.also for node in pattern.nodes)
        loose = any(link.loosely for link in pattern.links)
        if (latitude.parts and not named) or (latitude.kin and not kin) or (latitude.loosely and not loose):
            continue
        if (latitude.upward or latitude.detour or latitude.background) and not pattern.links:
            continue
        if latitude.detour and any(node.kind is None and not node.things for node in pattern.nodes):
            continue
        yield latitude


def _rows(context: Context, made: Query, counted: int | None) -> _Rows:
    names = context.names
    text = made.text
    if counted is not None:
        text = text.replace("SELECT DISTINCT ?x", f"SELECT DISTINCT ?x ?n{counted}", 1)
    table = context.graph.select(text)
    columns = {f"?{column}": place for place, column in enumerate(table.columns)}
    found: _Rows = {}
    for row in table.rows:
        iri = names.one.get(str(row[0]), str(row[0]))
        if iri not in names.things:
            continue
        triples, others = found.setdefault(iri, ([], set()))
        for s, p, o in made.triples:
            triples.append((str(row[columns[s]]), str(row[columns[p]]), str(row[columns[o]])))
        if counted is not None:
            other = str(row[1])
            others.add(names.one.get(other, other))
    return found


def _answered(context: Context, reading: Reading) -> Answer:
    most = context.has("extreme") and reading.counted is not None
    made, rows, latitude = matches(context, reading.pattern, reading.counted if most else None)
    proofs = Proofs(context.graph)
    items = [_item(context, reading, iri, triples, proofs) for iri, (triples, _) in rows.items()]
    items = sorted((i for i in items if i.evidence), key=_place_in_text)
    if most or _by_mentions(context):
        items = _extremes(context, items, rows if most else {})
    elif reading.counts and items:
        evidence = tuple(dict.fromkeys(e for item in items for e in item.evidence))
        items.insert(
            0, Item(f"共 {len(items)} {reading.measure}", evidence, value=Decimal(len(items)), unit=reading.measure)
        )
    sentence = interpretation(context, reading.pattern, latitude) + ("，数出个数" if reading.counts else "")
    sentence += "，取最多（最少）的" if most else "，取报告提到次数最多（最少）的" if _by_mentions(context) else ""
    return Answer(context.text, True, sentence, made.text, tuple(items))


def _item(context: Context, reading: Reading, iri: str, triples: list[Triple], proofs: Proofs) -> Item:
    thing = context.names.things[iri]
    years = reading.pattern.years
    evidence = proofs.of(triples, years) if triples else proofs.mentions(thing.iris)
    return Item(thing.label, evidence, (*thing.record.aliases, *_without_owner(context, thing, triples)), iri=iri)


def _without_owner(context: Context, thing: Thing, triples: list[Triple]) -> tuple[str, ...]:
    """What a thing is called beside its owner, whose name its own starts with: 甲高速列车 of 甲 is 高速列车."""
    things = context.names.things
    owners = [things[end] for s, _, o in triples for end in (s, o) if end in things and end != thing.record.iri]
    names = (thing.label.removeprefix(name) for owner in owners for name in owner.record.names)
    return tuple(dict.fromkeys(n for n in names if n != thing.label and len(n) >= _SHORTEST))


def _place_in_text(item: Item) -> tuple[str, int, str]:
    first = item.evidence[0]
    return first.report, first.start, item.label


def _by_mentions(context: Context) -> bool:
    """Whether the thing is wanted that reports mention most: 提到最多的企业."""
    return context.has("extreme") and context.has("mention", "times")


def _extremes(context: Context, items: list[Item], rows: _Rows) -> list[Item]:
    """Those with the most (or fewest) counted things, or mentions without ``rows``, with that number as their value."""
    word = next(t for t in context.tokens if t.role == "extreme")
    things = context.names.things
    numbers = {i.iri: len(rows[i.iri][1]) if rows else things[i.iri].mentions for i in items if i.iri}
    if not numbers:
        return []
    best = (max if word.senses.value == "max" else min)(numbers.values())
    chosen = [item for item in items if item.iri and numbers[item.iri] == best]
    return [Item(i.label, i.evidence, i.aliases, Decimal(best), "个" if rows else "次", i.iri) for i in chosen]


def interpretation(context: Context, pattern: Pattern, latitude: Latitude) -> str:
    """How a pattern is understood, as a sentence."""
    nodes = pattern.nodes
    said = [_link_said(context, nodes, link, latitude.loosely) for link in pattern.links]
    labels = context.ontology.statuses
    for condition in pattern.conditions:
        words = "或".join(labels[s].label_zh for s in condition.statuses)
        said.append(f"{_name(nodes[condition.node])}的进展是“{words}”")
    if pattern.place:
        said.append(f"范围是{pattern.place.label}")
    if pattern.years:
        said.append(f"年份是{'、'.join(map(str, pattern.years))}年")
    said += [f"名称里有“{word}”" for word in nodes[pattern.target].holds]
    if latitude.background:
        said.append("借助背景资料")
    if latitude.detour:
        said.append("经由它的项目、产品或组成部分")
    return f"找{_name(nodes[pattern.target])}" + (f"：{'；'.join(said)}" if said else "")


def _link_said(context: Context, nodes: tuple[Node, ...], link: Link, loosely: bool) -> str:
    left, right = _name(nodes[link.left]), _name(nodes[link.right])
    ways = (loosely and link.loosely) or link.ways
    forward = [context.relation_label(r) for r, along in ways if along]
    backward = [context.relation_label(r) for r, along in ways if not along]
    said = [f"{left} —{'／'.join(forward)}→ {right}"] if forward else []
    said += [f"{right} —{'／'.join(backward)}→ {left}"] if backward else []
    return "，或 ".join(said)


def _name(node: Node) -> str:
    return f"“{node.word}”" if node.things else node.word


def relation_said(context: Context, triple: Triple) -> str:
    """A claimed triple in Chinese: 新和成 位于 南港工业区."""
    names = context.names
    subject, predicate, object_ = triple
    ends = [names.things[i].label if i in names.things else "" for i in (subject, object_)]
    return f"{ends[0]}{context.relation_label(predicate.removeprefix(v.TJ))}{ends[1]}"
