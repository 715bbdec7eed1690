"""From a text to its Document: lines, head, layout, sections, sentences, each with its period."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from tjgraph.lexicon.structure import StructureLexicon
from tjgraph.model import Document
from tjgraph.reading.head import compose_title, find_place, find_speaker, full_name, read_head, year_of
from tjgraph.reading.layout import LineKind, classify
from tjgraph.reading.lines import Line, split_lines
from tjgraph.reading.outline import OutlineBuilder
from tjgraph.reading.periods import PeriodReader, plan_years

_FILE_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def build_document(text: str, name: str, place: str | None, year: int | None, lexicon: StructureLexicon) -> Document:
    """Read ``text`` as the report ``name``; ``place`` and ``year``, where given, win over what the text says."""
    lines = split_lines(text)
    head = read_head(lines, lexicon)
    kinds = classify(lines, head, lexicon)
    place = full_name(place, lexicon) if place else find_place(text, name, head, lexicon)
    year = year or head.year or _year_of_body(lines, kinds, text, lexicon) or _year_of_name(name)
    title = head.title or compose_title(year, place, lexicon)
    builder = OutlineBuilder(text, title, PeriodReader(lexicon, year))
    for paragraph, (line, kind) in enumerate(zip(lines, kinds, strict=True)):
        builder.add(line, kind, paragraph)
    sections, sentences = builder.finish()
    return Document(
        name=name,
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        title=title,
        place=place,
        year=year,
        sections=sections,
        sentences=sentences,
        date=head.date,
        session=head.session,
        speaker=find_speaker(text, head, lexicon),
    )


def _year_of_body(lines: Sequence[Line], kinds: Sequence[LineKind], text: str, lexicon: StructureLexicon) -> int | None:
    """The report's year by its headings (“2029年工作回顾” → 2030), else by “今年是‘某五’开局之年”."""
    reader = PeriodReader(lexicon, None)
    for line, kind in zip(lines, kinds, strict=True):
        if kind.role == "heading" and not kind.run_in:
            for period in reader.of_heading(line.text):
                if period.year is not None and period.since is None:
                    return period.year + 1 if period.kind == "review" else period.year
    for row in lexicon.year_hints:
        match = row.pattern.search(text)
        years = plan_years(match["ordinal"]) if match else None
        if years:
            return years[0] if row.year == "first" else years[1]
    return None


def _year_of_name(name: str) -> int | None:
    match = _FILE_YEAR.search(name)
    return year_of(match[0]) if match else None
