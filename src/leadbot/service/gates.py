"""Gates that stand before payments: the bank account and staff's release, and those that the program names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from leadbot.lifecycle.payouts import Book
from leadbot.lifecycle.payouts.our_payments import payout_id
from leadbot.lifecycle.payouts.payment import Accounts, is_transfer
from leadbot.model.deals import (
    OVERPAYMENT,
    AccountAnswer,
    DealFact,
    DealLead,
    GateAnswer,
    Ledger,
    PartnerInvoice,
    PaymentRelease,
    StatedAccount,
)
from leadbot.model.digest import DigestCase
from leadbot.model.errors import NotPossible
from leadbot.model.lead import Reference
from leadbot.model.obstacles import Obstacle
from leadbot.model.payout import AMOUNT_DIFFERS, BANK_ACCOUNT, OVERPAID, PAYMENT, Overpayment, Payout, PayoutState
from leadbot.model.program import Program
from leadbot.service import pay
from leadbot.service.accounts import answer_account
from leadbot.service.desk import Desk
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import account_asked, gate_asked, invoice_above, overpaid_asked, payment_asked

EVERY = "all"
"""In the place of one payout: all of the lead that wait."""


def gates(program: Program) -> frozenset[str]:
    """Every gate of the program that staff may answer."""
    return pay.gates(program) | ({BANK_ACCOUNT, PAYMENT, OVERPAID} if program.payouts else frozenset({BANK_ACCOUNT}))


def answer_gate(
    uow: UnitOfWork, desk: Desk, reference: Reference, gate: str, *, passed: bool, by: str, now: datetime, note: str = "", part: str = ""
) -> str:
    """Staff's word on a gate of a lead; a later one goes before it. Returns what it was about, where that has a name.

    `part` is the account, payout or sum that the word is about, as of a digest's case, or a payout's rule and period; without one it is
    about the only one that waits. `EVERY` is about all payouts of the lead that do. Raises UnknownReference, NotPossible.
    """
    uow.leads.get(reference)
    if gate == BANK_ACCOUNT:
        return answer_account(uow, desk, reference, confirmed=passed, by=by, now=now, iban=part)
    if gate == OVERPAID and gate in gates(desk.program):
        return _settle_overpaid(uow, desk, reference, part, came_back=passed, by=by, now=now)
    if gate == PAYMENT and gate in gates(desk.program):
        return _release(uow, desk, reference, part, released=passed, by=by, now=now)
    pay.answer_gate(uow, desk.program, reference, gate, passed=passed, by=by, now=now, note=note)
    return ""


def _release(uow: UnitOfWork, desk: Desk, reference: Reference, part: str, *, released: bool, by: str, now: datetime) -> str:
    found = pay.payouts(uow, desk.program, now).payouts
    waiting = [payout for payout in _to_release(uow, desk, found, uow.ledger(desk.program, now)) if payout.reference == reference]
    meant = [payout for payout in waiting if part in {"", EVERY, payout_id(payout), _part(payout)}]
    if not meant:
        message = f"{reference}: no payout of it{part and f' ({part})'} waits for its release{_choices(waiting)}"
        raise NotPossible(message, Obstacle.NOTHING_TO_RELEASE)
    if len(meant) > 1 and part != EVERY:
        message = f"{reference}: several payouts wait for their release. Say which, or {EVERY}{_choices(waiting)}"
        raise NotPossible(message, Obstacle.SEVERAL_PAYOUTS)
    for payout in meant:
        word = PaymentRelease(
            reference=reference, rule=payout.rule, period=payout.period, amount=payout.rest or pay.NOTHING, released=released, at=now
        )
        pay.record(uow, desk.program, word, by, now)
    return ", ".join(f"{payout.rest} {payout.currency}" for payout in meant)


def _choices(waiting: Sequence[Payout]) -> str:
    """Such as `: --payout referral-fee@2026-Q3 (400.00 EUR)`."""
    each = (f"--part {payout_id(payout)} ({payout.rest} {payout.currency})" for payout in waiting)
    return f": {', '.join(each)}" if waiting else ""


def _settle_overpaid(uow: UnitOfWork, desk: Desk, reference: Reference, part: str, *, came_back: bool, by: str, now: datetime) -> str:
    """Staff's word on money that is too much: it came back, or stays with the partner."""
    known = [over for over in pay.payouts(uow, desk.program, now).overpaid if over.reference == reference]
    meant = [over for over in known if part in {"", f"{OVERPAYMENT}@{over.currency}", _over_part(over)}]
    if len(meant) != 1:
        told = ", ".join(f"{over.amount} {over.currency}" for over in known)
        raise NotPossible(
            f"{reference}: {f'too much was paid in several sums, {told}' if known else 'nothing was paid beyond what is due'}"
        )
    over = meant[0]
    word = PaymentRelease(reference=reference, rule=OVERPAYMENT, period=over.currency, amount=over.amount, released=came_back, at=now)
    pay.record(uow, desk.program, word, by, now)
    return f"{over.amount} {over.currency} {'came back' if came_back else 'stays with the partner'}"


