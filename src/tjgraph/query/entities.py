"""Names → entities: the one that a name means, or those that a text may mean."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from tjgraph.errors import NotFoundError, QueryError
from tjgraph.model import Table
from tjgraph.ontology import Ontology, load_ontology
from tjgraph.query.names import Wanted, likeness, normal, relevance, sounding
from tjgraph.query.twins import representatives

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph, Term

_SUGGESTIONS = 5

_TYPED = "SELECT ?entity ?type ?label WHERE { ?entity a ?type ; rdfs:label ?label }"
_ALIASES = "SELECT ?entity ?alias WHERE { ?entity skos:altLabel ?alias }"
_MENTIONS = "SELECT ?entity (COUNT(?passage) AS ?times) WHERE { ?entity tj:mentionedIn ?passage } GROUP BY ?entity"
_NAMED = "SELECT ?entity ?name WHERE { ?entity rdfs:label|skos:altLabel ?name }"


class EntityRecord(NamedTuple):
    """An entity: ``type`` is the local name of its most specific class, ``aliases`` its other names, sorted."""

    iri: str
    label: str
    type: str
    aliases: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The label, then the aliases."""
        return (self.label, *self.aliases)


class Hit(NamedTuple):
    """A record with how often the reports name it; what only background knows they never do."""

    record: EntityRecord
    mentions: int

    @property
    def order(self) -> tuple[int, str, str]:
        """The most often named first."""
        return -self.mentions, self.record.label, self.record.iri


class Known(ABC):
    """The entities of a graph by what they are called, each list with the most often named first."""

    @abstractmethod
    def hits(self) -> list[Hit]:
        """All of them."""

    @abstractmethod
    def under(self, iri: str) -> list[Hit]:
        """The one with that IRI or with another for the same thing."""

    @abstractmethod
    def called(self, name: str) -> list[Hit]:
        """Those with exactly that name, in Chinese or in no language."""

    @abstractmethod
    def called_alike(self, wanted: str) -> list[Hit]:
        """Those with a name, in any language, whose `normal` form is ``wanted``."""


def resolve(graph: KnowledgeGraph | Known, name: str, type: str | None = None) -> EntityRecord:
    """The entity that ``name`` (a label, an alias or an IRI) means.

    Spaces, quotation marks, width and case do not matter. ``type`` (local name or Chinese label of a class) keeps
    entities of that class and those below it. Where several bear the name, those that reports name go before those
    that only background knows, one whose label it is before one whose alias it is, and the most often named first.
    Raises NotFoundError with suggestions for an unknown name, and QueryError for an unknown type, an empty name, or
    one that several bear equally.
    """
    ontology = load_ontology()
    kind = None if type is None else class_named(type, ontology)
    known = _known(graph)
    hits = _bearers(known, name)
    fitting = [hit for hit in hits if kind is None or ontology.is_a(hit.record.type, kind)]
    if not fitting:
        raise _not_found(known, name, kind, [hit.record for hit in hits], ontology)
    named = [hit for hit in fitting if hit.mentions] or fitting
    own = [hit for hit in named if normal(hit.record.label) == normal(name)] or named
    most = max(hit.mentions for hit in own)
    best = [hit.record for hit in own if hit.mentions == most]
    exact = [r for r in best if r.type == kind]
    if len(best) > 1 and len(exact) != 1:
        choices = "、".join(f"{_telling(r, best)}（{ontology.classes[r.type].label_zh} {r.type}）" for r in best)
        raise QueryError(f"“{name}”不止一个：{choices}", remedy="请指明类型，或用全称")
    return exact[0] if len(best) > 1 else best[0]


def _telling(record: EntityRecord, best: list[EntityRecord]) -> str:
    """The first name of a record that no namesake of its type has (沈阳市和平区); its label where there is none."""
    others = {name for r in best if r.type == record.type and r is not record for name in r.names}
    return next((name for name in record.names if name not in others), record.label)


def find(graph: KnowledgeGraph | Known, text: str) -> Table:
    """The entities whose names hold ``text`` (its letters as pinyin or initials too), the most relevant first.

    Where there is none, those that sound the same; where there is none of these, those near it; an empty table where
    nothing is. Columns: type (Chinese), label, aliases, number of mentions.
    """
    ontology = load_ontology()
    rows = tuple(
        (ontology.classes[hit.record.type].label_zh, hit.record.label, "、".join(hit.record.aliases), hit.mentions)
        for hit in ranked(Wanted(text), _known(graph).hits())
    )
    return Table(("类型", "名称", "别名", "提及次数"), rows, title=f"与“{text}”有关的实体：{len(rows)} 个")


def class_named(name: str, ontology: Ontology) -> str:
    """The local name of the entity class with that local name (in any case) or Chinese label; QueryError if none is."""
    wanted = normal(name)
    for cls in _entity_classes(ontology):
        if wanted in (normal(cls), normal(ontology.classes[cls].label_zh)):
            return cls
    choices = "、".join(f"{ontology.classes[cls].label_zh} {cls}" for cls in ontology.entity_types)
    raise QueryError(f"没有“{name}”这个类型", remedy=f"可用的类型：{choices}")


@lru_cache(maxsize=2)
def _entity_classes(ontology: Ontology) -> dict[str, int]:
    """The twelve types and the classes below them, each with its depth, in the ontology's order."""
    lineages = {cls: ontology.lineage(cls) for cls in ontology.classes}
    return {cls: len(above) for cls, above in lineages.items() if any(top in above for top in ontology.entity_types)}


