"""What format a file has, by its first bytes; what cannot be read is refused with what to do instead."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Literal

from tjgraph.errors import InputError

Format = Literal["text", "html", "docx", "pdf"]
READABLE: dict[str, str] = {"docx": "Word 文档（docx）", "pdf": "PDF", "html": "网页（HTML 或 XML）"}
SAVE_AS_TEXT = "请另存为 UTF-8 纯文本（.txt）后再试"
SAVE_AS = "请打开后另存为 .docx、PDF 或文本（.txt）再试"
INSTALL = "pip install 'tjgraph[documents]'"
UNPACK = "请先解压，再给里面的报告"
OCR = "请先做文字识别（OCR）另存为文本，或改用报告的 docx、网页"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (OLE, "旧版 Office 或 WPS 文档（doc、wps、xls），或加了密码的 docx", SAVE_AS),
    (b"{\\rtf", "RTF 文档", SAVE_AS),
    (b"\x1f\x8b", "gzip 压缩文件", UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩文件", UNPACK),
    (b"Rar!\x1a\x07", "RAR 压缩文件", UNPACK),
    (b"\x89PNG\r\n\x1a\n", "PNG 图片", OCR),
    (b"\xff\xd8\xff", "JPEG 图片", OCR),
    (b"GIF8", "GIF 图片", OCR),
    (b"II*\x00", "TIFF 图片", OCR),
    (b"MM\x00*", "TIFF 图片", OCR),
    (b"RIFF", "图片或音视频（WebP、WAV、AVI）", OCR),
    (b"AT&TFORM", "DjVu 扫描件", OCR),
    (b"MIME-Version:", "单个文件的网页（mht）", "请用浏览器打开，另存为 .html 或文本（.txt）再试"),
    (b"From: <Saved by", "单个文件的网页（mht）", "请用浏览器打开，另存为 .html 或文本（.txt）再试"),
    (b"\x7fELF", "可执行程序", SAVE_AS_TEXT),
)
PACKED: tuple[tuple[str, str, str], ...] = (
    ("OFD.xml", "OFD 版式文档", "请用 OFD 阅读器打开，另存为 PDF 或文本（.txt）再试"),
    ("xl/workbook.xml", "Excel 表格（xlsx）", SAVE_AS),
    ("ppt/presentation.xml", "演示文稿（pptx）", SAVE_AS),
    ("content.xml", "OpenDocument 文档（odt）", SAVE_AS),
    ("META-INF/container.xml", "电子书（epub）", SAVE_AS_TEXT),
)
MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body", b"<meta")
PAGES = (".html", ".htm", ".shtml", ".xhtml")


def recognise(data: bytes, path: Path) -> Format:
    """The format of ``data``, the content of ``path``; its ending only tells web pages that begin like text.

    Raises InputError for what cannot be read, and for a file whose name ends with .txt and that is no text: offsets
    count in a report's .txt.
    """
    kind = _by_content(data, str(path))
    suffix = path.suffix.lower()
    if kind == "text" and suffix in PAGES:
        return "html"
    if kind != "text" and suffix == ".txt":
        name = path.with_suffix(f".{kind}").name
        raise InputError(f"这是{READABLE[kind]}，不是纯文本", where=str(path), remedy=f"请把文件名改成 {name} 再试")
    return kind


def _by_content(data: bytes, where: str) -> Format:
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(ZIP):
        return _packed(data, where)
    for signature, label, remedy in OTHERS:
        if data.startswith(signature):
            raise InputError(f"这是{label}，不是纯文本", where=where, remedy=remedy)
    start = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not start.startswith(MARKUP):
        return "text"
    if start.startswith(b"<?xml") and b"<html" not in start:
        raise InputError("这是 XML 数据，不是网页或纯文本", where=where, remedy=SAVE_AS)
    return "html"


def _packed(data: bytes, where: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, LookupError, RuntimeError) as error:
        raise InputError(
            "是损坏或不完整的压缩包或 Office 文档（docx、xlsx、zip）", where=where, remedy="请重新取得完整的文件"
        ) from error
    if "word/document.xml" in names:
        return "docx"
    for part, label, remedy in PACKED:
        if part in names:
            raise InputError(f"这是{label}", where=where, remedy=remedy)
    raise InputError("这是压缩包，不是报告", where=where, remedy=UNPACK)
