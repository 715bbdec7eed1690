"""Graphs made by a Dask cluster: reports travel to its workers as bytes, graphs come back, and only the client writes.

Nothing but the network is shared: workers need tjgraph and its rules, no common directory. A worker that dies costs its
reports under way, which the scheduler gives to others.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import threading
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tjgraph import __version__
from tjgraph.corpus.rules import rules_digest
from tjgraph.corpus.workers import Job, Made, killed, tried
from tjgraph.errors import GraphError, InputError, MissingExtraError

_CONNECT = 10.0  # seconds in which a scheduler answers
_PATIENCE = 30.0  # seconds for which a cluster may be without workers
_AHEAD = 3  # reports on their way for each thread of the cluster: it never waits, and memory stays flat
_SAME = "在每台机器上安装同样的 tjgraph 和同样版本的依赖，再启动 worker"
_ONE_AT_A_TIME = threading.Lock()  # a worker may have several threads, and PDFium bears only one


def made_by_cluster(jobs: Mapping[int, Job], address: str) -> Iterator[tuple[int, Made | Exception]]:
    """The graph of each of ``jobs`` by its number, or why there is none, in the order in which they are done.

    ``address`` is that of a Dask scheduler, such as ``tcp://10.0.0.1:8786``. Raises MissingExtraError without
    distributed; GraphError where no scheduler answers, no worker comes, or a worker has other rules than this process.
    """
    if not jobs:
        return
    with _connected(address) as client:
        waiting, running = iter(jobs.items()), dict[Any, int]()
        while True:
            room = _AHEAD * max(1, _threads(client, address)) - len(running)
            for number, job in itertools.islice(waiting, max(room, 0)):
                data = _bytes(job.report)
                if data is None:  # reading it here says why
                    yield number, tried(job)
                else:
                    running[_submitted(client, job, data)] = number
            if not running:
                return
            for future in _done(client, running, address):
                number = running.pop(future)
                yield number, _result(future, jobs[number], address)


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
        from distributed.comm.addressing import resolve_address
    except ImportError as error:
        raise MissingExtraError(
            "用 Dask 集群需要 distributed，还没有安装",
            where="--dask",
            remedy="请运行 pip install 'tjgraph[cluster]'",
        ) from error
    for name in ("distributed.client", "distributed.core", "distributed.comm", "distributed.utils"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters becomes an error of ours
    try:
        resolve_address(address)  # what is no address would keep the client waiting
        with warnings.catch_warnings(action="ignore"):  # other versions of libraries: the rules' digest decides
            client = Client(address, timeout=_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise GraphError(
            "没有 Dask 调度器回应", where=address, remedy="先在那里运行 dask scheduler，并检查地址和端口"
        ) from error
    with client:
        yield client


def _bytes(report: Path) -> bytes | None:
    from tjgraph.reading.files import MAX_DOCUMENT_BYTES

    try:
        fits = report.is_file() and report.stat().st_size <= MAX_DOCUMENT_BYTES
        return report.read_bytes() if fits else None
    except OSError:
        return None


def _submitted(client: Any, job: Job, data: bytes) -> Any:
    with warnings.catch_warnings(action="ignore"):  # a PDF may be large
        return client.submit(make_there, job, data, rules_digest(), __version__, pure=False)


def _threads(client: Any, address: str) -> int:
    """How many reports the cluster makes at once."""
    try:
        return sum(client.nthreads().values())
    except OSError as error:
        raise _lost(address) from error


def _done(client: Any, running: Mapping[Any, int], address: str) -> list[Any]:
    """Those of ``running`` that are done, at least one."""
    from distributed import wait

    while True:
        try:
            with client.as_current():
                return list(wait(list(running), timeout=_PATIENCE, return_when="FIRST_COMPLETED").done)  # type: ignore[no-untyped-call]
        except TimeoutError:
            if not _threads(client, address):
                raise GraphError(
                    f"集群里 {_PATIENCE:.0f} 秒没有一个 worker",
                    where=address,
                    remedy=f"在每台机器上装好同样的 tjgraph[cluster]，运行 dask worker {address}；已建好的不会再建",
                ) from None
        except (CancelledError, OSError) as error:
            raise _lost(address) from error


def _result(future: Any, job: Job, address: str) -> Made | Exception:
    from distributed import KilledWorker

    try:
        made: Made | Exception = future.result()
    except KilledWorker:
        return killed(job)
    except GraphError:
        raise
    except (CancelledError, OSError) as error:
        raise _lost(address) from error
    except Exception as error:  # the worker could not even begin
        raise GraphError(
            f"worker 上不能运行这个 tjgraph（{type(error).__name__}: {error}）", where=address, remedy=_SAME
        ) from error
    return made


def _lost(address: str) -> GraphError:
    return GraphError("与 Dask 调度器断了联系", where=address, remedy="再运行同样的命令，已建好的不会再建")


def make_there(job: Job, data: bytes, rules: str, version: str) -> Made | Exception:
    """What a worker does: the graph of the report of ``job``, which has the bytes ``data``, or why there is none.

    Raises GraphError where the worker has other ``rules`` than the client, whose tjgraph has that ``version``.
    """
    from distributed import get_worker

    if rules_digest() != rules:
        what = (
            f"worker 上的规则、程序或依赖与这里的不同（那里 tjgraph {__version__}，这里 {version}），建不出同样的图谱"
        )
        raise GraphError(what, where=get_worker().address, remedy=_SAME)
    with _ONE_AT_A_TIME, TemporaryDirectory() as directory:
        there = Path(directory) / job.report.name
        there.write_bytes(data)
        made = tried(replace(job, report=there))
    if isinstance(made, InputError | MissingExtraError):
        made.where = made.where.replace(str(there), str(job.report))
    return made
