"""What stands in quotation marks or before 产业: names that no ending gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tjgraph.extraction.boundaries import left_edge
from tjgraph.extraction.candidates import Candidate, Reader
from tjgraph.extraction.lists import head_after
from tjgraph.lexicon.naming import Ending, QuotedHead, TypedWord
from tjgraph.model import Span

_QUOTED = re.compile(r"“([^“”。]{1,24})”")
_HEAD_LIMIT = 8
_NO_WORDS = re.compile(r"[\d·.]")
_TITLED = re.compile(r"《([^《》\n]{3,60})》")
_SHORTEST_TITLE = 5


def quoted_names(reader: Reader) -> Iterator[Candidate]:
    """Names in quotation marks, with the word behind them that says what they are (“…”行动)."""
    matches = list(_QUOTED.finditer(reader.text, reader.span.start, reader.span.end))
    shared: TypedWord | None = None
    following: re.Match[str] | None = None
    found: list[Candidate] = []
    for match in reversed(matches):
        head = _head_after(reader, match.end())
        if head is None and not (following and _joined(reader, match.end(), following.start())):
            shared = _shared_head(reader, match.end())
        elif head is not None:
            shared = head
        following = match
        spoken = match[1] in reader.lexicon.figurative and not (head is not None and head.joins)
        if not spoken and not match[1].endswith(("，", ",", "；")):
            found += filter(None, [_quoted_name(reader, match, head, shared)])
    return reversed(found)


def _head_after(reader: Reader, position: int) -> QuotedHead | None:
    """The longest word that says what a quotation before ``position`` is."""
    after = reader.text[position : position + _HEAD_LIMIT]
    heads = (after[:size] for size in range(len(after), 0, -1))
    return next((reader.lexicon.quoted[head] for head in heads if head in reader.lexicon.quoted), None)


def _shared_head(reader: Reader, end: int) -> TypedWord | None:
    """The head behind the 等 that closes a list of quotations: “甲”、“乙”等平台."""
    if not reader.text.startswith("等", end):
        return None
    head = _head_after(reader, end + 1) or head_after(reader, end + 1)
    return head if head is not None and head.type != "Industry" else None


def _joined(reader: Reader, end: int, start: int) -> bool:
    """Whether two quotations stand in one list."""
    between = reader.text[end:start]
    return between in ("", "、") or between in reader.lexicon.particles["joiner"]


def _quoted_name(
    reader: Reader, match: re.Match[str], head: QuotedHead | None, shared: TypedWord | None
) -> Candidate | None:
    """The name that a quotation is, typed by its ``head``, its form, or the head that its list shares."""
    lexicon, inner = reader.lexicon, match[1]
    within = Span(match.start() + 1, match.end() - 1)
    numbered = len(inner) >= 2 and bool(lexicon.forms["numbered_slogan"].match(inner))
    if head is not None:
        known = lexicon.known.get(inner)
        kind = known.type if known else "Policy" if numbered and not head.joins else head.type
        span = Span(match.start(), match.end() + len(head.word)) if head.joins else within
        return Candidate(span, kind, head.rule, head.word, 5, known.label if known else inner)
    if numbered:
        return Candidate(within, "Policy", "quoted_heads/numbered", inner, 5)
    if (ending := _closing_ending(reader, within)) is not None:
        return Candidate(within, ending.type, ending.rule, ending.word, 5)
    if shared is not None:
        return Candidate(within, shared.type, shared.rule, shared.word, 4)
    if any(k.start == within.start and e.type == "Place" and k.end < within.end for k, e in reader.known):
        return Candidate(within, "Policy", "quoted_heads/place", inner, 3)
    after = reader.text[match.end() : match.end() + 1]
    named = 4 <= len(_NO_WORDS.sub("", inner)) <= 8 and reader.telling(within.start, within.end)
    if named and "\u4e00" <= after <= "\u9fff" and after not in lexicon.particles["not_quoted_head"]:
        return Candidate(within, "Policy", "quoted_heads/bare", inner, 2)
    return None


def _closing_ending(reader: Reader, within: Span) -> Ending | None:
    """The ending of names that closes a quotation of some length and is not all of it: “海阳科创沙龙”."""
    text = within.of(reader.text)
    ending = reader.lexicon.ending_of(text)
    return ending if ending is not None and 1 < len(ending.word) <= len(text) - 2 else None


def titled_names(reader: Reader) -> Iterator[Candidate]:
    """Regulations, plans and opinions by the title between 《 and 》; （草案） behind it is no part of the name."""
    for match in _TITLED.finditer(reader.text, reader.span.start, reader.span.end):
        title = reader.lexicon.forms["draft"].sub("", match[1])
        word = max((w for w in reader.lexicon.titled if title.endswith(w)), key=len, default="")
        if word and len(title) >= _SHORTEST_TITLE:
            row = reader.lexicon.titled[word]
            yield Candidate(Span(match.start() + 1, match.start() + 1 + len(title)), row.type, row.rule, word, 6)


def industry_names(reader: Reader) -> Iterator[Candidate]:
    """Industries by name: alone, beside 产业, or in a list of industries; and what a verb names as an industry."""
    text = reader.text
    hits = dict(reader.gazetteer.find_industries(text, reader.words))
    for span, alone in hits.items():
        if alone or _beside_industry(reader, span, hits):
            yield Candidate(span, "Industry", f"industries/{span.of(text)}", span.of(text), 3)
    for match in reader.lexicon.forms["industry_after"].finditer(text[reader.span.start : reader.span.end]):
        start = reader.span.start + match.start()
        if not reader.words.starts_at(start):
            continue
        edge = left_edge(text, reader.words, start, reader.lexicon, verbs=False)
        shortest = 2 if edge.governor == "verb" else 4
        if edge.kind or not shortest <= start - edge.start <= 10 or not _names_trade(reader, edge.start, start):
            continue
        if not any(k.overlaps(Span(edge.start, start)) for k, _ in reader.known) and not reader.has_ending(
            edge.start, start
        ):
            yield Candidate(Span(edge.start, start), "Industry", "list_heads/产业", match[0], 3)


def _names_trade(reader: Reader, start: int, end: int) -> bool:
    """Whether the words before 产业 name a trade: none of them generic, or the last an industry (氢燃料汽车)."""
    if any(span.end == end and span.start > start for span in reader.industry_spans):
        return reader.telling(start, reader.words.tokens[reader.words.index_at(start)].end)
    return reader.all_telling(start, end)


def _beside_industry(reader: Reader, span: Span, hits: dict[Span, bool]) -> bool:
    """Whether 产业 follows, or the list of industries in which it stands holds one that is an industry by itself."""
    text = reader.text
    if text.startswith(reader.lexicon.particles["trade_noun"], span.end):
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
