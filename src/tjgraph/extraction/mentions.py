"""The reading of a sentence: of all candidates, those that together say it best, and the names inside names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tjgraph.extraction.candidates import Candidate, Reader
from tjgraph.extraction.gazetteer import Gazetteer
from tjgraph.extraction.lists import (
    BRANDS,
    agreeing_industries,
    agreeing_works,
    counted_lists,
    introduced_companies,
    listed_names,
    sharing_names,
)
from tjgraph.extraction.quotations import industry_names, quoted_names, titled_names
from tjgraph.extraction.repeats import second_mentions
from tjgraph.lexicon.naming import NamingLexicon
from tjgraph.model import Document, Span

_STRETCH = 1_500
# How long the unknown name of a company is that leads a park alone; one of two or four characters is rather regions
# side by side (京鲁, 哈长沈大).
LONE_BRANDS = (3,)
_CHINESE = re.compile("^[\u4e00-\u9fff]+$")
_DIGIT = re.compile(r"\d")
# A figure of size or capacity closes a company's name: 甲芯时代8英寸….
_TO_FIGURE = re.compile(r"[\u4e00-\u9fff]{2,4}(?<!年产)(?=\d)")


@dataclass(frozen=True, slots=True)
class Found:
    """A chosen candidate; ``inside``: it stands in a longer name."""

    candidate: Candidate
    sentence: int
    inside: bool


def find_mentions(document: Document, lexicon: NamingLexicon, gazetteer: Gazetteer) -> list[Found]:
    """All mentions of the document in text order, nested ones after the name that holds them."""
    found: list[Found] = []
    for sentence in document.body():
        for span in stretches(document.text, sentence.span):
            chosen = read_sentence(Reader(document.text, span, lexicon, gazetteer))
            found.extend(Found(candidate, sentence.index, inside) for candidate, inside in chosen)
    first = [(item.candidate, item.sentence) for item in found]
    found.extend(Found(*again, False) for again in second_mentions(document, first, gazetteer))
    return found


def stretches(text: str, span: Span) -> Iterator[Span]:
    """The span in pieces of whole clauses; only a "sentence" without end, as mangled files have, needs more than one.

    Choosing among candidates compares each with each, so a stretch must be bounded for time to grow with the text.
    """
    start = span.start
    while span.end - start > _STRETCH:
        cut = max(text.rfind(mark, start, start + _STRETCH) for mark in "；;，,、") + 1
        end = cut if cut > start else start + _STRETCH
        yield Span(start, end)
        start = end
    if start < span.end:
        yield Span(start, span.end)


def read_sentence(reader: Reader) -> list[tuple[Candidate, bool]]:
    """The mentions of one sentence as (candidate, nested)."""
    candidates = reader.candidates()
    candidates += quoted_names(reader)
    candidates += titled_names(reader)
    candidates += industry_names(reader)
    candidates += listed_names(reader, candidates)
    candidates += counted_lists(reader, candidates)
    candidates += sharing_names(reader, candidates)
    candidates += introduced_companies(reader, candidates)
    candidates += agreeing_industries(reader, candidates)
    candidates += agreeing_works(reader, candidates)
    top = choose(candidates)
    result: list[tuple[Candidate, bool]] = []
    for candidate in top:
        result.append((candidate, False))
        result.extend((inner, True) for inner in names_inside(candidate, candidates, reader))
    return result


def choose(candidates: list[Candidate]) -> list[Candidate]:
    """The longest candidates that do not overlap; of equally long ones the stronger."""
    chosen: list[Candidate] = []
    for candidate in sorted(candidates, key=_rank):
        if not any(candidate.span.overlaps(other.span) for other in chosen):
            chosen.append(candidate)
    return sorted(chosen, key=lambda c: c.span)


def _rank(c: Candidate) -> tuple[object, ...]:
    whole = len(c.whole.span) if c.whole else 0
    return (-len(c.span), -c.score, whole, -len(c.clue), c.span, c.type, c.rule)


def names_inside(outer: Candidate, candidates: list[Candidate], reader: Reader) -> list[Candidate]:
    """Names of their own that stand inside ``outer``: its whole, its place, its company, its industry."""
    within = [c for c in candidates if outer.span.contains(c.span) and c.span != outer.span]
    inner = [c for c in within if _bears(c, outer, reader) and not _leads_place(c, within)]
    if outer.whole is not None and all(c.span != outer.whole.span for c in inner):
        inner.append(outer.whole)
    inner += brands(outer, inner, reader)
    inner += trades(outer, inner, reader)
    taken: list[Candidate] = []
    for c in sorted(inner, key=lambda c: (-c.score, -len(c.span), c.span.start, c.type)):
        if not any(
            _crosses(c.span, t.span)
            or c.span == t.span
            or _widens(c, t)
            or (t.span.contains(c.span) and (c.type == t.type or (t.type == "Enterprise" and c.type == "Place")))
            for t in taken
        ):
            taken.append(c)
    return sorted(taken, key=lambda c: c.span)


def _bears(inner: Candidate, outer: Candidate, reader: Reader) -> bool:
    """Whether an inner candidate is a name that a reader would ask for."""
    if outer.whole is not None and outer.whole.span == inner.span:
        return True
    if inner.type == "Industry":
        line = outer.rule.startswith("lines") or (outer.whole is not None and outer.whole.rule.startswith("lines"))
        numbered = line and outer.type != "Policy"
        return not numbered and outer.type in (
            "Institution",
            "Park",
            "Project",
            "Fund",
            "Facility",
            "Product",
            "Policy",
        )
    if outer.type == inner.type == "Place" and outer.rule.startswith(("known_names", "divisions/side")):
        return False
    if outer.type == inner.type == "Enterprise" and not outer.rule.startswith("endings"):
        return False
    if outer.type == inner.type == "Institution" and outer.rule.startswith("known_names"):
        return False  # 联合国 in 联合国教科文组织
    if inner.rule == "divisions/abbreviations" or (inner.type == "Place" and _only_named_so(inner, outer, reader)):
        return False
    if inner.rule == "lines/station" and inner.span.end == outer.span.end:
        return False  # 南站 in 海阳南站
    if inner.rule.startswith(("known_names", "divisions", "listed", "lines")):
        return inner.type in ("Place", "Enterprise", "Park", "Facility", "Institution", "Event", "Project")
    # A full name that leads a longer one: 国家超算天津中心 + “超智存”算力融合平台.
    return (
        inner.score == 5
        and inner.span.start == outer.span.start
        and inner.type in ("Institution", "Facility", "Park")
        and outer.type in ("Project", "Facility", "Institution", "Event", "Policy")
    )


def _leads_place(inner: Candidate, others: list[Candidate]) -> bool:
    """Whether a place is only the head of another place's name: 东平 in 东平湖."""
    return inner.type == "Place" and any(
        c.type == "Place" and c.rule.startswith("known_names") and c.span.contains(inner.span) and c.span != inner.span
        for c in others
    )


