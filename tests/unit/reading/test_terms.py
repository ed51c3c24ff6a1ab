"""How long contracts run: terms of items, in whatever words, and what a renewal adds to what has run."""

import pytest
from tests.unit.reading.dutch import items, lead

from leadbot.model.submission import Ambiguity

NOTEBOOK, DESKTOP, PRO = "waas-notebook", "waas-desktop", "waas-notebook-pro"
ONE = [
    ("10 WaaS Notebooks, 36 maanden", (NOTEBOOK, 10, 36)),
    ("10x WaaS notebook voor 3 jaar", (NOTEBOOK, 10, 36)),
    ("10 st. WaaS Notebook, looptijd 24 mnd.", (NOTEBOOK, 10, 24)),
    ("Bundel: WaaS Notebook\nAantal: 10 stuks\nLooptijd: 36 maanden", (NOTEBOOK, 10, 36)),
    ("Bundel: WaaS Notebook\nAantal: 10\nLooptijd (mnd): 24", (NOTEBOOK, 10, 24)),
    ("Bundel: WaaS Notebook\nAantal: 10\nLooptijd: 24", (NOTEBOOK, 10, 24)),
    ("Bundel: WaaS Notebook\nAantal: 10\nLooptijd in jaren: 2", (NOTEBOOK, 10, 24)),
    ("Bundel: WaaS Notebook\nAantal: 10\nLooptijd: 2", (NOTEBOOK, 10, None)),
    ("Contractduur: drie jaar\nProduct: WaaS Desktop\nAantal werkplekken: vijfentwintig", (DESKTOP, 25, 36)),
    ("Ze willen twaalf WaaS-notebooks huren, driejarig contract.", (NOTEBOOK, 12, 36)),
    ("tien notebook pro's, 24-maands contract", (PRO, 10, 24)),
    ("De klant heeft gekozen voor 8 WaaS desktops met een looptijd van twee jaar.", (DESKTOP, 8, 24)),
    ("8 desktops. Zij gaan voor 12 maanden.", (DESKTOP, 8, 12)),
    ("3 jaar garantie is een eis. 10 WaaS Notebooks, looptijd 24 maanden.", (NOTEBOOK, 10, 24)),
    ("De klant bestaat al 15 jaar en wil 10 WaaS Notebooks voor 36 maanden.", (NOTEBOOK, 10, 36)),
    ("10 WaaS Notebooks, 36 maanden met 3 jaar garantie en levering binnen 2 maanden", (NOTEBOOK, 10, 36)),
    ("10 WaaS notebooks, niet 24 maar 36 maanden", (NOTEBOOK, 10, 36)),
    ("10 WaaS notebooks voor 36 ipv 24 maanden", (NOTEBOOK, 10, 36)),
    ("Zij hebben 10 WaaS Notebooks nodig voor anderhalf jaar", (NOTEBOOK, 10, 18)),
    ("10 x WaaS 2-in-1 (36 mnd)", ("waas-2in1", 10, 36)),
    ("9 WaaS 2-in-1's - looptijd: 1 jaar", ("waas-2in1", 9, 12)),
    ("5 stuks MacBook Pro 14 inch, looptijd 36 maanden", ("custom-bundle", 5, 36)),
    ("WaaS-bundel met afwijkende hardware: 4x Surface Pro, 24 maanden", ("custom-bundle", 4, 24)),
]


@pytest.mark.parametrize(("text", "expected"), ONE, ids=[text for text, _ in ONE])
def test_an_item_has_its_term(text: str, expected: tuple[str, int | None, int | None]) -> None:
    assert items(*text.split("\n")) == [expected]


SEVERAL = [
    ("10 WaaS Notebooks en 3 WaaS Desktops, alles 36 maanden", [(NOTEBOOK, 10, 36), (DESKTOP, 3, 36)]),
    ("5 WaaS Notebooks voor 24 maanden en 3 WaaS Desktops voor 36 maanden", [(NOTEBOOK, 5, 24), (DESKTOP, 3, 36)]),
    ("5 WaaS Notebooks voor 24 maanden en 3 WaaS Notebooks voor 36 maanden", [(NOTEBOOK, 5, 24), (NOTEBOOK, 3, 36)]),
    ("- 5x WaaS Notebook, 24 mnd\n- 3x WaaS Desktop, 36 mnd", [(NOTEBOOK, 5, 24), (DESKTOP, 3, 36)]),
    ("5x WaaS Notebook\nlooptijd 24 maanden\n3x WaaS Desktop\nlooptijd 36 maanden", [(NOTEBOOK, 5, 24), (DESKTOP, 3, 36)]),
    ("Alle regels hebben een looptijd van 24 maanden.\n- 5x WaaS Notebook\n- 3x WaaS Desktop", [(NOTEBOOK, 5, 24), (DESKTOP, 3, 24)]),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL, ids=[text for text, _ in SEVERAL])
