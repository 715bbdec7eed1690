"""What stands around every route: bounds on what a client may send, headers that protect people, a line in the log."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from typing import TYPE_CHECKING, Any

from starlette.responses import PlainTextResponse

from tjgraph.web.jobs import Refused
from tjgraph.web.limits import Limits

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""On every response that does not say otherwise (OWASP, HTTP Security Response Headers Cheat Sheet)."""

_LOG = logging.getLogger("tjgraph.access")
_HOST = re.compile(rb"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_ADDRESS = re.compile(r"[0-9A-Fa-f:.]{2,45}")
_LONGEST_HEAD, _LONGEST_PATH = 32_000, 8_000
_SHOWN = 200


def protect(app: ASGIApp, limits: Limits) -> ASGIApp:
    """``app`` behind the bounds of ``limits``."""
    return Guarded(app, limits)


class Guarded:
    """The middleware."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it, and write a line."""
        if scope["type"] != "http":
            await self._other(scope, receive, send)
            return
        scope.setdefault("state", {})
        line = _Line(scope)
        try:
            await self._guarded(scope, receive, line.watching(send))
        except Refused:  # an answer that could not be ended: the connection is broken off
            line.note = "broken"
            raise
        except Exception as error:
            line.note = type(error).__name__
            if line.status:
                raise
            await _refuse(500, "服务器出错了")(scope, receive, line.watching(send))
        except asyncio.CancelledError:
            line.note = "cancelled"
            if not line.status:
                await _refuse(503, "服务正在停止")(scope, receive, line.watching(send))
            raise
        finally:
            line.write()

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _objection(scope, self._limits)
        body = b""
        if refusal is None:
            try:
                async with asyncio.timeout(self._limits.body_seconds):
                    body = await _body(receive, self._limits.body_bytes)
            except TimeoutError:
                refusal = _refuse(408, f"{self._limits.body_seconds:g} 秒内没有收完请求", closing=True)
            except _TooLarge:
                refusal = _refuse(413, f"请求正文超过 {self._limits.body_bytes} 字节", closing=True)
            except ConnectionError:
                return
        await (refusal or self._app)(scope, _again(body, receive), send)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


def _objection(scope: Scope, limits: Limits) -> ASGIApp | None:
    """What is wrong with a request's head."""
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if scope["http_version"] not in ("1.0", "1.1"):
        return _refuse(505, "这里说 HTTP/1.1", closing=True)
    if sum(len(name) + len(value) for name, value in headers) > _LONGEST_HEAD:
        return _refuse(431, "请求头太长", closing=True)
    hosts = [value for name, value in headers if name == b"host"]
    if len(hosts) > 1 or not all(_HOST.fullmatch(host) for host in hosts):
        return _refuse(400, "Host 头不对")
    if len(scope.get("raw_path") or b"") > _LONGEST_PATH or len(scope["query_string"]) > limits.body_bytes:
        return _refuse(414, "网址太长")
    lengths = [value for name, value in headers if name == b"content-length"]
    if any(int(length) > limits.body_bytes for length in lengths if length.isdigit()):
        return _refuse(413, f"请求正文超过 {limits.body_bytes} 字节", closing=True)
    if b"\0" in scope["path"].encode("utf-8", "surrogatepass"):
        return _refuse(400, "网址不对")
    return None


class _TooLarge(Exception):
    pass


async def _body(receive: Receive, most: int) -> bytes:
    """The whole body of a request. Raises ConnectionError where the client goes."""
    body = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        piece: bytes = message.get("body", b"")
        body += piece
        if len(body) > most:
            raise _TooLarge
        if not message.get("more_body"):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives ``body`` first, and then what comes."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again


def _refuse(status: int, message: str, *, closing: bool = False) -> ASGIApp:
    headers = {"Cache-Control": "no-store"} | ({"Connection": "close"} if closing else {})
    return PlainTextResponse(f"{message}\n", status, headers)


class _Line:
    """The line about a request: no query, no cookie, no header; of a query a digest and its length."""

    def __init__(self, scope: Scope) -> None:
        self._scope, self._begun = scope, time.monotonic()
        self.status, self.size, self.note = 0, 0, ""

    def watching(self, send: Send) -> Send:
        """``send`` that adds the headers and takes note of what is sent."""

        async def watch(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                message = {**message, "headers": _with_headers(message.get("headers", ()))}
            elif message["type"] == "http.response.body":
                self.size += len(message.get("body", b""))
            await send(message)

        return watch

    def write(self) -> None:
        """Write it."""
        scope = self._scope
        _LOG.info(
            "%s %s %s %s %d %.1fms %s %s",
            _address(scope),
            scope["method"],
            (scope.get("raw_path") or b"").decode("ascii", "replace")[:_SHOWN],
            self.status or "-",
            self.size,
            (time.monotonic() - self._begun) * 1000,
            scope["state"].get("query", "-"),
            self.note or "-",
        )


def _address(scope: Scope) -> str:
    """Who asks. A proxy says it in a header, which may hold anything."""
    address = (scope.get("client") or ("-",))[0]
    return address if _ADDRESS.fullmatch(address) else "-"


def _with_headers(headers: Any) -> list[tuple[bytes, bytes]]:
    given = list(headers)
    names = {name.lower() for name, _ in given}
    return given + [(n, v) for n, v in _RAW if n not in names]


_RAW = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
