"""Growth: 1, 10, 100 and 1,000 reports built by one command: time a report, and the memory of its processes.

Growth is that of one process on one core, which shares nothing with others; a last row has all cores for the most
reports. The reports are those of ``--reports DIR`` (else the bundled one) repeated under changed names
(`corpus_generator`), none of them twice. Time is the processors' (user and system), which other programs on the
machine hardly change. What a command takes before it reads a report, the rules above all, is measured by itself, as
the build of one sentence that asks for all of them, and told apart. Few reports are built several times over, each
time others, so that long and short ones are among them; time is given for ten thousand characters as well.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from building import children_seconds
from corpus_generator import Corpus

TURNS = {1: 23, 10: 5, 100: 1, 1000: 1}
"""How many commands there are for each number of reports."""
QUICK = {1: 3, 10: 1, 30: 1}
_EVERY = 0.1  # seconds between two looks at the memory
_START = "起动.txt"
_SENTENCE = "2025年，甲公司落户乙产业园，三百千米丙高速公路开工，产值增长5%。\n"


@dataclass(frozen=True, slots=True)
class Row:
    """``turns`` commands on as many ``reports`` each, added up; 0 of them: what a command takes before it reads any.

    ``main`` and ``worker`` are the greatest resident memories, in MB, of a command and of any of its other processes.
    """

    reports: int
    cores: int
    turns: int
    characters: int
    seconds: float
    passed: float
    main: float
    worker: float


def measure(quick: bool, reports: Sequence[Path] = ()) -> list[Row]:
    """The start first, then a row for each number of reports; ``quick`` stops at thirty."""
    turns = QUICK if quick else TURNS
    most = max(size * times for size, times in turns.items())
    with tempfile.TemporaryDirectory() as directory:
        texts = Corpus.of(reports).write_texts(Path(directory, "texts"), most + 1)[1:]  # the first is no repetition
        sentence = Path(directory, _START)
        sentence.write_text(_SENTENCE, encoding="utf-8")
        begun, rows = [], []
        for size, times in turns.items():
            built = []
            for turn in range(times):
                begun.append(_built([sentence], Path(directory, f"0-{len(begun)}"), 1))
                built.append(_built(texts[size * turn : size * (turn + 1)], Path(directory, f"{size}-{turn}"), 1))
            rows.append(_added(built))
        most = max(turns)
        everywhere = _built(texts[:most], Path(directory, "all"), os.cpu_count() or 1)
        return [replace(_added(begun), reports=0), *rows, everywhere]


def table(rows: list[Row]) -> str:
    """The rows as Markdown; what ten thousand characters take, the start apart, against one report."""
    start, one = rows[0].seconds / rows[0].turns, rows[1]
    lines = [
        "| 报告 | 核 | 次 | 每次万字 | 每次经过（秒） | 每次处理器（秒） | 起动之外每份（毫秒） | "
        "起动之外每万字（毫秒） | 比 1 份 | 主进程 | 工作进程 |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        label, cells = "起动", "— | — | —"
        if row.reports:
            label = f"{row.reports:,}"
            each = 1000 * (row.seconds - start * row.turns) / (row.reports * row.turns)
            cells = f"{each:.0f} | {_rate(row, start):.0f} | {_rate(row, start) / _rate(one, start):.2f}"
        lines.append(
            f"| {label} | {row.cores} | {row.turns} | {row.characters / row.turns / 1e4:.1f} |"
            f" {row.passed / row.turns:.1f} | {row.seconds / row.turns:.2f} | {cells} |"
            f" {row.main:.0f} MB | {f'{row.worker:.0f} MB' if row.worker else '—'} |"
        )
    return "\n".join(lines) + "\n"


def _rate(row: Row, start: float) -> float:
    """Milliseconds for ten thousand characters, after a start that takes ``start`` seconds."""
    return (row.seconds - start * row.turns) / row.characters * 1e7


def _added(rows: list[Row]) -> Row:
    """One row for several commands of one kind."""
    return Row(
        rows[0].reports,
        rows[0].cores,
        len(rows),
        sum(row.characters for row in rows),
        sum(row.seconds for row in rows),
        sum(row.passed for row in rows),
        max(row.main for row in rows),
        max(row.worker for row in rows),
    )


def _built(texts: list[Path], directory: Path, cores: int) -> Row:
    characters = sum(len(path.read_text(encoding="utf-8")) for path in texts)
    command = [sys.executable, "-m", "tjgraph", "build", *map(str, texts), "-o", str(directory)]
    command += ["--place", "天津", "--year", "2025"] if texts[0].name == _START else []
    begun, used = time.perf_counter(), children_seconds()
    process = psutil.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"XDG_CACHE_HOME": str(directory)},
        preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores]),
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
    return Row(len(texts), cores, 1, characters, seconds, passed, main, worker)


def report_files(directory: Path | None) -> list[Path]:
    """The reports in ``directory``, none where there is no such."""
    return sorted(directory.glob("*.txt")) if directory else []


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    print(table(measure(given.quick, report_files(given.reports))))
