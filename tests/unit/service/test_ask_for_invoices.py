"""The day after a quarter's end a partner is asked for its invoice; only what was delivered starts its time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tests.payouts.run import store_leads

from leadbot.app import program_by_name
from leadbot.model.deals import EventKind
from leadbot.model.lead import Reference
from leadbot.model.message import Address, Disposition, Kind, MessageKey
from leadbot.model.outgoing import Correspondence, OutboxState
from leadbot.model.payout import Settled
from leadbot.model.program import Program
from leadbot.model.stored import OutboxRow
from leadbot.service import looks
from leadbot.service.advance import advance_all
from leadbot.service.ask_for_invoices import ask_for_invoices
from leadbot.service.mark import Marking, mark
from leadbot.service.pay import payouts_of
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.service.warn import warn
from support.office import Office, moment

REF = Reference("IO-2026-00001")
FIRST_DAY = "2026-10-01 08:00"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """With a referral whose client paid 4 000.00 in the third quarter."""
    office = Office(tmp_path, program=program_by_name("ibas-ontrack"))
    row = {
        "reference": REF,
        "received_at": "2026-07-20T10:00:00+03:00",
        "partner": {"name": "Kumppani Oy"},
        "client": {"name": "Asiakas Oy"},
        "items": [{"product": "data-recovery"}],
        "deal": {"option": "referral"},
    }
    with office.registry.begin() as uow:
        store_leads(uow, office.desk.program, [row])
        uow.messages.finish(
            MessageKey(f"mail-{REF}"),
            Disposition.ANSWERED,
            kind=Kind.LEAD,
            reason="",
            references=[REF],
            sender="jan@kumppani.example",
            subject="Uusi asiakas",
            correspondence=Correspondence(
                to=Address(name="Jan", email="jan@kumppani.example"),
                cc=(),
                subject="Uusi asiakas",
                message_id=f"<{REF}@partner.example>",
                references=(),
                language="fi",
            ),
        )
        for event, day in ((EventKind.INVOICED, date(2026, 8, 10)), (EventKind.CLIENT_PAID, date(2026, 9, 30))):
            mark(uow, office.desk, REF, Marking(event=event, on=day, amount=Decimal("4000.00"), note="L-1"), moment("2026-09-30 12:00"))
    yield office
    office.close()


def asked(office: Office, at: str) -> int:
    return ask_for_invoices(office.registry, office.desk, moment(at), office.looks)


def the_mail(office: Office) -> OutboxRow:
    (row,) = [row for row in office.notices(REF) if row.key.endswith("invoice-2026-Q3")]
    return row


def state(office: Office, at: str) -> str:
    with office.registry.begin() as uow:
        (payout,) = payouts_of(uow, office.desk.program, REF, moment(at))
    return " ".join((payout.state, *payout.warnings))


def test_it_is_asked_for_once_from_the_first_day_of_the_next_quarter_on(office: Office) -> None:
    assert [asked(office, day) for day in ("2026-09-30 21:30", FIRST_DAY, "2026-10-02 08:00")] == [0, 1, 0]
    text = office.text_of(the_mail(office))
    for words in ("400,00 EUR", "14.11.2026", "1.4.2027", "1.7.2026", "30.9.2026", "Asiakas Oy", REF):
        assert words in text
    assert the_mail(office).to == "jan@kumppani.example"


def test_its_time_begins_when_it_is_delivered(office: Office) -> None:
    asked(office, FIRST_DAY)
    assert state(office, FIRST_DAY) == "earned"
    office.deliver("2026-10-05 09:00")
    asked(office, "2026-10-05 09:01")
    assert state(office, "2026-10-05 09:02") == "invoice-asked"
    assert state(office, "2027-04-05 20:00") == "invoice-asked"
    assert state(office, "2027-04-06 08:00") == "forfeited"


def bounced(office: Office, at: str) -> None:
    bounce = (
        "From: MAILER-DAEMON@mx.example\nTo: csp@promise.pl\nSubject: Undelivered Mail Returned to Sender\n"
        "Message-ID: <b@mx.example>\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nThe mail could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        "Final-Recipient: rfc822; jan@kumppani.example\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {the_mail(office).message_id}\n\n--b--\n"
    )
    office.now = moment(at)
    office.take_raw(bounce.replace("\n", "\r\n").encode(), at=at)


@pytest.mark.parametrize("noted", [True, False], ids=["after the delivery was noted", "before it was"])
def test_a_mail_that_came_back_starts_nothing(office: Office, noted: bool) -> None:
    asked(office, FIRST_DAY)
    office.deliver(FIRST_DAY)
    if noted:
        asked(office, "2026-10-01 09:00")
    bounced(office, "2026-10-01 10:00")

    assert asked(office, "2026-10-01 10:00") == 0
    assert state(office, "2026-10-01 11:00") == "earned invoice-request-bounced"
    assert state(office, "2027-06-01 11:00") == "earned invoice-request-bounced"
    assert asked(office, "2026-10-02 08:00") == 0


def test_an_unproven_sender_is_not_written_to(office: Office) -> None:
    with office.registry.begin() as uow:
        uow.messages.redispose(MessageKey(f"mail-{REF}"), Disposition.WITH_STAFF, "unproven-sender")

    assert asked(office, FIRST_DAY) == 0
    assert warn(office.registry, office.desk, moment("2027-01-10 08:00")) == 0
    assert office.outbox() == []


def test_in_mode_shadow_it_waits(office: Office) -> None:
    from leadbot.service.desk import Mode

    office.desk = replace(office.desk, mode=Mode.SHADOW)
    asked(office, FIRST_DAY)

    assert the_mail(office).state is OutboxState.HELD


@pytest.mark.parametrize("language", ["en", "es", "fi", "fr", "nl", "pl", "sv"])
def test_every_language_names_sum_and_day(office: Office, language: str) -> None:
    with office.registry.begin() as uow:
        lead = uow.leads.get(REF)
        uow.leads.put(replace(lead, language=language), uow.leads.keys(REF), ())
    asked(office, FIRST_DAY)
    text = office.text_of(the_mail(office))

    assert "400" in text
    assert "IBAN" in text
    assert "2027" in text


def status(office: Office, at: str) -> str:
    """What the partner is told that asks how its lead stands."""
    with office.registry.begin() as uow:
        uow.leads.add_address(REF, "jan@kumppani.example")
    message = office.take(
        f"Hei, mikä on ilmoituksen {REF} tilanne?\n\nJan", at=at, sender="Jan <jan@kumppani.example>", subject=f"Tilanne {REF}"
    )
    reply = office.reply_to(message)
    assert reply is not None
    return office.text_of(reply)


def test_a_status_mail_tells_of_payout_and_day(office: Office) -> None:
    text = status(office, FIRST_DAY)

    assert "400,00 EUR – erääntyvä, maksamme viimeistään 14.11.2026" in " ".join(text.split())


def test_and_until_when_the_client_may_accept(office: Office) -> None:
    text = status(office, FIRST_DAY)

    assert "Voimassa asti" in text
    assert "16.1.2027" in text  # 20 July 2026 + 180 days


def warned(office: Office, at: str) -> list[str]:
    """The keys of the warnings that go out then."""
    before = {row.key for row in office.notices(REF)}
    warn(office.registry, office.desk, moment(at))
    return [row.key.rpartition(":")[2] for row in office.notices(REF) if row.key not in before]


@pytest.mark.parametrize(
    ("day", "keys"),
    [
        ("2026-12-16 12:00", []),
        ("2026-12-17 12:00", ["protection-2027-01-16-30"]),
        ("2027-01-08 12:00", ["protection-2027-01-16-30"]),
        ("2027-01-09 12:00", ["protection-2027-01-16-7"]),
        ("2027-01-16 12:00", ["protection-2027-01-16-7"]),
        ("2027-01-17 12:00", []),
    ],
)
def test_a_partner_is_warned_30_and_7_days_before_protection_ends(office: Office, day: str, keys: list[str]) -> None:
    """180 days from 20 July 2026 are over on 16 January 2027."""
    assert warned(office, day) == keys
    assert warned(office, day) == []


def test_a_partner_is_reminded_of_its_invoice_before_the_fee_is_forfeited(office: Office) -> None:
    asked(office, FIRST_DAY)
    office.deliver(FIRST_DAY)
    asked(office, "2026-10-01 08:01")
    with office.registry.begin() as uow:
        mark(uow, office.desk, REF, Marking(event=EventKind.CLIENT_APPROVED, on=date(2026, 8, 1)), moment(FIRST_DAY))
    advance_all(office.registry, office.desk, moment(FIRST_DAY))

    keys = [warned(office, f"{day} 12:00") for day in ("2027-03-01", "2027-03-02", "2027-03-25", "2027-04-02")]
    assert keys == [[], ["invoice-2026-Q3-30"], ["invoice-2026-Q3-7"], []]
    (last,) = [row for row in office.notices(REF) if row.key.endswith("Q3-7")]
    assert "1.4.2027" in office.text_of(last)


@pytest.mark.parametrize("language", ["en", "es", "fi", "fr", "nl", "pl", "sv"])
def test_every_language_warns(office: Office, language: str) -> None:
    with office.registry.begin() as uow:
        uow.leads.put(replace(uow.leads.get(REF), language=language), uow.leads.keys(REF), ())
    warned(office, "2027-01-10 12:00")
    (row,) = [row for row in office.notices(REF) if "protection" in row.key]

    assert REF in office.text_of(row)
    assert "2027" in office.text_of(row)


def test_payouts_are_reckoned_anew_only_when_a_day_or_an_input_has_changed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    reckoned: list[str] = []
    real = looks.payouts

    def counted(uow: UnitOfWork, program: Program, now: datetime) -> Settled:
        reckoned.append(now.date().isoformat())
        return real(uow, program, now)

    monkeypatch.setattr(looks, "payouts", counted)
    for at in ("2026-09-30 10:00", "2026-09-30 11:00", FIRST_DAY, "2026-10-01 09:00"):
        asked(office, at)
        warn(office.registry, office.desk, moment(at), office.looks)
    assert reckoned == ["2026-09-30", "2026-10-01"]

    office.deliver("2026-10-01 09:10")
    asked(office, "2026-10-01 09:11")
    warn(office.registry, office.desk, moment("2026-10-01 09:12"), office.looks)
    assert len(reckoned) == 3  # the delivery was noted
