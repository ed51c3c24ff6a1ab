"""Leads that stand in attached files, read from the mail's octets."""

from dataclasses import replace

import pytest

from leadbot.mime import parse
from leadbot.mime.files import with_files
from leadbot.model.message import Kind
from leadbot.model.submission import LeadDraft, Submission
from leadbot.reading import read
from support.files import docx_table, form_pdf, mail_with, paragraph, pdf, png, raw_docx, xls, xlsx, zipped

from .builder import NIP, OTHER_NIP, item, promise, values

PARTNER = "Partner: IT Serwis Jan Nowicki, ul. Wodna 4, 76-200 Słupsk, NIP 7966567638\nOpiekun: Jan Nowicki, tel. 601 222 333"
SHARED = {
    "partner.name": "IT Serwis Jan Nowicki",
    "partner.address": "ul. Wodna 4, 76-200 Słupsk",
    "partner.tax_id": "7966567638",
    "contact.name": "Jan Nowicki",
    "contact.phone": "+48601222333",
    "contact.email": "jan.nowicki@itserwis.example",
}
MEBELUX = {
    "client.name": "Mebelux Sp. z o.o.",
    "client.address": "ul. Lipowa 12, 00-950 Warszawa",
    "client.tax_id": NIP,
    "client.pc_count": 40,
}
TARTAK = {
    "client.name": "Tartak Sosna S.A.",
    "client.address": "ul. Leśna 3, 16-300 Augustów",
    "client.tax_id": OTHER_NIP,
    "client.pc_count": 9,
}
HEAD = ["Lp.", "Klient", "Adres", "NIP", "Plan", "Ilość", "Płatność", "Liczba PC"]
FIRST = [1, "Mebelux Sp. z o.o.", "ul. Lipowa 12, 00-950 Warszawa", NIP, "M365 Business Standard", 25, "rocznie", 40]
SECOND = [2, "Tartak Sosna S.A.", "ul. Leśna 3, 16-300 Augustów", OTHER_NIP, "Office 365 E3", 8, "miesięcznie", 9]
BOTH = [
    MEBELUX | {"items": (item("m365-business-standard", 25, "annual"),)} | SHARED,
    TARTAK | {"items": (item("o365-e3", 8, "monthly"),)} | SHARED,
]
FORM = [
    ("Nazwa klienta", "Mebelux Sp. z o.o."),
    ("Adres klienta", "ul. Lipowa 12, 00-950 Warszawa"),
    ("NIP klienta", NIP),
    ("Plan usługi", "Microsoft 365 Business Standard"),
    ("Ilość licencji", "25"),
    ("Model rozliczeń", "roczny"),
    ("Liczba PC w firmie klienta", "40"),
    ("Nazwa partnera", "IT Serwis Jan Nowicki"),
    ("Adres partnera", "ul. Wodna 4, 76-200 Słupsk"),
    ("NIP partnera", "7966567638"),
    ("Opiekun tematu", "Jan Nowicki"),
    ("Telefon", "601 222 333"),
]
FILLED = BOTH[0]


def submitted(text: str, *files: tuple[str, bytes], **headers: str) -> Submission:
    program = promise()
    message = with_files(parse(mail_with(text, *files, **headers), program.mail_words), program.mail_words)
    return read(message, program)


def leads(text: str, *files: tuple[str, bytes]) -> list[dict[str, object]]:
    return [dict(values(lead)) for lead in submitted(text, *files).leads]


def only(text: str, *files: tuple[str, bytes]) -> LeadDraft:
    (lead,) = submitted(text, *files).leads
    return lead


def csv_of(rows: list[list[object]]) -> bytes:
    return "".join(";".join(str(cell) for cell in row) + "\r\n" for row in rows).encode("cp1250")


TEXT = f"Dzień dobry,\n\nw załączniku dwa tematy.\n\n{PARTNER}\n\nPozdrawiam\nJan Nowicki\n"
ROWS: list[list[object]] = [HEAD, FIRST, SECOND]


