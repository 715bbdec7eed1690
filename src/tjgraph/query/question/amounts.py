"""Questions about figures, answered: how much, which is more, by how much, and which is most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tjgraph.query.figures import Figure
from tjgraph.query.question.context import Context
from tjgraph.query.question.figures import Finder, Match, wish
from tjgraph.query.question.model import Answer, Item
from tjgraph.query.question.sparql import iri, term, year_term
from tjgraph.query.question.tokens import Token

_CLOSE = 0.06
"""How far behind the best match another may be and still be what is meant."""


def answer(context: Context) -> Answer | None:
    """The figure that the question asks for; None where it names no indicator of the graph."""
    finder = Finder(context)
    matches = finder.find(context.text)
    if not matches:
        return _all_of(context, finder) or _not_reported(context, finder)
    units = wish(context, context.tokens).units
    everywhere = len(context.names.places) > 1 and not context.things
    chosen = _same_measure(matches, everywhere)
    return reply(context, [f for f in chosen if f.unit in units] or chosen, "")


def _not_reported(context: Context, finder: Finder) -> Answer | None:
    """Understood, but without an answer: the indicator is known, not of that year, that kind or that one."""
    near = [match.figure for match in finder.find(context.text, strict=False)]
    if not near:
        return None
    asked = "、".join([thing.label for thing in context.things] + [f"{year}年" for year in context.years()])
    return Answer(
        context.text, True, f"找指标：{near[0].indicator}" + (f"（{asked}）" if asked else ""), sparql(near[:1])
    )


def _all_of(context: Context, finder: Finder) -> Answer | None:
    """All targets, or results, of the one that the question names, where it names no indicator: 甲今年的目标是什么."""
    if not context.has("target", "actual") or len(context.things) > 1:
        return None
    if any(not _says_which(token) for token in context.tokens):
        return None
    wanted = wish(context, context.tokens)
    about = [thing.record.iri for thing in context.things] or list(context.names.places)
    figures = [
        f
        for f in finder.figures
        if context.names.one.get(f.subject, f.subject) in about
        and (not wanted.years or f.year in wanted.years)
        and (not wanted.kinds or f.kind in wanted.kinds)
        and wanted.kinds
    ]
    figures.sort(key=lambda f: (f.evidence[0].report, f.evidence[0].start, f.iri))
    return reply(context, figures, "") if figures else None


def _same_measure(matches: Sequence[Match], everywhere: bool = False) -> list[Figure]:
    """The figures of the indicator and subject that match best, the best first; ``everywhere``: of all subjects."""
    best = matches[0]
    return [
        match.figure
        for match in matches
        if match.score >= best.score - _CLOSE and (everywhere or _measure(match) == _measure(best))
    ]


def reply(context: Context, figures: Sequence[Figure], more: str, first: Sequence[Item] = ()) -> Answer:
    """An answer of ``figures``, after the items of ``first``."""
    said = "；".join(dict.fromkeys(named(context, figure, short=True) for figure in figures))
    items = (*first, *(item(context, figure) for figure in figures))
    return Answer(context.text, True, f"找指标：{said}{more}", sparql(figures), items)


def item(context: Context, figure: Figure) -> Item:
    """A figure as an answer."""
    return Item(named(context, figure), figure.evidence, value=figure.value, unit=figure.unit, iri=figure.iri)


def named(context: Context, figure: Figure, short: bool = False) -> str:
    """What a figure is: whose, of what, of which year, target or result."""
    terms = context.ontology.terms
    subject = context.names.things.get(context.names.one.get(figure.subject, figure.subject))
    words = [f"{figure.years}年", terms[figure.kind].label_zh]
    if not short:
        words += [terms[figure.change].label_zh] if figure.change != "level" else []
        words += [terms[figure.qualifier].label_zh] if figure.qualifier != "exact" else []
    whose = subject.label if subject else ""
    return f"{whose}{'' if figure.indicator.startswith(whose) else '的'}{figure.indicator}（{'，'.join(words)}）"


def sparql(figures: Iterable[Figure]) -> str:
    """The query that gives these figures."""
    wanted = list(figures)
    keys = dict.fromkeys(f"({iri(f.indicator_iri)} {iri(f.subject)})" for f in wanted)
    years = dict.fromkeys(year_term(f.year) for f in wanted)
    kinds = dict.fromkeys(term(f.kind) for f in wanted)
    return (
        "SELECT ?figure ?value ?unit ?year ?kind ?change ?qualifier ?passage WHERE {\n"
        f"  VALUES (?indicator ?subject) {{ {' '.join(keys)} }}\n"
        f"  VALUES ?year {{ {' '.join(years)} }} VALUES ?kind {{ {' '.join(kinds)} }}\n"
        "  ?figure tj:indicator ?indicator ; tj:subject ?subject ; tj:year ?year ; tj:kind ?kind ;\n"
        "    tj:value ?value ; tj:unit/rdfs:label ?unit ; tj:change ?change ; tj:qualifier ?qualifier ;\n"
        "    prov:wasDerivedFrom ?passage .\n}"
    )


def compared(context: Context) -> Answer | None:
    """Two figures beside each other: of two years (去年和今年), or of two indicators (甲和乙哪个多)."""
    finder = Finder(context)
    pair = _of_two_kinds(context, finder) or _of_two_subjects(context, finder) or _of_two_indicators(context, finder)
    if pair is None:
        return None
    left, right = pair
    if context.has("degree", "extreme"):
        word = next(t for t in context.tokens if t.role in ("degree", "extreme"))
        larger = word.senses.value == "max"
        ordered = sorted(pair, key=lambda f: f.value, reverse=larger)
        return reply(context, ordered, f"，比较哪个{'大' if larger else '小'}")
    if context.has("difference"):
        gap = abs(left.value - right.value)
        higher = max(pair, key=lambda f: f.value)
        difference = Item(
            f"相差（{named(context, higher, short=True)}较高）" if gap else "相同",
            (*left.evidence, *right.evidence),
            value=gap,
            unit=_gap_unit(left.unit),
        )
        return reply(context, pair, "，相减", [difference])
    return reply(context, pair, "，相比较")


def _gap_unit(unit: str) -> str:
    return "个百分点" if unit == "%" else unit


def _of_two_kinds(context: Context, finder: Finder) -> tuple[Figure, Figure] | None:
    """One indicator in two years, or as target and as result, in the order in which the question names them."""
    years = _two_years(context)
    if len(years) != 2:
        return None
    found = _same_indicator(finder.find(_without_kinds(context)))
    by_year = [[f for f in found if f.year == year] for year in years]
    pairs = ((a, b) for a in by_year[0] for b in by_year[1] if comparable(a, b))
    return next(pairs, None)


def _two_years(context: Context) -> tuple[int, ...]:
    """The two years that are compared; a target without a year is of the report's, a result of the year before."""
    years, now = context.years(), context.now
    if now is None:
        return years
    implied = [now] * context.has("target") + [now - 1] * context.has("actual")
    return tuple(dict.fromkeys((*years, *implied))) if len(years) < 2 else years


