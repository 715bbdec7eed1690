"""Names in the lexicon are known everywhere: each has a general source, none is there for what one report says.

``TJGRAPH_REPORTS`` names a directory with the reports that the rules were written from (``*.txt``, those of the State
Council ``china-*.txt``): with it, what the sources say is held against them.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from tjgraph import resources
from tjgraph.lexicon import load_lexicon
from tjgraph.lexicon.naming import KnownName

# The other tables that hold names of particular things; each names its sources in its first lines.
NAME_TABLES = ("ambiguous_names", "divisions", "industries", "nationalities", "province_letters")
NATIONAL = "国务院政府工作报告"
SEVERAL = "见于多省市报告"
REPORTS = os.environ.get("TJGRAPH_REPORTS", "")
needs_reports = pytest.mark.skipif(not REPORTS, reason="TJGRAPH_REPORTS names no directory with the reports")


def known() -> list[KnownName]:
    return list(load_lexicon().naming.known.values())


@cache
def reports() -> dict[str, str]:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(REPORTS).glob("*.txt"))}
    assert len(texts) > 1, f"no reports in {REPORTS}"
    return texts


def found_in(name: str) -> list[str]:
    return [report for report, text in reports().items() if name in text]


def listed(names: list[str]) -> str:
    return "\n" + "\n".join(names)


def test_every_known_name_has_a_source() -> None:
    assert not [row.rule for row in known() if not row.source.strip()]


def test_no_source_is_one_report_of_one_place() -> None:
    one = re.compile(r"(?:20\d\d年.{0,8}|[省市区县])(?:人民)?政府工作报告")
    assert not [f"{row.rule}: {row.source}" for row in known() if one.search(row.source)]


@pytest.mark.parametrize("table", NAME_TABLES)
def test_a_table_of_names_says_where_they_come_from(table: str) -> None:
    path = resources.lexicon_dir() / f"{table}.csv"
    comments = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert any("来源：" in line for line in comments), f"{path}: the comment above the header names no source (来源：…)"


@needs_reports
def test_a_name_of_one_report_alone_has_a_source() -> None:
    names = [row for row in known() if len(found_in(row.word)) == 1]
    assert names, "these are not the reports that the rules were written from"
    bare = [f"{row.word} ({found_in(row.word)[0]})" for row in names if not row.source.strip()]
    assert not bare, listed(bare)


@needs_reports
def test_what_is_said_to_stand_in_national_reports_is_not_in_one_local_report_alone() -> None:
    wrong = [
        f"{row.word} ({found_in(row.word)[0]}): {row.source}"
        for row in known()
        if NATIONAL in row.source and len(found_in(row.word)) == 1 and not found_in(row.word)[0].startswith("china-")
    ]
    assert not wrong, listed(wrong)


@needs_reports
def test_what_is_said_to_stand_in_several_reports_does() -> None:
    wrong = [row.word for row in known() if SEVERAL in row.source and len(found_in(row.word)) < 2]
    assert not wrong, listed(wrong)
