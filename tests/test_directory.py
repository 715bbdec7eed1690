"""All entities of a graph, any of its nodes, and what its reports say by place."""

from __future__ import annotations

from pathlib import Path

import graph_samples as haizhou
import pytest

from tjgraph.errors import QueryError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.graph.turtle import write_turtle
from tjgraph.query.annotations import annotate, reports
from tjgraph.query.directory import Directory
from tjgraph.query.resources import resource


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    path: Path = tmp_path_factory.mktemp("graph") / "haizhou-2031.ttl"
    write_turtle(haizhou.FACTS, path)
    return KnowledgeGraph.load([path])


def test_the_directory_finds_by_part_sound_type_and_iri(graph: KnowledgeGraph) -> None:
    directory = Directory(graph)
    assert [hit.record.label for hit in directory.search("云台")] == ["云台工业区"]
    assert directory.search("ytgyq")[0].record.label == "云台工业区"
    assert {directory.top_type(hit) for hit in directory.search("制药", "企业")} == {"Enterprise"}
    assert directory.search("  ") == []
    assert {hit.record.label for hit in directory.of_type("Enterprise")} >= {"青禾制药", "白塔电气"}
    with pytest.raises(QueryError):
        directory.of_type("没有的类")
    park = directory.get(v.entity_iri(haizhou.PARK))
    assert park is not None
    assert directory.named("云台工业区") is park
    assert directory.get("https://example.org/nothing") is None
    counts = directory.counts()
    assert (counts["Park"], counts["Enterprise"], counts["Person"]) == (2, 4, 0)


def test_annotations_stand_where_the_text_says_them(graph: KnowledgeGraph) -> None:
    (report,) = reports(graph)
    assert (report.name, report.year) == ("haizhou-2031", 2031)
    said = annotate(graph)["haizhou-2031"]
    assert len(said.claims) == len(haizhou.CLAIMS)
    assert len(said.figures) == len(haizhou.OBSERVATIONS)
    assert len(said.mentions) == sum(len(entity.mentions) for entity in haizhou.ENTITIES)
    for part in (said.mentions, said.claims, said.figures):
        places = [(thing.passage.start, thing.passage.end) for thing in part]
        assert places == sorted(places)
        assert all(haizhou.TEXT[thing.passage.start : thing.passage.end] == thing.passage.quote for thing in part)


def test_any_node_can_be_told(graph: KnowledgeGraph) -> None:
    park = resource(graph, v.entity_iri(haizhou.PARK))
    assert park is not None
    assert ("云台工业区", False) in {(p.value, p.linked) for p in park.outgoing}
    claim = next(p.value for p in park.incoming if "/claim/" in p.value)
    told = resource(graph, claim)
    assert told is not None
    assert "云台工业区" in {p.label for p in told.outgoing}
    assert resource(graph, "https://example.org/nothing") is None
    assert resource(graph, "no iri") is None
