"""The site in a real browser: every page at three widths, light and dark, by keyboard alone and without script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import web_samples
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from web_samples import HOSTILE, PAGES, PARK, Reader, Site, entity

site = web_samples.site
BUNDLED = (Path(__file__).parent.parent / "src" / "tjgraph" / "web" / "static" / "editor.js").is_file()
MAPS = ("/map", "/map?name=" + quote("云台工业区") + "&depth=2")


@pytest.fixture
def reader(browser: Browser, site: Site) -> Iterator[Callable[..., Reader]]:
    opened: list[Reader] = []

    def open_(**how: object) -> Reader:
        opened.append(Reader(browser, site, **how))  # type: ignore[arg-type]
        return opened[-1]

    yield open_
    for one in opened:
        assert one.trouble == []
        one.close()


@pytest.mark.parametrize("width,scheme", [(1280, "light"), (768, "dark"), (375, "light"), (375, "dark")])
def test_every_page_is_quiet_fits_and_is_accessible(reader: Callable[..., Reader], width: int, scheme: str) -> None:
    visitor = reader(width=width, scheme=scheme)
    problems = []
    for path in PAGES:
        page = visitor.go(path)
        assert page.title().strip(), path
        assert by_keyboard(page), path
        assert page.locator("h1").count() == 1, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate("window.hit") is None, path
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        grave = [v for v in found if v["impact"] in ("serious", "critical")]
        problems += [(path, v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in grave]
    assert not problems


def by_keyboard(page: Page) -> bool:
    """Whether Tab leads to the skip link, Enter over it into the text, and Tab on from there; each is seen."""
    seen = "getComputedStyle(document.activeElement).outlineStyle"
    page.keyboard.press("Tab")
    skips = page.evaluate(f"document.activeElement.matches('.skip') && {seen}")
    page.keyboard.press("Enter")
    jumped = page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    return skips == "solid" and jumped and page.evaluate(seen) in ("solid", "auto")


@pytest.mark.parametrize("path", MAPS)
def test_the_map_is_quiet(reader: Callable[..., Reader], path: str) -> None:
    page = reader().go(path)
    expect(page.locator("canvas").first).to_be_visible()
    assert page.evaluate("window.hit") is None


def test_the_map_leads_to_the_pages_of_the_site_and_back(reader: Callable[..., Reader]) -> None:
    page = reader().go(entity("park", "云台工业区"))
    page.get_by_role("link", name="在地图里看").click()
    expect(page.locator("#banner")).to_contain_text("云台工业区的周围")
    page.get_by_role("link", name=re.compile(r"haizhou-2031 · 第")).first.click()
    assert re.search(r"/report/haizhou-2031#char=\d+,\d+$", page.url)
    page.go_back()
    page.get_by_role("link", name="它的网页").click()
    expect(page.locator("h1")).to_have_text("云台工业区")
    page.go_back()
    page.get_by_role("link", name="回到网站").click()
    expect(page.get_by_label("找一样东西")).to_be_visible()


def test_by_keyboard_from_the_home_page_to_the_words_that_prove_a_fact(reader: Callable[..., Reader]) -> None:
    page = reader().go("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("/")
    box = page.get_by_label("找一样东西")
    expect(box).to_be_focused()
    page.keyboard.type("ytgyq")
    expect(page.get_by_role("option").first).to_contain_text("云台工业区")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("云台工业区")
    page.get_by_role("link", name=re.compile("看原文")).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("海州市政府工作报告")
    assert re.search(r"#char=\d+,\d+$", page.url)
    marked = "[...CSS.highlights.get('passage')].map(range => range.toString()).join()"
    assert "云台工业区" in page.evaluate(marked)
    page.locator("a.name", has_text="云台工业区").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("云台工业区")


def test_suggestions_go_away_and_a_plain_search_stays_possible(reader: Callable[..., Reader]) -> None:
    page = reader(width=375).go("/table")
    box = page.get_by_role("combobox")
    box.type("青石")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("青石")
    expect(page.locator(".hits")).to_contain_text(PARK)


@pytest.mark.parametrize("start,end", [(0, 5), (14, 30), (40, 75)])
def test_the_address_marks_exactly_its_words(reader: Callable[..., Reader], start: int, end: int) -> None:
    visitor = reader()
    for name, text in (("haizhou-2031", web_samples.haizhou.TEXT), ("hostile-2031", web_samples.hostile_text())):
        page = visitor.go(f"/report/{name}#char={start},{end}")
        words = page.evaluate("[...CSS.highlights.get('passage')][0].toString()")
        assert words == text[start:end].replace("\n", "") or "\n" in text[start:end]
        page.evaluate("location.hash = 'char=1,3'")
        page.wait_for_function("[...CSS.highlights.get('passage')][0].toString().length === 2")
        page.goto("about:blank")


def test_a_fact_and_its_words_light_up_together_and_layers_can_be_hidden(reader: Callable[..., Reader]) -> None:
    page = reader().go("/report/haizhou-2031")
    note = page.locator("[data-note]").filter(has_text="蓝鲸重工").first
    expect(note).to_be_visible()
    note.hover()
    expect(page.locator("[data-text] .lit").first).to_be_visible()
    lit = page.locator("[data-text] .words .lit")
    assert "蓝鲸重工" in "".join(lit.all_inner_texts())
    name = page.locator("a.name").first
    decoration = "element => getComputedStyle(element).textDecorationColor"
    before = name.evaluate(decoration)
    page.get_by_role("checkbox", name="名称").uncheck()
    assert name.evaluate(decoration) != before


def test_notes_fold_on_a_narrow_screen(reader: Callable[..., Reader]) -> None:
    page = reader(width=375).go("/report/haizhou-2031")
    expect(page.locator("[data-note]").first).to_be_hidden()
    page.locator("details.notes > summary").first.click()
    expect(page.locator("[data-note]").first).to_be_visible()


def test_the_neighbours_map_leads_on(reader: Callable[..., Reader]) -> None:
    page = reader().go(entity("park", "云台工业区"))
    page.locator("svg.map a", has_text="蓝鲸重工").or_(page.locator("svg.map a", has_text="深水码头项目")).first.click()
    expect(page.locator("h1")).to_have_text(re.compile("蓝鲸重工|深水码头项目"))


@pytest.mark.parametrize("name", [*HOSTILE, PARK])
def test_hostile_names_are_words_everywhere(reader: Callable[..., Reader], name: str) -> None:
    visitor = reader(width=375)
    kind = "park" if name == PARK else "enterprise"
    shown = re.sub("[\u202a-\u202e]", "�", name)
    for path in (entity(kind, name), "/search?q=" + quote(name[:200]), "/ask?q=" + quote(name[:200])):
        page = visitor.go(path)
        assert shown[:60] in page.inner_text("main"), path
        assert page.evaluate("window.hit") is None
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        assert page.locator("main img, main svg[onload], main b[onclick]").count() == 0


@pytest.mark.skipif(not BUNDLED, reason="npm was not there when the package was built")
def test_the_editor_completes_runs_and_gives_files(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    page = visitor.go("/editor")
    editor = page.get_by_role("textbox", name="SPARQL 查询")
    expect(editor).to_be_visible()
    expect(page.locator("textarea")).to_be_hidden()
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?name WHERE { ?x a tj:Pa")
    expect(page.get_by_role("option").first).to_contain_text("tj:Park")
    page.wait_for_timeout(200)  # CodeMirror takes no key for a choice that somebody cannot have seen yet
    page.keyboard.press("Enter")
    page.keyboard.type(" ; rdfs:label ?name }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".result td").first).to_be_visible()
    assert "云台工业区" in page.inner_text(".result")
    assert PARK in page.inner_text(".result")
    with page.expect_download() as got:
        page.get_by_role("button", name="CSV").click()
    assert "云台工业区" in Path(got.value.path()).read_text(encoding="utf-8")


def test_the_site_works_without_script(reader: Callable[..., Reader]) -> None:
    page = reader(script=False).go("/")
    page.get_by_label("找一样东西").fill("云台")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="云台工业区").first.click()
    expect(page.locator("h1")).to_have_text("云台工业区")
    page.get_by_role("link", name=re.compile("看原文")).first.click()
    expect(page.locator(":target")).to_have_count(1)
    page.get_by_role("link", name="表格").click()
    page.get_by_role("link", name="企业").first.click()
    page.get_by_label("含有").fill("青禾")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="比较", exact=True).click()
    page.get_by_label("指标", exact=True).fill("生产总值")
    page.get_by_role("button", name="比较").click()
    page.get_by_role("link", name="5.6", exact=True).click()
    expect(page.locator(":target")).to_have_count(1)
    page.get_by_role("link", name="SPARQL", exact=True).first.click()
    page.locator("textarea").fill("ASK { ?x a tj:Park }")
    page.get_by_role("button", name="运行").click()
    expect(page.locator(".result .verdict")).to_have_text("是")


def test_a_page_that_is_not_there_helps_on(reader: Callable[..., Reader]) -> None:
    visitor = reader()
    page = visitor.go("/e/park/" + quote("云抬工业区"), 404)
    expect(page.locator("h1")).to_have_text("没有这一页")
    visitor.trouble.clear()  # the browser itself notes the 404
    page.locator("main").get_by_role("link", name="云台工业区").click()
    expect(page.locator("h1")).to_have_text("云台工业区")
