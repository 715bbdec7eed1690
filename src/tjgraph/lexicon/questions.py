"""The words of questions: what each may say, from the ontology, the extraction's lexicon and the question tables.

A class is asked for by its label, by a word of ``question_classes.csv`` or by an ending of names (研究院); a relation
by its label, the verbs of its definition, the trigger words of ``relation_frames.csv`` or a word of
``question_relations.csv``; a status by its label, its definition, ``status_words.csv`` or ``question_statuses.csv``.
So what is added there for the extraction is askable at once; only function words (``question_words.csv``) are of
questions alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tjgraph import kept, resources
from tjgraph.lexicon.question_words import Kind, QuestionLexicon, Senses, Tie

if TYPE_CHECKING:
    from tjgraph.ontology import Ontology

_KEPT = "questions"


def load(directory: Path, ontology: Ontology) -> QuestionLexicon:
    """The words of questions over ``ontology``, from the tables in ``directory``: kept, or gathered now and kept.

    Raises LexiconError (file:line) where a row is broken or names a class, relation or status that does not exist.
    """
    state = _state(directory)
    entry = kept.read(directory, _KEPT, state)
    if entry is not None:
        return _unpacked(json.loads(entry[_KEPT]))
    from tjgraph.lexicon.question_tables import gathered

    made = gathered(directory, ontology)
    if _state(directory) == state:
        kept.write(directory, _KEPT, state, {_KEPT: json.dumps(_packed(made), ensure_ascii=False).encode()})
    return made


def _state(directory: Path) -> bytes:
    return kept.state([*sorted(directory.glob("*.csv")), resources.ontology_dir() / "tjgraph.ttl"])


def _packed(lexicon: QuestionLexicon) -> list[Any]:
    senses = {
        word: [s.role, s.value, s.kind, [*s.ties], s.weak, s.review, s.plan, s.light, s.change, s.unit, s.indicator]
        for word, s in lexicon.words.items()
    }
    return [senses, lexicon.synonyms, lexicon.known]


def _unpacked(parts: list[Any]) -> QuestionLexicon:
    senses, synonyms, known = parts
    return QuestionLexicon(
        {
            word: Senses(role, value, kind and _kind(*kind), {Tie(*tie): None for tie in ties}, *rest)
            for word, (role, value, kind, ties, *rest) in senses.items()
        },
        {word: tuple(means) for word, means in synonyms.items()},
        known,
    )


def _kind(classes: list[str], names: str, also: list[str], through: str) -> Kind:
    return Kind(tuple(classes), names, tuple(also), through)
