"""What one request may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of the endpoint.

    ``seconds`` a query may run before its worker is killed; ``memory`` in bytes that a worker may add to what the store
    takes; ``rows`` of a result (more is an error, never a silent cut); ``workers`` queries at a time (more is 503);
    ``query_bytes`` and ``body_bytes`` of what a client may send; ``body_seconds`` it may take to send it.
    """

    seconds: float = 20.0
    memory: int = 1 << 30
    rows: int = 100_000
    workers: int = 4
    query_bytes: int = 100_000
    body_bytes: int = 200_000
    body_seconds: float = 10.0
