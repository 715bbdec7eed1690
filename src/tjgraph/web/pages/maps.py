"""The map: the page of `views.page`, whole or around one thing, as the server's own."""

from __future__ import annotations

import re
import tempfile
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tjgraph.errors import QueryError
from tjgraph.query.lookup import resolve
from tjgraph.query.network import neighbourhood
from tjgraph.views.page import write_page
from tjgraph.web.context import Context
from tjgraph.web.rendering import context_of, unchanged

_DEEPEST = 3
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]+)">')


def whole_map(request: Request) -> Response:
    """``/map``: all that reports name, or with ``name`` what lies within ``depth`` steps of one thing."""
    context = context_of(request)
    name, depth = request.query_params.get("name", ""), request.query_params.get("depth", "1")
    if depth not in {str(n) for n in range(1, _DEEPEST + 1)}:
        raise QueryError(f"步数不能是“{depth}”", remedy=f"写 1 到 {_DEEPEST}")
    focus = resolve(context.graph, name).iri if name else None
    html = map_page(context, focus, int(depth) if focus else 0)
    policy = _POLICY.search(html)
    # The page holds its scripts itself and names them by their hashes: the site's own policy would stop them.
    return unchanged(
        request,
        HTMLResponse(html, headers={"Content-Security-Policy": policy[1].replace("&#39;", "'")} if policy else {}),
    )


def map_page(context: Context, focus: str | None = None, depth: int = 0) -> str:
    """The HTML of the map: whole, or of what lies within ``depth`` steps of ``focus`` (an IRI)."""
    with context.making:
        return _page(context, focus, depth)


@lru_cache(maxsize=16)
def _page(context: Context, focus: str | None, depth: int) -> str:
    if focus:
        part, title = neighbourhood(context.network, focus, depth), f"{context.label(focus)} · {context.title}"
    else:
        named = [hit.record.iri for hit in context.directory.hits if hit.mentions]
        part, title = context.network.subgraph(named).copy(), context.title
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "map.html"
        write_page(part, path, title=title, focus=focus, site="/")
        return path.read_text(encoding="utf-8")


ROUTES = [Route("/map", whole_map)]
