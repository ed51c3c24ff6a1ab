"""A partner is never asked twice: what it said of itself fills what a later mail omits, and is read back as such."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.model.lead import LeadState
from leadbot.service.corrections import parse_value
from leadbot.service.decide import correct
from support.office import ALFA, BETA, CLIENT, EWA, JAN, Office, form, moment

OTHER = {**CLIENT, "Klient": "Piekarnia Kłos Sp. z o.o.", "NIP klienta": "5213017228"}
DMARC = "Authentication-Results: mx.promise.example; dmarc=pass header.from=alfa.example\n"


@pytest.fixture
def known(office: Office) -> Office:
    """Jan of Alfa has told everything once."""
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    return office


def reasons(office: Office, body: str, **mail_parts: str) -> list[str]:
    message = office.take(body, at="2026-11-17 09:00", **mail_parts)
    return [str(reason) for reason in office.lead_of(message).verdict.reasons]


def test_what_the_sender_said_before_is_not_asked_again(known: Office) -> None:
    message = known.take(form(OTHER), at="2026-11-17 09:00")

    lead = known.lead_of(message)
    assert lead.state is LeadState.IN_REVIEW
    assert {id_: lead.draft.text(id_) for id_ in ("partner.tax_id", "partner.address", "contact.phone")} == {
        "partner.tax_id": "5260250274",
        "partner.address": "ul. Krótka 5, 00-950 Warszawa",
        "contact.phone": "+48601234785",
    }


def test_it_says_in_the_reply_that_it_comes_from_the_register(known: Office) -> None:
    message = known.take(form(OTHER), at="2026-11-17 09:00")

    text = known.text_of(known.reply_to(message))  # type: ignore[arg-type]
    assert "526-025-02-74 (z naszego rejestru)" in text
    assert "Piekarnia Kłos Sp. z o.o. (z naszego rejestru)" not in text
    evidence = known.lead_of(message).draft.get("partner.tax_id").evidence  # type: ignore[union-attr]
    assert (evidence.source, evidence.quote) == ("registry", "GL-2026-00001")


def test_what_a_mail_says_itself_goes_first(known: Office) -> None:
    message = known.take(form(OTHER, Adres_partnera="ul. Nowa 9, 00-950 Warszawa"), at="2026-11-17 09:00")
    later = known.take(form({**OTHER, "NIP klienta": "7010001009"}, Klient="Trzeci Sp. z o.o."), at="2026-11-18 09:00")

    assert known.lead_of(message).draft.text("partner.address") == "ul. Nowa 9, 00-950 Warszawa"
    assert known.lead_of(later).draft.text("partner.address") == "ul. Nowa 9, 00-950 Warszawa"


def test_what_a_mail_gets_wrong_is_asked_about(known: Office) -> None:
    wrong = {"NIP partnera": "5260250275"}
    assert reasons(known, form(OTHER, wrong, Partner="Alfa Systemy Sp. z o.o.")) == ["invalid:partner.tax_id"]


def test_a_wrong_id_without_a_name_may_be_another_companys(known: Office) -> None:
    asked = reasons(known, form(OTHER, {"NIP partnera": "5260250275"}))
    assert {"invalid:partner.tax_id", "missing:partner.name"} <= set(asked)


def test_another_company_of_the_same_sender_fills_nothing(known: Office) -> None:
    assert "missing:partner.tax_id" in reasons(known, form(OTHER, Partner="Gamma Usługi Sp. z o.o."))


def test_of_two_companies_of_one_sender_neither_is_guessed(known: Office) -> None:
    known.take(form(OTHER, {**BETA, "Opiekun": "Jan Nowak", "E-mail": "jan.nowak@alfa.example"}), at="2026-11-16 10:00")

    third = {**OTHER, "NIP klienta": "7010001009", "Klient": "Trzeci Sp. z o.o."}
    assert "missing:partner.tax_id" in reasons(known, form(third))


def test_a_colleague_at_the_same_domain_has_the_company_and_not_the_person(known: Office) -> None:
    asked = reasons(known, form(OTHER), sender="Ola Kot <ola.kot@alfa.example>")

    assert asked == ["missing:contact.phone"]


def test_a_stranger_is_told_nothing(known: Office) -> None:
    message = known.take(form(OTHER, Partner="Alfa Systemy Sp. z o.o."), at="2026-11-17 09:00", sender="Jan <jan@gmail.com>")

    text = known.text_of(known.reply_to(message))  # type: ignore[arg-type]
    assert "5260250274" not in text
    assert "ul. Krótka" not in text


def test_two_at_a_free_mail_domain_share_nothing(office: Office) -> None:
    office.take(form(CLIENT, {**ALFA, "E-mail": "jan@gmail.com"}), at="2026-11-16 09:00", sender="Jan Nowak <jan@gmail.com>")

    assert "missing:partner.tax_id" in reasons(office, form(OTHER), sender="Ewa Lis <ewa@gmail.com>")
    assert "missing:partner.tax_id" not in reasons(office, form(OTHER), sender="Jan Nowak <jan@gmail.com>")


def test_a_colleague_named_as_contact_is_known_when_it_writes(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender="Biuro <biuro@alfa.example>")

    assert "missing:contact.phone" not in reasons(office, form(OTHER), sender=JAN)


def test_what_staff_correct_is_remembered(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA, NIP_partnera=None), at="2026-11-16 09:00")
    with office.registry.begin() as uow:
        value = parse_value("partner.tax_id=5260250274", office.desk.program, "anna")
        correct(uow, office.desk, message.references[0], [value], "anna", office.now)

    assert "missing:partner.tax_id" not in reasons(office, form(OTHER))


def test_what_completes_a_lead_is_remembered(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA, NIP_partnera=None), at="2026-11-16 09:00")
    office.take("NIP partnera: 526-025-02-74", at="2026-11-16 10:00", answers=office.reply_to(message))

    assert "missing:partner.tax_id" not in reasons(office, form(OTHER))


class TestWhereProofIsRequired:
    @pytest.fixture
    def strict(self, tmp_path: Path) -> Iterator[Office]:
        office = Office(tmp_path, require_dmarc=True)
        yield office
        office.close()

    def test_an_unproven_sender_gets_nothing_filled(self, strict: Office) -> None:
        strict.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=DMARC)

        assert "missing:partner.tax_id" in reasons(strict, form(OTHER))

    def test_an_unproven_sender_is_not_believed_later(self, strict: Office) -> None:
        strict.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

        assert "missing:partner.tax_id" in reasons(strict, form(OTHER), headers=DMARC)

    def test_a_proven_sender_is_known(self, strict: Office) -> None:
        strict.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=DMARC)

        assert "missing:partner.tax_id" not in reasons(strict, form(OTHER), headers=DMARC)


def test_data_of_one_partner_never_stand_in_the_mail_of_another(known: Office) -> None:
    known.take(form(OTHER, BETA), at="2026-11-16 10:00", sender=EWA)
    third = {**OTHER, "NIP klienta": "7010001009", "Klient": "Trzeci Sp. z o.o."}
    message = known.take(form(third), at="2026-11-17 09:00", sender=EWA)

    text = known.text_of(known.reply_to(message))  # type: ignore[arg-type]
    assert "774-000-14-54" in text
    assert not any(value in text for value in ALFA.values())


class TestWhatOneMailTellsAnswersForAllLeads:
    def test_of_that_partner_that_were_asked_the_same(self, office: Office) -> None:
        asked = [office.take(form(c, ALFA, NIP_partnera=None), at=f"2026-11-16 0{n}:00") for n, c in ((8, CLIENT), (9, OTHER))]
        office.take("NIP partnera: 526-025-02-74", at="2026-11-17 10:00", answers=office.reply_to(asked[1]))

        first, second = map(office.lead_of, asked)
        assert (first.state, second.state) == (LeadState.IN_REVIEW, LeadState.IN_REVIEW)
        assert first.received_at == moment("2026-11-16 08:00")
        (notice,) = office.notices(first.reference)
        assert "526-025-02-74 (z naszego rejestru)" in office.text_of(notice)

    def test_but_not_for_what_else_they_lack(self, office: Office) -> None:
        first = office.take(form(CLIENT, ALFA, NIP_partnera=None, Liczba_PC=None), at="2026-11-16 08:00")
        office.take(form(OTHER, ALFA), at="2026-11-16 09:00")

        assert [str(reason) for reason in office.lead_of(first).verdict.reasons] == ["missing:client.pc_count"]
        assert office.notices(first.references[0]) == []

    def test_nor_for_leads_whose_place_has_ended(self, office: Office) -> None:
        first = office.take(form(CLIENT, ALFA, NIP_partnera=None), at="2026-11-02 08:00")
        office.take(form(OTHER, ALFA), at="2026-12-07 09:00")

        assert office.lead_of(first).draft.get("partner.tax_id") is None

    def test_nor_for_another_partner(self, office: Office) -> None:
        first = office.take(form(CLIENT, BETA, NIP_partnera=None), at="2026-11-16 08:00", sender=EWA)
        office.take(form(OTHER, ALFA), at="2026-11-16 09:00")

        assert [str(reason) for reason in office.lead_of(first).verdict.reasons] == ["missing:partner.tax_id"]
