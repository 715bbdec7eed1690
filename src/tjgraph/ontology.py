"""The ontology as Python objects: classes, properties and terms with labels, ends and how they are shown.

Read from ``ontology/tjgraph.ttl``, which alone says what kinds of things there are; nothing here repeats it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from tjgraph import kept
from tjgraph.errors import LexiconError
from tjgraph.resources import ontology_dir

TJ = "https://w3id.org/tjgraph/ontology#"
DATA = "https://w3id.org/tjgraph/id/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_OWL = "http://www.w3.org/2002/07/owl#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_ENTITY = "Entity"


class ClassInfo(NamedTuple):
    """A class: its local name, label and definition (Chinese), the class above it, and how it is drawn.

    ``colour`` (``#rrggbb``) and ``shape`` (a vis-network shape) are inherited from above; ``""`` where never drawn.
    """

    name: str
    label_zh: str
    definition: str
    parent: str | None
    colour: str
    shape: str


class PropertyInfo(NamedTuple):
    """A property: its local name, label and definition (Chinese), and the types that may stand at its ends."""

    name: str
    label_zh: str
    definition: str
    domain: tuple[str, ...]
    range: tuple[str, ...]


class TermInfo(NamedTuple):
    """A fixed value (``planned``, ``target``, ``over`` …): its local name, Chinese label and definition, its class."""

    name: str
    label_zh: str
    definition: str
    type: str


class Ontology:
    """Classes, properties and terms by local name, each in the order of the file."""

    def __init__(
        self, classes: dict[str, ClassInfo], properties: dict[str, PropertyInfo], terms: dict[str, TermInfo]
    ) -> None:
        self.classes, self.properties, self.terms = classes, properties, terms

    @cached_property
    def entity_types(self) -> tuple[str, ...]:
        """The twelve top types, in the order of the file."""
        return tuple(c.name for c in self.classes.values() if c.parent == _ENTITY)

    @cached_property
    def relations(self) -> tuple[str, ...]:
        """The eight relations that reports state: object properties that lead from entities to entities or a status."""
        ends = {*self.entity_types, "Status"}
        return tuple(
            p.name
            for p in self.properties.values()
            if p.domain and p.range and set(p.domain) <= ends and set(p.range) <= ends
        )

    @cached_property
    def statuses(self) -> dict[str, TermInfo]:
        """The status words."""
        return self.terms_of("Status")

    def terms_of(self, cls: str) -> dict[str, TermInfo]:
        """The fixed values of a class (``Status``, ``FigureKind``, ``Change``, ``Qualifier``)."""
        self._class(cls)
        return {name: term for name, term in self.terms.items() if term.type == cls}

    def is_a(self, cls: str, ancestor: str) -> bool:
        """Whether ``cls`` is ``ancestor`` or stands below it. Both are local names; an unknown one is an error."""
        self._class(ancestor)
        return ancestor in self.lineage(cls)

    def lineage(self, cls: str) -> tuple[str, ...]:
        """``cls`` and the classes above it, nearest first."""
        info = self._class(cls)
        chain = [info.name]
        while info.parent is not None:
            info = self.classes[info.parent]
            chain.append(info.name)
        return tuple(chain)

    def top_type(self, cls: str) -> str:
        """Which of the twelve types ``cls`` is or stands below; an error for a class of no entity (a Claim, a Unit)."""
        for name in self.lineage(cls):
            if name in self.entity_types:
                return name
        raise LexiconError(
            f"类 tj:{cls} 不是实体的类",
            where="ontology/tjgraph.ttl",
            remedy=f"实体的类是 {'、'.join(self.entity_types)} 及其下位类",
        )

    def _class(self, name: str) -> ClassInfo:
        info = self.classes.get(name)
        if info is None:
            known = "、".join(self.classes)
            raise LexiconError(f"本体里没有类 tj:{name}", where="ontology/tjgraph.ttl", remedy=f"可用的类：{known}")
        return info


@cache
def load_ontology(path: Path | None = None) -> Ontology:
    """The ontology from ``path`` (default: the project's ``ontology/tjgraph.ttl``), checked and kept.

    Raises LexiconError that names file and line where the Turtle is broken, a term lacks a label or a definition,
    a colour is no colour, or a class stands below two of ours, below itself, or below one that is not defined.
    """
    source = path or ontology_dir() / "tjgraph.ttl"
    state = kept.state([source.resolve()])
    entry = kept.read(source.parent, f"{source.stem}.ontology", state)
    if entry is not None:
        return _unpacked(entry)
    reader = _Reader(source)
    classes = reader.classes()
    made = Ontology(classes, reader.properties(classes), reader.terms(classes))
    if kept.state([source.resolve()]) == state:
        kept.write(source.parent, f"{source.stem}.ontology", state, _packed(made))
    return made


def _packed(made: Ontology) -> dict[str, bytes]:
    """The ontology in sections, each its things as lists of their fields, in JSON."""
    parts = (("classes", made.classes), ("properties", made.properties), ("terms", made.terms))
    return {part: json.dumps([*infos.values()]).encode() for part, infos in parts}


def _unpacked(entry: kept.Entry) -> Ontology:
    classes, properties, terms = (json.loads(entry[name]) for name in ("classes", "properties", "terms"))
    return Ontology(
        {row[0]: ClassInfo(*row) for row in classes},
        {row[0]: _property(*row) for row in properties},
        {row[0]: TermInfo(*row) for row in terms},
    )


def _property(name: str, label: str, definition: str, domain: list[str], range: list[str]) -> PropertyInfo:
    return PropertyInfo(name, label, definition, tuple(domain), tuple(range))


class _Reader:
    """The triples of one file, and how the terms of ours are drawn from them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text, self.triples = _parse(path)
        self.facts: dict[tuple[str, str], list[Any]] = {}
        self.typed: dict[str, list[str]] = {}
        for triple in self.triples:
            self.facts.setdefault((triple.subject.value, triple.predicate.value), []).append(triple.object)
            if triple.predicate.value == _RDF + "type":
                self.typed.setdefault(triple.object.value, []).append(triple.subject.value)

    def classes(self) -> dict[str, ClassInfo]:
        names = self._named(_OWL + "Class")
        parents = {name: self._parent(name, set(names)) for name in names}
        for name in names:
            self._check_chain(name, parents)
        return {name: self._class(name, parents) for name in names}

    def _class(self, name: str, parents: dict[str, str | None]) -> ClassInfo:
        label, definition = self._words(name)
        colour, shape = self._inherited(name, "colour", parents), self._inherited(name, "shape", parents)
        if colour and not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
            raise self._error(name, f"颜色 {colour} 不是 #RRGGBB")
        return ClassInfo(name, label, definition, parents[name], colour, shape)

    def _parent(self, name: str, known: set[str]) -> str | None:
        above = self._local_objects(name, _RDFS + "subClassOf")
        if len(above) > 1:
            raise self._error(name, f"有两个上位类：{'、'.join(above)}")
        if above and above[0] not in known:
            raise self._error(name, f"上位类 tj:{above[0]} 没有定义")
        return above[0] if above else None

    def _check_chain(self, name: str, parents: dict[str, str | None]) -> None:
        seen: list[str] = []
        cursor: str | None = name
        while cursor is not None:
            if cursor in seen:
                raise self._error(name, "上位类成了环")
            seen.append(cursor)
            cursor = parents[cursor]

    def _inherited(self, name: str, prop: str, parents: dict[str, str | None]) -> str:
        cursor: str | None = name
        while cursor is not None:
            values = self.facts.get((TJ + cursor, TJ + prop), [])
            if values:
                return str(values[0].value)
            cursor = parents[cursor]
        return ""

    def properties(self, classes: dict[str, ClassInfo]) -> dict[str, PropertyInfo]:
        names = [*self._named(_OWL + "ObjectProperty"), *self._named(_OWL + "DatatypeProperty")]
        return {name: self._property(name, classes) for name in names}

    def _property(self, name: str, classes: dict[str, ClassInfo]) -> PropertyInfo:
        label, definition = self._words(name)
        ends = []
        for side in ("domain", "range"):
            types = tuple(self._types(name, _RDFS + side))
            unknown = [t for t in types if t not in classes]
            if unknown and not (side == "range" and name in self._named(_OWL + "DatatypeProperty")):
                raise self._error(name, f"{side} 里的 tj:{unknown[0]} 没有定义")
            ends.append(types)
        return PropertyInfo(name, label, definition, ends[0], ends[1])

    def _types(self, name: str, predicate: str) -> Iterator[str]:
        for node in self.facts.get((TJ + name, predicate), []):
            unions = self.facts.get((node.value, _OWL + "unionOf"), [])
            members = self._list(unions[0].value) if unions else iter([node])
            yield from (re.split("[#/]", member.value)[-1] for member in members)

    def _list(self, head: str) -> Iterator[Any]:
        while head != _RDF + "nil":
            yield self.facts[head, _RDF + "first"][0]
            head = self.facts[head, _RDF + "rest"][0].value

    def terms(self, classes: dict[str, ClassInfo]) -> dict[str, TermInfo]:
        return {
            name: TermInfo(name, *self._words(name), type=cls)
            for cls in classes
            for name in (iri.removeprefix(TJ) for iri in self.typed.get(TJ + cls, []))
        }

    def _named(self, cls: str) -> list[str]:
        return [iri.removeprefix(TJ) for iri in self.typed.get(cls, []) if iri.startswith(TJ)]

    def _local_objects(self, name: str, predicate: str) -> list[str]:
        objects = self.facts.get((TJ + name, predicate), [])
        return [o.value.removeprefix(TJ) for o in objects if o.value.startswith(TJ)]

    def _words(self, name: str) -> tuple[str, str]:
        """The Chinese label and definition of a term."""
        self._text(name, _RDFS + "label", "en", "英文名称")  # those who read the file abroad need it; we do not
        label = self._text(name, _RDFS + "label", "zh", "中文名称")
        return label, self._text(name, _SKOS + "definition", "zh", "中文定义")

    def _text(self, name: str, predicate: str, language: str, what: str) -> str:
        texts = [o.value for o in self.facts.get((TJ + name, predicate), []) if o.language == language]
        if len(texts) != 1:
            raise self._error(name, f"须有且只有一个{what}（@{language}），现有 {len(texts)} 个")
        return str(texts[0])

    def _error(self, name: str, what: str) -> LexiconError:
        match = re.search(rf"^tj:{re.escape(name)}\b", self.text, re.MULTILINE)
        line = self.text.count("\n", 0, match.start()) + 1 if match else 1
        return LexiconError(f"tj:{name}：{what}", where=f"{self.path}:{line}", remedy="请改正这一项")


def _parse(path: Path) -> tuple[str, list[Any]]:
    """The text of a Turtle file and its triples in file order."""
    import pyoxigraph as ox

    try:
        text = path.read_text(encoding="utf-8")
        triples = list(ox.parse(input=text, format=ox.RdfFormat.TURTLE))
    except OSError as error:
        raise LexiconError(
            f"读不到本体：{error.strerror}", where=str(path), remedy="请检查文件是否存在、可读"
        ) from error
    except UnicodeDecodeError as error:
        raise LexiconError("本体不是 UTF-8 文本", where=str(path), remedy="请存为 UTF-8") from error
    except SyntaxError as error:
        raise LexiconError(
            f"Turtle 语法错误：{error.msg}", where=f"{path}:{error.lineno}", remedy="请改正该行"
        ) from error
    return text, triples
