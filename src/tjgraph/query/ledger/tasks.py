"""Projects, policies and actions: the words of the newer report that answer each, and what they say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from tjgraph.model import Evidence
from tjgraph.query.ledger.entries import Entry, Kind, Outcome, Verdict
from tjgraph.query.ledger.likeness import Likeness, find_name, pairs
from tjgraph.query.ledger.sources import Clause, Source, Thing

if TYPE_CHECKING:
    from tjgraph.lexicon.ledger import ActRow, LedgerLexicon

SAME = 0.8  # so much of a promise's words, and it is the same thing
PERHAPS = 0.62  # so much, and it may be
PART = 0.4  # so much, where the clause says nothing else
UNHEARD_OF = 0.25  # so little, and nothing speaks of it
SHORTEST = 4  # characters that tell anything
TELLING = 7  # characters that tell a thing without the word for its sort (制造业数字化转型行动)


@dataclass(frozen=True, slots=True)
class _Promise:
    """Something to be done: ``names`` (of an entity) or the words of a clause say what, ``act`` is the verb."""

    topic: str
    names: tuple[str, ...]
    iri: str
    kind: Kind
    sort: str | None
    act: ActRow | None
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class _Answer:
    """A clause of the newer report and how much of the promise it speaks of.

    ``named``: it names the thing itself; ``within``: its name stands there as a part of another thing's name.
    """

    clause: Clause
    share: float
    named: bool
    same: bool
    within: bool = False

    @property
    def order(self) -> tuple[bool, bool, float, bool, int]:
        return self.same, not self.clause.many, self.share, self.named, -self.clause.evidence.start


class Tasks:
    """The projects, policies and actions that ``old`` promises, and the clauses of ``new`` that may answer them."""

    def __init__(self, old: Source, new: Source | None, rules: LedgerLexicon, likeness: Likeness) -> None:
        self.old, self.new, self.rules, self.likeness = old, new, rules, likeness
        self.spelt_out = cache(rules.spelt_out)

    def entries(self) -> Iterator[Entry]:
        """One entry a promise, in the order of the text."""
        promises = sorted(self._promises(), key=lambda p: (p.evidence.start, p.topic))
        if self.new is None:
            yield from (_open(promise, self.old) for promise in promises)
            return
        answered = [(p.evidence, self._answered(p, self.new)) for p in promises]
        heard = {evidence for evidence, entry in answered if entry.outcome}
        for evidence, entry in answered:
            # What stands beside it is spoken of: it may be there too, under a short name (首届消博会).
            silent = entry.verdict == "not_reported" and evidence in heard
            yield replace(entry, sure=entry.sure and not silent)

    def _promises(self) -> Iterator[_Promise]:
        taken: set[tuple[int, int]] = set()
        seen: set[str] = set()
        for thing in sorted(self.old.things, key=lambda t: (t.evidence.start, t.evidence.end, t.iri)):
            clause = self.old.clause_at(thing.evidence.start)
            planned = clause is not None and clause.part == "plan" if self.old.whole else thing.year >= self.old.year
            if not planned or self.rules.no_task(thing.evidence.quote):
                continue
            taken.add((thing.evidence.start, thing.evidence.end))
            if thing.iri not in seen:
                seen.add(thing.iri)
                act = next((act for _, act in self.rules.acts_in(thing.evidence.quote)), None)
                kind = self.rules.kind(thing.type)
                yield _Promise(
                    thing.names[0],
                    tuple(dict.fromkeys(n for name in _names(thing) for n in (name, self.rules.bare_name(name)))),
                    thing.iri,
                    kind,
                    self.rules.sort(thing.names[0]),
                    act,
                    thing.evidence,
                )
        figures = [f.evidence for f in self.old.figures if f.target]
        for clause in self.old.clauses:
            span = clause.evidence
            if clause.part != "plan" or _overlaps(span, taken) or any(_meet(span, f) for f in figures):
                continue
            task = self.rules.task(span.quote)
            if task is not None and task.object not in seen:
                seen.add(task.object)
                yield _Promise(task.object, (), "", "policy", task.sort, task.act, span)

    def _answered(self, promise: _Promise, new: Source) -> Entry:
        entry = _open(promise, self.old)
        review = self._best(promise, [c for c in new.clauses if c.part == "review"], new)
        plan = self._best(promise, [c for c in new.clauses if c.part == "plan"], new)
        if review and (review.same or not (plan and plan.same)):
            verdict, word = self._verdict(promise, review, new)
            return self._told(entry, review, new, verdict, f"回顾里说“{word}”" if word else "回顾里说到")
        if plan:
            told = self._told(entry, plan, new, "repeated", "回顾没有说到，今年又部署")
            return replace(told, sure=told.sure and (review is None or (plan.named and not review.within)))
        sure = new.whole and not self._heard_of(promise, new)
        reason = "新报告里没有找到" if sure else "没有找到能对上的话，相近的说法也许有"
        return replace(entry, verdict="not_reported", sure=sure, reason=reason)

    def _told(self, entry: Entry, answer: _Answer, new: Source, verdict: Verdict, reason: str) -> Entry:
        by = "名称相同" if answer.named else f"说法相近（{answer.share:.0%}）"
        doubt = "，说的是几年间的事" if answer.clause.many else ""
        return replace(
            entry,
            outcome=Outcome(new.widened(answer.clause.evidence)),
            verdict=verdict,
            sure=answer.same and not answer.clause.many and not self.rules.common_name(entry.topic),
            reason=f"{by}；{reason}{doubt}",
        )

    def _best(self, promise: _Promise, clauses: list[Clause], new: Source) -> _Answer | None:
        answers = [a for a in (self._answer(promise, c, new) for c in clauses) if a is not None]
        return max(answers, key=lambda a: a.order, default=None)

    def _answer(self, promise: _Promise, clause: Clause, new: Source) -> _Answer | None:
        named = any(self._names(promise, name, clause, new) for name in promise.names or (promise.topic,))
        if named:
            return _Answer(clause, 1.0, named=True, same=True)
        words = self.spelt_out(clause.evidence.quote)
        topic = self.spelt_out(promise.topic)
        if any(find_name(self.spelt_out(name), words) for name in promise.names if self.spelt_out(name) != name):
            return _Answer(clause, 1.0, named=True, same=True)
        core, said = self.rules.without_head(topic), self.rules.done_to(words)
        share = self.likeness.share(core, words)
        length = len(pairs(core)) + 1
        if length < SHORTEST:
            return None
        fits = promise.sort is not None and promise.sort in self.rules.sort_in(words)
        same = share >= SAME and (
            (length >= TELLING and self._stands_alone(promise, core, words)) or (length > SHORTEST and fits)
        )
        if PART <= share < SAME and fits and len(pairs(said)) >= TELLING:  # the clause says less, and nothing else
            same = self.likeness.share(self.rules.without_head(said), topic) >= SAME
        if not same and share < (SAME if length == SHORTEST else PERHAPS):
            return None
        other = any(find_name(name, words) for name in promise.names)
        return _Answer(clause, share, named=False, same=same and not other, within=other)

    def _stands_alone(self, promise: _Promise, core: str, words: str) -> bool:
        """Whether ``words`` speak of the promise though they do not say of what sort it is (加快制造业数字化转型)."""
        if promise.sort is not None and promise.act is not None and promise.act.nature != "lasting":
            return False  # to write the rules for something is more than to do it
        place = find_name(core, words)
        return place is None or self.rules.goes_on_with_a_verb(words[place[1] :])

    def _names(self, promise: _Promise, name: str, clause: Clause, new: Source) -> bool:
        """Whether ``clause`` names the thing, and not something else whose name only holds that name."""
        place = find_name(name, clause.evidence.quote)
        if place is None or not (promise.iri or len(name) >= SHORTEST):
            return False
        start, end = (clause.evidence.start + offset for offset in place)
        within = new.named_within(start, end)
        return within is None or not promise.iri or within.iri == promise.iri or within.name in promise.names

    def _heard_of(self, promise: _Promise, new: Source) -> bool:
        """Whether any clause may speak of the promise: by its last words (自贸协定), or by enough of the others."""
        topic = self.spelt_out(promise.topic)
        core, last = self.rules.without_head(topic), topic[-SHORTEST:]
        clauses = (self.spelt_out(c.evidence.quote) for c in new.clauses)
        return any(find_name(last, words) or self.likeness.share(core, words) >= UNHEARD_OF for words in clauses)

    def _verdict(self, promise: _Promise, answer: _Answer, new: Source) -> tuple[Verdict, str]:
        """What the clause says of the thing, and the word that says it."""
        status = self._status(promise, answer.clause, new)
        acts = [act for _, act in self.rules.acts_in(answer.clause.evidence.quote)]
        ended = next((act for act in acts if act.nature == "result"), None)
        once = next((act for act in acts if act.nature == "once"), None)
        lasting = promise.act is None or promise.act.nature == "lasting"
        if once and not lasting:
            return "completed", once.word  # drawn up as promised, whatever it does now
        done = status in ("completed", "settled") and (promise.kind == "project" or not lasting or ended)
        if done or (status is None and ended):
            return "completed", ended.word if ended else ""
        return "ongoing", acts[0].word if acts else ""

    def _status(self, promise: _Promise, clause: Clause, new: Source) -> str | None:
        """The status that the newer report's graph gives the thing in ``clause``."""
        fitting = (
            thing.status
            for thing in new.things
            if _meet(thing.evidence, clause.evidence)
            and (thing.iri == promise.iri or not set(thing.names).isdisjoint(promise.names))
        )
        return min(fitting, key=lambda status: (status != "completed", status), default=None)


def _names(thing: Thing) -> tuple[str, ...]:
    """The thing's label, the names that stand in the clause, and those that are short or long forms of the label.

    Another alias may be another thing that the report only speaks of in the same breath.
    """
    label = thing.names[0]
    return tuple(
        name
        for name in thing.names
        if find_name(name, thing.evidence.quote) or _in_order(name, label) or _in_order(label, name)
    )


def _in_order(short: str, long: str) -> bool:
    """Whether the characters of ``short`` stand in ``long`` in their order (天开园, 天开高教科创园)."""
    rest = iter(long)
    return all(character in rest for character in short)


def _open(promise: _Promise, old: Source) -> Entry:
    return Entry(old.widened(promise.evidence), promise.topic, promise.kind, None, None, None, sure=False)


def _overlaps(span: Evidence, taken: set[tuple[int, int]]) -> bool:
    return any(span.start < end and start < span.end for start, end in taken)


def _meet(a: Evidence, b: Evidence) -> bool:
    return a.start < b.end and b.start < a.end
