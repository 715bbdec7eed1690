"""Asking in Chinese: ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tjgraph.cli.framework import Command
from tjgraph.cli.options import open_graph, reading_options
from tjgraph.cli.output import NO, leave, note, report, write
from tjgraph.model import Table
from tjgraph.views.tables import evidence_record, number, render_json

if TYPE_CHECKING:
    from tjgraph.query.question import Answer, Item


@click.command(
    "ask",
    cls=Command,
    short_help="用中文提问，答案都带原句。",
    example='tjgraph ask "哪些企业与南港工业区有关?"\ntjgraph ask 今年地区生产总值的增长目标是多少 --format json',
)
@click.argument("question", metavar="QUESTION")
@reading_options
def ask(question: str, graphs: tuple[str, ...], format: str) -> None:
    """回答中文问题 QUESTION：说出怎样理解、用了什么 SPARQL、答案和依据的原句。

    问得到的是报告写明的事：有哪些、在哪里、谁建的、进展如何、多少、目标、增减、哪个最多、两者或两年相比、是不是。
    看不懂或报告里没有时照实说，列出能问的相近问题，退出码为 1。
    """
    from tjgraph.query.question import ask as answer_to

    found = answer_to(open_graph(graphs), question)
    if format == "json":
        write(render_json(_record(found)))
    elif found.items or format == "csv":
        report((_table(found),), format, words=tuple(name for item in found.items for name in _names(item)))
    if format == "table" and found.items:
        write(f"\n理解：{found.interpretation}\nSPARQL：\n{found.sparql}\n")
    if not found.items:
        _say_why_not(found)
        leave(NO)


def _say_why_not(found: Answer) -> None:
    note(f"报告里没有。问题理解为：{found.interpretation}" if found.understood else found.interpretation)
    if found.nearby:
        note("可以问：" + " ".join(found.nearby))


def _table(found: Answer) -> Table:
    rows = tuple((item.label, item.value, item.unit) for item in found.items)
    return Table(("答案", "数值", "单位"), rows, title="", evidence=tuple(item.evidence for item in found.items))


def _names(item: Item) -> tuple[str, ...]:
    return (item.label, *item.aliases) if item.value is None else ()


def _record(found: Answer) -> dict[str, Any]:
    """The answer as JSON has it."""
    return {
        "question": found.question,
        "understood": found.understood,
        "interpretation": found.interpretation,
        "sparql": found.sparql,
        "answers": [
            {
                "label": item.label,
                "aliases": list(item.aliases),
                "value": number(item.value),
                "unit": item.unit,
                "iri": item.iri,
                "evidence": [evidence_record(e) for e in item.evidence],
            }
            for item in found.items
        ],
        "nearby": list(found.nearby),
    }
