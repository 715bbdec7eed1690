"""``tjgraph build --dask``: a real scheduler, two workers that are processes of their own, one of them killed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from corpus_samples import write_reports

from tjgraph import resources
from tjgraph.corpus import build_corpus, rules
from tjgraph.manifest import NAME

pytest.importorskip("distributed")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")


class Cluster:
    """A scheduler on a free port of this machine, and workers of one thread each."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._processes: list[subprocess.Popen[bytes]] = []
        log = directory / "scheduler.log"
        self.scheduler = self._start(log, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self._said(log, r"Scheduler at:\s+(tcp://\S+)")

    def _start(self, log: Path, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments],
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self._directory,
                env=os.environ | environment,
            )
        self._processes.append(process)
        return process

    @staticmethod
    def _said(log: Path, pattern: str) -> str:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            found = re.search(pattern, log.read_text(encoding="utf-8"))
            if found:
                return found[found.re.groups]
            time.sleep(0.05)
        raise AssertionError(log.read_text(encoding="utf-8"))

    def worker(self, name: str, **environment: str) -> subprocess.Popen[bytes]:
        """A worker without a nanny: who is killed stays dead."""
        log = self._directory / f"{name}.log"
        options = ("--name", name, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--memory-limit", "0")
        process = self._start(log, "worker", self.address, *options, **environment)
        self._said(log, "Starting established connection")
        return process

    def end(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.end()


def graphs(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


def build(reports: list[Path], directory: Path, address: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tjgraph", "build", *map(str, reports), "-o", str(directory), "--dask", address]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_killed_worker_changes_no_byte(cluster: Cluster, tmp_path: Path) -> None:
    text = resources.bundled_report().read_text(encoding="utf-8")[:6000]
    reports = [tmp_path / f"r{number}.txt" for number in range(14)]
    for number, report in enumerate(reports):
        report.write_text(text.replace("5%", f"{number}.5%"), encoding="utf-8")
    here, there = tmp_path / "here", tmp_path / "there"
    build_corpus(reports, here)
    workers = [cluster.worker("one"), cluster.worker("two")]
    run = build(reports, there, cluster.address)
    while len(list(there.glob("*.ttl"))) < 4 and run.poll() is None:
        time.sleep(0.002)
    workers[0].kill()
    out, said = run.communicate()
    assert run.returncode == 0, said.decode()
    assert workers[0].wait() == -signal.SIGKILL and workers[1].poll() is None
    assert graphs(there) == graphs(here)  # the manifest too: a local build goes on where the cluster stopped
    assert len(out.splitlines()) == len(said.splitlines()) == len(reports), said.decode()
    assert all(outcome.unchanged for outcome in build_corpus(reports, there, cluster="tcp://127.0.0.1:1"))
    workers[1].kill()


def test_it_goes_on_where_a_local_build_stopped_and_bad_reports_are_told_by_their_own_paths(
    cluster: Cluster, tmp_path: Path
) -> None:
    reports = write_reports(tmp_path)
    build_corpus(reports, tmp_path / "here")
    build_corpus(reports[:1], tmp_path / "there")
    bad = tmp_path / "坏.txt"
    bad.write_bytes(b"\0" * 100)
    (tmp_path / "空.txt").write_bytes(b"")
    worker = cluster.worker("three")
    run = build([bad, tmp_path / "空.txt", tmp_path / "没有.txt", *reports], tmp_path / "there", cluster.address)
    _, said = run.communicate()
    assert run.returncode == 2
    lines = said.decode().splitlines()
    for line, path in zip(lines[:3], (bad, tmp_path / "空.txt", tmp_path / "没有.txt"), strict=True):
        assert line.startswith(f"错误：{path}: ")
    assert [line.partition("：")[0] for line in lines[3:5]] == [report.name for report in reports[1:]]
    assert "1 份没有变" in lines[5]
    made = graphs(tmp_path / "there")
    assert {name: made[name] for name in made if name != NAME} == {
        name: data for name, data in graphs(tmp_path / "here").items() if name != NAME
    }
    worker.kill()


def test_a_scheduler_that_dies_is_told_in_one_line(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    try:
        cluster.worker("lone")
        text = resources.bundled_report().read_text(encoding="utf-8")
        reports = [tmp_path / f"r{number}.txt" for number in range(6)]
        for number, report in enumerate(reports):
            report.write_text(text.replace("5%", f"{number}.5%"), encoding="utf-8")
        run = build(reports, tmp_path / "graphs", cluster.address)
        assert run.stderr is not None
        run.stderr.readline()  # one is built
        cluster.scheduler.kill()
        *done, line = run.communicate()[1].decode().splitlines()
        assert run.returncode == 2 and all(said.startswith("r") for said in done)
        assert line.startswith(f"错误：{cluster.address}: 与 Dask 调度器断了联系")
    finally:
        cluster.end()


def test_a_worker_with_other_rules_is_refused_by_name(cluster: Cluster, tmp_path: Path) -> None:
    (reports := tmp_path / "reports").mkdir()
    (lexicon := tmp_path / "lexicon").mkdir()
    for table in resources.lexicon_dir().glob("*.csv"):
        (lexicon / table.name).write_bytes(table.read_bytes() + b"\n")
    worker = cluster.worker("other", TJGRAPH_LEXICON=str(lexicon))
    run = build(write_reports(reports), tmp_path / "graphs", cluster.address)
    _, said = run.communicate()
    assert run.returncode == 2
    (line,) = said.decode().splitlines()
    assert line.startswith("错误：tcp://127.0.0.1:") and "规则" in line
    assert not list((tmp_path / "graphs").glob("*.ttl"))
    worker.kill()


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "127.0.0.1", "nonsense://x:1", ""])
def test_where_no_scheduler_answers_one_line_says_so(address: str, tmp_path: Path) -> None:
    run = build(write_reports(tmp_path), tmp_path / "graphs", address)
    _, said = run.communicate()
    assert run.returncode == 2
    (line,) = said.decode().splitlines()
    assert line.startswith("错误：") and "调度器" in line


def test_the_digest_of_rules_sees_the_code_of_every_room_that_makes_graphs() -> None:
    package = Path(rules.__file__).parent.parent
    assert all(list(package.glob(pattern)) for pattern in rules._MAKERS)
