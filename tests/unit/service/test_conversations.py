"""Which leads a mail is about (docs/domain.md, "One lead among others", and Kinds of message)."""

from dataclasses import replace

import pytest

from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Disposition, Kind
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.decide import Decision, decide
from support.office import ALFA, CLIENT, JAN, Office, form

TARTAK = {
    "Klient": "Tartak Modrzew S.A.",
    "Adres klienta": "ul. Leśna 2, 38-500 Sanok",
    "NIP klienta": "6797280418",
    "Plan i ilość": "12 szt. Microsoft 365 Business Basic",
}


def states(office: Office) -> list[LeadState]:
    return [lead.state for lead in office.leads()]


def two_leads(office: Office) -> StoredMessage:
    return office.take(f"1)\n{form(CLIENT, Liczba_PC=None)}\n\n2)\n{form(TARTAK)}\n\n{form(ALFA)}", at="2026-11-16 09:00")


def without_thread(row: OutboxRow | None) -> dict[str, str]:
    """The answer of a mail program that keeps the subject and loses the rest."""
    assert row is not None
    return {"subject": f"Odp: {row.subject}"}


def test_an_answer_that_lost_its_thread_is_read_by_the_reference_in_its_subject(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")

    answer = office.take("31 sztuk", at="2026-11-17 09:00", **without_thread(office.reply_to(first)))

    assert (answer.kind, answer.references) == (Kind.FOLLOW_UP, first.references)
    assert office.lead_of(first).state is LeadState.IN_REVIEW


def test_a_subject_that_names_the_first_of_two_leads_does_not_tell_which_is_meant(office: Office) -> None:
    both = two_leads(office)

    answer = office.take("Liczba PC: 44", at="2026-11-17 09:00", **without_thread(office.reply_to(both)))

    assert (answer.disposition, answer.reason) == (Disposition.WITH_STAFF, "lead-not-named")
    assert states(office) == [LeadState.INCOMPLETE, LeadState.INCOMPLETE]


def test_a_withdrawal_in_a_thread_of_two_takes_back_the_one_whose_client_it_names(office: Office) -> None:
    both = two_leads(office)

    gone = office.take("Wycofujemy zgłoszenie dla klienta Tartak Modrzew S.A.", at="2026-11-17 09:00", answers=office.reply_to(both))

    assert gone.disposition is Disposition.ANSWERED
    assert states(office) == [LeadState.INCOMPLETE, LeadState.WITHDRAWN]


def test_a_withdrawal_in_a_thread_of_two_that_names_neither_goes_to_staff(office: Office) -> None:
    both = two_leads(office)

    gone = office.take("Proszę o wycofanie zgłoszenia.", at="2026-11-17 09:00", answers=office.reply_to(both))

    assert (gone.disposition, gone.reason) == (Disposition.WITH_STAFF, "lead-not-named")
    assert states(office) == [LeadState.INCOMPLETE, LeadState.INCOMPLETE]


def test_a_withdrawal_that_names_two_references_takes_back_both_with_one_reply(office: Office) -> None:
    both = two_leads(office)

    gone = office.take("Proszę o wycofanie zgłoszeń GL-2026-00001 oraz GL-2026-00002.", at="2026-11-17 09:00")

    assert gone.references == both.references
    assert states(office) == [LeadState.WITHDRAWN, LeadState.WITHDRAWN]


def test_a_reply_to_a_notice_is_about_the_notices_lead(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference("GL-2026-00001"), Decision(approve=False), office.now)

    appeal = office.take("Nie zgadzam się z tą decyzją.", at="2026-11-17 09:00", answers=office.notices(first.references[0])[0])

    assert (appeal.disposition, appeal.reason, appeal.references) == (Disposition.WITH_STAFF, "appeal", first.references)


def test_two_decisions_in_one_moment_are_two_notices(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference("GL-2026-00001"), Decision(approve=True), office.now)
        discretion = Decision(approve=False, reason="vendor-discretion", note="Spór.")
        decide(uow, office.desk, Reference("GL-2026-00001"), discretion, office.now)

    assert len(office.notices("GL-2026-00001")) == 2


def test_a_lead_mail_in_a_thread_about_another_client_is_a_new_lead(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    second = office.take("Zgłaszam nowy temat.\n" + form(CLIENT, TARTAK, ALFA), at="2026-11-17 09:00", answers=office.reply_to(first))

    assert (second.kind, second.references) == (Kind.LEAD, ("GL-2026-00002",))


@pytest.mark.parametrize(
    "body",
    [
        "Dzień dobry, chcielibyśmy zostać partnerem programu Generuj Leady. Jakie są warunki?",
        "Czy można przedłużyć termin dla naszego zgłoszenia?",
        "W załączeniu faktura za prowizję, kiedy będzie wypłata w programie Generuj Leady?",
        "Czy w programie Generuj Leady można zgłosić zapytanie ofertowe klienta?",
    ],
)
def test_kinds_that_the_program_does_not_have_are_questions_for_staff(office: Office, body: str) -> None:
    message = office.take(body, at="2026-11-16 09:00", subject="Generuj Leady")

    assert (message.kind, message.disposition) == (Kind.QUESTION, Disposition.WITH_STAFF)


def test_a_question_in_a_leads_thread_is_shown_to_staff_with_that_lead(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    question = office.take("Kiedy będzie wypłata za tę sprzedaż?", at="2026-11-17 09:00", answers=office.reply_to(first))

    assert (question.kind, question.references) == (Kind.QUESTION, first.references)


def test_the_leads_of_one_mail_for_one_client_are_one_lead_told_once(office: Office) -> None:
    twice = f"1)\n{form(CLIENT)}\n\n2)\n{form(CLIENT, Klient='Browar Zdrój')}\n\n{form(ALFA)}"

    message = office.take(twice, at="2026-11-16 09:00")

    assert message.references == ("GL-2026-00001",)


def test_a_mail_of_a_partner_whose_address_is_written_in_capitals_is_its_own(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender=JAN.replace("jan.nowak@alfa.example", "Jan.Nowak@ALFA.example"))

    status = office.take("Jaki jest status zgłoszenia GL-2026-00001?", at="2026-11-17 09:00", subject="Status")

    assert status.disposition is Disposition.ANSWERED


def test_mail_that_moves_two_leads_tells_both(office: Office) -> None:
    office.desk = replace(office.desk, program=replace(office.desk.program, line=True))
    both = two_leads(office)
    waiting = [
        office.take(form(client, {**ALFA, "Partner": "Gama S.A.", "NIP partnera": nip, "E-mail": mail}), at=at, sender=f"X <{mail}>")
        for client, nip, mail, at in (
            (CLIENT, "7740001454", "x@gama.example", "2026-11-16 10:00"),
            ({**CLIENT, **TARTAK}, "7740001454", "x@gama.example", "2026-11-16 10:01"),
        )
    ]

    office.take("GL-2026-00001 oraz GL-2026-00002: proszę o wycofanie.", at="2026-11-17 09:00", answers=office.reply_to(both))

    assert [[str(r) for r in office.lead_of(message).verdict.reasons] for message in waiting] == [["check:microsoft-registration"]] * 2
