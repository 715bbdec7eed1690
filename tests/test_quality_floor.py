"""No change may let quality slip: the bundled report's graph as committed, floors for its counts, floors for F1.

``TJGRAPH_GOLD`` names a directory with gold files, which are not in the repository; with it F1 is held too.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from quality import find_cases
from scoring import measure, read_graph

from tjgraph import build, extract, read_document, resources
from tjgraph.graph.building import triples
from tjgraph.graph.vocabulary import DATA
from tjgraph.model import Facts
from tjgraph.ontology import load_ontology

# What the bundled report gives, less what a careful correction may take away: raise it when the extraction gets better.
FLOORS: dict[str, dict[str, int]] = json.loads(
    (Path(__file__).parent / "quality_floor.json").read_text(encoding="utf-8")
)
GOLD = os.environ.get("TJGRAPH_GOLD", "")
# F1 of entities, relations and observations.
F1_FLOORS = {
    "tianjin-2025": (0.94, 0.94, 0.99),
    "beijing-2026": (0.86, 0.83, 0.99),
    "zhejiang-2026": (0.90, 0.86, 0.99),
}
SHOWN = 40


@cache
def facts() -> Facts:
    return extract(read_document(resources.bundled_report()))


def short(term: object) -> str:
    """A term without its namespace."""
    if isinstance(term, NamedNode):
        return term.value.removeprefix(DATA) if term.value.startswith(DATA) else re.split("[#/]", term.value)[-1]
    return str(term)


def told(found: set[Triple], mark: str) -> list[str]:
    """The names, types and relations among the triples; of claims, figures and passages only how many."""
    spoken = sorted(
        " ".join(map(short, triple))
        for triple in found
        if not short(triple.subject).startswith(("claim/", "report/")) and short(triple.predicate) != "mentionedIn"
    )
    more = len(found) - len(spoken[:SHOWN])
    return [f"{mark} {line}" for line in spoken[:SHOWN]] + ([f"{mark} … and {more} other triples"] if more else [])


def test_the_bundled_graph_holds_what_its_report_gives_today() -> None:
    path = resources.bundled_graph()
    committed = {quad.triple for quad in parse(path=path, format=RdfFormat.TURTLE)}
    now = set(triples(facts()))
    if committed != now:
        difference = told(committed - now, "-") + told(now - committed, "+")
        remedy = f"if + is right: tjgraph build {resources.bundled_report()} -o {path.parent}"
        message = f"{path} (-) is not what its report gives today (+); {remedy}"
        pytest.fail("\n".join([message, *difference]), pytrace=False)


def counts() -> dict[str, Counter[str]]:
    ontology = load_ontology()
    claims = {(claim.subject, claim.predicate, claim.object) for claim in facts().claims}
    return {
        "entities": Counter(ontology.top_type(entity.type) for entity in facts().entities),
        "claims": Counter(predicate for _, predicate, _ in claims),
        "observations": Counter(observation.kind for observation in facts().observations),
    }


@pytest.mark.parametrize("part", ["entities", "claims", "observations"])
def test_no_count_of_the_bundled_report_falls_below_its_floor(part: str) -> None:
    now = counts()[part]
    fallen = {kind: (now[kind], floor) for kind, floor in FLOORS[part].items() if now[kind] < floor}
    assert not fallen, f"{part}, as (now, floor): {fallen}"


def test_every_type_and_relation_has_a_floor() -> None:
    ontology = load_ontology()
    assert set(FLOORS["entities"]) == set(ontology.entity_types)
    assert set(FLOORS["claims"]) == set(ontology.relations)
    assert set(FLOORS["observations"]) == {"actual", "target"}


@pytest.mark.skipif(not GOLD, reason="TJGRAPH_GOLD names no directory with gold files")
@pytest.mark.parametrize("name", F1_FLOORS)
def test_f1_stays_above_its_floor(name: str, tmp_path: Path) -> None:
    case = next((case for case in find_cases(Path(GOLD)) if case.name == name), None)
    assert case is not None, f"{GOLD} holds no {name}.jsonl"
    score = measure(case.gold, read_graph(build(case.text, tmp_path).path))
    f1 = [round(count.f1, 3) for count in (score.entities, score.relations, score.observations)]
    fallen = [(now, floor) for now, floor in zip(f1, F1_FLOORS[name], strict=True) if now < floor]
    assert not fallen, f"{name}: F1 of entities, relations, figures {f1}; below the floor: {fallen}"
