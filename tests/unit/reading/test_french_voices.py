"""How referrers say things in passing: sums in words, what is taken back or moved, whose a person is, lists and forms."""

from decimal import Decimal

import pytest

from leadbot.model.message import Address, Kind
from leadbot.model.submission import Money

from .builder import item, values
from .french import with_lines, written, written_fields

SONIA = Address(name="Sonia Belkacem", email="sonia@sb-advisory.example")
TOM = Address(name="Tom Becker", email="tom@becker-consulting.example")


def euros(amount: int) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


@pytest.mark.parametrize(
    ("line", "amount"),
    [
        ("Budget : deux cent quarante mille euros", 240_000),
        ("Budget : quatre-vingt-dix mille euros", 90_000),
        ("Budget : quatre-vingts mille euros", 80_000),
        ("Budget : un million d'euros", 1_000_000),
        ("Budget : un million et demi d'euros", 1_500_000),
        ("Le budget est de cent vingt mille euros.", 120_000),
        ("Budget : 60 k€, correction : 65 k€", 65_000),
        ("Le budget passe de 80 000 € à 95 000 €.", 95_000),
        ("Le budget n'est pas de 80 000 € mais de 95 000 €.", 95_000),
        ("Budget : 95 000 € au lieu de 80 000 €", 95_000),
    ],
)
def test_sums_in_words_and_sums_that_replace_others(line: str, amount: int) -> None:
    assert written_fields(with_lines("Besoin : suivi des lots", line))["deal.value"] == euros(amount)


def test_a_sum_beside_the_product_is_the_deals_unless_it_is_said_to_be_anothers() -> None:
    assert written_fields("Prospect : Transports Kieffer SARL\nSolution : Infor WMS, 60 000 € HT\n")["deal.value"] == euros(60_000)
    assert "deal.value" not in written_fields("Prospect : Kieffer SARL, chiffre d'affaires 60 M€, veut Infor WMS.\n")


@pytest.mark.parametrize(
    "line",
    [
        "La signature glisse du 30 novembre 2026 au 15 janvier 2027.",
        "Signature le 15 janvier 2027, initialement prévue le 30 novembre 2026.",
        "Signature : 30/11/2026, pardon, 15/01/2027",
        "Signature repoussée au 15/01/2027 au lieu du 30/11/2026.",
    ],
)
def test_a_day_that_was_moved_is_the_later_one_said(line: str) -> None:
    assert written_fields(with_lines("Besoin : suivi des lots", line))["deal.close_date"] == "2027-01-15"


def test_two_days_of_which_none_replaces_the_other_stay_open() -> None:
    (lead,) = written(with_lines("Signature : 30/11/2026 ou 15/01/2027")).leads
    assert lead.ambiguous("deal.close_date")


def test_a_follow_up_names_the_new_person_and_what_changed() -> None:
    found = written(
        "Bonjour,\n\nPour IR-2026-00118 : Mme Roussel est partie à la retraite, votre interlocuteur est maintenant M. Adama Diallo "
        "(04 76 55 09 31).\n\nSonia Belkacem\n",
        sender=SONIA,
        subject="Changement",
    )
    assert found.kind is Kind.FOLLOW_UP
    fields = values(found.leads[0])
    assert (fields["client.contact.name"], fields["client.contact.phone"]) == ("Adama Diallo", "+33476550931")
    assert "contact.phone" not in fields


def test_a_number_said_wrongly_and_right_at_once() -> None:
    found = written_fields(
        "Prospect : Charcuteries Rouanet SARL\nInterlocuteur : Jean Rouanet, tél 05 65 55 44 33 - non pardon 05 65 55 44 35\n"
        "Produit : Infor LN - enfin non, plutôt M3\n"
    )
    assert found["client.contact.phone"] == "+33565554435"
    assert found["items"] == (item("infor-m3"),)


