"""What a request asks of the endpoint (W3C: SPARQL 1.1 Protocol, 2013, section 2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from tjgraph.web.jobs import Refused
from tjgraph.web.limits import Limits

if TYPE_CHECKING:
    from starlette.requests import Request

_FORM, _DIRECT, _UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")


@dataclass(frozen=True, slots=True)
class Operation:
    """A query and the dataset that the protocol gives it (None: none); ``format`` as the client calls it, or ""."""

    query: str
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    format: str


async def operation(request: Request, limits: Limits) -> Operation | None:
    """What ``request`` asks; None where it is a GET without parameters of the protocol, which asks for the description.

    Raises Refused: 400, 413, 415.
    """
    parameters = _parameters(request.scope["query_string"])
    if request.method == "POST":
        parameters += await _body(request)
    elif not {name for name, _ in parameters} & {"query", "default-graph-uri", "named-graph-uri", *_UPDATES}:
        return None
    if any(name in _UPDATES for name, _ in parameters):
        raise Refused(400, "本端点只读，不接受更新")
    queries = [value for name, value in parameters if name == "query"]
    if len(queries) != 1 or not queries[0].strip():
        raise Refused(400, "请给出一个 query 参数" if len(queries) != 1 else "query 参数是空的")
    if len(queries[0].encode()) > limits.query_bytes:
        raise Refused(413, f"查询超过 {limits.query_bytes} 字节")
    default, named = (
        tuple(value for name, value in parameters if name == kind) for kind in ("default-graph-uri", "named-graph-uri")
    )
    given = bool(default or named)
    format = next((value for name, value in parameters if name == "format"), "")
    return Operation(queries[0], default if given else None, named if given else None, format)


def _parameters(encoded: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=200)
    except UnicodeDecodeError as error:
        raise Refused(400, "参数不是 UTF-8 编码") from error
    except ValueError as error:
        raise Refused(400, "参数太多") from error


async def _body(request: Request) -> list[tuple[str, str]]:
    """The parameters in the body of a POST."""
    kinds = request.headers.getlist("content-type")
    kind, *options = (part.strip().lower() for part in (kinds[0] if kinds else "").split(";"))
    if kind == _UPDATE:
        raise Refused(400, "本端点只读，不接受更新")
    if kind not in (_FORM, _DIRECT) or len(kinds) != 1:
        raise Refused(415, f"Content-Type 须是 {_FORM} 或 {_DIRECT}")
    charset = next((o.removeprefix("charset=").strip('"') for o in options if o.startswith("charset=")), "utf-8")
    if charset not in ("utf-8", "utf8") or request.headers.get("content-encoding", "identity") != "identity":
        raise Refused(415, "请求正文须是未压缩的 UTF-8")
    body = await request.body()
    if kind == _FORM:
        return _parameters(body)
    try:
        return [("query", body.decode("utf-8"))]
    except UnicodeDecodeError as error:
        raise Refused(400, "查询不是 UTF-8 编码") from error
