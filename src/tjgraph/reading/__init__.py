"""The reading room: a report's file or text becomes a Document.

The text stays untouched (only a byte order mark is dropped), so that every offset holds; what is found is where the
title, headings, paragraphs and sentences stand, which lines belong to the page and not to the report, which part is
review and which plan, and of which year. Plain text is read here; other formats join in :mod:`tjgraph.reading.files`.
"""

from __future__ import annotations

from pathlib import Path

from tjgraph.lexicon import Lexicon, load_lexicon
from tjgraph.model import Document
from tjgraph.reading.document import build_document
from tjgraph.reading.files import check_text, read_file

__all__ = ["read_document", "read_text"]


def read_document(
    path: Path, *, place: str | None = None, year: int | None = None, lexicon: Lexicon | None = None
) -> Document:
    """Read the report in ``path``: UTF-8, UTF-16, UTF-32, GB18030 or Big5 text of at most 20 MB.

    ``place`` and ``year`` say what the text does not, and win over what it says. Raises InputError, whose one line says
    what is wrong, where, and what to do.
    """
    structure = (lexicon or load_lexicon()).structure
    return build_document(read_file(path, structure), path.stem, place, year, structure)


def read_text(
    text: str, *, name: str, place: str | None = None, year: int | None = None, lexicon: Lexicon | None = None
) -> Document:
    """Read ``text`` as the report called ``name``; otherwise as :func:`read_document`."""
    check_text(text, name)
    return build_document(text, name, place, year, (lexicon or load_lexicon()).structure)
