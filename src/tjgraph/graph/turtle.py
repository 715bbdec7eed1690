"""Facts → Turtle: the same facts give the same bytes, grouped so that a person can read and compare them.

pyoxigraph writes the triples, in the order given; ours are the headings and one short prefix for each kind of thing
(``enterprise:新和成``, ``passage:8123\\,8164``). rdflib's writer is 38 times slower (measured; see decision 0021).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from pyoxigraph import RdfFormat, Triple, serialize

from tjgraph.files import write_output
from tjgraph.graph import vocabulary as v
from tjgraph.graph.building import blocks
from tjgraph.model import Facts

_SHARED = ("dcterms", "oa", "prov", "rdf", "rdfs", "skos", "tj", "xsd")
_MINTED = ("claim", "indicator", "observation", "unit")


def to_turtle(facts: Facts) -> str:
    """The graph of ``facts`` as Turtle text (UTF-8 when written, LF)."""
    prefixes = _prefixes(facts)
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    parts = (f"\n# {block.heading}\n\n{_body(block.triples, prefixes)}" for block in blocks(facts))
    return head + "".join(parts)


def write_turtle(facts: Facts, path: Path) -> None:
    """Write the graph of ``facts`` to ``path``. Where that fails (GraphError) the old file stays as it was."""
    write_output(path, to_turtle(facts))


def _prefixes(facts: Facts) -> dict[str, str]:
    """Prefix → namespace, in the order of the head. No namespace holds another, so that there is one way to shorten."""
    kinds = sorted({entity.type.lower() for entity in facts.entities} | {*_MINTED})
    return {
        **{name: v.PREFIXES[name] for name in _SHARED},
        **{kind: f"{v.DATA}{kind}/" for kind in kinds},
        "passage": v.report_iri(facts.document.name) + "#char=",
    }


def _body(triples: Iterable[Triple], prefixes: dict[str, str]) -> str:
    """The triples in Turtle without the head (pyoxigraph writes the prefixes in an order of its own)."""
    buffer = BytesIO()
    serialize(triples, buffer, format=RdfFormat.TURTLE, prefixes=prefixes)
    return re.sub(r"\A(?:@prefix [^\n]*\n)*", "", buffer.getvalue().decode("utf-8"))
