"""Questions about given entities: how far they have come, since when, whether it is so, what ties two of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri
from tjgraph.model import Evidence
from tjgraph.query.names import normal
from tjgraph.query.question.context import Context
from tjgraph.query.question.listing import interpretation, matches, relation_said
from tjgraph.query.question.model import Answer, Item
from tjgraph.query.question.names import Thing
from tjgraph.query.question.proof import Proofs, Triple
from tjgraph.query.question.sparql import Latitude, Link, Node, Pattern, iri, query
from tjgraph.query.question.things import read
from tjgraph.query.question.ties import ways
from tjgraph.query.question.tokens import Token

_ROLES = frozenset(
    ("progress", "whether", "when", "alias", "related", "mention", "times", "how_many", "of", "have", "be", "in", "and",
     "scope", "filler", "target", "actual", "year", "describe", "list", "which", "both")
)  # fmt: skip
_STATUS = v.TJ + "status"
_SAID = "SELECT ?thing ?text WHERE { ?claim rdf:subject ?thing ; prov:wasDerivedFrom/oa:exact ?text }"


@dataclass(frozen=True, slots=True)
class _Dated:
    """A status that a thing has in a year, with what says so."""

    thing: Thing
    status: str
    year: int
    evidence: tuple[Evidence, ...]


def answer(context: Context) -> Answer | None:
    """The answer to a question about one or two given entities; None where it is no such question."""
    things = _subjects(context)
    if not things or not _covered(context):
        return None
    for way in (_aliases, _mentions, _since, _progress, _tied, _described):
        found = way(context, things)
        if found is not None:
            return found
    return None


def _subjects(context: Context) -> tuple[Thing, ...]:
    """The entities that the question is about: the report's own place only where there is no other."""
    others = tuple(t for t in context.things if not context.is_own_place(t))
    return (
        context.things if context.has("related", "whether") and len(context.things) == 2 else others or context.things
    )


def _covered(context: Context) -> bool:
    """Whether the question holds nothing but entities, words of questions, relations and statuses."""
    return all(_known(context, token) for token in context.tokens)


def _known(context: Context, token: Token) -> bool:
    senses = token.senses
    if token.thing or token.year is not None or token.role in _ROLES or token.text == "、":
        return not context.is_elsewhere(token)
    return not token.role and bool(senses.ties or senses.weak or senses.review or _follows_a_name(context, token))


def _follows_a_name(context: Context, token: Token) -> bool:
    """新和成项目, 绿色石化产业: a class right after a name only says what the name is.

    An ending of names does so where a report calls the thing so (甲、乙电站); else it may make another name.
    """
    kind = token.senses.kind
    named = [t.thing for t in context.tokens if t.thing and t.end == token.start]
    if kind is None or not named or named[0] is None:
        return False
    return not kind.names or _is_called(context, named[0], token.text)


def _is_called(context: Context, thing: Thing, word: str) -> bool:
    rows = (row for i in thing.iris for row in context.graph.select(_SAID, thing=Iri(i)).rows)
    texts = [str(text) for _, text in rows]
    names = "|".join(re.escape(name) for name in thing.record.names)
    return any(re.search(f"(?:{names})(?:、[^，,。；;]{{1,40}}?)?{re.escape(word)}", text) for text in texts)


def _statuses_asked(context: Context) -> dict[str, None]:
    """The statuses that the question's words may mean, the words that are light as relations aside."""
    words = [t.senses for t in context.tokens if not t.thing and not t.role and t.senses.review]
    strong = [s for s in words if not s.light] or words
    return {status: None for s in strong for status in (s.review, s.plan) if status}


def progress_of_class(context: Context) -> Answer | None:
    """How far the things of a class have come: 甲的项目进展如何."""
    if not context.has("progress"):
        return None
    reading = read(context)
    if reading is None or reading.counts:
        return None
    made, rows, latitude = matches(context, reading.pattern)
    things = [context.names.things[iri] for iri in rows]
    labels = {name: info.label_zh for name, info in context.ontology.statuses.items()}
    years = context.years()
    said = [d for d in _dated(context, things)[1] if d.year in years or not years] if things else []
    sentence = f"{interpretation(context, reading.pattern, latitude)}，再找它们的进展"
    return Answer(context.text, True, sentence, made.text, tuple(_status_item(context, d, labels) for d in said))


