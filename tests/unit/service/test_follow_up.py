"""Mails about known leads: data, corrections, withdrawals, status, appeals."""

import pytest

from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Disposition
from leadbot.service.decide import Decision, decide
from support.office import ALFA, CLIENT, EWA, Office, form, moment


def reasons(office: Office, reference: str) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def approve(office: Office, reference: str) -> None:
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference(reference), Decision(approve=True), office.now)


def test_a_reply_completes_the_lead_in_its_thread_and_keeps_its_place(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")

    reply = office.take("komputerów jest 31", at="2026-11-18 09:00", answers=office.reply_to(first))

    lead = office.lead_of(first)
    assert (reply.disposition, reply.references) == (Disposition.ANSWERED, first.references)
    assert (lead.state, lead.received_at) == (LeadState.IN_REVIEW, moment("2026-11-16 09:00"))
    assert lead.draft.get("client.pc_count").value == 31  # type: ignore[union-attr]


def test_the_mail_that_completes_a_lead_starts_a_new_full_promise(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    assert office.lead_of(first).due_at == moment("2026-11-23 23:59:59")

    office.take("Liczba PC: 31", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert office.lead_of(first).due_at == moment("2026-11-25 23:59:59")


def test_the_line_of_our_question_filled_in_is_an_answer(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None, NIP_partnera=None), at="2026-11-16 09:00")

    office.take("Liczba komputerów: 31\nNIP partnera: 5260250274", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert office.lead_of(first).state is LeadState.IN_REVIEW


def test_half_an_answer_is_asked_for_the_other_half_and_keeps_the_first_deadline(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None, Adres_klienta=None), at="2026-11-16 09:00")
    until = office.lead_of(first).place_until

    office.take("Liczba PC: 31", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert reasons(office, first.references[0]) == ["missing:client.address"]
    assert office.lead_of(first).place_until == until


def test_thanks_are_silent(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    thanks = office.take("Dziękuję, ok.", at="2026-11-16 10:00", answers=office.reply_to(first))

    assert (thanks.disposition, thanks.reason) == (Disposition.SILENT, "nothing-new")


@pytest.mark.parametrize(
    "text",
    [
        "Dziękuję, ok.",
        "Dziękujemy za potwierdzenie GL-2026-00001, czekamy na decyzję do 23.11.2026.",
        "Super, dzięki! W razie pytań proszę dzwonić: 601 234 785, najlepiej po 14:30.",
    ],
)
def test_thanks_with_a_date_or_a_phone_number_are_silent(office: Office, text: str) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert office.take(text, at="2026-11-16 10:00", answers=office.reply_to(first)).disposition is Disposition.SILENT


@pytest.mark.parametrize("text", ["Klient dokupi kolejne 40 licencji w przyszłym roku.", "Na szkoleniu będzie 12 osób z ich strony."])
def test_a_number_that_we_make_nothing_of_is_read_by_a_person(office: Office, text: str) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    said = office.take(text, at="2026-11-16 10:00", answers=office.reply_to(first))

    assert (said.disposition, said.reason) == (Disposition.WITH_STAFF, "not-understood")
    assert office.lead_of(first).draft.items()[0].quantity == 25


def test_a_reply_to_a_rejection_that_changes_nothing_is_an_appeal(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, **{"Plan i ilość": "2 szt. Microsoft 365 Business Basic"}), at="2026-11-16 09:00")

    appeal = office.take(
        "Nie zgadzam się z tą decyzją, proszę o ponowne rozpatrzenie.", at="2026-11-17 09:00", answers=office.reply_to(first)
    )

    assert (appeal.disposition, appeal.reason) == (Disposition.WITH_STAFF, "appeal")
    assert office.lead_of(first).state is LeadState.REJECTED


def test_a_correction_after_a_rejection_is_judged_anew_as_of_its_own_receipt(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, **{"Plan i ilość": "2 szt. Microsoft 365 Business Basic"}), at="2026-11-16 09:00")

    office.take("Korekta: będzie 12 szt. Microsoft 365 Business Basic.", at="2026-11-19 09:00", answers=office.reply_to(first))

    lead = office.lead_of(first)
    assert (lead.state, lead.received_at) == (LeadState.IN_REVIEW, moment("2026-11-19 09:00"))


def test_a_change_on_a_confirmed_lead_that_a_rule_looks_at_puts_it_back_to_review(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    approve(office, first.references[0])

    office.take("Korekta ilości: 35 szt. Microsoft 365 Business Standard.", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert office.lead_of(first).state is LeadState.IN_REVIEW
    assert reasons(office, first.references[0]) == ["check:changed"]


def test_staff_accept_that_change_and_the_lead_is_confirmed_again(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    approve(office, first.references[0])
    office.take("Korekta ilości: 35 szt. Microsoft 365 Business Standard.", at="2026-11-18 09:00", answers=office.reply_to(first))

    approve(office, first.references[0])

    lead = office.lead_of(first)
    assert lead.state is LeadState.CONFIRMED
    assert lead.draft.items()[0].quantity == 35


def test_only_the_leads_named_by_their_client_change_in_a_thread_of_several(office: Office) -> None:
    other = {
        "Klient": "Tartak Modrzew S.A.",
        "Adres klienta": "ul. Leśna 2, 38-500 Sanok",
        "NIP klienta": "6797280418",
        "Plan i ilość": "12 szt. Microsoft 365 Business Basic",
    }
    both = office.take(f"1)\n{form(CLIENT, Liczba_PC=None)}\n\n2)\n{form(other)}\n\n{form(ALFA)}", at="2026-11-16 09:00")
    first, second = both.references

    office.take("Klient: Tartak Modrzew S.A.\nLiczba PC: 14", at="2026-11-17 09:00", answers=office.reply_to(both))
    unnamed = office.take("Liczba PC: 44", at="2026-11-17 10:00", answers=office.reply_to(both))

    assert reasons(office, first) == ["missing:client.pc_count"]
    assert office.lead(second).state is LeadState.IN_REVIEW
    assert (unnamed.disposition, unnamed.reason) == (Disposition.WITH_STAFF, "lead-not-named")


def test_a_withdrawal_takes_the_lead_back_and_is_answered(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    gone = office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-17 09:00")

    assert office.lead_of(first).state is LeadState.WITHDRAWN
    assert gone.disposition is Disposition.ANSWERED


def test_a_status_mail_of_its_own_partner_is_answered(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    status = office.take(
        "Czy jest już decyzja w sprawie zgłoszenia GL-2026-00001?", at="2026-11-17 09:00", subject="Co z naszym zgłoszeniem?"
    )

    assert status.disposition is Disposition.ANSWERED
    assert office.lead("GL-2026-00001").state is LeadState.IN_REVIEW


def test_a_colleague_at_the_same_domain_may_act(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    status = office.take("Jaki jest status zgłoszenia GL-2026-00001?", at="2026-11-17 09:00", sender="Ola <ola@it.alfa.example>")

    assert status.disposition is Disposition.ANSWERED


def test_a_reference_authorises_nothing(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    theft = office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-17 09:00", sender=EWA)

    assert (theft.disposition, theft.reason) == (Disposition.WITH_STAFF, "not-their-reference")
    assert office.lead("GL-2026-00001").state is LeadState.IN_REVIEW
    assert office.reply_to(theft) is None


def test_two_strangers_with_one_free_mail_domain_are_two_companies(office: Office) -> None:
    office.take(form(CLIENT, ALFA, **{"E-mail": "jan@gmail.com"}), at="2026-11-16 09:00", sender="Jan Nowak <jan@gmail.com>")

    stranger = office.take("Jaki jest status zgłoszenia GL-2026-00001?", at="2026-11-17 09:00", sender="X <other@gmail.com>")

    assert stranger.reason == "not-their-reference"


def test_an_unknown_reference_goes_to_staff(office: Office) -> None:
    status = office.take("Czy jest decyzja w sprawie zgłoszenia GL-2026-00777?", at="2026-11-17 09:00")

    assert (status.disposition, status.reason) == (Disposition.WITH_STAFF, "unknown-reference")


def test_a_whole_answer_below_a_subject_that_says_new_client_completes_the_lead(office: Office) -> None:
    first = office.take("Klient: Browar Zdrój Sp. z o.o.", at="2026-11-16 09:00", subject="nowy klient")

    office.take(form(CLIENT, ALFA), at="2026-11-17 09:00", answers=office.reply_to(first))

    assert [lead.reference for lead in office.leads()] == list(first.references)
    assert office.lead_of(first).state is LeadState.IN_REVIEW


ASKED = {"Liczba_PC": None}


@pytest.mark.parametrize(
    "text",
    [
        "No oczywiście wszystkie ich maszyny, jak zawsze!",
        "Dziękuję! Wszystkie ich maszyny.",
        "Proszę spytać klienta",
        "Prześlę jutro.",
        "Hej, tyle co ostatnio\n\nPozdrawiam\nJan",
    ],
)
def test_words_that_may_answer_our_question_are_never_silent(office: Office, text: str) -> None:
    first = office.take(form(CLIENT, ALFA, **ASKED), at="2026-11-16 09:00")

    said = office.take(text, at="2026-11-16 10:00", answers=office.reply_to(first))

    assert (said.disposition, said.reason) == (Disposition.WITH_STAFF, "not-understood")


@pytest.mark.parametrize("text", ["Dziękuję, ok.", "Dzień dobry,\nwielkie dzięki za szybką odpowiedź!\n\nPozdrawiam\nJan", "OK"])
def test_thanks_for_our_question_are_silent(office: Office, text: str) -> None:
    first = office.take(form(CLIENT, ALFA, **ASKED), at="2026-11-16 09:00")

    assert office.take(text, at="2026-11-16 10:00", answers=office.reply_to(first)).disposition is Disposition.SILENT
