"""The rows that the extraction reads by: check them all, try them on a sentence."""

from __future__ import annotations

from pathlib import Path

import click

from tjgraph.cli.framework import Command, LazyGroup
from tjgraph.cli.options import format_option, sentence_options
from tjgraph.cli.output import NO, leave, no, note, report, write
from tjgraph.model import Table
from tjgraph.views.tables import render

_lexicon_option = click.option(
    "--lexicon",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="用这个目录里的词表；默认 ontology/lexicon，或环境变量 TJGRAPH_LEXICON 所指。",
)


@click.group(
    "lexicon",
    cls=LazyGroup,
    lazy={"check": "tjgraph.cli.rules:check", "try": "tjgraph.cli.rules:try_sentence"},
    short_help="词表（ontology/lexicon）：检查每一行，试一句话。",
    example='tjgraph lexicon check\ntjgraph lexicon try "推动海阳算力产业园开工建设。"',
)
def lexicon() -> None:
    """抽取所凭的规则都是词表里的行。加一行：先 try 一句话，再 check；步骤见 ontology/lexicon/README.md。"""


@click.command(
    "check",
    cls=Command,
    short_help="每一行都读一遍，错在哪行说哪行。",
    example="tjgraph lexicon check",
)
@click.argument("directory", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@format_option
def check(directory: Path | None, format: str) -> None:
    """检查 DIR（默认 ontology/lexicon）里的词表：表头、各格的写法、重复、例句，并列出有哪些表。

    不成立的行一行一条，写明 文件:行，退出码为 1。例句读不出该行所说的，只提醒。
    """
    from tjgraph import pipeline

    found = pipeline.check_lexicon(directory)
    table = found.tables
    if format == "table":
        table = Table(table.columns[:2], tuple(row[:2] for row in table.rows), table.title)
    report((table,), format)
    for problem in found.problems:
        note(f"错误：{problem}")
    for example in found.stale:
        note(f"注意：{example}")
    if found.problems:
        leave(NO)


@click.command(
    "try",
    cls=Command,
    short_help="用词表读一句话，看每条事实凭的是哪一行。",
    example='tjgraph lexicon try "推动海阳算力产业园开工建设。" --kind plan --year 2025 --place 天津',
)
@click.argument("sentence", metavar="SENTENCE")
@_lexicon_option
@sentence_options
def try_sentence(
    sentence: str, directory: Path | None, kind: str | None, place: str | None, year: int | None, format: str
) -> None:
    """列出句子里读出的实体、关系和数字，各凭词表的哪一行（文件:行）；再列出句中有其词、却没有用上的行。

    词表改了就能试，不用重装。一样也没有读出，退出码为 1。
    """
    from tjgraph import pipeline

    if year is None:
        note("（没给 --year：不知道说的是哪一年，数字读不出来）")
    facts, idle = pipeline.try_lexicon(sentence, directory, kind=kind, place=place, year=year)  # type: ignore[arg-type]
    if format == "table":
        shown = Table(facts.columns, facts.rows, sentence.strip())
        report([table for table in (shown, idle) if table.rows], format)
    else:
        write(render(facts, format))
    if not facts.rows:
        no("这句话里没有读出任何事实")
