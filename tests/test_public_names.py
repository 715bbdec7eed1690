"""What ``import tjgraph`` offers, and what it and ``--help`` do not load."""

from __future__ import annotations

import subprocess
import sys

import pytest

import tjgraph

PUBLIC = {
    "Document",
    "Facts",
    "KnowledgeGraph",
    "Table",
    "TjgraphError",
    "__version__",
    "ask",
    "build",
    "build_corpus",
    "check",
    "compare",
    "describe",
    "diff",
    "explain",
    "export",
    "extract",
    "find",
    "ledger",
    "read_document",
    "run_query",
    "to_networkx",
    "view",
}
HEAVY = set(
    "rdflib oxrdflib pyoxigraph networkx igraph pyvis IPython pandas pyshacl rich pypinyin hypothesis".split()  # noqa: SIM905
)


def loaded_after(code: str) -> set[str]:
    """The top-level modules that are loaded when ``code`` has run in a fresh interpreter."""
    program = f"{code}\nimport sys; print(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(run.stdout.splitlines()[-1].split())


def test_the_public_names_are_these() -> None:
    assert set(tjgraph.__all__) == PUBLIC


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(tjgraph, name)
    assert name in dir(tjgraph)
    assert name == "__version__" or value.__doc__


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        tjgraph.nonsense  # noqa: B018


def test_import_costs_nothing() -> None:
    assert not loaded_after("import tjgraph") & (HEAVY | {"click"})


@pytest.mark.parametrize("arguments", [["--help"], ["find", "--help"], ["view", "--help"], ["--version"]], ids=" ".join)
def test_help_loads_only_click(arguments: list[str]) -> None:
    code = f"from tjgraph.cli import main\ntry: main({arguments!r})\nexcept SystemExit as e: assert e.code == 0"
    assert not loaded_after(code) & HEAVY
