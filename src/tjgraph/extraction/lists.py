"""Lists that share a head: in 推动甲、乙等项目建设 the head says what 甲 and 乙 are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tjgraph.extraction.boundaries import left_edge, scope_of
from tjgraph.extraction.candidates import Candidate, Reader
from tjgraph.extraction.clauses import split_clauses
from tjgraph.extraction.tokens import Token
from tjgraph.lexicon.naming import ListHead, TypedWord
from tjgraph.model import Span

_MAX_ITEM = 20
# How long the unknown name of a company is that leads a member of a list of projects.
BRANDS = (2, 3, 4)
_HEAD_WINDOW = 18
_CLAUSE_END = re.compile(r"[,，;；。:：、\n]")
_GOVERNING = ("verb", "charter", "award", "hard")
_SUBJECT_END = re.compile(r"[,，;；。:：\n等]")
_COUNT = re.compile(r"\d")


def listed_names(reader: Reader, found: list[Candidate]) -> Iterator[Candidate]:
    """Members of lists closed by 等 and a head, typed by the head where nothing else says what they are."""
    for end in _list_ends(reader):
        head = head_after(reader, end + 1)
        if head is None:
            slot = slot_after(reader, end + 1)
            if slot is None:
                continue
            head = slot
        works = head.type in ("Project", "Facility")
        items = items_before(reader, end, paired=works or head.type == "Industry")
        typed = [c for span in items if (c := _typed(reader, span, head, found))]
        told = typed or any(c.span in items and c.score >= 5 for c in found)
        if told and (works or head.type == "Park"):
            spoken = {c.span for c in typed}
            typed += [c for s in items if s not in spoken and (c := _typed(reader, s, head, found, beside=True))]
        yield from typed
        if head.type == "Enterprise" and any(c.type == "Enterprise" and c.span in items for c in (*typed, *found)):
            spoken = {c.span for c in typed}
            yield from (
                Candidate(span, "Enterprise", head.rule, head.word, 4)
                for span in items
                if span not in spoken and _like_company(reader, span, found)
            )


def counted_lists(reader: Reader, found: list[Candidate]) -> Iterator[Candidate]:
    """Members of lists closed by their number and a head: 甲市中医院、乙市中医院2家医院."""
    for match in reader.lexicon.forms["counted_list"].finditer(reader.text, reader.span.start, reader.span.end):
        head = head_after(reader, match.end())
        if head is None or head.type == "Industry" or not reader.words.starts_at(match.start()):
            continue
        items = items_before(reader, match.start())
        if len(items) >= 2 and match[1] in (str(len(items)), "〇一两三四五六七八九十"[min(len(items), 10)]):
            yield from (c for span in items if (c := _typed(reader, span, head, found)))


def introduced_companies(reader: Reader, found: list[Candidate]) -> Iterator[Candidate]:
    """Companies that no table holds, in a list that a verb brings in or that says of companies what they do.

    推动甲制药、乙落户某园, 引进甲制药、乙: one ends with a trade that companies name, so unknown words are companies.
    """
    for end in _ends_of_subjects(reader):
        items = [_without_preposition(reader, span) for span in items_before(reader, end)]
        words = {span: word for span in items if (word := _company_word(reader, span))}
        trades = any(i.overlaps(span) for i in reader.industry_spans for span in items if span not in words)
        for span in items if words and not trades else ():  # not 引进绿氢能源、生物制造
            if not any(c.span.overlaps(span) and c.score > 3 for c in found) and _is_strange(reader, span, words):
                word = words.get(span) or next(iter(words.values()))
                yield Candidate(span, "Enterprise", f"company_words/{word}", word, 4)


def _ends_of_subjects(reader: Reader) -> Iterator[int]:
    """Where lists end that a verb of companies follows (落户), and those behind a verb that brings companies in."""
    text, base = reader.text, reader.span.start
    slots = tuple(word for word, row in reader.lexicon.slots.items() if row.type == "Enterprise")
    for token in reader.words.tokens:
        if token.start > base and text.startswith(slots, token.start) and text[token.start - 1] not in "等，":
            yield token.start
        elif token.text in reader.lexicon.particles["introducing"]:
            stop = _SUBJECT_END.search(text, token.end, reader.span.end)
            yield stop.start() if stop else reader.span.end


def _without_preposition(reader: Reader, item: Span) -> Span:
    """A member without the 由 that the segmenter takes for a family name: 由青禾 + 制药."""
    first = reader.lexicon.boundaries.get(reader.text[item.start])
    return Span(item.start + 1, item.end) if first and first.scope == "token" and len(item) > 1 else item


def _company_word(reader: Reader, span: Span) -> str:
    """The trade that closes a company's name after two to four unknown characters, "" if none."""
    text = span.of(reader.text)
    word = max((w for w in reader.lexicon.company_words if text.endswith(w)), key=len, default="")
    return word if word and len(text) - len(word) in BRANDS else ""


