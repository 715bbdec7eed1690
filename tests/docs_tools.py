"""What the docs show, run: used by test_docs.py; ``python tests/docs_tools.py`` writes what they show anew,
after building the bundled graph anew.

A block marked ``console`` holds ``$ command`` lines, each followed by what it prints; ``…`` stands for any lines.
A block marked ``python`` is run, and the block marked ``text`` right after it is what it prints.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import house

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "docs/*.md", "docs/how-to/*.md", "ontology/lexicon/README.md")
ANY = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block: ``first`` is the index of its first line inside, ``before`` the line above its fence."""

    page: Path
    language: str
    first: int
    lines: tuple[str, ...]
    before: str

    @property
    def id(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.first + 1}"


def pages() -> list[Path]:
    return sorted(p for pattern in PAGES for p in ROOT.glob(pattern))


def blocks(page: Path) -> Iterator[Block]:
    lines = page.read_text(encoding="utf-8").splitlines()
    start: int | None = None
    for index, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = index
        else:
            before = next((x for x in reversed(lines[:start]) if x.strip()), "")
            yield Block(page, lines[start][3:].strip(), start + 1, tuple(lines[start + 1 : index]), before)
            start = None


def commands(block: Block) -> list[tuple[str, list[str]]]:
    """Each command of a ``console`` block with the lines shown under it."""
    found: list[tuple[str, list[str]]] = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether ``printed`` is what ``shown`` says: ``…`` in a line stands for any words, a line of it for any lines."""
    pattern = "".join(
        "(?:.*\n)*?" if line == ANY else f"{'.*'.join(map(re.escape, line.split(ANY)))}\n" for line in shown
    )
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def workplace(directory: Path) -> Path:
    """A directory as a reader has it after cloning: the data and the lexicon, and nothing else that is read here."""
    shutil.copytree(ROOT / "data", directory / "data", ignore=shutil.ignore_patterns(".*"))
    shutil.copytree(ROOT / "ontology" / "lexicon", directory / "ontology" / "lexicon")
    return directory


def run(command: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a command line as a reader would; both streams in one, as a terminal shows them."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("TJGRAPH_", "COLUMNS", "PYTHON", "FORCE_COLOR"))}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env=env | {"PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def printed(result: subprocess.CompletedProcess[str]) -> list[str]:
    return [line.rstrip() for line in result.stdout.rstrip("\n").split("\n")] if result.stdout.strip() else []


def command_tree() -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, in the order of the help."""
    from tjgraph.cli import main

    def walk(command: click.Command, name: str, parent: click.Context | None) -> Iterator[tuple[str, click.Command]]:
        yield name, command
        if isinstance(command, click.Group):
            context = click.Context(command, parent, info_name=name)
            for sub in command.list_commands(context):
                found = command.get_command(context, sub)
                assert found is not None
                yield from walk(found, f"{name} {sub}", context)

    yield from walk(main, "tjgraph", None)


def cli_page() -> str:
    """docs/cli.md: the help of every command."""
    parts = ["# 命令行\n\n由 `--help` 生成（`python tests/docs_tools.py`），不要手改。\n"]
    for name, command in command_tree():
        context = click.Context(command, info_name=name, terminal_width=100, max_content_width=100)
        context.help_option_names = ["-h", "--help"]
        parts.append(f"\n## {name}\n\n```text\n{command.get_help(context)}\n```\n")
    return "".join(parts)


def help_page() -> str:
    """What ``tjgraph --help`` prints, by click: src/tjgraph/cli/help.txt keeps it (see `tjgraph.__main__`)."""
    from tjgraph.cli import main

    context = click.Context(main, info_name="tjgraph", terminal_width=80, **main.context_settings)
    return f"{main.get_help(context)}\n"


def refresh(page: Path) -> None:
    """Write the output of every block of ``page`` anew where what it shows no longer holds."""
    lines = page.read_text(encoding="utf-8").splitlines()
    found = list(blocks(page))
    for before, block in reversed([*itertools.pairwise([None, *found])]):  # from the end, so that line numbers hold
        if block.language == "console":
            fresh = _fresh(block)
        elif block.language == "text" and before is not None and before.language == "python":
            with tempfile.TemporaryDirectory() as directory:
                result = run_python(before, workplace(Path(directory)))
            assert result.returncode == 0, result.stdout
            fresh = printed(result)
        else:
            continue
        lines[block.first : block.first + len(block.lines)] = fresh
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


def run_python(block: Block, directory: Path) -> subprocess.CompletedProcess[str]:
    (directory / "block.py").write_text("\n".join(block.lines) + "\n", encoding="utf-8")
    return run("python block.py", directory)


def _fresh(block: Block) -> list[str]:
    fresh: list[str] = []
    with tempfile.TemporaryDirectory() as directory:
        place = workplace(Path(directory))
        for command, shown in commands(block):
            now = printed(run(command, place))
            fresh += [f"$ {command}", *(shown if matches(shown, now) else now)]
    return fresh


def executed(notebook: Path) -> Any:
    """The notebook with the outputs that its cells have now, and nothing else of the run (an nbformat node)."""
    import nbformat
    from nbclient import NotebookClient

    book = nbformat.read(notebook, as_version=4)
    NotebookClient(book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    for cell in book.cells:
        cell.metadata.clear()
    book.metadata.pop("language_info", None)
    return book


if __name__ == "__main__":
    import nbformat

    from tjgraph import build, resources
    from tjgraph.__main__ import page as kept_help
    from tjgraph.graph.void import write_description

    build(resources.bundled_report(), resources.bundled_graph().parent)
    write_description([resources.bundled_graph()], ROOT / "data" / "void.ttl")
    (ROOT / "docs" / "cli.md").write_text(cli_page(), encoding="utf-8")
    Path(kept_help()).write_text(help_page(), encoding="utf-8")
    (ROOT / "docs" / "images" / "architecture.svg").write_text(house.picture(), encoding="utf-8")
    for one in pages():
        refresh(one)
    for one in sorted((ROOT / "docs").glob("*.ipynb")):
        nbformat.write(executed(one), one)
