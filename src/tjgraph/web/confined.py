"""The processes that queries run in. Everything here runs in children of the server, which may be killed at any time.

The *nursery* holds the store and forks workers on demand, so that a killed worker is replaced at once without copying
the store (the pages are shared) and without forking a process that runs threads. A worker may open no file and no
socket (RLIMIT_NOFILE), take only so much memory (RLIMIT_AS) and, should nobody be left to kill it, compute only so long
(RLIMIT_CPU). What it says on standard error while it dies, the server can hear.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import re
import resource
import signal
import socket
import struct
from collections.abc import Iterator
from io import BufferedRWPair
from typing import Any, NoReturn, cast

import pyoxigraph as ox

from tjgraph.graph import keywords
from tjgraph.web import results
from tjgraph.web.jobs import Job, Kind, Refused
from tjgraph.web.limits import Limits

SIZE = struct.Struct("!cI")
"""Before each message: its kind, and how many bytes follow."""
HEAD, DATA, END, REFUSED = b"h", b"d", b"e", b"x"
OUT_OF_MEMORY = b"memory allocation of"
"""What Rust says on standard error before it aborts (alloc::alloc::handle_alloc_error)."""
WORN = b"worn"
"""What an END says where the worker has grown and should make room for a new one."""

_CHUNK = 1 << 16
_HELD = 32 << 20
_GROWN = 64 << 10  # in KiB, as getrusage has it


def nursery(door: socket.socket, store: ox.Store, limits: Limits, prefixes: dict[str, str]) -> NoReturn:
    """Fork a worker for each byte that comes through ``door``; when the door closes, end all of them and itself."""
    with contextlib.suppress(BaseException):
        os.setpgid(0, 0)  # a Ctrl-C at the terminal is the server's alone, and the workers can be ended together
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries killed workers
        _close_others(door.fileno())
        gc.freeze()  # the collector would touch, and so copy, the pages that all share
        while door.recv(1):
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            heard, spoken = os.pipe2(os.O_NONBLOCK)
            pid = os.fork()
            if pid == 0:
                door.close()
                ours.close()
                os.close(heard)
                os.dup2(spoken, 2)
                os.close(spoken)
                _work(theirs, store, limits, prefixes)
            socket.send_fds(door, [struct.pack("!Q", pid)], [ours.fileno(), heard])
            ours.close()
            theirs.close()
            os.close(heard)
            os.close(spoken)
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


def _close_others(kept: int) -> None:
    """Let go of all that the server has open; what a library prints goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


def _work(channel: socket.socket, store: ox.Store, limits: Limits, prefixes: dict[str, str]) -> NoReturn:
    """Answer jobs until the channel closes."""
    with contextlib.suppress(BaseException):
        _confine(limits)
        born = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        stream = cast(BufferedRWPair, channel.makefile("rwb", buffering=_CHUNK))
        while size := stream.read(4):
            job = pickle.loads(stream.read(struct.unpack("!I", size)[0]))
            _allow_processor(limits.seconds)
            outlet = _Outlet(stream)
            try:
                _answer(store, job, outlet, limits, prefixes)
                grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - born
                outlet.finish(WORN if grown > _GROWN else b"")
            except Refused as refused:
                outlet.refuse(refused)
            except MemoryError:
                os.write(2, OUT_OF_MEMORY)
                raise
            stream.flush()
    os._exit(0)


