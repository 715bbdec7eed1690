"""Facts → triples → Turtle: what the contract says, the same bytes always, whatever the names hold."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from graph_samples import FACTS, PARK, document, span
from hypothesis import given
from hypothesis import strategies as st
from rdflib.compare import isomorphic

from tjgraph.errors import GraphError
from tjgraph.graph.building import triples
from tjgraph.graph.turtle import to_turtle, write_turtle
from tjgraph.model import Claim, Entity, Facts, Mention, Observation, Span

GOLDEN = """
@prefix tj: <https://w3id.org/tjgraph/ontology#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@base <https://w3id.org/tjgraph/id/> .

<report/甲-2031> a tj:Report ; rdfs:label "2031年海州市政府工作报告"@zh ; tj:place <city/海州> ;
    tj:year "2031"^^xsd:gYear ;
    tj:sha256 "04f26d828ab1df9580100066cd27063df47969318541a062611bb019a8a3af94" .
<city/海州> a tj:City , tj:Place ; rdfs:label "海州"@zh ; skos:altLabel "海州市"@zh ;
    tj:mentionedIn <report/甲-2031#char=0,2> .
<project/一号线> a tj:Project ; rdfs:label "一号线"@zh ; tj:locatedIn <city/海州> ; tj:status tj:started ;
    tj:mentionedIn <report/甲-2031#char=2,5> .
<claim/ebf28281191969dd> a tj:Claim ;
    rdf:subject <project/一号线> ; rdf:predicate tj:locatedIn ; rdf:object <city/海州> ;
    tj:rule "frames/名" ; prov:wasDerivedFrom <report/甲-2031#char=0,5> .
<claim/f3b9112a3b579cc5> a tj:Claim ; rdf:subject <project/一号线> ; rdf:predicate tj:status ; rdf:object tj:started ;
    tj:year "2030"^^xsd:gYear , "2031"^^xsd:gYear ; tj:rule "frames/开工" , "frames/动工" ;
    prov:wasDerivedFrom <report/甲-2031#char=0,7> , <report/甲-2031#char=2,7> .
<indicator/里程> a tj:Indicator ; rdfs:label "里程"@zh .
<unit/公里> a tj:Unit ; rdfs:label "公里"@zh .
<observation/d8cb2465449bd4a5> a tj:Observation ; tj:indicator <indicator/里程> ; tj:subject <project/一号线> ;
    tj:value 12.5 ; tj:unit <unit/公里> ; tj:year "2030"^^xsd:gYear ; tj:kind tj:actual ; tj:change tj:level ;
    tj:qualifier tj:exact ; tj:rule "figures/里程" ; prov:wasDerivedFrom <report/甲-2031#char=8,16> .
<report/甲-2031#char=0,2> a tj:Passage ; dcterms:isPartOf <report/甲-2031> ; oa:start 0 ; oa:end 2 ; oa:exact "海州" .
<report/甲-2031#char=2,5> a tj:Passage ; dcterms:isPartOf <report/甲-2031> ; oa:start 2 ; oa:end 5 ; oa:exact "一号线" .
<report/甲-2031#char=0,5> a tj:Passage ; dcterms:isPartOf <report/甲-2031> ; oa:start 0 ; oa:end 5 ;
    oa:exact "海州一号线" .
<report/甲-2031#char=0,7> a tj:Passage ; dcterms:isPartOf <report/甲-2031> ; oa:start 0 ; oa:end 7 ;
    oa:exact "海州一号线开工" .
<report/甲-2031#char=2,7> a tj:Passage ; dcterms:isPartOf <report/甲-2031> ; oa:start 2 ; oa:end 7 ;
    oa:exact "一号线开工" .
<report/甲-2031#char=8,16> a tj:Passage ; dcterms:isPartOf <report/甲-2031> ; oa:start 8 ; oa:end 16 ;
    oa:exact "里程12.5公里" .
