"""Where a name begins: from its ending leftwards to the best boundary."""

from __future__ import annotations

from dataclasses import dataclass

from tjgraph.extraction.tokens import Token, Words
from tjgraph.lexicon.naming import NamingLexicon

CLOSERS = {"”": "“", ")": "(", "）": "（", "》": "《"}
STOPS = frozenset("，,。；;：:！!？?、\n\u3000 “(（《")


_STOPPING = frozenset(("hard", "token", "verb", "charter", "award"))


@dataclass(frozen=True, slots=True)
class LeftEdge:
    """Where a name begins.

    ``kind``: a word before it says that it is a kind of things; ``joiner``: where the 和 before it stands, else -1;
    ``governor``: the scope of the word that stopped it (charter: 编制, award: 入选), else "".
    """

    start: int
    kind: bool
    joiner: int
    governor: str


def left_edge(
    text: str, words: Words, position: int, lexicon: NamingLexicon, *, verbs: bool, over_joiner: bool = False
) -> LeftEdge:
    """Walk left from ``position`` (an ending's start) to where the name begins.

    Stops at punctuation, function words and governing verbs; leaps over a closed quotation or bracket; then peels the
    words that may lead a name but do not belong to it. ``over_joiner`` lets one 和 belong to the name.
    """
    floor, index = words.span.start, words.index_at(position - 1)
    start, joiner, governor, kind = position, -1, "", False
    kinds = {row.word for row in lexicon.kinds}
    while index >= 0 and start > floor:
        token = words.tokens[index]
        if token.text in CLOSERS:
            opener = text.rfind(CLOSERS[token.text], max(floor, token.start - 24), token.start)
            if opener <= floor:
                break
            start, index = opener, words.index_at(opener) - 1
            continue
        if token.text in kinds or (token.text.endswith("等") and not token.known):
            kind = True  # 一批, or the 等 of a list in a word that no dictionary holds (风电等)
            break
        if token.text in lexicon.particles["joiner"]:
            if over_joiner:
                over_joiner, start, index = False, token.start, index - 1
                continue
            joiner = token.start
            break
        if token.text in lexicon.particles["link"] and _links(words, index):
            start, index = token.start, index - 1
            continue
        acted = scope_of(token, lexicon) == "act" and index > 0 and words.tokens[index - 1].tag == "ns"
        if token.text in STOPS or acted or _governs(text, token, position, lexicon, verbs=verbs):
            governor = scope_of(token, lexicon)
            if verbs and _titles(words, index, lexicon):
                start, governor = token.start, "charter"
            break
        if _is_count(token, words, index, lexicon) and not _is_capacity(text, words, index, lexicon):
            break
        start, index = token.start, index - 1
    if not (verbs and governor == "charter" and _titles(words, words.index_at(start), lexicon)):
        start = _peel(words, start, position, lexicon, verbs=verbs)
    start += _completes(words, start, lexicon)
    counted = text[start - 1 : start].isdigit() and text[start : start + 1] in lexicon.particles["measure"]
    start += counted
    kind = kind or counted or _is_kind(text[max(floor, start - 8) : start], lexicon)
    return LeftEdge(start, kind, joiner, governor)


def _titles(words: Words, index: int, lexicon: NamingLexicon) -> bool:
    """Whether a verb opens the title of what the verb before it makes: 出台促进甲发展若干措施."""
    before = words.tokens[index - 1] if index else None
    opens = before is not None and words.tokens[index].text in lexicon.particles["title_verb"]
    return opens and before is not None and scope_of(before, lexicon) == "charter"


def _governs(text: str, token: Token, position: int, lexicon: NamingLexicon, *, verbs: bool) -> bool:
    """Whether a token is a word that names do not reach over; a verb beside the ending belongs to it (提升行动)."""
    scope = scope_of(token, lexicon)
    if verbs and scope in ("verb", "act") and token.end == position:
        return token.text in lexicon.particles["doing"]
    if any(text[token.start : token.end + more] in lexicon.endings for more in (1, 2)):
        return False  # 集聚 in 集聚区
    return scope in _STOPPING or (scope == "weak" and not verbs) or (scope == "act" and _acts(text, token, lexicon))


