"""How good the extraction is: precision, recall and F1 on annotated texts, beside other taggers, and clue by clue.

The gold is not part of the repository. A gold file ``NAME.jsonl`` measures the text ``NAME.passage.txt`` beside it,
``data/reports/NAME.txt`` or ``../reports/NAME.txt``. Where ``../reports`` holds the reports that the rules were written
from, the scores without the words that each report alone has are measured too. Prints Markdown tables; ``--write PAGE``
puts them into a page between its two markers as well. Exit status 2: no gold, or a gold without its text.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ablation import SOURCES, without, without_words_of
from peers import CLASSES, PEERS, answer
from scoring import Answer, Count, Gold, Score, load_gold, measure, read_graph

from tjgraph import __version__, build
from tjgraph.ontology import load_ontology

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- benchmarks/quality.py: begin -->", "<!-- benchmarks/quality.py: end -->"
NEEDS = "需要 NAME.jsonl，每行一条标注（kind 为 entity、relation 或 observation）；它们不随仓库分发"
FIGURES = "数字算对，须数值、单位、年份、实绩或目标、指标都对；其中增减方向和限定词也对的："
COMPARED = (
    "可比类是这些工具说得出的类：{}。它们的一个标记可以是其中几类，哪一类对都算对；"
    "同一事物的几个名称替它们合并；名称须与金标准一致。"
)
UNREAD = (
    "写规则时读过这 {} 份报告。去掉词表里只见于所测这一份的词，得分成了多少，以此估计没有读过的报告。"
    "全国通用而碰巧只见于一份的词也去掉了，会低估；对着它改过的句式和程序没有去掉，会高估。"
)
Cells = Sequence[object]


class SetupError(Exception):
    """Something that the benchmark needs is not there; the message says what and where it was looked for."""


@dataclass(frozen=True, slots=True)
class Case:
    """An annotated text."""

    name: str
    text: Path
    gold: Gold


def find_cases(directory: Path) -> tuple[Case, ...]:
    """The gold files of ``directory``, each with its text."""
    cases = []
    for path in sorted(directory.glob("*.jsonl")):
        name, gold = path.stem, load_gold(path)
        if not gold.entities:
            continue
        places = (
            directory / f"{name}.passage.txt",
            ROOT / "data" / "reports" / f"{name}.txt",
            directory.parent / "reports" / f"{name}.txt",
        )
        text = next((place for place in places if place.is_file()), None)
        if text is None:
            raise SetupError(f"{path} 所标注的正文找不到，找过：{'、'.join(map(str, places))}")
        cases.append(Case(name, text, gold))
    if not cases:
        raise SetupError(f"{directory} 里没有金标准。{NEEDS}")
    return tuple(cases)


def extracted(text: Path) -> Answer:
    """What tjgraph finds in ``text``: the graph is built and read as any reader of graphs would."""
    with tempfile.TemporaryDirectory() as directory:
        return read_graph(build(text, Path(directory)).path)


def table(head: Cells, rows: Sequence[Cells]) -> str:
    """A Markdown table, the columns after the first to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines)


def prf(count: Count) -> tuple[str, str, str]:
    """Precision, recall, F1."""
    return f"{count.precision:.3f}", f"{count.recall:.3f}", f"{count.f1:.3f}"


def counts(count: Count) -> tuple[int, int, int]:
    """How many were right, too many, missing."""
    return count.right, count.extra, count.missing


def totals(scores: Mapping[str, Score]) -> str:
    """One row for each text and part."""
    rows: list[Cells] = []
    for name, score in scores.items():
        rows.append((name, "实体", *prf(score.entities), *counts(score.entities)))
        rows.append((name, "关系", *prf(score.relations), *counts(score.relations)))
        rows.append((name, "数字", *prf(score.observations), *counts(score.observations)))
    return table(("文本", "部分", "准确率", "召回率", "F1", "对", "多", "漏"), rows)


def by_kind(parts: Mapping[str, Mapping[str, Count]], labels: Mapping[str, str]) -> str:
    """One row for each type or predicate: F1 and counts for each text."""
    rows: list[Cells] = []
    for kind, label in labels.items():
        found = [part.get(kind, Count()) for part in parts.values()]
        if any(sum(counts(count)) for count in found):
            cells = (f"{c.f1:.2f}（{'/'.join(map(str, counts(c)))}）" if any(counts(c)) else "—" for c in found)
            rows.append((f"{label} {kind}", *cells))
    return table(("", *parts), rows)


