"""Several reports side by side: compare, diff."""

from __future__ import annotations

from pathlib import Path

import click

from tjgraph.cli import completing
from tjgraph.cli.framework import Command
from tjgraph.cli.options import format_option, open_graph, reading_options, report_files, store_option
from tjgraph.cli.output import colour, note, report, width, write
from tjgraph.views.tables import render


@click.command(
    "compare",
    cls=Command,
    short_help="一个指标，各地各年放在一起比。",
    example="tjgraph compare 地区生产总值\ntjgraph compare 地区生产总值 --place 天津 --year 2024 --chart 图.svg",
)
@click.argument("indicator", metavar="INDICATOR")
@click.option("--place", "places", multiple=True, metavar="PLACE", help="只看这里的，可写多次。")
@click.option(
    "--year", "years", multiple=True, type=click.IntRange(1949, 2100), metavar="YEAR", help="只看这一年的，可写多次。"
)
@click.option("--chart", metavar="FILE.svg", help="再画一张图：实心为实际，空心为目标，悬停看原句。")
@reading_options
def compare(
    indicator: str,
    places: tuple[str, ...],
    years: tuple[int, ...],
    chart: str | None,
    graphs: tuple[str, ...],
    format: str,
) -> None:
    """列出 INDICATOR 在各份报告里的数：同一指标的不同说法算一个，数值与增长、实际与目标分开，每格都有原句。

    下降的记为负数；年均、累计之类不是一年整的数，在括号里注明。没有这个指标时列出相近的。
    """
    from tjgraph import pipeline
    from tjgraph.query.comparison import comparison_table
    from tjgraph.views.comparison import comparison

    found = pipeline.compare(open_graph(graphs), indicator, places=places, years=years)
    if chart is not None:
        from tjgraph.files import write_output
        from tjgraph.views.chart import chart as draw

        write_output(Path(chart), draw(found))
        note(f"图：{chart}")
    if format == "table":
        write(comparison(found, width=width(), colour=colour()))
    else:
        write(render(comparison_table(found), format))


@click.command(
    "diff",
    cls=Command,
    short_help="两份报告之间，什么新增、不再提及、变了。",
    example="tjgraph diff data/triples/tianjin-2025.ttl data/reports/tianjin-2025.txt",
)
@click.argument("old", metavar="OLD", shell_complete=completing.files)
@click.argument("new", metavar="NEW", shell_complete=completing.files)
@format_option
@store_option
def diff(old: str, new: str, format: str) -> None:
    """比较两份报告（图谱 .ttl 或报告原文）：实体、进展、数据里变了的、新增的、不再提及的，每条都有原句。

    数据按指标、主体、性质配对，上年对上年、当年对当年；两边相同的不列。
    用 --store 时 OLD、NEW 是服务器里报告的名字，如 tianjin-2025。
    """
    from tjgraph import pipeline

    with report_files((old, new)) as files:
        tables = pipeline.diff(*files)
    if format == "table":
        note("；".join(f"{table.title} {len(table.rows)} 处" for table in tables))
    report([table for table in tables if table.rows or format == "json"], format)
