"""A mail as blocks of plain text: the one source of its text part and its HTML part.

A template writes blocks by calling a `Page`. Blocks hold text, never markup, so a value from a mail can become none.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from leadbot.writing.plain import cell, ours

Caller = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 0 parts a long mail, level 1 the leads of a mail, level 2 stands inside one."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `small` for what matters least."""

    kind: ClassVar[str] = "paragraph"
    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Banner:
    """The one sentence that matters most. Tones: `good`, `wait`, `ask`, `no`, `plain`."""

    kind: ClassVar[str] = "banner"
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values; a value has one line or several."""

    kind: ClassVar[str] = "facts"
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    colon: str = ":"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headed columns."""

    kind: ClassVar[str] = "table"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Blanks:
    """Lines to fill in, by their labels; `title` says what they are about, or is empty."""

    kind: ClassVar[str] = "blanks"
    title: str
    labels: tuple[str, ...]
    colon: str = ":"


@dataclass(frozen=True, slots=True)
class Signature:
    """The closing lines."""

    kind: ClassVar[str] = "signature"
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Lines of another text, shown as such."""

    kind: ClassVar[str] = "quote"
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines to be typed."""

    kind: ClassVar[str] = "commands"
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Lines to answer a mail of ours with, each a link that prepares the reply."""

    kind: ClassVar[str] = "answers"
    title: str
    links: tuple[tuple[str, str], ...]
    """What the line says, and the mailto URI (RFC 6068)."""
    colon: str = ":"


@dataclass(frozen=True, slots=True)
class Fold:
    """Another text that is opened where a mail program can; the text part has its first lines."""

    kind: ClassVar[str] = "fold"
    title: str
    lines: tuple[str, ...]
    more: str = ""
    """What stands for the lines that are left out; empty where none are."""


@dataclass(frozen=True, slots=True)
class Brief:
    """One of many things, on a line; below it, where there is room, a remark and links."""

    text: str
    note: str = ""
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Briefs:
    """Many things, a line each."""

    kind: ClassVar[str] = "briefs"
    items: tuple[Brief, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Lines under their names, as wide as there is room."""

    kind: ClassVar[str] = "overview"
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    colon: str = ":"


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure with its length against the longest of its kind, 0 to 1, and what stands behind it."""

    label: str
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Figures, one below another."""

    kind: ClassVar[str] = "bars"
    title: str
    bars: tuple[Bar, ...]


Block = (
    Bars
    | Briefs
    | Fold
    | Overview
    | Answers
    | Heading
    | Paragraph
    | Banner
    | Facts
    | Table
    | Bullets
    | Blanks
    | Signature
    | Quote
    | Commands
)


class Page:
    """What a template writes to. Each method adds one block, folds what it is given, and leaves nothing in the template's own output.

    `para`, `small` and `banner` take their text from a `{% call %}`; empty blocks are left out. Values in rows stay as they are; all other
    text is typeset the language's way, and its colon stands behind labels.
    """

    def __init__(self, typeset: Callable[[str], str] = str, colon: str = ":") -> None:
        self.blocks: list[Block] = []
        self._typeset = typeset
        self._colon = typeset(colon)

    def heading(self, text: str, level: int = 2) -> str:
        return self._add(Heading(self._ours(text, 200), level))

    def para(self, caller: Caller) -> str:
        return self._text(caller(), lambda text: Paragraph(text))

    def small(self, caller: Caller) -> str:
        return self._text(caller(), lambda text: Paragraph(text, small=True))

    def banner(self, tone: str, caller: Caller) -> str:
        return self._text(caller(), lambda text: Banner(text, tone))

    def facts(self, rows: Iterable[tuple[str, Sequence[str]]]) -> str:
        kept = tuple((self._ours(label), tuple(cell(line) for line in lines)) for label, lines in rows)
        return self._add(Facts(kept, self._colon)) if kept else ""

    def overview(self, rows: Iterable[tuple[str, Sequence[str]]]) -> str:
        kept = tuple((self._ours(label), tuple(cell(line) for line in lines)) for label, lines in rows)
        return self._add(Overview(kept, self._colon)) if kept else ""

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
        return self._add(Table(tuple(map(self._ours, head)), tuple(tuple(map(cell, row)) for row in rows)))

    def bullets(self, items: Iterable[str]) -> str:
        kept = tuple(map(self._ours, items))
        return self._add(Bullets(kept)) if kept else ""

    def blanks(self, labels: Iterable[str], title: str = "") -> str:
        return self._add(Blanks(self._ours(title), tuple(map(self._ours, labels)), self._colon))

    def signature(self, *lines: str) -> str:
        return self._add(Signature(tuple(map(self._ours, lines))))

    def quote(self, text: str) -> str:
        return self._add(Quote(tuple(map(ours, text.splitlines())))) if text.strip() else ""

    def commands(self, lines: Iterable[str]) -> str:
        kept = tuple(map(ours, lines))
        return self._add(Commands(kept)) if kept else ""

    def answers(self, title: str, links: Iterable[tuple[str, str]]) -> str:
        kept = tuple((ours(text), uri) for text, uri in links)
        return self._add(Answers(self._ours(title), kept, self._colon)) if kept else ""

    def fold(self, title: str, text: str, more: str = "", most: int = 40) -> str:
        """`more` has `{count}` where the number of lines that are left out stands."""
        lines = tuple(map(ours, text.strip().splitlines()))
        left_out = len(lines) - most
        kept = lines[:most] if left_out > 0 else lines
        rest = more.format(count=left_out) if left_out > 0 else ""
        return self._add(Fold(self._ours(title), kept, self._ours(rest))) if kept else ""

    def briefs(self, items: Iterable[tuple[str, str, Sequence[tuple[str, str]]]]) -> str:
        kept = tuple(Brief(self._ours(text, 300), self._ours(note, 300), tuple(links)) for text, note, links in items)
        return self._add(Briefs(kept)) if kept else ""

    def bars(self, title: str, rows: Iterable[tuple[str, int, str]]) -> str:
        """Label, figure, and what stands behind the bar."""
        known = [(self._ours(label, 60), count, self._ours(text, 60)) for label, count, text in rows]
        longest = max((count for _, count, _ in known), default=0)
        kept = tuple(Bar(label, count / longest if longest else 0.0, text) for label, count, text in known)
        return self._add(Bars(self._ours(title), kept)) if kept else ""

    def _text(self, text: str, make: Callable[[str], Block]) -> str:
        folded = self._ours(text, 4000)
        return self._add(make(folded)) if folded else ""

    def _ours(self, text: str, limit: int = 1000) -> str:
        return self._typeset(ours(text, limit))

    def _add(self, block: Block) -> str:
        self.blocks.append(block)
        return ""
