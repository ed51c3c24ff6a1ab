"""What a person answered holds for the data that it was asked about (docs/domain.md, "One lead among others")."""

import pytest

from leadbot.model.errors import NotPossible
from leadbot.model.lead import CheckState, LeadState, Reference
from leadbot.model.stored import StoredMessage
from leadbot.service.corrections import parse_value
from leadbot.service.decide import Decision, correct, decide, reopen
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, moment

HOSPITAL = {**CLIENT, "Klient": "Szpital Miejski Zdrój Sp. z o.o."}
FIRST = Reference("GL-2026-00001")
MICROSOFT = "check:microsoft-registration"


def decided(office: Office, reference: str = FIRST, **decision: object) -> None:
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference(reference), Decision(**decision), office.now)  # type: ignore[arg-type]


def corrected(office: Office, reference: str, *values: str) -> None:
    with office.registry.begin() as uow:
        parsed = [parse_value(value, office.desk.program, "anna") for value in values]
        correct(uow, office.desk, Reference(reference), parsed, "anna", office.now)


def reasons(office: Office, reference: str = FIRST) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def confirmed(office: Office) -> StoredMessage:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, approve=True)
    return first


def test_every_change_of_a_confirmed_lead_is_looked_at_not_only_the_first(office: Office) -> None:
    first = confirmed(office)
    office.take("Korekta ilości: 35 szt. Microsoft 365 Business Standard.", at="2026-11-18 09:00", answers=office.reply_to(first))
    decided(office, approve=True)

    office.take("Korekta ilości: 400 szt. Microsoft 365 Business Standard.", at="2026-11-19 09:00", answers=office.reply_to(first))

    assert reasons(office) == ["check:changed"]


@pytest.mark.parametrize(
    "change",
    [
        "Korekta ilości: 2 szt. Microsoft 365 Business Standard.",
        "NIP klienta: 6423171457",
        "Klient posiada już Microsoft 365 Business Standard.\nKlient: Browar Zdrój Sp. z o.o.",
    ],
)
def test_a_change_never_rejects_or_reopens_a_confirmed_lead_by_itself(office: Office, change: str) -> None:
    first = confirmed(office)

    office.take(change, at="2026-11-18 09:00", answers=office.reply_to(first))

    assert (office.lead(FIRST).state, reasons(office)) == (LeadState.IN_REVIEW, ["check:changed"])


def test_a_confirmed_lead_keeps_its_client_while_a_change_is_looked_at(office: Office) -> None:
    first = confirmed(office)
    office.take("Korekta ilości: 2 szt. Microsoft 365 Business Standard.", at="2026-11-18 09:00", answers=office.reply_to(first))

    rival = office.take(form(CLIENT, BETA), at="2026-11-18 10:00", sender=EWA)

    assert reasons(office, rival.references[0]) == ["duplicate"]


def test_a_change_that_staff_accept_stays_accepted(office: Office) -> None:
    first = confirmed(office)
    office.take("Korekta ilości: 2 szt. Microsoft 365 Business Standard.", at="2026-11-18 09:00", answers=office.reply_to(first))

    decided(office, approve=True)
    office.take("Telefon: 609 111 222", at="2026-11-19 09:00", answers=office.reply_to(first))

    assert office.lead(FIRST).state is LeadState.CONFIRMED


def test_a_second_change_before_staff_looked_is_part_of_the_same_question(office: Office) -> None:
    first = confirmed(office)
    office.take("Korekta ilości: 35 szt. Microsoft 365 Business Standard.", at="2026-11-18 09:00", answers=office.reply_to(first))
    office.take("NIP klienta: 6423171457", at="2026-11-18 10:00", answers=office.reply_to(first))

    assert reasons(office) == ["check:changed"]
    assert set(office.lead(FIRST).changed) == {"items", "client.tax_id"}


