"""Second mentions: a name that one sentence gives away is found in the others too, and a park's short form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tjgraph.extraction.candidates import Candidate
from tjgraph.extraction.gazetteer import Gazetteer
from tjgraph.extraction.tokens import Words, segmenter
from tjgraph.lexicon.naming import Finder
from tjgraph.model import Document, Span

_REPEATED = frozenset(("Enterprise", "Institution", "Park", "Project", "Facility"))
_SHORTEST = 3


def second_mentions(
    document: Document, first: list[tuple[Candidate, int]], gazetteer: Gazetteer
) -> Iterator[tuple[Candidate, int]]:
    """(candidate, sentence) for every further place that names what ``first`` (candidate, sentence) found."""
    names = _names(document.text, first, gazetteer)
    if not names:
        return
    finder = Finder(tuple(names))
    taken: dict[int, list[Span]] = {}
    for candidate, sentence in first:
        taken.setdefault(sentence, []).append(candidate.span)
    for sentence_ in document.body():
        base, spans = sentence_.span.start, taken.get(sentence_.index, [])
        hits = [(Span(base + s, base + e), w) for s, e, w in finder.find(sentence_.span.of(document.text))]
        hits = [(span, word) for span, word in hits if not any(span.overlaps(t) for t in spans)]
        if not hits:
            continue
        words = Words(document.text, sentence_.span)
        for span, word in sorted(hits, key=lambda hit: (-len(hit[0]), hit[0])):
            aligned = words.starts_at(span.start) and words.ends_at(span.end)
            if aligned and not any(span.overlaps(t) for t in spans):
                spans.append(span)
                yield replace(names[word], span=span, whole=None), sentence_.index


def _names(text: str, first: list[tuple[Candidate, int]], gazetteer: Gazetteer) -> dict[str, Candidate]:
    """Names worth looking for again, each with the candidate that gave it away."""
    dictionary = segmenter()
    names: dict[str, Candidate] = {}
    for candidate, _ in first:
        surface = candidate.span.of(text)
        if candidate.type not in _REPEATED or len(surface) < _SHORTEST or "“" in surface:
            continue
        if not dictionary.has_word(surface):
            names.setdefault(surface, candidate)
        # 天开园 for 天开高教科创园: the brand and the last character.
        short = surface[:2] + surface[-1]
        brand = candidate.type == "Park" and len(surface) > 4 and not gazetteer.knows(surface[:2])
        if brand and not dictionary.has_word(short) and not dictionary.has_word(surface[:2]):
            names.setdefault(short, replace(candidate, rule="parts/short_form", label=candidate.label or surface))
    return names