def _part(payout: Payout) -> str:
    """What tells it from other payouts of its lead, with the sum that is released: `referral-fee@2026-Q3 400.00`."""
    return f"{payout.rule}@{payout.period} {payout.rest}"


def _over_part(over: Overpayment) -> str:
    return f"{OVERPAYMENT}@{over.currency} {over.amount}"


def _to_release(uow: UnitOfWork, desk: Desk, found: Sequence[Payout], ledger: Ledger) -> list[Payout]:
    """The payouts that could be paid but for staff's release; those refused before may be released yet."""
    if not any(plan.approval for plan in desk.program.payouts) and not any(PAYMENT in payout.reasons for payout in found):
        return []
    leads = {lead.reference: lead for lead in ledger.leads}
    return [payout for payout in found if _waits_for_release(uow, desk, leads.get(payout.reference), payout, ledger.now)]


def _waits_for_release(uow: UnitOfWork, desk: Desk, lead: DealLead | None, payout: Payout, now: datetime) -> bool:
    plan = pay.plan_for(uow, desk.program, lead, payout) if lead else None
    if plan is None or lead is None or payout.state is PayoutState.APPROVED:
        return False
    asked = payout.reasons == (PAYMENT,)
    open_again = replace(payout, state=PayoutState.APPROVED) if asked else payout
    return (plan.approval or asked) and is_transfer(plan, open_again, lead, desk.day(now))


def gate_cases(uow: UnitOfWork, desk: Desk, now: datetime) -> list[DigestCase]:
    """What staff decide before money goes out: accounts to confirm, payouts to release or held at a gate, invoices above their fee."""
    if not desk.program.payouts:
        return []
    ledger, settled = uow.ledger(desk.program, now), pay.payouts(uow, desk.program, now)
    held = [payout for payout in settled.payouts if payout.state is PayoutState.HELD]
    return [
        *_accounts(uow, desk, ledger),
        *_releases(uow, desk, settled.payouts, ledger),
        *(_over_case(uow, desk, over, now) for over in settled.overpaid if not over.stays),
        *_at_gates(uow, desk, held, now),
        *(_above(uow, desk, payout, now) for payout in held if AMOUNT_DIFFERS in payout.reasons),
    ]


def _at_gates(uow: UnitOfWork, desk: Desk, held: Sequence[Payout], now: datetime) -> Iterator[DigestCase]:
    """One case for each lead and gate of the program that holds payouts of it."""
    named = sorted(pay.gates(desk.program))
    waiting: defaultdict[tuple[Reference, str], list[Payout]] = defaultdict(list)
    for payout in held:
        for gate in (gate for gate in named if gate in payout.reasons):
            waiting[payout.reference, gate].append(payout)
    for (_, gate), payouts in waiting.items():
        known = [payout.rest for payout in payouts if payout.rest is not None]
        of_gate = replace(payouts[0], amount=sum(known, pay.NOTHING) if known else None, paid=pay.NOTHING)
        question = gate_asked(of_gate, gate, desk.program, desk.templates)
        yield _of_money(uow, payouts[0], question, gate, now)


