"""The same report as a web page, a Word document and a PDF, made here."""

from __future__ import annotations

import io
from collections.abc import Sequence
from html import escape
from typing import Any

import docx
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

FONT = "STSong-Light"  # PDF readers know it: nothing is embedded, no font file is needed
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def page(lines: Sequence[str], *, encoding: str = "utf-8", head: str = "", before: str = "", after: str = "") -> bytes:
    body = "\n".join(f"<p>\u3000\u3000{escape(line)}</p>" for line in lines)
    return (
        f'<!DOCTYPE html><html><head><meta charset="{encoding}">{head}</head>'
        f"<body>{before}<div>{body}</div>{after}</body></html>"
    ).encode(encoding)


def word(lines: Sequence[str]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(
    lines: Sequence[str], *, indent: float = 24, gap: float = 0, furniture: bool = True, password: str = ""
) -> bytes:
    style = ParagraphStyle(
        "x", fontName=FONT, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=indent, spaceAfter=gap
    )

    def furnish(canvas: Any, document: Any) -> None:
        if furniture:
            canvas.setFont(FONT, 9)
            canvas.drawString(200, 800, "政府工作报告汇编")
            canvas.drawCentredString(297, 30, f"— {document.page} —")

    stream = io.BytesIO()
    # invariant: the same bytes each time, so that a mangled one can be made again
    locked = StandardEncryption(password, canPrint=0) if password else None
    template = SimpleDocTemplate(stream, encrypt=locked, invariant=1)
    template.build([Paragraph(escape(line), style) for line in lines], onFirstPage=furnish, onLaterPages=furnish)
    return stream.getvalue()


def blank_pdf(pages: int) -> bytes:
    """What a scanner makes, as far as text goes."""
    from reportlab.pdfgen.canvas import Canvas

    stream = io.BytesIO()
    canvas = Canvas(stream, invariant=1)
    for _ in range(pages):
        canvas.rect(100, 100, 300, 500, fill=1)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()
