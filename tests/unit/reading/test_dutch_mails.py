"""Whole Dutch mails as partners write them: forms, prose, forwards, tables, renewals, follow-ups."""

import pytest
from tests.unit.reading.builder import forwarded, mail, signature
from tests.unit.reading.dutch import SENDER, also, fields, leads, submission

from leadbot.mime import automatic_reason, parse
from leadbot.model.message import Address, Kind, Message
from leadbot.model.submission import LeadDraft
from leadbot.reading import read


def _parsed(body: str, *, subject: str, sender: str = "Anke Verbeek <anke@verbeekit.example>", kind: str = "plain") -> Message:
    head = f"From: {sender}\r\nTo: waas@also.example\r\nSubject: {subject}\r\n"
    head += "Date: Tue, 03 Mar 2026 11:15:45 +0100\r\nMessage-ID: <1@b.example>\r\n"
    content = f'MIME-Version: 1.0\r\nContent-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    return parse((head + content + body).encode(), also().mail_words)


def _items(lead: LeadDraft) -> list[tuple[str, int | None, int | None]]:
    return [(i.product, i.quantity, i.term_months) for i in lead.items()]


def test_a_form_with_an_address_in_parts_and_options() -> None:
    text = (
        "Naam klant:        Tuincentrum De Oude Tol\nStraat:            Oude Tolweg 88\nPostcode:          7021 ZM\n"
        "Plaats:            Zelhem\nKvK-nummer:        09123456\nGewenste bundel:   WaaS 2-in-1\nAantal:            6\n"
        "Opties:            6x dockingstation, 6x monitor\nLooptijd:          24 maanden\nLevering:          via partner"
    )
    (lead,) = leads(text, signature("Kees van Dijk\nVan Dijk Computers\ntel: 0297-621234"))
    assert lead.text("client.address") == "Oude Tolweg 88, 7021 ZM Zelhem"
    assert _items(lead) == [("waas-2in1", 6, 24), ("option-docking", 6, 24), ("option-monitor", 6, 24)]
    assert (lead.text("delivery"), lead.text("partner.name"), lead.text("contact.phone")) == (
        "partner",
        "Van Dijk Computers",
        "+31297621234",
    )


def test_a_story_told_to_colleagues() -> None:
    text = (
        "Ik heb weer een mooie voor jullie. Vandaag bij Installatiebedrijf Bruins BV in Meppel geweest "
        "(Industrieweg 3, 7944 HT Meppel, KvK 04012345). Ze gaan 14 laptops afnemen via WaaS, drie jaar vast. "
        "De eigenaar heet Henk Bruins, te bereiken op 0522 12 34 56 of henk@bruins.example."
    )
    found = fields(text)
    assert (found["client.name"], found["client.registry_id"]) == ("Installatiebedrijf Bruins BV", "04012345")
    assert (found["client.contact.phone"], found["client.contact.email"]) == ("+31522123456", "henk@bruins.example")
    assert _items(leads(text)[0]) == [("waas-notebook", 14, 36)]


def test_a_clients_mail_passed_on() -> None:
    writer = Address(name="Ronald Meijer", email="ronald@meijertransport.example")
    (lead,) = leads(
        "Graag registreren voor WaaS op naam van ons (Orion Automatisering B.V.).",
        forwarded("Dag Loes,\n\nAkkoord, doe maar 8 WaaS Notebook Pro's, looptijd 36 maanden.", writer),
        signature("Meijer Transport B.V.\nHavenweg 22\n4541 HL Sluiskil\nKvK 22334455\n0115-471234", depth=1, writer=writer),
        sender=Address(name="Loes Hendriks", email="loes@orionautomatisering.example"),
    )
    assert (lead.text("client.name"), lead.text("client.address")) == ("Meijer Transport B.V.", "Havenweg 22, 4541 HL Sluiskil")
    assert (lead.text("client.contact.name"), lead.text("partner.name")) == ("Ronald Meijer", "Orion Automatisering B.V.")
    assert _items(lead) == [("waas-notebook-pro", 8, 36)]


def test_a_table_with_a_lead_in_each_row() -> None:
    rows = [
        ("Slagerij Pietersen", "Hoofdstraat 3, 9601 EA Hoogezand", "02012345", "WaaS Desktop", "2", "36"),
        ("Kapsalon Chic V.O.F.", "Kerkweg 14, 9602 AB Hoogezand", "02054321", "WaaS Notebook", "3", "24"),
    ]
    head = ("Klant", "Adres", "KvK-nr", "Bundel", "Aantal", "Looptijd (maanden)")
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (head, *rows))
    body = f"<p>Beste ALSO,</p><p>Partner: Netwerk Plus B.V., contactpersoon Erik Smit.</p><table>{table}</table>"
    message = _parsed(body, subject="2 aanmeldingen WaaS", sender="Erik Smit <erik@netwerkplus.example>", kind="html")
    found = read(message, also()).leads
    assert [(x.text("client.name"), x.text("client.registry_id"), _items(x)) for x in found] == [
        ("Slagerij Pietersen", "02012345", [("waas-desktop", 2, 36)]),
        ("Kapsalon Chic V.O.F.", "02054321", [("waas-notebook", 3, 24)]),
    ]
    assert {x.text("partner.name") for x in found} == {"Netwerk Plus B.V."}


