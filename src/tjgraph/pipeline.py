"""The main jobs, each in one call: build a report's graph, check it, explain a sentence, draw the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tjgraph import resources
from tjgraph.errors import LexiconError
from tjgraph.manifest import keep_text, text_of
from tjgraph.model import Document, Facts, Period, Table

if TYPE_CHECKING:
    from tjgraph.graph.checking import Problem
    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.lexicon import Lexicon
    from tjgraph.lexicon.ledger import LedgerLexicon
    from tjgraph.query.comparison import Series
    from tjgraph.query.ledger import Ledger, Source
    from tjgraph.views.page import PageSummary

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """A graph that was written: ``path`` is its Turtle file, ``facts`` what it holds."""

    path: Path
    facts: Facts


def build(
    report: Path,
    directory: Path,
    *,
    place: str | None = None,
    year: int | None = None,
    progress: Progress = lambda step: None,
) -> Built:
    """Write the graph of ``report`` to ``directory/NAME.ttl`` (NAME is the report's file name without its ending).

    What is read from a web page, a Word document or a PDF is written to ``directory/NAME.txt``: offsets count there.

    ``place`` and ``year`` say what the text does not; ``progress`` hears the name of each step as it begins.
    Raises InputError for a report that cannot be read and GraphError where nothing can be written; an old graph
    then stays as it was.
    """
    from tjgraph.extraction import extract
    from tjgraph.graph.turtle import write_turtle
    from tjgraph.reading import read_document

    progress("读报告")
    document = read_document(Path(report), place=place, year=year)
    progress("抽取事实")
    facts = extract(document)
    progress("写图谱")
    path = Path(directory) / f"{document.name}.ttl"
    path.parent.mkdir(parents=True, exist_ok=True)
    keep_text(Path(report), document.text, path.parent)
    write_turtle(facts, path)
    return Built(path, facts)


def check(graph: Path, text: Path | None = None) -> tuple[Problem, ...]:
    """What is wrong with the graph at ``graph``: broken shapes, and passages that do not stand in ``text``.

    Without ``text`` the report is looked for (`tjgraph.manifest.text_of`); where it is not found, passages are not
    compared with it.
    """
    from tjgraph.graph.checking import check_graph
    from tjgraph.reading import read_document

    source = text or text_of(graph)
    return check_graph(graph, read_document(source).text if source else None)


def misquoted(graph: Path, text: Path) -> int:
    """How many passages of the graph at ``graph`` do not stand in ``text`` as the graph quotes them."""
    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.reading import read_document

    words = read_document(text).text
    passages = KnowledgeGraph.load([graph]).select(
        "SELECT ?start ?end ?exact WHERE { ?passage oa:start ?start ; oa:end ?end ; oa:exact ?exact }"
    )
    return sum(words[int(str(start)) : int(str(end))] != exact for start, end, exact in passages.rows)


def explain(
    sentence: str,
    *,
    kind: Literal["review", "plan"] | None = None,
    place: str | None = None,
    year: int | None = None,
    lexicon: Lexicon | None = None,
) -> Facts:
    """What the rules read in ``sentence``: each fact with the span, the rule and the clue that drew it.

    ``kind`` says whether it stands in a review of the year before ``year`` (the report's) or in a plan for it;
    ``lexicon`` is ours unless given.
    """
    from tjgraph.extraction import extract
    from tjgraph.reading import read_text

    document = read_text(sentence, name="句子", place=place, year=year, lexicon=lexicon)
    about = None if year is None else year - (kind == "review")
    sentences = tuple(
        replace(s, role="body", period=Period(kind, about) if kind else s.period) for s in document.sentences
    )
    return extract(replace(document, sentences=sentences), lexicon)


def view(
    graph: KnowledgeGraph,
    path: Path,
    *,
    focus: str | None = None,
    depth: int = 1,
    types: Collection[str] = (),
) -> PageSummary:
    """Write ``graph`` as one page that works offline to ``path``.

    ``focus`` (a name or an alias) keeps what lies within ``depth`` steps of that thing; ``types`` (local names of
    classes) keeps things of these types. Raises NotFoundError for a name that the graph does not know, GraphError where
    nothing can be written; an old page then stays as it was.
    """
    from tjgraph.query.lookup import resolve
    from tjgraph.query.network import neighbourhood, to_networkx
    from tjgraph.views.page import write_page

    node = None if focus is None else resolve(graph, focus)
    network = to_networkx(graph)
    if node is not None:
        network = neighbourhood(network, node.iri, depth, types=types or None)
    elif types:
        network = to_networkx(graph, types=types)
    title = _title(graph) if node is None else f"{node.label} · {_title(graph)}"
    return write_page(network, Path(path), title=title, focus=node.iri if node else None)


def ledger(old: Path, new: Path | None = None) -> Ledger:
    """What the report ``old`` promises, held against what the report ``new`` says; without it, the promises alone.

    Each is a graph (.ttl), whose text is looked for by `text_of`, or a report, whose graph is made for the while.
    Raises InputError and GraphError for what cannot be read, QueryError for reports of two places or in wrong order.
    """
    from tjgraph.lexicon import load_lexicon
    from tjgraph.query.ledger import draw_up

    rules = load_lexicon().ledger
    return draw_up(_ledger_source(Path(old), rules), _ledger_source(Path(new), rules) if new else None, rules)


def compare(
    graph: KnowledgeGraph, indicator: str, *, places: Sequence[str] = (), years: Sequence[int] = ()
) -> tuple[Series, ...]:
    """The figures of ``indicator`` over the places and years of the reports in ``graph``, levels and growth apart.

    ``places`` (names) and ``years`` keep what is of them. Raises NotFoundError, with the nearest indicators or places.
    """
    from tjgraph.lexicon import load_lexicon
    from tjgraph.query.comparison import compare as set_side_by_side

    return set_side_by_side(graph, indicator, load_lexicon().ledger, places=places, years=years)


def diff(old: Path, new: Path) -> tuple[Table, ...]:
    """What the report ``new`` says otherwise than the report ``old``: tables of things, of their progress, of figures.

    Each is a graph (.ttl) or a report, as for `ledger`. Raises InputError and GraphError for what cannot be read.
    """
    from tjgraph.lexicon import load_lexicon
    from tjgraph.query.difference import differences

    return differences(_opened(Path(old))[0], _opened(Path(new))[0], load_lexicon().ledger)


def _opened(path: Path) -> tuple[KnowledgeGraph, Document | None]:
    """The graph in ``path``; where that is a report, the graph made of it for the while, and its text."""
    from tempfile import TemporaryDirectory

    from tjgraph.graph.store import KnowledgeGraph

    if path.suffix in (".ttl", ".nt"):
        return KnowledgeGraph.load([path]), None
    with TemporaryDirectory() as directory:
        built = build(path, Path(directory))
        return KnowledgeGraph.load([built.path]), built.facts.document


def _ledger_source(path: Path, rules: LedgerLexicon) -> Source:
    from tjgraph.query.ledger import read_source
    from tjgraph.reading import read_document

    graph, document = _opened(path)
    text = None if document else text_of(path)
    return read_source(graph, read_document(text) if text else document, rules.of_problems)


def _title(graph: KnowledgeGraph) -> str:
    reports = graph.select("SELECT ?label WHERE { ?report a tj:Report ; rdfs:label ?label } ORDER BY ?report").rows
    return str(reports[0][0]) if len(reports) == 1 else f"{len(reports)} 份政府工作报告"


@dataclass(frozen=True, slots=True)
class LexiconCheck:
    """What a check of the lexicon found: its tables, rows that do not hold, and examples that no longer show theirs."""

    tables: Table
    problems: tuple[LexiconError, ...]
    stale: tuple[LexiconError, ...]


def check_lexicon(directory: Path | None = None) -> LexiconCheck:
    """Read every row of the lexicon in ``directory`` (default: ours); where all hold, read their examples too.

    Problems are given, not raised, by file and line.
    """
    from tjgraph.extraction.examples import stale_examples
    from tjgraph.lexicon import Lexicon
    from tjgraph.lexicon.checking import problems, summaries

    directory = directory or resources.lexicon_dir()
    wrong = problems(directory)
    stale = () if wrong else tuple(stale_examples(Lexicon(directory)))
    rows = tuple((s.file, s.rows, "、".join(s.columns), s.purpose) for s in summaries(directory))
    return LexiconCheck(Table(("词表", "行", "列", "管什么"), rows, "词表"), wrong, stale)


def try_lexicon(
    sentence: str,
    directory: Path | None = None,
    *,
    kind: Literal["review", "plan"] | None = None,
    place: str | None = None,
    year: int | None = None,
) -> tuple[Table, Table]:
    """What the lexicon in ``directory`` (default: ours) reads in ``sentence``, each fact with the row that drew it.

    The second table holds the rows whose word stands in the sentence but which drew nothing. Raises LexiconError
    (file:line) for a row that does not hold; the other arguments are those of `explain`.
    """
    from tjgraph.lexicon import Lexicon
    from tjgraph.lexicon.checking import problems, row_places, rows_in
    from tjgraph.views.explanation import trial

    directory = directory or resources.lexicon_dir()
    if wrong := problems(directory):
        raise wrong[0]
    facts = explain(sentence, kind=kind, place=place, year=year, lexicon=Lexicon(directory))
    return trial(facts, row_places(directory), rows_in(sentence, directory))
