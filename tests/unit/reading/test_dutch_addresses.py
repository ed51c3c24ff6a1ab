"""Addresses and people as the Netherlands and Flanders write them."""

import pytest
from tests.unit.reading.dutch import SIGNED, fields

from leadbot.model.message import Address

ADDRESSES = [
    ("Rozenlaan 17, 1431 BW Aalsmeer", "Rozenlaan 17, 1431 BW Aalsmeer"),
    ("Rozenlaan 17\n1431BW Aalsmeer", "Rozenlaan 17, 1431BW Aalsmeer"),
    ("Laan van de Vrijheid 12-b, 9728 GA Groningen", "Laan van de Vrijheid 12-b, 9728 GA Groningen"),
    ("2e Hugo de Grootstraat 33-II, 1052 LB Amsterdam", "2e Hugo de Grootstraat 33-II, 1052 LB Amsterdam"),
    ("Van der Helststraat 5 bis, 3572 XC Utrecht", "Van der Helststraat 5 bis, 3572 XC Utrecht"),
    ("Hinthamerstraat 200, 5211 MV 's-Hertogenbosch", "Hinthamerstraat 200, 5211 MV 's-Hertogenbosch"),
    ("Kade 4, 2901 AB Capelle aan den IJssel", "Kade 4, 2901 AB Capelle aan den IJssel"),
    ("Postbus 120, 3500 AC Utrecht", "Postbus 120, 3500 AC Utrecht"),
    ("Kerkstraat 12 bus 3, 9000 Gent", "Kerkstraat 12 bus 3, 9000 Gent"),
    ("Dorpsstraat 12, Landsmeer", "Dorpsstraat 12, Landsmeer"),
    ("Adres: Rozenlaan 17\nPostcode en plaats: 1431 BW Aalsmeer", "Rozenlaan 17, 1431 BW Aalsmeer"),
    ("Straat: Rozenlaan 17\nPostcode: 1431 BW\nPlaats: Aalsmeer", "Rozenlaan 17, 1431 BW Aalsmeer"),
    ("gevestigd te 1431 BW Aalsmeer, Rozenlaan 17", "1431 BW Aalsmeer, Rozenlaan 17"),
]


@pytest.mark.parametrize(("written", "expected"), ADDRESSES, ids=[a for a, _ in ADDRESSES])
def test_an_address_is_read_as_written(written: str, expected: str) -> None:
    found = fields(f"Klant: Bloemisterij Rozenhof B.V.\n{written}\nKvK 88958148\n\n3 WaaS Notebooks, 24 maanden\n\n{SIGNED}")
    assert found["client.address"] == expected


def test_a_mail_without_capitals_has_an_address_too() -> None:
    text = "klant: rozenhof bv, adres is rozenlaan 17, 1431 bw aalsmeer, kvk 88958148. 3 waas notebooks, 24 mnd"
    assert fields(text)["client.address"] == "rozenlaan 17, 1431 bw aalsmeer"


PEOPLE = [
    "Femke de Boer",
    "Jan van der Berg",
    "J.P. van der Laan",
    "Fatima el Bakkali",
    "Pieter-Jan Claes",
    "Sanne in 't Veld",
    "Anna Maria van Dijk",
]


@pytest.mark.parametrize("name", PEOPLE)
def test_a_person_has_small_words_in_the_name(name: str) -> None:
    text = f"Klant: Rozenhof B.V.\nContactpersoon klant: mevr. {name}, tel. 06 - 12 34 56 78\n\n3 WaaS Notebooks\n\n{SIGNED}"
    found = fields(text)
    assert (found["client.contact.name"], found["client.contact.phone"]) == (name, "+31612345678")


@pytest.mark.parametrize("name", PEOPLE)
def test_a_sender_has_small_words_in_the_name(name: str) -> None:
    sender = Address(name=name, email=f"{name.split()[-1].lower()}@itwest.example")
    assert fields("Klant: Rozenhof B.V.\n3 WaaS Notebooks", sender=sender)["contact.name"] == name


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("06-41 55 20 93", "+31641552093"),
        ("06 41552093", "+31641552093"),
        ("+31 (0)6 4155 2093", "+31641552093"),
        ("0031 6 41552093", "+31641552093"),
        ("030-227 19 04", "+31302271904"),
        ("(030) 227 19 04", "+31302271904"),
        ("+31 30 2271904", "+31302271904"),
        ("0475 33 81 27", "+31475338127"),
    ],
)
def test_phones_as_the_dutch_write_them(written: str, phone: str) -> None:
    assert fields(f"Klant: Rozenhof B.V.\n3 WaaS Notebooks\n\nContactpersoon partner: Kees van Dijk, {written}")["contact.phone"] == phone
