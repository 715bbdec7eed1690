"""What a query may not ask for: another server (SERVICE), or a graph that is not here (FROM).

Nothing depends on this for safety: a worker can open neither file nor socket, and Oxigraph fetches no graph. But an
empty answer to such a query would be wrong without saying so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin

# SPARQL 1.1, rules 139-173: what may hold a keyword's letters without being one, and the keywords that matter here.
# Oxigraph wants no space around a keyword ("trueSERVICE<…>", "SERVICE:p"). Prefixes are bounded: time stays linear.
_TOKENS = re.compile(
    r"""<(?P<iri>(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*)>
      | "{3}(?:[^"\\]|\\.|"(?!""))*"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*' | \#[^\n\r]* | [?$]\w+ | @[a-z]+(?:-[a-z0-9]+)*
      | (?P<prefixed>(?P<prefix>[^\W\d_][\w.-]{0,63}+)?:(?P<local>(?:(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*)?))
      | (?P<word>service|from|named|prefix|base) | (?P<brace>[{}])""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_CODE_POINT = re.compile(r"\\(?:u(\w{4})|U(\w{8}))")
_DATASET = ("from", "named")


def uses_service(query: str) -> bool:
    """Whether ``query`` calls another endpoint; in doubt it does."""
    declared, before = False, ""
    for match in _TOKENS.finditer(query):
        prefix = (match["prefix"] or "").casefold()
        declared |= before == "prefix" and prefix == "service"
        before = (match["word"] or "").casefold()
        if before == "service" or (prefix == "service" and not declared):
            return True
    return False


def dataset(query: str, prefixes: Mapping[str, str], base: str = "") -> Iterator[str]:
    """The IRIs of the graphs in the FROM clauses of ``query``; ``prefixes`` need no declaration."""
    known, name = dict(prefixes), ""
    before, depth = "", 0
    for match in _TOKENS.finditer(query):
        if match["brace"]:
            depth += 1 if match["brace"] == "{" else -1
        elif match["word"]:
            before = match["word"].casefold()
        elif match["iri"] is not None:
            iri = _joined(base, _CODE_POINT.sub(_character, match["iri"]))
            if before == "prefix":
                known[name] = iri
            elif before == "base":
                base = iri
            elif before in _DATASET and not depth:
                yield iri
            before = ""
        elif match["prefixed"] and before == "prefix":
            name = match["prefix"] or ""
        elif match["prefixed"] and before in _DATASET and not depth:
            yield known.get(match["prefix"] or "", "") + re.sub(r"\\(.)", r"\1", match["local"])
            before = ""


def _character(match: re.Match[str]) -> str:
    return chr(min(int(match[1] or match[2], 16), 0x10FFFF))


def _joined(base: str, iri: str) -> str:
    try:
        return urljoin(base, iri)
    except ValueError:  # no IRI at all ("http://[")
        return iri
