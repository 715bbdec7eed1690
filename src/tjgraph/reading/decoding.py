"""From bytes to text: strict trials, and for encodings that decode almost anything a look at what came out.

Why not a general detector: see docs/decisions/0001.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache

from tjgraph.errors import InputError

BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAMPLE = 100_000
PLAUSIBLE = 0.85
"""Share of common characters: real text has 0.96 or more, wrongly decoded text at most 0.74 (docs/decisions/0001)."""
GARBLED = 0.5
REMEDY = "请用编辑器打开，另存为 UTF-8 后再试"


@dataclass(frozen=True, slots=True)
class _Trial:
    text: str
    cut: bool


def decode(data: bytes, where: str) -> str:
    """The text of ``data``, without a byte order mark; nothing else is changed.

    Tried in this order: the encoding that a byte order mark names, UTF-8, then the most plausible of GB18030, Big5 and
    UTF-16. Raises InputError when none fits, when the last character is cut off (the file is not whole), or when the
    text is garbled.
    """
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            trial = _try(data[len(mark) :], codec)
            if trial is None:
                raise InputError(f"开头标明是 {codec.upper()}，内容却不是", where=where, remedy=REMEDY)
            return _whole(trial, where)
    trial = None if b"\0" in data else _try(data, "utf-8")
    if trial is not None:
        if _has_han(trial.text) and share_of_common(trial.text) < GARBLED:
            raise InputError("文字像是乱码，曾按错误的编码转存", where=where, remedy="请取得原始文件再试")
        return _whole(trial, where)
    codecs_left = ("utf-16-le", "utf-16-be") if b"\0" in data else ("gb18030", "big5", "utf-16-le", "utf-16-be")
    best, best_share = None, PLAUSIBLE
    for codec in codecs_left:
        candidate = _try(data, codec)
        if candidate is not None and (share := share_of_common(candidate.text)) > best_share:
            best, best_share = candidate, share
    if best is None:
        raise _unreadable(data, where)
    return _whole(best, where)


def is_han(char: str) -> bool:
    """Whether ``char`` is a Chinese character."""
    return "㐀" <= char <= "鿿" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"


def share_of_common(text: str) -> float:
    """What share of the letters outside ASCII are common Chinese characters (0 to 1; 0 where there are none)."""
    common = total = 0
    for char, count in Counter(text[:SAMPLE]).items():
        if char > "\x7f" and not _is_mark(char):
            total += count
            common += count if _is_common(char) else 0
    return common / total if total else 0.0


@cache
def _is_common(char: str) -> bool:
    """Whether ``char`` is in the everyday half of GB 2312 (level 1) or of Big5 (level 1)."""
    if not is_han(char):
        return False
    for codec, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        code = char.encode(codec, "ignore")
        if code and first <= code[0] <= last:
            return True
    return False


@cache
def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PZSN"


def _has_han(text: str) -> bool:
    return any(map(is_han, text))


def _try(data: bytes, codec: str) -> _Trial | None:
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(data, False)
    except UnicodeDecodeError:
        return None
    return _Trial(text, cut=bool(decoder.getstate()[0]))


def _whole(trial: _Trial, where: str) -> str:
    if trial.cut:
        raise InputError(
            "文件在最后一个字的中间断了，不完整",
            where=where,
            remedy="请重新取得完整的文件；确要读这一截，就删去末尾的半个字",
        )
    return trial.text


def _unreadable(data: bytes, where: str) -> InputError:
    if b"\0" in data:
        return InputError("是二进制文件，不是文本", where=where, remedy="请另存为 UTF-8 纯文本（.txt）后再试")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return InputError(
            f"第 {line} 行（第 {error.start + 1} 字节）起不是 UTF-8，整体也不像 GB18030、Big5 或 UTF-16",
            where=where,
            remedy=REMEDY,
        )
    return InputError("认不出编码", where=where, remedy=REMEDY)
