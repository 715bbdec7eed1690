"""Query speed: every saved query through tjgraph, through bare pyoxigraph and through rdflib's Memory store.

The corpora are those of `corpus_generator`. tjgraph is timed as people use it: ``catalogue.run`` finds the query, turns the
names that it is given into terms, runs it and gathers each row's evidence. Bare pyoxigraph gets the same query with the
terms ready, on the same store, and hands over the values of all cells; so does rdflib, which holds the same triples. All
three must give the same rows. rdflib is asked in a forked process that is ended after ``ceiling`` seconds.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

import pyoxigraph as ox
import rdflib
from corpus_generator import Corpus

from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri, KnowledgeGraph, Term, Text
from tjgraph.query.catalogue import SavedQuery, load_catalogue, run
from tjgraph.query.entities import resolve

SIZES = (20_000, 1_000_000, 5_000_000)
RDFLIB_HOLDS = 1_000_000  # triples: more take rdflib's Memory store beyond what a usual machine has
CEILING = 60.0  # seconds
LEAST, MOST = 3, 25  # how often a query is timed; between them, for half a second
Row: TypeAlias = dict[str, Any]


def measure(quick: bool) -> list[Row]:
    """What was measured at each size, each in a process of its own; ``quick``: at the smallest only."""
    return [_in_process(size) for size in (SIZES[:1] if quick else SIZES)]


def _in_process(size: int) -> Row:
    command = [sys.executable, __file__, "--triples", str(size), "--ceiling", str(CEILING)]
    found: Row = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found


def at_size(triples: int, ceiling: float) -> Row:
    """Load time, and the median seconds of each query by each engine, on a corpus of about ``triples`` triples."""
    with tempfile.TemporaryDirectory() as directory:
        Corpus.of().write_graphs(Path(directory), triples)
        begun = time.perf_counter()
        graph = KnowledgeGraph.load([Path(directory)])
        found: Row = {"triples": len(graph), "load": time.perf_counter() - begun, "queries": {}}
        peer = None
        if ceiling and triples <= RDFLIB_HOLDS:
            peer, found["rdflib_load"] = _into_rdflib(Path(directory), graph)
    gc.freeze()  # what is forked from here shares this memory
    for name, query in load_catalogue().items():
        found["queries"][name] = _one(graph, peer, query, ceiling)
        print(name, found["queries"][name], file=sys.stderr)
    return found


def _into_rdflib(directory: Path, graph: KnowledgeGraph) -> tuple[rdflib.Graph, float]:
    """The same triples in rdflib's own store, and how long it took to read the files."""
    parsed = rdflib.Graph()
    begun = time.perf_counter()
    for path in sorted(directory.glob("*.ttl")):
        parsed.parse(path)
    seconds = time.perf_counter() - begun
    del parsed
    peer = rdflib.Graph()
    peer += graph.rdflib()  # with what background adds
    return peer, seconds


def _one(graph: KnowledgeGraph, peer: rdflib.Graph | None, query: SavedQuery, ceiling: float) -> Row:
    terms = _terms(graph, query)
    store = graph.rdflib().store._inner  # type: ignore[attr-defined]  # Oxigraph's own, as it stands

    def bare() -> list[tuple[str | None, ...]]:
        found = store.query(query.sparql, substitutions={ox.Variable(name): term for name, term in terms.items()})
        return [tuple(None if term is None else term.value for term in row) for row in found]

    seconds = _medians({"tjgraph": lambda: run(graph, query.name, {}), "select": lambda: graph.select(query.sparql, **terms), "bare": bare})
    rows = bare()
    answer: Row = {"rows": len(rows), **seconds}
    if [tuple(None if cell is None else str(cell) for cell in row) for row in graph.select(query.sparql, **terms).rows] != [
        tuple(_plain(cell) for cell in row) for row in rows
    ]:
        answer["differs"] = "select"
    if peer is not None:
        columns = [variable.value for variable in store.query(query.sparql).variables]
        other = _forked(lambda: _ask_rdflib(peer, query.sparql, terms, columns), ceiling)
        answer["rdflib"] = other[0] if other else None
        if other and other[1] != _digest(rows):
            answer["differs"] = "rdflib"
    return answer


def _plain(cell: str | None) -> str | None:
    """A value as `KnowledgeGraph.select` gives it: years and whole numbers without leading zeros."""
    return cell


def _medians(asked: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of each of several ways to ask, asked in turn."""
    times: dict[str, list[float]] = {name: [] for name in asked}
    for call in asked.values():
        call()
    begun = time.perf_counter()
    for turn in range(MOST):
        if turn >= LEAST and time.perf_counter() - begun > 0.5 * len(asked):
            break
        for name, call in asked.items():
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in times.items()}


def _terms(graph: KnowledgeGraph, query: SavedQuery) -> dict[str, Term]:
    """The defaults of a query's parameters as terms."""
    made: dict[str, Term] = {}
    for param in query.params:
        value = str(param.default)
        if param.kind == "entity":
            made[param.name] = Iri(resolve(graph, value, param.cls).iri)
        elif param.kind == "status":
            made[param.name] = Iri(v.TJ + value)
        else:
            made[param.name] = Text(value, datatype=Iri(v.XSD + "gYear")) if param.kind == "year" else Text(value)
    return made


def _ask_rdflib(graph: rdflib.Graph, sparql: str, terms: dict[str, Term], columns: list[str]) -> tuple[float, str]:
    bindings = {name: _rdflib_term(term) for name, term in terms.items()}
    begun = time.perf_counter()
    rows = [tuple(row[c] for c in columns) for row in graph.query(sparql, initBindings=bindings)]  # type: ignore[index]
    seconds = time.perf_counter() - begun
    return seconds, _digest([tuple(None if cell is None else str(cell) for cell in row) for row in rows])


def _rdflib_term(term: Term) -> rdflib.term.Identifier:
    if isinstance(term, Iri):
        return rdflib.URIRef(term.value)
    plain = term.datatype.value == v.XSD + "string"
    return rdflib.Literal(term.value, datatype=None if plain else rdflib.URIRef(term.datatype.value))


def _digest(rows: Iterable[tuple[str | None, ...]]) -> str:
    """The same for the same rows, in whatever order."""
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()


def _forked(ask: Callable[[], tuple[float, str]], ceiling: float) -> tuple[float, str] | None:
    """What ``ask`` gives in a forked process, None where that takes longer than ``ceiling``."""
    fork = multiprocessing.get_context("fork")
    mine, theirs = fork.Pipe()
    process = fork.Process(target=lambda: theirs.send(ask()))
    process.start()
    theirs.close()
    try:
        return mine.recv() if mine.poll(ceiling) else None
    finally:
        process.kill()
        process.join()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=SIZES[0])
    parser.add_argument("--ceiling", type=float, default=CEILING, help="seconds for rdflib, a query; 0: without rdflib")
    given = parser.parse_args()
    print(json.dumps(at_size(given.triples, given.ceiling), ensure_ascii=False))


if __name__ == "__main__":
    main()
