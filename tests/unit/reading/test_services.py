"""What the client has already, and what it has not."""

import pytest
from tests.unit.reading.builder import only_lead, with_client

OWNED = [
    (
        "Klient posiada już O365 Business Essentials (18 użytk.) i chce przejść na Office 365 E3, 20 szt.",
        ("o365-business-essentials",),
        "o365-e3",
    ),
    ("Przechodzą z Office 365 E1 na Microsoft 365 E3 - 20 licencji", ("o365-e1",), "m365-e3"),
    (
        "Potrzebują 13 licencji M365 BS. Od jesieni korzystają tam już z Microsoft 365 Business Basic.",
        ("m365-business-basic",),
        "m365-business-standard",
    ),
    ("Obecnie: Office 365\nPlan: M365 E5 x 12", ("office-365",), "m365-e5"),
    ("20 x M365 E3. Dziś mają Office 365 E1.", ("o365-e1",), "m365-e3"),
]


@pytest.mark.parametrize(("line", "owned", "wanted"), OWNED, ids=[line for line, _, _ in OWNED])
def test_services_that_the_client_has_are_no_items(line: str, owned: tuple[str, ...], wanted: str) -> None:
    lead = only_lead(with_client(line))
    assert lead.services() == owned
    assert [item.product for item in lead.items()] == [wanted]


@pytest.mark.parametrize(
    "line",
    [
        "10 x M365 BS. Klient nie ma jeszcze żadnych usług Microsoft w chmurze.",
        "10 x M365 BS\nObecne usługi: brak",
        "10 x M365 BS. Klient do tej pory nic z chmury Microsoftu nie miał.",
        "10 x M365 BS, zadnego office 365 wczesniej nie mieli",
        "10 x M365 BS. Nie korzystali dotąd z Microsoft 365.",
    ],
)
def test_denied_services_are_an_empty_list(line: str) -> None:
    lead = only_lead(with_client(line))
    assert lead.services() == ()
    assert [item.product for item in lead.items()] == ["m365-business-standard"]


def test_a_mail_that_says_nothing_of_services_leaves_the_field_out() -> None:
    assert only_lead(with_client("10 x M365 BS, komputerów 12")).services() is None


def test_an_owned_plan_that_two_families_have_is_ambiguous() -> None:
    lead = only_lead(with_client("20 x M365 E5. Klient ma już E3."))
    assert lead.ambiguous("client.existing_services") is not None
