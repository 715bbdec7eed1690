"""A knowledge graph in a SPARQL 1.1 server: the same questions, answered there.

The protocol is SPARQL 1.1's (Query via POST with URL-encoded parameters, section 2.1.2); a query's default graph is the
merged graph of what was published (see `tjgraph.graph.layout`), or whatever the server has where nothing was.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

import pyoxigraph as ox

from tjgraph.errors import GraphError, StoreError
from tjgraph.graph import keywords, layout
from tjgraph.graph import vocabulary as v
from tjgraph.graph.connection import Connection, Reply
from tjgraph.graph.store import Answer, Iri, KnowledgeGraph, Term, evaluated
from tjgraph.graph.wire import Wire, prepared

if TYPE_CHECKING:
    import rdflib

DEADLINE: Final = 60.0
"""Seconds that one request may take, unless told."""

_LIKE: Final = "如 http://127.0.0.1:7878/query（Oxigraph）、http://127.0.0.1:8890/sparql（Virtuoso）"
_ROWS = "application/sparql-results+json"
_TRIPLES = "application/n-triples, text/turtle;q=0.5"
_ROUND = 1_000  # rows: what Virtuoso's limits are multiples of
_PAGES = 100  # of one answer: each is worked out from the start, so their time grows with the square of their number
_CURRENT = f"SELECT ?merged {{ GRAPH <{layout.CURRENT}> {{ ?current <{layout.MERGED}> ?merged }} }}"
_NOTHING = ox.Store()
_AS_IF = (Path("data") / "triples" / "*.ttl",)  # the texts of reports are looked for where those of these graphs lie
_ASKED = "__ASK_RETVAL"  # the column in which Virtuoso answers ASK: a row or none


class RemoteGraph(KnowledgeGraph):
    """The graph in the server whose query endpoint is ``url``."""

    def __init__(self, url: str, deadline: float = DEADLINE) -> None:
        """Ask the server what it holds. ``deadline``: seconds a request may take. Raises StoreError, GraphError."""
        super().__init__(_NOTHING, _AS_IF)
        self._connection = Connection(url, deadline, _LIKE)
        self._is_virtuoso = False
        self._merged = ""  # the first query is not confined to a graph that it has yet to find
        self._named: tuple[str, ...] | None = None
        rows = self.select(_CURRENT).rows
        self._merged = str(rows[0][0]) if rows else ""
        if not self._merged and not self.select("SELECT ?report { ?report a tj:Report } LIMIT 1").rows:
            raise GraphError(
                "这个服务器里没有报告，或没有发布完", where=self.address, remedy="请先用 tjgraph publish 发布"
            )

    @property
    def address(self) -> str:
        """The endpoint's address without credentials."""
        return self._connection.address

    def __len__(self) -> int:
        """How many triples it holds, ontology and background included."""
        return int(str(self.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0]))

    def rdflib(self) -> rdflib.Graph:
        """Refused: rdflib wants the triples here."""
        self._refuse("服务器里的图谱不能整个变成 rdflib.Graph")

    def dataset(self) -> ox.Store:
        """Refused: processes of ours answer from a store here."""
        self._refuse("这项功能要用本机的图谱")

    def _refuse(self, what: str) -> NoReturn:
        remedy = "请先取回本机：tjgraph export --store 地址 -o 图谱.nq，再打开 图谱.nq"
        raise GraphError(what, where=self.address, remedy=remedy)

    def quads(self) -> list[ox.Quad]:
        """What stands in named graphs: the reports and the background; in fixed order."""
        names = (*self.reports(), v.BACKGROUND_GRAPH)
        found = [ox.Quad(t.subject, t.predicate, t.object, Iri(name)) for name in names for t in self.triples(name)]
        return sorted(found, key=lambda q: (str(q.graph_name), str(q)))

    def triples(self, name: str) -> list[ox.Triple]:
        """What the named graph of that IRI holds."""
        rows = self._query(f"SELECT ?s ?p ?o {{ GRAPH {Iri(name)} {{ ?s ?p ?o }} }}", {})
        assert isinstance(rows, ox.QuerySolutions)
        return sorted((ox.Triple(s, p, o) for s, p, o in rows), key=str)

    def reports(self) -> tuple[str, ...]:
        """The IRIs of the graphs that hold a report each, sorted."""
        if self._named is None:
            reports = "SELECT DISTINCT ?graph { GRAPH ?graph { ?graph a tj:Report } }"
            if self._merged:
                record = layout.record_graph(self._merged)
                reports = f"SELECT DISTINCT ?graph {{ GRAPH <{record}> {{ ?graph <{layout.DIGEST}> ?digest }} }}"
            rows = self._answer(prepared(reports, {}, v.PREFIXES), {}, ox.QuerySolutions)
            assert isinstance(rows, ox.QuerySolutions)
            found = {row[0].value for row in rows if isinstance(row[0], ox.NamedNode)}
            self._named = tuple(sorted(found - {layout.ONTOLOGY_GRAPH, v.BACKGROUND_GRAPH}))
        return self._named

    def _query(self, sparql: str, terms: dict[str, Term]) -> Answer:
        kind = type(evaluated(_NOTHING, sparql, terms))  # what is wrong with it is said here, and as for any graph
        wire = prepared(sparql, terms, v.PREFIXES)
        evaluated(_NOTHING, wire.text, {})  # what is sent is one query, whatever the terms are
        return self._answer(wire, self._dataset(sparql), kind)

    def _dataset(self, sparql: str) -> dict[str, str | list[str]]:
        """The parameters that say which graphs a query sees; none where it says so itself, or nothing was published."""
        if not self._merged or any(keywords.dataset(sparql, v.PREFIXES)):
            return {}
        named = [v.BACKGROUND_GRAPH]
        if keywords.uses_graphs(sparql, but=v.BACKGROUND_GRAPH):
            named += self.reports()
        return {"default-graph-uri": self._merged, "named-graph-uri": named}

    def _answer(self, wire: Wire, dataset: Mapping[str, str | list[str]], kind: type[Answer]) -> Answer:
        if kind is ox.QueryTriples:
            return self._constructed(self._send(wire, dataset, _TRIPLES))
        reply = self._send(wire, dataset, _ROWS)
        if kind is ox.QueryBoolean:
            found = self._json(reply)
            if _ASKED in found["head"].get("vars", ()):
                return self._parsed(json.dumps({"head": {}, "boolean": bool(_bindings(found))}).encode())
        elif (
            self._is_virtuoso
            or "x-sparql-maxrows" in reply.headers
            or any(sent != name for sent, name in wire.names.items())
        ):
            pages = self._pages(wire, dataset, reply)
            return self._in_order(wire, pages) or self._parsed(_joined(pages, wire.names))
        return self._parsed(reply.body)

    def _in_order(self, wire: Wire, pages: list[dict[str, Any]]) -> Answer | None:
        """The rows in the order that the query asks for, where the server is one that sorts otherwise."""
        if not self._is_virtuoso:
            return None
        rows = self._parsed(_joined(pages, {}))
        assert isinstance(rows, ox.QuerySolutions)
        columns = [variable.value for variable in rows.variables]
        query = wire.sorting([tuple(row) for row in rows], columns)
        return evaluated(_NOTHING, query, {}) if query else None

    def _pages(self, wire: Wire, dataset: Mapping[str, str | list[str]], first: Reply) -> list[dict[str, Any]]:
        """The whole result as one page, or where the server has cut it off after so many rows, page by page."""
        found = self._json(first)
        size = self._cut_after(first, len(_bindings(found)))
        if not size:
            return [found]
        total = self._count(wire, dataset)
        if total > size * _PAGES:
            what = f"答案有 {total} 行，而服务器一次只给 {size} 行，要取 {-(-total // size)} 次"
            raise StoreError(what, where=self.address, remedy="请把查询写得更窄，或调大它的 ResultSetMaxRows")
        columns = found["head"]["vars"]
        wanted = (wire.page(columns, size, number) for number in range(-(-total // size)))
        pages = [self._json(self._send(page, dataset, _ROWS)) for page in wanted] or [found]
        if sum(len(_bindings(page)) for page in pages) != total:
            raise self._replaced()
        return pages

    def _count(self, wire: Wire, dataset: Mapping[str, str | list[str]]) -> int:
        """How many rows the query has."""
        try:
            (row,) = _bindings(self._json(self._send(wire.count(), dataset, _ROWS)))
            (term,) = row.values()
            return int(term["value"])
        except (ValueError, KeyError) as error:
            raise self._broken() from error

    def _assert_current(self) -> None:
        """Raise StoreError where what is asked holds no more: a publishing has put another merged graph in its place.

        A graph that is gone is empty to a query, so an empty answer may be none.
        """
        if not self._merged:
            return
        current = _bindings(self._json(self._send(Wire(_CURRENT, {}), {}, _ROWS)))
        if self._merged not in (row.get("merged", {}).get("value") for row in current):
            raise self._replaced()

    def _replaced(self) -> StoreError:
        return StoreError("读的时候库里换了新的图谱", where=self.address, remedy="请再运行一次")

    def _cut_after(self, reply: Reply, rows: int) -> int:
        """The number of rows after which the server has cut the result off, or 0; older Virtuosos do not say so."""
        said = reply.headers.get("x-sparql-maxrows", "")
        if said.isdigit():
            return int(said)
        return rows if self._is_virtuoso and rows and rows % _ROUND == 0 else 0

    def _send(self, wire: Wire, dataset: Mapping[str, str | list[str]], accept: str) -> Reply:
        reply = self._connection.request("POST", form={"query": wire.text, **dataset}, headers={"Accept": accept})
        self._is_virtuoso = reply.headers.get("server", "").startswith("Virtuoso")
        if state := reply.headers.get("x-sql-state"):
            what = f"服务器到了时限，只答了一部分（{state[:20]}）"
            raise StoreError(what, where=self.address, remedy="请把查询写得更窄，或放宽它的时限")
        if reply.type not in accept.replace(";q=0.5", "").split(", "):
            what = "答的是网页" if "html" in reply.type else f"答的是 {reply.type[:50] or '没有说是什么的内容'}"
            remedy = f"请写查询端点的地址，{_LIKE}"
            raise StoreError(f"{what}，不是 SPARQL 的结果", where=self.address, remedy=remedy)
        return reply

    def _constructed(self, reply: Reply) -> Answer:
        format = ox.RdfFormat.N_TRIPLES if reply.type == "application/n-triples" else ox.RdfFormat.TURTLE
        store = ox.Store()
        try:
            store.load(reply.body, format=format)
        except (SyntaxError, ValueError, OSError) as error:
            raise self._broken() from error
        # Virtuoso says nothing where it cuts triples off, and gives one more than its limit.
        cut = self._is_virtuoso and len(store) >= _ROUND and len(store) % _ROUND in (0, 1)
        if cut or "x-sparql-maxrows" in reply.headers:
            what = f"服务器只给了 {len(store)} 条三元组，多半截断了"
            raise StoreError(what, where=self.address, remedy="请改用 SELECT（会分页取完），或放宽它的上限")
        if not store:
            self._assert_current()
        return store.query("CONSTRUCT WHERE { ?s ?p ?o }")

    def _json(self, reply: Reply) -> dict[str, Any]:
        try:
            found = json.loads(reply.body)
            assert isinstance(found["head"], dict)
            assert "boolean" in found or isinstance(_bindings(found), list)
        except (ValueError, KeyError, TypeError, AssertionError, RecursionError) as error:
            raise self._broken() from error
        return dict(found)

    def _parsed(self, body: bytes) -> Answer:
        try:
            found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
            something = bool(found)
            if isinstance(found, ox.QuerySolutions):
                something = sum(1 for _ in found) > 0  # an answer that breaks off is seen before any of it is used
                found = ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
        except (SyntaxError, ValueError, OSError) as error:
            raise self._broken() from error
        if not something:
            self._assert_current()
        return found

    def _broken(self) -> StoreError:
        return StoreError("答案断了，或读不通", where=self.address, remedy="请再试；还这样就看服务器的日志和时限")


def _bindings(page: dict[str, Any]) -> list[dict[str, Any]]:
    return list(page["results"]["bindings"])


def _joined(pages: list[dict[str, Any]], names: Mapping[str, str]) -> bytes:
    """One JSON result of several, its columns called by ``names``."""
    columns = [names.get(name, name) for name in pages[0]["head"]["vars"]]
    rows = [{names.get(k, k): term for k, term in row.items()} for page in pages for row in _bindings(page)]
    return json.dumps({"head": {"vars": columns}, "results": {"bindings": rows}}).encode()
