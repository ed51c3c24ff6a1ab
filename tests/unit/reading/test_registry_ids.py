"""Numbers of a company register: read where a label says so and the program asks for them."""

import pytest
from tests.unit.reading.builder import PARTNER, signature
from tests.unit.reading.builder import fields as polish_fields
from tests.unit.reading.dutch import SIGNED, fields, leads

from leadbot.model.submission import Standing

WRITTEN = [
    "KvK: 88958148",
    "kvk-nr. 88958148",
    "KvK-nummer 8895 8148",
    "K.v.K. 88 95 81 48",
    "Kamer van Koophandel 88.95.81.48",
    "Handelsregisternummer: 88958148",
    "88958148 (KvK)",
    "Inschrijfnummer KvK: 88958148, vestigingsnummer 000012345678",
    "KvK/BTW: 88958148 / NL874855251B01",
]


def _mail(line: str) -> str:
    return f"Klant: Bloemisterij Rozenhof\nRozenlaan 17, 1431 BW Aalsmeer\n{line}\n\n3 WaaS Notebooks, 24 maanden\n\n{SIGNED}"


@pytest.mark.parametrize("line", WRITTEN)
def test_a_labelled_registry_number_is_the_clients(line: str) -> None:
    assert fields(_mail(line))["client.registry_id"] == "88958148"


def test_a_tax_id_beside_it_is_read_too() -> None:
    assert fields(_mail("KvK 88958148\nBTW NL 8748.55.251.B.01"))["client.tax_id"] == "874855251B01"


def test_one_that_has_not_its_shape_is_there_and_invalid() -> None:
    (lead,) = leads(_mail("KvK: 8895814"))
    found = lead.get("client.registry_id")
    assert found is not None
    assert (found.value, found.standing) == ("8895814", Standing.INVALID)


def test_a_bare_number_is_none() -> None:
    assert "client.registry_id" not in fields(_mail("Referentie 88958148"))


def test_the_partners_own_is_not_the_clients() -> None:
    found = fields(_mail("BTW NL874855251B01"), signature("Kees van Dijk\nVan Dijk Computers B.V.\nKvK 45817471"))
    assert "client.registry_id" not in found


def test_a_program_that_names_no_registry_reads_none() -> None:
    line = f"Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, KRS 0000123456\n5 x M365 E3\n\n{PARTNER}"
    assert "client.registry_id" not in polish_fields(line)
