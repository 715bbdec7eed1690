"""Tables as files: Excel, CSV and JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from tjgraph.errors import QueryError
from tjgraph.model import Table
from tjgraph.views.tables import render_all
from tjgraph.views.workbook import workbook
from tjgraph.web.rendering import unchanged

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def download(
    request: Request, tables: Sequence[Table], name: str, *, fills: Mapping[str, str] | None = None
) -> Response:
    """``tables`` as a file ``name`` in the format that ``request`` names. Raises QueryError for another one."""
    wanted = request.query_params.get("format", "")
    if wanted not in FORMATS:
        raise QueryError(f"没有“{wanted}”这种格式", remedy=f"可用的：{'、'.join(FORMATS)}")
    if wanted == "xlsx":
        body = workbook(tables, fills=fills)
    else:
        mark = "\ufeff" if wanted == "csv" else ""  # without it Excel takes UTF-8 for the locale's encoding
        body = (mark + render_all(tables, wanted)).encode()
    response = Response(body, media_type=FORMATS[wanted])
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}.{wanted}"
    return unchanged(request, response)
