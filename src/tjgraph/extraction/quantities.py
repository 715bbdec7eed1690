"""Quantities: every number with a unit in a text, with its value in the base unit and its qualifier.

A number in Arabic digits (thousands separators, full-width digits) or Chinese numerals, its multiplier (万, 亿, 万亿),
a unit of ``units.csv``, and what qualifies it; a range is one quantity. What is no figure (years, ordinals, names in
quotation marks) is left out. Plain numerals are read by cn2an; units, fractions and multipliers are a grammar of our
own, for cn2an rejects them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tjgraph.extraction.clauses import OPENERS
from tjgraph.lexicon.figures import FigureLexicon, QualifierRow, UnitKind, UnitRow, alternation
from tjgraph.model import Change, Qualifier, Span

MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
NUMERALS = "零〇一二两三四五六七八九十百千万亿"
SCALES = "(?:万亿|千万|百万|千亿|百亿|十亿|千(?![瓦克米伏])|百(?!分点)|万|亿)?"
QUOTES = frozenset("“《「")
BOUNDS = ("at_least", "at_most")
WINDOW = 16  # how far back a barrier or a qualifier may reach
LONGEST_QUOTE = 40  # an unclosed quotation mark must not hide the sentence


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; ``span`` covers both and the words behind that qualify it.

    ``unit`` is empty where a multiplied number stands alone (1386万). ``qualifier`` is what stands inside or behind the
    number, None where nothing does; ``bounded``: that is a bound (以上), so that the quantity may be a mere threshold.
    ``change`` is what the number says by itself (翻一番).
    """

    span: Span
    value: Decimal
    unit: str
    kind: UnitKind
    qualifier: Qualifier | None
    bounded: bool
    rule: str
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class _Grammar:
    pattern: re.Pattern[str]
    figures: FigureLexicon
    units: dict[str, UnitRow]
    behind: dict[str, Qualifier]


@cache
def _grammar(figures: FigureLexicon) -> _Grammar:
    units = alternation((row.word, row.not_before) for row in figures.units)
    per = alternation((row.word, ()) for row in figures.denominators)
    inside = alternation((row.word, ()) for row in figures.qualifiers if row.position == "inside")
    after = alternation((row.word, ()) for row in figures.qualifiers if row.position == "after")
    fixed = alternation((row.word, ()) for row in figures.numbers)
    digits = r"(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+(?![0-9０-９])|[0-9０-９]+)(?:[.．][0-9０-９]+)?"
    # 数百家 and 几千万元 name no number.
    spelt = rf"(?<![数几{NUMERALS}])[{NUMERALS}]{{1,12}}(?:点[{NUMERALS}]{{1,6}})?"

    def core(tag: str) -> str:
        return (
            rf"(?P<number{tag}>{digits}|{spelt})(?P<in{tag}>{inside})?(?P<scale{tag}>{SCALES})(?P<ex{tag}>{inside})?"
            rf"(?P<unit{tag}>{units})?(?:/(?P<per{tag}>{per}))?"
        )

    pattern = re.compile(
        rf"(?P<fixed>{fixed})|(?P<whole>[{NUMERALS}]{{1,5}})分之(?P<part>[{NUMERALS}]{{1,7}})(?P<behind>{after})?"
        rf"|(?<![A-Za-z0-9０-９.．]){core('')}(?:(?P<join>[-—–－~～至到]{{1,2}}){core('2')})?(?:[(（][^()（）]{{1,3}}[)）])?(?P<after>{after})?"
    )
    behind = {row.word: row.qualifier for row in figures.qualifiers if row.position != "before"}
    return _Grammar(pattern, figures, {row.word: row for row in figures.units}, behind)


def exceeds(quantity: Quantity, other: Quantity) -> bool:
    """Whether ``quantity`` is more of the same unit than ``other``."""
    return quantity.unit == other.unit and quantity.value > other.value


def qualifier_before(text: str, end: int, figures: FigureLexicon) -> QualifierRow | None:
    """The longest qualifier that ends right at ``end`` (超过, 约), if any."""
    for row in _before(figures).get(text[end - 1 : end], ()):
        if text.endswith(row.word, 0, end) and not follows(text, end - len(row.word), row.not_after):
            return row
    return None


@cache
def _before(figures: FigureLexicon) -> dict[str, tuple[QualifierRow, ...]]:
    """The qualifiers that stand before a number by their last character, the longest first."""
    rows = [row for row in figures.qualifiers if row.position == "before"]
    ordered = sorted(rows, key=lambda row: (-len(row.word), row.word))
    return {last: tuple(row for row in ordered if row.word[-1] == last) for last in {row.word[-1] for row in rows}}


def follows(text: str, start: int, characters: str) -> bool:
    """Whether what stands right before ``start`` is one of ``characters`` (separated by ``|``)."""
    return bool(characters) and text.endswith(tuple(characters.split("|")), 0, start)


def find_quantities(text: str, span: Span, figures: FigureLexicon, masks: Sequence[Span] = ()) -> Iterator[Quantity]:
    """The quantities of ``text`` within ``span`` in order, none in a quotation, a title or one of ``masks`` (names).

    ``text[quantity.span.start : quantity.span.end]`` is the quantity as written.
    """
    grammar = _grammar(figures)
    hidden = sorted([*quotations(text, span), *masks])
    covered, at = span.start, 0
    for match in grammar.pattern.finditer(text, span.start, span.end):
        for quantity in _read(match, grammar):
            # A name may open with its count (20个重点项目); a number further within it is part of the name.
            while at < len(hidden) and hidden[at].start < quantity.span.start:
                covered, at = max(covered, hidden[at].end), at + 1
            if quantity.span.start >= covered and not _barred(text, quantity, figures):
                yield quantity


