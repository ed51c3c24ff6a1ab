"""`leadbot read` in the terminal: the mail with its values marked and named, then what they amount to."""

from datetime import UTC, datetime

import click
import pytest
from tests.unit.reading.builder import promise

from leadbot.cli.marked_mail import Look, marked_mail
from leadbot.model.reading import Reading
from leadbot.reader.in_process import InProcessReader
from leadbot.service.explain import explain

PLAIN, COLOUR = Look(colour=False, width=80), Look(colour=True, width=80)
LEAD = (
    "Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP 956-918-41-31\n"
    "Produkt: 25 x M365 Business Standard\n"
    "Partner: IT Serwis Jan Nowicki, ul. Wodna 4, 76-200 Słupsk, NIP 7966567638\n\n"
    "Pozdrawiam\nJan Nowicki\ntel. 601 222 333\n"
)


def shown(body: str = LEAD, look: Look = PLAIN, subject: str = "Zgłoszenie") -> str:
    raw = f"From: Jan Nowicki <jan@itserwis.example>\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{body}".encode()
    reading = InProcessReader().read(raw, promise(), None)
    assert isinstance(reading, Reading)
    return marked_mail("a.eml", reading, explain(reading, promise(), datetime(2026, 3, 3, tzinfo=UTC)), look)


def test_each_value_is_marked_in_the_mail_and_named() -> None:
    text = " ".join(shown().split())

    assert "Klient: [Mebelux Sp. z o.o. = client.name]" in text
    assert "NIP [956-918-41-31 = client.tax_id]" in text
    assert "M365 Business Standard = items]" in text
    assert "<[jan@itserwis.example = contact.email]>" in text


def test_below_it_stand_kind_language_verdict_reasons_and_fields_with_their_basis() -> None:
    lines = shown().splitlines()

    assert "kind lead · language pl · reference none" in lines
    assert "lead 1: incomplete" in lines
    assert "  because missing:client.pc_count" in lines
    assert any(line.split() == ["client.tax_id", "9569184131", "(stated)"] for line in lines)
    assert any(line.split()[:1] == ["contact.email"] and "(inferred, from)" in line for line in lines)


def test_the_senders_signature_is_told_from_the_senders_words() -> None:
    assert "── signature" in shown()


def test_of_several_leads_each_mark_says_which() -> None:
    other = "Klient: Bolt Sp. z o.o., ul. Krótka 1, 00-950 Warszawa, NIP 5684792412\nProdukt: 8 x Office 365 E3\nLiczba PC: 9\n\n"
    text = shown(f"1. {LEAD.splitlines()[0]}\nProdukt: 25 x M365 Business Standard\n\n2. {other}")

    assert "client.name/1]" in text
    assert "client.name/2]" in text


@pytest.mark.parametrize("width", [40, 80, 100])
def test_no_line_is_longer_than_the_terminal(width: int) -> None:
    long = f"{LEAD}\n{'https://itserwis.example/' + 'a' * 200}\n\n> {'dawno temu ' * 30}\n"

    for look in (Look(colour=False, width=width), Look(colour=True, width=width)):
        assert max(len(click.unstyle(line)) for line in shown(long, look).splitlines()) <= width


def test_colours_change_no_word() -> None:
    coloured = shown(look=COLOUR)

    assert "\x1b[" in coloured
    assert "\x1b[" not in shown()
    assert "Mebelux Sp. z o.o." in click.unstyle(coloured)


def test_a_mails_own_escape_codes_reach_no_terminal() -> None:
    assert "\x1b" not in shown("Klient: \x1b[31mMebelux\x1b[0m Sp. z o.o.\n", subject="\x1b]0;x\x07")


def test_no_colours_where_no_terminal_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert Look.of_terminal().colour
    monkeypatch.setenv("NO_COLOR", "1")
    assert not Look.of_terminal().colour
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setattr("sys.stdout.isatty", lambda: False, raising=False)
    assert not Look.of_terminal().colour
