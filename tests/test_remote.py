"""A published corpus answers as the same corpus in memory does, whichever server holds it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import store_servers
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tjgraph import resources
from tjgraph.cli import main
from tjgraph.errors import GraphError, QueryError, StoreError, TjgraphError
from tjgraph.graph import remote
from tjgraph.graph import vocabulary as v
from tjgraph.graph.dataset import dataset_file
from tjgraph.graph.remote import RemoteGraph
from tjgraph.graph.store import Iri, KnowledgeGraph, Text
from tjgraph.publishing import publish
from tjgraph.query.catalogue import load_catalogue, run
from tjgraph.query.lookup import describe, find, resolve
from tjgraph.query.network import to_networkx
from tjgraph.query.question import ask

# All forty were compared (docs/stores.md); here a few ways of answering, those that list by patterns among them.
QUESTIONS = [
    "2024年开工的项目有哪些?",
    "报告里提到了几个论坛?",
    "天津港去年的集装箱吞吐量是多少?",
    "特斯拉在天津有什么项目?",
]
PARK = Iri(v.entity_iri("park/南港工业区"))


@dataclass(frozen=True)
class Both:
    """The same corpus twice: in a server, and in memory; ``files`` are its graphs."""

    server: store_servers.Server
    there: RemoteGraph
    here: KnowledgeGraph
    files: list[Path]


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def corpus(request: pytest.FixtureRequest, graphs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Virtuoso gives two thousand rows at a time here, so that much of what is asked comes in pages."""
    home = tmp_path_factory.mktemp(request.param)
    if request.param == "virtuoso" and store_servers.VIRTUOSO is None:
        pytest.skip("没有 Virtuoso：apt-get install -y virtuoso-opensource-7-bin")
    (home / "db").mkdir()
    data = shutil.copytree(graphs.parent, home / "data")
    (data / "graphs").rename(data / "triples")
    shutil.copy(resources.bundled_graph(), data / "triples")
    files = sorted((data / "triples").glob("*.ttl"))
    start = store_servers.oxigraph if request.param == "oxigraph" else store_servers.virtuoso
    with start(home / "db") as server, pytest.MonkeyPatch.context() as patch:
        for name, value in server.credentials.items():
            patch.setenv(name, value)
        published = publish(files, server.graphs)
        assert (published.new, published.changed, published.unchanged, published.kept) == (len(files), 0, 0, 0)
        patch.undo()
        yield Both(server, RemoteGraph(server.query), KnowledgeGraph.load(files), files)


@pytest.fixture
def both(corpus: Both, monkeypatch: pytest.MonkeyPatch) -> Both:
    """The corpus, asked from the directory where the texts of its reports lie in data/reports."""
    for name, value in corpus.server.credentials.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(corpus.files[0].parents[2])
    return corpus


def test_every_saved_query_answers_the_same(both: Both) -> None:
    different = []
    for query in load_catalogue().values():
        params = {param.name: param.default or "" for param in query.params}
        if run(both.there, query.name, params) != run(both.here, query.name, params):
            different.append(query.name)
    assert different == []


def test_every_triple_is_there_once(both: Both) -> None:
    assert len(both.there) == len(both.here)
    everything = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(!isBlank(?s) && !isBlank(?o) && !CONTAINS(STR(?s), 'genid')) }"
    there, here = both.there.select(everything).rows, both.here.select(everything).rows
    assert len(there) > 10_000
    skolem = {row for row in there if "genid" in str(row[2])}  # blank nodes have names there
    assert set(there) - skolem == set(here) and len(there) - len(skolem) == len(here)


def test_named_graphs_are_those_of_the_corpus(both: Both) -> None:
    counted = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g"
    assert both.there.select(counted).rows == both.here.select(counted).rows
    report = v.report_iri("tianjin-2025")
    own = f"SELECT (COUNT(*) AS ?n) FROM <{report}> {{ ?s ?p ?o }}"
    assert both.there.select(own).rows == both.here.select(own).rows
    assert both.there.reports() == tuple(sorted(v.report_iri(path.stem) for path in both.files))
    assert dataset_file(both.there, "nquads") == dataset_file(both.here, "nquads")


