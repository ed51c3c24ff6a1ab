"""What the client wants: products, quantities and billing, however they are said."""

import pytest
from tests.unit.reading.builder import items, only_lead, with_client

ONE = [
    ("25 x Microsoft 365 Business Standard", ("m365-business-standard", 25, None)),
    ("Microsoft 365 Business Standard - 25 szt.", ("m365-business-standard", 25, None)),
    ("Microsoft 365 Business Standard x25", ("m365-business-standard", 25, None)),
    ("Microsoft 365 Business Standard (25)", ("m365-business-standard", 25, None)),
    ("25x M365 BS, rocznie", ("m365-business-standard", 25, "annual")),
    ("dwadzieścia pięć licencji M365 BS", ("m365-business-standard", 25, None)),
    ("Potrzebują dwóch licencji (2 lic.) M365 BS", ("m365-business-standard", 2, None)),
    ("biora microsofta 365 busines standard 50stanowisk platne rocznie", ("m365-business-standard", 50, "annual")),
    ("Chcą Office'a 365 E3 dla 22 osób", ("o365-e3", 22, None)),
    ("Plan: M365 E5\nIlość: 12\nRozliczenie: miesięczne", ("m365-e5", 12, "monthly")),
    ("Ilość: 12\nPlan: M365 E5", ("m365-e5", 12, None)),
    ("Business Premium, 7 użytkowników", ("m365-business-premium", 7, None)),
    ("Office 365 - plan E3, 20 kpl.", ("o365-e3", 20, None)),
    ("E3 (Office 365) w ilości 8 sztuk", ("o365-e3", 8, None)),
    ("Dynamics 365 Sales Professional – 6 lic.", ("d365-sales-professional", 6, None)),
    ("M365 Business Premium 12 stanowisk, płatne z góry za rok", ("m365-business-premium", 12, "annual")),
    ("M365 Business Premium 12 stanowisk, umowa roczna płatna miesięcznie", ("m365-business-premium", 12, "annual")),
    ("M365 Business Premium 12 stanowisk, abonament miesięczny", ("m365-business-premium", 12, "monthly")),
    ("M365 Business Premium 12 stanowisk, rocznie lub miesięcznie", ("m365-business-premium", 12, None)),
    ("Chcą 30 licencji M365 Business Standard: 20 dla biura i 10 dla magazynu", ("m365-business-standard", 30, None)),
    ("Windows Server 2025 Standard, 4 szt.", ("windows-server", 4, None)),
    ("Zatrudniają 140 osób, ale licencji Microsoft 365 Business Premium będzie 65", ("m365-business-premium", 65, None)),
    (
        "10 licencji M365 Business Basic. Nasza oferta nr 2026/88 opiewa na 61 750 zł netto, ważna do 30.04.2026",
        ("m365-business-basic", 10, None),
    ),
]


@pytest.mark.parametrize(("line", "expected"), ONE, ids=[line for line, _ in ONE])
def test_one_item_is_read_with_its_quantity_and_billing(line: str, expected: tuple[str, int | None, str | None]) -> None:
    assert items(line) == [expected]


SEVERAL = [
    (
        "2 szt. Microsoft 365 Business Standard + 1 szt. Microsoft 365 Business Premium",
        [("m365-business-standard", 2), ("m365-business-premium", 1)],
    ),
    ("Business Premium 10, Business Standard 5", [("m365-business-premium", 10), ("m365-business-standard", 5)]),
    ("M365 BB - 11 szt., M365 BS - 4 szt.", [("m365-business-basic", 11), ("m365-business-standard", 4)]),
    ("5x M365 Business Premium, 2x Visio Plan 2", [("m365-business-premium", 5), ("visio", 2)]),
]


@pytest.mark.parametrize(("line", "expected"), SEVERAL, ids=[line for line, _ in SEVERAL])
def test_each_item_of_a_line_keeps_its_own_quantity(line: str, expected: list[tuple[str, int]]) -> None:
    assert [(product, quantity) for product, quantity, _ in items(line)] == expected


