"""Exports: what is written reads back equal, in every program's own reader; words never become formulas or markup."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import openpyxl
import pyoxigraph as ox
import pytest
import rdflib
from command_line import invoke
from hypothesis import given
from hypothesis import strategies as st

import tjgraph
from tjgraph.errors import NotFoundError, QueryError
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.graph.vocabulary import PREFIXES, passage_iri
from tjgraph.model import Evidence, Span, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.listing import listing
from tjgraph.query.selection import Selection, select
from tjgraph.views.tables import FORMULA_STARTS
from tjgraph.views.workbook import with_passages, workbook

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
HOSTILE = (
    *('=HYPERLINK("http://x","点我")', "+1+1", "-2+3", "@SUM(A1:A9)", "＝1+1", "\t=1", "'=1", "http://example.org/"),
    *('<b>&"甲"</b>]]>', "_x0041_", "a\x01b", "多\n行", " 空格 ", "1e5", "0012", "TRUE", "x" * 40_000, "𠀀" * 20_000),
)


@pytest.fixture(scope="module")
def graph(graphs: Path) -> KnowledgeGraph:
    return KnowledgeGraph.load([graphs])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A report whose enterprises have names that mean something to spreadsheets and to XML."""
    data = "https://w3id.org/tjgraph/id/"
    passage = Span(0, 1)
    lines = [
        f"<{data}report/r> a tj:Report .",
        f"<{passage_iri('r', passage)}> dcterms:isPartOf <{data}report/r> ; oa:start 0 ; oa:end 1 ; oa:exact '=1+1' .",
    ]
    for number, name in enumerate(HOSTILE):
        label = ox.Literal(name, language="zh")
        lines.append(f"<{data}enterprise/{number}> a tj:Enterprise ; rdfs:label {label} ;")
        lines.append(f"  tj:mentionedIn <{passage_iri('r', passage)}> .")
    path = tmp_path_factory.mktemp("hostile") / "r.ttl"
    head = [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in PREFIXES.items()]
    path.write_text("\n".join((*head, *lines)), encoding="utf-8")
    return KnowledgeGraph.load([path], background=False)


def cells(path: Path | io.BytesIO) -> dict[str, list[list[object]]]:
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.rows] for sheet in book}


def expected(cell: object) -> object:
    """A cell as a workbook holds it."""
    if isinstance(cell, str):
        text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "�", cell.replace("\r\n", "\n").replace("\r", "\n"))
        units = text.encode("utf-16-le")
        if len(units) > 2 * 32_767:
            text = units[: 2 * 32_766].decode("utf-16-le", "ignore") + "…"
        return text or None
    if cell is not None and len(Decimal(str(cell)).normalize().as_tuple().digits) > 15:
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return cell


def same(found: object, wanted: object) -> bool:
    if isinstance(wanted, int | float | Decimal):
        return isinstance(found, int | float) and float(wanted) == float(found)
    return found == wanted


def reads_back(tables: tuple[Table, ...], found: dict[str, list[list[object]]]) -> None:
    assert list(found) == [table.title for table in tables]
    for table in map(with_passages, tables):
        rows = found[table.title]
        assert rows[0] == list(table.columns)
        assert len(rows) == len(table.rows) + 1
        for read, row in zip(rows[1:], table.rows, strict=True):
            assert all(same(a, expected(b)) for a, b in zip(read, row, strict=True)), (read, row)


def test_a_workbook_reads_back_equal(graph: KnowledgeGraph, tmp_path: Path) -> None:
    tjgraph.export(graph, tmp_path / "a.xlsx")
    tables = listing(graph, select(graph, Selection()))
    reads_back(tables, cells(tmp_path / "a.xlsx"))
    assert {"企业", "项目", "地点", "进展", "数据"} <= {table.title for table in tables}
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == sheet.dimensions


