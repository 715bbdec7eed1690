"""Graphs made by several processes. A worker reads and extracts; only the parent writes.

Workers are forked where that is safe, after the parent has read the rules: they start at once and share them. They die
with their parent, however it ends.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tjgraph.errors import InputError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor


@dataclass(frozen=True, slots=True)
class Job:
    """A report to build a graph from; ``made_from`` digests all that the graph follows from."""

    report: Path
    place: str | None
    year: int | None
    made_from: str


@dataclass(frozen=True, slots=True)
class Made:
    """A graph as Turtle (UTF-8), the text that it was read from, and how many entities, claims, observations it has.

    ``unknown`` names what neither text nor job says: ``place``, ``year``.
    """

    turtle: bytes
    text: str
    counts: tuple[int, int, int]
    unknown: tuple[str, ...]


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def made(jobs: Mapping[int, Job], workers: int) -> Iterator[tuple[int, Made | Exception]]:
    """The graph of each of ``jobs`` by its number, or why there is none, in the order in which they are done."""
    if min(workers, len(jobs)) < 2:
        for number, job in jobs.items():
            yield number, tried(job)
        return
    from concurrent.futures.process import BrokenProcessPool

    lost = []
    for number, graph in _by_pool(jobs, min(workers, len(jobs))):
        if isinstance(graph, BrokenProcessPool):
            lost.append(number)
        else:
            yield number, graph
    for number in lost:  # one of them has killed its process: each now has one of its own
        for _, graph in _by_pool({number: jobs[number]}, 1):
            yield number, killed(jobs[number]) if isinstance(graph, BrokenProcessPool) else graph


def make(job: Job) -> Made:
    """The graph of one report. Raises what reading and extracting raise."""
    from tjgraph.extraction import extract
    from tjgraph.graph.turtle import to_turtle
    from tjgraph.reading import read_document

    facts = extract(read_document(job.report, place=job.place, year=job.year))
    counts = (len(facts.entities), len(facts.claims), len(facts.observations))
    unknown = tuple(what for what in ("place", "year") if getattr(facts.document, what) is None)
    return Made(to_turtle(facts).encode(), facts.document.text, counts, unknown)


def tried(job: Job) -> Made | Exception:
    """The graph of one report, or what was raised instead."""
    try:
        return make(job)
    except Exception as error:
        return error


def killed(job: Job) -> InputError:
    """Said of a report whose worker did not live."""
    return InputError(
        "处理它的进程被系统终止，多半是内存不够", where=str(job.report), remedy="把报告拆开，或在内存更大的机器上运行"
    )


def _by_pool(jobs: Mapping[int, Job], workers: int) -> Iterator[tuple[int, Made | Exception]]:
    from concurrent.futures import as_completed

    with _pool(workers) as pool:
        futures = {pool.submit(tried, job): number for number, job in jobs.items()}
        for future in as_completed(futures):
            number, error = futures.pop(future), future.exception()
            if error is None:
                yield number, future.result()
            elif isinstance(error, Exception):
                yield number, error


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """A pool whose processes are ended at once when its use ends early (Ctrl-C, an error)."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    forked = sys.platform == "linux"
    if forked:
        _warm_up()
    before = set(multiprocessing.active_children())
    context = multiprocessing.get_context("fork" if forked else "spawn")
    pool = ProcessPoolExecutor(workers, context, _begin)
    try:
        yield pool
    except BaseException:
        processes = set(multiprocessing.active_children()) - before
        for process in processes:
            process.kill()
        for process in processes:
            process.join()
        # One killed in the middle of an answer leaves a piece of it in the pipe, and the pool would wait for the rest
        # for ever while this process holds the other end (CPython has no public way to say so).
        pool._result_queue._writer.close()  # type: ignore[attr-defined]
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _warm_up() -> None:
    """Read what every report needs: the rules, the segmenter's dictionary, the names of divisions and companies."""
    from tjgraph.extraction import extract
    from tjgraph.graph.turtle import to_turtle
    from tjgraph.reading import read_text

    # Each of these words asks for rules that are read when first needed: figures, numerals, frames, status.
    to_turtle(extract(read_text("2025年，甲公司落户乙产业园，三百千米丙高速公路开工，产值增长5%。", name="甲")))


def _begin() -> None:
    """The first thing that a worker does: leave Ctrl-C to the parent, and die with it.

    What it was forked with stays out of the way of its garbage collector, so that workers go on sharing it.
    """
    import gc
    import threading

    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """End this process when its parent is gone, even killed: it would wait for work for ever."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
