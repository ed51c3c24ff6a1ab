"""The header of an older mail, as every mail program writes it in every language; and what only looks like one."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.mails.perturbing.clients import FORWARDS, REPLIES, introduced
from tests.mails.perturbing.spelling import ascii_only

from leadbot.mime import parse
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Address, SegmentKind
from leadbot.programs import load_lexicons
from leadbot.programs.lexicons import all_mail_words

LEXICONS = load_lexicons([Path(__file__).parents[3] / "config" / "lexicons"])
TEXT = "8 x E3\n\nEwa Kos"
OTHER = {"name": "Ewa Kos", "email": "ewa@kos.example", "to": "Jan Lis <jan@lis.example>", "subject": "offer: E3"}
NAMED_ALONE = {"thunderbird"}
"""Replies of these name the writer without an address."""

replies = [(language, client) for language in REPLIES for client in REPLIES[language] if language in LEXICONS]
forwards = [(language, client) for language in FORWARDS for client in FORWARDS[language] if language in LEXICONS]


@pytest.fixture(scope="module")
def all_words() -> MailWords:
    return all_mail_words(LEXICONS.values())


@pytest.mark.parametrize(("language", "client"), replies)
def test_a_replys_header_starts_the_quoted_mail_and_names_its_writer(
    mail: Callable[..., bytes], all_words: MailWords, language: str, client: str
) -> None:
    body = f"30 PC.\n\n{introduced(REPLIES[language][client], TEXT, **OTHER)}\n"
    own, quoted = parse(mail(body, Subject="Re: x", In_Reply_To="<1@x>"), all_words).segments

    assert (own.kind, own.text.strip()) == (SegmentKind.OWN, "30 PC.")
    assert (quoted.kind, quoted.depth) == (SegmentKind.QUOTED, 1)
    assert quoted.text.rstrip().endswith("Ewa Kos")
    assert client in NAMED_ALONE or quoted.writer == Address(name="Ewa Kos", email="ewa@kos.example")


@pytest.mark.parametrize(("language", "client"), forwards)
def test_a_forwards_header_starts_the_mail_that_is_passed_on(
    mail: Callable[..., bytes], all_words: MailWords, language: str, client: str
) -> None:
    body = f"FYI.\n\n{introduced(FORWARDS[language][client], TEXT, **OTHER)}\n"
    own, forwarded, *_ = parse(mail(body, Subject="x"), all_words).segments

    assert (own.kind, own.text.strip()) == (SegmentKind.OWN, "FYI.")
    assert (forwarded.kind, forwarded.depth) == (SegmentKind.FORWARDED, 1)
    assert "8 x E3" in forwarded.text
    assert forwarded.writer == Address(name="Ewa Kos", email="ewa@kos.example")


@pytest.mark.parametrize(("language", "client"), [(x, y) for x, y in replies if REPLIES[x][y].endswith(">")])
def test_a_line_above_a_quote_may_be_wrapped(mail: Callable[..., bytes], all_words: MailWords, language: str, client: str) -> None:
    template = REPLIES[language][client]
    head, _, quote = introduced(template, TEXT, **OTHER).partition("\n>")
    words = head.strip().split(" ")
    for cut in range(max(1, len(words) - 3), len(words)):
        body = f"30 PC.\n\n{' '.join(words[:cut])}\n{' '.join(words[cut:])}\n\n>{quote}\n"
        kinds = [s.kind for s in parse(mail(body, Subject="Re: x"), all_words).segments]
        assert kinds == [SegmentKind.OWN, SegmentKind.QUOTED], body


@pytest.mark.parametrize("language", sorted(set(REPLIES) & set(LEXICONS)))
def test_two_older_mails_are_two_levels(mail: Callable[..., bytes], all_words: MailWords, language: str) -> None:
    inner = introduced(REPLIES[language]["outlook"], "30 PC", **OTHER)
    outer = introduced(REPLIES[language]["outlook"], f"OK\n\n{inner}", **{**OTHER, "name": "Jan Lis", "email": "jan@lis.example"})
    found = parse(mail(f"FYI\n\n{outer}", Subject="Fwd: x"), all_words).segments

    assert [(s.kind, s.depth) for s in found] == [(SegmentKind.OWN, 0), (SegmentKind.FORWARDED, 1), (SegmentKind.FORWARDED, 2)]
    assert [s.writer.email for s in found[1:] if s.writer] == ["jan@lis.example", "ewa@kos.example"]


FORMS = {
    "pl": [
        "Od: marca 2026\nDo: 20 użytkowników\nTemat: E3",
        "Firma: Bolt\nDo: 20 stanowisk\nTemat: E3\nData: marzec",
        "Klient 2 dni temu napisał:",
    ],
    "en": [
        "From: Utrecht\nTo: 20 users\nSubject: E3",
        "From: March\nTo: May\nDate: 2026",
        "The client wrote:",
        "As they wrote 2 days ago:",
    ],
    "fi": ["Lähettäjä: Nordia Oy\nVastaanottaja: 20 käyttäjää\nAihe: E3", "Asiakas kirjoitti 2 päivää sitten:"],
    "sv": ["Från: Åbo\nTill: 20 användare\nÄmne: E3", "Kunden skrev för 2 dagar sedan:"],
    "nl": ["Van: Utrecht\nAan: 20 gebruikers\nDatum: maart\nOnderwerp: E3", "De klant schreef 2 dagen geleden:"],
    "es": [
        "De: Sevilla\nPara: 20 usuarios\nAsunto: E3",
        "Para: 20 usuarios\nFecha: marzo\nDe: Bolt SL",
        "El cliente escribió hace 2 días:",
    ],
    "fr": [
        "De : Lyon\nÀ : 20 utilisateurs\nObjet : E3",
        "Date : mars\nPour : 20 postes\nDe : Bolt SARL",
        "Le client a écrit il y a 2 jours :",
    ],
}


@pytest.mark.parametrize("form", [form for language, forms in FORMS.items() if language in LEXICONS for form in forms])
def test_a_form_or_sentence_that_looks_like_a_header_is_the_senders_own(
    mail: Callable[..., bytes], all_words: MailWords, form: str
) -> None:
    found = parse(mail(f"Lead:\n\n{form}\nBolt 8 x E3\n", Subject="x"), all_words).segments

    assert [s.kind for s in found] == [SegmentKind.OWN]


BANNERS = {
    "en": [
        "[EXTERNAL] This message came from outside the organisation. Do not click links unless you know the sender.",
        "[EXTERNAL]",
        "[EXT]",
        "EXTERNAL EMAIL: Do not click links or open attachments unless you recognise the sender.",
        "CAUTION: This email originated from outside of the organization. Do not click links or open attachments.",
        "You don't often get email from jan@lis.example. Learn why this is important <https://aka.ms/LearnAboutSenderIdentification>",
        "You don’t often get email from jan@lis.example. Learn why this is important",
        "Some people who received this message don't often get email from jan@lis.example. Learn why this is important",
    ],
    "pl": [
        "Nie otrzymujesz często wiadomości e-mail od jan@lis.example. Dowiedz się, dlaczego jest to ważne",
        "UWAGA: Ta wiadomość pochodzi spoza organizacji. Nie klikaj w linki i nie otwieraj załączników.",
        "[WIADOMOŚĆ ZEWNĘTRZNA] Nie otwieraj załączników od nieznanych nadawców.",
    ],
    "fi": [
        "Et saa usein sähköpostia osoitteesta jan@lis.example. Lue, miksi tämä on tärkeää",
        "HUOM! Tämä viesti on lähetetty organisaation ulkopuolelta.",
    ],
    "sv": [
        "Du får inte ofta e-post från jan@lis.example. Ta reda på varför det här är viktigt",
        "VARNING: Detta e-postmeddelande kommer från en extern avsändare.",
    ],
    "nl": [
        "U ontvangt niet vaak e-mail van jan@lis.example. Meer informatie over waarom dit belangrijk is",
        "LET OP: Deze e-mail is afkomstig van buiten de organisatie.",
    ],
    "es": [
        "No suele recibir correo electrónico de jan@lis.example. Descubra por qué esto es importante",
        "PRECAUCIÓN: Este correo electrónico se originó fuera de la organización.",
    ],
    "fr": [
        "Vous n’obtenez pas souvent d’e-mail de jan@lis.example. Pourquoi est-ce important",
        "ATTENTION : Cet e-mail provient de l'extérieur de l'organisation.",
    ],
}


@pytest.mark.parametrize("line", [line for language, lines in BANNERS.items() if language in LEXICONS for line in lines])
def test_what_a_mail_server_puts_above_a_mail_is_a_banner(mail: Callable[..., bytes], all_words: MailWords, line: str) -> None:
    banner, own = parse(mail(f"{line}\n\nKlient: Bolt\nNIP 1\n", Subject="[EXTERNAL] x"), all_words).segments

    assert (banner.kind, banner.text.strip()) == (SegmentKind.BANNER, line)
    assert (own.kind, own.text.strip()) == (SegmentKind.OWN, "Klient: Bolt\nNIP 1")


@pytest.mark.parametrize(
    "line", ["Uwaga: klient chce 8 sztuk.", "External auditor: Bolt", "Let op: 8 stuks.", "Attention : 8 postes", "HUOM! 8 kpl"]
)
def test_a_remark_of_the_sender_is_no_banner(mail: Callable[..., bytes], all_words: MailWords, line: str) -> None:
    assert [s.kind for s in parse(mail(f"{line}\n\nKlient: Bolt\n"), all_words).segments] == [SegmentKind.OWN]


def test_a_mark_before_the_subjects_prefix_hides_no_reply(mail: Callable[..., bytes], all_words: MailWords) -> None:
    body = f"30 PC.\n\n{introduced(REPLIES['en']['outlook'], TEXT, **OTHER)}\n"
    found = parse(mail(body, Subject="[EXTERNAL] RE: [EXT] x"), all_words).segments

    assert [s.kind for s in found] == [SegmentKind.OWN, SegmentKind.QUOTED]


@pytest.mark.parametrize("language", sorted(set(REPLIES) & set(LEXICONS)))
def test_a_header_without_its_diacritics_is_still_one(mail: Callable[..., bytes], all_words: MailWords, language: str) -> None:
    header = ascii_only(introduced(REPLIES[language]["outlook"], TEXT, **OTHER))
    found = parse(mail(f"30 PC.\n\n{header}\n", Subject="Re: x"), all_words).segments

    assert [s.kind for s in found] == [SegmentKind.OWN, SegmentKind.QUOTED]
