"""Questions in Chinese → SPARQL → answers with their proof. `ask` is the door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from tjgraph import resources
from tjgraph.lexicon.question_words import QuestionLexicon
from tjgraph.lexicon.questions import load
from tjgraph.ontology import load_ontology
from tjgraph.query.question import amounts, facts, listing
from tjgraph.query.question.context import Context
from tjgraph.query.question.model import Answer, Item
from tjgraph.query.question.names import Names
from tjgraph.query.question.suggestions import nearby, why_not
from tjgraph.query.question.tokens import bare, nearly, tokens

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

__all__ = ["Answer", "Item", "ask"]

_NEARBY = 3
"""How many near questions are offered."""

_Way = Callable[[Context], Answer | None]


def ask(graph: KnowledgeGraph, question: str) -> Answer:
    """The answer that ``graph`` gives to a ``question`` in Chinese, by the ontology and its lexicon.

    Every answer carries the passages that prove it. A question with a word that is not understood is not answered:
    ``understood`` is False and ``interpretation`` says which word; where the question is understood but no report says
    the answer, there are no ``items``. Either way ``nearby`` holds questions that can be answered.
    """
    lexicon = _lexicon(resources.lexicon_dir())
    names = Names(graph, lexicon.known)
    context = _context(graph, lexicon, names, question)
    found = _best(context)
    if found is None and any(token.unknown for token in context.tokens):
        context = replace(context, tokens=nearly(context.tokens, names))
        found = _best(context)
    if found is not None and found.items:
        return replace(found, question=question, interpretation=_with_guesses(context, found))
    answered = (near for near in nearby(context) if _has_answer(_best(_context(graph, lexicon, names, near))))
    near = tuple(islice(answered, _NEARBY))
    if found is None:
        return Answer(question, False, why_not(context), nearby=near)
    return replace(found, question=question, interpretation=_with_guesses(context, found), nearby=near)


@cache
def _lexicon(directory: Path) -> QuestionLexicon:
    return load(directory, load_ontology())


def _context(graph: KnowledgeGraph, lexicon: QuestionLexicon, names: Names, question: str) -> Context:
    cut = tokens(question, names, lexicon)
    return Context(graph, load_ontology(), lexicon, names, bare(question), cut)


def _has_answer(found: Answer | None) -> bool:
    return found is not None and bool(found.items)


def _best(context: Context) -> Answer | None:
    """The first way of reading the question that gives an answer, or else the first that understands it."""
    if not context.tokens or context.has("unanswerable"):
        return None
    empty: Answer | None = None
    for way in _ways(context):
        found = way(context)
        if found is not None and found.items:
            return found
        empty = empty or found
    return empty


def _ways(context: Context) -> Iterator[_Way]:
    """The ways to read a question, the likeliest first. Figures go first where a number is asked for."""
    if context.has("degree", "compare", "difference"):
        yield amounts.compared
    if context.has("extreme"):
        yield amounts.extreme
    amount = context.has("how_many", "target") or any(t.senses.change for t in context.tokens)
    compares = context.has("degree", "difference", "extreme")
    lists = context.has("which") and not context.has("target")
    if amount and not compares and not context.has("which", "who", "where", "when"):
        yield amounts.answer
    yield facts.answer
    yield facts.progress_of_class
    if not context.has("progress"):
        yield listing.answer
    if not compares and not lists and not context.has("who", "where", "when", "whether"):
        yield amounts.answer


def _with_guesses(context: Context, found: Answer) -> str:
    """How the question was understood, with the names that were guessed at."""
    guesses = [(t.text, t.thing.label) for t in context.tokens if t.thing and not t.exact]
    said = [f"“{text}”理解为“{label}”" for text, label in guesses if label in found.interpretation]
    return "；".join([found.interpretation, *said])
