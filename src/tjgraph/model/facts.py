"""What a report says: entities, claims and figures, each with the span that says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from decimal import Decimal

    from tjgraph.model.text import Document, Span

FigureKind = Literal["actual", "target"]
Change = Literal["level", "increase", "decrease"]
Qualifier = Literal["exact", "about", "over", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an entity is named. ``rule`` is the id of the rule that drew it, ``clue`` the words it saw."""

    span: Span
    text: str
    rule: str
    clue: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing. ``type`` is the local name of its class; ``aliases`` are its other surface forms in the report.

    ``id`` tells it from its namesakes elsewhere (天津·机场三期改扩建工程); empty where the label does.
    """

    type: str
    label: str
    aliases: tuple[str, ...]
    mentions: tuple[Mention, ...]
    id: str = ""

    def __post_init__(self) -> None:
        if not self.mentions:
            raise ValueError(f"entity without a mention: {self.label}")

    @property
    def key(self) -> str:
        """What claims and observations refer to it by: ``class/id``; its IRI is minted from it."""
        return f"{self.type.lower()}/{self.id or self.label}"


@dataclass(frozen=True, slots=True)
class Claim:
    """A relation that the report states. ``object`` is an entity's key, or a word where ``predicate`` is status."""

    subject: str
    predicate: str
    object: str
    year: int | None
    span: Span
    rule: str
    clue: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure: how much (``value`` in base ``unit``) of what (``indicator``), whose (``subject``, an entity's key).

    ``since`` is the first of the years up to ``year`` over which it rose or added up, None where it is of one alone.
    """

    indicator: str
    subject: str
    value: Decimal
    unit: str
    year: int
    kind: FigureKind
    change: Change
    qualifier: Qualifier
    span: Span
    rule: str
    clue: str = ""
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that one report says, as drawn from its text. ``place`` is the key of the report's own place."""

    document: Document
    place: str
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    observations: tuple[Observation, ...]
