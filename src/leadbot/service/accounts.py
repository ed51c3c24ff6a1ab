"""Partners' bank accounts: a new one counts once a second contact, or staff, confirmed it; never by the mail that names it alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from leadbot.lifecycle.payouts.payment import Accounts
from leadbot.model.deals import AccountAnswer, StatedAccount
from leadbot.model.errors import NotPossible
from leadbot.model.lead import Lead, LeadState, Reference
from leadbot.model.message import Address, Kind
from leadbot.model.obstacles import Obstacle
from leadbot.model.outgoing import Correspondence, OutboxState, Purpose
from leadbot.model.stored import OutboxRow
from leadbot.service.answering import UNPROVEN
from leadbot.service.desk import Desk, Mode
from leadbot.service.incoming import Ending, Incoming, belongs, ended, with_staff
from leadbot.service.letters import reply_by_letter
from leadbot.service.pay import record
from leadbot.service.posting import post
from leadbot.service.staff_questions import show_question
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import account_confirmed, account_noted, account_question, compose_letter, words_for

_QUESTION = re.compile(rf"{Purpose.NOTICE}:(.+):account-[0-9a-f]{{8}}")
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}[ ]?[A-Z0-9]{4}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of ours to a second contact."""

    row: OutboxRow
    lead: Lead
    iban: str


def state_account(uow: UnitOfWork, desk: Desk, lead: Lead, iban: str, by: str, now: datetime, *, invoiced: bool = True) -> bool:
    """Keep an account that the mail of `by`, or the invoice in it, names for a lead's partner. One that is new is asked of a second
    contact, once.

    Returns whether it is confirmed.
    """
    accounts = Accounts(uow.ledger(desk.program, now))
    if accounts.answer(lead.reference, iban) is None and iban not in {stated.iban for stated in accounts.known(lead.reference)}:
        record(uow, desk.program, StatedAccount(reference=lead.reference, iban=iban, at=now, by=by), by, now)
        _ask_second_contact(uow, desk, lead, iban, by, now, invoiced=invoiced)
    return accounts.is_confirmed(lead.reference, iban)


def answer_account(uow: UnitOfWork, desk: Desk, reference: Reference, *, confirmed: bool, by: str, now: datetime, iban: str = "") -> str:
    """Staff's word on an account of a lead's partner that waits for it: on `iban`, or on the only one. Returns its IBAN.

    Raises NotPossible where there is none, or where several wait and none is named.
    """
    waiting = [stated.iban for stated in Accounts(uow.ledger(desk.program, now)).waiting(reference)]
    if not waiting or (iban and iban not in waiting):
        raise NotPossible(f"{reference}: no bank account {iban or 'of its partner'} waits to be confirmed", Obstacle.NO_ACCOUNT)
    if not iban and len(waiting) > 1:
        several = f"{reference}: several bank accounts of its partner wait: {', '.join(waiting)}"
        message = f"{several}. Answer each in the digest, or: leadbot record account {reference} --iban IBAN"
        raise NotPossible(message, Obstacle.SEVERAL_ACCOUNTS)
    iban = iban or waiting[0]
    record(uow, desk.program, AccountAnswer(reference=reference, iban=iban, confirmed=confirmed, at=now, by=by), by, now)
    return iban


def record_account(uow: UnitOfWork, desk: Desk, reference: Reference, iban: str, by: str, now: datetime) -> None:
    """An account of a lead's partner that staff have confirmed themselves. Raises UnknownReference."""
    for fact in (
        StatedAccount(reference=reference, iban=iban, at=now, by=by),
        AccountAnswer(reference=reference, iban=iban, confirmed=True, at=now, by=by),
    ):
        record(uow, desk.program, fact, by, now)