def _is_strange(reader: Reader, span: Span, words: dict[Span, str]) -> bool:
    """Whether a member is a company's unknown name, but for its trade: no common word, no place, no industry."""
    brand = Span(span.start, span.end - len(words.get(span, "")))
    tokens = reader.words.between(brand.start, brand.end)
    common = any(t.known and len(t.text) > 1 and t.tag not in ("nr", "nz", "nrt") for t in tokens)
    taken = any(span.overlaps(k) for k, _ in reader.known) or span in reader.industry_spans
    return len(brand) in BRANDS and not common and not taken and reader.all_telling(brand.start, brand.end)


def _list_ends(reader: Reader) -> Iterator[int]:
    """Where the 等 stands that closes a list, by itself or as the end of a word that no dictionary holds (康渝等)."""
    for token in reader.words.tokens:
        if token.text.startswith("等") and token.text not in reader.lexicon.particles["not_list"]:
            yield token.start
        elif token.text.endswith("等") and not token.known:
            yield token.end - 1


def _like_company(reader: Reader, span: Span, found: list[Candidate]) -> bool:
    """Whether a member beside a company may be one too (航天五院): short, not generic, and nothing else."""
    tokens = reader.words.between(span.start, span.end)
    if not 3 <= len(span) <= 6 or any(c.span.overlaps(span) for c in found if c.score > 2):
        return False
    return not any(reader.is_common(t.text) for t in tokens)


def agreeing_works(reader: Reader, found: list[Candidate]) -> Iterator[Candidate]:
    """The member before a works of a list that 、 joins, where a company or place leads it: 国网甲沟、华电乙峪电站."""
    for works in found:
        before = reader.text[works.span.start - 1 : works.span.start]
        if works.type not in ("Project", "Facility") or works.score < 5 or before != "、":
            continue
        end = works.span.start - 1
        item = Span(_item_start(reader, end), end) if _item_start(reader, end) < end else None
        if item is None or not 4 <= len(item) <= 10 or reader.has_verb(item.start, item.end):
            continue
        lead = next((k for k, e in reader.known if k.start == item.start and e.type in ("Enterprise", "Place")), None)
        if (
            lead is None
            or item.end - lead.end < 2
            or any(k.end > lead.end and item.contains(k) for k, _ in reader.known)
        ):
            continue
        if not any(c.span.end == item.end for c in found) and not reader.is_common(reader.text[lead.end : item.end]):
            yield Candidate(item, "Project", works.rule, works.clue, 4)


def sharing_names(reader: Reader, found: list[Candidate]) -> Iterator[Candidate]:
    """Members that share the ending of the last without 等 (甲、乙、丙保护区) where nothing else says what they are."""
    for last in found:
        head = reader.lexicon.heads.get(last.clue)
        if head is None or not head.completes or not last.rule.startswith("endings") or last.type != head.type:
            continue
        end = last.span.start
        while reader.text[end - 1 : end] == "、":
            item = Span(_item_start(reader, end - 1), end - 1)
            tokens = reader.words.between(item.start, item.end)
            strange = not any(t.known and len(t.text) > 1 and not t.tag.startswith("n") for t in tokens)
            named = any(c.span.overlaps(item) for c in found)
            if not 2 <= len(item) <= 4 or named or not strange or not reader.all_telling(item.start, item.end):
                break
            yield Candidate(item, last.type, last.rule, last.clue, 4, item.of(reader.text) + last.clue)
            end = item.start


