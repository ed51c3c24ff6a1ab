"""Staff get one mail a day with the open cases."""

import pytest

from leadbot.service.digest import send_digests
from support.office import ALFA, CLIENT, Office, form, mail, moment


def digest(office: Office, at: str) -> int:
    office.now = moment(at)
    return send_digests(office.registry, office.desk, office.now)


def test_the_digest_comes_once_a_day_from_its_hour_on(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert [digest(office, f"2026-11-17 {clock}") for clock in ("07:59", "08:00", "08:01", "17:00")] == [0, 1, 0, 0]
    assert digest(office, "2026-11-18 08:00") == 1


def test_a_late_start_still_brings_the_days_digest(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert digest(office, "2026-11-17 15:30") == 1


def test_no_digest_on_a_holiday_or_with_nothing_to_tell(office: Office) -> None:
    assert digest(office, "2026-11-16 09:00") == 0
    office.take(form(CLIENT, ALFA), at="2026-11-20 09:00")

    assert digest(office, "2026-11-21 09:00") == 0


def test_the_digest_tells_open_checks_with_their_question_and_staffs_mails(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take("Dzień dobry, jaki jest status zgłoszenia GL-2026-00099?", at="2026-11-16 09:30")
    digest(office, "2026-11-16 10:00")

    row = next(row for row in office.outbox() if row.key == "digest:promise-generuj-leady:anna@promise.pl:2026-11-16")
    text = office.text_of(row)
    assert "GL-2026-00001" in text
    assert "Browar Zdrój" in text
    assert "jan.nowak@alfa.example" in text


def test_a_mail_that_staff_were_told_of_is_not_told_again(office: Office) -> None:
    office.take("Dzień dobry, jaki jest status zgłoszenia GL-2026-00099?", at="2026-11-16 07:30")
    assert digest(office, "2026-11-16 10:00") == 1

    assert digest(office, "2026-11-17 10:00") == 0


def test_a_mail_that_was_read_after_the_digest_stands_in_the_next_one(office: Office) -> None:
    """It came before, but no mail could be read then, or it was parked and tried again."""
    office.take(form(CLIENT, ALFA), at="2026-11-16 07:00")
    asked = mail("Dzień dobry, jaki jest status zgłoszenia GL-2026-00099?", at=moment("2026-11-16 07:30"), subject="Wypłata")
    office.store_only(asked, at="2026-11-16 07:30")
    assert digest(office, "2026-11-16 10:00") == 1
    office.process(at="2026-11-16 10:01")
    assert digest(office, "2026-11-17 10:00") == 1
    assert digest(office, "2026-11-18 10:00") == 1

    shown = ["Wypłata" in office.text_of(row) for row in office.outbox() if row.key.startswith("digest:")]
    assert shown == [False, True, False]


@pytest.mark.failure("F48")
def test_a_bounce_of_our_answer_is_shown_to_staff_once(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 07:00")
    headers = "Return-Path: <>\nAuto-Submitted: auto-replied\n"
    office.take(
        "The following address failed: jan.nowak@alfa.example: 550 5.1.1 User unknown",
        at="2026-11-16 07:30",
        sender="MAILER-DAEMON@mail.promise.pl",
        answers=office.reply_to(first),
        headers=headers,
    )
    digest(office, "2026-11-16 10:00")
    digest(office, "2026-11-17 10:00")

    today, tomorrow = (office.text_of(row) for row in office.outbox() if row.key.startswith("digest:"))
    assert "Do decyzji: 1 · wstrzymane: 1" in today
    assert "jan.nowak@alfa.example" in today
    assert "Do decyzji: 1\n" in tomorrow
