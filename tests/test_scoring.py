"""The measure of quality, on gold and answers of our own making."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from graph_samples import FACTS
from hypothesis import given
from hypothesis import strategies as st
from scoring import Answer, Count, Figure, Gold, alike, load_gold, measure, norm, read_graph, spellings

from tjgraph import build
from tjgraph.graph.turtle import write_turtle

ROOT = Path(__file__).resolve().parent.parent


def entity(name: str, *types: str, aliases: tuple[str, ...] = (), optional: bool = False) -> dict[str, Any]:
    return {"kind": "entity", "name": name, "aliases": list(aliases), "types": list(types), "optional": optional}


def relation(subject: str, predicate: str, object_: str, optional: bool = False) -> dict[str, Any]:
    return {"kind": "relation", "subject": subject, "predicate": predicate, "object": object_, "optional": optional}


def figure(value: str, indicator: str = "港口吞吐量", change: str = "level", unit: str = "吨") -> Figure:
    return Figure(f"o/{indicator}/{value}", indicator, value, unit, "2030", "actual", change, "exact")


def observation(value: object, **more: object) -> dict[str, Any]:
    row = {"indicator": "港口吞吐量", "value": value, "unit": "吨", "year": 2030, "kind_of": "actual"}
    return row | more


PARK, PROJECT, OPEN = entity("云台工业区", "Park", aliases=("云台",)), entity("深水码头项目", "Project"), "中国"
GOLD = Gold(
    (PARK, PROJECT, entity(OPEN, "Place", optional=True)),
    (relation("深水码头", "locatedIn", "云台"), relation("云台", "locatedIn", OPEN, optional=True)),
    (),
)


def answer(*entities: tuple[str, str], relations: tuple[tuple[str, str, str], ...] = ()) -> Answer:
    return Answer(
        {name: frozenset((kind,)) for name, kind in entities},
        {name: (name,) for name, _ in entities},
        frozenset(relations),
    )


def counts(count: Count) -> tuple[int, int, int]:
    return count.right, count.extra, count.missing


def test_names_are_compared_without_marks_and_tails() -> None:
    assert norm("“青禾——A”") == norm("「青禾—Ａ」") == "青禾—A"
    assert spellings(["深水码头项目"]) == {"深水码头项目", "深水码头"}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (answer(("云台工业区", "Park"), ("深水码头工程", "Project")), (2, 0, 0)),
        (answer(("云台", "Park"), ("云台工业区", "Park")), (1, 1, 1)),  # one thing twice
        (answer(("云台工业区", "Place")), (0, 1, 2)),  # wrong type
        (answer((OPEN, "Place"), (OPEN + " ", "Park")), (0, 0, 2)),  # what the gold leaves open
        (answer(("某某制药", "Enterprise")), (0, 1, 2)),
        (answer(), (0, 0, 2)),
    ],
)
def test_entities(found: Answer, expected: tuple[int, int, int]) -> None:
    score = measure(GOLD, found)
    assert counts(score.entities) == expected
    parts = score.by_type.values()
    assert tuple(map(sum, zip(*map(counts, parts), strict=True))) == expected


@pytest.mark.parametrize(
    ("relations", "expected"),
    [
        ((("深水码头", "locatedIn", "云台"),), (1, 0, 0)),
        ((("云台", "locatedIn", "深水码头"),), (0, 1, 1)),
        ((("云台", "locatedIn", OPEN), ("深水码头", "partOf", OPEN)), (0, 0, 1)),
        ((("深水码头", "status", "started"),), (0, 1, 1)),
    ],
)
def test_relations(relations: tuple[tuple[str, str, str], ...], expected: tuple[int, int, int]) -> None:
    found = answer(("云台", "Park"), ("深水码头", "Project"), (OPEN, "Place"), relations=relations)
    assert counts(measure(GOLD, found).relations) == expected


def test_each_figure_counts_once_and_may_be_full() -> None:
    gold = Gold((), (), (observation(1.5e8), observation(20, unit="TEU"), observation(3, optional=True)))
    found = Answer({}, {}, figures=(figure("150000000", change="increase"), figure("20", unit="标箱"), figure("7")))
    score = measure(gold, found)
    assert counts(score.observations) == (2, 1, 0)
    assert score.full == 1


def test_indicators_are_alike_when_one_holds_the_other_or_they_share_a_third() -> None:
    assert alike("吞吐量", "港口吞吐量")
    assert alike("集装箱吞吐量", "港口集装箱吞吐")
    assert not alike("", "吞吐量")
    assert not alike("粮食产量", "居民收入")


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_lies_between_precision_and_recall(right: int, extra: int, missing: int) -> None:
    count = Count(right, extra, missing)
    low, high = sorted((count.precision, count.recall))
    assert low - 1e-9 <= count.f1 <= high + 1e-9


def test_a_graph_answers_what_its_facts_hold(tmp_path: Path) -> None:
    write_turtle(FACTS, tmp_path / "r.ttl")
    found = read_graph(tmp_path / "r.ttl")
    assert {name for names in found.names.values() for name in names} >= {e.label for e in FACTS.entities}
    assert len(found.types) == len(FACTS.entities)
    assert all(len(types) == 1 for types in found.types.values())
    claims = {(c.predicate, c.object if c.predicate == "status" else c.object.partition("/")[2]) for c in FACTS.claims}
    assert {(p, o.rpartition("/")[2]) for _, p, o in found.relations} == claims
    assert {(f.indicator, f.unit) for f in found.figures} == {(o.indicator, o.unit) for o in FACTS.observations}


SCORER = Path(os.environ.get("TJGRAPH_GOLD", "")) / "score.py"


@pytest.mark.skipif(not SCORER.is_file(), reason="TJGRAPH_GOLD names no directory with score.py")
def test_the_figures_are_those_of_the_scorer_beside_the_gold(tmp_path: Path) -> None:
    for passage in sorted(SCORER.parent.glob("*.passage.txt")):
        gold = SCORER.parent / f"{passage.name.removesuffix('.passage.txt')}.jsonl"
        graph = build(passage, tmp_path).path
        command = [sys.executable, SCORER, gold, graph, "--json"]
        wanted = json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout)
        score = measure(load_gold(gold), read_graph(graph))
        parts = {"entity": score.entities, "relation": score.relations, "observation": score.observations}
        for part, count in parts.items():
            assert counts(count) == tuple(wanted[part][key] for key in ("tp", "fp", "fn")), (gold, part)
