"""What click and the operating system complain of, as one Chinese line that says what, where and what to do."""

from __future__ import annotations

import errno
import os
import re

import click

_SYSTEM = {
    errno.ENOSPC: ("磁盘已满", "腾出空间后重试"),
    errno.EDQUOT: ("磁盘配额已满", "腾出空间后重试"),
    errno.EFBIG: ("文件超过了允许的大小", "放宽限制（ulimit -f）后重试"),
    errno.EACCES: ("没有权限", "换一个可读写的位置，或改权限"),
    errno.EPERM: ("没有权限", "换一个可读写的位置，或改权限"),
    errno.EROFS: ("文件系统只读", "换一个可写的位置"),
    errno.ENOENT: ("没有这个文件或目录", "检查路径"),
    errno.ENOTDIR: ("路径中有一段不是目录", "检查路径"),
    errno.EISDIR: ("这是目录，不是文件", "写出文件名"),
    errno.EEXIST: ("已经存在，但不是目录", "换一个位置"),
    errno.ENAMETOOLONG: ("名字太长", "换短一些的文件名"),
}


def usage_line(error: click.UsageError) -> str:
    """What is wrong with a command line, ending with where its help is."""
    help_line = f"；看 {error.ctx.command_path} --help" if error.ctx is not None else ""
    return _usage(error) + help_line


def _usage(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter):
        return f"缺少{_parameter(error)}"
    if isinstance(error, click.BadParameter):
        return f"{_parameter(error)} 不对：{_expected(error)}"
    if isinstance(error, click.NoSuchOption):
        near = f"，是不是：{'、'.join(error.possibilities)}？" if error.possibilities else ""
        return f"没有选项 {error.option_name}{near}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} " + ("不带值" if "does not take" in error.message else "后面缺少值")
    extra = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message)
    if extra is None:
        return error.format_message()
    asks = error.ctx is not None and any("--graph" in param.opts for param in error.ctx.command.params)
    is_graph = asks and any(map(os.path.exists, extra[1].split()))
    return f"多出参数 {extra[1]}" + ("（图谱写在 -g 后面）" if is_graph else "")


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return "参数"
    kind = "参数" if error.param.param_type_name == "argument" else "选项"
    return f"{kind} " + (error.param.get_error_hint(error.ctx) if error.ctx else str(error.param.name)).replace("'", "")


def _expected(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return "只能是 " + "、".join(map(str, kind.choices))
    if isinstance(kind, click.IntRange):
        return f"应是 {kind.min} 到 {kind.max} 的整数" if kind.max is not None else f"应是不小于 {kind.min} 的整数"
    return error.message


def explained(error: Exception) -> str:
    """An error that is none of ours, said in one line; what cannot be foreseen asks for a report."""
    if isinstance(error, OSError) and error.errno in _SYSTEM:
        what, remedy = _SYSTEM[error.errno]
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{what}；{remedy}"
    if isinstance(error, OSError):
        return f"{error.filename or '系统'}: {error.strerror or error}；检查路径与磁盘后重试"
    if isinstance(error, RecursionError):
        return "输入嵌套太深；请拆成小段再试"
    if isinstance(error, MemoryError):
        return "内存不够；换小一些的输入，或在内存更大的机器上运行"
    if isinstance(error, click.ClickException):
        return error.format_message()
    return f"程序内部错误（{type(error).__name__}: {error}）；请设 TJGRAPH_DEBUG=1 重跑，并把输出报告给开发者"
