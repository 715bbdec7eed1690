"""The saved questions: one ``.rq`` file each, whose head says what it asks and which parameters it takes.

The head is the comment lines at the top of the file::

    # title: 与园区有关的企业
    # question: 哪些企业与南港工业区有关？
    # param: park entity:Park = 南港工业区

A parameter is the variable of its name (``?park``), bound as a term and never spliced into the query's text; it stands
in the query's SELECT and is no column of the answer. It is an ``entity`` (of a class, if one is named), a ``year``, an
``integer``, a ``status`` or a ``text``; what follows ``=`` holds where the asker says nothing.

The columns ``原文`` and ``出处`` of a query (and ``原文2``, ``出处2`` …) are the words of a passage and its IRI: they
become the evidence of the row. Rows that differ in their evidence alone are one row.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from tjgraph import resources
from tjgraph.errors import NotFoundError, QueryError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Cell, Iri, KnowledgeGraph, Term, Text
from tjgraph.model import Evidence, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.terms import report_name

ParamKind = Literal["entity", "year", "integer", "status", "text"]

_HEAD = re.compile(r"#\s*([a-z]+)\s*:\s*(.*)")
_PARAM = re.compile(rf"(\w+) +({'|'.join(get_args(ParamKind))})(?::(\w+))?(?: *= *(\S.*))?")
_QUOTE, _PASSAGE = re.compile(r"原文(\d*)"), re.compile(r"(.*)#char=(\d+),(\d+)")
_KINDS: dict[ParamKind, str] = {
    "entity": "实体名称",
    "year": "四位年份",
    "integer": "整数",
    "status": "进展",
    "text": "文字",
}


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a saved query. ``cls`` is an ``entity``'s class (None: any), ``default`` its value if unsaid."""

    name: str
    kind: ParamKind
    cls: str | None
    default: str | None

    def __str__(self) -> str:
        kind = load_ontology().classes[self.cls].label_zh + "名称" if self.cls else _KINDS[self.kind]
        return f"{self.name}（{kind}）"


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A question with its SPARQL text. ``name`` is the file's stem, ``question`` an example of what it answers."""

    name: str
    title: str
    question: str
    sparql: str
    params: tuple[Param, ...]
    path: Path


def load_catalogue() -> dict[str, SavedQuery]:
    """The saved queries by name, in the order of their names. A head that does not hold is a QueryError (file:line)."""
    catalogue: dict[str, SavedQuery] = {}
    for path in sorted(resources.queries_dir().glob("*.rq")):
        query = read_query(path)
        if not (query.title and query.question):
            raise QueryError("缺 title 或 question", where=f"{path}:1", remedy="在文件头写明标题和问题")
        catalogue[query.name] = query
    return catalogue


