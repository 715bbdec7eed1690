"""A corpus put into a SPARQL server by the Graph Store Protocol, graph by graph; taken up again where it stopped.

Each report stands in a graph named by its IRI, the ontology and the background in one each, and all of it once more in
a merged graph, which is what plain patterns see (decision 0231). A record beside the merged graph says what it holds:
of each graph the digest of what is to be merged, written before, and of what has been, written after. So a publishing
that was killed goes on with what is not there yet, and what is merged is never a mixture of two versions: where a graph
has changed, a new merged graph is made beside the old one, which holds until the new one is whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Literal
from urllib.parse import unquote

import pyoxigraph as ox

from tjgraph.errors import GraphError
from tjgraph.graph import layout, parts
from tjgraph.graph import vocabulary as v
from tjgraph.graph.graphstore import GraphStore
from tjgraph.graph.inputs import graph_files
from tjgraph.graph.parts import Part

Done = Literal["new", "changed", "unchanged", "kept", "merged"]
"""Of a part that was given, the first three; of a report that the server had, whether it was left or merged afresh."""
Heard = Callable[[str, Done], None]
_OWN: Final = (layout.ONTOLOGY_GRAPH, v.BACKGROUND_GRAPH)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publishing did, in reports: it wrote ``new`` and ``changed`` ones, the ``unchanged`` were there before.

    ``kept``: those that the server had and that were not given. ``triples``: how many were merged now.
    """

    address: str
    new: int
    changed: int
    unchanged: int
    kept: int
    triples: int


@dataclass(frozen=True, slots=True)
class _Source:
    """A part yet to be made: what to call it, its graph, the digest of what it follows from, and how it is made."""

    name: str
    graph: str
    digest: str
    make: Callable[[], Part]


@dataclass(frozen=True, slots=True)
class _Record:
    """What the record of a merged graph says: by graph, the digests that were to be merged, and that were."""

    intended: Mapping[str, set[str]] = field(default_factory=dict)
    merged: Mapping[str, set[str]] = field(default_factory=dict)

    def holds(self, source: _Source) -> bool:
        """Whether ``source`` has been merged, as it is."""
        return source.digest in self.merged.get(source.graph, ())

    def has_other(self, sources: Iterable[_Source]) -> bool:
        """Whether another version of one of ``sources`` was to be merged: some of it may be there."""
        return any(self.intended.get(source.graph, set()) - {source.digest} for source in sources)


def publish(
    paths: Sequence[Path],
    url: str,
    *,
    found: Callable[[int], None] = lambda count: None,
    heard: Heard = lambda name, done: None,
) -> Published:
    """Put the graphs of reports in ``paths`` (files, or directories of ``*.ttl``) into the server at ``url``.

    ``url`` is the address of its Graph Store Protocol. Reports that the server has already and that ``paths`` do not
    name stay. ``found`` hears how many parts there are, ``heard`` of each as it is done. One process at a time may
    publish. Raises GraphError for a file that is no report's graph, StoreError for what the server refuses.
    """
    store = GraphStore(url)
    current = next((t.object.value for t in store.get(layout.CURRENT) if isinstance(t.object, ox.NamedNode)), "")
    return _Publishing(store, current, heard).run(graph_files(paths), found)


