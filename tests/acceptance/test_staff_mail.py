"""Staff work by mail on a moving clock, against a real IMAP and a real SMTP server: questions answered by reply, files on request."""

from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from support.dovecot import Dovecot
from support.house import ADDRESS, STAFF, House, plain
from support.office import ALFA, CLIENT, JAN, form


@pytest.fixture
def house(dovecot: Dovecot, tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, program="promise-generuj-leady", zone="Europe/Warsaw", account=dovecot.account())
    yield made
    made.stop()


@pytest.fixture
def lead(house: House) -> Message:
    """The reply to a registered lead."""
    house.arrives(form(CLIENT, ALFA), sender=JAN, at="2026-03-30 09:00")
    house.look("2026-03-30 09:01")
    (reply,) = house.to(JAN)
    return reply


def test_a_question_is_answered_by_reply_in_the_partners_conversation(house: House, lead: Message) -> None:
    house.arrives("Czy klient może zapłacić w ratach?", at="2026-03-30 10:00", sender=JAN, answers=lead)
    (shown,) = house.look("2026-03-30 10:01")
    assert STAFF in str(shown["To"])
    assert "zapłacić w ratach" in plain(shown)
    assert "ul. Słodowa 8" in plain(shown)

    house.arrives("Tak, w dwóch ratach.\n\nPozdrawiam\nAnna", at="2026-03-30 10:20", sender=STAFF, answers=shown)
    (read_back,) = house.look("2026-03-30 10:21")
    assert STAFF in str(read_back["To"])
    assert house.look("2026-03-30 10:34") == []

    (answer,) = house.look("2026-03-30 10:40")
    assert (str(answer["To"]), ADDRESS in str(answer["From"])) == (JAN, True)
    assert "Tak, w dwóch ratach." in plain(answer)
    assert STAFF not in answer.as_string()
    assert "Słodowa" not in plain(answer)
    house.arrives("Dziękuję!", at="2026-03-30 11:00", sender=JAN, answers=answer)
    assert house.look("2026-03-30 11:01", "2026-03-31 07:00") == []
    assert house.command("audit", at="2026-03-31 07:01")


def test_a_forged_answer_reaches_no_partner(house: House, lead: Message) -> None:
    house.arrives("Czy klient może zapłacić w ratach?", at="2026-03-30 10:00", sender=JAN, answers=lead)
    (shown,) = house.look("2026-03-30 10:01")
    before = len(house.to(JAN))

    house.arrives("Tak.", at="2026-03-30 10:20", sender=STAFF, answers=shown, proven=False)
    house.look("2026-03-30 10:21", "2026-03-30 11:00")
    assert len(house.to(JAN)) == before


def test_a_file_comes_on_request(house: House) -> None:
    house.arrives(form(CLIENT, ALFA), sender=JAN, at="2026-03-30 09:00")
    house.look("2026-03-30 09:01")
    house.arrives("plik GL-2026-00001", at="2026-03-30 10:00", sender=STAFF, subject="dla mnie")

    (file,) = house.look("2026-03-30 10:01")
    assert str(file["To"]) == STAFF
    assert {"Historia", "Wiadomości"} <= set(plain(file).splitlines())
    assert "ul. Słodowa 8" in plain(file)


FORWARDED = "Do rejestracji.\n\nOd: {who}\nWysłano: piątek, 27 marca 2026 09:12\nDo: Anna\nTemat: Nowy temat\n\n"


def test_a_forwarded_mail_is_registered_for_its_writer_and_read_back(house: House) -> None:
    text = FORWARDED.format(who=JAN) + form(CLIENT, ALFA)
    house.arrives(text, at="2026-03-30 10:00", sender=STAFF, subject="PD: Nowy temat")

    house.look("2026-03-30 10:01")
    (reply,) = house.to(JAN)
    assert "GL-2026-00001" in plain(reply)
    assert any("piątek, 27 marca 2026" in plain(each) for each in house.to(STAFF))
    assert house.command("audit", at="2026-03-30 10:02")


def test_a_forged_forward_registers_nothing(house: House) -> None:
    text = FORWARDED.format(who=JAN) + form(CLIENT, ALFA)
    house.arrives(text, at="2026-03-30 10:00", sender=STAFF, subject="PD: Nowy temat", proven=False)
    house.look("2026-03-30 10:01")

    assert (house.states(), house.to(JAN)) == ({}, [])


def test_a_list_by_mail_is_tried_and_imported_by_ok(house: House) -> None:
    house.arrives_raw(
        f"From: {STAFF}\nTo: {ADDRESS}\nSubject: existing-clients\nMessage-ID: <list@vendor.example>\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nNowa lista.\n\n--b\n"
        'Content-Type: text/csv; name="klienci.csv"\nContent-Disposition: attachment; filename="klienci.csv"\n\n'
        "NIP;Nazwa\n6423171456;Browar\n\n--b--\n",
        at="2026-03-30 09:00",
    )
    (trial,) = house.look("2026-03-30 09:01")
    assert "6423171456" in plain(trial)

    house.arrives("ok", at="2026-03-30 09:05", sender=STAFF, answers=trial)
    house.look("2026-03-30 09:06", "2026-03-30 09:22")
    assert any("został zaimportowany" in plain(each) for each in house.to(STAFF))

    house.arrives(form(CLIENT, ALFA), sender=JAN, at="2026-03-30 10:00")
    house.look("2026-03-30 10:01")
    assert house.states() == {"GL-2026-00001": "rejected"}


def test_microsoft_answers_by_mail_and_the_partner_hears(dovecot: Dovecot, tmp_path: Path) -> None:
    desk = "partnerdesk@microsoft.example"
    house = House(
        tmp_path,
        program="promise-generuj-leady",
        zone="Europe/Warsaw",
        account=dovecot.account(),
        more=f"    checkers: {{microsoft: {desk}}}\n",
    )
    try:
        house.arrives(form(CLIENT, ALFA), sender=JAN, at="2026-03-30 08:30")
        house.look("2026-03-30 08:31", "2026-03-30 09:00")
        (asked,) = house.to(desk)
        assert any(part.get_filename() for part in asked.walk())

        house.arrives("1 ok", at="2026-03-30 11:00", sender=desk, answers=asked)
        house.look("2026-03-30 11:01", "2026-03-30 11:17", "2026-03-30 11:18")
        assert house.states() == {"GL-2026-00001": "confirmed"}
        assert len(house.to(JAN)) == 2
        assert len(house.to(desk)) == 2
        assert house.command("audit", at="2026-03-30 11:20")
    finally:
        house.stop()
