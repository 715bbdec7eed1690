"""Names of listed companies, from the package matchina (A-shares and Hong Kong): a clue, never a verdict."""

from __future__ import annotations

import re
import sqlite3
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_CHINESE = re.compile(r"^[\u4e00-\u9fffA-Za-z]{3,8}$")
_SHARE_CLASS = re.compile(r"(?:[－-]?[ＷＲＢＳWRBSＡA]|股份|集团控股|控股|-US)$")


@cache
def listed_companies() -> frozenset[str]:
    """Short names of three characters or more, in Chinese.

    The file is read directly: importing matchina builds its matchers, which nobody here needs.
    """
    spec = find_spec("matchina")
    if spec is None or spec.origin is None:
        return frozenset()
    database = Path(spec.origin).parent / "data" / "entities.db"
    names: set[str] = set()
    with sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True) as connection:
        for row in connection.execute("SELECT name_cn, name_short_cn FROM entities"):
            for name in filter(None, row):
                names.update((name, _SHARE_CLASS.sub("", name)))
    return frozenset(n for n in names if _CHINESE.match(n) and re.search(r"[\u4e00-\u9fff]", n))
