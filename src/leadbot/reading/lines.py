"""A mail's segments as statements: wrapped lines joined, list marks taken off, tables opened into labelled cells."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from leadbot.model.message import CELL, CELL_BREAK, Message, Segment, SegmentKind
from leadbot.reading.anchors import Anchoring
from leadbot.reading.drawn_tables import with_drawn_tables
from leadbot.reading.fold import fold
from leadbot.reading.further import further_lead_at
from leadbot.reading.tables import Cell, goes_on, header_of, open_table
from leadbot.reading.text import Label, Place, Statement
from leadbot.reading.vocabulary import Vocabulary
from leadbot.reading.wrapping import begins_with_street, glue, parts_of_addresses, width_of

_MARK = re.compile(r"\s*(?:[-–—•*·▪►●○◦→✓]+(?=[\s\w])|[a-hA-H]\s?[)/](?=\s)|(\d{1,2})(?:[.)]\)?(?=\s|[^\W\d])|\.\)))\s*")
_MAILTO = re.compile(r"\s?<mailto:[^>\s]{0,200}>")
_REFERENCE_MARK = re.compile(r"^\s*(?:\[[^\]]{0,40}\]\s*)+")
_LONGEST = 2000
"""Characters of a statement: what is found in one is compared with all else in it."""
_HEADERS = 12
"""Lines of a forwarded mail in which its header stands."""
_OPENING = 3
"""Lines that may stand above it: a separator, blank ones."""
_MOST = 9_000
"""Statements that are read; a list of hundreds of leads has fewer."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    number: int | None
    marked: bool


class _Builder:
    """Makes statements and counts blocks and table rows."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.block = 0
        self.rows = 0
        self.header: tuple[str, list[str]] = ("", [])
        """The source of the last table and its header row."""
        self.width: int | None = None
        self.anchoring = Anchoring(None, "")

    def statement(self, line: _Line, place: Place, label: Label | None = None, *, starts: bool = False) -> Statement:
        anchor = self.anchoring.anchor(line.text)
        return statement_of(
            line.text, place.at(self.block, anchor), self.vocabulary, label, number=line.number, starts=starts or line.marked
        )

    def plain(self, lines: list[str], place: Place) -> Iterator[Statement]:
        for line in _logical(lines, self.vocabulary, self.width):
            said = self.statement(line, place)
            at = further_lead_at(said)
            if not at:
                yield said
                continue
            yield self.statement(replace(line, text=line.text[:at].rstrip()), place)
            self.block += 1
            yield self.statement(_Line(line.text[at:], None, False), place, starts=True)

    def table(self, rows: list[str], place: Place) -> Iterator[Statement]:
        cells = open_table(self._headed([row.split(CELL) for row in rows], place), self.vocabulary)
        self.block += 1
        for record, group in _by_record(cells):
            number, here = None, place
            if record is not None:
                self.rows += 1
                self.block += 1
                number, here = self.rows, replace(place, row=self.rows)
            first = True
            for cell in group:
                for line in _logical(cell.text.split(CELL_BREAK), self.vocabulary, None):
                    yield self.statement(line, here, cell.label, starts=first and number is not None)
                    first = False
        self.block += 1

    def _headed(self, rows: list[list[str]], place: Place) -> list[list[str]]:
        """The rows below the header that they have or, in a file, go on below across a blank row."""
        if place.kind is not SegmentKind.DOCUMENT:
            return rows
        known, (source, header) = header_of(rows, self.vocabulary), self.header
        if known is None and source == place.source and header and goes_on(rows, header, self.vocabulary):
            return [header, *rows]
        self.header = (place.source, known or [])
        return rows


def statement_of(
    text: str, place: Place, vocabulary: Vocabulary, label: Label | None = None, *, number: int | None = None, starts: bool = False
) -> Statement:
    """The statement that a text is at that place; with its list number, and whether a record `starts` with it."""
    words = vocabulary.words_of(text)
    return Statement(
        text=text,
        folded=words.folded,
        tokens=words.tokens,
        hits=words.hits,
        by_id=words.by_id,
        has_digits=words.has_digits,
        place=place,
        label=label,
        number=number,
        starts_record=starts,
    )


def statements(message: Message, vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """The subject and all text of the mail, in order."""
    builder = _Builder(vocabulary)
    made: list[Statement] = []
    subject = _bare_subject(message.subject, vocabulary)
    if subject:
        builder.anchoring = Anchoring(None, message.subject)
        made.append(builder.statement(_Line(subject, None, False), Place(kind=SegmentKind.OWN, source="subject")))
    widths = _widths(message.segments, vocabulary)
    for number, segment in enumerate(message.segments):
        builder.block += 1
        if segment.kind is SegmentKind.BANNER:
            continue
        builder.anchoring = Anchoring(number, segment.text)
        builder.width = widths[segment.source, segment.depth]
        made.extend(islice(_of_segment(segment, builder), _MOST - len(made)))
    return tuple(made)


def _widths(segments: Iterable[Segment], vocabulary: Vocabulary) -> dict[tuple[str, int], int | None]:
    """The width of one writer's lines, by source and depth."""
    texts: dict[tuple[str, int], list[str]] = {}
    for segment in segments:
        texts.setdefault((segment.source, segment.depth), []).append(segment.text)
    return {place: width_of(lines, vocabulary) for place, lines in texts.items()}


