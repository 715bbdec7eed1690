"""A report as the ledger reads it: its figures, its things with their status, its clauses, each dated."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from tjgraph.errors import GraphError
from tjgraph.model import Document, Evidence, Sentence
from tjgraph.ontology import load_ontology
from tjgraph.query.claims import by_year, passage_years, statements
from tjgraph.query.entities import entity_records
from tjgraph.query.ledger.entries import Amount
from tjgraph.query.terms import PASSAGE, dicts, local_name, passage_of, report_name

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_REPORT = """SELECT ?report ?title ?place ?sha256 ?year WHERE {
    ?report a tj:Report ; rdfs:label ?title ; tj:place ?place ; tj:sha256 ?sha256 .
    OPTIONAL { ?report tj:year ?year } }"""
_FIGURES = f"""SELECT ?subject ?indicator ?value ?unit ?year ?kind ?change ?qualifier ?report ?start ?end ?exact
WHERE {{
    ?figure tj:subject ?subject ; tj:value ?value ; tj:year ?year ; tj:kind ?kind ; tj:change ?change ;
        tj:qualifier ?qualifier ; tj:indicator/rdfs:label ?indicator ; tj:unit/rdfs:label ?unit ;
        prov:wasDerivedFrom ?passage . {PASSAGE} }}"""
_MENTIONS = f"SELECT ?entity ?report ?start ?end ?exact WHERE {{ ?entity tj:mentionedIn ?passage . {PASSAGE} }}"
_DATED = f"""SELECT ?year ?report ?start ?end ?exact WHERE {{
    ?claim tj:year ?year ; prov:wasDerivedFrom ?passage . {PASSAGE} }}"""
_CLAUSE = re.compile(r"[^，。；：！？,;!?\n]+")
_SEGMENT = re.compile(r"[^。；！？;\n]+[。；！？;]?")

OPENING = 80  # characters of a paragraph that say what it is about
LONGEST = 150  # characters of a quotation that a reader takes in at a glance

Part = Literal["review", "plan"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the report: of what, whose (an IRI), how much, and whether it is a target."""

    indicator: str
    subject: str
    amount: Amount
    target: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity that the report gives a status (a local name) in ``year``; ``type`` is one of the twelve."""

    iri: str
    names: tuple[str, ...]
    type: str
    status: str
    year: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Clause:
    """Words between two commas, of the part that reviews or of the part that plans ``year``.

    ``many`` marks one of a part that speaks of several years.
    """

    evidence: Evidence
    part: Part
    year: int
    many: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an entity is named."""

    start: int
    end: int
    iri: str
    name: str


@dataclass(frozen=True, eq=False)
class Source:
    """One report. ``whole``: its clauses are those of its text, and not only those that its graph quotes."""

    name: str
    title: str
    place: str
    year: int
    figures: tuple[Figure, ...]
    things: tuple[Thing, ...]
    clauses: tuple[Clause, ...]
    mentions: tuple[Mention, ...]
    segments: tuple[Evidence, ...]
    whole: bool

    def widened(self, evidence: Evidence) -> Evidence:
        """The words between full stops or semicolons around ``evidence``; itself where too long or not known."""
        last = bisect_right(self.segments, evidence.start, key=lambda s: s.start) - 1
        if last < 0 or self.segments[last].end < evidence.end or len(self.segments[last].quote) > LONGEST:
            return evidence
        return self.segments[last]

    def clause_at(self, offset: int) -> Clause | None:
        """The clause that holds ``offset``."""
        last = bisect_right(self.clauses, offset, key=lambda c: c.evidence.start) - 1
        return self.clauses[last] if last >= 0 and offset < self.clauses[last].evidence.end else None

    def named_within(self, start: int, end: int) -> Mention | None:
        """The longest name of an entity that covers ``[start, end)``."""
        covering = (m for m in self.mentions if m.start <= start and end <= m.end)
        return max(covering, key=lambda m: (m.end - m.start, m.iri), default=None)


def read_source(graph: KnowledgeGraph, document: Document | None, of_problems: Callable[[str], bool]) -> Source:
    """The one report of ``graph``, with the text in ``document`` where that is the text it was built from.

    ``of_problems`` tells a paragraph of the review that speaks of what is not well by its first sentence: it answers
    no promise. Raises GraphError where the graph holds no report or several, or one without a year.
    """
    reports = list(dicts(graph.select(_REPORT)))
    if len(reports) != 1:
        raise GraphError(f"图谱里有 {len(reports)} 份报告，台账要的是一份", remedy="每次给一份报告的图谱")
    row = reports[0]
    name = report_name(row["report"])
    if row["year"] is None:
        raise GraphError("报告没有年份", where=name, remedy="用 tjgraph build --year 重新生成")
    year = int(str(row["year"]))
    if document is not None and document.sha256 != row["sha256"]:
        document = None
    things = tuple(_things(graph))
    clauses = tuple(_clauses_of_text(document, year, of_problems)) if document else tuple(_clauses(graph, year))
    return Source(
        name=name,
        title=str(row["title"]),
        place=str(row["place"]),
        year=year,
        figures=tuple(_figures(graph)),
        things=things,
        clauses=clauses,
        mentions=tuple(_mentions(graph)),
        segments=tuple(_segments(document)) if document else (),
        whole=document is not None,
    )


