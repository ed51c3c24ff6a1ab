"""Dutch mails in their own words: numbers that count nothing, corrections, options for each, renewals told in passing."""

import pytest
from tests.unit.reading.builder import forwarded, signature
from tests.unit.reading.dutch import SIGNED, also, fields, items, lead, leads, submission, with_client

from leadbot.mime import automatic_reason, parse
from leadbot.model.message import Address, Kind
from leadbot.reading import read


@pytest.mark.parametrize(
    "line",
    [
        "Aanmeldingen week 20: 3 x WaaS Desktop, 24 maanden",
        '3 WaaS Desktops met Windows 11 en een 27" scherm niet nodig, looptijd 24 maanden',
        "Zij nemen drie WaaS Desktop voor 24 maanden. Er werken ruim zestig mensen.",
    ],
)
def test_numbers_of_weeks_versions_inches_and_staff_count_no_bundles(line: str) -> None:
    assert items(line)[0] == ("waas-desktop", 3, 24)


def test_an_iban_is_neither_a_name_nor_a_register_number() -> None:
    writer = Address(name="Saskia de Wit", email="saskia@dewitpartners.example")
    card = (
        "Saskia de Wit\nAccountantskantoor De Wit & Partners\nStationsweg 88, 3743 EP Baarn\nKvK 31.55.02.19  IBAN NL91 ABNA 0417 1643 00"
    )
    (found,) = leads("Graag registreren.", forwarded("9 notebooks, 36 maanden.", writer), signature(card, depth=1, writer=writer))
    assert (found.text("client.name"), found.text("client.registry_id")) == ("Accountantskantoor De Wit & Partners", "31550219")


@pytest.mark.parametrize(
    ("lines", "months"),
    [
        ("14 x WaaS 2-in-1, looptijd 24 maanden. Sorry, net gebeld: niet 24 maar 36.", 36),
        ("14 x WaaS 2-in-1, looptijd 2 jaar. Oeps, niet 2 maar 3.", 36),
    ],
)
def test_a_term_is_corrected_by_its_bare_number(lines: str, months: int) -> None:
    assert items(lines) == [("waas-2in1", 14, months)]


@pytest.mark.parametrize(
    "line", ["Het worden er 18 ipv 15 (WaaS Notebook Pro), 36 maanden", "18 in plaats van 15 WaaS Notebook Pro, 36 mnd"]
)
def test_the_new_number_is_the_only_products_wherever_it_stands(line: str) -> None:
    assert items(line) == [("waas-notebook-pro", 18, 36)]


@pytest.mark.parametrize(
    ("line", "docks"),
    [
        ("7 WaaS Notebooks en 2 WaaS Desktops, 36 maanden. Voor elke laptop graag ook een dock.", 7),
        ("7 WaaS Notebooks en 2 WaaS Desktops, 36 maanden, elk met een dockingstation.", None),
    ],
)
def test_one_for_each_follows_the_product_that_is_named(line: str, docks: int | None) -> None:
    assert items(line)[-1] == ("option-docking", docks, 36)


def test_different_things_that_one_product_stands_for_are_items_of_their_own() -> None:
    assert items("2 MacBooks Air en 1 iMac, drie jaar") == [("custom-bundle", 2, 36), ("custom-bundle", 1, 36)]


def test_a_contract_that_ends_after_its_term_has_run_so_long() -> None:
    text = "Ons contract loopt na 24 maanden af op 1 december. De klant wil er nog een jaar aan vastknopen. Verlenging van 6x WaaS 2-in-1."
    found = lead(text)
    assert found.get("deal.previous_term_months") is not None
    assert [(i.quantity, i.term_months) for i in found.items()] == [(6, 12)]


def test_what_a_client_has_is_no_wish_where_it_wants_options_now() -> None:
    assert items("De klant heeft al WaaS lopen en wil er nu 5x upgrade naar O365 Business Premium en 5 monitoren bij.") == [
        ("option-o365-business-premium", 5, None),
        ("option-monitor", 5, None),
    ]


@pytest.mark.parametrize(("answer", "kind"), [("Nieuw", "new"), ("Verlenging", "renewal")])
def test_a_form_asks_whether_it_is_new(answer: str, kind: str) -> None:
    assert lead(f"Nieuw of verlenging: {answer}", "4 x WaaS Desktop, 12 maanden").text("deal.type") == kind


def test_small_words_open_a_companys_name() -> None:
    found = fields("Graag aanmelden: restaurant De Zeehond (Havenplein 4, 8861 XH Harlingen, kvk 01122334), 6x WaaS 2-in-1, 24 maanden")
    assert found["client.name"] == "restaurant De Zeehond"