def test_look_ups_and_networks_are_the_same(both: Both) -> None:
    for name in ("南港工业区", "大连"):
        assert describe(both.there, name) == describe(both.here, name)
    for text in ("港", "ngyq"):
        assert find(both.there, text) == find(both.here, text)
    there, here = (to_networkx(graph, background=True) for graph in (both.there, both.here))
    assert dict(there.nodes(data=True)) == dict(here.nodes(data=True))
    assert list(there.edges(keys=True, data=True)) == list(here.edges(keys=True, data=True))
    for name in ("没有这个", "http://没有"):
        said = []
        for graph in (both.there, both.here):
            with pytest.raises(TjgraphError) as caught:
                resolve(graph, name)
            said.append(str(caught.value))
        assert said[0] == said[1]


def test_questions_are_answered_the_same(both: Both) -> None:
    different = [question for question in QUESTIONS if ask(both.there, question) != ask(both.here, question)]
    assert different == []


def invoke(*args: str) -> Result:
    return CliRunner().invoke(main, list(args))


COMMANDS = [  # those of cli/network.py differ only in what they do with the same network
    "show 机场三期工程 --format json",
    "find 港 --format csv",
    "query figures-of --param subject=天津港",
    "ask 哪些企业与南港工业区有关？",
    "stats --format csv",
    "path 新和成 天津 --all --background",
    "central --limit 5",
    "compare 地区生产总值",
]


def test_commands_print_the_same(both: Both) -> None:
    files = [part for path in both.files for part in ("-g", str(path))]
    different = []
    for command in COMMANDS:
        there = invoke(*command.split(), "--store", both.server.query)
        here = invoke(*command.split(), *files)
        if (there.exit_code, there.output) != (here.exit_code, here.output):
            different.append((command, there.output, here.output))
    assert different == []


def test_commands_on_reports_take_them_by_name(both: Both) -> None:
    store = ("--store", both.server.query)
    old, new = (next(p for p in both.files if p.stem == name) for name in ("dalian-2031", "dalian-2032"))
    for command in ("ledger", "diff"):
        there, here = invoke(command, old.stem, new.stem, *store), invoke(command, str(old), str(new))
        assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout), command
    there, here = invoke("ledger", "tianjin-2025", *store), invoke("ledger", str(resources.bundled_graph()))
    assert there.output == here.output and here.exit_code == 0
    there, here = invoke("check", "tianjin-2025", *store), invoke("check", str(resources.bundled_graph()))
    assert (there.exit_code, there.output) == (here.exit_code, here.output) == (0, "通过：tianjin-2025.ttl\n")
    unknown = invoke("ledger", "dalian-2030", *store)
    assert unknown.exit_code == 1 and "dalian-2031" in unknown.output


