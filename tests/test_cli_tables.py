"""views.tables: the same table for people, for programs, for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tjgraph.errors import QueryError
from tjgraph.model import Evidence, Table
from tjgraph.views.tables import FORMATS, marked, render

SENTENCE = "以临江工业区为依托，推动云帆科技、远望装备等项目建设。"
PASSAGE = Evidence(SENTENCE, 120, 120 + len(SENTENCE), "某市-2025")
TABLE = Table(
    ("企业", "园区", "投资"),
    (("云帆科技", "临江工业区", Decimal("5930000000.50")), ("远望装备", "临江工业区", None)),
    "临江工业区的企业",
    ((PASSAGE,), (PASSAGE,)),
)

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
decimals = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12)
cells = st.one_of(texts, st.integers(), st.none(), decimals)
tables = st.integers(1, 4).flatmap(
    lambda n: st.builds(
        Table,
        st.lists(texts, min_size=n, max_size=n, unique=True).map(tuple),
        st.lists(st.lists(cells, min_size=n, max_size=n).map(tuple), max_size=5).map(tuple),
    )
)


def test_columns_line_up_with_chinese() -> None:
    lines = render(Table(("名称", "n"), (("天津", 1), ("南港工业区ABC", 20)))).splitlines()
    assert len({cell_len(line) for line in lines}) == 1, lines


def test_evidence_stands_once_with_its_words_marked_and_its_place() -> None:
    text = render(TABLE)
    assert text.count("为依托") == 1
    assert "[1] 以【临江工业区】为依托，推动【云帆科技】、【远望装备】等项目建设。（某市-2025#char=120,147）" in text


def test_a_pipe_gets_every_row_whole_on_one_line() -> None:
    long = "很" * 500
    lines = render(Table(("a", "b"), ((long, "尾"),))).splitlines()
    assert lines[-1] == f"{long}   尾"


def test_what_is_too_wide_for_a_terminal_becomes_lines_of_head_and_cell() -> None:
    years = tuple(f"{year} 实际" for year in range(2010, 2025))
    table = Table(("主体", *years), (("临江市", *(f"{n}.5[{n}]" for n in range(15))), ("云帆市", *[""] * 14, "约5[9]")))
    assert render(table, width=80).splitlines() == [
        "主体        临江市",
        *(f"{year}   {n}.5[{n}]" for n, year in enumerate(years)),
        "─" * 80,
        "主体        云帆市",
        "2024 实际   约5[9]",
    ]
    assert render(table).splitlines()[0].startswith("主体     2010 实际   2011 实际")


def test_a_terminal_gets_cells_folded_to_its_width_and_loses_nothing() -> None:
    text = render(Table(("a", "b"), (("甲乙丙丁" * 20, "尾"),)), width=40)
    assert max(map(cell_len, text.splitlines())) <= 40
    assert text.count("甲") == text.count("丁") == 20


def test_json_is_a_list_of_objects_with_evidence() -> None:
    found = json.loads(render(TABLE, "json"))
    assert found[0] == {
        "企业": "云帆科技",
        "园区": "临江工业区",
        "投资": 5930000000.5,
        "evidence": [{"quote": SENTENCE, "start": 120, "end": 147, "report": "某市-2025"}],
    }
    assert found[1]["投资"] is None


def test_csv_has_the_proof_in_two_columns() -> None:
    rows = list(csv.reader(io.StringIO(render(TABLE, "csv"))))
    assert rows[0] == ["企业", "园区", "投资", "quote", "source"]
    assert rows[1] == ["云帆科技", "临江工业区", "5930000000.5", SENTENCE, "某市-2025#char=120,147"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_starts_a_formula_in_a_spreadsheet(start: str) -> None:
    rows = list(csv.reader(io.StringIO(render(Table(("a",), ((start + "cmd",),)), "csv"), newline="")))
    assert rows[1] == ["'" + start.replace("\r", "\n") + "cmd"]


def test_a_negative_number_stays_a_number() -> None:
    assert render(Table(("a",), ((Decimal("-1.5"),), (-2,))), "csv") == "a\n-1.5\n-2\n"


def test_words_of_a_report_cannot_drive_the_terminal() -> None:
    evil = "\x1b[2J\x1b]0;x\x07 [bold]名[/bold] \u202e\nb"
    text = render(Table(("a",), ((evil,),), "", ((Evidence(evil, 0, 5, "r"),),)))
    assert not set(text) & set("\x1b\x07\u202e")
    assert "[bold]名[/bold]" in text


def test_the_longest_word_is_marked_first() -> None:
    assert marked("南港工业区与南港", ["南港", "南港工业区", ""]) == "【南港工业区】与【南港】"
    assert marked("（a+b）", ["a+b"]) == "（【a+b】）"


def test_an_unknown_format_is_an_error_of_ours() -> None:
    with pytest.raises(QueryError, match="table、json、csv"):
        render(TABLE, "xml")


@given(tables, st.sampled_from(FORMATS), st.one_of(st.none(), st.integers(20, 100)))
def test_any_table_renders_the_same_twice_and_ends_with_a_line_end(
    table: Table, format: str, width: int | None
) -> None:
    text = render(table, format, width=width)
    assert text.endswith("\n")
    assert text == render(table, format, width=width)


@given(tables)
def test_json_and_csv_keep_every_row(table: Table) -> None:
    assert len(json.loads(render(table, "json"))) == len(table.rows)
    assert len(list(csv.reader(io.StringIO(render(table, "csv"), newline="")))) == len(table.rows) + 1