def test_of_two_products_both_and_people_who_log_in_are_no_quantity() -> None:
    both = written_fields("Le prospect est Malterie Lacombe SAS. Je leur ai parlé d'Infor Nexus et de Birst, ils sont preneurs des deux.\n")
    assert both["items"] == (item("infor-nexus"), item("infor-birst"))
    english = written_fields("Referral: Kermarec SAS.\nProduct: Infor M3. They have about 60 people who would log in.\n", sender=TOM)
    assert english["items"] == (item("infor-m3"),)


def test_the_sender_is_called_as_it_signs_and_a_client_by_its_full_name() -> None:
    found = written_fields(
        "Hello,\n\nA referral: Biscuiterie Kermarec SAS wants Infor M3.\n\nBest,\nTom Becker\nBecker Consulting\n\n"
        "Becker Consulting SARL, 12 rue de la Monnaie, 35000 Rennes. SIREN 790 113 443.\n",
        sender=TOM,
    )
    assert (found["client.name"], found["partner.name"]) == ("Biscuiterie Kermarec SAS", "Becker Consulting")


def test_items_of_a_list_begin_with_companies_though_one_has_no_legal_form() -> None:
    found = written(
        "Bonjour,\n\nVoici deux pistes :\n\n1) Brasserie Haegemans SRL, à Gand. Contact : Griet Haegemans, griet@haegemans.example. "
        "Produit : Infor M3.\n\n"
        "2) Intercommunale des Eaux du Condroz. Contact : Luc Piron, l.piron@iec.example. Produit : Infor EAM.\n\n"
        "Bien à vous,\nClaire Fontaine\n"
    )
    assert [lead.text("client.name") for lead in found.leads] == ["Brasserie Haegemans SRL", "Intercommunale des Eaux du Condroz"]
    assert [lead.items() for lead in found.leads] == [(item("infor-m3"),), (item("infor-eam"),)]


def test_a_form_with_the_surname_before_the_given_name() -> None:
    found = written_fields(
        "Société du prospect : Plastiques du Jura SAS\nNom du contact : Weber\nPrénom du contact : Denis\nProduit : Infor LN\n"
        "Montant estimé (k€) : 140\nDéploiement : instance dédiée\n"
    )
    assert found["client.contact.name"] == "Denis Weber"
    assert (found["deal.value"], found["deal.deployment"]) == (euros(140_000), "single-tenant")


def test_the_unit_of_a_tables_header_is_that_of_its_amounts() -> None:
    found = written("Prospect\tSolution\tBudget (€)\nSalaisons Peyrac SAS\tM3\t185000\nTarnac Mobilier SAS\tLN\t320000\n")
    assert [values(lead).get("deal.value") for lead in found.leads] in ([euros(185_000), euros(320_000)],)


@pytest.mark.parametrize(
    "text",
    [
        "Vous pouvez laisser tomber IR-2026-00051, le client a choisi un autre éditeur.",
        "Merci de clore IR-2026-00051 : le projet est gelé jusqu'en 2028.",
        "You can take IR-2026-00051 off your list, please: they were bought last week.",
    ],
)
def test_a_lead_is_taken_back_in_everyday_words(text: str) -> None:
    found = written(f"Bonjour,\n\n{text}\n\nSonia\n", sender=SONIA, subject="un dossier")
    assert (found.kind, found.reference) == (Kind.WITHDRAWAL, "IR-2026-00051")


def test_a_company_that_is_said_to_be_quite_private_is_commercial_whatever_its_name() -> None:
    text = (
        "Le prospect s'appelle Ministère de la Bière SAS, une société tout à fait privée, aucune collectivité au capital. Produit : M3.\n"
    )
    assert written_fields(text)["client.sector"] == "commercial"
    assert written_fields("Prospect : Eaux de Roncheville. C'est une collectivité. Produit : Infor EAM.\n")["client.sector"] == "public"


def test_salut_opens_a_mail_and_signs_none() -> None:
    found = written(
        "Salut à tous,\n\nProspect : Forges Barbier SARL, Contact : Luc Barbier, 03 84 55 01 01. Produit : SyteLine.\n", sender=SONIA
    )
    assert [lead.text("client.name") for lead in found.leads] == ["Forges Barbier SARL"]
