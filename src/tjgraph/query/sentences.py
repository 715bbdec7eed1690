"""The sentence around a mention. A mention's passage is the name alone; a reader wants the words around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tjgraph import resources
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri
from tjgraph.manifest import NAME as MANIFEST
from tjgraph.manifest import digest, text_of, texts_of
from tjgraph.model import Evidence
from tjgraph.query.terms import dicts, in_text_order, passage_of

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_PASSAGES = """SELECT ?report ?start ?end ?exact WHERE {
    ?passage dcterms:isPartOf ?report ; oa:start ?start ; oa:end ?end ; oa:exact ?exact . }"""
_CHECKSUM = "SELECT ?report ?sha256 WHERE { ?report tj:sha256 ?sha256 }"
SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")


class Sentences:
    """The sentences of some reports: from the report's text where it lies in ``data/reports`` or where the graph was
    built from it, unchanged since then (its SHA-256 is the graph's); else from the passages in the graph, of which
    claims and figures have whole ones.
    """

    def __init__(self, graph: KnowledgeGraph, reports: Iterable[str]) -> None:
        self._sentences = {name: _of_text(name, graph) or _of_graph(name, graph) for name in sorted(reports)}

    def around(self, passage: Evidence) -> Evidence | None:
        """The smallest sentence that holds ``passage`` and is longer, or None where none is known."""
        known = self._sentences.get(passage.report, ())
        last = bisect_right(known, passage.start, key=lambda s: s.start)
        holding = [s for s in known[:last] if s.end >= passage.end and s.end - s.start > passage.end - passage.start]
        return min(holding, key=lambda s: (s.end - s.start, s.start), default=None)


def text_files(graph: KnowledgeGraph, report: str) -> Iterator[Path]:
    """The files that may hold the text of the report of that name: what came with the program, what builds leave."""
    if not _is_file_name(report):
        return
    bundled = _bundled(report)
    if bundled.is_file():
        yield bundled
    for directory in _directories(graph):
        text = text_of(directory / f"{report}.ttl")
        if text is not None:
            yield text


def looked_at(graph: KnowledgeGraph, reports: Iterable[str]) -> list[Path]:
    """All files on which the sentences of these reports depend besides the graph, be they there or not."""
    texts = (
        path for name in sorted(reports) if _is_file_name(name)
        for path in (_bundled(name), *(p for d in _directories(graph) for p in texts_of(d / f"{name}.ttl")))
    )  # fmt: skip
    return [*(directory / MANIFEST for directory in _directories(graph)), *texts]


def _of_text(name: str, graph: KnowledgeGraph) -> tuple[Evidence, ...]:
    built_from = {sha for _, sha in graph.select(_CHECKSUM, report=Iri(v.report_iri(name))).rows}
    for path in text_files(graph, name):
        data = path.read_bytes()
        if digest(data) in built_from:
            found = SENTENCE.finditer(data.decode("utf-8"))
            return tuple(Evidence(m.group(), m.start(), m.end(), name) for m in found)
    return ()


def _is_file_name(report: str) -> bool:
    """Whether a name, which comes out of the graph, leads nowhere else."""
    return "/" not in report and "\\" not in report


def _bundled(name: str) -> Path:
    return resources.root() / "data" / "reports" / f"{name}.txt"


def _directories(graph: KnowledgeGraph) -> Iterable[Path]:
    return dict.fromkeys(path.parent for path in graph.files)


def _of_graph(name: str, graph: KnowledgeGraph) -> tuple[Evidence, ...]:
    rows = dicts(graph.select(_PASSAGES, report=Iri(v.report_iri(name))))
    return tuple(sorted(in_text_order(map(passage_of, rows)), key=lambda s: s.start))
