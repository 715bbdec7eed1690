"""Web pages, Word documents and PDFs: the same report in each gives the same; what cannot be read says what to do."""

from __future__ import annotations

import functools
import io
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
import pytest
from command_line import invoke
from document_samples import blank_pdf, page, pdf, saved, word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_mangled import assert_read_or_refused

from tjgraph import resources
from tjgraph.errors import InputError, MissingExtraError
from tjgraph.extraction import extract
from tjgraph.model import Facts
from tjgraph.pipeline import misquoted
from tjgraph.reading import read_document
from tjgraph.reading.docx_numbers import chinese
from tjgraph.reading.pdf_paragraphs import Page, PrintedLine, paragraphs

REPORT = resources.bundled_report()
LINES = tuple(line.strip() for line in REPORT.read_text(encoding="utf-8").splitlines() if line.strip())
SHORT = (
    "2031年甲州市政府工作报告",
    "——2031年1月8日在甲州市第九届人民代表大会第二次会议上",
    "市长 王晓明",
    "各位代表：",
    "现在，我代表市人民政府，向大会报告工作，请予审议。",
    "一、2030年工作回顾",
    "过去一年，全市地区生产总值增长5.1%，港口货物吞吐量达到3亿吨，临江工业区二期建成投产，居民收入稳步提高。",
    "二、2031年工作安排",
    "加快建设临江工业区三期，推动云帆科技落户，全市地区生产总值增长5%左右。",
)
MAKERS: dict[str, Callable[[Sequence[str]], bytes]] = {
    "html": page,
    "docx": word,
    "pdf": lambda lines: pdf(lines, furniture=len(lines) > 20),  # what stands on one page only is no running head
}
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(tmp_path: Path, name: str, data: bytes) -> list[str]:
    return text_of(tmp_path, name, data).splitlines()


