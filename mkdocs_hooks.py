"""Pages of the site that are written when it is built: what code and rows say, and what stands outside docs/."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent
_SOURCES = {  # page of the site: the file outside docs/ that it shows
    "index.md": "README.md",
    "tutorial/first.md": "README.md",
    "tutorial/notebook.md": "docs/tutorial.ipynb",
    "reference/lexicon.md": "ontology/lexicon/README.md",
    "reference/contributing.md": "CONTRIBUTING.md",
    "reference/changelog.md": "CHANGELOG.md",
    "reference/licence.md": "LICENSE",
}
_ELSEWHERE = {path: uri for uri, path in _SOURCES.items() if uri != "tutorial/first.md"} | {
    "docs/decisions": "reference/decisions.md"
}
_LINK = re.compile(r"(!?\[[^\]]*\]\()(?!https?:|#|mailto:)([^)#\s]+)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are no files of docs/."""
    for uri, page in _PAGES.items():
        files.append(File.generated(config, uri, content=page()))
    return files


def on_page_markdown(markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Links lead where they lead in the repository, to the pages of files outside docs/ too."""
    here = _SOURCES.get(page.file.src_uri, f"docs/{page.file.src_uri}")

    def followed(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(here), link[2]))
        uri = _ELSEWHERE.get(target, target.removeprefix("docs/"))
        if files.get_file_from_path(uri) is None:
            return link[0]  # strict building says that it leads nowhere
        return link[1] + posixpath.relpath(uri, posixpath.dirname(page.file.src_uri) or ".")

    # What is generated here has no place in the repository: its links are those of the site.
    return markdown if page.file.src_uri in _GENERATED else _LINK.sub(followed, markdown)


def _text(path: str) -> Callable[[], str]:
    return lambda: (ROOT / path).read_text(encoding="utf-8")


def _first() -> str:
    """The README from what it answers to how it works: the first walk through the commands."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    start, end = readme.index("## 它能回答什么"), readme.index("## 它怎样工作")
    intro = "装好之后（见[首页](README.md)），在任何目录里都能试：没有自己的图谱时，用随包的天津市 2025 年的。"
    return f"# 第一次\n\n{intro}\n\n{readme[start:end]}"


def _notebook() -> str:
    """docs/tutorial.ipynb as Markdown, with the outputs that it keeps."""
    import nbformat

    parts = []
    for cell in nbformat.read(ROOT / "docs" / "tutorial.ipynb", as_version=4).cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f"```python\n{cell.source}\n```")
        for output in cell.outputs:
            data = output.get("data", {"text/plain": output.get("text", "")})
            parts.append(data["text/html"] if "text/html" in data else f"```text\n{data['text/plain'].rstrip()}\n```")
    return "\n\n".join(parts)


def _python() -> str:
    """The public names, each where it is defined."""
    import tjgraph

    intro = "# Python\n\n`from tjgraph import …`；这些名字不变，其余的会变。类型都标了（`py.typed`）。"
    parts = []
    for name in sorted(name for name in tjgraph.__all__ if not name.startswith("_")):
        thing = getattr(tjgraph, name)
        where = f"{thing.__module__}.{thing.__qualname__}"
        parts.append(f"::: {where}\n    options:\n      heading: {name}\n      toc_label: {name}")
    return "\n\n".join((intro, *parts))


def _ontology() -> str:
    """Classes, properties and fixed values, from ontology/tjgraph.ttl."""
    from tjgraph.ontology import load_ontology

    ontology = load_ontology()
    classes = [(c.name, c.label_zh, c.parent or "", c.definition) for c in ontology.classes.values()]
    properties = [
        (p.name, p.label_zh, "、".join(p.domain), "、".join(p.range), p.definition)
        for p in ontology.properties.values()
    ]
    terms = [(t.name, t.label_zh, t.type, t.definition) for t in ontology.terms.values()]
    return "\n\n".join(
        (
            "# 本体",
            "前缀 `tj:` 是 `https://w3id.org/tjgraph/ontology#`。由 `ontology/tjgraph.ttl` 生成。",
            "## 类\n\n" + _table(("tj:", "名称", "上位", "说明"), classes),
            "## 属性\n\n" + _table(("tj:", "名称", "主语", "宾语", "说明"), properties),
            "## 固定的值\n\n" + _table(("tj:", "名称", "类", "说明"), terms),
        )
    )


def _queries() -> str:
    """Every saved question with its parameters and its SPARQL text."""
    from tjgraph.query.catalogue import load_catalogue

    parts = ["# 保存的问题", "`tjgraph query 名称 --param 参数=值`。由 `queries/*.rq` 生成。"]
    for query in load_catalogue().values():
        params = "".join(f"- `{p.name}`：{p}{f'，默认 {p.default}' if p.default else ''}\n" for p in query.params)
        parts.append(
            f"## {query.name}\n\n**{query.title}**：{query.question}\n\n{params}\n```sparql\n{query.sparql}\n```"
        )
    return "\n\n".join(parts)


def _decisions() -> str:
    """A list of docs/decisions, by number."""
    lines = []
    for note in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        title = note.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")
        lines.append(f"- [{title}](../decisions/{note.name})")
    return "# 决定\n\n值得记的决定，各一页（英文）。\n\n" + "\n".join(lines) + "\n"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


_GENERATED: dict[str, Callable[[], str]] = {
    "reference/python.md": _python,
    "reference/ontology.md": _ontology,
    "reference/queries.md": _queries,
    "reference/decisions.md": _decisions,
}
_PAGES: dict[str, Callable[[], str]] = {
    **_GENERATED,
    "index.md": _text("README.md"),
    "tutorial/first.md": _first,
    "tutorial/notebook.md": _notebook,
    "reference/lexicon.md": _text("ontology/lexicon/README.md"),
    "reference/contributing.md": _text("CONTRIBUTING.md"),
    "reference/changelog.md": _text("CHANGELOG.md"),
    "reference/licence.md": lambda: "# 许可证\n\n" + _text("LICENSE")(),
}
