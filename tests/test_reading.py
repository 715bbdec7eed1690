"""Title, place, year, headings, sections, sentences and furniture, on texts of our own making."""

import pytest

from tjgraph import resources
from tjgraph.model import Document, Period
from tjgraph.reading import read_document, read_text

GREETING = "各位代表：\n现在，我代表市人民政府，向大会报告工作，请予审议。\n"
BODY = (
    "全市上下同心同德，推动港口、机场、铁路和公路建设齐头并进，经济社会发展取得新的成效，"
    "人民生活水平稳步提高，城市面貌焕然一新，各项事业全面进步。"
)


def words(document: Document, role: str) -> list[str]:
    return [s.span.of(document.text) for s in document.sentences if s.role == role]


def outline(document: Document) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in document.sections]


def test_the_bundled_report():
    document = read_document(resources.bundled_report())
    assert (document.name, document.place, document.year) == ("tianjin-2025", "天津市", 2025)
    assert document.title == "2025年天津市政府工作报告"
    assert len(document.sentences) == 272
    assert not words(document, "furniture") and not words(document, "title")
    top = {section.title: section.period for section in document.sections if section.level == 1}
    assert top == {"2024工作回顾": Period("review", 2024), "2025工作安排": Period("plan", 2025)}
    assert {s.period for s in document.sentences} == {Period("review", 2024), Period("plan", 2025)}
    numbered = [s.title[:2] for s in document.sections if s.level == 3]
    assert numbered[:5] == ["1高", "2改", "3城", "4民", "5城"] and numbered[5] == "(一" and numbered[-1] == "■坚"


def test_sentences_end_after_stops_and_what_closes_behind_them():
    text = "他说：“加快建设。”成效明显！真的吗？（已完成。）下一项；仍是一句\n新的一行"
    document = read_text(text, name="x")
    assert [s.span.of(text) for s in document.sentences] == [
        "他说：“加快建设。”",
        "成效明显！",
        "真的吗？",
        "（已完成。）",
        "下一项；仍是一句",
        "新的一行",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n", "\u2028"])
def test_any_line_end(end: str):
    text = end.join(["2030年甲州市政府工作报告", "一、2029年工作回顾", BODY])
    document = read_text(text, name="x")
    assert [s.span.of(text) for s in document.sentences] == text.split(end)
    assert [s.paragraph for s in document.sentences] == [0, 1, 2]


def test_white_space_around_a_line_belongs_to_no_sentence():
    text = "\u3000\u3000推动发展。\u200b \n\u200b\n 加快建设。 "
    assert [s.span.of(text) for s in read_text(text, name="x").sentences] == ["推动发展。", "加快建设。"]


def test_half_width_marks_within_an_address_do_not_end_a_sentence():
    assert len(read_text("网址是 http://a.example/?id=1&b=2 请访问!好!", name="x").sentences) == 2


@pytest.mark.parametrize(
    ("title", "place", "year"),
    [
        ("2030年天津市政府工作报告", "天津市", 2030),
        ("天津市2030年政府工作报告（摘要）", "天津市", 2030),
        ("天津市人民政府工作报告\n——2030年1月8日在天津市第二十届人民代表大会第一次会议上", "天津市", 2030),
        ("政府工作报告\n二〇三〇年一月八日在甲州市乙县第九届人民代表大会第二次会议上 县长 张三", "甲州市乙县", 2030),
        ("政府工作报\n告\n——2030年3月5日在第二十届全国人民代表大会第一次会议上", "中国", 2030),
        ("2030年国务院政府工作报告", "中国", 2030),
        ("甲州市政府工作报告（2030年）", "甲州市", 2030),
        ("2030年自治区人民政府工作报告", None, 2030),
        ("2030年省政府工作报告", None, 2030),
        ("2030年浙江政府工作报告", "浙江省", 2030),
    ],
)
def test_title_and_meeting_line_say_place_and_year(title: str, place: str | None, year: int):
    document = read_text(f"{title}\n市长 李四\n{GREETING}一、工作回顾\n{BODY}", name="x")
    assert (document.place, document.year) == (place, year)
    assert words(document, "title")[-1] == "市长 李四"
    assert words(document, "heading") == ["一、工作回顾"]


def test_a_bare_title_is_completed_and_a_missing_one_composed():
    line = "政府工作报告\n——2030年3月5日在第二十届全国人民代表大会第一次会议上\n"
    assert read_text(line + BODY, name="x").title == "2030年国务院政府工作报告"
    assert read_text(BODY, name="x", place="甲州市", year=2030).title == "2030年甲州市政府工作报告"
    assert read_text(BODY, name="x").title == "政府工作报告"


def test_arguments_win_over_the_text():
    document = read_text("2030年天津市政府工作报告\n" + BODY, name="x", place="河北", year=2028)
    assert (document.place, document.year) == ("河北省", 2028)


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("现在，我代表甲州市人民政府，向大会报告工作。", "x", "甲州市"),
        ("现在，我代表国务院，向大会报告政府工作。", "x", "中国"),
        ("现在，我代表省人民政府，向大会报告工作。", "shaanxi-2030", "陕西省"),
        ("全省经济向好。", "2030年浙江政府工作报告", "浙江省"),
        ("全市经济向好，天津港繁忙，天津人民同心，天津发展有力。", "x", "天津市"),
        ("全市经济向好，浙江开放，浙江创新，浙江发展有力。", "x", None),
        ("经济向好。", "report", None),
    ],
)
def test_place_without_a_title(text: str, name: str, place: str | None):
    assert read_text(text, name=name).place == place


