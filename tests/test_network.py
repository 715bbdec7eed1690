from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_samples import ENTITIES, graph_of, iri, sample, turtle

from tjgraph import resources
from tjgraph.errors import NotFoundError, QueryError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.query.network import (
    all_short_paths,
    centrality,
    communities,
    community_table,
    connecting,
    neighbourhood,
    path_table,
    relation_table,
    shortest_paths,
    to_networkx,
)

GRAPH = sample()
NETWORK = to_networkx(GRAPH)
PARK, CITY, PROJECT = iri("park/云台工业区"), iri("city/海州"), iri("project/深水码头项目")
DRUGS, CRANES = iri("enterprise/青禾制药"), iri("enterprise/蓝鲸重工")
ISLAND, NODES = iri("place/望江"), sorted(NETWORK)


def labels(network: nx.MultiDiGraph[str]) -> set[str]:
    return {data["label"] for _, data in network.nodes(data=True)}


def made(edges: list[tuple[int, int]], size: int) -> nx.MultiDiGraph[str]:
    """A network of invented things, numbered, with these relations."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number in range(size):
        network.add_node(f"x:{number:02}", label=f"物{number}", type="Place", aliases=(), mentions=(), statuses=())
    for index, (a, b) in enumerate(edges):
        data = {"predicate": "locatedIn", "label": "位于", "years": (), "evidence": (), "background": False}
        network.add_edge(f"x:{a:02}", f"x:{b:02}", key=f"x:claim{index:03}", **data)
    return network


@st.composite
def networks(draw: st.DrawFn) -> nx.MultiDiGraph[str]:
    size = draw(st.integers(1, 9))
    numbers = st.integers(0, size - 1)
    return made(draw(st.lists(st.tuples(numbers, numbers), max_size=20)), size)


# to_networkx


def test_nodes_and_edges_have_what_was_agreed() -> None:
    assert set(NETWORK) == {iri(key) for key in ENTITIES}
    park = NETWORK.nodes[PARK]
    assert set(park) == {"label", "type", "aliases", "mentions", "sentences", "statuses", "figures"}
    assert (park["label"], park["type"], park["aliases"]) == ("云台工业区", "Park", ("云台", "云台园区", "云台开发区"))
    assert [m.quote for m in park["mentions"]] == ["云台工业区"] * 4
    key = v.claim_iri(DRUGS, v.TJ + "locatedIn", PARK)
    edge = NETWORK.edges[DRUGS, PARK, key]
    assert set(edge) == {"predicate", "label", "years", "evidence", "background"}
    assert (edge["predicate"], edge["label"]) == ("locatedIn", "位于")
    assert (edge["years"], edge["background"]) == ((2030,), False)
    assert [e.quote for e in edge["evidence"]] == ["青禾制药落户云台工业区。"]


def test_a_status_is_an_attribute_with_its_year_and_words_and_no_edge() -> None:
    assert [(s, year, e.quote) for s, year, e in NETWORK.nodes[PROJECT]["statuses"]] == [
        ("ongoing", 2030, "加快深水码头项目建设。"),
        ("ongoing", 2031, "推进深水码头项目建设。"),
    ]
    assert all(predicate != "status" for _, _, predicate in NETWORK.edges(data="predicate"))


def test_background_comes_only_when_asked_for_and_is_marked() -> None:
    wide = to_networkx(GRAPH, background=True)
    (edge,) = wide.get_edge_data(CITY, iri("province/东川")).values()
    assert edge["background"] and edge["evidence"] == ()
    assert set(wide) - set(NETWORK) == {iri("province/东川"), iri("park/云北园")}
    assert wide.has_edge(iri("park/云北园"), PARK)  # though background knows the park under another name
    assert not any(NETWORK.edges[e]["background"] for e in NETWORK.edges)


def test_what_a_report_says_is_no_background_though_background_says_it_too() -> None:
    also = f"<{DRUGS}> <{v.TJ}locatedIn> <{PARK}> . <{DRUGS}> a <{v.TJ}Enterprise> ."
    network = to_networkx(graph_of(turtle(), also))
    (edge,) = network.get_edge_data(DRUGS, PARK).values()
    assert not edge["background"] and edge["evidence"]


def test_types_keep_classes_and_those_below() -> None:
    assert labels(to_networkx(GRAPH, types=["Place", "园区"])) == {"云台工业区", "星河基地", "海州", "望江", "山阴"}
    with pytest.raises(QueryError):
        to_networkx(GRAPH, types=["Galaxy"])


def test_an_empty_graph_is_an_empty_network() -> None:
    network = to_networkx(graph_of(""))
    assert len(network) == 0
    assert communities(network) == () and centrality(network, "pagerank").rows == ()
    assert relation_table(network).rows == ()


# paths


def test_a_path_tells_relation_direction_and_sentence_of_every_step() -> None:
    (path, *_) = shortest_paths(NETWORK, DRUGS, CRANES)
    assert path.nodes == (DRUGS, PARK, PROJECT, CRANES)
    table = path_table(NETWORK, [path])
    assert table.rows == (
        (1, 1, "青禾制药", "→", "位于", "云台工业区", "2030", "报告"),
        (1, 2, "云台工业区", "←", "位于", "深水码头项目", "2030", "报告"),
        (1, 3, "深水码头项目", "←", "承担", "蓝鲸重工", "2030", "报告"),
    )
    assert [e.quote for (e,) in table.evidence] == [
        "青禾制药落户云台工业区。",
        "深水码头项目位于云台工业区",
        "蓝鲸重工承担深水码头项目",
    ]


def test_hubs_make_paths_long() -> None:
    """Through the hub 0, 1 and 2 are two steps apart; by 3 and 4 three steps, which say more."""
    network = made([(1, 0), (2, 0), (1, 3), (3, 4), (4, 2), *((n, 0) for n in range(5, 40))], 40)
    (by_hubs,) = shortest_paths(network, "x:01", "x:02")
    assert by_hubs.nodes == ("x:01", "x:03", "x:04", "x:02")
    (by_steps,) = shortest_paths(network, "x:01", "x:02", weighting="steps")
    assert by_steps.nodes == ("x:01", "x:00", "x:02") and by_steps.length == 2.0
    assert {p.nodes for p in all_short_paths(network, "x:01", "x:02")} == {by_hubs.nodes, by_steps.nodes}


def test_no_path_is_an_empty_answer() -> None:
    assert shortest_paths(NETWORK, DRUGS, ISLAND) == all_short_paths(NETWORK, DRUGS, ISLAND) == ()
    table = path_table(NETWORK, ())
    assert table.rows == () and table.title == "路径 0 条"


def test_a_thing_is_linked_with_itself_by_no_step() -> None:
    (path,) = shortest_paths(NETWORK, PARK, PARK)
    assert path.nodes == (PARK,) and path.steps == ()


def test_all_relations_between_two_things_stand_in_one_step() -> None:
    network = made([(0, 1), (1, 0), (0, 1)], 2)
    (path,) = shortest_paths(network, "x:00", "x:01")
    assert [link.forward for link in path.steps[0].links] == [True, True, False]


def test_wrong_ends_numbers_and_weightings_are_errors() -> None:
    with pytest.raises(NotFoundError, match="x:none"):
        shortest_paths(NETWORK, PARK, "x:none")
    with pytest.raises(QueryError):
        all_short_paths(NETWORK, PARK, CITY, limit=0)
    with pytest.raises(QueryError):
        shortest_paths(NETWORK, PARK, CITY, weighting="miles")  # type: ignore[arg-type]


@given(networks(), st.data())
def test_paths_walk_along_relations_and_pass_nothing_twice(network: nx.MultiDiGraph[str], data: st.DataObject) -> None:
    a, b = (data.draw(st.sampled_from(sorted(network))) for _ in "ab")
    paths = all_short_paths(network, a, b, limit=5)
    assert bool(paths) == nx.has_path(network.to_undirected(), a, b)
    assert [p.length for p in paths] == sorted(p.length for p in paths)
    for path in paths:
        assert (path.nodes[0], path.nodes[-1]) == (a, b) and len(set(path.nodes)) == len(path.nodes)
        assert [(s.source, s.target) for s in path.steps] == list(pairwise(path.nodes))
        for step in path.steps:
            assert step.links
            for link in step.links:
                ends = (step.source, step.target) if link.forward else (step.target, step.source)
                assert network.has_edge(*ends, key=link.claim)
    back = all_short_paths(network, b, a, limit=5)
    assert [p.length for p in back] == [p.length for p in paths]


@given(networks())
def test_fewest_steps_are_what_networkx_counts(network: nx.MultiDiGraph[str]) -> None:
    a, b = min(network), max(network)
    paths = shortest_paths(network, a, b, weighting="steps")
    if paths:
        assert paths[0].length == nx.shortest_path_length(network.to_undirected(), a, b) == len(paths[0].steps)


# neighbourhood


def test_a_neighbourhood_follows_relations_either_way() -> None:
    assert labels(neighbourhood(NETWORK, PARK)) == {"云台工业区", "青禾制药", "深水码头项目", "海州"}
    assert labels(neighbourhood(NETWORK, PARK, 0)) == {"云台工业区"}
    narrow = neighbourhood(NETWORK, PARK, 2, types=["Project", "Enterprise"])
    assert labels(narrow) == {"云台工业区", "青禾制药", "深水码头项目", "蓝鲸重工"}


def test_a_limit_tells_what_it_left_out() -> None:
    near = neighbourhood(NETWORK, CITY, 2, limit=3)
    assert len(near) == 3 and near.graph["omitted"] == len(neighbourhood(NETWORK, CITY, 2)) - 3 > 0
    assert CITY in near and PARK in near  # the much-linked before the others
    with pytest.raises(QueryError):
        neighbourhood(NETWORK, CITY, -1)


def test_relations_around_a_focus_go_from_near_to_far() -> None:
    table = relation_table(neighbourhood(NETWORK, PARK, 2), PARK)
    assert table.columns[0] == "步数"
    distances = [row[0] for row in table.rows]
    assert distances == sorted(distances, key=str) and set(distances) == {1, 2}
    assert all(table.evidence) and len(table.evidence) == len(table.rows)


@given(networks(), st.integers(0, 4), st.integers(1, 10))
def test_a_wider_neighbourhood_holds_the_narrower(network: nx.MultiDiGraph[str], depth: int, limit: int) -> None:
    node = min(network)
    narrow, wide = (neighbourhood(network, node, d, limit=limit) for d in (depth, depth + 1))
    assert node in narrow and len(wide) <= limit
    assert set(narrow) <= set(wide)
    assert set(narrow.edges(keys=True)) <= set(wide.edges(keys=True)) <= set(network.edges(keys=True))
    assert nx.is_weakly_connected(wide)


# connecting


def test_what_connects_three_things() -> None:
    found = connecting(NETWORK, [DRUGS, CRANES, iri("enterprise/晨星")])
    assert labels(found) == {"青禾制药", "蓝鲸重工", "晨星", "云台工业区", "深水码头项目", "海州"}
    assert len(found.graph["groups"]) == 1


def test_what_nothing_connects_stays_in_groups() -> None:
    found = connecting(NETWORK, [DRUGS, PARK, ISLAND])
    assert sorted(map(len, found.graph["groups"])) == [1, 2]
    assert set(found) == {DRUGS, PARK, ISLAND} and found.number_of_edges() == 1
    with pytest.raises(NotFoundError):
        connecting(NETWORK, ["x:none"])


@given(networks(), st.data())
def test_each_group_is_a_tree_on_the_network(network: nx.MultiDiGraph[str], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.sampled_from(sorted(network)), min_size=1, unique=True))
    found = connecting(network, wanted)
    assert set(wanted) == {node for group in found.graph["groups"] for node in group} <= set(found)
    assert set(found.edges(keys=True)) <= set(network.edges(keys=True))
    simple = nx.Graph(found.to_undirected())
    simple.remove_edges_from(list(nx.selfloop_edges(simple)))
    assert nx.is_forest(simple)
    assert nx.number_connected_components(simple) == len(found.graph["groups"])
    leaves = {node for node in simple if simple.degree(node) <= 1}
    assert leaves <= set(wanted)


# centrality and communities


def test_the_most_linked_is_the_most_central() -> None:
    for kind in ("degree", "betweenness"):
        assert centrality(NETWORK, kind).rows[0][2] == "海州"  # type: ignore[arg-type]
    assert [row[2:] for row in centrality(NETWORK, "degree", limit=1).rows] == [("海州", 5)]
    with pytest.raises(QueryError):
        centrality(NETWORK, "fame")  # type: ignore[arg-type]


@given(networks())
def test_pagerank_sums_to_one_and_no_thing_has_less_than_chance_gives(network: nx.MultiDiGraph[str]) -> None:
    ranks = [float(str(row[3])) for row in centrality(network, "pagerank").rows]
    assert len(ranks) == len(network)
    assert sum(ranks) == pytest.approx(1, abs=1e-5)
    assert min(ranks) >= 0.15 / len(network) - 1e-6


def test_pagerank_of_a_small_network_by_hand() -> None:
    """0 → 1: r0 = 0.075 + 0.425 r1, r1 = 0.075 + 0.85 r0 + 0.425 r1, where the dangling 1 gives to both."""
    rows = centrality(made([(0, 1)], 2), "pagerank").rows
    r0 = 0.5 / 1.425
    assert [float(str(row[3])) for row in rows] == pytest.approx([1 - r0, r0], abs=1e-6)


@given(networks())
def test_every_thing_is_in_one_community(network: nx.MultiDiGraph[str]) -> None:
    found = communities(network)
    members = [node for group in found for node in group.members]
    assert sorted(members) == sorted(network)
    sizes = [len(group.members) for group in found]
    assert sizes == sorted(sizes, reverse=True)
    for group in found:
        assert group.name == network.nodes[group.members[0]]["label"]
        assert nx.is_weakly_connected(network.subgraph(group.members))


def test_communities_bear_the_name_of_their_centre() -> None:
    table = community_table(NETWORK, communities(NETWORK))
    named = {group.name: group for group in communities(NETWORK)}
    assert named["海州"].members[0] == CITY
    assert {row[1] for row in table.rows} == {name for name, group in named.items() if len(group.members) > 1}
    assert table.title.endswith("另有 2 个实体没有关系")


# the same in every run

ANSWERS = """
import sys; sys.path.insert(0, 'tests')
from query_samples import sample
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.query.network import *
from tjgraph import resources
path = resources.bundled_graph()
for graph in [sample()] + ([KnowledgeGraph.load([path])] if path.is_file() else []):
    n = to_networkx(graph, background=True)
    print(list(n.nodes(data=True)), list(n.edges(keys=True, data=True)))
    near = sorted(n, key=lambda node: (-n.degree(node), node))[:6]
    for a in near:
        print([p for b in near for p in all_short_paths(n, a, b, limit=4)])
        print(list(neighbourhood(n, a, 2, limit=20).edges(keys=True)))
    print(list(connecting(n, near).edges(keys=True)), communities(n))
    print([centrality(n, kind).rows for kind in ('degree', 'betweenness', 'pagerank')])
"""


def test_every_hash_seed_gives_the_same_answers() -> None:
    answers = set()
    for seed in ("0", "1", "77"):
        done = subprocess.run(
            [sys.executable, "-c", ANSWERS],
            cwd=resources.root(),
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        )
        answers.add(done.stdout)
    assert len(answers) == 1


@pytest.mark.skipif(not resources.bundled_graph().is_file(), reason="the bundled graph is not built")
def test_the_bundled_graph_is_a_network_whose_relations_all_have_words() -> None:
    network = to_networkx(KnowledgeGraph.load([resources.bundled_graph()]))
    text = resources.bundled_report().read_text(encoding="utf-8")
    assert network.number_of_edges() > 30
    for _, _, data in network.edges(data=True):
        assert not data["background"] and data["evidence"]
        assert all(text[e.start : e.end] == e.quote for e in data["evidence"])
    for _, data in network.nodes(data=True):
        assert data["mentions"]
