"""A small graph of our own making for the tests of look-ups and networks, with background beside it."""

from __future__ import annotations

import pyoxigraph as ox

from tjgraph import resources
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import KnowledgeGraph

REPORT = "海州-2031"
TEXT = (
    "青禾制药落户云台工业区。蓝鲸重工承担深水码头项目，深水码头项目位于云台工业区，云台工业区位于海州。"
    "加快深水码头项目建设。“引潮”行动支持海州。白塔电气、石榴食品落户海州。云台工业区产值150亿元。"
    "推进深水码头项目建设。青禾投产。望江位于山阴。星河基地开工。又见星河基地。晨星位于海州。"
)
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in v.PREFIXES.items())

ENTITIES = {
    "enterprise/青禾制药": ("青禾",),
    "enterprise/蓝鲸重工": (),
    "enterprise/白塔电气": (),
    "enterprise/石榴食品": (),
    "enterprise/晨星": (),
    "park/云台工业区": ("云台", "云台园区"),
    "park/星河基地": (),
    "project/星河基地": (),
    "project/深水码头项目": (),
    "policy/“引潮”行动": (),
    "city/海州": ("海州市",),
    "place/望江": (),
    "place/山阴": (),
}
PARENTS = {"city": "Place"}
CLAIMS = (
    ("enterprise/青禾制药", "locatedIn", "park/云台工业区", {2030: "青禾制药落户云台工业区。"}),
    ("enterprise/蓝鲸重工", "undertakes", "project/深水码头项目", {2030: "蓝鲸重工承担深水码头项目"}),
    ("project/深水码头项目", "locatedIn", "park/云台工业区", {2030: "深水码头项目位于云台工业区"}),
    ("park/云台工业区", "locatedIn", "city/海州", {2030: "云台工业区位于海州。"}),
    ("enterprise/白塔电气", "locatedIn", "city/海州", {2030: "白塔电气、石榴食品落户海州。"}),
    ("enterprise/石榴食品", "locatedIn", "city/海州", {2030: "白塔电气、石榴食品落户海州。"}),
    ("enterprise/晨星", "locatedIn", "city/海州", {2031: "晨星位于海州。"}),
    ("policy/“引潮”行动", "supports", "city/海州", {2031: "“引潮”行动支持海州。"}),
    ("place/望江", "locatedIn", "place/山阴", {2031: "望江位于山阴。"}),
    ("enterprise/青禾制药", "status", "completed", {2031: "青禾投产。"}),
    ("project/深水码头项目", "status", "ongoing", {2030: "加快深水码头项目建设。", 2031: "推进深水码头项目建设。"}),
    ("policy/“引潮”行动", "status", "ongoing", {2030: "加快深水码头项目建设。"}),
)
BACKGROUND = f"""{HEAD}
<{v.entity_iri("city/海州")}> skos:altLabel "鸥城"@zh ; tj:locatedIn <{v.entity_iri("province/东川")}> ;
    dcterms:source <x:list> .
<{v.entity_iri("province/东川")}> a tj:Province , tj:Place ; rdfs:label "东川"@zh .
<{v.entity_iri("park/云台开发区")}> a tj:Park ; rdfs:label "云台开发区"@zh ; skos:altLabel "云台工业区"@zh .
<{v.entity_iri("park/云台工业区")}> owl:sameAs <{v.entity_iri("park/云台开发区")}> ; skos:altLabel "云台开发区"@zh .
<{v.entity_iri("park/云台新区")}> owl:sameAs <{v.entity_iri("park/云台开发区")}> ; skos:altLabel "云台开发区"@zh .
<{v.entity_iri("park/云北园")}> a tj:Park ; rdfs:label "云北园"@zh ; dcterms:source <x:list> ;
    tj:partOf <{v.entity_iri("park/云台开发区")}> .
<x:list> dcterms:title "地名录"@zh .
"""
"""What no report says. The park has another name here, with a node of its own, and one that nobody speaks of."""


