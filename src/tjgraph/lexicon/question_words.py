"""What a word of a question may say: a kind of thing, a relation, a status, a unit, or a part in the question."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from tjgraph.model import Change

Role = Literal[
    "which", "who", "where", "how_many", "when", "whether", "progress", "describe", "alias", "related", "both", "each",
    "difference", "compare", "extreme", "degree", "scope", "and", "of", "have", "be", "in", "list", "mention", "times",
    "unanswerable", "target", "actual", "year", "filler",
]  # fmt: skip
# One character is part of too many names: such a word counts only where it stands alone between known words.
_SHY_ROLES = frozenset(("filler", "degree"))


class Kind(NamedTuple):
    """A kind of thing: classes (local names), and the regular expression that ends its names ("" for any).

    ``also`` and ``through`` as in `tjgraph.lexicon.question_tables.ClassRow`.
    """

    classes: tuple[str, ...]
    names: str = ""
    also: tuple[str, ...] = ()
    through: str = ""


class Tie(NamedTuple):
    """A relation that a word says; ``inverse``: its object stands before the word."""

    relation: str
    inverse: bool = False


@dataclass(eq=False)
class Senses:
    """All that a word may say."""

    role: Role | None = None
    value: str = ""
    kind: Kind | None = None
    ties: dict[Tie, None] = field(default_factory=dict)
    weak: bool = False
    review: str = ""
    plan: str = ""
    light: bool = False
    change: Change | None = None
    unit: str = ""
    indicator: bool = False

    @property
    def shy(self) -> bool:
        """Whether a single character with these senses counts only where it stands alone."""
        return self.role in _SHY_ROLES or not self.role


@dataclass(frozen=True)
class QuestionLexicon:
    """The senses of each word, the other names of indicators, and the fullest forms of names known everywhere."""

    words: dict[str, Senses]
    synonyms: dict[str, tuple[str, ...]]
    known: dict[str, str]
