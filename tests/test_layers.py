"""The house, held by its imports: data flows one way, rooms see only what stands left of them, modules stay small."""

from __future__ import annotations

import ast
import itertools
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import house
import pytest
from house import IMPORTS, KNOWN, MODULES, ROOMS, SOURCE, name_of, room_of

ORDER = list(ROOMS)

# What a room may not know though it stands left of it, and which libraries it may not use (prefixes).
RDF = ("rdflib", "oxrdflib", "pyoxigraph")
TEXT = ("tjgraph.lexicon", "tjgraph.reading", "tjgraph.extraction")
BLIND = {
    "lexicon": ("rdflib", "oxrdflib", "networkx"),
    "reading": (*RDF, "networkx"),
    "extraction": (*RDF, "networkx"),
    "graph": (*TEXT, "networkx", "pyvis"),
    "query": (*TEXT, "pyvis", "rich"),
    "views": (*RDF, *TEXT, "tjgraph.graph.store"),
    "cli": (*RDF, "networkx", "pyvis", "igraph"),
}
# The list of China's divisions is knowledge of the world and no rule of reading: the background has it too.
# Questions are read by the ontology and the words of its lexicon.
SHARED = {
    "graph": ("tjgraph.lexicon.places",),
    "query": ("tjgraph.lexicon.questions", "tjgraph.lexicon.question_words"),
}


def test_every_module_stands_in_a_room() -> None:
    rooms = {room_of(m) for m in KNOWN} - {"", "__main__"}
    assert rooms <= set(ROOMS), f"rooms that the table does not know: {sorted(rooms - set(ROOMS))}"


@pytest.mark.parametrize("module", sorted(KNOWN))
def test_left_never_imports_right(module: str) -> None:
    room = room_of(module)
    if room not in ROOMS:
        return
    seen = {room_of(i) for i in IMPORTS[module] if i.startswith("tjgraph.")} & set(ROOMS)
    right = sorted(r for r in seen if ORDER.index(r) > ORDER.index(room))
    assert not right, f"{module} imports from the right: {right}"


@pytest.mark.parametrize("module", sorted(KNOWN))
def test_rooms_do_not_know_what_is_not_theirs(module: str) -> None:
    hidden = BLIND.get(room_of(module), ())
    known = IMPORTS[module] - set(SHARED.get(room_of(module), ()))
    seen = sorted(i for i in known for h in hidden if i == h or i.startswith(h + "."))
    assert not seen, f"{module} may not import {seen}"


def test_views_run_no_sparql() -> None:
    for path in (SOURCE / "views").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert "SELECT " not in node.value and "CONSTRUCT " not in node.value, f"{path}:{node.lineno}"


def test_there_is_no_import_cycle() -> None:
    internal = {m: {i for i in found if i in KNOWN and i != m} for m, found in IMPORTS.items()}
    # The package's own lazy names are looked up by string, and its __init__ runs before every module of it.
    internal["tjgraph"] = set()
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " → ".join((*above[above.index(module) :], module))
        if module in done:
            return
        for imported in sorted(internal[module]):
            visit(imported, (*above, module))
        done.add(module)

    for module in sorted(internal):
        visit(module, ())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400, f"{path} has over 400 lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines < 50, f"{path}:{node.lineno}: {node.name} has {lines} lines"


def test_every_library_that_the_package_imports_is_declared() -> None:
    project = tomllib.loads((SOURCE.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = (needs for extra, needs in project["optional-dependencies"].items() if extra != "dev")
    declared = [*project["dependencies"], *itertools.chain(*extras)]
    names = {normal(re.split(r"[<>=!~\[; ]", d, maxsplit=1)[0]) for d in declared}
    homes = packages_distributions()
    for module, found in IMPORTS.items():
        for top in {i.partition(".")[0] for i in found} - set(sys.stdlib_module_names) - {"tjgraph"}:
            assert {normal(d) for d in homes.get(top, ())} & names, (
                f"{module} imports {top}, which pyproject.toml lacks"
            )


def normal(name: str) -> str:
    return name.lower().replace("_", "-")


def test_the_picture_of_the_house_is_true() -> None:
    shown = (house.ROOT / "docs" / "images" / "architecture.svg").read_text(encoding="utf-8")
    assert shown == house.picture(), "run `python tests/docs_tools.py` and look at the picture"
