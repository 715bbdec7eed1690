"""For tests of the endpoint: small data, and requests as programs and as nobody well-meaning would send them."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from served import Server, served

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "data" / "triples" / "tianjin-2025.ttl"
LIMITS: dict[str, float] = {
    "seconds": 2,
    "quick_seconds": 0.5,
    "rows": 500,
    "workers": 4,
    "long": 2,
    "query_bytes": 20_000,
    "body_bytes": 40_000,
    "body_seconds": 1,
}
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
DATASET = """
<http://e/a> <http://e/p> "一\\t\\"<&>,"@zh .
<http://e/a> <http://e/q> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .
<http://e/a> <http://e/p> "一\\t\\"<&>,"@zh <http://e/g1> .
<http://e/b> <http://e/p> <http://e/a> <http://e/g2> .
_:x <http://e/p> "x" <http://e/g2> .
"""


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode()


def send(
    server: Server, method: str, path: str, body: bytes | str | None = None, timeout: float = 20, **headers: str
) -> Reply:
    """One request; ``_`` in the name of a header stands for ``-``."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout)
    with contextlib.closing(connection):
        connection.request(method, path, body.encode() if isinstance(body, str) else body, given)
        response = connection.getresponse()
        return Reply(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())


def get(server: Server, query: str, **more: Any) -> Reply:
    """The query by GET; ``params`` are further parameters, the rest are headers."""
    params = {"query": query, **more.pop("params", {})}
    return send(server, "GET", f"/sparql?{urlencode(params, doseq=True, quote_via=quote)}", **more)


def raw(server: Server, request: bytes, timeout: float = 20) -> bytes:
    """Bytes as they are; gives all that comes back until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=timeout) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while piece := connection.recv(65536):
                answer += piece
        return answer


@contextlib.contextmanager
def small(directory: Path, **limits: float) -> Iterator[Server]:
    """A server over `DATASET`."""
    data = directory / "data.nq"
    data.write_text(DATASET, encoding="utf-8")
    with served([data], empty_graphs=["http://e/empty"], **{**LIMITS, **limits}) as server:
        yield server


class Canary:
    """A port that nothing should ever knock at."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        self.knocks: list[object] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                self.knocks.append(self.listener.accept())
            except OSError:
                return


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    made = Canary()
    yield made
    made.listener.close()