def test_two_clients_in_a_numbered_list() -> None:
    text = (
        "Partner: TechPoint B.V., contactpersoon Fatima el Bakkali, f.elbakkali@techpoint.example\n\n"
        "1. Fysio Centraal, Kerkplein 5, 1012 AB Amsterdam, KvK 11223344: 5x WaaS Notebook, 36 maanden\n"
        "2. Garage Snel V.O.F., Industrieweg 8, 1505 HX Zaandam, KvK 55667788: 2x WaaS Desktop + 2 monitoren, 24 maanden"
    )
    found = leads(text, sender=Address(name="Fatima el Bakkali", email="f.elbakkali@techpoint.example"))
    assert [(x.text("client.name"), _items(x)) for x in found] == [
        ("Fysio Centraal", [("waas-notebook", 5, 36)]),
        ("Garage Snel V.O.F.", [("waas-desktop", 2, 24), ("option-monitor", 2, 24)]),
    ]


def test_a_renewal_in_one_sentence() -> None:
    (lead,) = leads(
        "Namens ICT Huis Zeeland B.V. meld ik hierbij aan:\n\nEindklant: Hotel Zeezicht V.O.F.\n"
        "Boulevard Bankert 15\n4382 AA Vlissingen\nKvK 22012345\n\n"
        "Betreft verlenging van het lopende contract (nu 24 maanden) met 12 maanden voor 10 WaaS Desktops.",
        sender=Address(name="C. de Wilde", email="c.dewilde@icthuiszeeland.example"),
    )
    previous = lead.get("deal.previous_term_months")
    assert previous is not None
    assert (lead.text("deal.type"), previous.value, _items(lead)) == ("renewal", 24, [("waas-desktop", 10, 12)])
    assert (lead.text("client.name"), lead.text("partner.name")) == ("Hotel Zeezicht V.O.F.", "ICT Huis Zeeland B.V.")


def test_an_english_mail_to_the_dutch_programme() -> None:
    (lead,) = leads(
        "We would like to register a customer for WaaS.\n\nCustomer: Blue Tulip Logistics B.V.\nAddress: Schipholweg 101, 2316 XC Leiden\n"
        "Chamber of Commerce (KvK): 33445566\nBundle: WaaS Notebook Pro, 15 pieces, term 36 months\nPartner: Delta Systems B.V.",
        sender=Address(name="Mark Jansen", email="mark@deltasystems.example"),
    )
    assert (lead.text("client.name"), lead.text("client.registry_id")) == ("Blue Tulip Logistics B.V.", "33445566")
    assert _items(lead) == [("waas-notebook-pro", 15, 36)]


def test_a_corrected_quantity() -> None:
    text = "Klant: De Poot B.V.\n10 WaaS Notebooks, 36 maanden\nCorrectie: het moeten 12 notebooks zijn, niet 10."
    assert _items(leads(text)[0]) == [("waas-notebook", 12, 36)]


def test_a_client_in_brackets_and_a_sentence_that_ends_behind_the_partner() -> None:
    found = fields(
        "De klant (Schildersbedrijf Kwast) neemt 8 WaaS Notebooks af. Adres Verfweg 2, 5611 AA Eindhoven.\n\nPartner: Brainport IT."
    )
    assert (found["client.name"], found["client.address"], found["partner.name"]) == (
        "Schildersbedrijf Kwast",
        "Verfweg 2, 5611 AA Eindhoven",
        "Brainport IT",
    )


def test_what_is_left_empty_is_not_filled() -> None:
    found = fields("Klant: Rozenhof B.V.\nAdres: volgt nog\nKvK: onbekend\nBundel: WaaS Notebook\nAantal: 4\nLooptijd: n.t.b.")
    assert not {"client.address", "client.registry_id"} & set(found)
    assert _items(leads("Klant: Rozenhof B.V.\nBundel: WaaS Notebook\nAantal: 4\nLooptijd: n.t.b.")[0]) == [("waas-notebook", 4, None)]


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Vraag", "Stel dat een klant na een jaar stopt, kan hij het contract dan tussentijds opzeggen?", Kind.QUESTION),
        ("Commissie", "Krijgen wij een hogere commissie bij Office 365 Business Premium?", Kind.QUESTION),
        ("AW-2026-00012", "Hoe staat het met onze aanmelding voor Garage Snel?", Kind.STATUS),
        ("Garage Snel", "Is onze aanmelding AW-2026-00012 al goedgekeurd?", Kind.STATUS),
        ("Aanmelding AW-2026-00012", "Deze aanmelding mag vervallen, de klant ziet ervan af.", Kind.WITHDRAWAL),
        ("Intrekking", "Hierbij trekken wij de aanmelding AW-2026-00012 in.", Kind.WITHDRAWAL),
        ("RE: [AW-2026-00031] Aanvullende gegevens", "adres klant: Rozenlaan 17, 1431 BW Aalsmeer", Kind.FOLLOW_UP),
        ("Meer omzet", "Gratis vindbaarheid in Google? Klik hier voor onze actie met 50% korting!", Kind.UNRELATED),
    ],
)
def test_kinds_of_mail(subject: str, text: str, kind: Kind) -> None:
    found = submission(text, subject=subject)
    assert (found.kind, found.language) == (kind, "nl")


