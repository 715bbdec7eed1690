"""The few frozen objects that pass between rooms: Document, Facts, Table.

Offsets count Unicode code points from 0 in the report's own text. A fact without a span cannot be constructed.
Each name is imported when first used: whoever shows a table need not load what documents are made of.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tjgraph.model.answers import Evidence, Table
    from tjgraph.model.facts import Change, Claim, Entity, Facts, FigureKind, Mention, Observation, Qualifier
    from tjgraph.model.text import Document, PartKind, Period, Section, Sentence, SentenceRole, Span

__all__ = [
    "Change",
    "Claim",
    "Document",
    "Entity",
    "Evidence",
    "Facts",
    "FigureKind",
    "Mention",
    "Observation",
    "PartKind",
    "Period",
    "Qualifier",
    "Section",
    "Sentence",
    "SentenceRole",
    "Span",
    "Table",
]

_ANSWERS = ("Evidence", "Table")
_TEXT = ("Document", "PartKind", "Period", "Section", "Sentence", "SentenceRole", "Span")


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'tjgraph.model' has no attribute {name!r}")
    if name in _ANSWERS:
        from tjgraph.model import answers

        return getattr(answers, name)
    if name in _TEXT:
        from tjgraph.model import text

        return getattr(text, name)
    from tjgraph.model import facts

    return getattr(facts, name)
