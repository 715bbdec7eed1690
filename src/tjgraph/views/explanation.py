"""What the rules read in a sentence, as a table: each fact with its rule, its clue and where its words stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tjgraph.model import Entity, Evidence, Facts, Observation, Span, Table
from tjgraph.ontology import load_ontology

_COLUMNS = ("种类", "主语", "谓词", "宾语", "年份", "规则", "线索", "位置")
_LISTS = {"divisions": "（行政区划表）", "listed": "（上市公司名录）"}
_Row = tuple[tuple[str | int | None, ...], tuple[Evidence, ...]]


def explanation(facts: Facts) -> Table:
    """Every mention, relation and figure of ``facts`` in reading order; the evidence is the words that say it.

    ``位置`` is the range of these words in the text, in code points. A passage that stands for the report's own place
    without naming it is no mention.
    """
    rows = [*_mentions(facts), *_claims(facts), *_figures(facts)]
    found = tuple((*row, "–".join(str(n) for e in passages for n in (e.start, e.end))) for row, passages in rows)
    return Table(_COLUMNS, found, "", tuple(passages for _, passages in rows))


def trial(facts: Facts, places: Mapping[str, str], rows: Iterable[tuple[str, str]]) -> tuple[Table, Table]:
    """`explanation` with the row of each rule (``places``: rule → file:line), and the ``rows`` that drew nothing.

    ``rows`` are those whose word stands in the text: rule and word.
    """
    read = explanation(facts)
    rule = read.columns.index("规则")
    columns = tuple("词表行" if name == "规则" else name for name in read.columns)
    drawn = tuple((*row[:rule], _row_of(str(row[rule]), places), *row[rule + 1 :]) for row in read.rows)
    used = {str(row[rule]).partition("~")[0] for row in read.rows}
    silent: dict[tuple[str, str], list[str]] = {}
    for name, word in rows:
        if name.partition("~")[0] not in used:
            file, _, line = places[name].partition(":")
            silent.setdefault((file, word), []).append(line)
    idle = tuple((f"{file}:{'、'.join(lines)}", word) for (file, word), lines in silent.items())
    title = "句中有这些行的词，但这一句没有用上"
    return Table(columns, drawn, read.title, read.evidence), Table(("词表行", "词"), idle, title)


def _row_of(rule: str, places: Mapping[str, str]) -> str:
    """Where a rule stands; a rule that is no row of its own is one of the program, by what its table gives."""
    return places.get(rule) or _LISTS.get(rule.partition("/")[0]) or f"{rule.replace('/', '.csv（', 1)}）"


def _mentions(facts: Facts) -> list[_Row]:
    classes = load_ontology().classes
    found = sorted(((m.span, e, m) for e in facts.entities for m in e.mentions), key=lambda f: (f[0], f[1].key))
    return [
        (
            ("实体", m.text, "类型", classes[e.type].label_zh + _also(e, m.text), None, m.rule, m.clue),
            _passage(facts, span),
        )
        for span, e, m in found
        if m.text in (e.label, *e.aliases)
    ]


def _also(entity: Entity, text: str) -> str:
    return "" if entity.label == text else f"（即{entity.label}）"


def _claims(facts: Facts) -> list[_Row]:
    ontology = load_ontology()
    labels = {e.key: e.label for e in facts.entities}
    return [
        (
            (
                "关系",
                labels[c.subject],
                ontology.properties[c.predicate].label_zh,
                ontology.statuses[c.object].label_zh if c.predicate == "status" else labels[c.object],
                c.year,
                c.rule,
                c.clue,
            ),
            _passage(facts, c.span),
        )
        for c in sorted(facts.claims, key=lambda c: (c.span, c.subject, c.predicate, c.object))
    ]


def _figures(facts: Facts) -> list[_Row]:
    labels = {e.key: e.label for e in facts.entities}
    return [
        (("数字", labels[o.subject], o.indicator, _amount(o), o.year, o.rule, o.clue), _passage(facts, o.span))
        for o in sorted(facts.observations, key=lambda o: (o.span, o.subject, o.indicator))
    ]


def _amount(observation: Observation) -> str:
    """Such as ``约 增加 5 %（目标）``, in the words of the ontology; what is usual goes unsaid."""
    terms = load_ontology().terms
    o = observation
    qualifier = "" if o.qualifier == "exact" else terms[o.qualifier].label_zh
    change = "" if o.change == "level" else terms[o.change].label_zh
    target = f"（{terms[o.kind].label_zh}）" if o.kind == "target" else ""
    return " ".join(p for p in (change, qualifier, format(o.value.normalize(), "f"), o.unit) if p) + target


def _passage(facts: Facts, span: Span) -> tuple[Evidence, ...]:
    document = facts.document
    return (Evidence(span.of(document.text), span.start, span.end, document.name),)
