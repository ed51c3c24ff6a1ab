"""What is to be paid, staff's release, and the notice of payment."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from leadbot.cli.payment_file import write_payments
from leadbot.model.deals import EventKind
from leadbot.model.errors import NotPossible
from leadbot.model.lead import Reference
from leadbot.model.payout import Payment
from leadbot.model.stored import OutboxRow
from leadbot.service.cases import open_cases
from leadbot.service.gates import answer_gate
from leadbot.service.mark import Marking, mark
from leadbot.service.pay import payouts_of
from leadbot.service.payments import payments
from leadbot.service.tell_payments import tell_payments
from support.office import Office, moment

from .fees import IBAN, OTHER, REF, ask, fee_office, ibas, rows, send, state

NOW = "2026-10-05 12:00"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = fee_office(tmp_path)
    ask(office, REF, OTHER)
    yield office
    office.close()


def invoiced(office: Office) -> None:
    """Both fees, by one invoice to an account that staff know."""
    sums = {"Veroton": "550,00 EUR", "ALV 25,5 %": "140,25 EUR", "Yhteensä": "690,25 EUR"}
    send(office, sums, subject=f"Lasku {REF} ja {OTHER}")
    answer(office, "gate:bank-account", at="2026-10-03 09:00")


def answer(office: Office, gate: str, *, passed: bool = True, at: str = NOW, reference: Reference = REF) -> None:
    with office.registry.begin() as uow:
        answer_gate(uow, office.desk, reference, gate, passed=passed, by="anna", now=moment(at))


def due(office: Office, at: str = NOW) -> list[Payment]:
    with office.registry.begin() as uow:
        return payments(uow, office.desk, moment(at))


def pay(office: Office, amount: str | None, reference: Reference = REF, at: str = NOW) -> None:
    with office.registry.begin() as uow:
        sum_ = Decimal(amount) if amount else None
        mark(uow, office.desk, reference, Marking(event=EventKind.PAID, on=date(2026, 10, 5), amount=sum_), moment(at))


def notices(office: Office) -> list[OutboxRow]:
    return [row for reference in (REF, OTHER) for row in office.notices(reference) if ":paid-" in row.key]


def test_one_invoice_is_one_transfer_with_its_vat(office: Office) -> None:
    invoiced(office)
    (payment,) = due(office)

    assert (payment.payee, payment.iban, payment.invoice) == ("Kumppani Oy", IBAN, "2026-77")
    assert (payment.net, payment.vat, payment.amount, payment.currency) == (Decimal("550.00"), Decimal("140.25"), Decimal("690.25"), "EUR")
    assert (payment.due_on, payment.references) == (date(2026, 11, 14), (REF, OTHER))


def test_what_waits_for_an_invoice_or_is_held_is_not_paid(office: Office) -> None:
    assert due(office) == []
    send(office)
    assert state(office) == "held gate:bank-account"
    assert due(office) == []


def test_what_is_paid_is_not_paid_again(office: Office) -> None:
    invoiced(office)
    pay(office, "400.00")

    (payment,) = due(office)
    assert payment.references == (OTHER,)


def test_a_payment_of_the_sum_with_vat_pays_the_fee_and_no_more(office: Office) -> None:
    invoiced(office)
    pay(office, "502.00")

    assert rows(office, NOW)[REF].state == "paid"
    assert rows(office, NOW)[OTHER].state == "invoiced"


def test_writing_the_file_marks_nothing_paid_and_no_cell_is_a_formula(office: Office, tmp_path: Path) -> None:
    invoiced(office)
    (payment,) = due(office)
    file = tmp_path / "payments.csv"
    write_payments(file, [replace(payment, payee="=HYPERLINK(1)", invoice="@77")])

    (row,) = csv.DictReader(file.read_text("utf-8").splitlines())
    assert row == {
        "payee": "'=HYPERLINK(1)",
        "iban": IBAN,
        "amount": "690.25",
        "currency": "EUR",
        "remittance": f"'@77 {REF} {OTHER}",
        "invoice": "'@77",
        "due_on": "2026-11-14",
        "references": f"{REF} {OTHER}",
        "net": "550.00",
        "vat": "140.25",
        "parts": f"{REF}=400.00 {OTHER}=150.00",
    }
    assert rows(office, NOW)[REF].state == "invoiced"
    assert [entry.name for entry in tmp_path.iterdir() if entry.suffix == ".csv"] == ["payments.csv"]


@pytest.fixture
def strict(office: Office) -> Office:
    """Where staff release payouts."""
    plans = tuple(replace(plan, approval=True) for plan in ibas().payouts)
    office.with_program(payouts=plans)
    invoiced(office)
    return office


def test_where_staff_release_payouts_nothing_is_paid_before(strict: Office) -> None:
    assert due(strict) == []
    with strict.registry.begin() as uow:
        cases = [case for case in open_cases(uow, strict.desk, moment(NOW)) if case.reasons == ("gate:payment",)]
    assert [case.reference for case in cases] == [REF, OTHER]
    assert "400,00 EUR" in cases[0].question

    answer(strict, "gate:payment")
    assert (state(strict, REF, NOW), state(strict, OTHER, NOW)) == ("approved", "invoiced")
    assert [payment.references for payment in due(strict)] == [(REF,)]


def test_a_refused_release_holds_the_payout_until_it_is_given(strict: Office) -> None:
    answer(strict, "gate:payment", passed=False)
    assert state(strict, REF, NOW) == "held gate:payment"
    answer(strict, "gate:payment", at="2026-10-06 12:00")
    assert state(strict, REF, "2026-10-06 13:00") == "approved"


def test_a_release_is_for_the_sum_that_was_released(strict: Office) -> None:
    answer(strict, "gate:payment")
    with strict.registry.begin() as uow:
        for event in (EventKind.INVOICED, EventKind.CLIENT_PAID):
            marking = Marking(event=event, on=date(2026, 9, 29), amount=Decimal("100.00"), note="L-9")
            mark(uow, strict.desk, REF, marking, moment(NOW))

    assert rows(strict, NOW)[REF].amount == Decimal("400.00")  # the invoice asks for that
    assert state(strict, REF, NOW) == "approved"


def test_nothing_waits_for_a_release_where_no_plan_asks_for_it(office: Office) -> None:
    invoiced(office)
    with pytest.raises(NotPossible):
        answer(office, "gate:payment")


def test_the_partner_is_told_once_what_was_paid_and_how_it_comes_about(office: Office) -> None:
    invoiced(office)
    pay(office, "400.00")
    assert [tell_payments(office.registry, office.desk, moment(NOW)) for _ in range(2)] == [1, 0]

    (row,) = notices(office)
    text = " ".join(office.text_of(row).split())
    assert row.to == "jan@kumppani.example"
    for words in ("Olemme maksaneet teille 502,00 EUR", "Asiakas Oy", "10 %", "4 000,00 EUR", "5.10.2026", "14.11.2026", "2026-77"):
        assert words in text.replace("\u00a0", " ").replace("\u202f", " ")


def test_a_later_payment_is_told_by_itself(office: Office) -> None:
    invoiced(office)
    pay(office, "400.00")
    tell_payments(office.registry, office.desk, moment(NOW))
    pay(office, "150.00", OTHER)
    tell_payments(office.registry, office.desk, moment("2026-10-06 12:00"))

    assert [row.key for row in notices(office)] == [
        f"notice:{REF}:paid-referral-fee@2026-Q3=400.00",
        f"notice:{OTHER}:paid-referral-fee@2026-Q3=150.00",
    ]


def test_a_status_mail_and_the_request_explain_the_fee(office: Office) -> None:
    message = office.take(
        f"Hei, mikä on ilmoituksen {REF} tilanne?\n\nJan", at=NOW, sender="Jan <jan@kumppani.example>", subject=f"Tilanne {REF}"
    )
    reply = office.reply_to(message)
    assert reply is not None
    text = office.text_of(reply).replace("\u00a0", " ").replace("\u202f", " ")

    assert "10 % summasta 4 000,00 EUR on 400,00 EUR." in " ".join(text.split())


def test_a_notice_that_failed_is_written_in_the_next_cycle(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    invoiced(office)
    pay(office, "400.00")
    with monkeypatch.context() as broken:
        broken.setattr("leadbot.service.tell_payments.send_letter", lambda *_: 1 / 0)
        assert tell_payments(office.registry, office.desk, moment(NOW)) == 0
    assert tell_payments(office.registry, office.desk, moment(NOW)) == 1


def test_a_payment_marked_without_a_sum_is_of_what_is_due_by_then(office: Office) -> None:
    invoiced(office)
    pay(office, None)
    with office.registry.begin() as uow:
        (paid,) = (event for event in uow.deals.events_of(REF) if event.event is EventKind.PAID)
    assert (paid.amount, paid.currency) == (Decimal("400.00"), "EUR")


def test_of_several_payouts_of_a_lead_staff_release_the_one_that_they_name(strict: Office) -> None:
    with strict.registry.begin() as uow:
        for event, day in ((EventKind.INVOICED, date(2026, 10, 2)), (EventKind.CLIENT_PAID, date(2026, 10, 3))):
            mark(uow, strict.desk, REF, Marking(event=event, on=day, amount=Decimal("1000.00"), note="L-9"), moment(NOW))
    ask(strict, REF, quarter="2026-Q4", at="2027-01-01 08:00")
    send(strict, LATER, subject=f"Lasku {REF} 2026-Q4", at="2027-01-02 12:00")
    now = "2027-01-05 12:00"

    with pytest.raises(NotPossible, match=r"--part referral-fee@2026-Q3 \(400.00 EUR\), --part referral-fee@2026-Q4 \(100.00 EUR\)"):
        answer(strict, "gate:payment", at=now)
    with strict.registry.begin() as uow:
        answer_gate(uow, strict.desk, REF, "gate:payment", passed=True, by="anna", now=moment(now), part="referral-fee@2026-Q4")
        released = {row.period: row.state for row in payouts_of(uow, strict.desk.program, REF, moment(now))}
    assert released == {"2026-Q3": "invoiced", "2026-Q4": "approved"}

    with strict.registry.begin() as uow:
        answer_gate(uow, strict.desk, REF, "gate:payment", passed=True, by="anna", now=moment(now), part="all")
        assert {row.state for row in payouts_of(uow, strict.desk.program, REF, moment(now))} == {"approved"}


LATER = {
    "Laskun numero": "2027-1",
    "Laskun päivä": "2.1.2027",
    "Veroton": "100,00 EUR",
    "ALV 25,5 %": "25,50 EUR",
    "Yhteensä": "125,50 EUR",
}


def test_what_a_partner_got_too_much_holds_its_other_payouts_until_staff_say_what_becomes_of_it(office: Office) -> None:
    invoiced(office)
    pay(office, "430.00")
    assert due(office) == []
    with office.registry.begin() as uow:
        (case,) = (case for case in open_cases(uow, office.desk, moment(NOW)) if case.reasons == ("gate:overpaid",))
    assert case.reference == REF
    assert all(sum_ in case.question for sum_ in ("30,00 EUR", "430,00 EUR", "400,00 EUR"))

    answer(office, "gate:overpaid", passed=False)
    (payment,) = due(office)
    assert (payment.references, payment.net) == ((OTHER,), Decimal("150.00"))
    with office.registry.begin() as uow:
        assert not [case for case in open_cases(uow, office.desk, moment(NOW)) if case.reasons == ("gate:overpaid",)]


def test_what_came_back_from_a_partner_no_longer_counts_as_paid(office: Office) -> None:
    invoiced(office)
    pay(office, "430.00")
    answer(office, "gate:overpaid")

    assert rows(office, NOW)[REF].overpaid == Decimal("0.00")
    assert [payment.references for payment in due(office)] == [(OTHER,)]
    with pytest.raises(NotPossible, match="nothing was paid beyond"):
        answer(office, "gate:overpaid")


def test_where_nothing_has_happened_no_mail_of_a_paid_lead_is_looked_at(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    invoiced(office)
    pay(office, "400.00")
    tell_payments(office.registry, office.desk, moment(NOW), office.looks)
    monkeypatch.setattr("leadbot.registry.outbox.SqlOutbox.about", lambda *_: pytest.fail("every minute, for every paid lead"))
    assert tell_payments(office.registry, office.desk, moment("2026-10-05 12:01"), office.looks) == 0
