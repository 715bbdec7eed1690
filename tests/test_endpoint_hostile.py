"""Requests that nobody well-meaning sends, to a real server process: refused or harmless, and the server lives on.

For each it is checked that the status is one of those expected, that no file's content and no traceback comes back,
that nothing knocked at a port of ours, and that an honest query is answered right after it.
"""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import quote, urlencode

import endpoint_requests
import pytest
from endpoint_requests import BUNDLED, LIMITS, RUNAWAY, Canary, Reply, get, raw, send
from served import Server, served

DIRECT, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
SCRIPT = "<script>alert(1)</script>"
canary = endpoint_requests.canary


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with served([BUNDLED], memory=192 << 20, **{**LIMITS, "long": len(COSTLY)}) as made:
        yield made


@pytest.fixture(autouse=True)
def lives_on(server: Server, canary: Canary) -> Iterator[None]:
    yield
    reply = get(server, "ASK { ?park a tj:Park }")
    assert reply.status == 200 and b"true" in reply.body
    assert server.process.poll() is None
    assert canary.knocks == []
    log = server.log.read_text()
    assert "Traceback" not in log and "alert(1)" not in log and "secret" not in log


def harmless(reply: Reply, *statuses: int) -> None:
    assert reply.status in statuses, reply.body[:300]
    assert b"root:" not in reply.body and b"Traceback" not in reply.body
    assert SCRIPT.encode() not in reply.body or reply.media == "text/plain"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "server" not in reply.headers and "uvicorn" not in str(reply.headers).lower()


UPDATES = (
    "INSERT DATA { <http://e/a> <http://e/b> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "LOAD <file:///etc/passwd>",
    "LOAD SILENT <CANARY>",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <http://e/g>",
    "ASK {} ; DROP ALL",
)


@pytest.mark.parametrize("update", UPDATES)
def test_nothing_can_be_changed(server: Server, canary: Canary, update: str) -> None:
    update = update.replace("CANARY", canary.url)
    before = get(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body
    form = urlencode({"update": update})
    for reply in (
        send(server, "POST", "/sparql", form, Content_Type=FORM),
        send(server, "POST", "/sparql", update, Content_Type="application/sparql-update"),
        send(server, "POST", "/sparql", update, Content_Type=DIRECT),
        send(server, "GET", f"/sparql?{form}"),
        get(server, update),
    ):
        harmless(reply, 400)
    assert get(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body == before


ELSEWHERE = (
    "SELECT * { SERVICE <CANARY> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <CANARY> { ?s ?p ?o } }",
    "SELECT * { service<CANARY>{ ?s ?p ?o } }",
    "PREFIX c: <CANARY> SELECT * { SERVICE c: { ?s ?p ?o } }",
    "PREFIX : <CANARY> SELECT * { SERVICE:x { ?s ?p ?o } }",
    "SELECT * { VALUES ?where { <CANARY> } SERVICE ?where { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE<CANARY>{ ?a ?b ?c } }",
    "SELECT * { { SELECT * { SERVICE <CANARY> { ?s ?p ?o } } } }",
    "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <CANARY> { ?s ?p ?o } } }",
    "SELECT * { SERVICE <file:///etc/passwd> { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <CANARY> { ?s ?p ?o }",
    "SELECT * FROM <../../../../etc/passwd> { ?s ?p ?o }",
    "PREFIX f: <file:///etc/> CONSTRUCT { ?s ?p ?o } FROM f:passwd { ?s ?p ?o }",
    "BASE <file:///etc/> DESCRIBE ?s FROM <passwd> { ?s ?p ?o }",
    "SELECT * FROM <http://[::1> { ?s ?p ?o }",
    "SELECT * FROMtj:elsewhere { ?s ?p ?o }",
    "SELECT * FROMNAMEDtj:elsewhere { ?s ?p ?o }",
    "SELECT * { ?s ?p trueSERVICEtj:elsewhere { ?a ?b ?c } }",
    r"SELECT * FROM <\u0066ile:///etc/passwd> { ?s ?p ?o }",
)


@pytest.mark.parametrize("query", ELSEWHERE)
def test_nothing_elsewhere_is_read(server: Server, canary: Canary, query: str) -> None:
    harmless(get(server, query.replace("CANARY", canary.url)), 400)


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize(
    "graph", ["file:///etc/passwd", "CANARY", "/etc/passwd", "", "a b", f"http://e/{SCRIPT}", "\0"]
)
def test_no_graph_from_elsewhere(server: Server, canary: Canary, parameter: str, graph: str) -> None:
    harmless(get(server, "SELECT * { ?s ?p ?o }", params={parameter: graph.replace("CANARY", canary.url)}), 400)


def test_a_graph_that_is_not_here_holds_nothing(server: Server) -> None:
    reply = get(server, "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }")
    harmless(reply, 200)
    assert b'"bindings":[]' in reply.body


GROWTH = " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 9)}) AS ?x{n + 1})" for n in range(12))
COSTLY = {
    "counting a cross product": RUNAWAY,
    "a text out of a cross product": "SELECT (GROUP_CONCAT(?o) AS ?x) { ?s ?p ?o . ?a ?b ?c }",
    "a text that grows ninefold each time": f'SELECT (STRLEN(?x12) AS ?n) {{ BIND("ninechars" AS ?x0) {GROWTH} }}',
    "sorting a cross product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f LIMIT 1",
    "what differs in a cross product": "SELECT (COUNT(DISTINCT CONCAT(STR(?a), STR(?f))) AS ?n) "
    "{ ?a ?b ?c . ?d ?e ?f }",
    "paths of all lengths": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>)* ?c }",
    "regular expressions over a cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f "
    "FILTER REGEX(CONCAT(STR(?c), STR(?f)), '(.*市.*区)+$') }",
    "a graph out of a cross product": "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c = ?h) }",
    "describing all that a cross product has": "DESCRIBE ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?i) }",
}


