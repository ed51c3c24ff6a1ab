"""Lines that a mail program broke go on in the next one; lines that end by themselves do not."""

import pytest
from tests.unit.reading.builder import OTHER_NIP, fields

WRAPPED = (
    "Dzień dobry, zgłaszam do programu naszego klienta, z którym rozmawiamy od\n"
    "dawna i który chce przejść do chmury, najlepiej jeszcze w tym miesiącu.\n\n"
)
"""Prose that a mail program broke at 72 characters: it tells the width."""
NIP = "9569184131"


@pytest.mark.parametrize(
    "lines",
    [
        f"Klient: Zakład Produkcji Mebli Mebelux Sp. z o.o., ul. Lipowa 12, 00-950\nWarszawa, NIP {NIP}",
        f"Klient: Zakład Produkcji Mebli Mebelux Sp. z o.o., NIP {NIP}, ul.\nLipowa 12, 00-950 Warszawa",
        f"Klient: Zakład Produkcji Mebli Mebelux Sp. z o.o., NIP {NIP}, ul. Lipowa\n12, 00-950 Warszawa",
        f"Klientem jest tym razem firma o nazwie: Zakład Produkcji Mebli Mebelux\nSp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}",
    ],
)
def test_a_value_that_is_broken_at_the_texts_width_is_whole(lines: str) -> None:
    found = fields(f"{WRAPPED}{lines}\n")

    assert found["client.name"] == "Zakład Produkcji Mebli Mebelux Sp. z o.o."
    assert found["client.address"] == "ul. Lipowa 12, 00-950 Warszawa"
    assert found["client.tax_id"] == NIP


def test_a_plan_broken_at_the_texts_width_is_whole() -> None:
    found = fields(f"{WRAPPED}Klient chce kupić na początek 8 szt. licencji Microsoft 365 Business\nPremium, rocznie.\n")

    (item,) = found["items"]  # type: ignore[misc]
    assert item.product == "m365-business-premium"  # type: ignore[union-attr]


def test_a_labelled_line_below_a_full_line_stays_its_own() -> None:
    found = fields(f"{WRAPPED}Klient: Zakład Produkcji Mebli Mebelux Sp. z o.o., Warszawa, ul. Lipowa\nNIP: {OTHER_NIP}\n")

    assert found["client.name"] == "Zakład Produkcji Mebli Mebelux Sp. z o.o."
    assert found["client.tax_id"] == OTHER_NIP


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (
            "Podaję dane osoby do kontaktu (Jan Nowicki, IT Serwis, Słupsk, 601\n222 333), która odbierze.",
            "contact.phone",
            "+48601222333",
        ),
        ("Nasz klient Mebelux Sp. z o.o. z Warszawy jest już po rozmowach. NIP:\n9569184131", "client.tax_id", "9569184131"),
        ("Rozmawialiśmy z klientem i wiemy już wszystko, czego nam trzeba, PC:\n41", "client.pc_count", 41),
    ],
)
def test_a_break_that_can_be_nothing_else_is_seen_without_other_wrapped_lines(lines: str, field: str, value: object) -> None:
    assert fields(f"Dzień dobry,\n\n{lines}\n")[field] == value


def test_an_id_at_the_end_of_the_longest_line_takes_no_digits_from_the_next() -> None:
    found = fields(f"Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}\n25 x Microsoft 365 Business Standard\n")

    assert found["client.tax_id"] == NIP
    assert [item.quantity for item in found["items"]] == [25]  # type: ignore[union-attr]
