"""Commands from a cold start: what each may load, and that what is kept between processes never answers wrongly."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import docs_tools
import pytest
from command_line import invoke
from hypothesis import given, settings
from hypothesis import strategies as st
from query_samples import CLAIMS, ENTITIES, REPORT, TEXT, iri, sample, turtle

from tjgraph import kept, resources
from tjgraph.__main__ import page
from tjgraph.cli import main, plain
from tjgraph.errors import NotFoundError, TjgraphError
from tjgraph.graph.inputs import Inputs
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.ontology import load_ontology
from tjgraph.query.entities import entity_records
from tjgraph.query.lookup import Compiled, describe, find, resolve

TJGRAPH = Path(sys.executable).with_name("tjgraph")
HEAVY = {"rdflib", "networkx", "pyvis", "pandas", "IPython", "rich", "pyshacl", "xlsxwriter", "jinja2"}
QUICK = HEAVY | {"click", "pyoxigraph", "inspect", "dataclasses", "pypinyin", "hashlib"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory in which commands read the bundled graph, with caches of its own."""
    directory = tmp_path_factory.mktemp("cold")
    (directory / "data" / "triples").mkdir(parents=True)
    (directory / "data" / "triples" / "a.ttl").write_bytes(resources.bundled_graph().read_bytes())
    return directory


def run(directory: Path, *args: str | Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"XDG_CACHE_HOME": str(directory / "cache")}
    return subprocess.run(args, cwd=directory, env=env, capture_output=True, encoding="utf-8", check=False)


def loaded(directory: Path, *arguments: str) -> set[str]:
    """The top-level modules that the command line ``arguments`` has loaded when it ends well."""
    program = f"""import sys
sys.argv = {["tjgraph", *arguments]!r}
from tjgraph.__main__ import main
try: main()
except SystemExit as end: assert not end.code, end.code
print(*{{m.partition('.')[0] for m in sys.modules}})"""
    result = run(directory, sys.executable, "-c", program)
    assert result.returncode == 0, result.stderr
    return set(result.stdout.splitlines()[-1].split())


