"""Mangled reports: each is either read whole and lawfully, or refused in one line; never anything else."""

from __future__ import annotations

import random
import unicodedata
from pathlib import Path

import pytest
from command_line import invoke
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tjgraph import resources
from tjgraph.errors import InputError
from tjgraph.model import Document
from tjgraph.reading import read_document, read_text

REPORT = resources.bundled_report().read_bytes()
TEXT = REPORT.decode("utf-8")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "big5")
LINE_ENDS = ("\n", "\r\n", "\r", "\u2028", "\n\n\n", "")
PIECES = (
    *("一、", "（一）", "1.", "。", "！", "”", "——", "各位代表：", "来源：", "名词解释", "政府工作报告"),
    *("2025年", "五年来，", "“十五五”时期", "5%", "\ufffd", "\U00020000", "e\u0301", "<b>", "\\", '"'),
    *("\n", "\r", "\u3000", "\ufeff", "\0", "\x0c", "\u200b", "\u202e"),
)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def assert_lawful(document: Document) -> None:
    """Spans lie in the text, sentences are in order and apart, and together cover all that is not blank."""
    text, at = document.text, 0
    for index, sentence in enumerate(document.sentences):
        assert sentence.index == index and at <= sentence.span.start < sentence.span.end <= len(text)
        assert is_blank(text[at : sentence.span.start])
        at = sentence.span.end
        section = document.sections[sentence.section]
        assert section.span.contains(sentence.span)
    assert is_blank(text[at:])
    for index, section in enumerate(document.sections):
        assert section.index == index and 0 <= section.span.start < section.span.end <= len(text)
        assert -1 <= section.parent < index
        assert section.level == (document.sections[section.parent].level + 1 if section.parent >= 0 else 1)


def is_blank(text: str) -> bool:
    return all(char.isspace() or unicodedata.category(char) == "Cf" for char in text)


def assert_read_or_refused(path: Path, data: bytes) -> Document | None:
    path.write_bytes(data)
    try:
        document = read_document(path)
    except InputError as error:
        assert "\n" not in str(error) and str(path) in str(error) and error.remedy
        return None
    assert_lawful(document)
    return document


def mangled(seed: int, data: bytes = REPORT) -> bytes:
    """One of the ways in which files go wrong, by ``seed``."""
    rng = random.Random(seed)
    text = data.decode("utf-8")
    way = rng.randrange(9)
    if way == 0:
        return data[: rng.randrange(len(data))]
    if way == 1:
        flipped = bytearray(data)
        for _ in range(rng.choice((1, 3, 30, 300))):
            flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
        return bytes(flipped)
    if way == 2:
        encoded = text.encode(rng.choice(ENCODINGS), "ignore")
        return encoded if rng.random() < 0.5 else encoded[: rng.randrange(len(encoded) + 1)]
    if way == 3:
        return text.replace("\n", rng.choice(LINE_ENDS)).encode("utf-8")
    if way == 4:
        return rng.randbytes(rng.choice((0, 1, 2, 3, 100, 5000)))
    if way == 5:
        lines = text.split("\n")
        rng.shuffle(lines)
        return "\n".join(lines[: rng.randrange(len(lines)) + 1]).encode("utf-8")
    if way == 6:
        chars = list(text)
        for _ in range(rng.choice((1, 10, 200))):
            chars.insert(rng.randrange(len(chars) + 1), rng.choice(PIECES))
        return "".join(chars).encode("utf-8")
    if way == 7:
        chars = list(text)
        for _ in range(rng.choice((1, 10, 200))):
            start = rng.randrange(len(chars) + 1)
            del chars[start : start + rng.randrange(40)]
        return "".join(chars).encode("utf-8")
    return data[rng.randrange(len(data)) :]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mangled-2025.txt"


@SLOW
@given(end=st.integers(0, len(REPORT)))
def test_cut_off_at_any_byte(path: Path, end: int):
    document = assert_read_or_refused(path, REPORT[:end])
    assert (document is not None) == (end > 0 and (end == len(REPORT) or REPORT[end] & 0xC0 != 0x80) and end > 4)


@SLOW
@given(seed=st.integers(0, 1 << 32))
def test_mangled_in_any_way(path: Path, seed: int):
    assert_read_or_refused(path, mangled(seed))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400))
def test_any_bytes(path: Path, data: bytes):
    assert_read_or_refused(path, data)


@settings(max_examples=300, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40))
def test_any_text(pieces: list[str]):
    text = "".join(pieces)
    try:
        document = read_text(text, name="report-2025")
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert document.text == text
        assert_lawful(document)


@SLOW
@given(start=st.integers(0, len(TEXT) - 1), length=st.integers(20, 2000), encoding=st.sampled_from(ENCODINGS[:-1]))
def test_any_passage_in_any_usual_encoding_reads_the_same(path: Path, start: int, length: int, encoding: str):
    passage = TEXT[start : start + length]
    document = assert_read_or_refused(path, passage.encode(encoding))
    assert document is None or document.text == passage
    assert document is not None or len(passage) < 40


def test_a_hundred_mangled_files_through_the_command(tmp_path: Path):
    passage = TEXT[9:700].encode("utf-8")
    output = tmp_path / "graphs"
    output.mkdir()
    files = []
    for seed in range(100):
        file = tmp_path / f"mangled-{seed}.txt"
        file.write_bytes(mangled(seed, passage))
        (output / f"{file.stem}.ttl").write_text("# old\n", encoding="utf-8")
        files.append(file)
    given = ["-o", str(output), "--year", "2025", "--place", "天津市"]
    result = invoke("build", *files, *given)
    assert result.exit_code == 2 and isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    complaints = [line for line in result.stderr.splitlines() if line.startswith("错误：")]
    graphs = {file: (output / f"{file.stem}.ttl").read_text(encoding="utf-8") for file in files}
    refused = [file for file, graph in graphs.items() if graph == "# old\n"]
    assert len(refused) == len(complaints) and 0 < len(refused) < len(files)
    for file, complaint in zip(refused, complaints, strict=True):
        assert str(file) in complaint
    assert all(graph.rstrip().endswith(".") for file, graph in graphs.items() if file not in refused)
    assert sorted(p.name for p in output.iterdir() if p.suffix != ".ttl") == [".tjgraph-build.json"]
    assert len(graphs) == len(files)
