"""A result held against a target: reached, surpassed or missed, by how much, and whether that is beyond doubt."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from tjgraph.query.ledger.entries import Amount, Verdict

if TYPE_CHECKING:
    from tjgraph.lexicon.ledger import Good

ABOUT = Decimal("0.1")  # 左右: a tenth of the target either way (0142)
ABOUT_POINTS = Decimal("0.5")  # and of a share no more than half a percentage point
_BOUND = ("over", "at_least")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a comparison says. ``margin`` is result less target, falls counted negative; ``note`` says why in doubt."""

    verdict: Verdict
    sure: bool
    margin: Decimal
    note: str = ""


def judge(target: Amount, result: Amount, good: Good) -> Judgement:
    """Hold ``result`` against ``target`` (same unit; both levels, or both changes).

    ``good`` says which way is good for the indicator. A target of 以内 is kept when it is not passed; one of 以上 is
    surpassed by any more; 左右 leaves room on both sides (`ABOUT`). Where the result's own 约 or 超过 leaves open what
    matters, the verdict is not sure.
    """
    aimed, reached = _signed(target, target.value), _signed(result, result.value)
    far = None if target.upper is None else _signed(target, target.upper)
    good = _way(target, good)
    if good == "near":
        return _near(target, aimed, far, reached)
    sign = 1 if good == "higher" else -1
    low, high = sorted(sign * end for end in (aimed, aimed if far is None else far))
    gain = sign * reached - low if sign * reached < low else max(sign * reached - high, Decimal(0))
    verdict, note = _verdict(target, gain)
    better, worse = _beyond(result, sign)
    if better and verdict == "missed":
        note = "结果只说了一头，未必没有达到"
    elif worse and verdict != "missed":
        note = "结果只说了一头，未必达到"
    elif target.qualifier == "over" and gain == 0:
        note = "" if better else "刚好等于目标，而目标是“超过”"
    elif result.qualifier == "about" != target.qualifier and abs(gain) <= abs(target.value) * ABOUT / 2:
        note = "结果是约数，与目标相差不多"
    return Judgement(verdict, not note, sign * gain if gain else Decimal(0), note)


def _signed(amount: Amount, value: Decimal) -> Decimal:
    return -value if amount.change == "decrease" else value


def _way(target: Amount, good: Good) -> Good:
    """Which way is good, when the target's own words say so (降低, 以内, 以上) and else as the indicator has it."""
    if target.qualifier == "at_most":
        return "higher" if target.change == "decrease" else "lower"
    if target.change == "decrease":
        return "lower"
    return "higher" if target.qualifier in _BOUND else good


def _verdict(target: Amount, gain: Decimal) -> tuple[Verdict, str]:
    """The verdict for being better (or worse) than the target by ``gain``, and why it is doubtful."""
    if target.qualifier == "about" and target.upper is None:
        room = _room(target)
        if abs(gain) <= room:
            return "met", "" if gain >= -room / 2 else "比目标略差，算不算“左右”要看口径"
        return ("exceeded" if gain > 0 else "missed"), ""
    if gain < 0:
        return "missed", ""
    return ("met" if gain == 0 or target.qualifier == "at_most" else "exceeded"), ""


def _room(target: Amount) -> Decimal:
    room = abs(target.value) * ABOUT
    return min(room, ABOUT_POINTS) if target.unit == "%" else room


def _beyond(result: Amount, sign: int) -> tuple[bool, bool]:
    """Whether the result may be better, or worse, than the value it states (超过, 以上; 以内)."""
    falls = result.change == "decrease"
    above, below = result.qualifier in _BOUND, result.qualifier == "at_most"
    higher, lower = (below, above) if falls else (above, below)
    return (higher, lower) if sign > 0 else (lower, higher)


def _near(target: Amount, aimed: Decimal, far: Decimal | None, reached: Decimal) -> Judgement:
    """The verdict where neither more nor less is good: prices, sums that are set aside."""
    low, high = sorted((aimed, aimed if far is None else far))
    off = reached - low if reached < low else max(reached - high, Decimal(0))
    room = _room(target) if target.qualifier == "about" and far is None else Decimal(0)
    if abs(off) <= room:
        return Judgement("met", True, off)
    if target.qualifier == "about" and off < 0:
        return Judgement("met", False, off, "低于预期目标：作为上限守住了，作为中心值没有达到")
    if off > 0:
        return Judgement("missed" if target.qualifier == "about" else "exceeded", target.qualifier == "about", off)
    return Judgement("missed", False, off, "比安排的少，未必是没有完成")
