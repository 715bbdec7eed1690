"""What went wrong, as a page for people and one line for programs; never a traceback."""

from __future__ import annotations

import sys
from urllib.parse import unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from tjgraph.errors import NotFoundError, TjgraphError
from tjgraph.query.entities import Hit
from tjgraph.web.rendering import clipped, context_of, page

_NEAR = 8
_TITLES = {
    400: "这样问不行",
    404: "没有这一页",
    405: "只能读，不能改",
    413: "发来的太大",
    429: "请求太多",
    500: "服务器出错了",
    503: "眼下太忙",
    504: "花的时间太长",
    507: "要的内存太多",
}


async def of_http(request: Request, error: Exception) -> Response:
    """An HTTP error that a route or Starlette raised."""
    assert isinstance(error, HTTPException)
    what = error.detail if error.status_code != 404 or error.detail != "Not Found" else "网址不对，或图谱里没有它"
    return _answer(request, error.status_code, what, dict(error.headers or {}))


async def of_ours(request: Request, error: Exception) -> Response:
    """A question that cannot be answered as it was put: 404 for an unknown name, 400 for the rest."""
    assert isinstance(error, TjgraphError)
    status = 404 if isinstance(error, NotFoundError) else 400
    what = error.what if not error.remedy or isinstance(error, NotFoundError) else f"{error.what}；{error.remedy}"
    return _answer(request, status, what)


async def of_any(request: Request, error: Exception) -> Response:
    """What nobody foresaw."""
    print(f"{request.method} {request.url.path}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    return _answer(request, 500, "这个请求处理不了；请稍后再试，或换一个说法")


def failed(request: Request, status: int, what: str, headers: dict[str, str] | None = None) -> Response:
    """The page of an error with one line that says what is wrong."""
    return _answer(request, status, what, headers or {})


def _answer(request: Request, status: int, what: str, headers: dict[str, str] | None = None) -> Response:
    if "text/html" not in request.headers.get("accept", ""):
        made: Response = PlainTextResponse(f"{' '.join(what.split())}\n", status)
    else:
        wanted = _wanted(request) if status == 404 else ""
        near: list[Hit] = context_of(request).directory.search(wanted)[:_NEAR] if wanted else []
        title = _TITLES.get(status, "出错了")
        made = page(request, "error.html", status, title=title, what=what, near=near, asked=wanted)
    made.headers.update(headers or {})
    return made


def _wanted(request: Request) -> str:
    """What somebody was looking for: a name asked for, or the end of the path."""
    given = request.query_params.get("name") or request.query_params.get("iri") or request.url.path
    return clipped(unquote(given.rstrip("/").rpartition("/")[2]), 60)
