"""One thing under two IRIs: an IRI is minted from a name, and a report may know by another name what background knows.

The store says so with ``owl:sameAs``. Here the two become one again, in favour of the one that reports speak of.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_TWINS = "SELECT ?twin ?thing WHERE { ?twin owl:sameAs ?thing }"
# The things that are the same are few: they come first, and the mentions of each are looked up.
_MENTIONED = """SELECT ?entity (COUNT(?passage) AS ?times) WHERE {
    { SELECT DISTINCT ?entity WHERE { { ?entity owl:sameAs ?other } UNION { ?other owl:sameAs ?entity } } }
    ?entity tj:mentionedIn ?passage } GROUP BY ?entity"""


@lru_cache(maxsize=2)
def representatives(graph: KnowledgeGraph) -> dict[str, str]:
    """For each IRI that another stands for, that other: of things that are the same, the one named most in reports.

    Where reports name none, the one that background describes; an IRI that reports name stands for itself always.
    Kept while the graph is asked again: it does not change.
    """
    groups: dict[str, set[str]] = {}
    for twin, thing in graph.select(_TWINS).rows:
        groups.setdefault(str(thing), {str(thing)}).add(str(twin))
    if not groups:
        return {}
    times = {str(entity): int(str(n)) for entity, n in graph.select(_MENTIONED).rows}
    found: dict[str, str] = {}
    for thing, members in sorted(groups.items()):
        best = min(members, key=lambda iri: (-times.get(iri, 0), iri != thing, iri))
        found |= {iri: best for iri in members if iri != best and iri not in times}
    return found
