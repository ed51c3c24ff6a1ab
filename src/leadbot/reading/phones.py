"""Telephone numbers in E.164, without extensions; fax numbers are nobody's phone."""

import re
from collections.abc import Iterator

import phonenumbers

from leadbot.model.submission import Standing
from leadbot.reading.phrases import Hit
from leadbot.reading.text import Label, Mention, Spans, Statement, What
from leadbot.reading.vocabulary import LABEL

_RUN = re.compile(r"(?<![\w+/.\-])(?:\(?(?:\+|00)[ ]?)?\(?\d(?:[ ().\-/]{0,2}\d){5,14}(?!\w)")
_GROUP_END = re.compile(r"(?<=\d)(?!\d)")
_REACH = 14
"""How far before a number its label may end."""
_SHORTEST = 9
"""Digits of a number that no label announces."""


def find_phones(statement: Statement, region: str, spans: Spans, label: Label | None) -> Iterator[Mention]:
    """The telephone numbers in a statement. `label` is the label of the stretch they stand in."""
    hits = statement.found(
        LABEL + "phone", LABEL + "fax", LABEL + "other_number", LABEL + "tax_id", LABEL + "registry_id", LABEL + "pc_count"
    )
    expected = label is not None and bool(label.kinds & {"phone", "contact", "person"})
    for match in _RUN.finditer(statement.folded):
        start, end = match.span()
        if not spans.free(start, end):
            continue
        kind = _announced(hits, start, end, statement.folded)
        if kind in ("fax", "other_number", "tax_id", "registry_id"):
            spans.take(start, end)
            continue
        labelled = kind == "phone" or (label is not None and label.kinds == {"phone"})
        number, stop = _parsed(match.group(), region)
        if number is not None and (labelled or expected or sum(c.isdigit() for c in match.group()) >= _SHORTEST):
            spans.take(start, start + stop)
            yield Mention(what=What.PHONE, value=number, start=start, end=start + stop, certain=labelled)
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


def _parsed(text: str, region: str) -> tuple[str | None, int]:
    """The number in E.164 and where it ends; the longest stretch of whole groups that is valid."""
    ends = [m.start() for m in _GROUP_END.finditer(text)]
    for stop in reversed(ends):
        written = text[:stop]
        for attempt in (written, _without_trunk_zero(written)):
            number = _valid(attempt, region) if attempt else None
            if number is not None:
                return number, stop
    return None, len(text)


def _without_trunk_zero(written: str) -> str | None:
    """Older habit: a 0 before the area code, `(0-22) 610 05 44`."""
    bare = re.sub(r"^\(?0(?!0)[ \-]?", "", written)
    return bare.replace("(", "").replace(")", "") if bare != written else None


def _valid(text: str, region: str) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
