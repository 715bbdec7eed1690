"""Which part is review and which plan, and of which year, in each grammar that reports use."""

import pytest

from tjgraph.lexicon import load_lexicon
from tjgraph.model import Period
from tjgraph.reading import read_text
from tjgraph.reading.periods import PeriodReader, plan_years

REVIEW, PLAN = Period("review", 2030), Period("plan", 2031)
FIVE_BACK, FIVE_ON = Period("review", 2030, 2026), Period("plan", 2035, 2031)
HEAD = "2031年甲州市政府工作报告\n各位代表：\n现在，我代表市人民政府，向大会报告工作。\n"


def periods(text: str, **given: int) -> dict[str, Period]:
    document = read_text(text, name="x", **given)
    return {s.span.of(text): s.period for s in document.sentences if s.role in ("body", "heading")}


@pytest.mark.parametrize(
    ("ordinal", "years"),
    [
        ("一", (1953, 1957)),
        ("二", (1958, 1962)),
        ("三", (1966, 1970)),
        ("十", (2001, 2005)),
        ("十四", (2021, 2025)),
        ("十五", (2026, 2030)),
        ("二十一", (2056, 2060)),
        ("", None),
        ("十十", None),
    ],
)
def test_years_of_the_five_year_plans(ordinal: str, years: tuple[int, int] | None):
    assert plan_years(ordinal) == years


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("一、2030年工作回顾", [REVIEW]),
        ("2030工作回顾", [REVIEW]),
        ("一、工作回顾", [REVIEW, FIVE_BACK]),
        ("一、2030年主要工作和“十五五”发展成就", [REVIEW, FIVE_BACK]),
        ("一、“十五五”时期和2030年工作回顾", [FIVE_BACK, REVIEW]),
        ("一、过去一年和五年工作回顾", [REVIEW, FIVE_BACK]),
        ("过去五年工作回顾", [FIVE_BACK]),
        ("“十五五”时期经济社会发展回顾", [FIVE_BACK]),
        ("二、“十五五”时期发展成就和“十六五”时期主要目标", [FIVE_BACK, FIVE_ON]),
        ("二、“十六五”时期目标任务和2031年工作安排", [FIVE_ON, PLAN]),
        ("二、“十六五”发展的主要考虑", [FIVE_ON]),
        ("二、关于《甲州市国民经济和社会发展第十六个五年规划纲要（草案）》的说明", [FIVE_ON]),
        ("三、今后五年的奋斗目标", [FIVE_ON]),
        ("三、2031年重点工作", [PLAN]),
        ("三、关于2031年工作", [PLAN]),
        ("2031，我们这样干", [PLAN]),
        ("二、对今年政府工作的建议", [PLAN]),
        ("三、主要任务", [PLAN]),
        ("2031年民生实事", [PLAN]),
        ("三、一鼓作气，推动“十六五”开好局、起好步", []),
        ("（一）目标任务圆满完成", []),
        ("（一）加快产业发展", []),
    ],
)
def test_what_headings_name(heading: str, expected: list[Period]):
    assert list(PeriodReader(load_lexicon().structure, 2031).of_heading(heading)) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("过去一年，我们克难奋进。", REVIEW),
        ("各位代表！回顾过去一年，成绩来之不易。", REVIEW),
        ("刚刚过去的2030年，很不平凡。", REVIEW),
        ("市长在报告中说,2030年是收官之年。", REVIEW),
        ("五年来，我们接续奋斗。", FIVE_BACK),
        ("——这五年，城乡面貌一新。", FIVE_BACK),
        ("“十五五”时期是极不平凡的五年。", FIVE_BACK),
        ("“十五五”以来，产业兴旺。", FIVE_BACK),
        ("今年是“十六五”开局之年。", PLAN),
        ("做好今年工作，意义重大。", PLAN),
        ("本报讯（记者 张三）2031年要抓好六件事。", PLAN),
        ("“十六五”时期，要实现以下目标。", FIVE_ON),
        ("到2035年，建成智慧港口。", FIVE_ON),
        ("今后五年，要接续奋斗。", FIVE_ON),
        ("到2049年，全面建成强市。", None),
        ("推动“十六五”高质量发展，必须改革。", None),
        ("奖金比去年增长两成。", None),
        ("2028年底建成的大桥通车。", None),
    ],
)
def test_what_sentences_name_at_their_start(sentence: str, expected: Period | None):
    assert PeriodReader(load_lexicon().structure, 2031).of_sentence(sentence) == expected


def test_two_parts_of_a_newspaper_digest():
    text = (
        "2030工作回顾\n携手共进\n港口繁忙。\n1产业提速\n工厂投产。\n"
        "2031工作安排\n开好局起好步\n（一）稳增长\n建设码头。"
    )
    found = periods(text)
    assert found["港口繁忙。"] == found["1产业提速"] == found["工厂投产。"] == REVIEW
    assert found["2031工作安排"] == found["开好局起好步"] == found["建设码头。"] == PLAN


