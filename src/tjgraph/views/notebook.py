"""Results, descriptions and graphs as HTML for notebooks. Words of a report are text in it, never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from tjgraph.model import Evidence, Table
from tjgraph.query.ledger import Ledger
from tjgraph.query.lookup import EntityDescription
from tjgraph.query.question.model import Answer
from tjgraph.query.statistics import stats
from tjgraph.views import description, ledger
from tjgraph.views.tables import Cell, source, visible

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph

_MOST = 100
_STYLE = "text-align:left;vertical-align:top;white-space:pre-wrap"
_SPOKEN = re.compile(r"https?://\S+")


def html(thing: object) -> str:
    """A `Table`, an `EntityDescription`, an `Answer`, a `Ledger` or a `KnowledgeGraph` as HTML.

    A table shows its first hundred rows, and the passages that prove them; a graph what it holds, and its map.
    """
    if isinstance(thing, Table):
        return _table(thing)
    if isinstance(thing, EntityDescription):
        return _description(thing)
    if isinstance(thing, Answer):
        return _answer(thing)
    if isinstance(thing, Ledger):
        return "".join(map(_table, ledger.tables(thing)))
    return _graph(cast("KnowledgeGraph", thing))


def _table(table: Table, names: Sequence[str] = ()) -> str:
    proof = ("原句",) if any(table.evidence) else ()
    head = "".join(f'<th style="{_STYLE}">{_text(name)}</th>' for name in (*table.columns, *proof))
    rows = []
    for index, row in enumerate(table.rows[:_MOST]):
        cells = [_text(_shown(cell)) for cell in row]
        if proof:
            words = (*names, *(cell for cell in row if isinstance(cell, str)))
            cells.append("<br>".join(_quote(passage, words) for passage in table.evidence[index]))
        rows.append("<tr>" + "".join(f'<td style="{_STYLE}">{cell}</td>' for cell in cells) + "</tr>")
    more = f"<p>共 {len(table.rows)} 行，这里是前 {_MOST} 行。</p>" if len(table.rows) > _MOST else ""
    title = f"<caption>{_text(table.title)}</caption>" if table.title else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"


def _description(described: EntityDescription) -> str:
    name, *lines = description.head(described).splitlines()
    names = (described.label, *described.aliases)
    about = "<br>".join(_SPOKEN.sub(r"<code>\g<0></code>", _text(line)) for line in lines)
    return f"<h4>{_text(name)}</h4><p>{about}</p>" + "".join(_table(t, names) for t in description.tables(described))


def _answer(answer: Answer) -> str:
    """The answers with their proof, how the question was understood, and what can be asked where there is none."""
    rows = tuple((item.label, item.value, item.unit) for item in answer.items)
    names = tuple(name for item in answer.items for name in (item.label, *item.aliases))
    table = Table(("答案", "数值", "单位"), rows, "", tuple(item.evidence for item in answer.items))
    shown = _table(table, names) if rows else "<p>报告里没有。</p>" if answer.understood else ""
    nearby = f"<p>可以问：{_text('、'.join(answer.nearby))}</p>" if answer.nearby else ""
    return f"<h4>{_text(answer.question)}</h4><p>{_text(answer.interpretation)}</p>{shown}{nearby}"


def _graph(graph: KnowledgeGraph) -> str:
    from tjgraph.query.network import to_networkx
    from tjgraph.views.page import write_page

    with TemporaryDirectory() as directory:
        path = Path(directory) / "map.html"
        write_page(to_networkx(graph), path, title="图谱")
        page = path.read_text(encoding="utf-8")
    tables = "".join(f"<details><summary>{_text(t.title)}</summary>{_table(t)}</details>" for t in stats(graph))
    return (
        f'<iframe srcdoc="{escape(page)}" sandbox="allow-scripts allow-downloads" title="图谱" '
        f'style="width:100%;height:600px;border:1px solid #ccc"></iframe>{tables}'
    )


def _quote(passage: Evidence, words: Iterable[str]) -> str:
    """The passage with every one of ``words`` in it marked, and where it stands."""
    quote = visible(passage.quote)
    wanted = sorted({visible(w) for w in words if len(w) > 1}, key=lambda w: (-len(w), w))
    pieces = re.split(f"({'|'.join(map(re.escape, wanted))})", quote) if wanted else [quote]
    marked = "".join(f"<mark>{_text(p)}</mark>" if n % 2 else _text(p) for n, p in enumerate(pieces))
    return f"{marked} <small>{_text(source(passage))}</small>"


def _shown(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return format(cell.normalize(), "f")
    return "" if cell is None else str(cell)


def _text(text: str) -> str:
    return escape(visible(text))