def entity_records(graph: KnowledgeGraph, iris: Iterable[str] | None = None) -> dict[str, EntityRecord]:
    """All entities of ``graph`` by IRI, sorted by it; or those of ``iris`` that are entities.

    Things that are the same are one (see `representatives`); asked for another IRI of it, it is given by its own.
    """
    from tjgraph.query.terms import local_name

    depths = _entity_classes(load_ontology())
    one = representatives(graph)
    wanted = None if iris is None else sorted({one.get(iri, iri) for iri in iris})
    labels: dict[str, set[str]] = {}
    types: dict[str, set[str]] = {}
    for entity, cls, label in _rows(graph, _TYPED, wanted):
        if entity not in one and local_name(cls) in depths:
            types.setdefault(entity, set()).add(local_name(cls))
            labels.setdefault(entity, set()).add(str(label))
    aliases: dict[str, set[str]] = {}
    for entity, alias in _rows(graph, _ALIASES, wanted):
        aliases.setdefault(entity, set()).add(str(alias))
    return {
        iri: EntityRecord(iri, min(labels[iri]), _deepest(types[iri], depths), tuple(sorted(aliases.get(iri, ()))))
        for iri in sorted(types)
    }


def _rows(graph: KnowledgeGraph, sparql: str, iris: Iterable[str] | None) -> Iterable[Any]:
    """The rows of a query on ``?entity``: all, or those of each of ``iris``."""
    from tjgraph.graph.store import Iri

    if iris is None:
        return graph.select(sparql).rows
    return (row for iri in iris for row in graph.select(sparql, entity=Iri(iri)).rows)


def _deepest(types: Iterable[str], depths: dict[str, int]) -> str:
    return min(types, key=lambda cls: (-depths[cls], cls))


def _bearers(known: Known, name: str) -> list[Hit]:
    """The entities that bear exactly this name, or else those that bear it but for spaces, quotation marks and case."""
    if not normal(name):
        raise QueryError("名称是空的", remedy="请给出一个名称")
    if name.startswith(("http://", "https://")):
        return known.under(name)
    return known.called(name) or known.called_alike(normal(name))


def _known(graph: KnowledgeGraph | Known) -> Known:
    return graph if isinstance(graph, Known) else _Asked(graph)


class _Asked(Known):
    """The entities of a graph that is asked for each."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._graph = graph

    def hits(self) -> list[Hit]:
        return known_entities(self._graph)

    def under(self, iri: str) -> list[Hit]:
        return known_entities(self._graph, [iri]) if _is_iri(iri) else []

    def called(self, name: str) -> list[Hit]:
        from tjgraph.graph.store import Text

        rows = (row for term in (Text(name, language="zh"), Text(name)) for row in self._select(name=term))
        return known_entities(self._graph, {iri for iri, _ in rows})

    def called_alike(self, wanted: str) -> list[Hit]:
        return known_entities(self._graph, {iri for iri, name in self._select() if normal(name) == wanted})

    def _select(self, **terms: Term) -> Iterable[tuple[str, str]]:
        return ((str(iri), str(name)) for iri, name in self._graph.select(_NAMED, **terms).rows)


def _is_iri(name: str) -> bool:
    from tjgraph.graph.store import Iri

    try:
        Iri(name)
    except ValueError:
        return False
    return True


def known_entities(graph: KnowledgeGraph, iris: Iterable[str] | None = None) -> list[Hit]:
    """The entities among ``iris``, or all, the most often named first."""
    records = entity_records(graph, iris)
    times = {str(iri): int(n) for iri, n in _rows(graph, _MENTIONS, None if iris is None else records)}
    return sorted((Hit(record, times.get(iri, 0)) for iri, record in records.items()), key=lambda hit: hit.order)


def ranked(wanted: Wanted, hits: list[Hit]) -> list[Hit]:
    """Those that hold what was written, or else sound the same, or else are near: the best first.

    What reports name goes before background. Sound is a guess, and pypinyin takes long to load: it comes second.
    """
    named, others = [hit for hit in hits if hit.mentions], [hit for hit in hits if not hit.mentions]
    for measure, group in product((relevance, sounding, likeness), (named, others)):
        scored = [(measure(wanted, hit.record.names), hit) for hit in group]
        found = sorted((s for s in scored if s[0]), key=lambda s: (-s[0], s[1].order))
        if found:
            return [hit for _, hit in found]
    return []


def _not_found(
    known: Known, name: str, kind: str | None, others: list[EntityRecord], ontology: Ontology
) -> NotFoundError:
    if others and kind:
        has = "、".join(ontology.classes[r.type].label_zh for r in others)
        what = f"“{name}”是{has}，不是{ontology.classes[kind].label_zh}"
        return NotFoundError(what, remedy="请去掉类型或换一个", suggestions=tuple(r.label for r in others))
    hits = [h for h in known.hits() if kind is None or ontology.is_a(h.record.type, kind)]
    near = tuple(dict.fromkeys(hit.record.label for hit in ranked(Wanted(name), hits)))[:_SUGGESTIONS]
    remedy = f"是不是要找：{'、'.join(near)}" if near else "请换一个名称，或用 tjgraph find 按部分名称查找"
    return NotFoundError(f"图谱里没有“{name}”", remedy=remedy, suggestions=near)
