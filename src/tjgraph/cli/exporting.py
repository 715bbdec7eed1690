"""The graph as files for other programs: export."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, get_args

import click

from tjgraph.cli import completing
from tjgraph.cli.framework import Command
from tjgraph.cli.options import Decorated, graph_option, open_graph
from tjgraph.cli.output import write
from tjgraph.exporting import Format

_FILTERS = (
    click.option("--type", "types", multiple=True, metavar="TYPE", help="只要这一类，如 企业 或 Enterprise。"),
    click.option("--place", "places", multiple=True, metavar="PLACE", help="只要在这里的，如 滨海新区。"),
    click.option(
        "--year", "years", multiple=True, type=click.IntRange(1949, 2100), metavar="YEAR", help="只要说的是这一年的。"
    ),
    click.option("--status", "statuses", multiple=True, metavar="STATUS", help="只要有这种进展的，如 完成。"),
    click.option("--industry", "industries", multiple=True, metavar="INDUSTRY", help="只要属于这个产业的。"),
)


def filters(command: Decorated) -> Decorated:
    """The filters of `tjgraph.query.selection`, each of which may be given several times."""
    decorators: list[Callable[[Any], Any]] = list(_FILTERS)
    return reduce(lambda made, option: option(made), reversed(decorators), command)


@click.command(
    "export",
    cls=Command,
    short_help="导出为 Excel、CSV、Gephi 或 RDF 文件。",
    example="tjgraph export -o 天津.xlsx\n"
    "tjgraph export --type 项目 --status 完成 -o 完成的项目.csv\n"
    "tjgraph export --industry 绿色石化 -o 绿色石化.gexf\n"
    "tjgraph export --format nquads -o 全部.nq",
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    shell_complete=completing.files,
    help="写到哪里；CSV 写成目录就每张表一个文件。",
)
@click.option("--format", "format", type=click.Choice(get_args(Format)), help="格式，默认看 FILE 的扩展名。")
@click.option("--table", "tables", multiple=True, metavar="TABLE", help="Excel、CSV 里要哪些表，如 项目、数据。")
@filters
@graph_option
def export(
    output: str,
    format: str | None,
    tables: tuple[str, ...],
    graphs: tuple[str, ...],
    **wanted: tuple[Any, ...],
) -> None:
    """把图谱写成别的程序能用的文件，条件各种格式通用，同一条件写几次是“或”，不同条件是“且”。

    xlsx、csv 每行都带原句，单元格不会成为公式；graphml、gexf 给 Gephi；nquads、jsonld 一份报告一个命名图。
    """
    from tjgraph.exporting import export as write_export

    files = write_export(open_graph(graphs), Path(output), format=format, tables=tables, **wanted)  # type: ignore[arg-type]
    write("".join(f"{file}\n" for file in files))
