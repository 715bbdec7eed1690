"""The site on the graph: serve."""

from __future__ import annotations

import click

from tjgraph.cli.framework import Command
from tjgraph.cli.options import graph_option, opened_files
from tjgraph.cli.output import note
from tjgraph.errors import MissingExtraError


@click.command(
    "serve",
    cls=Command,
    short_help="开一个只读的网站：浏览、提问、SPARQL。",
    example="tjgraph serve\ntjgraph serve -g data/triples --port 8080",
)
@click.option("--host", default="127.0.0.1", metavar="HOST", help="在哪个地址上听，默认只有本机能访问。")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, metavar="N", help="端口，默认 8000；0 是任一空闲的。"
)
@graph_option
def serve(host: str, port: int, graphs: tuple[str, ...]) -> None:
    """在浏览器里看图谱：每样东西一页，报告原文处处相连，台账、表格、提问，和 SPARQL 端点。

    用 --store 时先从服务器取回报告，再开网站；之后服务器变了要重开。
    只读：没有什么请求能改图谱、读文件或上网。Ctrl-C 停止。需要 pip install 'tjgraph[web]'。
    """
    _require_web()
    from tjgraph.web.app import serve as run

    def ready(address: str) -> None:
        note(f"{address}　（Ctrl-C 停止）")

    with opened_files(graphs) as files:
        run(files, host=host, port=port, ready=ready)


def _require_web() -> None:
    from importlib.util import find_spec

    missing = [name for name in ("starlette", "uvicorn", "jinja2") if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            f"开网站需要 {'、'.join(missing)}，还没有安装",
            where="tjgraph serve",
            remedy="请运行 pip install 'tjgraph[web]'",
        )
