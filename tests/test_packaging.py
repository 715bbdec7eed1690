"""What is shipped: the wheel and the sdist, what they hold, what a missing extra says, what a shell completes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
import rdflib
from command_line import invoke
from rdflib import DCAT, RDF, VOID

import tjgraph
from tjgraph.graph.void import write_description

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
QUIET = os.environ | {"TJGRAPH_NO_NPM": "1"}


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    env = {k: v for k, v in QUIET.items() if not k.startswith(("PYTHON", "TJGRAPH_LEXICON"))} | environment
    result = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_wheel_works_away_from_the_checkout_and_the_sdist_makes_the_same(tmp_path: Path) -> None:
    build = (sys.executable, "-m", "build", "--no-isolation", "--outdir")
    run(*build, tmp_path / "both", ROOT, cwd=tmp_path)  # the sdist, and from it a wheel
    run(*build, tmp_path / "direct", "--wheel", ROOT, cwd=tmp_path)
    (wheel,) = (tmp_path / "both").glob("*.whl")
    (sdist,) = (tmp_path / "both").glob("*.tar.gz")
    assert wheel.read_bytes() == (tmp_path / "direct" / wheel.name).read_bytes()
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "LICENSE", "CITATION.cff", "tests/test_packaging.py", "frontend/package.json"} <= inside
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (metadata,) = (HeaderParser().parsestr(archive.read(n).decode()) for n in names if n.endswith("/METADATA"))
    assert not [n for n in names | inside if re.search(r"\.tjgraph-|__pycache__|node_modules|\.env|\.venv", n)]
    for kept in ("tjgraph/py.typed", "tjgraph/_data/data/triples/tianjin-2025.ttl", "tjgraph/_data/data/void.ttl"):
        assert kept in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    for directory, pattern in (("ontology", "**/*.csv"), ("queries", "*.rq"), ("src/tjgraph/web", "**/*.html")):
        home = "tjgraph/_data/" + directory if "/" not in directory else directory.removeprefix("src/")
        files = {path.relative_to(ROOT / directory).as_posix() for path in (ROOT / directory).glob(pattern)}
        assert files and {f"{home}/{file}" for file in files} <= names
    assert metadata["Version"] == tjgraph.__version__ and metadata["License-Expression"] == "MIT"
    assert set(metadata.get_all("Provides-Extra") or ()) == set(PROJECT["optional-dependencies"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    script = "import tjgraph, tjgraph.cli; print(tjgraph.__file__); tjgraph.cli.main(['demo'], prog_name='tjgraph')"
    said = run(sys.executable, "-c", script, cwd=tmp_path, PYTHONPATH=str(tmp_path / "site"))
    assert said.startswith(str(tmp_path / "site")) and "新和成" in said
    here = tjgraph.build(ROOT / "data" / "reports" / "tianjin-2025.txt", tmp_path / "here")
    assert (tmp_path / "tjgraph-demo" / "tianjin-2025.ttl").read_bytes() == here.path.read_bytes()


WITHOUT = [  # an extra, a library of it, and a command that needs it
    ("check", "pyshacl", ["check"]),
    ("cluster", "distributed", ["build", "r.txt", "-o", "out", "--dask", "tcp://127.0.0.1:1"]),
    ("documents", "lxml", ["build", "r.html", "-o", "out"]),
    ("documents", "docx", ["build", "r.docx", "-o", "out"]),
    ("documents", "pypdfium2", ["build", "r.pdf", "-o", "out"]),
    ("mcp", "mcp", ["mcp"]),
    ("remote", "httpx2", ["show", "南港", "--store", "http://127.0.0.1:1/"]),
    ("web", "starlette", ["serve"]),
    ("web", "jinja2", ["serve"]),
]


@pytest.mark.parametrize(("extra", "library", "command"), WITHOUT)
def test_what_a_missing_extra_says(extra: str, library: str, command: list[str], tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text("报告", encoding="utf-8")
    (tmp_path / "r.html").write_text("<html><p>报告</p></html>", encoding="utf-8")
    (tmp_path / "r.pdf").write_bytes(b"%PDF-1.4\n" + b"x" * 100)
    with zipfile.ZipFile(tmp_path / "r.docx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    # A process of its own: in this one the library may be in use already.
    script = f"import sys; sys.modules[{library!r}] = None; import tjgraph.cli; tjgraph.cli.main({command!r})"
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    lines = [line for line in result.stderr.splitlines() if not line.startswith("（")]
    assert result.returncode == 2 and len(lines) == 1, result.stderr
    assert lines[0].startswith("错误：") and f"pip install 'tjgraph[{extra}]'" in lines[0]


def test_every_extra_is_one_that_a_command_asks_for() -> None:
    assert set(PROJECT["optional-dependencies"]) == {extra for extra, _, _ in WITHOUT} | {"docs", "dev"}


def test_the_citation_names_this_version() -> None:
    yaml = pytest.importorskip("yaml")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0" and citation["type"] == "software"
    assert citation["version"] == tjgraph.__version__ and citation["license"] == PROJECT["license"]
    assert citation["message"] and citation["title"] == PROJECT["name"] and citation["authors"]


def test_the_description_of_the_dataset_holds(tmp_path: Path) -> None:
    graphs = ROOT / "data" / "triples"
    (described := tmp_path / "data" / "void.ttl").parent.mkdir()
    (tmp_path / "data" / "triples").symlink_to(graphs)
    for name in ("tianjin-2025.ttl", "a b.ttl"):
        (tmp_path / name).write_bytes((graphs / "tianjin-2025.ttl").read_bytes())
    write_description([tmp_path / "data" / "triples" / "tianjin-2025.ttl"], described)
    fresh = described.read_bytes() == (ROOT / "data" / "void.ttl").read_bytes()
    assert fresh, "run `python tests/docs_tools.py` and read the diff"
    write_description([tmp_path / "tianjin-2025.ttl", tmp_path / "a b.ttl"], described)
    graph = rdflib.Graph().parse(described)
    triples = rdflib.Graph().parse(tmp_path / "a b.ttl")
    dataset = rdflib.URIRef(f"{described.as_uri()}#dataset")
    assert {VOID.Dataset, DCAT.Dataset} == set(graph.objects(dataset, RDF.type))
    assert int(graph.value(dataset, VOID.triples)) == len(triples)
    kinds = {graph.value(part, VOID["class"]): part for part in graph.objects(dataset, VOID.classPartition)}
    assert {kind: int(graph.value(part, VOID.entities)) for kind, part in kinds.items()} == {
        kind: len(set(triples.subjects(RDF.type, kind))) for kind in set(triples.objects(None, RDF.type))
    }
    files = set(graph.objects(dataset, DCAT.distribution))
    assert len(files) == 2 and files == set(graph.objects(dataset, VOID.dataDump))
    for file in files:
        data = Path(url2pathname(urlsplit(graph.value(file, DCAT.downloadURL)).path)).read_bytes()
        checksum = graph.value(graph.value(file, SPDX.checksum), SPDX.checksumValue)
        assert int(graph.value(file, DCAT.byteSize)) == len(data)
        assert bytes(checksum.toPython()) == hashlib.sha256(data).digest()


@pytest.mark.parametrize("data", [None, b"<a> <b>", b""], ids=["missing", "broken", "empty"])
def test_what_is_no_graph_of_a_report_is_not_described(data: bytes | None, tmp_path: Path) -> None:
    if data is not None:
        (tmp_path / "x.ttl").write_bytes(data)
    result = invoke("void", tmp_path / "x.ttl", "-o", tmp_path / "void")
    assert result.exit_code == 2 and len(result.stderr.splitlines()) == 1 and not (tmp_path / "void").exists()


TYPED = [
    ("qu", {"query"}),
    ("query park-", {"park-enterprises"}),
    ("build --da", {"--dask"}),
    ("show 南港工", {"南港工业区"}),
    ("show ngg", {"南港工业区"}),
    ("path 新和成 绿色石", {"绿色石化"}),
    ("show -g data/triples/tian", {"data/triples/tianjin-2025.ttl"}),
    ("build data/reports/tian", {"data/reports/tianjin-2025.txt"}),
    ("show 没有这个名字没有", set()),
]


def test_bash_completes(tmp_path: Path) -> None:
    """A real bash with a terminal of its own, in which Tab is pressed and the completed line is then shown, not run."""
    pty = pytest.importorskip("pty")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {"PATH": path, "HOME": str(tmp_path), "TERM": "dumb", "LC_ALL": "C.UTF-8", "PS1": ""}
    (tmp_path / "rc").write_text('eval "$(_TJGRAPH_COMPLETE=bash_source tjgraph)"\nbind "set bell-style none"\n')
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execvpe("bash", ["bash", "--noprofile", "--rcfile", str(tmp_path / "rc"), "-i"], env)
    try:
        for number, (typed, _) in enumerate(TYPED):
            # C-a puts printf before the line as completed: its words are written to a file, one a line.
            os.write(terminal, f"tjgraph {typed}\t\x01printf '%s\\n' \x05 >{tmp_path}/{number}; echo\r".encode())
            shown = b""
            while not (tmp_path / str(number)).exists():
                shown += os.read(terminal, 4096)
        os.write(terminal, b"exit\r")
        while True:
            try:
                if not os.read(terminal, 4096):
                    break
            except OSError:  # the terminal is closed
                break
    finally:
        os.close(terminal)
        os.waitpid(pid, 0)
    for number, (typed, expected) in enumerate(TYPED):
        words = (tmp_path / str(number)).read_text(encoding="utf-8").split()
        assert words[-1] in (expected or {typed.split()[-1]}), typed
