"""Other ways to cut a question, for where the first gives no answer."""

from __future__ import annotations

from collections.abc import Iterable

from tjgraph.query.question.context import Context
from tjgraph.query.question.tokens import Token


def variants(context: Context) -> Iterable[tuple[Token, ...]]:
    """The tokens as they are, and then with neighbours joined that together are part of one name."""
    tokens = context.tokens
    yield tokens
    for width in (3, 2):
        for start in range(len(tokens) - width + 1):
            window = tokens[start : start + width]
            if any(t.year or (t.role and not t.senses.kind) for t in window):
                continue
            thing = context.names.part("".join(t.text for t in window))
            if thing:
                joined = Token("".join(t.text for t in window), window[0].start, thing=thing, exact=False)
                yield (*tokens[:start], joined, *tokens[start + width :])
    yield from _without_appositions(context, tokens)
    yield from _names_as_words(tokens)


def _without_appositions(context: Context, tokens: tuple[Token, ...]) -> Iterable[tuple[Token, ...]]:
    """新和成项目: the class after a name may only say what the name is."""
    for index, token in enumerate(tokens[1:], 1):
        before = tokens[index - 1]
        kind = token.senses.kind
        if kind and not kind.names and not token.thing and before.thing and before.end == token.start:
            yield (*tokens[:index], *tokens[index + 1 :])


def _names_as_words(tokens: tuple[Token, ...]) -> Iterable[tuple[Token, ...]]:
    """核电项目: a name right before a class may be a word that the names of those wanted hold."""
    for index, token in enumerate(tokens[:-1]):
        after = tokens[index + 1]
        if token.thing and after.senses.kind and not after.thing and token.end == after.start:
            yield (*tokens[:index], Token(token.text, token.start), *tokens[index + 1 :])
