"""Promises held against outcomes: the comparison of figures, matching in words, one report alone, what is refused."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tjgraph import pipeline
from tjgraph.errors import QueryError
from tjgraph.lexicon import load_lexicon
from tjgraph.query.ledger import Amount
from tjgraph.query.ledger.likeness import Likeness, find_name
from tjgraph.query.ledger.verdicts import judge
from tjgraph.query.numerals import short
from tjgraph.resources import ontology_dir

REPORT = """政府工作报告

——{year}年1月20日在临川市第九届人民代表大会第三次会议上

临川市市长　王某

各位代表：

一、{last}年工作回顾

{review}

二、{year}年工作安排

{plan}
"""
CASES = [
    json.loads(line) for line in (ontology_dir() / "cases" / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
]


def written(directory: Path, year: int, review: str, plan: str) -> Path:
    """A report of our own making, as a file."""
    path = directory / f"临川-{year}.txt"
    text = REPORT.format(year=year, last=year - 1, review=review, plan=plan)
    path.write_text(text, encoding="utf-8")
    return path


def pair(directory: Path, promise: str, review: str, plan: str = "坚持稳中求进。") -> tuple[Path, Path]:
    return written(directory, 2024, "社会大局稳定。", promise), written(directory, 2025, review, plan)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['promise']}→{c['review']}" for c in CASES])
def test_cases(case: dict[str, str], tmp_path: Path) -> None:
    old, new = pair(tmp_path, case["promise"], case["review"], case.get("plan", "坚持稳中求进。"))
    found = [
        {"topic": e.topic, "kind": e.kind, "verdict": e.verdict, "sure": e.sure} for e in pipeline.ledger(old, new)
    ]
    assert found == case["entries"]


def test_both_sentences_stand_in_the_reports(tmp_path: Path) -> None:
    old, new = pair(tmp_path, "推动临川大桥建成通车，新增学位2万个。", "临川大桥建成通车。新增学位2.1万个。")
    found = pipeline.ledger(old, new)
    assert len(found) == 2
    texts = {p.stem: p.read_text(encoding="utf-8") for p in (old, new)}
    for entry in found:
        assert entry.outcome is not None
        for passage in (entry.promise, entry.outcome.evidence):
            assert texts[passage.report][passage.start : passage.end] == passage.quote


def test_a_paragraph_on_what_is_not_well_answers_nothing(tmp_path: Path) -> None:
    troubles = "我们也清醒看到，发展中还存在不少问题。临川大桥建成通车还要努力。"
    old, new = pair(tmp_path, "推动临川大桥建成通车。", troubles)
    (entry,) = pipeline.ledger(old, new)
    assert entry.verdict == "not_reported"


def test_the_whole_name_of_another_thing_is_no_answer(tmp_path: Path) -> None:
    old, new = pair(tmp_path, "实施临川振兴战略。", "创建临川振兴战略示范区。")
    found = [e for e in pipeline.ledger(old, new) if e.topic == "临川振兴战略"]
    assert not [e for e in found if e.sure and e.verdict != "not_reported"]


def test_one_report_alone_is_an_open_ledger(tmp_path: Path) -> None:
    old, _ = pair(tmp_path, "地区生产总值增长6%左右。推动临川大桥建成通车。", "")
    found = pipeline.ledger(old)
    assert [(e.topic, e.verdict, e.outcome, e.sure) for e in found] == [
        ("地区生产总值", None, None, False),
        ("临川大桥", None, None, False),
    ]


def test_graphs_answer_as_reports_do(tmp_path: Path) -> None:
    old, new = pair(
        tmp_path, "地区生产总值增长6%左右。推动临川大桥建成通车。", "地区生产总值增长6.2%，临川大桥建成通车。"
    )
    graphs = [pipeline.build(report, tmp_path).path for report in (old, new)]
    assert pipeline.ledger(*graphs).entries == pipeline.ledger(old, new).entries
    for report in (old, new):
        report.unlink()
    found = pipeline.ledger(*graphs)
    assert len(found.warnings) == 2 and "没有找到" in found.warnings[0]
    assert [(e.topic, e.verdict) for e in found] == [("地区生产总值", "met"), ("临川大桥", "completed")]


def test_a_text_that_has_changed_since_is_not_used(tmp_path: Path) -> None:
    old, new = pair(tmp_path, "推进医保跨省直接结算。地区生产总值增长6%。", "地区生产总值增长6.2%。")
    graph = pipeline.build(old, tmp_path).path
    old.write_text(old.read_text(encoding="utf-8") + "补记。\n", encoding="utf-8")
    assert any("原文" in warning for warning in pipeline.ledger(graph, new).warnings)


def test_reports_that_do_not_follow_one_another(tmp_path: Path) -> None:
    old = written(tmp_path, 2022, "社会大局稳定。", "地区生产总值增长6%左右。")
    new = written(tmp_path, 2025, "地区生产总值增长6.2%。", "坚持稳中求进。")
    found = pipeline.ledger(old, new)
    assert "不是前后两年" in found.warnings[0]
    assert [e.verdict for e in found] == ["not_reported"]  # 2024 tells nothing of 2022
    with pytest.raises(QueryError, match="不比前一份新"):
        pipeline.ledger(new, old)


def test_reports_of_two_places(tmp_path: Path) -> None:
    old, new = pair(tmp_path, "地区生产总值增长6%。", "地区生产总值增长6.2%。")
    new.write_text(new.read_text(encoding="utf-8").replace("临川", "东山"), encoding="utf-8")
    with pytest.raises(QueryError, match="不是同一个地方"):
        pipeline.ledger(old, new)


def test_a_target_of_a_later_year_is_not_due(tmp_path: Path) -> None:
    plan = "到2030年，常住人口城镇化率达到70%。"
    old, new = pair(tmp_path, plan, "常住人口城镇化率达到66%。")
    (entry,) = pipeline.ledger(old, new)
    assert (entry.verdict, entry.margin) == ("ongoing", Decimal(-4))
    assert "尚未到期" in entry.reason


@pytest.mark.parametrize(
    "target,result,good,verdict,sure",
    [
        ("6 about", "6.2 exact", "higher", "met", True),
        ("6 about", "6.6 exact", "higher", "exceeded", True),
        ("6 about", "5.3 exact", "higher", "missed", True),
        ("60 about", "59 exact", "higher", "missed", True),  # half a point, not a tenth
        ("6 at_least", "6 at_least", "higher", "met", True),
        ("6 at_least", "5.8 over", "higher", "missed", False),
        ("6 over", "6 exact", "higher", "met", False),
        ("6 over", "6 over", "higher", "met", True),
        ("6 exact", "6 about", "higher", "met", False),
        ("6 exact", "6.1 exact", "higher", "exceeded", True),
        ("6 exact", "6.1 exact", "lower", "missed", True),
        ("6 at_most", "4 exact", "higher", "met", True),
        ("6 at_most", "4 at_most", "lower", "met", True),
        ("6 at_most", "6.3 over", "lower", "missed", True),
        ("3 about", "3.2 exact", "near", "met", True),
        ("3 about", "1 exact", "near", "met", False),
        ("3 about", "4 exact", "near", "missed", True),
        ("300 exact", "320 exact", "near", "exceeded", False),
    ],
)
def test_judging(target: str, result: str, good: str, verdict: str, sure: bool) -> None:
    found = judge(amount(target), amount(result), good)  # type: ignore[arg-type]
    assert (found.verdict, found.sure) == (verdict, sure)


def amount(text: str, change: str = "level") -> Amount:
    value, qualifier = text.split()
    return Amount(Decimal(value), "%", qualifier, change, 2024)


numbers = st.decimals(min_value=0, max_value=1000, places=1)
qualifiers = st.sampled_from(["exact", "about", "at_least", "at_most", "over"])
ORDER = {"missed": 0, "met": 1, "exceeded": 2}


@given(numbers, qualifiers, numbers, numbers, st.sampled_from(["higher", "lower"]))
def test_a_better_result_never_has_a_worse_verdict(
    aim: Decimal, qualifier: str, first: Decimal, second: Decimal, good: str
) -> None:
    target = Amount(aim, "%", qualifier, "level", 2024)
    way = -1 if qualifier == "at_most" or (good == "lower" and qualifier not in ("at_least", "over")) else 1
    worse, better = sorted((first, second), key=lambda v: way * v)
    low, high = (judge(target, Amount(v, "%", "exact", "level", 2024), good) for v in (worse, better))  # type: ignore[arg-type]
    assert ORDER[low.verdict] <= ORDER[high.verdict]


@given(numbers, qualifiers, numbers)
def test_a_fall_is_a_rise_seen_from_below(aim: Decimal, qualifier: str, value: Decimal) -> None:
    fall = judge(Amount(aim, "%", qualifier, "decrease", 2024), Amount(value, "%", "exact", "decrease", 2024), "lower")
    rise = judge(Amount(aim, "%", qualifier, "increase", 2024), Amount(value, "%", "exact", "increase", 2024), "higher")
    assert (fall.verdict, fall.margin) == (rise.verdict, -rise.margin)


def test_amounts_as_people_write_them() -> None:
    assert str(amount("5 about", "increase")) == "+5%左右"
    assert str(amount("5.5 at_most")) == "5.5%以内"
    assert str(Amount(Decimal(4), "%", "about", "increase", 2024, Decimal("4.5"))) == "+4—4.5%"
    assert [short(Decimal(n)) for n in (12560000, 1400000000000, 0, 38)] == ["1256万", "1.4万亿", "0", "38"]


def test_indicators_under_one_name() -> None:
    rules = load_lexicon().ledger
    for wordings in (
        ("全市地区生产总值", "生产总值", "GDP"),
        ("居民消费价格", "城市居民消费价格总水平", "CPI"),
        ("全体居民人均可支配收入", "居民收入"),
        ("外贸进出口总值", "货物进出口总额"),
        ("地级及以上城市细颗粒物（PM2.5）平均浓度", "PM2.5年均浓度"),
    ):
        assert len({rules.indicator(w)[0] for w in wordings}) == 1, wordings
    assert rules.indicator("单位地区生产总值能耗")[0] != rules.indicator("地区生产总值")[0]


@pytest.mark.parametrize(
    "indicator,good", [("城镇调查失业率", "lower"), ("居民消费价格", "near"), ("粮食产量", "higher")]
)
def test_which_way_is_good(indicator: str, good: str) -> None:
    assert load_lexicon().ledger.good(indicator) == good


def test_names_are_found_with_and_without_quotation_marks() -> None:
    text = "持续推进“人工智能+”行动"
    assert find_name("人工智能+行动", text) == (5, len(text))
    assert find_name("“人工智能+”行动", "实施人工智能+行动") == (2, 9)
    assert find_name("量子行动", text) is None


@given(st.text("甲乙丙丁，的", min_size=0, max_size=12), st.text("甲乙丙丁，的", min_size=0, max_size=12))
def test_likeness_is_a_share(part: str, whole: str) -> None:
    likeness = Likeness((part, whole))
    assert 0 <= likeness.share(part, whole) <= 1 + 1e-9
    assert likeness.share(part, part) in (0, 1)
