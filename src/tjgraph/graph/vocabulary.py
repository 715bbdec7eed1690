"""The names that the graph is written in: namespaces, terms, and how the IRI of each thing is minted.

Pure functions on text. An IRI follows from what the thing says and from nothing else, so that the same fact has the
same IRI in every build and on every machine.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from tjgraph import ontology

if TYPE_CHECKING:
    from tjgraph.model import Observation, Span

TJ: Final = ontology.TJ
DATA: Final = ontology.DATA
BACKGROUND_GRAPH: Final = "https://w3id.org/tjgraph/graph/background"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
PROV: Final = "http://www.w3.org/ns/prov#"
DCTERMS: Final = "http://purl.org/dc/terms/"
OA: Final = "http://www.w3.org/ns/oa#"

PREFIXES: Final[dict[str, str]] = {
    "data": DATA,
    "dcterms": DCTERMS,
    "oa": OA,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "tj": TJ,
    "xsd": XSD,
}

# What may stand in one path segment of an IRI: RFC 3987 ipchar, without %, without spaces and the invisible characters
# that steer or join text (bidi controls, zero width, BOM), which would make two different IRIs look the same.
# Ranges and not unicodedata.category: the category of a character may change with Python's version, the graph may not.
_NOT_IN_SEGMENT: Final = re.compile(
    r"\A\.+|\.+\Z|"  # no dot segments ("..", to whoever resolves an IRI); rdflib cannot read a last dot in Turtle
    "[^-A-Za-z0-9._~!$&'()*+,;=:@"
    "\u00a1-\u00ac\u00ae-\u061b\u061d-\u167f\u1681-\u180d\u180f-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff00-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd]"
)


def segment(name: str) -> str:
    """``name`` as one segment of an IRI: NFC, Chinese as it is, percent-encoded what an IRI does not allow."""
    return _NOT_IN_SEGMENT.sub(_percent, unicodedata.normalize("NFC", name))


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", "surrogatepass"))


def entity_iri(key: str) -> str:
    """The IRI of the entity with that ``key`` (``class/label``, see `tjgraph.model.Entity.key`)."""
    cls, _, label = key.partition("/")
    return f"{DATA}{segment(cls)}/{segment(label)}"


def report_iri(name: str) -> str:
    """The IRI of the report whose file has the stem ``name``."""
    return f"{DATA}report/{segment(name)}"


def passage_iri(report: str, span: Span) -> str:
    """The IRI of a passage of the report named ``report``: an RFC 5147 fragment of the report's own IRI."""
    return f"{report_iri(report)}#char={span.start},{span.end}"


def claim_iri(subject: str, predicate: str, object_: str) -> str:
    """The IRI of the claim that says the triple of these three IRIs: one claim for a triple, whoever says it."""
    return f"{DATA}claim/{_digest(subject, predicate, object_)}"


def observation_iri(observation: Observation) -> str:
    """The IRI of a figure: of all that it says and not of where it stands; a figure said twice is one figure."""
    o = observation
    return f"{DATA}observation/" + _digest(
        indicator_iri(o.indicator),
        entity_iri(o.subject),
        decimal_form(o.value),
        unit_iri(o.unit),
        str(o.year),
        o.kind,
        o.change,
        o.qualifier,
        *([] if o.since is None else [f"since {o.since}"]),
    )


def indicator_iri(label: str) -> str:
    """The IRI of the indicator (what is counted) with that label."""
    return f"{DATA}indicator/{segment(label)}"


def unit_iri(label: str) -> str:
    """The IRI of the unit with that label."""
    return f"{DATA}unit/{segment(label)}"


def decimal_form(value: Decimal) -> str:
    """The canonical form of an ``xsd:decimal`` as Oxigraph has it: no exponent, no needless zeros, no ``.0``."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _digest(*parts: str) -> str:
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:16]
