"""A few invented reports of real places, for the tests of corpora: what they share, and what only looks the same."""

from __future__ import annotations

from pathlib import Path

DALIAN_2031 = """2031年大连市政府工作报告

各位代表：

一、2030年工作回顾

全市地区生产总值增长5.2%，粮食总产量达到120万吨。城镇新增就业10万人。
机场三期工程开工建设，蓝湾大桥工程建成通车。中国石化在金普新区投资建设新材料项目。

二、2031年工作安排

地区生产总值增长5.5%左右，城镇新增就业12万人以上。加快推进机场三期工程建设。实施科技兴海行动计划。
"""
DALIAN_2032 = """2032年大连市政府工作报告

各位代表：

一、2031年工作回顾

全市生产总值增长5.6%，粮食产量达到125万吨。城镇新增就业12.5万人。
机场三期工程建成投用。中国石化在金普新区扩大生产。

二、2032年工作安排

地区生产总值增长5.5%左右。启动青泥河治理工程。
"""
CHENGDU_2032 = """2032年成都市政府工作报告

各位代表：

一、2031年工作回顾

地区生产总值增长6.1%，一般公共预算收入下降1.5%。
机场三期工程加快推进，与大连市开展合作。中国石化落户天府新区。

二、2032年工作安排

地区生产总值增长6%以上。
"""
REPORTS = {"dalian-2031": DALIAN_2031, "dalian-2032": DALIAN_2032, "chengdu-2032": CHENGDU_2032}


def write_reports(directory: Path) -> list[Path]:
    """The reports as files in ``directory``."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = [directory / f"{name}.txt" for name in REPORTS]
    for path in paths:
        path.write_text(REPORTS[path.stem], encoding="utf-8")
    return paths
