"""The graph as a page: view."""

from __future__ import annotations

from pathlib import Path

import click

from tjgraph.cli import completing
from tjgraph.cli.framework import Command
from tjgraph.cli.options import graph_option, open_graph
from tjgraph.cli.output import note, write


@click.command(
    "view",
    cls=Command,
    short_help="画成一个网页文件，双击即开，不联网。",
    example="tjgraph view -o 天津.html\ntjgraph view --focus 南港工业区 --depth 2 --type 企业 --type 园区 -o 南港.html",
)
@click.option("--focus", metavar="NAME", shell_complete=completing.names, help="只画 NAME 周围的。")
@click.option("--depth", type=click.IntRange(1, 6), default=1, metavar="K", help="与 --focus 合用：走几步，默认 1。")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="只画这一类，如 企业 或 Enterprise，可写多次。")
@click.option(
    "-o",
    "--output",
    default="tjgraph.html",
    metavar="FILE",
    shell_complete=completing.files,
    help="写到哪里，默认 tjgraph.html。",
)
@graph_option
def view(focus: str | None, depth: int, types: tuple[str, ...], output: str, graphs: tuple[str, ...]) -> None:
    """写出一个自足的 HTML 文件：可搜索、可筛选、找路径、存成图片，点一样东西就看到说它的原句。

    事物超过 2000 个时画联系和提及最多的，并说出全图有多少。
    """
    from tjgraph import pipeline

    page = pipeline.view(open_graph(graphs), Path(output), focus=focus, depth=depth, types=types)
    if page.notice:
        note(f"{page.notice}别的部分请用 --focus 或 --type 单画。")
    note(f"实体 {page.nodes}，关系 {page.edges}，{page.size / 1e6:.1f} MB；双击打开：")
    write(f"{page.path}\n")
