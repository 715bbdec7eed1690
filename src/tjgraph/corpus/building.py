"""Many reports at once: built by all cores, taken up again where it stopped, and only what has changed."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tjgraph.corpus.cluster import made_by_cluster
from tjgraph.corpus.rules import rules_digest
from tjgraph.corpus.workers import Job, Made, cores, made
from tjgraph.errors import GraphError, InputError
from tjgraph.files import remove_leftovers, write_atomically
from tjgraph.manifest import Manifest, digest, keep_text

_SAVE_EVERY = 1.0  # seconds: what a kill can cost
_SAVE_SHARE = 20  # at most one twentieth of the time goes into saving: for 60,000 reports it takes half a second


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: its graph at ``path``, new or ``unchanged``; or ``error``, and the old graph stays.

    ``entities``, ``claims`` and ``observations`` count what a new graph holds; ``unknown`` names what nobody told
    of its report (``place``, ``year``): figures need a year.
    """

    report: Path
    path: Path
    unchanged: bool = False
    error: Exception | None = None
    entities: int = 0
    claims: int = 0
    observations: int = 0
    unknown: tuple[str, ...] = ()


Heard = Callable[[Outcome], None]


def build_corpus(
    reports: Sequence[Path],
    directory: Path,
    *,
    place: str | None = None,
    year: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    heard: Heard = lambda outcome: None,
) -> tuple[Outcome, ...]:
    """Write the graph of each of ``reports`` to ``directory/NAME.ttl``, on ``workers`` processes (default: all cores).

    With ``cluster``, the address of a Dask scheduler, graphs are made by its workers and written here.

    A graph that was built from the same text by the same rules and the same program is left as it is. A report that
    cannot be read is told in its outcome and stops no other. ``heard`` hears each outcome, in the order of ``reports``;
    all are returned. Stopped at any moment and called again, it ends with the same bytes as when it is not stopped.
    Raises InputError for two reports of one name, GraphError where another process is building in ``directory`` or the
    cluster does not answer, MissingExtraError for a cluster without the library that speaks to it.
    """
    _no_two_of_one_name(reports)
    directory.mkdir(parents=True, exist_ok=True)
    with _alone_in(directory):
        manifest = Manifest(directory)
        outcomes: dict[int, Outcome] = {}
        jobs: dict[int, Job] = {}
        for number, report in enumerate(reports):
            made_from = _made_from(report, place, year)
            if manifest.is_current(report.stem, made_from):
                outcomes[number] = Outcome(report, directory / f"{report.stem}.ttl", unchanged=True)
            else:
                jobs[number] = Job(report, place, year, made_from)
        told = _Told(outcomes, heard)
        graphs = made(jobs, workers or cores()) if cluster is None else made_by_cluster(jobs, cluster)
        for number, outcome in _build(jobs, graphs, directory, manifest):
            told.tell(number, outcome)
    return tuple(outcomes[number] for number in range(len(reports)))


class _Told:
    """Tells outcomes in the order of the reports, each as soon as all before it are known."""

    def __init__(self, outcomes: dict[int, Outcome], heard: Heard) -> None:
        self._outcomes, self._heard, self._next = outcomes, heard, 0
        self._catch_up()

    def tell(self, number: int, outcome: Outcome) -> None:
        self._outcomes[number] = outcome
        self._catch_up()

    def _catch_up(self) -> None:
        while self._next in self._outcomes:
            self._heard(self._outcomes[self._next])
            self._next += 1


def _no_two_of_one_name(reports: Sequence[Path]) -> None:
    seen: dict[str, Path] = {}
    for report in reports:
        other = seen.setdefault(report.stem, report)
        if other is not report:
            raise InputError(f"与 {other} 同名，图谱会互相覆盖", where=str(report), remedy="改个文件名，或分两次写")


@contextlib.contextmanager
def _alone_in(directory: Path) -> Iterator[None]:
    """Hold ``directory`` against other builds, where the system has such locks; they end with the process."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(directory, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise GraphError(
                "另一个 tjgraph build 正在写这个目录", where=str(directory), remedy="等它完成再试"
            ) from error
        remove_leftovers(directory)
        yield
    finally:
        os.close(handle)


def _made_from(report: Path, place: str | None, year: int | None) -> str:
    """A digest of all that the graph of ``report`` follows from; of nothing for what cannot be read."""
    try:
        data = report.read_bytes() if report.is_file() else b""
    except OSError:  # reading the report will say so
        data = b""
    return digest("\n".join((digest(data), place or "", str(year or ""), rules_digest())).encode())


def _build(
    jobs: Mapping[int, Job], graphs: Iterator[tuple[int, Made | Exception]], directory: Path, manifest: Manifest
) -> Iterator[tuple[int, Outcome]]:
    """Write each of ``graphs``, made of ``jobs``, as it is done; the manifest is saved whatever happens."""
    saved, pause = time.monotonic(), _SAVE_EVERY
    try:
        for number, graph in graphs:
            yield number, _written(jobs[number], graph, directory, manifest)
            begun = time.monotonic()
            if begun - saved > pause:
                manifest.save()
                saved = time.monotonic()
                pause = max(_SAVE_EVERY, _SAVE_SHARE * (saved - begun))
    finally:
        if jobs:
            manifest.save()


def _written(job: Job, graph: Made | Exception, directory: Path, manifest: Manifest) -> Outcome:
    path = directory / f"{job.report.stem}.ttl"
    if isinstance(graph, Exception):
        return Outcome(job.report, path, error=graph)
    try:
        keep_text(job.report, graph.text, directory)
        write_atomically(path, graph.turtle)
    except (InputError, OSError) as error:
        return Outcome(job.report, path, error=error)
    manifest.record(job.report.stem, job.made_from, digest(graph.turtle), job.report)
    return Outcome(job.report, path, False, None, *graph.counts, graph.unknown)
