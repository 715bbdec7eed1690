"""Asking by name and by question: show, find, query, stats."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tjgraph.cli import completing, plain
from tjgraph.cli.framework import Command
from tjgraph.cli.options import open_graph, open_names, reading_options
from tjgraph.cli.output import answer, report
from tjgraph.errors import QueryError
from tjgraph.model import Table


@click.command(
    "show",
    cls=Command,
    short_help="一个实体的全部：关系、进展、数字、提及。",
    example="tjgraph show 南港工业区\ntjgraph show 天津港 --format json",
)
@click.argument("name", metavar="NAME", shell_complete=completing.names)
@click.option("--type", "type", metavar="TYPE", help="同名时指明类型，如 Park 或 园区。")
@reading_options
def show(name: str, type: str | None, graphs: tuple[str, ...], format: str) -> None:
    """说出图谱所知的 NAME（名称、别名或 IRI），每条都带原句；没有这个名字时列出相近的。"""
    plain.show(open_names(graphs), name, type, format)


@click.command(
    "stats",
    cls=Command,
    short_help="图谱里有多少东西。",
    example="tjgraph stats\ntjgraph stats --format csv",
)
@reading_options
def stats(graphs: tuple[str, ...], format: str) -> None:
    """数一数：实体、关系、进展、数字，报告里的与背景里的分开。"""
    from tjgraph.query.statistics import stats as count

    report([table for table in count(open_graph(graphs)) if table.rows], format)


@click.command(
    "find",
    cls=Command,
    short_help="按部分名称、别名或拼音找。",
    example="tjgraph find 港\ntjgraph find ngyq --format json",
)
@click.argument("text", metavar="TEXT")
@reading_options
def find(text: str, graphs: tuple[str, ...], format: str) -> None:
    """列出名称或别名里有 TEXT 的（字，或拼音、拼音首字母），最相关的在前；没有时列出读音相同的，再没有，列出相近的。"""
    plain.look_for(open_names(graphs), text, format)


@click.command(
    "query",
    cls=Command,
    short_help="按问题查：随包的问题，或自己的 .rq 文件。",
    example="tjgraph query --list\ntjgraph query park-enterprises --param park=南港工业区",
)
@click.argument("name", required=False, metavar="NAME-or-FILE.rq", shell_complete=completing.questions)
@click.option(
    "--param", "-p", "params", multiple=True, metavar="K=V", help="问题的参数，可写多次，如 park=南港工业区。"
)
@click.option("--list", "listing", is_flag=True, help="列出随包的问题和它们的参数。")
@reading_options
def query(name: str | None, params: tuple[str, ...], listing: bool, graphs: tuple[str, ...], format: str) -> None:
    """问一个问题：NAME 是随包问题的名字（--list 列出），也可以是写着 SPARQL 的 .rq 文件。

    参数按名称绑定到图中的东西，不拼进查询文本；没给的参数用问题自带的默认值。
    """
    from tjgraph.query.catalogue import find_query, run

    if listing:
        answer(_listing(), format)
        return
    if name is None:
        raise click.UsageError("缺少问题的名字；用 --list 列出", click.get_current_context())
    given = {p.name: p.default or "" for p in find_query(name).params} | _pairs(params)
    table = run(open_graph(graphs), name, _pairs(params))
    answer(table, format, words=tuple(given.values()), nothing="没有符合的结果")


def _listing() -> Table:
    from tjgraph.query.catalogue import load_catalogue

    rows = tuple((q.name, q.title, q.question, " ".join(map(str, q.params))) for q in load_catalogue().values())
    return Table(("名字", "标题", "问题", "参数"), rows)


def _pairs(params: Sequence[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for param in params:
        key, equals, value = param.partition("=")
        if not (key and equals):
            raise QueryError(f"参数“{param}”不是 名字=值", where="--param", remedy="如 --param park=南港工业区")
        pairs[key] = value
    return pairs
