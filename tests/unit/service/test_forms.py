"""A web form's mail is answered to whom the form names, and never to the form."""

from pathlib import Path

import pytest

from leadbot.model.lead import LeadState
from leadbot.model.message import Disposition
from leadbot.service.decide import Decision, decide
from support.office import ALFA, CLIENT, Office, form, moment
from support.partners import Ibas

FORMS = ["Formularz <noreply@partnerzy.promise.example>", "Formularz zgłoszeniowy <formularz@partnerzy.promise.example>"]


@pytest.mark.parametrize("sender", FORMS)
def test_the_contact_that_was_filled_in_is_answered(office: Office, sender: str) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender=sender)

    assert (message.disposition, office.lead_of(message).state) == (Disposition.ANSWERED, LeadState.IN_REVIEW)
    assert [row.to for row in office.outbox()] == ["jan.nowak@alfa.example"]
    assert office.lead_of(message).partner.address == "jan.nowak@alfa.example"


@pytest.mark.parametrize("sender", FORMS)
def test_later_news_goes_to_the_contact_too(office: Office, sender: str) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender=sender)
    with office.registry.begin() as uow:
        decide(uow, office.desk, message.references[0], Decision(approve=True), office.now)

    assert {row.to for row in office.outbox()} == {"jan.nowak@alfa.example"}


def test_the_contact_may_answer_for_its_lead(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00", sender=FORMS[0])
    office.take("30 komputerów", at="2026-11-16 12:00", answers=office.reply_to(message))

    assert office.lead_of(message).state is LeadState.IN_REVIEW


@pytest.mark.parametrize("contact", ["nie-odpowiadaj@alfa.example", "csp@promise.pl", "anna@promise.pl"])
def test_a_contact_that_reads_no_mail_or_is_ours_leaves_it_to_staff(office: Office, contact: str) -> None:
    message = office.take(form(CLIENT, {**ALFA, "E-mail": contact}), at="2026-11-16 09:00", sender=FORMS[1])

    assert message.disposition is Disposition.WITH_STAFF
    assert office.lead_of(message).received_at == moment("2026-11-16 09:00")
    assert office.outbox() == []


def test_a_form_that_names_nobody_leaves_it_to_staff_even_once_it_is_decided(office: Office) -> None:
    message = office.take(form(CLIENT, {**ALFA, "E-mail": "form@partnerzy.promise.example"}), at="2026-11-16 09:00", sender=FORMS[1])
    with office.registry.begin() as uow:
        decide(uow, office.desk, message.references[0], Decision(approve=True), office.now)

    assert message.disposition is Disposition.WITH_STAFF
    assert not any("formularz@" in row.to for row in office.outbox())


def test_whom_a_form_names_is_not_proven(tmp_path: Path) -> None:
    office = Office(tmp_path, require_dmarc=True)
    headers = "Authentication-Results: mx.promise.example; dmarc=pass header.from=partnerzy.promise.example\n"
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender=FORMS[0], headers=headers)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-sender")
    assert office.outbox() == []
    office.close()


def test_what_a_form_says_is_not_remembered_and_nothing_is_filled_in_for_it(office: Office) -> None:
    other = {**CLIENT, "Klient": "Piekarnia Kłos Sp. z o.o.", "NIP klienta": "5213017228"}
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender=FORMS[0])
    of_jan = office.take(form(other), at="2026-11-17 09:00")
    by_form = office.take(
        form(other, {**ALFA, "NIP klienta": "7010001009"}, Klient="Nowy Sp. z o.o.", NIP_partnera=None),
        at="2026-11-17 10:00",
        sender=FORMS[0],
    )

    for message in (of_jan, by_form):
        assert "missing:partner.tax_id" in [str(reason) for reason in office.lead_of(message).verdict.reasons]


def test_an_application_by_form_is_one(tmp_path: Path) -> None:
    office = Ibas(tmp_path)
    message = office.apply(sender="Verkkolomake <no-reply@lomakkeet.example>")

    assert (message.disposition, office.lead_of(message).kind) == (Disposition.ANSWERED, "application")
    assert [row.to for row in office.outbox()] == ["timo@datalahti.example"]
    office.close()
