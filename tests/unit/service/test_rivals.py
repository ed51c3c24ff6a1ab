"""Several partners, one client (docs/domain.md, "One lead among others")."""

import pytest

from leadbot.model.errors import HeldByAnother
from leadbot.model.lead import LeadState, Reference
from leadbot.model.outgoing import OutboxState
from leadbot.service.decide import Decision, decide
from support.office import ALFA, BETA, CLIENT, EWA, Office, form

WITHOUT_COUNT = form(CLIENT, ALFA, Liczba_PC=None)


def reasons(office: Office, reference: str) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def approve(office: Office, reference: str, check: str | None = None) -> None:
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference(reference), Decision(approve=True, check=check), office.now)


def test_duplicate_a_second_partner_is_rejected_while_the_first_is_in_review(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-16 11:00", sender=EWA)

    assert reasons(office, second.references[0]) == ["duplicate"]


def test_the_reply_to_a_duplicate_neither_names_nor_hints_at_the_rival(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-16 11:00", sender=EWA)

    reply = office.reply_to(second)
    assert reply is not None
    text = office.text_of(reply)
    assert not [word for word in ("Alfa", "alfa.example", "Nowak", "GL-2026-00001", "16 listopada 2026 09") if word in text]


def test_a_rejected_lead_blocks_nobody(office: Office) -> None:
    office.take(form(CLIENT, ALFA, **{"Plan i ilość": "2 szt. Microsoft 365 Business Standard"}), at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-16 11:00", sender=EWA)

    assert office.lead_of(second).state is LeadState.IN_REVIEW


def test_a_withdrawn_lead_blocks_nobody(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take("Proszę o wycofanie zgłoszenia GL-2026-00001, klient zrezygnował.", at="2026-11-16 10:00", answers=office.reply_to(first))
    second = office.take(form(CLIENT, BETA), at="2026-11-16 11:00", sender=EWA)

    assert office.lead("GL-2026-00001").state is LeadState.WITHDRAWN
    assert office.lead_of(second).state is LeadState.IN_REVIEW


def test_check_priority_an_incomplete_lead_keeps_its_place(office: Office) -> None:
    office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)

    assert office.lead_of(second).state is LeadState.IN_REVIEW
    assert "check:priority" in reasons(office, second.references[0])


def test_completed_in_time_the_older_lead_wins_and_the_younger_is_told(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)

    office.take("Liczba PC: 30", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert office.lead_of(first).state is LeadState.IN_REVIEW
    assert reasons(office, first.references[0]) == ["check:microsoft-registration"]
    assert reasons(office, second.references[0]) == ["duplicate"]
    assert len(office.notices(second.references[0])) == 1


def test_a_confirmed_lead_is_never_displaced(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)
    approve(office, second.references[0])
    assert office.lead_of(second).state is LeadState.CONFIRMED

    office.take("Liczba PC: 30", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert office.lead_of(second).state is LeadState.CONFIRMED
    assert "check:priority" in reasons(office, first.references[0])


def test_the_older_lead_wins_also_where_staff_had_let_the_younger_through_to_microsoft(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)
    approve(office, second.references[0], "priority")
    assert office.lead_of(second).state is LeadState.IN_REVIEW

    office.take("Liczba PC: 30", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert office.lead_of(first).state is LeadState.IN_REVIEW
    assert reasons(office, second.references[0]) == ["duplicate"]


def test_not_completed_in_time_the_older_lapses_and_the_youngers_check_closes(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)

    assert office.lapse("2026-11-30 23:00") == []
    assert [lead.reference for lead in office.lapse("2026-12-01 00:01")] == list(first.references)

    assert office.lead_of(first).state is LeadState.LAPSED
    assert reasons(office, second.references[0]) == ["check:microsoft-registration"]


def test_a_lapsed_lead_is_revived_by_one_mail_as_of_that_mail(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    office.lapse("2026-12-01 08:00")

    office.take("Liczba PC: 30", at="2026-12-02 09:00", answers=office.reply_to(first))

    lead = office.lead_of(first)
    assert lead.state is LeadState.IN_REVIEW
    assert f"{lead.received_at:%Y-%m-%d}" == "2026-12-02"


def test_possible_duplicate_a_client_without_a_tax_id_of_the_same_name_is_shown_to_staff(office: Office) -> None:
    office.take(form(CLIENT, ALFA, NIP_klienta=None), at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)

    assert "check:possible-duplicate" in reasons(office, second.references[0])


def test_possible_duplicate_the_same_client_with_no_family_in_common(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    second = office.take(
        form(CLIENT, BETA, **{"Plan i ilość": "5 szt. Dynamics 365 Sales Professional"}), at="2026-11-17 09:00", sender=EWA
    )

    assert "check:possible-duplicate" in reasons(office, second.references[0])


def test_in_a_program_with_a_line_a_duplicate_waits_and_wakes(office: Office) -> None:
    office.with_program(line=True)
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)
    assert office.lead_of(second).state is LeadState.IN_LINE

    office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert office.lead_of(second).state is LeadState.IN_REVIEW
    assert [row.state for row in office.notices(second.references[0])] == [OutboxState.QUEUED]


def test_two_leads_that_staff_would_confirm_for_one_client_are_refused_by_the_database(office: Office) -> None:
    first = office.take(WITHOUT_COUNT, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)
    approve(office, second.references[0])
    office.take("Liczba PC: 30", at="2026-11-18 09:00", answers=office.reply_to(first))

    with pytest.raises(HeldByAnother):
        approve(office, first.references[0])
    assert office.lead_of(first).state is LeadState.IN_REVIEW