def _confine(limits: Limits) -> None:
    """No new file, no socket, no more memory than allowed, no core dump."""
    with open("/proc/self/statm", encoding="ascii") as sizes:
        used = int(sizes.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + limits.memory, used + limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _allow_processor(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


class _Outlet:
    """Where an answer is written. Nothing leaves before it is whole or large, so that an error comes before the answer
    and not in the midst of it, but for large ones.
    """

    def __init__(self, stream: BufferedRWPair) -> None:
        self._stream = stream
        self._head = b""
        self._pieces: list[bytes] = []
        self._size, self._held = 0, _HELD

    def begin(self, kind: Kind, media: str) -> None:
        """Say what the answer is."""
        self._head = f"{kind} {media}".encode()

    def write(self, piece: bytes) -> int:
        """Add a piece, as a binary file does."""
        self._pieces.append(bytes(piece))
        self._size += len(piece)
        if self._size >= self._held:
            self.flush()
            self._held = _CHUNK
        return len(piece)

    def flush(self) -> None:
        """Send what is there."""
        if self._head:
            self._send(HEAD, self._head)
            self._head = b""
        whole = memoryview(b"".join(self._pieces))
        self._pieces, self._size = [], 0
        for start in range(0, len(whole), _CHUNK):
            self._send(DATA, whole[start : start + _CHUNK])

    def finish(self, state: bytes) -> None:
        """The answer is whole; ``state`` is the worker's."""
        self.flush()
        self._send(END, state)

    def refuse(self, refused: Refused) -> None:
        """Send an error instead of (the rest of) the answer."""
        self._pieces = []
        self._send(REFUSED, pickle.dumps((refused.status, refused.message)))

    def _send(self, kind: bytes, body: bytes | memoryview) -> None:
        self._stream.write(SIZE.pack(kind, len(body)))
        self._stream.write(body)


def _answer(store: ox.Store, job: Job, outlet: _Outlet, limits: Limits, prefixes: dict[str, str]) -> None:
    """Write the answer of ``job``. A row too many is an error."""
    dataset = _dataset(store, job, prefixes)
    try:
        found = store.query(job.query, base_iri=job.base, prefixes=prefixes, **dataset)
    except SyntaxError as error:
        raise Refused(400, _syntax(error)) from error
    except (ValueError, RuntimeError, OSError) as error:
        raise Refused(400, f"查询不能执行：{error}") from error
    most = min(limits.rows, job.rows or limits.rows)
    if isinstance(found, ox.QueryBoolean):
        media = _accepted(job.table)
        outlet.begin("boolean", media)
        outlet.write(results.boolean(bool(found), media))
    elif isinstance(found, ox.QuerySolutions):
        media = _accepted(job.table)
        names = [variable.value for variable in found.variables]
        outlet.begin("table", media)
        for piece in results.solutions(names, _capped(found, most), media):
            outlet.write(piece)
    else:
        media = _accepted(job.graph)
        outlet.begin("graph", media)
        results.graph(_capped(found, most), outlet, media, prefixes)


def _accepted(media: str | None) -> str:
    if media is None:
        raise Refused(
            406,
            "没有您能接受的格式（Accept）：表和真假有 JSON、XML、CSV、TSV，图有 Turtle、N-Triples、RDF/XML、JSON-LD",
        )
    return media


def _dataset(store: ox.Store, job: Job, prefixes: dict[str, str]) -> dict[str, Any]:
    """The arguments that make the dataset; refused is what is not here. The protocol's dataset goes before FROM."""
    if keywords.uses_service(job.query):
        raise Refused(400, "查询不能用 SERVICE 访问别处：请去掉 SERVICE，只查本库")
    if job.default_graphs is None and job.named_graphs is None:
        _known(store, keywords.dataset(job.query, prefixes, job.base or ""))
        return {}
    return {
        "default_graph": _known(store, job.default_graphs or ()),
        "named_graphs": _known(store, job.named_graphs or ()),
    }


def _known(store: ox.Store, graphs: Iterator[str] | tuple[str, ...]) -> list[ox.NamedNode]:
    known = []
    for iri in graphs:
        with contextlib.suppress(ValueError):
            if store.contains_named_graph(graph := ox.NamedNode(iri)):
                known.append(graph)
                continue
        raise Refused(400, f"本库没有图 <{iri[:200]}>：FROM 和 …-graph-uri 只能是本库里的图")
    return known


def _syntax(error: SyntaxError) -> str:
    """Oxigraph's message ("error at LINE:COLUMN: expected one of …", a page long) without the list."""
    position = re.match(r"error at (\d+):(\d+)", error.msg or "")
    where = f"：第 {position[1]} 行第 {position[2]} 列读不通" if position else f"：{(error.msg or '')[:200]}"
    return f"SPARQL 语法不对{where}；只接受 SELECT、ASK、CONSTRUCT、DESCRIBE 查询"


def _capped(rows: Any, most: int) -> Iterator[Any]:
    try:
        for number, row in enumerate(rows):
            if number >= most:
                raise Refused(400, f"结果超过 {most} 行：请加 LIMIT 或条件")
            yield row
    except (RuntimeError, OSError, ValueError) as error:
        raise Refused(400, f"查询不能执行：{error}") from error
