"""Do the examples of the lexicon's rows still give what the rows say? What the tables' own check cannot see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tjgraph.errors import LexiconError
from tjgraph.extraction import extract_entities
from tjgraph.extraction.quantities import find_quantities
from tjgraph.extraction.relations import draw_claims
from tjgraph.lexicon import Lexicon
from tjgraph.lexicon.tables import Line, read_lines
from tjgraph.model import Document, Entity, Mention, Period, Sentence, Span

_NAMED = re.compile(r"\[([A-Za-z]+):([^\]]+)\]")  # [类:名称] in the examples of relation_frames
_PLACE, _YEAR = "天津市", 2025


def stale_examples(lexicon: Lexicon) -> Iterator[LexiconError]:
    """The rows whose example does not give what the row says, as errors with file:line; not raised.

    Endings, quoted names, known names and industries are held against the names that are read in the example, frames
    against the relations drawn between the names that it marks, units against the quantities in it.
    """
    checks: dict[str, Callable[[Line, Lexicon], bool]] = {
        "endings": _gives_name,
        "quoted_heads": _gives_name,
        "known_names": _gives_name,
        "industries": _gives_industry,
        "relation_frames": _gives_relation,
        "units": _gives_quantity,
    }
    for table, holds in checks.items():
        path = lexicon.directory / f"{table}.csv"
        for line in read_lines(path):
            if not holds(line, lexicon):
                what = f"例句“{_plain(line)}”读不出这一行所说的"
                remedy = "用 tjgraph lexicon try 看它读出了什么，再改例句或这一行"
                yield LexiconError(what, where=f"{path}:{line.number}", remedy=remedy)


def _gives_name(line: Line, lexicon: Lexicon) -> bool:
    """Whether the row itself drew a name, or another a name of its type that ends alike (a longer ending)."""
    kind, word = line.cells["type"], line.cells["word"]
    return any(
        mention.rule == line.rule or (entity.type == kind and mention.text.endswith(word))
        for entity in extract_entities(_document(_plain(line)), lexicon)
        for mention in entity.mentions
    )


def _gives_industry(line: Line, lexicon: Lexicon) -> bool:
    if line.cells["alone"] != "是":
        return True
    found = extract_entities(_document(_plain(line)), lexicon)
    return any(line.cells["word"] in m.text for e in found if e.type == "Industry" for m in e.mentions)


def _gives_relation(line: Line, lexicon: Lexicon) -> bool:
    text = _plain(line)
    entities = tuple(
        Entity(kind, name, (), tuple(_mentions(name, text))) for kind, name in _NAMED.findall(line.cells["example"])
    )
    drawn = draw_claims(_document(text), entities, f"place/{_PLACE}", lexicon)
    wanted = {claim.split()[1] for claim in line.cells["claims"].split("|")}
    return any(c.predicate in wanted and c.rule.partition("~")[0] == line.rule.partition("~")[0] for c in drawn)


def _mentions(name: str, text: str) -> Iterator[Mention]:
    return (Mention(Span(*match.span()), name, "example") for match in re.finditer(re.escape(name), text))


def _gives_quantity(line: Line, lexicon: Lexicon) -> bool:
    if line.cells["kind"] == "none":
        return True
    text = _plain(line)
    return any(q.unit == line.cells["unit"] for q in find_quantities(text, Span(0, len(text)), lexicon.figures))


def _plain(line: Line) -> str:
    """The example without marks."""
    return _NAMED.sub(r"\2", line.cells["example"])


def _document(text: str) -> Document:
    """One sentence of a plan."""
    period = Period("plan", _YEAR)
    sentence = Sentence(0, Span(0, len(text)), "body", period, 0, 0)
    return Document("example", text, "", "", _PLACE, _YEAR, (), (sentence,))
