"""The endpoint under load: mixed lookups from many connections by wrk, at rest and with a runaway query every second.

    python benchmarks/endpoint.py [GRAPH…] [--seconds 60] [--connections 64]

Serves the graphs (the bundled one without any) on 127.0.0.1 with the default limits, and prints, as the table that
docs/sparql.md shows: how long lookups take, how many answers were right (each is held against the answer of a server
without load), when each runaway ended, and the memory of the server's processes. Exits 1 where an answer is wrong, the
server ends, a runaway outlives its deadline by more than a second, p99 is over 5 times that at rest, or the server is
told to stop while runaways run and takes more than two seconds for it. Needs wrk.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import math
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]
from served import Server, served

from tjgraph import resources
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.web.limits import Limits

RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }",
    "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT ?a ?f { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a",
    "SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?f))) AS ?n) { ?a ?b ?c . ?d ?e ?f }",
    "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>)* ?c }",
)
TIMES_AT_REST, LATE, STOPPING = 5, 1.0, 2.0


@dataclass
class Watch:
    """Samples of memory, in MB: of the server process alone, and of all its processes (pages that are shared once)."""

    server: list[float] = field(default_factory=list)
    all: list[float] = field(default_factory=list)


def lookups(graph: KnowledgeGraph) -> list[str]:
    """Queries of several kinds on the first entities of the graph; each has its number in its answer."""
    named = graph.select("SELECT DISTINCT ?e { ?e tj:mentionedIn ?passage } ORDER BY ?e LIMIT 40").rows
    kinds = (
        "SELECT ('q#' AS ?q#) ?p ?o { <E> ?p ?o } ORDER BY ?p ?o",
        "SELECT ('q#' AS ?q#) ?s ?p { ?s ?p <E> } ORDER BY ?s ?p LIMIT 50",
        "SELECT ('q#' AS ?q#) ?words { ?claim rdf:subject <E> ; prov:wasDerivedFrom/oa:exact ?words } ORDER BY ?words",
        "SELECT ('q#' AS ?q#) (COUNT(*) AS ?n) { <E> tj:mentionedIn ?passage }",
        "SELECT ('q#' AS ?q#) ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY ?class LIMIT 5",
        "CONSTRUCT { <E> ?p ?o . <urn:q> <urn:n> 'q#' } { <E> ?p ?o }",
    )
    pairs = [(kind, entity) for (entity,) in named for kind in kinds]
    return [kind.replace("E>", f"{entity}>").replace("q#", f"q{n}") for n, (kind, entity) in enumerate(pairs)]


def ask(server: Server, query: str, timeout: float = 60) -> tuple[int, bytes]:
    """Status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    with contextlib.closing(connection):
        connection.request("GET", f"/sparql?query={quote(query)}")
        response = connection.getresponse()
        return response.status, response.read()


