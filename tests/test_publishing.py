"""Publishing stopped anywhere and taken up again ends the same, changes leave nothing behind, what is there stays."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
import store_servers
from click.testing import CliRunner

from tjgraph.cli import main
from tjgraph.errors import GraphError, StoreError
from tjgraph.graph import layout
from tjgraph.graph import vocabulary as v
from tjgraph.graph.connection import Connection
from tjgraph.graph.graphstore import GraphStore
from tjgraph.graph.remote import RemoteGraph
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.publishing import publish

STRIDE = 8  # 1 tries every request, in two minutes


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[store_servers.Server]:
    with store_servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture
def empty(server: store_servers.Server) -> store_servers.Server:
    """The server without a graph."""
    store = GraphStore(server.graphs)
    for graph in {quad[0] for quad in contents(server)}:
        store.delete(graph.strip("<>"))
    assert contents(server) == set()
    return server


@pytest.fixture
def files(graphs: Path, tmp_path: Path) -> list[Path]:
    """Copies of the graphs of three small reports, two of them of one place."""
    return [Path(shutil.copy(path, tmp_path)) for path in sorted(graphs.glob("*.ttl"))]


def contents(server: store_servers.Server) -> set[tuple[str, ...]]:
    """Every quad that the server holds."""
    reply = Connection(server.query, 60, "").request(
        "POST",
        form={"query": "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"},
        headers={"Accept": "application/sparql-results+json"},
    )
    found = ox.parse_query_results(reply.body, ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(str(term) for term in row) for row in found}


def visible(server: store_servers.Server) -> set[tuple[str, ...]]:
    """What readers see: without the records, and whatever number the merged graph has."""
    merged = next(o for g, _, _, o in contents(server) if g == f"<{layout.CURRENT}>")
    hidden = (f"<{layout.CURRENT}>", merged.replace(">", "/parts>"))
    return {("merged" if g == merged else g, s, p, o) for g, s, p, o in contents(server) if g not in hidden}


def drop_last_relation(path: Path) -> None:
    """Change a graph so that something in it has to go."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    where = max(n for n, line in enumerate(lines) if "tj:status" in line and line.rstrip().endswith(";"))
    path.write_text("".join(lines[:where] + lines[where + 1 :]), encoding="utf-8")


def test_publishing_again_writes_nothing(empty: store_servers.Server, files: list[Path]) -> None:
    first = publish(files, empty.graphs)
    assert (first.new, first.unchanged, first.kept) == (3, 0, 0) and first.triples > 1000
    before, heard = contents(empty), []
    again = publish(files, empty.graphs, heard=lambda name, done: heard.append(done))
    assert (again.new, again.changed, again.unchanged, again.triples) == (0, 0, 3, 0)
    assert contents(empty) == before and set(heard) == {"unchanged"}


def test_reports_that_come_later_join_those_that_are_there(empty: store_servers.Server, files: list[Path]) -> None:
    publish(files, empty.graphs)
    together = contents(empty)
    for graph in {quad[0] for quad in together}:
        GraphStore(empty.graphs).delete(graph.strip("<>"))
    for number, file in enumerate(reversed(files)):
        published = publish([file], empty.graphs)
        assert (published.new, published.kept) == (1, number)
    assert contents(empty) == together


def test_what_a_changed_report_no_longer_says_is_gone(empty: store_servers.Server, files: list[Path]) -> None:
    publish(files, empty.graphs)
    drop_last_relation(files[1])
    published = publish([files[1]], empty.graphs)
    assert (published.new, published.changed, published.unchanged, published.kept) == (0, 1, 0, 2)
    changed = visible(empty)
    assert len(RemoteGraph(empty.query)) == len(KnowledgeGraph.load(files))
    for graph in {quad[0] for quad in contents(empty)}:
        GraphStore(empty.graphs).delete(graph.strip("<>"))
    publish(files, empty.graphs)
    assert changed == visible(empty)


class StoppedError(Exception):
    """What stands for a kill."""


@contextmanager
def stopped_after(requests: int) -> Iterator[None]:
    """Every request after so many raises StoppedError."""
    ask, made = Connection.request, itertools.count(1)

    def request(self: Connection, method: str, **rest: object) -> object:
        if next(made) > requests:
            raise StoppedError
        return ask(self, method, **rest)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Connection, "request", request)
        yield


def test_stopped_after_any_request_it_ends_the_same(empty: store_servers.Server, files: list[Path]) -> None:
    """First a new corpus, then one with a changed report, stopped after each STRIDE-th request."""
    store, two = GraphStore(empty.graphs), files[:2]
    for change in (False, True):
        if change:
            drop_last_relation(files[1])
        start = contents(empty)
        publish(two, empty.graphs)
        whole = visible(empty)
        for number in itertools.count(1, STRIDE):
            restore(store, empty, start)
            try:
                with stopped_after(number):
                    publish(two, empty.graphs)
                break
            except StoppedError:
                publish(two, empty.graphs)
            assert visible(empty) == whole, number
        assert number > 2 * STRIDE


def restore(store: GraphStore, server: store_servers.Server, quads: set[tuple[str, ...]]) -> None:
    """Make the server hold ``quads`` again."""
    for graph in {quad[0] for quad in contents(server)}:
        store.delete(graph.strip("<>"))
    text = "".join(f"{s} {p} {o} {g} .\n" for g, s, p, o in quads)
    by_graph: dict[str, list[ox.Triple]] = {}
    for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad.graph_name, ox.NamedNode)
        by_graph.setdefault(quad.graph_name.value, []).append(quad.triple)
    for name, triples in by_graph.items():
        store.put(name, triples)


