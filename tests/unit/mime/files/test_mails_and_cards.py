from collections.abc import Callable

import pytest

from leadbot.model.message import Message, SegmentKind
from support.files import mail_with, msg, tnef, xlsx

Opened = Callable[..., Message]
TextOf = Callable[..., str]
EWA = ("Ewa Kos", "ewa@kos.example")


def pieces(message: Message) -> list[tuple[str, int, str, str]]:
    found = [s for s in message.segments if s.source != "body"]
    return [(s.kind.value, s.depth, s.source, s.writer.email if s.writer else "") for s in found]


def test_an_outlook_message_is_a_forwarded_mail(opened: Opened) -> None:
    message = opened(("Licencje.msg", msg("Licencje", EWA, "Prosimy o 25 licencji.\r\n", ("leady.csv", b"Klient;NIP\nBolt;1\n"))))
    assert pieces(message) == [
        ("forwarded", 1, "attachment:Licencje.msg", "ewa@kos.example"),
        ("document", 0, "attachment:leady.csv", ""),
    ]
    assert "Prosimy o 25 licencji." in message.text(SegmentKind.FORWARDED)


def test_a_mail_inside_an_outlook_message_lies_one_level_deeper(opened: Opened) -> None:
    inner = {"subject": "temat", "sender": ("Ala Nowak", "ala@bolt.example"), "body": "Potrzebujemy licencji."}
    message = opened(("a.msg", msg("Licencje", EWA, "Patrz nizej.", inner=inner)))
    assert pieces(message)[1] == ("forwarded", 2, "attachment:a.msg", "ala@bolt.example")


def test_a_damaged_outlook_message_is_told(troubles: Callable[..., list[tuple[str, str]]]) -> None:
    octets = msg("Licencje", EWA, "x" * 9000)
    assert troubles(("a.msg", octets[:3000])) == [("attachment-broken", "a.msg")]


@pytest.mark.failure("F32")
def test_winmail_dat_gives_its_body_and_files(opened: Opened) -> None:
    packed = tnef("Zgłaszam klienta.", ("zgłoszenie.csv", "Klient;NIP\nŁoś;1\n".encode()), ("b.xlsx", xlsx([["Plan", "E3"]])))
    message = opened(("winmail.dat", packed), media_type="application/ms-tnef")
    assert [s.text for s in message.segments if s.source != "body"] == ["Zgłaszam klienta.\n", "Klient\tNIP\nŁoś\t1\n", "Plan\tE3\n"]


@pytest.mark.failure("F32")
def test_a_truncated_winmail_dat_is_told(troubles: Callable[..., list[tuple[str, str]]]) -> None:
    packed = tnef("", ("a.csv", b"Klient;NIP\n" * 50))
    assert troubles(("winmail.dat", packed[:-400])) == [("attachment-broken", "winmail.dat")]
    assert troubles(("winmail.dat", b"\x78\x9f\x3e\x22" + b"\0" * 500)) == [("attachment-broken", "winmail.dat")]


def test_files_of_attached_mails_are_opened(opened: Opened) -> None:
    message = opened(("stary.eml", mail_with("Dzień dobry", ("a.csv", b"Klient;NIP\nBolt;1\n"))))
    assert [s.source for s in message.segments if s.kind is SegmentKind.DOCUMENT] == ["attachment:a.csv"]


CARD = """BEGIN:VCARD
VERSION:3.0
N:Kos;Ewa;;;
FN:Ewa Kos
ORG:Bolt S.A.;Zakupy
TITLE:Kierownik
TEL;TYPE=WORK,VOICE:+48 601 234 785
TEL;TYPE=FAX:+48 22 111 22 33
EMAIL;TYPE=INTERNET:ewa@
 bolt.example
ADR;TYPE=WORK:;;ul. Wodna 4;Słupsk;;76-200;Polska
PHOTO;ENCODING=b:AAAA
END:VCARD
"""
SAID = "ORG\tBolt S.A.\nFN\tEwa Kos\nTITLE\tKierownik\nTEL\t+48 601 234 785\nEMAIL\tewa@bolt.example\nADR\tul. Wodna 4, 76-200 Słupsk"


def test_a_card_is_its_properties(text_of: TextOf) -> None:
    assert text_of("Ewa.vcf", CARD.replace("\n", "\r\n").encode()) == SAID
    assert text_of("Ewa", CARD.encode("cp1250"), "text/x-vcard") == SAID


def test_an_old_card_in_quoted_printable(text_of: TextOf) -> None:
    head = b"BEGIN:VCARD\r\nVERSION:2.1\r\n"
    card = head + b"N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C5=81o=C5=9B;=\r\n=C5=BBaneta\r\nTEL;CELL:601234785\r\nEND:VCARD"
    assert text_of("a.vcf", card) == "FN\tŻaneta Łoś\nTEL\t601234785"


def test_a_calendar_entry_is_its_title_and_text_without_the_way_to_join(text_of: TextOf) -> None:
    entry = (
        "BEGIN:VCALENDAR\r\nSUMMARY:Spotkanie z klientem\r\nLOCATION:ul. Długa 5\r\n"
        "DESCRIPTION:Bolt S.A.\\, 25 lic\r\n encji\\n________________\\n"
        "Dołącz: +48 22 123 45 67\r\nEND:VCALENDAR"
    )
    assert text_of("zaproszenie.ics", entry.encode()) == "Spotkanie z klientem\nBolt S.A., 25 licencji"


def test_plain_and_html_files_are_text(text_of: TextOf) -> None:
    assert text_of("notatka.txt", "Klient: Łoś S.A.\n".encode("cp1250")) == "Klient: Łoś S.A."
    html = "<html><body><table><tr><td>Klient</td><td>Łoś</td></tr></table><p style='display:none'>x</p></body></html>"
    assert text_of("a.htm", html.encode()) == "Klient\tŁoś"
