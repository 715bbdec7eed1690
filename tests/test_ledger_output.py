"""What `tjgraph ledger` writes: tables, JSON of the agreed shape, a workbook that reads back, one line on error."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from command_line import invoke
from test_ledger import pair, written

from tjgraph import pipeline
from tjgraph.views import ledger as views
from tjgraph.views.workbook import workbook

PROMISE = "地区生产总值增长6%左右。居民消费价格涨幅3%左右。推动临川大桥建成通车。实施青山绿水提升行动。"
REVIEW = "地区生产总值增长6.8%，居民消费价格上涨0.2%。临川大桥建成通车。"
PLAN = "深入实施青山绿水提升行动。"


@pytest.fixture
def reports(tmp_path: Path) -> tuple[str, str]:
    old, new = pair(tmp_path, PROMISE, REVIEW, PLAN)
    return str(old), str(new)


def run(*arguments: str) -> tuple[int, str, str]:
    result = invoke("ledger", *arguments)
    return result.exit_code, result.stdout, result.stderr


def test_json_has_the_agreed_shape(reports: tuple[str, str]) -> None:
    status, out, err = run(*reports, "--format", "json")
    assert (status, err) == (0, "")
    entries = json.loads(out)
    assert [(e["topic"], e["kind"], e["verdict"], e["sure"]) for e in entries] == [
        ("地区生产总值", "figure", "exceeded", True),
        ("居民消费价格", "figure", "met", False),
        ("临川大桥", "project", "completed", True),
        ("青山绿水提升行动", "policy", "repeated", True),
    ]
    passage = {"quote", "start", "end", "report"}
    for entry in entries:
        assert set(entry["promise"]) == passage
        assert passage <= set(entry["outcome"])
        assert entry["kind"] != "figure" or {"value", "unit", "qualifier"} <= set(entry["target"])
    assert entries[0]["target"] | {"year": 0} == {
        "value": 6, "unit": "%", "qualifier": "about", "change": "increase", "year": 0,
    }  # fmt: skip
    assert entries[0]["margin"] == 0.8


def test_table_says_it_in_the_words_of_the_trade(reports: tuple[str, str]) -> None:
    status, out, _ = run(*reports)
    assert status == 0
    for words in ("汇总", "数字目标", "+0.8个百分点", "超额完成", "存疑", "再次部署", "【地区生产总值】增长6%左右"):
        assert words in out, words


def test_one_report_alone(reports: tuple[str, str]) -> None:
    status, out, _ = run(reports[0])
    assert status == 0 and "待兑现" in out and "差额" not in out
    entries = json.loads(run(reports[0], "--format", "json")[1])
    assert {(e["outcome"], e["verdict"]) for e in entries} == {(None, None)}


def test_csv_is_one_table(reports: tuple[str, str]) -> None:
    lines = run(*reports, "--format", "csv")[1].splitlines()
    assert lines[0].startswith("表,事项,目标") and len({line.split(",")[0] for line in lines[1:]}) == 3


def test_the_workbook_reads_back(reports: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    status, out, _ = run(*reports, "-o", str(path))
    assert (status, out) == (0, f"{path}\n")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["汇总", "数字目标", "项目", "政策举措", "说明"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None
    header, first, *_ = book["数字目标"].iter_rows(values_only=True)
    row = dict(zip(header, first, strict=True))
    assert (row["目标值"], row["单位"], row["结果值"], row["结论"], row["把握"]) == (6, "%", 6.8, "超额完成", "确定")
    texts = {Path(p).stem: Path(p).read_text(encoding="utf-8") for p in reports}
    for side in ("承诺", "结果"):
        name, _, span = row[f"{side}出处"].partition("#char=")
        start, end = map(int, span.split(","))
        assert texts[name][start:end] == row[f"{side}原句"]


def test_words_of_a_report_never_become_formulas(tmp_path: Path) -> None:
    old, new = pair(tmp_path, "办好=1+1临川国际马拉松。地区生产总值增长6%。", "地区生产总值增长6.2%。")
    found = pipeline.ledger(old, new)
    book = openpyxl.load_workbook(io.BytesIO(workbook(views.sheets(found), fills=views.fills(found))))
    assert not [c for sheet in book for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_same_reports_same_bytes(reports: tuple[str, str], tmp_path: Path) -> None:
    outputs = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.xlsx"
        arguments = [sys.executable, "-m", "tjgraph", "ledger", *reports]
        environment = {"PYTHONHASHSEED": seed, "PATH": ""}
        subprocess.run([*arguments, "-o", str(path)], check=True, capture_output=True, env=environment)
        outputs.append(path.read_bytes())
    assert outputs[0] == outputs[1]


def test_what_cannot_be_done_is_said_in_one_line(reports: tuple[str, str], tmp_path: Path) -> None:
    for arguments, words in (
        ((reports[1], reports[0]), "不比前一份新"),
        ((*reports, "-o", str(tmp_path / "a.csv")), ".xlsx"),
        ((str(tmp_path / "没有.ttl"),), "没有"),
        ((str(tmp_path / "没有.txt"),), "没有"),
    ):
        status, out, err = run(*arguments)
        assert status == 2 and out == "" and words in err and err.count("\n") == 1, (arguments, err)


def test_nothing_promised(tmp_path: Path) -> None:
    status, out, err = run(str(written(tmp_path, 2025, "社会大局稳定。", "坚持稳中求进。")))
    assert (status, out) == (1, "") and "没有找到" in err


def test_a_warning_goes_to_stderr(tmp_path: Path) -> None:
    old = written(tmp_path, 2022, "社会大局稳定。", PROMISE)
    new = written(tmp_path, 2025, REVIEW, PLAN)
    status, out, err = run(str(old), str(new), "--format", "json")
    assert status == 0 and "不是前后两年" in err and json.loads(out)
