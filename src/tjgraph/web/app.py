"""The application: the endpoint's routes, the pages, and what protects both; and the server that runs it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from tjgraph.errors import QueryError, TjgraphError
from tjgraph.web import endpoint, security
from tjgraph.web.context import Context
from tjgraph.web.pages import (
    comparison,
    editor,
    entity,
    errors,
    home,
    ledger,
    maps,
    queries,
    report,
    tables,
    vocabulary,
)
from tjgraph.web.rendering import STATIC

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from tjgraph.web.limits import Limits

_PAGES = (home, entity, report, ledger, comparison, tables, queries, editor, maps, vocabulary)
_PAGES_AT_A_TIME = 4


def create_app(context: Context) -> ASGIApp:
    """The site over ``context``, which it closes when it stops. Read only: no route changes anything."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        # Pages are made in threads that share one interpreter with the endpoint: many at a time would only hold it up.
        to_thread.current_default_thread_limiter().total_tokens = _PAGES_AT_A_TIME
        yield
        context.close()

    routes: list[Route | Mount] = [*endpoint.routes(context), *(route for pages in _PAGES for route in pages.ROUTES)]
    routes.append(Mount("/static", StaticFiles(directory=STATIC), name="static"))
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={
            HTTPException: errors.of_http,
            TjgraphError: errors.of_ours,
            Exception: errors.of_any,
        },
    )
    app.state.context = context
    return security.protect(app, context.limits)


def serve(
    graphs: Sequence[Path],
    *,
    host: str,
    port: int,
    texts: Mapping[str, Path] | None = None,
    limits: Limits | None = None,
    ready: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve ``graphs`` on ``host:port`` (0: any free port) until SIGINT or SIGTERM; ``ready`` hears the address.

    Raises QueryError where the port cannot be had, and what `Context.open` raises.
    """
    from tjgraph.web import server

    door = _door(host, port)
    context = Context.open(graphs, texts=texts, limits=limits)
    bound, number = door.getsockname()[:2]
    ready(f"http://{f'[{bound}]' if ':' in bound else bound}:{number}/")
    server.run(create_app(context), door, context.limits)


def _door(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise QueryError(
            f"不能在 {host}:{port} 上监听（{error.strerror or error}）", where="--port", remedy="换一个端口或地址"
        ) from error
