"""From a web page to its text: one line a block; what is no text, no words of the page or only a link is left out.

No heuristic chooses a "main content": that would now and then drop a paragraph. The page's furniture that is left is
known by its words, as in text files (see docs/decisions/0101).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from tjgraph.errors import InputError, MissingExtraError
from tjgraph.lexicon.structure import StructureLexicon
from tjgraph.reading.decoding import PLAUSIBLE, decode, is_han, share_of_common
from tjgraph.reading.formats import INSTALL
from tjgraph.reading.head import read_head
from tjgraph.reading.lines import split_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = (
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hr html legend li main ol option p pre section summary table tbody td tfoot th thead title tr "
    "ul"
)
BLOCKS = frozenset(_BLOCKS.split())
"""Elements that begin and end a line."""
_DROPPED = (
    "applet audio button canvas datalist embed footer head iframe input map math menu nav noframes noscript object "
    "script select style svg template textarea video"
)
DROPPED = frozenset(_DROPPED.split())
"""Elements that hold no text of the page, or only its menus and forms."""
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
TITLES = "//meta[translate(@name, 'ARTICLE', 'article')='articletitle']/@content | //title/text()"
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_OPENED = re.compile(r"<(?:html|body)[\s>]", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_WORD = re.compile(r"\w")
_NOTE = re.compile(r"\s*(?:[\[［〔(（]?\s*注?\d{1,3}\s*[\]］〕)）]?|[①-㊿])\s*")
_SITE = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s+|(?<=告)[-–—]+")
_IN_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_of_html(data: bytes, where: str, lexicon: StructureLexicon) -> str:
    """The text of the web page ``data``, one line a block; under the page's title where the text has none.

    Raises InputError for a page that is cut off or in no usual encoding, MissingExtraError without lxml.
    """
    try:
        from lxml import etree, html
    except ImportError as error:
        raise MissingExtraError("读网页需要 lxml", where=where, remedy=INSTALL) from error
    source = decode_html(data, where)
    if _OPENED.search(source) and not _CLOSED.search(source):
        raise InputError("网页在半截断了，不完整", where=where, remedy="请重新取得完整的文件")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        root = html.document_fromstring(_IN_XML.sub("", source).encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise InputError("网页里没有内容", where=where, remedy="请给政府工作报告的全文") from error
    lines = _Lines()
    lines.take(root)
    titles = (part for title in root.xpath(TITLES) for part in _SITE.split(_BLANKS.sub(" ", str(title)).strip()))
    return _titled(lines.text(), titles, lexicon)


def _titled(text: str, titles: Iterable[str], lexicon: StructureLexicon) -> str:
    """``text`` under the first of ``titles`` that is a report's, if it has no title of its own."""
    if read_head(split_lines(text), lexicon).titles:
        return text
    patterns = [row.pattern for row in lexicon.head if row.part == "title"]
    title = next((title for title in titles if any(pattern.match(title) for pattern in patterns)), "")
    return f"{title}\n{text}" if title else text


def decode_html(data: bytes, where: str) -> str:
    """The source of a page: as its ``meta`` says, if it reads well so; else as a text file is decoded."""
    named = _META_CHARSET.search(data[:4096])
    try:
        codec = codecs.lookup(named[1].decode("ascii")).name if named else ""
    except LookupError:
        codec = ""
    if codec and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            source = data.decode("gb18030" if codec in ("gb2312", "gbk") else codec)
        except UnicodeDecodeError:
            pass
        else:
            if share_of_common(source) > PLAUSIBLE or not any(map(is_han, source)):
                return source
    return decode(data, where)


class _Lines:
    """The lines of a page as its elements come."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._unlinked: list[str] = []
        self._linked = False

    def text(self) -> str:
        """The lines so far, each ended."""
        return "".join(f"{line}\n" for line in self._lines)

    def take(self, root: HtmlElement) -> None:
        """Take what ``root`` holds. (With a stack of its own: broken pages nest thousands deep.)"""
        pending: list[tuple[HtmlElement | str, bool]] = [(root, False)]
        while pending:
            node, linked = pending.pop()
            if isinstance(node, str):
                self._say(node, linked)
            elif node is None:
                self._break()
            else:
                pending.extend(reversed(_inside(node, linked)))

    def _say(self, words: str, linked: bool) -> None:
        self._pieces.append(words)
        if linked:
            self._linked = True
        else:
            self._unlinked.append(words)

    def _break(self) -> None:
        line = _joined("".join(self._pieces))
        if line and (not self._linked or _WORD.search("".join(self._unlinked))):
            self._lines.append(line)
        self._pieces, self._unlinked, self._linked = [], [], False


def _inside(node: HtmlElement, linked: bool) -> list[tuple[HtmlElement | str | None, bool]]:
    """What ``node`` holds in order: words, elements, and None where a line ends; with whether it is only a link."""
    tag = node.tag
    parts: list[tuple[HtmlElement | str | None, bool]] = []
    if not isinstance(tag, str) or tag in DROPPED or _is_hidden(node):
        return parts
    inner = (linked or (tag == "a" and "href" in node.attrib)) and tag not in HEADINGS
    parts.append((node.text or "", inner))
    for child in node:
        if child.tag == "sup" and _NOTE.fullmatch(str(child.text_content())) and not _is_power(parts[-1][0]):
            parts.append((child.tail or "", inner))
            continue
        parts += [(child, inner), (child.tail or "", inner)]
    return [(None, False), *parts, (None, False)] if tag in BLOCKS else parts


def _is_power(before: HtmlElement | str | None) -> bool:
    """Whether a raised number after ``before`` is that of a unit (km²) and not that of a note."""
    return isinstance(before, str) and before[-1:].isascii() and before[-1:].isalpha()


def _is_hidden(node: HtmlElement) -> bool:
    return "hidden" in node.attrib or bool(_HIDDEN.search(node.get("style", "")))


def _joined(words: str) -> str:
    """One line: blanks are one space, and none where the source's line broke between Chinese characters."""
    line = _BLANKS.sub(_blank, words)
    return line.strip()


def _blank(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    wide = before > "\u2e7f" and after > "\u2e7f"
    return "" if wide and "\n" in match[0] else " "