def agreeing_industries(reader: Reader, found: list[Candidate]) -> Iterator[Candidate]:
    """Members of a list most of which are industries: the members of one list agree in type."""
    industries = [c.span for c in found if c.type == "Industry"]
    others = [c.span for c in found if c.type != "Industry"]
    tails = ("", *reader.lexicon.particles["trade_tail"])
    for run in _runs(reader):
        known = [any(_names_industry(reader.text, item, i, tails) for i in industries) for item in run]
        if len(run) < 2 or sum(known) * 2 < len(run):
            continue
        sure = sum(known) >= 3
        for item in run:
            partial = any(i.overlaps(item) and i.end != item.end for i in industries)
            if (
                item in industries
                or partial
                or _only_modified(reader, item, industries)
                or any(o.overlaps(item) for o in others)
            ):
                continue
            if _like_industry(reader, item, sure):
                yield Candidate(item, "Industry", "list_heads/产业", "、", 3)


def _only_modified(reader: Reader, item: Span, industries: list[Span]) -> bool:
    """Whether a member is a known industry with generic words before it: 新一代 + 智能终端."""
    return any(
        i.end == item.end and i.start > item.start and not reader.telling(item.start, i.start) for i in industries
    )


def _told_by_its_end(reader: Reader, item: Span) -> bool:
    """Whether a member is an industry and, before it, only verbs and generic words or a place: 动态优化 + 人工智能."""
    ends = [i.start for i in reader.industries if i.end == item.end and i.start > item.start]
    places = {k.end for k, e in reader.known if k.start == item.start and e.type == "Place"}
    return any(not reader.telling(item.start, start) or start in places for start in ends)


def _names_industry(text: str, item: Span, industry: Span, tails: tuple[str, ...]) -> bool:
    """Whether a member is an industry's name, perhaps with words before it or 服务 behind it."""
    return item.contains(industry) and text[industry.end : item.end] in tails


def _like_industry(reader: Reader, item: Span, sure: bool) -> bool:
    text = item.of(reader.text)
    if not 3 <= len(text) <= 8 or "的" in text or _COUNT.search(text) or reader.has_verb(item.start, item.end):
        return False
    if text[0] in reader.lexicon.boundaries or (text.endswith("业") and text in reader.lexicon.generic):
        return False  # 制造业 is no industry beside others
    first = reader.words.tokens[reader.words.index_at(item.start)]
    return sure or not reader.is_common(first.text)


def _runs(reader: Reader) -> Iterator[list[Span]]:
    """The lists that a clause's end closes, or 等 and no head but one of industries, as their members."""
    text = reader.text
    for clause in split_clauses(text, reader.span):
        end = next((t.start for t in reader.words.between(clause.start, clause.end) if t.text == "等"), clause.end)
        head = head_after(reader, end + 1) if end < clause.end else None
        things = end < clause.end and reader.text.startswith(tuple(k.word for k in reader.lexicon.kinds), end + 1)
        if (head is None and not things) or (head is not None and head.type == "Industry"):
            yield list(reversed(items_before(reader, end)))


def head_after(reader: Reader, position: int) -> TypedWord | None:
    """The first head of a list within the clause after ``position``, the longest one there."""
    text = reader.text[position : min(reader.span.end, position + _HEAD_WINDOW)]
    stop = _CLAUSE_END.search(text)
    text = text[: stop.start()] if stop else text
    found = reader.lexicon.head_finder.find(text)
    if not found:
        return None
    first = min(found, key=lambda f: (f[1], f[0]))
    longest = max((f for f in found if f[0] <= first[0]), key=lambda f: f[1] - f[0])
    kinds = {row.word for row in reader.lexicon.kinds} | set(reader.lexicon.particles["rank"])
    between = reader.words.between(position, position + longest[0])
    if any(t.text not in kinds and scope_of(t, reader.lexicon) in _GOVERNING for t in between):
        return None  # 甲、乙等成为城市名片
    return reader.lexicon.heads[longest[2]]


