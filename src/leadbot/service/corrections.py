"""Staff's corrections as they type them: `FIELD=VALUE` → a field with staff as evidence."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib import import_module

from leadbot.model.errors import NotPossible
from leadbot.model.fields import FIELDS, FieldType, ValueKind
from leadbot.model.obstacles import Obstacle
from leadbot.model.program import Program
from leadbot.model.submission import Evidence, FieldContent, FieldValue, Item, Money
from leadbot.service.importing.products import ProductNames
from leadbot.service.importing.values import Unusable

BILLINGS = ("annual", "monthly")


_DAY = re.compile(r"(?<![\w.])(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})([./-])(\d{1,2})\5(\d{4}))(?![\w-])")


def find_day(text: str) -> date | None:
    """The one day that staff write in it: `2027-03-31`, or the day first: `31.3.2027`; None where it names none or several."""
    found: set[date] = set()
    for year, month, day, day_first, _, month_second, year_last in _DAY.findall(text):
        with suppress(ValueError):
            found.add(date(int(year or year_last), int(month or month_second), int(day or day_first)))
    return found.pop() if len(found) == 1 else None


def parse_value(text: str, program: Program, by: str) -> FieldValue:
    """The field that `FIELD=VALUE` means. Raises NotPossible with what is wrong and how to write it."""
    name, equals, written = (part.strip() for part in text.partition("="))
    if not equals or not written:
        raise NotPossible(f"{text}: write FIELD=VALUE")
    field = FIELDS.get(name)
    if field is None:
        raise NotPossible(f"{name} is no field. Fields are: {', '.join(FIELDS)}")
    value = PARSERS[field.kind](written, field, program)
    return FieldValue(id=name, value=value, evidence=Evidence(source="staff", quote=by))


def _text(written: str, _field: FieldType, _program: Program) -> FieldContent:
    return " ".join(written.split())


def _tax_id(written: str, field: FieldType, program: Program) -> FieldContent:
    spec = program.field_spec(field.id)
    types = spec.id_types if spec else ()
    for name in types:
        module = import_module(f"stdnum.{name}")
        if module.is_valid(written):
            return str(module.compact(written))
    if types:
        message = f"{field.id}: {written} is no valid {' or '.join(types)}"
        raise NotPossible(message, Obstacle.NOT_VALID, field=field.id, value=written)
    return "".join(written.split()).upper()


def _phone(written: str, field: FieldType, program: Program) -> FieldContent:
    import phonenumbers

    try:
        number = phonenumbers.parse(written, program.calendar.country)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number):
        message = f"{field.id}: {written} is no valid phone number; write it like +48 601 234 567"
        raise NotPossible(message, Obstacle.NO_PHONE, field=field.id, value=written)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _email(written: str, field: FieldType, _program: Program) -> FieldContent:
    from email_validator import EmailNotValidError, validate_email

    try:
        return str(validate_email(written, check_deliverability=False, test_environment=True).normalized).lower()
    except EmailNotValidError as error:
        message = f"{field.id}: {written} is no e-mail address ({error})"
        raise NotPossible(message, Obstacle.NO_EMAIL, field=field.id, value=written) from None


def _count(written: str, field: FieldType, _program: Program) -> FieldContent:
    if not written.isdecimal():
        raise NotPossible(f"{field.id}: {written} is no whole number", Obstacle.NO_NUMBER, field=field.id, value=written)
    return int(written)


def _choice(written: str, field: FieldType, _program: Program) -> FieldContent:
    if written not in field.choices:
        choices = ", ".join(field.choices)
        message = f"{field.id}: {written} is not one of {choices}"
        raise NotPossible(message, Obstacle.NO_CHOICE, field=field.id, value=written, choices=choices)
    return written


def _services(written: str, field: FieldType, program: Program) -> FieldContent:
    if written == "none":
        return ()
    return tuple(_known(part.strip(), field, program) for part in written.split(","))


def _items(written: str, field: FieldType, program: Program) -> FieldContent:
    return tuple(_item(part.split(), field, program) for part in written.split(","))


def _item(words: list[str], field: FieldType, program: Program) -> Item:
    quantity = int(words.pop(0)) if words and words[0].isdecimal() else None
    billing = words.pop() if words and words[-1] in BILLINGS else None
    term = int(words.pop().removesuffix("m")) if words and words[-1].endswith("m") and words[-1][:-1].isdecimal() else None
    if not words:
        raise NotPossible(f"{field.id}: write items like `25 PRODUCT annual, 3 PRODUCT 36m`", Obstacle.NO_ITEMS, field=field.id)
    return Item(product=_known(" ".join(words), field, program), quantity=quantity, billing=billing, term_months=term)


def typed_items(items: Sequence[Item], program: Program) -> str:
    """The items as they can be typed, with the names that the program's language has for products."""
    return ", ".join(" ".join(_typed(item, program)) for item in items)


def _typed(item: Item, program: Program) -> Iterator[str]:
    if item.quantity is not None:
        yield str(item.quantity)
    yield program.catalogue.title(item.product, program.language)
    if item.term_months is not None:
        yield f"{item.term_months}m"
    if item.billing:
        yield item.billing


def _known(name: str, field: FieldType, program: Program) -> str:
    """The id of a product or family, by id or by a name of the catalogue's."""
    if program.catalogue.family_of(name) is not None:
        return name
    try:
        return ProductNames(program.catalogue).one(name)
    except Unusable:
        known = ", ".join(product.id for family in program.catalogue.families for product in family.products)
        message = f"{field.id}: {name} is not in the catalogue. Known are: {known}"
        raise NotPossible(message, Obstacle.NO_PRODUCT, field=field.id, value=name) from None


def _money(written: str, field: FieldType, _program: Program) -> FieldContent:
    amount, _, currency = written.partition(" ")
    try:
        return Money(amount=Decimal(amount), currency=currency.strip().upper())
    except InvalidOperation:
        raise NotPossible(f"{field.id}: write an amount like `12000.00 PLN`", Obstacle.NO_AMOUNT, field=field.id) from None


PARSERS: dict[ValueKind, Callable[[str, FieldType, Program], FieldContent]] = {
    ValueKind.TEXT: _text,
    ValueKind.TAX_ID: _tax_id,
    ValueKind.REGISTRY_ID: _text,
    ValueKind.PHONE: _phone,
    ValueKind.EMAIL: _email,
    ValueKind.WEBSITE: _text,
    ValueKind.COUNT: _count,
    ValueKind.ITEMS: _items,
    ValueKind.SERVICES: _services,
    ValueKind.CHOICE: _choice,
    ValueKind.DATE: _text,
    ValueKind.MONEY: _money,
}