def _only_named_so(inner: Candidate, outer: Candidate, reader: Reader) -> bool:
    """Whether a place is only a word of the name: a river in a fund's, a county in a famous university's (西湖大学)."""
    table, _, code = inner.rule.partition("/")
    if outer.rule.startswith(("known_names", "listed")):
        return table == "divisions" and (outer.type == "Enterprise" or (code.isdigit() and not code.endswith("00")))
    landform = reader.text[inner.span.end - 1] in reader.lexicon.particles["landform"]
    return table == "known_names" and landform


def _widens(wider: Candidate, taken: Candidate) -> bool:
    """Whether a nested name is only a known line or installation with words before it: 郑州 + 中欧班列."""
    works = ("Project", "Facility")
    known = taken.rule.startswith("known_names") and taken.type in works and wider.type in works
    return known and wider.span.contains(taken.span) and wider.span.end == taken.span.end


def _crosses(a: Span, b: Span) -> bool:
    return a.overlaps(b) and not a.contains(b) and not b.contains(a)


def brands(outer: Candidate, inner: list[Candidate], reader: Reader) -> list[Candidate]:
    """The unknown name of two to four characters that leads a project or park: 桐砚 in 桐砚高性能聚合物材料."""
    listed = outer.rule.startswith(("list_heads", "slots"))
    if not (listed or outer.type in ("Park", "Product")) or outer.span.of(reader.text).endswith("区"):
        return []
    start, found = outer.span.start, []
    place = next(
        (c for c in sorted(inner, key=lambda c: -len(c.span)) if c.type == "Place" and c.span.start == start), None
    )
    if place is not None:
        start = place.span.end
    company = next((c for c in inner if c.type == "Enterprise" and c.span.start == start), None)
    if company is None and not any(c.type == "Enterprise" for c in inner):
        company = _brand(start, outer, reader, BRANDS if listed or outer.type == "Product" else LONE_BRANDS)
        if company is not None:
            found.append(company)
    if company is not None and listed and outer.type == "Project" and company.span.end < outer.span.end:
        rest = _trade_at_end(Span(company.span.end, outer.span.end), reader)
        if (
            len(rest) >= 3
            and rest not in reader.industry_spans
            and not reader.has_ending(rest.start, rest.end)
            and not reader.has_verb(rest.start, rest.end)
            and not _is_works(rest, reader)
            and _speaks(rest, reader)
            and not any(c.type == "Place" and c.span.overlaps(rest) for c in inner)
        ):
            found.append(Candidate(rest, "Industry", "list_heads/product", rest.of(reader.text), 7))
    return found


