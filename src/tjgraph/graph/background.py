"""What no report says, added to a store of reports: the background files, and of what the reports name more besides.

A place that is a division of China gets its class, names, code (GB/T 2260) and the divisions around it, from the list
of all divisions; nothing is added of the other forty thousand. A thing that the background files know under another
name gets what they know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import pyoxigraph as ox

from tjgraph.graph import vocabulary as v

if TYPE_CHECKING:
    from tjgraph.graph.inputs import Inputs
    from tjgraph.lexicon.places import Division

_PLACES: Final = v.entity_iri("place/")
_COUNTRY: Final = v.entity_iri("place/中国")
_CLASSES: Final = {1: "Province", 2: "City", 3: "District", 4: "Town"}

_A = ox.NamedNode(v.RDF + "type")
_LABEL = ox.NamedNode(v.RDFS + "label")
_ALT_LABEL = ox.NamedNode(v.SKOS + "altLabel")
_NOTATION = ox.NamedNode(v.SKOS + "notation")
_SOURCE = ox.NamedNode(v.DCTERMS + "source")
_SAME_AS = ox.NamedNode(v.OWL + "sameAs")
_PLACE = ox.NamedNode(v.TJ + "Place")
_LOCATED = ox.NamedNode(v.TJ + "locatedIn")
_PART = ox.NamedNode(v.TJ + "partOf")
_MENTIONED = ox.NamedNode(v.TJ + "mentionedIn")
_GRAPH = ox.NamedNode(v.BACKGROUND_GRAPH)


def add_background(store: ox.Store, inputs: Inputs) -> None:
    """Add to ``store``, which holds the graphs ``inputs`` and the background files, what follows for what they name.

    What follows is kept: to find it takes three times as long as to load a report, for all of China is read.
    """
    kept = inputs.read("background")
    if kept is not None:
        _extend(store, [quad.triple for quad in ox.parse(input=kept["triples"], format=ox.RdfFormat.N_TRIPLES)])
        return
    inputs.write("background", {"triples": ox.serialize(follow(store), format=ox.RdfFormat.N_TRIPLES) or b""})


def follow(store: ox.Store) -> list[ox.Triple]:
    """Add to ``store``, which holds graphs of reports and the background files, what follows; and give it."""
    divisions = list(division_triples(_places(store)))
    _extend(store, divisions)
    twins = list(_twins(store))
    _extend(store, twins)
    return [*divisions, *twins]


def division_triples(places: Iterable[str]) -> Iterator[ox.Triple]:
    """What the list of divisions says of those of ``places`` (IRIs) that are divisions and of all that they lie in."""
    from tjgraph.lexicon.places import ancestors, identified

    found: dict[Division, None] = {}  # an ordered set
    for place in places:
        division = identified(unquote(place.removeprefix(_PLACES)))
        if division is not None:
            found |= dict.fromkeys((division, *ancestors(division)))
    for division in found:
        yield from _division(division)


def division_iri(division: Division) -> str:
    """The IRI of a division."""
    from tjgraph.lexicon.places import identity

    return v.entity_iri(f"place/{identity(division)}")


def _division(division: Division) -> Iterator[ox.Triple]:
    from tjgraph.lexicon.places import other_names, parent

    node = ox.NamedNode(division_iri(division))
    above = parent(division)
    source = "行政区划代码" if division.level < 4 else "县级以下行政区划代码"
    yield ox.Triple(node, _A, ox.NamedNode(v.TJ + _CLASSES[division.level]))
    yield ox.Triple(node, _A, _PLACE)
    yield ox.Triple(node, _LABEL, ox.Literal(division.name, language="zh"))
    for name in other_names(division):
        yield ox.Triple(node, _ALT_LABEL, ox.Literal(name, language="zh"))
    yield ox.Triple(node, _NOTATION, ox.Literal(division.code))
    yield ox.Triple(node, _LOCATED, ox.NamedNode(division_iri(above) if above else _COUNTRY))
    yield ox.Triple(node, _SOURCE, ox.NamedNode(v.entity_iri(f"source/{source}")))


def _places(store: ox.Store) -> list[str]:
    """The IRIs of all places that the store speaks of."""
    rows = store.query(
        "SELECT DISTINCT ?p WHERE { { ?p a tj:Place } UNION { ?x tj:locatedIn|^tj:locatedIn|tj:place ?p } }",
        prefixes=v.PREFIXES,
    )
    assert isinstance(rows, ox.QuerySolutions)
    iris = (row[0].value for row in rows if isinstance(row[0], ox.NamedNode))
    return sorted(iri for iri in iris if iri.startswith(_PLACES))


def _twins(store: ox.Store) -> Iterator[ox.Triple]:
    """What background knows of a thing, for the node that reports have of it under another name (decision 0120)."""
    for quad in store.quads_for_pattern(None, _LABEL, None, _GRAPH):
        thing, label = quad.subject, quad.object
        assert isinstance(thing, ox.NamedNode) and isinstance(label, ox.Literal)
        if _values(store, thing, _NOTATION):
            continue  # a division has one IRI in all reports, and 东海 is a sea besides
        cls = unquote(thing.value.removeprefix(v.DATA)).partition("/")[0]
        names = {label.value, *_values(store, thing, _ALT_LABEL)}
        places = ("", *(f"{place}·" for place in _around(store, thing)))
        for name, place in ((name, place) for name in sorted(names) for place in places):
            twin = ox.NamedNode(v.entity_iri(f"{cls}/{place}{name}"))
            if twin != thing and any(store.quads_for_pattern(twin, _MENTIONED, None, ox.DefaultGraph())):
                yield from _twin(store, twin, thing, names - {name})


def _twin(store: ox.Store, twin: ox.NamedNode, thing: ox.NamedNode, names: Iterable[str]) -> Iterator[ox.Triple]:
    yield ox.Triple(twin, _SAME_AS, thing)
    for name in sorted(names):
        yield ox.Triple(twin, _ALT_LABEL, ox.Literal(name, language="zh"))
    for predicate in (_A, _NOTATION, _LOCATED, _PART, _SOURCE):
        for quad in store.quads_for_pattern(thing, predicate, None, _GRAPH):
            yield ox.Triple(twin, predicate, quad.object)


def _around(store: ox.Store, thing: ox.NamedNode) -> list[str]:
    """The names (identities) of the places around a thing of the background, from near to far."""
    found: dict[str, None] = {}
    ring = [thing.value]
    while ring:
        above = {o for iri in ring for p in (_LOCATED, _PART) for o in _values(store, ox.NamedNode(iri), p)}
        ring = sorted(above - found.keys())
        found |= dict.fromkeys(ring)
    return [unquote(iri.removeprefix(_PLACES)) for iri in found if iri.startswith(_PLACES)]


def _values(store: ox.Store, node: ox.NamedNode, predicate: ox.NamedNode) -> list[str]:
    objects = (quad.object for quad in store.quads_for_pattern(node, predicate, None, _GRAPH))
    return [o.value for o in objects if isinstance(o, ox.NamedNode | ox.Literal)]


def _extend(store: ox.Store, triples: Iterable[ox.Triple]) -> None:
    """Add triples to the default graph and to that of the background."""
    graphs = (ox.DefaultGraph(), _GRAPH)
    store.extend(ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples for graph in graphs)
