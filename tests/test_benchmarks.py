"""The corpora of the benchmarks: the shape of real graphs, the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus_generator import Corpus

from tjgraph import pipeline
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.graph.turtle import to_turtle, write_turtle
from tjgraph.query.catalogue import load_catalogue, run

REPORTS = 2


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus.of()


@pytest.fixture(scope="module")
def graphs(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("corpus")
    for number in range(REPORTS):
        facts = corpus.report(number)
        (directory / f"{number:05d}.txt").write_text(facts.document.text, encoding="utf-8")
        write_turtle(facts, directory / f"{number:05d}.ttl")
    return directory


@pytest.mark.parametrize("number", [1])
def test_generated_graphs_conform(graphs: Path, number: int) -> None:
    assert pipeline.check(graphs / f"{number:05d}.ttl", graphs / f"{number:05d}.txt") == ()


def test_every_saved_query_has_rows(graphs: Path) -> None:
    graph = KnowledgeGraph.load([graphs])
    assert {name for name in load_catalogue() if not run(graph, name, {}).rows} == set()


def test_same_seed_same_bytes(corpus: Corpus) -> None:
    again = Corpus(corpus.bases)
    assert to_turtle(again.report(5)) == to_turtle(corpus.report(5))
    assert to_turtle(Corpus(corpus.bases, seed=1).report(5)) != to_turtle(corpus.report(5))


def test_years_of_one_place_share_names_and_places_do_not(corpus: Corpus) -> None:
    names = [{e.label for e in corpus.report(n).entities if e.type == "Project"} for n in (2, 3, 4)]
    assert names[0] == names[1]
    assert len(names[0] & names[2]) < len(names[0]) / 10