# ── Names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _aliases(context: Context, things: Sequence[Thing]) -> Answer | None:
    if not context.has("alias") or len(things) != 1:
        return None
    thing, proofs = things[0], Proofs(context.graph)
    said = proofs.mentions(thing.iris, most=1000)
    items = []
    for name in thing.record.names:
        evidence = tuple(e for e in said if normal(e.quote) == normal(name))[:3]
        if evidence and name != thing.label:
            items.append(Item(name, evidence, iri=thing.record.iri))
    text = f"SELECT ?name WHERE {{ VALUES ?x {{ {_iris(thing)} }} ?x rdfs:label|skos:altLabel ?name }}"
    return Answer(context.text, True, f"找“{thing.label}”的其他名称", text, tuple(items))


def _mentions(context: Context, things: Sequence[Thing]) -> Answer | None:
    if not context.has("mention", "times") or not context.has("whether", "how_many", "times") or len(things) != 1:
        return None
    thing = things[0]
    evidence = Proofs(context.graph).mentions(thing.iris, most=1000)
    text = f"SELECT ?passage WHERE {{ VALUES ?x {{ {_iris(thing)} }} ?x tj:mentionedIn ?passage }}"
    sentence = f"数报告提到“{thing.label}”的次数"
    items = [Item(f"提到 {len(evidence)} 次", evidence, value=Decimal(len(evidence)), unit="次")] if evidence else []
    return Answer(context.text, True, sentence, text, tuple(items))


def _iris(*things: Thing) -> str:
    return " ".join(iri(i) for thing in things for i in thing.iris)


# ── Statuses ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _since(context: Context, things: Sequence[Thing]) -> Answer | None:
    """When something reached a status: the years of the claims that say so."""
    if not context.has("when"):
        return None
    asked = _statuses_asked(context)
    text, found = _dated(context, things)
    said = [d for d in found if d.status in asked or not asked]
    label = {name: info.label_zh for name, info in context.ontology.statuses.items()}
    items = [
        Item(
            f"{d.thing.label}：{label[d.status]}（{_when(context, d.year)}）",
            d.evidence,
            value=Decimal(d.year),
            unit="年",
        )
        for d in said
    ]
    words = "、".join(label[s] for s in asked) or "进展"
    return Answer(context.text, True, f"找“{things[0].label}”的{words}在哪一年", text, tuple(items))


def _progress(context: Context, things: Sequence[Thing]) -> Answer | None:
    """How far something has come, or whether it has come so far."""
    asked = _statuses_asked(context)
    whether = context.has("whether")
    if not (context.has("progress") or (whether and asked and len(things) == 1)):
        return None
    years = context.years()
    text, found = _dated(context, things)
    said = [d for d in found if d.year in years or not years]
    labels = {name: info.label_zh for name, info in context.ontology.statuses.items()}
    if not (whether and asked):
        items = tuple(_status_item(context, d, labels) for d in said)
        return Answer(context.text, True, f"找{_words(things)}的进展" + _in_years(years), text, items)
    wanted = "或".join(labels[s] for s in asked)
    items = tuple(_verdict(context, d, labels, d.status in asked) for d in _fitting_first(said, asked))
    return Answer(context.text, True, f"问{_words(things)}是否已{wanted}" + _in_years(years), text, items)


def _fitting_first(said: Sequence[_Dated], asked: dict[str, None]) -> list[_Dated]:
    """What is asked for, and without it what is said instead."""
    return [d for d in said if d.status in asked] or list(said)


def _verdict(context: Context, dated: _Dated, labels: dict[str, str], fits: bool) -> Item:
    now = context.now
    planned = now is not None and dated.year >= now and dated.status not in ("ongoing", "planned")
    head = ("尚未，是计划" if planned else "是") if fits else "报告没有这样说，说的是"
    item = _status_item(context, dated, labels)
    return Item(f"{head}：{item.label}", item.evidence, value=item.value, iri=item.iri)


def _status_item(context: Context, dated: _Dated, labels: dict[str, str]) -> Item:
    label = f"{dated.thing.label}：{labels[dated.status]}（{_when(context, dated.year)}）"
    return Item(label, dated.evidence, value=labels[dated.status], iri=v.TJ + dated.status)


def _when(context: Context, year: int) -> str:
    now = context.now
    return f"{year}年" + ("计划" if now is not None and year >= now else "")


def _in_years(years: Sequence[int]) -> str:
    return f"：{'、'.join(map(str, years))}年" if years else ""


def _words(things: Iterable[Thing]) -> str:
    return "、".join(f"“{thing.label}”" for thing in things)


