"""Facts of deals that have no list, and the ledger that is made of everything."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import exc, text

from leadbot.judging.folding import fold
from leadbot.model.deals import BenefitChoice, Collection, GateAnswer, InvoiceRequest, LaterContract, PartnerInvoice
from leadbot.model.errors import UnknownReference
from leadbot.model.facts import ListEntry
from leadbot.model.lead import Reference
from leadbot.model.program import FieldSpec, ListSpec
from leadbot.registry import SqlUnitOfWork

ONE = Reference("DM-2026-00001")
TWO = Reference("DM-2026-00002")


def add(uow: SqlUnitOfWork, make: Any, *facts: Any) -> None:
    uow.deal_facts.add("demo", *facts, at=make.noon, by="anna")


def test_every_sort_comes_back_as_it_was(uow: SqlUnitOfWork, make: Any) -> None:
    make.stored_lead(uow, ONE)
    facts = (
        GateAnswer(reference=ONE, gate="gate:warranty", passed=True, at=make.noon),
        InvoiceRequest(reference=ONE, quarter="2026-Q3", at=make.noon, result="delivered"),
        PartnerInvoice(reference=ONE, quarter="2026-Q3", received_at=make.noon, net=Decimal("1.10"), currency="EUR", number="S-1"),
        Collection(reference=ONE, invoice="L-1", costs=Decimal("12.50")),
        LaterContract(reference=ONE, accepted_on=date(2026, 5, 4), invoices=("L-2", "L-3"), document="§4"),
        BenefitChoice(reference=ONE, benefit="discount", at=make.noon),
    )
    add(uow, make, *facts)

    assert [fact for kind in map(type, facts) for fact in uow.deal_facts.all("demo", kind)] == list(facts)
    assert uow.deal_facts.all("other", GateAnswer) == []


def test_the_latest_word_on_a_thing_counts(uow: SqlUnitOfWork, make: Any) -> None:
    make.stored_lead(uow, ONE)
    sent = InvoiceRequest(reference=ONE, quarter="2026-Q3", at=make.noon, result="")
    bounced = InvoiceRequest(reference=ONE, quarter="2026-Q3", at=make.noon, result="bounced")
    again = InvoiceRequest(reference=ONE, quarter="2026-Q3", at=make.noon + timedelta(days=3), result="delivered")
    add(uow, make, sent, again, bounced)

    assert uow.deal_facts.all("demo", InvoiceRequest) == [bounced, again]


def test_a_fact_of_an_unknown_lead_is_refused(uow: SqlUnitOfWork, make: Any) -> None:
    with pytest.raises(UnknownReference):
        add(uow, make, Collection(reference=ONE, invoice="L-1", costs=Decimal(1)))


@pytest.mark.parametrize("change", ["UPDATE deal_fact SET content = ''", "DELETE FROM deal_fact"])
def test_facts_are_never_changed_or_removed(uow: SqlUnitOfWork, make: Any, change: str) -> None:
    make.stored_lead(uow, ONE)
    add(uow, make, Collection(reference=ONE, invoice="L-1", costs=Decimal(1)))

    with pytest.raises(exc.IntegrityError, match="never"):
        uow.connection.execute(text(change))


def test_leads_that_share_a_tax_id_or_a_number_are_one_partners(uow: SqlUnitOfWork, make: Any) -> None:
    for number, partner in enumerate(
        (
            make.partner("one", tax_id="1", number=""),
            make.partner("two", tax_id="", number="P-7"),
            make.partner("three", tax_id="1", number="p-7"),
            make.partner("four", tax_id="4", number=""),
        )
    ):
        make.stored_lead(uow, f"DM-2026-0000{number}", partner=partner, keys=make.keys(f"tax:{number}"))

    keys = [lead.partner.key for lead in uow.ledger(make.program(), make.noon).leads]
    assert (len(set(keys[:3])), keys[3] in keys[:3]) == (1, False)


def test_lists_tell_of_partners(uow: SqlUnitOfWork, make: Any) -> None:
    program = make.program(
        ListSpec(id="earlier-partners", counts="exclusion", subject="partner", in_use=False),
        ListSpec(id="banned-partners", counts="exclusion", subject="partner"),
        ListSpec(id="clients", counts="exclusion", subject="client", in_use=False),
    )
    make.stored_lead(uow, ONE, partner=make.partner("One Ltd", tax_id="1"))
    make.stored_lead(uow, TWO, partner=make.partner("Two Ltd", tax_id="2"), keys=make.keys("tax:2"))
    assert uow.ledger(program, make.noon).lists_in_use == {"banned-partners"}

    rows = [ListEntry(tax_id="1", name="Whatever"), ListEntry(tax_id="9", name="Two Ltd")]
    uow.lists.replace("demo", "earlier-partners", rows, fold)
    found = uow.ledger(program, make.noon)
    assert found.lists_in_use == {"banned-partners", "earlier-partners"}
    assert [lead.partner.on_lists for lead in found.leads] == [{"earlier-partners"}, frozenset()]


def test_choices_are_those_of_the_lead_or_the_programs_own(uow: SqlUnitOfWork, make: Any) -> None:
    program = make.program(fields=(FieldSpec(id="deal.option", default="referral"), FieldSpec(id="deal.type", default="new")))
    make.stored_lead(uow, ONE, draft=make.draft(deal__option="resale", client__tax_id="5261040828"))

    (lead,) = uow.ledger(program, make.noon).leads
    assert (lead.choices, lead.client_tax_id) == ({"deal.option": "resale", "deal.type": "new"}, "5261040828")


def test_the_partners_latest_choice_of_a_benefit_counts_for_all_its_leads(uow: SqlUnitOfWork, make: Any) -> None:
    make.stored_lead(uow, ONE, partner=make.partner(tax_id="1"))
    make.stored_lead(uow, TWO, partner=make.partner(tax_id="1"), keys=make.keys("tax:2"))
    add(
        uow,
        make,
        BenefitChoice(reference=ONE, benefit="discount", at=make.noon - timedelta(days=1)),
        BenefitChoice(reference=TWO, benefit="cashback", at=make.noon - timedelta(days=2)),
        BenefitChoice(reference=TWO, benefit="cashback", at=make.noon + timedelta(days=1)),
    )

    assert [lead.partner.benefit for lead in uow.ledger(make.program(), make.noon).leads] == ["discount", "discount"]
