"""The options that several commands share, and the graph that they open."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tjgraph.cli import completing
from tjgraph.cli.graphs import chosen_graphs
from tjgraph.views.tables import FORMATS

if TYPE_CHECKING:
    from tjgraph.graph.store import KnowledgeGraph
    from tjgraph.query.lookup import Compiled

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

format_option = click.option(
    "--format", "format", type=click.Choice(FORMATS), default="table", help="输出格式，默认 table。"
)
_STORE = "tjgraph.store"
_graphs = click.option(
    "-g",
    "--graph",
    "graphs",
    multiple=True,
    metavar="PATH",
    shell_complete=completing.files,
    help="图谱文件或目录，可写多次。",
)
store_option = click.option(
    "--store",
    metavar="URL",
    help="不读文件，问这个 SPARQL 查询端点。",
    expose_value=False,
    callback=lambda ctx, _, url: ctx.meta.update({_STORE: url}),
)
place_option = click.option("--place", metavar="PLACE", help="报告属于哪里，如 天津（文中没写时用）。")
_kind_option = click.option("--kind", type=click.Choice(("review", "plan")), help="review 回顾上一年，plan 安排当年。")
year_option = click.option(
    "--year", type=click.IntRange(1949, 2100), metavar="YEAR", help="报告是哪一年的（文中没写时用）。"
)


def graph_option(command: Decorated) -> Decorated:
    """``-g`` and ``--store``: which graph a command reads; `open_graph` opens it."""
    return _graphs(store_option(command))


def reading_options(command: Decorated) -> Decorated:
    """``-g``, ``--store`` and ``--format``: what every command that answers takes."""
    return graph_option(format_option(command))


def sentence_options(command: Decorated) -> Decorated:
    """``--kind``, ``--place``, ``--year`` and ``--format``: what a sentence that stands alone does not say."""
    return _kind_option(place_option(year_option(format_option(command))))


def store_url() -> str | None:
    """The address that ``--store`` gives to the command that runs."""
    url = click.get_current_context().meta.get(_STORE)
    return None if url is None else str(url)


@contextlib.contextmanager
def opened_files(graphs: Sequence[str]) -> Iterator[list[Path]]:
    """The graph that `open_graph` opens, as files: for what needs its reports one by one."""
    _one_or_the_other(graphs)
    with report_files(graphs) as files:
        yield files


@contextlib.contextmanager
def report_files(reports: Sequence[str]) -> Iterator[list[Path]]:
    """The files ``reports`` as `chosen_graphs` has them; with ``--store`` those of the reports so named there, or all.

    These are taken from the server for the while.
    """
    url = store_url()
    if url is None:
        yield chosen_graphs(reports)
        return
    from tempfile import TemporaryDirectory

    from tjgraph.graph.fetching import fetch
    from tjgraph.graph.remote import RemoteGraph

    with TemporaryDirectory() as directory:
        yield fetch(RemoteGraph(url), Path(directory), reports or None)


def open_graph(graphs: Sequence[str]) -> KnowledgeGraph:
    """The graph of `chosen_graphs`, with background; or the one in the server that ``--store`` names."""
    _one_or_the_other(graphs)
    url = store_url()
    if url is None:
        from tjgraph.graph.store import KnowledgeGraph

        return KnowledgeGraph.load(chosen_graphs(graphs))
    from tjgraph.graph.remote import RemoteGraph

    return RemoteGraph(url)


def _one_or_the_other(graphs: Sequence[str]) -> None:
    if graphs and store_url() is not None:
        raise click.UsageError("--store 与图谱文件只能给一个", click.get_current_context())


def open_names(graphs: Sequence[str]) -> KnowledgeGraph | Compiled:
    """The same for those who ask by name alone: of files what is kept of them, so that none need be loaded."""
    if store_url() is not None:
        return open_graph(graphs)
    from tjgraph.query.lookup import Compiled

    return Compiled.of(chosen_graphs(graphs))
