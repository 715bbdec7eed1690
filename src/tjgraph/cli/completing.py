"""What the shell offers when Tab is pressed: files, saved questions, names of the graph. It never complains."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

_UNSAFE = re.compile(r"""[\s'"\\$`&;<>()|*?!{}\[\]#~,]""")  # what the shell would read as something else
_MOST = 30


def files(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files and directories, as the shell completes them."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def questions(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The saved questions that begin so."""
    from tjgraph.resources import queries_dir

    return sorted(path.stem for path in queries_dir().glob("*.rq") if path.stem.startswith(incomplete))


def names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of the graph that hold, or sound like, what is typed: the words, or the initials of their pinyin."""
    import contextlib
    import io

    from tjgraph.cli.graphs import chosen_graphs
    from tjgraph.query.lookup import Compiled, find

    if not incomplete:
        return []
    with contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(Exception):
        graph = Compiled.of(chosen_graphs(ctx.params.get("graphs") or ()))
        found = [str(row[1]) for row in find(graph, incomplete).rows]
        begun = [name for name in found if name.startswith(incomplete)]
        return [name for name in begun or found if not _UNSAFE.search(name)][:_MOST]
    return []
