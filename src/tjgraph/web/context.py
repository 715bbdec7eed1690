"""What pages and endpoint share: one graph that does not change while it is served, and what is drawn from it once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Event, Lock, RLock
from typing import TYPE_CHECKING

from tjgraph import __version__, resources
from tjgraph.errors import QueryError, TjgraphError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.ontology import Ontology, load_ontology
from tjgraph.query.annotations import Annotations, annotate, reports
from tjgraph.query.directory import Directory
from tjgraph.query.figures import figures_of
from tjgraph.query.lookup import EntityDescription, describe
from tjgraph.query.sentences import text_files
from tjgraph.web.limits import Limits
from tjgraph.web.workers import Pool

if TYPE_CHECKING:
    import networkx

    from tjgraph.model import Document

_KEPT = 512


class Context:
    """Make one with `open` while the process has one thread (see `Pool`); `close` ends its workers."""

    def __init__(self, graph: KnowledgeGraph, pool: Pool, limits: Limits, texts: Mapping[str, Path]) -> None:
        self.graph, self.pool, self.limits = graph, pool, limits
        self.ontology: Ontology = load_ontology()
        self.digest = _digest(graph.files)
        self.directory = Directory(graph)
        self.reports = {report.name: report for report in reports(graph)}
        self.annotations: dict[str, Annotations] = annotate(graph)
        self.figures = figures_of(graph)
        self._texts = dict(texts)
        # Held while something large is made, so that it is made once: `network` is read under it.
        self.making = RLock()
        self.ahead, self.closed = Lock(), Event()
        # The least recently used make room: what strangers ask for may not fill the memory.
        self.describe = lru_cache(_KEPT)(self._describe)
        self.document = lru_cache(None)(self._document)

    @classmethod
    def open(
        cls, graphs: Sequence[Path], *, texts: Mapping[str, Path] | None = None, limits: Limits | None = None
    ) -> Context:
        """Load ``graphs`` (files or directories) with background, and start the query workers.

        ``texts`` says where the texts of reports (by name) lie; others are looked for where builds leave them.
        """
        limits = limits or Limits()
        graph = KnowledgeGraph.load(graphs)
        return cls(graph, Pool(graph.dataset(), limits, v.PREFIXES), limits, texts or {})

    def close(self) -> None:
        """End the workers, and what is made ahead."""
        self.closed.set()
        self.pool.close()

    @cached_property
    def network(self) -> networkx.MultiDiGraph[str]:
        """The graph as a network, background included."""
        from tjgraph.query.network import to_networkx

        return to_networkx(self.graph, background=True)

    @property
    def title(self) -> str:
        """What the site is about."""
        titles = [report.title for report in self.reports.values()]
        return titles[0] if len(titles) == 1 else f"{len(titles)} 份政府工作报告"

    def label(self, iri: str) -> str:
        """What to call an entity; the end of the IRI where it is none."""
        hit = self.directory.get(iri)
        return hit.record.label if hit else iri.rpartition("/")[2]

    def file_of(self, report: str) -> Path:
        """The graph file of a report; its name is the report's. Raises QueryError where it has none of its own."""
        for path in self.graph.files:
            if path.stem == report:
                return path
        raise QueryError(f"报告 {report} 没有自己的图谱文件", remedy="请用一份报告一个 .ttl 的目录来启动")

    def _describe(self, iri: str) -> EntityDescription:
        return describe(self.graph, iri)

    def _document(self, name: str) -> Document | None:
        """The text of a report of the graph, if a file has the very text that the graph was built from."""
        from tjgraph.reading import read_document

        report = self.reports.get(name)
        if report is None:
            return None
        for path in self._text_files(name):
            try:
                document = read_document(path)
            except TjgraphError:
                continue
            if document.sha256 == report.sha256:
                return document
        return None

    def _text_files(self, name: str) -> Iterator[Path]:
        if name in self._texts:
            yield self._texts[name]
        yield from text_files(self.graph, name)


def _digest(files: Sequence[Path]) -> str:
    """A digest of all that answers follow from, as far as it can change between two runs of a server."""
    digest = hashlib.sha256(__version__.encode())
    data = resources.ontology_dir() / "tjgraph.ttl", *sorted(resources.background_dir().glob("*.ttl"))
    for path in (*files, *data, *sorted(resources.queries_dir().glob("*.rq"))):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
