"""What the files of a dataset hold, for catalogues: void."""

from __future__ import annotations

from pathlib import Path

import click

from tjgraph.cli import completing
from tjgraph.cli.framework import Command
from tjgraph.cli.graphs import chosen_graphs
from tjgraph.cli.output import write


@click.command(
    "void",
    cls=Command,
    short_help="写出数据集的 VoID 与 DCAT 描述。",
    example="tjgraph void\ntjgraph void data/triples -o data/void.ttl",
)
@click.argument("graphs", nargs=-1, metavar="[GRAPH...]", shell_complete=completing.files)
@click.option("-o", "--output", default="data/void.ttl", metavar="FILE", help="写到哪里，默认 data/void.ttl。")
def void(graphs: tuple[str, ...], output: str) -> None:
    """给数据目录和别的程序看：有多少三元组，各类、各属性多少，哪些报告、地方和年份，文件在哪、多大、校验和。

    放在图谱的上一级目录，不会被当作报告的图谱。服务器（tjgraph serve）在 /.well-known/void 说同样的话。
    """
    from tjgraph.graph.void import write_description

    write_description(chosen_graphs(graphs), Path(output))
    write(f"{output}\n")