@pytest.mark.parametrize(
    ("text", "name", "year"),
    [
        ("2029工作回顾\n" + BODY, "x", 2030),
        ("三、2030年重点工作\n" + BODY, "x", 2030),
        ("今年是“十六五”开局之年。", "x", 2031),
        ("今年是“十六五”规划收官之年。", "x", 2035),
        ("经济向好。", "jiazhou-2030", 2030),
        ("经济向好。", "x", None),
    ],
)
def test_year_without_a_title(text: str, name: str, year: int | None):
    assert read_text(text, name=name).year == year


def test_headings_nest_by_style():
    text = (
        "2030年甲州市政府工作报告\n"
        + GREETING
        + f"一、2029年工作回顾\n{BODY}\n（一）经济稳步向好\n1.工业提质\n{BODY}\n"
        + f"2.农业增效\n{BODY}\n（二）改革不断深化。{BODY}\n"
        + f"二、2030年工作安排\n第一，抓创新。{BODY}\n■改进作风\n{BODY}\n"
    )
    document = read_text(text, name="x")
    assert outline(document) == [
        (1, "2030年甲州市政府工作报告"),
        (1, "一、2029年工作回顾"),
        (2, "（一）经济稳步向好"),
        (3, "1.工业提质"),
        (3, "2.农业增效"),
        (2, "（二）改革不断深化"),
        (1, "二、2030年工作安排"),
        (2, "■改进作风"),
    ]
    assert [section.parent for section in document.sections] == [-1, -1, 1, 2, 2, 1, -1, 6]
    run_in = next(s for s in document.sentences if s.span.of(text) == "（二）改革不断深化。")
    assert run_in.role == "heading" and document.sentences[run_in.index + 1].role == "body"
    for sentence in document.sentences:
        assert document.sections[sentence.section].span.contains(sentence.span)


def test_headings_without_a_marker():
    text = (
        f"2029工作回顾\n携手共建美好甲州\n{BODY}\n1产业发展提速\n{BODY}\n"
        f"2030工作安排\n抓好六件大事\n（一）稳增长\n{BODY}"
    )
    document = read_text(text, name="x")
    assert outline(document) == [
        (1, "2029工作回顾"),
        (2, "携手共建美好甲州"),
        (3, "1产业发展提速"),
        (1, "2030工作安排"),
        (2, "抓好六件大事"),
        (3, "（一）稳增长"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "第一，全力稳增长。" + BODY,
        "——经济稳步向好。" + BODY,
        "20项民生实事全部完成，群众满意。",
        "一是稳住了经济基本盘。",
        "重点抓好八件事：",
        "1.建设学校十所，改造老旧管网三百公里（牵头单位：甲局）。",
    ],
)
def test_what_is_no_heading(line: str):
    document = read_text(f"一、工作回顾\n{BODY}\n{line}\n{BODY}", name="x")
    assert words(document, "heading") == ["一、工作回顾"]


def test_a_line_that_runs_on_makes_no_heading_of_the_next():
    text = f"一、工作回顾\n{BODY}颗粒物（PM\n二点五\n）浓度下降。"
    assert words(read_text(text, name="x"), "heading") == ["一、工作回顾"]


PAGE = """分享:
首页
>
政务公开
>
政府工作报告
下载
【字号：
大
】
2030年甲州市政府工作报告
——2030年1月8日在甲州市第九届人民代表大会第二次会议上
来源：
甲州日报
时间：2030-01-20
张三作政府工作报告。本报记者 李四 摄
甲州市市长 张三
"""


