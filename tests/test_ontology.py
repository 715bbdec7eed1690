"""The ontology: the contract's terms, links that hold, labels, colours for every eye, errors with a place."""

from __future__ import annotations

import itertools
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tjgraph import resources
from tjgraph.errors import LexiconError
from tjgraph.ontology import load_ontology

ONTOLOGY = load_ontology()
FILE = resources.ontology_dir() / "tjgraph.ttl"

TYPES = "Enterprise Institution Fund Park Project Facility Policy Place Industry Event Product Person"
RELATIONS = "locatedIn undertakes investsIn produces inIndustry supports partOf status"
OTHERS = "mentionedIn year since rule place session sha256 speaker indicator subject value unit kind change qualifier"


def test_the_terms_of_the_contract_are_there() -> None:
    assert ONTOLOGY.entity_types == tuple(TYPES.split())
    assert ONTOLOGY.relations == tuple(RELATIONS.split())
    assert set(OTHERS.split()) == set(ONTOLOGY.properties) - set(ONTOLOGY.relations)
    assert {"Report", "Passage", "Claim", "Observation", "Indicator", "Unit", "District", "Hospital"} <= set(
        ONTOLOGY.classes
    )
    assert list(ONTOLOGY.statuses) == ["planned", "started", "ongoing", "completed", "settled"]
    assert list(ONTOLOGY.terms_of("FigureKind")) == ["actual", "target"]
    assert list(ONTOLOGY.terms_of("Change")) == ["level", "increase", "decrease"]
    assert list(ONTOLOGY.terms_of("Qualifier")) == ["exact", "about", "over", "at_least", "at_most"]


def test_ends_of_relations() -> None:
    assert ONTOLOGY.properties["produces"].domain == ("Enterprise",)
    assert ONTOLOGY.properties["investsIn"].range == ("Enterprise", "Park", "Project", "Place")
    assert ONTOLOGY.properties["status"].range == ("Status",)
    assert ONTOLOGY.properties["value"].range == ("decimal",)


def test_labels_tell_terms_apart() -> None:
    for infos in (ONTOLOGY.classes, ONTOLOGY.properties, ONTOLOGY.terms):
        labels = [info.label_zh for info in infos.values()]
        assert len(labels) == len(set(labels))


@given(st.sampled_from(sorted(ONTOLOGY.classes)), st.sampled_from(sorted(ONTOLOGY.classes)))
def test_is_a_is_an_order(one: str, other: str) -> None:
    assert ONTOLOGY.is_a(one, one)
    assert ONTOLOGY.lineage(one)[0] == one
    if ONTOLOGY.is_a(one, other) and ONTOLOGY.is_a(other, one):
        assert one == other
    for above in ONTOLOGY.lineage(other):
        if ONTOLOGY.is_a(one, other):
            assert ONTOLOGY.is_a(one, above)


def test_top_types() -> None:
    assert ONTOLOGY.top_type("District") == "Place"
    assert ONTOLOGY.top_type("Place") == "Place"
    for name in ("Claim", "Entity", "Unit"):
        with pytest.raises(LexiconError, match=f"tj:{name} 不是实体的类"):
            ONTOLOGY.top_type(name)
    with pytest.raises(LexiconError, match="没有类 tj:Nonsense"):
        ONTOLOGY.is_a("Place", "Nonsense")


def test_links_lead_to_terms_that_exist() -> None:
    """rdflib carries the standard vocabularies as closed namespaces: a term that they lack is a warning there."""
    from rdflib import Graph
    from rdflib.namespace import DCTERMS, FOAF, GEO, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, DefinedNamespace

    closed: dict[str, type[DefinedNamespace]] = {
        str(ns): ns for ns in (DCTERMS, FOAF, GEO, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS)
    }
    seen = set()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for term in {str(node) for triple in Graph().parse(FILE) for node in triple}:
            for base, namespace in closed.items():
                if term.startswith(base):
                    assert str(namespace[term.removeprefix(base)]) == term
                    seen.add(base)
    assert seen == set(closed)
    text = FILE.read_text(encoding="utf-8")
    assert "foaf:Project" in text
    assert "rdfs:subClassOf tj:Entity , schema:Project" not in text


