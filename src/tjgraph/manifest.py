"""What a directory of graphs was built from: one small file beside them, so that building again knows what is done."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from tjgraph.errors import InputError
from tjgraph.files import write_atomically

NAME = ".tjgraph-build.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """One graph: ``made_from`` digests all that it follows from, ``graph`` its bytes; ``text`` leads to its report."""

    made_from: str
    graph: str
    text: str


class Manifest:
    """The entries of the graphs in ``directory`` by name. A file that is missing or broken is an empty manifest."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._entries = _read(directory / NAME)
        self._saved = dict(self._entries)

    def is_current(self, name: str, made_from: str) -> bool:
        """Whether the graph ``name`` was built from that, and is still the file that was written then."""
        entry = self._entries.get(name)
        if entry is None or entry.made_from != made_from:
            return False
        try:
            return digest((self._directory / f"{name}.ttl").read_bytes()) == entry.graph
        except OSError:
            return False

    def record(self, name: str, made_from: str, graph: str, report: Path) -> None:
        """Note that the graph ``name``, whose bytes have the digest ``graph``, was built from ``report``."""
        try:
            text = os.path.relpath(report, self._directory)
        except ValueError:  # on another drive
            text = str(report.resolve())
        self._entries[name] = Entry(made_from, graph, Path(text).as_posix())

    def save(self) -> None:
        """Write the manifest if it has changed, whole or not at all; equal entries give equal bytes. Raises OSError."""
        if self._entries == self._saved:
            return
        entries = {name: asdict(entry) for name, entry in sorted(self._entries.items())}
        write_atomically(self._directory / NAME, json.dumps(entries, ensure_ascii=False, indent=1) + "\n")
        self._saved = dict(self._entries)

    def text_of(self, name: str) -> Path | None:
        """Where the report of the graph ``name`` lay when it was built, or None if nobody knows."""
        entry = self._entries.get(name)
        return None if entry is None else self._directory / entry.text


def text_of(graph: Path) -> Path | None:
    """The text from which ``graph`` was built: beside it, in ``../reports``, or where the manifest says; or None."""
    return next((path for path in texts_of(graph) if path.is_file()), None)


def texts_of(graph: Path) -> tuple[Path, ...]:
    """Where the text from which ``graph`` was built may lie (see `text_of`), the likeliest place first."""
    name = f"{graph.stem}.txt"
    recorded = Manifest(graph.parent).text_of(graph.stem)
    usual = (graph.parent / name, graph.parent.parent / "reports" / name)
    return usual if recorded is None else (*usual, recorded)


def keep_text(report: Path, text: str, directory: Path) -> None:
    """Write ``text``, as read from ``report``, to ``directory/NAME.txt``: offsets count there. A .txt needs no copy.

    What lies there already is replaced only if an earlier build read it from the same ``report`` and nobody has changed
    it since. Raises InputError for any other text, OSError.
    """
    if report.suffix.lower() == ".txt":
        return
    path, data = directory / f"{report.stem}.txt", text.encode("utf-8")
    directory.mkdir(parents=True, exist_ok=True)
    if path.exists():
        old = path.read_bytes()
        if old == data:
            return
        if not _is_ours(report, old, directory):
            raise InputError(
                f"从 {report.name} 读出的文字要写在这里，但这里已有另一份",
                where=str(path),
                remedy="把它移走，或用 -o 换个目录",
            )
    write_atomically(path, data)


def _is_ours(report: Path, text: bytes, directory: Path) -> bool:
    """Whether the graph in ``directory`` was built from ``report``, of which ``text`` is what was read then."""
    recorded, graph = Manifest(directory).text_of(report.stem), directory / f"{report.stem}.ttl"
    try:
        return recorded is not None and recorded.samefile(report) and digest(text).encode() in graph.read_bytes()
    except OSError:
        return False


def digest(data: bytes) -> str:
    """The SHA-256 of ``data``, in hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> dict[str, Entry]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): Entry(**{k: str(v) for k, v in entry.items()}) for name, entry in found.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
