"""Reports taken from a server into files, for what works on files: two reports side by side, a site of our own."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox

from tjgraph import resources
from tjgraph.errors import NotFoundError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.remote import RemoteGraph
from tjgraph.manifest import text_of

_SHA256 = ox.NamedNode(v.TJ + "sha256")
_NEAR = 5


def fetch(graph: RemoteGraph, directory: Path, names: Sequence[str] | None = None) -> list[Path]:
    """Write the graphs of the reports ``names`` (all, if None) to ``directory/NAME.ttl``; the files, in that order.

    The text of a report is put beside it where that very text lies in ``data/reports`` here or came with the program.
    Raises NotFoundError for a name that no report has.
    """
    iris = {_name(iri): iri for iri in graph.reports()}
    files = []
    for name in iris if names is None else names:
        if name not in iris:
            near = tuple(get_close_matches(name, iris, n=_NEAR, cutoff=0.3))
            remedy = f"是不是要找：{'、'.join(near)}" if near else "请写发布时图谱文件的名字"
            raise NotFoundError(f"服务器里没有报告“{name}”", remedy=remedy, suggestions=near)
        triples = graph.triples(iris[name])
        path = directory / f"{v.segment(name)}.ttl"
        path.write_bytes(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"")  # which is Turtle too
        digests = {t.object.value for t in triples if t.predicate == _SHA256 and isinstance(t.object, ox.Literal)}
        _put_text_beside(path, graph.files, digests)
        files.append(path)
    return files


def _put_text_beside(path: Path, here: Sequence[Path], digests: Iterable[str]) -> None:
    bundled = resources.root() / "data" / "reports" / f"{path.stem}.txt"
    for text in (*(text_of(file.with_name(path.name)) for file in here), bundled):
        if text and text.is_file() and hashlib.sha256(text.read_bytes()).hexdigest() in digests:
            shutil.copyfile(text, path.with_suffix(".txt"))
            return


def _name(report: str) -> str:
    return unquote(report.removeprefix(v.report_iri("")))
