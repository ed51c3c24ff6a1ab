"""Who sends a lead, by the register: each of the mail's signs, and signs that contradict one another."""

from dataclasses import replace

import pytest
from tests.unit.judging.samples import RECEIVED, draft, program

from leadbot.judging import conclude, judge, partner_number
from leadbot.model.facts import Facts, ListEntry, ListFact
from leadbot.model.program import FieldSpec, ListSpec, PartnerRegister, Program
from leadbot.model.rules import OnList

A, B, NAMELESS = ListEntry(number="X-P-0001"), ListEntry(number="X-P-0002"), ListEntry(name="Netstar")
NUMBER, NAME, SENDER = "partner.number", "partner.name", "contact.email"


def under(*known_by: str) -> Program:
    rule = OnList(id="registered", list="partners", reason="partner-not-registered", known_by=known_by)
    lists = (ListSpec(id="partners", counts="admission", subject="partner"),)
    fields = (FieldSpec(id=NUMBER), FieldSpec(id=NAME))
    return replace(program(), rules=(rule,), fields=fields, lists=lists, partners=PartnerRegister(list="partners"))


def told(*rows: tuple[ListEntry, tuple[str, ...]], number: str = "", by: tuple[str, ...] = (NUMBER, NAME)) -> tuple[str, str]:
    """The verdict, and whose the lead is."""
    fact = ListFact(list="partners", in_use=True, entries=tuple(e for e, _ in rows), known_by=tuple(k for _, k in rows))
    lead = draft(**({"partner__number": number} if number else {}))
    known = Facts(lists=(fact,))
    verdict = conclude(judge(lead, under(*by), known, RECEIVED))
    return " ".join([verdict.outcome.value, *map(str, verdict.reasons)]), partner_number(lead, under(*by), known, RECEIVED)


@pytest.mark.parametrize("sign", [NUMBER, NAME, SENDER])
def test_one_sign_suffices(sign: str) -> None:
    assert told((A, (sign,)), number=A.number if sign == NUMBER else "") == ("confirmed", A.number)


def test_nobody_is_rejected() -> None:
    assert told() == ("rejected partner-not-registered", "")


def test_a_sign_that_the_rule_does_not_name_is_none() -> None:
    assert told((A, (NAME,)), by=(NUMBER, SENDER)) == ("rejected partner-not-registered", "")
    assert told((A, (NAME,)), by=(NUMBER, NAME)) == ("confirmed", A.number)


def test_the_number_of_one_and_the_name_of_another_are_ambiguous() -> None:
    assert told((A, (NUMBER,)), (B, (NAME,)), number=A.number) == ("incomplete ambiguous:partner.number", "")
    assert told((A, (NUMBER, NAME)), (B, (NAME,)), number=A.number) == ("confirmed", A.number)


def test_a_number_that_nobody_has_contradicts_a_known_name_and_a_known_sender() -> None:
    for sign in (NAME, SENDER):
        assert told((A, (sign,)), number="X-P-0099") == ("incomplete ambiguous:partner.number", "")


def test_a_name_that_two_have_is_told_by_the_sender() -> None:
    assert told((A, (NAME,)), (B, (NAME,))) == ("incomplete ambiguous:partner.number", "")
    assert told((A, (NAME, SENDER)), (B, (NAME,))) == ("confirmed", A.number)


def test_two_partners_at_the_senders_domain_are_both_registered_and_leave_open_which_it_is() -> None:
    assert told((A, (SENDER,)), (B, (SENDER,))) == ("confirmed", "")


def test_a_listed_partner_without_a_number_is_registered() -> None:
    assert told((NAMELESS, (NAME,)), number="X-P-0099") == ("confirmed", "")


def test_the_question_quotes_the_mail_alone() -> None:
    fact = ListFact(list="partners", in_use=True, entries=(A, B), known_by=((NUMBER,), (NAME,)))
    found = judge(draft(partner__number=A.number), under(NUMBER, NAME), Facts(lists=(fact,)), RECEIVED)

    (asked,) = [finding for finding in found if finding.reason]
    assert B.number not in asked.fact("readings")
    assert A.number in asked.fact("readings")


def test_a_program_without_a_register_knows_no_partner_numbers() -> None:
    fact = ListFact(list="partners", in_use=True, entries=(A,), known_by=((NUMBER,),))
    assert partner_number(draft(), replace(under(NUMBER), partners=None), Facts(lists=(fact,)), RECEIVED) == ""
