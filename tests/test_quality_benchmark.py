"""The lab itself, on an annotation of our own making: what it prints, writes and asks for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import ablation
import peers
import pytest
import quality
from scoring import Gold

from tjgraph.extraction import extract_entities
from tjgraph.reading import read_text

BENCHMARK = Path(quality.__file__)
TEXT = "2031年浙江省政府工作报告\n二、2031年工作安排\n推进杭州海桐工业区建设，推动青禾药业落户海桐工业区。\n"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, BENCHMARK, *map(str, arguments)]
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command, capture_output=True, encoding="utf-8", env=env, check=False)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    rows = [
        {"kind": "entity", "name": "海桐工业区", "types": ["Park"], "aliases": ["杭州海桐工业区"]},
        {"kind": "entity", "name": "杭州", "types": ["Place"]},
    ]
    (tmp_path / "haitong.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "haitong.sentences.jsonl").write_text('{"sent": 1}\n', encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text('{"kind": "figure"}\n', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("arguments", [(), ("--gold", BENCHMARK.parent)])
def test_without_gold_it_says_what_it_needs(arguments: tuple[object, ...]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert "NAME.jsonl" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_gold_without_its_text_is_named(gold: Path) -> None:
    result = run("--gold", gold)
    assert result.returncode == 2
    assert "haitong.jsonl" in result.stderr


def test_tables_are_printed_and_written_between_the_markers(gold: Path) -> None:
    (gold / "haitong.passage.txt").write_text(TEXT, encoding="utf-8")
    page = gold / "page.md"
    page.write_text(f"# 页\n{quality.BEGIN}\n旧\n{quality.END}\n尾\n", encoding="utf-8")
    result = run("--gold", gold, "--write", page)
    assert result.returncode == 0, result.stderr
    written = page.read_text(encoding="utf-8")
    assert written.startswith("# 页\n") and written.endswith("\n尾\n") and "旧" not in written
    assert result.stdout.strip() in written
    assert "| haitong | 实体 |" in written and "词尾（endings）" in written and "rjieba" in written


def test_a_page_without_markers_stays_as_it_is(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(quality.END, encoding="utf-8")
    with pytest.raises(quality.SetupError):
        quality.write_between(page, "x")
    assert page.read_text(encoding="utf-8") == quality.END


# What each source alone says in a sentence: (source, sentence, the name that goes with it).
RESTS = [
    (ablation.KNOWN, "融入长三角。", "长三角"),
    (ablation.DIVISIONS, "支持嘉兴加快发展。", "嘉兴"),
    (ablation.LISTED, "推动长荣股份扩大产能。", "长荣股份"),
    (ablation.INDUSTRIES, "做强集成电路产业。", "集成电路"),
    (ablation.ENDINGS, "推进嘉兴工业区建设。", "嘉兴工业区"),
    (ablation.POSITIONS, "推动青禾、海桐材料等企业扩大生产。", "青禾"),
    (ablation.QUOTATIONS, "实施“海桐”行动。", "海桐"),
    (ablation.FORMS, "加快嘉兴工业区二期建设。", "嘉兴工业区二期"),
]


def names(sentence: str) -> set[str]:
    document = read_text(sentence, name="case", place="浙江省", year=2031)
    return {name for entity in extract_entities(document) for name in (entity.label, *entity.aliases)}


@pytest.mark.parametrize(("source", "sentence", "name"), RESTS, ids=lambda value: getattr(value, "title", ""))
def test_a_source_taken_away_draws_nothing_and_comes_back(source: ablation.Source, sentence: str, name: str) -> None:
    before = names(sentence)
    assert name in before
    with ablation.without(source):
        assert name not in names(sentence)
    assert names(sentence) == before


def test_words_that_one_report_alone_has_are_taken_away() -> None:
    reports = {"一": "推进嘉兴工业区建设", "二": "推进青禾园建设"}
    sentence = "推进嘉兴工业区建设。"
    with ablation.without_words_of("二", reports):
        assert "嘉兴工业区" in names(sentence)
    with ablation.without_words_of("一", reports):
        assert "嘉兴工业区" not in names(sentence)


def test_a_peer_is_read_kindly() -> None:
    rows = ({"name": "海桐工业区", "aliases": ["海桐"], "types": ["Park"]},)
    tagged = [("海桐", "ns"), ("海桐工业区", "ORG"), ("推进", "v"), ("\n", "PER"), ("青禾", "nr")]
    found = peers.answer(lambda sentence: tagged, "推进海桐工业区建设。", Gold(rows, (), ()))
    assert dict(found.names) == {"gold/0": ("海桐", "海桐工业区"), "青禾": ("青禾",)}
    assert found.types["gold/0"] >= {"Park", "Place", "Institution"}
