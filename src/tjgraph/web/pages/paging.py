"""Long lists in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from starlette.requests import Request

from tjgraph.errors import QueryError

PER_PAGE = 50
Item = TypeVar("Item")


class Pages:
    """Which part of ``total`` things the parameter ``page`` asks for, and the addresses of the other parts."""

    def __init__(self, request: Request, total: int, per_page: int = PER_PAGE) -> None:
        self._request, self.total, self.per_page = request, total, per_page
        self.last = max(1, -(-total // per_page))
        given = request.query_params.get("page", "1")
        if not (given.isascii() and given.isdigit() and len(given) < 8 and 1 <= int(given) <= self.last):
            raise QueryError(f"没有第“{given}”页", remedy=f"共 {self.last} 页")
        self.current = int(given)

    def part(self, things: Sequence[Item]) -> Sequence[Item]:
        """The things on this page."""
        start = (self.current - 1) * self.per_page
        return things[start : start + self.per_page]

    def address(self, number: int) -> str:
        """The address of another page of the same list."""
        url = self._request.url.include_query_params(page=number)
        return f"{url.path}?{url.query}"
