"""A mail that staff pass on is found below the header lines of any mail program, in each language, or as an attached mail."""

import base64

import pytest

from leadbot.mime import parse
from leadbot.mime.forwards import Original, original_of
from leadbot.model.message import Address, SegmentKind
from leadbot.programs import load_lexicons, load_program
from leadbot.resources import shipped

CONFIG = shipped("config")
WORDS = load_program("promise-generuj-leady", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"])).mail_words
COLLEAGUES = frozenset({"@vendor.example"})
JAN = Address(name="Jan Nowak", email="jan@alfa.example")
TEXT = "Client: Mill Ltd\nVAT: 123\n\n25 licences, please.\n"

OUTLOOK = {
    "pl": "Od: {who}\nWysłano: poniedziałek, 16 listopada 2026 09:12\nDo: Anna\nTemat: Nowy klient\n\n",
    "fi": "Lähettäjä: {who}\nLähetetty: maanantai 16. marraskuuta 2026 9.12\nVastaanottaja: Anna\nAihe: Nowy klient\n\n",
    "nl": "Van: {who}\nVerzonden: maandag 16 november 2026 09:12\nAan: Anna\nOnderwerp: Nowy klient\n\n",
    "es": "De: {who}\nEnviado el: lunes, 16 de noviembre de 2026 9:12\nPara: Anna\nAsunto: Nowy klient\n\n",
    "fr": "De : {who}\nEnvoyé : lundi 16 novembre 2026 09:12\nÀ : Anna\nObjet : Nowy klient\n\n",
    "sv": "Från: {who}\nSkickat: den 16 november 2026 09:12\nTill: Anna\nÄmne: Nowy klient\n\n",
    "en": "From: {who}\nSent: Monday, November 16, 2026 9:12 AM\nTo: Anna\nSubject: Nowy klient\n\n",
}
APPLE = {
    "pl": "Początek przekazywanej wiadomości:\n\nOd: {who}\nTemat: Nowy klient\nData: 16 listopada 2026 o 09:12:33 CET\nDo: Anna\n\n",
    "fi": "Välitetty viesti alkaa:\n\nLähettäjä: {who}\nAihe: Nowy klient\nPäivämäärä: 16. marraskuuta 2026 klo 9.12.33 UTC+2\n"
    "Vastaanottaja: Anna\n\n",
    "nl": "Begin doorgestuurd bericht:\n\nVan: {who}\nOnderwerp: Nowy klient\nDatum: 16 november 2026 om 09:12:33 CET\nAan: Anna\n\n",
    "es": "Inicio del mensaje reenviado:\n\nDe: {who}\nAsunto: Nowy klient\nFecha: 16 de noviembre de 2026, 9:12:33 CET\nPara: Anna\n\n",
    "fr": "Début du message réexpédié :\n\nDe: {who}\nObjet: Nowy klient\nDate: 16 novembre 2026 à 09:12:33 UTC+1\nÀ: Anna\n\n",
    "sv": "Vidarebefordrat brev:\n\nFrån: {who}\nÄmne: Nowy klient\nDatum: 16 november 2026 09:12:33 CET\nTill: Anna\n\n",
    "en": "Begin forwarded message:\n\nFrom: {who}\nSubject: Nowy klient\nDate: 16 November 2026 at 09:12:33 CET\nTo: Anna\n\n",
}
GMAIL = {
    "pl": "---------- Forwarded message ---------\nOd: {who}\nDate: pon., 16 lis 2026 o 09:12\nSubject: Nowy klient\nTo: Anna\n\n",
    "fi": "---------- Forwarded message -----\nLähettäjä: {who}\nDate: ma 16. marrask. 2026 klo 9.12\nSubject: Nowy klient\nTo: Anna\n\n",
    "nl": "---------- Forwarded message ---------\nVan: {who}\nDate: ma 16 nov 2026 om 09:12\nSubject: Nowy klient\nTo: Anna\n\n",
    "es": "---------- Forwarded message ---------\nDe: {who}\nDate: lun, 16 nov 2026 a las 9:12\nSubject: Nowy klient\nTo: Anna\n\n",
    "fr": "---------- Forwarded message ---------\nDe : {who}\nDate: lun. 16 nov. 2026 à 09:12\nSubject: Nowy klient\nTo: Anna\n\n",
    "sv": "---------- Forwarded message ---------\nFrån: {who}\nDate: mån 16 nov. 2026 kl 09:12\nSubject: Nowy klient\nTo: Anna\n\n",
    "en": "---------- Forwarded message ---------\nFrom: {who}\nDate: Mon, 16 Nov 2026 at 09:12\nSubject: Nowy klient\nTo: Anna\n\n",
}
PHONE = {
    "pl": "Wysłano z iPhone'a\n\n---- Oryginalna wiadomość ----\nOd: {who}\nData: 16.11.2026 09:12\nDo: Anna\nTemat: Nowy klient\n\n",
    "fi": "-------- Alkuperäinen viesti --------\nLähettäjä: {who}\nPäivämäärä: 16.11.2026 9.12\nSaaja: Anna\nAihe: Nowy klient\n\n",
    "nl": "-------- Oorspronkelijk bericht --------\nVan: {who}\nDatum: 16-11-2026 09:12\nAan: Anna\nOnderwerp: Nowy klient\n\n",
    "es": "-------- Mensaje original --------\nDe: {who}\nFecha: 16/11/26 9:12 (GMT+01:00)\nPara: Anna\nAsunto: Nowy klient\n\n",
    "fr": "-------- Message d'origine --------\nDe : {who}\nDate : 16/11/2026 09:12 (GMT+01:00)\nÀ : Anna\nObjet : Nowy klient\n\n",
    "sv": "-------- Originalmeddelande --------\nFrån: {who}\nDatum: 2026-11-16 09:12 (GMT+01:00)\nTill: Anna\nRubrik: Nowy klient\n\n",
    "en": "-------- Original message --------\nFrom: {who}\nDate: 16/11/2026 09:12 (GMT+01:00)\nTo: Anna\nSubject: Nowy klient\n\n",
}
FRAMES = [(name, language) for name in ("OUTLOOK", "APPLE", "GMAIL", "PHONE") for language in OUTLOOK]


def passed_on(body: str, *, subject: str = "FW: Nowy klient", media_type: str = "text/plain; charset=utf-8") -> Original | None:
    raw = (
        f"From: Anna <anna@vendor.example>\nTo: bot@vendor.example\nSubject: {subject}\nMIME-Version: 1.0\n"
        f"Content-Type: {media_type}\nContent-Transfer-Encoding: 8bit\n\n{body}"
    ).encode()
    return original_of(raw, parse(raw, WORDS), WORDS, COLLEAGUES)


@pytest.mark.parametrize(("name", "language"), FRAMES)
@pytest.mark.parametrize("who", ["Jan Nowak <jan@alfa.example>", "Jan Nowak [mailto:jan@alfa.example]"])
def test_sender_date_subject_and_text_are_found_in_each_programs_header(name: str, language: str, who: str) -> None:
    found = passed_on("Please register this.\n\n" + globals()[name][language].format(who=who) + TEXT)

    assert found is not None
    assert found.message.sender == JAN
    assert found.message.subject == "Nowy klient"
    assert "16" in found.dated
    assert found.message.text(SegmentKind.OWN).strip() == TEXT.strip()
    assert not found.message.proof.dmarc


def test_what_colleagues_forwarded_is_looked_through() -> None:
    inner = OUTLOOK["en"].format(who="Jan Nowak <jan@alfa.example>") + TEXT
    found = passed_on(OUTLOOK["pl"].format(who="Ewa <ewa@vendor.example>") + "Dla Ciebie.\n\n" + inner)

    assert found is not None
    assert found.message.sender == JAN
    assert "Dla Ciebie" not in found.message.text()


def test_a_header_without_an_address_leaves_the_sender_open() -> None:
    found = passed_on(OUTLOOK["pl"].format(who="Jan Nowak") + TEXT, subject="PD: Nowy klient")

    assert found is not None
    assert found.message.sender is None
    assert found.written_by == "Jan Nowak"


def test_older_mails_below_the_original_are_not_its_writers_words() -> None:
    older = OUTLOOK["pl"].format(who="Klient <k@mlyn.example>") + "To ja.\n"
    found = passed_on(OUTLOOK["pl"].format(who="Jan Nowak <jan@alfa.example>") + TEXT + "\n" + older)

    assert found is not None
    assert "To ja." not in found.message.text(SegmentKind.OWN)


def attached(*mails: bytes) -> bytes:
    parts = "".join(
        f"--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{base64.encodebytes(mail).decode()}\n" for mail in mails
    )
    head = "From: Anna <anna@vendor.example>\nTo: bot@vendor.example\nSubject: Nowy klient\nMIME-Version: 1.0\n"
    return (f"{head}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nHere.\n\n{parts}--b--\n").encode()


ORIGINAL = (
    "From: Jan Nowak <jan@alfa.example>\nTo: Anna\nSubject: Nowy klient\nMessage-ID: <1@alfa.example>\n"
    "Authentication-Results: mx.vendor.example; dmarc=pass header.from=alfa.example\n"
    "Date: Mon, 16 Nov 2026 09:12:00 +0100\nContent-Type: text/plain; charset=utf-8\n\n" + TEXT
).encode()


def test_an_attached_mail_is_the_original_itself_and_proves_nothing() -> None:
    raw = attached(ORIGINAL)
    found = original_of(raw, parse(raw, WORDS, "mx.vendor.example"), WORDS, COLLEAGUES)

    assert found is not None
    assert (found.message.sender, found.message.message_id) == (JAN, "<1@alfa.example>")
    assert found.dated == "Mon, 16 Nov 2026 09:12:00 +0100"
    assert not found.message.proof.dmarc


def test_of_several_attached_mails_none_is_chosen() -> None:
    raw = attached(ORIGINAL, ORIGINAL)

    assert original_of(raw, parse(raw, WORDS), WORDS, COLLEAGUES) is None
    assert passed_on("Nothing here.") is None
