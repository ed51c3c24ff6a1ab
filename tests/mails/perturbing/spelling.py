"""Values spelt otherwise: diacritics, case, ids, phone numbers."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from tests.mails.perturbing.kind import Row, Variants
from tests.mails.perturbing.surgery import Unfit, opened, substituted

from leadbot.model.program import Program


def leads(row: Row) -> list[dict[str, Any]]:
    return [lead["fields"] for lead in row["leads"]]


def ascii_only(text: str) -> str:
    """Without diacritics, as people type who have no such keys."""
    plain = text.translate(str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "æ": "ae", "œ": "oe", "ß": "ss"}))
    return unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c)))


def diacritics(raw: bytes, row: Row, program: Program) -> Variants:
    yield "dropped", substituted(opened(raw), ascii_only, ascii_only)
    decomposed = lambda text: unicodedata.normalize("NFD", text)  # noqa: E731
    yield "decomposed", substituted(opened(raw), decomposed)


_LABEL = re.compile(r"^(\s*(?:\d{1,2}[.)]\s*|[-*•]\s*)?)([^\W\d_][^\W_]*(?:[ /\-][^\W_]+){0,3})(\s?:)(?=[ \t]+\S|$)", re.MULTILINE)


def case(raw: bytes, row: Row, program: Program) -> Variants:
    """Labels, plan names and addresses in other case; names and prose keep theirs, for there capitals tell."""
    upper = lambda text: _LABEL.sub(lambda m: m[1] + m[2].upper() + m[3], text)  # noqa: E731
    lower = lambda text: _LABEL.sub(lambda m: m[1] + m[2].lower() + m[3], text)  # noqa: E731
    values = _value_case(program)
    made = False
    for name, change in (("labels-upper", upper), ("labels-lower", lower), ("values", values)):
        try:
            yield name, substituted(opened(raw), change)
            made = True
        except Unfit:
            continue
    if not made:
        raise Unfit("no labels, plans or addresses in its text")


_EMAIL = re.compile(r"(?<![\w.@<:])[\w.+-]+@[\w.-]+\w")
_FAMILY = re.compile(
    r"\b(?:microsoft|office|business|standard|premium|basic|dynamics|sales|professional|central|essentials|webassist)\b", re.IGNORECASE
)


def _value_case(program: Program) -> Callable[[str], str]:
    def change(text: str) -> str:
        text = _EMAIL.sub(lambda m: m[0].upper() if m[0].islower() else m[0], text)
        return _FAMILY.sub(lambda m: m[0].upper(), text)

    return change


def id_format(raw: bytes, row: Row, program: Program) -> Variants:
    ids = {str(v) for fields in leads(row) for f, v in fields.items() if f.endswith((".tax_id", ".registry_id"))}
    if not ids:
        raise Unfit("no id in it")
    for number in range(_FORMATS):

        def change(text: str, number: int = number) -> str:
            for value in ids:
                text = _spelt(value).sub(lambda m, v=value: _written(v, number, m[0]), text)
            return text

        try:
            yield f"id-{number}", substituted(opened(raw), change)
        except Unfit:
            if number == _FORMATS - 1:
                raise


_FORMATS = 4


def _spelt(value: str) -> re.Pattern[str]:
    """The id in any grouping; what goes before it in letters is part of it."""
    body = r"[\s.\-]?".join(map(re.escape, value))
    return re.compile(rf"(?<![\w\-/.]){body}(?![\w\-/]|\.\d)")


def _written(value: str, number: int, was: str) -> str:
    digits = re.sub(r"\D", "", value)
    letters = re.match(r"[A-Z]*", value)[0]  # type: ignore[index]
    rest = value[len(letters) :]
    ways = {
        ("", 10): ["{0}", "{0:3}-{1:3}-{2:2}-{3:2}", "{0:3} {1:3} {2:2} {3:2}", "{0:3}-{1:2}-{2:2}-{3:3}"],
        ("", 9): ["{0}", "{0:3} {1:3} {2:3}", "{0:3}.{1:3}.{2:3}", "{0:3} {1:3} {2:3}"],
        ("", 8): ["{0}", "{0:7}-{1:1}", "{0}", "{0:7}-{1:1}"],
        ("", 14): ["{0}", "{0:3} {1:3} {2:3} {3:5}", "{0}", "{0:9} {1:5}"],
        ("CHE", 9): ["CHE{0}", "CHE-{0:3}.{1:3}.{2:3}", "CHE {0:3}.{1:3}.{2:3}", "CHE {0:3} {1:3} {2:3}"],
    }.get((letters, len(digits)) if rest.isdigit() else ("?", 0))
    if ways is None or len(value) != len(digits) + len(letters):
        return was
    return _grouped(ways[number], digits)


def _grouped(way: str, digits: str) -> str:
    at = 0
    made = []
    for piece in re.split(r"(\{\d(?::\d+)?\})", way):
        match = re.fullmatch(r"\{\d(?::(\d+))?\}", piece)
        if match is None:
            made.append(piece)
            continue
        length = int(match[1]) if match[1] else len(digits)
        made.append(digits[at : at + length])
        at += length
    return "".join(made)


def phone_format(raw: bytes, row: Row, program: Program) -> Variants:
    import phonenumbers as p

    found = {str(v) for fields in leads(row) for f, v in fields.items() if f.endswith(".phone") and str(v).startswith("+")}
    if not found:
        raise Unfit("no phone in it")
    country = program.calendar.country
    for way in ("international", "zeros", "national", "dashes"):

        def change(text: str, way: str = way) -> str:
            for value in found:
                number = p.parse(value)
                home = p.region_code_for_number(number) == country
                text = _dialled(number).sub(lambda m, n=number, h=home: _dial(n, way, h, m[0]), text)
            return text

        try:
            yield way, substituted(opened(raw), change)
        except Unfit:
            if way == "dashes":
                raise


def _dialled(number: Any) -> re.Pattern[str]:
    import phonenumbers as p

    national = p.national_significant_number(number)
    trunk = r"(?:\(0\)\s?|\(0?|0[\s\-]?)?"
    body = r"[\s.\-()/]{0,2}".join(national)
    return re.compile(
        rf"(?<![\w+])(?:(?:\(?\+|00)\s?{number.country_code}\)?[\s.\-]{{0,2}}{trunk}|{trunk})?(?<!\d){body}(?!\d)(?!\s?(?:w\.|wew|ext))"
    )


def _dial(number: Any, way: str, home: bool, was: str) -> str:
    import phonenumbers as p

    international = p.format_number(number, p.PhoneNumberFormat.INTERNATIONAL)
    if way == "zeros":
        return international.replace("+", "00", 1)
    if way == "national" and home:
        return p.format_number(number, p.PhoneNumberFormat.NATIONAL)
    if way == "dashes":
        return p.format_number(number, p.PhoneNumberFormat.NATIONAL).replace(" ", "-") if home else international
    return international
