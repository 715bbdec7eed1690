"""What asking gives: answers with their proof, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tjgraph.model import Evidence
from tjgraph.shown import Shown


@dataclass(frozen=True, slots=True)
class Item:
    """One answer: a thing (``label``, ``aliases``, ``iri``), a number (``value`` in ``unit``), or a word (``value``).

    ``evidence`` are the passages that prove it; of what only background knows, what names the source (see `SOURCE`).
    """

    label: str
    evidence: tuple[Evidence, ...]
    aliases: tuple[str, ...] = ()
    value: Decimal | str | None = None
    unit: str | None = None
    iri: str | None = None


SOURCE = "背景资料"
"""Stands for the report in evidence that no report gives: the quote is the title of background's source."""


@dataclass(frozen=True, slots=True)
class Answer(Shown):
    """The answer to a question.

    ``understood``: every word of it was; ``interpretation``: how, in one Chinese sentence (or why not);
    ``sparql``: the query that was run ("" where none was); ``items``: the answers, the best first, none where the
    reports do not say; ``nearby``: questions near this one that can be answered, where this one could not.
    """

    question: str
    understood: bool
    interpretation: str
    sparql: str = ""
    items: tuple[Item, ...] = ()
    nearby: tuple[str, ...] = ()
