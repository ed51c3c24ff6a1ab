"""Staff release a payout, or refuse it, by answering their digest."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from leadbot.model.deals import EventKind
from leadbot.service.digest import send_digests
from leadbot.service.mark import Marking, mark
from leadbot.service.orders import carry_out_due
from leadbot.service.pay import payouts
from support.office import Office, moment

from .fees import REF, ask, fee_office, ibas, send, state
from .test_payments import answer

ANNA = "Anna <anna@promise.pl>"
DMARC = "Authentication-Results: mx.promise.example; dmarc=pass header.from=promise.pl\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = fee_office(tmp_path)
    ask(office)
    office.with_program(payouts=tuple(replace(plan, approval=True) for plan in ibas().payouts))
    send(office)
    answer(office, "gate:bank-account", at="2026-10-03 09:00")
    yield office
    office.close()


def ordered(office: Office, words: str) -> str:
    """The order in reply to Monday's digest, carried out; what was read back."""
    send_digests(office.registry, office.desk, moment("2026-10-05 09:00"))
    (digest,) = [row for row in office.outbox() if row.key.startswith("digest:")]
    number = next(line.split(".")[0] for line in office.text_of(digest).splitlines() if REF in line)
    message = office.take(f"{number} {words}", at="2026-10-05 10:00", sender=ANNA, answers=digest, headers=DMARC)
    reply = office.reply_to(message)
    assert reply is not None
    assert carry_out_due(office.registry, office.desk, moment("2026-10-05 10:20")) == 1
    return " ".join(office.text_of(reply).split())


def test_a_yes_releases_it(office: Office) -> None:
    assert "hyväksytty; pidätetty asia etenee" in ordered(office, "ok")
    assert state(office, at="2026-10-05 12:00") == "approved"


def test_a_no_holds_it(office: Office) -> None:
    assert "hylätty; mitään ei makseta" in ordered(office, "ei")
    assert state(office, at="2026-10-05 12:00") == "held gate:payment"


@pytest.mark.parametrize(("words", "told", "left"), [("ok", "summa on palautettu", "0.00"), ("ei", "summa jää kumppanille", "30.00")])
def test_staff_say_what_becomes_of_money_that_was_too_much(office: Office, words: str, told: str, left: str) -> None:
    with office.registry.begin() as uow:
        marking = Marking(event=EventKind.PAID, on=date(2026, 10, 5), amount=Decimal("430.00"))
        mark(uow, office.desk, REF, marking, moment("2026-10-05 08:00"))
    assert told in ordered(office, words)
    with office.registry.begin() as uow:
        found = payouts(uow, office.desk.program, moment("2026-10-05 12:00"))
    assert sum(row.overpaid for row in found.payouts) == Decimal(left)
    assert all(over.stays for over in found.overpaid)


def test_of_two_payouts_of_one_lead_each_has_its_own_answer(office: Office) -> None:
    pay_again(office)
    send_digests(office.registry, office.desk, moment("2027-01-12 09:00"))
    digest = next(row for row in office.outbox() if row.key.startswith("digest:"))
    shown = [line for line in office.text_of(digest).splitlines() if REF in line and "maksusta" in line]
    first, second = (line.split(".")[0] for line in shown)
    office.take(f"{first} ok\n{second} ei", at="2027-01-12 10:00", sender=ANNA, answers=digest, headers=DMARC)

    assert carry_out_due(office.registry, office.desk, moment("2027-01-12 10:20")) == 2
    with office.registry.begin() as uow:
        found = payouts(uow, office.desk.program, moment("2027-01-12 12:00")).payouts
    assert sorted(payout.state for payout in found if payout.reference == REF) == ["approved", "held"]


def pay_again(office: Office) -> None:
    """The client pays once more, in the next quarter; that fee's invoice comes too."""
    with office.registry.begin() as uow:
        for event, day in ((EventKind.INVOICED, date(2026, 9, 10)), (EventKind.CLIENT_PAID, date(2026, 11, 30))):
            marking = Marking(event=event, on=day, amount=Decimal("1000.00"), note="L-9")
            mark(uow, office.desk, REF, marking, moment("2026-12-01 12:00"))
    ask(office, quarter="2026-Q4", at="2027-01-01 08:00")
    sums = {"Laskun numero": "2027-1", "Veroton": "100,00 EUR", "ALV 25,5 %": "25,50 EUR", "Yhteensä": "125,50 EUR"}
    send(office, sums, at="2027-01-11 09:00")