@pytest.mark.parametrize("subject", ["Automatisch antwoord: Uw aanmelding", "Afwezig: Re: WaaS", "Niet aanwezig", "Afwezigheidsbericht"])
def test_an_absence_note_is_automatic(subject: str) -> None:
    assert automatic_reason(mail("Ik ben tot 9 maart afwezig.", subject=subject, sender=SENDER), also().mail_words) is not None


FORWARDS = [
    "-----Oorspronkelijk bericht-----\nVan: Nadia El Amrani <nadia@pippeloen.example>\nVerzonden: maandag 2 maart 2026 16:45\n"
    "Aan: Anke Verbeek <anke@verbeekit.example>\nOnderwerp: Laptops\n\n",
    "Begin doorgestuurd bericht:\n\nVan: Nadia El Amrani <nadia@pippeloen.example>\nDatum: 2 maart 2026 om 16:45:10 CET\n"
    "Aan: Anke Verbeek <anke@verbeekit.example>\nOnderwerp: Laptops\n\n",
    "---------- Forwarded message ---------\nVan: Nadia El Amrani <nadia@pippeloen.example>\nDate: ma 2 mrt 2026 om 16:45\n"
    "Subject: Laptops\nTo: Anke Verbeek <anke@verbeekit.example>\n\n",
    "-------- Doorgestuurd bericht --------\nOnderwerp: Laptops\nDatum: Mon, 2 Mar 2026 16:45:10 +0100\n"
    "Van: Nadia El Amrani <nadia@pippeloen.example>\nAan: Anke Verbeek <anke@verbeekit.example>\n\n",
]


@pytest.mark.parametrize("header", FORWARDS, ids=["Outlook", "Apple Mail", "Gmail", "Thunderbird"])
def test_forwarded_by_any_mail_program(header: str) -> None:
    body = (
        f"Graag aanmelden. Partner is Verbeek IT B.V.\n\nAnke Verbeek\n\nVerstuurd vanaf mijn iPhone\n\n{header}"
        "Beste Anke,\n\nWe gaan akkoord met 10 WaaS notebooks voor 24 maanden.\n\nVriendelijke groeten,\nNadia El Amrani\n"
        "Kinderopvang Pippeloen B.V.\nEikenlaan 5\n6711 PD Ede\nKvK-nummer 49597363\n"
    )
    (lead,) = read(_parsed(body.replace("\n", "\r\n"), subject="Fwd: Laptops"), also()).leads
    assert (lead.text("client.name"), lead.text("client.contact.name")) == ("Kinderopvang Pippeloen B.V.", "Nadia El Amrani")
    assert (lead.text("contact.name"), lead.text("partner.name")) == ("Anke Verbeek", "Verbeek IT B.V.")
    assert _items(lead) == [("waas-notebook", 10, 24)]


@pytest.mark.parametrize(
    "line",
    [
        "Op ma 2 mrt 2026 om 10:12 schreef ALSO WaaS <waas@also.example>:",
        "Op 2 maart 2026 om 10:12 heeft ALSO WaaS <waas@also.example> het volgende geschreven:",
        "ALSO WaaS <waas@also.example> schreef op 2 maart 2026 om 10:12:",
        "Op 2-3-2026 om 10:12 schreef ALSO WaaS:",
    ],
)
def test_what_is_quoted_below_a_reply_is_not_the_senders(line: str) -> None:
    quoted = "> Wat is het KvK-nummer van Garage Snel?\r\n> Adres: Havenweg 22, 4541 HL Sluiskil\r\n"
    body = f"KvK klant: 22334455\r\n\r\nAnke\r\n\r\n{line}\r\n{quoted}"
    found = read(_parsed(body, subject="RE: [AW-2026-00044] Aanvullende gegevens"), also())
    assert (found.kind, [(f.id, f.value) for f in found.leads[0].fields if f.id.startswith("client.")]) == (
        Kind.FOLLOW_UP,
        [("client.registry_id", "22334455")],
    )
