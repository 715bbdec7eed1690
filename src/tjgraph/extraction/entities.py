"""One thing, one entity: mentions that name the same thing are joined, each join by a rule that can be named."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from tjgraph.extraction.candidates import Candidate, Reader
from tjgraph.extraction.gazetteer import Gazetteer
from tjgraph.extraction.mentions import Found
from tjgraph.lexicon.naming import NamingLexicon
from tjgraph.lexicon.places import Division, division_of, identity, named_in_full, with_code
from tjgraph.model import Document, Entity, Mention, Span

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_QUOTES = re.compile(r"[“”《》\s]")


@dataclass
class Group:
    """The mentions of one thing while it is being put together."""

    types: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    names: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    mentions: list[Mention] = field(default_factory=list)
    division: Division | None = None


def join_mentions(
    document: Document, found: list[Found], lexicon: NamingLexicon, gazetteer: Gazetteer
) -> tuple[Entity, ...]:
    """Entities in order of first mention."""
    groups: dict[str, Group] = {}
    for item in found:
        candidate = item.candidate
        surface = candidate.span.of(document.text)
        division = _division(candidate, gazetteer)
        key = f"place/{identity(division)}" if division else _key(surface, candidate.label, lexicon)
        group = groups.setdefault(key, Group())
        group.division = group.division or division
        group.types[candidate.type] += 1 if item.inside else 2
        group.names[_clean(surface)] += 1
        if candidate.label and candidate.rule.startswith(("quoted_heads", "list_heads", "endings")):
            group.names[candidate.label] += 0
        group.mentions.append(Mention(candidate.span, surface, candidate.rule, candidate.clue))
    _join_short_forms(groups, lexicon)
    _park_short_forms(document, groups, lexicon, gazetteer)
    entities = (_entity(group, lexicon, gazetteer) for group in groups.values())
    return tuple(sorted(entities, key=lambda e: (e.mentions[0].span, e.label)))


def _clean(name: str) -> str:
    """The name without quotation marks that open and close it or spaces."""
    name = re.sub(r"\s", "", name)
    if name.startswith("“") and name.endswith("”") and name.count("“") == 1:
        return name[1:-1]
    return name


def _key(surface: str, label: str, lexicon: NamingLexicon) -> str:
    """The name without what comes and goes in the names of one thing: 服务业扩大开放（综合）试点, 甲大桥（项目）."""
    name = _QUOTES.sub("", label or surface)
    for filler in lexicon.particles["filler"]:
        name = name.replace(filler, "")
    if name in lexicon.known:
        return name
    for tail in lexicon.particles["tail"]:
        if name.endswith(tail) and len(name) - len(tail) >= 4:
            return name.removesuffix(tail)
    return name


def _join_short_forms(groups: dict[str, Group], lexicon: NamingLexicon) -> None:
    """Join a short form (天开园) to the one full form it can stand for (天开高教科创园)."""
    fuller: dict[str, list[str]] = defaultdict(list)
    for full, group in groups.items():
        for short in _short_forms(full, group, lexicon):
            if (
                (len(short) >= 3 or _is_body(short, lexicon))
                and short != full
                and short in groups
                and _same_kind(groups[short], group)
            ):
                fuller[short].append(full)
    for short in sorted(fuller, key=lambda k: (len(k), k)):
        if len(fuller[short]) == 1 and fuller[short][0] in groups:
            into, group = groups[fuller[short][0]], groups.pop(short)
            for kind, n in group.types.items():
                into.types[kind] += n
            for name, n in group.names.items():
                into.names[name] += n
            into.mentions.extend(group.mentions)


def _is_body(name: str, lexicon: NamingLexicon) -> bool:
    """Whether a name of two characters is that of a body which every place has (人大), or of a known company."""
    row = lexicon.known.get(name)
    return row is not None and row.type in ("Institution", "Enterprise")


def _short_forms(full: str, group: Group, lexicon: NamingLexicon) -> set[str]:
    """The forms that could stand for ``full``."""
    # 京津中关村科技城 for 宝坻京津中关村科技城: all but what leads.
    forms = {full[i:] for i in range(1, len(full) - 4)}
    if "Industry" in group.types and full.endswith("业"):
        forms.add(full[:-1])
    # 中国（甲）自由贸易试验区 and 自贸试验区, by the label of the known name.
    forms.update(lexicon.known[form].label for form in set(forms) if form in lexicon.known and "Park" in group.types)
    # 酒钢集团 and 酒钢.
    if "Enterprise" in group.types and full.endswith(lexicon.particles["company_tail"]):
        forms.add(full.removesuffix(next(w for w in lexicon.particles["company_tail"] if full.endswith(w))))
    # 市国土空间总体规划 and 国土空间总体规划.
    if full[0] in lexicon.particles["local_letter"]:
        forms.add(full[1:])
    # 支持某地高质量发展 and 支持某地高质量发展若干政策.
    if "Policy" in group.types:
        forms.update(full.removesuffix(tail) for tail in lexicon.particles["policy_tail"])
    # 天开园 for 天开高教科创园: the brand and the last character.
    if "Park" in group.types and len(full) > 4:
        forms.add(full[:2] + full[-1])
    return forms


def _park_short_forms(
    document: Document, groups: dict[str, Group], lexicon: NamingLexicon, gazetteer: Gazetteer
) -> None:
    """A park's proper part at the head of another name stands for the park: 南港 in 南港绿色石化科创中心."""
    text = document.text
    for park in [g for g in groups.values() if "Park" in g.types]:
        for name in sorted(park.names):
            ending = lexicon.ending_of(name)
            short = name.removesuffix(ending.word) if ending is not None else name
            # A direction closes the name of a region (渝东, 西部), which is wider than any park there.
            known = any(short in g.names for g in groups.values()) or gazetteer.knows(short)
            if (
                not 2 <= len(short) <= 3
                or known
                or short in lexicon.generic
                or short[-1] in lexicon.particles["direction"]
            ):
                continue
            leads = {
                m.span.start
                for g in groups.values()
                if g is not park
                for m in g.mentions
                if m.text.startswith(short) and len(m.text) > len(short)
            }
            for start in sorted(leads):
                span = Span(start, start + len(short))
                park.names[short] += 1
                park.mentions.append(Mention(span, span.of(text), "parts/park_short_form", name))


