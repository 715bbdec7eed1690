"""The bar that shows on a terminal how far long work has come."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


def progress(label: str, steps: int) -> ProgressBar[int]:
    """A bar on stderr, drawn where that is a terminal; ``update(1)`` takes a step.

    It counts and names nothing: click takes a Chinese character for one place wide, and would leave pieces of names.
    """
    return click.progressbar(length=steps, label=label, file=sys.stderr, show_pos=True)
