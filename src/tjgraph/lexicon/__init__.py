"""The lexicon: the rows of ``ontology/lexicon/``, checked and compiled, one group for each room that reads by it."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tjgraph import resources

if TYPE_CHECKING:
    from tjgraph.lexicon import figures, frames, ledger, naming, structure


class Lexicon:
    """All rows of one lexicon directory; each group is read when first used.

    Raises LexiconError (file:line) when a row does not hold.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    @cached_property
    def structure(self) -> structure.StructureLexicon:
        """Headings, furniture, datelines: what the reading room looks for."""
        from tjgraph.lexicon import structure

        return structure.load(self.directory)

    @cached_property
    def naming(self) -> naming.NamingLexicon:
        """What names look like: endings, known names, list heads, boundaries."""
        from tjgraph.lexicon import naming

        return naming.load(self.directory)

    @cached_property
    def frames(self) -> frames.FrameLexicon:
        """Which words say which relation or status."""
        from tjgraph.lexicon import frames

        return frames.load(self.directory)

    @cached_property
    def figures(self) -> figures.FigureLexicon:
        """Units, qualifiers, directions: what figures are made of."""
        from tjgraph.lexicon import figures

        return figures.load(self.directory)

    @cached_property
    def ledger(self) -> ledger.LedgerLexicon:
        """What a promise is, which figures are the same, which way is good, what is done."""
        from tjgraph.lexicon import ledger

        return ledger.load(self.directory)


@cache
def load_lexicon(directory: Path | None = None) -> Lexicon:
    """The lexicon in ``directory`` (default: the one that tjgraph ships)."""
    return Lexicon(directory or resources.lexicon_dir())
