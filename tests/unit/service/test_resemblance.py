"""Staff decide whether two leads are one with both side by side (docs/domain.md, "One lead among others")."""

import pytest

from leadbot.judging import compare
from leadbot.model.lead import LeadState, Reference
from leadbot.model.resemblance import Beside
from leadbot.model.submission import Evidence, FieldValue, LeadDraft
from leadbot.service.decide import Decision, decide
from leadbot.service.digest import send_digests
from leadbot.service.resemblance import beside
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, moment

FIRST, SECOND = "GL-2026-00001", "GL-2026-00002"
UNKNOWN_ID = form(CLIENT, ALFA, NIP_klienta=None)
"""A lead that waits for its client's tax id: it has no key."""


def reasons(office: Office, reference: str) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def shown_beside(office: Office, reference: str) -> tuple[Beside, ...]:
    with office.registry.begin() as uow:
        return beside(uow, office.desk, uow.leads.get(Reference(reference)))


def likeness(other: Beside) -> dict[str, str]:
    return {compared.field: compared.likeness.value for compared in other.fields}


def digest_text(office: Office, at: str) -> str:
    office.now = moment(at)
    send_digests(office.registry, office.desk, office.now)
    return office.text_of(next(row for row in office.outbox() if row.key.startswith("digest:")))


def test_a_client_of_the_same_name_without_an_id_is_shown_beside_the_new_lead(office: Office) -> None:
    office.take(UNKNOWN_ID, at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA, Klient="BROWAR ZDROJ S.A."), at="2026-11-17 09:00", sender=EWA)

    assert "check:possible-duplicate" in reasons(office, SECOND)
    (other,) = shown_beside(office, SECOND)
    assert (other.reference, other.state, other.partner) == (FIRST, LeadState.INCOMPLETE, "Alfa Systemy Sp. z o.o.")
    assert likeness(other) == {"client.name": "✓", "client.address": "✓", "client.tax_id": "", "items": "✓"}


def test_a_branch_of_the_client_is_that_client_until_staff_say_otherwise(office: Office) -> None:
    office.take(UNKNOWN_ID, at="2026-11-16 09:00")
    office.take(
        form(CLIENT, BETA, Klient="Browar Zdrój Sp. z o.o. Oddział w Żorach", Adres_klienta="ul. Długa 1, 44-240 Żory"),
        at="2026-11-17 09:00",
        sender=EWA,
    )

    assert "check:possible-duplicate" in reasons(office, SECOND)
    (other,) = shown_beside(office, SECOND)
    assert (likeness(other)["client.name"], likeness(other)["client.address"]) == ("✓", "")


@pytest.mark.parametrize(
    ("contact", "field"),
    [
        ("E-mail osoby u klienta: b.kot@zdroj.example", "client.contact.email"),
        ("Telefon osoby u klienta: 603 555 111", "client.contact.phone"),
    ],
)
def test_the_same_contact_of_a_client_under_another_name_is_for_staff(office: Office, contact: str, field: str) -> None:
    office.take(f"{UNKNOWN_ID}\nOsoba kontaktowa u klienta: Barbara Kot\n{contact}", at="2026-11-16 09:00")
    assert office.lead(FIRST).draft.text(field)
    second = form(CLIENT, BETA, Klient="Grupa Rybnicka Sp. z o.o.")
    office.take(f"{second}\nOsoba kontaktowa u klienta: Barbara Kot\n{contact}", at="2026-11-17 09:00", sender=EWA)

    assert "check:possible-duplicate" in reasons(office, SECOND)
    (other,) = shown_beside(office, SECOND)
    assert (likeness(other)["client.name"], likeness(other)[field]) == ("", "✓")


def test_addresses_at_one_company_are_close_and_those_of_a_free_mail_service_are_not(office: Office) -> None:
    def pair(one: str, other: str) -> str:
        first, second = (office.lead(reference).draft for reference in (FIRST, SECOND))
        fields = [
            next(c for c in compare(*both, office.desk.program, office.desk.own_domain) if c.field == "client.contact.email")
            for both in [(with_mail(first, one), with_mail(second, other))]
        ]
        return fields[0].likeness.value

    office.take(UNKNOWN_ID, at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)
    assert pair("a@zdroj.example", "a@zdroj.example") == "✓"
    assert pair("a@zdroj.example", "b@biuro.zdroj.example") == "≈"
    assert pair("a@gmail.com", "b@gmail.com") == ""


def with_mail(lead: LeadDraft, email: str) -> LeadDraft:
    value = FieldValue(id="client.contact.email", value=email, evidence=Evidence(source="body", quote="…"))
    return LeadDraft(fields=(*(f for f in lead.fields if f.id != value.id), value))


def test_the_digest_shows_both_leads_field_by_field(office: Office) -> None:
    office.take(UNKNOWN_ID, at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA, Klient="BROWAR ZDROJ S.A."), at="2026-11-17 09:00", sender=EWA)

    text = digest_text(office, "2026-11-17 10:00")
    assert f"Dla porównania {FIRST} (Alfa Systemy Sp. z o.o., " in text
    assert f"Nazwa klienta:\n  - {SECOND}: BROWAR ZDROJ S.A.\n  - {FIRST}: Browar Zdrój Sp. z o.o. ✓\n" in text
    assert f"NIP klienta:\n  - {SECOND}: 642-317-14-56\n  - {FIRST}: –\n" in text
    assert "Adres klienta: ul. Słodowa 8, 44-200 Rybnik ✓\n" in text


def test_nothing_is_shown_beside_a_lead_about_which_no_such_question_is_open(office: Office) -> None:
    office.take(UNKNOWN_ID, at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference(SECOND), Decision(approve=True, check="possible-duplicate"), office.now)

    assert shown_beside(office, SECOND) == ()


def test_no_partner_sees_the_comparison(office: Office) -> None:
    office.take(UNKNOWN_ID, at="2026-11-16 09:00")
    second = office.take(form(CLIENT, BETA, Klient="BROWAR ZDROJ S.A."), at="2026-11-17 09:00", sender=EWA)

    reply = office.reply_to(second)
    assert reply is not None
    assert not [word for word in (FIRST, "Alfa", "alfa.example", "Nowak", "≈") if word in office.text_of(reply)]


def test_changed_items_of_a_known_lead_are_shown_to_staff_in_the_digest(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA, **{"Plan i ilość": "40 szt. Microsoft 365 E3, rocznie"}), at="2026-11-16 10:00")

    assert "z innymi pozycjami: 40 × Microsoft 365 E3 rozliczenie roczne" in digest_text(office, "2026-11-16 11:00")
