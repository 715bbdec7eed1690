"""What is known of an entity, as a head line and tables."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tjgraph.model import Evidence, Table
from tjgraph.ontology import load_ontology
from tjgraph.query.numerals import short
from tjgraph.views.tables import number, visible

if TYPE_CHECKING:
    from tjgraph.query.figures import Figure
    from tjgraph.query.lookup import EntityDescription, Naming, Relation


def head(description: EntityDescription) -> str:
    """Name, type, other names and IRI, a line each."""
    d = description
    lines = [f"{d.label}（{d.type_label}）", d.iri]
    if d.aliases:
        lines.insert(1, f"又作：{'、'.join(d.aliases)}")
    if d.background_aliases:
        lines.insert(-1, f"背景中又作：{'、'.join(d.background_aliases)}")
    return "\n".join(map(visible, lines)) + "\n"


def amount(figure: Figure) -> str:
    """How much, as people read it: ``增长约5%``, ``超过2400万标准箱``."""
    terms = load_ontology().terms
    change = "" if figure.change == "level" else terms[figure.change].label_zh
    qualifier = "" if figure.qualifier == "exact" else terms[figure.qualifier].label_zh
    return f"{change}{qualifier}{short(figure.value)}{figure.unit}"


def tables(description: EntityDescription) -> tuple[Table, ...]:
    """Relations, statuses, figures, mentions and background, those that are not empty, each with its passages."""
    d = description
    found = (
        _relations("关系", d.relations),
        Table(
            ("进展", "年份"),
            tuple((s.label, s.year) for s in d.statuses),
            "进展",
            tuple(s.evidence for s in d.statuses),
        ),
        _figures(d.figures),
        _mentions(d.mentions),
        _background(d.background),
    )
    return tuple(table for table in found if table.rows)


def record(description: EntityDescription) -> dict[str, Any]:
    """The description as a JSON-ready object, with the field names of `EntityDescription`."""
    return {name: _plain(value) for name, value in description._asdict().items()}


def _plain(value: Any) -> Any:
    """Records as objects, what is many as lists, decimals as numbers."""
    if hasattr(value, "_asdict"):
        return {name: _plain(item) for name, item in value._asdict().items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return number(value) if isinstance(value, Decimal) else value


def _relations(title: str, relations: tuple[Relation, ...]) -> Table:
    classes = load_ontology().classes
    rows = tuple(
        (
            f"{r.label} →" if r.outgoing else f"← {r.label}",
            r.other_label,
            classes[r.other_type].label_zh if r.other_type in classes else "",
            "、".join(map(str, r.years)),
        )
        for r in relations
    )
    return Table(("关系", "对方", "类型", "年份"), rows, title, tuple(r.evidence for r in relations))


def _background(relations: tuple[Relation, ...]) -> Table:
    plain = _relations("背景（报告里没有）", relations)
    rows = tuple((*row[:3], "、".join(r.sources)) for row, r in zip(plain.rows, relations, strict=True))
    return Table(("关系", "对方", "类型", "来源"), rows, plain.title)


def _figures(figures: tuple[Figure, ...]) -> Table:
    label = {name: term.label_zh for name, term in load_ontology().terms.items()}
    rows = tuple(
        (_years(f), label[f.kind], f.indicator, label[f.change], label[f.qualifier], f.value, f.unit) for f in figures
    )
    return Table(
        ("年份", "性质", "指标", "变化", "限定", "数值", "单位"), rows, "数字", tuple(f.evidence for f in figures)
    )


def _years(figure: Figure) -> int | str:
    """A year stays a number, which programs can count with."""
    return figure.year if figure.since is None else figure.years


def _mentions(mentions: tuple[Naming, ...]) -> Table:
    """One row a sentence, with the names by which it speaks of the entity."""
    names: dict[Evidence, dict[str, None]] = {}
    for naming in mentions:
        names.setdefault(naming.sentence or naming.passage, {})[naming.passage.quote] = None
    rows = tuple(("、".join(said),) for said in names.values())
    return Table(("原文里的叫法",), rows, f"提及（{len(mentions)} 处）", tuple((e,) for e in names))
