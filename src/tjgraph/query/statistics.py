"""How much a graph holds, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tjgraph.model import Table
from tjgraph.ontology import load_ontology
from tjgraph.query.claims import Statement, statements
from tjgraph.query.entities import entity_records
from tjgraph.query.terms import local_name

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_KINDS = {
    "报告": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a tj:Report }",
    "实体": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x tj:mentionedIn ?p }",
    "提及": "SELECT (COUNT(*) AS ?n) WHERE { ?x tj:mentionedIn ?p }",
    "关系与状态": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a tj:Claim ; prov:wasDerivedFrom ?p }",
    "数据": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a tj:Observation }",
    "指标": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?o tj:indicator ?x }",
    "出处": "SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE { ?x a tj:Passage }",
}
_FIGURES = """SELECT ?year ?kind (COUNT(?figure) AS ?n) WHERE {
    ?figure a tj:Observation ; tj:year ?year ; tj:kind ?kind }
    GROUP BY ?year ?kind ORDER BY ?year ?kind"""


def stats(graph: KnowledgeGraph) -> tuple[Table, ...]:
    """What ``graph`` holds, in five tables: in all; entities by type; relations; statuses; figures by year and kind.

    Background counts apart, in a column of its own. Empty tables are left in, so that their order is fixed.
    """
    said = statements(graph)
    return _overview(graph, said), _by_type(graph), *_by_relation(said), _by_year(graph)


def _overview(graph: KnowledgeGraph, said: tuple[Statement, ...]) -> Table:
    rows = [(name, *graph.select(sparql).rows[0]) for name, sparql in _KINDS.items()]
    background = sum(s.background for s in said)
    return Table(("项目", "数量"), (*rows, ("背景关系", background)), title="总览")


def _by_type(graph: KnowledgeGraph) -> Table:
    ontology = load_ontology()
    named = {str(row[0]) for row in graph.select("SELECT DISTINCT ?x WHERE { ?x tj:mentionedIn ?p }").rows}
    said: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for record in entity_records(graph).values():
        (said if record.iri in named else outside)[ontology.top_type(record.type)] += 1
    labels = {name: ontology.classes[name].label_zh for name in ontology.entity_types}
    return _counts("各类实体", "类型", labels, said, outside)


def _by_relation(said: tuple[Statement, ...]) -> tuple[Table, Table]:
    ontology = load_ontology()
    relations = {name: ontology.properties[name].label_zh for name in ontology.relations}
    words = {name: term.label_zh for name, term in ontology.statuses.items()}
    stated = [s for s in said if not s.background]
    outside = Counter(s.predicate for s in said if s.background)
    statuses = Counter(local_name(s.object) for s in stated if s.predicate == "status")
    return (
        _counts("各种关系", "关系", relations, Counter(s.predicate for s in stated), outside),
        _counts("各种状态", "状态", words, statuses, Counter()),
    )


def _by_year(graph: KnowledgeGraph) -> Table:
    kinds = {name: term.label_zh for name, term in load_ontology().terms_of("FigureKind").items()}
    rows = tuple(
        (year, kinds.get(local_name(kind), local_name(kind)), n) for year, kind, n in graph.select(_FIGURES).rows
    )
    return Table(("年份", "性质", "数量"), rows, title="各年数据")


def _counts(title: str, column: str, labels: Mapping[str, str], said: Counter[str], outside: Counter[str]) -> Table:
    rows = tuple((labels[name], name, said[name], outside[name]) for name in labels if said[name] or outside[name])
    return Table((column, "名称", "报告", "背景"), rows, title=title)
