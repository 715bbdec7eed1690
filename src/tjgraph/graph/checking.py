"""Is a graph correct? Its shapes, its passages against the report's own text, and its terms.

What a correct graph is stands in ``ontology/shapes.ttl`` and nowhere else. pySHACL runs the core constraints; each
SPARQL constraint is run once over the whole graph by Oxigraph and not once a node (3 s against 65 s; decision 0011).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tjgraph import resources
from tjgraph.errors import MissingExtraError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.proofs import Proofs
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.manifest import digest
from tjgraph.ontology import load_ontology

if TYPE_CHECKING:
    import rdflib

_SH = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a graph: the node (its IRI), its name, what is wrong (Chinese), the words it rests on.

    ``sentence`` is ``""`` where the graph has no passage for the node.
    """

    node: str
    label: str
    message: str
    sentence: str


@dataclass(frozen=True, slots=True, order=True)
class _Finding:
    """A problem as found: where, along which property, about which value (IRIs or text; ``""`` where there is none)."""

    node: str
    path: str
    value: str
    message: str


def check_graph(graph_path: Path, text: str | None = None) -> tuple[Problem, ...]:
    """Everything that is wrong with the graph in ``graph_path`` (Turtle), in the order of the report's text.

    ``text`` is the report's text as it was read (a report may be in any encoding, so reading it is not done here);
    without it passages are checked for themselves but not against the report. Raises GraphError for a graph that cannot
    be read (with file and line), MissingExtraError where pySHACL is not installed.
    """
    _require_pyshacl()
    graph = KnowledgeGraph.load([graph_path], background=False)
    shapes = _turtle(resources.ontology_dir() / "shapes.ttl")
    proofs = Proofs(graph)
    findings = {
        *_against_text(proofs, text),
        *_unknown_terms(graph),
        *_sparql_constraints(graph, shapes),
        *_core_constraints(graph_path, shapes),
    }
    ordered = sorted(findings, key=lambda f: (proofs.position(f.node, f.path, f.value), f))
    return tuple(_problem(finding, proofs) for finding in ordered)


def _problem(finding: _Finding, proofs: Proofs) -> Problem:
    message = finding.message.replace("{?path}", proofs.label(finding.path))
    if "{?value}" in message:
        message = message.replace("{?value}", proofs.label(finding.value))
    elif finding.value:
        message += f"（现为：{proofs.described(finding.value)}）"
    sentence = proofs.sentence(finding.node, finding.path, finding.value)
    return Problem(finding.node, proofs.label(finding.node), message, sentence)


def _require_pyshacl() -> None:
    from importlib.util import find_spec

    if find_spec("pyshacl") is None:
        raise MissingExtraError(
            "检查图谱需要 pyshacl，还没有安装", where="tjgraph check", remedy="请运行 pip install 'tjgraph[check]'"
        )


def _against_text(proofs: Proofs, text: str | None) -> Iterator[_Finding]:
    """The text is the one that was read (by its SHA-256), and every passage stands in it, word for word."""
    if text is None:
        return
    given = digest(text.encode("utf-8"))
    for report, recorded in proofs.reports():
        if recorded != given:
            yield _Finding(report, "", "", f"给出的文本不是建图时的原文：它的 SHA-256 是 {given}")
    for passage in proofs.passages():
        found = text[passage.start : passage.end]
        if found != passage.quote:
            yield _Finding(passage.iri, "", "", f"与报告原文不符：[{passage.start}, {passage.end}) 处是“{found}”")


def _unknown_terms(graph: KnowledgeGraph) -> Iterator[_Finding]:
    """Terms in the namespace tj: that the ontology does not define: a misspelt relation would else pass unseen."""
    ontology = load_ontology()
    drawing = {"colour", "shape"}  # how classes are shown; they stand in the ontology itself
    known = {v.TJ + name for name in (*ontology.classes, *ontology.properties, *ontology.terms, *drawing)}
    query = """SELECT DISTINCT ?node ?term WHERE {
        { ?node ?term ?any } UNION { ?node rdf:type ?term } FILTER (STRSTARTS(STR(?term), STR(tj:)))
    }"""
    for node, term in graph.select(query).rows:
        if term not in known:
            yield _Finding(str(node), "", "", f"本体里没有 tj:{str(term).removeprefix(v.TJ)}")


def _sparql_constraints(graph: KnowledgeGraph, shapes: rdflib.Graph) -> Iterator[_Finding]:
    """Each sh:sparql constraint of the shapes, its SELECT run once with $this free."""
    from rdflib import URIRef

    for constraint in shapes.objects(None, URIRef(_SH + "sparql")):
        message = str(shapes.value(constraint, URIRef(_SH + "message")))
        table = graph.select(str(shapes.value(constraint, URIRef(_SH + "select"))))
        for row in table.rows:
            cells = {name: "" if cell is None else str(cell) for name, cell in zip(table.columns, row, strict=True)}
            yield _Finding(cells["this"], cells.get("path", ""), cells.get("value", ""), message)


def _core_constraints(graph_path: Path, shapes: rdflib.Graph) -> Iterator[_Finding]:
    """The violations that pySHACL finds, the SPARQL constraints left out."""
    import pyshacl
    from rdflib import RDF, URIRef

    core = _without_sparql(shapes)
    ontology = _turtle(resources.ontology_dir() / "tjgraph.ttl")
    _, results, _ = pyshacl.validate(_turtle(graph_path), shacl_graph=core, ont_graph=ontology)
    for result in results.subjects(RDF.type, URIRef(_SH + "ValidationResult")):

        def get(name: str, result: Any = result) -> Any:
            return results.value(result, URIRef(_SH + name))

        path = get("resultPath") or core.value(get("sourceShape"), URIRef(_SH + "targetSubjectsOf"))
        yield _Finding(str(get("focusNode")), _iri(path), str(get("value") or ""), str(get("resultMessage")))


def _without_sparql(shapes: rdflib.Graph) -> rdflib.Graph:
    from rdflib import Graph, URIRef

    core = Graph()
    core += shapes
    for constraint in list(core.objects(None, URIRef(_SH + "sparql"))):
        core.remove((constraint, None, None))
    core.remove((None, URIRef(_SH + "sparql"), None))
    return core


def _turtle(path: Path) -> rdflib.Graph:
    from rdflib import Graph

    return Graph().parse(path, format="ox-turtle")  # oxrdflib's parser, twice as fast


def _iri(node: Any) -> str:
    from rdflib import URIRef

    return str(node) if isinstance(node, URIRef) else ""
