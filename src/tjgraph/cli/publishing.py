"""A corpus into a SPARQL server: publish."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from tjgraph.cli import completing
from tjgraph.cli.framework import Command
from tjgraph.cli.graphs import chosen_graphs
from tjgraph.cli.output import note, write
from tjgraph.cli.progress import progress
from tjgraph.views.tables import visible

if TYPE_CHECKING:
    from tjgraph.publishing import Done

_SHOWN = 5  # reports named that were not given
_SAID: dict[Done, str] = {"new": "新发布", "changed": "换成新的", "merged": "没有给出，重新合入"}


@click.command(
    "publish",
    cls=Command,
    short_help="把图谱放进 SPARQL 服务器。",
    example="tjgraph publish --store http://127.0.0.1:7878/store\n"
    "tjgraph publish --store http://127.0.0.1:8890/sparql-graph-crud-auth data/triples",
)
@click.argument("graphs", nargs=-1, metavar="[GRAPH...]", shell_complete=completing.files)
@click.option("--store", "url", required=True, metavar="URL", help="服务器的 Graph Store Protocol 地址。")
def publish(graphs: tuple[str, ...], url: str) -> None:
    """把报告的图谱（.ttl 或目录）一份一份放进 SPARQL 1.1 服务器，连同本体和背景；之后各命令用 --store 问它。

    每份报告一个命名图。已经在库里、没有变的跳过；中断后再运行同样的命令就接着做；库里别的报告不动。
    用户名和密码写在环境变量 TJGRAPH_STORE_USER、TJGRAPH_STORE_PASSWORD 里，不会显示。
    需要 pip install 'tjgraph[remote]'；Oxigraph、Virtuoso 等各写什么地址，见 docs/stores.md。
    """
    from tjgraph.publishing import publish as put_into

    try:
        with _heard() as (found, heard, kept):
            published = put_into(chosen_graphs(graphs), url, found=found, heard=heard)
    except KeyboardInterrupt:
        note("（已发布的都留下了；再运行同样的命令就接着做）")
        raise
    more = f"；另有 {published.kept} 份没有给出，留在库里（{_listed(kept)}）" if kept else ""
    note(
        f"报告：新发布 {published.new} 份，换成新的 {published.changed} 份，已在库里 {published.unchanged} 份{more}；"
        f"写入三元组 {published.triples} 条"
    )
    write(f"{published.address}\n")


def _listed(names: list[str]) -> str:
    shown = "、".join(visible(name) for name in names[:_SHOWN])
    return f"{shown} 等" if len(names) > _SHOWN else shown


@contextlib.contextmanager
def _heard() -> Iterator[tuple[Callable[[int], None], Callable[[str, Done], None], list[str]]]:
    """What hears how many parts there are, what hears of each, and the names of those kept, as they are heard of.

    On a terminal a bar shows it, elsewhere a line for each that is written.
    """
    kept: list[str] = []

    def heard(name: str, done: Done) -> None:
        if done in ("kept", "merged"):
            kept.append(name)
        if bar is not None:
            bar.update(1)
        elif done in _SAID:
            note(f"{visible(name)}：{_SAID[done]}")

    def found(count: int) -> None:
        if bar is not None:
            bar.length = count

    with progress("发布", 0) if sys.stderr.isatty() else contextlib.nullcontext() as bar:
        yield found, heard, kept
