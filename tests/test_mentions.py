"""Entities: the cases of ontology/cases/entities.jsonl, and the laws that hold for every text."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tjgraph import resources
from tjgraph.errors import InputError
from tjgraph.extraction import extract, extract_entities
from tjgraph.lexicon.places import division_of, divisions, names_for
from tjgraph.reading import read_document, read_text

CASES = [
    json.loads(line)
    for line in (resources.ontology_dir() / "cases" / "entities.jsonl").read_text(encoding="utf-8").splitlines()
]


def names_in(case: dict[str, Any]) -> dict[str, str]:
    document = read_text(case["sentence"], name="case", place=case["place"], year=2025)
    return {name: e.type for e in extract_entities(document) for name in (e.label, *e.aliases)}


def failures(case: dict[str, Any]) -> list[str]:
    found = names_in(case)
    missing = [
        f"{kind} {name}: {found.get(name, '没有')}" for kind, name in case["entities"] if found.get(name) != kind
    ]
    return missing + [f"不应有 {name}" for name in case.get("not", []) if name in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["note"])
def test_case(case: dict[str, Any]) -> None:
    problems = failures(case)
    if case.get("known_failure"):
        assert problems, "这个已知的不足已经好了：去掉 known_failure"
    else:
        assert not problems, problems


def test_every_mention_is_where_it_says() -> None:
    document = read_document(resources.bundled_report())
    facts = extract(document)
    for entity in facts.entities:
        for mention in entity.mentions:
            assert mention.span.of(document.text) == mention.text
            assert mention.rule
    keys = {e.key for e in facts.entities}
    assert len(keys) == len(facts.entities)
    assert facts.place in keys
    assert all(c.subject in keys and (c.predicate == "status" or c.object in keys) for c in facts.claims)
    assert all(o.subject in keys for o in facts.observations)


PIECES = [
    "推进",
    "建设",
    "海阳",
    "天津",
    "工业区",
    "、",
    "，",
    "。",
    "“",
    "”",
    "（",
    "）",
    "等项目",
    "3个",
    "2025年",
    "和",
    "公园二期",
    "行动",
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), min_size=1, max_size=30).map("".join))
def test_any_text_gives_lawful_facts(text: str) -> None:
    try:
        document = read_text(text, name="x", place="天津市", year=2025)
    except InputError:
        return
    facts = extract(document)
    for entity in facts.entities:
        for mention in entity.mentions:
            assert mention.span.of(text) == mention.text != ""
    for fact in (*facts.claims, *facts.observations):
        assert fact.span.of(text)


def test_divisions_know_their_place() -> None:
    assert len(divisions()) > 40_000
    tianjin = division_of("天津市")
    assert tianjin is not None and tianjin.code == "120000"
    assert names_for("210000")["朝阳"].code == "211300"
    assert names_for("110000")["朝阳"].code == "110105"