def _is_kind(before: str, lexicon: NamingLexicon) -> bool:
    """Whether the words before a name say that it is a kind of things: a count, 各类, or the 等 of a list's head."""
    return bool(lexicon.forms["counted"].search(before)) or before.endswith(
        ("等", *(row.word for row in lexicon.kinds))
    )


def scope_of(token: Token, lexicon: NamingLexicon) -> str:
    """The scope of a token as a boundary, "" where it is none; 全面完成 counts as 全面 + 完成."""
    row = lexicon.boundaries.get(token.text)
    if row is not None:
        return row.scope
    if len(token.text) == 4:
        first, second = lexicon.boundaries.get(token.text[:2]), lexicon.boundaries.get(token.text[2:])
        if first is not None and second is not None:
            return "verb" if "verb" in (first.scope, second.scope) else second.scope
    return ""


def _acts(text: str, token: Token, lexicon: NamingLexicon) -> bool:
    """Whether 建设 says what the organisation or park before it does."""
    return text.endswith(lexicon.acting_endings, 0, token.start)


def _completes(words: Words, start: int, lexicon: NamingLexicon) -> bool:
    """Whether the 好 at ``start`` completes the verb before it (编制好甲规划) and is no part of a name."""
    index = words.index_at(start)
    token = words.tokens[index]
    before = words.tokens[index - 1] if index else None
    done = token.text in lexicon.particles["complement"] and before is not None and before.end == token.start
    return done and before is not None and scope_of(before, lexicon) in _STOPPING


def _links(words: Words, index: int) -> bool:
    """Whether 至 stands between two places: 诸暨至嵊州高速公路."""
    near = [words.tokens[i] for i in (index - 1, index + 1) if 0 <= i < len(words.tokens)]
    return len(near) == 2 and all(t.tag.startswith("n") and 2 <= len(t.text) <= 4 for t in near)


def _is_count(token: Token, words: Words, index: int, lexicon: NamingLexicon) -> bool:
    """Whether a token is a number that counts and does not belong to a name (a year, 第…, 11号线, 500强, 三号)."""
    if not lexicon.forms["number"].match(token.text) or lexicon.forms["naming_number"].match(token.text):
        return False
    following = words.tokens[index + 1].text if index + 1 < len(words.tokens) else ""
    if lexicon.forms["round_number"].match(token.text) and following[:1] in lexicon.particles["round_unit"]:
        return False  # 百亿斤粮食产能
    if following[:1] in lexicon.particles["naming_after"]:
        return False
    if index > 0 and words.tokens[index - 1].text.isascii() and words.tokens[index - 1].text.isalpha():
        return False
    return "%" in token.text or following[:1] in lexicon.particles["measure"] or following[:1] in STOPS


def _is_capacity(text: str, words: Words, index: int, lexicon: NamingLexicon) -> bool:
    """Whether a number is the size of the works that the name before it builds: 星洲60万吨乙烯, 云岭年产30万辆整车."""
    token = words.tokens[index]
    before = words.tokens[index - 1] if index else None
    if before is None or before.end != token.start or not lexicon.forms["capacity"].match(text, token.start):
        return False
    if before.text in lexicon.particles["approximate"]:
        return False
    return before.text not in STOPS and (scope_of(before, lexicon) == "" or before.text in lexicon.particles["yearly"])


def _peel(words: Words, start: int, limit: int, lexicon: NamingLexicon, *, verbs: bool) -> int:
    peeled = _STOPPING | ({"edge", "act"} if verbs else {"edge", "act", "weak", "noun"})
    while start < limit:
        token = words.tokens[words.index_at(start)]
        if token.start != start or token.end > limit or scope_of(token, lexicon) not in peeled:
            return start
        start = token.end
    return start
