"""Checks that go to somebody outside the team: one mail on schedule, answers by lines or file, proven, reminded, and told to staff."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path

import pytest

from leadbot.model.checkers import CheckerForm
from leadbot.model.lead import CheckState, LeadState
from leadbot.model.message import Address, Disposition, Kind
from leadbot.model.orders import order_code
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.checkers import ask_checkers
from leadbot.service.desk import Mode
from leadbot.service.orders import carry_out_due
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, moment

DESK = "partnerdesk@microsoft.example"
PROVEN = "Authentication-Results: mx.promise.example; dmarc=pass header.from=microsoft.example\n"
FORGED = "Authentication-Results: mx.promise.example; dmarc=fail header.from=microsoft.example\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    """Two leads that Microsoft must verify, on Monday 16 November."""
    office = Office(tmp_path)
    with_form(office, CheckerForm.LIST)
    office.take(form(CLIENT, ALFA), at="2026-11-16 07:00")
    office.take(form(CLIENT, BETA, NIP_klienta="526-10-40-828", Klient="Młyn Nowy Sp. z o.o."), at="2026-11-16 07:10", sender=EWA)
    yield office
    office.close()


def with_form(office: Office, kind: CheckerForm, **changes: object) -> None:
    (checker,) = office.desk.program.checkers
    changed = replace(checker, form=kind, **changes)  # type: ignore[arg-type]
    office.desk = replace(office.desk, checkers=((changed, Address(name="", email=DESK)),))


def ask(office: Office, at: str = "2026-11-16 09:00") -> int:
    office.now = moment(at)
    return ask_checkers(office.registry, office.desk, office.now)


def asked(office: Office) -> list[OutboxRow]:
    return [row for row in office.outbox() if row.to == DESK and row.key.startswith("notice:checker-")]


def answer(
    office: Office, text: str, *, at: str = "2026-11-16 11:00", sender: str = DESK, headers: str = PROVEN, mail: int = -1
) -> StoredMessage:
    return office.take(text, at=at, sender=sender, answers=asked(office)[mail], headers=headers)


def read_back(office: Office, message: StoredMessage) -> str:
    row = office.reply_to(message)
    assert row is not None
    return office.text_of(row)


def carry_out(office: Office, at: str = "2026-11-16 11:15") -> int:
    office.now = moment(at)
    return carry_out_due(office.registry, office.desk, office.now)


def states(office: Office) -> list[LeadState]:
    return [lead.state for lead in office.leads()]


def test_all_open_checks_go_in_one_mail_once_a_day_with_nothing_but_the_fields_that_the_checker_sees(desk: Office) -> None:
    assert ask(desk, "2026-11-16 08:59") == 0
    assert ask(desk) == 1
    assert ask(desk, "2026-11-16 16:00") == 0
    assert ask(desk, "2026-11-17 09:00") == 0

    (mail,) = asked(desk)
    text = desk.text_of(mail)
    assert "1. GL-2026-00001" in text
    assert "2. GL-2026-00002" in text
    assert "Młyn Nowy" in text
    assert "jan.nowak@alfa.example" not in text
    assert "601 234 785" not in text


def test_each_answer_is_that_checkers_finding(desk: Office) -> None:
    ask(desk)
    message = answer(desk, "1 ok\n2 nie: zgłoszone w Microsoft")
    text = read_back(desk, message)
    assert message.disposition is Disposition.ANSWERED
    assert "GL-2026-00001" in text
    assert "zgłoszone w Microsoft" in text
    assert "potwierdzone" in text

    assert carry_out(desk) == 2
    assert states(desk) == [LeadState.CONFIRMED, LeadState.REJECTED]
    (check,) = desk.lead("GL-2026-00002").checks
    assert (check.state, check.answered_by, str(check.reason)) == (CheckState.REFUSED, DESK, "reported-elsewhere")


def test_english_serves_in_every_programme(desk: Office) -> None:
    ask(desk)
    answer(desk, "1 ok")

    assert carry_out(desk) == 1


def test_an_unclear_answer_is_asked_back_and_the_others_count(desk: Office) -> None:
    ask(desk)
    text = read_back(desk, answer(desk, "1 chyba tak?\n2 ok"))

    assert "chyba tak?" in text
    assert carry_out(desk) == 1
    assert states(desk) == [LeadState.IN_REVIEW, LeadState.CONFIRMED]


@pytest.mark.parametrize("order", ["1 otwórz", "1 licencje=5", "1 zapytaj o NIP", "plik GL-2026-00001", "plik 1"])
def test_a_checker_can_do_nothing_but_answer(desk: Office, order: str) -> None:
    ask(desk)
    message = answer(desk, order)

    assert "ul. Słodowa" not in read_back(desk, message)
    assert carry_out(desk) == 0
    assert all(row.to != DESK or row.key.startswith(("notice:checker-", "reply:")) for row in desk.outbox())


def test_only_the_proven_checker_counts(desk: Office) -> None:
    ask(desk)
    forged = answer(desk, "1 ok", headers=FORGED)
    answer(desk, "1 ok", sender=EWA, headers="", at="2026-11-16 11:01")

    assert (forged.disposition, forged.reason) == (Disposition.WITH_STAFF, "unproven-order")
    assert desk.reply_to(forged) is None
    assert carry_out(desk) == 0


FORM = "Formularz <formularz@partnerzy.promise.example>"
FORM_PROVEN = "Authentication-Results: mx.promise.example; dmarc=pass header.from=partnerzy.promise.example\n"


def test_whom_a_form_names_is_no_checker_though_the_forms_own_server_is_proven(desk: Office) -> None:
    ask(desk)
    code = f"[{order_code(asked(desk)[-1].message_id)}]"
    other = form(CLIENT, {**ALFA, "E-mail": DESK}, NIP_klienta="6797280418", Klient="Tartak Modrzew S.A.")
    message = desk.take(f"1 ok {code}\n\n{other}", at="2026-11-16 11:00", sender=FORM, headers=FORM_PROVEN)

    assert message.kind is Kind.LEAD
    assert carry_out(desk) == 0
    assert not any("GL-2026-00001" in desk.text_of(row) for row in desk.outbox() if row.answers == message.key)


def test_a_machine_that_answers_for_the_checker_decides_nothing(desk: Office) -> None:
    ask(desk)
    message = answer(desk, "1 ok", headers=PROVEN + "Auto-Submitted: auto-replied\n")

    assert message.disposition is Disposition.SILENT
    assert carry_out(desk) == 0


def test_what_staff_have_decided_meanwhile_is_told_as_closed(desk: Office) -> None:
    ask(desk)
    desk.take("Poprawka: liczba PC w firmie klienta: 77", at="2026-11-16 10:00", answers=_reply(desk, "GL-2026-00001"))

    assert "zamknięte albo się zmieniło" in read_back(desk, answer(desk, "1 ok"))
    assert carry_out(desk) == 0
    assert ask(desk, "2026-11-17 09:00") == 1
    assert "GL-2026-00001" in desk.text_of(asked(desk)[-1])
    assert "GL-2026-00002" not in desk.text_of(asked(desk)[-1])


def _reply(office: Office, reference: str) -> OutboxRow:
    return next(row for row in office.outbox() if row.references == (reference,) and row.key.startswith("reply:"))


def test_what_is_not_answered_in_its_business_days_is_asked_again_and_shown_to_staff(desk: Office) -> None:
    ask(desk)
    answer(desk, "2 ok")
    carry_out(desk)
    assert ask(desk, "2026-11-19 09:00") == 0
    assert ask(desk, "2026-11-20 09:00") == 1

    again = desk.text_of(asked(desk)[-1])
    assert "1. GL-2026-00001" in again
    assert "16.11.2026" in again
    (late,) = [row for row in desk.outbox() if row.key.startswith("notice:checker-late-")]
    assert late.to == "anna@promise.pl"
    assert "GL-2026-00001" in desk.text_of(late)
    answer(desk, "1 ok", at="2026-11-20 10:00", mail=0)
    assert carry_out(desk, "2026-11-20 10:15") == 1
    assert ask(desk, "2026-11-30 09:00") == 0


def test_in_shadow_mode_and_on_other_days_nobody_is_asked(desk: Office) -> None:
    assert ask(desk, "2026-11-21 09:00") == 0
    with_form(desk, CheckerForm.LIST, weekdays=(2,))
    assert ask(desk, "2026-11-23 09:00") == 0
    assert ask(desk, "2026-11-24 09:00") == 1
    desk.desk = replace(desk.desk, mode=Mode.SHADOW)
    desk.take(form(CLIENT, ALFA, NIP_klienta="774-00-01-454", Klient="Trzeci Sp. z o.o."), at="2026-11-24 10:00")
    assert ask(desk, "2026-12-01 09:00") == 0


def filled(office: Office, *answers: tuple[str, str]) -> str:
    """The checker's file as it comes back, with these answers and reasons."""
    mail = asked(office)[-1]
    with office.registry.begin() as uow:
        raw = uow.outbox.envelope(mail.id)[2]
    part = next(part for part in message_from_bytes(raw).walk() if part.get_filename())
    rows = list(csv.reader(io.StringIO(part.get_payload(decode=True).decode("utf-8-sig")), delimiter=";"))  # type: ignore[union-attr]
    for row, (given, reason) in zip(rows[1:], answers, strict=False):
        row[1:3] = [given, reason]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue()


def test_a_file_goes_out_and_is_read_when_it_comes_back_filled_in(desk: Office) -> None:
    with_form(desk, CheckerForm.CSV)
    ask(desk)
    (mail,) = asked(desk)
    table = filled(desk, ("ok", ""), ("nie", "zgłoszone w Microsoft"))
    assert "Młyn Nowy" in table
    assert "601" not in table

    raw = (
        f"Received: from a by mx.promise.example; Mon, 16 Nov 2026 11:00:00 +0100\n{PROVEN}From: {DESK}\nTo: csp@promise.pl\n"
        f"Subject: Re: x\nMessage-ID: <1@microsoft.example>\nIn-Reply-To: {mail.message_id}\nMIME-Version: 1.0\n"
        "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8\n\nW załączeniu odpowiedzi.\n\n"
        '--b\nContent-Type: text/csv; charset=utf-8; name="a.csv"\nContent-Disposition: attachment; filename="a.csv"\n'
        f"Content-Transfer-Encoding: 8bit\n\n{table}\n--b--\n"
    ).encode()
    desk.take_raw(raw, at="2026-11-16 11:00")

    assert carry_out(desk) == 2
    assert states(desk) == [LeadState.CONFIRMED, LeadState.REJECTED]