def slot_after(reader: Reader, position: int) -> TypedWord | None:
    """A verb after ``position`` whose subject is of one type (增资扩产 → Enterprise)."""
    text = reader.text[position : position + _HEAD_WINDOW]
    return next((row for word, row in reader.lexicon.slots.items() if text.startswith(word)), None)


def items_before(reader: Reader, end: int, *, paired: bool = False) -> list[Span]:
    """The members of the list that ends at ``end``, the last first; the first member is cut at its left boundary.

    ``paired``: works may be of two things (甲骨干及城乡配套), so that 和 in a member that 、 follows joins no members.
    """
    text, words = reader.text, reader.words
    items: list[Span] = []
    while end > reader.span.start and len(items) < 12:
        whole = paired and text[end : end + 1] == "、"
        start = _item_start(reader, end, whole=whole)
        before = text[start - 1 : start] if start > reader.span.start else ""
        joined = before == "、" or (
            start > reader.span.start
            and words.tokens[words.index_at(start - 1)].text in reader.lexicon.particles["joiner"]
        )
        if not joined:
            start = left_edge(text, words, end, reader.lexicon, verbs=False, over_joiner=whole).start
        else:
            start, peeled = _without_verb(reader, start, end), start
            joined = start == peeled
        if 0 < end - start <= _MAX_ITEM and "”“" not in text[start:end]:
            items.append(Span(start, end))
        if not joined:
            break
        end = words.tokens[words.index_at(start - 1)].start
    return items


def _without_verb(reader: Reader, start: int, end: int) -> int:
    """Where a member begins whose head is a verb beside the one before 和: 落实和完善甲、乙等政策."""
    first = reader.words.tokens[reader.words.index_at(start)]
    after = reader.text[start - 1 : start]
    verb = scope_of(first, reader.lexicon) in ("verb", "edge", "charter") and first.end < end
    return first.end if verb and first.start == start and after != "、" else start


def _item_start(reader: Reader, end: int, *, whole: bool = False) -> int:
    """Where the item that ends at ``end`` begins: after a joiner (unless ``whole``) or punctuation.

    Quotations are leapt over.
    """
    text, words = reader.text, reader.words
    index = words.index_at(end - 1)
    while index >= 0:
        token = words.tokens[index]
        if token.text in ("”", ")", "）"):
            opener = text.rfind({"”": "“", ")": "(", "）": "（"}[token.text], reader.span.start, token.start)
            index = words.index_at(opener) - 1 if opener >= 0 else index - 1
            continue
        if (
            token.text in reader.lexicon.particles["joiner"] and not (whole and _goes_on(reader, token))
        ) or token.text in "、，,；;：:。“":
            return token.end
        index -= 1
    return reader.span.start


def _is_phase(reader: Reader, text: str) -> bool:
    """Whether a member ends with a phase or part of works (二期), as no company's name does."""
    return any(m.end() == len(text) for row in reader.lexicon.parts for m in row.pattern.finditer(text))


def _goes_on(reader: Reader, joiner: Token) -> bool:
    """Whether what stands before a joiner is no name by itself, so that the member goes on before it."""
    return not reader.has_ending(reader.span.start, joiner.start)


def _is_company(reader: Reader, text: str, tokens: list[Token]) -> bool:
    """Whether a list's member is a company's name: unknown characters, perhaps with 科技 or 动力 behind them."""
    word = next((w for w in reader.lexicon.company_words if text.endswith(w) and len(text) - len(w) >= 2), "")
    brand = [t for t in tokens if t.end <= tokens[0].start + len(text) - len(word)]
    return not any(t.known and t.tag in ("n", "vn", "v", "a") and len(t.text) > 1 for t in brand[1:])


