"""Staff answer checks, correct and reopen; nothing is overwritten."""

import pytest

from leadbot.model.errors import NotPossible
from leadbot.model.lead import CheckState, LeadState, Reference
from leadbot.model.outgoing import OutboxState
from leadbot.service.corrections import parse_value
from leadbot.service.decide import Decision, correct, decide, reopen
from support.office import ALFA, CLIENT, Office, form, moment

HOSPITAL = {**CLIENT, "Klient": "Szpital Miejski Zdrój Sp. z o.o."}


def reasons(office: Office, reference: str) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def decided(office: Office, reference: str, **decision: object) -> None:
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference(reference), Decision(**decision), office.now)  # type: ignore[arg-type]


def history(office: Office, reference: str) -> list[str]:
    with office.registry.begin() as uow:
        return [entry.event for entry in uow.leads.history(Reference(reference))]


def test_an_approved_lead_is_confirmed_and_its_partner_is_told(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    decided(office, "GL-2026-00001", approve=True, by="anna@promise.pl")

    lead = office.lead("GL-2026-00001")
    assert lead.state is LeadState.CONFIRMED
    assert [(check.id, check.state, check.answered_by) for check in lead.checks] == [
        ("microsoft-registration", CheckState.APPROVED, "anna@promise.pl")
    ]
    assert [row.to for row in office.notices("GL-2026-00001")] == ["jan.nowak@alfa.example"]


def test_a_refused_check_rejects_with_its_first_reason_code(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    decided(office, "GL-2026-00001", approve=False)

    assert reasons(office, "GL-2026-00001") == ["reported-elsewhere"]


def test_a_refused_check_carries_the_reason_that_staff_give(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    decided(office, "GL-2026-00001", approve=False, reason="client-not-eligible")

    assert reasons(office, "GL-2026-00001") == ["client-not-eligible"]


def test_a_reason_that_the_check_does_not_know_is_refused_with_those_it_knows(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    with pytest.raises(NotPossible, match="reported-elsewhere"):
        decided(office, "GL-2026-00001", approve=False, reason="no-such-reason")


def test_one_check_answered_of_two_leaves_the_other_open_and_tells_nobody(office: Office) -> None:
    office.take(form(HOSPITAL, ALFA), at="2026-11-16 09:00")

    decided(office, "GL-2026-00001", approve=True, check="public-sector")

    assert reasons(office, "GL-2026-00001") == ["check:microsoft-registration"]
    assert office.notices("GL-2026-00001") == []


def test_all_open_checks_are_answered_where_none_is_named(office: Office) -> None:
    office.take(form(HOSPITAL, ALFA), at="2026-11-16 09:00")

    decided(office, "GL-2026-00001", approve=True)

    assert office.lead("GL-2026-00001").state is LeadState.CONFIRMED


def test_vendor_discretion_rejects_any_lead_with_words(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, "GL-2026-00001", approve=True)

    decided(office, "GL-2026-00001", approve=False, reason="vendor-discretion", note="Klient jest w sporze z nami.")

    assert reasons(office, "GL-2026-00001") == ["vendor-discretion"]
    assert "Klient jest w sporze z nami." in office.text_of(office.notices("GL-2026-00001")[-1])


def test_vendor_discretion_without_words_is_not_possible(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, "GL-2026-00001", approve=True)

    with pytest.raises(NotPossible, match="--note"):
        decided(office, "GL-2026-00001", approve=False, reason="vendor-discretion")


def test_there_is_nothing_to_approve_on_a_rejected_lead(office: Office) -> None:
    office.take(form(CLIENT, ALFA, **{"Plan i ilość": "2 szt. Microsoft 365 Business Basic"}), at="2026-11-16 09:00")

    with pytest.raises(NotPossible, match="no open check"):
        decided(office, "GL-2026-00001", approve=True)


def test_a_correction_has_staff_as_evidence_and_judges_anew(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")

    with office.registry.begin() as uow:
        values = [parse_value("client.pc_count=31", office.desk.program, "anna")]
        correct(uow, office.desk, Reference("GL-2026-00001"), values, "anna", office.now)

    lead = office.lead("GL-2026-00001")
    count = lead.draft.get("client.pc_count")
    assert count is not None
    assert (count.value, count.evidence.source, count.evidence.quote) == (31, "staff", "anna")
    assert lead.state is LeadState.IN_REVIEW
    assert len(office.notices("GL-2026-00001")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "client.tax_id=1234567890",
        "client.pc_count=many",
        "items=25 no-such-product",
        "nonsense=1",
        "client.sector=private",
        "contact.phone=12",
    ],
)
def test_a_wrong_correction_is_refused_with_what_would_be_right(office: Office, text: str) -> None:
    with pytest.raises(NotPossible):
        parse_value(text, office.desk.program, "anna")


def test_a_decision_can_be_taken_back(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, "GL-2026-00001", approve=False)

    with office.registry.begin() as uow:
        reopen(uow, office.desk, Reference("GL-2026-00001"), "anna", office.now)

    assert reasons(office, "GL-2026-00001") == ["check:microsoft-registration"]


def test_the_history_keeps_every_step(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, "GL-2026-00001", approve=False)
    with office.registry.begin() as uow:
        reopen(uow, office.desk, Reference("GL-2026-00001"), "anna", office.now)

    assert history(office, "GL-2026-00001") == ["registered", "judged", "decided", "judged", "reopened", "judged"]


def test_a_rejected_lead_is_not_rejected_again_by_the_way(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, "GL-2026-00001", approve=False)

    with pytest.raises(NotPossible, match="no open check"):
        decided(office, "GL-2026-00001", approve=False, note="Już odrzucone.")
    assert reasons(office, "GL-2026-00001") == ["reported-elsewhere"]


def test_a_correction_replaces_an_answer_that_was_not_sent_yet(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-17 09:00")
    reference = message.references[0]
    with office.registry.begin() as uow:
        value = parse_value("client.name=Browar Zdrój Nowy Sp. z o.o.", office.desk.program, "anna")
        correct(uow, office.desk, reference, [value], "anna", moment("2026-11-17 09:30"))

    assert [row.state for row in office.outbox() if reference in row.references] == [OutboxState.CANCELLED, OutboxState.QUEUED]
    assert "Browar Zdrój Nowy" in office.text_of(office.outbox(OutboxState.QUEUED)[-1])


def test_what_was_read_back_wrongly_is_read_back_anew_though_the_verdict_stays(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-17 09:00")
    office.deliver("2026-11-17 09:10")
    with office.registry.begin() as uow:
        value = parse_value("client.name=Browar Zdrój Nowy Sp. z o.o.", office.desk.program, "anna")
        correct(uow, office.desk, message.references[0], [value], "anna", moment("2026-11-17 09:30"))

    (told,) = office.outbox(OutboxState.QUEUED)
    assert told.to == "jan.nowak@alfa.example"
    text = office.text_of(told)
    assert "poprawiliśmy dane zgłoszenia klienta „Browar Zdrój Nowy Sp. z o.o.”. Oto, co teraz mamy." in text
    assert "Nazwa klienta: Browar Zdrój Nowy Sp. z o.o." in text


def test_a_correction_that_says_what_we_had_read_is_told_to_nobody(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-17 09:00")
    office.deliver("2026-11-17 09:10")
    with office.registry.begin() as uow:
        value = parse_value(f"client.name={CLIENT['Klient']}", office.desk.program, "anna")
        correct(uow, office.desk, message.references[0], [value], "anna", moment("2026-11-17 09:30"))

    assert [row.state for row in office.outbox()] == [OutboxState.SENT]
