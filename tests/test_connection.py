"""What can go wrong between here and a server is one line that says what, where and what to do, and tells no secret."""

from __future__ import annotations

import json
import re
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tjgraph.errors import StoreError, TjgraphError
from tjgraph.graph import connection
from tjgraph.graph.connection import PASSWORD, USER
from tjgraph.graph.graphstore import GraphStore
from tjgraph.graph.remote import RemoteGraph

JSON = "application/sparql-results+json"
REPORTS = json.dumps(
    {"head": {"vars": ["report"]}, "results": {"bindings": [{"report": {"type": "uri", "value": "http://r"}}]}}
)
Answer = Callable[[BaseHTTPRequestHandler], None]


class Odd(ThreadingHTTPServer):
    """A server that answers as it is told; ``seen`` holds what it was sent: method, path, Authorization."""

    daemon_threads = True

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, str]] = []
        self.answer: Answer = lambda request: say(request, 200, JSON, REPORTS)
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are what is tested."""


class Handler(BaseHTTPRequestHandler):
    server: Odd

    def handle_one(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.seen.append((self.command, self.path, self.headers.get("Authorization", "")))
        self.server.answer(self)

    do_GET = do_POST = do_PUT = do_DELETE = handle_one

    def log_message(self, *_: object) -> None:
        pass


def say(
    request: BaseHTTPRequestHandler, status: int, type_: str = "text/plain", body: str = "", **headers: str
) -> None:
    data = body.encode(errors="surrogateescape")
    request.send_response(status)
    request.send_header("Content-Type", type_)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    if "Content_Length" not in headers:
        request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once."""
    monkeypatch.setattr(connection, "_WAITS", (0.0, 0.0))


@pytest.fixture
def odd() -> Iterator[Odd]:
    with Odd() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def refused(url: str, deadline: float = 5) -> str:
    with pytest.raises(StoreError) as caught:
        RemoteGraph(url, deadline)
    line = str(caught.value)
    assert "\n" not in line and caught.value.remedy and caught.value.where
    return line


def with_password(url: str) -> str:
    return url.replace("://", "://anna:geheim@")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda r: say(r, 401), "要用户名和密码（401）；.*TJGRAPH_STORE_PASSWORD"),
        (lambda r: say(r, 403), "要用户名和密码，或服务器只读（403）"),
        (lambda r: say(r, 404), "没有这样的 SPARQL 服务（404）；.*7878/query"),
        (lambda r: say(r, 400, body="bad\x1b[31m query\n\nlong story"), "不接受（400：bad \\[31m query）"),
        (lambda r: say(r, 400, "text/html", "<h1>bad</h1>"), "不接受（400）"),
        (lambda r: say(r, 500, body="x" * 5000), "服务器出错（500：x{200}…）"),
        (lambda r: say(r, 503, Retry_After="0"), "服务器忙（503）"),
        (lambda r: say(r, 301, Location="https://b:c@elsewhere/x?key=1"), "转到别处（301：https://elsewhere/x）"),
        (lambda r: say(r, 307), "转到别处（307：没说哪里）"),
        (lambda r: say(r, 200, "text/html", "<html>"), "答的是网页"),
        (lambda r: say(r, 200, "application/xml", "<x/>"), "答的是 application/xml"),
        (lambda r: say(r, 200, JSON, REPORTS[:-5]), "答案断了"),
        (lambda r: say(r, 200, JSON, "[]"), "答案断了"),
        (lambda r: say(r, 200, JSON, REPORTS.replace("//r", "//\udcff")), "读不通"),
        (lambda r: say(r, 200, JSON, REPORTS.replace('"uri"', '"no"')), "答案断了"),
        (lambda r: say(r, 200, JSON, "[" * 100_000), "答案断了"),
        (lambda r: say(r, 200, JSON, REPORTS, Content_Length="100000"), "答到一半断了"),
        (lambda r: r.wfile.write(b"SSH-2.0-OpenSSH\r\n"), "答到一半断了"),
        (lambda r: r.connection.close(), "答到一半断了"),
        (lambda r: say(r, 200, JSON, REPORTS, X_SQL_State="S1TAT"), "只答了一部分（S1TAT）"),
    ],
)  # fmt: skip
def test_a_server_that_answers_wrongly(odd: Odd, answer: Answer, said: str) -> None:
    odd.answer = answer
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(USER, raising=False)
        patch.delenv(PASSWORD, raising=False)
        line = refused(odd.url)
    assert re.search(said, line), line


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:1/sparql", "连不上"),
        ("http://nowhere.invalid/sparql", "连不上"),
        ("file:///etc/passwd", "http:// 或 https://"),
        ("ftp://127.0.0.1/", "http:// 或 https://"),
        ("data/triples", "http:// 或 https://"),
        ("http://", "http:// 或 https://"),
        ("http://[::1", "http:// 或 https://"),
        ("http://127.0.0.1:port/", "http:// 或 https://"),
    ],
)
def test_an_address_where_nobody_is(url: str, said: str) -> None:
    assert said in refused(url)


