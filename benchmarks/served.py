"""A server process over any dataset, for tests and benchmarks of the endpoint: ``with served([…]) as server: …``."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, its process, and the file that its log goes to."""

    url: str
    port: int
    process: subprocess.Popen[str]
    log: Path

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal and wait for the end; gives the exit status."""
        self.process.send_signal(number)
        return self.process.wait(timeout=20)


@contextlib.contextmanager
def served(graphs: Sequence[Path], *, empty_graphs: Sequence[str] = (), **limits: float) -> Iterator[Server]:
    """Serve ``graphs`` on a free port of 127.0.0.1. A file of quads is all that is served: no ontology, no background.

    ``empty_graphs`` are there too, without triples; ``limits`` are fields of `tjgraph.web.limits.Limits`.
    """
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "log"
        command = [sys.executable, __file__, *map(str, graphs), "--limits", json.dumps(limits)]
        command += [word for graph in empty_graphs for word in ("--empty-graph", graph)]
        with (
            log.open("w") as sink,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=sink, text=True) as process,
        ):
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            if not line:
                process.wait()
                raise RuntimeError(log.read_text())
            try:
                yield Server(f"http://127.0.0.1:{line}", int(line), process, log)
            finally:
                if process.poll() is None:
                    process.send_signal(signal.SIGTERM)
                    try:
                        process.wait(timeout=20)
                    finally:
                        process.kill()


def main() -> None:
    """Serve what the command line says until a signal comes; prints the port."""
    import pyoxigraph as ox

    from tjgraph.graph import vocabulary as v
    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.web import server
    from tjgraph.web.app import create_app
    from tjgraph.web.context import Context
    from tjgraph.web.limits import Limits
    from tjgraph.web.workers import Pool

    parser = argparse.ArgumentParser()
    parser.add_argument("graphs", nargs="+", type=Path)
    parser.add_argument("--empty-graph", action="append", default=[])
    parser.add_argument("--limits", default="{}")
    given = parser.parse_args()
    limits = Limits(**{**asdict(Limits()), **json.loads(given.limits)})
    if given.graphs[0].suffix == ".nq":
        store = ox.Store()
        for path in given.graphs:
            store.load(path=path, format=ox.RdfFormat.N_QUADS)
        for graph in given.empty_graph:
            store.add_graph(ox.NamedNode(graph))
        context = Context(KnowledgeGraph(store), Pool(store, limits, v.PREFIXES), limits, {})
    else:
        context = Context.open(given.graphs, limits=limits)
    door = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(door.getsockname()[1], flush=True)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    server.run(create_app(context), door, limits)


if __name__ == "__main__":
    main()
