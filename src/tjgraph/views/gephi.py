"""The network for Gephi and other tools: GraphML and GEXF by NetworkX, with labels, types, colours and years."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

from tjgraph.model import Evidence
from tjgraph.ontology import load_ontology
from tjgraph.views.tables import xml_text

if TYPE_CHECKING:
    import networkx

Format = Literal["graphml", "gexf"]

_TODAY = re.compile(rb' lastmodifieddate="[^"]*"')  # a file's date would change its bytes


def network_file(network: networkx.MultiDiGraph[str], format: Format) -> bytes:
    """``network`` (as `tjgraph.to_networkx` gives it) as GraphML or GEXF 1.2; the same network gives the same bytes.

    Nodes have a label, type, class, aliases, statuses, years (``year`` is the first), number of mentions, a sentence
    and the colour of their type; edges a label, relation, years and sentence. Names that XML cannot hold are cleaned.
    """
    import networkx as nx

    plain: networkx.MultiDiGraph[str] = nx.MultiDiGraph()
    plain.add_nodes_from((xml_text(iri), _node(data, format)) for iri, data in network.nodes(data=True))
    for source, target, key, data in network.edges(keys=True, data=True):
        plain.add_edge(xml_text(source), xml_text(target), key=xml_text(key), **_edge(data, key, format))
    buffer = io.BytesIO()
    if format == "gexf":
        nx.write_gexf(plain, buffer)
        return _TODAY.sub(b"", buffer.getvalue())
    nx.write_graphml_xml(plain, buffer)  # write_graphml gives other bytes where lxml is installed
    return buffer.getvalue()


def _node(data: dict[str, Any], format: Format) -> dict[str, Any]:
    ontology = load_ontology()
    cls = ontology.classes[data["type"]]
    statuses = ontology.statuses
    made: dict[str, Any] = {
        "label": xml_text(data["label"]),
        "class": cls.name,
        "type_zh": cls.label_zh,
        "aliases": xml_text("、".join(data["aliases"])),
        "statuses": "、".join(
            dict.fromkeys(statuses[s].label_zh + (f"（{year}）" if year else "") for s, year, _ in data["statuses"])
        ),
        "mentions": len(data["mentions"]),
        "quote": _quote((*(e for *_, e in data["statuses"]), *data["sentences"], *data["mentions"])),
    } | _years(year for _, year, _ in data["statuses"] if year)
    red, green, blue = (int(cls.colour[i : i + 2], 16) for i in (1, 3, 5))
    if format == "gexf":
        return made | {"viz": {"color": {"r": red, "g": green, "b": blue, "a": 1.0}}}
    return made | {"r": red, "g": green, "b": blue}  # Gephi takes these for the colour


def _edge(data: dict[str, Any], key: str, format: Format) -> dict[str, Any]:
    made = {"label": data["label"], "relation": data["predicate"], "quote": _quote(data["evidence"])}
    return made | _years(data["years"]) | ({"claim": xml_text(key)} if format == "gexf" else {})


def _years(years: Iterable[int]) -> dict[str, Any]:
    found = sorted(set(years))
    return {"year": found[0], "years": "、".join(map(str, found))} if found else {}


def _quote(passages: Iterable[Evidence]) -> str:
    return next((xml_text(passage.quote) for passage in passages), "")
