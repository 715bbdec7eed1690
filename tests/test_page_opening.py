"""Opening a neighbourhood further, and a legend whose counts follow the other filters; and how the scripts are cut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import networkx as nx
import pytest
from page_samples import Network, Reader, sample
from playwright.sync_api import Browser, expect

from tjgraph.views.page import write_page

ASSETS = Path(str(resources.files("tjgraph.views"))) / "assets"


def twin_stars() -> Network:
    """甲 with 14 neighbours, one of them 乙, which has 40 more, the last of them linked on; and 丙 with 310."""
    network = nx.MultiDiGraph()

    def link(one: str, two: str) -> None:
        for name in (one, two):
            network.add_node(f"id/{name}", label=name, type="Enterprise", aliases=(), mentions=(), statuses=())
        network.add_edge(
            f"id/{one}", f"id/{two}", key=f"claim/{one}-{two}", predicate="investsIn", label="投资", years=(2025,),
            evidence=(), background=False,
        )  # fmt: skip

    for near in ("乙", *(f"近{i}" for i in range(13))):
        link("甲", near)
    for far in range(40):
        link("乙", f"远{far}")
    for many in range(310):
        link("丙", f"多{many}")
    return network


@pytest.fixture
def stars(browser: Browser, tmp_path: Path) -> Iterator[Reader]:
    write_page(twin_stars(), tmp_path / "page.html", title="示例", focus="甲")
    reader = Reader(browser, tmp_path / "page.html")
    yield reader
    assert reader.trouble == []
    reader.page.close()


def test_double_click_adds_neighbours_so_many_at_a_time_and_back_takes_them_away(stars: Reader) -> None:
    def drawn() -> int:
        return int(stars.text("#tally").split(" / ")[0])

    assert drawn() == 15
    stars.search("乙")  # in the middle now
    counts, notes = [], []
    for _ in range(3):
        stars.page.mouse.dblclick(*stars.middle())
        counts.append(drawn())
        notes.append(stars.text("#said"))
        stars.search("乙")
    assert counts == [39, 55, 55]
    assert notes == [
        "“乙”的周围：加了 24 个（还有 16 个没有画，再双击一次）",
        "“乙”的周围：加了 16 个",
        "“乙”的周围：都在图上了",
    ]
    assert stars.address() == "focus=id/甲&open=id/乙&open=id/乙&node=id/乙"
    stars.page.keyboard.press("u")
    expect(stars.page.locator("#banner")).to_contain_text("甲的周围，展开了“乙”（还有 16 个没有画，再双击一次）")
    assert drawn() == 39
    stars.page.reload()
    expect(stars.page.locator("#banner")).to_contain_text("展开了“乙”")
    assert drawn() == 39, "a link opens the same"
    stars.page.get_by_role("button", name="展开它的周围（16 个没有画）").focus()
    stars.page.keyboard.press("Enter")
    assert drawn() == 55
    expect(stars.page.locator("#panel h2")).to_be_focused()
    stars.page.get_by_role("button", name="收起它展开的").click()
    assert drawn() == 15
    stars.page.keyboard.press("e")
    assert drawn() == 39, "by key as well"


def test_a_neighbourhood_that_is_full_says_how_much_is_left(stars: Reader) -> None:
    stars.page.keyboard.press("0")
    stars.search("丙")
    stars.page.mouse.dblclick(*stars.middle())
    expect(stars.page.locator("#banner")).to_contain_text("丙的周围（至多画 300 个，还有 10 个没有画）")
    assert stars.text("#tally").startswith("301 / ")
    stars.page.keyboard.press("e")
    expect(stars.page.locator("#said")).to_have_text("“丙”的周围：（还有 10 个没有画，图上已满 300 个）")


def test_what_is_opened_lies_on_nothing(browser: Browser) -> None:
    page = browser.new_page()
    page.add_script_tag(path=str(ASSETS / "geometry.js"))
    moved, nearest = page.evaluate(
        """() => {
            const names = (prefix, count) => Array.from({length: count}, (_, i) => ({id: `${prefix}${i}`}));
            const places = radialPlaces("middle", names("inner", 30));
            const before = JSON.stringify([...places]);
            for (const through of ["inner0", "inner17", "inner0", "middle"])
                placeBeside(places, names(`${through}-${places.size}-`, 24).map((node) => ({node, through})));
            const spots = [...places.values()];
            const apart = (a, b) => Math.hypot((a.x - b.x) / RING_STRETCH, a.y - b.y);
            const added = spots.slice(31);
            return [JSON.stringify([...places].slice(0, 31)) !== before,
                    Math.min(...added.map((a) => Math.min(...spots.filter((b) => b !== a).map((b) => apart(a, b)))))];
        }"""
    )
    page.close()
    assert not moved
    assert nearest >= 96


def test_counts_in_the_legend_follow_the_other_filters(browser: Browser, tmp_path: Path) -> None:
    write_page(sample(), tmp_path / "page.html", title="示例报告")
    reader = Reader(browser, tmp_path / "page.html")

    def counts(facet: str) -> dict[str, int]:
        chips = reader.page.locator(f'.chip[data-facet="{facet}"]').all()
        return {str(chip.get_attribute("data-value")): int(chip.locator(".count").inner_text()) for chip in chips}

    kinds = {"Enterprise": 1, "Institution": 2, "Park": 1, "Project": 1, "Industry": 1}
    assert counts("types") == kinds
    assert (counts("relations"), counts("statuses")) == ({"locatedIn": 2, "inIndustry": 1}, {"started": 1})
    assert counts("years") == {"2024": 2, "2025": 4}
    reader.page.click('.chip[data-value="2024"]')
    assert counts("types") == kinds | {"Institution": 0, "Project": 0, "Industry": 0}
    assert counts("relations") == {"locatedIn": 1, "inIndustry": 0}
    assert counts("years") == {"2024": 2, "2025": 4}, "within a row each counts for itself"
    reader.page.click('.chip[data-value="Park"]')
    assert reader.text("#tally").startswith("1 / 6")
    assert counts("types")["Enterprise"] == 1
    for facet, value in (("relations", "locatedIn"), ("relations", "inIndustry"), ("statuses", "started")):
        told, chip = counts(facet)[value], reader.page.locator(f'.chip[data-value="{value}"]')
        chip.click()  # each count is what a click then shows
        things, relations = re.findall(r"(\d+)(?: / \d+)? (?:个事物|条关系)", reader.text("#tally"))
        assert int(relations if facet == "relations" else things) == told, value
        chip.click()
    reader.page.locator(".clear").focus()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("#filters summary")).to_be_focused()
    assert counts("types") == kinds
    reader.page.close()


def test_a_page_of_a_site_leads_to_its_other_pages(browser: Browser, tmp_path: Path) -> None:
    write_page(sample(), tmp_path / "page.html", title="示例报告", site="/")
    reader = Reader(browser, tmp_path / "page.html")
    assert reader.page.get_by_role("link", name="回到网站").get_attribute("href") == "/"
    reader.search("海蓝")
    links = [link.get_attribute("href") for link in reader.page.locator("#panel a").all()]
    assert links == ["/id/id/%E6%B5%B7%E8%93%9D%E6%96%B0%E6%9D%90", "/report/example-2025#char=0,25"]
    assert reader.grave() == []
    reader.page.close()


@pytest.mark.parametrize("script", sorted(ASSETS.glob("*.js")), ids=lambda path: path.name)
def test_scripts_are_small_and_of_small_functions(script: Path) -> None:
    lines = script.read_text(encoding="utf-8").split("\n")
    assert len(lines) < 400
    # Prettier has laid them out: what begins at a depth ends at the next line that closes it there.
    for depth in ("", "  "):
        closings = [i for i, line in enumerate(lines) if re.match(rf"{depth}[}})\]]", line)]
        starts = [
            i for i, line in enumerate(lines)
            if re.match(rf"{depth}(?!class |\{{$)[^\s/*].*(\{{|=>|\()$", line)
        ]  # fmt: skip
        for start in starts:
            end = next((i for i in closings if i > start), start)
            assert end - start < 50, f"{script.name}:{start + 1}"
