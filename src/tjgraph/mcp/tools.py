"""The tools: search, entity, ask, sparql, evidence, ledger. Each answer carries the sentences that say it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver.exceptions import ToolError

from tjgraph.errors import NotFoundError
from tjgraph.graph import vocabulary as v
from tjgraph.graph.store import Iri
from tjgraph.mcp.answers import (
    Account,
    Entity,
    Fact,
    Figure,
    Found,
    Hits,
    Item,
    Promise,
    Proof,
    Relation,
    Reply,
    Result,
    Row,
    Status,
)
from tjgraph.mcp.quotes import Quotes
from tjgraph.ontology import load_ontology
from tjgraph.query.claims import statements
from tjgraph.query.directory import Directory
from tjgraph.query.lookup import describe, resolve
from tjgraph.query.question import ask
from tjgraph.web import results
from tjgraph.web.jobs import Job, Refused

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.query import lookup
    from tjgraph.web.workers import Pool

_MOST = 200
_MENTIONS = """SELECT ?entity ?passage WHERE { ?entity tj:mentionedIn ?passage . ?passage oa:start ?start ;
    dcterms:isPartOf ?report } ORDER BY ?report ?start LIMIT 1"""


class Tools:
    """The tools over one graph. ``pool`` runs queries that assistants write; without it there is no `sparql`."""

    def __init__(self, graph: KnowledgeGraph, pool: Pool | None) -> None:
        self._graph, self._pool = graph, pool
        self._quotes = Quotes(graph)
        self._directory = Directory(graph)
        self._ontology = load_ontology()

    @property
    def takes_queries(self) -> bool:
        """Whether `sparql` can be used."""
        return self._pool is not None

    @property
    def about(self) -> str:
        """What the graph is of."""
        titles = "、".join(f"{report.title}（{name}）" for name, report in self._quotes.reports.items())
        return f"{titles or '没有报告'}；实体 {len(self._directory)} 个"

    def search(self, text: str, type: str | None = None, limit: int = 10) -> Hits:
        """按名称的一部分、别名或拼音找实体，每个都带报告里提到它的一句话。type 可限定类型（如 企业、园区、项目）。"""
        hits = self._directory.search(text, type)
        return Hits(len(hits), [self._found(hit) for hit in hits[: _bounded(limit)]])

    def entity(self, name: str, type: str | None = None, limit: int = 30) -> Entity:
        """一个实体（名称、别名或 IRI）的全部：关系、进展、数字、提及，每条都带原句。

        background 为真的是报告以外的背景资料。
        """
        return self._entity(describe(self._graph, name, type), _bounded(limit))

    def ask(self, question: str) -> Reply:
        """用中文提问（哪些、在哪、谁、多少、目标、进展、是不是），答案都带原句。

        报告里没有的不答，给出能问的相近问题。
        """
        found = ask(self._graph, question)
        items = [
            Item(
                item.label,
                _plain(item.value) if isinstance(item.value, Decimal) else item.value,
                item.unit,
                item.iri,
                self._quotes.quotes(item.evidence),
            )
            for item in found.items[:_MOST]
        ]
        return Reply(found.understood, found.interpretation, items, found.sparql, list(found.nearby))

    async def sparql(self, query: str) -> Result:
        """对图谱运行只读的 SPARQL 1.1 查询（SELECT、ASK、CONSTRUCT、DESCRIBE）。最多 200 行，10 秒。

        前缀 tj: data: rdf: rdfs: skos: prov: dcterms: oa: 不必声明。关系是三元组（tj:locatedIn tj:undertakes
        tj:investsIn tj:produces tj:inIndustry tj:supports tj:partOf tj:status），名称是 rdfs:label；陈述（tj:Claim）以
        rdf:subject、rdf:predicate、rdf:object 指明三元组，prov:wasDerivedFrom 指向原文；数字是 tj:Observation
        （tj:indicator tj:subject tj:value tj:unit tj:year tj:kind）。选出陈述、数字或原文的 IRI，结果行就带原句。
        """
        assert self._pool is not None
        try:
            async with self._pool.run(Job(query, results.JSON, "text/turtle", rows=_MOST)) as answer:
                body = b"".join([piece async for piece in answer]).decode()
        except Refused as refused:
            raise ToolError(refused.message) from refused
        if answer.kind == "graph":
            return Result(turtle=body)
        found = json.loads(body)
        if answer.kind == "boolean":
            return Result(boolean=found["boolean"])
        columns = found["head"]["vars"]
        return Result(columns, [self._row(columns, row) for row in found["results"]["bindings"]])

    def evidence(self, subject: str, object: str | None = None, relation: str | None = None, limit: int = 20) -> Proof:
        """一件事的依据原句。subject 可以是实体（名称或 IRI），或陈述、数字、原文的 IRI。

        给出 object 时是两者之间（不论方向）的关系；relation 可限定关系（如 位于 或 locatedIn）；
        都不给时是提到它的各句。
        """
        if subject.startswith((f"{v.DATA}claim/", f"{v.DATA}observation/", f"{v.DATA}report/")):
            quotes = self._quotes.of(subject)
            return Proof(bool(quotes), [Fact(subject, [], quotes)] if quotes else [])
        one = resolve(self._graph, subject)
        if object is None and relation is None:
            quotes = self._quotes.of(one.iri)
            return Proof(len(quotes), [Fact(f"提到{one.label}", [], [quote]) for quote in quotes[: _bounded(limit)]])
        other = resolve(self._graph, object).iri if object is not None else None
        facts = [fact for from_it in (True, False) for fact in self._facts(one.iri, other, relation, outgoing=from_it)]
        return Proof(len(facts), facts[: _bounded(limit)])

    def ledger(
        self, old: str, new: str | None = None, about: str = "", verdict: str | None = None, limit: int = 20
    ) -> Account:
        """台账：报告 old 许诺的目标、项目、举措，对报告 new 的回顾（不给 new 就只列许诺）；两边都带原句。

        old、new 是报告名（如 tianjin-2025）。about 只留事项或原句里有这些字的，verdict 只留一种结论（met、exceeded、
        missed、ongoing、completed、repeated、not_reported）。
        """
        from tjgraph import pipeline

        found = pipeline.ledger(self._file(old), self._file(new) if new else None)
        words = {word.id: word.word for word in (*found.verdicts, *found.kinds)}
        kept = [
            entry
            for entry in found
            if (about in entry.topic or about in entry.promise.quote) and verdict in (None, entry.verdict)
        ]
        promises = [
            Promise(
                entry.topic,
                words.get(entry.kind, entry.kind),
                self._quotes.quote(entry.promise),
                str(entry.target) if entry.target else None,
                words.get(entry.verdict or "", entry.verdict),
                self._quotes.quote(entry.outcome.evidence) if entry.outcome else None,
                entry.sure,
                entry.reason,
            )
            for entry in kept[: _bounded(limit)]
        ]
        counts = Counter(words.get(entry.verdict or "", "待兑现") for entry in kept)
        meanings = {word.word: word.meaning for word in found.verdicts}
        return Account(found.old, found.new, len(kept), dict(counts), promises, list(found.warnings), meanings)

    def _found(self, hit: Any) -> Found:
        record = hit.record
        first = self._graph.select(_MENTIONS, entity=Iri(record.iri)).rows
        quotes = self._quotes.of(str(first[0][1])) if first else []
        label = self._ontology.classes[record.type].label_zh
        return Found(record.label, label, record.iri, list(record.aliases), hit.mentions, quotes[0] if quotes else None)

    def _entity(self, d: lookup.EntityDescription, most: int) -> Entity:
        relations = [self._relation(r, False) for r in d.relations] + [self._relation(r, True) for r in d.background]
        terms = self._ontology.terms
        figures = [
            Figure(
                f.indicator,
                _plain(f.value),
                f.unit,
                f.year,
                f.since,
                terms[f.kind].label_zh,
                terms[f.change].label_zh,
                terms[f.qualifier].label_zh,
                self._quotes.quotes(f.evidence),
            )
            for f in d.figures
        ]
        statuses = [Status(s.label, s.year, self._quotes.quotes(s.evidence)) for s in d.statuses]
        mentions = self._quotes.quotes(naming.passage for naming in d.mentions)
        parts: dict[str, Sequence[Any]] = {
            "relations": relations,
            "statuses": statuses,
            "figures": figures,
            "mentions": mentions,
        }
        return Entity(
            d.label,
            d.type_label,
            d.iri,
            [*d.aliases, *d.background_aliases],
            relations[:most],
            statuses[:most],
            figures[:most],
            mentions[:most],
            {name: len(part) for name, part in parts.items()},
        )

    def _relation(self, r: lookup.Relation, background: bool) -> Relation:
        return Relation(
            r.label,
            r.outgoing,
            r.other_label,
            self._ontology.classes[r.other_type].label_zh,
            r.other,
            list(r.years),
            self._quotes.quotes(r.evidence),
            background,
            list(r.sources),
        )

    def _row(self, columns: list[str], row: dict[str, dict[str, str]]) -> Row:
        cells = {name: row[name]["value"] if name in row else None for name in columns}
        return Row(cells, self._quotes.of_facts(cells.values()))

    def _facts(self, iri: str, other: str | None, relation: str | None, *, outgoing: bool) -> list[Fact]:
        found = statements(self._graph, subject=iri) if outgoing else statements(self._graph, object=iri)
        facts = []
        for s in found:
            info = self._ontology.properties[s.predicate]
            far = s.object if outgoing else s.subject
            if s.background or (other and far != other) or relation not in (None, s.predicate, info.label_zh):
                continue
            text = f"{self._name(s.subject)} —{info.label_zh}→ {self._name(s.object)}"
            facts.append(Fact(text, list(s.years), self._quotes.quotes(s.evidence)))
        return facts

    def _name(self, iri: str) -> str:
        hit = self._directory.get(iri)
        if hit is not None:
            return hit.record.label
        word = self._ontology.statuses.get(iri.removeprefix(v.TJ))
        return word.label_zh if word else iri

    def _file(self, name: str) -> Path:
        """The graph file of the report with that name."""
        for path in self._graph.files:
            if path.stem == name:
                return path
        known = tuple(self._quotes.reports)
        raise NotFoundError(f"没有报告“{name}”", remedy=f"有：{'、'.join(known)}", suggestions=known)


def _bounded(limit: int) -> int:
    return max(1, min(limit, _MOST))


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
