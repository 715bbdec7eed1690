"""Numbers as people read them in Chinese."""

from __future__ import annotations

from decimal import Decimal


def short(value: Decimal) -> str:
    """A number with the largest unit that it fills, exact: ``1256万``, ``1.4万亿``, ``-0.2``."""
    for size, name in ((12, "万亿"), (8, "亿"), (4, "万")):
        if abs(value) >= 10**size:
            return f"{value.scaleb(-size).normalize():f}{name}"
    return f"{value.normalize():f}"
