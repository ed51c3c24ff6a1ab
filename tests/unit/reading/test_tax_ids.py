"""Tax ids of client and partner, right, wrong and foreign."""

import pytest
from tests.unit.reading.builder import NIP, PARTNER, only_lead

from leadbot.model.submission import FieldValue, Standing
from leadbot.reading.fold import key


def client_id(text: str) -> FieldValue | None:
    return only_lead(f"Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, {text}\n10 x M365 BS\n\n{PARTNER}").get("client.tax_id")


@pytest.mark.parametrize(
    "written",
    [
        "NIP 9569184131",
        "NIP: 956-918-41-31",
        "nip 956 918 41 31",
        "NIP PL9569184131",
        "NIP PL-956-918-41-31",
        "Nip 956.918.41.31",
        "NIP 956-91-84-131",
        "VAT ID PL9569184131",
        "NIP klienta to 9569184131",
        "numer identyfikacji podatkowej: PL 9569184131",
        "NIP 9569184131, REGON 134182402, KRS 0000144417",
        "REGON 134182402, NIP 9569184131",
        "956-918-41-31",
    ],
)
def test_a_valid_nip_is_compact_whatever_its_form(written: str) -> None:
    value = client_id(written)
    assert value is not None
    assert (value.value, value.standing) == (NIP, Standing.VALID)
    assert key(NIP) in key(value.evidence.quote)


def test_a_wrong_check_digit_is_kept_as_written_and_invalid() -> None:
    value = client_id("NIP: 956-918-41-32")
    assert value is not None
    assert (value.value, value.standing) == ("9569184132", Standing.INVALID)


@pytest.mark.parametrize("written", ["VAT DE340172419", "NIP DE 340172419", "VAT-ID: DE340172419"])
def test_a_foreign_vat_number_keeps_its_country(written: str) -> None:
    value = client_id(written)
    assert value is not None
    assert (value.value, value.standing) == ("DE340172419", Standing.FOREIGN)


@pytest.mark.parametrize(
    "written",
    [
        "REGON 134182402",
        "KRS 0000144417",
        "konto 35 1848 2482 9004 3535 3976 6053",
        "NIP: doślę jutro",
        "tel. 601 222 444",
        "faktura nr 9569184131",
    ],
)
def test_other_numbers_are_no_nip(written: str) -> None:
    assert client_id(written) is None


def test_each_company_keeps_its_own_id() -> None:
    lead = only_lead(f"NIP partnera: 5684792412\nNIP klienta: {NIP}\nKlient: Mebelux S.A.\nPlan: M365 BS, 5 szt.")
    assert (lead.text("client.tax_id"), lead.text("partner.tax_id")) == (NIP, "5684792412")
