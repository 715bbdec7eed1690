"""How long commands take from a cold start, as whole processes, beside Python doing nothing and beside plain rdflib.

`python benchmarks/cold.py [--quick]` prints a Markdown table. The commands take turns, so that what else the machine
does meets all of them; each is run once before, which fills what is kept (see `tjgraph.kept`). The first run, with
nothing kept, is timed by itself. Nothing of this machine's own caches is touched. Beside the time that passes stands
the processor's time, which says the same on a machine that has much else to do.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tjgraph import resources

NAME = "南港工业区"
TJGRAPH = str(Path(sys.executable).with_name("tjgraph"))
NOTHING = (sys.executable, "-c", "pass")
RDFLIB = (sys.executable, str(Path(__file__).with_name("lookup_rdflib.py")), "data/triples/tianjin-2025.ttl", NAME)
COMMANDS = {
    "python -c pass": NOTHING,
    "tjgraph --help": (TJGRAPH, "--help"),
    f"tjgraph show {NAME}": (TJGRAPH, "show", NAME),
    f"tjgraph show {NAME} --format json": (TJGRAPH, "show", NAME, "--format", "json"),
    "tjgraph find 港": (TJGRAPH, "find", "港"),
    "tjgraph find ngyq": (TJGRAPH, "find", "ngyq"),
    "tjgraph query park-enterprises": (TJGRAPH, "query", "park-enterprises", "--param", f"park={NAME}"),
    "tjgraph stats": (TJGRAPH, "stats"),
    "tjgraph path 新和成 绿色石化": (TJGRAPH, "path", "新和成", "绿色石化"),
    "tjgraph ask 哪些企业与南港工业区有关？": (TJGRAPH, "ask", "哪些企业与南港工业区有关？"),
    f"rdflib：同一个查找（{Path(RDFLIB[1]).name}）": RDFLIB,
}
_ROUNDS, _QUICK_ROUNDS, _FIRST_RUNS = 15, 5, 3
_HINDERING = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPATH", "TJGRAPH_DEBUG", "COLUMNS")


@dataclass(frozen=True, slots=True)
class Row:
    """A command: its name, the seconds of its first run with nothing kept, and the medians of the later ones.

    ``processor`` is the processor's time, of the system and of the process.
    """

    name: str
    first: float
    median: float
    processor: float


def measure(quick: bool) -> list[Row]:
    """The times of `COMMANDS`, in a directory that holds the bundled graph."""
    with tempfile.TemporaryDirectory() as directory:
        place = Place(Path(directory))
        for command in COMMANDS.values():
            place.seconds(command)  # so that Python has compiled all modules
        firsts = {
            name: statistics.median([place.first(c)[0] for _ in range(_FIRST_RUNS)]) for name, c in COMMANDS.items()
        }
        for command in COMMANDS.values():
            place.seconds(command)
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
        for _ in range(_QUICK_ROUNDS if quick else _ROUNDS):
            for name, command in COMMANDS.items():
                times[name].append(place.seconds(command))
        return [Row(name, firsts[name], *map(statistics.median, zip(*times[name], strict=True))) for name in COMMANDS]


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table, with how often longer than Python alone and how often shorter than rdflib."""
    nothing, peer = rows[0], rows[-1]
    lines = [
        "| 整个进程 | 中位数 | × `python -c pass` | 处理器时间之比 | 比 rdflib 快几倍 | 头一次（什么都没留） |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| `{row.name}` | {row.median * 1000:.0f} 毫秒 | {row.median / nothing.median:.1f} | "
        f"{row.processor / nothing.processor:.1f} | {peer.median / row.median:.1f} | {row.first * 1000:.0f} 毫秒 |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


class Place:
    """A directory with the bundled graph, and caches of its own."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        shutil.copytree(resources.bundled_graph().parent, self._graphs, ignore=shutil.ignore_patterns(".*"))
        shutil.copytree(resources.bundled_report().parent, directory / "data" / "reports")
        kept = {name: value for name, value in os.environ.items() if name not in _HINDERING}
        self._env = kept | {"XDG_CACHE_HOME": str(self._cache)}

    @property
    def _graphs(self) -> Path:
        return self._directory / "data" / "triples"

    @property
    def _cache(self) -> Path:
        return self._directory / "cache"

    def first(self, command: Sequence[str]) -> tuple[float, float]:
        """The same as `seconds`, with nothing kept."""
        for kept in (self._cache, self._graphs / ".tjgraph-cache"):
            shutil.rmtree(kept, ignore_errors=True)
        return self.seconds(command)

    def seconds(self, command: Sequence[str]) -> tuple[float, float]:
        """How long ``command`` takes as a process of its own, and how much of it the processor works for it.

        Raises CalledProcessError where it fails.
        """
        before, start = _worked(), time.perf_counter()
        subprocess.run(command, cwd=self._directory, env=self._env, check=True, capture_output=True)
        return time.perf_counter() - start, _worked() - before


def _worked() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    print(table(measure("--quick" in sys.argv[1:])), end="")