def test_a_certificate_that_is_none(odd: Odd) -> None:
    odd.answer = lambda request: request.wfile.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    assert "TLS" in refused(odd.url.replace("http:", "https:"))


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The certificate of 127.0.0.1, signed by itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("没有 openssl")
    certificate, key = (tmp_path_factory.mktemp("tls") / name for name in ("certificate.pem", "key.pem"))
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    subject = ["-subj", "/CN=here", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*new, *subject], check=True, capture_output=True)
    return certificate, key


def test_a_self_signed_certificate_is_refused_until_it_is_named(
    odd: Odd, self_signed: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed)
    odd.socket = context.wrap_socket(odd.socket, server_side=True)
    url = odd.url.replace("http:", "https:")
    assert re.search("TLS 证书验不过.*self-signed.*SSL_CERT_FILE", refused(url))
    monkeypatch.setenv("SSL_CERT_FILE", str(self_signed[0]))
    RemoteGraph(url)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    assert "SSL_CERT_FILE" in refused(url) and "证书文件读不通" in refused(url)


def test_an_answer_without_end_is_not_read_to_it(odd: Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_LARGEST", 1 << 20)
    odd.answer = lambda request: say(request, 200, JSON, " " * (2 << 20))
    assert "答案超过 1 MB" in refused(odd.url)


def test_the_deadline_holds_though_bytes_keep_coming(odd: Odd) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Type", JSON)
        request.end_headers()
        for _ in range(100):
            request.wfile.write(b" ")
            time.sleep(0.1)

    odd.answer = drip
    assert "0.5 秒内没有答完" in refused(odd.url, 0.5)
    assert len(odd.seen) == 1  # who has no time is not asked again


def test_who_is_busy_is_asked_again(odd: Odd) -> None:
    def third_time(request: BaseHTTPRequestHandler) -> None:
        if len(odd.seen) == 1:
            say(request, 503, Retry_After="0")
        elif len(odd.seen) == 2:
            request.connection.close()
        else:
            say(request, 200, JSON, REPORTS)

    odd.answer = third_time
    RemoteGraph(odd.url)
    assert len(odd.seen) == 3


def test_credentials_go_where_they_are_asked_for_and_nowhere_else(odd: Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(USER, "someone")
    monkeypatch.setenv(PASSWORD, "else")
    with Odd() as other:
        threading.Thread(target=other.serve_forever, args=(0.01,), daemon=True).start()
        odd.answer = lambda request: say(request, 302, Location=other.url)
        assert "geheim" not in refused(with_password(odd.url))
        assert other.seen == [] and all(authorization == "" for _, _, authorization in odd.seen)
        other.shutdown()
    odd.answer = lambda r: say(r, 200, JSON, REPORTS) if r.headers["Authorization"] else say(
        r, 401, WWW_Authenticate='Basic realm="x"'
    )  # fmt: skip
    graph = RemoteGraph(with_password(odd.url))  # those in the address go before those in the environment
    assert odd.seen[-1][2] == "Basic YW5uYTpnZWhlaW0=" and "geheim" not in graph.address
    odd.answer = lambda r: say(r, 401, WWW_Authenticate='Basic realm="x"')
    line = refused(with_password(odd.url))
    assert "用户名或密码不对" in line and "geheim" not in line and "anna" not in line


def test_no_error_tells_a_secret(odd: Odd) -> None:
    for status in (301, 400, 401, 403, 405, 500, 503):
        odd.answer = lambda request, status=status: say(request, status, Retry_After="0")  # type: ignore[misc]
        for make in (RemoteGraph, lambda url: GraphStore(url).get("http://g")):
            with pytest.raises(TjgraphError) as caught:
                make(with_password(odd.url))
            assert "geheim" not in f"{caught.value!r} {caught.value} {caught.value.__dict__}"


def test_a_graph_that_is_not_there_is_empty_and_others_are_read_whole(odd: Odd) -> None:
    store = GraphStore(odd.url)
    odd.answer = lambda request: say(request, 404)
    assert store.get("http://g") == []
    store.delete("http://g")
    for type_, body, said in (("text/html", "<html>", "不是图谱"), ("text/turtle", "<http://a> <http://b", "断了")):
        odd.answer = lambda request, type_=type_, body=body: say(request, 200, type_, body)  # type: ignore[misc]
        with pytest.raises(StoreError, match=said):
            store.get("http://g")
    odd.answer = lambda request: say(request, 200, "text/turtle; charset=utf-8", "<http://a> <http://b> '港' .")
    assert [triple.object.value for triple in store.get("http://g/港?&#")] == ["港"]
    assert odd.seen[-1][1] == "/sparql?graph=http%3A%2F%2Fg%2F%E6%B8%AF%3F%26%23"
