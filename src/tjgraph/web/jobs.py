"""What goes to a query's worker and what may come back instead of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["boolean", "table", "graph"]


@dataclass(frozen=True, slots=True)
class Job:
    """A query: its text and its dataset (None: the store's own, or what the query's FROM says).

    ``table`` and ``graph`` are the media types that its answer is written in, by its form; None where the client takes
    none for that form. ``base`` is what relative IRIs are relative to; ``rows`` lowers the cap of `Limits`.
    """

    query: str
    table: str | None
    graph: str | None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None
    rows: int | None = None


class Refused(Exception):
    """The query cannot be answered; ``status`` is the HTTP status, ``retry_after`` the seconds to wait with it."""

    def __init__(self, status: int, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.retry_after = status, message, retry_after
