"""The command line, run within the test."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from tjgraph.cli import main


def invoke(*args: str | Path) -> Result:
    """What ``tjgraph ARGS`` prints, and its status."""
    return CliRunner().invoke(main, [str(a) for a in args], prog_name="tjgraph")
