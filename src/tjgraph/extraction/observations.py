"""Observations: each figure with its indicator, subject, year and kind.

Two shapes carry all figures: the number said of a phrase before it (`粮食产量达到200万吨`) and the number that counts the noun behind it
(`新建20所学校`). Coordination spreads them: members of a list share a number, a verb or a head, and a number without a phrase
of its own continues the one before (`产值500亿元、增长6%`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tjgraph.extraction import indicators
from tjgraph.extraction.clauses import OPENERS, split_clauses
from tjgraph.extraction.indicators import Phrase, Tail
from tjgraph.extraction.quantities import Quantity, find_quantities
from tjgraph.extraction.subjects import Subjects
from tjgraph.extraction.years import year_and_kind
from tjgraph.lexicon import Lexicon
from tjgraph.lexicon.figures import FigureLexicon, VerbRow
from tjgraph.model import Change, Document, Entity, Observation, Qualifier, Sentence, Span

EXAMPLES = re.compile(r"等(?:全|共|方面)?$")
ORIGIN = re.compile(r"(?:从|由|自)(?:20\d\d年的?)?$")


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity with the phrase it belongs to; ``start`` and ``end`` bound the words that say it."""

    quantity: Quantity
    indicator: str
    start: int
    end: int
    at: int
    scope: bool
    change: Change
    qualifier: Qualifier
    clue: str
    unit: str = ""
    rule: str = ""


@dataclass(slots=True)
class Thread:
    """What the figures of a sentence pass on to the next: the last figure, and the verb and end of its list."""

    last: Figure | None = None
    verb: VerbRow | None = None
    clause: int = -1


def draw_observations(
    document: Document, entities: tuple[Entity, ...], place_key: str, lexicon: Lexicon
) -> tuple[Observation, ...]:
    """Every figure of ``document`` that says how much, in the order of the text.

    ``entities`` are those found in it: a figure whose phrase opens with one that can have figures is its own, any other the place's
    (``place_key``). Numbers within the name of an entity are none.
    """
    figures = lexicon.figures
    subjects = Subjects(entities, place_key, figures)
    drawn = []
    for sentence in document.body():
        masks = subjects.names_in(sentence.span)
        quantities = tuple(find_quantities(document.text, sentence.span, figures, masks))
        for figure in _figures(document.text, sentence, quantities, figures) if quantities else ():
            dated = year_and_kind(document, sentence, figure.quantity.span.start)
            if dated:
                drawn.append(_observation(figure, subjects, document.text, sentence, dated))
    return tuple(drawn)