def account_history(uow: UnitOfWork, desk: Desk, now: datetime) -> list[dict[str, str | None]]:
    """Every account of the program's partners, by partner, in the order in which they were named; moments are ISO 8601."""
    ledger = uow.ledger(desk.program, now)
    accounts, seen, found = Accounts(ledger), set[str](), list[dict[str, str | None]]()
    for lead in ledger.leads:
        if lead.partner.key in seen:
            continue
        seen.add(lead.partner.key)
        for stated in accounts.known(lead.reference):
            answer = accounts.answer(lead.reference, stated.iban)
            row = {"partner": lead.partner.name, "iban": stated.iban, "named_at": stated.at.isoformat(), "named_by": stated.by}
            state = "waiting" if answer is None else "confirmed" if answer.confirmed else "refused"
            answered = {"answered_at": answer.at.isoformat() if answer else None, "answered_by": answer.by if answer else None}
            found.append({**row, "state": state, "reference": stated.reference, **answered})
    return found


def is_refused(uow: UnitOfWork, desk: Desk, reference: Reference, iban: str, now: datetime) -> bool:
    """Whether somebody said that the account is not that of the lead's partner."""
    answer = Accounts(uow.ledger(desk.program, now)).answer(reference, iban)
    return answer is not None and not answer.confirmed


def answered_account(incoming: Incoming) -> Ending | None:
    """What a second contact answers to our question; None where the mail continues no such question.

    Only a clear answer from the very address that we asked counts, and only where the border server proved it, whatever the desk asks of
    partners otherwise.
    """
    asked = _question(incoming)
    if asked is None:
        return None
    if not (incoming.proven and incoming.authentic):
        return with_staff(UNPROVEN, asked.lead)
    word = incoming.reading.submission.confirms
    if incoming.sender.email != asked.row.to or word is None or _names_another(incoming, asked.iban):
        return with_staff("account-not-confirmed", asked.lead)
    uow, desk, now = incoming.uow, incoming.desk, incoming.now
    fact = AccountAnswer(reference=asked.lead.reference, iban=asked.iban, confirmed=word, at=now, by=incoming.sender.email)
    record(uow, desk.program, fact, incoming.stored.key, now)
    if not word:
        return with_staff("account-denied", asked.lead)
    sent = reply_by_letter(uow, desk, incoming.stored, incoming.to, asked.lead, lambda words: account_confirmed(asked.iban, words), now)
    return ended(sent, [asked.lead.reference])


def named_account(incoming: Incoming) -> Ending | None:
    """Keep an account that a partner names in a mail that is no invoice: what its confirmed leads earn waits until it is confirmed.

    One that was refused before is for staff. None where it names none, none that is new, or says more that is to be answered.
    """
    submission, uow, desk = incoming.reading.submission, incoming.uow, incoming.desk
    stated = submission.accounts
    if not stated:
        return None
    own = uow.leads.own(desk.program.id, incoming.sender.email, desk.own_domain(incoming.sender.email))
    earning = [lead for lead in own if lead.state in _EARNING and belongs(incoming, lead)]
    if not earning:
        return None
    accounts = Accounts(uow.ledger(desk.program, incoming.now))
    answers = {account.iban: accounts.answer(earning[0].reference, account.iban) for account in stated}
    new = [iban for iban, answer in answers.items() if answer is None or not answer.confirmed]
    if not new:
        return None
    if not incoming.proven:
        return with_staff(UNPROVEN, earning[0])
    if any(answers[iban] is not None for iban in new):
        return with_staff("account-denied", earning[0])
    for iban in new:
        state_account(uow, desk, earning[0], iban, incoming.sender.email, incoming.now, invoiced=False)
    if submission.kind not in _ASKS_NOTHING or any(draft.fields or draft.remarks for draft in submission.leads):
        return None
    sent = reply_by_letter(uow, desk, incoming.stored, incoming.to, earning[0], lambda words: account_noted(new[-1], words), incoming.now)
    ending = ended(sent, [earning[0].reference])
    if submission.kind is Kind.QUESTION or "?" in submission.own_text:
        show_question(incoming, ending, [line for line in submission.own_text.splitlines() if line.strip()])
    return ending


