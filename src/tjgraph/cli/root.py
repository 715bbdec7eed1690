"""The group of all commands. Their modules are imported when a command is called."""

from __future__ import annotations

import click

from tjgraph import __version__
from tjgraph.cli.framework import LazyGroup

_COMMANDS = {
    "demo": "tjgraph.cli.demo:demo",
    "build": "tjgraph.cli.building:build",
    "check": "tjgraph.cli.building:check",
    "show": "tjgraph.cli.lookups:show",
    "find": "tjgraph.cli.lookups:find",
    "query": "tjgraph.cli.lookups:query",
    "ask": "tjgraph.cli.asking:ask",
    "ledger": "tjgraph.cli.ledger:ledger",
    "stats": "tjgraph.cli.lookups:stats",
    "path": "tjgraph.cli.network:path",
    "neighbors": "tjgraph.cli.network:neighbors",
    "connect": "tjgraph.cli.network:connect",
    "central": "tjgraph.cli.network:central",
    "communities": "tjgraph.cli.network:communities",
    "view": "tjgraph.cli.viewing:view",
    "serve": "tjgraph.cli.serving:serve",
    "compare": "tjgraph.cli.comparing:compare",
    "diff": "tjgraph.cli.comparing:diff",
    "export": "tjgraph.cli.exporting:export",
    "mcp": "tjgraph.cli.assistant:mcp",
    "void": "tjgraph.cli.void:void",
    "publish": "tjgraph.cli.publishing:publish",
    "explain": "tjgraph.cli.building:explain",
    "lexicon": "tjgraph.cli.rules:lexicon",
}


@click.group(
    "tjgraph",
    cls=LazyGroup,
    lazy=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    example="tjgraph demo\ntjgraph show 南港工业区",
)
@click.version_option(__version__, "-V", "--version", message="tjgraph %(version)s", help="显示版本。")
def main() -> None:
    """政府工作报告 → 知识图谱：每条三元组都指回原文。

    先试 tjgraph demo；各命令的说明看 tjgraph 命令 --help。
    读图的命令默认用当前目录下的 data/triples/*.ttl，没有就用随包的天津 2025 年图谱。
    退出码：0 完成；1 做了，但答案是“没有”或检查不通过；2 用法或输入不对。
    """
