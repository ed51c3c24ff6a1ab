"""Bare answers in a conversation, and which of its leads each part of an answer speaks of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Asked, Thread
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import fold
from leadbot.reading.labels import pieces
from leadbot.reading.lines import statement_of
from leadbot.reading.references import references_in
from leadbot.reading.text import Label, Role, Statement
from leadbot.reading.vocabulary import LABEL, WORD, Vocabulary

_SHORT = 4
"""Words of a bare answer at most."""
_LONGEST_COUNT = 5
"""Digits of a bare number of computers at most."""
_SHORTEST_NAME = 6
_LONGEST_NAME = 8
_CUT = re.compile(r"[,;]\s")
_CAPITALISED = re.compile(r"[„\"']?[A-ZŁŚŻŹĆÓĘĄŃ\d]")
_STREET = re.compile(r"(?:\d{1,2} )?[^\W\d_][^\d,;:?!]{1,40} \d{1,4} ?[a-zA-Z]?(?:\s?[/\-]\s?\d{1,4} ?[a-zA-Z]?)?(?:,? .{0,40})?")
_NAMES = {
    "client.name": Label(frozenset({"name"}), Role.CLIENT, asked=True),
    "partner.name": Label(frozenset({"name"}), Role.PARTNER, asked=True),
    "contact.name": Label(frozenset({"contact"}), Role.PARTNER, asked=True),
}
_ADDRESSES = {
    "client.address": Label(frozenset({"address"}), Role.CLIENT, asked=True),
    "partner.address": Label(frozenset({"address"}), Role.PARTNER, asked=True),
}
_SITE_FIELD = "partner.website"
_SITE = Label(frozenset({"website"}), Role.PARTNER, asked=True)
_HOST = re.compile(r"[^\W_][\w\-]*(?:\.[^\W_][\w\-]*)*\.[^\W\d_]{2,24}(?:/\S*)?")
_AROUND = "*_.,;:!()<>\"'«»¡"
_COUNT = Label(frozenset({"pc_count"}), Role.CLIENT, asked=True)


def asked_in(thread: Thread | None) -> frozenset[str]:
    """The field ids that we asked for in the thread."""
    return frozenset(f for lead in thread.leads for f in lead.fields) if thread is not None else frozenset()


def with_bare_answers(statements: Sequence[Statement], thread: Thread, vocabulary: Vocabulary) -> tuple[Statement, ...]:
    """The statements, cut where they turn to another lead or list bare values, each bare value labelled with what was asked."""
    asked = asked_in(thread)
    return tuple(_bare(part, asked, vocabulary) for s in statements for part in _parts(s, asked, vocabulary))


def _is_own(statement: Statement) -> bool:
    place = statement.place
    return statement.label is None and place.kind is SegmentKind.OWN and place.source != "subject" and bool(statement.tokens)


def _parts(statement: Statement, asked: frozenset[str], vocabulary: Vocabulary) -> Iterator[Statement]:
    """The statement cut at its second reference and around a bare number between commas."""
    if not _is_own(statement):
        yield statement
        return
    cuts = {m.start() for m in list(vocabulary.reference.finditer(statement.text))[1:]}
    if _asks_count(asked):
        cuts |= set(_around_numbers(statement, vocabulary))
    if not cuts:
        yield statement
        return
    edges = [0, *sorted(cuts), len(statement.text)]
    for start, end in pairwise(edges):
        text = statement.text[start:end].strip(" ,;")
        if text:
            yield statement_of(text, statement.place, vocabulary)


def _asks_count(asked: frozenset[str]) -> bool:
    """Whether a bare number can only be the number of computers."""
    return "client.pc_count" in asked and "items" not in asked


def _around_numbers(statement: Statement, vocabulary: Vocabulary) -> Iterator[int]:
    edges = [0, *(m.end() for m in _CUT.finditer(statement.text)), len(statement.text)]
    if len(edges) < 3 or not any(h.id.startswith(LABEL) for h in statement.hits):
        return
    for start, end in pairwise(edges):
        words = [t.text for t in statement.tokens if start <= t.start < end]
        if words and all(_counts(word, vocabulary) for word in words):
            yield from (edge for edge in (start, end) if 0 < edge < len(statement.text))


def _counts(word: str, vocabulary: Vocabulary) -> bool:
    return (word.isdigit() and len(word) <= _LONGEST_COUNT) or word in vocabulary.numbers


def _bare(statement: Statement, asked: frozenset[str], vocabulary: Vocabulary) -> Statement:
    """A bare value in a thread answers what was asked there."""
    if not _is_own(statement) or any(p.label is not None for p in pieces(statement, vocabulary)):
        return statement
    return replace(statement, label=_answered(statement, asked, vocabulary))


def _answered(statement: Statement, asked: frozenset[str], vocabulary: Vocabulary) -> Label | None:
    references = [m.span() for m in vocabulary.reference.finditer(statement.text)]
    words = [t.text for t in statement.tokens if not any(s <= t.start < e for s, e in references)]
    numbers = [w for w in words if w.isdigit() or w in vocabulary.numbers]
    one = len(numbers) == 1 or len(numbers) == len(words)
    if _asks_count(asked) and numbers and one and len(words) <= _SHORT and all(_counts(n, vocabulary) for n in numbers):
        return _COUNT
    if _SITE_FIELD in asked and _is_site_alone(statement):
        return _SITE
    address = _one_of(_ADDRESSES, asked)
    if address is not None and _is_street(statement):
        return address
    return _one_of(_NAMES, asked) if not numbers and _name_like(statement) else None


def _is_site_alone(statement: Statement) -> bool:
    """Whether a host is all of it but a few words that neither deny nor ask: `vegahost.es, sorry`."""
    chunks = statement.text.split()
    hosts = [chunk for chunk in chunks if _HOST.fullmatch(chunk.strip(_AROUND))]
    told = len(hosts) == 1 and len(chunks) <= _SHORT and "@" not in statement.text and "?" not in statement.text
    return told and not statement.has(WORD + "deny")


def _one_of(labels: dict[str, Label], asked: frozenset[str]) -> Label | None:
    """The label of the one field that was asked for."""
    fitting = [label for field, label in labels.items() if field in asked]
    return fitting[0] if len(fitting) == 1 else None


def _is_street(statement: Statement) -> bool:
    units = (WORD + "licence_units", WORD + "pc_units", WORD + "other_units", WORD + "wants", WORD + "has")
    return _STREET.fullmatch(statement.text.rstrip(" .")) is not None and not any(statement.has(id_) for id_ in units)


def _name_like(statement: Statement) -> bool:
    first = statement.tokens[0].start
    closing = any(h.start == first and h.id in (WORD + "greetings", WORD + "name_stops", WORD + "job_titles") for h in statement.hits)
    return not closing and 1 < len(statement.tokens) <= _LONGEST_NAME and _CAPITALISED.match(statement.text) is not None


def has_bare_number(analysed: Sequence[Analysed], vocabulary: Vocabulary) -> bool:
    """Whether the sender's own words hold a number beside references and values that were read."""
    for one in analysed:
        if one.statement.place.kind is SegmentKind.OWN and one.statement.place.source == "body":
            spans = [m.span() for m in vocabulary.reference.finditer(one.statement.text)] + [(m.start, m.end) for m in one.mentions]
            if any(t.text.isdigit() and not any(s <= t.start < e for s, e in spans) for t in one.statement.tokens):
                return True
    return False


