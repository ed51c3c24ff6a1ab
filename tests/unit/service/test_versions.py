"""A lead keeps the version of the program in force when it was received; staff may apply a newer one."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from leadbot.model.deals import Sale
from leadbot.model.errors import NotPossible
from leadbot.model.lead import LeadState, Reference
from leadbot.model.outgoing import Purpose
from leadbot.model.program import Program
from leadbot.programs import load_program
from leadbot.service.applying import apply_to_open_leads
from leadbot.service.decide import Decision, decide, reopen
from leadbot.service.digest import send_digests
from leadbot.service.pay import payouts
from leadbot.service.versions import enter, in_force, program_of
from support.office import ALFA, BETA, CLIENT, EWA, PROGRAM, Office, form, moment

FIRST = Reference("GL-2026-00001")
OTHER = {**CLIENT, "Klient": "Tartak Dąb Sp. z o.o.", "NIP klienta": "5210079192"}
"""Another client."""


@pytest.fixture(scope="module")
def stricter(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A later version that wants 100 licences, and says so otherwise."""
    text = PROGRAM.source.replace("    minimum: 3 ", "    minimum: 100 ").replace(
        "Klient musi deklarować zakup co najmniej 3 licencji", "Klient musi deklarować zakup co najmniej 100 licencji"
    )
    path: Path = tmp_path_factory.mktemp("programs") / "promise-generuj-leady.yaml"
    path.write_text(text, "utf-8")
    return load_program(str(path), [], PROGRAM.lexicons)


def put_in_force(office: Office, program: Program, at: str) -> None:
    office.desk = replace(office.desk, program=program)
    enter(office.registry, program, moment(at))


def reasons(office: Office, reference: Reference) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def test_a_lead_judged_anew_is_judged_by_the_version_of_its_receipt(office: Office, stricter: Program) -> None:
    put_in_force(office, PROGRAM, "2026-11-16 08:00")
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    put_in_force(office, stricter, "2026-11-17 08:00")

    with office.registry.begin() as uow:
        again = reopen(uow, office.desk, FIRST, "anna", office.now)

    assert (again.state, again.program_version) == (LeadState.IN_REVIEW, PROGRAM.version)


def test_a_lead_received_before_a_version_came_is_judged_by_the_one_before_however_late_it_is_read(
    office: Office, stricter: Program
) -> None:
    put_in_force(office, PROGRAM, "2026-11-16 08:00")
    put_in_force(office, stricter, "2026-11-17 08:00")
    office.now = moment("2026-11-17 09:00")

    early = office.take(form(CLIENT, ALFA), at="2026-11-17 07:59")
    late = office.take(form(OTHER, BETA), at="2026-11-17 08:00", sender=EWA)

    assert [office.lead_of(message).program_version for message in (early, late)] == [PROGRAM.version, stricter.version]
    assert [office.lead_of(message).state for message in (early, late)] == [LeadState.IN_REVIEW, LeadState.REJECTED]


def test_a_mail_that_completes_a_lead_is_judged_by_the_version_of_the_first_receipt(office: Office, stricter: Program) -> None:
    put_in_force(office, PROGRAM, "2026-11-16 08:00")
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    put_in_force(office, stricter, "2026-11-17 08:00")

    office.take(form(CLIENT, ALFA), at="2026-11-17 09:00")

    assert (office.lead(FIRST).state, office.lead(FIRST).program_version) == (LeadState.IN_REVIEW, PROGRAM.version)


def test_staff_apply_todays_version_to_undecided_leads_and_it_is_logged(office: Office, stricter: Program) -> None:
    put_in_force(office, PROGRAM, "2026-11-16 08:00")
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(OTHER, BETA), at="2026-11-16 09:30", sender=EWA)
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference("GL-2026-00002"), Decision(approve=True), office.now)
    put_in_force(office, stricter, "2026-11-17 08:00")

    tried = apply_to_open_leads(office.registry, office.desk, [], "anna", office.now, dry_run=True)
    assert [(one.before.reference, one.after.state) for one in tried] == [(FIRST, LeadState.REJECTED)]
    assert office.lead(FIRST).state is LeadState.IN_REVIEW

    apply_to_open_leads(office.registry, office.desk, [], "anna", office.now)

    assert (office.lead(FIRST).program_version, reasons(office, FIRST)) == (stricter.version, ["below-minimum-quantity"])
    assert office.lead("GL-2026-00002").program_version == PROGRAM.version
    (notice,) = office.notices(FIRST)
    assert "co najmniej 100 licencji" in office.text_of(notice)
    with office.registry.begin() as uow:
        logged = [(entry.by, entry.detail) for entry in uow.leads.history(FIRST) if entry.event == "version"]
    assert logged == [("anna", f"{PROGRAM.version} → {stricter.version}")]
    assert apply_to_open_leads(office.registry, office.desk, [], "anna", office.now) == []


