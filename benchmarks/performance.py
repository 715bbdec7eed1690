"""Writes docs/performance.md: how fast everything is, beside its peers, measured in one run.

    python benchmarks/performance.py [--quick] [--reports DIR]

The page is written anew after each part, so that a run that is stopped leaves what it has found. A part that cannot run
here says why.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import building
import growth
import psutil  # type: ignore[import-untyped]
import querying

from tjgraph.files import write_atomically

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
_LIBRARIES = ("pyoxigraph", "rdflib", "oxrdflib", "rjieba", "jieba", "ahocorasick-rs", "click", "pyvis")
Part = tuple[str, str, Callable[[], str]]


def parts(quick: bool, reports: list[Path], ceiling: float) -> list[Part]:
    """Title, what is measured, and what gives the table, of each part."""

    def page() -> str:
        import page

        return page.table(page.measure(quick))

    def cold() -> str:
        import cold

        return cold.table(cold.measure(quick))

    def asked(size: int) -> Part:
        return (
            f"查询：约 {size:,} 条三元组",
            "`queries/` 里每一个，参数取默认值，与 `tjgraph query` 走同一条路：把名称解析成实体、查、整理出处。"
            "裸 pyoxigraph 在同一个库上跑同样的查询，参数已经解析好；三者的结果逐行核对过。",
            lambda: querying.table(querying.measure(size, ceiling)),
        )

    built: Part = (
        "建图谱",
        "随包的报告，每次一个新进程，装入词典和词表都算在内，什么都没有缓存。",
        lambda: building.table(building.measure(quick)),
    )
    grown: Part = (
        "份数增长",
        "一条 `tjgraph build` 建许多份报告：一个进程、一个核；末行用上所有的核。起动（装入规则）单独量；"
        f"报告是{'目录里' if reports else '随包'}的改了名字反复用。",
        lambda: growth.table(growth.measure(quick, reports)),
    )
    started: Part = ("冷启动", "一条命令从起进程到结束。", cold)
    drawn: Part = ("网页", "第一幅画面和拖动、缩放，与 pyvis 的默认画法比。", page)
    small, *large = (asked(size) for size in querying.SIZES)
    # What takes longest comes last: a run that is stopped has the rest.
    return [started, built, drawn, small, grown, *([] if quick else large)]


def machine() -> str:
    """The machine and the versions, as lines of Markdown."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor() or platform.machine(),
    )
    memory = psutil.virtual_memory().total / 2**30
    libraries = "、".join(f"{name} {version(name)}" for name in _LIBRARIES)
    load = "、".join(f"{number:.1f}" for number in os.getloadavg())
    return (
        f"- 机器：{model}，{os.cpu_count()} 核，内存 {memory:.0f} GB，{platform.system()} {platform.release()}\n"
        f"- Python {platform.python_version()}；{libraries}\n"
        f"- 时间：{datetime.datetime.now(datetime.UTC):%Y-%m-%d %H:%M} UTC；开始时的系统负载（1、5、15 分钟）：{load}\n"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only the smallest of each")
    parser.add_argument("--reports", type=Path, help="a directory of reports for the growth")
    parser.add_argument("--ceiling", type=float, default=querying.CEILING, help="seconds for rdflib, a query")
    given = parser.parse_args()
    reports = growth.report_files(given.reports)
    words = " ".join(
        "目录" if word == str(given.reports) else word for word in ["python benchmarks/performance.py", *sys.argv[1:]]
    )
    head = f"# 快慢\n\n由 `{words}` 一次写成；不要手改。绝对的数字随机器，看的是同一次运行里的比。\n\n{machine()}"
    made: list[str] = []
    todo = parts(given.quick, reports, given.ceiling)
    for number, (title, what, run) in enumerate(todo):
        print(title, file=sys.stderr, flush=True)
        try:
            found = run()
        except Exception as error:  # one part that cannot run here takes no other with it
            found = f"（这里没有测成：{type(error).__name__}：{' '.join(str(error).split())[:200]}）\n"
        made.append(f"\n## {title}\n\n{what}\n\n{found}")
        left = "".join(f"\n## {title}\n\n（还没有测）\n" for title, _, _ in todo[number + 1 :])
        write_atomically(PAGE, (head + "".join(made) + left).encode())


if __name__ == "__main__":
    main()
