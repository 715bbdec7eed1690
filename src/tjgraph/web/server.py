"""The HTTP server: uvicorn with bounds on slow clients, and a stop that waits for no query."""

from __future__ import annotations

import asyncio
import logging
import math
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tjgraph.web.limits import Limits
from tjgraph.web.security import HEADERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_STOPPING = 0.5
_LONGEST_HEAD = 128 << 10
_REASONS = {400: "Bad Request", 408: "Request Timeout", 503: "Service Unavailable"}


def run(app: ASGIApp, door: socket.socket, limits: Limits) -> None:
    """Serve ``app`` on the listening socket ``door`` until SIGINT or SIGTERM; then end within two seconds."""
    _log_to_stderr()
    # Both are inherited by the connections. Head and body are written one after the other: do not wait between them.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    # A client that takes nothing of what is sent to it is let go.
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(limits.seconds * 1000))
    config = uvicorn.Config(
        app,
        loop="asyncio",
        http=_bounded(limits),
        ws="none",
        log_config=None,
        log_level=logging.CRITICAL,  # what goes wrong has a line of its own in the access log
        access_log=False,
        server_header=False,
        h11_max_incomplete_event_size=_LONGEST_HEAD,
        timeout_keep_alive=math.ceil(limits.body_seconds),
        timeout_graceful_shutdown=_STOPPING,  # type: ignore[arg-type]  # asyncio takes parts of a second
    )
    before = {number: signal.signal(number, _stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        uvicorn.Server(config).run(sockets=[door])
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop(*_: Any) -> None:
    """Uvicorn stops by handlers of its own and then sends itself the signal again, which need not end us as well."""


def _log_to_stderr() -> None:
    log = logging.getLogger("tjgraph.access")
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%dT%H:%M:%S%z"))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False


def _bounded(limits: Limits) -> type[H11Protocol]:
    """HTTP/1.1 with a bound on the number of connections, and on the time that a request's head takes."""

    class Bounded(H11Protocol):
        late: asyncio.TimerHandle | None = None

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if len(self.connections) > limits.connections:
                self._refuse(503)
            else:
                self._expect_head()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.conn.their_state is not h11.IDLE:
                self._stop_waiting()
            elif self.late is None:
                self._expect_head()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop_waiting()
            super().connection_lost(exc)

        def send_400_response(self, msg: str) -> None:
            self._refuse(400)

        def _expect_head(self) -> None:
            self.late = self.loop.call_later(limits.body_seconds, self._refuse, 408)

        def _stop_waiting(self) -> None:
            if self.late is not None:
                self.late.cancel()
                self.late = None

        def _refuse(self, status: int) -> None:
            if not self.transport.is_closing():
                head = {"content-length": "0", "connection": "close", **HEADERS}
                lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
                self.transport.write(f"HTTP/1.1 {status} {_REASONS[status]}\r\n{lines}\r\n".encode("ascii"))
                self.transport.close()

    return Bounded
