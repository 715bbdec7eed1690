"""The graph as tools for assistants: mcp."""

from __future__ import annotations

import click

from tjgraph.cli.framework import Command
from tjgraph.cli.options import graph_option, opened_files
from tjgraph.errors import MissingExtraError


@click.command(
    "mcp",
    cls=Command,
    short_help="让 AI 助手用图谱（MCP，经标准输入输出）。",
    example="tjgraph mcp\ntjgraph mcp -g data/triples",
)
@graph_option
def mcp(graphs: tuple[str, ...]) -> None:
    """以 MCP（模型上下文协议）提供六个工具：search、entity、ask、sparql、evidence、ledger，每个答案都带原句。

    由助手启动，例如在它的配置里写 {"mcpServers": {"tjgraph": {"command": "tjgraph", "args": ["mcp"]}}}。
    只读，不联网；用 --store 时先从那个服务器取回报告。需要 pip install 'tjgraph[mcp]'。
    """
    from importlib.util import find_spec

    if find_spec("mcp") is None:
        raise MissingExtraError("没有安装 MCP 的库", where="tjgraph mcp", remedy="请运行 pip install 'tjgraph[mcp]'")
    from tjgraph.mcp.server import serve

    with opened_files(graphs) as files:
        serve(files)
