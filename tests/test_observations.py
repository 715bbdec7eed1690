"""Observations: the cases of ontology/cases/figures.jsonl, their passages, and laws over any text."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tjgraph import resources
from tjgraph.extraction import extract, extract_entities
from tjgraph.extraction.observations import draw_observations
from tjgraph.lexicon import load_lexicon
from tjgraph.model import Document, Observation, Period, Sentence, Span

PLACE = "place/天津"
CASES = [
    json.loads(line)
    for line in (resources.ontology_dir() / "cases" / "figures.jsonl").read_text(encoding="utf-8").splitlines()
]


def document_of(
    text: str, kind: str = "review", year: int = 2024, place: str = "天津市", since: int | None = None
) -> Document:
    reported = year + 1 if kind == "review" else year
    sentence = Sentence(0, Span(0, len(text)), "body", Period(kind, year, since), 0, 0)
    return Document("case", text, "", "", place, reported, (), (sentence,))


def observed(case: dict) -> tuple[str, tuple[Observation, ...]]:
    period, lexicon = case["period"], load_lexicon()
    document = document_of(case["sentence"], period["kind"], period["year"], case["place"], period.get("since"))
    return PLACE, draw_observations(document, extract_entities(document, lexicon), PLACE, lexicon)


@pytest.mark.parametrize("case", CASES, ids=[case["sentence"][:16] for case in CASES])
def test_case(case: dict) -> None:
    place, found = observed(case)
    left = list(found)
    for wanted in case["observations"]:
        period = case["period"]
        kind = wanted.get("kind", "actual" if period["kind"] == "review" else "target")
        signature = (
            wanted["indicator"],
            Decimal(wanted["value"]),
            wanted["unit"],
            wanted.get("year", period["year"]),
            kind,
            wanted.get("change", "level"),
            wanted.get("qualifier", "exact"),
        )
        hit = next(
            (o for o in left if (o.indicator, o.value, o.unit, o.year, o.kind, o.change, o.qualifier) == signature),
            None,
        )
        assert hit, f"{signature} 不在 {[(o.indicator, o.value, o.unit, o.change, o.qualifier) for o in left]}"
        if "subject" in wanted:
            assert hit.subject.split("/", 1)[1].startswith(wanted["subject"])
        else:
            assert hit.subject == place
        assert hit.since == wanted.get("since")
        left.remove(hit)
    assert not left, [(o.indicator, o.value, o.unit) for o in left]
    for unwanted in case.get("not", []):
        assert not any((o.value, o.unit) == (Decimal(unwanted["value"]), unwanted["unit"]) for o in found)


def test_every_passage_holds_its_figure() -> None:
    for case in CASES:
        for observation in observed(case)[1]:
            words = observation.span.of(case["sentence"])
            assert observation.clue and any(
                char.isdigit() or char in "一二两三四五六七八九十百千万亿半" for char in words
            )
            assert observation.rule.split("/")[0] in {"units", "figure_numbers", "figure_heads"}


def test_rules_are_rows() -> None:
    lexicon = load_lexicon()
    names = {row.rule for row in (*lexicon.figures.units, *lexicon.figures.numbers, *lexicon.figures.heads)}
    for case in CASES:
        assert all(o.rule in names | {"figure_numbers/分之"} for o in observed(case)[1])


def test_a_part_of_no_year_states_nothing() -> None:
    text = "粮食产量达到200万吨。"
    assert not draw_observations(document_of(text, "other"), (), PLACE, load_lexicon())


def test_the_bundled_report() -> None:
    from tjgraph.reading import read_document

    facts = extract(read_document(Path(resources.bundled_report())))
    text = facts.document.text
    found = {(o.subject, o.indicator, o.value, o.unit, o.year, o.kind) for o in facts.observations}
    assert ("facility/天津港", "集装箱吞吐量", Decimal(23290000), "标准箱", 2024, "actual") in found
    assert ("facility/天津港", "集装箱吞吐量", Decimal(24000000), "标准箱", 2025, "target") in found
    assert ("park/南港工业区", "产值", Decimal(100000000000), "元", 2024, "actual") in found
    assert 100 <= len(facts.observations) <= 130
    for observation in facts.observations:
        assert facts.document.sentence_at(observation.span.start), observation
        assert observation.span.of(text).strip()


WORDS = """增长 5% 、 ， 。 分别 从 到 至 新建 12家 300余万元 “ ” （ ） 和 等 占 高于全国 累计 达到 亿 万 2025年
三成 过半 左右 以上 的 项目 产值 企业 天津 第 每 为 在 城乡"""
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=30).map("".join)))
def test_any_text_is_read(text: str) -> None:
    if not text:
        return
    for observation in draw_observations(document_of(text), (), PLACE, load_lexicon()):
        assert 0 <= observation.span.start < observation.span.end <= len(text)
        assert 2 <= len(observation.indicator) <= 40
        assert observation.unit and observation.value.is_finite()


def test_one_long_line_is_read_once() -> None:
    """The work grows with the text, not with its square: a line of nine thousand figures is read."""
    text = "改造道路12条、桥梁3座，产值增长5%，" * 3_000
    assert len(draw_observations(document_of(text), (), PLACE, load_lexicon())) > 8_000