def test_a_term_counts_for_the_items_it_is_said_of(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert items(*text.split("\n")) == expected


OPTIONS = [
    ("8 WaaS desktops met 16 monitoren erbij, looptijd 24 maanden", [(DESKTOP, 8, 24), ("option-monitor", 16, 24)]),
    ("10x WaaS Notebook, 36 mnd\n10x dockingstation", [(NOTEBOOK, 10, 36), ("option-docking", 10, 36)]),
    ("10 WaaS Notebooks voor 36 maanden, elk met een dockingstation", [(NOTEBOOK, 10, 36), ("option-docking", 10, 36)]),
    (
        "10 x WaaS Notebook Pro, 24 maanden\n10 x upgrade naar Office 365 Business Premium",
        [(PRO, 10, 24), ("option-o365-business-premium", 10, 24)],
    ),
    ("10 WaaS Notebooks voor 36 maanden met dockingstation", [(NOTEBOOK, 10, 36), ("option-docking", None, 36)]),
    ("10 WaaS Notebooks met 15 inch scherm, 36 maanden, zonder dockingstations", [(NOTEBOOK, 10, 36)]),
    ("De klant wil 10 WaaS Notebooks voor 36 maanden, geen monitoren", [(NOTEBOOK, 10, 36)]),
    (
        "10 notebooks, 10x 24 inch monitor en 10 docks, 24 maanden",
        [(NOTEBOOK, 10, 24), ("option-monitor", 10, 24), ("option-docking", 10, 24)],
    ),
    ("Losse bestelling: 10 dockingstations", [("option-docking", 10, None)]),
]


@pytest.mark.parametrize(("text", "expected"), OPTIONS, ids=[text for text, _ in OPTIONS])
def test_an_option_has_the_term_of_its_bundle(text: str, expected: list[tuple[str, int, int | None]]) -> None:
    assert items(*text.split("\n")) == expected


def test_services_of_the_partner_are_no_items() -> None:
    text = "6 WaaS Notebooks, 36 maanden. Installatie, configuratie en monitoring doen wij zelf (2 uur per werkplek)."
    assert items(text) == [(NOTEBOOK, 6, 36)]


@pytest.mark.parametrize(
    "text", ["10 WaaS Notebooks voor 24 of 36 maanden", "10 WaaS Notebooks, 24/36 mnd", "10 WaaS Notebooks, 24 maanden of 3 jaar"]
)
def test_two_terms_to_choose_from_are_ambiguous(text: str) -> None:
    doubt = lead(text).ambiguous("items")
    assert isinstance(doubt, Ambiguity)
    assert doubt.readings == ("24", "36")


RENEWALS = [
    (
        "Het WaaS-contract van 24 maanden loopt in april af. Zij willen verlengen met 12 maanden, voor alle 6 WaaS Notebooks.",
        24,
        (NOTEBOOK, 6, 12),
    ),
    ("Graag verlengen: 6 WaaS Notebooks\nHuidige looptijd: 24 maanden\nVerlenging: 12 maanden", 24, (NOTEBOOK, 6, 12)),
    ("De klant heeft 6 WaaS Notebooks met een contract van 12 maanden. Graag verlengen met 2 jaar.", 12, (NOTEBOOK, 6, 24)),
    (
        "Contractverlenging voor 6 WaaS Notebooks: het loopt nu 24 maanden en wordt verlengd tot 36 maanden in totaal.",
        24,
        (NOTEBOOK, 6, 12),
    ),
    ("Verlenging van 12 maanden voor 6 notebooks; het lopende contract duurde 24 maanden.", 24, (NOTEBOOK, 6, 12)),
    ("Contract liep 24 maanden, 6 WaaS notebooks. Ze willen er nog 12 maanden aan vast.", 24, (NOTEBOOK, 6, 12)),
    ("Kunnen we het contract van Rozenhof met 12 maanden verlengen? Het gaat om 6 notebooks.", None, (NOTEBOOK, 6, 12)),
    ("Verlenging van 6 WaaS Notebooks met 12 maanden", None, (NOTEBOOK, 6, 12)),
]


@pytest.mark.parametrize(("text", "run", "expected"), RENEWALS, ids=[text for text, _, _ in RENEWALS])
def test_a_renewal_says_what_has_run_and_what_is_added(text: str, run: int | None, expected: tuple[str, int, int]) -> None:
    found = lead(*text.split("\n"), subject="Verlenging")
    previous = found.get("deal.previous_term_months")
    assert found.text("deal.type") == "renewal"
    assert [(i.product, i.quantity, i.term_months) for i in found.items()] == [expected]
    assert (previous.value if previous else None) == run


def test_a_contract_that_ends_elsewhere_is_no_renewal_and_no_term() -> None:
    found = lead("Hun huidige leasecontract van 48 maanden loopt af. Nu graag 10 WaaS Notebooks, looptijd 36 maanden.")
    assert found.get("deal.type") is None
    assert [(i.product, i.quantity, i.term_months) for i in found.items()] == [(NOTEBOOK, 10, 36)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Nieuw contract: 10 WaaS Notebooks, 24 maanden", "new"),
        ("10 WaaS Notebooks, 24 maanden. Geen verlenging maar een nieuw contract.", "new"),
        ("10 WaaS Notebooks, 24 maanden, met de mogelijkheid tot verlenging", ""),
        ("10 WaaS Notebooks, 24 maanden", ""),
    ],
)
def test_the_kind_of_contract_is_read_where_it_is_said(text: str, kind: str) -> None:
    assert lead(text).text("deal.type") == kind


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("Levering rechtstreeks bij de eindklant.", "client"),
        ("Graag direct naar de klant sturen.", "client"),
        ("Levering: klant", "client"),
        ("De hardware graag bij ons afleveren.", "partner"),
        ("Uitlevering via ons magazijn.", "partner"),
        ("Levering aan: partner", "partner"),
        ("Niet bij ons afleveren maar rechtstreeks aan de klant.", "client"),
        ("", ""),
    ],
)
def test_where_to_deliver(text: str, to: str) -> None:
    assert lead("10 WaaS Notebooks, 24 maanden", text).text("delivery") == to
