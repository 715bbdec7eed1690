"""Which representation a client gets, and whether it has it already (RFC 9110, 12.5.1 and 13.1.2)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tjgraph.web import results

if TYPE_CHECKING:
    from starlette.requests import Request

HTML = "text/html"
RDF = tuple(results.GRAPHS)
"""What graphs are written in, the best first."""
TABLES = tuple(results.TABLES)
"""What tables are written in, the best first."""

FORMATS = {
    "json": (results.JSON, "application/ld+json"),
    "xml": (results.XML, "application/rdf+xml"),
    "csv": (results.CSV, None),
    "tsv": (results.TSV, None),
    "ttl": (None, "text/turtle"),
    "turtle": (None, "text/turtle"),
    "nt": (None, "application/n-triples"),
    "rdf": (None, "application/rdf+xml"),
    "jsonld": (None, "application/ld+json"),
    "json-ld": (None, "application/ld+json"),
}
"""What the parameter ``format`` means for tables and for graphs: for links, which cannot set Accept."""

_QUALITY = re.compile(r"(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """The one of ``offered`` (the best first) that an Accept header wants most; None where it takes none of them."""
    if not (accept or "").strip():
        return offered[0]
    ranges = [_range(part) for part in (accept or "").split(",") if part.strip()]
    wanted = [(_quality(media, ranges), -place, media) for place, media in enumerate(offered)]
    quality, _, media = max(wanted)
    return media if quality > 0 else None


def _range(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((value for value in (p.removeprefix("q=") for p in parameters if p.startswith("q="))), "1")
    return media, float(quality) if _QUALITY.fullmatch(quality) else 0.0


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality that the most specific range gives."""
    for wanted in (media, media.partition("/")[0] + "/*", "*/*"):
        found = [quality for name, quality in ranges if name == wanted]
        if found:
            return max(found)
    return 0.0


def typed(media: str) -> str:
    """The media type with its charset, where it is one of text."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


def etag(*parts: object) -> str:
    """A strong entity tag that follows from ``parts``."""
    return f'"{hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def has_it(request: Request, tag: str) -> bool:
    """Whether the client says that it has what bears ``tag``."""
    known = ",".join(request.headers.getlist("if-none-match"))
    tags = [known_tag.strip().removeprefix("W/") for known_tag in known.split(",")]
    return tag in tags or "*" in tags


def accepted(request: Request) -> str | None:
    """The Accept header, whole."""
    return ", ".join(request.headers.getlist("accept")) or None
