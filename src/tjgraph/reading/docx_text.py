"""From a Word document (.docx) to its text: one line a paragraph, with the numbers that Word would show before it.

python-docx opens the package and knows styles and numbering; the paragraphs are walked here, since ``Paragraph.text``
leaves out tracked insertions and content controls, and ``Document.paragraphs`` tables and text boxes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tjgraph.errors import InputError, MissingExtraError
from tjgraph.reading.docx_numbers import Numbering, W
from tjgraph.reading.formats import INSTALL

if TYPE_CHECKING:
    from docx.document import Document as DocxDocument
    from lxml.etree import _Element

MAX_UNPACKED = 300_000_000
"""Bytes: a package that unpacks to more is no report."""
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
LEFT_OUT = frozenset((f"{W}del", f"{W}moveFrom", f"{W}rt", FALLBACK))
"""What is in the file and not on the page: deleted, moved away, a reading aid, a second copy for old programs."""
SIGNS = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": ""}
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError)


def text_of_docx(data: bytes, where: str) -> str:
    """The text of the Word document ``data``. Raises InputError where it is broken, MissingExtraError without library.

    Tables are read cell by cell; headers, footers, notes, comments, deletions and tables of contents are left out.
    """
    try:
        import docx
        from lxml.etree import LxmlError
    except ImportError as error:
        raise MissingExtraError("读 Word 文档需要 python-docx", where=where, remedy=INSTALL) from error
    _check_size(data, where)
    try:
        return "".join(f"{line}\n" for line in _lines(docx.Document(io.BytesIO(data))))
    except (LxmlError, LookupError, ValueError, AttributeError, TypeError, OSError, RuntimeError, *ZIP_ERRORS) as error:
        # Whatever a broken package makes the library stumble over.
        raise InputError(
            "docx 文件损坏或不完整", where=where, remedy="请重新取得文件，或用 Word 打开后另存为 .docx"
        ) from error


def _check_size(data: bytes, where: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(part.file_size for part in package.infolist()) > MAX_UNPACKED:
            raise InputError("解压后超过 300 MB，不会是一份报告", where=where, remedy="请只给一份报告的文档")


def _lines(document: DocxDocument) -> Iterator[str]:
    numbering = Numbering(document)
    contents = {
        style.element.get(f"{W}styleId") for style in document.styles if (style.name or "").lower().startswith("toc")
    }
    for paragraph in document.element.body.iter(f"{W}p"):
        if _is_left_out(paragraph):
            continue
        properties = paragraph.find(f"{W}pPr")
        style = properties.find(f"{W}pStyle") if properties is not None else None
        style_id = style.get(f"{W}val") if style is not None else None
        words = "".join(_words(paragraph))
        if style_id in contents or not words.strip():
            continue
        number = numbering.next(properties, style_id)
        between = " " if number[-1:].isalnum() or (number[-1:] == "." and words[:1].isdigit()) else ""
        for line in f"{number}{between}{words}".split("\n"):
            if line.strip():
                yield line.strip()


def _is_left_out(paragraph: _Element) -> bool:
    return any(ancestor.tag in LEFT_OUT for ancestor in paragraph.iterancestors())


def _words(element: _Element) -> Iterator[str]:
    """The words of one paragraph, without those of paragraphs inside it (text boxes stand for themselves)."""
    for child in element:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag in SIGNS:
            yield SIGNS[tag]
        elif tag == f"{W}br":
            yield "" if child.get(f"{W}type") in ("page", "column") else "\n"
        elif isinstance(tag, str) and tag not in LEFT_OUT and tag not in (f"{W}p", f"{W}pPr") and not _hidden(child):
            yield from _words(child)


def _hidden(element: _Element) -> bool:
    """Whether a run is formatted as hidden text."""
    mark = element.find(f"{W}rPr/{W}vanish") if element.tag == f"{W}r" else None
    return mark is not None and mark.get(f"{W}val", "1") not in ("0", "false", "off")
