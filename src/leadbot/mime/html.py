"""HTML to lines: what a reader sees, in reading order. No recursion: nesting costs no stack."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from leadbot.mime.clean import clean
from leadbot.mime.lines import Line
from leadbot.mime.styles import Attributes, Look, gone, look, quotes, starts_old_mail, struck
from leadbot.mime.tables import SPAN_LIMIT, Cell, Table

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

NODES_LIMIT = 200_000
"""Nodes of one HTML text that are looked at."""

DEPTH_LIMIT = 6_000
"""Levels of open elements: the HTML parser's time grows with their square."""

_UNSHOWN = frozenset(["head", "style", "script", "title", "template", "noscript", "object", "svg", "select", "textarea", "xml"])
_BLOCKS = frozenset(
    [
        *("address", "article", "aside", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "header", "html"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "ul", "blockquote", "caption"),
        *("table", "tr"),
    ]
)
_SPACED = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "p", "pre"])
_WHITE_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES = re.compile(r"[ \xa0\u2007\u202f]+")
_NO_MARGIN = re.compile(r"margin(?:-top|-bottom)?\s*:\s*0", re.IGNORECASE)
_MAILTO = re.compile(r"mailto:([^?\s]{3,254}@[^?\s]{1,254})", re.IGNORECASE)


_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^<>]*>", re.IGNORECASE)
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
_SELF_CLOSING = frozenset(["p", "li", "dt", "dd", "tr", "td", "th", "option"])


class HtmlText(NamedTuple):
    """The visible text of an HTML part, and what only the HTML could tell."""

    lines: list[Line]
    data_tables: int
    """Tables of which rows and columns mean something."""
    struck: bool
    """True where text was struck out (and is left out)."""
    cut: bool
    """True where the HTML was longer than NODES_LIMIT, or nested deeper than DEPTH_LIMIT and read without its tags."""


def html_text(html: str) -> HtmlText:
    """The visible text of `html`: data tables keep their rows, struck-out and hidden text is left out."""
    if _too_deep(html):
        lines = (clean(unescape(line)).strip() for line in _TAG.sub("\n", html).split("\n"))
        return HtmlText([Line(line) for line in lines if line], 0, False, True)
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(html).root
    walk = _Walk()
    if root is not None:
        walk.run(root)
    return HtmlText(walk.out, walk.data_tables, walk.struck, walk.nodes > NODES_LIMIT)


def _too_deep(html: str) -> bool:
    if html.count("<") < DEPTH_LIMIT:
        return False
    depth = deepest = 0
    for closes, tag in _TAG.findall(html):
        if tag.lower() not in _VOID and tag.lower() not in _SELF_CLOSING:
            depth = max(0, depth + (-1 if closes else 1))
            deepest = max(deepest, depth)
    return deepest > DEPTH_LIMIT


@dataclass(slots=True)
class _Open:
    """An element whose end is still to come."""

    tag: str
    block: bool
    spaced: bool
    quoted: bool
    href: str = ""
    text_from: int = 0
    """Where in the current line a link's text starts."""