def test_the_mail_corrects_a_row_of_its_file_by_a_word_of_the_clients_name() -> None:

    one = "1. Bakkerij De Gouden Aar, Marktstraat 12, 7411 KX Deventer, KvK 38123456: 3 x WaaS Desktop, 24 maanden"
    two = "2. Lijn & Vlak B.V., Brink 5, 7411 BR Deventer, KvK 38991007: 6 x WaaS Notebook, 36 maanden"
    found = leads(f"Bij de bakkerij zijn het er sinds vanochtend 5 in plaats van 3.\n\n{one}\n{two}")
    assert [[i.quantity for i in one.items()] for one in found] == [[5], [6]]


_FORM = (
    "Nieuwe WaaS-aanmelding\n\nEindklant\n  Bedrijfsnaam: Metaalbewerking Berg B.V.\n  Adres: Nijverheidsstraat 5, 7041 GA 's-Heerenberg\n"
    "  KvK-nummer: 09112233\nBestelling\n  Bundel: WaaS Notebook\n  Aantal: 11\n  Looptijd: 12 maanden\n"
    "Partner\n  Bedrijfsnaam: Liemers Computers\n  Contactpersoon: J.W. Hendriks\n  E-mail: jw@liemerscomputers.example\n"
)


@pytest.mark.parametrize(("body", "kind"), [(_FORM, Kind.LEAD), ("Uw rapport van WaaS Notebook staat klaar.", Kind.AUTOMATIC)])
def test_a_robot_that_passes_on_a_filled_in_form_brings_a_lead(body: str, kind: Kind) -> None:
    head = "From: Portaal <noreply@portaal.example>\r\nTo: waas@also.example\r\nSubject: Nieuwe aanmelding\r\n\r\n"
    message = parse((head + body).encode(), also().mail_words)
    assert read(message, also(), None, automatic_reason(message, also().mail_words)).kind is kind


@pytest.mark.parametrize(
    "text",
    ["AW-2026-00041 mag eruit, de klant heeft voor een ander gekozen.", "Willen jullie de aanmelding AW-2026-00019 verwijderen?"],
)
def test_a_lead_is_taken_back_in_many_words(text: str) -> None:
    assert submission(text, subject="AW-2026-00041").kind is Kind.WITHDRAWAL


def test_who_sells_leads_and_hardware_is_no_partner() -> None:
    text = (
        "Beste ondernemer,\n\nOp zoek naar nieuwe klanten? Wij leveren gekwalificeerde B2B-leads: 25 leads voor maar € 495 ex btw, "
        "looptijd 12 maanden, maandelijks opzegbaar. Ook refurbished notebooks met docking op voorraad, al vanaf 10 stuks!"
    )
    assert submission(text, subject="Meer leads voor ALSO?").kind is Kind.UNRELATED


def test_what_goes_with_one_of_two_bundles_has_that_ones_term() -> None:
    lines = "- 25 x WaaS Notebook (3 jaar)\n- 10 x WaaS 2-in-1 (2 jaar)\n- 25 x dockingstation bij de notebooks"
    assert items(lines)[-1] == ("option-docking", 25, 36)


def test_small_things_are_things() -> None:
    assert items("De klant wil 2 laptopjes en 1 vaste pc via waas. 36 mnd.") == [("waas-notebook", 2, 36), ("waas-desktop", 1, 36)]


@pytest.mark.parametrize("told", ["is niet 30114456 maar 30114465", "30114456, sorry: 30114465"])
def test_a_register_number_is_corrected_by_one_without_a_label(told: str) -> None:
    (found,) = submission(f"Het KvK-nummer van de klant {told}.", subject="Correctie AW-2026-00061").leads
    assert found.text("client.registry_id") == "30114465"


def test_two_numbered_clients_without_a_signature_are_two_clients() -> None:
    one = "1. Bakkerij De Gouden Aar, Marktstraat 12, 7411 KX Deventer, KvK 38123456: 3 x WaaS Desktop, 24 maanden"
    two = "2. Lijn & Vlak B.V., Brink 5, 7411 BR Deventer, KvK 38991007: 6 x WaaS Notebook, 36 maanden"
    assert [found.text("client.name") for found in leads(f"{one}\n{two}")] == ["Bakkerij De Gouden Aar", "Lijn & Vlak B.V."]


def test_who_is_responsible_at_the_client_is_the_clients_person() -> None:
    text = (
        "Firma: Schrijnwerkerij Van Hove\nKvK: 22 05 66 77\nVerantwoordelijke: Luc Van Hove, gsm 06-11 22 33 44\n3 x WaaS Notebook, 3 jaar"
    )
    found = fields(text)
    assert (found["client.contact.name"], found["contact.name"]) == ("Luc Van Hove", "Kees van Dijk")


def test_a_partner_named_in_short_is_called_as_it_signs() -> None:
    text = with_client("4 x WaaS Desktop, 12 maanden", "Graag registreren op naam van Kade7 Automatisering.").replace(SIGNED, "")
    (found,) = leads(text, signature("Bram Oosting\nKade7 Automatisering B.V.\nHandelskade 7, 9723 BA Groningen"))
    assert found.text("partner.name") == "Kade7 Automatisering B.V."
