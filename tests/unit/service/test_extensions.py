"""A partner asks for more time by mail, staff decide, and the lead stands by its new day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.payouts.run import store_leads

from leadbot.app import program_by_name
from leadbot.model.deals import EventKind
from leadbot.model.errors import NotPossible
from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Address, Disposition, Kind, MessageKey
from leadbot.model.outgoing import Correspondence
from leadbot.model.stored import OutboxRow
from leadbot.service.advance import advance_all
from leadbot.service.cases import open_cases
from leadbot.service.decide import Decision, decide
from leadbot.service.mark import Marking, mark
from leadbot.service.pay import payouts_of
from leadbot.service.promises import keep_promises
from leadbot.service.warn import warn
from support.office import Office, moment

REF = Reference("IO-2026-00001")
PETRI = "Petri Oja <petri@metsabitti.example>"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """With a referral of 8 July 2026: the client must accept by 4 January 2027."""
    office = Office(tmp_path, program=program_by_name("ibas-ontrack"))
    row = {
        "reference": REF,
        "received_at": "2026-07-08T10:00:00+03:00",
        "partner": {"name": "Metsäbitti Oy"},
        "client": {"name": "Saha Kuusisto Oy"},
        "items": [{"product": "data-recovery"}],
        "deal": {"option": "referral"},
    }
    with office.registry.begin() as uow:
        store_leads(uow, office.desk.program, [row])
        to = Address(name="Petri Oja", email="petri@metsabitti.example")
        uow.messages.finish(
            MessageKey(f"mail-{REF}"),
            Disposition.ANSWERED,
            kind=Kind.LEAD,
            reason="",
            references=[REF],
            sender=to.email,
            subject="Uusi asiakas",
            correspondence=Correspondence(
                to=to, cc=(), subject="Uusi asiakas", message_id="<a@metsabitti.example>", references=(), language="fi"
            ),
        )
        uow.leads.add_address(REF, to.email)
    yield office
    office.close()


def asks(office: Office, text: str, at: str = "2026-12-10 09:00", sender: str = PETRI) -> OutboxRow | None:
    """The reply to a mail that asks for more time."""
    return office.reply_to(office.take(f"Hei,\n\n{text}\n\nPetri Oja", at=at, sender=sender, subject=f"Määräaika {REF}"))


def decides(office: Office, at: str = "2026-12-11 09:00", **answer: object) -> OutboxRow:
    """The mail that tells the partner."""
    before = {row.key for row in office.notices(REF)}
    with office.registry.begin() as uow:
        decide(uow, office.desk, REF, Decision(**answer), moment(at))  # type: ignore[arg-type]
    (told,) = [row for row in office.notices(REF) if row.key not in before]
    return told


UNTIL = f"Pyydämme lisäaikaa hankkeessa {REF} 28.2.2027 asti."
NO_DAY = f"Pyydämme 180 päivän määräajan pidentämistä hankkeessa {REF}."


def test_its_partner_hears_that_it_was_received_and_how_it_was_understood(office: Office) -> None:
    reply = asks(office, UNTIL)

    assert reply is not None
    text = " ".join(office.text_of(reply).split())
    for words in ("Olemme vastaanottaneet pyyntönne", "Pyydätte lisäaikaa 28.2.2027 asti.", "Nykyinen määräpäivä 4.1.2027", "17.12.2026"):
        assert words in text
    assert office.lead(REF).state is LeadState.CONFIRMED


def test_staff_see_what_it_asks_for_in_their_digest(office: Office) -> None:
    asks(office, UNTIL + " Saisimmeko samalla palkkion siirrettyä seuraavalle maksulle?")
    with office.registry.begin() as uow:
        (case,) = open_cases(uow, office.desk, office.now)

    assert (case.kind, case.reference, case.reasons, case.client) == ("check", REF, ("check:extension",), "Saha Kuusisto Oy")
    assert "28.2.2027 asti (nyt 4.1.2027)" in case.note
    assert f"”{UNTIL}" in case.note
    assert "seuraavalle maksulle" in case.note
    assert case.due_at is not None


def test_a_yes_moves_the_last_day_and_is_told(office: Office) -> None:
    asks(office, UNTIL)
    told = decides(office, approve=True)

    assert "asiakas voi hyväksyä sopimuksen 28.2.2027 asti" in " ".join(office.text_of(told).split())
    advance_all(office.registry, office.desk, moment("2027-02-28 20:00"))
    assert office.lead(REF).state is LeadState.CONFIRMED
    advance_all(office.registry, office.desk, moment("2027-03-01 08:00"))
    assert office.lead(REF).state is LeadState.EXPIRED
    with office.registry.begin() as uow:
        assert open_cases(uow, office.desk, office.now) == ()
        assert any("28" in entry.detail and "extension answer" in entry.detail for entry in uow.leads.history(REF))


def test_warnings_come_anew_for_the_new_day(office: Office) -> None:
    def warned(at: str) -> list[str]:
        before = {row.key for row in office.notices(REF)}
        warn(office.registry, office.desk, moment(at))
        return [row.key.rpartition(":")[2] for row in office.notices(REF) if row.key not in before]

    assert warned("2026-12-05 09:00") == ["protection-2027-01-04-30"]
    asks(office, UNTIL)
    decides(office, approve=True)
    days = ["2026-12-30 09:00", "2027-01-29 09:00", "2027-02-21 09:00", "2027-02-22 09:00"]
    assert [warned(day) for day in days] == [[], ["protection-2027-02-28-30"], ["protection-2027-02-28-7"], []]


@pytest.mark.parametrize(
    ("answer", "until"),
    [({"until": date(2027, 3, 31)}, "31.3.2027"), ({"note": "31.3.2027 asti"}, "31.3.2027"), ({"note": "until 2027-03-31"}, "31.3.2027")],
)
def test_staff_may_name_another_day(office: Office, answer: dict[str, object], until: str) -> None:
    asks(office, UNTIL)

    assert f"{until} asti" in " ".join(office.text_of(decides(office, approve=True, **answer)).split())


def test_a_yes_without_a_day_is_not_taken(office: Office) -> None:
    asks(office, NO_DAY)

    with office.registry.begin() as uow, pytest.raises(NotPossible, match="--until"):
        decide(uow, office.desk, REF, Decision(approve=True), moment("2026-12-11 09:00"))
    assert office.lead(REF).open_checks() != ()
    decides(office, approve=True, until=date(2027, 2, 1))


def test_a_time_is_added_to_the_last_day_as_it_is(office: Office) -> None:
    asks(office, f"Voisitteko pidentää määräaikaa kahdella kuukaudella, viite {REF}?")

    assert "4.3.2027 asti" in " ".join(office.text_of(decides(office, approve=True)).split())


def test_a_no_leaves_the_day_and_tells_the_reason(office: Office) -> None:
    asks(office, UNTIL)
    text = " ".join(office.text_of(decides(office, approve=False, note="Tarjous on jo päättynyt")).split())

    assert "emme voi hyväksyä" in text
    assert "Tarjous on jo päättynyt" in text
    assert "viimeistään 4.1.2027" in text
    assert office.lead(REF).state is LeadState.CONFIRMED


def test_the_fee_alone_may_be_asked_for(office: Office) -> None:
    reply = asks(office, f"Pyydämme viitepalkkion siirtämistä seuraavalle maksulle ({REF}).")

    assert reply is not None
    assert "Pyydätte palkkion siirtämistä seuraavalle maksulle." in office.text_of(reply)
    assert "lisäaikaa" not in office.text_of(reply)
    assert "palkkio maksetaan seuraavan maksun yhteydessä" in " ".join(office.text_of(decides(office, approve=True)).split())


def test_a_fee_that_staff_let_move_is_due_with_the_next_payment(office: Office) -> None:
    with office.registry.begin() as uow:
        for event, day in ((EventKind.INVOICED, date(2026, 8, 10)), (EventKind.CLIENT_PAID, date(2026, 9, 30))):
            marking = Marking(event=event, on=day, amount=Decimal("1000.00"), note="L-1")
            mark(uow, office.desk, REF, marking, moment("2026-10-01 09:00"))
    asks(office, f"Pyydämme viitepalkkion siirtämistä seuraavalle maksulle ({REF}).", at="2026-10-02 09:00")
    decides(office, at="2026-10-05 09:00", approve=True)

    with office.registry.begin() as uow:
        (payout,) = payouts_of(uow, office.desk.program, REF, moment("2026-10-06 09:00"))
    assert (payout.amount, payout.due_on) == (Decimal("100.00"), date(2027, 2, 14))


def test_a_lead_does_not_expire_while_a_wish_waits_that_came_in_time(office: Office) -> None:
    asks(office, UNTIL, at="2027-01-04 20:00")
    advance_all(office.registry, office.desk, moment("2027-01-05 08:00"))
    assert office.lead(REF).state is LeadState.CONFIRMED

    decides(office, at="2027-01-05 09:00", approve=False)
    assert office.lead(REF).state is LeadState.EXPIRED


def test_of_an_expired_lead_staff_may_still_grant_it(office: Office) -> None:
    advance_all(office.registry, office.desk, moment("2027-01-05 08:00"))
    reply = asks(office, UNTIL, at="2027-01-08 09:00")
    assert reply is not None
    assert "4.1.2027" not in office.text_of(reply)

    decides(office, at="2027-01-09 09:00", approve=True)
    assert office.lead(REF).state is LeadState.CONFIRMED


def test_what_the_client_accepts_in_the_new_time_earns(office: Office) -> None:
    asks(office, UNTIL)
    decides(office, approve=True)
    later = moment("2027-02-20 09:00")
    with office.registry.begin() as uow:
        for event, amount in ((EventKind.CLIENT_APPROVED, None), (EventKind.INVOICED, "1000.00"), (EventKind.CLIENT_PAID, "1000.00")):
            marking = Marking(event=event, on=date(2027, 2, 15), amount=Decimal(amount) if amount else None, note="L-1" if amount else "")
            mark(uow, office.desk, REF, marking, later)
    advance_all(office.registry, office.desk, later)

    assert office.lead(REF).state is LeadState.WON
    with office.registry.begin() as uow:
        (payout,) = payouts_of(uow, office.desk.program, REF, later)
    assert (payout.state, payout.amount) == ("earned", Decimal("100.00"))


def test_a_stranger_asks_for_nothing(office: Office) -> None:
    assert asks(office, UNTIL, sender="Eve <eve@other.example>") is None
    with office.registry.begin() as uow:
        assert [case.kind for case in open_cases(uow, office.desk, office.now)] == ["with_staff"]


def test_a_second_wish_replaces_the_first(office: Office) -> None:
    asks(office, UNTIL)
    asks(office, f"Pyydämme lisäaikaa hankkeessa {REF} 31.3.2027 asti.", at="2026-12-10 15:00")
    with office.registry.begin() as uow:
        (case,) = open_cases(uow, office.desk, office.now)

    assert "31.3.2027" in case.note
    assert "31.3.2027 asti" in " ".join(office.text_of(decides(office, approve=True)).split())


def test_a_lost_lead_has_no_open_wish(office: Office) -> None:
    asks(office, UNTIL)
    with office.registry.begin() as uow:
        mark(uow, office.desk, REF, Marking(event=EventKind.LOST, on=date(2026, 12, 11)), moment("2026-12-11 09:00"))
    advance_all(office.registry, office.desk, moment("2026-12-11 10:00"))

    with office.registry.begin() as uow:
        assert open_cases(uow, office.desk, office.now) == ()


@pytest.mark.parametrize("language", ["en", "es", "fi", "fr", "nl", "pl", "sv"])
def test_every_language_tells_it(office: Office, language: str) -> None:
    with office.registry.begin() as uow:
        uow.leads.put(replace(uow.leads.get(REF), language=language), uow.leads.keys(REF), ())
    asks(office, UNTIL + " Saisimmeko samalla palkkion siirrettyä seuraavalle maksulle?")
    told = office.text_of(decides(office, approve=True))

    assert REF in told
    assert "2027" in told


def escalations(office: Office, *moments: str) -> int:
    for at in moments:
        keep_promises(office.registry, office.desk, moment(at))
    return sum(row.to == "szef@promise.pl" for row in office.outbox())


def test_staffs_superior_hears_of_a_wish_at_noon_of_its_fifth_business_day_once(office: Office) -> None:
    asks(office, UNTIL)

    assert escalations(office, "2026-12-16 18:00", "2026-12-17 10:59") == 0
    assert escalations(office, "2026-12-17 11:00", "2026-12-17 11:01", "2026-12-18 09:00") == 1
    assert "17.12.2026" in office.text_of(next(row for row in office.outbox() if row.to == "szef@promise.pl"))


def test_a_wish_that_is_answered_in_time_is_not_escalated(office: Office) -> None:
    asks(office, UNTIL)
    decides(office, approve=True)

    assert escalations(office, "2026-12-17 11:00", "2026-12-18 12:00") == 0


def late(office: Office, *moments: str) -> list[OutboxRow]:
    for at in moments:
        keep_promises(office.registry, office.desk, moment(at))
    return [row for row in office.notices(REF) if "extension-late" in row.key]


def test_a_wish_that_is_not_answered_in_its_days_is_told_its_partner_once(office: Office) -> None:
    asks(office, UNTIL)

    assert late(office, "2026-12-17 22:00") == []
    (told,) = late(office, "2026-12-18 07:00", "2026-12-18 08:00", "2026-12-21 09:00")
    text = office.text_of(told)
    assert "lupasimme vastata viimeistään 17.12.2026" in text
    assert "Siihen asti ilmoitus pysyy ennallaan." in text


@pytest.mark.parametrize("language", ["en", "es", "fi", "fr", "nl", "pl", "sv"])
def test_every_language_says_that_it_is_not_decided_yet(office: Office, language: str) -> None:
    with office.registry.begin() as uow:
        uow.leads.put(replace(uow.leads.get(REF), language=language), uow.leads.keys(REF), ())
    asks(office, UNTIL)
    (told,) = late(office, "2026-12-18 09:00")
    assert {REF, "17"} <= set(office.text_of(told).replace(".", " ").split())
