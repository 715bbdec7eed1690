"""Query results as the SPARQL 1.1 result formats say, piece by piece (W3C: JSON, XML, CSV and TSV results, 2013).

pyoxigraph writes these formats too, but only whole: a cap on rows that is an error and not a silent cut needs the rows.
Graphs it can write from an iterator.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

JSON, XML, CSV, TSV = (
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
_LINES = "application/n-triples"
TABLES = {
    JSON: JSON,
    XML: XML,
    CSV: CSV,
    TSV: TSV,
    "application/json": JSON,
    "application/xml": XML,
    "text/xml": XML,
}
"""The media types that tables and booleans are sent as, the best first, and the format that each stands for."""
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    _LINES: ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
Row = Any  # pyoxigraph's QuerySolution: indexed by position


def solutions(names: list[str], rows: Iterable[Row], media: str) -> Iterator[bytes]:
    """A SELECT's result: ``names`` of the variables, ``rows`` in order."""
    writer: Callable[[list[str], Iterable[Row]], Iterator[str]] = {
        JSON: _json_rows,
        XML: _xml_rows,
        CSV: _csv_rows,
        TSV: _tsv_rows,
    }[TABLES[media]]
    for piece in writer(names, rows):
        yield piece.encode()


def graph(triples: Iterable[ox.Triple], sink: Any, media: str, prefixes: dict[str, str]) -> None:
    """Write the result of a CONSTRUCT or DESCRIBE into ``sink``, which has a ``write`` for bytes.

    N-Triples as they come (in any order); in formats that write a subject once, sorted and each once.
    """
    if media != _LINES:
        triples = sorted(set(triples), key=str)
    ox.serialize(triples, sink, GRAPHS[media], prefixes=prefixes)


def boolean(value: bool, media: str) -> bytes:
    """An ASK's result; CSV and TSV have no form for it and get the bare word."""
    word = "true" if value else "false"
    if TABLES[media] == JSON:
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    if TABLES[media] == XML:
        return f"{_XML_HEAD}<head/><boolean>{word}</boolean></sparql>".encode()
    return f"{word}\n".encode()


_XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _json_rows(names: list[str], rows: Iterable[Row]) -> Iterator[str]:
    yield f'{{"head":{{"vars":{json.dumps(names)}}},"results":{{"bindings":['
    comma = ""
    for row in rows:
        bound = {name: _json_term(row[i]) for i, name in enumerate(names) if row[i] is not None}
        yield comma + json.dumps(bound, ensure_ascii=False)
        comma = ","
    yield "]}}"


def _json_term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    made: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language:
        return made | {"xml:lang": term.language}
    kind = term.datatype.value
    return made if kind == _STRING else made | {"datatype": kind}


_STRING = "http://www.w3.org/2001/XMLSchema#string"


def _xml_rows(names: list[str], rows: Iterable[Row]) -> Iterator[str]:
    head = "".join(f"<variable name={quoteattr(n)}/>" for n in names)
    yield f"{_XML_HEAD}<head>{head}</head><results>"
    for row in rows:
        cells = (
            f"<binding name={quoteattr(name)}>{_xml_term(row[i])}</binding>"
            for i, name in enumerate(names)
            if row[i] is not None
        )
        yield f"<result>{''.join(cells)}</result>"
    yield "</results></sparql>"


# XML 1.0 has no form for these, not even escaped.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _xml_term(term: Any) -> str:
    if isinstance(term, ox.Triple):
        s, p, o = _xml_term(term.subject), _xml_term(term.predicate), _xml_term(term.object)
        return f"<triple><subject>{s}</subject><predicate>{p}</predicate><object>{o}</object></triple>"
    value = escape(_NOT_IN_XML.sub("\ufffd", term.value), {"\r": "&#13;"})
    if isinstance(term, ox.NamedNode):
        return f"<uri>{value}</uri>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{value}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{value}</literal>"
    kind = term.datatype.value
    return (
        f"<literal>{value}</literal>" if kind == _STRING else f"<literal datatype={quoteattr(kind)}>{value}</literal>"
    )


def _csv_rows(names: list[str], rows: Iterable[Row]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_csv_term(term) for term in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _csv_term(term: Any) -> str:
    if term is None:
        return ""
    return str(term) if isinstance(term, ox.BlankNode | ox.Triple) else str(term.value)


def _tsv_rows(names: list[str], rows: Iterable[Row]) -> Iterator[str]:
    yield "\t".join(f"?{name}" for name in names) + "\n"
    for row in rows:
        yield "\t".join("" if t is None else str(t).replace("\t", "\\t") for t in row) + "\n"
