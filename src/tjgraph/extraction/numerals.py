"""Chinese numerals → numbers: 二十五, 一百零三, 三亿五千万, 十二点五, 二〇二五, and as they are spoken: 一万二, 两千三.

What is no number (千分, 三四十, 三亿五千, of which nobody can say whether it means 三亿五千万) has no value.
"""

from __future__ import annotations

from decimal import Decimal

NUMERALS = "零〇一二两三四五六七八九十百千万亿"
MAGNITUDES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

_DIGITS = {char: digit for digit, chars in enumerate(("零〇", "一", "二两", *"三四五六七八九")) for char in chars}
_HEAD_BELOW = {"亿": 10**8, "万": 10**4, "千": 10, "百": 10, "十": 10}  # what may stand before a magnitude


def numeral(text: str) -> Decimal | None:
    """The value of Chinese numerals, None where they are no number. A magnitude in front counts once (百 is 100)."""
    whole, point, fraction = text.partition("点")
    if whole[:1] in MAGNITUDES and whole[:1] != "十":
        whole = "一" + whole
    value = _digits(whole) if whole and all(char in _DIGITS for char in whole) else _below(whole, 10**16)
    decimals = _digits(fraction) if all(char in _DIGITS for char in fraction) else None
    if value is None or decimals is None or (point and not fraction):
        return None
    return value + Decimal(decimals).scaleb(-len(fraction))


def _digits(text: str) -> int:
    """Digits in their places: 二〇二五."""
    return sum(_DIGITS[char] * 10**place for place, char in enumerate(reversed(text)))


def _below(text: str, limit: int, spoken: bool = True) -> int | None:
    """The value, from 1 to below ``limit``, of one digit or of numerals with magnitudes.

    ``spoken``: their last digit may leave out that it is of the place below (一万二).
    """
    char = next((char for char in "亿万千百十" if char in text), "")
    if not char:
        return _DIGITS.get(text) or None
    head, _, tail = text.partition(char)
    times = 1 if char == "十" and not head else _below(head, _HEAD_BELOW[char], spoken=False)
    rest = _rest(tail, char, spoken)
    if times is None or rest is None or MAGNITUDES[char] >= limit:
        return None
    return times * MAGNITUDES[char] + rest


def _rest(text: str, char: str, spoken: bool) -> int | None:
    """What may follow a magnitude: less of it, after 零 where places are empty."""
    if not text:
        return 0
    unit = MAGNITUDES[char]
    below = unit // 10
    if text in _DIGITS:
        return (_DIGITS[text] * below or None) if spoken or char == "十" else None
    if text[0] in "零〇":
        return None if char == "十" else _below(text[1:], unit if char == "亿" else below, spoken=False)
    unclear = char == "亿" and "千" in text and "万" not in text
    return None if unclear else _below(text, unit, spoken)
