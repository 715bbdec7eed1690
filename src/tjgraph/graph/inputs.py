"""The files that a graph is loaded from, and what is kept of what was worked out from them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tjgraph import kept, resources
from tjgraph.errors import GraphError

_ROWS = ("nationalities.csv", "province_letters.csv")  # those that names of divisions follow from


def graph_files(paths: Iterable[Path]) -> list[Path]:
    """The files that ``paths`` name, directories opened; at least one."""
    files: list[Path] = []
    for path in map(Path, paths):
        found = sorted(path.glob("*.ttl")) if path.is_dir() else [path] if path.is_file() else []
        if not found:
            what = "目录里没有 .ttl 图文件" if path.is_dir() else "没有这个图文件"
            raise GraphError(what, where=str(path), remedy="请先用 tjgraph build 生成，或改正路径")
        files += found
    if not files:
        raise GraphError("没有给出图文件", remedy="请给出 .ttl 文件或目录")
    return files


class Inputs:
    """All that a graph with background follows from, as it was when this was made (see `tjgraph.kept`)."""

    def __init__(self, files: Sequence[Path]) -> None:
        """``files`` are those of the reports."""
        self.files = tuple(files)
        self._state = kept.state(self._paths())
        self._name = kept.digest(*(os.fsencode(os.path.abspath(file)) for file in files)).hex()[:16]

    def read(self, what: str) -> kept.Entry | None:
        """What is kept as ``what`` of these very files, or None."""
        return kept.read(self.files[0].parent, f"{what}-{self._name}", self._state)

    def write(self, what: str, sections: Mapping[str, bytes]) -> None:
        """Keep ``sections`` as ``what``, unless a file has changed while they were worked out."""
        if kept.state(self._paths()) == self._state:
            kept.write(self.files[0].parent, f"{what}-{self._name}", self._state, sections)

    def _paths(self) -> Iterator[str]:
        yield from map(os.path.abspath, self.files)
        yield os.path.join(resources.ontology_dir(), "tjgraph.ttl")
        yield from map(str, sorted(resources.background_dir().glob("*.ttl")))
        yield from (os.path.join(resources.lexicon_dir(), name) for name in _ROWS)