class _Publishing:
    """One run of `publish`; ``current`` is the merged graph that holds now, if there is one."""

    def __init__(self, store: GraphStore, current: str, heard: Heard) -> None:
        self._store, self._current, self._heard = store, current, heard
        self._published = _record(store, current) if current else _Record()
        self._triples = 0

    def run(self, files: Sequence[Path], found: Callable[[int], None]) -> Published:
        given = [*_own_sources(), *(self._source(path) for path in files)]
        _no_two_of_one_graph(given)
        names = {source.graph for source in given}
        kept = [self._there(graph) for graph in sorted(self._published.merged) if graph not in names]
        sources = given + kept
        self._remove_leftovers()
        target = self._target(sources)
        record = self._fitting_record(target, sources)
        todo = [source for source in sources if not record.holds(source)]
        found(len(sources))
        if todo:
            self._store.add(layout.record_graph(target), (_said(s, layout.INTENDED) for s in todo))
        for source in sources:
            if not record.holds(source):
                self._merge(source, target)
            self._heard(source.name, self._done(source, names, record))
        self._make_current(target)
        done = Counter(self._done(source, names, record) for source in sources if source.graph not in _OWN)
        counts = (done["new"], done["changed"], done["unchanged"], done["kept"] + done["merged"])
        return Published(self._store.address, *counts, self._triples)

    def _source(self, path: Path) -> _Source:
        """The report in the file at ``path``; it is read only where the server does not know its digest."""
        digest = parts.digest_of([path])
        known = next((graph for graph, digests in self._published.merged.items() if digest in digests), "")
        return _Source(path.name, known or parts.report_in(path), digest, partial(parts.report_part, path))

    def _there(self, graph: str) -> _Source:
        """A report that the server has."""
        name = unquote(graph.rpartition("/")[2])
        return _Source(name, graph, max(self._published.merged[graph]), lambda: self._fetched(graph))

    def _fetched(self, graph: str) -> Part:
        return parts.part_of(graph, self._store.get(graph))

    def _target(self, sources: Iterable[_Source]) -> str:
        """The merged graph to write to: the one that holds where nothing in it has to go, else the next."""
        if not self._current:
            return layout.merged_graph(1)
        if not self._published.has_other(sources):
            return self._current
        return layout.merged_graph(layout.number_of(self._current) + 1)

    def _fitting_record(self, target: str, sources: Iterable[_Source]) -> _Record:
        """The record of ``target``; begun anew, with what it is of, where an earlier run was for something else."""
        if target == self._current:
            return self._published
        record = _record(self._store, target)
        wanted = {source.graph: {source.digest} for source in sources}
        if all(digests <= wanted.get(graph, set()) for graph, digests in record.intended.items()):
            return record
        for graph in (target, self._background(target), layout.record_graph(target)):
            self._store.delete(graph)
        return _Record()

    def _merge(self, source: _Source, target: str) -> None:
        """Write one part: its own graph, the merged one, the background that follows from it; then the record."""
        part = source.make()
        if part.graph != v.BACKGROUND_GRAPH and not self._published.holds(source):
            self._store.put(part.graph, part.triples)
        merged = {*part.triples, *part.background}
        self._store.add(target, sorted(merged, key=str))
        if part.background:
            self._store.add(self._background(target), part.background)
        self._store.add(layout.record_graph(target), [_said(source, layout.DIGEST)])
        self._triples += len(merged)

    def _background(self, target: str) -> str:
        """Where the background of ``target`` is written: not over that of the merged graph that holds."""
        return v.BACKGROUND_GRAPH if self._current in ("", target) else layout.draft_background(target)

    def _make_current(self, target: str) -> None:
        if target == self._current:
            return
        if self._current:
            self._store.put(v.BACKGROUND_GRAPH, self._store.get(layout.draft_background(target)))
        self._store.put(layout.CURRENT, [_triple(layout.CURRENT, layout.MERGED, ox.NamedNode(target))])
        if self._current:
            self._remove(self._current)
            self._store.delete(layout.draft_background(target))

    def _remove_leftovers(self) -> None:
        """Remove what a run that was killed at its very end has left."""
        number = layout.number_of(self._current) if self._current else 1
        if number > 1:
            self._remove(layout.merged_graph(number - 1))
            self._store.delete(layout.draft_background(self._current))

    def _remove(self, merged: str) -> None:
        self._store.delete(merged)
        self._store.delete(layout.record_graph(merged))

    def _done(self, source: _Source, given: Collection[str], before: _Record) -> Done:
        if source.graph not in given:
            return "kept" if before.holds(source) else "merged"
        if before.holds(source) or self._published.holds(source):
            return "unchanged"
        return "changed" if source.graph in self._published.merged else "new"


def _own_sources() -> list[_Source]:
    """The parts that belong to every corpus."""
    return [
        _Source("本体", layout.ONTOLOGY_GRAPH, parts.ontology_digest(), parts.ontology_part),
        _Source("背景", v.BACKGROUND_GRAPH, parts.background_digest(), parts.background_part),
    ]


def _no_two_of_one_graph(sources: Iterable[_Source]) -> None:
    names: dict[str, str] = {}
    for source in sources:
        if source.graph in names:
            what = f"与 {names[source.graph]} 是同一份报告（{source.graph}）"
            raise GraphError(what, where=source.name, remedy="两个文件只给一个")
        names[source.graph] = source.name


def _record(store: GraphStore, merged: str) -> _Record:
    found: dict[str, dict[str, set[str]]] = {layout.INTENDED: {}, layout.DIGEST: {}}
    for t in store.get(layout.record_graph(merged)):
        if t.predicate.value in found and isinstance(t.subject, ox.NamedNode) and isinstance(t.object, ox.Literal):
            found[t.predicate.value].setdefault(t.subject.value, set()).add(t.object.value)
    return _Record(found[layout.INTENDED], found[layout.DIGEST])


def _said(source: _Source, predicate: str) -> ox.Triple:
    return _triple(source.graph, predicate, ox.Literal(source.digest))


def _triple(subject: str, predicate: str, object_: ox.NamedNode | ox.Literal) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), object_)
