"""Graphs in a server, whole: the SPARQL 1.1 Graph Store HTTP Protocol, graphs named in the request (section 4.2)."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Final

import pyoxigraph as ox

from tjgraph.errors import StoreError
from tjgraph.graph.connection import Connection

UPLOAD_DEADLINE: Final = 600.0
"""Seconds that writing one graph may take."""

_LIKE: Final = "如 http://127.0.0.1:7878/store（Oxigraph）、http://127.0.0.1:8890/sparql-graph-crud-auth（Virtuoso）"
_TURTLE: Final = "text/turtle"


class GraphStore:
    """The graphs in the server whose Graph Store address is ``url``. Triples hold no blank nodes.

    So each request does the same when made again. Whatever the server refuses is a StoreError.
    """

    def __init__(self, url: str, deadline: float = UPLOAD_DEADLINE) -> None:
        """``url`` may hold ``user:password@``; ``deadline``: seconds that a request may take."""
        self._connection = Connection(url, deadline, _LIKE)

    @property
    def address(self) -> str:
        """The address without credentials."""
        return self._connection.address

    def get(self, graph: str) -> list[ox.Triple]:
        """What ``graph`` holds, nothing if there is no such graph; in fixed order."""
        reply = self._connection.request(
            "GET", params={"graph": graph}, headers={"Accept": _TURTLE}, missing_is_fine=True
        )
        if reply.status == 404 or not reply.body.strip():
            return []
        if reply.type != _TURTLE:
            raise StoreError(
                f"答的是 {reply.type[:50] or '没有说是什么的内容'}，不是图谱",
                where=self.address,
                remedy=f"请写 Graph Store Protocol 的地址，{_LIKE}",
            )
        try:
            return sorted((q.triple for q in ox.parse(reply.body, format=ox.RdfFormat.TURTLE)), key=str)
        except (SyntaxError, ValueError) as error:
            raise StoreError("图谱断了，或读不通", where=self.address, remedy="请再试") from error

    def put(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Make ``graph`` hold ``triples`` and nothing else."""
        self._send("PUT", graph, triples)

    def add(self, graph: str, triples: Iterable[ox.Triple]) -> None:
        """Add ``triples`` to ``graph``."""
        self._send("POST", graph, triples)

    def delete(self, graph: str) -> None:
        """Remove ``graph`` if it is there."""
        self._connection.request("DELETE", params={"graph": graph}, missing_is_fine=True)

    def _send(self, method: str, graph: str, triples: Iterable[ox.Triple]) -> None:
        buffer = BytesIO()
        ox.serialize(triples, buffer, format=ox.RdfFormat.N_TRIPLES)  # which is Turtle too, and all servers take that
        self._connection.request(
            method, params={"graph": graph}, content=buffer.getvalue(), headers={"Content-Type": _TURTLE}
        )
