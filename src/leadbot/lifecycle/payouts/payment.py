"""What stands between a payout that is due and its payment: the bank account, and staff's release."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from leadbot.lifecycle.payouts.book import Book
from leadbot.lifecycle.payouts.our_payments import held
from leadbot.model.deals import AccountAnswer, DealLead, Ledger, StatedAccount
from leadbot.model.lead import Reference
from leadbot.model.payout import BANK_ACCOUNT, OPEN, PAYMENT, Payout, PayoutState
from leadbot.model.payout_plans import InvoiceDiscount, PaidInvoiceShare, PayoutPlan, VolumeBands

DISCOUNT = "discount"
READY = (PayoutState.EARNED, PayoutState.INVOICED, PayoutState.APPROVED)


class Accounts:
    """The bank accounts of each company at the ledger's moment."""

    def __init__(self, ledger: Ledger) -> None:
        self.company: Mapping[Reference, str] = {lead.reference: lead.partner.key for lead in ledger.leads}
        self._stated: dict[tuple[str, str], StatedAccount] = {}
        self._answers: dict[tuple[str, str], AccountAnswer] = {}
        for stated in sorted(ledger.accounts, key=lambda fact: fact.at):
            if stated.at <= ledger.now and stated.reference in self.company:
                self._stated.setdefault((self.company[stated.reference], stated.iban), stated)
        for answer in sorted(ledger.account_answers, key=lambda fact: (fact.at, not fact.confirmed)):
            if answer.at <= ledger.now and answer.reference in self.company:
                self._answers[self.company[answer.reference], answer.iban] = answer
        self._invoiced: dict[tuple[str, str], list[datetime]] = {}
        for invoice in ledger.invoices:
            if invoice.received_at <= ledger.now and invoice.reference in self.company:
                self._invoiced.setdefault((self.company[invoice.reference], invoice.iban), []).append(invoice.received_at)

    def answer(self, reference: Reference, iban: str) -> AccountAnswer | None:
        """What was said of that account of the lead's partner; None while nobody has."""
        return self._answers.get((self.company.get(reference, ""), iban))

    def is_confirmed(self, reference: Reference, iban: str) -> bool:
        """Whether that account is known to be the partner's."""
        answer = self.answer(reference, iban)
        return answer is not None and answer.confirmed

    def known(self, reference: Reference) -> list[StatedAccount]:
        """Every account of the lead's partner, in the order in which they were named first."""
        company = self.company.get(reference, "")
        return [stated for (of, _), stated in self._stated.items() if of == company]

    def waiting(self, reference: Reference) -> list[StatedAccount]:
        """Those of which nobody has said whether they are the partner's."""
        return [stated for stated in self.known(reference) if self.answer(reference, stated.iban) is None]

    def of(self, reference: Reference) -> str:
        """Where the partner is paid that says nothing else: the account confirmed last, else the one named last; empty: none is known."""
        known = self.known(reference)
        confirmed = [a for stated in known if (a := self.answer(reference, stated.iban)) is not None and a.confirmed]
        if confirmed:
            return max(confirmed, key=lambda answer: answer.at).iban
        waiting = self.waiting(reference)
        return waiting[-1].iban if waiting else ""

    def in_place_of(self, reference: Reference, iban: str) -> str:
        """The account that the partner named last, in a mail that is no invoice, after it named that one; that one itself where it did not.

        One that was refused takes no place.
        """
        company, known = self.company.get(reference, ""), self.known(reference)
        named = [stated.at for stated in known if stated.iban == iban]
        if not named:
            return iban
        since = max([*named, *self._invoiced.get((company, iban), ())])
        later = [stated for stated in known if stated.at > since and not self._is_of_invoice(company, stated)]
        open_ = (stated for stated in reversed(later) if (a := self.answer(reference, stated.iban)) is None or a.confirmed)
        return next((stated.iban for stated in open_), iban)

    def _is_of_invoice(self, company: str, stated: StatedAccount) -> bool:
        return any(at <= stated.at for at in self._invoiced.get((company, stated.iban), ()))


def with_accounts(plans: Mapping[str, PayoutPlan], ledger: Ledger, payouts: Iterable[Payout]) -> Iterator[Payout]:
    """The payouts with the accounts to which they are paid; those to an account that is not confirmed are held.

    A payout that waits for the partner's invoice has none yet.
    """
    if not ledger.accounts and not ledger.invoices:
        yield from payouts
        return
    accounts = Accounts(ledger)
    for payout in payouts:
        if payout.state not in OPEN or (isinstance(plan_of(plans, payout), PaidInvoiceShare) and not payout.invoice):
            yield payout
            continue
        iban = accounts.in_place_of(payout.reference, payout.account or accounts.of(payout.reference))
        known = replace(payout, account=iban)
        yield held(known, BANK_ACCOUNT) if iban and not accounts.is_confirmed(payout.reference, iban) else known


def with_releases(plans: Mapping[str, PayoutPlan], book: Book, payouts: Iterable[Payout]) -> Iterator[Payout]:
    """The payouts that staff released as approved, those that they refused to pay as held."""
    for payout in payouts:
        word = book.release(payout)
        if word is None or not plan_of(plans, payout).approval or payout.state not in READY:
            yield payout
        else:
            yield replace(payout, state=PayoutState.APPROVED) if word.released else held(payout, PAYMENT)


def plan_of(plans: Mapping[str, PayoutPlan], payout: Payout) -> PayoutPlan:
    """The plan that the payout follows."""
    return plans[payout.rule.partition(".")[0]]


def is_discount(plan: PayoutPlan, lead: DealLead) -> bool:
    """Whether what the lead earns comes off invoices, so that nothing is paid out."""
    return isinstance(plan, InvoiceDiscount) or lead.partner.benefit == DISCOUNT


def is_transfer(plan: PayoutPlan, payout: Payout, lead: DealLead, today: date) -> bool:
    """Whether money may go out for it by now, but for staff's release: nothing holds it, its partner's invoice has come where one must,
    and it is no discount on an invoice."""
    if is_discount(plan, lead) or not payout.rest or payout.rest <= 0:
        return False
    if isinstance(plan, VolumeBands) and today < plan.settlement.first:
        return False
    return payout.state in (READY[1:] if isinstance(plan, PaidInvoiceShare) else READY)


def is_payable(plan: PayoutPlan, payout: Payout, lead: DealLead, today: date) -> bool:
    """Whether it is to be paid: a transfer that staff have released where the plan asks for that."""
    return is_transfer(plan, payout, lead, today) and (not plan.approval or payout.state is PayoutState.APPROVED)
