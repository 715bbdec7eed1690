"""Extraction: a Document and the lexicon in, Facts out. Knows no RDF."""

from __future__ import annotations

from tjgraph.extraction.entities import join_mentions, own_place
from tjgraph.extraction.gazetteer import gazetteer_for
from tjgraph.extraction.mentions import find_mentions
from tjgraph.extraction.observations import draw_observations
from tjgraph.extraction.relations import draw_claims
from tjgraph.lexicon import Lexicon, load_lexicon
from tjgraph.lexicon.places import division_of
from tjgraph.model import Document, Entity, Facts


def extract_entities(document: Document, lexicon: Lexicon | None = None) -> tuple[Entity, ...]:
    """The entities that the document names."""
    lexicon = lexicon or load_lexicon()
    division = division_of(document.place)
    gazetteer = gazetteer_for(lexicon, division.code if division else None)
    return join_mentions(document, find_mentions(document, lexicon.naming, gazetteer), lexicon.naming, gazetteer)


def extract(document: Document, lexicon: Lexicon | None = None) -> Facts:
    """All facts that the document states: entities with their mentions, claims and observations with their passages."""
    lexicon = lexicon or load_lexicon()
    named = extract_entities(document, lexicon)
    entities, place = own_place(document, named)
    # The sentence that stands for a place which the report never names is no name of it.
    claims = draw_claims(document, named, place, lexicon)
    observations = draw_observations(document, named, place, lexicon)
    return Facts(document, place, entities, claims, observations)
