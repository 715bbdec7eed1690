"""Quantities: values, units and qualifiers as written, what is no quantity, and laws over any text."""

from decimal import Decimal

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tjgraph.extraction.quantities import Quantity, find_quantities
from tjgraph.lexicon import load_lexicon
from tjgraph.model import Span


def quantities(text: str, masks: tuple[Span, ...] = ()) -> tuple[Quantity, ...]:
    return tuple(find_quantities(text, Span(0, len(text)), load_lexicon().figures, masks)) if text else ()


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("593.6亿元", "59360000000", "元", None),
        ("2.26万亩", "22600", "亩", None),
        ("12,300家", "12300", "家", None),
        ("１２．５％", "12.5", "%", None),
        ("2329万标箱", "23290000", "标准箱", None),
        ("450亿千瓦时", "45000000000", "千瓦时", None),
        ("391万千瓦", "3910000", "千瓦", None),
        ("38微克/立方米以下", "38", "微克/立方米", "at_most"),
        ("58万元/人左右", "580000", "元/人", "about"),
        ("50亿美元", "5000000000", "美元", None),
        ("300余家", "300", "家", "over"),
        ("10多亿元", "1000000000", "元", "over"),
        ("15.6万套（间）以上", "156000", "套", "at_least"),
        ("5%—5.5%", "5", "%", "about"),
        ("5—6万人", "50000", "人", "about"),
        ("两成", "20", "%", None),
        ("四分之三", "75", "%", None),
        ("三分之二", "66.6667", "%", "about"),
        ("百分之三十", "30", "%", None),
        ("一半以上", "50", "%", "at_least"),
        ("十二亿元", "1200000000", "元", None),
        ("0.4个百分点", "0.4", "个百分点", None),
        ("1386万", "13860000", "", None),
    ],
)
def test_as_written(text: str, value: str, unit: str, qualifier: str | None) -> None:
    (found,) = quantities(text)
    assert (found.value, found.unit, found.qualifier) == (Decimal(value), unit, qualifier)
    assert found.span.of(text) == text


NO_FIGURES = [
    *["2024年", "1月25日", "五大开发区", "第五次会议", "三项任务", "最后一公里", "6G网络", "PM2.5浓度", "40周年"],
    *["3个月", "七个方面", "30万吨级航道", "地铁11号线", "百亿元级产业", "位居第3位", "“3个100”工程", "数百家企业"],
    *["《20条措施》", "1+3机制", "每10万人", "50人论坛", "20亿台阶"],
]


@pytest.mark.parametrize(
    "text",
    NO_FIGURES,
)
def test_no_figure(text: str) -> None:
    assert not quantities(text)


def test_magnitudes_alone_need_a_word_before() -> None:
    assert [q.value for q in quantities("突破千亿元，亿元以上项目，超百家")] == [Decimal(10) ** 11, Decimal(100)]


def test_numbers_within_names_are_masked() -> None:
    text = "南港120万吨乙烯项目"
    assert not quantities(text, (Span(0, len(text)),))
    text = "20个重点平台项目"
    assert quantities(text, (Span(0, len(text)),)), "a count before the name counts"


UNITS = [row for row in load_lexicon().figures.units if row.kind in ("amount", "count", "ratio") and row.word != "成"]
SCALES = {
    "": 1,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "千亿": 10**11,
    "万亿": 10**12,
}


@given(
    st.decimals(min_value="0.01", max_value="99999", places=2),
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(UNITS),
)
def test_value_times_unit(number: Decimal, scale: str, unit) -> None:
    assume(not (scale.endswith("千") and unit.word[0] in "瓦克米伏"))
    text = f"规模为{number:f}{scale}{unit.word}。"
    (found,) = quantities(text)
    assert found.value == number * SCALES[scale] * unit.factor
    assert found.unit == unit.unit
    assert found.span.of(text) == text[3:-1]
    assert "E" not in str(found.value)


@given(st.integers(min_value=1, max_value=999_999_999))
def test_thousands_separators(number: int) -> None:
    (found,) = quantities(f"{number:,}家")
    assert found.value == number


@settings(deadline=None)
@given(
    st.text(
        alphabet=st.one_of(st.characters(), st.sampled_from("0123456789.,%万亿千百一二两半成家元个年以上至—“”")),
        max_size=60,
    )
)
def test_any_text(text: str) -> None:
    ends = 0
    for quantity in quantities(text):
        assert quantity.span.start >= ends
        ends = quantity.span.end
        assert quantity.span.of(text).strip()
        assert quantity.value.is_finite()