def _accounts(uow: UnitOfWork, desk: Desk, ledger: Ledger) -> Iterator[DigestCase]:
    accounts = Accounts(ledger)
    for stated in ledger.accounts:
        if stated not in accounts.waiting(stated.reference):
            continue
        lead = uow.leads.get(stated.reference)
        partner = lead.partner.name or lead.partner.address
        known = uow.partners.matching(desk.program.id, tax_id=lead.partner.tax_id, number=lead.partner.number, address=lead.partner.address)
        phones = [str(field.value) for entry in known for field in entry.fields if field.id == "contact.phone"]
        phones += [lead.draft.text("contact.phone")] if lead.draft.text("contact.phone") else []
        yield DigestCase(
            kind="gate",
            received_at=stated.at,
            reference=stated.reference,
            partner=partner,
            question=account_asked(stated.iban, stated.by, partner, phones[0] if phones else "", desk.program, desk.templates),
            reasons=(BANK_ACCOUNT,),
            part=stated.iban,
        )


def _releases(uow: UnitOfWork, desk: Desk, found: Sequence[Payout], ledger: Ledger) -> Iterator[DigestCase]:
    """The payouts that wait for their release, but those of which staff's latest word was not to pay just that sum."""
    book = Book(desk.program, ledger)
    for payout in _to_release(uow, desk, found, ledger):
        word = book.release(payout)
        if word is None or word.released:
            question = payment_asked(payout, desk.program, desk.templates)
            yield _of_money(uow, payout, question, PAYMENT, ledger.now, part=_part(payout))


def _over_case(uow: UnitOfWork, desk: Desk, over: Overpayment, now: datetime) -> DigestCase:
    return _of_money(uow, over, overpaid_asked(over, desk.program, desk.templates), OVERPAID, now, part=_over_part(over))


def _above(uow: UnitOfWork, desk: Desk, payout: Payout, now: datetime) -> DigestCase:
    return _of_money(uow, payout, invoice_above(payout, desk.program, desk.templates), AMOUNT_DIFFERS, now, kind="payout")


def _of_money(
    uow: UnitOfWork, money: Payout | Overpayment, question: str, reason: str, now: datetime, *, kind: str = "gate", part: str = ""
) -> DigestCase:
    """What staff are asked of a partner's money."""
    return DigestCase(
        kind=kind,
        received_at=now,
        reference=money.reference,
        client=uow.leads.get(money.reference).draft.text("client.name"),
        partner=money.partner,
        question=question,
        reasons=(reason,),
        part=part,
    )


def told_of(uow: UnitOfWork, program: str, reference: Reference, gate: str, part: str = "") -> list[object]:
    """What a gate's answer rests on: another by now, and the answer is asked anew.

    What was said of another gate of the program, or of another `part`, changes nothing.
    """
    kinds = (StatedAccount, AccountAnswer, PartnerInvoice, PaymentRelease, GateAnswer)
    facts = [fact for kind in kinds for fact in uow.deal_facts.all(program, kind) if fact.reference == reference]
    return [*(fact for fact in facts if _is_about(fact, gate, part)), *uow.deals.events_of(reference)]


def _is_about(fact: DealFact, gate: str, part: str) -> bool:
    if isinstance(fact, GateAnswer):
        return fact.gate == gate
    if not part:
        return True
    if isinstance(fact, StatedAccount | AccountAnswer):
        return fact.iban == part
    return not isinstance(fact, PaymentRelease) or part.startswith(f"{fact.rule}@{fact.period} ")
