"""What is to be paid to partners now: due, held by nothing, released where that is asked for, and not paid yet."""

from collections import defaultdict
from datetime import date, datetime

from leadbot.lifecycle.payouts.amounts import NOTHING, total
from leadbot.lifecycle.payouts.payment import is_payable
from leadbot.model.payout import Payment, Payout
from leadbot.service.desk import Desk
from leadbot.service.pay import payouts, plan_for
from leadbot.service.unit_of_work import UnitOfWork

_Key = tuple[str, str, str, str, date | None]


def payments(uow: UnitOfWork, desk: Desk, now: datetime) -> list[Payment]:
    """The transfers of that moment, those due first first. Nothing is marked paid."""
    leads = {lead.reference: lead for lead in uow.ledger(desk.program, now).leads}
    groups: defaultdict[_Key, list[Payout]] = defaultdict(list)
    for payout in payouts(uow, desk.program, now).payouts:
        lead = leads.get(payout.reference)
        plan = plan_for(uow, desk.program, lead, payout) if lead else None
        if lead is not None and plan is not None and is_payable(plan, payout, lead, desk.day(now)):
            groups[lead.partner.key, payout.account, payout.currency, payout.invoice, payout.due_on].append(payout)
    made = [_payment(*key[1:], group) for key, group in groups.items()]
    return sorted(made, key=lambda payment: (payment.due_on or date.max, payment.payee, payment.references))


def _payment(iban: str, currency: str, invoice: str, due_on: date | None, group: list[Payout]) -> Payment:
    rests = [(payout.reference, payout.rest or NOTHING) for payout in group]
    references = sorted({reference for reference, _ in rests})
    return Payment(
        payee=group[0].partner,
        iban=iban,
        net=total(rest for _, rest in rests),
        vat=total(payout.vat_of(payout.rest or NOTHING) for payout in group),
        currency=currency,
        invoice=invoice,
        due_on=due_on,
        references=tuple(references),
        parts=tuple((reference, total(rest for of, rest in rests if of == reference)) for reference in references),
    )
