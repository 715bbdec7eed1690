from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from relation_cases import CASES, cases, claims, document, entities, marked, plain

from tjgraph.errors import LexiconError
from tjgraph.extraction.coordination import MentionIndex, encode, group
from tjgraph.extraction.relations import draw_claims
from tjgraph.lexicon import Lexicon, load_lexicon
from tjgraph.model import Period, Span
from tjgraph.ontology import load_ontology
from tjgraph.resources import lexicon_dir

PLAN, REVIEW = Period("plan", 2025), Period("review", 2024)
TABLES = ("status_words", "status_glue", "relation_frames", "inner_relations", "list_joints")


def table(name: str) -> list[dict[str, str]]:
    lines = (lexicon_dir() / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


@pytest.mark.parametrize("case", cases(), ids=lambda c: c["sentence"][:24])
def test_case(case):
    period = Period(**case["period"])
    drawn = claims(case["sentence"], case["entities"], period, case["place"])
    got = plain(drawn)
    for subject, predicate, target, *year in case["claims"]:
        assert (subject, predicate, target) in got
        if year:
            assert year[0] in {c.year for c in drawn if c.subject.endswith("/" + subject) and c.object == target}
    for wrong in case.get("not", []):
        assert tuple(wrong) not in got
    # A known failure that no longer fails has to move to the claims.
    for kind, *triple in case.get("known_failures", []):
        assert (tuple(triple) in got) is (kind == "not")


def test_cases_cover_every_relation_and_status():
    said = [claim for case in cases() for claim in case["claims"]]
    assert {c[1] for c in said} == set(load_ontology().relations)
    assert {c[2] for c in said if c[1] == "status"} == set(load_ontology().statuses)


@pytest.mark.parametrize("row", table("relation_frames"), ids=lambda r: f"{r['word'] or r['id']} {r['pattern'][:30]}")
def test_every_frame_draws_its_example(row):
    text, names = marked(row["example"])
    drawn = claims(text, names, PLAN)
    wanted = {c.split()[1] for c in row["claims"].split("|")}
    rules = {c.rule.removeprefix("relation_frames/").split("~")[0] for c in drawn if c.predicate in wanted}
    assert (row["word"] or row["id"]) in rules


@pytest.mark.parametrize("row", table("inner_relations"), ids=lambda r: r["id"])
def test_every_inner_rule_fits_its_example(row):
    rule = next(r for r in load_lexicon().frames.inner if r.row.id == row["id"])
    inner = row["example"].split("<")[1].split(">")[0]
    form = row["example"].replace(f"<{inner}>", "<>")
    if "“<>”" in form:
        form = form.replace("“<>”", "<>")
    assert rule.form.search(form)
    assert not (rule.except_inner and rule.except_inner.search(inner))


@pytest.mark.parametrize("name", TABLES)
def test_rows_of_a_table_stand_once(name):
    rows = table(name)
    keys = [tuple(v for k, v in row.items() if k not in ("example", "note")) for row in rows]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("name", "line", "what"),
    [
        ("relation_frames", ",落户,{A:Enterprise}落户{B:Planet},A locatedIn B,甲落户乙", "Planet"),
        ("relation_frames", ",落户,{A:Enterprise}落户{A:Place},A locatedIn A,甲落户乙", "出现两次"),
        ("relation_frames", ",落户,{A:Industry}落户{B:Place},A locatedIn B,甲落户乙", "本体只许"),
        ("relation_frames", ",落户,{A:Enterprise}落户{B:Place},A livesIn B,甲落户乙", "livesIn"),
        ("relation_frames", ",落户,{A:Enterprise}(落户{B:Place},A locatedIn B,甲落户乙", "式样"),
        ("status_words", "开工,谓,3,started,started,,乙开工", "有两行"),
        ("status_words", "破土,谓,3,begun,started,,乙破土", "begun"),
    ],
)
def test_a_broken_row_is_named_with_its_line(tmp_path: Path, name, line, what):
    for table_name in TABLES:
        (tmp_path / f"{table_name}.csv").write_bytes((lexicon_dir() / f"{table_name}.csv").read_bytes())
    path = tmp_path / f"{name}.csv"
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    number = len(path.read_text(encoding="utf-8").splitlines())
    with pytest.raises(LexiconError, match=what) as caught:
        getattr(Lexicon(tmp_path).frames, "frames" if name == "relation_frames" else name)
    assert caught.value.where.startswith(f"{path}:{number}")


