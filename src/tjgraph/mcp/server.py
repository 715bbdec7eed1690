"""The server that assistants start: the tools over stdin and stdout, by the official SDK."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

from tjgraph import __version__
from tjgraph.errors import TjgraphError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.mcp.tools import Tools
from tjgraph.web.limits import Limits
from tjgraph.web.workers import Pool

_P = ParamSpec("_P")
_Answer = TypeVar("_Answer")

_INSTRUCTIONS = """政府工作报告的知识图谱。每个答案都带报告的原句（sentence）和它在报告里的位置；
回答时请引用原句，不要添加图谱里没有的事。
先用 ask 提问；要一样东西的全部用 entity（不确定名称先 search）；要依据用 evidence；
要看许诺与结果用 ledger；以上都不够再写 sparql。
内容："""
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_LIMITS = Limits(seconds=10, memory=256 << 20, rows=1000, workers=2, long=2, quick_seconds=2)


def create_server(tools: Tools) -> MCPServer[None]:
    """The server with its tools."""
    server: MCPServer[None] = MCPServer(
        "tjgraph", version=__version__, instructions=_INSTRUCTIONS + tools.about, log_level="WARNING"
    )
    for tool in (tools.search, tools.entity, tools.ask, tools.evidence, tools.ledger):
        server.add_tool(_explaining(tool), annotations=_READS)
    if tools.takes_queries:
        server.add_tool(tools.sparql, annotations=_READS)
    return server


def _explaining(tool: Callable[_P, _Answer]) -> Callable[_P, _Answer]:
    """``tool``, whose errors of ours reach the assistant as they are: they say what to do."""

    @wraps(tool)
    def explaining(*args: _P.args, **kwargs: _P.kwargs) -> _Answer:
        try:
            return tool(*args, **kwargs)
        except TjgraphError as error:
            raise ToolError(str(error)) from error

    return explaining


def serve(graphs: Sequence[Path]) -> None:
    """Answer on stdin and stdout until stdin ends. Where queries cannot be confined there is no tool for them."""
    graph = KnowledgeGraph.load(graphs)
    pool = Pool(graph.dataset(), _LIMITS, v.PREFIXES) if sys.platform == "linux" else None
    try:
        create_server(Tools(graph, pool)).run("stdio")
    finally:
        if pool is not None:
            pool.close()
