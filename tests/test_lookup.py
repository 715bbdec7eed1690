from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from query_samples import CLAIMS, ENTITIES, HEAD, TEXT, graph_of, iri, sample, turtle

from tjgraph import resources
from tjgraph.errors import NotFoundError, QueryError
from tjgraph.graph.store import KnowledgeGraph
from tjgraph.query.lookup import describe, find, resolve
from tjgraph.query.names import Wanted, normal
from tjgraph.query.statistics import stats

GRAPH = sample()


def names(table_rows: tuple[tuple[object, ...], ...]) -> list[object]:
    return [row[1] for row in table_rows]


@pytest.mark.parametrize("key", ENTITIES)
def test_a_label_with_its_type_means_its_bearer(key: str) -> None:
    cls, label = key.split("/")
    found = resolve(GRAPH, label, cls)
    assert (found.iri, found.label, found.type) == (iri(key), label, cls.capitalize())


@pytest.mark.parametrize("key", [k for k in ENTITIES if "星河" not in k])
def test_a_label_an_alias_and_an_iri_mean_their_bearer(key: str) -> None:
    for name in (key.split("/")[1], *ENTITIES[key], iri(key)):
        assert resolve(GRAPH, name).iri == iri(key)


@pytest.mark.parametrize("typed", ["引潮行动", " 「引潮」 行动", "“引潮”行动", '"引潮" 行动', "引潮\u3000行动\u200b"])
def test_spaces_and_quotation_marks_do_not_matter(typed: str) -> None:
    assert resolve(GRAPH, typed).label == "“引潮”行动"


def test_the_most_specific_class_is_the_type_and_classes_above_it_fit() -> None:
    assert resolve(GRAPH, "海州").type == "City"
    assert resolve(GRAPH, "海州", "Place").type == "City"
    assert resolve(GRAPH, "海州", "地点").type == "City"


