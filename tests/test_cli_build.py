"""``tjgraph build`` on good and on mangled reports: a graph or one line, never a piece of either."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import invoke
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_mangled import mangled

from tjgraph import resources
from tjgraph.errors import TjgraphError
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.pipeline import build, misquoted

REPORT = resources.bundled_report()
PIECE = REPORT.read_text(encoding="utf-8")[:1500]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**6))
def test_a_mangled_report_gives_a_sound_graph_or_one_error_and_leaves_nothing_half(tmp_path: Path, seed: int) -> None:
    report = tmp_path / "报告.txt"
    report.write_bytes(mangled(seed, PIECE.encode("utf-8")))
    out = tmp_path / str(seed)
    out.mkdir(exist_ok=True)
    old = out / "报告.ttl"
    old.write_text("旧的", encoding="utf-8")
    try:
        built = build(report, out, place="天津", year=2025)
    except TjgraphError as error:
        assert "\n" not in str(error) and error.remedy
        assert old.read_text(encoding="utf-8") == "旧的"
        assert [p.name for p in out.iterdir()] == ["报告.ttl"]
    else:
        assert [p.name for p in out.iterdir()] == ["报告.ttl"]
        assert misquoted(built.path, report) == 0
        assert len(KnowledgeGraph.load([built.path], background=False))


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 4096, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, b"PK\x03\x04" + b"\x00" * 100], ids=len
)
def test_what_is_no_report_is_one_line_and_status_2(data: bytes, tmp_path: Path) -> None:
    report = tmp_path / "x.txt"
    report.write_bytes(data)
    result = invoke("build", report, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1 and str(report) in result.stderr
    assert not (tmp_path / "out" / "x.ttl").exists()


def test_one_bad_report_does_not_stop_the_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "好.txt", tmp_path / "坏.txt"
    good.write_text(PIECE, encoding="utf-8")
    bad.write_bytes(b"")
    result = invoke("build", bad, tmp_path / "没有.txt", good, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert result.stdout == f"{tmp_path / 'out' / '好.ttl'}\n"
    assert [line.startswith("错误：") for line in result.stderr.splitlines()] == [True, True, False]


def test_what_a_report_does_not_tell_is_asked_for(tmp_path: Path) -> None:
    report = tmp_path / "会议.txt"
    report.write_text("推动云帆科技落户临江工业区。\n", encoding="utf-8")
    untold = "（会议.txt 里没有认出地方和年份，用 --place、--year 说）"
    assert untold in invoke("build", report, "-o", tmp_path / "a").stderr
    told = invoke("build", report, "-o", tmp_path / "b", "--place", "临江市", "--year", "2031")
    assert (told.exit_code, len(told.stderr.splitlines())) == (0, 1)


def test_an_output_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    report = tmp_path / "r.txt"
    report.write_text(PIECE, encoding="utf-8")
    result = invoke("build", report, "-o", tmp_path / "file")
    assert result.exit_code == 2 and len(result.stderr.splitlines()) == 1
    (tmp_path / "out" / "r.ttl").mkdir(parents=True)
    result = invoke("build", report, "-o", tmp_path / "out")
    assert result.exit_code == 2 and len(result.stderr.splitlines()) == 1 and "r.ttl" in result.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["r.ttl"]


def test_the_same_bytes_under_any_hash_seed_and_locale(tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text(PIECE, encoding="utf-8")
    digests = set()
    for number, env in enumerate(
        [
            {"PYTHONHASHSEED": "0"},
            {"PYTHONHASHSEED": "7", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "random", "TZ": "Asia/Tokyo"},
        ]
    ):
        out = tmp_path / str(number)
        command = [sys.executable, "-m", "tjgraph", "build", report, "-o", out]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, **env})
        digests.add(hashlib.sha256((out / "r.ttl").read_bytes()).hexdigest())
    assert len(digests) == 1


def test_the_bundled_graph_is_what_the_bundled_report_builds(tmp_path: Path) -> None:
    same = build(REPORT, tmp_path).path.read_bytes() == resources.bundled_graph().read_bytes()
    assert same, "run `python tests/docs_tools.py` and read the diff"