def text_of(tmp_path: Path, name: str, data: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return read_document(path).text


def refused(tmp_path: Path, name: str, data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        text_of(tmp_path, name, data)
    assert str(tmp_path / name) in str(caught.value) and caught.value.remedy
    return str(caught.value)


# ── The same report gives the same ────────────────────────────────────────


def content(facts: Facts) -> tuple[set[object], set[object], set[object]]:
    return (
        {(e.type, e.label, e.aliases, len(e.mentions)) for e in facts.entities},
        {(c.subject, c.predicate, c.object, c.year, c.rule) for c in facts.claims},
        {
            (o.indicator, o.subject, o.value, o.unit, o.year, o.kind, o.change, o.qualifier, o.rule)
            for o in facts.observations
        },
    )


@functools.cache
def of_the_text() -> tuple[set[object], set[object], set[object]]:
    return content(extract(read_document(REPORT)))


@pytest.mark.parametrize("kind", MAKERS)
def test_the_bundled_report_in_every_format_gives_the_same_facts(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{REPORT.stem}.{kind}"
    path.write_bytes(MAKERS[kind](LINES))
    document = read_document(path)
    assert document.text.splitlines() == list(LINES)
    assert content(extract(document)) == of_the_text()


@pytest.mark.parametrize("kind", MAKERS)
def test_head_and_periods_are_those_of_the_text(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    path.write_bytes(MAKERS[kind](SHORT))
    document = read_document(path)
    assert (document.place, document.year, document.speaker) == ("甲州市", 2031, "王晓明")
    assert document.session == "甲州市第九届人民代表大会第二次会议" and str(document.date) == "2031-01-08"
    assert [(s.title, s.period.kind, s.period.year) for s in document.sections[1:]] == [
        ("一、2030年工作回顾", "review", 2030),
        ("二、2031年工作安排", "plan", 2031),
    ]


# ── The text beside the graph ──────────────────────────────────────────────────


@pytest.mark.parametrize("kind", MAKERS)
def test_the_text_that_was_read_lies_beside_the_graph(tmp_path: Path, kind: str) -> None:
    report = tmp_path / f"x.{kind}"
    report.write_bytes(MAKERS[kind](SHORT))
    built = invoke("build", report, "-o", tmp_path / "out")
    assert built.exit_code == 0, built.stderr
    text = tmp_path / "out" / "x.txt"
    assert str(text) in built.stderr
    assert text.read_text(encoding="utf-8").splitlines() == list(SHORT)
    assert misquoted(tmp_path / "out" / "x.ttl", text) == 0
    assert invoke("check", tmp_path / "out" / "x.ttl").exit_code == 0


def test_a_text_file_is_its_own_text(tmp_path: Path) -> None:
    report = tmp_path / "x.txt"
    report.write_text("\n".join(SHORT), encoding="utf-8")
    assert invoke("build", report, "-o", tmp_path / "out").exit_code == 0
    assert not (tmp_path / "out" / "x.txt").exists()


def test_another_text_is_never_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "x.txt"
    mine.write_text("我的笔记\n", encoding="utf-8")
    (tmp_path / "x.docx").write_bytes(word(SHORT))
    result = invoke("build", tmp_path / "x.docx", "-o", tmp_path)
    assert result.exit_code == 2 and str(mine) in result.stderr
    assert mine.read_text(encoding="utf-8") == "我的笔记\n" and not (tmp_path / "x.ttl").exists()


def test_what_an_earlier_build_read_from_the_same_report_is_replaced(tmp_path: Path) -> None:
    report, text = tmp_path / "x.docx", tmp_path / "out" / "x.txt"
    for lines in (SHORT, SHORT[:-1]):
        report.write_bytes(word(lines))
        assert invoke("build", report, "-o", tmp_path / "out").exit_code == 0
        assert text.read_text(encoding="utf-8").splitlines() == list(lines)
    text.write_text("改过了\n", encoding="utf-8")
    report.write_bytes(word(SHORT))
    assert invoke("build", report, "-o", tmp_path / "out").exit_code == 2
    assert text.read_text(encoding="utf-8") == "改过了\n"


# ── Web pages ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "gbk", "gb18030", "big5"])
def test_encoding_from_meta(tmp_path: Path, encoding: str) -> None:
    lines = ["港口工作回顾", "全市各方面工作取得新的成果，人民生活水平不斷提高。" if encoding == "big5" else SHORT[6]]
    lines = [line.encode(encoding, "ignore").decode(encoding) for line in lines]
    assert read(tmp_path, "x.html", page(lines, encoding=encoding)) == lines


def test_a_meta_that_lies_is_not_believed(tmp_path: Path) -> None:
    data = page(SHORT).replace(b'charset="utf-8"', b'charset="gb2312"')
    assert read(tmp_path, "x.htm", data) == list(SHORT)


def test_menus_scripts_and_what_is_hidden_are_left_out(tmp_path: Path) -> None:
    before = (
        "<nav>导航</nav><script>var 一 = 1;</script><style>p{}</style><ul><li><a href='/'>首页</a></li></ul>"
        "<div><a href='/a'>要闻</a> | <a href='/b'>公开</a></div><div style='display: none'>隐藏的话</div>"
        "<noscript>请打开脚本</noscript><!-- 注释 --><select><option>选项</option></select>"
    )
    data = page(SHORT, before=before, after="<footer>版权</footer><iframe>框</iframe>")
    assert read(tmp_path, "x.html", data) == list(SHORT)


def test_words_that_are_links_within_a_sentence_stay(tmp_path: Path) -> None:
    data = page([]).replace(b"<div></div>", "<p>加快建设<a href='/x'>临江工业区</a>三期。</p>".encode())
    assert read(tmp_path, "x.html", data) == ["加快建设临江工业区三期。"]


def test_lines_are_blocks_and_not_lines_of_the_source(tmp_path: Path) -> None:
    body = (
        "<h2>一、工作\n  回顾</h2>港口<b>繁忙</b>。<br>机场\r\n    通航。"
        "<div>PM<sub>2.5</sub>下降<sup>[1]</sup>；占地2km<sup>2</sup>。</div>"
    )
    data = page([]).replace(b"<div></div>", body.encode())
    assert read(tmp_path, "x.html", data) == ["一、工作回顾", "港口繁忙。", "机场通航。", "PM2.5下降；占地2km2。"]


def test_the_page_title_stands_in_where_the_text_has_none(tmp_path: Path) -> None:
    head = "<title>2031年甲州市政府工作报告_甲州市人民政府网</title>"
    document_lines = read(tmp_path, "x.html", page(SHORT[5:], head=head))
    assert document_lines == [SHORT[0], *SHORT[5:]]
    assert read(tmp_path, "x.html", page(SHORT, head=head)) == list(SHORT)
    assert read(tmp_path, "x.html", page(SHORT[5:], head="<title>甲州市人民政府网</title>")) == list(SHORT[5:])


def test_a_page_cut_off_is_refused(tmp_path: Path) -> None:
    data = page(SHORT)
    assert "半截" in refused(tmp_path, "x.html", data[: data.index("二、".encode())])


def test_a_deeply_nested_page_is_read(tmp_path: Path) -> None:
    data = b"<html><body>" + b"<div>" * 5000 + "港口繁忙。".encode() + b"</body></html>"
    assert_read_or_refused(tmp_path / "x.html", data)


# ── Word documents ────────────────────────────────────────────────────────────────────────


def numbered(*levels: tuple[str, str]) -> tuple[docx.document.Document, int]:
    """A document with a list of these levels (format, pattern), and the id of the list."""
    document = docx.Document()
    root = document.part.numbering_part.element
    parts = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{parts}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return document, 77


def add(document: docx.document.Document, text: str, list_id: int | None = None, level: int = 0) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    if list_id is not None:
        xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
        properties.append(parse_xml(xml))


def test_automatic_numbers_are_written_out(tmp_path: Path) -> None:
    document, list_id = numbered(
        ("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."), ("bullet", "\uf0b7")
    )
    for text, level in (("回顾", 0), ("工业", 1), ("钢铁", 2), ("汽车", 2), ("农业", 1), ("安排", 0), ("工业", 1)):
        add(document, text, list_id, level)
    add(document, "其他", list_id, 3)
    add(document, "正文")
    assert read(tmp_path, "x.docx", saved(document)) == [
        *("一、回顾", "（一）工业", "1.钢铁", "2.汽车", "（二）农业", "二、安排", "（一）工业", "其他", "正文"),
    ]


def test_numbers_of_a_style(tmp_path: Path) -> None:
    document = docx.Document()
    for text in ("港口", "机场"):
        document.add_paragraph(text, style="List Number")
    assert read(tmp_path, "x.docx", saved(document)) == ["1.港口", "2.机场"]


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五"), (105, "一〇五")]
)
def test_chinese_numbers(number: int, written: str) -> None:
    assert chinese(number) == written


def test_all_that_is_on_the_page_and_nothing_else(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "页眉"
    document.add_paragraph("第一行\n第二行")
    document.add_table(1, 2).rows[0].cells[1].text = "表里的字"
    w = nsdecls("w")
    body = document.element.body
    pieces = (
        "<w:r><w:t>保留</w:t></w:r><w:ins><w:r><w:t>新加</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    )
    body.insert(0, parse_xml(f"<w:p {w}>{pieces}</w:p>"))
    control = f"<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>控件里的字</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    body.insert(1, parse_xml(control))
    style = document.styles.add_style("TOC 1", 1)
    document.add_paragraph("一、目录里的标题 3", style=style)
    assert read(tmp_path, "x.docx", saved(document)) == ["保留新加", "控件里的字", "第一行", "第二行", "表里的字"]


def test_a_package_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package, package.open("word/document.xml", "w") as part:
        for _ in range(31):
            part.write(b" " * 10_000_000)
    assert "300 MB" in refused(tmp_path, "x.docx", stream.getvalue())


# ── PDFs ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("indent", "gap", "furniture"), [(24, 0, True), (24, 0, False), (0, 10, True), (0, 0, True)])
def test_wrapped_lines_are_joined_and_pages_furniture_goes(
    tmp_path: Path, indent: float, gap: float, furniture: bool
) -> None:
    lines = [SHORT[6] * 3, *SHORT] * 6
    data = pdf(lines, indent=indent, gap=gap, furniture=furniture)
    assert read(tmp_path, "x.pdf", data) == lines


def test_a_locked_pdf(tmp_path: Path) -> None:
    assert "密码" in refused(tmp_path, "x.pdf", pdf(SHORT, password="secret"))


def test_a_scanned_pdf(tmp_path: Path) -> None:
    assert "OCR" in refused(tmp_path, "x.pdf", blank_pdf(3))


def test_a_pdf_cut_off_or_broken(tmp_path: Path) -> None:
    data = pdf(SHORT)
    assert "半截" in refused(tmp_path, "x.pdf", data[: len(data) // 2])
    assert "打不开" in refused(tmp_path, "x.pdf", b"%PDF-1.7\nnothing\n%%EOF\n")


HAN = st.text(alphabet="港口机场建设加快推进企业园区项目发展", min_size=1, max_size=90)


@given(texts=st.lists(HAN.map(lambda text: text + "。"), min_size=3, max_size=12), per_page=st.integers(4, 30))
def test_indented_paragraphs_come_back_whole(texts: list[str], per_page: int) -> None:
    width, lines = 20, []
    for text in ("满" * 60 + "。", *texts):  # one long paragraph shows where lines end
        rows = [text[: width - 2], *(text[i : i + width] for i in range(width - 2, len(text), width))]
        lines += [(row, 2 if i == 0 else 0) for i, row in enumerate(rows)]
    pages = []
    for first in range(0, len(lines), per_page):
        printed = []
        for i, (row, indent) in enumerate(lines[first : first + per_page]):
            left, bottom = 50 + 10.0 * indent, 700.0 - 16 * i
            printed.append(PrintedLine(row, left, left + 10.0 * len(row), bottom, bottom + 10, 10.0))
        pages.append(Page(300, 800, tuple(printed)))
    assert "".join(paragraphs(pages)) == "".join(("满" * 60 + "。", *texts))
    if per_page >= len(lines):
        assert list(paragraphs(pages)) == ["满" * 60 + "。", *texts]


def test_words_of_letters_keep_their_space() -> None:
    lines = [
        PrintedLine(text, 50, 250, 700 - 16 * i, 710 - 16 * i, 10) for i, text in enumerate(("推进Smart", "City建设"))
    ]
    assert list(paragraphs([Page(300, 800, tuple(lines))])) == ["推进Smart City建设"]


# ── What cannot be read ──────────────────────────────────────────────────────────────


def packed(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in names:
            package.writestr(name, "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", ".docx、PDF 或文本"),
        ("x.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", ".docx、PDF 或文本"),
        ("x.rtf", b"{\\rtf1 x}", ".docx、PDF 或文本"),
        ("x.ofd", packed("OFD.xml", "Doc_0/Document.xml"), "OFD 阅读器"),
        ("x.xlsx", packed("xl/workbook.xml"), "Excel"),
        ("x.zip", packed("report.txt"), "解压"),
        ("x.odt", packed("content.xml"), "另存为 .docx"),
        ("x.docx", packed("word/document.xml"), "Word 打开"),
        ("x.png", b"\x89PNG\r\n\x1a\nrest", "OCR"),
        ("x.jpg", b"\xff\xd8\xff\xe0rest", "OCR"),
        ("x.tif", b"II*\x00rest", "OCR"),
        ("x.mht", b"From: <Saved by Blink>\n", ".html"),
        ("x.xml", b"<?xml version='1.0'?><a>\xe5\xb8\x82</a>", "XML"),
        ("x.txt", pdf(SHORT), "x.pdf"),
        ("x.txt", word(SHORT), "x.docx"),
        ("x.html", b"<html><body></body></html>", "没有文字"),
        ("x.docx", word([]), "没有文字"),
        ("x.pdf", pdf(["Only English here."] * 3, furniture=False), "没有汉字"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    assert says in refused(tmp_path, name, data)


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    assert read(tmp_path, "x.doc", word(SHORT)) == list(SHORT)
    assert read(tmp_path, "x", made("pdf")) == list(SHORT)
    assert read(tmp_path, "x.pdf", page(SHORT)) == list(SHORT)


@pytest.mark.parametrize(("kind", "library"), [("html", "lxml"), ("docx", "docx"), ("pdf", "pypdfium2")])
def test_without_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, library: str) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError) as caught:
        text_of(tmp_path, f"x.{kind}", MAKERS[kind](SHORT))
    assert caught.value.remedy == "pip install 'tjgraph[documents]'"


def test_a_text_file_loads_no_library_of_the_extra() -> None:
    program = (
        "import sys\nfrom pathlib import Path\nfrom tjgraph.reading import read_document\n"
        f"read_document(Path({str(REPORT)!r}))\nprint({{'lxml', 'docx', 'pypdfium2'}} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


@functools.cache
def made(kind: str) -> bytes:
    return MAKERS[kind](SHORT)


def mangled(data: bytes, seed: int) -> bytes:
    rng = random.Random(seed)
    way = rng.randrange(4)
    if way == 0:
        return data[: rng.randrange(len(data))]
    changed = bytearray(data)
    if way == 1:
        for _ in range(rng.choice((1, 5, 50))):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    elif way == 2:
        start = rng.randrange(len(changed))
        del changed[start : start + rng.randrange(200)]
    else:
        start = rng.randrange(len(changed))
        changed[start:start] = rng.randbytes(rng.randrange(200))
    return bytes(changed)


@pytest.mark.parametrize("kind", MAKERS)
@SLOW
@given(seed=st.integers(0, 1 << 32))
def test_mangled_in_any_way(tmp_path: Path, kind: str, seed: int) -> None:
    assert_read_or_refused(tmp_path / f"x.{kind}", mangled(made(kind), seed))


@SLOW
@given(seed=st.integers(0, 1 << 32))
def test_a_word_document_mangled_inside(tmp_path: Path, seed: int) -> None:
    stream, rng = io.BytesIO(), random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(made("docx"))) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, mangled(data, seed) if rng.random() < 0.3 else data)
    assert_read_or_refused(tmp_path / "x.docx", stream.getvalue())
