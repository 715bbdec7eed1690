"""Writing a file so that it is either the old one or the new one, whole, and never a piece of it."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from tjgraph.errors import GraphError

_BESIDE = ".tjgraph-*.tmp"


def write_atomically(path: Path, data: str | bytes) -> None:
    """Write ``data`` (text as UTF-8, line ends as they are) to ``path``, in one step as readers see it.

    The new content is written and synced beside ``path`` and then renamed over it. Whatever goes wrong before that
    (disk full, Ctrl-C) leaves the old file as it was and nothing beside it. Raises OSError; the directory has to exist.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    target = path.resolve()  # a link stays a link: what it points to is replaced
    beside = target.with_name(_BESIDE.replace("*", secrets.token_hex(8)))
    try:
        with open(beside, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        os.replace(beside, target)
    except BaseException as error:
        beside.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename in (None, str(beside)):
            error.filename = str(path)  # what was to be written, not what stood in for it
        raise


def write_output(path: Path, data: str | bytes) -> None:
    """`write_atomically` for what a user asked for: the directory is made, and a failure is a GraphError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise GraphError(f"文件写不成（{reason}）", where=str(path), remedy="请检查目录、权限和磁盘空间") from error


def remove_leftovers(directory: Path) -> None:
    """Remove what a process that was killed while writing into ``directory`` has left there. Nobody may write now."""
    for beside in directory.glob(_BESIDE):
        beside.unlink(missing_ok=True)
