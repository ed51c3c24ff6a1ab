"""Partners' invoices by mail: matched to the fees that they are for, checked, kept, and answered."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from leadbot.lifecycle.payouts.amounts import NOTHING, total
from leadbot.lifecycle.payouts.partner_invoices import faults_of, invoiced_payouts, shared, with_known_account
from leadbot.model.deals import InvoiceRequest, PartnerInvoice
from leadbot.model.lead import Lead, Reference
from leadbot.model.message import Kind
from leadbot.model.outgoing import InvoiceAnswer, InvoiceOutcome, OutgoingMail
from leadbot.model.payout import AMOUNT_DIFFERS, BANK_ACCOUNT, Payout, PayoutState, Step, step
from leadbot.model.payout_plans import PaidInvoiceShare
from leadbot.model.submission import Invoice, Standing
from leadbot.service.accounts import is_refused, state_account
from leadbot.service.answering import UNPROVEN, reply_about
from leadbot.service.ask_for_invoices import request_key
from leadbot.service.incoming import Ending, Incoming, belongs, ended, with_staff
from leadbot.service.pay import payouts, record
from leadbot.writing import compose_invoice_answer

UNREAD = "unread"
"""The fault of an invoice that a person must read: it has come, and keeps the time."""
WAITING = (PayoutState.EARNED, PayoutState.INVOICE_ASKED)
"""States in which a fee waits for its invoice, once it was asked for."""
SETTLED = (PayoutState.PAID, PayoutState.FORFEITED, PayoutState.INVOICED, PayoutState.APPROVED, PayoutState.HELD)
"""States of fees that no further invoice changes."""


def take_invoice(incoming: Incoming) -> Ending:
    """Take in the invoices of a mail: for fees of the sender's own leads, and only where the sender is proven; staff read all else."""
    known = _leads_named(incoming)
    named = [lead for lead in known if lead is not None]
    if not incoming.proven:
        return with_staff(UNPROVEN, *named)
    if len(named) < len(known):
        return with_staff("unknown-reference", *named)
    if not all(belongs(incoming, lead) for lead in named):
        return with_staff("not-their-reference", *named)
    if not any(isinstance(plan, PaidInvoiceShare) for plan in incoming.desk.program.payouts):
        return with_staff(Kind.INVOICE, *named)
    fees = _Fees(incoming, named)
    invoices = incoming.reading.submission.invoices
    if not invoices:
        fees.keep_time()
        return with_staff("invoice-not-read", *named)
    found = [fees.take(invoice) for invoice in invoices]
    answers = [one for one in found if isinstance(one, InvoiceAnswer)]
    reasons = [one for one in found if isinstance(one, str)]
    about = tuple(dict.fromkeys((*(payout.reference for one in answers for payout in one.payouts), *(lead.reference for lead in named))))
    ending = _answered(incoming, answers, about) if answers else None
    if reasons or ending is None:
        return replace(with_staff(reasons[0] if reasons else Kind.INVOICE), references=about)
    return ending


def _leads_named(incoming: Incoming) -> list[Lead | None]:
    """The leads that the mail and its invoices name, None for a reference that is none of ours; none named: those of its conversation."""
    uow, program, submission = incoming.uow, incoming.desk.program, incoming.reading.submission
    written = dict.fromkeys((*submission.references, *(r for invoice in submission.invoices for r in invoice.references)))
    if written:
        return [uow.leads.find(program.id, reference) for reference in written]
    return list(uow.leads.in_thread(program.id, incoming.stored.thread_ids)) if incoming.stored.thread_ids else []


def _answered(incoming: Incoming, answers: Sequence[InvoiceAnswer], about: Sequence[Reference]) -> Ending:
    desk = incoming.desk

    def compose(key: str) -> OutgoingMail:
        return compose_invoice_answer(
            incoming.to,
            answers,
            about,
            desk.program,
            desk.templates,
            key=key,
            answers=incoming.stored.key,
            sender=desk.address,
            now=incoming.now,
        )

    return ended(reply_about(incoming.uow, desk, incoming.stored, incoming.to.to.email, about, compose, incoming.now), about)


