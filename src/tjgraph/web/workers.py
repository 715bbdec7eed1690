"""Queries in processes of their own, which can be killed: pyoxigraph has no deadline and no cancel.

A *nursery* process is forked while this process has one thread; it holds the store and forks workers on demand, so that
a killed worker is replaced at once without copying the store (the pages are shared) and without forking a process that
runs threads. A worker may open no file and no socket (RLIMIT_NOFILE) and take only so much memory (RLIMIT_AS).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import resource
import signal
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from tjgraph.web import results
from tjgraph.web.limits import Limits

_SIZE = struct.Struct("!cI")
_CHUNK = 1 << 16
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True, slots=True)
class Job:
    """A query: its text, the result's media type for tables and for graphs, and the dataset (None: the store's own)."""

    query: str
    table: str
    graph: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


class Refused(Exception):
    """The query cannot be answered; ``status`` is the HTTP status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class Pool:
    """At most ``limits.workers`` queries at a time over one store. Make it before any thread or event loop starts."""

    def __init__(self, store: ox.Store, limits: Limits, prefixes: dict[str, str]) -> None:
        self.limits = limits
        self._idle: list[Worker] = []
        self._busy = 0
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._nursery = os.fork()
        if self._nursery == 0:
            ours.close()
            _nursery(theirs, store, limits, prefixes)
        theirs.close()
        self._door = ours

    @property
    def busy(self) -> int:
        """How many queries run now."""
        return self._busy

    async def run(self, job: Job) -> tuple[str, AsyncIterator[bytes]]:
        """The result's media type and its pieces. Raises Refused: 400 not a query, 503 all busy, 500, 504 too long."""
        if self._busy >= self.limits.workers:
            raise Refused(503, "查询太多，请稍后再试")
        self._busy += 1
        worker: Worker | None = None
        try:
            worker = self._idle.pop() if self._idle else await self._born()
            deadline = asyncio.get_running_loop().time() + self.limits.seconds
            await worker.send(pickle.dumps(job))
            kind, body = await worker.receive(deadline)
            if kind == b"x":
                status, message = pickle.loads(body)
                raise Refused(status, message)
        except BaseException as error:
            self._done(worker, whole=isinstance(error, Refused) and error.status == 400)
            if isinstance(error, (TimeoutError, asyncio.IncompleteReadError, ConnectionError)):
                late = isinstance(error, TimeoutError)
                raise Refused(504 if late else 500, "查询超时，已中止" if late else "查询占用太多，已中止") from error
            raise
        return body.decode(), self._pieces(worker, deadline)

    async def _pieces(self, worker: Worker, deadline: float) -> AsyncIterator[bytes]:
        whole = False
        try:
            while True:
                kind, body = await worker.receive(deadline)
                if kind == b"e":
                    whole = True
                    return
                if kind == b"x":
                    status, message = pickle.loads(body)
                    raise Refused(status, message)
                yield body
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
            raise Refused(504, "查询超时，已中止") from error
        finally:
            self._done(worker, whole=whole)

    def _done(self, worker: Worker | None, *, whole: bool) -> None:
        self._busy -= 1
        if worker is None:
            return
        if whole:
            self._idle.append(worker)
        else:
            worker.kill()

    async def _born(self) -> Worker:
        loop = asyncio.get_running_loop()
        pid, fd = await loop.run_in_executor(None, self._ask_nursery)
        channel = socket.socket(fileno=fd)
        reader, writer = await asyncio.open_connection(sock=channel, limit=1 << 20)
        return Worker(pid, reader, writer)

    def _ask_nursery(self) -> tuple[int, int]:
        self._door.sendall(b"w")
        message, fds, _, _ = socket.recv_fds(self._door, 8, 1)
        if not fds:
            raise ConnectionError("nursery is gone")
        return struct.unpack("!Q", message)[0], fds[0]

    def close(self) -> None:
        """End the workers and the nursery."""
        for worker in self._idle:
            worker.kill()
        self._idle.clear()
        self._door.close()
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self._nursery, signal.SIGTERM)
            os.waitpid(self._nursery, 0)


