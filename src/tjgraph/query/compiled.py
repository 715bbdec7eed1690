"""The entities of some graph files with all that is known of each, worked out once and kept (see `tjgraph.kept`).

Whoever asks by name from a cold start need load no graph: not even the library that would. The answers are the same,
for they are those that the graph itself gave.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tjgraph import kept
from tjgraph.graph.inputs import Inputs, graph_files
from tjgraph.model import Evidence
from tjgraph.query import names
from tjgraph.query.description import DatedStatus, EntityDescription, Naming, Relation
from tjgraph.query.entities import EntityRecord, Hit, Known
from tjgraph.query.figures import Figure
from tjgraph.query.terms import report_name

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_ENTITIES, _SOUNDS = "entities", "sounds"
_NAMES = """SELECT ?entity ?name (LANG(?name) AS ?language) (STR(DATATYPE(?name)) AS ?type) WHERE {
    ?entity rdfs:label|skos:altLabel ?name }"""
_REPORTS = "SELECT DISTINCT ?report WHERE { ?entity tj:mentionedIn/dcterms:isPartOf ?report }"
_PLAIN = "http://www.w3.org/2001/XMLSchema#string"


class Compiled(Known):
    """What is kept of a graph for those who ask by name. Make one with `of`."""

    def __init__(self, inputs: Inputs, sections: Mapping[str, bytes]) -> None:
        self._inputs, self._sections = inputs, sections
        self._names = self._section("names")

    @classmethod
    def of(cls, paths: Iterable[Path]) -> Compiled:
        """That of the graph of these files (as for `KnowledgeGraph.load`), kept or worked out now and kept."""
        inputs = Inputs(graph_files(paths))
        entry = inputs.read(_ENTITIES)
        if entry is not None and _texts_are(*json.loads(entry["texts"])):
            return cls(inputs, entry)
        from tjgraph.graph.store import KnowledgeGraph

        sections = _compiled(KnowledgeGraph.load(inputs.files))
        if _texts_are(*json.loads(sections["texts"])):
            inputs.write(_ENTITIES, sections)
        return cls(inputs, sections)

    def hits(self) -> list[Hit]:
        """All entities, the most often named first."""
        hits = [_hit(row) for row in self._section("hits")]
        kept_sounds: Mapping[str, bytes] | None = self._inputs.read(_SOUNDS)
        if kept_sounds is None:  # pypinyin takes as long as all else together: what only shows a thing does without
            kept_sounds = {_SOUNDS: json.dumps(_sounds(hits), ensure_ascii=False).encode()}
            self._inputs.write(_SOUNDS, kept_sounds)
        names.heard(json.loads(kept_sounds[_SOUNDS]))
        return hits

    def under(self, iri: str) -> list[Hit]:
        """The entity with that IRI or with another for the same thing."""
        return self._hits([self._names["same"].get(iri, iri)])

    def called(self, name: str) -> list[Hit]:
        """Those with exactly that name, in Chinese or in no language."""
        return self._hits(self._names["exact"].get(name, ()))

    def called_alike(self, wanted: str) -> list[Hit]:
        """Those with a name whose normal form is ``wanted``."""
        return self._hits(self._names["normal"].get(wanted, ()))

    def description(self, record: EntityRecord) -> EntityDescription:
        """All that is known of the entity of that record, which comes from here."""
        return _description(self._section(record.iri)[1])

    def _hits(self, iris: Iterable[str]) -> list[Hit]:
        found = (_hit(self._section(iri)[0]) for iri in iris if iri in self._sections)
        return sorted(found, key=lambda hit: hit.order)

    def _section(self, name: str) -> Any:
        return json.loads(self._sections[name])


def _compiled(graph: KnowledgeGraph) -> dict[str, bytes]:
    """The sections of a graph: one an entity, under its IRI, and those that find it."""
    from tjgraph.query.describing import Describer
    from tjgraph.query.entities import known_entities
    from tjgraph.query.sentences import looked_at
    from tjgraph.query.twins import representatives

    reports = [report_name(report) for (report,) in graph.select(_REPORTS).rows]
    texts = [str(path.absolute()) for path in looked_at(graph, reports)]
    state = kept.state(texts).hex()
    describer, same, hits = Describer(graph), representatives(graph), known_entities(graph)
    exact: dict[str, set[str]] = {}
    alike: dict[str, set[str]] = {}
    for entity, said, language, datatype in graph.select(_NAMES).rows:
        iri, name = same.get(str(entity), str(entity)), str(said)
        alike.setdefault(names.normal(name), set()).add(iri)
        if language == "zh" or datatype == _PLAIN:
            exact.setdefault(name, set()).add(iri)
    sections: dict[str, object] = {
        "texts": [texts, state],
        "names": {
            "same": same,
            "exact": {name: sorted(iris) for name, iris in sorted(exact.items())},
            "normal": {name: sorted(iris) for name, iris in sorted(alike.items())},
        },
        "hits": [_row(hit) for hit in hits],
    }
    sections |= {hit.record.iri: [_row(hit), describer.describe(hit.record)] for hit in hits}
    return {name: json.dumps(section, ensure_ascii=False, default=str).encode() for name, section in sections.items()}


def _sounds(hits: Iterable[Hit]) -> dict[str, tuple[str, ...]]:
    """The pinyin of all their names."""
    spoken = {names.normal(name) for hit in hits for name in hit.record.names}
    return {name: names.syllables(name) for name in sorted(spoken)}


def _texts_are(paths: Sequence[str], state: str) -> bool:
    """Whether the texts from which sentences were taken are as they were then."""
    return kept.state(paths).hex() == state


def _row(hit: Hit) -> list[object]:
    return [hit.record, hit.mentions]


def _hit(row: Sequence[Any]) -> Hit:
    (iri, label, type, aliases), mentions = row
    return Hit(EntityRecord(iri, label, type, tuple(aliases)), mentions)


def _description(fields: Sequence[Any]) -> EntityDescription:
    iri, label, type, type_label, aliases, outside, relations, statuses, figures, mentions, background = fields
    return EntityDescription(
        iri,
        label,
        type,
        type_label,
        tuple(aliases),
        tuple(outside),
        tuple(_relation(*row) for row in relations),
        tuple(DatedStatus(status, label, year, _passages(said)) for status, label, year, said in statuses),
        tuple(_figure(*row) for row in figures),
        tuple(Naming(Evidence(*passage), around and Evidence(*around)) for passage, around in mentions),
        tuple(_relation(*row) for row in background),
    )


def _relation(
    predicate: str, label: str, outgoing: bool, iri: str, other: str, type: str, years: Any, said: Any, sources: Any
) -> Relation:
    return Relation(predicate, label, outgoing, iri, other, type, tuple(years), _passages(said), tuple(sources))


def _figure(
    iri: str, indicator_iri: str, indicator: str, subject: str, value: str, unit: str, year: int, since: int | None,
    kind: str, change: str, qualifier: str, said: Any,
) -> Figure:  # fmt: skip
    passages = _passages(said)
    return Figure(
        iri, indicator_iri, indicator, subject, Decimal(value), unit, year, since, kind, change, qualifier, passages
    )


def _passages(rows: Iterable[Sequence[Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(*row) for row in rows)
