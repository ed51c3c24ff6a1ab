"""How long an incomplete lead keeps its place, by the server's time of receipt (docs/domain.md, "One lead among others")."""

from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Disposition
from leadbot.service.decide import Decision, decide
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, mail, moment

WITHOUT_COUNT = form(CLIENT, ALFA, Liczba_PC=None)
MICROSOFT = "check:microsoft-registration"


def reasons(office: Office, reference: str) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def approve(office: Office, reference: str) -> None:
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference(reference), Decision(approve=True), office.now)


def test_an_answer_after_the_place_has_ended_comes_too_late_also_before_the_job_that_ends_it(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)

    office.take("Liczba PC: 30", at="2026-12-01 00:05", answers=office.reply_to(first))

    assert reasons(office, second.references[0]) == [MICROSOFT]
    assert reasons(office, first.references[0]) == ["duplicate"]
    assert office.lead_of(first).received_at == moment("2026-12-01 00:05")


def test_a_new_mail_after_the_place_has_ended_is_a_new_lead(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")

    again = office.take(form(CLIENT, ALFA), at="2026-12-01 00:05")

    assert again.references == ("GL-2026-00002",)
    assert office.lead_of(first).state is LeadState.LAPSED


def test_an_answer_received_in_time_counts_though_we_read_it_after_the_place_had_ended(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)
    office.lapse("2026-12-01 08:00")

    office.take("Liczba PC: 30", at="2026-11-30 23:50", answers=office.reply_to(first))

    lead = office.lead_of(first)
    assert (lead.state, lead.received_at) == (LeadState.IN_REVIEW, moment("2026-11-16 09:00"))
    assert reasons(office, second.references[0]) == ["duplicate"]


def test_half_an_answer_in_time_that_we_read_late_lets_the_place_end(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None, Adres_klienta=None), at="2026-11-16 09:00")
    office.lapse("2026-12-01 08:00")

    office.take("Liczba PC: 30", at="2026-11-30 23:50", answers=office.reply_to(first))
    office.lapse("2026-12-01 09:00")

    assert office.lead_of(first).state is LeadState.LAPSED


def test_a_rival_confirmed_meanwhile_is_not_displaced_by_an_answer_in_time(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)
    office.lapse("2026-12-01 08:00")
    approve(office, second.references[0])

    office.take("Liczba PC: 30", at="2026-11-30 23:50", answers=office.reply_to(first))

    assert office.lead_of(second).state is LeadState.CONFIRMED
    assert "check:priority" in reasons(office, first.references[0])


def test_a_lapsed_lead_comes_back_behind_whoever_registered_meanwhile(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    office.lapse("2026-12-01 08:00")
    second = office.take(form(CLIENT, BETA), at="2026-12-01 09:00", sender=EWA)

    office.take("Liczba PC: 30", at="2026-12-02 09:00", answers=office.reply_to(first))

    assert reasons(office, first.references[0]) == ["duplicate"]
    assert office.lead_of(second).state is LeadState.IN_REVIEW


def test_a_lead_may_lapse_twice_and_each_time_free_whoever_waits(office: Office) -> None:
    office.with_program(line=True)
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    office.lapse("2026-12-01 08:00")
    office.take("Adres klienta: ul. Chmielna 9, 44-200 Rybnik", at="2026-12-02 09:00", answers=office.reply_to(first))
    assert office.lead_of(first).state is LeadState.INCOMPLETE

    assert len(office.lapse("2026-12-18 08:00")) == 1


def test_a_lead_received_inside_the_window_is_completed_after_its_end(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-12-30 09:00")

    office.take("Liczba PC: 30", at="2027-01-08 09:00", answers=office.reply_to(first))

    assert (office.lead_of(first).state, reasons(office, first.references[0])) == (LeadState.IN_REVIEW, [MICROSOFT])


def test_a_lapsed_lead_that_comes_back_after_the_window_is_outside_it(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-12-14 09:00")
    office.lapse("2026-12-31 08:00")

    office.take("Liczba PC: 30", at="2027-01-08 09:00", answers=office.reply_to(first))

    assert reasons(office, first.references[0]) == ["outside-window"]


def test_two_incomplete_leads_the_younger_is_a_duplicate_once_the_older_is_complete(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA, Liczba_PC=None), at="2026-11-17 09:00", sender=EWA)

    office.take("Liczba PC: 30", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert reasons(office, second.references[0]) == ["duplicate"]
    assert len(office.notices(second.references[0])) == 1


def test_a_follow_up_that_makes_a_lead_incomplete_keeps_its_client_for_the_time_of_its_place(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take("NIP klienta: 6423171457", at="2026-11-17 09:00", answers=office.reply_to(first))
    assert reasons(office, first.references[0]) == ["invalid:client.tax_id"]

    office.take("NIP klienta: 6423171456", at="2026-11-18 09:00", answers=office.reply_to(first))

    lead = office.lead_of(first)
    assert (lead.state, lead.received_at) == (LeadState.IN_REVIEW, moment("2026-11-16 09:00"))


def test_an_older_mail_read_after_a_younger_one_was_first(office: Office) -> None:
    early, late = (
        mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00")),
        mail(form(CLIENT, BETA), sender=EWA, at=moment("2026-11-16 09:30")),
    )
    office.take_raw(late, at="2026-11-16 09:30")
    office.take_raw(early, at="2026-11-16 09:00")

    assert office.lead_of(office.message(early)).state is LeadState.IN_REVIEW
    assert reasons(office, office.message(late).references[0]) == ["duplicate"]


def test_a_withdrawal_does_not_wake_who_was_rejected_before_in_a_program_without_line(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-16 10:00", sender=EWA)

    office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-17 09:00", answers=office.reply_to(first))

    assert office.lead_of(second).state is LeadState.REJECTED
    assert office.notices(second.references[0]) == []


def test_who_was_rejected_while_the_client_was_held_may_come_again_once_it_is_free(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA), at="2026-11-16 10:00", sender=EWA)
    office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-17 09:00", answers=office.reply_to(first))

    again = office.take(form(CLIENT, BETA) + "\nPonawiam", at="2026-11-18 10:00", sender=EWA)

    assert office.lead_of(again).state is LeadState.IN_REVIEW


def test_one_lead_that_can_not_lapse_does_not_keep_the_others(office: Office) -> None:
    office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA, Liczba_PC=None, NIP_klienta="6797280418", Klient="Tartak S.A."), at="2026-11-16 09:10", sender=EWA)
    with office.registry.begin() as uow:
        uow.connection.exec_driver_sql(  # type: ignore[attr-defined]
            "CREATE TRIGGER stuck BEFORE UPDATE ON lead WHEN new.reference = 'GL-2026-00001' BEGIN SELECT RAISE(ABORT, 'stuck'); END"
        )

    assert [lead.reference for lead in office.lapse("2026-12-01 08:00")] == ["GL-2026-00002"]


def test_thanks_after_the_place_has_ended_go_to_staff(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    office.lapse("2026-12-01 08:00")

    late = office.take("Przepraszam za zwłokę, proszę o przywrócenie.", at="2026-12-02 09:00", answers=office.reply_to(first))

    assert (late.disposition, late.reason) == (Disposition.WITH_STAFF, "appeal")
