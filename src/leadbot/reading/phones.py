"""Telephone numbers in E.164, without extensions; fax numbers are nobody's phone."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import phonenumbers

from leadbot.model.message import Address
from leadbot.model.submission import Standing
from leadbot.reading.phrases import Hit
from leadbot.reading.text import Label, Mention, Spans, Statement, What
from leadbot.reading.vocabulary import LABEL, Vocabulary

_ABROAD = r"\(?(?:\+|00)[ ]?(?:\d{1,3} ?(?:\(0\) ?)?\(?\d{1,5}\)? / )?"
_AREA = r"\(?0\d{1,4}\)? / "
"""An area code that a spaced slash parts off."""
_RUN = re.compile(rf"(?<![\w+/.\-])(?:{_ABROAD}|{_AREA})?\(?\d(?:(?:[ ().\-/]{{0,2}}| - )\d){{5,14}}(?!\w)")
_DIGITS = re.compile(r"\d+")
_GROUP_END = re.compile(r"(?<=\d)(?!\d)")
_REACH = 14
"""How far before a number its label may end."""
_SHORTEST = 9
"""Digits of a number that no label announces."""


def find_phones(statement: Statement, regions: tuple[str, ...], spans: Spans, label: Label | None) -> Iterator[Mention]:
    """The telephone numbers in a statement. `label` is the label of the stretch they stand in.

    A number without a country code is of the first of the `regions` in whose way it is written, else of the first where it is valid.
    """
    runs = [m for m in _RUN.finditer(statement.folded) if spans.free(*m.span())]
    if not runs:
        return
    hits = statement.found(
        LABEL + "phone", LABEL + "fax", LABEL + "other_number", LABEL + "tax_id", LABEL + "registry_id", LABEL + "pc_count"
    )
    boards = statement.found(LABEL + "switchboard")
    expected = label is not None and bool(label.kinds & {"phone", "contact", "person"})
    for match in runs:
        start, end = match.span()
        if not spans.free(start, end):
            continue
        kind = _announced(hits, start, end, statement.folded)
        if kind in ("fax", "other_number", "tax_id", "registry_id"):
            spans.take(start, end)
            continue
        labelled = kind == "phone" or (label is not None and label.kinds == {"phone"})
        number, stop = _parsed(match.group(), regions)
        if number is not None and (labelled or expected or sum(c.isdigit() for c in match.group()) >= _SHORTEST):
            spans.take(start, start + stop)
            shared = any(0 <= start - h.end <= _REACH and not any(c.isdigit() for c in statement.folded[h.end : start]) for h in boards)
            of = Label(frozenset({"phone", "switchboard"}), label.role if label is not None else None) if shared else None
            yield Mention(what=What.PHONE, value=number, start=start, end=start + stop, certain=labelled, label=of)
        elif labelled:
            spans.take(start, end)
            written = "".join(c for c in match.group() if c.isdigit() or c == "+")
            yield Mention(what=What.PHONE, value=written, start=start, end=end, standing=Standing.INVALID)


def _announced(hits: tuple[Hit, ...], start: int, end: int, folded: str) -> str | None:
    before = [h for h in hits if h.end <= start <= h.end + _REACH and not any(c.isdigit() for c in folded[h.end : start])]
    kinds = [h.id.removeprefix(LABEL) for h in before]
    if not kinds:
        after = [h for h in hits if end <= h.start <= end + 2 and h.id == LABEL + "fax"]
        return "fax" if after else None
    if kinds[-1] == "fax" and "phone" in kinds[:-1] and before[-1].start - before[-2].end <= 3:
        return "phone"
    return kinds[-1]


def _parsed(text: str, regions: tuple[str, ...]) -> tuple[str | None, int]:
    """The number in E.164 and where it ends; the longest stretch of whole groups that is valid."""
    ends = [m.start() for m in _GROUP_END.finditer(text)]
    for stop in reversed(ends):
        written = text[:stop]
        for attempt in (written, _without_trunk_zero(written)):
            number = _valid(attempt, regions) if attempt else None
            if number is not None:
                return number, stop
    return None, len(text)


def _without_trunk_zero(written: str) -> str | None:
    """Older habit: a 0 before the area code, `(0-22) 610 05 44`."""
    bare = re.sub(r"^\(?0(?!0)[ \-]?", "", written)
    return bare.replace("(", "").replace(")", "") if bare != written else None


@lru_cache(4096)
def _valid(text: str, regions: tuple[str, ...]) -> str | None:
    found = [(number, region) for region in regions if (number := _of_region(text, region)) is not None]
    if not found:
        return None
    number, _ = max(found, key=lambda pair: _likeness(text, pair[0])) if len(found) > 1 else found[0]
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _of_region(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _likeness(text: str, number: phonenumbers.PhoneNumber) -> int:
    """How much a number is written as in its country: with the trunk digit, and in the same groups."""
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    groups, written = _DIGITS.findall(national), _DIGITS.findall(text)
    return ("".join(groups) == "".join(written)) + (groups == written)


def phone_regions(vocabulary: Vocabulary, sender: Address | None, ids: Iterable[str]) -> tuple[str, ...]:
    """The numbering plans that a mail's numbers may be of, the likeliest first.

    Those of its ids' countries (`ids`: `CH`, `ES` …), of the sender's country domain, of the mail's language (the program's own
    country first, where that language is spoken there), of the program, and of its other languages.
    """
    country = vocabulary.program.calendar.country
    own, *others = [lexicon.words.get("phone_regions", ()) for lexicon in vocabulary.lexicons] or [()]
    domain = sender.domain.rpartition(".")[2].upper() if sender is not None else ""
    likely = (*ids, domain, *([country] if country in own else ()), *own, country, *(region for regions in others for region in regions))
    return tuple(dict.fromkeys(region for region in likely if region in phonenumbers.SUPPORTED_REGIONS))