def test_a_change_that_staff_refuse_rejects_with_their_reason(office: Office) -> None:
    first = confirmed(office)
    office.take("Korekta ilości: 2 szt. Microsoft 365 Business Standard.", at="2026-11-18 09:00", answers=office.reply_to(first))

    decided(office, approve=False, reason="below-minimum-quantity")

    assert reasons(office) == ["below-minimum-quantity"]


def test_an_approved_check_is_asked_again_when_the_client_becomes_another(office: Office) -> None:
    first = office.take(form(HOSPITAL, ALFA), at="2026-11-16 09:00")
    decided(office, approve=True, check="microsoft-registration")

    office.take(
        "Klient: Szpital Powiatowy Modrzew Sp. z o.o.\nNIP klienta: 6797280418", at="2026-11-17 09:00", answers=office.reply_to(first)
    )

    assert reasons(office) == [MICROSOFT, "check:public-sector"]


def test_an_approved_check_holds_when_only_the_phone_changes(office: Office) -> None:
    first = office.take(form(HOSPITAL, ALFA), at="2026-11-16 09:00")
    decided(office, approve=True, check="microsoft-registration")

    office.take("Telefon: 609 111 222", at="2026-11-17 09:00", answers=office.reply_to(first))

    assert reasons(office) == ["check:public-sector"]


def test_after_a_refusal_a_correction_of_the_client_is_looked_at_again(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, approve=False)

    office.take("Pomyłka, NIP klienta: 6797280418", at="2026-11-17 09:00", answers=office.reply_to(first))

    lead = office.lead(FIRST)
    assert (lead.state, reasons(office)) == (LeadState.IN_REVIEW, [MICROSOFT])
    assert lead.received_at == moment("2026-11-17 09:00")
    assert lead.checks[0].state is CheckState.REFUSED


def test_after_a_refusal_another_phone_number_changes_nothing(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, approve=False)

    office.take("Telefon: 609 111 222", at="2026-11-17 09:00", answers=office.reply_to(first))

    assert (office.lead(FIRST).state, reasons(office)) == (LeadState.REJECTED, ["reported-elsewhere"])


def test_staffs_own_rejection_stands_whatever_the_partner_changes(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, approve=False, reason="vendor-discretion", note="Umowa wypowiedziana.")
    with office.registry.begin() as uow:
        reopen(uow, office.desk, FIRST, "anna", office.now)
    decided(office, approve=True)
    decided(office, approve=False, reason="vendor-discretion", note="Umowa wypowiedziana.")

    office.take("Korekta ilości: 35 szt. Microsoft 365 Business Standard.", at="2026-11-17 09:00", answers=office.reply_to(first))

    assert "vendor-discretion" in reasons(office)


