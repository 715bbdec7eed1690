"""A file is written whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tjgraph.files import write_atomically

INTERRUPT = """
import sys
from pathlib import Path
from tjgraph.files import write_atomically
def at_the_last_moment(event, arguments):
    if event == "os.rename":
        raise KeyboardInterrupt
sys.addaudithook(at_the_last_moment)
write_atomically(Path(sys.argv[1]), "new")
"""
DISK_FULL = """
import resource, sys
from pathlib import Path
from tjgraph.files import write_atomically
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
write_atomically(Path(sys.argv[1]), "new" * 1000)
"""


def test_writes_text_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / ("园" * 80 + ".ttl")
    write_atomically(path, "一\n二\r\n")
    assert path.read_bytes() == "一\n二\r\n".encode()
    write_atomically(path, b"\xff")
    assert path.read_bytes() == b"\xff"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name != "posix", reason="permissions and links are those of POSIX")
def test_keeps_permissions_and_links(tmp_path: Path) -> None:
    path, link = tmp_path / "a", tmp_path / "b"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_atomically(link, "new")
    assert (path.read_text(), path.stat().st_mode & 0o777, link.is_symlink()) == ("new", 0o640, True)


@pytest.mark.skipif(os.name != "posix", reason="the limit on a file's size is one of POSIX")
@pytest.mark.parametrize(("code", "said"), [(INTERRUPT, "KeyboardInterrupt"), (DISK_FULL, "File too large")])
def test_what_goes_wrong_leaves_the_old_file_alone(tmp_path: Path, code: str, said: str) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("old")
    environment = {**os.environ, "LC_ALL": "C"}
    command = [sys.executable, "-c", code, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert run.returncode != 0
    assert said in run.stderr
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_directory(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_atomically(tmp_path / "no" / "a", "x")
