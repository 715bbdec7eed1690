"""Build speed: from report to graph, against jieba.posseg merely tagging it and rdflib merely writing its triples.

Each is a process of its own and counts as a whole, start and imports included, but for rdflib: there only the
writing of the parsed triples counts. The ways take turns, and medians are given, of the processor's time (user and
system), which other programs on the machine hardly change, and of the time that passes. jieba keeps its dictionary
in the temporary directory: cold means that it finds none, warm that it does; tjgraph finds nothing kept.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tjgraph import resources

_JIEBA = "import sys, jieba.posseg as p; sum(1 for _ in p.cut(open(sys.argv[1], encoding='utf-8').read()))"
_RDFLIB = (
    "import sys, time, rdflib; g = rdflib.Graph(); g.parse(sys.argv[1]); "
    "t, c = time.perf_counter(), time.process_time();"
    "g.serialize(format='turtle'); print(time.process_time() - c, time.perf_counter() - t)"
)


@dataclass(frozen=True, slots=True)
class Row:
    """A way to go over the report: median processor seconds, seconds that pass; characters a processor second."""

    way: str
    seconds: float
    passed: float
    rate: float


def measure(quick: bool) -> list[Row]:
    """tjgraph first, then its peers; ``quick``: three turns and not nine."""
    report, graph = resources.bundled_report(), resources.bundled_graph()
    length = len(report.read_text(encoding="utf-8"))
    times: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as warm:
        jieba = [sys.executable, "-c", _JIEBA, str(report)]
        _seconds(jieba, TMPDIR=warm)
        ways: dict[str, Callable[[str], tuple[float, float]]] = {
            "tjgraph build": lambda new: _seconds(
                [sys.executable, "-m", "tjgraph", "build", str(report), "-o", new], XDG_CACHE_HOME=new
            ),
            "jieba.posseg（词典缓存是热的）": lambda new: _seconds(jieba, TMPDIR=warm),
            "jieba.posseg（没有词典缓存）": lambda new: _seconds(jieba, TMPDIR=new),
            "rdflib 写 Turtle（只算写）": lambda new: _rdflib(graph),
        }
        for _ in range(3 if quick else 9):
            for name, way in ways.items():
                with tempfile.TemporaryDirectory() as new:
                    times.setdefault(name, []).append(way(new))
    medians = {
        name: [statistics.median(column) for column in zip(*taken, strict=True)] for name, taken in times.items()
    }
    return [Row(name, seconds, passed, length / seconds) for name, (seconds, passed) in medians.items()]


def table(rows: list[Row]) -> str:
    """The rows as Markdown, each with how many times as long it takes as tjgraph."""
    lines = [
        "| 怎么做 | 处理器（秒） | 经过（秒） | 字/处理器秒 | 处理器时间是 tjgraph 的 |",
        "|---|---:|---:|---:|---:|",
    ]
    for r in rows:
        ratio = r.seconds / rows[0].seconds
        lines.append(f"| {r.way} | {r.seconds:.2f} | {r.passed:.2f} | {r.rate:,.0f} | {ratio:.2f} 倍 |")
    return "\n".join(lines) + "\n"


def _seconds(command: list[str], **environment: str) -> tuple[float, float]:
    begun, used = time.perf_counter(), children_seconds()
    subprocess.run(command, check=True, env=os.environ | environment, capture_output=True)
    return children_seconds() - used, time.perf_counter() - begun


def children_seconds() -> float:
    """The processor time of all child processes that have ended, theirs included."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _rdflib(graph: Path) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", _RDFLIB, str(graph)], check=True, capture_output=True, text=True)
    seconds, passed = map(float, done.stdout.split())
    return seconds, passed


if __name__ == "__main__":
    print(table(measure("--quick" in sys.argv)))