def _trade_at_end(rest: Span, reader: Reader) -> Span:
    """What follows a company's name, or the industry that closes it: 精细化工 of 某某精细化工.

    The whole where none does that is one by itself, or another stands right before it (新能源动力电池).
    """
    closing = [s for s in reader.industries if s.end == rest.end and s.start > rest.start]
    trade = min(closing, default=rest, key=lambda s: s.start)
    joined = any(s.end == trade.start and s.start >= rest.start for s in reader.industry_spans)
    return rest if joined else trade


def trades(outer: Candidate, inner: list[Candidate], reader: Reader) -> list[Candidate]:
    """The industries that a name tells by its last words though they are common words: 乳业 in 某地乳业技术创新中心."""
    form = reader.lexicon.forms.get(f"trade_in_{outer.type.lower()}")
    if form is None:
        return []
    found: list[Candidate] = []
    for span in sorted(reader.industry_spans, key=lambda s: (-len(s), s.start)):
        apart = outer.span.contains(span) and not any(c.span.overlaps(span) for c in (*inner, *found))
        if apart and form.match(reader.text, span.end, outer.span.end):
            word = span.of(reader.text)
            found.append(Candidate(span, "Industry", f"industries/{word}", word, 3))
    return found


def _speaks(rest: Span, reader: Reader) -> bool:
    """Whether what follows a company's name is made of words, none of them a place: not 鲁油鲁炼 or 汇能 + a county."""
    told = any(t.known and len(t.text) > 1 for t in reader.words.between(rest.start, rest.end))
    return told and not any(rest.contains(k) and e.type == "Place" for k, e in reader.known)


def _is_works(rest: Span, reader: Reader) -> bool:
    """Whether what follows a company's name is no trade: a count, a phase or rebuilding, or the middle of a word."""
    text = rest.of(reader.text)
    closed = any(part.end() == len(text) for row in reader.lexicon.parts for part in row.pattern.finditer(text))
    return closed or bool(_DIGIT.search(text)) or not reader.words.starts_at(rest.start)


def _brand(start: int, outer: Candidate, reader: Reader, lengths: tuple[int, ...]) -> Candidate | None:
    """An unknown name at ``start``, with the trade behind it (智能, 材料, an industry) that tells it."""
    end = start
    for token in reader.words.between(start, outer.span.end):
        unknown = not token.known or len(token.text) == 1
        if token.start != end or not unknown or reader.is_common(token.text) or not _CHINESE.match(token.text):
            break
        end = token.end
    if end > start and (sized := _TO_FIGURE.match(reader.text, start, outer.span.end)):
        end = max(end, sized.end())
    rest = reader.text[end : outer.span.end]
    trade = next((w for w in reader.lexicon.company_words if rest.startswith(w)), "")
    # Two characters before a product's kind may as well be its quality.
    named = outer.type == "Project" or (outer.type == "Product" and end - start > 2)
    traded = named and any(s.start >= end and outer.span.contains(s) for s in reader.industry_spans)
    told = traded or (_CHINESE.match(rest[:1]) and any(w in rest for w in reader.lexicon.company_words))
    if (
        rest == trade
        or Span(start, max(end, start + 1)) in reader.industry_spans
        or end - start not in lengths
        or len(rest) < 2
        or not told
        or reader.lexicon.ending_finder.find(reader.text[start:end])
    ):
        return None
    if trade and len(rest) - len(trade) >= 3 and outer.type == "Product":
        end += len(trade)
    return Candidate(Span(start, end), "Enterprise", "list_heads/brand", reader.text[start:end], 4)
