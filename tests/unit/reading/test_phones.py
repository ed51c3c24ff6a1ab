"""Phone numbers as people in Poland write them."""

import pytest
from tests.unit.reading.builder import NIP, fields, only_lead, signature

from leadbot.model.message import Address
from leadbot.model.submission import Standing

LEAD = f"Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}, 10 x M365 BS\n"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("tel. 601 222 333", "+48601222333"),
        ("kom. 601-222-333", "+48601222333"),
        ("+48.601.222.333", "+48601222333"),
        ("(+48) 601 222 333", "+48601222333"),
        ("0048 601 222 333", "+48601222333"),
        ("tel. 48 362 14 14", "+48483621414"),
        ("tel. 52 357 20 08 wew. 14", "+48523572008"),
        ("tel. 71/780-66-12", "+48717806612"),
        ("tel./fax 84 686-12-90", "+48846861290"),
        ("tel. (0-22) 610 05 44", "+48226100544"),
        ("tel. 022 / 610 05 44", "+48226100544"),
        ("tel. +49 (0)431 / 70 55 21", "+49431705521"),
        ("tel. +49 431 / 705521", "+49431705521"),
        ("fax 22 610 05 45, tel. 22 610 05 44", "+48226100544"),
        ("+48 (74) 867-31-55", "+48748673155"),
        ("tel. +420 596 123 456", "+420596123456"),
    ],
)
def test_the_contacts_phone_is_in_e164(written: str, number: str) -> None:
    assert fields(LEAD, signature(f"Jan Nowicki\n{written}"))["contact.phone"] == number


def test_a_fax_number_alone_is_no_phone() -> None:
    assert "contact.phone" not in fields(LEAD, signature("Jan Nowicki\nfax 22 610 05 45"))


def test_a_number_too_short_is_invalid() -> None:
    value = only_lead(LEAD, signature("Jan Nowicki\ntel. 601 222")).get("contact.phone")
    assert value is not None
    assert value.standing is Standing.INVALID


def test_the_clients_phone_is_the_clients() -> None:
    text = f"Klient: Mebelux S.A., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}, tel. 33 811 22 33\n10 x M365 BS"
    found = fields(text, signature("Jan Nowicki\ntel. 601 222 333"))
    assert (found["client.contact.phone"], found["contact.phone"]) == ("+48338112233", "+48601222333")


def test_a_sender_that_shows_its_first_name_alone_is_the_person_who_signs() -> None:
    found = fields(LEAD, signature("Ola Bok\ntel. 601 222 333"), sender=Address(name="Ola", email="ola@boknet.example"))
    assert (found["contact.name"], found["contact.email"]) == ("Ola Bok", "ola@boknet.example")
