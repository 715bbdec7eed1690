"""The table of all tables in ontology/lexicon/README.md; ``python tests/lexicon_tools.py`` writes it anew."""

from __future__ import annotations

import re

from tjgraph.lexicon.checking import TableSummary, summaries
from tjgraph.resources import lexicon_dir

PAGE = lexicon_dir() / "README.md"
TABLE = re.compile(r"(?<=生成 -->\n\n).*?(?=<!-- 以上 -->)", re.DOTALL)
ROW = re.compile(r"\| `(\w+\.csv)` \| (.*) \| (.*) \| (\d+) \|")


def table() -> str:
    lines = ["| 表 | 管什么 | 列 | 行 |", "|---|---|---|---:|"]
    return "\n".join([*lines, *map(row, summaries(lexicon_dir()))])


def row(summary: TableSummary) -> str:
    purpose = summary.purpose.replace("|", "\\|")
    return f"| `{summary.file}` | {purpose} | {' '.join(summary.columns)} | {summary.rows} |"


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(TABLE.sub(lambda match: table() + "\n\n", text), encoding="utf-8")