def beside_peers(cases: Sequence[Case], answers: Mapping[str, Answer]) -> str:
    """Entities only: ours and the peers', for all classes and for those that peers can name."""
    rows: list[Cells] = []
    for peer in PEERS:
        if peer.version is None:
            rows.append((f"{peer.name}（未安装：pip install {peer.package}）", *["—"] * 6))
            continue
        tagger = peer.make()
        for case in cases:
            found = answer(tagger, case.text.read_text(encoding="utf-8"), case.gold)
            rows.append((f"{peer.name} {peer.version}", case.name, *_peer_cells(case, found)))
    ours: list[Cells] = [
        (f"**tjgraph {__version__}**", case.name, *_peer_cells(case, answers[case.name])) for case in cases
    ]
    head = ("工具", "文本", "实体 F1", "可比类：准确率", "召回率", "F1", "对/多/漏")
    return table(head, ours + rows)


def _peer_cells(case: Case, found: Answer) -> tuple[str, ...]:
    whole = measure(case.gold, found).entities
    part = measure(case.gold.only(CLASSES), found.only(CLASSES)).entities
    return f"{whole.f1:.3f}", *prf(part), "/".join(map(str, counts(part)))


def ablation(cases: Sequence[Case], scores: Mapping[str, Score]) -> str:
    """The F1 of entities and relations that is lost without each source of clues."""
    rows: list[Cells] = []
    for source in SOURCES:
        cells: list[str] = []
        for case in cases:
            with without(source):
                score, whole = measure(case.gold, extracted(case.text)), scores[case.name]
            cells += [
                f"{score.entities.f1 - whole.entities.f1:+.3f}",
                f"{score.relations.f1 - whole.relations.f1:+.3f}",
            ]
        rows.append((source.title, *cells))
    return table(("去掉的线索", *(f"{c.name} {part}" for c in cases for part in ("实体", "关系"))), rows)


def unread(cases: Sequence[Case], scores: Mapping[str, Score], reports: Mapping[str, str]) -> str:
    """The F1 of each text without the words of the lexicon that only its report has."""
    rows: list[Cells] = []
    for case in cases:
        if case.name in reports:
            with without_words_of(case.name, reports):
                score, whole = measure(case.gold, extracted(case.text)), scores[case.name]
            pairs = (
                (score.entities, whole.entities),
                (score.relations, whole.relations),
                (score.observations, whole.observations),
            )
            rows.append((case.name, *(f"{now.f1:.3f}（{now.f1 - before.f1:+.3f}）" for now, before in pairs)))
    return table(("文本", "实体 F1", "关系 F1", "数字 F1"), rows)


def report(cases: Sequence[Case], reports: Mapping[str, str]) -> Iterator[str]:
    """The page's parts, each a heading, a line of explanation and a table."""
    ontology = load_ontology()
    answers = {case.name: extracted(case.text) for case in cases}
    scores = {case.name: measure(case.gold, answers[case.name]) for case in cases}
    full = "、".join(f"{name} {score.full}/{score.observations.right}" for name, score in scores.items())
    yield f"### 总体\n\n{totals(scores)}\n\n{FIGURES}{full}。"
    types = {name: ontology.classes[name].label_zh for name in ontology.entity_types}
    yield "### 实体，按类\n\nF1（对/多/漏）。\n\n" + by_kind({n: s.by_type for n, s in scores.items()}, types)
    relations = {name: ontology.properties[name].label_zh for name in ontology.relations}
    yield "### 关系，按谓词\n\nF1（对/多/漏）。\n\n" + by_kind(
        {n: s.by_predicate for n, s in scores.items()}, relations
    )
    compared = COMPARED.format("、".join(ontology.classes[name].label_zh for name in CLASSES))
    yield f"### 与通用标注工具比较（只比实体）\n\n{compared}\n\n{beside_peers(cases, answers)}"
    yield f"### 每种线索的分量\n\n去掉一种线索以后 F1 的变化。\n\n{ablation(cases, scores)}"
    if len(reports) > 1:
        alone = UNREAD.format(len(reports))
        yield f"### 没有读过这份报告时\n\n{alone}\n\n{unread(cases, scores, reports)}"


def write_between(page: Path, text: str) -> None:
    """Put ``text`` between the markers of ``page``."""
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SetupError(f"{page} 里没有成对的标记 {BEGIN} 和 {END}")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, metavar="DIR", help="金标准所在目录")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="把表写进这一页的两个标记之间")
    options = parser.parse_args()
    try:
        if options.gold is None:
            raise SetupError(f"没有给出 --gold DIR。{NEEDS}")
        cases = find_cases(options.gold)
        texts = sorted((options.gold.parent / "reports").glob("*.txt"))
        reports = {path.stem: path.read_text(encoding="utf-8") for path in texts}
        text = "\n\n".join(report(cases, reports))
        print(text)
        if options.write:
            write_between(options.write, text)
    except SetupError as error:
        print(f"错误：{error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
