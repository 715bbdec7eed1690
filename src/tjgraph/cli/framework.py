"""Commands whose help is Chinese, loaded when asked for; every failure becomes one line and an exit status."""

from __future__ import annotations

import contextlib
import inspect
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn, cast

import click

from tjgraph.cli.messages import explained, usage_line
from tjgraph.cli.output import DONE, INTERRUPTED, NO, PIPE_CLOSED, WRONG, speak_utf8
from tjgraph.errors import NotFoundError, TjgraphError


class Command(click.Command):
    """A command whose help says in Chinese what it does and ends with an example that runs."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.example = example

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The usual ``--help``, described in Chinese."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Usage, what it does, options, commands, examples."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法：")
        _write_block(formatter, "", self.help or "")
        options = (p for p in self.get_params(ctx) if isinstance(p, click.Option))
        records = (option.get_help_record(ctx) for option in options)
        with formatter.section("选项"):
            formatter.write_dl([record for record in records if record is not None])
        if isinstance(self, click.Group):
            with formatter.section("命令"):
                formatter.write_dl(_summaries(self, ctx))
        _write_block(formatter, "例：", self.example)


class LazyGroup(Command, click.Group):
    """A group that imports the module of a command only when that command is wanted.

    ``lazy`` maps a command's name to ``module:attribute``.
    """

    def __init__(self, *args: Any, lazy: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lazy = dict(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the table: the main road first."""
        return list(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its module imported now, or None."""
        if cmd_name not in self._lazy:
            return None
        module, attribute = self._lazy[cmd_name].split(":")
        return cast(click.Command, getattr(import_module(module), attribute))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but an unknown name is answered in Chinese with the nearest ones."""
        if args[0] not in self._lazy and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self._lazy, n=3)
            raise click.UsageError(f"没有命令“{args[0]}”" + (f"，是不是：{'、'.join(near)}？" if near else ""), ctx)
        return super().resolve_command(ctx, args)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Without arguments: the help, and done."""
        if not args and not ctx.resilient_parsing:  # a shell that asks for completions gives none
            click.echo(ctx.get_help())
            ctx.exit()
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader who has closed the pipe (``| head``) ends it quietly."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            ctx.exit(PIPE_CLOSED)

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]
        """Run the command line ``args`` and leave with 0 (done), 1 (the answer is no) or 2 (wrong usage or input)."""
        speak_utf8()
        status = WRONG
        with one_line_on_error():
            status = super().main(args, prog_name, **(extra | {"standalone_mode": False})) or DONE
            sys.stdout.flush()
        sys.exit(status)


@contextlib.contextmanager
def one_line_on_error() -> Iterator[None]:
    """Whatever goes wrong inside becomes one line on stderr and the end of the process, with its status."""
    try:
        yield
    except (click.Abort, KeyboardInterrupt):
        _leave("已中断", INTERRUPTED)
    except BrokenPipeError:
        _leave("", PIPE_CLOSED)
    except click.UsageError as error:
        _leave(usage_line(error), WRONG)
    except NotFoundError as error:
        _leave(str(error), NO)
    except TjgraphError as error:
        _leave(str(error), WRONG)
    except Exception as error:
        if "TJGRAPH_DEBUG" in os.environ:
            raise
        _leave(explained(error), WRONG)


def _leave(line: str, status: int) -> NoReturn:
    with contextlib.suppress(OSError):
        if line:
            print(f"错误：{' '.join(line.split())}", file=sys.stderr, flush=True)
    for stream in (sys.stdout, sys.stderr):
        # What cannot be written any more (a closed pipe, a full disk) must not speak again when Python shuts down.
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(status)


def _summaries(group: click.Group, ctx: click.Context) -> list[tuple[str, str]]:
    found = ((name, group.get_command(ctx, name)) for name in group.list_commands(ctx))
    return [(name, command.short_help or "") for name, command in found if command is not None]


def _write_block(formatter: click.HelpFormatter, head: str, text: str) -> None:
    """Lines as they are: click would wrap Chinese in the middle of words and of commands."""
    if not text:
        return
    formatter.write_paragraph()
    if head:
        formatter.write(f"{head}\n")
    for line in inspect.cleandoc(text).splitlines():
        formatter.write(f"  {line}".rstrip() + "\n")
