"""From a path to its text: what is no readable report is refused here, in one line."""

from __future__ import annotations

import stat
from pathlib import Path

from tjgraph.errors import InputError
from tjgraph.reading.decoding import decode, is_han

MAX_BYTES = 20_000_000
"""The longest real report is under 100 kB; what is 200 times longer is no report."""

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "压缩包或 Office 文档（docx、xlsx、zip）"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文档（doc、xls）"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x1f\x8b", "gzip 压缩文件"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩文件"),
    (b"Rar!\x1a\x07", "RAR 压缩文件"),
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"\x7fELF", "可执行程序"),
)
MARKUP: tuple[bytes, ...] = (b"<!doctype html", b"<html", b"<?xml")
SAVE_AS_TEXT = "请另存为 UTF-8 纯文本（.txt）后再试"


def read_file(path: Path) -> str:
    """The text of the plain-text file ``path``, untouched but for a byte order mark.

    Raises InputError when the file is missing, no regular file, unreadable, larger than 20 MB, of another format, or
    not Chinese text.
    """
    data = _read_bytes(path)
    for signature, label in SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"这是{label}，不是纯文本", where=str(path), remedy=SAVE_AS_TEXT)
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        raise InputError("这是网页（HTML 或 XML），不是纯文本", where=str(path), remedy=SAVE_AS_TEXT)
    text = decode(data, str(path))
    check_text(text, str(path))
    return text


def check_text(text: str, where: str) -> None:
    """Refuse what is no report's text. Raises InputError: empty, too long, binary, or without Chinese."""
    if not text.strip():
        raise InputError("里面没有文字", where=where, remedy="请给政府工作报告的全文")
    if len(text) > MAX_BYTES:
        raise _too_large(where)
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
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise InputError("没有这个文件", where=where, remedy="检查路径和文件名") from error
    except PermissionError as error:
        raise InputError("没有读取权限", where=where, remedy="用 chmod 或换个用户来读") from error
    except OSError as error:
        raise InputError(f"读不了（{error.strerror}）", where=where, remedy="检查路径和磁盘") from error
    if len(data) > MAX_BYTES:
        raise _too_large(where)
    if not data:
        raise InputError("文件是空的", where=where, remedy="请给政府工作报告的全文")
    return data


def _too_large(where: str) -> InputError:
    return InputError("超过上限 20 MB，不会是一份报告", where=where, remedy="请只给一份报告的文本；多份请分成多个文件")
