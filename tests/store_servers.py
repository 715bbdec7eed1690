"""SPARQL servers for tests: Oxigraph's own and Virtuoso, real processes on free ports, each with its own directory."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

SECONDS_TO_START = 120
OXIGRAPH = Path(sys.executable).with_name("oxigraph")
VIRTUOSO = shutil.which("virtuoso-t")

_VIRTUOSO_INI = """
[Database]
DatabaseFile = {home}/virtuoso.db
ErrorLogFile = {home}/virtuoso.log
LockFile = {home}/virtuoso.lck
TransactionFile = {home}/virtuoso.trx
xa_persistent_file = {home}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {home}/virtuoso-temp.db
TransactionFile = {home}/virtuoso-temp.trx
[Parameters]
ServerPort = {sql_port}
DisableUnixSocket = 1
ThreadsPerQuery = 1
AsyncQueueMaxThreads = 0
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {home}
ServerThreads = 8
MaxKeepAlives = 8
KeepAliveTimeout = 15
[SPARQL]
ResultSetMaxRows = {max_rows}
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Server:
    """A running server: where it answers queries, where it takes graphs, and what the environment needs to publish."""

    name: str
    query: str
    graphs: str
    credentials: Mapping[str, str] = field(default_factory=dict)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def oxigraph(home: Path, command: str = "serve") -> Iterator[Server]:
    """Oxigraph's server with its data in ``home``; ``command`` may be ``serve-read-only``."""
    base = f"http://127.0.0.1:{free_port()}"
    with _running([str(OXIGRAPH), command, "--location", str(home), "--bind", base.removeprefix("http://")], base):
        yield Server("oxigraph", f"{base}/query", f"{base}/store")


@contextmanager
def virtuoso(home: Path, max_rows: int = 2000) -> Iterator[Server]:
    """Virtuoso with its data in ``home``; it cuts results off after ``max_rows`` (Debian sets 10,000).

    One thread a query: with several, 7.2.5 at times gives rows too many for paths such as ``tj:locatedIn*``.
    """
    assert VIRTUOSO is not None
    port = free_port()
    ini = home / "virtuoso.ini"
    ini.write_text(_VIRTUOSO_INI.format(home=home, port=port, sql_port=free_port(), max_rows=max_rows))
    base = f"http://127.0.0.1:{port}"
    with _running([VIRTUOSO, "+foreground", "+configfile", str(ini)], f"{base}/sparql", home):
        user = {"TJGRAPH_STORE_USER": "dba", "TJGRAPH_STORE_PASSWORD": "dba"}  # what a new database has
        yield Server("virtuoso", f"{base}/sparql", f"{base}/sparql-graph-crud-auth", user)


@contextmanager
def _running(command: list[str], address: str, cwd: Path | None = None) -> Iterator[None]:
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, address)
        yield
    finally:
        process.kill()  # nothing of what it holds is needed any more
        process.wait()


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} did not answer within {SECONDS_TO_START} s")