def _same_kind(a: Group, b: Group) -> bool:
    return bool(set(a.types) & set(b.types))


def _entity(group: Group, lexicon: NamingLexicon, gazetteer: Gazetteer) -> Entity:
    kind = max(sorted(group.types), key=lambda t: group.types[t])
    label = max(sorted(group.names), key=lambda n: (n not in lexicon.selves, len(n), group.names[n]))
    known = lexicon.known.get(label)
    if known is not None and known.type == kind:
        label = known.label  # 国网 and 国家电网 are one thing in every report
    unique = {m.span: m for m in group.mentions}
    mentions = tuple(unique[s] for s in sorted(unique))
    division = group.division if kind == "Place" else None
    if division is not None:
        label = division.name
    aliases = tuple(sorted((n for n in group.names if n != label), key=lambda n: (-group.names[n], n)))
    name = identity(division) if division else _local_name(kind, label, mentions, lexicon, gazetteer)
    return Entity(kind, label, aliases, mentions, "" if name == label else name)


def _division(candidate: Candidate, gazetteer: Gazetteer) -> Division | None:
    """The division that a candidate names, by the code in its rule, or by its full name where known_names has it."""
    table, _, code = candidate.rule.partition("/")
    if table == "divisions":
        return with_code(code)
    if table == "self_words" and gazetteer.own_code:
        return with_code(gazetteer.own_code)
    return named_in_full(candidate.label) if table == "known_names" and candidate.type == "Place" else None


def _local_name(
    kind: str, label: str, mentions: tuple[Mention, ...], lexicon: NamingLexicon, gazetteer: Gazetteer
) -> str:
    """The name with its place before it where every city has one such: 机场三期 and 市人民医院, but not 南港工业区."""
    if not gazetteer.own_code:
        return label
    if label in lexicon.local:
        local = True
    elif kind not in ("Project", "Facility", "Park", "Institution") or label in lexicon.known:
        local = False
    else:
        numbered = any(m.rule.startswith("lines") for m in mentions)
        reader = Reader(label, Span(0, len(label)), lexicon, gazetteer)
        local = numbered or label[0] in lexicon.particles["local_letter"] or not reader.anchored(0, len(label))
    own = with_code(gazetteer.own_code)
    return f"{identity(own)}·{label}" if local and own else label


def own_place(document: Document, entities: tuple[Entity, ...]) -> tuple[tuple[Entity, ...], str]:
    """The entities with the report's own place among them, and its key.

    A report that never names its place still speaks of one: then its first sentence stands for it.
    """
    division = division_of(document.place)
    names = {division.name, division.short} if division else {document.place or "本地"}
    for entity in entities:
        if entity.type == "Place" and names & {entity.label, *entity.aliases}:
            return entities, entity.key
    spans = [s.span for s in document.sentences]
    span = next((s for s in spans if _CHINESE.search(s.of(document.text))), spans[0])
    label = division.name if division else document.place or "本地"
    name = identity(division) if division else label
    mention = Mention(span, span.of(document.text), "self_words/report", document.title)
    place = Entity("Place", label, (), (mention,), "" if name == label else name)
    return (place, *entities), place.key
