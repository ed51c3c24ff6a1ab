"""Whoever imports a list is told which undecided leads stand otherwise by it; none of them is judged anew by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.model.imports import ListImport
from leadbot.model.lead import LeadState
from leadbot.service.decide import Decision, decide, reopen
from leadbot.service.importing import Upload, import_list
from support.office import ALFA, CLIENT, Office, form

BREWERY = "tax_id;name\n6423171456;Browar Zdrój Sp. z o.o.\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Two leads in review; the first is GL-2026-00001 for the brewery."""
    office = Office(tmp_path)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA, NIP_klienta="526-10-40-828", Klient="Młyn Nowy Sp. z o.o."), at="2026-11-16 09:10")
    yield office
    office.close()


def imported(office: Office, list_id: str, text: str, *, dry_run: bool = False) -> ListImport:
    upload = Upload(list=list_id, file="list.csv", octets=text.encode(), by="anna", dry_run=dry_run)
    return import_list(office.registry, office.desk.program, upload, office.desk.free_mail, office.now)


def notes(made: ListImport) -> list[str]:
    return [note.message for note in made.notes]


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_client_that_comes_onto_a_list_that_excludes_it_is_named_with_what_would_follow(office: Office, dry_run: bool) -> None:
    (told,) = notes(
        imported(
            office,
            "existing-clients",
            BREWERY.replace("tax_id;name", "tax_id;name;services").replace(".o.\n", ".o.;Microsoft 365 Business Basic\n"),
            dry_run=dry_run,
        )
    )

    assert "1 undecided lead" in told
    assert "GL-2026-00001 rejected existing-service" in told
    assert "GL-2026-00002" not in told
    assert [lead.state for lead in office.leads()] == [LeadState.IN_REVIEW, LeadState.IN_REVIEW]
    assert len(office.outbox()) == 2


def test_a_list_that_answers_a_check_names_the_leads_that_need_none_any_more(office: Office) -> None:
    (told,) = notes(imported(office, "reported-opportunities", "tax_id;name\n6797280418;Tartak Modrzew S.A.\n"))

    assert "GL-2026-00001 confirmed" in told
    assert "GL-2026-00002 confirmed" in told


def test_judged_anew_by_staff_it_stands_as_the_note_says(office: Office) -> None:
    imported(office, "reported-opportunities", BREWERY)
    reference = office.leads()[0].reference
    with office.registry.begin() as uow:
        reopen(uow, office.desk, reference, "anna", office.now)

    assert office.lead("GL-2026-00001").state is LeadState.REJECTED
    assert [str(reason) for reason in office.lead("GL-2026-00001").verdict.reasons] == ["reported-elsewhere"]


def test_decided_leads_and_companies_without_leads_are_not_named(office: Office) -> None:
    with office.registry.begin() as uow:
        for lead in uow.leads.all():
            decide(uow, office.desk, lead.reference, Decision(approve=True), office.now)

    assert notes(imported(office, "reported-opportunities", BREWERY)) == []
