"""Fields required of one kind of mail only, or because of what another field says."""

from dataclasses import replace

from tests.unit.judging.samples import RECEIVED, draft, facts, program

from leadbot.judging import conclude, judge, required_fields
from leadbot.model.message import Kind
from leadbot.model.program import FieldSpec, Need, Program
from leadbot.model.submission import LeadDraft, Standing
from leadbot.model.verdict import Verdict

REFERRAL, RESALE = {"deal.option": ("referral",)}, {"deal.option": ("resale",)}
SPECS = (
    FieldSpec(id="partner.number", required_when=(Need(where=REFERRAL, or_else=("partner.name",)), Need(where=RESALE))),
    FieldSpec(id="partner.name", required_when=(Need(kind=Kind.APPLICATION),)),
    FieldSpec(id="partner.tax_id", id_types=("pl.nip",), required_when=(Need(kind=Kind.APPLICATION),)),
    FieldSpec(id="client.name", required_when=(Need(where=REFERRAL),)),
    FieldSpec(id="items", required=True, parts=("product",)),
    FieldSpec(id="deal.option", default="referral"),
)


def under() -> Program:
    """A programme with two options and applications, and no rules."""
    return replace(program(), fields=SPECS, rules=())


def judged(lead: LeadDraft, kind: Kind = Kind.LEAD) -> Verdict:
    return conclude(judge(lead, under(), facts(), RECEIVED, kind))


def told(lead: LeadDraft, kind: Kind = Kind.LEAD) -> str:
    found = judged(lead, kind)
    return " ".join([found.outcome.value, *map(str, found.reasons)])


def test_the_default_decides_where_the_mail_is_silent() -> None:
    assert told(draft(without=("client.name",))) == "incomplete missing:client.name"


def test_what_another_field_says_makes_a_field_optional() -> None:
    assert told(draft(without=("client.name",), deal__option="resale", partner__number="X-1")) == "confirmed"


def test_one_of_two_does_in_one_circumstance_and_not_in_another() -> None:
    assert told(draft()) == "confirmed"
    assert told(draft(deal__option="resale")) == "incomplete missing:partner.number"


def test_the_question_names_what_would_do_as_well() -> None:
    asked = judged(draft(without=("partner.name",))).telling()
    assert [(str(f.reason), f.fact("alternatives")) for f in asked] == [("missing:partner.number", "partner.name")]


def test_an_application_is_asked_for_its_own_fields_alone() -> None:
    lone = draft(without=("client.name", "items"))
    assert told(lone, Kind.APPLICATION) == "confirmed"
    assert told(draft(without=("client.name", "items", "partner.name")), Kind.APPLICATION) == "incomplete missing:partner.name"


def test_an_application_with_a_wrong_id_is_asked_for_it_and_a_lead_is_not() -> None:
    lead = draft(standing={"partner.tax_id": Standing.INVALID})
    assert told(lead) == "confirmed"
    assert told(lead, Kind.APPLICATION) == "incomplete invalid:partner.tax_id"


def test_an_application_that_registers_a_lead_is_asked_for_that_lead_too() -> None:
    assert told(draft(without=("client.name",)), Kind.APPLICATION) == "incomplete missing:client.name"
    assert told(draft(deal__option="resale"), Kind.APPLICATION) == "confirmed"


def test_every_field_that_may_be_needed_is_known_as_such() -> None:
    assert required_fields(under()) == {"partner.number", "partner.name", "partner.tax_id", "client.name", "items"}