def _figures(graph: KnowledgeGraph) -> list[Figure]:
    found = []
    for row in dicts(graph.select(_FIGURES)):
        evidence = passage_of(row)
        assert evidence is not None  # the pattern binds the passage
        value, unit = Decimal(str(row["value"])), str(row["unit"])
        amount = Amount(
            value,
            unit,
            local_name(row["qualifier"]),
            local_name(row["change"]),
            int(str(row["year"])),
            _upper(value, evidence.quote),
        )
        target = local_name(row["kind"]) == "target"
        found.append(Figure(str(row["indicator"]), str(row["subject"]), amount, target, evidence))
    return sorted(found, key=lambda f: (f.evidence.start, f.evidence.end, f.indicator, f.amount.change, f.amount.value))


_SIZES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_RANGE = re.compile(
    r"(\d+(?:\.\d+)?)(万亿|万|亿|)[^\d—\-－~～至到，。；]{0,3}[—\-－–~～至到]{1,2}(\d+(?:\.\d+)?)(万亿|万|亿|)"
)


def _upper(value: Decimal, quote: str) -> Decimal | None:
    """The other end of the range that begins with ``value`` in ``quote``, which the graph's figure does not hold."""
    for low, low_size, high, high_size in _RANGE.findall(quote):
        upper = Decimal(high) * _SIZES[high_size]
        if Decimal(low) * _SIZES[low_size or high_size] == value and upper > value:
            return upper
    return None


def _things(graph: KnowledgeGraph) -> Iterator[Thing]:
    said = [s for s in statements(graph) if s.predicate == "status" and not s.background]
    records = entity_records(graph, {s.subject for s in said})
    dated, ontology = passage_years(graph), load_ontology()
    for s in said:
        record = records[s.subject]
        for year, passages in by_year(s, dated):
            for passage in passages:
                if year is not None:
                    names = tuple(dict.fromkeys((record.label, *record.aliases)))
                    yield Thing(s.subject, names, ontology.top_type(record.type), local_name(s.object), year, passage)


def _mentions(graph: KnowledgeGraph) -> list[Mention]:
    rows = dicts(graph.select(_MENTIONS))
    found = (
        Mention(int(str(row["start"])), int(str(row["end"])), str(row["entity"]), str(row["exact"])) for row in rows
    )
    return sorted(found, key=lambda m: (m.start, m.end, m.iri))


def _clauses(graph: KnowledgeGraph, year: int) -> Iterator[Clause]:
    """The clauses that claims and figures quote."""
    dated: dict[Evidence, set[int]] = {}
    for row in dicts(graph.select(_DATED)):
        evidence = passage_of(row)
        if evidence is not None:
            dated.setdefault(evidence, set()).add(int(str(row["year"])))
    for row in dicts(graph.select(_FIGURES)):
        evidence = passage_of(row)
        if evidence is not None:
            dated.setdefault(evidence, set()).add(int(str(row["year"])))
    for evidence, years in sorted(dated.items(), key=lambda item: (item[0].start, item[0].end)):
        about = min(years)
        yield Clause(evidence, "plan" if about >= year else "review", about, many=False)


def _clauses_of_text(document: Document, year: int, of_problems: Callable[[str], bool]) -> Iterator[Clause]:
    skipped = _problem_paragraphs(list(document.body()), document.text, of_problems)
    for sentence in document.body():
        period = sentence.period
        if period.kind == "other" or sentence.paragraph in skipped:
            continue
        about = period.year or (year if period.kind == "plan" else year - 1)
        for match in _CLAUSE.finditer(document.text, sentence.span.start, sentence.span.end):
            evidence = Evidence(match.group(), match.start(), match.end(), document.name)
            yield Clause(evidence, period.kind, about, many=period.since is not None and period.since < about)


def _problem_paragraphs(sentences: Sequence[Sentence], text: str, of_problems: Callable[[str], bool]) -> set[int]:
    found: set[int] = set()
    seen: set[int] = set()
    for sentence in sentences:
        opening = text[sentence.span.start : sentence.span.start + OPENING].partition("\n")[0]
        if sentence.paragraph not in seen and sentence.period.kind == "review" and of_problems(opening):
            found.add(sentence.paragraph)
        seen.add(sentence.paragraph)
    return found


def _segments(document: Document) -> Iterator[Evidence]:
    for sentence in document.body():
        for match in _SEGMENT.finditer(document.text, sentence.span.start, sentence.span.end):
            yield Evidence(match.group(), match.start(), match.end(), document.name)