_EARNING = frozenset({LeadState.CONFIRMED, LeadState.WON})
_ASKS_NOTHING = frozenset({Kind.UNRELATED, Kind.QUESTION, Kind.FOLLOW_UP, Kind.INVOICE})
"""Kinds of a mail that is about its account, where it brings nothing for a lead; staff see what a question asks besides."""


def _question(incoming: Incoming) -> Asked | None:
    uow, program, ids = incoming.uow, incoming.desk.program, set(incoming.stored.thread_ids)
    for lead in uow.leads.in_thread(program.id, incoming.stored.thread_ids) if ids else ():
        rows = [row for row in uow.outbox.about(lead.reference) if row.message_id in ids and _QUESTION.fullmatch(row.key)]
        for row in rows:
            known = Accounts(uow.ledger(program, incoming.now)).known(lead.reference)
            iban = next((stated.iban for stated in known if _key(lead.reference, stated.iban) == row.key), None)
            if iban is not None:
                return Asked(row=row, lead=lead, iban=iban)
    return None


def _names_another(incoming: Incoming, iban: str) -> bool:
    """Whether the answer names an account, and not the one we asked about."""
    text = incoming.reading.submission.own_text.upper()
    return bool(_IBAN.search(text)) and iban not in re.sub(r"[\s\-]", "", text)


def _ask_second_contact(uow: UnitOfWork, desk: Desk, lead: Lead, iban: str, by: str, now: datetime, *, invoiced: bool) -> None:
    """Ask another contact of the partner; staff ask by telephone where there is none, or where nobody proves who answers."""
    contact = next(_contacts(uow, desk, lead, by), None) if desk.proves_senders else None
    if contact is None:
        return
    to = Correspondence(to=Address(name="", email=contact), cc=(), subject="", message_id=None, references=(), language=lead.language)
    words = words_for(to, desk.program, desk.templates)
    mail = compose_letter(
        to,
        lead.reference,
        account_question(iban, by, lead.partner.name or lead.draft.text("partner.name"), words, invoiced=invoiced),
        desk.program,
        desk.templates,
        key=_key(lead.reference, iban),
        sender=desk.address,
        now=now,
    )
    quiet = desk.mode is Mode.SHADOW
    state, why = (OutboxState.HELD, "mode shadow") if quiet else (OutboxState.QUEUED, "")
    post(uow, mail, about=[lead.reference], thread=mail.message_id, registers=True, state=state, why=why)


def _contacts(uow: UnitOfWork, desk: Desk, lead: Lead, by: str) -> Iterator[str]:
    """Addresses of the partner but the sender's: those of the register, then others of its leads at its own domain."""
    partner, program = lead.partner, desk.program.id
    registered = uow.partners.matching(program, tax_id=partner.tax_id, number=partner.number, address=partner.address)
    ledger = uow.ledger(desk.program, lead.received_at)
    companies = {known.reference: known.partner.key for known in ledger.leads}
    own = [reference for reference, key in companies.items() if key == companies.get(lead.reference)]
    domain = desk.own_domain(partner.address)
    stated = (address for reference in own for address in sorted(uow.leads.addresses(reference)))
    at_home = (address for address in stated if domain and desk.own_domain(address) == domain)
    known = (address for entry in registered for address in (entry.contact_email, entry.address))
    others = {_mailbox(address) for address in (by, desk.address.email, *desk.colleagues(), "")}
    yield from dict.fromkeys(address for address in (*known, *at_home) if _mailbox(address) not in others)


def _mailbox(address: str) -> str:
    """The address without the detail behind a plus (RFC 5233): who reads `jan+tili@` reads `jan@`."""
    name, at, domain = address.rpartition("@")
    return f"{name.partition('+')[0] or name}{at}{domain}"


def _key(reference: Reference, iban: str) -> str:
    return f"{Purpose.NOTICE}:{reference}:account-{sha256(iban.encode()).hexdigest()[:8]}"