def write_expected(server: Server, queries: list[str], path: Path) -> None:
    """The file that the Lua script reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, query in enumerate(queries):
            status, body = ask(server, query)
            assert status == 200, body
            file.write(f"{number}\t/sparql?query={quote(query)}\t{body.decode().replace(chr(10), ' ')}\n")


def wrk(server: Server, expected: Path, connections: int, seconds: int) -> dict[str, Any]:
    """What wrk measured."""
    script = Path(__file__).with_name("endpoint.lua")
    threads = min(4, connections)
    command = ["wrk", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s"]
    command += ["-s", str(script), server.url, "--", str(expected)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
    measured: dict[str, Any] = json.loads(line.removeprefix("RESULT "))
    return measured


def runaway(server: Server, number: int) -> tuple[int, float]:
    """Status, and seconds until it ended."""
    begun = time.monotonic()
    status, _ = ask(server, f"{RUNAWAYS[number % len(RUNAWAYS)]} # {number}")
    return status, time.monotonic() - begun


@contextlib.contextmanager
def every(seconds: float, do: Callable[[], object]) -> Iterator[None]:
    """Do it in every so many seconds meanwhile."""
    stop = threading.Event()

    def repeat() -> None:
        while not stop.wait(seconds):
            do()

    thread = threading.Thread(target=repeat)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


@contextlib.contextmanager
def storm_of_runaways(server: Server) -> Iterator[list[Future[tuple[int, float]]]]:
    """Throw a runaway in every second; ends when they have ended."""
    thrown: list[Future[tuple[int, float]]] = []
    with ThreadPoolExecutor(64) as many, every(1, lambda: thrown.append(many.submit(runaway, server, len(thrown)))):
        yield thrown


def stopping(server: Server) -> float:
    """Seconds that the server takes to end, with all processes below it, while runaways run."""
    with ThreadPoolExecutor(3) as many:
        for number in range(3):
            many.submit(runaway, server, number)
        time.sleep(1)
        below = tree(server)[1:]
        begun = time.monotonic()
        status = server.stop()
        while any(map(shared_memory, below)):  # what has ended and waits for its parent has none
            time.sleep(0.01)
        return time.monotonic() - begun if status == 0 else math.inf


@contextlib.contextmanager
def watched(server: Server) -> Iterator[Watch]:
    """Sample memory twice a second."""
    watch = Watch()

    def sample() -> None:
        watch.server.append(server_memory(server))
        watch.all.append(sum(map(shared_memory, tree(server))))

    with every(0.5, sample):
        yield watch


def server_memory(server: Server) -> float:
    """MB of the server process alone; 0 where it has just ended."""
    with contextlib.suppress(psutil.Error):
        return float(psutil.Process(server.process.pid).memory_info().rss) / 2**20
    return 0.0


def shared_memory(process: psutil.Process) -> float:
    """MB of a process, what it shares counted in parts; 0 where it has just ended."""
    with contextlib.suppress(psutil.Error):
        return float(process.memory_full_info().pss) / 2**20
    return 0.0


def tree(server: Server) -> list[psutil.Process]:
    """The server process and all below it; none where it has ended."""
    with contextlib.suppress(psutil.Error):
        top = psutil.Process(server.process.pid)
        return [top, *top.children(recursive=True)]
    return []


def report(name: str, measured: dict[str, Any], watch: Watch) -> None:
    """A row of the table."""
    rate = measured["requests"] / measured["seconds"]
    tail = f"{watch.server[-1]:.0f}（最多 {max(watch.server):.0f}）| {watch.all[-1]:.0f}（最多 {max(watch.all):.0f}）"
    print(
        f"| {name} | {measured['requests']} | {rate:.0f} | {measured['p50']:.1f} | {measured['p99']:.1f} | "
        f"{measured['wrong'] + measured['other'] + measured['broken']} | {measured['busy']} | {tail} |"
    )


def main() -> None:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("graphs", nargs="*", type=Path)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--connections", type=int, default=64)
    given = parser.parse_args()
    graphs = given.graphs or [resources.bundled_graph()]
    queries = lookups(KnowledgeGraph.load(graphs))
    limits = Limits()
    with served(graphs) as server, tempfile.TemporaryDirectory() as directory:
        expected = Path(directory) / "expected"
        write_expected(server, queries, expected)
        wrk(server, expected, given.connections, 3)  # warm
        print("| 情形 | 请求 | 每秒 | p50 ms | p99 ms | 错 | 503 | 服务进程内存 MB | 全部进程 MB |")
        print("|---|---|---|---|---|---|---|---|---|")
        with watched(server) as watch:
            single = wrk(server, expected, 1, max(3, given.seconds // 6))
        report("1 个连接", single, watch)
        with watched(server) as watch:
            rest = wrk(server, expected, given.connections, given.seconds)
        report(f"{given.connections} 个连接", rest, watch)
        with watched(server) as watch:
            with storm_of_runaways(server) as thrown:
                storm = wrk(server, expected, given.connections, given.seconds)
            ends = [future.result() for future in thrown]
            time.sleep(2)
        report("同上，每秒扔进一个失控查询", storm, watch)
        alive = server.process.poll() is None and ask(server, "ASK {}")[0] == 200
        stopped = stopping(server) if alive else math.inf
    statuses = {status: sum(s == status for s, _ in ends) for status in sorted({s for s, _ in ends})}
    longest, ratio = max(took for _, took in ends), storm["p99"] / rest["p99"]
    print(f"\n失控查询 {len(ends)} 个，各以 {statuses} 结束，最久 {longest:.2f} 秒（时限 {limits.seconds:g} 秒）。")
    print(f"p99 是平时的 {ratio:.2f} 倍。三个失控查询在跑时叫它停，{stopped:.2f} 秒后所有进程都已结束。")
    wrong = sum(m["wrong"] + m["other"] + m["broken"] for m in (single, rest, storm))
    right = storm["right"] + rest["right"] > 0
    prompt = longest <= limits.seconds + LATE and stopped <= STOPPING
    sys.exit(not (alive and right and not wrong and prompt and ratio <= TIMES_AT_REST))


if __name__ == "__main__":
    main()
