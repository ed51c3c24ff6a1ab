"""What the modes hold back, what replaces it, and what lets it go (docs/architecture.md, Configuration)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.model.errors import NotPossible
from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.model.stored import StoredMessage
from leadbot.service.corrections import parse_value
from leadbot.service.decide import Decision, correct, decide
from leadbot.service.desk import Mode
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, moment

TOO_FEW = {"Plan i ilość": "2 szt. Microsoft 365 Business Basic"}
WITHOUT_COUNT = form(CLIENT, ALFA, Liczba_PC=None)
TARTAK = {"Klient": "Tartak Modrzew S.A.", "Adres klienta": "ul. Leśna 2, 38-500 Sanok", "NIP klienta": "6797280418"}


@pytest.fixture
def shadow(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, mode=Mode.SHADOW)
    yield office
    office.close()


@pytest.fixture
def hold(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, mode=Mode.HOLD)
    yield office
    office.close()


def decided(office: Office, reference: str, **decision: object) -> None:
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference(reference), Decision(**decision), office.now)  # type: ignore[arg-type]


def corrected(office: Office, reference: str, *values: str) -> None:
    with office.registry.begin() as uow:
        parsed = [parse_value(value, office.desk.program, "anna") for value in values]
        correct(uow, office.desk, Reference(reference), parsed, "anna", office.now)


def now(office: Office, message: StoredMessage) -> tuple[Disposition, str]:
    with office.registry.begin() as uow:
        known = uow.messages.get(message.key)
        return known.disposition, known.reason


def sent_texts(office: Office) -> list[str]:
    office.deliver()
    return [office.text_of(row) for row in office.outbox(OutboxState.SENT)]


def test_hold_does_not_tell_a_held_rejection_to_whoever_asks_how_the_lead_stands(hold: Office) -> None:
    hold.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")

    status = hold.take("Jaki jest status zgłoszenia GL-2026-00001?", at="2026-11-16 10:00", subject="Status")

    assert (status.disposition, status.reason) == (Disposition.WITH_STAFF, "reply-held")
    assert sent_texts(hold) == []


def test_hold_tells_a_rejection_again_once_staff_have_let_it_go(hold: Office) -> None:
    hold.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")
    decided(hold, "GL-2026-00001", approve=False)

    status = hold.take("Jaki jest status zgłoszenia GL-2026-00001?", at="2026-11-16 10:00", subject="Status")

    assert status.disposition is Disposition.ANSWERED


def test_a_held_mail_bears_the_date_on_which_it_was_let_go(hold: Office) -> None:
    hold.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")
    (held,) = hold.outbox(OutboxState.HELD)
    with hold.registry.begin() as uow:
        before = uow.outbox.envelope(held.id)[2]
        decide(uow, hold.desk, Reference("GL-2026-00001"), Decision(approve=False), moment("2026-11-18 10:30"))
        after = uow.outbox.envelope(held.id)[2]

    assert b"\r\nDate: Wed, 18 Nov 2026 10:30:00 +0100\r\n" in after
    assert [line for line in after.split(b"\r\n") if not line.startswith(b"Date:")] == [
        line for line in before.split(b"\r\n") if not line.startswith(b"Date:")
    ]


def test_a_correction_of_the_partner_replaces_the_held_rejection(hold: Office) -> None:
    first = hold.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")

    hold.take("Korekta do GL-2026-00001: będzie 12 szt. Microsoft 365 Business Basic.", at="2026-11-16 10:00")

    assert hold.lead_of(first).state is LeadState.IN_REVIEW
    assert [row.state for row in hold.outbox()] == [OutboxState.CANCELLED, OutboxState.QUEUED]
    assert now(hold, first)[0] is Disposition.ANSWERED


def test_a_reply_that_replaces_a_held_one_tells_of_its_other_leads_too(hold: Office) -> None:
    hold.take(f"1)\n{form(CLIENT, **TOO_FEW)}\n\n2)\n{form(CLIENT, TARTAK)}\n\n{form(ALFA)}", at="2026-11-16 09:00")

    hold.take("Korekta do GL-2026-00001: będzie 12 szt. Microsoft 365 Business Basic.", at="2026-11-16 10:00")

    (text,) = sent_texts(hold)
    assert "GL-2026-00001" in text
    assert "Tartak Modrzew" in text


def test_a_held_rejection_that_staff_repair_is_shown_to_them_as_it_is_then(hold: Office) -> None:
    first = hold.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")

    corrected(hold, first.references[0], "client.name=Browar Nowy Zdrój S.A.")
    (held,) = hold.outbox(OutboxState.HELD)

    assert "Browar Nowy Zdrój" in hold.text_of(held)
    assert now(hold, first) == (Disposition.WITH_STAFF, "reply-held")


def test_a_notice_that_replaced_a_held_reply_answers_its_message_once_it_goes(hold: Office) -> None:
    first = hold.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")
    corrected(hold, first.references[0], "client.name=Browar Nowy Zdrój S.A.")

    decided(hold, first.references[0], approve=False)

    assert len(sent_texts(hold)) == 1
    assert now(hold, first)[0] is Disposition.ANSWERED


def test_a_rejection_that_another_leads_fate_brings_waits_for_staff(hold: Office) -> None:
    first = hold.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = hold.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)

    hold.take("Liczba PC: 30", at="2026-11-18 09:00", answers=hold.reply_to(first))

    assert hold.lead_of(second).state is LeadState.REJECTED
    assert [row.state for row in hold.notices(second.references[0])] == [OutboxState.HELD]
    decided(hold, second.references[0], approve=False)
    assert [row.state for row in hold.notices(second.references[0])] == [OutboxState.QUEUED]


def test_shadow_sends_nothing_that_staff_let_go_or_decide(shadow: Office) -> None:
    rejected = shadow.take(form(CLIENT, ALFA, **TOO_FEW), at="2026-11-16 09:00")
    review = shadow.take(form(CLIENT, ALFA, **TARTAK), at="2026-11-16 10:00")

    with pytest.raises(NotPossible, match="shadow"):
        decided(shadow, rejected.references[0], approve=False)
    decided(shadow, review.references[0], approve=True)

    assert sent_texts(shadow) == []
    assert shadow.lead_of(review).state is LeadState.CONFIRMED


def test_shadow_shows_every_mail_that_it_would_have_sent(shadow: Office) -> None:
    first = shadow.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    shadow.take("GL-2026-00001\nLiczba PC: 30", at="2026-11-16 10:00")
    decided(shadow, first.references[0], approve=True)

    assert [row.state for row in shadow.outbox()] == [OutboxState.HELD] * 3


def test_a_desk_put_into_shadow_sends_partners_nothing_that_was_queued_before(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    office.deliver(quiet=True)

    assert office.transport.sent == []
    assert [row.state for row in office.outbox()] == [OutboxState.HELD]
    assert now(office, first) == (Disposition.WITH_STAFF, "reply-held")


def test_the_fifty_first_mail_of_a_day_to_one_address_waits_for_staff_also_where_they_decided(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    for n in range(49):
        office.take(form(CLIENT, ALFA, Klient=f"Firma {chr(65 + n % 26)}{n} S.A.", NIP_klienta=None), at=f"2026-11-16 10:{n:02}")
    over = office.take(form(CLIENT, ALFA, **TARTAK), at="2026-11-16 11:00")
    decided(office, first.references[0], approve=True)

    assert (over.disposition, over.reason) == (Disposition.WITH_STAFF, "reply-cap")
    assert office.lead_of(over).state is LeadState.IN_REVIEW
    assert [row.state for row in office.notices(first.references[0])] == [OutboxState.HELD]

    decided(office, first.references[0], approve=True)
    assert [row.state for row in office.notices(first.references[0])] == [OutboxState.QUEUED]


def test_a_day_of_the_caps_ends_at_midnight_of_the_programs_zone(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    for n in range(6):
        office.take(f"Jaki jest status GL-2026-00001? ({n})", at=f"2026-11-16 23:{50 + n}", subject=f"Status {n}")

    tomorrow = office.take("Jaki jest status GL-2026-00001?", at="2026-11-17 00:01", subject="Status")

    assert tomorrow.disposition is Disposition.ANSWERED


def test_a_contact_of_one_lead_is_told_nothing_of_another_one_of_the_held_mail(hold: Office) -> None:
    hold.take(f"1)\n{form(CLIENT, **TOO_FEW)}\n\n2)\n{form(CLIENT, TARTAK, **TOO_FEW)}\n\n{form(ALFA)}", at="2026-11-16 09:00")
    corrected(hold, "GL-2026-00001", "contact.email=ewa.lis@beta.example")
    (held,) = hold.outbox(OutboxState.HELD)

    message = hold.take("Korekta do GL-2026-00001: będzie 12 szt. Microsoft 365 Business Basic.", at="2026-11-16 10:00", sender=EWA)

    reply = hold.reply_to(message)
    assert reply is not None
    assert "GL-2026-00001" in hold.text_of(reply)
    assert "Tartak" not in hold.text_of(reply)
    assert held.id in [row.id for row in hold.outbox(OutboxState.HELD)]