def test_a_query_that_costs_too_much_is_ended(server: Server) -> None:
    with ThreadPoolExecutor(len(COSTLY)) as many:
        replies = dict(zip(COSTLY, many.map(partial(get, server), COSTLY.values()), strict=True))
    for reply in replies.values():
        harmless(reply, 400, 504, 507)
        assert reply.text.strip()


DEEP = 9_000
TANGLED = {
    "parentheses": f"SELECT ({'(' * DEEP}1{')' * DEEP} AS ?x) {{}}",
    "unclosed parentheses": f"SELECT ({'(' * DEEP}",
    "groups": f"ASK {'{' * DEEP}{'}' * DEEP}",
    "negations": f"SELECT ({'!' * DEEP}1 AS ?x) {{}}",
    "collections": f"ASK {{ ?s ?p {'(' * DEEP}1{')' * DEEP} }}",
    "blank nodes": f"ASK {{ ?s ?p {'[:p ' * 3000}1{']' * 3000} }}",
    "paths": f"ASK {{ ?s {'(' * DEEP}:p{')' * DEEP} ?o }}",
    "unions": "ASK { {} " + "UNION {} " * 2000 + "}",
    "optionals": "ASK { " + "OPTIONAL { ?s ?p ?o } " * 800 + "}",
    "quotes": "ASK { " + '"""' * 5000,
    "backslashes": 'ASK { ?s ?p "' + "\\" * 15_000,
    "angles": "<" * 19_000,
    "names": "a." * 9_500,
    "a regular expression too large": "ASK { FILTER REGEX('a', '((a{1,99}){1,99}){1,99}') }",
    "an unknown function": "SELECT (<java:java.lang.Runtime.exec>('id') AS ?x) {}",
    "an unpaired surrogate": "SELECT ('\\uD800' AS ?x) {}",
}


@pytest.mark.parametrize("name", TANGLED)
def test_a_query_that_is_tangled_is_no_harm(server: Server, name: str) -> None:
    harmless(send(server, "POST", "/sparql", TANGLED[name], Content_Type=DIRECT), 200, 400, 500, 504, 507)


