"""Questions about things, read: tokens → a `Pattern`.

The classes, the entities and the relation words of a question make a chain: 南港工业区（的）企业 — 属于 — 产业. Which
relations can stand between two neighbours, and in which direction, follows from their classes and the ontology's
domains and ranges; a relation word between or beside them narrows that down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tjgraph.lexicon.question_words import Kind
from tjgraph.query.question.context import Context
from tjgraph.query.question.names import Thing
from tjgraph.query.question.sparql import Condition, Link, Node, Pattern
from tjgraph.query.question.ties import ways
from tjgraph.query.question.tokens import Token

_WHO = Kind(("Enterprise", "Institution", "Fund", "Person"))
_WHERE = Kind(("Place", "Park"))
# Words that a question about things may have beside its names, classes, relations and statuses.
_HARMLESS = frozenset(
    ("which", "who", "where", "how_many", "have", "of", "be", "in", "and", "list", "mention", "related", "both", "each",
     "scope", "filler", "target", "actual", "year", "whether", "extreme", "times", "describe", "progress")
)  # fmt: skip
_SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Reading:
    """A pattern, whether the number of answers is asked for (and its measure word), and the inner node to count by."""

    pattern: Pattern
    counts: bool = False
    measure: str = "个"
    counted: int | None = None


def read(context: Context, tokens: Sequence[Token] | None = None) -> Reading | None:
    """How the question (or ``tokens`` of it) is read as one about things; None where it cannot be."""
    return _Reader(context, context.tokens if tokens is None else tokens).reading()


@dataclass
class _Placed:
    """A node with where it stands; ``asked``: a question word asks for it."""

    node: Node
    start: int
    end: int
    asked: bool = False


class _Reader:
    def __init__(self, context: Context, tokens: Sequence[Token]) -> None:
        self.context = context
        self.tokens = [t for t in tokens if t.role != "filler" or t.senses.kind or t.thing]
        self.measure = _measure(context, tokens)
        self.placed: list[_Placed] = []
        self.relations: list[Token] = []
        self.statuses: list[Token] = []
        self.failed = False

    def reading(self) -> Reading | None:
        self._collect()
        target = self._target()
        if self.failed or target is None:
            return None
        own = self._own_places(target)
        placed = [p for p in self.placed if p not in own]
        chain = sorted(placed, key=lambda p: p.start)
        self._share_out(chain, target)
        links = self._links(chain, target)
        if links is None:
            return None
        index = chain.index(target)
        nodes = tuple(p.node for p in chain)
        conditions = self._conditions(chain, target)
        years = self.context.years(self.tokens) or self._implied_years(conditions)
        place = own[0].node.things[0] if own else None
        if not links and (target.node.kind is None or not (conditions or years or place or self._stands_alone(target))):
            return None
        pattern = Pattern(nodes, index, links, conditions, years, place, self._reports(place))
        counted = next((i for i, p in enumerate(chain) if i != index and not p.node.things), None)
        return Reading(pattern, self._counts(), self.measure, counted)

    def _reports(self, place: Thing | None) -> tuple[str, ...]:
        """The reports of a place, by name."""
        reports = self.context.names.reports
        return tuple(sorted(name for name, (of, _) in reports.items() if place and of == place.record.iri))

    def _stands_alone(self, target: _Placed) -> bool:
        """Whether all things of the class are wanted: 有哪些基金."""
        return len(self.placed) == 1 and not target.asked and not self.relations

    def _counts(self) -> bool:
        return any(t.role == "how_many" for t in self.tokens)

    # ── What the tokens are ──────────────────────────────────────────────────────────────────────────────────────

    def _collect(self) -> None:
        held: list[str] = []
        skip = -1
        for index, token in enumerate(self.tokens):
            if index == skip:
                continue
            after = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
            if self._is_class(index):
                kind = token.senses.kind
                self._place(Node(token.text, kind=kind, holds=tuple(held)), token)
                held = []
            elif self._modifies(token, after):
                held.append(token.text)
            elif token.thing:
                self._place(Node(token.thing.label, (token.thing,)), token)
                if after and self._is_apposition(token, after, index):
                    skip = index + 1
            else:
                self._function(token)
        self._join_lists()
        self.failed |= bool(held)

    def _modifies(self, token: Token, after: Token | None) -> bool:
        """Whether it is an unknown word (or a guess at a name) before a class: 高铁 in 高铁项目."""
        if after is None or not after.senses.kind or after.thing or token.role:
            return False
        return (token.unknown or (not token.exact and token.end == after.start)) and len(token.text) > 1

    def _place(self, node: Node, token: Token) -> None:
        self.placed.append(_Placed(node, token.start, token.end))

    def _is_class(self, index: int) -> bool:
        token = self.tokens[index]
        if token.thing or not token.senses.kind:
            return False
        before = self.tokens[index - 1].role if index else None
        after = self.tokens[index + 1 : index + 3]
        asked = before in ("which", "how_many") or (index > 1 and bool(self.tokens[index - 1].senses.unit) and
                                                    self.tokens[index - 2].role == "how_many")  # fmt: skip
        if len(token.text) == 1:
            return asked
        if token.role or token.senses.ties or token.senses.review:
            roles = [t.role for t in after]
            return asked or (len(roles) == 2 and roles[0] in ("have", "be") and roles[1] in ("which", "how_many"))
        return True

    def _is_apposition(self, token: Token, after: Token, index: int) -> bool:
        """绿色石化产业: the class of the entity right after its name, unless that is asked for."""
        if not after.senses.kind or after.thing or not token.thing or after.role:
            return False
        ontology = self.context.ontology
        follows = self.tokens[index + 2].role if index + 2 < len(self.tokens) else None
        one = any(ontology.is_a(token.thing.record.type, c) for c in after.senses.kind.classes)
        one &= not after.senses.kind.names
        return one and token.end == after.start and not (follows == "which" and not self._asks_elsewhere(index + 2))

    def _asks_elsewhere(self, index: int) -> bool:
        return any(t.senses.kind and not t.thing for t in self.tokens[index + 1 :])

    def _function(self, token: Token) -> None:
        senses = token.senses
        if token.role in _HARMLESS or token.year is not None:
            self.failed |= self.context.is_elsewhere(token)
            return
        if senses.ties or senses.weak:
            (self.relations if not self._is_status(token) else self.statuses).append(token)
        elif senses.review:
            self.statuses.append(token)
        elif not (senses.unit and self._counts()) and token.text != "、":
            self.failed = True

    def _is_status(self, token: Token) -> bool:
        senses = token.senses
        return bool(senses.review or senses.plan) and not senses.light and _SETTLED not in (senses.review, senses.plan)

    def _join_lists(self) -> None:
        """甲和乙: one node of several things, where no relation says what is between them."""
        if self.context.has("both"):
            return
        joined: list[_Placed] = []
        for placed in self.placed:
            last = joined[-1] if joined else None
            between = [t for t in self.tokens if last and last.end <= t.start < placed.start]
            if last and placed.node.things and last.node.things and between and all(self._joins(t) for t in between):
                word = f"{last.node.word}、{placed.node.word}"
                last.node = Node(word, (*last.node.things, *placed.node.things))
                last.end = placed.end
            else:
                joined.append(placed)
        self.placed = joined

    def _joins(self, token: Token) -> bool:
        return token.role == "and" or token.text == "、"

    # ── What is asked for ────────────────────────────────────────────────────────────────────────────────────────

    def _target(self) -> _Placed | None:
        for token in self.tokens:
            if token.role in ("who", "where"):
                node = Node("谁", kind=_WHO) if token.role == "who" else Node("哪里", kind=_WHERE)
                asked = _Placed(node, token.start, token.end, True)
                classes = [p for p in self.placed if p.node.kind and p.start >= token.start]
                if not classes:
                    self.placed.append(asked)
                    return asked
        for token in self.tokens:
            if token.role in ("which", "how_many"):
                return self._asked(token)
        classes = [p for p in self.placed if p.node.kind]
        if not classes:
            return self._described()
        if self.context.has("extreme") and len(classes) > 1:
            return classes[0]
        return classes[-1]

    def _asked(self, word: Token) -> _Placed | None:
        after = [p for p in self.placed if p.node.kind and p.start >= word.end]
        nearest = min(after, key=lambda p: p.start, default=None)
        if nearest and not self._between(word.end, nearest.start):
            return nearest
        before = [p for p in self.placed if p.node.kind and p.end <= word.start]
        last = max(before, key=lambda p: p.start, default=None)
        if last and all(
            t.role in ("have", "be", "of", "each", "in", "list") for t in self._tokens(last.end, word.start)
        ):
            return last
        if word.role == "how_many" or word.senses.value:
            return None
        asked = _Placed(Node(word.text), word.start, word.end, True)
        self.placed.append(asked)
        return asked

    def _described(self) -> _Placed | None:
        """南港工业区的主导产业是什么 has its class; 新和成属于什么 has none, and asks for whatever is there."""
        if not self.context.has("describe") or not self.placed or not self.relations:
            return None
        token = next(t for t in self.tokens if t.role == "describe")
        asked = _Placed(Node("什么"), token.start, token.end, True)
        self.placed.append(asked)
        return asked

    def _tokens(self, start: int, end: int) -> list[Token]:
        return [t for t in self.tokens if start <= t.start and t.end <= end]

    def _between(self, start: int, end: int) -> list[Token]:
        """What parts the two, but for measure words, words held by the class's names, and what modifies it with 的."""
        between = [t for t in self._tokens(start, end) if not t.senses.unit and not t.unknown]
        if between and between[-1].role == "of":
            return [t for t in between if t.role not in (None, "of", "in", "target", "actual", "year")]
        return between

    # ── How it hangs together ────────────────────────────────────────────────────────────────────────────────────

    def _own_places(self, target: _Placed) -> list[_Placed]:
        """The report's own place says where to look, where no relation word ties something to it."""
        context = self.context
        found = []
        for placed in self.placed:
            things = placed.node.things
            if len(things) != 1 or not context.is_own_place(things[0]) or self._is_place(target.node):
                continue
            if self._own_ties(placed):
                continue
            found.append(placed)
        return found

    def _own_ties(self, placed: _Placed) -> bool:
        """Whether a relation word is said of the place itself (落户天津), there being nothing else to say it of."""
        strong = [t for t in self.relations if not t.senses.weak]
        others = [p for p in self.placed if p is not placed]
        return bool(strong) and len(others) == 1

    def _is_place(self, node: Node) -> bool:
        ontology = self.context.ontology
        return bool(node.kind) and all(ontology.is_a(c, "Place") for c in node.kind.classes)  # type: ignore[union-attr]

    def _share_out(self, chain: list[_Placed], target: _Placed) -> None:
        """Words with a relation and a status (落户, 建设) say the status where nothing is left to be tied."""
        if len(chain) == 1:
            self.statuses += [t for t in self.relations if t.senses.review]
            self.relations = [t for t in self.relations if not t.senses.review]
            self.failed |= any(not t.senses.weak for t in self.relations)

    def _links(self, chain: list[_Placed], target: _Placed) -> tuple[Link, ...] | None:
        """Each class with the next, each entity with the class that it belongs to; None where a word fits nowhere."""
        if self.failed:
            return None
        variables = [i for i, p in enumerate(chain) if not p.node.things]
        pairs = list(pairwise(variables))
        pairs += [(i, self._host(chain, i, variables)) for i, p in enumerate(chain) if p.node.things]
        words: dict[tuple[int, int], list[Token]] = {pair: [] for pair in pairs}
        for token in self.relations:
            if pairs:
                words[min(pairs, key=lambda pair: self._distance(chain, pair, token))].append(token)
        links = []
        for pair, tokens in words.items():
            link = self._link(chain, min(pair), max(pair), tokens)
            if link is None:
                return None
            links.append(link)
        return tuple(links)

    def _host(self, chain: list[_Placed], index: int, variables: list[int]) -> int:
        """The variable that an entity is said of: the one right after it (甲的企业), else the nearest before it."""
        after = [i for i in variables if i > index]
        before = [i for i in variables if i < index]
        if after:
            between = self._tokens(chain[index].end, chain[after[0]].start)
            if not before or not any(t.role in ("which", "have", "how_many") for t in between):
                return after[0]
        return before[-1]

    def _distance(self, chain: list[_Placed], pair: tuple[int, int], token: Token) -> tuple[bool, int, int]:
        a, b = chain[min(pair)], chain[max(pair)]
        fits = bool(ways(self.context.ontology, a.node, b.node, token.senses.ties)) or token.senses.weak
        inside = a.start <= token.start <= b.end
        return (
            not fits,
            0 if inside else min(abs(token.start - a.end), abs(a.start - token.end), abs(token.start - b.end)),
            a.start,
        )

    def _link(self, chain: list[_Placed], left: int, right: int, words: list[Token]) -> Link | None:
        a, b = chain[left], chain[right]
        ontology = self.context.ontology
        words = words or [t for t in self._tokens(a.start, b.end) if t.role in ("in", "where") and t.senses.ties]
        ties = [tie for word in words for tie in word.senses.ties]
        found = ways(ontology, a.node, b.node, ties) if ties else ()
        every = ways(ontology, a.node, b.node) if all(w.senses.weak or not w.senses.ties for w in words) else ()
        found = self._directed(found, a, b, words) if found else every
        return Link(left, right, found, every if every != found else ()) if found else None

    def _directed(
        self, found: tuple[tuple[str, bool], ...], a: _Placed, b: _Placed, words: list[Token]
    ) -> tuple[tuple[str, bool], ...]:
        """Where both directions are possible, the subject stands before the word; the object where that is inverse."""
        both = {relation for relation, forward in found if (relation, not forward) in found}
        inverse = {tie.relation for word in words for tie in word.senses.ties if tie.inverse}
        ahead = all(word.start < a.start for word in words)  # 投资甲的企业: the subject comes last
        return tuple(
            (relation, forward)
            for relation, forward in found
            if relation not in both or forward == ((relation not in inverse) != ahead)
        )

    def _conditions(self, chain: list[_Placed], target: _Placed) -> tuple[Condition, ...]:
        found = []
        for token in self.statuses:
            statuses = self._statuses_of(token)
            if statuses:
                found.append(Condition(chain.index(self._bearer(chain, target, token)), statuses))
        return tuple(found)

    def _bearer(self, chain: list[_Placed], target: _Placed, token: Token) -> _Placed:
        after = [p for p in chain if p.start >= token.end and not p.node.things]
        return after[0] if after and not after[0].asked and self._right_before(token, after[0]) else target

    def _right_before(self, token: Token, placed: _Placed) -> bool:
        return all(t.role == "of" for t in self._tokens(token.end, placed.start))

    def _implied_years(self, conditions: tuple[Condition, ...]) -> tuple[int, ...]:
        """建成了 speaks of the year under review, 要建成 of the year of the plan."""
        now = self.context.now
        if now is None or not conditions:
            return ()
        return (now - 1,) if self.context.has("actual") else (now,) if self.context.has("target") else ()

    def _statuses_of(self, token: Token) -> tuple[str, ...]:
        """What a status word says: in a past year as of a review, in the report's own as of a plan, else either."""
        senses, years = token.senses, self.context.years(self.tokens)
        review, plan = senses.review, senses.plan
        now = self.context.now
        if years and now is not None:
            return tuple(dict.fromkeys(s for s in (review if min(years) < now else plan,) if s))
        said = [review] if self.context.has("actual") else [plan] if self.context.has("target") else [review, plan]
        return tuple(dict.fromkeys(s for s in said if s))


def _measure(context: Context, tokens: Sequence[Token]) -> str:
    """The measure word of a count: 家 in 几家企业 and in 多少家企业; 个 where there is none."""
    for token, after in pairwise((*tokens, Token("", 0))):
        if token.role == "how_many":
            own = context.lexicon.words.get(token.text[-1])
            return (own.unit if own else "") or after.senses.unit or "个"
    return "个"
