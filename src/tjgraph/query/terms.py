"""What several queries of this room share: local names, and rows of passages as Evidence."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from tjgraph.model import Evidence, Table
from tjgraph.ontology import DATA, TJ

PASSAGE = "?passage dcterms:isPartOf ?report ; oa:start ?start ; oa:end ?end ; oa:exact ?exact ."
"""The pattern that gives a passage its columns; `passage_of` reads them."""


def local_name(iri: object) -> str:
    """The name of a term of ours without its namespace (``tj:locatedIn`` → ``locatedIn``); another IRI as it is."""
    return str(iri).removeprefix(TJ)


def report_name(iri: object) -> str:
    """The name of the report with that IRI (see `vocabulary.report_iri`)."""
    return unquote(str(iri).removeprefix(f"{DATA}report/"))


def passage_of(row: dict[str, object]) -> Evidence | None:
    """The passage in the columns ``report start end exact`` of a row, or None where the row has none."""
    if row["start"] is None:
        return None
    return Evidence(str(row["exact"]), int(str(row["start"])), int(str(row["end"])), report_name(row["report"]))


def in_text_order(passages: Iterable[Evidence | None]) -> tuple[Evidence, ...]:
    """Passages, each once, report by report as they stand in the text."""
    return tuple(sorted({p for p in passages if p is not None}, key=lambda p: (p.report, p.start, p.end, p.quote)))


def dicts(table: Table) -> Iterable[dict[str, object]]:
    """The rows of a result by column name."""
    return (dict(zip(table.columns, row, strict=True)) for row in table.rows)
