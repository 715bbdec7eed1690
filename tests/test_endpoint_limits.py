"""What one client, or many at a time, may cost the others; and that a stop leaves nothing behind.

How fast all this goes is measured by benchmarks/endpoint.py.
"""

from __future__ import annotations

import select
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest
from endpoint_requests import BUNDLED, LIMITS, RUNAWAY, get, raw, send
from served import Server, served

SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a"
LARGE = "SELECT ?s ?p ?o ?x { ?s ?p ?o BIND(REPLACE('" + "y" * 5000 + "', 'y', 'yyyyyyyyy') AS ?x) } LIMIT 500"
PATIENT = {**LIMITS, "seconds": 60, "memory": 192 << 20}


@pytest.fixture(scope="module")
def patient() -> Iterator[Server]:
    """A server that ends no query before the test does."""
    with served([BUNDLED], **PATIENT) as made:
        yield made


@pytest.fixture(scope="module")
def narrow() -> Iterator[Server]:
    """A server with one place for queries, one to wait for it, and twenty connections."""
    few = {"workers": 1, "waiting": 1, "wait_seconds": 0.2, "quick_seconds": 60, "body_seconds": 60, "connections": 20}
    with served([BUNDLED], **{**PATIENT, **few}) as made:
        yield made


def asking(server: Server, query: str) -> socket.socket:
    """A connection on which ``query`` has been asked."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=60)
    connection.sendall(f"GET /sparql?query={quote(query)} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".encode())
    return connection


def answered(connections: Sequence[socket.socket]) -> list[socket.socket]:
    """Those on which something has come back."""
    return select.select(connections, [], [], 0)[0]


def received(connection: socket.socket) -> bytes:
    """All that comes back until the server closes, or breaks off."""
    answer = b""
    try:
        while piece := connection.recv(1 << 20):
            answer += piece
    except ConnectionError:
        pass
    return answer


def wait_for(condition: Callable[[], object]) -> bool:
    """Whether ``condition`` comes true; in half a minute it has, or never does."""
    for _ in range(1500):
        if condition():
            return True
        time.sleep(0.02)
    return False


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def processes(server: Server) -> list[int]:
    """The nursery and its workers."""
    (nursery,) = children(server.process.pid)
    return [nursery, *children(nursery)]


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def busy(server: Server) -> list[int]:
    """The workers that compute."""
    return [pid for pid in processes(server)[1:] if state(pid) == "R"]


def gone(pids: Sequence[int]) -> bool:
    return all(state(pid) in ("", "Z") for pid in pids)


def close(connections: Sequence[socket.socket]) -> None:
    for connection in connections:
        connection.close()


@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_query_that_needs_too_much_memory_hears_so(patient: Server, accept: str) -> None:
    reply = get(patient, SORTED, timeout=60, Accept=accept)
    assert reply.status == 507
    assert "查询需要的内存超过 192 MB" in reply.text
    assert get(patient, "ASK {}").status == 200


def test_a_query_that_is_nested_too_deep_hears_so(patient: Server) -> None:
    query = f"SELECT ({'(' * 9000}1{')' * 9000} AS ?x) {{}}"
    reply = send(patient, "POST", "/sparql", query, Content_Type="application/sparql-query")
    assert reply.status == 500
    assert "太复杂" in reply.text


def test_runaways_do_not_keep_others_waiting_and_leave_with_their_clients(patient: Server) -> None:
    runaways = [asking(patient, f"{RUNAWAY} # {n}") for n in range(10)]
    assert wait_for(lambda: len(answered(runaways)) == 8)
    assert get(patient, "SELECT * { ?s a tj:Park } LIMIT 3").status == 200
    refused = answered(runaways)
    assert len(refused) == 8  # two run on
    for answer in map(received, refused):
        assert answer.startswith(b"HTTP/1.1 503 ") and b"\r\nretry-after: " in answer
    assert len(busy(patient)) >= 1
    close(runaways)
    assert wait_for(lambda: not busy(patient))


def test_who_finds_no_place_is_told_when_to_come_again(narrow: Server) -> None:
    asked = [asking(narrow, f"{RUNAWAY} # {n}") for n in range(8)]
    assert wait_for(lambda: len(answered(asked)) == 7)
    for answer in map(received, answered(asked)):
        assert answer.startswith(b"HTTP/1.1 503 ") and b"\r\nretry-after: " in answer
    close(asked)
    assert wait_for(lambda: get(narrow, "ASK {}").status == 200)


def test_too_many_connections_are_refused(narrow: Server) -> None:
    idle = [socket.create_connection(("127.0.0.1", narrow.port)) for _ in range(20)]
    assert wait_for(lambda: raw(narrow, b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").startswith(b"HTTP/1.1 503 "))
    close(idle)
    assert wait_for(lambda: get(narrow, "ASK {}").status == 200)


def test_a_client_that_reads_nothing_keeps_no_worker() -> None:
    with served([BUNDLED], **{**LIMITS, "seconds": 1, "workers": 1}) as server:
        deaf = asking(server, LARGE)
        assert wait_for(lambda: " GET /sparql " in server.log.read_text())  # its line comes when it has been let go
        assert get(server, "ASK {}").status == 200
        assert not received(deaf).endswith(b"0\r\n\r\n")
        deaf.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_stops_with_queries_running_and_leaves_neither_process_nor_half_an_answer(number: int) -> None:
    with served([BUNDLED], **{**PATIENT, "long": 4}) as server:
        asked = [asking(server, f"{RUNAWAY} # {n}") for n in range(2)]
        deaf = asking(server, LARGE)
        assert wait_for(lambda: len(busy(server)) == 2 and answered([deaf]))
        pids = processes(server)
        assert server.stop(number) == 0
        assert gone(pids) or wait_for(lambda: gone(pids))
        assert "Traceback" not in server.log.read_text()
        for connection in asked:
            assert received(connection).partition(b"\r\n")[0] in (b"", b"HTTP/1.1 503 Service Unavailable")
        whole = received(deaf)
        assert whole.startswith(b"HTTP/1.1 200 ") and not whole.endswith(b"0\r\n\r\n")
        close([*asked, deaf])


def test_a_server_that_is_killed_leaves_no_process_behind() -> None:
    with served([BUNDLED], **PATIENT) as server, asking(server, RUNAWAY):
        assert wait_for(lambda: busy(server))
        pids = processes(server)
        server.stop(signal.SIGKILL)
        assert wait_for(lambda: gone(pids))


def test_many_lookups_at_a_time_are_all_answered(patient: Server) -> None:
    with ThreadPoolExecutor(32) as many:
        replies = list(many.map(lambda n: get(patient, f"SELECT ({n} AS ?n) {{ ?s a tj:Park }} LIMIT 1"), range(200)))
    assert all(reply.status == 200 and f'"{n}"' in reply.text for n, reply in enumerate(replies))
