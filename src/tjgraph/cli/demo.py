"""The main job in one go, for somebody who has just installed the package."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tjgraph import resources
from tjgraph.cli.framework import Command
from tjgraph.cli.output import NO, colour, leave, write
from tjgraph.cli.progress import progress
from tjgraph.errors import MissingExtraError
from tjgraph.model import Table
from tjgraph.views.tables import marked, source, visible

if TYPE_CHECKING:
    from tjgraph.pipeline import Built

_PARK = "南港工业区"
_STEPS = 6


@click.command(
    "demo",
    cls=Command,
    short_help="先试这个：以天津 2025 年报告走完全程。",
    example="tjgraph demo\ntjgraph demo -o 试用",
)
@click.option(
    "-o", "--output", "directory", default="tjgraph-demo", metavar="DIR", help="写到哪个目录，默认 tjgraph-demo。"
)
def demo(directory: str) -> None:
    """读随包的报告，建图谱，检查它，画成网页，并回答：哪些企业与南港工业区有关？

    每个答案都带着报告里的原句。
    """
    from tjgraph import pipeline
    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.query.catalogue import run

    report, target = resources.bundled_report(), Path(directory)
    with progress("走完全程", _STEPS) as bar:
        built = pipeline.build(report, target, progress=lambda step: bar.update(1))
        bar.update(1)
        verdict, sound = _checked(built, report)
        bar.update(1)
        graph = KnowledgeGraph.load([built.path])
        page = pipeline.view(graph, target / f"{report.stem}.html")
        bar.update(1)
        table = run(graph, "park-enterprises", {"park": _PARK})
    facts = built.facts
    write(f"报告　{facts.document.title or report.stem}（{len(facts.document.text)} 字）\n")
    write(f"图谱　{built.path}：实体 {len(facts.entities)}，关系 {len(facts.claims)}，数字 {len(facts.observations)}\n")
    write(f"检查　{verdict}\n")
    write(f"网页　{page.path}（双击打开，不联网）\n")
    write(f"\n问：哪些企业与{_PARK}有关？\n\n{_answers(table)}\n{_next(page.path)}")
    if not sound:
        leave(NO)


def _checked(built: Built, report: Path) -> tuple[str, bool]:
    """What the check says, and whether the graph is sound as far as could be checked."""
    from tjgraph import pipeline

    try:
        problems = pipeline.check(built.path, report)
    except MissingExtraError as error:
        wrong = pipeline.misquoted(built.path, report)
        passages = f"{wrong} 段原文与报告不符" if wrong else "每段原文都与报告一字不差"
        return f"{passages}；形状没有检查：{error.remedy or error}", not wrong
    if problems:
        return f"{len(problems)} 处不对，看 tjgraph check {built.path} --text {report}", False
    return "形状都对，每段原文都与报告一字不差", True


def _answers(table: Table) -> str:
    """Each enterprise, the road that links it to the park, and under it the sentences that say so."""
    lines = []
    for record, passages in zip(_rows(table), table.evidence, strict=True):
        via = record["经由"] or _PARK
        road = f"{record['企业']} —{record['关系']}→ {via}" + (f" → {_PARK}" if via != _PARK else "")
        lines.append(visible(road))
        words = [str(record["企业"]), str(via), _PARK]
        lines += [f"    {marked(p.quote, words, colour=colour())}（{source(p)}）" for p in passages]
    return "\n".join(lines) + "\n"


def _rows(table: Table) -> list[dict[str, object]]:
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _next(page: Path) -> str:
    """What to try next, with the command as it can be typed here."""
    typed = sys.argv[0] if Path(sys.argv[0]).name == "tjgraph" else "python -m tjgraph"
    program = "tjgraph" if shutil.which("tjgraph") else typed
    return f"""接着试：
  打开 {page}
  {program} show {_PARK}
  {program} query --list
  {program} build 你的报告.txt
"""