def test_every_row_has_the_sentence_that_proves_it(graph: KnowledgeGraph, graphs: Path) -> None:
    for table in listing(graph, select(graph, Selection())):
        for row, passages in zip(table.rows, table.evidence, strict=True):
            assert passages, row
            for e in passages:
                text = (graphs.parent / "reports" / f"{e.report}.txt").read_text(encoding="utf-8")
                assert text[e.start : e.end] == e.quote
    enterprises = listing(graph, select(graph, Selection()), ["企业"])[0]
    assert "中国石化落户天府新区。" in {e.quote for e in enterprises.evidence[0]}


@given(
    st.lists(
        st.tuples(
            st.text(max_size=40),
            st.one_of(st.none(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False, places=3)),
        )
    )
)
def test_any_table_makes_a_workbook_without_formulas(rows: list[tuple[str, int | Decimal | None]]) -> None:
    table = Table(("名称", "数值"), tuple(rows), "表", tuple((Evidence(name or "甲", 0, 1, "r"),) for name, _ in rows))
    data = workbook((table,))
    assert data == workbook((table,))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not [c for sheet in book for row in sheet.rows for c in row if c.data_type == "f"]
    reads_back((table,), cells(io.BytesIO(data)))


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4))
def test_any_titles_make_sheets(titles: list[str]) -> None:
    names = openpyxl.load_workbook(io.BytesIO(workbook([Table(("a",), ((1,),), title) for title in titles]))).sheetnames
    assert len({name.casefold() for name in names}) == len(titles) and all(1 <= len(name) <= 31 for name in names)


def test_hostile_names_stay_words_in_a_workbook(hostile: KnowledgeGraph, tmp_path: Path) -> None:
    tjgraph.export(hostile, tmp_path / "a.xlsx")
    reads_back(listing(hostile, select(hostile, Selection())), cells(tmp_path / "a.xlsx"))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["企业"]
    for row in sheet.iter_rows(min_row=2):
        assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)
        assert row[0].quotePrefix == row[0].value.startswith(FORMULA_STARTS)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("which", ["graph", "hostile"])
def test_libreoffice_opens_a_workbook_and_reads_it_equal(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    graph = request.getfixturevalue(which)
    tjgraph.export(graph, tmp_path / "a.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        str(SOFFICE),
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        tmp_path / "out",
        tmp_path / "a.xlsx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    assert cells(tmp_path / "out" / "a.xlsx") == cells(tmp_path / "a.xlsx")


def test_csv_is_for_excel(hostile: KnowledgeGraph, graph: KnowledgeGraph, tmp_path: Path) -> None:
    files = tjgraph.export(hostile, tmp_path / "all")
    assert [file.name for file in files] == ["企业.csv"]
    data = files[0].read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == len(HOSTILE) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS)]
    assert {name.lstrip("'") for name, *_ in rows[1:]} == {name.lstrip("'") for name in HOSTILE}
    tjgraph.export(graph, tmp_path / "p.csv", types=["项目"], statuses=["完成"])
    found = list(csv.DictReader(io.StringIO((tmp_path / "p.csv").read_text(encoding="utf-8-sig"))))
    assert {row["名称"] for row in found} == {"机场三期工程", "蓝湾大桥工程"}
    assert all(row["原文"] and "#char=" in row["出处"] for row in found)