def by_lead(own: Sequence[Analysed], thread: Thread | None, vocabulary: Vocabulary) -> list[tuple[str | None, list[Analysed]]]:
    """The statements by the lead that they name; those before any name of one stand under None, first."""
    groups: dict[str | None, list[Analysed]] = {None: []}
    current: str | None = None
    for one in own:
        current = _named(one.statement, thread, vocabulary) or current
        groups.setdefault(current, []).append(one)
    return list(groups.items())


def _named(statement: Statement, thread: Thread | None, vocabulary: Vocabulary) -> str | None:
    """The reference that a statement quotes, or that of the one lead of several whose client it names."""
    quoted = references_in(statement.text, vocabulary)
    if len(quoted) == 1:
        return quoted[0]
    several = thread.leads if thread is not None and len(thread.leads) > 1 else ()
    named = [lead.reference for lead in several if _names_client(statement, lead, vocabulary)]
    return named[0] if len(named) == 1 and not quoted else None


def _names_client(statement: Statement, lead: Asked, vocabulary: Vocabulary) -> bool:
    name = fold(lead.client_name)
    forms = [h.start for h in vocabulary.scan(name)[1] if h.id == WORD + "legal_forms" and h.start]
    core = name[: min(forms, default=len(name))].strip(" ,\"'")
    return len(core) >= _SHORTEST_NAME and re.search(rf"(?<!\w){re.escape(core)}(?!\w)", statement.folded) is not None