CRLF = b"\r\n"


def head(*lines: bytes, target: bytes = b"/sparql?query=ASK%7B%7D", method: bytes = b"GET") -> bytes:
    return CRLF.join((method + b" " + target + b" HTTP/1.1", *lines, b"connection: close", b"", b""))


HOST = b"host: 127.0.0.1"


def post(*lines: bytes, body: bytes = b"ASK {}", kind: bytes = DIRECT.encode()) -> bytes:
    return head(HOST, b"content-type: " + kind, *lines, target=b"/sparql", method=b"POST") + body


SIX, CHUNKED = b"content-length: 6", b"transfer-encoding: chunked"
RAW: dict[str, tuple[bytes, tuple[int, ...]]] = {
    "no host": (head(), (400,)),
    "two hosts": (head(HOST, b"host: evil.example"), (400,)),
    "a host with markup": (head(b"host: <script>alert(1)</script>"), (400,)),
    "a host with a path": (head(b"host: a/../../b"), (400,)),
    "a host with a user": (head(b"host: a@b"), (400,)),
    "length and chunks": (post(SIX, CHUNKED, body=b"0\r\n\r\n"), (400, 501)),
    "two lengths": (post(SIX, b"content-length: 7"), (400,)),
    "a negative length": (post(b"content-length: -1", body=b""), (400,)),
    "a length with a sign": (post(b"content-length: +6"), (400,)),
    "an enormous length": (post(b"content-length: 999999999999", body=b""), (413,)),
    "a length beyond all numbers": (post(b"content-length: " + b"9" * 100, body=b""), (400, 413)),
    "an unknown coding": (post(b"transfer-encoding: xchunked", body=b"0\r\n\r\n"), (400, 501)),
    "a chunk of no size": (post(CHUNKED, body=b"zz\r\nASK {}\r\n0\r\n\r\n"), (400,)),
    "a chunk of enormous size": (post(CHUNKED, body=b"ffffffffffffffff\r\n"), (400, 408)),
    "a header without a name": (head(HOST, b": x"), (400,)),
    "a space before the colon": (head(HOST, b"x : y"), (400,)),
    "a folded header": (head(HOST, b"x: y", b" z: secret"), (200, 400)),
    "a null byte in a header": (head(HOST, b"x: a\0b"), (400,)),
    "a bare carriage return": (head(HOST, b"x: a\rset-cookie: b"), (400,)),
    "a header of 200 kB": (head(HOST, b"x: " + b"a" * 200_000), (400, 431)),
    "40 000 headers": (head(HOST, *[b"x: y"] * 40_000), (400, 431)),
    "a target of 200 kB": (head(HOST, target=b"/" + b"a" * 200_000), (400, 414)),
    "a path of 20 kB": (head(HOST, target=b"/" + b"a" * 20_000), (414,)),
    "a query of 100 kB in the target": (head(HOST, target=b"/sparql?query=" + b"a" * 100_000), (413, 414)),
    "3 000 parameters": (head(HOST, target=b"/sparql?" + b"&".join([b"query=a"] * 3000)), (400,)),
    "a target that is no path": (head(HOST, target=b"sparql"), (400, 404)),
    "a target of another host": (head(HOST, target=b"http://evil.example/sparql"), (400, 404)),
    "a target with a bare space": (head(HOST, target=b"/sparql?query=ASK {}"), (400,)),
    "a target that is not ASCII": (head(HOST, target=b"/\xe5\x8d\x97"), (400,)),
    "CONNECT": (head(HOST, target=b"evil.example:443", method=b"CONNECT"), (400, 404, 405)),
    "TRACE": (head(HOST, b"cookie: secret", method=b"TRACE"), (405,)),
    "a method of our own": (head(HOST, method=b"HACK"), (405,)),
    "a method of 9 kB": (head(HOST, method=b"A" * 9000), (400, 405)),
    "a method with a line end": (b"GET\r\nX: y / HTTP/1.1\r\n\r\n", (400,)),
    "HTTP/0.9": (b"GET /\r\n\r\n", (400,)),
    "HTTP/2 at once": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (400, 505)),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 500 + b"\r\n\r\n", (400,)),
    "nothing but bytes": (bytes(range(256)) * 20 + b"\r\n\r\n", (400,)),
    "a websocket": (head(HOST, b"upgrade: websocket", b"connection: upgrade", b"sec-websocket-version: 13",
                         b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ=="), (200, 400, 426)),
    "another method by header": (head(HOST, b"x-http-method-override: DELETE"), (200,)),
    "a forwarded host": (
        head(HOST, b"x-forwarded-host: evil.example", b"forwarded: host=evil.example", target=b"/sparql"), (200,),
    ),
    "an address that lies": (head(HOST, b"x-forwarded-for: \"><script>alert(1)</script>"), (200,)),
    "credentials": (head(HOST, b"authorization: Basic secret", b"cookie: session=secret"), (200,)),
    "a range of bytes": (head(HOST, b"range: bytes=0-1,0-1,0-1,0-1"), (200,)),
    "an expectation": (post(b"expect: 200-maybe", SIX), (200, 417)),
    "a body squeezed": (post(b"content-encoding: gzip", b"content-length: 3", body=b"\x1f\x8b\x08"), (415,)),
    "a body in UTF-7": (post(SIX, kind=b"application/sparql-query; charset=utf-7"), (415,)),
    "a form in parts": (post(SIX, kind=b"multipart/form-data; boundary=x"), (415,)),
    "two content types": (post(b"content-type: text/plain", SIX), (415,)),
    "overlong UTF-8": (head(HOST, target=b"/sparql?query=%C0%AF"), (400,)),
    "an endless Accept": (head(HOST, b"accept: " + b"a/b," * 20_000), (400, 431)),
    "an Accept of nonsense": (head(HOST, b"accept: ;;;,q=,/,*;q=nan,\xff"), (200, 406)),
    "two requests in one": (head(HOST) + head(HOST), (200,)),
}  # fmt: skip


@pytest.mark.parametrize("name", RAW)
def test_requests_that_break_http(server: Server, name: str) -> None:
    request, statuses = RAW[name]
    answer = raw(server, request)
    found = re.match(rb"HTTP/1\.1 (\d+) ", answer)
    assert found and int(found[1]) in statuses, answer[:300]
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"x-content-type-options: nosniff" in answer and b"x-frame-options: DENY" in answer
    assert b"evil.example" not in answer and b"secret" not in answer and b"alert(1)" not in answer


def test_bodies_that_are_too_large(server: Server) -> None:
    large = "ASK {} #" + "x" * 50_000
    harmless(send(server, "POST", "/sparql", large, Content_Type=DIRECT), 413)
    harmless(send(server, "POST", "/sparql", urlencode({"query": large}), Content_Type=FORM), 413)
    harmless(send(server, "POST", "/sparql", "ASK {} #" + "x" * 20_000, Content_Type=DIRECT), 413)
    harmless(send(server, "POST", "/", "x" * 50_000), 413)
    chunks = b"".join(b"1000\r\n" + b"x" * 4096 + CRLF for _ in range(50))
    answer = raw(server, post(b"transfer-encoding: chunked", body=chunks))
    assert answer.startswith(b"HTTP/1.1 413")


SLOW = {
    "nothing": (b"", 408),
    "half a head": (b"GET /sparql HTTP/1.1\r\nhost: a\r\nx", 408),
    "a body that does not come": (post(b"content-length: 6", body=b"AS"), 408),
    "a chunk that does not come": (post(b"transfer-encoding: chunked", body=b"6\r\nAS"), 408),
    "half a head after a request": (
        b"GET /nowhere HTTP/1.1\r\nhost: a\r\n\r\nGET /sparql HTTP/1.1\r\nx: ",
        404,
    ),
}


def test_slow_clients_are_let_go(server: Server) -> None:
    with ThreadPoolExecutor(len(SLOW)) as many:
        answers = many.map(lambda slow: raw(server, slow[0]), SLOW.values())
        for (_, status), answer in zip(SLOW.values(), answers, strict=True):
            assert f"HTTP/1.1 {status} ".encode() in answer


def test_a_body_that_drips_is_let_go(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(post(b"content-length: 1000", body=b""))
        answer = b""
        connection.settimeout(0.1)
        for _ in range(999):  # the server knows that the body ends with the thousandth
            with contextlib.suppress(TimeoutError):
                connection.sendall(b"x")
                answer = connection.recv(1000)
                break
    assert answer.startswith(b"HTTP/1.1 408")


TRAVERSALS = (
    "/../../../../etc/passwd",
    "/static/../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/static//etc/passwd",
    "/static/..%5c..%5cetc%5cpasswd",
    "/static/%00",
    "/static/%252e%252e/etc/passwd",
    "/id/../../../../etc/passwd",
    "/id/%2e%2e/%2e%2e/etc/passwd",
    "/id/report/..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/id//etc/passwd",
    "/id/%00",
    "/id/park/" + "%E5%8D%97" * 800,
    "/report/..%2f..%2f..%2fetc%2fpasswd",
    "/report/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "//evil.example/%2e%2e",
    "/ontology/../../etc/passwd",
    "/.git/config",
    "/.well-known/../../etc/passwd",
)


@pytest.mark.parametrize("path", TRAVERSALS)
@pytest.mark.parametrize("accept", ["text/turtle", "text/html"])
def test_no_path_leads_out(server: Server, path: str, accept: str) -> None:
    reply = send(server, "GET", path, Accept=accept)
    harmless(reply, 303, 307, 400, 404, 414)
    assert reply.headers.get("location", "/").startswith("/") and not reply.headers.get("location", "").startswith("//")


INJECTED = (
    SCRIPT,
    "\"'><img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "\u202e\u2066x",
    "x" * 3000,
    "\r\nset-cookie: a=b",
)


@pytest.mark.parametrize("accept", ["text/html", "*/*", "text/csv"])
@pytest.mark.parametrize("text", INJECTED)
def test_what_is_sent_never_becomes_part_of_a_page_or_a_head(server: Server, text: str, accept: str) -> None:
    encoded = quote(text, safe="")
    quoted = text.replace("\\", "\\\\").replace("'", "\\'").replace("\r", "\\r").replace("\n", "\\n")
    for path in (
        f"/sparql?query={encoded}",
        f"/sparql?query={quote('SELECT (1 AS ?x) {} # ' + text)}&format={encoded}",
        "/sparql?query=" + quote(f"SELECT ('{quoted}' AS ?x) {{}}"),
        f"/sparql?query=ASK%7B%7D&default-graph-uri={encoded}",
        f"/sparql?{encoded}={encoded}",
        f"/id/park/{encoded}",
        f"/{encoded}",
    ):
        reply = send(server, "GET", path, Accept=accept)
        assert reply.status in (200, 303, 400, 404, 406, 414)
        assert "set-cookie" not in reply.headers
        if reply.media == "text/html":
            assert b"<script>alert" not in reply.body and b"<img src=x" not in reply.body
            assert b'href="javascript:' not in reply.body
        assert reply.headers["x-content-type-options"] == "nosniff"


def test_the_log_has_a_line_a_request_and_no_secret(server: Server) -> None:
    query = "SELECT ?secretly { ?secretly a tj:Park } LIMIT 1"
    get(server, query, Cookie="session=secret", Authorization="Bearer secret")
    line = server.log.read_text().splitlines()[-1]
    assert re.fullmatch(r"\S+ 127\.0\.0\.1 GET /sparql 200 \d+ [\d.]+ms [0-9a-f]{12}/\d+ -", line)