@dataclass(frozen=True, slots=True)
class Worker:
    """The parent's end of a worker."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, body: bytes) -> None:
        """Hand a job to the worker."""
        self.writer.write(struct.pack("!I", len(body)) + body)
        await self.writer.drain()

    async def receive(self, deadline: float) -> tuple[bytes, bytes]:
        """The next message as (kind, body). Raises TimeoutError at the deadline."""
        async with asyncio.timeout_at(deadline):
            kind, size = _SIZE.unpack(await self.reader.readexactly(_SIZE.size))
            return kind, await self.reader.readexactly(size)

    def kill(self) -> None:
        """End the worker now, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(RuntimeError):  # the event loop may be gone already
            self.writer.close()


def _nursery(door: socket.socket, store: ox.Store, limits: Limits, prefixes: dict[str, str]) -> None:
    """Fork a worker for each byte that comes through ``door``; ends when the door closes. Never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries killed workers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while door.recv(1):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        pid = os.fork()
        if pid == 0:
            door.close()
            ours.close()
            _work(theirs, store, limits, prefixes)
        socket.send_fds(door, [struct.pack("!Q", pid)], [ours.fileno()])
        ours.close()
        theirs.close()
    os._exit(0)


def _work(channel: socket.socket, store: ox.Store, limits: Limits, prefixes: dict[str, str]) -> None:
    """Answer jobs until the channel closes. Never returns."""
    with contextlib.suppress(BaseException):
        _confine(limits)
        stream = channel.makefile("rwb", buffering=_CHUNK)
        while size := stream.read(4):
            job = pickle.loads(stream.read(struct.unpack("!I", size)[0]))
            try:
                for kind, body in _answer(store, job, limits, prefixes):
                    stream.write(_SIZE.pack(kind, len(body)) + body)
            except Refused as refused:
                body = pickle.dumps((refused.status, refused.message))
                stream.write(_SIZE.pack(b"x", len(body)) + body)
            stream.flush()
    os._exit(0)


def _confine(limits: Limits) -> None:
    """No new file, no socket, no more memory than allowed, no core dump."""
    with open("/proc/self/statm", encoding="ascii") as sizes:
        used = int(sizes.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + limits.memory, used + limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _answer(store: ox.Store, job: Job, limits: Limits, prefixes: dict[str, str]) -> Iterator[tuple[bytes, bytes]]:
    """The messages of one answer: its media type, pieces, end. A row too many is an error."""
    dataset: dict[str, Any] = {}
    if job.default_graphs is not None or job.named_graphs is not None:
        dataset["default_graph"] = [ox.NamedNode(g) for g in job.default_graphs or ()]
        dataset["named_graphs"] = [ox.NamedNode(g) for g in job.named_graphs or ()]
    try:
        found = store.query(job.query, prefixes=prefixes, **dataset)
    except SyntaxError as error:
        raise Refused(400, f"查询不合语法：{error.msg}") from error
    except (ValueError, RuntimeError, OSError) as error:
        raise Refused(400, f"查询不能执行：{error}") from error
    if isinstance(found, ox.QueryBoolean):
        media, pieces = job.table, iter([results.boolean(bool(found), job.table)])
    elif isinstance(found, ox.QuerySolutions):
        names = [variable.value for variable in found.variables]
        media, pieces = job.table, results.solutions(names, _capped(found, limits.rows), job.table)
    else:
        media, pieces = job.graph, _graph(_capped(found, limits.rows), job.graph)
    yield b"h", media.encode()
    buffered, size = [], 0
    for piece in pieces:
        buffered.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield b"d", b"".join(buffered)
            buffered, size = [], 0
    if buffered:
        yield b"d", b"".join(buffered)
    yield b"e", b""


def _capped(rows: Any, most: int) -> Iterator[Any]:
    try:
        for number, row in enumerate(rows):
            if number >= most:
                raise Refused(400, f"结果超过 {most} 行，请加 LIMIT 或条件")
            yield row
    except (RuntimeError, OSError, ValueError) as error:
        raise Refused(400, f"查询不能执行：{error}") from error


def _graph(triples: Iterator[Any], media: str) -> Iterator[bytes]:
    written = ox.serialize(triples, format=GRAPHS[media])
    yield written or b""
