"""The lexicon as an analyst meets it: what is wrong with a row, what a row gives, and the page that says how."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import lexicon_tools
import pytest
from command_line import invoke

from tjgraph.extraction.examples import stale_examples
from tjgraph.lexicon import Lexicon, load_lexicon
from tjgraph.lexicon.checking import problems, row_places, summaries
from tjgraph.resources import lexicon_dir


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(lexicon_dir(), tmp_path / "lexicon"))


def add(directory: Path, table: str, *rows: str) -> int:
    """Add rows to a table; the line of the first."""
    path = directory / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return len(text.splitlines()) + 1


def test_our_own_rows_hold_and_their_examples_show_it() -> None:
    assert problems(lexicon_dir()) == ()
    assert [str(error) for error in stale_examples(load_lexicon())] == []


@pytest.mark.parametrize(
    ("table", "row", "said"),
    [
        ("endings", "岛链,Parc,any,否,,建设星洲岛链", "（type）: 没有“Parc”这个类；是不是 Park？"),
        ("endings", "岛链,Park,some,否,,建设星洲岛链", "（needs）: “some”不在 any、long、anchor、place 之中"),
        ("endings", "岛链,Park,any,对,,建设星洲岛链", "（verbs）: “对”应为是或否"),
        ("endings", "岛链,Park,any,否,,建设星洲", ": 例句里没有“岛链”"),
        ("endings", "岛链,Park,any,否,,", ": 缺例句"),
        ("endings", "岛链", ": 有 1 格，应有 6 格"),
        ("endings", "集团,Fund,any,否,,成立海阳集团", ": “集团”有两行（另一行是第 3 行）"),
        ("generic_words", "海工,推进海工", ": 与第 3 行重复"),
        ("relation_frames", ",落脚,{A:Enterprise}落脚{B:Planet},A locatedIn B,甲落脚乙", ": 没有“Planet”这个类"),
        ("relation_frames", ",落脚,{A:Enterprise}落脚{B:Place},A livesIn B,甲落脚乙", ": 没有“livesIn”这种关系；用 "),
        ("status_words", "动桩,兼,3,begun,started,,甲动桩", "（review）: “begun”不在 "),
        ("units", "卡,卡,many,count,,建成3卡", "（factor）: “many”应为数"),
        ("lines", "tram,[,Project,有轨电车1号线", "（pattern）: 正则式不成立"),
        ("question_statuses", "开建了吗,begun,地铁开建了吗", ": 本体里没有 tj:begun"),
    ],
)
def test_a_row_that_does_not_hold_is_one_line_with_its_place(copy: Path, table: str, row: str, said: str) -> None:
    line = add(copy, table, row)
    (found,) = problems(copy)
    assert str(found).startswith(f"{copy / table}.csv:{line}{said}")
    assert "\n" not in str(found)
    assert found.remedy


def test_all_problems_are_told_at_once_in_the_order_of_the_files(copy: Path) -> None:
    second = add(copy, "units", "卡,卡,1,count,,建成3万", "铺,铺,x,count,,新增3铺")
    first = add(copy, "endings", "岛链,Parc,any,否,,建设星洲岛链")
    (copy / "ending.csv").write_text("word,example\n", encoding="utf-8")
    (copy / "slots.csv").unlink()
    result = invoke("lexicon", "check", str(copy))
    assert result.exit_code == 1
    places = [line.removeprefix(f"错误：{copy}/").split(": ")[0] for line in result.stderr.splitlines()]
    assert places == [
        "ending.csv",
        f"endings.csv:{first}（type）",
        "slots.csv",
        f"units.csv:{second}",
        f"units.csv:{second + 1}（factor）",
    ]
    assert "没有哪条规则读这张表；是不是 endings.csv？" in result.stderr


def test_an_example_that_no_longer_shows_its_row_is_a_warning(copy: Path) -> None:
    lines = {
        "endings": add(copy, "endings", "岛链,Park,anchor,否,,推动岛链"),
        "relation_frames": add(
            copy, "relation_frames", ",落脚,{A:Fund}落脚{B:Place},A investsIn B,[Fund:甲基金]落脚乙"
        ),
    }
    result = invoke("lexicon", "check", str(copy))
    assert result.exit_code == 0
    for (table, line), said in zip(lines.items(), result.stderr.splitlines(), strict=True):
        assert said.startswith(f"注意：{copy}/{table}.csv:{line}: 例句")


def test_a_new_row_is_tried_at_once(copy: Path) -> None:
    given = ("try", "推动海阳算力岛开工建设。", "--lexicon", str(copy), "--kind", "plan", "--year", "2025")
    before = json.loads(invoke("lexicon", *given, "--format", "json").stdout)
    line = add(copy, "endings", "算力岛,Park,anchor,否,,建设海阳算力岛")
    after = json.loads(invoke("lexicon", *given, "--format", "json").stdout)
    new = [row for row in after if row["词表行"] == f"endings.csv:{line}"]
    assert [(row["主语"], row["宾语"]) for row in new] == [("海阳算力岛", "园区")]
    assert not any(row["主语"] == "海阳算力岛" for row in before)
    assert any(row["词表行"].startswith("status_words.csv:") and row["宾语"] == "开工" for row in after)


def test_rows_whose_word_stands_there_but_draws_nothing_are_named(copy: Path) -> None:
    result = invoke("lexicon", "try", "建设海阳软件园。", "--lexicon", str(copy), "--year", "2025")
    facts, idle = result.stdout.split("句中有这些行的词")
    assert "endings.csv:" in facts
    assert "industries.csv:" in idle
    assert "endings.csv:" not in idle


def test_a_broken_lexicon_is_not_tried(copy: Path) -> None:
    line = add(copy, "endings", "岛链,Parc,any,否,,建设星洲岛链")
    result = invoke("lexicon", "try", "建设海阳软件园。", "--lexicon", str(copy))
    assert result.exit_code == 2
    assert f"endings.csv:{line}" in result.stderr


def test_nothing_read_is_no(copy: Path) -> None:
    result = invoke("lexicon", "try", "天气很好。", "--lexicon", str(copy), "--year", "2025")
    assert result.exit_code == 1
    assert "没有读出任何事实" in result.stderr


def test_the_environment_chooses_the_lexicon(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TJGRAPH_LEXICON", str(copy))
    line = add(copy, "endings", "岛链,Parc,any,否,,建设星洲岛链")
    assert f"{copy}/endings.csv:{line}" in invoke("lexicon", "check").stderr


def test_a_missing_directory_is_one_line(tmp_path: Path) -> None:
    result = invoke("lexicon", "check", str(tmp_path / "没有"))
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert "没有这个词表目录" in result.stderr


def test_every_rule_of_a_row_is_found_in_its_file() -> None:
    places = row_places(lexicon_dir())
    for table, rows in (
        ("endings", load_lexicon().naming.endings),
        ("status_words", load_lexicon().frames.status_words),
    ):
        for row in rows.values():
            assert places[row.rule] == f"{table}.csv:{row.line}"


def test_every_table_says_what_it_is_for_and_gives_an_example() -> None:
    for summary in summaries(lexicon_dir()):
        assert summary.purpose, summary.file
        assert "example" in summary.columns, summary.file


def test_the_page_shows_the_tables_as_they_are() -> None:
    """Rows may be a tenth more or less: a page need not change with every word."""
    shown = {m[1]: m for m in lexicon_tools.ROW.finditer(lexicon_tools.PAGE.read_text(encoding="utf-8"))}
    now = {m[1]: m for m in lexicon_tools.ROW.finditer(lexicon_tools.table())}
    for file in shown.keys() | now.keys():
        fresh = file in shown and file in now and shown[file].groups()[:3] == now[file].groups()[:3]
        near = fresh and abs(int(shown[file][4]) - int(now[file][4])) <= max(5, int(now[file][4]) / 10)
        assert near, f"{file}: run `python tests/lexicon_tools.py`"


def test_the_lexicon_of_a_directory_is_that_directorys(copy: Path) -> None:
    add(copy, "endings", "岛链,Park,any,否,,建设星洲岛链")
    assert "岛链" in Lexicon(copy).naming.endings
    assert "岛链" not in load_lexicon().naming.endings
