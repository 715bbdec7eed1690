"""Sentences of our own making as documents with located entities: what the relation tests run on."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from tjgraph.extraction.relations import draw_claims
from tjgraph.lexicon import load_lexicon
from tjgraph.model import Claim, Document, Entity, Mention, Period, Sentence, Span
from tjgraph.resources import ontology_dir

CASES = ontology_dir() / "cases" / "relations.jsonl"
MARK = re.compile(r"\[([A-Za-z]+):([^\]]+)\]")


def cases(path: Path = CASES) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def document(text: str, period: Period, place: str = "甲海市") -> Document:
    sentences = tuple(
        Sentence(i, Span(m.start(), m.end()), "body", period, 0, 0)
        for i, m in enumerate(re.finditer(r"[^。\n]+。?", text))
    )
    return Document("case", text, hashlib.sha256(text.encode()).hexdigest(), "", place, period.year, (), sentences)


def entities(text: str, names: list[list[str]]) -> tuple[Entity, ...]:
    """Each name with every place where it stands; names within names included."""
    found = []
    for kind, name in names:
        mentions = tuple(Mention(Span(m.start(), m.end()), name, "case") for m in re.finditer(re.escape(name), text))
        found.append(Entity(kind, name, (), mentions))
    return tuple(found)


def claims(text: str, names: list[list[str]], period: Period, place: str = "甲海市") -> tuple[Claim, ...]:
    return draw_claims(document(text, period, place), entities(text, names), f"place/{place}", load_lexicon())


def plain(drawn: tuple[Claim, ...]) -> set[tuple[str, str, str]]:
    """Claims with labels in place of keys."""
    return {(c.subject.split("/", 1)[1], c.predicate, c.object.split("/", 1)[-1]) for c in drawn}


def marked(example: str) -> tuple[str, list[list[str]]]:
    """An example with names marked ``[类:名称]`` → its text and the names."""
    return MARK.sub(lambda m: m[2], example), [[m[1], m[2]] for m in MARK.finditer(example)]
