"""The site's pages as a client without a browser sees them: answers, errors, downloads, and nothing that could run."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import graph_samples as haizhou
import openpyxl
import pytest
import web_samples
from web_samples import HOSTILE, PAGES, PARK, Elements, Site, entity, holds_nothing_that_runs, serving

from tjgraph.web.addresses import iri_of, page_of

site = web_samples.site


@pytest.mark.parametrize("path", PAGES)
def test_a_page_answers_and_holds_nothing_that_runs(site: Site, path: str) -> None:
    reply = site.get(path)
    assert reply.status == 200, reply.text
    assert reply.headers["Content-Type"].startswith("text/html")
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    holds_nothing_that_runs(reply.text)


def test_who_has_a_page_is_not_sent_it_again(site: Site) -> None:
    first = site.get("/vocabulary")
    again = site.get("/vocabulary", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    assert site.get("/vocabulary", **{"If-None-Match": '"other"'}).status == 200


def test_a_page_is_packed_for_whom_unpacks(site: Site) -> None:
    plain, packed = site.get("/vocabulary"), site.get("/vocabulary", **{"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_every_link_on_every_page_leads_somewhere(site: Site) -> None:
    waiting, seen = ["/"], set()
    while waiting and len(seen) < 160:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        reply = site.get(path)
        assert reply.status in (200, 303), (path, reply.status)
        if not reply.headers["Content-Type"].startswith("text/html"):
            continue
        for tag, attributes, _ in Elements(reply.text).found:
            target = urlsplit(urljoin(path, attributes.get("href", "")))
            if tag == "a" and attributes.get("href"):
                assert not target.netloc, attributes
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    assert len(seen) > 100


@pytest.mark.parametrize("name", ["haizhou-2031", "hostile-2031"])
def test_the_report_is_shown_word_for_word(site: Site, name: str) -> None:
    text = haizhou.TEXT if name == "haizhou-2031" else web_samples.hostile_text()
    lines = [
        (int(attributes["data-at"]), "".join(words))
        for _, attributes, words in Elements(site.get(f"/report/{name}").text).found
        if "data-at" in attributes
    ]
    assert [line for _, line in lines] == [re.sub("[\u202c\u202e]", "�", t) for t in text.split("\n") if t.strip()]
    assert all(len(line) == len(text[at:].partition("\n")[0]) for at, line in lines)


def test_proof_leads_to_its_place_in_the_report_and_names_lead_back(site: Site) -> None:
    thing = site.get(entity("park", "云台工业区")).text
    proofs = re.findall(r'href="(/report/haizhou-2031)#(char=\d+,\d+)"', thing)
    report = site.get("/report/haizhou-2031").text
    assert len(proofs) > 5
    assert all(f'id="{anchor}"' in report for _, anchor in proofs)
    assert f'href="{entity("park", "云台工业区")}"' in report
    assert 'aria-label="原文第' in report


def test_without_its_text_a_report_is_shown_as_far_as_the_graph_quotes_it(tmp_path: Path, site: Site) -> None:
    from tjgraph.graph.turtle import write_turtle

    write_turtle(haizhou.FACTS, tmp_path / "haizhou-2031.ttl")
    (tmp_path / "haizhou-2031.txt").write_text("另一份报告。", encoding="utf-8")
    with serving(tmp_path / "haizhou-2031.ttl") as alone:
        page = alone.get("/report/haizhou-2031").text
        assert "找不到这份报告的原文" in page
        assert "另一份报告" not in page
        assert "青禾制药" in page


def test_a_graph_without_reports_has_pages_too(tmp_path: Path) -> None:
    (tmp_path / "bare.ttl").write_text("<https://example.org/a> <https://example.org/b> 1 .", encoding="utf-8")
    with serving(tmp_path / "bare.ttl") as bare:
        for path in (
            "/",
            "/report",
            "/ledger",
            "/compare",
            "/diff",
            "/table/Project",
            "/search?q=a",
            "/ask?q=a",
            "/query",
            "/map",
        ):
            reply = bare.get(path)
            assert reply.status == 200, (path, reply.text)
        assert "还没有报告" in bare.get("/").text
        assert "只有一份报告" in bare.get("/compare").text
        assert "要有两份写明年份的报告" in bare.get("/diff").text
        assert "1" in bare.get("/e?iri=" + quote("https://example.org/a", safe="")).text


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/e/park/" + quote("云抬工业区"),
        "/e?name=" + quote("云抬工业区"),
        "/e?iri=nonsense",
        "/report/" + quote("../../../etc/passwd", safe=""),
        "/static/../app.py",
        "/static/..%2f..%2fapp.py",
        "/static/",
        "/table/Nothing",
        "/table/Project?place=" + quote("没有的地方"),
        "/query/nothing",
        "/query/park-enterprises?park=" + quote("没有的园区"),
        "/ledger?old=nothing",
        "/compare?indicator=" + quote("没有的指标"),
        "/compare?place=" + quote("没有的地方"),
        "/diff?old=dalian-2031&new=nothing",
        "/diff?part=nothing",
    ],
)
def test_what_is_not_there_is_404(site: Site, path: str) -> None:
    page, line = site.get(path), site.get(path, accept="*/*")
    assert page.status == line.status == 404, (page.text, line.text)
    assert "Traceback" not in page.text + line.text
    assert "root:" not in page.text + line.text


@pytest.mark.parametrize("path", ["/e/park/" + quote("云抬工业区"), "/e?name=" + quote("云抬工业区")])
def test_a_name_that_is_not_known_gets_near_ones(site: Site, path: str) -> None:
    assert f'href="{entity("park", "云台工业区")}"' in site.get(path).text


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=" + quote("长" * 201),
        "/ask?q=" + quote("长" * 201),
        "/search?q=a&type=Nothing",
        "/search?q=" + quote("港") + "&page=0",
        "/search?q=" + quote("港") + "&page=99",
        "/search?q=" + quote("港") + "&page=" + quote("²"),
        "/e",
        "/table/Project?year=" + quote("今年"),
        "/table/Project?status=nothing",
        "/table/Project?q=" + quote("长" * 61),
        "/table/Project?format=exe",
        "/map?name=" + quote("云台工业区") + "&depth=99",
        "/ledger?new=dalian-2032",
        "/ledger?old=dalian-2032&new=dalian-2031",
        "/ledger?old=dalian-2031&new=haizhou-2031",
        "/compare?year=" + quote("去年"),
        "/compare?indicator=" + quote("长" * 61),
        "/diff?old=dalian-2031",
        "/diff?old=dalian-2031&new=dalian-2031",
        "/diff?format=exe",
        "/diff?page=99",
    ],
)
def test_what_cannot_be_answered_as_asked_is_400_in_one_line(site: Site, path: str) -> None:
    reply = site.get(path, accept="text/plain")
    assert reply.status == 400, reply.text
    assert len(reply.text.splitlines()) == 1
    assert site.get(path).status == 400


def test_an_alias_leads_to_the_thing(site: Site) -> None:
    reply = site.get("/e?name=" + quote("海州市"))
    assert (reply.status, reply.headers["Location"]) == (303, entity("city", "海州"))


@pytest.mark.parametrize("name", [*HOSTILE, PARK, "..", ".", "a/b", "a%2Fb", " ", "？#"])
def test_the_page_of_an_iri_is_found_again(name: str) -> None:
    iri = iri_of("enterprise", name)
    path = page_of(iri)
    assert path.isascii()
    if path.startswith("/e/"):
        from urllib.parse import unquote

        kind, _, given = urlsplit(path).path.removeprefix("/e/").partition("/")
        assert iri_of(unquote(kind), unquote(given)) == iri
    else:
        assert path == "/e?iri=" + quote(iri, safe="")


def test_hostile_names_are_found_and_described(site: Site) -> None:
    for name in HOSTILE:
        reply = site.get(entity("enterprise", name))
        assert reply.status == 200, name
        heading = next("".join(text) for tag, _, text in Elements(reply.text).found if tag == "h1")
        assert heading == re.sub("[\u202c\u202e]", "�", name)
        assert site.get("/search?q=" + quote(name[:200])).status == 200


def test_suggestions_are_plain_data(site: Site) -> None:
    found = json.loads(site.get("/suggest?q=" + quote("青石"), accept="application/json").text)
    assert {"name": PARK, "kind": "园区", "type": "Park", "page": entity("park", PARK)} in found
    assert site.get("/suggest?q=").text == "[]"


@pytest.mark.parametrize(
    "path,title",
    [
        ("/table/Enterprise?", "企业"),
        ("/query/park-enterprises?park=" + quote("云台工业区") + "&", None),
        ("/ledger?old=dalian-2031&new=dalian-2032&", "汇总"),
        ("/compare?indicator=" + quote("地区生产总值") + "&", None),
        ("/diff?old=dalian-2031&new=dalian-2032&", "进展"),
    ],
)
def test_tables_are_downloaded_in_three_formats(site: Site, path: str, title: str | None) -> None:
    sheet, comma, plain = (site.get(f"{path}format={name}") for name in ("xlsx", "csv", "json"))
    for reply in (sheet, comma, plain):
        assert reply.status == 200
        assert reply.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    book = openpyxl.load_workbook(io.BytesIO(sheet.body))
    assert title is None or title in book.sheetnames
    rows = list(csv.reader(io.StringIO(comma.body.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@"))]
    assert json.loads(plain.body)


def test_filters_keep_what_is_asked_for(site: Site) -> None:
    def names(query: str) -> set[str]:
        rows = csv.DictReader(io.StringIO(site.get(f"/table/Enterprise?{query}format=csv").body.decode("utf-8-sig")))
        return {row["名称"] for row in rows}

    everything, here = names(""), names(f"place={quote('海州区')}&")
    assert "青禾制药" in here < everything
    assert names(f"q={quote('青禾')}&") == {"青禾制药"}
    assert not names("year=1999&")


def test_the_ledger_shows_both_sides(site: Site) -> None:
    page = site.get("/ledger?old=dalian-2031&new=dalian-2032").text
    assert "许诺" in page
    assert "后来" in page
    assert re.search(r'href="/report/dalian-2031#char=\d+,\d+"', page)
    assert re.search(r'href="/report/dalian-2032#char=\d+,\d+"', page)
    opened = site.get("/ledger?old=haizhou-2031").text
    assert "还没有后一份报告" in opened


def test_an_indicator_is_compared_over_places_and_years(site: Site) -> None:
    page = site.get("/compare?indicator=" + quote("生产总值")).text
    assert "约5.5" in page
    assert re.search(r'href="/report/dalian-2032#char=\d+,\d+" title="[^"]*增长5.6%">5.6</a>', page)
    assert f'href="{entity("place", "大连")}"' in page
    here = site.get("/compare?indicator=" + quote("地区生产总值") + "&year=2030").text
    assert "5.2" in here
    assert "5.6" not in here
    near = site.get("/compare?indicator=" + quote("产总值"))
    assert near.status == 404
    assert "生产总值</a>" in near.text.partition('aria-label="相近的"')[2]


def test_two_reports_are_compared_with_the_words_of_both(site: Site) -> None:
    address = "/diff?old=dalian-2031&new=dalian-2032&part=" + quote("数据")
    page = site.get(address).text
    assert "2030年 120万吨" in page
    assert "2031年 125万吨" in page
    assert re.search(r'href="/report/dalian-2031#char=\d+,\d+"', page)
    assert re.search(r'href="/report/dalian-2032#char=\d+,\d+"', page)
    assert "2030年 120万吨" not in site.get(f"{address}&change=" + quote("不再提及")).text


def test_the_figures_of_an_indicator_are_bars(site: Site) -> None:
    page = site.get(entity("city", "海州")).text
    widths = [a["width"] for tag, a, _ in Elements(page).found if tag == "rect" and a.get("class", "").startswith("k-")]
    assert widths == ["100.0", "100.0"]
    assert "1.5亿吨" in page
    assert "增长约5%" in page


@pytest.fixture(scope="module")
def query_page(site: Site) -> Iterator[str]:
    body = "query=" + quote("SELECT ?park ?name WHERE { ?park a tj:Park ; rdfs:label ?name }")
    yield site.post("/sparql", body.encode(), **{"Content-Type": "application/x-www-form-urlencoded"}).text


def test_the_editor_answers_without_script(query_page: str) -> None:
    assert f'href="{entity("park", "云台工业区")}"' in query_page
    assert "window.hit" in query_page
    assert "<b onclick" not in query_page


@pytest.mark.parametrize(
    "query,shown",
    [
        ("ASK { ?x a tj:Park }", "是"),
        ("ASK { ?x a tj:Nothing }", "否"),
        ("CONSTRUCT { ?x a tj:Park } WHERE { ?x a tj:Park }", "云台工业区"),
        ("SELECT * WHERE { ?s ?p ?o }", "只显示前 500 行"),
        ("SELECT * WHERE { ?s a tj:Nothing }", "没有符合的"),
    ],
)
def test_the_editor_shows_every_kind_of_answer(site: Site, query: str, shown: str) -> None:
    reply = site.post(
        "/sparql", f"query={quote(query)}".encode(), **{"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert reply.status == 200
    assert shown in reply.text


@pytest.mark.parametrize("query", ["nonsense", "SELECT * WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", ""])
def test_a_query_that_cannot_run_stays_in_the_editor_with_what_is_wrong(site: Site, query: str) -> None:
    reply = site.post(
        "/sparql", f"query={quote(query)}".encode(), **{"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert reply.status == 400
    assert "Traceback" not in reply.text


def test_a_port_that_is_taken_is_one_line(site: Site) -> None:
    port = str(urlsplit(site.address).port)
    command = [sys.executable, "-m", "tjgraph", "serve", "--port", port]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert result.returncode == 2
    assert "上监听" in result.stderr.splitlines()[-1]
    assert "Traceback" not in result.stderr
