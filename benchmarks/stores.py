"""A corpus in SPARQL servers against the same corpus in memory: equal answers, and how long publishing and asking take.

    python benchmarks/stores.py data/triples            # or any files and directories of graphs; minutes for twenty

Starts Oxigraph's server and, where it is installed, Virtuoso (10,000 rows at a time, as Debian has it).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import store_servers  # noqa: E402

from tjgraph.errors import TjgraphError  # noqa: E402
from tjgraph.graph.inputs import graph_files  # noqa: E402
from tjgraph.graph.remote import RemoteGraph  # noqa: E402
from tjgraph.graph.store import KnowledgeGraph  # noqa: E402
from tjgraph.publishing import publish  # noqa: E402
from tjgraph.query.catalogue import load_catalogue, run  # noqa: E402
from tjgraph.query.lookup import describe  # noqa: E402
from tjgraph.query.question import ask  # noqa: E402

NAMES = ("天津", "上海市", "南港工业区", "杭州", "深圳", "比亚迪")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graphs", nargs="+", type=Path)
    given = graph_files(parser.parse_args().graphs)
    with tempfile.TemporaryDirectory() as place:  # where no texts of reports lie: what is told from them differs
        files = [Path(shutil.copy(path, place)) for path in given]
        os.chdir(place)
        _measure(files)


def _measure(files: list[Path]) -> None:
    here = KnowledgeGraph.load(files)
    print(f"{len(files)} 份报告，{len(here):,} 条三元组\n")
    starts = {"Oxigraph": store_servers.oxigraph}
    if store_servers.VIRTUOSO is not None:
        starts["Virtuoso"] = lambda home: store_servers.virtuoso(home, 10_000)
    for name, start in starts.items():
        with tempfile.TemporaryDirectory() as home, start(Path(home)) as server:
            os.environ.update(server.credentials)
            _row(name, "首次发布", lambda: publish(files, server.graphs).new)
            _row(name, "再发布（都已在库里）", lambda: publish(files, server.graphs).unchanged)
            there = RemoteGraph(server.query)
            print(f"| {name} | 三元组相同 | {len(there) == len(here)} | |")
            _compare(name, there, here)


def _compare(name: str, there: KnowledgeGraph, here: KnowledgeGraph) -> None:
    queries = [(q.name, {p.name: p.default or "" for p in q.params}) for q in load_catalogue().values()]
    lines = (ROOT / "tests" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["q"] for line in lines]
    jobs: dict[str, list[Callable[[KnowledgeGraph], Any]]] = {
        "随包的查询": [lambda g, q=q, p=p: run(g, q, p) for q, p in queries],
        "中文提问": [lambda g, q=q: ask(g, q) for q in questions],
        "show": [lambda g, n=n: describe(g, n) for n in NAMES],
    }
    for what, asked in jobs.items():
        equal, seconds = 0, [0.0, 0.0]
        for job in asked:
            answers = []
            for side, graph in enumerate((there, here)):
                start = time.perf_counter()
                answers.append(_answer(job, graph))
                seconds[side] += time.perf_counter() - start
            equal += answers[0] == answers[1]
        each = "，本机 ".join(f"{1000 * s / len(asked):.0f} ms" for s in seconds)
        print(f"| {name} | {what}：相同 | {equal} / {len(asked)} | 平均 {each} |", flush=True)


def _answer(job: Callable[[KnowledgeGraph], Any], graph: KnowledgeGraph) -> Any:
    try:
        return job(graph)
    except TjgraphError as error:
        return str(error)


def _row(name: str, what: str, job: Callable[[], object]) -> None:
    start = time.perf_counter()
    result = job()
    print(f"| {name} | {what} | {result} | {time.perf_counter() - start:.1f} s |", flush=True)


if __name__ == "__main__":
    main()
