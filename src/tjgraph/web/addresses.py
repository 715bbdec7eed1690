"""Where things stand on the site: the path of the page of every IRI, and the IRI of every path."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlencode

from tjgraph.graph import vocabulary as v
from tjgraph.model import Evidence

_REPORT = f"{v.DATA}report/"


def page_of(iri: str) -> str:
    """The path (with fragment) of the page that shows ``iri``."""
    if iri.startswith(_REPORT):
        name, _, fragment = iri.removeprefix(_REPORT).partition("#")
        return report_page(unquote(name), fragment)
    if iri.startswith(v.TJ):
        return f"/vocabulary#{quote(iri.removeprefix(v.TJ), safe='')}"
    kind, _, name = iri.removeprefix(v.DATA).partition("/")
    # A segment of dots alone is one that browsers and servers resolve away, encoded or not.
    if iri.startswith(v.DATA) and kind and name and "/" not in name and unquote(name).strip("."):
        return f"/e/{quote(unquote(kind), safe='')}/{quote(unquote(name), safe='')}"
    return "/e?" + urlencode({"iri": iri})


def data_of(iri: str, form: str) -> str:
    """The path of the triples of an IRI of ours, in a format of the endpoint's; empty for other IRIs."""
    page = page_of(iri).partition("#")[0]
    for prefix, own in (("/e/", "/id/"), ("/report/", "/id/report/")):
        if page.startswith(prefix):
            return with_query(own + page.removeprefix(prefix), format=form)
    return ""


def iri_of(kind: str, name: str) -> str:
    """The IRI whose page is ``/e/kind/name`` (both decoded)."""
    return v.entity_iri(f"{kind}/{name}")


def report_page(name: str, fragment: str = "") -> str:
    """The path of a report's page."""
    return f"/report/{quote(name, safe='')}" + (f"#{fragment}" if fragment else "")


def passage_page(evidence: Evidence) -> str:
    """The place in a report's page where a passage stands."""
    return report_page(evidence.report, f"char={evidence.start},{evidence.end}")


def indicator_page(label: str) -> str:
    """The path of an indicator's page."""
    return page_of(v.indicator_iri(label))


def with_query(path: str, **params: object) -> str:
    """``path`` with a query string; parameters that are empty are left out."""
    given = {name: str(value) for name, value in params.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path
