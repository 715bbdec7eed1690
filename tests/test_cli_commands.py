"""Every command on a small graph made by hand: what it answers, in each format, and with which status."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from command_line import invoke

from tjgraph.graph.turtle import write_turtle
from tjgraph.model import Claim, Entity, Facts, Mention, Observation, Span
from tjgraph.reading import read_text

TEXT = """2031年海州市政府工作报告

各位代表：

一、2030年工作回顾

云帆科技落户临江工业区。临江工业区产值突破1000亿元。

二、2031年重点工作

推动远望装备在临江工业区三期建设船用电机项目。
"""
NAMES = {
    "place/海州": ("Place", "海州"),
    "enterprise/云帆科技": ("Enterprise", "云帆科技"),
    "enterprise/远望装备": ("Enterprise", "远望装备"),
    "park/临江工业区": ("Park", "临江工业区"),
    "project/船用电机项目": ("Project", "船用电机项目"),
}
SENTENCES = {
    "settles": "云帆科技落户临江工业区。",
    "grows": "临江工业区产值突破1000亿元。",
    "builds": "推动远望装备在临江工业区三期建设船用电机项目。",
}


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def claim(subject: str, predicate: str, obj: str, year: int, sentence: str) -> Claim:
    return Claim(subject, predicate, obj, year, span(SENTENCES[sentence]), "frames/测试")


FACTS = Facts(
    read_text(TEXT, name="haizhou-2031"),
    "place/海州",
    tuple(Entity(kind, name, (), (Mention(span(name), name, "endings/测试"),)) for kind, name in NAMES.values()),
    (
        claim("enterprise/云帆科技", "locatedIn", "park/临江工业区", 2030, "settles"),
        claim("enterprise/云帆科技", "status", "settled", 2030, "settles"),
        claim("enterprise/远望装备", "undertakes", "project/船用电机项目", 2031, "builds"),
        claim("project/船用电机项目", "locatedIn", "park/临江工业区", 2031, "builds"),
    ),
    (
        Observation(
            indicator="产值",
            subject="park/临江工业区",
            value=Decimal(10**11),
            unit="元",
            year=2030,
            kind="actual",
            change="level",
            qualifier="over",
            span=span(SENTENCES["grows"]),
            rule="figures/测试",
        ),
    ),
)


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("graph")
    (directory / "haizhou-2031.txt").write_text(TEXT, encoding="utf-8")
    write_turtle(FACTS, directory / "haizhou-2031.ttl")
    return directory / "haizhou-2031.ttl"


def answer(*args: str | Path) -> list[dict[str, object]]:
    result = invoke(*args, "--format", "json")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert isinstance(found, list)
    return found


def test_show_says_all_with_its_sentences(graph: Path) -> None:
    text = invoke("show", "临江工业区", "-g", graph).stdout
    assert text.startswith("临江工业区（园区）\n")
    assert "← 位于   云帆科技" in text
    assert "1000亿" in text
    assert "【云帆科技】落户【临江工业区】。（haizhou-2031#char=" in text


def test_show_as_json_is_the_description(graph: Path) -> None:
    result = invoke("show", "临江工业区", "-g", graph, "--format", "json")
    found = json.loads(result.stdout)
    assert (found["label"], found["type"], found["figures"][0]["value"]) == ("临江工业区", "Park", 10**11)
    for relation in found["relations"]:
        for proof in relation["evidence"]:
            assert TEXT[proof["start"] : proof["end"]] == proof["quote"]


def test_show_as_csv_is_one_table(graph: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(invoke("show", "云帆科技", "-g", graph, "--format", "csv").stdout)))
    assert {row["表"] for row in rows} == {"关系", "进展", "提及（1 处）"}
    assert rows[0]["quote"] == SENTENCES["settles"]


def test_an_unknown_name_offers_the_nearest_and_is_status_1(graph: Path) -> None:
    result = invoke("show", "临疆工业区", "-g", graph)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "错误：图谱里没有“临疆工业区”；是不是要找：临江工业区\n"


def test_find_by_a_part_and_by_pinyin(graph: Path) -> None:
    assert [row["名称"] for row in answer("find", "临江", "-g", graph)] == ["临江工业区"]
    assert [row["名称"] for row in answer("find", "ljgyq", "-g", graph)] == ["临江工业区"]


def test_nothing_found_is_an_empty_answer_and_status_1(graph: Path) -> None:
    result = invoke("find", "ＸＹＺ不存在", "-g", graph, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (1, [])
    assert "没有" in result.stderr


def test_query_by_name_with_a_parameter(graph: Path) -> None:
    rows = answer("query", "park-enterprises", "--param", "park=临江工业区", "-g", graph)
    assert {row["企业"] for row in rows} == {"云帆科技", "远望装备"}
    assert all(row["evidence"] for row in rows)


def test_query_from_a_file(graph: Path, tmp_path: Path) -> None:
    file = tmp_path / "园区.rq"
    file.write_text("SELECT ?名称 WHERE { ?x a tj:Park ; rdfs:label ?名称 ; tj:mentionedIn ?p }", encoding="utf-8")
    assert answer("query", file, "-g", graph) == [{"名称": "临江工业区"}]


@pytest.mark.parametrize(
    "args,words",
    [
        (["query", "park-enterprises", "--param", "park"], "不是 名字=值"),
        (["query", "park-enterprises", "--param", "pork=x"], "没有参数 pork"),
        (["query", "没有的.rq"], "没有的.rq"),
        (["find", "x", "-g", "没有的.ttl"], "没有的.ttl"),
        (["view", "--type", "鱼"], "没有“鱼”这个类型"),
        (["check", "a.ttl", "b.ttl", "--text", "a.txt"], "--text"),
    ],
)
def test_wrong_input_is_one_line_and_status_2(args: list[str], words: str, graph: Path) -> None:
    given = args if "-g" in args or args[0] == "check" else [*args, "-g", str(graph)]
    result = invoke(*given)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    assert words in result.stderr and len(result.stderr.splitlines()) == 1


def test_an_unknown_question_offers_the_nearest_and_is_status_1(graph: Path) -> None:
    result = invoke("query", "park-enterprise", "-g", graph)
    assert result.exit_code == 1
    assert "park-enterprises" in result.stderr


def test_the_list_of_questions_tells_their_parameters() -> None:
    rows = {str(row["名字"]): row for row in answer("query", "--list")}
    assert len(rows) >= 15
    assert "park" in str(rows["park-enterprises"]["参数"])


def test_a_path_has_a_sentence_at_every_step(graph: Path) -> None:
    rows = answer("path", "云帆科技", "远望装备", "-g", graph)
    assert [(row["起点"], row["终点"]) for row in rows] == [
        ("云帆科技", "临江工业区"),
        ("临江工业区", "船用电机项目"),
        ("船用电机项目", "远望装备"),
    ]
    assert all(row["evidence"] for row in rows)


def test_no_path_is_status_1(graph: Path) -> None:
    result = invoke("path", "云帆科技", "海州", "-g", graph)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "没有路" in result.stderr


def test_neighbors_within_the_depth(graph: Path) -> None:
    assert len(answer("neighbors", "临江工业区", "-g", graph)) == 2
    assert len(answer("neighbors", "临江工业区", "--depth", "2", "-g", graph)) == 3


def test_connect_links_all_or_says_that_it_cannot(graph: Path) -> None:
    assert len(answer("connect", "云帆科技", "远望装备", "-g", graph)) == 3
    result = invoke("connect", "云帆科技", "海州", "-g", graph)
    assert result.exit_code == 1


def test_central_and_communities(graph: Path) -> None:
    assert answer("central", "--limit", "1", "--by", "betweenness", "-g", graph)[0]["名称"] in (
        "临江工业区",
        "船用电机项目",
    )
    assert answer("communities", "-g", graph)


def test_stats_counts(graph: Path) -> None:
    found = json.loads(invoke("stats", "-g", graph, "--format", "json").stdout)
    assert {"项目": "实体", "数量": len(NAMES)} in found["总览"]


def test_view_writes_a_page_and_says_where(graph: Path, tmp_path: Path) -> None:
    page = tmp_path / "图.html"
    result = invoke("view", "--focus", "临江工业区", "--depth", "2", "-g", graph, "-o", page)
    assert (result.exit_code, result.stdout) == (0, f"{page}\n")
    assert "云帆科技" in page.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_one_line_that_names_it(graph: Path) -> None:
    result = invoke("view", "-g", graph, "-o", graph / "页.html")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1 and "页.html" in result.stderr


def test_check_passes_a_sound_graph_and_names_what_is_broken(graph: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyshacl")
    sound = invoke("check", graph.parent)
    assert (sound.exit_code, sound.stdout) == (0, "通过：haizhou-2031.ttl\n"), sound.output
    other = tmp_path / "other.txt"
    other.write_text(TEXT.replace("云帆", "云舟"), encoding="utf-8")
    broken = invoke("check", graph, "--text", other, "--format", "json")
    assert broken.exit_code == 1
    assert any("云帆" in str(row) for row in json.loads(broken.stdout))


def test_the_bundled_graph_answers_where_there_is_none_here_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = invoke("show", "南港工业区")
    assert result.exit_code == 0
    assert "随包" in result.stderr and "南港工业区（园区）" in result.stdout


def test_graphs_under_data_triples_answer_by_themselves(
    graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data" / "triples").mkdir(parents=True)
    (tmp_path / "data" / "triples" / graph.name).write_bytes(graph.read_bytes())
    monkeypatch.chdir(tmp_path)
    result = invoke("show", "临江工业区")
    assert (result.exit_code, result.stderr) == (0, "")


def test_lexicon_check_names_the_line_that_does_not_hold(tmp_path: Path) -> None:
    from tjgraph.resources import lexicon_dir

    assert invoke("lexicon", "check").exit_code == 0
    for table in lexicon_dir().glob("*.csv"):
        (tmp_path / table.name).write_bytes(table.read_bytes())
    with (tmp_path / "units.csv").open("a", encoding="utf-8") as file:
        file.write("一格\n")
    result = invoke("lexicon", "check", tmp_path)
    assert result.exit_code == 1
    assert "units.csv:" in result.stderr and len(result.stderr.splitlines()) == 1