def test_the_page_of_all_commands_is_as_click_lays_it_out() -> None:
    shown = Path(page()).read_text(encoding="utf-8")
    assert shown == docs_tools.help_page(), docs_tools.__doc__
    for width in range(80, 201, 20):
        context = click.Context(main, info_name="tjgraph", terminal_width=width, **main.context_settings)
        assert f"{main.get_help(context)}\n" == shown


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]], ids=str)
def test_help_loads_next_to_nothing(place: Path, arguments: list[str]) -> None:
    assert not loaded(place, *arguments) & (QUICK | {"typing", "re", "json", "pathlib"})
    assert run(place, TJGRAPH, *arguments).stdout == Path(page()).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments,never",
    [
        (["show", "南港工业区"], QUICK | {"rapidfuzz"}),
        (["find", "nangang"], QUICK | {"rapidfuzz"}),
        (["find", "绿色石化科创"], QUICK | {"rapidfuzz"}),
        (["find", "ngyq"], QUICK),
        (["show", "南港工业区", "--format", "json"], QUICK - {"click", "inspect"}),
        (["query", "park-enterprises"], HEAVY | {"pypinyin", "rapidfuzz"}),
        (["query", "--list"], HEAVY | {"pypinyin", "rapidfuzz"}),
        (["stats"], HEAVY | {"pypinyin", "rapidfuzz"}),
        (["ask", "哪些企业与南港工业区有关？"], HEAVY | {"pypinyin"}),
        (["ledger", "data/triples/a.ttl"], HEAVY),
        (["neighbors", "新和成"], HEAVY - {"networkx"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_loads_what_it_needs(place: Path, arguments: list[str], never: set[str]) -> None:
    run(place, TJGRAPH, *arguments)  # so that what can be kept is kept
    assert not loaded(place, *arguments) & never


@pytest.mark.parametrize("name", ["南港", "ngyq", "没有这样东西", ""])
@pytest.mark.parametrize("command", ["show", "find"])
def test_the_plain_form_prints_what_click_prints(place: Path, command: str, name: str) -> None:
    plain, options = run(place, TJGRAPH, command, name), run(place, TJGRAPH, command, name, "--format", "table")
    assert (plain.returncode, plain.stdout, plain.stderr) == (options.returncode, options.stdout, options.stderr)


def test_both_roads_print_the_same_of_everything(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setenv("XDG_CACHE_HOME", str(place / "cache"))
    known = [record.label for record in entity_records(KnowledgeGraph.load([Path("data/triples/a.ttl")])).values()]
    for command, name in itertools.product(
        ("show", "find"), [*known[::25], iri("park/南港工业区"), "Ｎ", "“津”", "区"]
    ):
        complaint, status = "", 0
        try:
            assert plain.answered([command, name])
        except SystemExit as end:
            status = int(str(end.code))
        except TjgraphError as error:
            complaint, status = f"错误：{error}\n", 1 if isinstance(error, NotFoundError) else 2
        printed, noted = capsys.readouterr()
        result = invoke(command, name, "--format", "table")
        assert (status, printed, noted + complaint) == (result.exit_code, result.stdout, result.stderr), name


def test_the_first_answer_and_those_of_processes_at_once_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(turtle(), encoding="utf-8")
    command = [TJGRAPH, "show", "云台", "-g", "a.ttl"]
    env = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    many = [subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE) for _ in range(4)]
    said = {one.communicate()[0] for one in many}
    assert len(said) == 1 and all(one.returncode == 0 for one in many)
    assert said == {run(tmp_path, *command).stdout.encode()}
    assert {p.name.partition("-")[0] for p in (tmp_path / ".tjgraph-cache").iterdir()} == {
        ".gitignore",
        "background",
        "entities",
    }


# --- the same answers


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[KnowledgeGraph, Compiled]:
    """The sample with its background, and what is kept of it, as another process reads it."""
    path = tmp_path_factory.mktemp("both") / "sample.nq"
    path.write_bytes(bytes(sample().dataset().dump(format=_nquads())))
    Compiled.of([path])
    return KnowledgeGraph.load([path]), Compiled.of([path])


def _nquads() -> object:
    import pyoxigraph

    return pyoxigraph.RdfFormat.N_QUADS


def outcome(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except TjgraphError as error:
        return type(error), str(error)


TWINS = ("park/云台开发区", "park/云台新区", "park/无")
NAMES = sorted({name for key, aliases in ENTITIES.items() for name in (key.split("/")[1], *aliases)})
TEXTS = st.one_of(st.sampled_from(NAMES), st.text("云台工业区海州星河基地“” abY", max_size=6), st.text(max_size=6))


@pytest.mark.parametrize("name", [*(iri(key) for key in (*ENTITIES, *TWINS)), *NAMES, "鸥城", "云台开发区", "x:y"])
def test_what_is_kept_of_a_graph_describes_as_the_graph_does(both: tuple[KnowledgeGraph, Compiled], name: str) -> None:
    graph, compiled = both
    assert outcome(lambda: describe(compiled, name)) == outcome(lambda: describe(graph, name))


@settings(max_examples=60)
@given(text=TEXTS, type=st.sampled_from([None, "Park", "项目", "Place", "Province", "星系"]))
def test_what_is_kept_of_a_graph_finds_as_the_graph_does(
    both: tuple[KnowledgeGraph, Compiled], text: str, type: str | None
) -> None:
    graph, compiled = both
    assert outcome(lambda: find(compiled, text)) == outcome(lambda: find(graph, text))
    assert outcome(lambda: resolve(compiled, text, type)) == outcome(lambda: resolve(graph, text, type))


def test_everything_in_the_bundled_graph_is_described_as_the_graph_does() -> None:
    paths = [resources.bundled_graph()]
    graph, compiled = KnowledgeGraph.load(paths), Compiled.of(paths)
    for name in entity_records(graph):
        assert describe(compiled, name) == describe(graph, name)


# --- never wrong


def test_a_file_rewritten_at_the_same_size_and_time_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(turtle(), encoding="utf-8")
    before = path.stat()
    assert [f.value for f in describe(Compiled.of([path]), "云台").figures] == [15_000_000_000]
    path.write_text(turtle().replace("15000000000.0", "25000000000.0"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert [f.value for f in describe(Compiled.of([path]), "云台").figures] == [25_000_000_000]


def test_a_text_that_comes_changes_and_goes_is_seen(tmp_path: Path) -> None:
    from hashlib import sha256

    path, text = tmp_path / "a.ttl", tmp_path / f"{REPORT}.txt"
    said = f'<{_report()}> tj:sha256 "{sha256(TEXT.encode()).hexdigest()}" .\n'
    path.write_text(turtle() + said, encoding="utf-8")

    def sentence() -> object:
        return describe(Compiled.of([path]), "星河基地", "Park").mentions[0].sentence

    assert sentence() is None
    text.write_text(TEXT, encoding="utf-8")
    assert getattr(sentence(), "quote", None) == "星河基地开工。"
    text.write_text(TEXT.replace("开工", "停工"), encoding="utf-8")
    assert sentence() is None
    text.write_text(TEXT, encoding="utf-8")
    assert sentence() is not None
    text.unlink()
    assert sentence() is None


def _report() -> str:
    from tjgraph.graph.vocabulary import report_iri

    return report_iri(REPORT)


def test_another_lexicon_of_divisions_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(turtle(), encoding="utf-8")
    Compiled.of([path])
    assert Inputs([path]).read("entities") is not None
    for row in resources.lexicon_dir().glob("*.csv"):
        (tmp_path / row.name).write_bytes(row.read_bytes())
    with (tmp_path / "province_letters.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    monkeypatch.setenv("TJGRAPH_LEXICON", str(tmp_path))
    assert Inputs([path]).read("entities") is None


def test_all_files_that_are_read_are_among_the_inputs(tmp_path: Path) -> None:
    """What a compiled graph follows from, as Python sees files opened (Oxigraph opens those of the graph itself)."""
    (tmp_path / "a.ttl").write_text(turtle(), encoding="utf-8")
    program = """import sys
seen = set()
sys.addaudithook(lambda event, args: seen.add(str(args[0])) if event == "open" else None)
from pathlib import Path
from tjgraph.query.lookup import Compiled
Compiled.of([Path("a.ttl")]).hits()
print(*(path for path in seen if path.endswith((".csv", ".ttl", ".txt", ".json"))), sep="\\n")"""
    result = run(tmp_path, sys.executable, "-c", program)
    assert result.returncode == 0, result.stderr
    names = {Path(line).name for line in result.stdout.splitlines()}
    background = {path.name for path in resources.background_dir().glob("*.ttl")}
    known = {"a.ttl", "tjgraph.ttl", "nationalities.csv", "province_letters.csv", f"{REPORT}.txt", "divisions.json"}
    assert names <= known | background | {".tjgraph-build.json"} | _of_pypinyin(), names


def _of_pypinyin() -> set[str]:
    return {"phrases_dict.json", "pinyin_dict.json"}


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    kept.write(tmp_path, "thing", b"made from", {"one": b"1" * 300, "two": "二".encode() * 200})
    return tmp_path / ".tjgraph-cache" / "thing"


def test_an_entry_is_read_as_it_was_written(entry: Path, tmp_path: Path) -> None:
    found = kept.read(tmp_path, "thing", b"made from")
    assert found is not None
    assert dict(found) == {"one": b"1" * 300, "two": "二".encode() * 200}
    assert kept.read(tmp_path, "thing", b"made from else") is None
    assert kept.read(tmp_path, "nothing", b"made from") is None
    assert (entry.parent / ".gitignore").read_text() == "*\n"


def test_an_entry_with_any_bit_flipped_or_cut_short_is_none(entry: Path, tmp_path: Path) -> None:
    whole = entry.read_bytes()
    for at in range(len(whole)):
        entry.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        assert kept.read(tmp_path, "thing", b"made from") is None
        entry.write_bytes(whole[:at])
        assert kept.read(tmp_path, "thing", b"made from") is None


def test_what_is_broken_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(turtle(), encoding="utf-8")
    first = describe(Compiled.of([path]), "云台")
    for broken in (tmp_path / ".tjgraph-cache").iterdir():
        broken.write_bytes(broken.read_bytes()[:-5])
    assert Inputs([path]).read("entities") is None
    assert describe(Compiled.of([path]), "云台") == first
    assert Inputs([path]).read("entities") is not None


@given(st.lists(st.binary(max_size=8), max_size=4), st.lists(st.binary(max_size=8), max_size=4))
def test_other_parts_have_another_digest(some: list[bytes], others: list[bytes]) -> None:
    assert (kept.digest(*some) == kept.digest(*others)) == (some == others)


# --- where it lies


def test_in_a_place_that_is_everybodys_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shared, own = tmp_path / "shared", tmp_path / "own"
    shared.mkdir()
    shared.chmod(0o777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(own))
    kept.write(shared, "thing", b"", {"one": b"1"})
    assert not list(shared.iterdir())
    assert [path.name for path in own.rglob("thing")] == ["thing"]
    assert kept.read(shared, "thing", b"") is not None


def test_where_nothing_can_be_written_all_works_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shared" / "a.ttl"
    path.parent.mkdir()
    path.parent.chmod(0o777)
    path.write_text(turtle(), encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null/nowhere")
    assert len(describe(Compiled.of([path]), "云台").relations) == sum("云台工业区" in str(c[:3]) for c in CLAIMS)
    assert [p.name for p in path.parent.iterdir()] == ["a.ttl"]


def test_the_package_itself_stays_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    load_ontology.cache_clear()
    Compiled.of([resources.bundled_graph()])
    assert load_ontology() == load_ontology()
    assert not [*resources.ontology_dir().rglob(".tjgraph-cache"), *(resources.root() / "data").rglob(".tjgraph-cache")]
    assert list(tmp_path.rglob("tjgraph.ontology"))