def test_answers_are_kept_when_a_decision_is_taken_back(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    decided(office, approve=False, note="Microsoft odmówił", by="anna")

    with office.registry.begin() as uow:
        reopen(uow, office.desk, FIRST, "ola", office.now)

    refused = office.lead(FIRST).checks[0]
    assert (refused.state, refused.note, refused.answered_by) == (CheckState.REFUSED, "Microsoft odmówił", "anna")
    assert [check.id for check in office.lead(FIRST).open_checks()] == ["microsoft-registration"]


def test_answers_are_kept_when_the_lead_is_withdrawn(office: Office) -> None:
    first = office.take(form(HOSPITAL, ALFA), at="2026-11-16 09:00")
    decided(office, approve=True, check="microsoft-registration")

    office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-17 09:00", answers=office.reply_to(first))

    states = {check.id: check.state for check in office.lead(FIRST).checks}
    assert states == {"microsoft-registration": CheckState.APPROVED, "public-sector": CheckState.CLOSED}


def test_a_reason_of_one_open_check_answers_that_check_alone(office: Office) -> None:
    office.take(form(HOSPITAL, ALFA), at="2026-11-16 09:00")

    decided(office, approve=False, reason="public-sector")

    assert reasons(office) == ["public-sector"]


@pytest.mark.parametrize("check", [None, "changed"])
def test_discretion_needs_words_also_where_a_check_is_open(office: Office, check: str | None) -> None:
    first = confirmed(office)
    office.take("Korekta ilości: 35 szt. Microsoft 365 Business Standard.", at="2026-11-18 09:00", answers=office.reply_to(first))

    with pytest.raises(NotPossible, match="--note"):
        decided(office, approve=False, check=check)


def test_a_corrected_partner_is_looked_up_anew(office: Office) -> None:
    from leadbot.model.facts import ListEntry

    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    with office.registry.begin() as uow:
        uow.lists.replace("promise-generuj-leady", "banned-partners", [ListEntry(tax_id="7740001454")], fold=str.lower)

    corrected(office, FIRST, "partner.tax_id=7740001454")

    assert reasons(office) == ["partner-banned"]
    assert office.lead(FIRST).partner.tax_id == "7740001454"


def test_a_corrected_client_frees_the_old_one_and_takes_the_new_one(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    corrected(office, FIRST, "client.tax_id=6797280418")

    old = office.take(form(CLIENT, BETA, Klient="Huta Iskra S.A."), at="2026-11-16 10:00", sender=EWA)
    new = office.take(form(CLIENT, BETA, Klient="Tartak S.A.", NIP_klienta="6797280418"), at="2026-11-16 11:00", sender=EWA)
    assert office.lead_of(old).state is LeadState.IN_REVIEW
    assert reasons(office, new.references[0]) == ["duplicate"]


def test_whoever_waited_for_the_old_client_is_judged_anew_when_it_is_corrected(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA, Klient="Huta Iskra S.A."), at="2026-11-16 10:00", sender=EWA)
    assert "check:priority" in reasons(office, second.references[0])

    corrected(office, FIRST, "client.tax_id=6797280418", "client.name=Tartak Modrzew S.A.")

    assert reasons(office, second.references[0]) == [MICROSOFT]


def test_a_correction_to_anothers_client_makes_the_later_lead_the_duplicate(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA, Klient="Tartak S.A.", NIP_klienta="6797280418"), at="2026-11-16 10:00", sender=EWA)

    corrected(office, second.references[0], "client.tax_id=6423171456")

    assert reasons(office, second.references[0]) == ["duplicate"]
    assert len(office.notices(second.references[0])) == 1


def test_a_withdrawn_lead_is_reopened_before_it_is_corrected(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-17 09:00", answers=office.reply_to(first))

    with pytest.raises(NotPossible, match="reopen"):
        corrected(office, FIRST, "client.pc_count=31")
    with office.registry.begin() as uow:
        reopen(uow, office.desk, FIRST, "anna", office.now)

    assert office.lead(FIRST).state is LeadState.IN_REVIEW


def test_what_staff_complete_starts_a_new_full_promise(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    office.now = moment("2026-11-25 10:00")

    corrected(office, FIRST, "client.pc_count=31")

    assert office.lead(FIRST).due_at == moment("2026-12-02 23:59:59")


def test_half_a_correction_by_staff_keeps_the_first_deadline(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Liczba_PC=None, Adres_klienta=None), at="2026-11-16 09:00")
    until = office.lead(FIRST).place_until
    office.now = moment("2026-11-20 10:00")

    corrected(office, FIRST, "client.pc_count=31")

    assert office.lead(FIRST).place_until == until


def test_leads_that_staff_called_separate_are_not_made_duplicates_by_a_later_change(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    dynamics = {"Plan i ilość": "5 szt. Dynamics 365 Sales Professional"}
    second = office.take(form(CLIENT, BETA, **dynamics), at="2026-11-17 09:00", sender=EWA)
    decided(office, second.references[0], approve=True, check="possible-duplicate")

    office.take("Zmiana planu: 25 szt. Dynamics 365 Sales Professional.", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert "check:priority" in reasons(office, second.references[0])


def test_each_lead_names_the_version_of_the_program_it_was_judged_under(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    office.with_program(version="0123456789ab")

    office.take("Liczba PC: 31", at="2026-11-18 09:00", answers=office.reply_to(first))

    assert office.lead(FIRST).program_version == "0123456789ab"
