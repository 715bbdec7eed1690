"""What `tjgraph show NAME` prints, as somebody with rdflib alone would write it: the peer of benchmarks/cold.py.

`python lookup_rdflib.py GRAPH NAME`. It tells less: the graph of the report only, no background, no sentence around a
mention, no nearest names.
"""

from __future__ import annotations

import sys

from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import PROV, SKOS

TJ = Namespace("https://w3id.org/tjgraph/ontology#")
OA = Namespace("http://www.w3.org/ns/oa#")


def main(path: str, name: str) -> None:
    graph = Graph().parse(path)
    said = Literal(name, lang="zh")
    entity = next((s for p in (RDFS.label, SKOS.altLabel) for s in graph.subjects(p, said)), None)
    if entity is None:
        sys.exit(f"没有“{name}”")
    print(label(graph, entity), entity)
    for predicate, thing in graph.predicate_objects(entity):
        if str(predicate).startswith(TJ) and (thing, RDFS.label, None) in graph:
            print(predicate.removeprefix(TJ), "→", label(graph, thing), *proof(graph, entity, predicate, thing))
    for thing, predicate in graph.subject_predicates(entity):
        if str(predicate).startswith(TJ) and (thing, RDFS.label, None) in graph:
            print("←", predicate.removeprefix(TJ), label(graph, thing), *proof(graph, thing, predicate, entity))
    for figure in graph.subjects(TJ.subject, entity):
        words = (graph.value(figure, TJ[name]) for name in ("indicator", "value", "unit", "year", "kind"))
        print(*(label(graph, word) for word in words), *quotes(graph, figure))
    for passage in graph.objects(entity, TJ.mentionedIn):
        print(passage, graph.value(passage, OA.exact))


def label(graph: Graph, node: object) -> object:
    return graph.value(node, RDFS.label) or node


def proof(graph: Graph, subject: URIRef, predicate: URIRef, thing: URIRef) -> list[str]:
    claims = set(graph.subjects(RDF.subject, subject)) & set(graph.subjects(RDF.object, thing))
    return [q for claim in claims if (claim, RDF.predicate, predicate) in graph for q in quotes(graph, claim)]


def quotes(graph: Graph, node: URIRef) -> list[str]:
    return [str(graph.value(passage, OA.exact)) for passage in graph.objects(node, PROV.wasDerivedFrom)]


if __name__ == "__main__":
    main(*sys.argv[1:])
