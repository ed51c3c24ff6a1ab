"""Addresses, of which nothing that follows is a part."""

import pytest
from tests.unit.reading.builder import NIP, PARTNER, fields


def address(text: str) -> object:
    return fields(f"Klient: Mebelux Sp. z o.o., {text}\n10 x M365 BS\n\n{PARTNER}").get("client.address")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (f"ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}", "ul. Lipowa 12, 00-950 Warszawa"),
        (f"ul. Lipowa 12 00-950 Warszawa NIP {NIP}", "ul. Lipowa 12 00-950 Warszawa"),
        (f"Lipowa 12a/3, 43-309 Bielsko-Biała NIP {NIP}", "Lipowa 12a/3, 43-309 Bielsko-Biała"),
        (f"al. Jana Pawła II 5 lok. 7, 66-400 Gorzów Wielkopolski, nip {NIP}", "al. Jana Pawła II 5 lok. 7, 66-400 Gorzów Wielkopolski"),
        (f"ul. 3 Maja 18, 40-097 Katowice, NIP {NIP}", "ul. 3 Maja 18, 40-097 Katowice"),
        (f"os. Bolesława Chrobrego 15/2\n60-681 Poznań\nNIP {NIP}", "os. Bolesława Chrobrego 15/2, 60-681 Poznań"),
        (f"00-950 Warszawa, ul. Lipowa 12, NIP {NIP}", "00-950 Warszawa, ul. Lipowa 12"),
        (f"ul.Lipowa 12, 00-950 Warszawa. Mają 30 komputerów, NIP {NIP}", "ul. Lipowa 12, 00-950 Warszawa"),
        (f"00-950 Warszawa, Lipowa 12, NIP {NIP}", "00-950 Warszawa, Lipowa 12"),
        (f"ul. Rynek 1, 00-950 Warszawa, NIP {NIP}", "ul. Rynek 1, 00-950 Warszawa"),
        (f"ul. Lipowa 12 / 18-200 Wysokie Mazowieckie / NIP {NIP}", "ul. Lipowa 12, 18-200 Wysokie Mazowieckie"),
    ],
)
def test_street_postcode_and_town_make_the_address(written: str, expected: str) -> None:
    assert address(written) == expected


def test_parts_in_lines_of_their_own_are_put_together() -> None:
    text = f"KLIENT\nNazwa: Mebelux S.A.\nUlica: Szkolna 4a\nKod pocztowy: 61-001\nMiasto: Poznań\nNIP: {NIP}\nPlan: M365 BS 5 szt."
    assert fields(text)["client.address"] == "Szkolna 4a, 61-001 Poznań"


def test_a_labelled_foreign_address_is_taken_whole() -> None:
    text = "Company: Neisse Metallbau GmbH\nAddress: Uferstraße 12, 02826 Görlitz, Germany\nVAT no.: DE340172419\nPlan: M365 BS, 30 users"
    assert fields(text)["client.address"] == "Uferstraße 12, 02826 Görlitz, Germany"


def test_a_street_without_a_number_is_no_address() -> None:
    assert address(f"mieści się przy ul. Solnej w Inowrocławiu, NIP {NIP}") is None


@pytest.mark.parametrize("address", ["Warszawa 00-950, ul. Lipowa 12", "00-950 Warszawa, ul. Lipowa 12", "ul. Lipowa 12, 00-950 Warszawa"])
def test_town_postcode_and_street_stand_in_any_order(address: str) -> None:
    found = fields(f"Klient: Mebelux Sp. z o.o.; {address}; NIP {NIP}; 10 x M365 BS; PC 30\n{PARTNER}")
    assert (found["client.name"], found["client.address"]) == ("Mebelux Sp. z o.o.", address)
