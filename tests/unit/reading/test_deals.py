"""What mails say of a deal: its value, its closing day and its deployment, in national notations."""

from decimal import Decimal

import pytest

from leadbot.model.submission import Money, Standing

from .builder import forwarded
from .french import fields, leads, with_lines


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("180 000 €", 180_000, "EUR"),
        ("180\u202f000\u00a0€ HT", 180_000, "EUR"),
        ("250.000 €", 250_000, "EUR"),
        ("250,000 EUR", 250_000, "EUR"),
        ("250 k€", 250_000, "EUR"),
        ("250k€ par an", 250_000, "EUR"),
        ("environ 250 K€", 250_000, "EUR"),
        ("1,2 M€", 1_200_000, "EUR"),
        ("1.2 million d'euros", 1_200_000, "EUR"),
        ("120 000 EUR", 120_000, "EUR"),
        ("EUR 120'000.-", 120_000, "EUR"),
        ("CHF 12'000", 12_000, "CHF"),
        ("12’000.– francs suisses", 12_000, "CHF"),
        ("€ 95 000,50", Decimal("95000.5"), "EUR"),
        ("95.000,50 €", Decimal("95000.5"), "EUR"),
        ("$ 80,000", 80_000, "USD"),
    ],
)
def test_amounts_are_read_as_nations_write_them(written: str, amount: int | Decimal, currency: str) -> None:
    assert fields(with_lines(f"Montant estimé : {written}"))["deal.value"] == Money(amount=Decimal(amount), currency=currency)


def test_the_label_may_name_the_unit() -> None:
    assert fields(with_lines("Budget (k€) : 180"))["deal.value"] == Money(amount=Decimal(180_000), currency="EUR")
    assert fields(with_lines("Montant en euros : 95 000"))["deal.value"] == Money(amount=Decimal(95_000), currency="EUR")


@pytest.mark.parametrize(
    "line",
    [
        "Montant estimé : 180 000",
        "Chiffre d'affaires : 45 M€",
        "Effectif : 250 salariés",
        "C'est une entreprise qui réalise 45 M€ de chiffre d'affaires.",
        "Le budget est à définir.",
    ],
)
def test_a_number_without_a_currency_and_another_amount_are_no_value(line: str) -> None:
    assert "deal.value" not in fields(with_lines(line))


def test_a_sentence_may_tell_the_value() -> None:
    assert fields(with_lines("Le budget est de l'ordre de 150 k€."))["deal.value"] == Money(amount=Decimal(150_000), currency="EUR")


@pytest.mark.parametrize("written", ["entre 100 et 150 k€", "100-150 k€", "100 000 à 150 000 €"])
def test_a_range_leaves_the_value_open(written: str) -> None:
    (lead,) = leads(with_lines(f"Budget : {written}"))
    doubt = lead.ambiguous("deal.value")
    assert doubt is not None
    assert set(doubt.readings) == {"100000 EUR", "150000 EUR"}
    assert lead.get("deal.value") is None


@pytest.mark.parametrize(
    "written",
    [
        "30/09/2026",
        "30.09.2026",
        "30-09-26",
        "2026-09-30",
        "30 septembre 2026",
        "mercredi 30 sept. 2026",
        "le 30 SEPTEMBRE 2026",
        "September 30, 2026",
        "30 septembre",
    ],
)
def test_dates_are_read_as_nations_write_them(written: str) -> None:
    assert fields(with_lines(f"Signature prévue : {written}"))["deal.close_date"] == "2026-09-30"


def test_the_first_of_a_month_has_an_ending_and_a_day_gone_by_is_next_years() -> None:
    assert fields(with_lines("Date de signature prévue : 1er octobre 2026"))["deal.close_date"] == "2026-10-01"
    assert fields(with_lines("Décision prévue : 15 février"))["deal.close_date"] == "2027-02-15"


@pytest.mark.parametrize("written", ["T4 2026", "septembre 2026", "fin 2026", "fin septembre", "2e semestre 2026", "avant l'été"])
def test_a_month_or_a_quarter_is_no_date(written: str) -> None:
    assert "deal.close_date" not in fields(with_lines(f"Échéance : {written}"))


def test_a_labelled_date_that_cannot_be_is_invalid_as_written() -> None:
    (lead,) = leads(with_lines("Signature prévue : 31/09/2026"))
    found = lead.get("deal.close_date")
    assert found is not None
    assert (found.value, found.standing) == ("31/09/2026", Standing.INVALID)


def test_only_the_day_of_the_decision_counts_in_a_sentence() -> None:
    told = "Ils veulent signer avant le 30 septembre 2026 ; le démarrage est prévu le 4 janvier 2027."
    assert fields(with_lines(told))["deal.close_date"] == "2026-09-30"
    assert "deal.close_date" not in fields(with_lines("Je les ai rencontrés le 3 février 2026 au salon."))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Déploiement : multi-tenant", "multi-tenant"),
        ("Hébergement : dédié", "single-tenant"),
        ("Déploiement : sur site", "on-premise"),
        ("Ils veulent une version mono-tenant.", "single-tenant"),
        ("Le client refuse le cloud.", "on-premise"),
        ("Ils souhaitent une installation sur leurs propres serveurs.", "on-premise"),
        ("Le cloud mutualisé leur convient, en multi-tenant donc.", "multi-tenant"),
        ("Aujourd'hui leur ERP est on-premise, ils veulent passer au multi-tenant.", "multi-tenant"),
        ("Pas de single-tenant, du multi-tenant.", "multi-tenant"),
    ],
)
def test_the_deployment_is_told_in_the_words_that_people_use(line: str, expected: str) -> None:
    assert fields(with_lines(line))["deal.deployment"] == expected


@pytest.mark.parametrize(
    "line",
    [
        "Leur ERP actuel est on-premise.",
        "Notre contact sur site est joignable le matin.",
        "Ils ne veulent pas du single-tenant.",
        "Remplacement d'un ERP on-premise par Infor M3.",
    ],
)
def test_what_the_client_leaves_or_refuses_is_not_its_deployment(line: str) -> None:
    assert "deal.deployment" not in fields(with_lines(line))


def test_two_deployments_leave_it_open() -> None:
    (lead,) = leads(with_lines("Déploiement : multi-tenant ou single-tenant"))
    assert lead.ambiguous("deal.deployment") is not None


def test_the_clients_forwarded_words_count() -> None:
    text = "Bonjour Claire,\nnous souhaitons signer avant le 30 juin 2026, budget 90 k€, en multi-tenant.\nGilles Fournier"
    found = fields(with_lines(), forwarded(text))
    assert found["deal.close_date"] == "2026-06-30"
    assert found["deal.value"] == Money(amount=Decimal(90_000), currency="EUR")
    assert found["deal.deployment"] == "multi-tenant"
