"""Names → entities: the one that a name means, or those that a text may mean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tjgraph.errors import NotFoundError, QueryError
from tjgraph.graph.store import Iri, Text
from tjgraph.model import Table
from tjgraph.ontology import Ontology, load_ontology
from tjgraph.query.names import Wanted, likeness, normal, relevance
from tjgraph.query.terms import local_name

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph, Term

_SUGGESTIONS = 5

_TYPED = "SELECT ?entity ?type ?label WHERE { ?entity a ?type ; rdfs:label ?label }"
_ALIASES = "SELECT ?entity ?alias WHERE { ?entity skos:altLabel ?alias }"
_MENTIONS = "SELECT ?entity (COUNT(?passage) AS ?times) WHERE { ?entity tj:mentionedIn ?passage } GROUP BY ?entity"
_NAMED = "SELECT ?entity ?name WHERE { ?entity rdfs:label|skos:altLabel ?name }"


@dataclass(frozen=True, slots=True)
class EntityRecord:
    """An entity: ``type`` is the local name of its most specific class, ``aliases`` its other names, sorted."""

    iri: str
    label: str
    type: str
    aliases: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The label, then the aliases."""
        return (self.label, *self.aliases)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A record with how often the reports name it."""

    record: EntityRecord
    mentions: int

    @property
    def order(self) -> tuple[int, str, str]:
        return -self.mentions, self.record.label, self.record.iri


def resolve(graph: KnowledgeGraph, name: str, type: str | None = None) -> EntityRecord:
    """The entity that ``name`` (a label, an alias or an IRI) means.

    Spaces, quotation marks, width and case do not matter. ``type`` (local name or Chinese label of a class) keeps
    entities of that class and those below it. Where several bear the name, one whose label it is goes before one
    whose alias it is, then the one that reports name most often. Raises NotFoundError with suggestions for an unknown
    name, and QueryError for an unknown type, an empty name, or one that several bear equally.
    """
    ontology = load_ontology()
    kind = None if type is None else class_named(type, ontology)
    hits = _bearers(graph, name)
    fitting = [hit for hit in hits if kind is None or ontology.is_a(hit.record.type, kind)]
    if not fitting:
        raise _not_found(graph, name, kind, [hit.record for hit in hits], ontology)
    own = [hit for hit in fitting if normal(hit.record.label) == normal(name)] or fitting
    most = max(hit.mentions for hit in own)
    best = [hit.record for hit in own if hit.mentions == most]
    exact = [r for r in best if r.type == kind]
    if len(best) > 1 and len(exact) != 1:
        choices = "、".join(f"{r.label}（{ontology.classes[r.type].label_zh} {r.type}）" for r in best)
        raise QueryError(f"“{name}”不止一个：{choices}", remedy="请指明类型，或用全称")
    return exact[0] if len(best) > 1 else best[0]


def find(graph: KnowledgeGraph, text: str) -> Table:
    """The entities whose names hold ``text`` or sound like it (pinyin and initials too), the most relevant first.

    Where there is none, those whose names are near it. Columns: type (Chinese), label, aliases, number of mentions.
    An empty table where nothing is near.
    """
    ontology = load_ontology()
    rows = tuple(
        (ontology.classes[hit.record.type].label_zh, hit.record.label, "、".join(hit.record.aliases), hit.mentions)
        for hit in _ranked(Wanted(text), _all(graph))
    )
    return Table(("类型", "名称", "别名", "提及次数"), rows, title=f"与“{text}”有关的实体：{len(rows)} 个")


def class_named(name: str, ontology: Ontology) -> str:
    """The local name of the entity class with that local name (in any case) or Chinese label; QueryError if none is."""
    known = {cls: info for cls, info in ontology.classes.items() if is_entity_class(cls, ontology)}
    wanted = normal(name)
    for cls, info in known.items():
        if wanted in (normal(cls), normal(info.label_zh)):
            return cls
    choices = "、".join(f"{ontology.classes[cls].label_zh} {cls}" for cls in ontology.entity_types)
    raise QueryError(f"没有“{name}”这个类型", remedy=f"可用的类型：{choices}")


def is_entity_class(name: str, ontology: Ontology) -> bool:
    """Whether ``name`` is one of the twelve types or below one."""
    return name in ontology.classes and any(ontology.is_a(name, top) for top in ontology.entity_types)


def entity_records(graph: KnowledgeGraph, iri: str | None = None) -> dict[str, EntityRecord]:
    """All entities of ``graph`` by IRI, sorted by it; or the one with that ``iri``, if it is one."""
    ontology = load_ontology()
    bound: dict[str, Term] = {} if iri is None else {"entity": Iri(iri)}
    labels: dict[str, set[str]] = {}
    types: dict[str, set[str]] = {}
    for entity, cls, label in graph.select(_TYPED, **bound).rows:
        if is_entity_class(local_name(cls), ontology):
            types.setdefault(str(entity), set()).add(local_name(cls))
            labels.setdefault(str(entity), set()).add(str(label))
    aliases: dict[str, set[str]] = {}
    for entity, alias in graph.select(_ALIASES, **bound).rows:
        aliases.setdefault(str(entity), set()).add(str(alias))
    return {
        iri: EntityRecord(iri, min(labels[iri]), _deepest(types[iri], ontology), tuple(sorted(aliases.get(iri, ()))))
        for iri in sorted(types)
    }


def _deepest(types: Iterable[str], ontology: Ontology) -> str:
    return min(types, key=lambda cls: (-len(ontology.lineage(cls)), cls))


def _bearers(graph: KnowledgeGraph, name: str) -> list[_Hit]:
    """The entities that bear exactly this name; by index first, and by comparing all names only if that finds none."""
    if not normal(name):
        raise QueryError("名称是空的", remedy="请给出一个名称")
    if name.startswith(("http://", "https://")):
        return _hits(graph, [name]) if _is_iri(name) else []
    iris = {
        str(entity)
        for term in (Text(name, language="zh"), Text(name))
        for entity, _ in graph.select(_NAMED, name=term).rows
    }
    hits = _hits(graph, iris)
    if hits:
        return hits
    wanted = normal(name)
    return _hits(graph, {str(entity) for entity, known in graph.select(_NAMED).rows if normal(str(known)) == wanted})


def _is_iri(name: str) -> bool:
    try:
        Iri(name)
    except ValueError:
        return False
    return True


def _hits(graph: KnowledgeGraph, iris: Iterable[str]) -> list[_Hit]:
    found = [record for iri in sorted(iris) for record in entity_records(graph, iri).values()]
    return sorted((_Hit(r, _mentions(graph, r.iri).get(r.iri, 0)) for r in found), key=lambda hit: hit.order)


def _all(graph: KnowledgeGraph) -> list[_Hit]:
    times = _mentions(graph)
    return [_Hit(record, times.get(iri, 0)) for iri, record in entity_records(graph).items()]


def _mentions(graph: KnowledgeGraph, iri: str | None = None) -> dict[str, int]:
    bound: dict[str, Term] = {} if iri is None else {"entity": Iri(iri)}
    return {str(entity): int(str(times)) for entity, times in graph.select(_MENTIONS, **bound).rows}


def _ranked(wanted: Wanted, hits: list[_Hit]) -> list[_Hit]:
    """Those that are relevant, or else those that are near, the best first."""
    for measure in (relevance, likeness):
        scored = [(measure(wanted, hit.record.names), hit) for hit in hits]
        found = sorted((s for s in scored if s[0]), key=lambda s: (-s[0], s[1].order))
        if found:
            return [hit for _, hit in found]
    return []


def _not_found(
    graph: KnowledgeGraph, name: str, kind: str | None, others: list[EntityRecord], ontology: Ontology
) -> NotFoundError:
    if others and kind:
        has = "、".join(ontology.classes[r.type].label_zh for r in others)
        what = f"“{name}”是{has}，不是{ontology.classes[kind].label_zh}"
        return NotFoundError(what, remedy="请去掉类型或换一个", suggestions=tuple(r.label for r in others))
    hits = [h for h in _all(graph) if kind is None or ontology.is_a(h.record.type, kind)]
    near = tuple(dict.fromkeys(hit.record.label for hit in _ranked(Wanted(name), hits)))[:_SUGGESTIONS]
    remedy = f"是不是要找：{'、'.join(near)}" if near else "请换一个名称，或用 tjgraph find 按部分名称查找"
    return NotFoundError(f"图谱里没有“{name}”", remedy=remedy, suggestions=near)
