"""Rules about words of the mail, a telling name, one company being two, and a suspended programme."""

from collections.abc import Mapping
from dataclasses import replace

from tests.unit.judging.samples import EVIDENCE, RECEIVED, draft, facts, program

from leadbot.judging import conclude, judge
from leadbot.model.facts import Facts, ListEntry, ListFact
from leadbot.model.message import Kind
from leadbot.model.program import FieldSpec, ListSpec
from leadbot.model.rules import Differs, NameSuggests, NotOnList, NotSuspended, OnList, PersonsCheck, Rule, SaidInMail
from leadbot.model.submission import LeadDraft, Remark

PAIRS: Mapping[str, str] = {"client.tax_id": "partner.tax_id", "client.name": "partner.name"}


def told(lead: LeadDraft, *rules: Rule, kind: Kind = Kind.LEAD, known: Facts | None = None, suspended: bool = False) -> str:
    under = replace(program(), rules=rules, suspended=suspended, fields=(), lists=(PARTNERS, OVERDUE))
    found = conclude(judge(lead, under, known or facts(), RECEIVED, kind))
    return " ".join([found.outcome.value, *map(str, found.reasons)])


PARTNERS = ListSpec(id="partners", counts="admission", subject="partner")
OVERDUE = ListSpec(id="overdue-partners", counts="exclusion", subject="partner")


def test_a_client_that_is_the_partner_is_told_by_its_id() -> None:
    rule = Differs(id="own-case", pairs=PAIRS, reason="self-referral")
    assert told(draft(client__tax_id="8522588396"), rule) == "rejected self-referral"
    assert told(draft(client__name="Netstar IT Sp. z o.o."), rule) == "confirmed"


def test_without_both_ids_the_names_tell_whatever_their_legal_form() -> None:
    rule = Differs(id="own-case", pairs=PAIRS, reason="self-referral")
    same = draft(client__name="NETSTAR IT", without=("client.tax_id",))
    assert told(same, rule) == "rejected self-referral"
    assert told(draft(without=("client.tax_id",)), rule) == "confirmed"
    assert told(draft(without=("client.tax_id", "client.name")), rule) == "confirmed"


def test_what_the_mail_says_rejects_or_is_for_a_person() -> None:
    said = replace(draft(), remarks=(Remark(rule="offer", evidence=EVIDENCE),))
    assert told(said, SaidInMail(id="offer", words=("x",), check="partner-offer")) == "in_review check:partner-offer"
    assert told(said, SaidInMail(id="offer", words=("x",), reason="vendor-discretion")) == "rejected vendor-discretion"
    assert told(said, SaidInMail(id="another", words=("x",), check="partner-offer")) == "confirmed"


def test_a_name_may_reject_by_itself() -> None:
    rule = NameSuggests(id="law", field="partner.name", words=("Kancelari",), reason="partner-not-eligible")
    assert told(draft(partner__name="Kancelaria Adwokacka Lex"), rule) == "rejected partner-not-eligible"
    assert told(draft(), rule) == "confirmed"


def test_a_rule_judges_the_kinds_of_mail_that_it_is_for() -> None:
    rule = PersonsCheck(id="admission", check="admission", applies_to=(Kind.APPLICATION,))
    assert told(draft(), rule) == "confirmed"
    assert told(draft(), rule, kind=Kind.APPLICATION) == "in_review check:admission"


def test_a_suspended_programme_takes_nothing() -> None:
    rule = NotSuspended(id="running", reason="program-suspended")
    assert told(draft(), rule) == "confirmed"
    assert told(draft(), rule, suspended=True) == "rejected program-suspended"


def test_a_listed_partner_may_be_for_a_person_to_judge() -> None:
    rule = NotOnList(id="overdue", list="overdue-partners", check="overdue-invoices")
    listed = Facts(lists=(ListFact(list="overdue-partners", in_use=True, entries=(ListEntry(),)),))
    assert told(draft(), rule, known=listed) == "in_review check:overdue-invoices"


def test_number_and_name_of_two_partners_leave_open_who_sent_the_lead() -> None:
    rule = OnList(id="registered", list="partners", reason="partner-not-registered", known_by=("partner.number", "partner.name"))
    rows = (ListEntry(number="X-1"), ListEntry(number="X-2"))
    two, one = (Facts(lists=(ListFact(list="partners", in_use=True, entries=entries),)) for entries in (rows, rows[:1]))
    assert told(draft(), rule, known=two) == "incomplete ambiguous:partner.number"
    assert told(draft(), rule, known=one) == "confirmed"


def test_a_name_suffices_to_look_a_partner_up() -> None:
    rule = OnList(id="registered", list="partners", reason="partner-not-registered", known_by=("partner.number", "partner.name"))
    fields = (FieldSpec(id="partner.number"), FieldSpec(id="partner.name"))
    empty = Facts(lists=(ListFact(list="partners", in_use=True),))
    under = replace(program(), rules=(rule,), fields=fields, lists=(PARTNERS,))
    named, nameless = draft(), draft(without=("partner.name",))
    assert [str(r) for r in conclude(judge(named, under, empty, RECEIVED)).reasons] == ["partner-not-registered"]
    assert [str(r) for r in conclude(judge(nameless, under, empty, RECEIVED)).reasons] == ["missing:partner.number"]
