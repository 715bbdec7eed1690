"""What the page knows: a network turned into plain dicts with opaque ids, ready for pyvis and for JSON."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tjgraph.graph.vocabulary import DATA
from tjgraph.model import Evidence
from tjgraph.query.names import normal, syllables
from tjgraph.views.description import amount
from tjgraph.views.layout import lay_out

if TYPE_CHECKING:
    import networkx

    from tjgraph.ontology import Ontology
    from tjgraph.query.figures import Figure

_NEAR = 80
"""Two names this many characters apart, or fewer, stand together in the text."""
_UNKNOWN_COLOUR, _UNKNOWN_SHAPE = "#8a8f98", "dot"

Json = Any


@dataclass(frozen=True, slots=True)
class PageData:
    """``nodes`` and ``edges`` as pyvis takes them, and ``facts``: legends, passages, and where to begin."""

    nodes: list[Json]
    edges: list[Json]
    facts: Json
    regions: int


@dataclass(slots=True)
class _Passages:
    """The passages that the page shows, each once, numbered in the order in which they are asked for."""

    known: dict[str, list[tuple[int, int, Evidence]]]
    longest: dict[str, int]
    rows: list[Evidence] = field(default_factory=list)
    numbers: dict[Evidence, int] = field(default_factory=dict)

    @classmethod
    def of(cls, network: networkx.MultiDiGraph[str]) -> _Passages:
        found: dict[str, set[Evidence]] = {}
        for evidence in _all_evidence(network):
            found.setdefault(evidence.report, set()).add(evidence)
        known = {
            report: sorted(((e.start, e.end, e) for e in passages), key=lambda row: (row[0], row[1], row[2].quote))
            for report, passages in found.items()
        }
        return cls(known, {report: max(end - start for start, end, _ in rows) for report, rows in known.items()})

    def number(self, evidence: Evidence) -> int:
        if evidence not in self.numbers:
            self.numbers[evidence] = len(self.rows)
            self.rows.append(evidence)
        return self.numbers[evidence]

    def around(self, evidence: Evidence) -> Evidence:
        """The widest known passage that holds this one: the sentence around a name; itself where none is known."""
        rows, best = self.known[evidence.report], evidence
        index = bisect_right(rows, evidence.start, key=lambda row: row[0]) - 1
        while index >= 0 and rows[index][0] >= evidence.end - self.longest[evidence.report]:
            start, end, passage = rows[index]
            if end >= evidence.end and end - start > best.end - best.start:
                best = passage
            index -= 1
        return best


def page_data(
    network: networkx.MultiDiGraph[str], ontology: Ontology, focus: str | None, notice: str, site: str
) -> PageData:
    """Everything that the page draws and says.

    ``focus`` is the key of a node of ``network``, or None; ``notice`` says what is left out, where something is;
    ``site`` is the address of the site that the page is part of, or "".
    """
    names = sorted(network.nodes)
    number = {name: index for index, name in enumerate(names)}
    claims = sorted(
        ((str(key), s, o, data) for s, o, key, data in network.edges(keys=True, data=True)), key=lambda claim: claim[:3]
    )
    layout = lay_out(len(names), _ties(network, names, number))
    passages = _Passages.of(network)
    nodes = [
        _node(f"n{index}", network.nodes[name], ontology, passages, weight(network, name))
        | {"key": _key(name)}
        | {"x": layout.positions[index][0], "y": layout.positions[index][1], "region": layout.regions[index]}
        for index, name in enumerate(names)
    ]
    edges = [
        _edge(f"e{index}", f"n{number[s]}", f"n{number[o]}", data, passages) | {"key": _key(claim)}
        for index, (claim, s, o, data) in enumerate(claims)
    ]
    facts = {
        "types": _types(nodes, ontology),
        "relations": _relations(edges, ontology),
        "statuses": _statuses(nodes, ontology),
        "years": _years(nodes, edges),
        "passages": [[e.quote, e.report, e.start, e.end] for e in passages.rows],
        "focus": None if focus is None else f"n{number[focus]}",
        "notice": notice,
        "site": site,
    }
    return PageData(nodes, edges, facts, len(set(layout.regions)))


def _node(id_: str, data: Json, ontology: Ontology, passages: _Passages, weight: float) -> Json:
    info = ontology.classes.get(data["type"])
    top = ontology.top_type(data["type"]) if info else data["type"]
    mentions = sorted(data.get("mentions", ()), key=_place)
    statuses = sorted(data.get("statuses", ()), key=lambda s: (s[1] or 0, s[0], _place(s[2])))
    label, aliases = str(data["label"]), [str(alias) for alias in data.get("aliases", ())]
    return {
        "id": id_,
        "label": label,
        "color": info.colour if info else _UNKNOWN_COLOUR,
        "shape": info.shape if info else _UNKNOWN_SHAPE,
        "size": round(5.5 + 2.1 * math.sqrt(weight), 1) if weight < 36 else 18.1,
        "weight": round(weight, 2),
        "kind": top,
        "kindLabel": info.label_zh if info else data["type"],
        "aliases": aliases,
        "sounds": [_sound(name) for name in (label, *aliases)],
        "statuses": [[status, year, passages.number(evidence)] for status, year, evidence in statuses],
        "figures": [_figure(figure, ontology, passages) for figure in data.get("figures", ())],
        "mentions": _unique(passages.number(passages.around(evidence)) for evidence in mentions),
        "count": len(mentions),
    }


def _key(iri: str) -> str:
    """What a link to the page calls a thing or a relation: its IRI after the data's namespace."""
    return iri.removeprefix(DATA)


