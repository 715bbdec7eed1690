"""Promises against outcomes: ledger."""

from __future__ import annotations

from pathlib import Path

import click

from tjgraph.cli import completing
from tjgraph.cli.framework import Command
from tjgraph.cli.options import format_option, report_files, store_option
from tjgraph.cli.output import no, note, report, write
from tjgraph.errors import InputError


@click.command(
    "ledger",
    cls=Command,
    short_help="台账：去年许诺的，今年怎么说。",
    example="tjgraph ledger data/reports/tianjin-2025.txt\ntjgraph ledger data/triples/tianjin-2025.ttl -o 台账.xlsx",
)
@click.argument("old", metavar="OLD", shell_complete=completing.files)
@click.argument("new", metavar="[NEW]", required=False, shell_complete=completing.files)
@click.option(
    "-o",
    "--output",
    metavar="FILE.xlsx",
    shell_complete=completing.files,
    help="写成 Excel 工作簿：汇总、各类一张表、说明。",
)
@format_option
@store_option
def ledger(old: str, new: str | None, output: str | None, format: str) -> None:
    """拿旧报告 OLD 的目标、项目、举措，对新报告 NEW 的回顾与部署：图谱（.ttl）或报告原文都可以。

    结论用行内的词：已完成、超额完成、推进中、未达目标、再次部署、未提及；每条都有两边的原句，拿不准的标“存疑”。
    只给 OLD 时列出它的目标和打算，是一本待兑现的台账。两份报告应是同一地方前后两年的。
    用 --store 时 OLD、NEW 是服务器里报告的名字，如 tianjin-2025。
    """
    from tjgraph import pipeline
    from tjgraph.views import ledger as views
    from tjgraph.views.tables import render_json

    if output is not None and Path(output).suffix.lower() != ".xlsx":
        raise InputError("Excel 文件要以 .xlsx 结尾", where=output, remedy="如 -o 台账.xlsx")
    with report_files((old, new) if new else (old,)) as files:
        found = pipeline.ledger(*files)
    for warning in found.warnings:
        note(f"（{warning}）")
    if output is not None:
        from tjgraph.views.workbook import write_workbook

        write_workbook(views.sheets(found), Path(output), fills=views.fills(found))
        write(f"{output}\n")
    elif format == "json":
        write(render_json(views.records(found)))
    elif found.entries:
        heading = (views.summary(found),) if format == "table" else ()
        report((*heading, *views.tables(found)), format)
    if not found.entries:
        no("没有找到目标、项目或举措")
