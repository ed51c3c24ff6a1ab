"""The same lead in the layouts in which partners send it."""

import pytest
from tests.unit.reading.builder import NIP, OTHER_NIP, PARTNER, fields, own, quoted

from leadbot.model.message import CELL, CELL_BREAK

EXPECTED = {
    "client.name": "Mebelux Sp. z o.o.",
    "client.address": "ul. Lipowa 12, 00-950 Warszawa",
    "client.tax_id": NIP,
    "client.pc_count": 17,
    "partner.name": "IT Serwis Jan Nowicki",
    "partner.address": "ul. Wodna 4, 76-200 Słupsk",
    "partner.tax_id": OTHER_NIP,
    "contact.name": "Jan Nowicki",
    "contact.phone": "+48601222333",
    "contact.email": "jan.nowicki@itserwis.example",
}
CLIENT = f"Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}"
US = f"IT Serwis Jan Nowicki, ul. Wodna 4, 76-200 Słupsk, NIP {OTHER_NIP}"
ME = "Jan Nowicki, 601 222 333, jan.nowicki@itserwis.example"


def row(*cells: str) -> str:
    return CELL.join(cells)


LAYOUTS = {
    "labels": f"Klient: Mebelux Sp. z o.o.\nAdres: ul. Lipowa 12, 00-950 Warszawa\nNIP: {NIP}\nPlan: M365 BS\nIlość: 15\nLiczba PC: 17\n"
    f"Partner: IT Serwis Jan Nowicki\nAdres: ul. Wodna 4, 76-200 Słupsk\nNIP: {OTHER_NIP}\nOpiekun: {ME}",
    "capitals": f"KLIENT: Mebelux Sp. z o.o.\nADRES: ul. Lipowa 12, 00-950 Warszawa\nNIP: {NIP}\nPLAN: M365 BS, ILOŚĆ: 15\nLICZBA PC: 17\n"
    f"PARTNER: {US}\nOPIEKUN: JAN NOWICKI, TEL. 601 222 333, JAN.NOWICKI@ITSERWIS.EXAMPLE",
    "dashes": f"• Klient – Mebelux Sp. z o.o.\n• Adres klienta – ul. Lipowa 12, 00-950 Warszawa\n• NIP – {NIP}\n• "
    "Produkt – M365 BS\n• Liczba licencji – 15\n"
    "• Liczba PC – 17\n• Partner – IT Serwis Jan Nowicki\n• Adres – ul. Wodna 4, 76-200 Słupsk\n• NIP – "
    f"{OTHER_NIP}\n• Opiekun – Jan Nowicki\n• Tel. – 601 222 333",
    "sections": "DANE PARTNERA\nFirma: IT Serwis Jan Nowicki\nSiedziba: ul. Wodna 4, 76-200 Słupsk\nNIP: "
    f"{OTHER_NIP}\nOsoba do kontaktu: {ME}\n\n"
    f"DANE KLIENTA\nFirma: Mebelux Sp. z o.o.\nSiedziba: ul. Lipowa 12, 00-950 Warszawa\nNIP: {NIP}\n"
    "Komputery: 17\n\nUsługa: M365 BS\nIlość stanowisk: 15",
    "several labels on a line": f"Klient: Mebelux Sp. z o.o.; adres: ul. Lipowa 12, 00-950 Warszawa; NIP: {NIP}\nPlan: M365 BS | "
    "Ilość: 15 | Liczba PC: 17\n"
    f"Partner: IT Serwis Jan Nowicki; adres: ul. Wodna 4, 76-200 Słupsk; NIP: {OTHER_NIP}; opiekun: {ME}",
    "labels below each other": "Nazwa klienta:\nMebelux Sp. z o.o.\nAdres klienta:\nul. Lipowa 12, 00-950 Warszawa\nNIP klienta:\n"
    f"{NIP}\nPlan i ilość:\nM365 BS, 15 szt.\n"
    f"Liczba PC:\n17\nPartner:\n{US}\nOpiekun:\n{ME}",
    "numbered questions": f"1. Nazwa klienta, adres i NIP: {CLIENT}\n2. Plan i ilość: M365 BS - 15 szt.\n3. Liczba PC w firmie "
    f"klienta: 17\n4. Partner: {US}\n5. Opiekun tematu: {ME}",
    "numbers alone": f"1. {CLIENT}\n2. M365 BS - 15 szt.\n3. 17\n4. {US}\n5. {ME}",
    "published questions": f"nazwa klienta, adres i NIP: {CLIENT}\njaki plan usługi i w jakiej ilości klient zamierza kupić: "
    "M365 BS, 15 szt.\nliczba PC w firmie klienta: 17\n"
    f"nazwa partnera, adres i NIP: {US}\ndane opiekuna tematu po stronie Partnera (imię i nazwisko, telefon, email): {ME}",
    "two columns": "\n".join(
        [
            row("Klient", "Mebelux Sp. z o.o."),
            row("Adres klienta", f"ul. Lipowa 12{CELL_BREAK}00-950 Warszawa"),
            row("NIP klienta", NIP),
            row("Plan / ilość", "M365 BS - 15 szt."),
            row("Liczba PC", "17"),
            row("Partner", "IT Serwis Jan Nowicki"),
            row("Adres partnera", "ul. Wodna 4, 76-200 Słupsk"),
            row("NIP partnera", OTHER_NIP),
            row("Opiekun", "Jan Nowicki"),
            row("Telefon", "(+48) 601 222 333"),
            row("E-mail", "jan.nowicki@itserwis.example"),
        ]
    ),
    "header row": "\n".join(
        [
            row("Klient", "Adres", "NIP", "Produkt", "Ilość", "PC"),
            row("Mebelux Sp. z o.o.", "ul. Lipowa 12, 00-950 Warszawa", NIP, "M365 BS", "15", "17"),
        ]
    )
    + f"\n\nPartner: {US}\nOpiekun: {ME}",
    "header column": "\n".join(
        [
            row("Pole", "Wartość", "Uwagi"),
            row("Nazwa klienta", "Mebelux Sp. z o.o.", ""),
            row("Adres", "ul. Lipowa 12, 00-950 Warszawa", ""),
            row("NIP", NIP, ""),
            row("Plan", "M365 BS", ""),
            row("Ilość", "15", ""),
            row("Liczba PC", "17", ""),
        ]
    )
    + f"\n\nPartner: {US}\nOpiekun: {ME}",
    "slashes": f"Mebelux Sp. z o.o. / ul. Lipowa 12, 00-950 Warszawa / NIP {NIP} / M365 BS 15 lic. / 17 PC-tów\n\n"
    f"zgłasza: IT Serwis Jan Nowicki / ul. Wodna 4, 76-200 Słupsk / NIP {OTHER_NIP} / Jan Nowicki / "
    "jan.nowicki@itserwis.example / 601-222-333",
    "prose": f"Mam klienta: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}. Potrzebują 15 licencji "
    f"M365 BS, a komputerów mają 17. Nasza firma: {US}. Najłatwiej mnie złapać pod numerem 601-222-333.",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_lead_is_the_same_in_every_layout(layout: str) -> None:
    found = fields(LAYOUTS[layout])
    folded = {k: v.casefold() if isinstance(v, str) and layout == "capitals" else v for k, v in found.items()}
    expected = {k: v.casefold() if isinstance(v, str) and layout == "capitals" else v for k, v in EXPECTED.items()}
    wanted = folded.pop("items")
    assert [(i.product, i.quantity) for i in wanted if not isinstance(i, str)] == [("m365-business-standard", 15)]  # type: ignore[union-attr]
    assert folded == expected


def test_answers_below_the_quoted_questions_answer_them() -> None:
    found = fields(
        own("Witam, odpowiadam w treści:\n"),
        quoted("• nazwa klienta, adres i NIP,\n"),
        own('Zakład Pogrzebowy "Spokój" Henryk Dudek\nul. Cmentarna 9, 39-300 Mielec\n956-918-41-31\n'),
        quoted("• jaki plan usługi i w jakiej ilości klient zamierza kupić,\n"),
        own("Office 365 E3, 8 szt.\n"),
        quoted("• liczba PC w firmie klienta,\n"),
        own("9\n"),
        quoted("• nazwa partnera, adres i NIP,\n"),
        own("PC Doktor Jan Nowicki, ul. Sienkiewicza 33, 39-300 Mielec,\n568-479-24-12\n"),
    )
    assert found["client.name"] == 'Zakład Pogrzebowy "Spokój" Henryk Dudek'
    assert (found["client.tax_id"], found["client.pc_count"]) == (NIP, 9)
    assert (found["partner.name"], found["partner.tax_id"]) == ("PC Doktor Jan Nowicki", OTHER_NIP)


def test_data_in_the_subject_counts() -> None:
    found = fields(
        f"Dane klienta w temacie, adres: ul. Miodowa 30, 23-400 Biłgoraj. Liczba PC: 8.\n\n{PARTNER}",
        subject=f"Lead: Pasieka Lipa sp. z o.o., NIP {NIP}, 9 x M365 Business Basic",
    )
    assert (found["client.name"], found["client.address"]) == ("Pasieka Lipa sp. z o.o.", "ul. Miodowa 30, 23-400 Biłgoraj")
    assert (found["client.tax_id"], found["client.pc_count"]) == (NIP, 8)


def test_prose_that_a_mail_program_wrapped_reads_as_one() -> None:
    text = (
        "Firma nazywa się Zakłady Chemiczne Kwarc Sp. z o.o. i mieści się przy\nul. Solnej w Inowrocławiu, "
        "dokładnie: ul. Solna 17, 88-100\n"
        f"Inowrocław. NIP: {NIP}. Licencji Microsoft 365 Business Premium będzie\n65, w modelu rocznym.\n\n{PARTNER}"
    )
    found = fields(text)
    assert (found["client.name"], found["client.address"]) == ("Zakłady Chemiczne Kwarc Sp. z o.o.", "ul. Solna 17, 88-100 Inowrocław")


@pytest.mark.parametrize("arrow", ["->", "=>", "-->", "→", "–>"])
def test_an_arrow_parts_a_question_from_its_answer(arrow: str) -> None:
    text = (
        f"- nazwa klienta, adres i NIP {arrow} {CLIENT}\n"
        f"- jaki plan usługi i w jakiej ilości klient zamierza kupić {arrow} Office 365 E5, sześć sztuk\n"
        f"- liczba PC w firmie klienta {arrow} 17\n"
        f"- nazwa partnera, adres i NIP {arrow} IT Serwis Jan Nowicki, ul. Wodna 4, 76-200 Słupsk, NIP {OTHER_NIP}\n"
        f"- dane opiekuna tematu po stronie Partnera {arrow} Jan Nowicki, 601 222 333, jan.nowicki@itserwis.example\n"
    )
    found = fields(text)
    assert {k: v for k, v in found.items() if k != "items"} == EXPECTED


@pytest.mark.parametrize("heading", ["Ile", "Ile sztuk", "Ile licencji", "Szt.", "Ilość"])
def test_a_column_that_asks_how_many_holds_quantities(heading: str) -> None:
    rows = [("Lp.", "Nazwa firmy", "NIP", "Co kupują", heading, "Liczba PC"), ("1", "Mebelux S.A.", NIP, "Office 365 E3", "27", "31")]
    found = fields("Dane:\n\n" + "\n".join(CELL.join(row) for row in rows) + f"\n\n{PARTNER}")
    (item,) = found["items"]
    assert (item.product, item.quantity, found["client.pc_count"]) == ("o365-e3", 27, 31)
