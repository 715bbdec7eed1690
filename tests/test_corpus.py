"""Many reports: built by any number of workers, broken off and resumed; one dataset over them; what they share."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import invoke
from corpus_samples import DALIAN_2032, write_reports

from tjgraph import resources
from tjgraph.corpus import Outcome, build_corpus, workers
from tjgraph.errors import GraphError, InputError
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.manifest import NAME, text_of

posix = pytest.mark.skipif(os.name != "posix", reason="signals and locks are those of POSIX")


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def rebuilt(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [outcome.report.stem for outcome in outcomes if not outcome.unchanged and outcome.error is None]


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return write_reports(tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def built(reports: list[Path]) -> Path:
    directory = reports[0].parent.parent / f"{reports[0].parent.name}-graphs"
    build_corpus(reports, directory)
    return directory


@pytest.fixture
def copy(reports: list[Path], built: Path, tmp_path: Path) -> Path:
    """The built graphs with their manifest, at the same distance from the reports."""
    directory = built.with_name(f"{built.name}-{tmp_path.name}")
    directory.mkdir()
    for name, data in contents(built).items():
        (directory / name).write_bytes(data)
    return directory


@pytest.mark.parametrize("number", [1, 2, 7])
def test_the_number_of_workers_changes_no_byte(reports: list[Path], built: Path, number: int) -> None:
    directory = built.with_name(f"{built.name}-{number}")
    heard: list[Path] = []
    build_corpus(reports, directory, workers=number, heard=lambda outcome: heard.append(outcome.report))
    assert contents(directory) == contents(built)
    assert heard == reports


def test_a_second_run_does_nothing(reports: list[Path], copy: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in copy.iterdir()}
    assert all(outcome.unchanged for outcome in build_corpus(reports, copy))
    assert {path.name: path.stat().st_mtime_ns for path in copy.iterdir()} == before
    result = invoke("build", *reports, "-o", copy)
    assert result.exit_code == 0
    assert result.stderr.startswith("3 份报告都没有变") and len(result.stderr.splitlines()) == 1
    assert result.stdout.split() == [str(copy / f"{report.stem}.ttl") for report in reports]


def test_only_what_has_changed_is_built_again(reports: list[Path], copy: Path) -> None:
    edited = copy / "chengdu-2032.ttl"
    edited.write_text("改过", encoding="utf-8")
    assert rebuilt(build_corpus(reports, copy)) == ["chengdu-2032"]
    (copy / "dalian-2031.ttl").unlink()
    assert rebuilt(build_corpus(reports, copy)) == ["dalian-2031"]
    assert rebuilt(build_corpus(reports[:1], copy, place="青岛")) == ["dalian-2031"]
    assert rebuilt(build_corpus(reports, copy)) == ["dalian-2031"]


def test_a_changed_text_is_built_again(tmp_path: Path) -> None:
    reports = write_reports(tmp_path / "reports")
    build_corpus(reports, tmp_path / "graphs")
    reports[1].write_text(DALIAN_2032.replace("5.6%", "5.7%"), encoding="utf-8")
    assert rebuilt(build_corpus(reports, tmp_path / "graphs")) == ["dalian-2032"]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b'{"dalian-2031": 1}', b'{"dalian-2031": {}}', b"\xff\xfe" * 50, b"[" * 10**5]
)
def test_a_broken_manifest_means_building_again(reports: list[Path], built: Path, copy: Path, data: bytes) -> None:
    (copy / NAME).write_bytes(data)
    assert len(rebuilt(build_corpus(reports, copy, workers=1))) == 3
    assert contents(copy) == contents(built)


def test_a_bad_report_stops_no_other_and_keeps_its_old_graph(tmp_path: Path) -> None:
    reports = write_reports(tmp_path)
    build_corpus(reports, tmp_path / "graphs")
    old = contents(tmp_path / "graphs")
    reports[0].write_bytes(b"")
    missing = tmp_path / "none.txt"
    reports[2].write_text(DALIAN_2032, encoding="utf-8")
    outcomes = build_corpus([missing, *reports], tmp_path / "graphs")
    assert [type(outcome.error) for outcome in outcomes] == [InputError, InputError, type(None), type(None)]
    assert rebuilt(outcomes) == ["chengdu-2032"]
    assert contents(tmp_path / "graphs")["dalian-2031.ttl"] == old["dalian-2031.ttl"]
    result = invoke("build", missing, *reports, "-o", tmp_path / "graphs")
    assert result.exit_code == 2
    assert [line.startswith("错误：") for line in result.stderr.splitlines()] == [True, True, False]


def test_two_reports_of_one_name_are_refused(tmp_path: Path) -> None:
    twice = [*write_reports(tmp_path / "a"), *write_reports(tmp_path / "b")]
    with pytest.raises(InputError, match="同名"):
        build_corpus(twice, tmp_path / "graphs")


@posix
def test_two_builds_in_one_directory_are_refused(reports: list[Path], copy: Path) -> None:
    import fcntl

    handle = os.open(copy, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(GraphError, match="另一个"):
        build_corpus(reports, copy)
    os.close(handle)
    assert all(outcome.unchanged for outcome in build_corpus(reports, copy))


@posix
def test_what_a_killed_build_left_is_removed(reports: list[Path], copy: Path) -> None:
    (copy / ".tjgraph-0123456789abcdef.tmp").write_bytes(b"half")
    build_corpus(reports, copy)
    assert not list(copy.glob("*.tmp"))


@pytest.mark.skipif(sys.platform != "linux", reason="the fault is put into forked workers")
def test_a_report_that_kills_its_worker_stops_no_other(
    reports: list[Path], built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = workers.make

    def fatal(job: workers.Job) -> workers.Made:
        if job.report.stem == "dalian-2032":
            os.kill(os.getpid(), signal.SIGKILL)
        return make(job)

    monkeypatch.setattr(workers, "make", fatal)
    outcomes = build_corpus(reports, tmp_path / "graphs", workers=2)
    assert [outcome.error is None for outcome in outcomes] == [True, False, True]
    assert "内存" in str(outcomes[1].error) and str(reports[1]) in str(outcomes[1].error)
    assert contents(tmp_path / "graphs")["chengdu-2032.ttl"] == contents(built)["chengdu-2032.ttl"]


@posix
def test_broken_off_and_resumed_gives_the_same_bytes(tmp_path: Path) -> None:
    text = resources.bundled_report().read_text(encoding="utf-8")[:6000]
    reports = [tmp_path / f"r{number}.txt" for number in range(12)]
    for number, report in enumerate(reports):
        report.write_text(text.replace("5%", f"{number}.5%"), encoding="utf-8")
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    build_corpus(reports, whole)
    command = [sys.executable, "-m", "tjgraph", "build", *map(str, reports), "-o", str(broken)]
    for number, ending in ((1, signal.SIGINT), (4, signal.SIGKILL)):
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        while len(list(broken.glob("*.ttl"))) < number and run.poll() is None:
            time.sleep(0.002)
        if ending == signal.SIGINT:
            os.killpg(run.pid, ending)  # as a terminal sends it: to workers too
        else:
            run.kill()
        _, said = run.communicate()
        assert run.returncode in (-9, 0, 130) and b"Traceback" not in said, said.decode()
        for graph in broken.glob("*.ttl"):
            assert graph.read_bytes() == (whole / graph.name).read_bytes()
    subprocess.run(command, check=True, capture_output=True)
    assert list(contents(broken)) == list(contents(whole))
    assert all((broken / f"{r.stem}.ttl").read_bytes() == (whole / f"{r.stem}.ttl").read_bytes() for r in reports)


HALF = """
import multiprocessing, pathlib, sys
from tjgraph.corpus import workers
with workers._pool(1) as pool:
    pool.submit(bytes, 1 << 28)  # far more than a pipe holds
    (process,) = multiprocessing.active_children()
    while "pipe_write" not in pathlib.Path(f"/proc/{process.pid}/wchan").read_text():
        pass
    sys.exit(3)
