"""What a dataset holds, described for catalogues and programs: VoID, and DCAT for graphs that lie in files.

W3C: Describing Linked Datasets with the VoID Vocabulary (2011); Data Catalog Vocabulary (DCAT), Version 3 (2024).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from tjgraph.errors import GraphError
from tjgraph.files import write_output
from tjgraph.graph import vocabulary as v
from tjgraph.graph.inputs import graph_files
from tjgraph.manifest import digest

PREFIXES: Final = {
    **v.PREFIXES,
    "dcat": "http://www.w3.org/ns/dcat#",
    "formats": "http://www.w3.org/ns/formats/",
    "spdx": "http://spdx.org/rdf/terms#",
    "void": "http://rdfs.org/ns/void#",
}
_VOCABULARIES = (v.TJ, v.SKOS, v.PROV, v.DCTERMS, v.OA)
_CHINESE = "http://id.loc.gov/vocabulary/iso639-1/zh"
_TURTLE = "https://www.iana.org/assignments/media-types/text/turtle"
Row = tuple[str, ...]

_COUNTS = """SELECT (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
    (COUNT(DISTINCT ?p) AS ?properties) { ?s ?p ?o }"""
_COUNTED = ("triples", "distinctSubjects", "distinctObjects", "properties")
_CLASSES = (
    "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class FILTER(isIRI(?class)) } GROUP BY ?class ORDER BY ?class"
)
_PROPERTIES = """SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
    { ?s ?p ?o } GROUP BY ?p ORDER BY ?p"""
_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
_ENTITIES = "SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e tj:mentionedIn ?passage }"
_EXAMPLES = """SELECT ?e { ?e tj:mentionedIn ?passage } GROUP BY ?e ORDER BY DESC(COUNT(?passage)) ?e LIMIT 3"""
_REPORTS = "SELECT ?report ?label { ?report a tj:Report ; rdfs:label ?label } ORDER BY ?report"
_PLACES = "SELECT DISTINCT ?place { ?report a tj:Report ; tj:place ?place } ORDER BY ?place"
_YEARS = "SELECT (MIN(?year) AS ?first) (MAX(?year) AS ?last) { ?report a tj:Report ; tj:year ?year }"


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a store holds: counts of its default graph, its classes, properties and named graphs (terms in Turtle)."""

    counts: Row
    entities: str
    classes: tuple[Row, ...]
    properties: tuple[Row, ...]
    graphs: tuple[Row, ...]
    reports: tuple[Row, ...]
    examples: tuple[Row, ...]

    @classmethod
    def of(cls, store: ox.Store) -> Statistics:
        """Count; takes a second for a million triples."""
        queries = (_CLASSES, _PROPERTIES, _GRAPHS, _REPORTS, _EXAMPLES)
        return cls(_rows(store, _COUNTS)[0], _rows(store, _ENTITIES)[0][0], *(_rows(store, query) for query in queries))


def dataset(document: str, title: str, statistics: Statistics, more: Sequence[str] = ()) -> str:
    """The description of a dataset, in Turtle without its prefixes: how much of what it holds.

    ``document`` is the IRI of the description ("" for the file that it stands in), ``title`` a term in Turtle, ``more``
    what else is said of the dataset, each a predicate with its objects.
    """
    classes = [(f"<{document}#class-{number}>", *row) for number, row in enumerate(statistics.classes, 1)]
    uses = [(f"<{document}#property-{number}>", *row) for number, row in enumerate(statistics.properties, 1)]
    lines = [
        f"<{document}#dataset> a void:Dataset",
        f"dcterms:title {title}",
        *more,
        f"void:uriSpace {ox.Literal(v.DATA)}",
        *(f"void:{name} {n}" for name, n in zip(_COUNTED, statistics.counts, strict=True)),
        f"void:entities {statistics.entities}",
        f"void:classes {len(classes)}",
        *(f"void:vocabulary <{namespace}>" for namespace in _VOCABULARIES),
        *(f"void:exampleResource {entity}" for (entity,) in statistics.examples),
        *(f"dcterms:source {report}" for report, _ in statistics.reports),
        *(f"void:classPartition {partition}" for partition, *_ in classes),
        *(f"void:propertyPartition {partition}" for partition, *_ in uses),
    ]
    return "".join(
        (
            " ;\n    ".join(lines) + " .\n",
            *(f"{report} rdfs:label {label} .\n" for report, label in statistics.reports),
            *(f"{part} void:class {name} ;\n    void:entities {n} .\n" for part, name, n in classes),
            *(
                f"{part} void:property {name} ;\n    void:triples {n} ;\n"
                f"    void:distinctSubjects {subjects} ;\n    void:distinctObjects {objects} .\n"
                for part, name, n, subjects, objects in uses
            ),
        )
    )


def write_description(paths: Sequence[Path], path: Path) -> None:
    """Describe what the Turtle files ``paths`` (a directory stands for its ``*.ttl``) hold, in the file ``path``.

    Turtle with IRIs relative to ``path`` for the files, so that it holds wherever all are moved together; the same
    files give the same bytes. Raises GraphError for a graph that cannot be read, and where nothing can be written.
    """
    store, graphs = ox.Store(), graph_files(paths)
    files = []
    for number, graph in enumerate(graphs, 1):
        data = _loaded(graph, store)
        where = quote(Path(os.path.relpath(graph, path.parent)).as_posix())
        files.append(_distribution(f"<{where}>", f"<#checksum-{number}>", data))
    statistics = Statistics.of(store)
    titles = [label for _, label in statistics.reports]
    if not titles:
        raise GraphError("图谱里没有报告", where=str(graphs[0]), remedy="请给 tjgraph build 写出的图谱")
    title = titles[0] if len(titles) == 1 else str(ox.Literal(f"{len(titles)} 份政府工作报告", language="zh"))
    (first, last), places = _rows(store, _YEARS)[0], ", ".join(place for (place,) in _rows(store, _PLACES))
    more = [
        "a dcat:Dataset",
        f"dcterms:language <{_CHINESE}>",
        f"dcterms:conformsTo <{v.TJ.removesuffix('#')}>",
        *([f"dcterms:spatial {places}"] if places else []),
        "dcterms:temporal <#years>",
        "void:feature formats:Turtle",
        *(f"void:dataDump {name} ;\n    dcat:distribution {name}" for name, _ in files),
    ]
    text = "".join(
        (
            *(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items()),
            "\n<> a void:DatasetDescription .\n",
            dataset("", title, statistics, more),
            f"<#years> a dcterms:PeriodOfTime ;\n    dcat:startDate {first} ;\n    dcat:endDate {last} .\n",
            *(described for _, described in files),
        )
    )
    write_output(path, text)


def _loaded(graph: Path, store: ox.Store) -> bytes:
    try:
        data = graph.read_bytes()
        store.load(data, ox.RdfFormat.TURTLE)
    except (OSError, SyntaxError) as error:
        raise GraphError(f"读不了图谱（{error}）", where=str(graph), remedy="请用 tjgraph build 重建它") from error
    return data


def _distribution(name: str, checksum: str, data: bytes) -> tuple[str, str]:
    """The name of a file, and the file with the bytes ``data`` described."""
    return name, (
        f"{name} a dcat:Distribution ;\n    dcat:downloadURL {name} ;\n    dcat:mediaType <{_TURTLE}> ;\n"
        f'    dcat:byteSize "{len(data)}"^^xsd:nonNegativeInteger ;\n    spdx:checksum {checksum} .\n'
        f"{checksum} a spdx:Checksum ;\n    spdx:algorithm spdx:checksumAlgorithm_sha256 ;\n"
        f'    spdx:checksumValue "{digest(data)}"^^xsd:hexBinary .\n'
    )


def _rows(store: ox.Store, sparql: str) -> tuple[Row, ...]:
    found = store.query(sparql, prefixes=v.PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return tuple(tuple(_turtle(term) for term in row) for row in found)


def _turtle(term: Any) -> str:
    """A term as Turtle has it; a whole number as it is."""
    return str(term.value) if isinstance(term, ox.Literal) and term.datatype.value == f"{v.XSD}integer" else str(term)
