"""Who may act on a lead, be told of it, or count as its partner (docs/architecture.md, invariants 4 and 7)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.model.lead import Lead, LeadState
from leadbot.model.message import Disposition
from leadbot.model.stored import StoredMessage
from support.office import ALFA, BETA, CLIENT, EWA, JAN, Office, form, moment

MALLORY = "Mallory <mallory@evil.example>"
SECRETS = ("GL-2026-00001", "+48601234785", "601 234 785", "jan.nowak@alfa.example")


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, require_dmarc=True)
    yield office
    office.close()


def reasons(office: Office, reference: str) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def answer_text(office: Office, message: StoredMessage) -> str:
    row = office.reply_to(message)
    return office.text_of(row) if row else ""


def count(lead: Lead) -> object:
    value = lead.draft.get("client.pc_count")
    return value.value if value else None


def test_a_partners_tax_id_in_a_strangers_mail_completes_nothing_and_tells_nothing(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    stranger = {**ALFA, "Opiekun": "Mallory Evil", "Telefon": "600 100 200", "E-mail": "mallory@evil.example"}

    theft = office.take(form(CLIENT, stranger), at="2026-11-16 10:00", sender=MALLORY)

    assert (office.lead("GL-2026-00001").state, count(office.lead("GL-2026-00001"))) == (LeadState.INCOMPLETE, None)
    assert "GL-2026-00001" not in theft.references
    assert not [secret for secret in SECRETS if secret in answer_text(office, theft)]


def test_a_strangers_mail_gives_it_no_right_to_the_lead(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, {**ALFA, "E-mail": "mallory@evil.example"}), at="2026-11-16 10:00", sender=MALLORY)

    status = office.take("Jaki jest status zgłoszenia GL-2026-00001?", at="2026-11-16 11:00", sender=MALLORY, subject="Status")

    assert (status.disposition, status.reason) == (Disposition.WITH_STAFF, "not-their-reference")


def test_the_same_company_from_an_unknown_address_is_for_a_person_and_no_duplicate(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    second = office.take(form(CLIENT, ALFA, **{"E-mail": "jan.nowak@gmail.com"}), at="2026-11-16 10:00", sender="Jan <jan.nowak@gmail.com>")

    assert office.lead_of(second).state is LeadState.IN_REVIEW
    assert "check:possible-duplicate" in reasons(office, second.references[0])


def test_the_same_address_for_two_companies_and_one_client_is_for_a_person_and_no_duplicate(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    second = office.take(form(CLIENT, {**BETA, "E-mail": "jan.nowak@alfa.example"}), at="2026-11-16 10:00")

    assert second.references != ("GL-2026-00001",)
    assert "check:possible-duplicate" in reasons(office, second.references[0])


def test_the_named_contact_writes_again_in_place_of_the_assistant_that_wrote_first(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender="Biuro <biuro.alfa@gmail.com>")

    again = office.take(form(CLIENT, ALFA, NIP_partnera=None), at="2026-11-16 10:00", sender=JAN)

    assert again.references == ("GL-2026-00001",)
    assert len(office.leads()) == 1


def test_a_colleague_at_the_same_domain_completes_the_lead_with_a_new_mail(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")

    office.take(form(CLIENT, ALFA), at="2026-11-16 10:00", sender="Ola Mak <ola@alfa.example>")

    assert [lead.state for lead in office.leads()] == [LeadState.IN_REVIEW]


def test_a_colleague_in_copy_answers_and_completes_the_lead(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00", headers="Cc: Ola <ola@alfa.example>\n")

    office.take("Liczba PC: 31", at="2026-11-16 10:00", sender="Ola Mak <ola@alfa.example>", answers=office.reply_to(first))

    assert office.lead_of(first).state is LeadState.IN_REVIEW


def test_the_client_in_copy_who_answers_all_changes_nothing(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00", headers="Cc: Szef <szef@browar.example>\n")

    answer = office.take("Liczba PC: 31", at="2026-11-16 10:00", sender="Szef <szef@browar.example>", answers=office.reply_to(first))

    assert (answer.disposition, answer.reason) == (Disposition.WITH_STAFF, "not-their-reference")
    assert office.lead_of(first).state is LeadState.INCOMPLETE


def test_a_reply_in_ones_own_thread_that_names_anothers_reference_goes_to_staff(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA, Klient="Tartak Modrzew S.A.", NIP_klienta="6797280418"), at="2026-11-16 09:10", sender=EWA)

    mixed = office.take("Proszę o wycofanie GL-2026-00001 i GL-2026-00002.", at="2026-11-16 10:00", answers=office.reply_to(first))

    assert (mixed.disposition, mixed.reason) == (Disposition.WITH_STAFF, "not-their-reference")
    assert [lead.state for lead in office.leads()] == [LeadState.IN_REVIEW, LeadState.IN_REVIEW]


def test_a_known_and_an_unknown_reference_in_one_mail_go_to_staff(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    mixed = office.take("Jaki jest status GL-2026-00001 i GL-2026-00777?", at="2026-11-16 10:00", subject="Status")

    assert (mixed.disposition, mixed.reason) == (Disposition.WITH_STAFF, "unknown-reference")


def test_a_status_mail_without_reference_tells_of_the_senders_own_leads_alone(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA, Klient="Tartak Modrzew S.A.", NIP_klienta="6797280418"), at="2026-11-16 09:05")
    office.take(form(CLIENT, BETA, Klient="Huta Iskra S.A.", NIP_klienta="7740001454"), at="2026-11-16 09:10", sender=EWA)

    status = office.take("Jaki jest status naszych zgłoszeń?", at="2026-11-16 10:00", subject="Status zgłoszeń")

    assert status.references == ("GL-2026-00001", "GL-2026-00002")
    assert "Huta" not in answer_text(office, status)


@pytest.mark.parametrize(
    "body",
    [
        "Liczba PC: 44",
        "Proszę o wycofanie zgłoszenia GL-2026-00001.",
        "Jaki jest status zgłoszenia GL-2026-00001?",
        "Dziękuję, ok.",
        form(CLIENT, ALFA),
        form(CLIENT, ALFA, Klient="Tartak Modrzew S.A.", NIP_klienta="6797280418"),
    ],
)
def test_an_unproven_sender_is_never_answered_and_changes_nothing_whatever_it_writes(strict: Office, body: str) -> None:
    proof = "Authentication-Results: mx.promise.example; dmarc=pass header.from=alfa.example\n"
    first = strict.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00", headers=proof)
    before = strict.lead_of(first)

    forged = strict.take(body, at="2026-11-16 10:00", answers=strict.reply_to(first))

    assert (forged.disposition, forged.reason) == (Disposition.WITH_STAFF, "unproven-sender")
    assert strict.lead_of(first) == before
    assert len(strict.outbox()) == 1


def test_no_notice_goes_to_an_unproven_sender_unless_staff_decided(strict: Office) -> None:
    proof = "Authentication-Results: mx.promise.example; dmarc=pass header.from=alfa.example\n"
    first = strict.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00", headers=proof)
    strict.take(form(CLIENT, BETA), at="2026-11-16 10:00", sender=EWA)

    strict.take("Liczba PC: 31", at="2026-11-16 11:00", answers=strict.reply_to(first), headers=proof)

    assert strict.lead("GL-2026-00002").state is LeadState.REJECTED
    assert strict.notices("GL-2026-00002") == []


def test_the_first_receipt_of_the_lead_stays_when_it_is_sent_again(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    office.take(form(CLIENT, ALFA) + "\nPonawiam", at="2026-11-18 10:00")

    assert office.lead("GL-2026-00001").received_at == moment("2026-11-16 09:00")
