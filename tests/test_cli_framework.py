"""The command line's manners: one line on error, the right status, UTF-8 everywhere, quiet when the pipe is closed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from command_line import invoke
from docs_tools import command_tree

from tjgraph import errors
from tjgraph.cli.framework import Command, LazyGroup

TJGRAPH = Path(sys.executable).with_name("tjgraph")

RAISED: dict[str, BaseException] = {
    "not-found": errors.NotFoundError("没有“南岗”", remedy="是不是要找：南港", suggestions=("南港",)),
    "input": errors.InputError("是空的", where="a.txt", remedy="换一份"),
    "lexicon": errors.LexiconError("缺例句", where="a.csv:3", remedy="补上"),
    "disk-full": OSError(errno.ENOSPC, "No space left on device", "out.ttl"),
    "forbidden": PermissionError(errno.EACCES, "Permission denied", "out.ttl"),
    "odd-system": OSError(errno.EIO, "Input/output error"),
    "deep": RecursionError("maximum recursion depth exceeded"),
    "memory": MemoryError(),
    "bug": KeyError("two\nlines"),
    "ctrl-c": KeyboardInterrupt(),
}
WORDS = {
    "not-found": (1, "没有“南岗”；是不是要找：南港"),
    "input": (2, "a.txt: 是空的；换一份"),
    "lexicon": (2, "a.csv:3: 缺例句"),
    "disk-full": (2, "out.ttl: 磁盘已满"),
    "forbidden": (2, "out.ttl: 没有权限"),
    "odd-system": (2, "Input/output error"),
    "deep": (2, "嵌套太深"),
    "memory": (2, "内存不够"),
    "bug": (2, "程序内部错误（KeyError"),
    "ctrl-c": (130, "已中断"),
}


@click.command("fail", cls=Command, short_help="失败。", example="t fail bug")
@click.argument("how")
def fail(how: str) -> None:
    """失败。"""
    raise RAISED[how]


group = LazyGroup("t", lazy={"fail": "test_cli_framework:fail"})


def run(*args: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([TJGRAPH, *args], capture_output=True, env={**os.environ, **env}, check=False)


@pytest.mark.parametrize("how", RAISED)
def test_whatever_goes_wrong_is_one_line_and_a_status(how: str) -> None:
    result = CliRunner().invoke(group, ["fail", how], prog_name="t")
    status, words = WORDS[how]
    assert result.exit_code == status
    assert result.stdout == ""
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("错误：") and words in lines[0]


@pytest.mark.parametrize(
    "args,words",
    [
        (["fnd", "x"], "没有命令“fnd”，是不是：find"),
        (["--frmat"], "没有选项 --frmat"),
        (["find"], "缺少参数 TEXT"),
        (["find", "x", "y"], "多出参数 y"),
        (["find", "x", "--format"], "选项 --format 后面缺少值"),
        (["find", "x", "--format", "xml"], "只能是 table、json、csv"),
        (["build", "x.txt", "--year", "3"], "应是 1949 到 2100 的整数"),
        (["build", "x.txt", "--year", "三"], "应是 1949 到 2100 的整数"),
        (["build", "a/x.txt", "b/x.txt"], "同名"),
        (["query"], "缺少问题的名字"),
        (["lexicon", "chek"], "是不是：check"),
    ],
)
def test_wrong_usage_is_one_chinese_line_and_status_2(args: list[str], words: str) -> None:
    result = invoke(*args)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert words in result.stderr


def test_without_arguments_the_help_and_status_0() -> None:
    result = invoke()
    assert result.exit_code == 0
    assert result.stdout.startswith("用法：tjgraph")
    assert "demo" in result.stdout


def test_a_closed_pipe_is_quiet() -> None:
    command = f"'{TJGRAPH}' query --list --format json | true; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert result.returncode in (0, 141)
    assert result.stderr == b""


def test_closed_streams_are_quiet(tmp_path: Path) -> None:
    for streams, status in (((">&-"), 0), (("2>&-"), 1), ((">&- 2>&- <&-"), 0)):
        name = "没有的名字" if status else "南港工业区"
        command = f"'{TJGRAPH}' show {name} {streams}"
        result = subprocess.run(["bash", "-c", command], capture_output=True, check=False, cwd=tmp_path)
        assert (result.returncode, b"Traceback" in result.stderr) == (status, False), (streams, result.stderr)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_under_stdout_is_one_line() -> None:
    with open("/dev/full", "w") as full:
        result = subprocess.run([TJGRAPH, "--help"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert result.returncode == 2
    assert result.stderr.decode().strip() == "错误：磁盘已满；腾出空间后重试"


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "gbk"},
        {"PYTHONIOENCODING": "ascii:strict"},
    ],
    ids=str,
)
def test_output_is_utf8_under_any_locale(env: dict[str, str]) -> None:
    result = run("--help", **env)
    assert result.returncode == 0
    assert "政府工作报告" in result.stdout.decode("utf-8")
    assert "没有命令“无”" in run("无", **env).stderr.decode("utf-8") or "PYTHONUTF8" in env


def test_the_graph_that_is_asked_is_named_in_one_way() -> None:
    """By -g or --store; what is taken report by report, there or in files, are arguments (decision 0286)."""
    options = {
        name: {option for p in command.params if isinstance(p, click.Option) for option in p.opts}
        for name, command in command_tree()
    }
    named = {name for name, command in command_tree() for p in command.params if p.name == "graphs" and p.nargs == -1}
    reports = {"tjgraph check", "tjgraph ledger", "tjgraph diff", "tjgraph publish"}
    assert {name for name, known in options.items() if "--store" in known} - reports == {
        name for name, known in options.items() if "--graph" in known
    }
    assert named == {"tjgraph check", "tjgraph void", "tjgraph publish"}


def test_a_graph_in_the_place_of_an_argument_is_told_where_it_belongs(tmp_path: Path) -> None:
    done = invoke("serve", str(tmp_path))
    assert done.exit_code == 2
    assert "图谱写在 -g 后面" in done.stderr
    assert "-g" not in invoke("show", "甲", "乙").stderr
