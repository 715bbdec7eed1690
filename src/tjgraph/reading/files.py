"""From a path to its text: what is no readable report is refused here, in one line."""

from __future__ import annotations

import stat
from pathlib import Path

from tjgraph.errors import InputError
from tjgraph.lexicon.structure import StructureLexicon
from tjgraph.reading.decoding import decode, is_han
from tjgraph.reading.formats import Format, recognise

MAX_BYTES = 20_000_000
"""The longest real report is under 100 kB; what is 200 times longer is no report."""
MAX_DOCUMENT_BYTES = 100_000_000
"""Word documents and PDFs carry pictures and fonts."""
SAVE_AS_TEXT = "请另存为 UTF-8 纯文本（.txt）后再试"


def read_file(path: Path, lexicon: StructureLexicon) -> str:
    """The text of the report in ``path``.

    Plain text is untouched but for a byte order mark; of a web page, a Word document or a PDF it is what is written in
    it, one line a paragraph. Raises InputError when the file is missing, no regular file, unreadable, too large, of
    another format, broken, or not Chinese text; MissingExtraError when the library that reads its format is missing.
    """
    data = _read_bytes(path)
    text = _text_of(data, recognise(data, path), str(path), lexicon)
    check_text(text, str(path))
    return text


def _text_of(data: bytes, kind: Format, where: str, lexicon: StructureLexicon) -> str:
    if kind == "pdf":
        from tjgraph.reading.pdf_text import text_of_pdf

        return text_of_pdf(data, where)
    if kind == "docx":
        from tjgraph.reading.docx_text import text_of_docx

        return text_of_docx(data, where)
    if len(data) > MAX_BYTES:
        raise _too_large(where, MAX_BYTES)
    if kind == "html":
        from tjgraph.reading.html_text import text_of_html

        return text_of_html(data, where, lexicon)
    return decode(data, where)


def check_text(text: str, where: str) -> None:
    """Refuse what is no report's text. Raises InputError: empty, too long, binary, or without Chinese."""
    if not text.strip():
        raise InputError("里面没有文字", where=where, remedy="请给政府工作报告的全文")
    if len(text) > MAX_BYTES:
        raise _too_large(where, MAX_BYTES)
    if "\0" in text:
        raise InputError("含有空字符（NUL），不是文本", where=where, remedy=SAVE_AS_TEXT)
    if not any(map(is_han, text)):
        raise InputError("里面没有汉字", where=where, remedy="请给中文的政府工作报告")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError(
            f"第 {error.start + 1} 个字符是半个字符（代理码位）", where=where, remedy="请按正确的编码重新读入"
        ) from error


def _read_bytes(path: Path) -> bytes:
    where = str(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError("这是目录，不是文件", where=where, remedy="请给出报告文件，例如 目录/名称.txt")
        if not stat.S_ISREG(mode):
            raise InputError("这不是普通文件", where=where, remedy="请先把内容存成文件")
        with path.open("rb") as stream:
            data = stream.read(MAX_DOCUMENT_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError("没有这个文件", where=where, remedy="检查路径和文件名") from error
    except PermissionError as error:
        raise InputError("没有读取权限", where=where, remedy="用 chmod 或换个用户来读") from error
    except OSError as error:
        raise InputError(f"读不了（{error.strerror}）", where=where, remedy="检查路径和磁盘") from error
    if len(data) > MAX_DOCUMENT_BYTES:
        raise _too_large(where, MAX_DOCUMENT_BYTES)
    if not data:
        raise InputError("文件是空的", where=where, remedy="请给政府工作报告的全文")
    return data


def _too_large(where: str, limit: int) -> InputError:
    return InputError(
        f"超过上限 {limit // 1_000_000} MB，不会是一份报告", where=where, remedy="请只给一份报告；多份请分成多个文件"
    )
