from decimal import Decimal

import pytest

from leadbot.model.submission import FieldContent, FieldValue, Item, Money
from leadbot.writing.values import label, readable_id, shown

from .builder import EVIDENCE, TEMPLATE_SET, program

PHONE = "contact.phone"


@pytest.mark.parametrize(
    ("field", "value", "lines"),
    [
        ("client.pc_count", 30, ("30",)),
        (PHONE, "+48601234785", ("+48 601 234 785",)),
        (PHONE, "601 23", ("601 23",)),
        (PHONE, "+99999", ("+99999",)),
        ("client.sector", "nonprofit", ("organizacja non-profit",)),
        ("deal.licensing", "select", ("select",)),
        ("deal.close_date", "2026-11-27", ("27.11.2026",)),
        ("deal.close_date", "koniec roku", ("koniec roku",)),
        ("deal.value", Money(amount=Decimal(1200), currency="EUR"), ("1 200,00 EUR",)),
        ("client.existing_services", (), ("brak",)),
        ("client.existing_services", ("microsoft-365", "visio"), ("Microsoft 365", "Microsoft Visio")),
        ("items", (Item(product="m365-e3", term_months=24),), ("Microsoft 365 E3 (okres 24 mies.)",)),
        ("items", (Item(product="m365-e3", quantity=1, billing="weekly"),), ("1 × Microsoft 365 E3 (weekly)",)),
        ("client.name", "=cmd|x", ("'=cmd|x",)),
    ],
)
def test_values_are_shown_as_people_write_them(field: str, value: FieldContent, lines: tuple[str, ...]) -> None:
    shown_lines = shown(FieldValue(id=field, value=value, evidence=EVIDENCE), program(), TEMPLATE_SET.words("pl"))

    assert shown_lines == lines


def test_a_thousand_items_do_not_make_an_endless_mail() -> None:
    items = tuple(Item(product="m365-e3", quantity=n) for n in range(1000))

    lines = shown(FieldValue(id="items", value=items, evidence=EVIDENCE), program(), TEMPLATE_SET.words("pl"))

    assert (len(lines), lines[-1]) == (51, "… (+950)")


def test_a_tax_id_is_called_what_the_program_asks_for() -> None:
    assert label("client.tax_id", program(), TEMPLATE_SET.words("pl")) == "NIP klienta"
    assert label("client.tax_id", program(fields=()), TEMPLATE_SET.words("pl")) == "Numer identyfikacji podatkowej klienta"


def test_a_field_without_a_name_shows_its_id() -> None:
    assert label("deal.colour", program(), TEMPLATE_SET.words("pl")) == "deal.colour"


@pytest.mark.parametrize(
    ("number", "id_types", "shown"),
    [
        ("6423171456", ("pl.nip",), "642-317-14-56"),
        ("37712781", ("fi.ytunnus",), "3771278-1"),
        ("732829320", ("fr.siret", "fr.siren"), "732 829 320"),
        ("874855251B01", ("nl.btw",), "874855251B01"),
        ("123", ("pl.nip",), "123"),
    ],
)
def test_a_number_of_identification_has_the_marks_of_its_country(number: str, id_types: tuple[str, ...], shown: str) -> None:
    assert readable_id(number, id_types) == shown
