"""Requests to a SPARQL server: one connection, its credentials, its deadline, and what can go wrong as one line each.

Needs the extra ``remote`` (httpx2, decision 0230). Credentials are those in the address or else those in the
environment (``TJGRAPH_STORE_USER``, ``TJGRAPH_STORE_PASSWORD``); they go to that address alone, since no redirect is
followed, and stand in no message.
"""

from __future__ import annotations

import os
import re
import ssl
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from tjgraph.errors import MissingExtraError, StoreError

if find_spec("httpx2") is None:
    raise MissingExtraError("没有安装连接服务器的库", where="--store", remedy="请运行 pip install 'tjgraph[remote]'")
import httpx2

USER: Final = "TJGRAPH_STORE_USER"
PASSWORD: Final = "TJGRAPH_STORE_PASSWORD"
_CERTIFICATES: Final = ("SSL_CERT_FILE", "SSL_CERT_DIR")  # what OpenSSL and httpx2 read
_WAITS: Final = (0.2, 1.0)  # seconds before the second and the third try
_LONGEST_WAIT: Final = 10.0  # seconds: for a connection, or for what a server asks for by Retry-After
_BUSY: Final = frozenset((429, 502, 503, 504))
_LARGEST: Final = 1 << 30  # bytes of one answer, unpacked: what is made of it takes several times as much
_SAID: Final = 200  # characters of a server's own words that are passed on


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered to a request that it took: status, headers (names in small letters), body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """The media type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().casefold()


class Connection:
    """A server's address for queries, or for graphs, and the connections to it, kept open from request to request."""

    def __init__(self, url: str, deadline: float, like: str) -> None:
        """``url`` may hold ``user:password@``; ``deadline`` in seconds; ``like`` shows what an address looks like.

        Raises StoreError for what is no address.
        """
        parts = _parts(url)
        if parts is None:
            what = "服务器的地址要以 http:// 或 https:// 开头"
            raise StoreError(what, where="--store", remedy=f"请写完整的地址，{like}")
        self.address, user, password = parts
        self._deadline, self._like = deadline, like
        auth = _Password(user, password) if user or password else None
        self._has_password = auth is not None
        timeout = httpx2.Timeout(deadline, connect=min(deadline, _LONGEST_WAIT))
        try:
            self._client = httpx2.Client(auth=auth, timeout=timeout, headers={"User-Agent": "tjgraph"})
        except OSError as error:  # ssl.SSLError is one
            where = "、".join(name for name in _CERTIFICATES if name in os.environ) or self.address
            raise StoreError("证书文件读不通", where=where, remedy="请写 PEM 文件的路径，或去掉它") from error

    def request(
        self,
        method: str,
        *,
        params: Mapping[str, str] | None = None,
        form: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        missing_is_fine: bool = False,
    ) -> Reply:
        """The server's reply to a request that does the same when it is made twice, since it may be.

        A server that is busy or not there is asked three times in all. Whatever is no success is a StoreError, but for
        404 where ``missing_is_fine``.
        """
        for wait in (*_WAITS, None):
            try:
                reply = self._once(method, params=params, data=form, content=content, headers=headers)
            except httpx2.TimeoutException as error:
                connecting = isinstance(error, httpx2.ConnectTimeout)
                what = "连不上（等不到回应）" if connecting else f"{self._deadline:g} 秒内没有答完"
                raise self._error(what, "请核对地址，把查询写得窄些，或过一会再试") from error
            except httpx2.TransportError as error:
                if wait is None or _is_tls(error):
                    raise self._unreachable(error) from error
                time.sleep(wait)
            else:
                if reply.status not in _BUSY or wait is None:
                    return self._checked(reply, missing_is_fine)
                time.sleep(min(_asked_to_wait(reply) or wait, _LONGEST_WAIT))
        raise AssertionError("the last try returns or raises")

    def _once(self, method: str, **what: object) -> Reply:
        """One request, read to its end within the deadline."""
        until = time.monotonic() + self._deadline
        request = {name: value for name, value in what.items() if value is not None}
        with self._client.stream(method, self.address, **request) as response:  # type: ignore[arg-type]
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > _LARGEST:
                    raise self._error(f"答案超过 {_LARGEST >> 20:,} MB", "请把查询写得更窄，或加 LIMIT")
                if time.monotonic() > until:
                    raise httpx2.ReadTimeout("deadline", request=response.request)
            return Reply(response.status_code, {k.casefold(): v for k, v in response.headers.items()}, bytes(body))

    def _checked(self, reply: Reply, missing_is_fine: bool) -> Reply:
        status = reply.status
        if 200 <= status < 300:
            return reply
        if status == 404 and missing_is_fine:
            return reply
        if 300 <= status < 400:
            place = _without_secrets(reply.headers.get("location", ""))
            raise self._error(f"服务器让转到别处（{status}：{place or '没说哪里'}）", "请直接写那个地址")
        if status in (401, 403):
            what = "用户名或密码不对，或没有权限" if self._has_password else "要用户名和密码"
            what += "，或服务器只读" if status == 403 else ""
            raise self._error(f"{what}（{status}）", f"请设环境变量 {USER} 和 {PASSWORD}")
        if status in (404, 405, 501):
            raise self._error(f"这个地址上没有这样的 SPARQL 服务（{status}）", f"请写完整的地址，{self._like}")
        if status in _BUSY:
            raise self._error(f"服务器忙（{status}）", "请过一会再试")
        words = _words(reply)
        if status >= 500:
            raise self._error(f"服务器出错（{status}{words}）", "请看服务器的日志")
        raise self._error(
            f"服务器不接受（{status}{words}）", f"请核对地址（{self._like}）；各服务器的差别见 docs/stores.md"
        )

    def _unreachable(self, error: httpx2.TransportError) -> StoreError:
        if _is_tls(error):
            return self._error(
                f"TLS 证书验不过（{_brief(str(error))}）", "请核对地址；自签的证书用环境变量 SSL_CERT_FILE 指明"
            )
        if isinstance(error, httpx2.ConnectError):
            return self._error(f"连不上（{_brief(str(error))}）", "请检查地址，看服务器开了没有")
        return self._error(f"答到一半断了（{_brief(str(error))}）", "请再试；还断就看服务器的日志")

    def _error(self, what: str, remedy: str) -> StoreError:
        return StoreError(what, where=self.address, remedy=remedy)


