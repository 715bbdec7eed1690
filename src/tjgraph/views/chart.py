"""A comparison as one SVG file that works offline: bars from zero, a panel a series, results full and targets hollow.

Plain SVG (decision 0153). The passage behind a bar is its tooltip. The same series give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from tjgraph.ontology import load_ontology
from tjgraph.views.comparison import amount
from tjgraph.views.tables import source, visible, xml_text

if TYPE_CHECKING:
    from tjgraph.query.comparison import Point, Series

_WIDTH, _LABELS, _VALUES = 960, 250, 150  # px: of all, of the names at the left, of the figures at the right
_BAR, _GAP, _HEAD = 18, 10, 46  # px: a bar with its margin, between subjects, above a panel
_LONGEST = 10  # characters of a name that fit
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B07D00", "#1F95A8", "#7B61C9", "#9A6B4F")
_STYLE = """text{font:13px system-ui,"Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;fill:#222}
.title{font-size:16px;font-weight:600}.soft{fill:#666}.axis{stroke:#888}
svg{background:#fff}@media(prefers-color-scheme:dark){svg{background:#16181c}text{fill:#e6e6e6}.soft{fill:#aaa}}"""


def chart(series: Sequence[Series]) -> str:
    """The series as an SVG document: for each subject a bar for each year, actual or target, with its value."""
    parts: list[str] = []
    y = 10
    for one in series:
        panel = _Panel(one, y)
        parts += panel.lines
        y = panel.bottom + _GAP * 2
    title = _safe("、".join(dict.fromkeys(one.indicator for one in series)))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" width="{_WIDTH}" height="{y}"'
        f' role="img" aria-label="{title}">\n<title>{title}</title>\n<style>{_STYLE}</style>\n'
    )
    return head + "\n".join(parts) + "\n</svg>\n"


class _Panel:
    """One series from ``top`` down; ``lines`` are its elements, ``bottom`` is where it ends."""

    def __init__(self, series: Series, top: int) -> None:
        self._series = series
        values = [p.value for p in series.points]
        low, high = min(*values, Decimal(0)), max(*values, Decimal(0))
        room = _WIDTH - _LABELS - _VALUES
        self._scale = Decimal(room) / (high - low) if high > low else Decimal(0)
        self._zero = _LABELS - low * self._scale
        years = sorted({p.year for p in series.points})
        self._colours = {year: _COLOURS[rank % len(_COLOURS)] for rank, year in enumerate(years)}
        self.lines = [_text(10, top + 18, series.title, "title"), _text(10, top + 38, "实心为实际，空心为目标", "soft")]
        y = top + _HEAD
        for subject in series.subjects:
            y = self._subject(subject, y)
        self.lines.append(f'<path class="axis" d="M{self._zero:.1f} {top + _HEAD}V{y}"/>')
        self.bottom = y

    def _subject(self, subject: str, y: int) -> int:
        name = subject if len(subject) <= _LONGEST else subject[: _LONGEST - 1] + "…"
        self.lines.append(_text(10, y + 13, name, ""))
        for point in self._series.points:
            if point.subject == subject:
                self.lines += self._bar(point, y)
                y += _BAR
        return y + _GAP

    def _bar(self, point: Point, y: int) -> list[str]:
        end = self._zero + point.value * self._scale
        left, width = min(end, self._zero), max(abs(end - self._zero), Decimal(1))
        colour = self._colours[point.year]
        fill = f'fill="{colour}"' if point.kind == "actual" else f'fill="none" stroke="{colour}" stroke-dasharray="4 2"'
        kind = load_ontology().terms[point.kind].label_zh
        head = f"{point.subject} {point.year} {kind} {amount(point)}{self._series.unit}"
        tip = "\n".join(map(_safe, (head, *(f"{e.quote}（{source(e)}）" for e in point.evidence))))
        place = f'x="{left:.1f}" y="{y + 2}" width="{width:.1f}" height="{_BAR - 4}"'
        return [
            _text(_LABELS - 100, y + 13, f"{point.year} {kind}", "soft"),
            f"<rect {place} {fill}><title>{tip}</title></rect>",
            _text(max(end, self._zero) + 6, y + 13, amount(point), ""),
        ]


def _text(x: int | Decimal, y: int, words: str, cls: str) -> str:
    mark = f' class="{cls}"' if cls else ""
    return f'<text x="{x:.1f}" y="{y}"{mark}>{_safe(words)}</text>'


def _safe(words: str) -> str:
    """Words as they may stand anywhere in XML, on one line."""
    return escape(xml_text(visible(words)), {'"': "&quot;"})