@pytest.mark.parametrize(
    "command",
    ["export -o all.ttl", "export --type 企业 -o 企业.csv", "view -o a.html"],
)
def test_what_is_exported_and_drawn_is_the_same(both: Both, command: str, tmp_path: Path) -> None:
    files = [part for path in both.files for part in ("-g", str(path))]
    *words, name = command.split()
    for where, options in (("there", ["--store", both.server.query]), ("here", files)):
        result = invoke(*words, str(tmp_path / where / name), *options)
        assert result.exit_code == 0, result.output
    assert (tmp_path / "there" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


def test_asking_and_constructing(both: Both) -> None:
    for graph in (both.there, both.here):
        assert graph.ask("ASK { ?x tj:locatedIn ?park }", park=PARK)
        assert not graph.ask("ASK { ?x tj:locatedIn ?park }", park=Iri(v.DATA + "park/别处"))
    construct = "CONSTRUCT { ?企业 tj:locatedIn ?park } WHERE { ?企业 tj:locatedIn ?park }"
    there, here = (set(graph.construct(construct, park=PARK)) for graph in (both.there, both.here))
    assert there == here and there


def test_no_part_is_given_for_the_whole(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """Virtuoso cuts triples off without a word, and rows; what would take too many pages is refused."""
    monkeypatch.setattr(remote, "_PAGES", 2)
    every = "{ ?s ?p ?o }"
    if both.server.name == "virtuoso":
        with pytest.raises(StoreError, match=r"只给了 200\d 条三元组.*SELECT"):
            both.there.construct(f"CONSTRUCT {every} WHERE {every}")
        with pytest.raises(StoreError, match=r"答案有 \d{5} 行，而服务器一次只给 2000 行"):
            both.there.select(f"SELECT * {every}")
    else:
        assert len(both.there.construct(f"CONSTRUCT {every} WHERE {every}")) > 10_000


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x {",
        "SELECT ?x { ?x a foo:Bar }",
        "INSERT DATA { tj:a tj:b tj:c }",
        "DROP ALL",
        "ASK { ?x ?y ?z }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_what_is_no_question_is_said_as_for_any_graph(both: Both, query: str) -> None:
    said = []
    for graph in (both.there, both.here):
        with pytest.raises(QueryError) as caught:
            graph.select(query)
        said.append(str(caught.value))
    assert said[0] == said[1]


def test_a_bound_variable_has_to_be_selected(both: Both) -> None:
    with pytest.raises(QueryError, match="SELECT"):
        both.there.select("SELECT ?x { ?x tj:locatedIn ?park }", park=PARK)


def test_what_wants_triples_here_says_what_to_do(both: Both) -> None:
    for refused in (both.there.rdflib, both.there.dataset):
        with pytest.raises(GraphError, match="export --store"):
            refused()


# A NUL is in no XML and in few servers; everything else that text may hold goes there and back.
hostile = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")) | st.sampled_from(
    [
        '" ) } UNION { ?x ?y ?z } #',
        "'''\n\"\"\"",
        '\\"',
        "}\n#",
        "?企业 $x <http://a>",
        "\u202e\u200b",
        "\r\n\t",
        "\\u0022",
    ]
)


@given(hostile)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_bound_text_stays_that_text(both: Both, text: str) -> None:
    rows = both.there.select("SELECT ?文 ?one { BIND(1 AS ?one) }", 文=Text(text)).rows
    assert rows == ((text, 1),)
    named = "SELECT ?text ?x { ?x rdfs:label ?name FILTER(STR(?name) = ?text) }"
    assert both.there.select(named, text=Text(text)).rows == both.here.select(named, text=Text(text)).rows


def test_no_credentials_no_publishing_and_none_are_told(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    if not both.server.credentials:
        pytest.skip("这个服务器不要密码")
    for user, password in (("", ""), ("dba", "geheim-wrong")):
        for name, value in (("TJGRAPH_STORE_USER", user), ("TJGRAPH_STORE_PASSWORD", password)):
            monkeypatch.setenv(name, value)
        result = invoke("publish", "--store", both.server.graphs, str(both.files[0]))
        assert result.exit_code == 2 and "401" in result.output and "geheim" not in result.output
    monkeypatch.delenv("TJGRAPH_STORE_USER")
    monkeypatch.delenv("TJGRAPH_STORE_PASSWORD")
    address = both.server.graphs.replace("://", "://dba:dba@")
    result = invoke("publish", "--store", address, *map(str, both.files))
    assert result.exit_code == 0 and "dba" not in result.output and f"已在库里 {len(both.files)} 份" in result.output


def test_a_store_and_files_exclude_each_other(both: Both) -> None:
    result = invoke("stats", "--store", both.server.query, "-g", str(both.files[0]))
    assert result.exit_code == 2 and "只能给一个" in result.output
    assert os.linesep not in result.output.strip()
