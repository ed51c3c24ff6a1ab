"""Who asks to become a partner gets a verdict, and once staff approve, a number of its own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leadbot.model.errors import NotPossible
from leadbot.model.facts import ListEntry
from leadbot.model.lead import CheckState, LeadState
from leadbot.model.message import Disposition, Kind
from leadbot.service.advance import advance_all
from leadbot.service.cases import open_cases
from leadbot.service.decide import reopen
from leadbot.service.desk import Mode
from support.office import moment
from support.partners import ANA, REFERRAL, TIMO, Ibas, Infomaniak, answer, listed

SANNA = "Sanna Koski <sanna@toinen.example>"
TOINEN = {"Yritys": "Toinen Oy", "Y-tunnus": "2345671-3", "Yhteyshenkilö": "Sanna Koski", "Sähköposti": "sanna@toinen.example"}


@pytest.fixture
def ibas(tmp_path: Path) -> Iterator[Ibas]:
    office = Ibas(tmp_path)
    yield office
    office.close()


@pytest.fixture
def infomaniak(tmp_path: Path) -> Iterator[Infomaniak]:
    office = Infomaniak(tmp_path)
    yield office
    office.close()


class TestAnApplication:
    def test_that_is_complete_waits_for_staff_and_is_answered(self, ibas: Ibas) -> None:
        message = ibas.apply()

        application = ibas.lead_of(message)
        assert (message.kind, message.disposition) == (Kind.APPLICATION, Disposition.ANSWERED)
        assert (application.kind, application.state) == ("application", LeadState.IN_REVIEW)
        assert [str(reason) for reason in application.verdict.reasons] == ["check:admission"]

    def test_that_lacks_something_is_asked_for_it_and_completed_by_reply(self, ibas: Ibas) -> None:
        message = ibas.apply(Puhelin=None)
        assert [str(reason) for reason in ibas.lead_of(message).verdict.reasons] == ["missing:contact.phone"]

        ibas.take("Puhelinnumero on 040 512 3399.", at="2026-11-16 12:00", sender=TIMO, answers=ibas.reply_to(message))

        application = ibas.lead_of(message)
        assert (application.state, application.draft.text("contact.phone")) == (LeadState.IN_REVIEW, "+358405123399")

    def test_of_a_law_firm_is_rejected(self, ibas: Ibas) -> None:
        message = ibas.apply(Yritys="Asianajotoimisto Lahti Oy")

        assert ibas.lead_of(message).state is LeadState.REJECTED
        assert "Asianajotoimistot eivät sovi" in ibas.text_of(ibas.reply_to(message))  # type: ignore[arg-type]

    def test_is_shown_to_staff_as_a_case(self, ibas: Ibas) -> None:
        message = ibas.apply()

        with ibas.registry.begin() as uow:
            (case,) = open_cases(uow, ibas.desk, ibas.now)

        assert (case.about, case.reference, case.partner) == ("application", message.references[0], "Data Lahti Oy")
        assert case.question == "Myönnetäänkö hakijalle kumppanin rekisteröinti?"

    def test_sent_again_is_the_known_one(self, ibas: Ibas) -> None:
        first = ibas.apply()
        again = ibas.apply(at="2026-11-16 15:00")

        assert again.references == first.references
        assert len(ibas.leads()) == 1
        assert "on jo hakenut kumppaniksi" in ibas.text_of(ibas.reply_to(again))  # type: ignore[arg-type]

    def test_of_the_same_person_for_another_company_is_another(self, ibas: Ibas) -> None:
        first = ibas.apply()
        other = ibas.apply({"Yritys": "Toinen Oy", "Y-tunnus": "2345671-3"}, at="2026-11-16 15:00")

        assert other.references != first.references

    def test_that_staff_refuse_is_told_why(self, ibas: Ibas) -> None:
        message = ibas.apply()

        application = answer(ibas, message.references[0], approve=False)

        assert (application.state, application.partner.number) == (LeadState.REJECTED, "")
        assert [str(reason) for reason in application.verdict.reasons] == ["partner-not-eligible"]
        with ibas.registry.begin() as uow:
            assert uow.partners.all() == []

    def test_of_an_unproven_sender_is_registered_and_not_answered(self, tmp_path: Path) -> None:
        office = Ibas(tmp_path, require_dmarc=True)
        message = office.apply()

        assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-sender")
        assert office.lead_of(message).state is LeadState.IN_REVIEW
        assert office.outbox() == []
        office.close()

    def test_is_answered_in_mode_hold_unless_it_is_rejected(self, tmp_path: Path) -> None:
        office = Ibas(tmp_path, mode=Mode.HOLD)
        good, bad = office.apply(), office.apply(TOINEN, at="2026-11-16 10:00", sender=SANNA, Yritys="Asianajotoimisto Koski Oy")

        assert (good.disposition, bad.disposition) == (Disposition.ANSWERED, Disposition.WITH_STAFF)
        office.close()


class TestAPartnerNumber:
    def test_comes_with_the_approval_and_is_counted_up(self, ibas: Ibas) -> None:
        first, second = ibas.admitted(), ibas.admitted(TOINEN, at="2026-11-17 09:00", sender=SANNA)

        assert (first.number, first.name, first.tax_id) == ("IO-P-0001", "Data Lahti Oy", "37712781")
        assert (second.number, second.name) == ("IO-P-0002", "Toinen Oy")

    def test_is_told_in_the_approval_alone(self, ibas: Ibas) -> None:
        message = ibas.apply()
        answer(ibas, message.references[0], approve=True)

        (notice,) = ibas.notices(message.references[0])
        assert notice.to == "timo@datalahti.example"
        assert "Kumppaninumeronne on IO-P-0001." in ibas.text_of(notice)
        assert ibas.lead_of(message).partner.number == "IO-P-0001"

    def test_passes_over_numbers_that_staff_gave(self, ibas: Ibas) -> None:
        listed(ibas, "partners", *[ListEntry(number=f"IO-P-000{n}", name=f"Vanha {n} Oy") for n in (1, 2)])

        assert ibas.admitted().number == "IO-P-0003"

    def test_ends_with_the_partnership_and_comes_back_with_it(self, ibas: Ibas) -> None:
        message = ibas.apply()
        reference = message.references[0]
        answer(ibas, reference, approve=True)
        answer(ibas, reference, approve=False, reason="vendor-discretion", note="maksut")
        assert ibas.partner_of(message).ended_at is not None
        assert ibas.lead_of(ibas.refer(at="2026-11-18 09:00")).state is not LeadState.CONFIRMED

        with ibas.registry.begin() as uow:
            reopen(uow, ibas.desk, reference, "anna", ibas.now)
        again = answer(ibas, reference, approve=True)

        assert (again.partner.number, ibas.partner_of(message).ended_at) == ("IO-P-0001", None)

    def test_ends_when_the_partner_takes_its_application_back(self, ibas: Ibas) -> None:
        message = ibas.apply()
        answer(ibas, message.references[0], approve=True)
        ibas.take(f"Perumme hakemuksen {message.references[0]}.", at="2026-11-18 09:00", sender=TIMO, answers=ibas.outbox()[-1])

        assert ibas.lead_of(message).state is LeadState.WITHDRAWN
        assert ibas.partner_of(message).ended_at is not None

    def test_is_given_to_a_company_once(self, ibas: Ibas) -> None:
        ibas.admitted()
        again = ibas.apply(at="2026-11-18 09:00", sender="Veli Lahti <veli@muualla.example>")

        assert "check:known-partner" in [str(reason) for reason in ibas.lead_of(again).verdict.reasons]
        with ibas.registry.begin() as uow:
            assert "partner IO-P-0001" in [case.note for case in open_cases(uow, ibas.desk, ibas.now)]
        with pytest.raises(NotPossible, match="is partner IO-P-0001 already"):
            answer(ibas, again.references[0], approve=True)
        assert ibas.lead_of(again).state is LeadState.IN_REVIEW


class TestALeadThatComesWithItsApplication:
    def test_is_registered_with_the_number_as_of_that_mail(self, ibas: Ibas) -> None:
        message = ibas.apply(REFERRAL, at="2026-11-16 09:00")
        assert [lead.kind for lead in ibas.leads()] == ["application"]
        assert "Rekisteröimme mainitsemanne asiakkaan" in ibas.text_of(ibas.reply_to(message))  # type: ignore[arg-type]

        answer(ibas, message.references[0], approve=True)

        application, lead = ibas.leads()
        assert (lead.kind, lead.state, lead.received_at) == ("lead", LeadState.CONFIRMED, application.received_at)
        assert (lead.draft.text("client.name"), lead.draft.text("partner.number")) == ("Kuljetus Harju Oy", "IO-P-0001")
        assert [row.key.split(":")[1] for row in ibas.outbox()[-2:]] == [application.reference, lead.reference]

    def test_is_none_where_staff_refuse(self, ibas: Ibas) -> None:
        message = ibas.apply(REFERRAL)
        answer(ibas, message.references[0], approve=False)

        assert [lead.kind for lead in ibas.leads()] == ["application"]

    def test_holds_no_client_before(self, ibas: Ibas) -> None:
        ibas.admitted(TOINEN, sender=SANNA, at="2026-11-12 09:00")
        ibas.apply(REFERRAL, at="2026-11-18 09:00")

        assert ibas.lead_of(ibas.refer(at="2026-11-18 10:00", sender=SANNA)).state is LeadState.CONFIRMED


class TestTermsOfTheProgramme:
    def test_are_asked_for_before_the_number(self, infomaniak: Infomaniak) -> None:
        asked = infomaniak.asked_for_terms()

        (application,) = infomaniak.leads()
        text = infomaniak.text_of(asked)
        assert (application.state, application.partner.number) == (LeadState.CONFIRMED, "")
        assert [(gate.id, gate.state, gate.version) for gate in application.gates] == [("terms", CheckState.OPEN, "1")]
        assert "El Socio es responsable de las facturas" in text
        assert "IK-P-" not in text

    @pytest.mark.parametrize(
        "words",
        [
            "Aceptamos las condiciones.",
            "Sí, acepto.",
            "Por la presente aceptamos todas las condiciones. ¿Cuándo recibiremos el número?",
            "Condiciones aceptadas.",
            "Nous acceptons les conditions sans réserve.",
            "We accept the terms. If you need anything else, please let me know.",
        ],
    )
    def test_are_accepted_by_reply_and_the_number_is_told(self, infomaniak: Infomaniak, words: str) -> None:
        message = infomaniak.reply(infomaniak.asked_for_terms(), words)

        (application,) = infomaniak.leads()
        (gate,) = application.gates
        assert (message.disposition, application.partner.number) == (Disposition.ANSWERED, "IK-P-0001")
        assert (gate.state, gate.version, str(gate.dated), gate.answered_by) == (CheckState.APPROVED, "1", "2026-01-01", message.key)
        assert gate.words in words
        assert "IK-P-0001" in infomaniak.text_of(infomaniak.reply_to(message))  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "words",
        [
            "No aceptamos las condiciones.",
            "Aceptamos las condiciones, salvo la tercera.",
            "Aceptamos las condiciones. Pero no podemos garantizar las facturas de los clientes.",
            "¿Qué pasa si aceptamos las condiciones?",
            "De acuerdo, lo revisamos y le decimos algo.",
            "Gracias.",
        ],
    )
    def test_without_a_clear_yes_go_to_staff(self, infomaniak: Infomaniak, words: str) -> None:
        message = infomaniak.reply(infomaniak.asked_for_terms(), words)

        (application,) = infomaniak.leads()
        assert (message.disposition, application.partner.number) == (Disposition.WITH_STAFF, "")
        assert application.open_gates()

    def test_are_not_accepted_by_a_stranger(self, infomaniak: Infomaniak) -> None:
        asked = infomaniak.asked_for_terms()
        infomaniak.take("Aceptamos las condiciones.", at="2026-11-18 10:00", sender="X <x@otra.example>", answers=asked)

        assert infomaniak.leads()[0].open_gates()

    def test_may_be_recorded_by_staff_who_say_how(self, infomaniak: Infomaniak) -> None:
        infomaniak.asked_for_terms()
        (application,) = infomaniak.leads()
        with pytest.raises(NotPossible, match="--note"):
            answer(infomaniak, application.reference, approve=True, check="terms")

        admitted = answer(infomaniak, application.reference, approve=True, check="terms", note="firmado en papel el 17/11")

        assert (admitted.partner.number, admitted.gates[0].words) == ("IK-P-0001", "firmado en papel el 17/11")

    def test_that_changed_meanwhile_are_asked_for_anew(self, infomaniak: Infomaniak) -> None:
        asked = infomaniak.asked_for_terms()
        register = infomaniak.desk.program.partners
        assert register is not None
        assert register.terms is not None
        infomaniak.with_program(partners=replace(register, terms=replace(register.terms, version="2")))

        message = infomaniak.reply(asked, "Aceptamos las condiciones.")

        (gate,) = infomaniak.leads()[0].gates
        assert (gate.state, gate.version) == (CheckState.OPEN, "2")
        assert "versión 2" in infomaniak.text_of(infomaniak.reply_to(message))  # type: ignore[arg-type]


def test_a_partner_of_one_programme_is_none_of_another(ibas: Ibas) -> None:
    ibas.admitted()

    with ibas.registry.begin() as uow:
        assert uow.partners.matching("infomaniak-partner", address="timo@datalahti.example") == []


def test_an_applicant_on_a_list_of_exclusion_is_rejected(ibas: Ibas) -> None:
    listed(ibas, "banned-partners", ListEntry(tax_id="37712781"))

    assert [str(r) for r in ibas.lead_of(ibas.apply()).verdict.reasons] == ["partner-banned"]


def test_a_suspended_programme_takes_no_application(ibas: Ibas) -> None:
    ibas.with_program(suspended=True)

    assert [str(r) for r in ibas.lead_of(ibas.apply()).verdict.reasons] == ["program-suspended"]


def test_a_few_words_are_answered_in_the_language_of_their_conversation(infomaniak: Infomaniak) -> None:
    asked = infomaniak.apply(Sitio_web=None)
    message = infomaniak.take(
        "La web es https://www.nubeverde.example", at="2026-11-16 12:00", sender=ANA, answers=infomaniak.reply_to(asked)
    )

    assert infomaniak.text_of(infomaniak.reply_to(message)).startswith("Buenos días:")  # type: ignore[arg-type]


def test_no_time_for_a_sale_runs_for_a_partner(ibas: Ibas) -> None:
    message = ibas.apply()
    answer(ibas, message.references[0], approve=True)

    assert advance_all(ibas.registry, ibas.desk, moment("2027-11-16 09:00")) == []
    assert ibas.lead_of(message).state is LeadState.CONFIRMED
