"""The errors that tjgraph raises: one small tree, each with what is wrong, where, and what to do.

Only ``cli`` and ``web`` turn them into exit codes and pages.
"""

from __future__ import annotations


class TjgraphError(Exception):
    """Base of every error of ours.

    ``what`` says what is wrong, ``where`` names the file (and line) or the argument, ``remedy`` says what to do.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.remedy = what, where, remedy

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f"；{self.remedy}" if self.remedy else ""
        return " ".join(f"{place}{self.what}{remedy}".split())


class InputError(TjgraphError):
    """A report that cannot be read: missing, empty, binary, not text in any usual encoding, too large."""


class LexiconError(TjgraphError):
    """A row of the lexicon or the ontology that does not hold; ``where`` is file:line."""


class GraphError(TjgraphError):
    """A graph that cannot be read or written, or that is no graph of ours."""


class StoreError(TjgraphError):
    """A SPARQL server that is not there, refuses, or answers wrongly or in part; ``where`` is its address."""


class QueryError(TjgraphError):
    """A query, a parameter or a name that cannot be used."""


class NotFoundError(QueryError):
    """A name that the graph does not know; ``suggestions`` holds the nearest that it knows."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", suggestions: tuple[str, ...] = ()) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.suggestions = suggestions


class MissingExtraError(TjgraphError):
    """A command that needs an extra that is not installed; ``remedy`` is the line that installs it."""