"""


@pytest.mark.skipif(not Path("/proc/self/wchan").exists(), reason="needs to see what a process waits for")
def test_a_worker_ended_in_the_middle_of_its_answer_keeps_nobody_waiting() -> None:
    assert subprocess.run([sys.executable, "-c", HALF], check=False, timeout=60).returncode == 3


def test_things_that_reports_share_are_one_and_others_are_not(built: Path) -> None:
    graph = KnowledgeGraph.load([built])
    named = "SELECT DISTINCT ?g ?e WHERE { GRAPH ?g { ?e tj:mentionedIn ?p } } ORDER BY ?g ?e"
    graphs: dict[str, set[str]] = {}
    for name, entity in graph.select(named).rows:
        graphs.setdefault(str(entity).rpartition("/id/")[2], set()).add(str(name).rpartition("/")[2])
    assert graphs["enterprise/中国石化"] == {"dalian-2031", "dalian-2032", "chengdu-2032"}
    assert graphs["place/大连"] == {"dalian-2031", "dalian-2032", "chengdu-2032"}
    assert graphs["project/大连·机场三期工程"] == {"dalian-2031", "dalian-2032"}
    assert graphs["project/成都·机场三期工程"] == {"chengdu-2032"}


def test_a_query_that_names_graphs_finds_each_report_and_changes_no_other(built: Path) -> None:
    graph = KnowledgeGraph.load([built])
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    before, size = graph.select(count).rows, len(graph)
    named = graph.select("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").rows
    sizes = {str(name).rpartition("/")[2]: n for name, n in named}
    for path in built.glob("*.ttl"):
        report = "https://w3id.org/tjgraph/id/report/" + path.stem
        alone = KnowledgeGraph.load([path], background=False)
        ontology = len(alone) - int(str(sizes[path.stem]))
        assert (
            0
            < ontology
            == len(alone) - int(str(alone.select(f"SELECT (COUNT(*) AS ?n) FROM <{report}> {{ ?s ?p ?o }}").rows[0][0]))
        )
    assert set(sizes) == {"background", "dalian-2031", "dalian-2032", "chengdu-2032"}
    assert graph.select(count).rows == before and len(graph) == size


def test_the_text_of_a_graph_is_found_where_it_was_read(reports: list[Path], built: Path) -> None:
    for report in reports:
        found = text_of(built / f"{report.stem}.ttl")
        assert found is not None and found.samefile(report)
    assert text_of(built / "none.ttl") is None