def test_page_furniture_is_set_apart():
    tail = "名词解释\n1.某工程：是指某项工程。\n责任编辑：\n王五\n扫一扫在手机打开当前页\n"
    document = read_text(PAGE + GREETING + f"一、2029年工作回顾\n{BODY}\n" + tail, name="x")
    assert words(document, "title") == [
        "2030年甲州市政府工作报告",
        "——2030年1月8日在甲州市第九届人民代表大会第二次会议上",
        "甲州市市长 张三",
    ]
    assert words(document, "heading") == ["一、2029年工作回顾"]
    assert words(document, "body") == ["各位代表：", "现在，我代表市人民政府，向大会报告工作，请予审议。", BODY]
    furniture = words(document, "furniture")
    for line in ("政务公开", "甲州日报", "本报记者 李四 摄", "名词解释", "1.某工程：是指某项工程。", "王五"):
        assert line in furniture
    body = [s.span.of(document.text) for s in document.body()]
    assert body == [*words(document, "body")[:2], "一、2029年工作回顾", BODY]


def test_an_appendix_of_tasks_is_no_furniture():
    text = (
        f"二、2030年工作安排\n{BODY}\n附件\n2030年民生实事\n"
        "1.新建学校十所，改造管网三百公里（牵头单位：甲局）。\n相关报道：\n某新闻"
    )
    document = read_text(text, name="x")
    assert words(document, "furniture") == ["附件", "相关报道：", "某新闻"]
    assert document.sentences[-3].period == Period("plan", 2030)


def test_reading_is_deterministic():
    assert read_document(resources.bundled_report()) == read_document(resources.bundled_report())


@pytest.mark.parametrize(
    ("head", "day", "session", "speaker"),
    [
        ("——2031年1月8日在甲州市第九届人民代表大会第二次会议上\n市长 王晓明", "2031-01-08", "第九届", "王晓明"),
        (
            "（二〇三一年一月二十八日在甲州市九届人民代表大会第二次会议上）\n甲州市市长 王 明",
            "2031-01-28",
            "九届",
            "王明",
        ),
        ("2031年1月8日在甲州市第九届人民代表大会第二次会议上 甲州市市长 王晓明", "2031-01-08", "第九届", "王晓明"),
        (
            "——2031年1月8日在甲州市第九届人民代表大会第二次会议上\n甲州市人民政府代市长\n王晓明",
            "2031-01-08",
            "第九届",
            "王晓明",
        ),
        ("2031年1月8日 甲州市第九届人民代表大会第二次会议\n来源：甲州日报\n王晓明", "2031-01-08", "第九届", "王晓明"),
        ("2031年2月31日在甲州市第九届人民代表大会第二次会议上", "None", "第九届", None),
    ],
)
def test_the_head_tells_day_meeting_and_speaker(head: str, day: str, session: str, speaker: str | None) -> None:
    document = read_text(f"政府工作报告\n{head}\n各位代表：\n现在，我代表市人民政府，向大会报告工作。\n", name="x")
    assert str(document.date) == day and document.speaker == speaker
    assert document.session == f"甲州市{session}人民代表大会第二次会议"


def test_a_digest_names_the_speaker() -> None:
    document = read_text("2030工作回顾\n市长王晓明在报告中说，2030年港口繁忙，全市经济向好。\n", name="x")
    assert (document.speaker, document.session, document.date) == ("王晓明", None, None)
    assert read_text("2030工作回顾\n市长热线接听电话三万个，全市经济向好。\n", name="x").speaker is None


@pytest.mark.parametrize(
    "line",
    [
        *("【打印】【关闭】", "打印 | 关闭", "2031-02-01 08:00 来源：甲州日报", "原标题：政府工作报告", "目　录"),
        *(
            "一、2030年工作回顾…………3",
            "（此件公开发布）",
            "编辑：张三",
            "《政府工作报告》名词解释",
            "附件：2031年甲州市政府工作报告有关用语说明",
        ),
    ],
)
def test_more_furniture(line: str) -> None:
    body = "过去一年，全市上下克难奋进，港口繁忙，产业兴旺，" * 3 + "各项工作取得新的进展。"
    text = f"政府工作报告\n各位代表：\n{body}\n{line}\n"
    last = read_text(text, name="x").sentences[-1]
    assert last.span.of(text) == line and last.role == "furniture"


@pytest.mark.parametrize("marker", ["一.", "一 、", "（ 一 ）", "Ⅱ．", "1)", "第二部分 ", "■"])
def test_more_headings(marker: str) -> None:
    text = (
        f"各位代表：\n港口繁忙，产业兴旺，经济稳步增长，人民生活水平不断提高。\n{marker}扩大对外开放\n推动港口建设。\n"
    )
    assert read_text(text, name="x").sentences[-2].role == "heading"


def test_a_greeting_below_a_heading_with_its_paragraph_ends_no_head() -> None:
    body = "五年来，我们扎实推进港口建设，货物吞吐量稳步增长，群众出行更加便利，" * 2 + "人民生活水平不断提高。"
    document = read_text(
        f"2030年甲州市政府工作报告\n一、2029年工作回顾\n{body}\n各位代表！\n成绩来之不易。\n", name="x"
    )
    assert body in words(document, "body")