@dataclass(slots=True)
class _Walk:
    out: list[Line] = field(default_factory=list)
    """Where finished lines go: the text's, or those of the table cell being read."""
    pieces: list[str] = field(default_factory=list)
    depth: int = 0
    cut: bool = False
    tables: list[tuple[Table, list[Line]]] = field(default_factory=list)
    counters: list[int] = field(default_factory=list)
    pre: int = 0
    data_tables: int = 0
    struck: bool = False
    nodes: int = 0

    def run(self, root: "LexborNode") -> None:
        stack: list[tuple[LexborNode | None, _Open | None, Look]] = [(root, None, Look())]
        while stack:
            node, closing, outer = stack.pop()
            if node is None:
                if closing is not None:
                    self._leave(closing)
                continue
            self.nodes += 1
            if self.nodes > NODES_LIMIT:
                continue
            tag = node.tag or ""
            if tag == "-text":
                if outer.seen():
                    self._text(node.text_content or "")
                continue
            entered = self._enter(tag, node, outer)
            if entered is not None:
                stack.append((None, entered[0], outer))
                stack.extend((child, None, entered[1]) for child in reversed(list(node.iter(include_text=True))))
        self._line_end()

    def _enter(self, tag: str, node: "LexborNode", outer: Look) -> tuple[_Open, Look] | None:
        """What to close and how text looks inside; None where nothing inside is said."""
        if tag in _UNSHOWN or tag.startswith("-"):
            return None
        attributes = node.attributes
        if attributes and gone(tag, attributes):
            return None
        if struck(tag, attributes):
            self.struck = self.struck or bool(node.text(strip=True))
            return None
        if tag == "br":
            self._line_end(forced=True)
            return None
        opened = self._opened(tag, attributes)
        return opened, look(outer, tag, attributes) if attributes else outer

    def _opened(self, tag: str, attributes: Attributes) -> _Open:
        opened = _Open(tag, tag in _BLOCKS, tag in _SPACED and not _tight(attributes), quotes(tag, attributes))
        if opened.block or opened.quoted:
            self._line_end()
        if opened.spaced:
            self._blank()
        if starts_old_mail(tag, attributes):
            self.cut = True
        if opened.quoted:
            self.depth += 1
        self._structure(tag, attributes)
        if tag == "a" and (link := _MAILTO.match(attributes.get("href") or "")):
            opened.href, opened.text_from = link[1], len(self.pieces)
        return opened

    def _structure(self, tag: str, attributes: Attributes) -> None:
        if tag == "table":
            if self.tables:
                self.tables[-1][0].layout = True
            self.tables.append((Table(self.depth), self.out))
        elif tag == "tr" and self.tables:
            self.tables[-1][0].rows.append([])
        elif tag in ("td", "th") and self.tables:
            cell = Cell(_span(attributes.get("rowspan")), _span(attributes.get("colspan")))
            self.tables[-1][0].add(cell)
            self.out = cell.lines
        elif tag in ("ol", "ul"):
            start = attributes.get("start") or "1"
            self.counters.append(int(start) if tag == "ol" and start.isascii() and start.isdigit() and len(start) < 6 else (tag == "ol"))
        elif tag == "li":
            self.pieces.append(self._bullet())
        elif tag == "pre":
            self.pre += 1

    def _bullet(self) -> str:
        if not self.counters or not self.counters[-1]:
            return "- "
        self.counters[-1] += 1
        return f"{self.counters[-1] - 1}. "

    def _leave(self, opened: _Open) -> None:
        if opened.href and "@" not in (said := "".join(self.pieces[opened.text_from :])) and said.strip():
            self.pieces.append(f" <{opened.href}>")
        if opened.block or opened.quoted or opened.tag in ("td", "th"):
            self._line_end()
        if opened.spaced:
            self._blank()
        if opened.quoted:
            self.depth -= 1
        if opened.tag == "pre":
            self.pre -= 1
        elif opened.tag in ("ol", "ul"):
            self.counters.pop()
        elif opened.tag in ("td", "th") and self.tables:
            self.out = self.tables[-1][1]
        elif opened.tag == "table":
            self._table_end()

    def _table_end(self) -> None:
        table, self.out = self.tables.pop()
        self.data_tables += table.holds_data()
        self.out.extend(table.lines())

    def _text(self, text: str) -> None:
        if not self.pre:
            self.pieces.append(_WHITE_SPACE.sub(" ", text))
            return
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self.pieces.append(first)
        for line in rest:
            self._line_end(forced=True)
            self.pieces.append(line)

    def _line_end(self, forced: bool = False) -> None:
        """End the current line; a line of nothing but non-breaking spaces is an empty one, one of spaces is none."""
        written = "".join(self.pieces)
        self.pieces.clear()
        if not forced and not written.strip(" \t\n"):
            return
        text = clean(_SPACES.sub(" ", written).replace("\t", " ")).replace("\n", " ").strip()
        self.out.append(Line(text, self.depth, self.cut and bool(text)))
        if text:
            self.cut = False

    def _blank(self) -> None:
        if self.out and self.out[-1].text:
            self.out.append(Line("", self.depth))


def _tight(attributes: Attributes) -> bool:
    """True for a paragraph without space around it, as Outlook writes each line."""
    return "mso" in (attributes.get("class") or "").lower() or bool(_NO_MARGIN.search(attributes.get("style") or ""))


def _span(value: str | None) -> int:
    number = (value or "").strip()
    return min(max(int(number), 1), SPAN_LIMIT) if number.isascii() and number.isdigit() and len(number) < 6 else 1