def test_other_names_from_background_are_known() -> None:
    assert resolve(GRAPH, "鸥城").label == "海州"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("云抬工业区", "云台工业区"),  # sounds the same
        ("云台工业园区", "云台工业区"),  # a character too many
        ("yuntai", "云台工业区"),
        ("ytgyq", "云台工业区"),
        ("云台工业区管委会", "云台工业区"),  # holds the name
        ("qinghezhiyao", "青禾制药"),
        ("qinghezhiyo", "青禾制药"),
    ],
)
def test_an_unknown_name_brings_what_was_probably_meant(typed: str, meant: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(GRAPH, typed)
    assert caught.value.suggestions[0] == meant
    assert typed in str(caught.value) and meant in str(caught.value)


def test_an_unknown_name_without_a_neighbour_brings_nothing() -> None:
    with pytest.raises(NotFoundError) as caught:
        resolve(GRAPH, "呼伦贝尔")
    assert caught.value.suggestions == ()


def test_another_type_is_told() -> None:
    with pytest.raises(NotFoundError, match="不是企业"):
        resolve(GRAPH, "云台工业区", "Enterprise")


def test_a_name_of_two_equals_needs_a_type() -> None:
    with pytest.raises(QueryError, match=r"不止一个.*Park.*Project"):
        resolve(GRAPH, "星河基地")
    assert resolve(GRAPH, "星河基地", "Project").iri == iri("project/星河基地")


def test_of_two_bearers_the_more_often_named_is_meant() -> None:
    more = f"<{iri('park/星河基地')}> <https://w3id.org/tjgraph/ontology#mentionedIn> <x:more> .\n"
    assert resolve(graph_of(turtle() + more), "星河基地").type == "Park"


def test_a_label_goes_before_an_alias() -> None:
    more = f'<{iri("park/云台工业区")}> skos:altLabel "晨星"@zh .\n'
    assert resolve(graph_of(turtle() + more), "晨星").label == "晨星"


@pytest.mark.parametrize("typed", ["", " ", "“”", "\u200b"])
def test_an_empty_name_is_an_error(typed: str) -> None:
    with pytest.raises(QueryError, match="空"):
        resolve(GRAPH, typed)


def test_an_unknown_type_is_an_error_that_lists_the_types() -> None:
    with pytest.raises(QueryError, match="企业 Enterprise"):
        resolve(GRAPH, "海州", "星系")


@given(st.text(max_size=12))
def test_any_text_is_answered_or_refused_in_our_words(text: str) -> None:
    find(GRAPH, text)
    with suppress(QueryError):
        assert normal(text) in map(normal, resolve(GRAPH, text).names)


@given(st.text())
def test_normal_forms_are_stable(name: str) -> None:
    assert normal(normal(name)) == normal(name)


@given(st.text(alphabet="云台工业区海州市ab", min_size=1), st.text(alphabet="云台工业区海州市ab", min_size=1))
def test_relevance_and_likeness_are_percentages_and_a_name_is_most_relevant_to_itself(a: str, b: str) -> None:
    assert 0 <= Wanted(a).likeness(b) < Wanted(a).relevance(a) == 100 >= Wanted(a).relevance(b) >= 0


def test_find_orders_by_relevance() -> None:
    table = find(GRAPH, "云台")
    assert table.columns == ("类型", "名称", "别名", "提及次数")
    assert table.rows == (("园区", "云台工业区", "云台、云台园区、云台开发区", 4),)
    assert TEXT.count("云台工业区") == 4
    assert names(find(GRAPH, "haizhou").rows) == ["海州"]
    assert names(find(GRAPH, "星河").rows) == ["星河基地", "星河基地"]
    assert names(find(GRAPH, "云抬工业区").rows) == ["云台工业区"]
    assert find(GRAPH, "呼伦贝尔").rows == ()


def test_what_only_sounds_the_same_comes_where_no_name_is_so_written() -> None:
    more = f"<{iri('enterprise/晨星')}> skos:altLabel '运台'@zh .\n"
    graph = graph_of(turtle() + more)
    assert names(find(graph, "云台").rows) == ["云台工业区"]
    assert names(find(graph, "匀台").rows) == ["云台工业区", "晨星"]


def test_find_knows_entities_alone() -> None:
    assert find(GRAPH, "产值").rows == ()  # an indicator
    assert names(find(GRAPH, "东川").rows) == ["东川"]


def test_describe_tells_everything_with_its_words() -> None:
    park = describe(GRAPH, "云台")
    assert (park.label, park.type, park.type_label) == ("云台工业区", "Park", "园区")
    relations = {(r.label, r.outgoing, r.other_label, r.other_type, r.years) for r in park.relations}
    assert relations == {
        ("位于", True, "海州", "City", (2030,)),
        ("位于", False, "青禾制药", "Enterprise", (2030,)),
        ("位于", False, "深水码头项目", "Project", (2030,)),
    }
    assert all(r.evidence and not r.sources for r in park.relations)
    (figure,) = park.figures
    assert (figure.indicator, figure.value, figure.unit, figure.year) == ("产值", Decimal(15_000_000_000), "元", 2030)
    assert (figure.kind, figure.change, figure.qualifier) == ("actual", "level", "exact")
    assert figure.evidence[0].quote == "云台工业区产值150亿元。"
    assert park.aliases == ("云台", "云台园区") and park.background_aliases == ("云台开发区",)


def test_describe_gives_mentions_with_the_sentence_around_where_the_graph_has_it() -> None:
    found = describe(GRAPH, "云台").mentions
    assert len(found) == TEXT.count("云台工业区")
    for mention in found:
        assert TEXT[mention.passage.start : mention.passage.end] == mention.passage.quote == "云台工业区"
        assert mention.sentence is not None
        assert mention.sentence.start <= mention.passage.start and mention.passage.end <= mention.sentence.end
    assert found[0].sentence is not None and found[0].sentence.quote == "青禾制药落户云台工业区。"
    assert describe(GRAPH, "星河基地", "Park").mentions[0].sentence is None


def test_describe_gives_each_status_the_words_of_its_year() -> None:
    statuses = describe(GRAPH, "深水码头项目").statuses
    assert [(s.label, s.year, [e.quote for e in s.evidence]) for s in statuses] == [
        ("推进中", 2030, ["加快深水码头项目建设。"]),
        ("推进中", 2031, ["推进深水码头项目建设。"]),
    ]


def test_describe_keeps_background_apart() -> None:
    city = describe(GRAPH, "海州")
    assert city.aliases == ("海州市",) and city.background_aliases == ("鸥城",)
    assert [(r.other_label, r.sources, r.evidence) for r in city.background] == [("东川", ("地名录",), ())]
    assert "东川" not in {r.other_label for r in city.relations}


def test_one_thing_under_two_iris_is_one_by_the_name_that_reports_use() -> None:
    for name in ("云台开发区", iri("park/云台开发区"), iri("park/云台新区"), iri("park/云台工业区")):
        assert resolve(GRAPH, name).iri == iri("park/云台工业区")
    assert names(find(GRAPH, "云台开发区").rows) == ["云台工业区"]
    park = describe(GRAPH, "云台开发区")
    assert [(r.label, r.outgoing, r.other_label) for r in park.background] == [("属于", False, "云北园")]


def test_what_reports_name_goes_before_what_only_background_knows() -> None:
    outside = f'{HEAD}<{iri("park/引潮")}> a tj:Park ; rdfs:label "晨星"@zh .'
    assert resolve(graph_of(turtle(), outside), "晨星").type == "Enterprise"
    assert names(find(GRAPH, "云北").rows) == ["云北园"]


def test_stats_counts_what_the_graph_holds() -> None:
    overview, types, relations, statuses, years = stats(GRAPH)
    counts = dict(overview.rows)
    assert (counts["报告"], counts["实体"], counts["关系与状态"]) == (0, len(ENTITIES), len(CLAIMS))
    assert (counts["数据"], counts["背景关系"]) == (1, 2)
    assert ("地点", "Place", 3, 1) in types.rows
    assert sum(int(str(row[2])) for row in types.rows) == len(ENTITIES)
    assert ("位于", "locatedIn", 7, 1) in relations.rows
    assert {row[1]: row[2] for row in statuses.rows} == {"ongoing": 2, "completed": 1}
    assert years.rows == ((2030, "实际", 1),)


def test_stats_of_an_empty_graph_are_empty() -> None:
    overview, *others = stats(graph_of(""))
    assert {row[1] for row in overview.rows} == {0}
    assert all(table.rows == () for table in others)


def test_exact_names_are_found_without_the_libraries_that_guess() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); from query_samples import sample\n"
        "from tjgraph.query.lookup import describe, resolve\n"
        "graph = sample(); resolve(graph, '云台'); describe(graph, ' 云台 ')\n"
        "print([m for m in ('rapidfuzz', 'pypinyin', 'networkx', 'rdflib') if m in sys.modules])"
    )
    root = resources.root()
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not resources.bundled_graph().is_file(), reason="the bundled graph is not built")
class TestBundledGraph:
    graph = KnowledgeGraph.load([resources.bundled_graph()]) if resources.bundled_graph().is_file() else GRAPH

    def test_entities_are_found_by_label_and_type(self) -> None:
        from tjgraph.query.entities import entity_records

        for record in list(entity_records(self.graph).values())[::9]:  # each takes milliseconds
            assert resolve(self.graph, record.label, record.type) == record

    def test_mentions_come_with_sentences_of_the_report(self) -> None:
        text = resources.bundled_report().read_text(encoding="utf-8")
        park = describe(self.graph, "南港工业区")
        assert park.relations and park.mentions
        for mention in park.mentions:
            assert mention.sentence is not None
            assert text[mention.sentence.start : mention.sentence.end] == mention.sentence.quote
            assert mention.passage.quote in mention.sentence.quote

    def test_homophones_find_the_park(self) -> None:
        with pytest.raises(NotFoundError) as caught:
            resolve(self.graph, "南岗工业区")
        assert "南港工业区" in caught.value.suggestions
