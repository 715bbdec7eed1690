"""Observations: each figure of a report with its indicator, subject, year and kind."""

from __future__ import annotations

from tjgraph.extraction.figure import Figure
from tjgraph.extraction.figures import FigureReader
from tjgraph.extraction.quantities import find_quantities
from tjgraph.extraction.subjects import Subjects
from tjgraph.extraction.years import dated
from tjgraph.lexicon import Lexicon
from tjgraph.model import Document, Entity, Observation, Sentence


def draw_observations(
    document: Document, entities: tuple[Entity, ...], place_key: str, lexicon: Lexicon
) -> tuple[Observation, ...]:
    """Every figure of ``document`` that says how much, in the order of the text.

    ``entities`` are those found in it: a figure whose phrase opens with one that can have figures is its own, any other
    the place's (``place_key``). A number within the name of an entity is no figure.
    """
    subjects = Subjects(entities, place_key, lexicon.figures)
    drawn: list[Observation] = []
    for sentence in document.body():
        names = subjects.names_in(sentence.span)
        quantities = tuple(find_quantities(document.text, sentence.span, lexicon.figures, names))
        if quantities:
            reader = FigureReader(document.text, sentence.span, lexicon.figures)
            observed = (_observation(figure, document, sentence, subjects) for figure in reader.read(quantities))
            drawn += [observation for observation in observed if observation]
    return tuple(dict.fromkeys(drawn))


def _observation(figure: Figure, document: Document, sentence: Sentence, subjects: Subjects) -> Observation | None:
    when = dated(document, sentence, figure, subjects.figures)
    if when is None:
        return None
    subject, indicator = subjects.owner(document.text, sentence, figure)
    return Observation(
        indicator=indicator,
        subject=subject,
        value=figure.quantity.value,
        unit=figure.quantity.unit,
        year=when.year,
        kind=when.kind,
        change=figure.change,
        qualifier=figure.qualifier,
        span=figure.span,
        rule=figure.quantity.rule,
        clue=figure.clue,
        since=when.since,
    )