def iri(key: str) -> str:
    return v.entity_iri(key)


def graph_of(turtle: str, background: str = "") -> KnowledgeGraph:
    """A graph of this Turtle and the ontology; background as `KnowledgeGraph.load` keeps it."""
    store = ox.Store()
    store.load(turtle, ox.RdfFormat.TURTLE)
    store.load(path=resources.ontology_dir() / "tjgraph.ttl", format=ox.RdfFormat.TURTLE)
    for name in (ox.DefaultGraph(), ox.NamedNode(v.BACKGROUND_GRAPH)):
        store.load(background, ox.RdfFormat.TURTLE, to_graph=name)
    return KnowledgeGraph(store)


def sample() -> KnowledgeGraph:
    return graph_of(turtle(), BACKGROUND)


def turtle() -> str:
    """The report's graph as the contract has it."""
    return HEAD + "".join([*map(_entity, ENTITIES), *map(_claim, CLAIMS), _figure(), *map(_passage, sorted(_PLACES))])


_PLACES: set[tuple[int, int]] = set()


def _said(words: str, start: int = -1) -> str:
    begin = start if start >= 0 else TEXT.index(words)
    _PLACES.add((begin, begin + len(words)))
    return f"<{v.report_iri(REPORT)}#char={begin},{begin + len(words)}>"


def _passage(place: tuple[int, int]) -> str:
    start, end = place
    return (
        f"<{v.report_iri(REPORT)}#char={start},{end}> a tj:Passage ; dcterms:isPartOf <{v.report_iri(REPORT)}> ;\n"
        f'    oa:start {start} ; oa:end {end} ; oa:exact "{TEXT[start:end]}" .\n'
    )


def _entity(key: str) -> str:
    cls, label = key.split("/")
    types = [f"tj:{name}" for name in (cls.capitalize(), PARENTS.get(cls)) if name]
    lines = [f'<{iri(key)}> a {" , ".join(types)} ; rdfs:label "{label}"@zh .']
    lines += [f'<{iri(key)}> skos:altLabel "{alias}"@zh .' for alias in ENTITIES[key]]
    starts = [start for start in range(len(TEXT)) if TEXT.startswith(label, start)]
    if label == "星河基地":  # each of the two is named once
        starts = starts[:1] if cls == "park" else starts[1:]
    lines += [f"<{iri(key)}> tj:mentionedIn {_said(label, start)} ." for start in starts]
    return "\n".join(lines) + "\n"


def _claim(claim: tuple[str, str, str, dict[int, str]]) -> str:
    subject, predicate, target, said = claim
    s, p = iri(subject), v.TJ + predicate
    o = v.TJ + target if predicate == "status" else iri(target)
    years = " , ".join(f'"{year}"^^xsd:gYear' for year in said)
    return (
        f"<{s}> <{p}> <{o}> .\n<{v.claim_iri(s, p, o)}> a tj:Claim ; rdf:subject <{s}> ; rdf:predicate <{p}> ;\n"
        f"    rdf:object <{o}> ; tj:year {years} ; prov:wasDerivedFrom {' , '.join(map(_said, said.values()))} .\n"
    )


def _figure() -> str:
    figure, indicator, unit = (f"<{v.DATA}{kind}/1>" for kind in ("observation", "indicator", "unit"))
    return (
        f"{figure} a tj:Observation ; tj:subject <{iri('park/云台工业区')}> ; tj:indicator {indicator} ;\n"
        f'    tj:value 15000000000.0 ; tj:unit {unit} ; tj:year "2030"^^xsd:gYear ; tj:kind tj:actual ;\n'
        f"    tj:change tj:level ; tj:qualifier tj:exact ; prov:wasDerivedFrom {_said('云台工业区产值150亿元。')} .\n"
        f'{indicator} a tj:Indicator ; rdfs:label "产值"@zh . {unit} a tj:Unit ; rdfs:label "元"@zh .\n'
    )
