"""A corpus in SPARQL servers against the same corpus in memory: equal answers, and how long publishing and asking take.

    python benchmarks/stores.py data/triples            # or any files and directories of graphs; minutes for twenty

Starts Oxigraph's server and, where it is installed, Virtuoso (10,000 rows at a time, as Debian has it), and writes what
it found into docs/stores.md. Exits 1 where an answer differs, and says which.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import store_servers  # noqa: E402

from tjgraph.corpus.workers import cores  # noqa: E402
from tjgraph.errors import TjgraphError  # noqa: E402
from tjgraph.graph.inputs import graph_files  # noqa: E402
from tjgraph.graph.remote import RemoteGraph  # noqa: E402
from tjgraph.graph.store import KnowledgeGraph  # noqa: E402
from tjgraph.publishing import publish  # noqa: E402
from tjgraph.query.catalogue import load_catalogue, run  # noqa: E402
from tjgraph.query.lookup import describe  # noqa: E402
from tjgraph.query.question import ask  # noqa: E402

PAGE = ROOT / "docs" / "stores.md"
BEGIN, END = "<!-- measured: python benchmarks/stores.py -->\n", "<!-- end -->\n"
NAMES = ("天津", "上海市", "南港工业区", "杭州", "深圳", "比亚迪")
Job = Callable[[KnowledgeGraph], Any]


@dataclass
class Kind:
    """Answers of one kind: how many there are, which differ, the seconds of each in the server and here."""

    total: int
    different: list[str] = field(default_factory=list)
    there: list[float] = field(default_factory=list)
    here: list[float] = field(default_factory=list)


@dataclass
class Column:
    """What was found of one server: seconds of both publishings, whether it holds as many triples, answers by kind."""

    first: float
    again: float
    same_size: bool
    kinds: dict[str, Kind]

    @property
    def different(self) -> list[str]:
        """What differs, by name."""
        return [name for kind in self.kinds.values() for name in kind.different] + ["三元组"] * (not self.same_size)


def main() -> None:
    """Measure, and write what was found into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graphs", nargs="+", type=Path)
    given = graph_files(parser.parse_args().graphs)
    with tempfile.TemporaryDirectory() as place:  # where no texts of reports lie: what is told from them differs
        files = [Path(shutil.copy(path, place)) for path in given]
        os.chdir(place)
        here = KnowledgeGraph.load(files)
        columns = {name: _measured(start, files, here) for name, start in _servers()}
    found = _page(len(files), len(here), columns)
    print(found)
    whole = PAGE.read_text(encoding="utf-8")
    before, after = whole[: whole.index(BEGIN) + len(BEGIN)], whole[whole.index(END) :]
    PAGE.write_text(f"{before}\n{found}\n{after}", encoding="utf-8")
    sys.exit(any(column.different for column in columns.values()))


def _servers() -> Iterator[tuple[str, Callable[[Path], AbstractContextManager[store_servers.Server]]]]:
    yield "Oxigraph", store_servers.oxigraph
    if store_servers.VIRTUOSO is not None:
        yield "Virtuoso", partial(store_servers.virtuoso, max_rows=10_000)


def _measured(
    start: Callable[[Path], AbstractContextManager[store_servers.Server]], files: list[Path], here: KnowledgeGraph
) -> Column:
    with tempfile.TemporaryDirectory() as home, start(Path(home)) as server:
        os.environ.update(server.credentials)
        first = _seconds(lambda: publish(files, server.graphs))
        again = _seconds(lambda: publish(files, server.graphs))
        there = RemoteGraph(server.query)
        kinds = {what: _compared(what, jobs, there, here) for what, jobs in _jobs().items()}
        return Column(first, again, len(there) == len(here), kinds)


def _jobs() -> dict[str, dict[str, Job]]:
    """By kind and name, what is asked."""
    params = {q.name: {p.name: p.default or "" for p in q.params} for q in load_catalogue().values()}
    lines = (ROOT / "tests" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return {
        "随包的查询": {name: lambda g, n=name, p=given: run(g, n, p) for name, given in params.items()},
        "中文提问": {q: lambda g, q=q: ask(g, q) for q in (json.loads(line)["q"] for line in lines)},
        "`show`": {name: lambda g, n=name: describe(g, n) for name in NAMES},
    }


def _compared(what: str, jobs: dict[str, Job], there: KnowledgeGraph, here: KnowledgeGraph) -> Kind:
    kind = Kind(len(jobs))
    for name, job in jobs.items():
        theirs, seconds = _answer(job, there)
        kind.there.append(seconds)
        ours, seconds = _answer(job, here)
        kind.here.append(seconds)
        if theirs != ours:
            kind.different.append(name)
        print(f"{there.__class__.__name__} {what} {name}: {kind.there[-1]:.2f} s", file=sys.stderr, flush=True)
    return kind


def _answer(job: Job, graph: KnowledgeGraph) -> tuple[Any, float]:
    """What comes, be it an error, and the seconds until it has."""
    start = time.perf_counter()
    try:
        answer = job(graph)
    except TjgraphError as error:
        answer = str(error)
    return answer, time.perf_counter() - start


def _seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def _page(files: int, triples: int, columns: dict[str, Column]) -> str:
    """The measured part of docs/stores.md."""
    found = list(columns.values())
    rows = [
        ("首次发布", [f"{c.first:.0f} 秒" for c in found], ""),
        ("再发布（都已在库里）", [f"{c.again:.1f} 秒" for c in found], ""),
        ("三元组一样多", ["是" if c.same_size else "**不**" for c in found], ""),
    ]
    for what in found[0].kinds:
        kinds = [c.kinds[what] for c in found]
        rows.append((f"{what}，答案相同", [f"{k.total - len(k.different)} / {k.total}" for k in kinds], ""))
        rows.append(("　平均，最慢", [_times(k.there) for k in kinds], _times(kinds[0].here)))
    lines = [
        f"{files} 份报告，{triples:,} 条三元组；{cores()} 核。",
        "",
        f"| | {' | '.join(columns)} | 读文件（内存里） |",
        f"|---|{'---:|' * (len(columns) + 1)}",
        *(f"| {name} | {' | '.join(cells)} | {here} |" for name, cells, here in rows),
    ]
    different = [f"{name}：{'、'.join(c.different)}" for name, c in columns.items() if c.different]
    return "\n".join([*lines, *(["", f"不同的：{'；'.join(different)}。"] if different else [])]) + "\n"


def _times(seconds: list[float]) -> str:
    return f"{1000 * sum(seconds) / len(seconds):,.0f} ms，{max(seconds):.1f} 秒"


if __name__ == "__main__":
    main()
