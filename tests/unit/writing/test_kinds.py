"""A partner who applies reads of an application, one who sends a client reads of a lead; a program may add to what it confirms."""

from datetime import date

import pytest

from leadbot.model.lead import LeadState
from leadbot.model.message import Kind
from leadbot.model.outgoing import Occasion
from leadbot.model.program import ConfirmationNote, FieldSpec, PartnerRegister, Terms
from leadbot.model.submission import Evidence, FieldValue, LeadDraft
from leadbot.model.verdict import Outcome
from leadbot.writing.words import load_words

from .builder import LANGUAGES, TEMPLATES, correspondence, draft, judged, program, reply

OF_A_LEAD = {
    "en": ("lead", "client"),
    "es": ("al cliente", "del cliente"),
    "fi": ("ilmoitu", "asiakka"),
    "fr": ("référencement", "client"),
    "nl": ("aanmelding", "klant"),
    "pl": ("zgłoszeni", "klient"),
    "sv": ("anmälan", "kund"),
}
"""Words that a reply about a lead needs, and one about an application has no use for."""
OF_A_CLIENT = ("client.name", "client.address", "client.tax_id", "client.pc_count", "items")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("occasion", Occasion)
@pytest.mark.parametrize("state", LeadState)
def test_an_applicant_reads_of_no_lead_and_no_client(language: str, occasion: Occasion, state: LeadState) -> None:
    applied = judged(occasion=occasion, state=state, kind=Kind.APPLICATION, draft=draft(without=OF_A_CLIENT))

    text = reply(applied, to=correspondence(language=language, subject="x"), program=program(title={}, team={})).text.lower()

    assert [word for word in OF_A_LEAD[language] if word in text] == []
    assert "gl-2026-00042" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", [LeadState.CONFIRMED, LeadState.IN_REVIEW, LeadState.REJECTED, LeadState.WITHDRAWN])
def test_whoever_sends_a_client_reads_of_it(language: str, state: LeadState) -> None:
    text = reply(judged(state=state), to=correspondence(language=language)).text.lower()

    assert [word for word in OF_A_LEAD[language] if word in text] != []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("outcome", "code"), [(Outcome.REJECTED, "vendor-discretion"), (Outcome.IN_REVIEW, "check:changed")])
def test_what_is_said_of_an_application_differs_from_what_is_said_of_a_lead(language: str, outcome: Outcome, code: str) -> None:
    to = correspondence(language=language)
    lead, application = (reply(judged(outcome, code, kind=kind), to=to).text for kind in (Kind.LEAD, Kind.APPLICATION))

    assert lead.splitlines()[6] != application.splitlines()[6]


NOTE = ConfirmationNote(text={"en": "You undertake to keep quiet.", "pl": "Zachowują Państwo ciszę."}, where={"deal.option": ("referral",)})
OPTION = FieldSpec(id="deal.option", default="referral")


def told(state: LeadState = LeadState.CONFIRMED, kind: Kind = Kind.LEAD, **fields: str) -> bool:
    """Whether the note is told."""
    about = program(confirmation_notes=(NOTE,), fields=(OPTION,))
    mail = reply(judged(state=state, kind=kind, draft=draft(**fields)), to=correspondence(language="en"), program=about)
    assert ("keep quiet" in mail.text) == ("keep quiet" in mail.html)
    return "You undertake to keep quiet." in mail.text


def test_a_confirmation_tells_the_programs_note() -> None:
    assert told(deal__option="referral")


def test_a_note_that_fits_the_default_is_told_where_the_mail_is_silent() -> None:
    assert told()


def test_a_note_about_another_option_is_not_told() -> None:
    assert not told(deal__option="resale")


@pytest.mark.parametrize("state", [state for state in LeadState if state is not LeadState.CONFIRMED])
def test_only_a_confirmation_tells_it(state: LeadState) -> None:
    assert not told(state)


def test_a_note_about_leads_is_not_told_to_an_applicant() -> None:
    assert not told(kind=Kind.APPLICATION)


def test_a_note_is_told_in_the_language_of_the_reply() -> None:
    mail = reply(program=program(confirmation_notes=(NOTE,), fields=(OPTION,)))

    assert "Zachowują Państwo ciszę." in mail.text


@pytest.mark.parametrize("language", LANGUAGES)
class TestAnAdmittedApplicant:
    """Reads its number, or the terms that it has to accept first."""

    TERMS = Terms(version="7", dated=date(2026, 3, 1), points=({"pl": "Pierwszy punkt.", "en": "First point."}, {"pl": "Drugi punkt."}))

    def text(self, language: str, **changes: object) -> str:
        register = PartnerRegister(list="partners", terms=self.TERMS)
        admitted = judged(kind=Kind.APPLICATION, draft=draft(without=OF_A_CLIENT), **changes)
        return reply(admitted, to=correspondence(language=language), program=program(title={}, team={}, partners=register)).text

    def test_reads_its_number(self, language: str) -> None:
        text = self.text(language, partner_number="GL-P-0001")

        assert "GL-P-0001" in text
        assert "punkt" not in text

    def test_reads_the_terms_with_their_version_before_it_has_one(self, language: str) -> None:
        text = self.text(language, terms_asked=True)

        assert "GL-P-" not in text
        assert "- First point." in text or "- Pierwszy punkt." in text
        assert "7" in text
        assert "2026" in text

    @pytest.mark.parametrize("state", [state for state in LeadState if state is not LeadState.CONFIRMED])
    def test_reads_neither_in_any_other_state(self, language: str, state: LeadState) -> None:
        assert "GL-P-0001" not in self.text(language, state=state, partner_number="GL-P-0001")

    def test_that_asks_how_it_stands_reads_that_the_terms_are_up_to_it(self, language: str) -> None:
        asked, nothing = (self.text(language, occasion=Occasion.STATUS, terms_asked=asked) for asked in (True, False))
        said = load_words(language, [TEMPLATES / language / "words.toml"]).say("next", "terms")

        assert said in asked
        assert said not in nothing


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_register_knows_is_told_apart_from_what_the_mail_said(language: str) -> None:
    known = FieldValue(id="partner.name", value="Alfa", evidence=Evidence(source="registry", quote="GL-2026-00001"))
    said = FieldValue(id="client.name", value="Omega", evidence=Evidence(source="body", quote="Omega"))

    lines = reply(judged(draft=LeadDraft(fields=(known, said))), to=correspondence(language=language)).text.splitlines()

    assert any("Alfa (" in line for line in lines)
    assert any(line.endswith("Omega") for line in lines)
