"""What Jupyter shows: results, descriptions and graphs as HTML; and the tutorial, whose outputs are those of now."""

from __future__ import annotations

import html
import subprocess
import sys
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import docs_tools as docs
import nbformat
import pytest

from tjgraph import KnowledgeGraph, ask, describe, ledger, resources
from tjgraph.model import Evidence, Table

TUTORIAL = Path(docs.ROOT) / "docs" / "tutorial.ipynb"


class Reader(HTMLParser):
    """The tags that open, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_table_shows_its_cells_and_its_proof() -> None:
    evidence = Evidence("支持新和成在南港落地", 3, 13, "r")
    table = Table(("企业", "数"), (("新和成", Decimal("1.50")), ("x", None)), "题", ((evidence,), ()))
    shown = table._repr_html_()
    assert Reader(shown).text == "题企业数原句新和成1.5支持新和成在南港落地 r#char=3,13x"
    assert "<mark>新和成</mark>" in shown


@pytest.mark.parametrize(
    "words",
    ["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "\"'><b>", "&lt;b&gt;", "\u202e<i>", "</table></td>"],
)
def test_words_are_never_markup(words: str) -> None:
    table = Table((words, "b"), ((words, words),), words, ((Evidence(words * 2, 0, 1, words),),))
    read = Reader(table._repr_html_())
    assert set(read.tags) <= {"table", "caption", "thead", "tbody", "tr", "th", "td", "small", "mark"}
    assert read.text.count(words.replace("\u202e", "�")) >= 4


def test_a_long_table_says_how_long_it_is() -> None:
    read = Reader(Table(("n",), tuple((n,) for n in range(250)))._repr_html_())
    assert read.tags.count("tr") == 101 and "共 250 行" in read.text


def test_a_description_shows_its_tables(real: KnowledgeGraph) -> None:
    described = describe(real, "南港工业区")
    read = Reader(described._repr_html_())
    assert read.text.startswith("南港工业区（园区）") and described.iri in read.text
    for relation in described.relations:
        assert all(passage.quote in read.text for passage in relation.evidence)
    assert read.tags.count("table") == 4


def test_an_answer_shows_what_proves_it_and_where_there_is_none_what_can_be_asked(real: KnowledgeGraph) -> None:
    answer = ask(real, "哪些企业与南港工业区有关？")
    shown = answer._repr_html_()
    assert "<mark>新和成</mark>" in shown
    assert all(passage.quote in Reader(shown).text for item in answer.items for passage in item.evidence)
    unknown = ask(real, "<b>谁发明了蒸汽机？</b>")
    assert "table" not in Reader(unknown._repr_html_()).tags and "b" not in Reader(unknown._repr_html_()).tags
    assert unknown.nearby[0] in Reader(unknown._repr_html_()).text


def test_a_ledger_shows_its_promises() -> None:
    promises = ledger(resources.bundled_graph())
    read = Reader(promises._repr_html_())
    assert all(entry.promise.quote in read.text for entry in promises)


def test_a_graph_shows_its_map_which_can_touch_nothing(real: KnowledgeGraph) -> None:
    shown = real._repr_html_()
    page = shown[: shown.index("</iframe>")]
    assert 'sandbox="allow-scripts allow-downloads"' in page and "allow-same-origin" not in page
    srcdoc = html.unescape(page.split('srcdoc="', 1)[1].split('"', 1)[0])
    assert "Content-Security-Policy" in srcdoc and "南港工业区" in srcdoc
    assert Reader(shown[shown.index("</iframe>") :]).tags.count("table") >= 4


def test_who_shows_nothing_loads_nothing() -> None:
    code = "import sys, tjgraph.model; print('tjgraph.views' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_tutorial_shows_what_its_cells_give_now() -> None:
    stored, now = nbformat.read(TUTORIAL, as_version=4), docs.executed(TUTORIAL)
    for old, new in zip(stored.cells, now.cells, strict=True):
        assert old.get("outputs") == new.get("outputs"), "python tests/docs_tools.py writes it anew"