def _dated(context: Context, things: Sequence[Thing]) -> tuple[str, list[_Dated]]:
    """The statuses of ``things``, or else of their parts; what is past before what is planned."""
    for part in ("", " ?x tj:partOf ?whole ."):
        given = "?whole" if part else "?x"
        text = (
            "SELECT ?x ?status ?year WHERE {\n"
            f"  VALUES {given} {{ {_iris(*things)} }}{part}\n"
            "  ?x tj:status ?status .\n"
            "  ?claim rdf:subject ?x ; rdf:predicate tj:status ; rdf:object ?status ; tj:year ?year .\n}"
        )
        rows = context.graph.select(text).rows
        if rows:
            break
    proofs, names = Proofs(context.graph), context.names
    found = {}
    for x, status, year in rows:
        thing = names.things.get(names.one.get(str(x), str(x)))
        triple: Triple = (str(x), _STATUS, str(status))
        if thing:
            dated = _Dated(thing, str(status).removeprefix(v.TJ), int(str(year)), proofs.of([triple], [int(str(year))]))
            found[dated.thing.record.iri, dated.status, dated.year] = dated
    order = list(context.ontology.statuses)
    return text, sorted(found.values(), key=lambda d: (d.year, -order.index(d.status), d.thing.label))


# ── Ties ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tied(context: Context, things: Sequence[Thing]) -> Answer | None:
    """What ties two entities, or whether a given relation does."""
    asks_what = context.has("which", "how_many") and not context.has("related")
    if len(things) != 2 or not context.has("related", "whether") or asks_what:
        return None
    left, right = (Node(thing.label, (thing,)) for thing in things)
    ties = [tie for t in context.tokens if not t.role for tie in t.senses.ties]
    weak = all(t.senses.weak for t in context.tokens if t.senses.ties and not t.role)
    found = ways(context.ontology, left, right, ties or None) or (ways(context.ontology, left, right) if weak else ())
    words = _words(things)
    if not found:
        return _in_common(context, things) if not ties else None
    pattern = Pattern((left, right), 0, (Link(0, 1, found),), years=context.years())
    made, rows, _ = matches(context, pattern)
    proofs = Proofs(context.graph)
    triples = list(dict.fromkeys(triple for said, _ in rows.values() for triple in said))
    items = [
        Item(
            ("是：" if context.has("whether") else "") + relation_said(context, t),
            proofs.of([t]),
            value=_relation(context, t),
        )
        for t in triples
    ]
    if not items and context.has("related"):
        return _in_common(context, things)
    asked = f"问{words}之间有没有“{'／'.join(dict.fromkeys(context.relation_label(r) for r, _ in found))}”"
    return Answer(context.text, True, asked, made.text, tuple(i for i in items if i.evidence))


def _relation(context: Context, triple: Triple) -> str:
    return context.relation_label(triple[1].removeprefix(v.TJ))


def _in_common(context: Context, things: Sequence[Thing]) -> Answer | None:
    """What both entities are tied to."""
    left, right = (Node(thing.label, (thing,)) for thing in things)
    middle = Node("共同的一方")
    links = []
    for index, node in ((0, left), (1, right)):
        found = ways(context.ontology, node, middle)
        if not found:
            return None
        links.append(Link(index, 2, found))
    pattern = Pattern((left, right, middle), 2, tuple(links))
    made = query(pattern, context.ontology, context.transitive, Latitude())
    _, rows, _ = matches(context, pattern)
    proofs = Proofs(context.graph)
    items = tuple(
        Item("；".join(relation_said(context, t) for t in dict.fromkeys(said)), proofs.of(said), iri=common)
        for common, (said, _) in rows.items()
    )
    return Answer(context.text, True, f"找{_words(things)}都与之有关的一方", made.text, items)


def _described(context: Context, things: Sequence[Thing]) -> Answer | None:
    """All that is said of one entity: 介绍一下甲."""
    if len(things) != 1 or not (context.has("describe", "list") or len(context.tokens) == 1):
        return None
    if context.has("target", "actual", "year", "how_many") or context.years():
        return None
    if any(t.senses.ties and not t.thing for t in context.tokens) or _kinds(context):
        return None
    node = Node(things[0].label, (things[0],))
    pattern = Pattern((node, Node("什么")), 1, (Link(0, 1, ways(context.ontology, node, Node("什么"))),))
    made, rows, _ = matches(context, pattern)
    proofs = Proofs(context.graph)
    labels = {name: info.label_zh for name, info in context.ontology.statuses.items()}
    items = [_status_item(context, d, labels) for d in _dated(context, things)[1] if d.thing == things[0]]
    for other, (said, _) in rows.items():
        items += [Item(relation_said(context, t), proofs.of([t]), iri=other) for t in dict.fromkeys(said)]
    return Answer(
        context.text, True, f"找“{things[0].label}”的进展和关系", made.text, tuple(i for i in items if i.evidence)
    )


def _kinds(context: Context) -> bool:
    return any(t.senses.kind and not t.thing and not t.role for t in context.tokens)
