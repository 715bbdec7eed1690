"""The graph as files that other programs take: Excel, CSV, Gephi, RDF; the same selection for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from tjgraph.errors import NotFoundError, QueryError
from tjgraph.files import write_output

if TYPE_CHECKING:
    import networkx

    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.model import Table
    from tjgraph.query.selection import Selected

Format = Literal["xlsx", "csv", "graphml", "gexf", "jsonld", "nquads", "turtle"]
_ENDINGS: dict[str, Format] = {
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".graphml": "graphml",
    ".gexf": "gexf",
    ".jsonld": "jsonld",
    ".nq": "nquads",
    ".ttl": "turtle",
}
_BOM = "\ufeff"  # without it Excel reads a CSV in the encoding of the country


def _format_of(path: Path) -> Format:
    """The format that the ending of ``path`` names; a path without an ending is a directory of CSV files."""
    if not path.suffix:
        return "csv"
    if path.suffix.lower() not in _ENDINGS:
        raise QueryError(
            f"不知道“{path.suffix}”是什么格式", where=str(path), remedy=f"用 {'、'.join(_ENDINGS)}，或写明 --format"
        )
    return _ENDINGS[path.suffix.lower()]


def export(
    graph: KnowledgeGraph,
    path: Path,
    *,
    format: Format | None = None,
    tables: Sequence[str] = (),
    types: Sequence[str] = (),
    places: Sequence[str] = (),
    years: Sequence[int] = (),
    statuses: Sequence[str] = (),
    industries: Sequence[str] = (),
) -> tuple[Path, ...]:
    """Write ``graph``, or what the filters keep of it, to ``path``, and give the files that were written.

    The filters are those of `tjgraph.query.selection.select`: any of the values of each, all kinds that are given.

    ``format`` follows from the ending of ``path`` where it is not given. ``tables`` (titles: 企业, 项目, …, 关系, 进展,
    数据) are those that xlsx and csv hold, all by default. A CSV file holds one table: the one of ``tables``, or of the
    only type selected; where ``path`` has no ending it is a directory of them. Raises QueryError for a filter, a table
    or a format that is none, NotFoundError where nothing is left, GraphError where nothing can be written.
    """
    from tjgraph.query.selection import Selection, select

    path = Path(path)
    format = format or _format_of(path)
    if tables and format not in ("xlsx", "csv"):
        raise QueryError(f"{format} 不分表", where="tables", remedy="去掉 --table，或用 xlsx、csv")
    wanted = Selection(tuple(types), tuple(places), tuple(years), tuple(statuses), tuple(industries))
    selected = select(graph, wanted)
    if not (selected.entities or selected.figures):
        raise NotFoundError("没有符合这些条件的内容", remedy="放宽条件再试")
    if format == "csv":
        return _csv(graph, path, selected, _tables_of_csv(path, types, tables))
    write_output(path, _content(graph, format, selected, tables, whole=wanted == Selection()))
    return (path,)


def _content(graph: KnowledgeGraph, format: Format, selected: Selected, tables: Sequence[str], whole: bool) -> bytes:
    if format == "xlsx":
        from tjgraph.query.listing import listing
        from tjgraph.views.workbook import workbook

        return workbook(listing(graph, selected, tables))
    if format in ("graphml", "gexf"):
        from tjgraph.views.gephi import network_file

        return network_file(_network(graph, selected), format)
    from tjgraph.graph.dataset import Excerpt, dataset_file

    excerpt = Excerpt(
        frozenset((*selected.entities, *(m.subject for m in selected.figures))),
        frozenset(s.iri for s in selected.inner),
        frozenset(m.iri for m in selected.figures),
    )
    return dataset_file(graph, cast('Literal["turtle", "nquads", "jsonld"]', format), None if whole else excerpt)


def _network(graph: KnowledgeGraph, selected: Selected) -> networkx.MultiDiGraph[str]:
    from tjgraph.query.network import to_networkx

    network = to_networkx(graph)
    kept = {s.iri for s in selected.inner}
    network.remove_nodes_from([node for node in network if node not in selected.entities])
    network.remove_edges_from([edge for edge in network.edges(keys=True) if edge[2] not in kept])
    return network


def _tables_of_csv(path: Path, types: Sequence[str], tables: Sequence[str]) -> Sequence[str]:
    """The titles of the tables to write, one where ``path`` is a file."""
    from tjgraph.ontology import load_ontology
    from tjgraph.query.entities import class_named

    if not path.suffix:
        return tables
    if not tables and len(types) == 1:
        ontology = load_ontology()
        cls = ontology.top_type(class_named(types[0], ontology))
        return (ontology.classes[cls].label_zh,)
    if len(tables) != 1:
        raise QueryError(
            "一个 CSV 文件只放一张表", where=str(path), remedy="用 --table 指定一张；或写一个目录名，每张表一个文件"
        )
    return tables


def _csv(graph: KnowledgeGraph, path: Path, selected: Selected, wanted: Sequence[str]) -> tuple[Path, ...]:
    from tjgraph.query.listing import listing

    made = listing(graph, selected, wanted)
    if path.suffix:
        write_output(path, _csv_text(made[0]))
        return (path,)
    path.mkdir(parents=True, exist_ok=True)
    files = tuple(path / f"{table.title}.csv" for table in made)
    for file, table in zip(files, made, strict=True):
        write_output(file, _csv_text(table))
    return files


def _csv_text(table: Table) -> str:
    from tjgraph.views.tables import render
    from tjgraph.views.workbook import with_passages

    return _BOM + render(with_passages(table), "csv")
