"""What stands in quotation marks or before 产业: names that no ending gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tjgraph.extraction.boundaries import left_edge
from tjgraph.extraction.candidates import Candidate, Reader
from tjgraph.model import Span

_QUOTED = re.compile(r"“([^“”。]{1,24})”")
_NUMBERED = re.compile(r"^(?:[一二两三四五六七八九十百千万]+[\u4e00-\u9fff]|[双多]|[^+＋]*[+＋×][^+＋]*$|\d+[+＋])")
# What follows a quoted phrase that is only a manner of speaking: “…”的, “…”向“…”.
_NOT_HEADS = frozenset("的向和与为是在等及转到变")
_HEAD_LIMIT = 8


def quoted_names(reader: Reader) -> Iterator[Candidate]:
    """Names in quotation marks, with the word behind them that says what they are (“…”行动)."""
    lexicon, text = reader.lexicon, reader.text
    for match in _QUOTED.finditer(text, reader.span.start, reader.span.end):
        inner = match[1]
        if inner in lexicon.figurative or inner.endswith(("，", ",", "；")):
            continue
        after = text[match.end() : match.end() + _HEAD_LIMIT]
        head = max((w for w in lexicon.quoted if after.startswith(w)), key=len, default="")
        if head:
            row, known = lexicon.quoted[head], lexicon.known.get(inner)
            kind = known.type if known else "Policy" if _NUMBERED.match(inner) and row.type == "Project" else row.type
            span = (
                Span(match.start(), match.end() + len(head)) if row.joins else Span(match.start() + 1, match.end() - 1)
            )
            yield Candidate(span, kind, row.rule, head, 5, known.label if known else inner)
        elif _NUMBERED.match(inner) and len(inner) >= 2:
            yield Candidate(Span(match.start() + 1, match.end() - 1), "Policy", "quoted_heads/numbered", inner, 5)
        elif any(
            k.start == match.start() + 1 and e.type == "Place" and k.end < match.end() - 1 for k, e in reader.known
        ):
            yield Candidate(Span(match.start() + 1, match.end() - 1), "Policy", "quoted_heads/place", inner, 3)
        elif (
            4 <= len(inner) <= 8
            and "\u4e00" <= after[:1] <= "\u9fff"
            and after[0] not in _NOT_HEADS
            and reader.telling(match.start() + 1, match.end() - 1)
        ):
            yield Candidate(Span(match.start() + 1, match.end() - 1), "Policy", "quoted_heads/bare", inner, 2)


def industry_names(reader: Reader) -> Iterator[Candidate]:
    """Industries by name: alone, beside 产业, or in a list of industries; and what a verb names as an industry."""
    text = reader.text
    hits = dict(reader.gazetteer.find_industries(text, reader.words))
    for span, alone in hits.items():
        if alone or _beside_industry(reader, span, hits):
            yield Candidate(span, "Industry", f"industries/{span.of(text)}", span.of(text), 3)
    for match in re.finditer(
        r"产业链?(?=[,，、;；。和与及等]|加快|提质|集群|规模|发展壮大|增长)", text[reader.span.start : reader.span.end]
    ):
        start = reader.span.start + match.start()
        if not reader.words.starts_at(start):
            continue
        edge = left_edge(text, reader.words, start, reader.lexicon, verbs=False)
        if edge.kind or not 4 <= start - edge.start <= 10 or not reader.all_telling(edge.start, start):
            continue
        if not any(k.overlaps(Span(edge.start, start)) for k, _ in reader.known) and not reader.has_ending(
            edge.start, start
        ):
            yield Candidate(Span(edge.start, start), "Industry", "list_heads/产业", match[0], 3)


def _beside_industry(reader: Reader, span: Span, hits: dict[Span, bool]) -> bool:
    """Whether 产业 follows, or the list of industries in which it stands holds one that is an industry by itself."""
    text = reader.text
    if text.startswith(("产业", "行业", "领域"), span.end):
        return True
    run, grown = {span}, True
    while grown:
        grown = False
        for other in hits:
            if other not in run and any(
                _adjoins(text, other, member) or _adjoins(text, member, other) for member in run
            ):
                run.add(other)
                grown = True
    return any(hits[member] for member in run)


def _adjoins(text: str, left: Span, right: Span) -> bool:
    return left.end + 1 == right.start and text[left.end] in "、和与"
