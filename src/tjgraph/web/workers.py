"""Queries in processes of their own, which can be killed: pyoxigraph has no deadline and no cancel.

This is the server's side: who may run, for how long, and what becomes of one that does not end. The other side is
`confined`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import socket
import struct
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

import pyoxigraph as ox

from tjgraph.errors import QueryError
from tjgraph.web import confined
from tjgraph.web.jobs import Job, Kind, Refused
from tjgraph.web.limits import Limits

__all__ = ["Answer", "Job", "Pool", "Refused"]

_BROKEN = (asyncio.IncompleteReadError, ConnectionError)


class Pool:
    """Runs queries over one store. Make it before any thread or event loop starts.

    ``store`` is in memory and does not change any more; ``prefixes`` need no declaration in a query.
    """

    def __init__(self, store: ox.Store, limits: Limits, prefixes: dict[str, str]) -> None:
        if sys.platform != "linux":
            raise QueryError("查询进程只能在 Linux 上运行", where=sys.platform, remedy="请在 Linux（或它的容器）里运行")
        self.limits = limits
        self._idle: list[Worker] = []
        self._running: set[_Run] = set()
        self._places = asyncio.Semaphore(limits.workers)
        self._waiting = 0
        self._asking = threading.Lock()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._nursery = os.fork()
        if self._nursery == 0:
            ours.close()
            confined.nursery(theirs, store, limits, prefixes)
        with contextlib.suppress(PermissionError):
            os.setpgid(self._nursery, self._nursery)  # it does so too; who comes first is open
        theirs.close()
        self._door = ours

    @contextlib.asynccontextmanager
    async def run(self, job: Job) -> AsyncIterator[Answer]:
        """The answer of ``job``, of which the pieces are read within the context: its worker is free after it.

        Raises Refused, here or while pieces are read: 400 no query that may be answered, 406, 500 too deep a
        nesting, 503 too many queries, 504 it takes too long (reading the answer included), 507 too much memory.
        """
        deadline = asyncio.get_running_loop().time() + self.limits.seconds
        run = _Run()
        try:
            async with asyncio.timeout_at(deadline):
                async with self._place(run):
                    worker = await self._worker(run)
                    await worker.send(job)
                    yield await _begin(worker)
        except TimeoutError as error:
            raise Refused(504, f"查询超过 {self.limits.seconds:g} 秒，已中止：请加 LIMIT 或条件") from error
        except _BROKEN as error:
            raise run.refused or self._cause(run) from error
        finally:
            self._end(run)

    @contextlib.asynccontextmanager
    async def _place(self, run: _Run) -> AsyncIterator[None]:
        """Hold one of the places, until the end or until the query is one of the long ones."""
        if self._places.locked() and self._waiting >= self.limits.waiting:
            raise Refused(503, "查询太多，请稍后再试", 1)
        self._waiting += 1
        try:
            async with asyncio.timeout(self.limits.wait_seconds):
                await self._places.acquire()
        except TimeoutError as error:
            raise Refused(503, "查询太多，请稍后再试", 1) from error
        finally:
            self._waiting -= 1
        run.holds_place = True
        self._running.add(run)
        timer = asyncio.get_running_loop().call_later(self.limits.quick_seconds, self._lengthen, run)
        try:
            yield
        finally:
            timer.cancel()

    def _cause(self, run: _Run) -> Refused:
        """Why the worker of ``run`` died by itself."""
        if run.worker and run.worker.lacked_memory():
            megabytes = self.limits.memory >> 20
            return Refused(507, f"查询需要的内存超过 {megabytes} MB，已中止：请加 LIMIT 或条件")
        return Refused(500, "查询太复杂（例如括号套得太深），已中止：请写得简单些")

    def _lengthen(self, run: _Run) -> None:
        """The query takes long: it goes on beside the others, at the lowest priority, if there are not too many."""
        if sum(other.long for other in self._running) >= self.limits.long:
            run.refused = Refused(503, "耗时长的查询太多，请稍后再试", max(1, int(self.limits.seconds / 4)))
            if run.worker:
                run.worker.kill()
            return
        run.long = True
        run.holds_place = False
        self._places.release()
        if run.worker:
            run.worker.step_back()

    async def _worker(self, run: _Run) -> Worker:
        if self._idle:
            worker = self._idle.pop()
        else:
            birth = asyncio.ensure_future(self._born())
            try:
                worker = await asyncio.shield(birth)
            except asyncio.CancelledError:
                birth.add_done_callback(self._keep)
                raise
        run.worker = worker
        if run.refused:
            raise run.refused
        if run.long:
            worker.step_back()
        return worker

    async def _born(self) -> Worker:
        pid, channel, words = await asyncio.get_running_loop().run_in_executor(None, self._ask_nursery)
        handle = os.pidfd_open(pid)
        reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=channel), limit=1 << 20)
        return Worker(pid, handle, words, reader, writer)

    def _keep(self, birth: asyncio.Future[Worker]) -> None:
        if not birth.cancelled() and birth.exception() is None:
            self._idle.append(birth.result())

    def _ask_nursery(self) -> tuple[int, int, int]:
        with self._asking:
            self._door.sendall(b"w")
            message, fds, _, _ = socket.recv_fds(self._door, 8, 2)
        if not fds:
            raise ConnectionError("nursery is gone")
        return struct.unpack("!Q", message)[0], fds[0], fds[1]

    def _end(self, run: _Run) -> None:
        self._running.discard(run)
        if run.holds_place:
            self._places.release()
        if run.worker is None:
            return
        if run.worker.rests and not run.long:  # who has stepped back cannot step forward again
            self._idle.append(run.worker)
        else:
            run.worker.end()

    def close(self) -> None:
        """End the workers and the nursery, whatever they do."""
        self._door.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.killpg(self._nursery, signal.SIGKILL)
            os.waitpid(self._nursery, 0)


@dataclass(eq=False, slots=True)
class _Run:
    """A query under way."""

    worker: Worker | None = None
    holds_place: bool = False
    long: bool = False
    refused: Refused | None = None


@dataclass(slots=True)
class Answer:
    """An answer: what it is, its media type, and (by iteration, once) its pieces."""

    kind: Kind
    media: str
    worker: Worker

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces. Raises Refused where the answer breaks off."""
        while True:
            kind, body = await self.worker.receive()
            if kind == confined.END:
                return
            yield body