def test_three_parts_and_a_silent_fourth():
    text = (
        HEAD + "一、2030年工作回顾\n港口繁忙。\n二、“十六五”时期主要目标\n（一）创新\n聚焦科技。\n"
        "三、2031年重点工作\n建设码头。\n四、加强自身建设\n改进作风。"
    )
    found = periods(text)
    assert found["港口繁忙。"] == REVIEW
    assert found["聚焦科技。"] == FIVE_ON
    assert found["建设码头。"] == found["四、加强自身建设"] == found["改进作风。"] == PLAN
    assert found["各位代表："] == Period("other", 2031)


def test_the_plan_of_the_year_before_that_of_five_years():
    found = periods(HEAD + "二、2031年工作安排\n建码头。\n三、“十六五”时期目标任务\n谋长远。\n四、提升效能\n改作风。")
    assert found["谋长远。"] == FIVE_ON and found["改作风。"] == PLAN


def test_a_heading_that_names_two_periods_lets_the_text_move_between_them():
    text = (
        HEAD + "一、2030年和“十五五”时期工作回顾\n（一）稳经济。工厂投产。\n"
        "五年来，城市更新。道路通畅。\n（二）惠民生。学校建成。\n"
        "一年来，我们改进作风。\n问题仍然不少。\n"
        "二、“十六五”时期目标和2031年工作安排\n谋长远。\n今年是开局之年。\n（一）抓投资\n建码头。"
    )
    found = periods(text)
    assert found["工厂投产。"] == REVIEW
    assert found["五年来，城市更新。"] == found["道路通畅。"] == found["学校建成。"] == FIVE_BACK
    assert found["一年来，我们改进作风。"] == found["问题仍然不少。"] == REVIEW
    assert found["谋长远。"] == FIVE_ON
    assert found["今年是开局之年。"] == found["建码头。"] == PLAN


def test_a_paragraph_aside_ends_with_its_paragraph():
    text = (
        HEAD + "一、2030年工作回顾\n工厂投产。\n各位代表！五年来，城市更新。道路通畅。\n学校建成。\n"
        "二、2031年重点工作\n抓紧建设三号码头。去年建了一座。再建三座。\n过去一年，国防巩固。成绩可喜。新的一年，要再接再厉。\n抓落实。"
    )
    found = periods(text)
    assert found["五年来，城市更新。"] == found["道路通畅。"] == FIVE_BACK
    assert found["学校建成。"] == REVIEW
    assert found["去年建了一座。"] == REVIEW and found["再建三座。"] == PLAN
    assert found["过去一年，国防巩固。"] == found["成绩可喜。"] == REVIEW
    assert found["新的一年，要再接再厉。"] == found["抓落实。"] == PLAN


def test_headings_that_name_nothing_leave_it_to_the_text():
    text = (
        HEAD + "一、一年接着一年干\n2030年是收官之年。\n（一）工业向好\n工厂投产。\n过去的五年极不平凡。\n道路通畅。\n"
        "二、一张蓝图绘到底\n“十六五”时期是关键时期。\n谋长远。\n三、一鼓作气开新局\n2031年是开局之年。\n（一）抓投资\n建码头。"
    )
    document = read_text(text, name="x")
    found = periods(text)
    assert found["一、一年接着一年干"] == found["工厂投产。"] == REVIEW
    assert found["道路通畅。"] == FIVE_BACK
    assert found["谋长远。"] == found["二、一张蓝图绘到底"] == FIVE_ON
    assert found["三、一鼓作气开新局"] == found["建码头。"] == PLAN
    assert [s.period for s in document.sections if s.level == 1][1:] == [REVIEW, FIVE_ON, PLAN]


def test_a_text_without_headings_goes_by_its_sentences():
    found = periods("本报讯 市长在报告中说，过去一年，经济向好。港口繁忙。\n今年，要抓好投资。建码头。", year=2031)
    assert list(found.values()) == [REVIEW, REVIEW, PLAN, PLAN]


def test_a_text_without_any_cue_goes_by_tense_and_else_is_review():
    found = periods("港口繁忙。大桥已通车。道路通畅。\n要建码头。抓紧开工。", year=2031)
    assert list(found.values()) == [REVIEW, REVIEW, REVIEW, PLAN, PLAN]


def test_without_a_year_only_the_kind_is_known():
    found = periods("一、工作回顾\n港口繁忙。\n二、工作安排\n建码头。")
    assert found["港口繁忙。"] == Period("review", None) and found["建码头。"] == Period("plan", None)
