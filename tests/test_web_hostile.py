"""Every route of the site, hostile words in each of its fields and in its path: words stay words, nothing is read."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlencode, urlsplit

import endpoint_requests
import pytest
import web_samples
from endpoint_requests import Canary
from starlette.routing import Route
from web_samples import PAGES, Site, holds_nothing_that_runs

from tjgraph.web import pages

site = web_samples.site
canary = endpoint_requests.canary

FIELDS: dict[str, tuple[str, ...]] = {
    "/": (),
    "/search": ("q", "type", "page"),
    "/suggest": ("q",),
    "/ask": ("q",),
    "/e": ("name", "iri", "type"),
    "/e/{kind}/{name:path}": ("format",),
    "/report": ("page",),
    "/report/{name:path}": ("format",),
    "/ledger": ("old", "new", "kind", "verdict", "sure", "format"),
    "/compare": ("indicator", "place", "year", "format"),
    "/diff": ("old", "new", "part", "change", "page", "format"),
    "/table": (),
    "/table/{name}": ("place", "year", "status", "industry", "q", "page", "format"),
    "/query": (),
    "/query/{name}": ("park", "format", "page"),
    "/editor": ("query",),
    "/map": ("name", "depth"),
    "/vocabulary": (),
    "/types.css": (),
}
"""The routes of the pages, each with all parameters that it reads."""
FILLED = {
    "/e/{kind}/{name:path}": "/e/park/" + quote("云台工业区"),
    "/report/{name:path}": "/report/haizhou-2031",
    "/table/{name}": "/table/Enterprise",
    "/query/{name}": "/query/park-enterprises",
}
TEXTS = (
    "<script>window.hit=1</script>",
    "\"'><img src=x onerror=window.hit=1>",
    "</title></textarea><svg onload=window.hit=1>",
    "\u202e\u2066倒写",
    "长" * 3000,
    "\r\nset-cookie: a=b\r\n\r\n<b>",
    "\0",
    "../../../../etc/passwd",
    "javascript:window.hit=1",
    "file:///etc/passwd",
    "CANARY",
    "> } SERVICE <CANARY> { ?s ?p ?o",
    "{{ 1337 * 1337 }}${1337*1337}<%= 1337 * 1337 %>",
    "-1",
    "１２",
    "9" * 400,
    "(.*)*$[",
)


@pytest.fixture(autouse=True)
def lives_on(site: Site, canary: Canary) -> Iterator[None]:
    yield
    assert site.process.poll() is None
    assert canary.knocks == []


def routes() -> list[Route]:
    modules = (importlib.import_module(f"{pages.__name__}.{m.name}") for m in pkgutil.iter_modules(pages.__path__))
    return [route for module in modules for route in getattr(module, "ROUTES", ())]


def test_the_list_holds_every_route_of_the_pages() -> None:
    assert {route.path for route in routes()} == set(FIELDS)


def test_the_pages_that_browsers_walk_are_of_every_route() -> None:
    walked = [urlsplit(path).path for path in PAGES]
    others = {"/map", "/e", "/suggest", "/types.css"}  # with tests of their own; one only leads on; no pages
    assert {r.path for r in routes() if not any(r.path_regex.match(path) for path in walked)} == others


def requests(route: str) -> Iterator[str]:
    """The route with each text in each of its fields, in all of them and one it does not know, and in its path."""
    filled = FILLED.get(route, route)
    for text in TEXTS:
        for field in FIELDS[route]:
            yield f"{filled}?{urlencode({field: text})}"
        yield f"{filled}?{urlencode(dict.fromkeys((*FIELDS[route], 'unknown'), text))}"
        if "{" in route:
            yield re.sub(r"\{[^}]*\}", quote(text, safe=""), route)


@pytest.mark.parametrize("route", FIELDS)
def test_hostile_words_are_refused_or_harmless(site: Site, canary: Canary, route: str) -> None:
    paths = [path.replace("CANARY", quote(canary.url, safe="")) for path in requests(route)]
    with ThreadPoolExecutor(4) as many:
        for path, reply in zip(paths, many.map(site.get, paths), strict=True):
            assert reply.status in (200, 303, 400, 404, 414), (path, reply.text)
            assert "set-cookie" not in reply.headers and reply.headers["X-Content-Type-Options"] == "nosniff", path
            assert reply.headers.get("Location", "/").startswith("/"), path
            assert b"root:x:" not in reply.body and b"Traceback" not in reply.body and b"1787569" not in reply.body, (
                path
            )
            if route != "/map" and reply.headers.get("Content-Type", "").startswith("text/html"):
                holds_nothing_that_runs(reply.text)


@pytest.mark.parametrize("route", FIELDS)
def test_every_page_is_read_only(site: Site, route: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "HACK"):
        assert site.send(method, FILLED.get(route, route)).status == 405