"""


def small_facts() -> Facts:
    text = "海州一号线开工，里程12.5公里。"
    line, city = "project/一号线", "city/海州"
    return Facts(
        document(text, "甲-2031"),
        city,
        (
            Entity("Project", "一号线", (), (Mention(Span(2, 5), "一号线", "names/线"),)),
            Entity("City", "海州", ("海州市", "海州"), (Mention(Span(0, 2), "海州", "names/市"),)),
        ),
        (
            Claim(line, "status", "started", 2031, Span(2, 7), "frames/动工"),
            Claim(line, "status", "started", 2030, Span(0, 7), "frames/开工"),
            Claim(line, "locatedIn", city, None, Span(0, 5), "frames/名"),
        ),
        (
            Observation(
                "里程", line, Decimal("12.50"), "公里", 2030, "actual", "level", "exact", Span(8, 16), "figures/里程"
            ),
        ),
    )


def test_golden_graph() -> None:
    facts = small_facts()
    assert isomorphic(rdflib.Graph().parse(data=to_turtle(facts)), rdflib.Graph().parse(data=GOLDEN))


def test_triples_and_turtle_are_one_graph() -> None:
    listed = list(triples(FACTS))
    parsed = {quad.triple for quad in ox.parse(to_turtle(FACTS), format=ox.RdfFormat.TURTLE)}
    assert len(listed) == len(set(listed))
    assert set(listed) == parsed
    assert not any(isinstance(term, ox.BlankNode) for t in listed for term in (t.subject, t.object))


def test_order_of_facts_does_not_matter() -> None:
    turned = replace(
        FACTS,
        entities=FACTS.entities[::-1],
        claims=FACTS.claims[::-1],
        observations=FACTS.observations[::-1],
    )
    assert to_turtle(turned) == to_turtle(FACTS)


def test_same_bytes_under_any_hash_seed_and_locale() -> None:
    code = (
        "import hashlib, graph_samples; from tjgraph.graph.turtle import to_turtle;"
        "print(hashlib.sha256(to_turtle(graph_samples.FACTS).encode()).hexdigest())"
    )
    seen = set()
    for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("4242", "zh_CN.GBK"), ("random", "tr_TR.UTF-8")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONPATH": str(Path(__file__).parent)}
        run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        seen.add(run.stdout)
    assert len(seen) == 1


def test_readable_and_grouped() -> None:
    text = to_turtle(FACTS)
    assert "enterprise:青禾制药 a tj:Enterprise ;" in text
    headings = [line for line in text.splitlines() if line.startswith("# ")]
    assert headings[:2] == ["# tj:Report", "# tj:Enterprise"]
    assert headings[-5:] == ["# tj:Claim", "# tj:Indicator", "# tj:Unit", "# tj:Observation", "# tj:Passage"]
    assert "\tprov:wasDerivedFrom passage:" in text


def test_figure_said_twice_is_one_figure() -> None:
    facts = small_facts()
    again = replace(facts.observations[0], span=Span(0, 16), value=Decimal("12.5"))
    both = replace(facts, observations=(*facts.observations, again))
    found = {t.subject for t in triples(both) if t.subject.value.startswith("https://w3id.org/tjgraph/id/observation/")}
    assert len(found) == 1


@pytest.mark.parametrize(
    "broken",
    [
        replace(FACTS, claims=(Claim("park/没有的园", "locatedIn", PARK, 2030, span("云台工业区"), "r"),)),
        replace(FACTS, claims=(Claim(PARK, "locatedIn", "park/没有的园", 2030, span("云台工业区"), "r"),)),
        replace(FACTS, observations=(replace(FACTS.observations[0], subject="park/没有的园"),)),
        replace(FACTS, claims=(replace(FACTS.claims[0], span=Span(0, 10**6)),)),
    ],
)
def test_facts_without_ground_are_refused(broken: Facts) -> None:
    with pytest.raises(GraphError, match="haizhou-2031#char="):
        to_turtle(broken)


# Whatever a text in UTF-8 can hold, so no lone surrogates.
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)
hostile = st.one_of(
    names,
    st.sampled_from(
        [
            "a b",
            '<>"{}|\\^`',
            "\u202e工业\u200f区",
            "🏭園区",
            "园/区#1?x=%20&y",
            "\x00\x01\x7f",
            "\ufeff园",
            "A" * 5000,
            ".",
            "-",
            "1.",
        ]
    ),
)


@given(hostile, hostile)
def test_hostile_names_survive(label: str, report: str) -> None:
    facts = Facts(
        document(label, report),
        f"place/{label}",
        (Entity("Place", label, (f"{label}'", label), (Mention(Span(0, len(label)), label, "r"),)),),
        (),
        (),
    )
    text = to_turtle(facts)
    listed = set(triples(facts))
    assert {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)} == listed
    through_rdflib = {(str(s), str(p), str(o)) for s, p, o in rdflib.Graph().parse(data=text)}
    assert through_rdflib == {(t.subject.value, t.predicate.value, t.object.value) for t in listed}


def test_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    write_turtle(FACTS, path)
    before = path.read_bytes()
    assert before.decode() == to_turtle(FACTS)
    with pytest.raises(GraphError, match="文件写不成"):
        write_turtle(FACTS, path / "b.ttl")  # a file is no directory
    assert [p.name for p in tmp_path.iterdir()] == ["a.ttl"]
    assert path.read_bytes() == before
