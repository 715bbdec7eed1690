"""compare: one indicator over places and years, levels and growth apart. diff: what two reports say otherwise."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
from command_line import invoke

import tjgraph
from tjgraph.errors import GraphError, NotFoundError
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.model import Evidence
from tjgraph.query.comparison import Point, Series
from tjgraph.views.chart import chart
from tjgraph.views.comparison import comparison

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def graph(graphs: Path) -> KnowledgeGraph:
    return KnowledgeGraph.load([graphs])


def printed(*args: str | Path) -> tuple[int, str, str]:
    result = invoke(*args)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("name", ["生产总值", "地区生产总值", "GDP", "国内生产总值"])
def test_wordings_of_one_indicator_are_one(graph: KnowledgeGraph, name: str) -> None:
    (series,) = tjgraph.compare(graph, name)
    assert (series.growth, series.unit) == (True, "%")
    assert [(p.subject, p.year, p.kind, p.value, p.qualifier) for p in series.points] == [
        ("成都市", 2031, "actual", Decimal("6.1"), "exact"),
        ("成都市", 2032, "target", Decimal(6), "at_least"),
        ("大连市", 2030, "actual", Decimal("5.2"), "exact"),
        ("大连市", 2031, "actual", Decimal("5.6"), "exact"),
        ("大连市", 2031, "target", Decimal("5.5"), "about"),
        ("大连市", 2032, "target", Decimal("5.5"), "about"),
    ]


def test_levels_are_no_growth_and_falls_are_negative(graph: KnowledgeGraph) -> None:
    (grain,) = tjgraph.compare(graph, "粮食产量")
    assert (grain.growth, grain.unit, [p.value for p in grain.points]) == (False, "吨", [1_200_000, 1_250_000])
    (revenue,) = tjgraph.compare(graph, "一般公共预算收入")
    assert (revenue.growth, [p.value for p in revenue.points]) == (True, [Decimal("-1.5")])


def test_places_and_years_keep_what_is_theirs(graph: KnowledgeGraph) -> None:
    (series,) = tjgraph.compare(graph, "GDP", places=["大连"], years=[2031])
    assert [(p.subject, p.year) for p in series.points] == [("大连市", 2031)] * 2
    with pytest.raises(NotFoundError, match="没有数据"):
        tjgraph.compare(graph, "GDP", places=["辽宁"])  # what lies in it and is a place has figures of its own
    with pytest.raises(NotFoundError, match="粮食产量"):
        tjgraph.compare(graph, "粮食")
    with pytest.raises(NotFoundError):
        tjgraph.compare(graph, "GDP", places=["无此地"])


def test_each_cell_has_its_proof(graph: KnowledgeGraph, graphs: Path) -> None:
    code, out, _ = printed("compare", "GDP", "-g", graphs, "--format", "json")
    records = json.loads(out)
    assert code == 0 and len(records) == 6
    for record in records:
        (e,) = record["evidence"]
        text = (graphs.parent / "reports" / f"{e['report']}.txt").read_text(encoding="utf-8")
        assert text[e["start"] : e["end"]] == e["quote"] and str(record["数值"]) in e["quote"]
    shown = comparison(tjgraph.compare(graph, "GDP"))
    assert "成都市" in shown and "≥6[2]" in shown and "[2] 地区【生产总值】增长6%以上（chengdu-2032#char=" in shown
    code, out, _ = printed("compare", "GDP", "-g", graphs, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0 and len(rows) == 6 and all(row["quote"] for row in rows)


def test_an_unknown_indicator_is_one_line_and_status_1(graphs: Path) -> None:
    code, out, err = printed("compare", "生产总", "-g", graphs)
    assert (code, out) == (1, "") and len(err.splitlines()) == 1 and "生产总值" in err


def test_the_chart_draws_every_figure_to_one_scale(graph: KnowledgeGraph, graphs: Path, tmp_path: Path) -> None:
    code, _, _ = printed("compare", "GDP", "-g", graphs, "--chart", tmp_path / "图.svg")
    assert code == 0
    text = (tmp_path / "图.svg").read_text(encoding="utf-8")
    assert text == chart(tjgraph.compare(graph, "GDP"))
    assert "script" not in text and text.count("http") == 1  # the namespace
    root = ElementTree.fromstring(text)
    bars = root.findall(f"{SVG}rect")
    widths = [float(bar.attrib["width"]) for bar in bars]
    values = [float(p.value) for p in tjgraph.compare(graph, "GDP")[0].points]
    assert len(bars) == 6
    assert all(abs(w / v - widths[0] / values[0]) < 0.1 for w, v in zip(widths, values, strict=True))
    assert [bar.attrib["fill"] == "none" for bar in bars] == [False, True, False, False, True, True]
    assert "增长6.1%（chengdu-2032#char=" in (bars[0].findtext(f"{SVG}title") or "")


def test_a_chart_takes_any_names_and_numbers() -> None:
    hostile = ("<script>alert(1)</script>", '"&\x01\u202e', "很长很长很长很长很长的名字")
    points = tuple(
        Point(name, 2030, "actual", value, "exact", "", (Evidence("]]>" + name, 0, 1, "r"),))
        for name, value in zip(hostile, (Decimal("-3.5"), Decimal(0), Decimal(10) ** 15), strict=True)
    )
    text = chart([Series("<b>", True, "%", hostile, points), Series("零", False, "元", hostile[1:2], (points[1],))])
    root = ElementTree.fromstring(text)
    assert len(root.findall(f"{SVG}rect")) == 4 and not root.findall(f".//{SVG}script")
    assert all(float(bar.attrib["width"]) >= 1 for bar in root.findall(f"{SVG}rect"))


def rows(graphs: Path, title: str) -> list[dict[str, object]]:
    tables = tjgraph.diff(graphs / "dalian-2031.ttl", graphs / "dalian-2032.ttl")
    table = next(t for t in tables if t.title == title)
    assert len(table.evidence) == len(table.rows) and all(table.evidence)
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def test_things_that_are_new_and_gone(graphs: Path) -> None:
    found = {(row["变化"], row["名称"]) for row in rows(graphs, "实体")}
    assert ("新增", "青泥河治理工程") in found
    assert {("不再提及", "蓝湾大桥工程"), ("不再提及", "科技兴海行动计划")} <= found
    assert not {name for _, name in found} & {"中国石化", "机场三期工程", "大连市"}


def test_progress_that_has_changed(graphs: Path) -> None:
    (airport,) = [row for row in rows(graphs, "进展") if row["名称"] == "机场三期工程"]
    assert (airport["变化"], airport["新进展"]) == ("变了", "完成（2031）")
    assert "开工（2030）" in str(airport["旧进展"])


def test_figures_are_held_against_those_of_the_year_before(graphs: Path) -> None:
    found = {(row["指标"], row["性质"]): row for row in rows(graphs, "数据")}
    gdp = found["生产总值", "实际"]
    assert (gdp["旧年份"], gdp["旧数值"], gdp["新年份"], gdp["新数值"]) == (2030, Decimal("5.2"), 2031, Decimal("5.6"))
    assert gdp["差"] == Decimal("0.4")
    assert ("生产总值", "目标") not in found  # 5.5%左右 in both
    assert found["城镇新增就业", "目标"]["变化"] == "不再提及"
    assert found["粮食产量", "实际"]["差"] == 50_000


def test_a_report_does_not_differ_from_itself(graphs: Path) -> None:
    graph = graphs / "chengdu-2032.ttl"
    assert [table.rows for table in tjgraph.diff(graph, graphs.parent / "reports" / "chengdu-2032.txt")] == [(), (), ()]
    code, out, _ = printed("diff", graph, graph, "--format", "json")
    assert code == 0 and json.loads(out) == {"实体": [], "进展": [], "数据": []}


def test_two_reports_in_one_graph_are_refused(graphs: Path, tmp_path: Path) -> None:
    tjgraph.export(KnowledgeGraph.load([graphs]), tmp_path / "all.ttl")
    with pytest.raises(GraphError, match="两份"):
        tjgraph.diff(tmp_path / "all.ttl", graphs / "dalian-2032.ttl")
    code, out, err = printed("diff", tmp_path / "all.ttl", graphs / "dalian-2032.ttl")
    assert (code, out) == (2, "") and len(err.splitlines()) == 1


def test_figures_of_several_years_say_so_everywhere(tmp_path: Path) -> None:
    report = tmp_path / "dalian-2032.txt"
    report.write_text(
        "2032年大连市政府工作报告\n一、2031年工作回顾\n2031年，全市生产总值增长5.6%。\n五年来，生产总值五年年均增长6.2%。\n",
        encoding="utf-8",
    )
    graph = KnowledgeGraph.load([tjgraph.build(report, tmp_path / "graphs").path])
    figures = tjgraph.describe(graph, "大连市").figures
    assert [(f.years, f.value) for f in figures] == [("2031", Decimal("5.6")), ("2027—2031", Decimal("6.2"))]
    (series,) = tjgraph.compare(graph, "生产总值")
    assert [(p.year, p.value, p.scope) for p in series.points] == [
        (2031, Decimal("5.6"), ""),
        (2031, Decimal("6.2"), "年均"),
    ]
    assert ["2027—2031" in item.label for item in tjgraph.ask(graph, "生产总值增长多少？").items] == [False, True]
