"""A ledger as tables for people, as JSON, and as the workbook that an analyst hands on."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from tjgraph.model import Evidence, Table
from tjgraph.query.ledger import Amount, Entry, Ledger, Outcome
from tjgraph.query.numerals import short
from tjgraph.views.tables import Cell, evidence_record, number, source

OPEN = "open"  # the verdict, as far as words go, of what no newer report answers
_FILLS = {
    "met": "#E2EFDA",
    "exceeded": "#C6E0B4",
    "completed": "#E2EFDA",
    "missed": "#F8CBAD",
    "ongoing": "#DDEBF7",
    "repeated": "#FFF2CC",
    "not_reported": "#EDEDED",
}
_SURE = {True: "确定", False: "存疑"}
_COLUMNS = (
    ("事项", "承诺的是什么：指标、项目或举措"),
    ("目标", "数字目标，如“+5%左右”“1200万人以上”；数值与单位另列"),
    ("结果", "新报告给出的数"),
    ("差额", "结果减目标；下降的数按负数算；百分数的差是百分点"),
    ("结论", "见上面各词"),
    ("把握", "确定：名称或说法相同，口径一致；存疑：请看两边原句再定"),
    ("依据", "怎样对上的、怎样比的"),
    ("承诺原句、结果原句", "两份报告的原话，一字不改"),
    ("出处", "报告名#char=起,止：在报告文本里的字符位置，从 0 数"),
)


def summary(ledger: Ledger) -> Table:
    """How many promises of each kind have each verdict, and of how many that is sure."""
    verdicts = _words(ledger)
    counts = Counter((str(e.kind), str(e.verdict or OPEN)) for e in ledger)
    sure = Counter((str(e.kind), str(e.verdict or OPEN)) for e in ledger if e.sure)
    rows = tuple(
        (kind.word, verdicts[verdict], counts[kind.id, verdict], sure[kind.id, verdict])
        for kind in ledger.kinds
        for verdict in verdicts
        if counts[kind.id, verdict]
    )
    return Table(("类别", "结论", "项数", "其中确定"), rows, "汇总")


def tables(ledger: Ledger) -> tuple[Table, ...]:
    """One table for each kind that has promises, with the passages of both reports."""
    return tuple(_table(ledger, kind.id, kind.word) for kind in ledger.kinds if any(e.kind == kind.id for e in ledger))


def records(ledger: Ledger) -> list[dict[str, Any]]:
    """The entries as JSON-ready objects, with ``promise`` and ``outcome`` as passages.

    ``margin`` and ``reason`` say how a result was compared; ``verdict`` is None where there is no newer report.
    """
    return [
        {
            "promise": evidence_record(e.promise),
            "topic": e.topic,
            "kind": e.kind,
            "target": _amount(e.target) if e.target else None,
            "outcome": _outcome(e.outcome) if e.outcome else None,
            "verdict": e.verdict,
            "sure": e.sure,
            "margin": number(e.margin),
            "reason": e.reason,
        }
        for e in ledger
    ]


def sheets(ledger: Ledger) -> tuple[Table, ...]:
    """The tables of the workbook: the counts, a sheet for each kind, and what the words mean."""
    kinds = tuple(_sheet(ledger, kind.id, kind.word) for kind in ledger.kinds if any(e.kind == kind.id for e in ledger))
    return (summary(ledger), *kinds, _explanation(ledger))


def fills(ledger: Ledger) -> dict[str, str]:
    """The colour of the cells that hold the word for a verdict."""
    return {word.word: _FILLS[word.id] for word in ledger.verdicts if word.id in _FILLS}


def _table(ledger: Ledger, kind: str, title: str) -> Table:
    entries = [e for e in ledger if e.kind == kind]
    figures, answered = kind == "figure", ledger.new is not None
    columns = ["事项", *(["目标"] if figures else [])]
    columns += [*(["结果", "差额"] if figures else []), "结论", "把握", "依据"] if answered else []
    rows = []
    for e in entries:
        row: list[Cell] = [e.topic, *([_shown(e.target)] if figures else [])]
        if answered:
            row += [_shown(e.outcome.amount if e.outcome else None), margin(e)] if figures else []
            row += [_word(ledger, e), _SURE[e.sure], e.reason]
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows), title, tuple(_passages(e) for e in entries))


def _sheet(ledger: Ledger, kind: str, title: str) -> Table:
    columns = ["事项"]
    if kind == "figure":
        columns += ["目标", "目标值", "单位", "目标年", "结果", "结果值", "差额"]
    columns += ["结论", "把握", "依据", "承诺原句", "承诺出处", "结果原句", "结果出处"]
    rows = tuple(_row(ledger, e) for e in ledger if e.kind == kind)
    keep = [
        i
        for i, name in enumerate(columns)
        if ledger.new is not None or not name.startswith(("结果", "差额", "把握", "依据"))
    ]
    return Table(tuple(columns[i] for i in keep), tuple(tuple(row[i] for i in keep) for row in rows), title)


def _row(ledger: Ledger, e: Entry) -> tuple[Cell, ...]:
    result = e.outcome.amount if e.outcome else None
    row: list[Cell] = [e.topic]
    if e.kind == "figure":
        row += [_shown(e.target)]
        row += [e.target.value, e.target.unit, e.target.year] if e.target else [None, None, None]
        row += [_shown(result), result.value if result else None, margin(e)]
    row += [_word(ledger, e), _SURE[e.sure], e.reason, e.promise.quote, source(e.promise)]
    row += [e.outcome.evidence.quote, source(e.outcome.evidence)] if e.outcome else [None, None]
    return tuple(row)


def _explanation(ledger: Ledger) -> Table:
    rows: list[tuple[Cell, ...]] = [("旧报告", ledger.old)]
    rows += [("新报告", ledger.new)] if ledger.new else []
    rows += [("提醒", warning) for warning in ledger.warnings]
    said = {e.verdict or OPEN for e in ledger}
    rows += [(f"结论：{word.word}", word.meaning) for word in ledger.verdicts if word.id in said]
    rows += [(f"列：{name}", meaning) for name, meaning in _COLUMNS]
    return Table(("词", "含义"), tuple(rows), "说明")


def _words(ledger: Ledger) -> dict[str, str]:
    return {word.id: word.word for word in ledger.verdicts}


def _word(ledger: Ledger, entry: Entry) -> str:
    return _words(ledger)[entry.verdict or OPEN]


def _passages(entry: Entry) -> tuple[Evidence, ...]:
    return (entry.promise, entry.outcome.evidence) if entry.outcome else (entry.promise,)


def _shown(amount: Amount | None) -> str | None:
    return None if amount is None else str(amount)


def margin(entry: Entry) -> str | None:
    """The outcome less the target, with its unit; None where no two figures are compared."""
    if entry.margin is None:
        return None
    amount = entry.target or (entry.outcome.amount if entry.outcome else None)
    unit = "个百分点" if amount is not None and amount.unit == "%" else amount.unit if amount else ""
    return f"{'+' if entry.margin > 0 else ''}{short(entry.margin or Decimal(0))}{unit}"


def _amount(amount: Amount) -> dict[str, Any]:
    record = {
        "value": number(amount.value),
        "unit": amount.unit,
        "qualifier": amount.qualifier,
        "change": amount.change,
        "year": amount.year,
    }
    return record if amount.upper is None else {**record, "upper": number(amount.upper)}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {**evidence_record(outcome.evidence), **(_amount(outcome.amount) if outcome.amount else {})}