class _Password(httpx2.Auth):
    """User and password by the scheme that the server asks for: Digest (Virtuoso) or Basic; sent only once asked."""

    def __init__(self, user: str, password: str) -> None:
        self._digest = httpx2.DigestAuth(user, password)
        self._basic = httpx2.BasicAuth(user, password)
        self._chosen: httpx2.Auth | None = None

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """The request; where that is refused, the request with credentials."""
        if self._chosen is None:
            response = yield request
            if response.status_code != 401:
                return
            asked = response.headers.get("www-authenticate", "").casefold()
            self._chosen = self._digest if "digest" in asked else self._basic
        yield from self._chosen.auth_flow(request)


def _parts(url: str) -> tuple[str, str, str] | None:
    """The address without credentials, the user and the password; None for what is no address."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    address = urlunsplit((parts.scheme, host + port, parts.path or "/", parts.query, ""))
    if parts.username is not None or parts.password is not None:
        return address, unquote(parts.username or ""), unquote(parts.password or "")
    return address, os.environ.get(USER, ""), os.environ.get(PASSWORD, "")


def _without_secrets(url: str) -> str:
    """An address as it may be shown: no credentials, no query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return _brief(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")))


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _asked_to_wait(reply: Reply) -> float | None:
    """The seconds of Retry-After, where it gives seconds."""
    given = reply.headers.get("retry-after", "")
    return float(given) if re.fullmatch(r"\d{1,9}", given) else None


def _words(reply: Reply) -> str:
    """What the server says of an error, where it says so in plain text."""
    if reply.type not in ("text/plain", ""):
        return ""
    said = _brief(reply.body.decode("utf-8", "replace").partition("\n\n")[0])
    return f"：{said}" if said else ""


def _brief(text: str) -> str:
    """A text of others as part of one line: no control characters, not long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _SAID else f"{line[:_SAID]}…"
