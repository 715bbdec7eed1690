"""Answers of the endpoint as HTTP responses: streamed while the client is there, open to pages of any origin."""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from starlette.responses import PlainTextResponse, Response

from tjgraph.web import negotiation
from tjgraph.web.jobs import Job, Refused
from tjgraph.web.workers import Answer, Pool

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

_WHOLE = 1 << 16
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_PUBLIC = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, Content-Disposition",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
REVALIDATE = "public, no-cache"
"""The graph changes only with the server's start, but nobody knows when that is: ask each time, which costs nothing."""


def plain(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """An error: one line of text."""
    return PlainTextResponse(f"{message}\n", status, {**_PUBLIC, "Cache-Control": "no-store", **(headers or {})})


def refusal(refused: Refused) -> Response:
    """The response that says why a query is not answered."""
    wait = {} if refused.retry_after is None else {"Retry-After": str(math.ceil(refused.retry_after))}
    return plain(refused.status, refused.message, wait)


def preflight(methods: tuple[str, ...]) -> Response:
    """What a browser asks before a page of another origin may send a request (Fetch standard, CORS protocol)."""
    allowed = ", ".join(methods)
    headers = {
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
        "Allow": allowed,
    }
    return Response(None, 204, {**_PUBLIC, **headers})


def public(body: bytes, media: str, tag: str) -> Response:
    """A document that is known beforehand."""
    headers = {**_PUBLIC, "ETag": tag, "Cache-Control": REVALIDATE, "Vary": "Accept"}
    return Response(body, 200, {**headers, "Content-Type": negotiation.typed(media)})


def unchanged(tag: str) -> Response:
    """The client has what bears ``tag``."""
    return Response(None, 304, {**_PUBLIC, "ETag": tag, "Cache-Control": REVALIDATE, "Vary": "Accept"})


class Streamed(Response):
    """The answer of ``job``, which runs when the response is sent; ``headers`` go with it, and not with an error.

    A client that leaves ends the query.
    """

    def __init__(self, pool: Pool, job: Job, headers: Mapping[str, str], *, attachment: bool = False) -> None:
        super().__init__()
        self._pool, self._job, self._extra, self._attachment = pool, job, dict(headers), attachment

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the query and send what it gives."""
        await _while_there(self._run(scope, receive, send), receive)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False
        try:
            async with self._pool.run(self._job) as answer:
                pieces = aiter(answer)
                first, whole = await _first(pieces)
                await send(self._start(answer, len(first) if whole else None))
                begun = True
                if scope["method"] != "HEAD":
                    await send({"type": "http.response.body", "body": first, "more_body": not whole})
                    async for piece in pieces:
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                if scope["method"] == "HEAD" or not whole:
                    await send({"type": "http.response.body", "body": b""})
        except Refused as refused:
            if begun:  # all that can still be done is to break off, so that nobody takes a part for the whole
                raise
            await refusal(refused)(scope, receive, send)

    def _start(self, answer: Answer, size: int | None) -> dict[str, Any]:
        headers = {**_PUBLIC, "Vary": "Accept", **self._extra, "Content-Type": negotiation.typed(answer.media)}
        if size is not None:
            headers["Content-Length"] = str(size)
        if self._attachment:
            headers["Content-Disposition"] = f'attachment; filename="result{_ENDINGS.get(answer.media, "")}"'
        raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        return {"type": "http.response.start", "status": 200, "headers": raw}


_ENDINGS = {
    "application/sparql-results+json": ".json",
    "application/sparql-results+xml": ".xml",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/turtle": ".ttl",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
    "application/ld+json": ".jsonld",
}


async def _first(pieces: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """The first pieces together, and whether they are all."""
    body = b""
    async for piece in pieces:
        body += piece
        if len(body) > _WHOLE:
            return body, False
    return body, True


async def _while_there(work: Coroutine[Any, Any, None], receive: Receive) -> None:
    """Do ``work``; leave off when the client goes."""
    task = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
    finally:
        gone.cancel()
        if not task.done():
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