def test_a_csv_file_holds_one_table(graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(QueryError, match="一张表"):
        tjgraph.export(graph, tmp_path / "a.csv")
    assert tjgraph.export(graph, tmp_path / "a.csv", tables=["数据"]) == (tmp_path / "a.csv",)
    assert len((tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()) == 13


@pytest.mark.parametrize("ending", ["graphml", "gexf"])
@pytest.mark.parametrize("which", ["graph", "hostile"])
def test_networks_are_valid_xml_with_labels_types_and_colours(
    ending: str, which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    graph, path = request.getfixturevalue(which), tmp_path / f"a.{ending}"
    tjgraph.export(graph, path)
    ElementTree.parse(path)
    made = nx.read_graphml(path) if ending == "graphml" else nx.read_gexf(path)
    wanted = tjgraph.to_networkx(graph)
    assert set(made) == set(wanted)
    for node, data in made.nodes(data=True):
        label = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "�", wanted.nodes[node]["label"])
        assert " ".join(data["label"].split()) == " ".join(label.split())
        assert data["class"] == wanted.nodes[node]["type"]
        colour = data["viz"]["color"] if ending == "gexf" else data
        shown = "#{:02X}{:02X}{:02X}".format(*(int(colour[c]) for c in "rgb"))
        assert shown == load_ontology().classes[data["class"]].colour.upper()
    edges = {(s, d["relation"], o) for s, o, d in made.edges(data=True)}
    assert edges == {(s, d["predicate"], o) for s, o, d in wanted.edges(data=True)}


def test_years_and_proof_are_in_a_network(graph: KnowledgeGraph, tmp_path: Path) -> None:
    tjgraph.export(graph, tmp_path / "a.graphml")
    nodes = {d["label"]: d for _, d in nx.read_graphml(tmp_path / "a.graphml").nodes(data=True)}
    assert nodes["蓝湾大桥工程"]["year"] == 2030
    assert nodes["蓝湾大桥工程"]["statuses"] == "完成（2030）"
    assert nodes["蓝湾大桥工程"]["quote"] == "蓝湾大桥工程建成通车"


def quads(path: Path, format: ox.RdfFormat) -> set[ox.Quad]:
    return set(ox.parse(path=path, format=format))


def test_n_quads_hold_each_report_in_its_graph_and_background_apart(
    graph: KnowledgeGraph, graphs: Path, tmp_path: Path
) -> None:
    tjgraph.export(graph, tmp_path / "a.nq")
    found = quads(tmp_path / "a.nq", ox.RdfFormat.N_QUADS)
    for path in graphs.glob("*.ttl"):
        name = ox.NamedNode("https://w3id.org/tjgraph/id/report/" + path.stem)
        assert {q.triple for q in found if q.graph_name == name} == {q.triple for q in quads(path, ox.RdfFormat.TURTLE)}
    assert len({q.graph_name for q in found}) == 4
    again = KnowledgeGraph.load([tmp_path / "a.nq"], background=False)
    tjgraph.export(again, tmp_path / "b.nq")
    assert (tmp_path / "b.nq").read_bytes() == (tmp_path / "a.nq").read_bytes()
    assert again.select("SELECT ?r { ?r a tj:Report } ORDER BY ?r") == graph.select(
        "SELECT ?r { ?r a tj:Report } ORDER BY ?r"
    )


def test_json_ld_says_what_n_quads_say_to_two_parsers(graph: KnowledgeGraph, tmp_path: Path) -> None:
    tjgraph.export(graph, tmp_path / "a.nq", types=["项目", "地点"])
    tjgraph.export(graph, tmp_path / "a.jsonld", types=["项目", "地点"])
    wanted = quads(tmp_path / "a.nq", ox.RdfFormat.N_QUADS)
    assert quads(tmp_path / "a.jsonld", ox.RdfFormat.JSON_LD) == wanted
    dataset = rdflib.Dataset()
    dataset.parse(tmp_path / "a.jsonld", format="json-ld")
    read = {(str(s), str(p), str(o), str(g)) for s, p, o, g in dataset.quads()}
    assert read == {(q.subject.value, q.predicate.value, q.object.value, q.graph_name.value) for q in wanted}
    text = (tmp_path / "a.jsonld").read_text(encoding="utf-8")
    assert '"rdfs:label": "蓝湾大桥工程"' in text and '"@type": "Project"' in text


DALIAN = "机场三期工程 蓝湾大桥工程 青泥河治理工程"
FILTERS = [
    ({"types": ["项目"]}, DALIAN),
    ({"types": ["Project"], "places": ["成都"]}, "机场三期工程"),
    ({"types": ["项目"], "places": ["大连"]}, DALIAN),
    ({"places": ["辽宁"], "types": ["项目"]}, DALIAN),
    ({"types": ["项目"], "statuses": ["完成"]}, "机场三期工程 蓝湾大桥工程"),
    ({"types": ["项目"], "statuses": ["completed"], "years": [2030]}, "蓝湾大桥工程"),
    ({"types": ["项目"], "years": [2032]}, "青泥河治理工程"),
    ({"types": ["企业", "项目"], "places": ["成都"], "years": [2031]}, "机场三期工程"),
]


@pytest.mark.parametrize("filters,wanted", FILTERS, ids=str)
def test_the_same_filters_hold_in_every_format(
    graph: KnowledgeGraph, filters: dict[str, list[str]], wanted: str, tmp_path: Path
) -> None:
    names = set(wanted.split())
    for ending in ("xlsx", "graphml", "gexf", "jsonld", "nq", "ttl"):
        tjgraph.export(graph, tmp_path / f"a.{ending}", **filters)  # type: ignore[arg-type]
    titles = {load_ontology().classes[cls].label_zh for cls in load_ontology().entity_types}
    sheets = cells(tmp_path / "a.xlsx")
    assert {row[0] for title, rows in sheets.items() if title in titles for row in rows[1:]} == names
    for read in (nx.read_graphml, nx.read_gexf):
        network = read(tmp_path / f"a.{read.__name__.removeprefix('read_')}")
        assert {data["label"] for _, data in network.nodes(data=True)} == names
    named = "SELECT DISTINCT ?l { ?e tj:mentionedIn ?p ; rdfs:label ?l }"
    for ending in ("nq", "ttl"):
        part = KnowledgeGraph.load([tmp_path / f"a.{ending}"], background=False)
        subjects = {str(label) for (label,) in part.select(named).rows}
        assert names <= subjects
        assert not part.ask("ASK { ?c rdf:subject ?s . FILTER NOT EXISTS { ?s rdfs:label ?l } }")
        assert not part.ask("ASK { ?x prov:wasDerivedFrom|tj:mentionedIn ?p . FILTER NOT EXISTS { ?p oa:exact ?q } }")


@pytest.mark.parametrize("ending", ["xlsx", "graphml", "gexf", "jsonld", "nq", "ttl"])
def test_the_same_graph_gives_the_same_bytes(graphs: Path, ending: str, tmp_path: Path) -> None:
    made = []
    for number in range(2):
        path = tmp_path / f"{number}.{ending}"
        tjgraph.export(KnowledgeGraph.load([graphs]), path)
        made.append(path.read_bytes())
    assert made[0] == made[1]


def test_what_cannot_be_exported_says_so(graph: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="没有符合"):
        tjgraph.export(graph, tmp_path / "a.xlsx", types=["人物"])
    with pytest.raises(QueryError, match="不知道"):
        tjgraph.export(graph, tmp_path / "a.doc")
    with pytest.raises(QueryError, match="没有“完工”这种进展"):
        tjgraph.export(graph, tmp_path / "a.xlsx", statuses=["完工"])
    with pytest.raises(QueryError, match="没有“工厂”这张表"):
        tjgraph.export(graph, tmp_path / "a.xlsx", tables=["工厂"])
    with pytest.raises(QueryError, match="不分表"):
        tjgraph.export(graph, tmp_path / "a.ttl", tables=["项目"])
    with pytest.raises(NotFoundError):
        tjgraph.export(graph, tmp_path / "a.xlsx", places=["无此地"])
    assert not list(tmp_path.iterdir())


def test_export_on_the_command_line(graphs: Path, tmp_path: Path) -> None:
    out = tmp_path / "企业.xlsx"
    result = invoke("export", "-g", graphs, "--type", "企业", "--table", "企业", "-o", out)
    assert (result.exit_code, result.stdout) == (0, f"{out}\n")
    assert [row[0] for row in cells(out)["企业"]] == ["名称", "中国石化"]
    result = invoke("export", "-g", graphs, "--type", "人物", "-o", out)
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1
    result = invoke("export", "-g", graphs, "-o", tmp_path / "a" / "b.ttl")
    assert result.exit_code == 0