def _leads_works(reader: Reader, found: Candidate, item: Span, head: TypedWord) -> bool:
    """Whether a name at the end of a member only says what or where the works are that the list's head means."""
    if head.type not in ("Project", "Facility"):
        return False
    if found.type == "Place":
        return found.span != item
    installed = found.type == "Facility" and found.clue in reader.lexicon.particles["bare_kind"]
    return head.type == "Project" and (found.type == "Product" or installed)


def _typed(
    reader: Reader, span: Span, head: TypedWord, found: list[Candidate], *, beside: bool = False
) -> Candidate | None:
    """The member as a name of the head's type; ``beside`` one that is a name, it need not hold a proper part itself."""
    text = span.of(reader.text)
    if text in reader.lexicon.generic or reader.text[span.start - 1 : span.start] == "等":
        return None
    named_so = [c for c in found if c.score > 3 and c.span.end == span.end and c.span.start >= span.start]
    if any(not _leads_works(reader, c, span, head) for c in named_so):
        return None
    if len(text) < 2 or _COUNT.match(text) or "的" in text or text in reader.lexicon.figurative:
        return None
    tokens = reader.words.between(span.start, span.end)
    if not reader.telling(span.start, span.end):
        return None
    if any((row := reader.lexicon.boundaries.get(t.text)) and row.scope == "verb" for t in tokens):
        return None
    if head.type == "Industry":
        sure = span in reader.industry_spans
        if _told_by_its_end(reader, span):
            return None
        fits = sure or (len(text) <= 8 and not reader.is_common(tokens[0].text))
        return Candidate(span, "Industry", head.rule, head.word, 6 if sure or named_so else 4) if fits else None
    if span in reader.industry_spans or not _named(reader, span, head, beside=beside):
        return None
    kind = "Enterprise" if _for_company(reader, span, head, tokens) else head.type
    if kind == "Policy" and len(text) < 4 and "“" not in text:
        return None
    if kind == "Institution" and not reader.has_ending(span.start, span.end):
        return None
    if isinstance(head, ListHead) and head.completes:
        return Candidate(span, head.type, head.rule, head.word, 4, text + head.word)
    return Candidate(span, kind, head.rule, head.word, 6 if named_so else 4)


def _named(reader: Reader, span: Span, head: TypedWord, *, beside: bool) -> bool:
    """Whether a member is a name: by a proper part, beside a name, or as cities by one character each (西十、康渝)."""
    if reader.anchored(span.start, span.end):
        return True
    lines = isinstance(head, ListHead) and head.completes and head.type == "Project"
    if lines and len(span) <= 5 and reader.abbreviates(span.start, span.end):
        return True
    return beside and 3 <= len(span) <= 8 and reader.all_telling(span.start, span.end)


def _for_company(reader: Reader, span: Span, head: TypedWord, tokens: list[Token]) -> bool:
    """Whether a member of a list of projects is the company that builds one."""
    text = span.of(reader.text)
    # 甲、乙等项目 may be companies, 甲、乙等供水工程 may not.
    companies = reader.lexicon.particles["company_head"]
    line = reader.lexicon.heads.get(head.word.removesuffix(companies[0]))  # 高铁项目
    works = isinstance(head, ListHead) and (not head.word.endswith(companies) or (line and line.completes))
    if head.type != "Project" or works or len(text) > 6 or _is_phase(reader, text):
        return False
    if any(k.start == span.start and k.end < span.end and e.type == "Enterprise" for k, e in reader.known):
        return False  # 甲公司 + 半导体
    if any(i.end == span.end and i.start - span.start in BRANDS for i in reader.industry_spans):
        return not reader.words.starts_at(span.start) or text.endswith(reader.lexicon.company_words)
    return reader.anchored(span.start, span.end) and _is_company(reader, text, tokens)