@pytest.mark.parametrize(
    "file",
    [
        ("leady.xlsx", xlsx(ROWS)),
        ("leady.xls", xls(ROWS)),
        ("leady.csv", csv_of(ROWS)),
        ("leady.docx", raw_docx(docx_table([[str(cell) for cell in row] for row in ROWS]))),
        ("leady.zip", zipped(("dane/leady.xlsx", xlsx(ROWS)))),
        ("tytul.xlsx", xlsx([["Zgłoszenia leadów, marzec 2026"], [], *ROWS])),
        ("pusty-wiersz.xlsx", xlsx([HEAD, FIRST, [], SECOND])),
        ("suma.xlsx", xlsx([*ROWS, ["Razem", None, None, None, None, 33, None, 49]])),
        ("arkusze.xlsx", xlsx([HEAD, FIRST], [HEAD, SECOND], names=["Styczeń", "Luty"])),
        ("kolumny.xlsx", xlsx([[row[at] for row in ROWS] for at in range(1, 8)])),
    ],
    ids=lambda file: file[0],
)
def test_a_row_of_a_table_is_a_lead(file: tuple[str, bytes]) -> None:
    assert leads(TEXT, file) == BOTH


def test_the_partner_may_stand_above_the_table() -> None:
    rows = [["Partner:", "IT Serwis Jan Nowicki"], ["Adres:", "ul. Wodna 4, 76-200 Słupsk"], ["NIP:", "7966567638"], *ROWS]
    text = "Dzień dobry,\n\nw załączniku dwa tematy.\n\nPozdrawiam\nJan Nowicki\ntel. 601 222 333\n"
    assert leads(text, ("leady.xlsx", xlsx(rows))) == BOTH


def filled_pdf() -> bytes:
    page = [(left, 700.0 - 16 * at, text) for at, row in enumerate(FORM) for left, text in zip((50.0, 260.0), row, strict=True)]
    # Helvetica's Latin encoding has no Polish letters: the texts without them.
    return pdf([(left, base, text.translate(str.maketrans("łśćńóżźęąŁ", "lscnozzeaL"))) for left, base, text in page])


@pytest.mark.parametrize(
    "file",
    [
        ("formularz.docx", raw_docx(paragraph("Zgłoszenie leada") + docx_table(FORM))),
        ("formularz.docx", raw_docx("".join(paragraph(f"{label}: {value}") for label, value in FORM))),
        ("formularz.xlsx", xlsx(FORM)),
        ("formularz.txt", "".join(f"{label}: {value}\r\n" for label, value in FORM).encode("cp1250")),
        ("formularz.html", f"<table>{''.join(f'<tr><td>{a}</td><td>{b}</td></tr>' for a, b in FORM)}</table>".encode()),
        ("formularz.csv", csv_of([list(row) for row in FORM])),
    ],
    ids=["docx table", "docx lines", "xlsx", "txt", "html", "csv"],
)
def test_a_filled_form_is_a_lead(file: tuple[str, bytes]) -> None:
    assert leads("Dzień dobry,\nw załączniku wypełniony formularz zgłoszenia.\n\nPozdrawiam\nJan Nowicki\n", file) == [FILLED]


@pytest.mark.parametrize(
    "form",
    [
        filled_pdf(),
        form_pdf([(label.encode("ascii", "ignore").decode(), value.translate(str.maketrans("łśŁ", "lsL"))) for label, value in FORM[:7]]),
    ],
)
def test_a_filled_pdf_is_a_lead(form: bytes) -> None:
    lead = only("Dzień dobry,\nw załączniku wypełniony formularz zgłoszenia.\n\nPozdrawiam\nJan Nowicki\n", ("f.pdf", form))
    assert (lead.text("client.name"), lead.text("client.tax_id"), lead.text("client.address")) == (
        "Mebelux Sp. z o.o.",
        NIP,
        "ul. Lipowa 12, 00-950 Warszawa",
    )
    assert [(i.product, i.quantity) for i in lead.items()] == [("m365-business-standard", 25)]


def test_evidence_names_the_file() -> None:
    lead = only("Formularz w załączniku.", ("formularz.docx", raw_docx(docx_table(FORM))))
    sources = {f.id: f.evidence.source for f in lead.fields}
    assert sources["client.tax_id"] == sources["items"] == sources["partner.name"] == "attachment:formularz.docx"
    assert sources["contact.email"] == "from"


@pytest.mark.parametrize(
    ("said", "quantity"),
    [
        ("W załączniku jest 25, powinno być 35 licencji.", 35),
        ("Poprawka do formularza: nie 25, tylko 35 sztuk.", 35),
        ("Uwaga, w formularzu pomyłka: M365 Business Standard ma być 35 szt.", 35),
        ("Formularz w załączniku.", 25),
    ],
)
def test_a_correction_in_the_mail_beats_the_file(said: str, quantity: int) -> None:
    lead = only(f"Dzień dobry,\n{said}\n\nJan Nowicki\n", ("formularz.docx", raw_docx(docx_table(FORM))))
    assert [(i.product, i.quantity) for i in lead.items()] == [("m365-business-standard", quantity)]


