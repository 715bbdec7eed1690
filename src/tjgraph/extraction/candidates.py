"""Candidates for names: what the endings, known names, quotation marks and fixed forms of one sentence suggest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tjgraph.extraction.boundaries import LeftEdge, left_edge, scope_of
from tjgraph.extraction.gazetteer import Gazetteer
from tjgraph.extraction.tokens import Token, Words
from tjgraph.lexicon.naming import Ending, NamingLexicon
from tjgraph.model import Span

# Parts of speech as ICTCLAS names them: places, organisations, other names, persons.
_PROPER_TAGS = ("ns", "nt", "nz", "nr", "nrt")
_VERBAL = ("verb", "charter", "award", "act", "edge")
_CHINESE = re.compile(r"^[\u4e00-\u9fff]+$")
_QUOTATIONS = re.compile(r"(?:“[^“”]*”[、和与]?)+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a name: its type, the rule and clue that suggest it, how strong (``score``).

    ``label`` is the name of the thing where it is known under another; ``whole`` is the part of the span that names
    the whole of which this is a part.
    """

    span: Span
    type: str
    rule: str
    clue: str
    score: int
    label: str = ""
    whole: Candidate | None = None


class Reader:
    """Draws candidates from one sentence."""

    def __init__(self, text: str, span: Span, lexicon: NamingLexicon, gazetteer: Gazetteer) -> None:
        self.text, self.span, self.lexicon, self.gazetteer = text, span, lexicon, gazetteer
        self.words = Words(text, span)
        self.known = gazetteer.find(text, self.words)
        industries = gazetteer.find_industries(text, self.words)
        self.industry_spans = {span for span, _ in industries}
        self.industries = {span for span, alone in industries if alone}

    def candidates(self) -> list[Candidate]:
        """All candidates of the sentence, overlapping ones too."""
        found = [
            *self.by_known(),
            *self.by_ending(),
            *self.by_line(),
            *self.by_slogan(),
            *self.by_landform(),
            *self.by_person(),
        ]
        found += [part for c in found for part in self.with_parts(c)]
        return found

    def by_known(self) -> Iterator[Candidate]:
        """Names known beforehand."""
        for span, entry in self.known:
            yield Candidate(span, entry.type, entry.rule, span.of(self.text), 6, entry.label)

    def by_ending(self) -> Iterator[Candidate]:
        """Names by their endings, grown to the left."""
        base = self.span.start
        for start, end, word in self.lexicon.ending_finder.find(self.span.of(self.text)):
            ending = self.lexicon.endings[word]
            if self._ends_here(base + start, base + end, ending):
                yield from self._grown(base + start, base + end, ending)

    def _ends_here(self, start: int, end: int, ending: Ending) -> bool:
        if self.text.startswith(ending.unless, end) and ending.unless:
            return False
        if self.lexicon.forms["counted_after"].match(self.text, end):
            return False  # 建成服务中心30家: a kind of things
        last = self.words.tokens[self.words.index_at(end - 1)]
        if last.end != end and last.known:
            return False
        first = self.words.tokens[self.words.index_at(start)]
        if ending.type == "Enterprise" and first.start < start and self.is_common(self.text[first.start : start]):
            return False  # 上市公司: a kind of thing in one word
        if first.start < start and self._verbal(self.text[first.start : start]):
            return False  # 深化改革
        if len(ending.word) == 1 and self.text[start - 1 : start] == "之":
            return False  # …之路
        if len(ending.word) == 1:
            # 港, 路, 桥: a word of its own after a proper part, or the end of a longer proper name.
            return first.start == start or (
                first.known and first.end == end and len(first.text) >= 3 and first.tag in ("ns", "nt")
            )
        return first.start == start or not first.known or len(first.text) > 2

    def _grown(self, start: int, end: int, ending: Ending) -> Iterator[Candidate]:
        edge = left_edge(self.text, self.words, start, self.lexicon, verbs=ending.verbs)
        edge = replace(edge, start=self._at_quotation(edge.start, start))
        if self.text.startswith("“", edge.start) and "”" in self.text[edge.start : start]:
            after = self.text.rindex("”", edge.start, start) + 1
            if _QUOTATIONS.fullmatch(self.text, edge.start, after) and not (
                after < start and self.telling(after, start)
            ):
                return  # “…”行动 and “…”“…”平台 are read as quotations.
        if edge.joiner >= 0:
            wider = left_edge(self.text, self.words, start, self.lexicon, verbs=ending.verbs, over_joiner=True)
            if wider.start < edge.joiner and self._one_name(
                wider.start, edge.joiner, edge.start, start, ending, wider.governor
            ):
                edge = wider
        before = self.words.tokens[self.words.index_at(start - 1)] if start > self.span.start else None
        if before is not None and self.text[start - 1] == "等" and not before.known | (len(before.text) == 1):
            return
        edge = replace(edge, start=self._after_places(edge.start, start, ending.word))
        if batch := self.lexicon.forms["batch"].match(self.text, edge.start, end):
            edge = replace(edge, start=batch.end())
        if edge.start >= end or edge.kind or end - edge.start > 36:
            return
        closed = self.text.rfind("”", edge.start, start) + 1
        if edge.start < closed < start and self.has_verb(closed, start) and not self.telling(closed, start):
            return  # 海阳“三港”建设重点平台: a kind of things, whatever is quoted
        if self.lexicon.forms["two_ranks"].match(self.text, edge.start):
            return  # 国家和省级零碳园区
        span = Span(edge.start, end)
        kind = ending.type
        if kind == "Facility" and self._is_works(edge.start, start):
            kind = "Project"
        closing = [k.start for k, e in self.known if k.end == end and k.start > edge.start and e.type == kind]
        if closing and not self.telling(edge.start, min(closing)):
            return  # 提升 + 爱国卫生运动
        known = next((k for k, e in self.known if k.start == edge.start and k.end == start and e.type == kind), None)
        label = known.of(self.text) if known is not None and kind == "Policy" else ""
        base = Candidate(span, kind, ending.rule, ending.word, 5, label)
        if edge.start < start and (
            self.particular(edge.start, start, ending, edge.governor) or self._granted(edge, start, ending)
        ):
            yield base
            return
        # 机场 alone is no name, but 机场三期改扩建工程 is, and then 柳林公园 within 柳林公园二期.
        whole = edge.start < start and self.telling(edge.start, start)
        yield from self.with_parts(replace(base, score=5 if whole else 4))

    def _after_places(self, start: int, end: int, word: str) -> int:
        """Where a name begins that several places share: 国家 in 甲市、乙市国家海绵城市试点."""
        places = [k for k, e in self.known if e.type == "Place"]
        if start == self.span.start or self.text[start - 1] not in "、和" or all(k.end != start - 1 for k in places):
            return start
        after = max((k.end for k in places if k.start == start and k.end < end), default=start)
        shared = self.text.startswith(self.lexicon.particles["proper_lead"], after) or word.endswith(
            self.lexicon.particles["title_city"]
        )
        return after if shared else start

    def _at_quotation(self, start: int, end: int) -> int:
        """Where a name begins that a verb before its quotation cuts off: “甲”行动 in 海阳产业深化“甲”行动."""
        closed = self.text.find("”", start, end) + 1
        if self.text.startswith("“", start) and start < closed < end:
            after = self.words.tokens[self.words.index_at(closed)]
            if scope_of(after, self.lexicon) in (*_VERBAL, "noun") and after.end < end:
                return after.end
        quoted = self.text.find("“", start + 1, end)
        if quoted < 0:
            return start
        before = self.words.tokens[self.words.index_at(quoted - 1)]
        return quoted if before.end == quoted and scope_of(before, self.lexicon) in _VERBAL else start

    def _granted(self, edge: LeftEdge, end: int, ending: Ending) -> bool:
        """Whether the verb before a name says that what follows is one: 编制甲规划, 入选甲试点城市."""
        # 出台数据条例: a regulation that is made is one, whatever it is of.
        shortest = 2 if ending.word in self.lexicon.titled else 4
        long = end - edge.start >= shortest
        return long and (edge.governor == "charter" or (edge.governor == "award" and self.telling(edge.start, end)))

    def _is_works(self, start: int, end: int) -> bool:
        """Whether a place or platform is somebody's works: an organisation leads its name, or 建设 stands before it."""
        if any(k.start == start and e.type == "Enterprise" for k, e in self.known):
            return True
        quoted = self.text.find("“", start, end)
        if quoted > start and self.text.endswith(self.lexicon.acting_endings, start, quoted):
            return True
        before = self.words.tokens[self.words.index_at(start - 1)] if start > self.span.start else None
        row = self.lexicon.boundaries.get(before.text) if before else None
        return row is not None and row.scope == "act"

    def _one_name(self, start: int, joiner: int, after: int, end: int, ending: Ending, governor: str) -> bool:
        """Whether what stands before 和 belongs to the name after it."""
        if start >= joiner:
            return False
        if ending.type == "Policy" and governor in ("verb", "charter", "act") and self.telling(after, end):
            # A list of two policies would say what both are: 实施甲行动和乙行动.
            former = self.lexicon.ending_of(self.text[start:joiner])
            return former is None or former.type not in ("Policy", "Project")
        if self.has_ending(start, joiner):
            return False
        if any(k.end == joiner and e.type != "Place" for k, e in self.known):
            return False
        led = any(k.start == start and k.end < joiner for k, e in self.known if e.type == "Place")
        if self.text[joiner] == "暨" or (led and ending.type == "Institution" and len(ending.word) >= 3):
            return True
        if not self.telling(after, end):
            if after == end and ending.type == "Policy" and len(ending.word) >= 4:
                return False  # 甲管理和国土空间规划
            return after < end or ending.verbs or len(ending.word) >= 4
        places = [k for k, e in self.known if e.type == "Place"]
        if any(k.start == start and k.end == joiner for k in places):
            return self.text[joiner] == "与" and any(k.start == after for k in places)
        first = self.words.tokens[self.words.index_at(start)]
        if first.text in self.lexicon.particles["proper_lead"]:
            first = self.words.tokens[self.words.index_at(first.end)]
        row = self.lexicon.boundaries.get(first.text)
        return ending.verbs and row is not None and row.scope in ("weak", "edge")

    def telling(self, start: int, end: int) -> bool:
        """Whether some word in ``[start, end)`` is not generic."""
        if start >= end:
            return False
        if any(span.start >= start and span.end <= end for span in self.industries):
            return True
        return any(
            not self.is_common(self.text[max(t.start, start) : min(t.end, end)]) for t in self.words.between(start, end)
        )

    def has_verb(self, start: int, end: int) -> bool:
        """Whether a verb that governs names stands in ``[start, end)``."""
        rows = (self.lexicon.boundaries.get(t.text) for t in self.words.between(start, end))
        return any(row is not None and row.scope in ("verb", "act", "charter", "award", "hard") for row in rows)

    def all_telling(self, start: int, end: int) -> bool:
        """Whether no word in ``[start, end)`` is generic."""
        return not any(self.is_common(t.text) for t in self.words.between(start, end))

    def is_common(self, word: str) -> bool:
        """Whether a word is generic or a boundary, or made of two such."""
        generic, boundaries = self.lexicon.generic, self.lexicon.boundaries
        if word in generic or word in boundaries:
            return True
        return (
            len(word) == 4
            and (word[:2] in generic or word[:2] in boundaries)
            and (word[2:] in generic or word[2:] in boundaries)
        )

    def _verbal(self, word: str) -> bool:
        """Whether a word is a verb that governs names."""
        row = self.lexicon.boundaries.get(word)
        return row is not None and row.scope in _VERBAL

    def _only_place(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` is a division's full name and no more: 海阳市 in 海阳市学校."""
        return any(k == Span(start, end) and k.of(self.text) == e.label for k, e in self.known if e.type == "Place")

    def abbreviates(self, start: int, end: int) -> bool:
        """Whether ``[start, end)`` may be cities by one character each: 长株潭, 宁镇扬, and no common word."""
        tokens = self.words.between(start, end)
        return 2 <= end - start <= 4 and not any(
            self.is_common(t.text) or (t.known and len(t.text) > 1 and t.tag not in _PROPER_TAGS) for t in tokens
        )

    def particular(self, start: int, end: int, ending: Ending, governor: str = "") -> bool:
        """Whether the words before an ending make it the name of one thing and not of a kind."""
        if ending.needs == "place":
            place = any(k.start == start and e.type == "Place" for k, e in self.known)
            return end - start <= 6 and (place or self.abbreviates(start, end))
        compound = ending.type in ("Facility", "Place", "Event") and len(ending.word) >= 3
        anchored = self.anchored(start, end, compound=compound)
        if ending.type == "Policy" and ending.needs == "long":
            done = governor == "verb" and ending.word in self.lexicon.particles["campaign"]
            known = done or len(ending.word) >= 4 or self.telling(start, end) or end - start >= 6
            reform = (
                ending.word.endswith(self.lexicon.particles["reform"])
                and len(ending.word) >= 4
                and governor in ("verb", "act")
            )
            short = 2 if reform else 3 if governor == "verb" else 4
            return known and end - start >= short
        bare = self.lexicon.particles["bare_kind"]
        if anchored:
            return ending.word not in bare or not self._only_place(start, end)
        if ending.needs == "anchor":
            built = governor in ("verb", "act") and ending.type == "Park" and len(ending.word) >= 3
            return built and end - start >= 2 and self.all_telling(start, end)
        if not self.telling(start, end):
            return ending.needs == "long" and not (ending.type == "Park" and ending.word in bare) and end - start >= 6
        return ending.needs == "any" or end - start >= 4

    def anchored(self, start: int, end: int, *, compound: bool = False) -> bool:
        """Whether a proper part stands in ``[start, end)``: a known name, letters, a quotation, an unknown word."""
        text = self.text[start:end]
        if self.lexicon.forms["proper"].search(text):
            return True
        lead = next((w for w in self.lexicon.particles["proper_lead"] if text.startswith(w)), "")
        led = lead and not text.startswith(self.lexicon.particles["rank"], len(lead))  # 国家级 is a rank
        if led and (compound or self.telling(start + len(lead), end)) and (lead != "国际" or len(text) >= 4):
            return True
        tokens = [t for t in self.words.between(start, end) if start <= t.start and t.end <= end]
        if tokens and tokens[0].start == start and self._local_lead(tokens[0], end, compound=compound):
            return True
        span = Span(start, end)
        if any(span.contains(known) and entry.type in ("Place", "Enterprise", "Park") for known, entry in self.known):
            return True
        single = 0
        for t in tokens:
            if self.is_common(t.text):
                single = 0
                continue
            if _CHINESE.match(t.text) and len(t.text) >= 2 and t.tag != "m" and (not t.known or t.tag in _PROPER_TAGS):
                return True
            if t.tag in ("nr", "nrt") and _CHINESE.match(t.text):
                return True
            single = single + 1 if len(t.text) == 1 and _CHINESE.match(t.text) else 0
            if single >= 2:
                return True
        return False

    def _local_lead(self, first: Token, end: int, *, compound: bool) -> bool:
        """Whether a name begins with its place's level (省图书馆); a rank (省级) says so beside an industry only."""
        if first.text not in self.lexicon.particles["local_lead"]:
            return False
        if first.text.endswith(self.lexicon.particles["rank"]):
            return any(first.end <= span.start and span.end <= end for span in self.industries)
        return compound or self.telling(first.end, end)

    def has_ending(self, start: int, end: int) -> bool:
        """Whether a name's ending closes ``[start, end)``."""
        return start < end and self.lexicon.ending_of(self.text[start:end]) is not None

    def with_parts(self, candidate: Candidate) -> Iterator[Candidate]:
        """The candidate with the phases and segments that follow it: 柳林公园 + 二期."""
        if candidate.type not in ("Project", "Facility", "Park", "Institution", "Enterprise"):
            return
        current, whole = candidate, candidate if candidate.score > 4 else None
        for _ in range(3):
            grown = self._next_part(current)
            if grown is None:
                return
            current = replace(grown, whole=whole)
            yield current
            whole = whole or current

    def _next_part(self, current: Candidate) -> Candidate | None:
        position = current.span.end
        best: Candidate | None = None
        for row in self.lexicon.parts:
            match = row.pattern.match(self.text, position, self.span.end)
            if match and match.end() > position and (best is None or match.end() > best.span.end):
                if row.id in ("campus", "named_segment") and current.type == "Enterprise":
                    continue
                best = Candidate(Span(current.span.start, match.end()), row.type, row.rule, match[0], 5)
        return best

    def by_line(self) -> Iterator[Candidate]:
        """Lines by number, and other fixed forms."""
        for row in self.lexicon.lines:
            for match in row.pattern.finditer(self.text, self.span.start, self.span.end):
                inside = Span(*match.span())
                if row.id == "support" and not any(inside.contains(k) and e.type == "Place" for k, e in self.known):
                    continue
                if row.id == "metro" or self.words.starts_at(match.start()):
                    yield Candidate(Span(*match.span()), row.type, row.rule, match[0], 6)

    def by_landform(self) -> Iterator[Candidate]:
        """Rivers, lakes and mountains that the dictionary knows as places."""
        for t in self.words.tokens:
            if (
                t.known
                and t.tag == "ns"
                and len(t.text) >= 3
                and t.text[-1] in self.lexicon.particles["landform"]
                and t.text not in self.lexicon.boundaries
                and not any(k.start == t.start and k.end < t.end for k, e in self.known if e.type == "Place")
            ):
                yield Candidate(Span(t.start, t.end), "Place", "divisions/landform", t.text[-1], 3)

    def by_slogan(self) -> Iterator[Candidate]:
        """法治 + a place's name."""
        for span, entry in self.known:
            lead = self.text[max(self.span.start, span.start - 2) : span.start]
            if entry.type == "Place" and lead in self.lexicon.slogans:
                yield Candidate(Span(span.start - 2, span.end), "Policy", f"figured_places/{lead}", lead, 6)

    def by_person(self) -> Iterator[Candidate]:
        """The name after an office: 市长 + two or three characters that are tagged as a person's; or before 同志."""
        for match in self.lexicon.forms["person_alone"].finditer(self.text, self.span.start, self.span.end):
            token = self.words.tokens[self.words.index_at(match.start())]
            if token.start == match.start() and token.end == match.end() and token.tag.startswith("nr"):
                yield Candidate(Span(*match.span()), "Person", "naming_patterns/person_alone", match[0], 5)
        for title in self.lexicon.titles:
            for match in re.finditer(re.escape(title.word), self.span.of(self.text)):
                after = self.span.start + match.end()
                name = self.lexicon.forms["person_after"].match(self.text[after : self.span.end])
                if (
                    name
                    and self.words.starts_at(after)
                    and self.words.tokens[self.words.index_at(after)].tag.startswith("nr")
                ):
                    yield Candidate(Span(after, after + len(name[0])), "Person", title.rule, title.word, 6)
