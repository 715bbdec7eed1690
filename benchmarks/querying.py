"""Query speed: every saved query through tjgraph, through bare pyoxigraph and through rdflib's Memory store.

The corpora are those of `corpus_generator`. tjgraph is timed as people use it: ``catalogue.run`` finds the query,
turns the names that it is given into terms, runs it and gathers each row's evidence. Bare pyoxigraph gets the same
query with the terms ready, on the same store, and hands over the values of all cells; so does rdflib, which holds
the same triples. All three must give the same rows. Time is the processor's, which other programs on the machine
hardly change; rdflib is asked in a forked process that is ended when it has used ``ceiling`` seconds of it.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import multiprocessing
import resource
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
MOST = 15  # how often a query is timed, at least once and for no more than half a second
Row: TypeAlias = dict[str, Any]


def measure(size: int, ceiling: float = CEILING) -> Row:
    """What was measured at ``size`` triples, in a process of its own."""
    command = [sys.executable, __file__, "--triples", str(size), "--ceiling", str(ceiling)]
    found: Row = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return found | {"ceiling": ceiling}


def table(row: Row) -> str:
    """What was measured at one size as Markdown: each query, and the geometric means of the ratios."""
    queries: dict[str, Row] = row["queries"]
    ceiling = row["ceiling"]
    peer = any("rdflib" in q for q in queries.values())
    lines = [
        "| 查询 | 行 | tjgraph | 裸 pyoxigraph | 比它 | rdflib | rdflib 是 tjgraph 的 |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name, q in queries.items():
        other = q.get("rdflib") or ceiling
        late = "" if q.get("rdflib") else "> "
        cells = (f"{late}{1000 * other:,.0f} ms", f"{late}{other / q['tjgraph']:,.0f} 倍") if peer else ("—", "—")
        ours, bare = 1000 * q["tjgraph"], 1000 * q["bare"]
        mark = "（结果不同！）" if "differs" in q else ""
        lines.append(
            f"| {name}{mark} | {q['rows']:,} | {ours:,.1f} ms | {bare:,.1f} ms | {ours / bare:.2f} |"
            f" {cells[0]} | {cells[1]} |"
        )
    means = [
        _mean(q["tjgraph"] / q["bare"] for q in queries.values()),
        _mean(q["select"] / q["bare"] for q in queries.values()),
    ]
    told = f"几何平均：tjgraph 用时是裸 pyoxigraph 的 **{means[0]:.2f}** 倍"
    told += f"（`KnowledgeGraph.select` 是 {means[1]:.2f} 倍）"
    if peer:
        ratio = _mean((q["rdflib"] or ceiling) / q["tjgraph"] for q in queries.values())
        stopped = sum(q["rdflib"] is None for q in queries.values())
        told += f"，rdflib 是 tjgraph 的 **{ratio:,.0f}** 倍"
        told += f"（其中 {stopped} 个超过 {ceiling:.0f} 秒被停下，按 {ceiling:.0f} 秒算，实际更久）" if stopped else ""
    loads = f"装入 {row['triples']:,} 条三元组（本体和背景在内）：tjgraph {row['load']:.1f} 秒"
    loads += (
        f"，rdflib 解析同样的文件 {row['rdflib_load']:.1f} 秒" if "rdflib_load" in row else "；rdflib 装不下，没有测"
    )
    return f"{loads}。{told}。\n\n" + "\n".join(lines) + "\n"


def _mean(ratios: Iterable[float]) -> float:
    """The geometric mean."""
    return statistics.geometric_mean(ratios)


def at_size(triples: int, ceiling: float) -> Row:
    """Load time, and the median seconds of each query by each engine, on a corpus of about ``triples`` triples."""
    with tempfile.TemporaryDirectory() as directory:
        Corpus.of().write_graphs(Path(directory), triples)
        begun = time.process_time()
        graph = KnowledgeGraph.load([Path(directory)])
        found: Row = {"triples": len(graph), "load": time.process_time() - begun, "queries": {}}
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
    begun = time.process_time()
    for path in sorted(directory.glob("*.ttl")):
        parsed.parse(path)
    seconds = time.process_time() - begun
    del parsed
    peer = rdflib.Graph()
    peer += graph.rdflib()  # with what background adds
    return peer, seconds


def _one(graph: KnowledgeGraph, peer: rdflib.Graph | None, query: SavedQuery, ceiling: float) -> Row:
    terms = _terms(graph, query)
    store = graph.rdflib().store._inner  # type: ignore[attr-defined]  # Oxigraph's own, as it stands

    def asked() -> ox.QuerySolutions:
        return store.query(query.sparql, substitutions={ox.Variable(name): term for name, term in terms.items()})

    def bare() -> list[tuple[str | None, ...]]:
        return [tuple(None if term is None else term.value for term in row) for row in asked()]

    seconds = _medians(
        {
            "tjgraph": lambda: run(graph, query.name, {}),
            "select": lambda: graph.select(query.sparql, **terms),
            "bare": bare,
        }
    )
    rows = bare()
    answer: Row = {"rows": len(rows), **seconds}
    ours = graph.select(query.sparql, **terms).rows
    if [tuple(None if cell is None else str(cell) for cell in row) for row in ours] != rows:
        answer["differs"] = "tjgraph"
    if peer is not None:
        # Asked with its parameters: without them, some make a row for every pair of things.
        columns = [variable.value for variable in asked().variables]
        other = _forked(lambda: _ask_rdflib(peer, query.sparql, terms, columns), ceiling)
        answer["rdflib"] = other[0] if other else None
        if other and other[1] != _digest(rows):
            answer["differs"] = "rdflib"
    return answer


def _medians(asked: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The median seconds of each of several ways to ask, asked in turn."""
    times: dict[str, list[float]] = {name: [] for name in asked}
    for call in asked.values():
        call()
    begun = time.process_time()
    for turn in range(MOST):
        if turn and time.process_time() - begun > 0.5 * len(asked):
            break
        for name, call in asked.items():
            start = time.process_time()
            call()
            times[name].append(time.process_time() - start)
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
    begun = time.process_time()
    rows = [tuple(row[c] for c in columns) for row in graph.query(sparql, initBindings=bindings)]  # type: ignore[index, call-overload]
    seconds = time.process_time() - begun
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

    def asked() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(ceiling), int(ceiling) + 1))
        theirs.send(ask())

    process = fork.Process(target=asked)
    process.start()
    theirs.close()
    try:
        found: tuple[float, str] = mine.recv()
        return found
    except EOFError:  # the system has ended it
        return None
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