@pytest.mark.parametrize(
    "line",
    [
        "Business Premium 25 sztuk.\nPoprawka - nie 25 tylko 35, przed chwilą oddzwonili.",
        "M365 Business Premium, zamiast 25 ma być 35 szt.",
        "35 szt. Microsoft 365 Business Premium, nie 25",
        "Business Premium 25 szt.\nKorekta: 35 szt.",
    ],
)
def test_a_corrected_quantity_replaces_the_first_one(line: str) -> None:
    assert items(line) == [("m365-business-premium", 35, None)]


@pytest.mark.parametrize(
    "line", ["E3, 20 licencji", "25 x Microsoft 365", "20-25 licencji Business Standard", "10 x Business Standard\n12 x Business Standard"]
)
def test_what_can_be_read_in_two_ways_is_ambiguous_and_no_item(line: str) -> None:
    lead = only_lead(with_client(line))
    assert lead.get("items") is None
    assert lead.ambiguous("items") is not None


def test_a_plan_alone_takes_the_family_that_the_same_mail_names() -> None:
    assert items("Klient chce Office 365.\nPlan: E3, 20 szt.") == [("o365-e3", 20, None)]


def test_an_item_without_a_quantity_stays_as_far_as_it_goes() -> None:
    assert items("Produkt: Microsoft 365 Business Basic") == [("m365-business-basic", None, None)]


def test_products_named_by_no_plan_give_no_item() -> None:
    assert only_lead(with_client("Co: licencje w chmurze, szczegóły ustalamy")).get("items") is None


def test_the_evidence_of_the_items_holds_the_words_of_the_mail() -> None:
    value = only_lead(with_client("Potrzebują 13 licencji M365 BS")).get("items")
    assert value is not None
    assert "13 licencji M365 BS" in value.evidence.quote


YEARLY = [
    "Płatność: miesięczna\nZobowiązanie: roczne",
    "Billing: monthly\nCommitment: annual",
    "Okres: rok, płatność: miesięczna",
    "Rozliczenie: miesięczne (umowa roczna)",
    "rozliczane co miesiąc, ale umowa na rok",
    "annual commitment, monthly billing",
    "billed monthly (12-month commitment)",
]


@pytest.mark.parametrize("billing", YEARLY)
def test_a_yearly_commitment_paid_monthly_is_annual(billing: str) -> None:
    assert items(f"Plan: M365 Business Standard\nIlość: 20\n{billing}") == [("m365-business-standard", 20, "annual")]


STRANGE = [
    ("20 x M365 Business Standard + 5 Copilot", 20),
    ("20 M365 Business Standard oraz 5 licencji Copilot", 20),
    ("5 Copilot + 20 M365 Business Standard", 20),
    ("Copilot – 5, M365 Business Standard – 20", 20),
    ("M365 Business Standard 20 szt., Copilot 5 szt.", 20),
    ("20 licencji M365 Business Standard z 5 Copilotami", 20),
    ("M365 Business Standard\n5 licencji Copilot\n20 licencji", 20),
    ("M365 Business Standard plus Copilot x 5", None),
    ("M365 Business Standard i 5 słuchawek", None),
    ("M365 Business Standard + 5 Copilot, w sumie 25 licencji", None),
    ("M365 Business Standard, Copilot: 20, 5", None),
    ("M365 Business Standard, 20 szt. Reszta danych później", 20),
    ("M365 Business Standard, 20 Użytkowników", 20),
    ("Business Standard, 20 szt. dla Oddziału Kraków", 20),
]


@pytest.mark.parametrize(("line", "quantity"), STRANGE, ids=[line for line, _ in STRANGE])
def test_the_count_of_a_product_that_no_catalogue_knows_is_no_other_products_quantity(line: str, quantity: int | None) -> None:
    assert items(line) == [("m365-business-standard", quantity, None)]
