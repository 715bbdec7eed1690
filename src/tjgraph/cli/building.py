"""From a report to its graph: build, check, explain."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tjgraph.cli import completing
from tjgraph.cli.framework import Command
from tjgraph.cli.messages import explained
from tjgraph.cli.options import (
    format_option,
    place_option,
    report_files,
    sentence_options,
    store_option,
    store_url,
    year_option,
)
from tjgraph.cli.output import NO, WRONG, answer, leave, note, write
from tjgraph.cli.progress import progress
from tjgraph.errors import InputError, TjgraphError
from tjgraph.manifest import text_of
from tjgraph.model import Table
from tjgraph.views.tables import render

if TYPE_CHECKING:
    from tjgraph.corpus import Outcome


@click.command(
    "build",
    cls=Command,
    short_help="从报告建图谱，一份报告一个 .ttl。",
    example="tjgraph build data/reports/tianjin-2025.txt -o out\ntjgraph build data/reports/*.txt -o out",
)
@click.argument("reports", nargs=-1, required=True, metavar="REPORT...", shell_complete=completing.files)
@click.option(
    "-o",
    "--output",
    "directory",
    default="data/triples",
    metavar="DIR",
    shell_complete=completing.files,
    help="写到哪个目录，默认 data/triples。",
)
@place_option
@year_option
@click.option("--dask", "cluster", metavar="ADDRESS", help="在 Dask 集群上建：调度器的地址，如 tcp://10.0.0.1:8786。")
def build(reports: tuple[str, ...], directory: str, place: str | None, year: int | None, cluster: str | None) -> None:
    """读政府工作报告（.txt、.html、.docx、.pdf），写出 RDF 图谱：DIR/报告名.ttl。

    网页、Word、PDF 里读出的文字写在旁边的 DIR/报告名.txt，图谱里的位置按它数；需要 pip install 'tjgraph[documents]'。

    多份报告用上所有的核；--dask 用上许多台机器，需要 pip install 'tjgraph[cluster]'。
    同样的报告总是写出同样的字节；文本、规则和版本都没有变的不再建，中断后再运行同样的命令就接着建。
    一份读不了，其余照建，最后退出码为 2。
    """
    from tjgraph.corpus import build_corpus

    files = [Path(report) for report in reports]
    try:
        with _bar(len(files)) as heard:
            outcomes = build_corpus(files, Path(directory), place=place, year=year, cluster=cluster, heard=heard)
    except KeyboardInterrupt:
        note("（已建好的都留下了；再运行同样的命令就接着建）")
        raise
    unchanged = sum(outcome.unchanged for outcome in outcomes)
    if unchanged:
        every = "都" if unchanged == len(outcomes) else f"中有 {unchanged} 份"
        note(f"{len(outcomes)} 份报告{every}没有变（文本、规则和版本与上次相同），不必再建")
    if any(outcome.error for outcome in outcomes):
        leave(WRONG)


@contextlib.contextmanager
def _bar(total: int) -> Iterator[Callable[[Outcome], None]]:
    """What hears of each report: on a terminal a bar, and the lines when it is gone; elsewhere the lines at once."""
    if total == 1 or not sys.stderr.isatty():
        yield _tell
        return
    heard: list[Outcome] = []
    try:
        with progress("建图谱", total) as bar:

            def hear(outcome: Outcome) -> None:
                heard.append(outcome)
                bar.update(1)

            yield hear
    finally:
        for outcome in heard:
            _tell(outcome)


def _tell(outcome: Outcome) -> None:
    """One report: where its graph is, and how much is in it; or what is wrong."""
    name, error = outcome.report.name, outcome.error
    if error is not None:
        if "TJGRAPH_DEBUG" in os.environ:
            raise error
        note(f"错误：{error if isinstance(error, TjgraphError) else explained(error)}")
        return
    if not outcome.unchanged:
        note(f"{name}：实体 {outcome.entities}，关系 {outcome.claims}，数字 {outcome.observations}")
        if outcome.unknown:
            wanting = "和".join({"place": "地方", "year": "年份"}[what] for what in outcome.unknown)
            options = "、".join(f"--{what}" for what in outcome.unknown)
            note(f"（{name} 里没有认出{wanting}，用 {options} 说）")
        if outcome.report.suffix.lower() != ".txt":
            note(f"（读出的文字在 {outcome.path.with_suffix('.txt')}，图谱里的位置按它数）")
    write(f"{outcome.path}\n")


@click.command(
    "check",
    cls=Command,
    short_help="检查图谱：形状对不对，原文在不在。",
    example="tjgraph check data/triples/tianjin-2025.ttl",
)
@click.argument("graphs", nargs=-1, metavar="[GRAPH...]", shell_complete=completing.files)
@click.option(
    "--text", metavar="FILE", shell_complete=completing.files, help="报告原文；不写就在图谱旁边和 ../reports 里找。"
)
@format_option
@store_option
def check(graphs: tuple[str, ...], text: str | None, format: str) -> None:
    """用 SHACL 检查图谱，并逐条核对每段原文：text[start:end] 与图中所记一字不差。

    没有问题退出码为 0，有问题逐条列出，退出码为 1。需要 pip install 'tjgraph[check]'。
    用 --store 时 GRAPH 是服务器里报告的名字，如 tianjin-2025，不写就是全部。
    """
    from tjgraph.graph.inputs import graph_files

    with report_files(graphs) as chosen:
        files = chosen if text and len(chosen) > 1 else graph_files(chosen)  # a directory stands for the graphs in it
        if text is not None and len(files) != 1:
            raise InputError("--text 只能配一个图谱", where="--text", remedy="一次检查一个图谱")
        texts = {graph: Path(text) if text else text_of(graph) for graph in files}
        for graph in (graph for graph, source in texts.items() if source is None):
            note(f"（找不到 {graph.stem}.txt，没有核对原文；用 --text 指定）")
        rows = list(_problems(texts))
    table = Table(("图谱", "名称", "问题", "句子", "节点"), tuple(rows))
    if rows:
        answer(table, format)
        leave(NO)
    write(f"通过：{'、'.join(f.name for f in files)}\n" if format == "table" else render(table, format))


def _problems(texts: Mapping[Path, Path | None]) -> Iterator[tuple[str, ...]]:
    """What is wrong with each graph, held against its text; a bar tells how many are done where there are several."""
    from tjgraph import pipeline

    shown = len(texts) > 1 and sys.stderr.isatty()
    with progress("检查", len(texts)) if shown else contextlib.nullcontext() as bar:
        for graph, text in texts.items():
            name = graph.stem if store_url() else str(graph)  # a file that was fetched is soon gone
            for problem in pipeline.check(graph, text):
                yield name, problem.label, problem.message, problem.sentence, problem.node
            if bar is not None:
                bar.update(1)


@click.command(
    "explain",
    cls=Command,
    short_help="一句话里读出了什么，凭哪条规则、哪条线索。",
    example='tjgraph explain "推动云帆科技、临江工业区三期等项目加快建设。" --kind plan --year 2025 --place 天津',
)
@click.argument("sentence", metavar="SENTENCE")
@sentence_options
def explain(sentence: str, kind: str | None, place: str | None, year: int | None, format: str) -> None:
    """列出句子里的实体、关系和数字，每条都带规则的编号、触发的线索和原文位置。"""
    from tjgraph import pipeline
    from tjgraph.views.explanation import explanation

    if year is None:
        note("（没给 --year：不知道说的是哪一年，数字读不出来）")
    facts = pipeline.explain(sentence, kind=kind, place=place, year=year)  # type: ignore[arg-type]
    table = explanation(facts)
    if format == "table":
        # Its sentence is on the screen already; the column 位置 says where in it.
        table = Table(table.columns, table.rows, facts.document.text.strip())
    answer(table, format, nothing="这句话里没有读出任何事实")