def _linear(colour: str) -> tuple[float, ...]:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def _contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2.2."""
    lights = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05 for r, g, b in map(_linear, (one, other)))
    return lights[1] / lights[0]


# Machado, Oliveira, Fernandes (2009), severity 1.0: what the eye without the red, green or blue cone sees.
EYES = {
    "all cones": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def _lab(colour: str, eye: str) -> tuple[float, float, float]:
    linear = _linear(colour)
    r, g, b = (max(0.0, sum(m * c for m, c in zip(row, linear, strict=True))) for row in EYES[eye])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _difference(one: str, other: str, eye: str) -> float:
    """CIE76: about 2 is just to be seen, 20 is another colour."""
    return sum((a - b) ** 2 for a, b in zip(_lab(one, eye), _lab(other, eye), strict=True)) ** 0.5


def test_every_type_is_seen_on_white_and_on_dark() -> None:
    for name in ONTOLOGY.entity_types:
        info = ONTOLOGY.classes[name]
        assert info.shape in {"dot", "square", "triangle", "triangleDown", "diamond", "star", "hexagon"}
        for page in ("#FFFFFF", "#1B1D22"):
            assert _contrast(info.colour, page) >= 3, (name, page)


def test_types_are_told_apart_by_every_eye() -> None:
    """By colour with all cones; where two share a shape, by colour with any two."""
    for one, other in itertools.combinations((ONTOLOGY.classes[n] for n in ONTOLOGY.entity_types), 2):
        assert (one.colour, one.shape) != (other.colour, other.shape)
        assert _difference(one.colour, other.colour, "all cones") >= 15, (one.name, other.name)
        if one.shape == other.shape:
            assert min(_difference(one.colour, other.colour, eye) for eye in EYES) >= 20, (one.name, other.name)


def test_what_is_below_is_drawn_as_what_is_above() -> None:
    assert ONTOLOGY.classes["District"].colour == ONTOLOGY.classes["Place"].colour
    assert ONTOLOGY.classes["Claim"].colour == ""


HEAD = "\n".join(line for line in FILE.read_text(encoding="utf-8").splitlines() if line.startswith("@prefix")) + "\n"
WORDS = 'rdfs:label "甲"@zh , "A"@en ; skos:definition "丙"@zh'
BROKEN = {
    "syntax": (f"tj:A a owl:Class ; {WORDS} ;; tj:B", "Turtle 语法错误"),
    "no English label": ('tj:A a owl:Class ; rdfs:label "甲"@zh ; skos:definition "丙"@zh .', "只有一个英文名称"),
    "two Chinese labels": (f'tj:A a owl:Class ; {WORDS} ; rdfs:label "乙"@zh .', "只有一个中文名称（@zh），现有 2 个"),
    "no definition": ('tj:A a owl:Class ; rdfs:label "甲"@zh , "A"@en .', "只有一个中文定义"),
    "unknown parent": (f"tj:A a owl:Class ; rdfs:subClassOf tj:B ; {WORDS} .", "上位类 tj:B 没有定义"),
    "below itself": (f"tj:A a owl:Class ; rdfs:subClassOf tj:A ; {WORDS} .", "上位类成了环"),
    "colour": (f'tj:A a owl:Class ; tj:colour "blue" ; {WORDS} .', "颜色 blue 不是 #RRGGBB"),
    "unknown end": (f"tj:A a owl:ObjectProperty ; rdfs:range tj:B ; {WORDS} .", "range 里的 tj:B 没有定义"),
    "unknown member of a union": (
        f"tj:A a owl:ObjectProperty ; rdfs:domain [ owl:unionOf ( tj:B tj:C ) ] ; {WORDS} .",
        "domain 里的 tj:B 没有定义",
    ),
}


@pytest.mark.parametrize(("body", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_ontology_is_told_with_file_and_line(tmp_path: Path, body: str, message: str) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text(HEAD + body, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_ontology(path)
    assert message in str(caught.value)
    assert f"{path}:{HEAD.count(chr(10)) + 1}" in str(caught.value)


def test_an_ontology_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="读不到本体"):
        load_ontology(tmp_path / "none.ttl")
    (tmp_path / "gbk.ttl").write_bytes("# 本体".encode("gbk"))
    with pytest.raises(LexiconError, match="不是 UTF-8"):
        load_ontology(tmp_path / "gbk.ttl")
