"""The docs say what is so: every command in them runs, and what they show is what it prints."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import click
import docs_tools as docs
import pytest

from tjgraph import errors

ALL = [block for page in docs.pages() for block in docs.blocks(page)]
FRESHEN = "run `python tests/docs_tools.py` and read the diff"


def of(language: str) -> list[object]:
    return [pytest.param(block, id=block.id) for block in ALL if block.language == language]


@pytest.mark.parametrize("block", of("console"))
def test_commands_print_what_is_shown(block: docs.Block, tmp_path: Path) -> None:
    place = docs.workplace(tmp_path)
    for command, shown in docs.commands(block):
        now = docs.printed(docs.run(command, place))
        assert docs.matches(shown, now), f"{block.id}: `{command}` prints\n{chr(10).join(now)}\n{FRESHEN}"


@pytest.mark.parametrize("block", of("python"))
def test_python_prints_what_is_shown(block: docs.Block, tmp_path: Path) -> None:
    result = docs.run_python(block, docs.workplace(tmp_path))
    assert result.returncode == 0, result.stdout
    after = next((b for b in ALL if b.page == block.page and b.first > block.first), None)
    if after is not None and after.language == "text":
        assert docs.matches(list(after.lines), docs.printed(result)), f"{result.stdout}\n{FRESHEN}"


@pytest.mark.parametrize("block", of("bash"))
def test_commands_that_are_not_run_here_say_who_runs_them(block: docs.Block) -> None:
    assert re.fullmatch(r"<!-- (first-command|test-command|not run: .+) -->", block.before), block.id


def test_every_block_has_a_language() -> None:
    assert not [b.id for b in ALL if not b.language]


EXAMPLES = dict.fromkeys(
    line for _, command in docs.command_tree() for line in getattr(command, "example", "").splitlines()
)
SERVING = [line for line in EXAMPLES if line.startswith("tjgraph serve")]
ENDLESS = ("tjgraph serve", "tjgraph mcp")  # they run until they are stopped; test_mcp.py starts the second
ELSEWHERE = ("tjgraph publish",)  # wants a server: test_publishing.py starts one


@pytest.mark.parametrize("line", [line for line in EXAMPLES if not line.startswith((*ENDLESS, *ELSEWHERE))])
def test_the_example_of_every_help_text_runs(line: str, tmp_path: Path) -> None:
    result = docs.run(line, docs.workplace(tmp_path))
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("line", SERVING)
def test_the_examples_that_serve_start_and_stop(line: str, tmp_path: Path) -> None:
    anywhere = re.sub(r" --port \d+", "", line) + " --port 0"  # another program may have the port
    result = docs.run(f"timeout --preserve-status -s INT 15 {anywhere}", docs.workplace(tmp_path))
    assert "http://127.0.0.1:" in result.stdout and result.returncode in (0, 130), result.stdout


@pytest.mark.parametrize("name,command", list(docs.command_tree()))
def test_every_command_says_what_it_does_and_shows_an_example(name: str, command: click.Command) -> None:
    assert command.help, name
    assert name == "tjgraph" or command.short_help, name
    assert getattr(command, "example", "").startswith(name), name


def test_the_page_of_commands_is_fresh() -> None:
    assert (docs.ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == docs.cli_page(), FRESHEN


def test_every_error_is_documented() -> None:
    page = (docs.ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    for name, cls in inspect.getmembers(errors, inspect.isclass):
        if issubclass(cls, errors.TjgraphError):
            assert f"`{name}`" in page, name


@pytest.mark.parametrize("note", sorted((docs.ROOT / "docs" / "decisions").glob("*.md")), ids=lambda p: p.name)
def test_every_decision_has_its_number_and_a_title(note: Path) -> None:
    number = re.match(r"\d{4}(?=-[a-z0-9-]+\.md$)", note.name)
    assert number, note.name
    assert re.match(rf"# {number[0]}\W+\w", note.read_text(encoding="utf-8")), note.name


def test_links_between_pages_hold() -> None:
    for page in docs.pages():
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"