def quotations(text: str, span: Span) -> Iterator[Span]:
    """What stands between quotation marks or book-title marks within ``span``, marks included."""
    start, closer = -1, ""
    for position in range(span.start, span.end):
        char = text[position]
        if closer and char == closer:
            yield Span(start, position + 1)
            closer = ""
        elif char in QUOTES and (not closer or position - start > LONGEST_QUOTE):
            start, closer = position, OPENERS[char]


def _read(match: re.Match[str], grammar: _Grammar) -> Iterator[Quantity]:
    whole = Span(*match.span())
    if match["fixed"]:
        row = next(row for row in grammar.figures.numbers if row.word == match["fixed"])
        yield Quantity(whole, row.value, row.unit, "ratio", row.qualifier, False, row.rule, row.change)
    elif match["whole"]:
        yield from _fraction(match, whole, grammar)
    elif match["join"] and match["unit2"] and _ranges(match):
        first = _scaled(match["number"], match["scale"] or ("" if match["unit"] else match["scale2"]))
        yield from _quantity(match, "2", whole, grammar, value=first)
    elif match["join"]:
        yield from _quantity(match, "", Span(match.start(), match.start("join")), grammar, after="")
        yield from _quantity(match, "2", Span(match.end("join"), match.end()), grammar)
    else:
        yield from _quantity(match, "", whole, grammar)


def _ranges(match: re.Match[str]) -> bool:
    """Whether two joined numbers are one range: not 从…到…, and not two numbers that only stand side by side."""
    moved = match.string.endswith(("从", "由", "自"), 0, match.start())
    return not moved and match["unit"] in (None, match["unit2"])


def _fraction(match: re.Match[str], span: Span, grammar: _Grammar) -> Iterator[Quantity]:
    whole, part = numeral(match["whole"]), numeral(match["part"])
    if whole and part:
        value = part * 100 / whole
        rounded = value.quantize(Decimal("0.0001"))
        behind = grammar.behind.get(match["behind"] or "")
        qualifier: Qualifier | None = behind or (None if rounded == value else "about")
        yield Quantity(span, plain(rounded), "%", "ratio", qualifier, behind in BOUNDS, "figure_numbers/分之")


def _quantity(
    match: re.Match[str],
    tag: str,
    span: Span,
    grammar: _Grammar,
    *,
    value: Decimal | None = None,
    after: str | None = None,
) -> Iterator[Quantity]:
    number, scale = match[f"number{tag}"], match[f"scale{tag}"]
    row = grammar.units.get(match[f"unit{tag}"] or "")
    after = (match["after"] or "") if after is None else after
    spelt = number[0] in NUMERALS
    own = _scaled(number, scale)
    amount = own if value is None else value
    if amount is None or (row is None and (spelt or not scale.endswith(("万", "亿")))):
        return
    if row is None:
        behind = grammar.behind.get(match[f"ex{tag}"] or match[f"in{tag}"] or after)
        yield Quantity(span, plain(amount), "", "count", behind, behind in BOUNDS, "figure_heads")
        return
    if spelt and not _spelt_figure(match, tag, row, amount, grammar.figures):
        return
    inside = match[f"in{tag}"] or match[f"ex{tag}"]
    qualifier: Qualifier | None = grammar.behind.get(after or inside or "")
    if value is not None:
        qualifier = "about"
    unit = row.unit + (f"/{match[f'per{tag}']}" if match[f"per{tag}"] else "")
    yield Quantity(span, plain(amount * row.factor), unit, row.kind, qualifier, qualifier in BOUNDS, row.rule)


def _spelt_figure(match: re.Match[str], tag: str, row: UnitRow, value: Decimal, figures: FigureLexicon) -> bool:
    """Whether a number in Chinese numerals is a figure: 三项任务 and 最后一公里 are none, 超千亿元 and 两成 are."""
    text, start, number = match.string, match.start(f"number{tag}"), match[f"number{tag}"]
    if row.kind == "ratio":
        return True
    if number[0] in "百千万亿":
        reached = any(text.endswith(change.word, 0, start) for change in figures.changes)
        return row.kind in ("amount", "count") and (qualifier_before(text, start, figures) is not None or reached)
    return row.kind == "amount" and value >= 10


def _barred(text: str, quantity: Quantity, figures: FigureLexicon) -> bool:
    if quantity.kind == "none":
        return True
    before = text[max(0, quantity.span.start - WINDOW) : quantity.span.start]
    after = text[quantity.span.end : quantity.span.end + WINDOW]
    return any(
        row.pattern.search(before if row.side == "before" else after)
        for row in figures.barriers
        if row.side != "bare" or not quantity.unit
    )


def plain(value: Decimal) -> Decimal:
    """The same number without exponent and without zeros that say nothing."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _scaled(number: str, scale: str | None) -> Decimal | None:
    """The value of ``number`` (digits or numerals) times its multiplier."""
    value = (
        numeral(number)
        if number[0] in NUMERALS
        else Decimal(re.sub("[,，]", "", unicodedata.normalize("NFKC", number)))
    )
    for char in scale or "":
        value = value * MAGNITUDES[char] if value is not None else None
    return value


def numeral(text: str) -> Decimal | None:
    """The value of Chinese numerals, None where they are no number (千分)."""
    import cn2an  # takes a quarter of a second, and many sentences have no such numeral

    whole, _, fraction = text.partition("点")
    if whole[:1] in MAGNITUDES and whole[:1] != "十":
        whole = "一" + whole
    try:
        value = Decimal(cn2an.cn2an(whole, "normal"))
        digits = "".join(str(cn2an.cn2an(char, "normal")) for char in fraction)
    except (ValueError, KeyError):  # KeyError: cn2an trips over colloquial numerals such as 亿三
        return None
    return value + (Decimal(f"0.{digits}") if digits else 0)