async def _begin(worker: Worker) -> Answer:
    _, head = await worker.receive()
    kind, _, media = head.decode().partition(" ")
    return Answer(cast(Kind, kind), media, worker)


@dataclass(eq=False, slots=True)
class Worker:
    """The server's end of a worker. ``handle`` is its pidfd: a number alone may be another process's by now; ``words``
    is the end of a pipe through which its standard error is heard.

    ``rests`` says that all of its answer has been read, so that it can take another job.
    """

    pid: int
    handle: int
    words: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    rests: bool = True

    async def send(self, job: Job) -> None:
        """Hand a job to the worker."""
        self.rests = False
        body = pickle.dumps(job)
        self.writer.write(struct.pack("!I", len(body)) + body)
        await self.writer.drain()

    async def receive(self) -> tuple[bytes, bytes]:
        """The next message as (kind, body). Raises Refused where it is that, and what a stream raises that breaks."""
        kind, size = confined.SIZE.unpack(await self.reader.readexactly(confined.SIZE.size))
        body = await self.reader.readexactly(size)
        if kind == confined.REFUSED:
            self.rests = True
            raise Refused(*pickle.loads(body))
        self.rests = kind == confined.END and body != confined.WORN
        return kind, body

    def step_back(self) -> None:
        """Compute only when no other process wants to."""
        with contextlib.suppress(OSError):
            os.sched_setscheduler(self.pid, os.SCHED_IDLE, os.sched_param(0))

    def kill(self) -> None:
        """End the process now, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def lacked_memory(self) -> bool:
        """Whether it said so when it died."""
        try:
            return confined.OUT_OF_MEMORY in os.read(self.words, 1 << 16)
        except BlockingIOError:
            return False

    def end(self) -> None:
        """End the process, and let go of it."""
        self.kill()
        os.close(self.handle)
        os.close(self.words)
        self.writer.close()
