"""Names that people type: when two are the same, and which known names are near one that is not known.

rapidfuzz and pypinyin are imported only when a name has to be guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

# Separators, brackets and quotes of every script, and characters that show nothing.
_SILENT_CATEGORIES = frozenset(("Zs", "Zl", "Zp", "Cc", "Cf", "Pi", "Pf", "Ps", "Pe"))
_SILENT = frozenset("\"'`")

EXACT, SOUNDS_SAME, INITIALS, STARTS, HOLDS, SPELT, NEAR = 100, 95, 93, 90, 85, 80, 60
"""Relevance, in percent: the same name; the same sound; the first letters of its syllables; the name starts with the
text; holds it; its pinyin does; and the least likeness at which two names are near."""


@lru_cache(maxsize=1 << 16)
def normal(name: str) -> str:
    """``name`` as it is compared: NFKC, case folded, without spaces, quotation marks and brackets."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    heard = (c for c in folded if c not in _SILENT and unicodedata.category(c) not in _SILENT_CATEGORIES)
    return unicodedata.normalize("NFKC", "".join(heard))


class Wanted:
    """What somebody typed, and how relevant a known name is to it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def normal(self) -> str:
        """The text as it is compared."""
        return normal(self.text)

    @cached_property
    def _is_latin(self) -> bool:
        return self.normal.isascii() and self.normal.isalpha()

    def relevance(self, name: str) -> int:
        """How much ``name`` is what was written, 0 to 100: the same, part of it, letters of its pinyin; 0 if not."""
        mine, other = self.normal, normal(name)
        if not mine or not other:
            return 0
        if mine == other:
            return EXACT
        if other.startswith(mine):
            return STARTS
        if mine in other:
            return HOLDS
        return self._relevance_of_letters(other) if self._is_latin and not other.isascii() else 0

    def _relevance_of_letters(self, other: str) -> int:
        """The same for pinyin, whole or by initials."""
        heard = syllables(other)
        if "".join(heard) == self.normal:
            return SOUNDS_SAME
        if len(self.normal) < 2:
            return 0
        if "".join(s[0] for s in heard) == self.normal:
            return INITIALS
        starts = ("".join(heard[i:]) for i in range(len(heard)))
        return SPELT if any(start.startswith(self.normal) for start in starts) else 0

    def sounding(self, name: str) -> int:
        """`SOUNDS_SAME` where ``name`` is as long as what was typed in Chinese and sounds the same, else 0."""
        other = normal(name)
        if not other or self._is_latin or other.isascii() or len(other) != len(self.normal):
            return 0
        return SOUNDS_SAME if "".join(syllables(other)) == "".join(syllables(self.normal)) else 0

    def likeness(self, name: str) -> int:
        """How alike the two look or sound, 0 to 94; 0 where that is less than `NEAR`.

        The likeness of two texts is the share of characters in their longest common subsequence (rapidfuzz's
        ``ratio``); that of their pinyin counts nine tenths. A name that the text holds is near, the longer the more.
        """
        from rapidfuzz import fuzz

        other = normal(name)
        looks = fuzz.ratio(self.normal, other)
        if len(other) > 1 and other in self.normal:
            looks = max(looks, NEAR + 30 * len(other) / len(self.normal))
        best = min(int(max(looks, 0.9 * self._likeness_of_sound(other))), SOUNDS_SAME - 1)
        return best if best >= NEAR else 0

    def _likeness_of_sound(self, other: str) -> float:
        """Letters are compared with the pinyin's and with its initials', Chinese syllable by syllable."""
        from rapidfuzz import fuzz

        heard = syllables(other)
        if not self._is_latin:
            return float(fuzz.ratio(syllables(self.normal), heard))
        if len(self.normal) < 3 or other.isascii():
            return 0.0
        return max(fuzz.ratio(self.normal, "".join(heard)), fuzz.ratio(self.normal, "".join(s[0] for s in heard)))


_HEARD: dict[str, tuple[str, ...]] = {}


def syllables(text: str) -> tuple[str, ...]:
    """The pinyin of ``text`` without tones, a syllable a character; what is not Chinese stays as it is."""
    return _HEARD[text] if text in _HEARD else _syllables(text)


def heard(sounds: Mapping[str, Sequence[str]]) -> None:
    """Let the pinyin of some texts be known, so that pypinyin need not be loaded for them."""
    _HEARD.update((text, tuple(said)) for text, said in sounds.items())


@lru_cache(maxsize=1 << 16)
def _syllables(text: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin

    return tuple(s for s in lazy_pinyin(text) if s)


def relevance(wanted: Wanted, names: Iterable[str]) -> int:
    """The relevance of a thing that has these names: that of its best."""
    return max((wanted.relevance(name) for name in names), default=0)


def sounding(wanted: Wanted, names: Iterable[str]) -> int:
    """Whether a thing that has these names may be called by what sounds the same (see `Wanted.sounding`)."""
    return max((wanted.sounding(name) for name in names), default=0)


def likeness(wanted: Wanted, names: Iterable[str]) -> int:
    """The likeness of a thing that has these names: that of its best."""
    return max((wanted.likeness(name) for name in names), default=0)