@pytest.mark.parametrize("kind", ["oxigraph", "virtuoso"])
def test_killed_in_the_middle_it_goes_on_where_it_was(kind: str, files: list[Path], tmp_path: Path) -> None:
    if kind == "virtuoso" and store_servers.VIRTUOSO is None:
        pytest.skip("没有 Virtuoso：apt-get install -y virtuoso-opensource-7-bin")
    start = store_servers.oxigraph if kind == "oxigraph" else store_servers.virtuoso
    (tmp_path / "db").mkdir()
    with start(tmp_path / "db") as server:
        command = [sys.executable, "-m", "tjgraph", "publish", "--store", server.graphs, *map(str, files)]
        env = os.environ | dict(server.credentials)
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env)
        assert process.stderr is not None
        done = list(itertools.takewhile(lambda line: not line.startswith(files[0].name), process.stderr))
        process.kill()  # SIGKILL: while the second report is on its way
        process.communicate()
        assert len(done) == 2  # the ontology and the background were there before
        again = subprocess.run(command, capture_output=True, text=True, env=env, check=True)
        assert again.stdout == f"{server.graphs}\n" and "dba" not in again.stderr
        assert files[0].name not in again.stderr and "已在库里 1 份" in again.stderr
        there, here = RemoteGraph(server.query), KnowledgeGraph.load(files)
        assert len(there) == len(here) and there.quads() == here.quads()


def test_a_store_that_is_not_published_to_the_end_says_so(
    empty: store_servers.Server, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(GraphError, match="tjgraph publish"):
        RemoteGraph(empty.query)
    put = GraphStore.put

    def stop(self: GraphStore, graph: str, triples: object) -> None:
        if graph == layout.CURRENT:
            raise StoppedError
        put(self, graph, triples)  # type: ignore[arg-type]

    monkeypatch.setattr(GraphStore, "put", stop)
    with pytest.raises(StoppedError):
        publish(files, empty.graphs)
    with pytest.raises(GraphError, match="没有发布完"):
        RemoteGraph(empty.query)


def test_a_store_that_others_filled_is_asked_as_it_is(empty: store_servers.Server, files: list[Path]) -> None:
    """Not by us: all in the default graph, as `oxigraph load` puts it."""
    whole = KnowledgeGraph.load(files)
    body = ox.serialize(
        (q.triple for q in whole.dataset() if q.graph_name == ox.DefaultGraph()), format=ox.RdfFormat.N_TRIPLES
    )
    address = f"{empty.graphs}?default"
    Connection(address, 60, "").request("PUT", content=body, headers={"Content-Type": "text/turtle"})
    try:
        graph = RemoteGraph(empty.query)
        assert len(graph) == len(whole)
        assert graph.reports() == ()
    finally:
        Connection(address, 60, "").request("DELETE")


def test_what_is_no_report_is_refused_before_anything_is_written(
    empty: store_servers.Server, files: list[Path], tmp_path: Path
) -> None:
    other = tmp_path / "other.ttl"
    twin = tmp_path / "twin.ttl"
    for content, wanted, said in (
        ("<http://a> <http://b> <http://c> .", [other], "没有报告"),
        (f"<http://a> a <{v.TJ}Report> . <http://b> a <{v.TJ}Report> .", [other], "2 份报告"),
        ("<http://a> <http://b", [other], "other.ttl:1"),
        ("", [files[0], twin], "同一份报告"),
        ("", [tmp_path / "no.ttl"], "没有这个图文件"),
    ):
        other.write_text(content, encoding="utf-8")
        shutil.copy(files[0], twin)
        result = CliRunner().invoke(main, ["publish", "--store", empty.graphs, *map(str, wanted)])
        assert result.exit_code == 2 and said in result.output and result.output.count("\n") == 1
    assert contents(empty) == set()


def test_reports_that_are_not_given_are_told_by_name(empty: store_servers.Server, files: list[Path]) -> None:
    publish(files, empty.graphs)
    for change in (False, True):
        if change:
            drop_last_relation(files[1])
        result = CliRunner().invoke(main, ["publish", "--store", empty.graphs, str(files[1])])
        assert result.exit_code == 0
        assert f"另有 2 份没有给出，留在库里（{files[0].stem}、{files[2].stem}）" in result.output
        assert result.output.count("重新合入") == (2 if change else 0)


def test_a_server_that_may_only_be_read(files: list[Path], tmp_path: Path) -> None:
    home = tmp_path / "db"
    with store_servers.oxigraph(home) as server:
        publish(files[:2], server.graphs)
    with store_servers.oxigraph(home, "serve-read-only") as server:
        assert publish(files[:2], server.graphs).unchanged == 2
        result = CliRunner().invoke(main, ["publish", "--store", server.graphs, str(files[2])])
        assert result.exit_code == 2 and "只读" in result.output and result.output.count("\n") == 1
        assert len(RemoteGraph(server.query)) == len(KnowledgeGraph.load(files[:2]))


def test_who_reads_while_a_report_is_replaced_is_told(empty: store_servers.Server, files: list[Path]) -> None:
    publish(files, empty.graphs)
    reader = RemoteGraph(empty.query)
    nothing = "SELECT ?x { ?x a <http://example.org/Nothing> }"
    assert reader.select(nothing).rows == ()
    drop_last_relation(files[1])
    publish(files, empty.graphs)
    for ask in (lambda: reader.select(nothing), lambda: reader.ask("ASK { ?report a tj:Report }")):
        with pytest.raises(StoreError, match="换了新的图谱"):
            ask()
    assert RemoteGraph(empty.query).select(nothing).rows == ()


def test_a_query_endpoint_is_no_graph_store(server: store_servers.Server, files: list[Path]) -> None:
    with pytest.raises(StoreError, match="/store"):
        publish(files, server.query)
