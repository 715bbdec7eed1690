"""What a SPARQL query says of other endpoints (SERVICE) and of graphs (FROM, GRAPH), read from its tokens.

Oxigraph reaches out for SERVICE, and for a graph that is not here it gives an empty answer, which is wrong without
saying so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

# SPARQL 1.1, rules 139-173: what may hold a keyword's letters without being one, and the keywords that matter here.
# Oxigraph wants no space around a keyword ("trueSERVICE<…>", "FROMtj:b"). Prefixes are bounded: time stays linear.
_TOKENS = re.compile(
    r"""<(?P<iri>(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*)>
      | "{3}(?:[^"\\]|\\.|"(?!""))*"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' | \#[^\n\r]* | [?$]\w+ | @[a-z]+(?:-[a-z0-9]+)*
      | (?P<name>(?:[^\W\d_][\w.-]{0,63}+)?:(?:(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*)?)
      | (?P<word>service|from|named|graph|prefix|base) | (?P<brace>[{}])""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_WORDS = re.compile("service|from|named|graph|prefix|base", re.IGNORECASE)
_CODE_POINT = re.compile(r"\\(?:u(\w{4})|U(\w{8}))")
_DATASET = ("from", "named")


def uses_service(query: str) -> bool:
    """Whether ``query`` calls another endpoint; in doubt it does."""
    return _uses(query, "service")


def uses_graphs(query: str, but: str) -> bool:
    """Whether ``query`` speaks of named graphs, by FROM or GRAPH, other than <``but``>; in doubt it does."""
    return _uses(query, "from") or _uses(query, "graph", but)


def dataset(query: str, prefixes: Mapping[str, str], base: str = "") -> Iterator[str]:
    """The IRIs of the graphs in the FROM clauses of ``query``; ``prefixes`` need no declaration."""
    known, declaring = dict(prefixes), ""
    before, depth = "", 0
    for kind, text in _tokens(query, prefixes):
        prefix, _, local = text.partition(":") if kind == "name" else ("", "", "")
        if kind == "brace":
            depth += 1 if text == "{" else -1
        elif kind == "word":
            before = text
        elif kind == "iri":
            iri = _joined(base, _CODE_POINT.sub(_character, text))
            if before == "prefix":
                known[declaring] = iri
            elif before == "base":
                base = iri
            elif before in _DATASET and not depth:
                yield iri
            before = ""
        elif kind == "name" and before == "prefix":
            declaring = prefix
        elif kind == "name" and before in _DATASET and not depth:
            yield known.get(prefix, "") + re.sub(r"\\(.)", r"\1", local)
            before = ""


@lru_cache(maxsize=256)  # programs ask the same again and again
def _uses(query: str, word: str, but: str | None = None) -> bool:
    """Whether the keyword ``word`` stands in ``query``, where no IRI <``but``> follows it."""
    before = ""
    for kind, text in _tokens(query, ()):
        if before == word and (but is None or (kind, text) != ("iri", but)):
            return True
        before = text if kind == "word" else ""
    return before == word


def _tokens(query: str, prefixes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The tokens of ``query`` that matter, as (kind, text); keywords in small letters.

    A keyword may stick to the name after it, where no prefix of that spelling is among ``prefixes`` or declared.
    """
    declared, before = set(prefixes), ""
    for match in _TOKENS.finditer(query):
        kind = match.lastgroup
        if kind is None:
            continue
        text = match[kind]
        if kind == "name":
            prefix, _, local = text.partition(":")
            if before != "prefix" and prefix not in declared:
                for word in _WORDS.finditer(prefix):
                    before = word[0].casefold()
                    yield "word", before
                    text = f"{prefix[word.end() :]}:{local}"
            if before == "prefix":
                declared.add(text.partition(":")[0])
        if kind == "word":
            text = text.casefold()
        before = text if kind == "word" else ""
        yield kind, text


def _character(match: re.Match[str]) -> str:
    return chr(min(int(match[1] or match[2], 16), 0x10FFFF))


def _joined(base: str, iri: str) -> str:
    from urllib.parse import urljoin

    try:
        return urljoin(base, iri)
    except ValueError:  # no IRI at all ("http://[")
        return iri