def _sound(name: str) -> str:
    """The pinyin of a name, a syllable a character with blanks between; "" for one in Latin letters."""
    plain = normal(name)
    return "" if plain.isascii() else " ".join(syllables(plain))


def _figure(figure: Figure, ontology: Ontology, passages: _Passages) -> Json:
    """A figure as ``[head, amount, passages]``: ``2024 年实际 集装箱吞吐量``, ``增长约2329万标准箱``."""
    head = f"{figure.years} 年{ontology.terms[figure.kind].label_zh} {figure.indicator}"
    return [head, amount(figure), [passages.number(evidence) for evidence in figure.evidence]]


def _edge(id_: str, source: str, target: str, data: Json, passages: _Passages) -> Json:
    return {
        "id": id_,
        "from": source,
        "to": target,
        "label": str(data["label"]),
        "predicate": data["predicate"],
        "years": sorted(year for year in data.get("years", ()) if year is not None),
        "evidence": [passages.number(evidence) for evidence in sorted(data.get("evidence", ()), key=_place)],
        "background": bool(data.get("background", False)),
    }


def weight(network: networkx.MultiDiGraph[str], name: str) -> float:
    """How much a reader is likely to want ``name`` on the map: its relations, what befell it, how often it is named."""
    data = network.nodes[name]
    mentions = len(data.get("mentions", ()))
    return float(network.degree(name)) + 0.5 * len(data.get("statuses", ())) + 0.6 * max(0, mentions - 1)


def _ties(
    network: networkx.MultiDiGraph[str], names: Sequence[str], number: dict[str, int]
) -> dict[tuple[int, int], float]:
    """How strongly two things belong together: by a relation, and by standing side by side in the text.

    Most things of a report take part in no relation; where they are named still says what they go with. A tie with
    something that is tied to everything (the city itself) says little.
    """
    ties: dict[tuple[int, int], float] = {}

    def tie(a: int, b: int, weight: float) -> None:
        if a != b:
            key = (min(a, b), max(a, b))
            ties[key] = ties.get(key, 0.0) + weight

    for source, target in network.edges():
        tie(number[source], number[target], 3.0 / max(network.degree(source), network.degree(target)) ** 0.7)
    places = sorted(
        (evidence.report, evidence.start, evidence.end, number[name])
        for name in names
        for evidence in network.nodes[name].get("mentions", ())
    )
    often = Counter(place[3] for place in places)
    for (report, _, end, a), (other, start, _, b) in pairwise(places):
        if report == other and start - end <= _NEAR:
            tie(a, b, 1.0 / max(often[a], often[b]))
    return ties


def _types(nodes: list[Json], ontology: Ontology) -> list[Json]:
    rows = []
    for name in _in_order({node["kind"] for node in nodes}, ontology.classes):
        info = ontology.classes.get(name)
        rows.append(
            {
                "name": name,
                "label": info.label_zh if info else name,
                "color": info.colour if info else _UNKNOWN_COLOUR,
                "shape": info.shape if info else _UNKNOWN_SHAPE,
            }
        )
    return rows


def _relations(edges: list[Json], ontology: Ontology) -> list[Json]:
    labels = {edge["predicate"]: edge["label"] for edge in edges}
    return [{"name": name, "label": labels[name]} for name in _in_order(labels, ontology.properties)]


def _statuses(nodes: list[Json], ontology: Ontology) -> list[Json]:
    found = {status for node in nodes for status, _, _ in node["statuses"]}
    known = ontology.statuses
    return [
        {"name": name, "label": known[name].label_zh if name in known else name} for name in _in_order(found, known)
    ]


def _in_order(names: Collection[str], known: Iterable[str]) -> list[str]:
    """``names`` as the ontology orders them; at the end those that it does not know."""
    first = [name for name in known if name in names]
    return [*first, *sorted(set(names).difference(first))]


def _years(nodes: list[Json], edges: list[Json]) -> list[Json]:
    years = {year for edge in edges for year in edge["years"]}
    years |= {year for node in nodes for _, year, _ in node["statuses"] if year is not None}
    return [{"name": year, "label": f"{year} 年"} for year in sorted(years)]


def _all_evidence(network: networkx.MultiDiGraph[str]) -> Iterable[Evidence]:
    for _, data in network.nodes(data=True):
        yield from data.get("mentions", ())
        yield from data.get("sentences", ())
        yield from (evidence for _, _, evidence in data.get("statuses", ()))
        yield from (evidence for figure in data.get("figures", ()) for evidence in figure.evidence)
    for _, _, data in network.edges(data=True):
        yield from data.get("evidence", ())


def _place(evidence: Evidence) -> tuple[str, int, int]:
    return (evidence.report, evidence.start, evidence.end)


def _unique(numbers: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(numbers))
