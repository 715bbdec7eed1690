"""The page in a real browser: what a reader does with it, and what a hostile name cannot do to it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from urllib.parse import quote

import networkx as nx
import pytest
from page_samples import HOSTILE, Reader, sample
from playwright.sync_api import Browser, expect

from tjgraph.errors import NotFoundError
from tjgraph.model import Evidence
from tjgraph.views.page import write_page


def test_summary_counts_what_the_page_shows(tmp_path: Path) -> None:
    summary = write_page(sample(), tmp_path / "page.html", title="示例报告")
    assert (summary.nodes, summary.edges, summary.path) == (6, 3, tmp_path / "page.html")
    assert summary.size == (tmp_path / "page.html").stat().st_size
    assert os.listdir(tmp_path) == ["page.html"]


def test_a_neighbourhood_that_was_cut_says_so(tmp_path: Path) -> None:
    network = sample()
    network.graph["omitted"] = 9
    summary = write_page(network, tmp_path / "page.html", title="示例报告")
    assert summary.notice == "周围有 15 个事物，这里画出较近和联系较多的 6 个。"
    assert summary.notice in (tmp_path / "page.html").read_text(encoding="utf-8").split("<main")[0]


def test_names_no_address_outside_and_only_hashed_scripts(tmp_path: Path) -> None:
    write_page(sample(), tmp_path / "page.html", title="示例报告")
    html = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert re.findall(r"""(?:src|href)\s*=\s*["']?([^"'\s>]+)""", html.split("<script", 1)[0]) == ["data:,"]
    assert "bootstrap" not in html
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert "unsafe" not in policy[1]
    assert policy[1].startswith("default-src 'none'")


def test_opens_with_title_tally_and_a_legend_from_the_ontology(reader: Reader) -> None:
    assert reader.text("#title") == "示例报告"
    assert "6 个事物 · 3 条关系" in reader.text("#tally")
    chips = reader.page.locator('.chip[data-facet="types"]').all_inner_texts()
    assert [chip.split() for chip in chips] == [
        ["企业", "1"],
        ["机构", "2"],
        ["园区", "1"],
        ["项目", "1"],
        ["产业", "1"],
    ]


def test_search_jumps_by_alias_and_shows_the_marked_sentence(reader: Reader) -> None:
    reader.page.keyboard.press("/")
    reader.search("海蓝")
    assert reader.text("#panel h2") == "海蓝新材"
    assert "又名 海蓝" in reader.text("#panel")
    assert reader.marks(0) == {"海蓝新材"}
    assert "海蓝新材落户临港工业园" in reader.text("#panel .quote")


def test_search_says_so_where_nothing_is_found(reader: Reader) -> None:
    reader.search("火星")
    assert "没有这个名称" in reader.text(".hits")
    assert reader.page.locator("#panel h2").count() == 0


def test_click_on_a_thing_opens_it_and_double_click_shows_its_surroundings(reader: Reader) -> None:
    reader.search("临港工业园")  # the camera now looks at it
    reader.page.keyboard.press("Escape")
    assert reader.page.locator("#panel h2").count() == 0
    reader.click_middle()
    assert reader.text("#panel h2") == "临港工业园"
    assert [part.split()[0] for part in reader.page.locator(".relation h4").all_inner_texts()] == ["所属产业", "←"]
    reader.page.mouse.dblclick(*reader.middle())
    assert "临港工业园的周围" in reader.text("#banner")
    assert reader.text("#tally").startswith("4 / 6 个事物")
    reader.page.keyboard.press("Escape")
    assert reader.page.locator("#banner").is_hidden()
    assert reader.text("#tally").startswith("6 个事物")


def test_click_on_a_relation_shows_its_proof_with_both_names_marked(reader: Reader) -> None:
    nodes = {node["label"]: node for node in json.loads(reader.page.inner_text("#graph-nodes"))}
    one, two = nodes["海蓝新材"], nodes["临港工业园"]
    dx, dy = two["x"] - one["x"], two["y"] - one["y"]
    length = (dx * dx + dy * dy) ** 0.5
    reader.search("海蓝新材")
    for along in range(30, 160, 10):  # somewhere on the way runs the curve
        for aside in (0, 7, -7, 14, -14):
            reader.click_middle((dx * along - dy * aside) / length, (dy * along + dx * aside) / length)
            if reader.page.locator(".triple").count():
                assert reader.text("#panel h2") == "海蓝新材 位于 临港工业园"
                assert (reader.marks(0), reader.marks(1)) == ({"海蓝新材"}, {"临港工业园"})
                return
    pytest.fail("no relation on the way")


def test_proof_button_back_button_and_background(reader: Reader) -> None:
    reader.search("星河大学")
    reader.page.click(".proof")
    assert reader.text("#panel h2") == "星河大学 位于 临港工业园"
    assert "背景知识" in reader.text("#panel .note")
    reader.page.click(".back")
    assert reader.text("#panel h2") == "星河大学"


def test_thing_without_relations_shows_status_and_what_stands_beside_it(reader: Reader) -> None:
    reader.search("沙洲大桥")
    assert "开工" in reader.text(".status summary")
    assert "2025" in reader.text(".status summary")
    assert {"氢能", "临港工业园"} <= set(reader.page.locator(".things .thing").all_inner_texts())


def test_filters_agree_across_facets_and_clear(reader: Reader) -> None:
    def tally() -> str:
        return reader.text("#tally").split(" 个事物")[0]

    reader.page.click('.chip[data-value="Institution"]')
    assert tally() == "2 / 6"
    assert reader.page.locator('.chip[data-value="Institution"]').get_attribute("aria-pressed") == "true"
    reader.page.click('.chip[data-value="locatedIn"]')
    assert tally() == "2 / 6", "a chosen relation brings in its other end"
    assert set(reader.page.locator("#panel .thing").all_inner_texts()) == {"星河大学", "临港工业园"}
    reader.page.click('.chip[data-value="2024"]')
    assert tally() == "0 / 6"
    assert reader.page.locator("#nothing").is_visible()
    reader.page.click(".clear")
    assert tally() == "6"
    reader.page.click('.chip[data-value="started"]')
    assert tally() == "1 / 6"


def test_opens_on_the_focus(browser: Browser, tmp_path: Path) -> None:
    write_page(sample(), tmp_path / "page.html", title="示例报告", focus="临港")
    reader = Reader(browser, tmp_path / "page.html", color_scheme="dark")
    assert "临港工业园的周围" in reader.text("#banner")
    assert reader.text("#panel h2") == "临港工业园"
    assert reader.trouble == []
    reader.page.close()
    with pytest.raises(NotFoundError, match="火星"):
        write_page(sample(), tmp_path / "page.html", title="示例报告", focus="火星")


def test_hostile_names_are_text(browser: Browser, tmp_path: Path) -> None:
    network = nx.MultiDiGraph()
    for index, name in enumerate(HOSTILE):
        proof = Evidence(f"说到{name}，还有{HOSTILE[0]}。", index * 1000, index * 1000 + 900, HOSTILE[1])
        network.add_node(
            f"id/{name}", label=name, type="Enterprise" if index % 2 else name, aliases=(HOSTILE[1],),
            mentions=(proof,), statuses=((name, 2025, proof),),
        )  # fmt: skip
        network.add_edge(
            f"id/{name}", f"id/{HOSTILE[0]}", key=f"claim/{index}", predicate=name, label=name, years=(2025,),
            evidence=(proof,), background=False,
        )  # fmt: skip
    write_page(network, tmp_path / "page.html", title=HOSTILE[1])
    reader = Reader(browser, tmp_path / "page.html")
    assert reader.page.title() == HOSTILE[1]
    assert reader.page.text_content("#title") == HOSTILE[1]
    for name in HOSTILE:
        reader.search(name[:250])
        assert reader.page.text_content("#panel h2") == name
        for proof_button in reader.page.locator(".proof").all()[:1]:
            proof_button.click()
            assert name in (reader.page.text_content("#panel .quote") or "")
    reader.page.goto((tmp_path / "page.html").as_uri() + "#node=" + quote(HOSTILE[0]) + "&to=" + quote(HOSTILE[1]))
    expect(reader.page.locator("#said")).to_contain_text(HOSTILE[0])
    reader.search(HOSTILE[1])
    assert "<script" not in re.sub(r"<title>.*?</title>|<text.*?</text>", "", reader.saved("SVG 矢量图").decode())
    assert ET.fromstring(reader.saved("SVG 矢量图")).find("{http://www.w3.org/2000/svg}title").text == HOSTILE[1]  # type: ignore[union-attr]
    assert '"\'=HYPERLINK(1)"' in reader.saved("CSV 事物").decode("utf-8-sig")
    assert reader.page.locator("#panel img, #panel script, .hits img, #facets img").count() == 0
    assert reader.page.evaluate("window.hit") is None
    assert reader.trouble == []
    assert len(reader.requests) <= 2
    reader.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=window.hit=1>')")
    reader.page.wait_for_timeout(100)
    assert reader.page.evaluate("window.hit") is None, "the policy stops even markup that got in"
    reader.page.close()


def test_narrow_screen_shows_map_and_panel_without_sideways_scrolling(browser: Browser, tmp_path: Path) -> None:
    write_page(sample(), tmp_path / "page.html", title="示例报告")
    reader = Reader(browser, tmp_path / "page.html", size=(375, 720))
    for _ in range(2):
        assert reader.page.evaluate("document.documentElement.scrollWidth") == 375
        box = reader.page.locator("#map").bounding_box()
        assert box
        assert box["height"] > 200
        reader.search("临港工业园")
    assert reader.page.locator("#panel h2").is_visible()
    reader.page.close()


def test_empty_network_says_so(browser: Browser, tmp_path: Path) -> None:
    assert write_page(nx.MultiDiGraph(), tmp_path / "page.html", title="空").nodes == 0
    reader = Reader(browser, tmp_path / "page.html")
    assert "没有可显示的内容" in reader.text("#nothing")
    assert reader.trouble == []
    reader.page.close()


def test_names_never_overlap(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(
        path=str(Path(sys.modules[write_page.__module__].__file__ or "").parent / "assets" / "labels.js")
    )
    clashes = page.evaluate(
        """() => {
            const spots = Array.from({length: 400}, (_, i) => ({
                id: `n${i}`, x: (i * 137) % 900, y: (i * 89) % 600, r: 4, size: 13, font: "13px sans-serif",
                text: "名".repeat(1 + i % 23), force: i % 5 === 0, wrap: i % 5 ? [9, 2] : [16, 3],
            }));
            const placed = placeLabels(spots, spots, (line) => line.length * 13);
            const clash = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
            return [placed.length, placed.filter((a, i) => placed.some((b, j) => i < j && clash(a, b))).length,
                    wrapName("“海纳”算力（一期）、二期", 6, 2)];
        }"""
    )
    page.close()
    assert clashes[0] > 40
    assert clashes[1] == 0
    assert not any(line[0] in "”）、" or line[-1] in "“（" for line in clashes[2])


def test_same_network_same_bytes_whatever_the_hash_seed_and_locale(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from page_samples import sample; from tjgraph.views.page import write_page\n"
        "write_page(sample(), Path(sys.argv[2]), title='report')"
    )
    digests = set()
    for seed, locale in (("0", "C"), ("1", "C.UTF-8"), ("77", "zh_CN.GBK")):
        path = tmp_path / f"{seed}.html"
        environment = os.environ | {"PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONUTF8": "0"}
        subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent), str(path)], env=environment, check=True)
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(digests) == 1