def test_a_list_is_one_symbol_and_keeps_its_offsets():
    text = "推动“云岭厂”、远洲项目和蓝峰项目建设"
    found = entities(text, [["Project", "云岭厂"], ["Enterprise", "远洲"], ["Project", "蓝峰项目"]])
    nodes = MentionIndex(found, {}).outermost(Span(0, len(text)))
    groups = group(text, nodes, load_lexicon().frames.joint)
    line = encode(text, Span(0, len(text)), groups)
    assert line.code == "推动<EJ>建设"
    assert line.span(2, 6).of(text) == "云岭厂”、远洲项目和蓝峰项目"
    assert line.group_at(2) == groups[0]
    assert line.group_at(3) is None


def test_spans_are_the_clauses_that_say_it():
    text = "加快建设甲路。以云岭工业区为依托做强化工产业，推动远洲等项目建设；办好论坛。"
    names = [["Park", "云岭工业区"], ["Industry", "化工"], ["Enterprise", "远洲"]]
    said = {(c.predicate, c.span.of(text)) for c in claims(text, names, PLAN)}
    assert ("status", "推动远洲等项目建设") in said
    assert ("locatedIn", "以云岭工业区为依托做强化工产业，推动远洲等项目建设") in said


def test_half_width_punctuation_reads_the_same():
    names = [["Park", "云岭工业区"], ["Industry", "化工"], ["Enterprise", "远洲"]]
    full = "以云岭工业区为依托做强化工产业，推动远洲等项目建设。"
    assert plain(claims(full, names, PLAN)) == plain(claims(full.replace("，", ","), names, PLAN))


NAMES = [
    ["Project", "云岭水库"], ["Project", "云岭水库二期"], ["Enterprise", "远洲"], ["Park", "远洲科技园"],
    ["Place", "丙州市"], ["Industry", "新材料"], ["Policy", "百湖行动"], ["Event", "环湖论坛"], ["Product", "远洲芯片"],
]  # fmt: skip
WORDS = [
    *("加快推进", "建成", "、", "和", "等", "项目", "建设", "，", "；", "在", "落户", "以", "为依托", "的"),
    *("“", "”", "2027年", "举办", ",", "<", ">", "《"),
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([n for _, n in NAMES] + WORDS), max_size=30), st.sampled_from([PLAN, REVIEW]))
def test_any_text_gives_claims_that_hold(parts, period):
    text = "".join(parts) + "。"
    found = entities(text, [n for n in NAMES if n[1] in text])
    drawn = draw_claims(document(text, period), found, "place/丙州市", load_lexicon())
    ontology, keys = load_ontology(), {e.key: e.type for e in found}
    for claim in drawn:
        known = ontology.properties[claim.predicate]
        assert keys[claim.subject] in known.domain
        assert (
            claim.object in ontology.statuses
            if claim.predicate == "status"
            else (keys.get(claim.object, "Place") in known.range)
        )
        assert claim.subject != claim.object
        assert claim.span.end <= len(text)
        assert claim.rule
    assert drawn == draw_claims(document(text, period), tuple(reversed(found)), "place/丙州市", load_lexicon())
    assert len({(c.subject, c.predicate, c.object, c.year, c.span) for c in drawn}) == len(drawn)


def test_cases_are_where_the_ontology_is():
    assert CASES.parent.name == "cases"