def _same_indicator(matches: Sequence[Match]) -> list[Figure]:
    """All figures of the indicator that matches best."""
    return [m.figure for m in matches if _measure(m) == _measure(matches[0])]


def _measure(match: Match) -> tuple[str, str]:
    return match.figure.indicator, match.figure.subject


def _without_kinds(context: Context) -> str:
    """The question without its words for years, target and result, which are said of one of the two each."""
    return "".join("|" if t.role in ("target", "actual", "year") or t.year else t.text for t in context.tokens)


def comparable(a: Figure, b: Figure) -> bool:
    """Whether the two say the same of the same: unit, and level or change."""
    return a.unit == b.unit and (a.change == "level") == (b.change == "level") and a.iri != b.iri


def _of_two_subjects(context: Context, finder: Finder) -> tuple[Figure, Figure] | None:
    """One indicator of two places or other subjects: each found without the name of the other."""
    named = [token for token in context.tokens if token.thing]
    if len(named) != 2:
        return None
    texts = (context.text.replace(other.text, "|", 1) for other in reversed(named))
    found = [[match.figure for match in finder.find(text)] for text in texts]
    pairs = ((a, b) for a in found[0] for b in found[1] if comparable(a, b) and a.year == b.year and a.kind == b.kind)
    return next((pair for pair in pairs if pair[0].subject != pair[1].subject), None)


def _of_two_indicators(context: Context, finder: Finder) -> tuple[Figure, Figure] | None:
    """Of 甲和乙 each half, with the words before it that both share (去年改造的)."""
    joints = [t for t in context.tokens if t.role in ("and", "compare") or t.text == "、"]
    best: tuple[float, tuple[Figure, Figure]] | None = None
    for joint in joints:
        halves = context.text[: joint.start], context.text[joint.end :]
        if not all(halves):
            continue
        shared = [t for t in context.tokens if t.role == "year" or t.year is not None]
        context_words = "".join(t.text for t in shared)
        found = [finder.find(f"{context_words}|{half}" if context_words not in half else half) for half in halves]
        for a in found[0][:6]:
            for b in found[1][:6]:
                if (
                    comparable(a.figure, b.figure)
                    and a.figure.year == b.figure.year
                    and a.figure.indicator != b.figure.indicator
                ):
                    score = a.score + b.score
                    if best is None or score > best[0]:
                        best = score, (a.figure, b.figure)
    return best[1] if best else None


def extreme(context: Context) -> Answer | None:
    """The figure with the largest (or smallest) value among all that can be compared: one unit, level or change."""
    word = next((t for t in context.tokens if t.role == "extreme"), None)
    if word is None or any(t.thing for t in context.tokens):
        return None
    wanted = wish(context, context.tokens)
    rest = [t for t in context.tokens if not _says_which(t)]
    if not wanted.changes or rest:
        return None
    figures = [
        f
        for f in Finder(context).figures
        if f.change in wanted.changes
        and f.unit in (wanted.units or ("%",))
        and (f.year in wanted.years if wanted.years else True)
        and f.kind == (wanted.kinds[0] if wanted.kinds else "actual" if not wanted.years else f.kind)
    ]
    if not figures:
        return None
    largest = word.senses.value == "max"
    best = (max if largest else min)(f.value for f in figures)
    chosen = [f for f in figures if f.value == best]
    return reply(context, chosen, f"，在 {len(figures)} 个可比的数里取最{'大' if largest else '小'}")


def _says_which(token: Token) -> bool:
    """Whether a word of a question says no more than which figure of those that there are."""
    return bool(token.thing or token.role or token.year or token.senses.change or token.senses.unit)
