"""What a reader does with the page: paths, links, undo, files to keep, keys alone; and graphs that are too large."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from importlib import resources
from pathlib import Path
from urllib.parse import quote, unquote

import networkx as nx
import pytest
from command_line import invoke
from page_samples import Reader, sample
from playwright.sync_api import Browser, expect

from tjgraph.graph.store import KnowledgeGraph
from tjgraph.query.network import shortest_paths, to_networkx
from tjgraph.resources import bundled_graph
from tjgraph.views.page import MOST, write_page


def test_search_knows_pinyin_and_the_panel_has_figures_with_their_words(reader: Reader) -> None:
    for typed, name in (("lggyy", "临港工业园"), ("hailan", "海蓝新材"), ("qing neng", "氢能"), ("daxue", "星河大学")):
        reader.search(typed)
        assert reader.heading() == name, typed
    reader.search("氢能")
    assert reader.text(".status summary").split() == ["2025", "年目标", "产值", "约520亿元"]
    reader.page.click(".status summary")
    assert "氢能研究院" in reader.text(".status .quote")


def test_the_address_says_what_is_shown_and_back_undoes_a_step(browser: Browser, reader: Reader) -> None:
    steps = [reader.address()]
    reader.search("海蓝")
    steps.append(reader.address())
    reader.page.click(".proof")
    steps.append(reader.address())
    reader.page.keyboard.press("Escape")
    reader.page.click('.chip[data-value="Park"]')
    steps += ["", reader.address()]
    assert steps[1:] == ["node=id/海蓝新材", f"edge={edge_key(reader)}", "", "type=Park"]
    undo = (lambda: reader.page.keyboard.press("u"), reader.page.go_back, lambda: reader.page.click("#back"))
    for way, before in zip(undo, steps[-2:0:-1], strict=True):
        way()
        reader.page.wait_for_url(lambda url, before=before: unquote(url.partition("#")[2]) == before)
    expect(reader.page.locator("#panel h2")).to_have_text("海蓝新材")
    reader.page.keyboard.press("u")
    expect(reader.page.locator("#back")).to_be_disabled()
    assert reader.heading() is None


def edge_key(reader: Reader) -> str:
    edges = json.loads(reader.page.inner_text("#graph-edges"))
    nodes = {node["id"]: node["label"] for node in json.loads(reader.page.inner_text("#graph-nodes"))}
    return next(edge["key"] for edge in edges if nodes[edge["from"]] == "海蓝新材").replace(" ", "+")


def test_a_link_opens_what_its_sender_saw(browser: Browser, tmp_path: Path) -> None:
    write_page(sample(), tmp_path / "page.html", title="示例报告", focus="星河大学")
    reader = Reader(browser, tmp_path / "page.html")
    expect(reader.page.locator("#banner")).to_contain_text("星河大学的周围")
    here = (tmp_path / "page.html").as_uri()

    def go(**said: str) -> None:
        reader.page.goto(f"{here}#" + "&".join(f"{name}={quote(value)}" for name, value in said.items()))

    go(all="1")
    expect(reader.page.locator("#banner")).to_be_hidden()
    go(node="id/海蓝新材", type="Enterprise")
    expect(reader.page.locator("#panel h2")).to_have_text("海蓝新材")
    assert reader.text("#tally").startswith("1 / 6 个事物")
    go(focus="id/临港工业园", node="id/氢能")
    expect(reader.page.locator("#banner")).to_contain_text("临港工业园的周围")
    assert reader.heading() == "氢能"
    go(**{"from": "id/海蓝新材", "to": "id/氢能"})
    expect(reader.page.locator(".steps > li")).to_have_count(2)
    go(node="id/火星", year="1900")
    expect(reader.page.locator("#said")).to_contain_text("id/火星、1900")
    assert reader.trouble == []
    reader.page.close()


def test_path_shows_each_step_with_its_sentence_or_says_that_there_is_none(reader: Reader) -> None:
    reader.search("海蓝")
    reader.page.get_by_role("button", name="从它找路径").click()
    expect(reader.page.locator("#path-to")).to_be_focused()
    reader.page.keyboard.type("qn")
    reader.page.keyboard.press("Enter")
    steps = reader.page.locator(".steps > li")
    assert [" ".join(step.split("\n")[:3]) for step in steps.all_inner_texts()] == [
        "海蓝新材 位于 → 临港工业园",
        "临港工业园 所属产业 → 氢能",
    ]
    assert reader.page.locator(".steps .quote").all_inner_texts()[0].startswith("海蓝新材落户临港工业园")
    assert reader.address() == "from=id/海蓝新材&to=id/氢能"
    assert len(reader.saved("CSV 关系").decode("utf-8-sig").splitlines()) == 3, "what is lit is what is saved"
    reader.page.get_by_role("button", name="对调").click()
    assert steps.first.inner_text().startswith("氢能\n← 所属产业\n临港工业园")
    reader.page.fill("#path-from", "沙洲大桥")
    reader.page.keyboard.press("Enter")
    assert "没有关系把“沙洲大桥”和“海蓝新材”连起来" in reader.text("#panel .note")
    reader.page.keyboard.press("Escape")
    reader.page.keyboard.press("p")
    reader.page.fill("#path-from", "星河大学")
    reader.page.keyboard.press("Enter")
    reader.page.locator("#list summary").click()
    reader.page.get_by_role("button", name="沙洲大桥").click()
    assert "没有关系" in reader.text("#panel .note"), "a thing that is picked elsewhere is the missing end"


def test_the_path_is_that_of_the_command(browser: Browser) -> None:
    network = to_networkx(KnowledgeGraph.load([bundled_graph()]))
    tied = sorted(max(nx.weakly_connected_components(network), key=len))
    pairs = [*zip(tied[:20], tied[:-20:-1], strict=False), (tied[0], min(set(network).difference(tied)))]
    beside = {name: sorted({*network.predecessors(name), *network.successors(name)}) for name in sorted(network)}
    page = browser.new_page()
    page.add_script_tag(path=str(resources.files("tjgraph.views") / "assets" / "paths.js"))
    found = page.evaluate(
        """([beside, pairs]) => {
            const nodes = Object.keys(beside).map((id) => ({ id }));
            const model = { nodes, neighbours: (id) => beside[id].map((id) => ({ id })) };
            return pairs.map(([a, b]) => shortestPath(model, a, b));
        }""",
        [beside, pairs],
    )
    page.close()
    for pair, path in zip(pairs, found, strict=True):
        same = shortest_paths(network, *pair, limit=30)
        assert (path and (path["ids"], path["ways"])) == (([*same[0].nodes], len(same)) if same else None)
    assert sum(path is not None and len(path["ids"]) > 2 for path in found) > 15


def test_what_is_seen_becomes_a_picture_or_a_table(reader: Reader) -> None:
    reader.search("临港工业园")
    png = reader.saved("PNG 图片")
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") == 2 * reader.page.locator("#map").bounding_box()["width"]  # type: ignore[index]
    svg = ET.fromstring(reader.saved("SVG 矢量图"))
    texts = ["".join(text.itertext()) for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert {"临港工业园", "海蓝新材", "企业"} <= set(texts)
    assert "示例报告 · 6 个事物 · 3 条关系" in texts
    rows = reader.saved("CSV 事物").decode("utf-8-sig").splitlines()
    assert rows[0] == '"名称","类型","别名","状态","关系数","提及次数","原文","出处"'
    assert len(rows) == 7
    assert any(row.startswith('"沙洲大桥","项目","","开工 2025","0","1","临港工业园做强氢能产业') for row in rows)
    assert reader.text("#said") == "已存为 示例报告-事物.csv"


def test_keys_alone_reach_everything(reader: Reader) -> None:
    page, keys = reader.page, reader.page.keyboard
    seen = set()
    for _ in range(40):
        keys.press("Tab")
        seen.add(
            page.evaluate("(e => e.id || e.dataset.facet || e.className || e.parentElement.id)(document.activeElement)")
        )
    assert {"path", "export", "theme", "help", "search", "map", "zoom-in", "filters", "types", "list", "thing"} <= seen
    keys.press("/")
    keys.type("i")
    keys.press("Backspace")
    keys.type("港")
    keys.press("ArrowDown")
    keys.press("ArrowUp")
    assert page.locator('[aria-selected="true"]').inner_text().startswith("临港工业园")
    keys.press("Enter")
    expect(page.locator("#panel h2")).to_be_focused()
    keys.press("f")
    assert "临港工业园的周围" in reader.text("#banner")
    keys.press("0")
    keys.press("Escape")
    assert (reader.heading(), page.locator("#banner").is_hidden()) == (None, True)
    keys.press("l")
    keys.press("Tab")
    keys.press("Enter")
    assert reader.heading() == "海蓝新材", "the first enterprise of the list"
    keys.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert "首字母" in reader.text("#help-box")
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert reader.heading() == "海蓝新材", "Esc closes what is uppermost alone"


@pytest.mark.parametrize("width,scheme", [(1280, "light"), (375, "dark")])
def test_accessible_in_every_state_light_and_dark(browser: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    write_page(sample(), tmp_path / "page.html", title="示例报告")
    reader = Reader(browser, tmp_path / "page.html", size=(width, 720), color_scheme=scheme)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = reader.page.evaluate(ground)
    problems = reader.grave()
    reader.page.click("#filters summary" if width < 900 else "#list summary")
    reader.page.click('.chip[data-value="Park"]')
    problems += reader.grave()
    reader.page.keyboard.press("/")
    reader.page.keyboard.type("港")
    problems += reader.grave()
    reader.page.keyboard.press("Enter")
    problems += reader.grave()
    reader.page.keyboard.press("d")
    problems += reader.grave()
    assert reader.page.evaluate(ground) != before
    reader.page.reload()
    assert reader.page.evaluate(ground) != before, "the reader's choice is kept"
    reader.page.goto((tmp_path / "page.html").as_uri() + "#from=id/" + quote("海蓝新材") + "&to=id/" + quote("氢能"))
    expect(reader.page.locator(".steps > li")).to_have_count(2)
    problems += reader.grave()
    reader.page.keyboard.press("d")
    reader.page.keyboard.press("?")
    problems += reader.grave()
    assert problems == []
    assert reader.trouble == []
    reader.page.close()


def test_a_graph_of_many_reports_shows_its_most_linked_part_and_says_so(browser: Browser, tmp_path: Path) -> None:
    text = bundled_graph().read_text(encoding="utf-8")
    for copy in range(23):
        other = re.sub(r"(tjgraph/id/(?!report)\w+/)", rf"\g<1>{copy}-", text).replace(
            "tianjin-2025", f"copy{copy}-2025"
        )
        other = re.sub(r'"([^"\n]*)"@zh', rf'"\g<1>{copy}"@zh', other)
        (tmp_path / f"copy{copy}-2025.ttl").write_text(other, encoding="utf-8")
    result = invoke("view", "-g", tmp_path, "-o", tmp_path / "page.html")
    assert result.exit_code == 0
    said = re.search(r"全图有 (\d+) 个事物、\d+ 条关系，这里画出联系和提及最多的 (\d+) 个事物。", result.stderr)
    assert said
    assert int(said[1]) > 9000
    assert int(said[2]) == MOST
    reader = Reader(browser, tmp_path / "page.html")
    assert reader.text("#notice") == said[0]
    assert reader.text("#tally").startswith(f"{MOST} 个事物")
    reader.search("南港工业区7")
    assert reader.heading() == "南港工业区7"
    reader.search("没有的东西")
    assert "只画了一部分" in reader.text(".hits")
    assert reader.trouble == []
    reader.page.close()
