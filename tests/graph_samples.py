"""A small invented report and its facts, for the tests of the graph and of the queries."""

from __future__ import annotations

import hashlib
from decimal import Decimal

from tjgraph.model import Claim, Document, Entity, Facts, Mention, Observation, Span

TEXT = (
    "2031年海州市政府工作报告\n"
    "一、2030年工作回顾\n"
    "青禾制药落户云台工业区。蓝鲸重工承担的深水码头项目在云台工业区开工。"
    "红石资本增资北固科技园。北固科技园是云台工业区的园中园。"
    "云台工业区位于海州区，做强精细化工产业。港口吞吐量达到1.5亿吨。\n"
    "二、2031年工作安排\n"
    "加快深水码头项目。白塔电气进驻临江街道，临江街道属于云台工业区。生产总值增长5%左右，港口吞吐量达到1.5亿吨。\n"
)


def span(words: str, nth: int = 0) -> Span:
    """Where ``words`` stand in TEXT, the ``nth`` time (from 0)."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def entity(type_: str, label: str, *aliases: str) -> Entity:
    mentions = tuple(Mention(span(label, nth), label, "names/test") for nth in range(TEXT.count(label)))
    return Entity(type_, label, aliases, mentions)


def claim(subject: str, predicate: str, object_: str, words: str, year: int = 2030, rule: str = "frames/test") -> Claim:
    return Claim(subject, predicate, object_, year, span(words), rule)


def document(text: str = TEXT, name: str = "haizhou-2031") -> Document:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(name, text, digest, "2031年海州市政府工作报告", "海州", 2031, (), ())


PARK, PROJECT = "park/云台工业区", "project/深水码头项目"
ENTITIES = (
    entity("City", "海州", "海州市"),
    entity("District", "海州区"),
    entity("Park", "云台工业区"),
    entity("Park", "北固科技园"),
    entity("Town", "临江街道"),
    entity("Enterprise", "青禾制药"),
    entity("Enterprise", "蓝鲸重工"),
    entity("Enterprise", "红石资本"),
    entity("Enterprise", "白塔电气"),
    entity("Project", "深水码头项目"),
    entity("Industry", "精细化工"),
)
CLAIMS = (
    claim("enterprise/青禾制药", "locatedIn", PARK, "青禾制药落户云台工业区"),
    claim("enterprise/蓝鲸重工", "undertakes", PROJECT, "蓝鲸重工承担的深水码头项目"),
    claim(PROJECT, "locatedIn", PARK, "深水码头项目在云台工业区开工"),
    claim(PROJECT, "status", "started", "深水码头项目在云台工业区开工"),
    claim(PROJECT, "status", "ongoing", "加快深水码头项目", 2031),
    claim("enterprise/红石资本", "investsIn", "park/北固科技园", "红石资本增资北固科技园"),
    claim("park/北固科技园", "partOf", PARK, "北固科技园是云台工业区的园中园"),
    claim(PARK, "locatedIn", "district/海州区", "云台工业区位于海州区"),
    claim(PARK, "inIndustry", "industry/精细化工", "做强精细化工产业"),
    claim("enterprise/白塔电气", "locatedIn", "town/临江街道", "白塔电气进驻临江街道", 2031),
    claim("town/临江街道", "partOf", PARK, "临江街道属于云台工业区", 2031),
)
OBSERVATIONS = (
    Observation("港口吞吐量", "city/海州", Decimal("1.50E8"), "吨", 2030, "actual", "level", "exact",
                span("港口吞吐量达到1.5亿吨"), "figures/test"),
    Observation("港口吞吐量", "city/海州", Decimal("150000000.0"), "吨", 2031, "target", "level", "exact",
                span("港口吞吐量达到1.5亿吨", 1), "figures/test"),
    Observation("生产总值", "city/海州", Decimal("5"), "%", 2031, "target", "increase", "about",
                span("生产总值增长5%左右"), "figures/test"),
)  # fmt: skip
FACTS = Facts(document(), "city/海州", ENTITIES, CLAIMS, OBSERVATIONS)
