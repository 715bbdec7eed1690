"""What one request may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of the endpoint.

    ``seconds`` from a query's arrival to the end of its answer, after which its worker is killed; ``memory`` in bytes
    that a worker may add to what the store takes; ``rows`` of a result (more is an error, never a silent cut).

    ``workers`` queries run at a time. One that is not done after ``quick_seconds`` goes on at the lowest priority as
    one of at most ``long`` such, so that runaways neither take the places of others nor their processors; where all
    of those are taken it is ended. ``waiting`` more queries may wait for a place, each ``wait_seconds``.

    ``query_bytes`` and ``body_bytes`` of what a client may send; ``body_seconds`` that it may take for it, and as many
    for a request's head; ``connections`` at a time.
    """

    seconds: float = 20.0
    memory: int = 512 << 20
    rows: int = 100_000
    workers: int = 4
    quick_seconds: float = 0.5
    long: int = 4
    waiting: int = 128
    wait_seconds: float = 3.0
    query_bytes: int = 100_000
    body_bytes: int = 200_000
    body_seconds: float = 10.0
    connections: int = 512