def read_query(path: Path) -> SavedQuery:
    """The query in the file at ``path``, whose head may be missing. Raises QueryError with file:line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(
            f"查询文件读不了（{error}）", where=str(path), remedy="请给出 UTF-8 编码的 .rq 文件"
        ) from error
    head: dict[str, str] = {}
    params: dict[str, Param] = {}
    for number, key, value in _head_lines(text):
        where = f"{path}:{number}"
        if key == "param":
            param = _param(value, text, where)
            if param.name in params:
                raise QueryError(f"参数 {param.name} 写了两次", where=where, remedy="删去一行")
            params[param.name] = param
        elif key not in ("title", "question"):
            raise QueryError(f"文件头里没有“{key}”这一项", where=where, remedy="可用的是 title、question、param")
        elif not value or key in head:
            raise QueryError(f"{key} 是空的或写了两次", where=where, remedy=f"{key} 写一行")
        else:
            head[key] = value
    return SavedQuery(path.stem, head.get("title", ""), head.get("question", ""), text, tuple(params.values()), path)


def find_query(name_or_path: str | Path) -> SavedQuery:
    """The saved query of that name, or the one in that ``.rq`` file. Raises NotFoundError with the nearest names."""
    name = str(name_or_path)
    if name.endswith(".rq"):
        return read_query(Path(name))
    path = resources.queries_dir() / f"{name}.rq"
    if Path(name).name == name and path.is_file():  # the others need not be read
        return read_query(path)
    catalogue = load_catalogue()
    titles = {query.title: query.name for query in catalogue.values()}
    near = difflib.get_close_matches(name, [*catalogue, *titles], n=5, cutoff=0.5)
    suggestions = tuple(dict.fromkeys(titles.get(found, found) for found in near))
    remedy = f"是不是要找：{'、'.join(suggestions)}" if suggestions else "用 tjgraph query --list 看有哪些"
    raise NotFoundError(f"没有名为“{name}”的查询", remedy=remedy, suggestions=suggestions)


def run(graph: KnowledgeGraph, name_or_path: str | Path, params: Mapping[str, str]) -> Table:
    """The answer of ``graph`` to a saved query, each row with the passages that prove it.

    ``params`` gives values as a person writes them: the name or alias of an entity, a year, a status word or its
    Chinese label. Raises NotFoundError for an unknown query or entity, QueryError for a parameter that is missing,
    unknown or of the wrong kind.
    """
    query = find_query(name_or_path)
    known = {param.name: param for param in query.params}
    if unknown := [name for name in params if name not in known]:
        has = "、".join(map(str, query.params)) or "没有参数"
        raise QueryError(f"查询 {query.name} 没有参数 {'、'.join(unknown)}", where="--param", remedy=f"它的参数：{has}")
    terms: dict[str, Term] = {}
    said: list[str] = []
    for name, param in known.items():
        value = params.get(name, param.default)
        if value is None:
            raise QueryError(f"缺参数 {param}", where="--param", remedy=f"请加上 --param {name}=…")
        terms[name], shown = _term(graph, param, value.strip())
        said.append(f"{name}={shown}")
    title = query.title or query.name
    return _with_evidence(
        graph.select(query.sparql, **terms), known, f"{title}（{'，'.join(said)}）" if said else title
    )


def _head_lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, key and value of each line ``# key: value`` before the query itself."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            return
        if match := _HEAD.fullmatch(line.rstrip()):
            yield number, match[1], match[2]


def _param(value: str, text: str, where: str) -> Param:
    match = _PARAM.fullmatch(value)
    if match is None:
        raise QueryError(
            f"参数“{value}”写得不对", where=where, remedy=f"写作：名称 类型 = 缺省值，类型是 {'、'.join(_KINDS)}"
        )
    name, kind, cls, default = match.groups()
    if cls is not None and (kind != "entity" or cls not in load_ontology().classes):
        raise QueryError(f"没有“{kind}:{cls}”这种类型", where=where, remedy="冒号后写本体里的类名，如 entity:Park")
    if not re.search(rf"[?$]{name}\b", text):
        raise QueryError(f"查询里没有变量 ?{name}", where=where, remedy="参数名须是查询里的变量")
    return Param(name, next(k for k in get_args(ParamKind) if k == kind), cls, default)


def _term(graph: KnowledgeGraph, param: Param, value: str) -> tuple[Term, str]:
    """The term that a parameter's value means, and the value as it is shown."""
    if param.kind == "entity":
        from tjgraph.query.entities import resolve

        record = resolve(graph, value, param.cls)
        return Iri(record.iri), record.label
    if param.kind == "year" and re.fullmatch(r"[0-9]{4}年?", value):
        return Text(value[:4], datatype=Iri(v.XSD + "gYear")), value[:4]
    if param.kind == "integer" and re.fullmatch(r"[+-]?[0-9]{1,18}", value):
        return Text(int(value)), value
    if param.kind == "status":
        for status in load_ontology().statuses.values():
            if value in (status.name, status.label_zh):
                return Iri(v.TJ + status.name), status.label_zh
    if param.kind == "text" and value:
        return Text(value), value
    choices = "、".join(f"{s.name}（{s.label_zh}）" for s in load_ontology().statuses.values())
    remedy = f"可用的是 {choices}" if param.kind == "status" else f"请给出{_KINDS[param.kind]}"
    raise QueryError(f"参数 {param} 不能是“{value}”", where="--param", remedy=remedy)


def _with_evidence(table: Table, params: Mapping[str, Param], title: str) -> Table:
    """``table`` without its parameters, its proof columns turned into evidence, rows equal but for that made one."""
    proofs = [
        (index, table.columns.index(f"出处{match[1]}"))
        for index, column in enumerate(table.columns)
        if (match := _QUOTE.fullmatch(column)) and f"出处{match[1]}" in table.columns
    ]
    hidden = {table.columns.index(name) for name in params if name in table.columns}.union(*proofs)
    shown = [index for index in range(len(table.columns)) if index not in hidden]
    columns = tuple(table.columns[index] for index in shown)
    rows = [tuple(row[index] for index in shown) for row in table.rows]
    if not proofs:
        return Table(columns, tuple(rows), title)
    found: dict[tuple[Cell, ...], dict[Evidence, None]] = {}  # the values are ordered sets
    for row, full in zip(rows, table.rows, strict=True):
        found.setdefault(row, {}).update(dict.fromkeys(_evidence(full, proofs)))
    return Table(columns, tuple(found), title, tuple(tuple(passages) for passages in found.values()))


def _evidence(row: tuple[Cell, ...], proofs: list[tuple[int, int]]) -> Iterator[Evidence]:
    for quote, passage in proofs:
        if made := _passage(row[quote], row[passage]):
            yield made


@lru_cache(maxsize=1 << 12)  # rows of one answer share their passages
def _passage(quote: Cell, iri: Cell) -> Evidence | None:
    match = _PASSAGE.fullmatch(str(iri))
    return match and Evidence(str(quote), int(match[2]), int(match[3]), report_name(match[1]))
