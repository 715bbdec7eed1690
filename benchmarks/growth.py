"""Growth: 1, 10, 100 and 1,000 reports built by one command: time a report, and the memory of its processes.

The reports are those of ``--reports DIR`` (else the bundled one) repeated under changed names (`corpus_generator`),
none of them twice. Time is that of all processors (user and system), which other programs on the machine hardly
change; it is given for ten thousand characters as well, since reports differ in length.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from building import children_seconds
from corpus_generator import Corpus

SIZES = (1, 10, 100, 1000)
QUICK = (1, 10, 30)
_EVERY = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Row:
    """One command: ``main`` and ``worker`` are the greatest resident memories, in MB, of the one and of any other."""

    reports: int
    characters: int
    seconds: float
    passed: float
    main: float
    worker: float


def measure(quick: bool, reports: Sequence[Path] = ()) -> list[Row]:
    """A row for each number of reports; ``quick`` stops at thirty."""
    sizes = QUICK if quick else SIZES
    with tempfile.TemporaryDirectory() as directory:
        texts = Corpus.of(reports).write_texts(Path(directory, "texts"), sizes[-1] + 1)[
            1:
        ]  # the first is no repetition
        return [_built(texts[:size], Path(directory, str(size))) for size in sizes]


def table(rows: list[Row]) -> str:
    """The rows as Markdown; what ten thousand characters take, start-up apart, against ten reports.

    Start-up is what one report takes: nearly all of that is loading.
    """
    one = rows[0]
    ten = next(row for row in rows if row.reports == 10)
    lines = [
        "| 报告 | 万字 | 经过（秒） | 处理器（秒） | 每份（毫秒） | "
        "起动之外每万字（毫秒） | 比 10 份 | 主进程 | 工作进程 |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        each = "— | —" if row is one else f"{_more(one, row):.0f} | {_more(one, row) / _more(one, ten):.2f}"
        lines.append(
            f"| {row.reports:,} | {row.characters / 1e4:.1f} | {row.passed:.1f} | {row.seconds:.1f} |"
            f" {1000 * row.seconds / row.reports:.0f} | {each} |"
            f" {row.main:.0f} MB | {f'{row.worker:.0f} MB' if row.worker else '—'} |"
        )
    return "\n".join(lines) + "\n"


def _more(one: Row, row: Row) -> float:
    """Milliseconds for ten thousand characters more than ``one`` has."""
    return (row.seconds - one.seconds) / (row.characters - one.characters) * 1e7


def _built(texts: list[Path], directory: Path) -> Row:
    characters = sum(len(path.read_text(encoding="utf-8")) for path in texts)
    command = [sys.executable, "-m", "tjgraph", "build", *map(str, texts), "-o", str(directory)]
    begun, used = time.perf_counter(), children_seconds()
    process = psutil.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"XDG_CACHE_HOME": str(directory)},
    )
    main = worker = 0.0
    while process.poll() is None:
        try:
            main = max(main, process.memory_info().rss / 1e6)
            worker = max([worker, *(child.memory_info().rss / 1e6 for child in process.children())])
        except psutil.Error:  # it has ended between two looks
            continue
        time.sleep(_EVERY)
    if process.returncode:
        raise RuntimeError(f"tjgraph build ended with {process.returncode}")
    seconds, passed = children_seconds() - used, time.perf_counter() - begun
    return Row(len(texts), characters, seconds, passed, main, worker)


def report_files(directory: Path | None) -> list[Path]:
    """The reports in ``directory``, none where there is no such."""
    return sorted(directory.glob("*.txt")) if directory else []


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    print(table(measure(given.quick, report_files(given.reports))))