class _Fees:
    """The fees of the sender's own leads, and what is known of their invoices."""

    def __init__(self, incoming: Incoming, named: Sequence[Lead]) -> None:
        """`named` are the leads that the mail is about; where there are none, it may be about any lead of the sender."""
        uow, desk = incoming.uow, incoming.desk
        self._incoming = incoming
        self.plans = {plan.id: plan for plan in desk.program.payouts if isinstance(plan, PaidInvoiceShare)}
        self._named = named
        self._own = named or uow.leads.own(desk.program.id, incoming.sender.email, desk.own_domain(incoming.sender.email))
        self._companies = {lead.reference: lead.partner.key for lead in uow.ledger(desk.program, incoming.now).leads}
        self._requests = {(r.reference, r.quarter): r for r in uow.deal_facts.all(desk.program.id, InvoiceRequest)}
        self.payouts = self._reckoned(incoming.stored.received_at)
        """As they stood when the mail came."""

    def _reckoned(self, at: datetime) -> list[Payout]:
        incoming, own = self._incoming, {lead.reference for lead in self._own}
        found = payouts(incoming.uow, incoming.desk.program, at).payouts
        return [payout for payout in found if payout.rule in self.plans and payout.period and payout.reference in own]

    def asked(self) -> list[Payout]:
        """Those whose invoice was asked for and is not there, or is being looked at."""
        return [payout for payout in self.payouts if self._is_asked(payout) and (payout.state in WAITING or _is_looked_at(payout))]

    def _is_asked(self, payout: Payout) -> bool:
        asked = (payout.reference, payout.period) in self._requests
        return asked or self._incoming.uow.outbox.by_key(request_key(payout.reference, payout.period)) is not None

    def take(self, invoice: Invoice) -> InvoiceAnswer | str:
        """What became of an invoice, or why a person must read it."""
        if not invoice.claims:
            return "no-invoice"
        if self._of_another_seller(invoice):
            return "other-seller"
        earlier = self._same_number(invoice)
        if earlier and self._is_same(invoice, earlier):
            return InvoiceAnswer(invoice=invoice, outcome=InvoiceOutcome.ALREADY, payouts=tuple(self._of(earlier)))
        asked = self.asked()
        if not asked:
            return self._nothing_asked(invoice)
        meant = invoiced_payouts(invoice, asked)
        if not meant:
            self.keep_time()
            return "invoice-unmatched"
        invoice = with_known_account(invoice, {fact.iban for fact in self._facts() if fact.iban and not fact.fault})
        incoming = self._incoming
        faults = faults_of(invoice, meant[0].currency, incoming.desk.day(incoming.stored.received_at))
        if earlier:
            faults = (*faults, step("number-used", number=invoice.number))
        if faults:
            return self._faulty(invoice, meant, faults)
        if is_refused(incoming.uow, incoming.desk, meant[0].reference, invoice.accounts[0].iban, incoming.now):
            self.keep_time()
            return "account-denied"
        return self._right(invoice, meant)

    def keep_time(self) -> None:
        """An invoice has come for what was asked, though only a person can tell what it says: nothing is forfeited."""
        for payout in self.asked():
            self._record(payout, Invoice(source=""), net=None, vat=None, fault=UNREAD)

    def _nothing_asked(self, invoice: Invoice) -> InvoiceAnswer | str:
        if not self._named or not self.payouts:
            return "nothing-to-invoice"
        if any(payout.state in SETTLED for payout in self.payouts):
            return f"invoice-of-{next(payout.state for payout in self.payouts if payout.state in SETTLED)}-fee"
        return InvoiceAnswer(invoice=invoice, outcome=InvoiceOutcome.NOT_ASKED, payouts=tuple(self.payouts))

    def _right(self, invoice: Invoice, meant: Sequence[Payout]) -> InvoiceAnswer:
        fees = [payout.amount or NOTHING for payout in meant]
        fee, net = total(fees), invoice.net or NOTHING
        nets = [net] if len(meant) == 1 else fees
        incoming = self._incoming
        for payout, asked_for, vat in zip(meant, nets, shared(invoice.vat or NOTHING, nets), strict=True):
            self._record(payout, invoice, net=asked_for, vat=vat)
        known = state_account(incoming.uow, incoming.desk, self._lead(meant), invoice.accounts[0].iban, incoming.sender.email, incoming.now)
        self.payouts = self._reckoned(incoming.stored.received_at)
        outcome = InvoiceOutcome.ABOVE if net > fee else InvoiceOutcome.BELOW if net < fee else InvoiceOutcome.TAKEN
        return InvoiceAnswer(invoice=invoice, outcome=outcome, payouts=tuple(self._now(meant)), fee=fee, new_account=not known)

    def _lead(self, meant: Sequence[Payout]) -> Lead:
        return self._incoming.uow.leads.get(meant[0].reference)

    def _faulty(self, invoice: Invoice, meant: Sequence[Payout], faults: tuple[Step, ...]) -> InvoiceAnswer:
        for payout in meant:
            self._record(payout, invoice, net=invoice.net, vat=invoice.vat, fault=" ".join(fault.code for fault in faults))
        incoming = self._incoming
        self.payouts = self._reckoned(incoming.stored.received_at)
        fee = total(payout.amount or NOTHING for payout in meant)
        return InvoiceAnswer(invoice=invoice, outcome=InvoiceOutcome.FAULTY, payouts=tuple(self._now(meant)), fee=fee, faults=faults)

    def _record(self, payout: Payout, invoice: Invoice, *, net: Decimal | None, vat: Decimal | None, fault: str = "") -> None:
        incoming = self._incoming
        valid = [account.iban for account in invoice.accounts if account.standing is Standing.VALID]
        fact = PartnerInvoice(
            reference=payout.reference,
            quarter=payout.period,
            received_at=incoming.stored.received_at,
            net=net if net is None or net > 0 else None,
            currency=invoice.currency,
            number=invoice.number,
            fault=fault,
            vat=vat,
            iban=valid[0] if len(valid) == 1 else "",
            dated=invoice.dated,
        )
        record(incoming.uow, incoming.desk.program, fact, incoming.stored.key, incoming.now)

    def _facts(self) -> list[PartnerInvoice]:
        """All invoices of the same companies."""
        companies = {self._companies.get(lead.reference) for lead in self._own}
        facts = self._incoming.uow.deal_facts.all(self._incoming.desk.program.id, PartnerInvoice)
        return [fact for fact in facts if self._companies.get(fact.reference) in companies]

    def _same_number(self, invoice: Invoice) -> list[PartnerInvoice]:
        """Invoices of the partner with that number that were right."""
        number = _plain(invoice.number)
        return [fact for fact in self._facts() if number and not fact.fault and _plain(fact.number) == number]

    def _is_same(self, invoice: Invoice, earlier: Sequence[PartnerInvoice]) -> bool:
        references = {fact.reference for fact in earlier}
        same_sum = invoice.net == total(fact.net or NOTHING for fact in earlier)
        other_account = bool(invoice.accounts) and not {fact.iban for fact in earlier} & {account.iban for account in invoice.accounts}
        return same_sum and not other_account and (not invoice.references or set(invoice.references) <= references)

    def _of(self, facts: Sequence[PartnerInvoice]) -> list[Payout]:
        """What these invoices are for, as it stands now."""
        known = {(fact.reference, fact.quarter) for fact in facts}
        return [payout for payout in self._reckoned(self._incoming.now) if (payout.reference, payout.period) in known]

    def _now(self, meant: Sequence[Payout]) -> list[Payout]:
        known = {(payout.reference, payout.period) for payout in meant}
        return [payout for payout in self.payouts if (payout.reference, payout.period) in known]

    def _of_another_seller(self, invoice: Invoice) -> bool:
        """Whether the seller's tax id on the invoice is not the partner's."""
        sellers = {tax_id.value for tax_id in invoice.ids if tax_id.role == "seller"}
        known = {lead.partner.tax_id or lead.draft.text("partner.tax_id") for lead in self._own} - {""}
        return bool(sellers and known) and not sellers & known


def _is_looked_at(payout: Payout) -> bool:
    """Whether its invoice is above the fee, or names an account that is not confirmed: another one may take its place."""
    return payout.state is PayoutState.HELD and bool({AMOUNT_DIFFERS, BANK_ACCOUNT} & set(payout.reasons))


def _plain(number: str) -> str:
    return "".join(filter(str.isalnum, number)).casefold()
