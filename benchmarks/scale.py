"""What a report costs, and what stores of hundreds of them take: the measured half of docs/scale.md, written by this.

Corpora are those of `corpus_generator`. Every count and size is per report, so that other numbers can be multiplied
out; two sizes of each store show whether that is allowed. ``python benchmarks/scale.py [REPORT...]``: real reports to
make the corpora from, by default the one that tjgraph carries.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from building import children_seconds
from corpus_generator import Corpus

from tjgraph.corpus.workers import cores
from tjgraph.files import write_atomically
from tjgraph.graph.turtle import to_turtle
from tjgraph.graph.vocabulary import report_iri
from tjgraph.manifest import digest

PAGE = Path(__file__).resolve().parent.parent / "docs" / "scale.md"
BEGIN, END = "<!-- measured: python benchmarks/scale.py -->\n", "<!-- end -->\n"
BUILT = 40  # reports built on one core for the time that one takes
SIZES = (40, 120)  # reports in a store
ALL = 60_000


@dataclass(frozen=True)
class Store:
    """A store of ``reports``: the processor ``seconds`` of loading, and what it takes on disk or in memory."""

    name: str
    reports: int
    triples: int
    seconds: float
    bytes: int


def build_costs(texts: list[Path]) -> tuple[float, float, float]:
    """Processor seconds for each of ``texts``, for what comes before the first, and peak resident bytes."""
    first, each, peak = _in_process(
        "from tjgraph.corpus.workers import Job, make",
        "def build(text): make(Job(Path(text), None, None, ''))",
        "begun = time.process_time(); build(sys.argv[1]); first = time.process_time() - begun",
        "begun = time.process_time(); [build(text) for text in sys.argv[2:]]",
        "print(first, (time.process_time() - begun) / (len(sys.argv) - 2), resident('VmHWM'))",
        arguments=texts,
    )
    return each, first - each, peak


def writing_cost(turtle: list[bytes], directory: Path) -> float:
    """Seconds in which a client of a cluster writes each of these graphs, as `tjgraph.corpus` does."""
    begun = time.perf_counter()
    for number, graph in enumerate(turtle):
        digest(graph)
        write_atomically(directory / f"{number}.ttl", graph)
    return (time.perf_counter() - begun) / len(turtle)


def embedded(graphs: list[Path], home: Path) -> Store:
    """The store on disk of pyoxigraph, filled in one go as `oxigraph load` does it, a named graph a report."""
    (quads := home.with_suffix(".nq")).touch()
    with quads.open("ab") as file:
        for graph in graphs:
            name = ox.NamedNode(report_iri(graph.stem))
            parsed = ox.parse(path=str(graph), format=ox.RdfFormat.TURTLE)
            ox.serialize((ox.Quad(*q.triple, name) for q in parsed), file, ox.RdfFormat.N_QUADS)
    begun = time.process_time()
    store = ox.Store(str(home))
    store.bulk_load(path=str(quads), format=ox.RdfFormat.N_QUADS)
    store.flush()
    return Store("Oxigraph，磁盘（一次装入）", len(graphs), len(store), time.process_time() - begun, _size(home))


def in_memory(graphs: list[Path]) -> Store:
    """The same triples in the memory of a process, as the commands hold them."""
    seconds, size, triples = _in_process(
        "from tjgraph import KnowledgeGraph",
        "KnowledgeGraph; before = resident('VmRSS'); begun = time.process_time()",
        "graph = KnowledgeGraph.load([Path(sys.argv[1])]); seconds = time.process_time() - begun",
        "print(seconds, resident('VmRSS') - before, len(graph))",
        arguments=[graphs[0].parent],
    )
    return Store("Oxigraph，内存（`-g`）", len(graphs), int(triples), seconds, int(size))


def _in_process(*lines: str, arguments: list[Path]) -> list[float]:
    """The numbers that a fresh process prints (Linux: its memory is read from /proc)."""
    head = (
        "import re, sys, time",
        "from pathlib import Path",
        "def resident(what):",
        "    return 1024 * int(re.search(what + r':\\s+(\\d+)', Path('/proc/self/status').read_text())[1])",
    )
    command = [sys.executable, "-c", "\n".join((*head, *lines)), *map(str, arguments)]
    return [float(x) for x in subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()]


def virtuoso(graphs: list[Path], home: Path) -> Iterator[Store]:
    """Virtuoso, filled by `tjgraph publish`; nothing where it is not installed."""
    sys.path.append(str(PAGE.parent.parent / "tests"))
    import store_servers

    if store_servers.VIRTUOSO is None:
        return
    begun = children_seconds()
    with store_servers.virtuoso(home) as server:
        command = [sys.executable, "-m", "tjgraph", "publish", *map(str, graphs), "--store", server.graphs]
        subprocess.run(command, check=True, env=os.environ | dict(server.credentials), capture_output=True)
    seconds = children_seconds() - begun
    yield Store("Virtuoso 7（`publish`）", len(graphs), 0, seconds, (home / "virtuoso.db").stat().st_size)


def _size(directory: Path) -> int:
    return sum(file.stat().st_size for file in directory.rglob("*") if file.is_file())


@contextmanager
def corpus(reports: list[Path]) -> Iterator[tuple[list[Path], list[Path]]]:
    """Texts to build from, and graphs to load, in a directory that lives as long."""
    with tempfile.TemporaryDirectory() as directory:
        made = Corpus.of(reports)
        graphs = [Path(directory) / "graphs" / f"{number:05d}.ttl" for number in range(SIZES[-1])]
        graphs[0].parent.mkdir()
        for number, graph in enumerate(graphs):
            graph.write_bytes(to_turtle(made.report(number)).encode())
        yield made.write_texts(Path(directory) / "texts", BUILT), graphs


def stores(graphs: list[Path], home: Path) -> Iterator[Store]:
    """Each kind of store at each size."""
    for number in SIZES:
        part = home / f"graphs-{number}"
        part.mkdir()
        for graph in graphs[:number]:
            (part / graph.name).symlink_to(graph)
        chosen = sorted(part.glob("*.ttl"))
        yield in_memory(chosen)
        yield embedded(chosen, home / f"oxigraph-{number}")
        (served := home / f"virtuoso-{number}").mkdir()
        yield from virtuoso(chosen, served)


def page(reports: list[Path]) -> str:
    """The measured part of docs/scale.md."""
    with corpus(reports) as (texts, graphs), tempfile.TemporaryDirectory() as home:
        each, start, memory = build_costs(texts)
        turtle = [graph.read_bytes() for graph in graphs]
        size, packed = (sum(map(len, t)) / len(t) for t in (turtle, [zlib.compress(t, 9) for t in turtle[:40]]))
        writing = writing_cost(turtle, Path(home))
        text = sum(path.stat().st_size for path in texts) / len(texts)
        found = list(stores(graphs, Path(home)))
    triples = next(s.triples / s.reports for s in found if "磁盘" in s.name)
    rows = [
        ("文字", f"{text / 1e3:.0f} kB", f"{text * ALL / 1e9:.1f} GB"),
        ("三元组", f"{triples:,.0f}", f"{triples * ALL / 1e8:.1f} 亿"),
        ("Turtle 文件", f"{size / 1e3:.0f} kB", f"{size * ALL / 1e9:.0f} GB"),
        ("压缩后（zlib）", f"{packed / 1e3:.0f} kB", f"{packed * ALL / 1e9:.1f} GB"),
        ("一个核的时间", f"{each:.2f} 秒", f"{each * ALL / 3600:.1f} 小时"),
    ]
    what = f"{len(reports)} 份真实的报告" if reports else "随包的天津市 2025 年报告"
    machine = f"{cores()} 核 {platform.machine()}，{platform.system()}，Python {platform.python_version()}"
    lines = [
        f"机器：{machine}；语料由{what}换名而成。",
        "",
        "| 每份报告 | 量得 | × 60,000 |",
        "|---|---:|---:|",
        *(f"| {name} | {one} | {many} |" for name, one, many in rows),
        "",
        f"一个进程先用 {start:.1f} 秒读规则，内存最多 {memory / 1e6:.0f} MB，与份数无关。"
        f"写一份（连同落盘）{writing * 1e3:.0f} 毫秒，由一个进程做：每秒至多 {1 / writing:.0f} 份。",
        "",
        f"| 库 | {SIZES[0]} 份 | {SIZES[1]} 份 | 装入（处理器） | 再加一份 | × 60,000 |",
        "|---|---:|---:|---:|---:|---:|",
        *(_row(few, many) for few, many in zip(found, found[len(found) // 2 :], strict=False)),
    ]
    return "\n".join(lines) + "\n"


def _row(few: Store, many: Store) -> str:
    """One kind of store at both sizes."""
    more = many.reports - few.reports
    each, load = (many.bytes - few.bytes) / more, (many.seconds - few.seconds) / more
    return (
        f"| {many.name} | {few.bytes / 1e6:,.0f} MB | {many.bytes / 1e6:,.0f} MB | {many.seconds:.0f} 秒 | "
        f"{each / 1e6:.2f} MB，{load:.2f} 秒 | {each * ALL / 1e9:,.0f} GB，{load * ALL / 3600:.0f} 小时 |"
    )


def main() -> None:
    """Measure, and write what was found into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", nargs="*", type=Path)
    found = page(parser.parse_args().reports)
    print(found)
    whole = PAGE.read_text(encoding="utf-8")
    before, after = whole[: whole.index(BEGIN) + len(BEGIN)], whole[whole.index(END) :]
    PAGE.write_text(f"{before}\n{found}\n{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
