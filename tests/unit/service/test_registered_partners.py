"""Leads of partners that the register knows, and of those that it does not know yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.model.facts import ListEntry
from leadbot.model.lead import Lead, LeadState
from support.partners import TIMO, Ibas, Infomaniak, answer, listed

SANNA = "Sanna Koski <sanna@toinen.example>"
TOINEN = {"Yritys": "Toinen Oy", "Y-tunnus": "2345671-3", "Yhteyshenkilö": "Sanna Koski", "Sähköposti": "sanna@toinen.example"}
PEKKA = "Pekka <pekka@gmail.com>"


@pytest.fixture
def ibas(tmp_path: Path) -> Iterator[Ibas]:
    """With two partners, IO-P-0001 and IO-P-0002."""
    office = Ibas(tmp_path)
    office.admitted()
    office.admitted(TOINEN, sender=SANNA, at="2026-11-16 10:00")
    yield office
    office.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Ibas]:
    office = Ibas(tmp_path)
    yield office
    office.close()


@pytest.fixture
def infomaniak(tmp_path: Path) -> Iterator[Infomaniak]:
    office = Infomaniak(tmp_path)
    office.reply(office.asked_for_terms(), "Aceptamos las condiciones.")
    yield office
    office.close()


def reasons(lead: Lead) -> list[str]:
    return [str(reason) for reason in lead.verdict.reasons]


class TestAPartnerIsKnown:
    @pytest.mark.parametrize("said", [{"Partnerinumero": "IO-P-0001"}, {"Partneri": "Data Lahti Oy"}, {"Partneri": "DATA LAHTI"}])
    def test_by_number_or_company_name_from_any_address(self, ibas: Ibas, said: dict[str, str]) -> None:
        lead = ibas.lead_of(ibas.refer(said, at="2026-11-18 09:00", sender=PEKKA))

        assert (lead.state, lead.partner.number) == (LeadState.CONFIRMED, "IO-P-0001")

    def test_by_its_address(self, ibas: Ibas) -> None:
        lead = ibas.lead_of(ibas.refer(at="2026-11-18 09:00"))

        assert (lead.state, lead.draft.text("partner.number"), lead.partner.number) == (LeadState.CONFIRMED, "IO-P-0001", "IO-P-0001")

    @pytest.mark.parametrize("said", [{"Partnerinumero": "IO-P-0044"}, {"Partneri": "Kolmas Oy"}])
    def test_not_by_another_number_or_name(self, ibas: Ibas, said: dict[str, str]) -> None:
        lead = ibas.lead_of(ibas.refer(said, at="2026-11-18 09:00", sender=PEKKA))

        assert (lead.state, reasons(lead)) == (LeadState.REJECTED, ["partner-not-registered"])

    def test_not_when_number_and_name_are_two_partners(self, ibas: Ibas) -> None:
        message = ibas.refer({"Partnerinumero": "IO-P-0001", "Partneri": "Toinen Oy"}, at="2026-11-18 09:00", sender=PEKKA)

        assert reasons(ibas.lead_of(message)) == ["ambiguous:partner.number"]
        text = ibas.text_of(ibas.reply_to(message))  # type: ignore[arg-type]
        assert "IO-P-0001" in text
        assert "IO-P-0002" not in text

    def test_not_when_nobody_has_the_number_beside_a_known_name(self, ibas: Ibas) -> None:
        message = ibas.refer({"Partnerinumero": "IO-P-0044", "Partneri": "Toinen Oy"}, at="2026-11-18 09:00", sender=PEKKA)

        assert reasons(ibas.lead_of(message)) == ["ambiguous:partner.number"]

    def test_when_an_imported_list_names_it(self, ibas: Ibas) -> None:
        listed(ibas, "partners", ListEntry(number="IO-P-0088", name="Vanha Oy"))

        lead = ibas.lead_of(ibas.refer({"Partnerinumero": "IO-P-0088"}, at="2026-11-18 09:00", sender=PEKKA))

        assert (lead.state, lead.partner.number) == (LeadState.CONFIRMED, "IO-P-0088")

    def test_by_address_or_number_and_not_by_name_where_the_programme_says_so(self, infomaniak: Infomaniak) -> None:
        colleague = infomaniak.add(at="2026-11-19 09:00", sender="Eva <eva@nubeverde.example>")
        numbered = infomaniak.add({"Número de socio": "IK-P-0001"}, at="2026-11-19 10:00", sender=PEKKA, Cliente="Bar Luna S.L.")
        named = infomaniak.add({"Socio": "Nube Verde S.L."}, at="2026-11-19 11:00", sender=PEKKA, Cliente="Bar Rojo S.L.")

        assert [infomaniak.lead_of(m).state for m in (colleague, numbered)] == [LeadState.CONFIRMED] * 2
        assert reasons(infomaniak.lead_of(named)) == ["partner-not-registered"]


class TestAListAboutPartners:
    @pytest.mark.parametrize(
        "row",
        [
            ListEntry(tax_id="37712781"),
            ListEntry(number="IO-P-0001"),
            ListEntry(name="Data Lahti"),
            ListEntry(email_domain="datalahti.example"),
        ],
    )
    def test_bans_whom_the_register_knows_by_other_ids(self, ibas: Ibas, row: ListEntry) -> None:
        listed(ibas, "banned-partners", row)

        banned = ibas.lead_of(ibas.refer({"Partnerinumero": "IO-P-0001"}, at="2026-11-18 09:00", sender=PEKKA))
        other = ibas.lead_of(ibas.refer({"Partnerinumero": "IO-P-0002"}, at="2026-11-18 10:00", sender=PEKKA, Asiakas="Muu Oy"))

        assert reasons(banned) == ["partner-banned"]
        assert reasons(other) != ["partner-banned"]

    def test_of_overdue_partners_asks_a_person(self, ibas: Ibas) -> None:
        listed(ibas, "overdue-partners", ListEntry(number="IO-P-0001"))

        assert reasons(ibas.lead_of(ibas.refer(at="2026-11-18 09:00"))) == ["check:overdue-invoices"]

    def test_of_affiliates_is_looked_at_again_for_active_partners(self, infomaniak: Infomaniak) -> None:
        assert infomaniak.lead_of(infomaniak.add(at="2026-11-19 09:00")).state is LeadState.CONFIRMED
        listed(infomaniak, "affiliates", ListEntry(tax_id="B12345674"))

        assert reasons(infomaniak.lead_of(infomaniak.add(at="2026-11-20 09:00", Cliente="Bar Luna S.L."))) == ["partner-is-affiliate"]


class TestPartnerNotRegistered:
    """Judged anew, as of its first receipt, if the application comes within 14 days."""

    def waiting(self, office: Ibas, at: str, **changes: str) -> Lead:
        lead = office.lead_of(office.refer({"Partneri": "Data Lahti Oy"}, at=at, **changes))
        assert reasons(lead) == ["partner-not-registered"]
        return lead

    def test_on_the_fourteenth_day_is_judged_anew_as_of_its_receipt(self, empty: Ibas) -> None:
        lead = self.waiting(empty, "2026-11-02 00:30")
        empty.admitted(at="2026-11-16 22:30")

        again = empty.lead(lead.reference)

        assert (again.state, again.received_at, again.partner.number) == (LeadState.CONFIRMED, lead.received_at, "IO-P-0001")
        (notice,) = empty.notices(lead.reference)
        assert "IO-P-0001 (rekisteristämme)" in empty.text_of(notice)

    def test_on_the_fifteenth_day_stays_rejected(self, empty: Ibas) -> None:
        lead = self.waiting(empty, "2026-11-01 20:00")
        empty.admitted(at="2026-11-16 09:00")

        assert empty.lead(lead.reference).state is LeadState.REJECTED
        assert empty.notices(lead.reference) == []

    def test_counts_from_the_application_however_late_staff_approve(self, empty: Ibas) -> None:
        lead = self.waiting(empty, "2026-11-02 09:00")
        message = empty.apply(at="2026-11-10 09:00")
        answer(empty, message.references[0], approve=True, at="2026-12-18 09:00")

        assert empty.lead(lead.reference).state is LeadState.CONFIRMED

    def test_while_the_application_waits_is_judged_anew_too(self, empty: Ibas) -> None:
        message = empty.apply(at="2026-11-10 09:00")
        lead = self.waiting(empty, "2026-11-11 09:00")
        answer(empty, message.references[0], approve=True)

        assert empty.lead(lead.reference).state is LeadState.CONFIRMED

    def test_of_another_company_stays_rejected(self, empty: Ibas) -> None:
        lead = empty.lead_of(empty.refer({"Partneri": "Kolmas Oy"}, at="2026-11-10 09:00", sender=PEKKA))
        empty.admitted()

        assert empty.lead(lead.reference).state is LeadState.REJECTED

    def test_that_has_another_fault_stays_rejected_for_that(self, empty: Ibas) -> None:
        lead = empty.lead_of(empty.refer({"Partneri": "Data Lahti Oy", "Palvelu": "Blancco-lisenssit"}, at="2026-11-10 09:00"))
        empty.admitted()

        assert reasons(empty.lead(lead.reference)) == ["product-not-eligible"]
        assert empty.notices(lead.reference) == []

    def test_displaces_no_confirmed_lead(self, empty: Ibas) -> None:
        keyed = {"Asiakkaan Y-tunnus": "2345672-1"}
        older = empty.lead_of(empty.refer(keyed, {"Partneri": "Data Lahti Oy"}, at="2026-11-10 09:00"))
        empty.admitted(TOINEN, sender=SANNA, at="2026-11-11 09:00")
        younger = empty.lead_of(empty.refer(keyed, at="2026-11-12 09:00", sender=SANNA))
        empty.admitted(at="2026-11-16 09:00")

        assert empty.lead(younger.reference).state is LeadState.CONFIRMED
        assert reasons(empty.lead(older.reference)) == ["check:priority"]

    def test_says_nothing_of_the_number_to_a_stranger_who_named_the_company(self, empty: Ibas) -> None:
        lead = empty.lead_of(empty.refer({"Partneri": "Data Lahti Oy"}, at="2026-11-10 09:00", sender=PEKKA))
        empty.admitted()

        assert empty.lead(lead.reference).state is LeadState.CONFIRMED
        assert all("IO-P-" not in empty.text_of(notice) for notice in empty.notices(lead.reference))


def test_what_a_partner_says_of_its_number_later_is_judged_like_any_correction(ibas: Ibas) -> None:
    message = ibas.refer({"Partnerinumero": "IO-P-0001", "Partneri": "Toinen Oy"}, at="2026-11-18 09:00", sender=SANNA)
    ibas.take("Oikea partnerinumero on IO-P-0002.", at="2026-11-18 12:00", sender=SANNA, answers=ibas.reply_to(message))

    assert (ibas.lead_of(message).state, ibas.lead_of(message).partner.number) == (LeadState.CONFIRMED, "IO-P-0002")


class TestWhoWasToldToRegister:
    def test_applies_by_its_reply_and_is_asked_only_for_what_it_never_said(self, empty: Ibas) -> None:
        lead = empty.refer({"Partneri": "Data Lahti Oy"}, at="2026-11-10 09:00")
        reply = empty.take("Y-tunnus: 3771278-1", at="2026-11-11 09:00", sender=TIMO, answers=empty.reply_to(lead))

        application = empty.lead_of(reply)
        assert (application.kind, reasons(application)) == ("application", ["missing:contact.phone"])
        assert (application.draft.text("partner.tax_id"), application.draft.text("partner.name")) == ("37712781", "Data Lahti Oy")

    def test_is_admitted_on_it_and_its_lead_lives_again(self, empty: Ibas) -> None:
        lead = empty.refer({"Partneri": "Data Lahti Oy"}, at="2026-11-10 09:00")
        words = "Haluamme rekisteröityä.\nY-tunnus: 3771278-1\nPuhelin: 040 512 3399"
        reply = empty.take(words, at="2026-11-11 09:00", sender=TIMO, answers=empty.reply_to(lead))
        answer(empty, reply.references[0], approve=True)

        assert empty.lead_of(lead).state is LeadState.CONFIRMED

    def test_that_corrects_its_client_does_not_apply(self, empty: Ibas) -> None:
        lead = empty.refer({"Partneri": "Data Lahti Oy"}, at="2026-11-10 09:00")
        reply = empty.take("Asiakkaan Y-tunnus on 2345672-1.", at="2026-11-11 09:00", sender=TIMO, answers=empty.reply_to(lead))

        assert reply.references == lead.references
        assert empty.lead_of(lead).draft.text("client.tax_id") == "23456721"

    def test_that_was_a_partner_all_along_says_its_number(self, ibas: Ibas) -> None:
        lead = ibas.refer({"Partneri": "Kolmas Oy"}, at="2026-11-18 09:00", sender=PEKKA)
        ibas.take("Partnerinumeromme on IO-P-0002.", at="2026-11-18 12:00", sender=PEKKA, answers=ibas.reply_to(lead))

        assert (ibas.lead_of(lead).state, ibas.lead_of(lead).partner.number) == (LeadState.CONFIRMED, "IO-P-0002")


class TestALeadThatComesWhileItsPartnersApplicationWaits:
    def test_is_told_to_wait_for_that_and_judged_anew_once_the_partner_is_admitted(self, tmp_path: Path) -> None:
        office = Infomaniak(tmp_path)
        application = office.asked_for_terms()
        early = office.add(at="2026-11-17 09:00")
        lead = office.lead_of(early)
        text = office.text_of(office.reply_to(early))  # type: ignore[arg-type]

        assert reasons(lead) == ["partner-not-registered"]
        assert "Su solicitud de alta IK-2026-00001 aún no está resuelta" in " ".join(text.split())
        assert "Para darse de alta" not in text

        office.reply(application, "Aceptamos las condiciones.")

        assert office.lead(lead.reference).state is LeadState.CONFIRMED
        assert office.lead(lead.reference).received_at == lead.received_at
        office.close()

    def test_is_told_how_to_register_where_the_application_is_another_company_s(self, tmp_path: Path) -> None:
        office = Infomaniak(tmp_path)
        office.asked_for_terms()
        strange = office.add(at="2026-11-17 09:00", sender=PEKKA)

        assert "Para darse de alta" in office.text_of(office.reply_to(strange))  # type: ignore[arg-type]
        office.close()
