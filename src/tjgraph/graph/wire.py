"""A SPARQL query as it is sent to a server: its terms bound, its variables in ASCII, a page of its rows.

All is done on tokens (SPARQL 1.1, rules 139-173) and checked by parsing: what is sent is a query that Oxigraph's parser
has read, and a bound term is one token of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from typing import Any

import pyoxigraph as ox

from tjgraph.errors import QueryError

_TOKENS = re.compile(
    r"""(?P<iri><(?![?$][^\W\d])[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>"{3}(?:[^"\\]|\\.|"(?!""))*"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
          | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*')
      | (?P<comment>\#[^\n\r]*) | (?P<variable>[?$]\w+) | @[a-zA-Z]+(?:-[a-zA-Z0-9]+)*
      | (?P<name>(?:[^\W\d_][\w.-]{0,63}+)?:(?:(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*)?)
      | (?P<word>[A-Za-z_]\w*) | (?P<mark>[{}(),])""",
    re.VERBOSE | re.DOTALL,
)
_VARIABLE = re.compile(r"[?$](\w+)")
_MODIFIERS = ("group", "having", "order", "limit", "offset", "values")


@dataclass(frozen=True, slots=True)
class Wire:
    """A query to send, and what its variables are called by the one who asks (name sent → name)."""

    text: str
    names: Mapping[str, str]

    def sorting(self, rows: Sequence[Sequence[Any]], columns: Sequence[str]) -> str:
        """A query that gives ``rows`` (terms or None by ``columns``, as sent) in this one's order, columns renamed.

        Empty where this query has no order, or one by what is no column. Virtuoso 7 sorts long texts that begin alike
        anyhow; the rows it gives are put in order here.
        """
        tokens = list(_tokens(self.text))
        outer = [t for t in tokens if t.depth == 0 and t.kind == "word" and t.word in _MODIFIERS]
        order = next((n for n, t in enumerate(outer) if t.word == "order"), None)
        if order is None or outer[-1].word == "values" or any(isinstance(t, ox.BlankNode) for r in rows for t in r):
            return ""
        end = outer[order + 1].start if len(outer) > order + 1 else len(self.text)
        start = outer[order].start
        used = {t.text[1:] for t in tokens if t.kind == "variable" and start <= t.start < end}
        if not used <= set(columns):
            return ""
        head = self.text[: next(t.start for t in tokens if t.depth == 0 and t.word == "select")]
        shown = " ".join(f"(?{c} AS ?{self.names[c]})" if self.names.get(c, c) != c else f"?{c}" for c in columns)
        values = "\n".join(f"({' '.join('UNDEF' if term is None else str(term) for term in row)})" for row in rows)
        names = " ".join(f"?{column}" for column in columns)
        return f"{head}SELECT {shown} WHERE {{ VALUES ({names}) {{ {values} }} }} {self.text[start:end]}"

    def page(self, columns: Sequence[str], size: int, number: int) -> Wire:
        """The rows from ``number * size`` on, at most ``size``, of this SELECT query with ``columns`` (as sent).

        A page means something only in a whole order: the query's own comes first, all columns decide the rest. The
        order stands in a subquery, since Virtuoso sorts no more rows in the query itself than it gives (SR353).
        Raises QueryError for a query that names its own graphs, since a subquery cannot.
        """
        select, outer = self._select()
        last = next((word for word in reversed(outer) if word in _MODIFIERS), "")
        keys = " ".join(f"?{column}" for column in columns)
        body = self.text[select:]
        if last in ("limit", "offset", "values"):
            body = f"SELECT {keys} WHERE {{ {{ {body}\n}} }} ORDER BY {keys}"
        else:
            body += f"\n{keys}" if last == "order" else f"\nORDER BY {keys}"
        page = f"SELECT {keys} WHERE {{ {{ {body}\n}} }} LIMIT {size} OFFSET {number * size}"
        return Wire(self.text[:select] + page, self.names)

    def count(self) -> Wire:
        """How many rows this SELECT query has: one row of one column. Raises QueryError as `page` does."""
        select, _ = self._select()
        free = next(name for name in map("n{}".format, count()) if name not in self.names)
        counted = f"SELECT (COUNT(*) AS ?{free}) WHERE {{ {{ {self.text[select:]}\n}} }}"
        return Wire(self.text[:select] + counted, {})

    def _select(self) -> tuple[int, list[str]]:
        """Where the query's own SELECT stands, and its words outside of brackets from there on.

        Raises QueryError for a query that names its own graphs, since a subquery cannot.
        """
        words = [t for t in _tokens(self.text) if t.depth == 0 and t.kind == "word"]
        first = next(n for n, token in enumerate(words) if token.word == "select")
        outer = [token.word for token in words[first:]]
        if "from" in outer:
            raise QueryError("答案太长，而带 FROM 的查询不能分页取", remedy="请去掉 FROM，或加 LIMIT")
        return words[first].start, outer


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    depth: int  # of brackets around it

    @property
    def word(self) -> str:
        return self.text.casefold()


def prepared(sparql: str, terms: Mapping[str, ox.NamedNode | ox.Literal], prefixes: Mapping[str, str]) -> Wire:
    """``sparql`` with the variables in ``terms`` bound and all ``prefixes`` declared.

    A term is bound by VALUES at the beginning of the query's own pattern, so that filters there see it. What Virtuoso 7
    cannot read is written so that it can (decision 0232). Raises QueryError where that cannot be done surely.
    """
    tokens = list(_tokens(sparql))
    names = _names(tokens, terms)
    place = _pattern_start(tokens) if terms else -1
    if terms and place < 0:
        raise QueryError("查询里没有可以绑定参数的模式", remedy="请写成带 WHERE { … } 的 SELECT 或 ASK")
    wide = _wide(tokens)
    parts, done = [], 0
    for token in tokens:
        parts.append(sparql[done : token.start])
        done = token.start + len(token.text)
        if token.text == ",":
            parts.append(wide.get(token.start, ""))
        if token.kind == "variable":
            parts.append(f"?{names[token.text[1:]]}")
        elif token.kind == "comment":
            parts.append(" ")
        else:
            parts.append(token.text)
        if token.text == "(":
            parts.append(wide.get(token.start, ""))
        if token.start == place:
            parts.append(_values(terms, names))
    parts.append(sparql[done:])
    head = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items())
    return Wire(head + "".join(parts), {sent: name for name, sent in names.items()})


def _tokens(sparql: str) -> Iterator[_Token]:
    depth = 0
    for match in _TOKENS.finditer(sparql):
        text = match.group()
        depth -= text in ")}"
        yield _Token(match.lastgroup or "", text, match.start(), depth)
        depth += text in "({"


def _names(tokens: Sequence[_Token], terms: Mapping[str, object]) -> dict[str, str]:
    """What each variable is called when sent: its own name, or one of ours where that is not ASCII."""
    found = dict.fromkeys([t.text[1:] for t in tokens if t.kind == "variable"])
    found |= dict.fromkeys(terms)
    for token in tokens:  # "?a<1&&?b>2": an IRI to the tokenizer, a comparison to some parsers
        if token.kind == "iri" and any(name in found for name in _VARIABLE.findall(token.text)):
            raise QueryError(f"分不清“{token.text}”是 IRI 还是比较", remedy="请在 < 和 > 两边加空格")
    free = (name for name in map("v{}".format, count()) if name not in found)
    return {name: name if name.isascii() else next(free) for name in found}


def _pattern_start(tokens: Sequence[_Token]) -> int:
    """Where the brace stands that opens the query's own pattern (after CONSTRUCT's template), or -1."""
    words = [t.word for t in tokens if t.kind == "word" and t.depth == 0]
    braces = [t.start for t in tokens if t.text == "{" and t.depth == 0 and t.kind == "mark"]
    skipped = 1 if "construct" in words and len(braces) > 1 else 0
    return braces[skipped] if len(braces) > skipped else -1


def _wide(tokens: Sequence[_Token]) -> dict[int, str]:
    """What to write after some opening brackets and before some commas: ``REGEX(x, …)`` → ``REGEX(SUBSTR(x, 1), …)``.

    It is the same text, but Virtuoso 7 matches stored text byte by byte and finds no Chinese in it by a pattern.
    """
    found, waiting = {}, set()
    for before, token in pairwise(tokens):
        if token.text == "(" and before.kind == "word" and before.word in ("regex", "replace"):
            found[token.start] = "SUBSTR("
            waiting.add(token.depth + 1)
        elif token.text == "," and token.depth in waiting:
            found[token.start] = ", 1)"
            waiting.remove(token.depth)
    return found


def _values(terms: Mapping[str, ox.NamedNode | ox.Literal], names: Mapping[str, str]) -> str:
    """The clause that binds ``terms``, each written by the library that reads them, and one token (or two: ^^, @)."""
    variables = " ".join(f"?{names[name]}" for name in terms)
    return f" VALUES ({variables}) {{ ({' '.join(map(str, terms.values()))}) }} "