def test_a_corrected_number_in_the_mail_beats_the_file() -> None:
    wrong = [(label, OTHER_NIP if label == "NIP klienta" else value) for label, value in FORM]
    lead = only(
        f"Dzień dobry,\nw formularzu jest błędny NIP klienta, poprawny NIP klienta: {NIP}.\n\nJan Nowicki\n",
        ("formularz.docx", raw_docx(docx_table(wrong))),
    )
    assert lead.text("client.tax_id") == NIP


def test_two_numbers_of_which_none_corrects_the_other_are_ambiguous() -> None:
    lead = only(
        f"Dzień dobry,\nKlient: Mebelux Sp. z o.o., NIP {OTHER_NIP}. Formularz w załączniku.\n", ("f.docx", raw_docx(docx_table(FORM)))
    )
    assert lead.ambiguous("client.tax_id") is not None


def card(name: str, company: str, phone: str, email: str) -> bytes:
    return f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nORG:{company}\nTEL:{phone}\nEMAIL:{email}\nEND:VCARD\n".encode()


EWA = ("ewa.vcf", card("Ewa Kos", "Mebelux Sp. z o.o.", "22 618 00 11", "ewa@mebelux.example"))
CLIENT = f"Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}\n25 x M365 Business Standard\n\n{PARTNER}\n"


@pytest.mark.parametrize("said", ["Wizytówka klienta w załączniku.", ""], ids=["the mail says so", "the company is the client"])
def test_a_card_of_the_clients_person(said: str) -> None:
    lead = only(f"Dzień dobry,\n{said}\n\n{CLIENT}", EWA)
    assert (lead.text("client.contact.name"), lead.text("client.contact.phone"), lead.text("client.contact.email")) == (
        "Ewa Kos",
        "+48226180011",
        "ewa@mebelux.example",
    )
    assert (lead.text("contact.name"), lead.text("contact.phone")) == ("Jan Nowicki", "+48601222333")


def test_the_senders_own_card_gives_the_contacts_phone() -> None:
    own = ("jan.vcf", card("Jan Nowicki", "IT Serwis Jan Nowicki", "601 222 333", "jan.nowicki@itserwis.example"))
    lead = only(f"Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}\n25 x M365 Business Standard\n", own)
    assert (lead.text("contact.phone"), lead.text("partner.name")) == ("+48601222333", "IT Serwis Jan Nowicki")


def test_a_strangers_card_says_nothing() -> None:
    stranger = ("x.vcf", card("Adam Lis", "Kurier Express", "500 100 200", "adam@kurier.example"))
    without = only(f"Dzień dobry,\n{CLIENT}")
    assert values(only(f"Dzień dobry,\n{CLIENT}", stranger)) == values(without)


def test_unread_attachments_are_named_and_decoration_is_not() -> None:
    submission = submitted(TEXT, ("skan.png", png(900, 1200)), ("logo.png", png(200, 60)), ("leady.xlsx", xlsx(ROWS)))
    assert submission.unread_attachments == ("skan.png",)
    assert [d.code for d in submission.unread()] == ["attachment-picture"]
    assert len(submission.leads) == 2


def test_the_senders_own_text_holds_no_file() -> None:
    submission = submitted("W załączniku tematy.", ("leady.txt", b"Klient: Mebelux"))
    assert submission.own_text == "W załączniku tematy."


def test_a_file_answers_for_a_mail_without_words() -> None:
    submission = submitted("\n", ("formularz.docx", raw_docx(docx_table(FORM))), Subject="Zgłoszenie")
    assert (submission.kind, submission.language) == (Kind.LEAD, "pl")
    assert dict(values(submission.leads[0])) == FILLED


def test_a_follow_up_may_bring_its_data_in_a_file() -> None:
    program = promise()
    raw = mail_with("Uzupełnienie w załączniku.", ("f.docx", raw_docx(docx_table(FORM[:3]))), Subject="Re: GL-2026-00042")
    message = with_files(parse(raw, program.mail_words), program.mail_words)
    submission = read(replace(message, in_reply_to=("<x@y>",)), program)
    assert submission.kind is Kind.FOLLOW_UP
    assert submission.leads[0].text("client.tax_id") == NIP