def test_a_decided_lead_keeps_its_version(office: Office, stricter: Program) -> None:
    put_in_force(office, PROGRAM, "2026-11-16 08:00")
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    with office.registry.begin() as uow:
        decide(uow, office.desk, FIRST, Decision(approve=True), office.now)
    put_in_force(office, stricter, "2026-11-17 08:00")

    with pytest.raises(NotPossible, match="keeps the version"):
        apply_to_open_leads(office.registry, office.desk, [FIRST], "anna", office.now)


def test_a_rejection_quotes_the_conditions_of_the_leads_own_version(office: Office, stricter: Program) -> None:
    put_in_force(office, stricter, "2026-11-16 08:00")
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    put_in_force(office, PROGRAM, "2026-11-17 08:00")

    with office.registry.begin() as uow:
        reopen(uow, office.desk, FIRST, "anna", office.now)

    assert reasons(office, FIRST) == ["below-minimum-quantity"]
    told = [office.text_of(row) for row in office.outbox()]
    assert told
    assert all("co najmniej 100 licencji" in text for text in told)


def test_a_version_comes_into_force_once_and_again_after_another(office: Office, stricter: Program) -> None:
    for program, hour in ((PROGRAM, 8), (PROGRAM, 9), (stricter, 10), (PROGRAM, 12)):
        enter(office.registry, program, datetime(2026, 11, 16, hour, tzinfo=UTC))
    with office.registry.begin() as uow:
        hours = {hour: in_force(uow, PROGRAM, datetime(2026, 11, 16, hour, tzinfo=UTC)).version for hour in (7, 9, 11, 13)}
    assert hours == {7: PROGRAM.version, 9: PROGRAM.version, 11: stricter.version, 13: PROGRAM.version}


def test_a_version_whose_file_was_not_kept_or_cant_be_read_is_todays(office: Office) -> None:
    with office.registry.begin() as uow:
        assert program_of(uow, PROGRAM, "unknown") is PROGRAM
        uow.versions.enter(PROGRAM.id, "broken", "rules: 1", office.now)
        assert program_of(uow, PROGRAM, "broken") is PROGRAM


def test_the_file_of_a_version_is_kept_as_it_is(office: Office) -> None:
    enter(office.registry, PROGRAM, office.now)
    with office.registry.begin() as uow:
        assert (uow.versions.latest(PROGRAM.id), uow.versions.source(PROGRAM.id, PROGRAM.version)) == (PROGRAM.version, PROGRAM.source)


def test_a_payout_is_reckoned_by_the_leads_own_version(office: Office, tmp_path: Path) -> None:
    """A first lead under today's rate, a second one under half of it."""
    lower = PROGRAM.source.replace("microsoft-365: 0.20", "microsoft-365: 0.10")
    assert lower != PROGRAM.source
    (tmp_path / "lower.yaml").write_text(lower, "utf-8")
    put_in_force(office, PROGRAM, "2026-11-16 08:00")
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    put_in_force(office, load_program(str(tmp_path / "lower.yaml"), [], PROGRAM.lexicons), "2026-11-17 08:00")
    office.take(form(OTHER, BETA), at="2026-11-17 09:00", sender=EWA)
    sold = [
        Sale(
            on=date(2026, 11, 18),
            product="m365-e3",
            quantity=10,
            annual_value=Decimal(1000),
            currency="PLN",
            billing="annual",
            client_tax_id=nip,
        )
        for nip in (CLIENT["NIP klienta"], OTHER["NIP klienta"])
    ]
    with office.registry.begin() as uow:
        for reference in (FIRST, Reference("GL-2026-00002")):
            decide(uow, office.desk, reference, Decision(approve=True), office.now)
        uow.deals.add_sales(PROGRAM.id, sold, at=office.now, by="anna")
        found = payouts(uow, office.desk.program, moment("2026-12-01 09:00")).payouts
    assert {(p.reference, p.amount) for p in found if p.base} == {(FIRST, Decimal("200.00")), ("GL-2026-00002", Decimal("100.00"))}


def test_staff_are_asked_the_question_of_the_leads_own_version(office: Office, tmp_path: Path) -> None:
    other = PROGRAM.source.replace("Czy Microsoft potwierdza,", "Czy Microsoft wie,")
    assert other != PROGRAM.source
    (tmp_path / "other.yaml").write_text(other, "utf-8")
    put_in_force(office, PROGRAM, "2026-11-16 08:00")
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    put_in_force(office, load_program(str(tmp_path / "other.yaml"), [], PROGRAM.lexicons), "2026-11-17 07:00")

    send_digests(office.registry, office.desk, moment("2026-11-17 08:30"))

    (digest,) = [row for row in office.outbox() if row.purpose is Purpose.DIGEST]
    assert "Czy Microsoft potwierdza," in " ".join(office.text_of(digest).split())
