"""Extraction: a Document and the lexicon in, Facts out. Knows no RDF."""

from __future__ import annotations

from tjgraph.extraction.entities import join_mentions
from tjgraph.extraction.gazetteer import gazetteer_for
from tjgraph.extraction.mentions import find_mentions
from tjgraph.lexicon import Lexicon, load_lexicon
from tjgraph.lexicon.places import division_of
from tjgraph.model import Document, Entity


def extract_entities(document: Document, lexicon: Lexicon | None = None) -> tuple[Entity, ...]:
    """The entities that the document names."""
    lexicon = lexicon or load_lexicon()
    division = division_of(document.place)
    gazetteer = gazetteer_for(lexicon, division.code if division else None)
    return join_mentions(document, find_mentions(document, lexicon.naming, gazetteer), lexicon.naming, gazetteer)
