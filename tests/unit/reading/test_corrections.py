"""What a sender takes back does not count, and makes no lead of its own."""

import pytest
from tests.unit.reading.builder import NIP, OTHER_NIP, PARTNER, fields, submission

CLIENT = "Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa"
WISH = "Plan: 25 szt. M365 Business Standard, PC: 30"


@pytest.mark.parametrize(
    "line",
    [
        f"NIP {OTHER_NIP} – przepraszam, właściwy to {NIP}",
        f"NIP: {OTHER_NIP}, sorry, literówka, {NIP}",
        f"NIP {OTHER_NIP} (błędny), prawidłowy NIP {NIP}",
        f"NIP to {NIP}, a nie {OTHER_NIP}",
        f"NIP nie {OTHER_NIP}, tylko {NIP}",
        f"zamiast NIP {OTHER_NIP} powinien być {NIP}",
        f"NIP {OTHER_NIP}\nPoprawka: NIP {NIP}",
        f"NIP {OTHER_NIP}\n{WISH}\n\nPS. W NIP klienta jest błąd, powinno być {NIP}.",
        f"NIP: 5684792413\nKorekta, NIP ma być {NIP}",
    ],
)
def test_the_id_that_replaces_another_counts(line: str) -> None:
    found = fields(f"{CLIENT}\n{line}\n{WISH}\n\n{PARTNER}")
    assert (found["client.tax_id"], found["partner.tax_id"], found["client.name"]) == (NIP, "7966567638", "Mebelux Sp. z o.o.")


@pytest.mark.parametrize("line", [f"W NIP klienta wkradł się błąd, powinno być {NIP}.", f"Prawidłowy NIP klienta to {NIP}."])
def test_a_correction_below_the_partners_data_is_the_clients(line: str) -> None:
    found = fields(f"{CLIENT}, NIP {OTHER_NIP}\n{WISH}\n\n{PARTNER}\n\nPS. {line}")
    assert (found["client.tax_id"], found["partner.tax_id"]) == (NIP, "7966567638")


@pytest.mark.parametrize("line", ["Przepraszam za pośpiech, nasz NIP: 7966567638.", "Jednak dosyłam NIP partnera: 7966567638"])
def test_an_apology_before_the_partners_id_changes_nothing_of_the_client(line: str) -> None:
    partner = "Partner: IT Serwis Jan Nowicki, ul. Wodna 4, 76-200 Słupsk"
    found = fields(f"{CLIENT}, NIP {NIP}\n{WISH}\n{partner}\n\n{line}")
    assert (found["client.tax_id"], found["partner.tax_id"]) == (NIP, "7966567638")


def test_an_address_that_is_taken_back_does_not_count() -> None:
    address = "Adres: ul. Lipowa 10, 00-950 Warszawa – przepraszam, ul. Lipowa 12, 00-950 Warszawa"
    found = fields(f"Klient: Mebelux Sp. z o.o., NIP {NIP}\n{address}\n{WISH}\n{PARTNER}")
    assert found["client.address"] == "ul. Lipowa 12, 00-950 Warszawa"


def test_an_id_that_nothing_explains_makes_no_lead_of_its_own() -> None:
    (lead,) = submission(f"{CLIENT}, NIP {NIP}\n{WISH}\n\n{PARTNER}\n\nNIP {OTHER_NIP}").leads
    assert lead.text("partner.tax_id") == "7966567638"


def test_a_second_id_beside_the_clients_is_a_doubt_about_the_client() -> None:
    (lead,) = submission(f"{CLIENT}\nNIP {NIP}\nNIP {OTHER_NIP}\n{WISH}\n\n{PARTNER}").leads
    doubt = lead.ambiguous("client.tax_id")
    assert doubt is not None
    assert set(doubt.readings) == {NIP, OTHER_NIP}