def _bare_subject(subject: str, vocabulary: Vocabulary) -> str:
    rest = vocabulary.reference.sub(" ", subject[:_LONGEST])
    while True:
        rest = _REFERENCE_MARK.sub("", rest)
        head, colon, tail = rest.partition(":")
        if not colon or fold(head).strip() not in vocabulary.subject_prefixes:
            return rest.strip()
        rest = tail


def _of_segment(segment: Segment, builder: _Builder) -> Iterator[Statement]:
    place = Place(kind=segment.kind, source=segment.source, depth=segment.depth, writer=segment.writer)
    written = with_drawn_tables(_without_headers(segment, builder.vocabulary), builder.vocabulary)
    for is_table, lines in _runs(written):
        if is_table:
            yield from builder.table(lines, place)
        elif lines:
            yield from builder.plain(lines, place)
        else:
            builder.block += 1


def _without_headers(segment: Segment, vocabulary: Vocabulary) -> list[str]:
    """The segment's lines; header lines above a forwarded mail name people and dates that are no data of a lead."""
    lines = segment.text.split("\n")
    if segment.kind is not SegmentKind.FORWARDED:
        return lines
    heads = [fold(line.lstrip("> *").partition(":")[0]).strip(" *") for line in lines[:_HEADERS]]
    named = [at for at, head in enumerate(heads) if head in vocabulary.header_labels]
    opens = not vocabulary.from_labels.isdisjoint(heads)
    return ["" if at in named else line for at, line in enumerate(lines)] if opens and named and named[0] <= _OPENING else lines


def _runs(lines: Iterable[str]) -> Iterator[tuple[bool, list[str]]]:
    """Runs of table rows, runs of plain lines, and an empty run for a blank line."""
    run: list[str] = []
    in_table = False
    for raw in lines:
        line = raw if CELL in raw.strip(" ") else _clean(raw)
        blank = not line.strip()
        tabled = not blank and CELL in line
        if run and (blank or tabled != in_table):
            yield in_table, run
            run = []
        if blank:
            yield False, []
            continue
        in_table = tabled
        run.append(line)
    if run:
        yield in_table, run


def _clean(line: str) -> str:
    if ">" not in line:
        return line.rstrip()
    bare = _MAILTO.sub("", line) if "<mailto:" in line else line
    return bare.replace("\u200b", "").lstrip("> \t") if line.lstrip().startswith(">") else bare.rstrip()


def _by_record(cells: Iterable[Cell]) -> Iterator[tuple[int | None, list[Cell]]]:
    group: list[Cell] = []
    for cell in cells:
        if group and cell.record != group[0].record:
            yield group[0].record, group
            group = []
        group.append(cell)
    if group:
        yield group[0].record, group


def _logical(lines: list[str], vocabulary: Vocabulary, width: int | None) -> Iterator[_Line]:
    """The joined lines; one longer than any sentence is cut between words."""
    for line in _joined(lines, vocabulary, width):
        rest = line
        while len(rest.text) > _LONGEST:
            end = rest.text.rfind(" ", _LONGEST // 2, _LONGEST) + 1 or _LONGEST
            yield replace(rest, text=rest.text[:end].rstrip())
            rest = _Line(rest.text[end:].lstrip(), None, False)
        if rest.text:
            yield rest


def _joined(lines: list[str], vocabulary: Vocabulary, width: int | None) -> Iterator[_Line]:
    """Lines with their continuations: wrapped text by a space, a postcode below its street by a line break."""
    held: _Line | None = None
    last = ""
    parts = parts_of_addresses(lines, vocabulary)
    for at, raw in enumerate(lines):
        mark = _MARK.match(raw)
        if mark is not None and mark.group().rstrip().endswith("/") and begins_with_street(raw, vocabulary):
            mark = None  # `C/ Betis 14`
        text = raw[mark.end() :].strip() if mark else raw.strip()
        if not text:
            continue
        joint = None if held is None or mark else ("\n" if at in parts else glue(last, text, vocabulary, width))
        if held is not None and held.marked and width is None and joint == " " and text[0].isupper() and not raw[0].isspace():
            joint = None  # what follows a list item at the margin begins anew
        if held is not None and joint is not None:
            held = replace(held, text=held.text + joint + text)
        else:
            if held is not None:
                yield held
            number = int(mark.group(1)) if mark and mark.group(1) else None
            held = _Line(text, number, mark is not None)
        last = raw.rstrip()
    if held is not None:
        yield held
