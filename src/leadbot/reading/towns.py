"""Towns beside a postcode or behind a street."""

import re

from leadbot.reading.fold import fold, squash
from leadbot.reading.text import Spans, Statement
from leadbot.reading.vocabulary import LABEL, WORD

_TOWN_WORD = re.compile(r"['’]?[^\W\d_](?:[^\W\d_]|['’.\-](?=[^\W\d_]))*\.?")
_TOWN_WORDS = 4


def town_end(statement: Statement, postcode_end: int) -> int:
    """Where the town's name ends: never into a label, a unit, or a word that goes on with the sentence."""
    text, at, end = statement.text, postcode_end, postcode_end
    starts = {h.start for h in statement.hits if h.id.startswith(LABEL) or h.id in _NO_TOWN}
    connecting = statement.found(WORD + "town_connectors")
    connectors = {h.start for h in connecting}
    whole = {(h.start, h.end) for h in connecting}
    for count in range(_TOWN_WORDS):
        while at < len(text) and text[at] in " ,\u00a0"[: 1 if count else 3]:
            at += 1
        match = _TOWN_WORD.match(text, at)
        if match is None or (count and (at in starts or not (match.group().lstrip("'’")[:1].isupper() or at in connectors))):
            break
        if not count and at in starts and (text[at : at + 1].islower() or "," in text[end:at]):
            break
        at = match.end()
        if at not in connectors and match.span() not in whole:
            end = at - match.group().endswith(".") * (not _abbreviated(match.group()))
        if match.group().endswith(".") and not _abbreviated(match.group()):
            break
    return end


def with_suffix(statement: Statement, end: int) -> int:
    """A word behind the town that belongs to its name, with its number: `Lyon Cedex 03`."""
    for hit in statement.found(WORD + "town_suffixes"):
        if end <= hit.start <= end + 2 or hit.end == end:
            number = _SUFFIX_NUMBER.match(statement.text, hit.end)
            return number.end() if number is not None else hit.end
    return end


_SUFFIX_NUMBER = re.compile(r" \d{1,2}(?!\d)")


def _abbreviated(word: str) -> bool:
    return len(word) <= 5 and word.endswith(".") and fold(word)[-2:-1] not in "aeiouy"


_NO_TOWN = frozenset(
    WORD + id_
    for id_ in (
        "role_client",
        "role_partner",
        "partner_intro",
        "licence_units",
        "pc_units",
        "wants",
        "has",
        "name_stops",
        "street_prefixes",
    )
)


def town_after_street(statement: Statement, end: int) -> int | None:
    match = re.compile(r"(?:,\s?|\s(?:w|in)\s)(?=[^\W\d_])").match(statement.text, end)
    if match is None or not statement.text[match.end()].isupper():
        return None
    stop = town_end(statement, match.end())
    rest = statement.text[stop : stop + 1]
    single = " " not in statement.text[match.end() : stop]
    at_label = any(h.start == match.end() and h.id.startswith(LABEL) for h in statement.hits)
    return stop if stop > match.end() and not at_label and (single or rest in ("", ",", ".", ")")) else None


def town_told(statement: Statement, street: int) -> str:
    """The town that stands behind a company's name right before its street and postcode: `… from Sittard (Paardestraat 31, 6131 HB)`."""
    match = _TOWN_APART.search(statement.text, max(0, street - 40), street)
    cued = match is not None and any(h.end == match.start() - 1 for h in statement.found(WORD + "town_cues"))
    return squash(match.group(1)) if match is not None and cued else ""


_TOWN_APART = re.compile(r"(?<= )([A-ZÀ-ÞŁŚŻŹĆ][^\W\d_]+(?:[ \-]['’]?[A-ZÀ-ÞŁŚŻŹĆ][^\W\d_]+){0,2})\s?[,(]\s?$")


def town_before(statement: Statement, postcode: int, spans: Spans) -> int | None:
    """Where a town begins that stands before its postcode: `Warszawa 00-950, ul. Długa 5`."""
    match = _TOWN_AHEAD.search(statement.text, max(0, postcode - 40), postcode)
    return match.start() if match is not None and spans.free(match.start(), postcode) else None


_TOWN_AHEAD = re.compile(r"(?<=[,;:|\n] )[A-ZŁŚŻŹĆÓ][^\W\d_]+(?:[ \-][A-ZŁŚŻŹĆÓ][^\W\d_]+){0,2},? $")


def town_ahead(statement: Statement, at: int, spans: Spans) -> int | None:
    """Where a town begins that stands between separators right before a street or postcode: `Bolt, Kraków, ul. Długa 5, 31-147`.

    What begins a statement is a town there, too, but not what a label for another thing announces.
    """
    text = statement.text
    match = _CHUNK_AHEAD.search(text, max(0, at - 50), at)
    if match is None or not spans.free(*match.span(1)):
        return None
    start, end = match.span(1)
    if any(h.start < end and start < h.end and h.id in _NO_TOWN_AHEAD for h in statement.hits) or not _begins_part(statement, start):
        return None
    if start and text[:start].rstrip()[-1:] == ":" and not _tells_address(statement, start):
        return None
    if not start and statement.label is not None and statement.label.kinds.isdisjoint(_OF_ADDRESS):
        return None
    return start


_CAPITALISED = r"['’]?[A-ZÀ-ÞŁŚŻŹĆ][^\W\d_]+(?:[\-'’][^\W\d_]+)*"
_CHUNK_AHEAD = re.compile(rf"(?<![^\s(])((?:{_CAPITALISED})(?: (?:[a-z]{{1,3}} )?{_CAPITALISED}){{0,3}}),?(?: ?[\n(]| [–\-] | )$")


def _begins_part(statement: Statement, start: int) -> bool:
    """Whether a part of a list begins there, or what follows a legal form or a word such as `in`."""
    before = statement.text[:start].rstrip(" ")
    if not before or before[-1] in ",;:|(\n–-":
        return True
    own = [h for h in statement.found(WORD + "town_cues", WORD + "legal_forms") if 0 < start - h.end <= 2]
    streets = [h for h in statement.found(WORD + "street_prefixes") if 0 < start - h.start <= 24]
    return bool(own) and not streets


_OF_ADDRESS = frozenset({"address", "street", "postcode", "city"})


def _tells_address(statement: Statement, at: int) -> bool:
    """Whether the label before that place is one for an address."""
    ids = tuple(LABEL + kind for kind in _OF_ADDRESS)
    return any(0 <= at - h.end <= _BEHIND_LABEL for h in statement.found(*ids)) or any(
        h.start < at and statement.text[h.end : at].strip(" :").count(" ") == 0 and at - h.end <= _BEHIND_OWNER
        for h in statement.found(*ids)
    )


_BEHIND_LABEL, _BEHIND_OWNER = 3, 14
"""How far behind a label, and behind one with its owner (`adres klienta:`), its value may begin."""
_NO_TOWN_AHEAD = frozenset(
    [
        WORD + id_
        for id_ in (
            "role_client",
            "role_partner",
            "partner_intro",
            "legal_forms",
            "leading_forms",
            "company_words",
            "company_prefixes",
            "name_openers",
            "given_names",
            "licence_units",
            "pc_units",
            "street_prefixes",
            "greetings",
            "countries",
            "titles",
        )
    ]
    + [LABEL + id_ for id_ in ("name", "contact", "person", "phone", "tax_id", "registry_id")]
)
