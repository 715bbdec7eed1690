"""From a PDF to its text: PDFium says which characters stand where; lines and paragraphs are made of that.

The paragraphs themselves are found by :mod:`tjgraph.reading.pdf_paragraphs`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from tjgraph.errors import InputError, MissingExtraError
from tjgraph.reading.decoding import GARBLED, is_han, share_of_common
from tjgraph.reading.formats import INSTALL, OCR
from tjgraph.reading.pdf_paragraphs import Page, PrintedLine, paragraphs

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfTextPage

END = b"%%EOF"
END_REACH = 4096
"""Bytes: how far from the end of a whole file its end mark may stand."""
NOTE_SIGNS = "0123456789[]［］〔〕①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
RADICALS = str.maketrans(
    "⺁⺅⺆⺈⺉⺋⺌⺎⺏⺐⺓⺗⺘⺙⺛⺝⺟⺠⺡⺣⺤⺥⺨⺩⺪⺫⺬⺭⺮⺯⺱⺲⺴⺶⺷⺸⺹⺺⺻⺼⺽⻂⻃⻄⻅⻆⻈⻉⻊⻋⻌⻍⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
    "厂亻冂刀刂㔾小兀尣尢幺忄扌攵旡月母民氵灬爫爫犭王疋目示礻竹糹罓罒网羊羊羊耂肀聿肉臼衤覀西见角讠贝足车辶辶阝钅長镸长门阝雨青韦页风飞食飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
)
"""CJK Radicals Supplement → the character that looks the same: some programs' fonts name their glyphs by radicals.
Source: Unicode, EquivalentUnifiedIdeograph.txt; the Kangxi radicals have decompositions of their own."""


@dataclass(slots=True)
class _Glyph:
    char: str
    left: float
    bottom: float
    right: float
    top: float
    made_up: bool


def text_of_pdf(data: bytes, where: str) -> str:
    """The text of the PDF ``data``, one line a paragraph, without page numbers and running heads.

    Raises InputError where it is broken, locked with a password or has no text, MissingExtraError without pypdfium2.
    """
    try:
        import pypdfium2
    except ImportError as error:
        raise MissingExtraError("读 PDF 需要 pypdfium2", where=where, remedy=INSTALL) from error
    if END not in data[-END_REACH:]:
        raise InputError("PDF 在半截断了，不完整", where=where, remedy="请重新取得完整的文件")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _not_opened(error, where) from error
    try:
        pages = [_page(document, number, where) for number in range(len(document))]
    finally:
        document.close()
    bare = sum(not page.lines for page in pages)
    if bare * 2 > len(pages) or not pages:
        raise InputError(f"PDF 的 {len(pages)} 页里有 {bare} 页没有文字，可能是扫描件", where=where, remedy=OCR)
    text = "".join(f"{paragraph}\n" for paragraph in paragraphs(pages))
    if any(map(is_han, text)) and share_of_common(text) < GARBLED:
        raise InputError("PDF 的字体没有文字对照，取出来是乱码", where=where, remedy=OCR)
    return text


def _not_opened(error: Exception, where: str) -> InputError:
    if "password" in str(error).lower():
        return InputError("PDF 加了密码", where=where, remedy="请用密码打开，另存为不加密的 PDF 再试")
    return InputError("PDF 损坏，打不开", where=where, remedy="请重新取得文件，或用阅读器打开后另存")


def _page(document: PdfDocument, number: int, where: str) -> Page:
    import pypdfium2

    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise InputError(
            f"PDF 第 {number + 1} 页损坏", where=where, remedy="请重新取得文件，或用阅读器打开后另存"
        ) from error
    lines: list[list[_Glyph]] = []
    for glyphs in _runs(text_page):
        if lines and _goes_on(lines[-1], glyphs):
            lines[-1] += glyphs
        else:
            lines.append(glyphs)
    width, height = page.get_size()
    return Page(width, height, tuple(line for glyphs in lines if (line := _line(glyphs)) is not None))


def _runs(text_page: PdfTextPage) -> Iterator[list[_Glyph]]:
    """The characters of a page as PDFium orders them, up to each line end that it sees."""
    from pypdfium2 import raw

    run: list[_Glyph] = []
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if code in (0x0A, 0x0D):
            if run:
                yield run
            run = []
        elif char := _char(code):
            left, bottom, right, top = text_page.get_charbox(index, loose=True)
            made_up = raw.FPDFText_IsGenerated(text_page, index) == 1
            run.append(_Glyph(char, left, bottom, right, top, made_up))
    if run:
        yield run


def _char(code: int) -> str:
    """The character that PDFium means by ``code``; empty for what is none."""
    if code in (0x02, 0xAD):
        return "-"  # PDFium's sign of a hyphen at a line's end
    if code < 0x20 or code in (0xFFFE, 0xFFFF) or 0xE000 <= code <= 0xF8FF:
        return ""
    char = chr(code)
    if 0x2F00 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        return unicodedata.normalize("NFKC", char)
    return char.translate(RADICALS)


def _goes_on(line: list[_Glyph], glyphs: list[_Glyph]) -> bool:
    """Whether what PDFium took for a new line stands in the one before (a subscript, a change of font)."""
    last, first = line[-1], glyphs[0]
    shared = min(last.top, first.top) - max(last.bottom, first.bottom)
    lower = min(last.top - last.bottom, first.top - first.bottom)
    return lower > 0 and shared > lower / 2 and first.left >= last.right - lower


def _line(glyphs: list[_Glyph]) -> PrintedLine | None:
    glyphs = list(_without_note_numbers(glyphs))
    inked = [glyph for glyph in glyphs if not glyph.char.isspace()]
    if not inked:
        return None
    wide = [glyph.right - glyph.left for glyph in inked if is_han(glyph.char)]
    em = median(wide) if wide else median(glyph.top - glyph.bottom for glyph in inked) * 0.8
    text = "".join(_spaced(glyphs, em)).strip()
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    return PrintedLine(
        text,
        left=min(glyph.left for glyph in inked),
        right=max(glyph.right for glyph in inked),
        bottom=median(glyph.bottom for glyph in inked),
        top=median(glyph.top for glyph in inked),
        em=em,
    )


def _without_note_numbers(glyphs: list[_Glyph]) -> Iterator[_Glyph]:
    """The characters but for raised small numbers after Chinese words, which lead to notes (m² stays)."""
    height = max(glyph.top - glyph.bottom for glyph in glyphs)
    floor = median(glyph.bottom for glyph in glyphs)
    after_words = False
    for glyph in glyphs:
        raised = glyph.bottom > floor + 0.2 * height and glyph.top - glyph.bottom < 0.8 * height
        if raised and after_words and glyph.char in NOTE_SIGNS:
            continue
        after_words = not glyph.char.isascii()
        yield glyph


def _spaced(glyphs: list[_Glyph], em: float) -> Iterator[str]:
    """The characters, with the blanks of the file and only such of PDFium's own as a reader would see."""
    for index, glyph in enumerate(glyphs):
        if not glyph.made_up or not glyph.char.isspace():
            yield glyph.char
        elif 0 < index < len(glyphs) - 1:
            before, after = glyphs[index - 1], glyphs[index + 1]
            words = before.char.isascii() and after.char.isascii() and before.char.isalnum() and after.char.isalnum()
            if words or after.left - before.right > 0.8 * em:
                yield glyph.char
