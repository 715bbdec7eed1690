"""The tables from which the words of questions are gathered (see `tjgraph.lexicon.questions`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tjgraph.errors import LexiconError
from tjgraph.lexicon.figures import ChangeRow, UnitRow
from tjgraph.lexicon.frames import FrameRow, StatusWord
from tjgraph.lexicon.naming import Ending, KnownName
from tjgraph.lexicon.question_words import Kind, QuestionLexicon, Role, Senses, Tie
from tjgraph.lexicon.tables import Row, read_table
from tjgraph.ontology import Ontology

_STATUS_PROPERTY = "status"
# Light status words say little of themselves (建设, 推动): as words of a relation they mean that first.
_LIGHT_ROLES = frozenset(("轻", "尾", "带"))


@dataclass(frozen=True, slots=True)
class WordRow(Row):
    """A function word of questions; ``value`` is an offset in years, ``max``/``min``, or the class of a place."""

    word: str
    role: Role
    value: str


@dataclass(frozen=True, slots=True)
class ClassRow(Row):
    """A word for things of some classes; ``names`` is how their names end (empty: any name).

    Things of the classes ``also`` may be called so too where the relation ``through`` ties them (the 项目 that a
    company undertakes may be a park).
    """

    word: str
    classes: tuple[str, ...]
    names: str
    also: tuple[str, ...]
    through: str | None


@dataclass(frozen=True, slots=True)
class RelationRow(Row):
    """A word for a relation; 逆 where what stands before it is the object. ``weak``: any relation will do."""

    word: str
    relation: str | None
    way: Literal["顺", "逆"]
    weak: bool


@dataclass(frozen=True, slots=True)
class StatusRow(Row):
    """A word for a status."""

    word: str
    status: str


@dataclass(frozen=True, slots=True)
class SynonymRow(Row):
    """A word for an indicator that reports may call otherwise."""

    word: str
    means: tuple[str, ...]


def gathered(directory: Path, ontology: Ontology) -> QuestionLexicon:
    """The words of questions from the tables in ``directory``; raises as `questions.load` does."""
    return _Gathering(directory, ontology).lexicon()


class _Gathering:
    """Words from every source, the question tables last so that they have the last word."""

    def __init__(self, directory: Path, ontology: Ontology) -> None:
        self.directory, self.ontology = directory, ontology
        self.words: dict[str, Senses] = {}

    def lexicon(self) -> QuestionLexicon:
        self._endings()
        self._classes()
        self._relations()
        self._statuses()
        self._figures()
        for row in read_table(self.directory / "question_words.csv", WordRow):
            sense = self._word(row.word)
            sense.role, sense.value = row.role, row.value
        rows = read_table(self.directory / "question_synonyms.csv", SynonymRow)
        for synonym in rows:
            self._word(synonym.word.casefold()).indicator = True
        known = read_table(self.directory / "known_names.csv", KnownName)
        return QuestionLexicon(
            self.words, {row.word: row.means for row in rows}, {row.word: row.label for row in known}
        )

    def _word(self, word: str) -> Senses:
        return self.words.setdefault(word, Senses())

    def _known(self, name: str, known: object, row: Row, table: str) -> str:
        if name not in known:  # type: ignore[operator]
            where = f"{self.directory / table}:{row.line}"
            raise LexiconError(f"本体里没有 tj:{name}", where=where, remedy="改为 ontology/tjgraph.ttl 里的名称")
        return name

    def _endings(self) -> None:
        for row in read_table(self.directory / "endings.csv", Ending):
            if len(row.word) > 1:
                self._word(row.word).kind = Kind((row.type,), re.escape(row.word))

    def _classes(self) -> None:
        for cls in self.ontology.classes.values():
            if "Entity" in self.ontology.lineage(cls.name):
                self._word(cls.label_zh).kind = Kind((cls.name,))
        table = "question_classes.csv"
        for row in read_table(self.directory / table, ClassRow):
            for name in (*row.classes, *row.also):
                self._known(name, self.ontology.classes, row, table)
            if row.through:
                self._known(row.through, self.ontology.relations, row, table)
            self._word(row.word).kind = Kind(row.classes, row.names, row.also, row.through or "")

    def _relations(self) -> None:
        relations = [name for name in self.ontology.relations if name != _STATUS_PROPERTY]
        for name in relations:
            for word in _words_of_property(self.ontology, name):
                self._word(word).ties[Tie(name)] = None
        for row in read_table(self.directory / "relation_frames.csv", FrameRow):
            if len(row.word) > 1:
                self._word(row.word).ties.update((Tie(claim.split()[1]), None) for claim in row.claims)
        table = "question_relations.csv"
        for question_row in read_table(self.directory / table, RelationRow):
            sense = self._word(question_row.word)
            sense.weak |= question_row.weak
            if question_row.relation:
                self._known(question_row.relation, relations, question_row, table)
                sense.ties[Tie(question_row.relation, question_row.way == "逆")] = None

    def _statuses(self) -> None:
        for row in read_table(self.directory / "status_words.csv", StatusWord):
            if len(row.word) > 1:
                sense = self._word(row.word)
                sense.review, sense.plan = row.review or "", row.plan or ""
                sense.light = row.role in _LIGHT_ROLES
        for term in self.ontology.statuses.values():
            for word in (term.label_zh, *re.split("[、，。；]|或", term.definition)):
                sense = self.words.get(word, Senses())
                if len(word) > 1 and not sense.review and not self._starts_with_class(word):
                    self._word(word).review = self._word(word).plan = term.name
        table = "question_statuses.csv"
        for question_row in read_table(self.directory / table, StatusRow):
            self._known(question_row.status, self.ontology.statuses, question_row, table)
            sense = self._word(question_row.word)
            sense.review = sense.plan = question_row.status
            sense.light = False

    def _starts_with_class(self, word: str) -> bool:
        """企业 and 试点落地 in a definition say of what the status is."""
        return any(sense.kind for sense in (self.words.get(word[:end]) for end in range(2, len(word) + 1)) if sense)

    def _figures(self) -> None:
        for row in read_table(self.directory / "units.csv", UnitRow):
            if row.kind != "none":
                self._word(row.word).unit = row.unit
        for change in read_table(self.directory / "changes.csv", ChangeRow):
            if len(change.word) > 1:
                self._word(change.word).change = change.change


def _words_of_property(ontology: Ontology, name: str) -> Iterator[str]:
    """The label of a property and the verbs of its definition (前者坐落、落户或举办于后者 → 坐落, 落户, 举办)."""
    info = ontology.properties[name]
    label = info.label_zh
    for end in info.range:
        label = label.removesuffix(ontology.classes[end].label_zh) or label
    definition = re.sub("后者这.*", "", re.split("[：。]", info.definition)[0])
    yield label
    for part in re.split("[、，]|或|后者", definition):
        verb = re.sub("^(?:前者|政策|[向在于是的把将由从])+", "", part)
        yield from (word for word in (verb, re.sub("[于的在]$", "", verb)) if len(word) > 1)
