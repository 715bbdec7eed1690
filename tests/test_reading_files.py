"""Encodings, and what is refused: one clear line that says what, where, and what to do."""

import os
from pathlib import Path

import pytest

from tjgraph import resources
from tjgraph.errors import InputError
from tjgraph.reading import read_document, read_text
from tjgraph.reading.files import MAX_BYTES

REPORT = resources.bundled_report().read_bytes().decode("utf-8")
SHORT = "一、2029年工作回顾\n港口繁忙，全市经济稳步增长，人民生活水平不断提高。\n"
TRADITIONAL = (
    "各位代表：現在，我代表市人民政府，向大會報告工作，請予審議。"
    "過去一年，我們堅持穩中求進，推動產業轉型升級，開放發展取得新進展。"
)


def written(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "report.txt"
    path.write_bytes(data)
    return path


def refused(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_document(path)
    message = str(caught.value)
    assert "\n" not in message and message.startswith(str(path)) and caught.value.remedy
    return message


@pytest.mark.parametrize("text", [REPORT, SHORT], ids=["report", "short"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_usual_encodings(tmp_path: Path, encoding: str, text: str):
    if encoding == "gbk":
        text = text.encode("gbk", "ignore").decode("gbk")
    assert read_document(written(tmp_path, text.encode(encoding))).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le"])
def test_traditional_characters(tmp_path: Path, encoding: str):
    assert read_document(written(tmp_path, TRADITIONAL.encode(encoding))).text == TRADITIONAL


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\x00\x00"])
def test_marks_of_other_orders(tmp_path: Path, mark: bytes):
    codec = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xff\xfe\x00\x00": "utf-32-le"}[mark]
    assert read_document(written(tmp_path, mark + SHORT.encode(codec))).text == SHORT


def test_line_ends_and_everything_else_stay_as_they_are(tmp_path: Path):
    text = "一、工作回顾\r\n港口繁忙。\r\n\r\n\u3000\u3000道路通畅。\r"
    assert read_document(written(tmp_path, text.encode("utf-8"))).text == text


def test_name_is_the_stem(tmp_path: Path):
    assert read_document(written(tmp_path, SHORT.encode())).name == "report"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "空的"),
        (b" \n\t\r\n", "没有文字"),
        ("\u3000\n".encode(), "没有文字"),
        (b"Only English here.\n", "没有汉字"),
        ("にほんご、한국어".encode(), "没有汉字"),
        (b"\x00" * 100, "二进制"),
        (SHORT.encode() + b"\x00", "二进制"),
        (SHORT.encode("gb18030") + b"\x00\x00\x01", "二进制"),
        (bytes(range(256)) * 8, "二进制"),
        (b"%PDF-1.7\n", "PDF"),
        (b"PK\x03\x04rest", "docx"),
        (b"\x89PNG\r\n\x1a\nrest", "PNG"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "Office"),
        ("<!DOCTYPE html><p>报告</p>".encode(), "网页"),
        ("\ufeff <HTML>报告".encode(), "网页"),
        (SHORT.encode()[:-2], "断了"),
        (SHORT.encode("utf-16")[:-1], "断了"),
        (SHORT.encode("gb18030").rstrip()[:-1], "断了"),
        (b"\xff\xfe\x00\xd8\x00\x00", "UTF-16"),
        (SHORT.encode().replace("港".encode(), b"\xe6\xb8"), "第 2 行"),
        (SHORT.encode().decode("gb18030", "ignore").encode(), "乱码"),
    ],
)
def test_what_is_no_report(tmp_path: Path, data: bytes, says: str):
    assert says in refused(written(tmp_path, data))


def test_what_is_no_file(tmp_path: Path):
    assert "目录" in refused(tmp_path)
    assert "没有这个文件" in refused(tmp_path / "missing.txt")
    os.mkfifo(tmp_path / "pipe")
    assert "普通文件" in refused(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert "读不了" in refused(tmp_path / "loop")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path: Path):
    path = written(tmp_path, SHORT.encode())
    path.chmod(0)
    assert "权限" in refused(path)


def test_what_is_too_large(tmp_path: Path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    assert "20 MB" in refused(path)


def test_text_that_is_given_is_checked_like_a_file():
    for text in ("", "abc", "港\0口", "港\ud800口"):
        with pytest.raises(InputError, match="report"):
            read_text(text, name="report")


def test_a_line_of_five_megabytes_is_read():
    text = "推动港口、机场建设，全市经济向好。" * 100_000
    document = read_text(text, name="x")
    assert len(document.sentences) == 100_000 and document.sentences[-1].span.end == len(text)
