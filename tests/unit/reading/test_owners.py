"""Client and partner are never taken for each other."""

import pytest
from tests.unit.reading.builder import NIP, SENDER, fields, forwarded, own, signature

from leadbot.model.message import Address

PARTNER_NIP = "7966567638"
WISH = "25 x Microsoft 365 Business Standard, PC: 30"
STRANGER = Address(name="Ewa Lis", email="ewa.lis@poczta.example")
CLIENT = f"Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}"


def ids(text: str, sender: Address = SENDER) -> tuple[object, object]:
    found = fields(f"{text}\n{WISH}\n", sender=sender)
    return found.get("client.tax_id"), found.get("partner.tax_id")


@pytest.mark.parametrize(
    "text",
    [
        f"My z firmy Sokół IT Sp. z o.o. (NIP {PARTNER_NIP}, Wodna 4, 76-200 Słupsk) zgłaszamy Mebelux S.A. (NIP {NIP}).",
        f"Firma Sokół IT Sp. z o.o., NIP {PARTNER_NIP}, Wodna 4, 76-200 Słupsk, zgłasza {CLIENT}.",
        f"Sokół IT Sp. z o.o. (NIP {PARTNER_NIP}) zgłasza klienta {CLIENT}.",
        f"Zgłaszam w imieniu firmy Sokół IT Sp. z o.o., NIP {PARTNER_NIP}. Klient: {CLIENT}",
        f"Dane partnera:\nSokół IT Sp. z o.o.\nNIP {PARTNER_NIP}\n\nDane klienta:\nMebelux Sp. z o.o.\nNIP {NIP}",
        f"{CLIENT}\n{WISH}\nSokół IT Sp. z o.o., NIP {PARTNER_NIP}, Wodna 4, 76-200 Słupsk, Ewa Lis",
        f"NIP klienta: {NIP}, NIP partnera: {PARTNER_NIP}\nKlient: Mebelux S.A.; partner: Sokół IT Sp. z o.o.",
        f"Klient: Mebelux S.A.\nNIP: {NIP}\nMy: Sokół IT Sp. z o.o.\nNIP: {PARTNER_NIP}",
        f"Sokol IT Sp. z o.o. (VAT PL{PARTNER_NIP}) would like to register Mebelux S.A. (VAT PL{NIP}).",
    ],
)
def test_who_reports_is_the_partner_and_who_is_reported_the_client(text: str) -> None:
    assert ids(text, STRANGER) == (NIP, PARTNER_NIP)


@pytest.mark.parametrize(
    "text",
    [
        f"Nasz NIP: {PARTNER_NIP}\nNIP klienta: {NIP}\nKlient nazywa się Mebelux Sp. z o.o.",
        f"Klient: Mebelux Sp. z o.o., NIP: {NIP}\nNIP nasz: {PARTNER_NIP}",
        f"{NIP} to NIP klienta Mebelux Sp. z o.o. {PARTNER_NIP} to nasz NIP.",
        f"Our VAT: PL{PARTNER_NIP}\nCustomer: Mebelux Sp. z o.o., VAT: PL{NIP}",
    ],
)
def test_a_word_beside_the_label_says_whose_an_id_is(text: str) -> None:
    assert ids(text) == (NIP, PARTNER_NIP)


def test_a_company_named_like_the_senders_domain_is_the_partner_whatever_was_said_before() -> None:
    text = f"Ze strony klienta rozmawiam z Adamem Kosem. IT Serwis Jan Nowicki, ul. Wodna 4, 76-200 Słupsk, NIP {PARTNER_NIP}"
    assert ids(f"Zgłaszam firmę {CLIENT}.\n{text}") == (NIP, PARTNER_NIP)


@pytest.mark.parametrize("name", ["Pilch Partner s.c.", "Partner Sp. z o.o.", "Kontakt-Plus Sp. j. Nowak, Zięba"])
def test_a_word_for_a_party_may_be_part_of_a_name(name: str) -> None:
    found = fields(
        own(f"Zgłaszam temat.\nKlient: {CLIENT}\n{WISH}\n"), signature(f"Ewa Lis\n{name}, ul. Wodna 4, 76-200 Słupsk\nNIP {PARTNER_NIP}"),
        sender=STRANGER,
    )  # fmt: skip
    assert (found["client.tax_id"], found["partner.tax_id"], found["partner.name"]) == (NIP, PARTNER_NIP, name)


def test_the_header_of_a_clients_forwarded_mail_names_no_party() -> None:
    client = Address(name="Adam Kos", email="adam.kos@mebelux.example")
    found = fields(
        own("Zgłaszam temat z korespondencji poniżej.\n"),
        signature(f"Jan Nowicki\nIT Serwis Jan Nowicki, ul. Wodna 4, 76-200 Słupsk, NIP {PARTNER_NIP}, tel. 601 222 333"),
        forwarded(
            f"Od: Adam Kos <adam.kos@mebelux.example>\nDo: Jan Nowicki <jan.nowicki@itserwis.example>\nTemat: licencje\n\n"
            f"{WISH}\nDane do umowy: {CLIENT}\n",
            client,
        ),
    )
    assert (found["client.tax_id"], found["partner.tax_id"]) == (NIP, PARTNER_NIP)
    assert found["client.contact.name"] == "Adam Kos"


CLIENT_CELLS = ("Klient", "Mebelux S.A.", NIP, "ul. Lipowa 12, 00-950 Warszawa")
PARTNER_CELLS = ("Partner", "Sokół IT Sp. z o.o.", PARTNER_NIP, "ul. Wodna 4, 76-200 Słupsk")
HEADINGS = ("", "Nazwa", "NIP", "Adres")
ACROSS = (HEADINGS, PARTNER_CELLS, CLIENT_CELLS)
DOWN = tuple(zip(HEADINGS, CLIENT_CELLS, PARTNER_CELLS, strict=True))


@pytest.mark.parametrize("rows", [ACROSS, DOWN])
def test_a_table_of_client_and_partner_is_read_both_ways(rows: tuple[tuple[str, ...], ...]) -> None:
    table = "\n".join("\t".join(row) for row in rows)
    found = fields(f"Dane:\n\n{table}\n\n{WISH}\n")
    assert (found["client.tax_id"], found["partner.tax_id"]) == (NIP, PARTNER_NIP)
    assert (found["client.address"], found["partner.address"]) == ("ul. Lipowa 12, 00-950 Warszawa", "ul. Wodna 4, 76-200 Słupsk")


def test_an_address_belongs_to_whom_the_words_before_it_name() -> None:
    text = f"Klient: Mebelux S.A., NIP {NIP}\nPartner: Sokół IT Sp. z o.o., NIP {PARTNER_NIP}\n"
    found = fields(text + f"adres klienta Lipowa 12, 00-950 Warszawa, adres partnera Wodna 4, 76-200 Słupsk\n{WISH}\n")
    assert (found["client.address"], found["partner.address"]) == ("Lipowa 12, 00-950 Warszawa", "Wodna 4, 76-200 Słupsk")
