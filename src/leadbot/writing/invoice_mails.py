"""Answers to partners' invoices: what was taken and when it is paid, or what is wrong and what to send anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from leadbot.model.lead import Reference
from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Correspondence, InvoiceAnswer, InvoiceOutcome, OutgoingMail, Purpose
from leadbot.model.payout import Payout, Step, StepValue
from leadbot.model.program import Program
from leadbot.writing.outgoing import AUTO_REPLIED, outgoing_mail
from leadbot.writing.plain import cell
from leadbot.writing.templates import Templates
from leadbot.writing.threads import reply_subject
from leadbot.writing.words import Words

_NOTHING = Decimal("0.00")
Row = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One invoice in the answer."""

    sentence: str
    faults: tuple[str, ...]
    rows: tuple[Row, ...]
    closing: tuple[str, ...]


def compose_invoice_answer(
    correspondence: Correspondence,
    invoices: Sequence[InvoiceAnswer],
    about: Sequence[Reference],
    program: Program,
    templates: Templates,
    *,
    key: str,
    answers: MessageKey,
    sender: Address,
    now: datetime,
) -> OutgoingMail:
    """One mail for all invoices of a message."""
    language = templates.language(correspondence.language, program.language, *program.fallback_languages)
    words = templates.words(language)
    title = program.title.get(language) or program.title.get(program.language) or program.id
    context = {
        "lang": language,
        "parts": [_part(answer, words) for answer in invoices],
        "team": program.team.get(language) or program.team.get(program.language) or program.id,
        "title": title,
        "address": sender.email,
    }
    return outgoing_mail(
        templates.blocks(language, "invoice", context),
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.REPLY,
        subject=reply_subject(correspondence.subject, about, program, title),
        sender=sender,
        to=correspondence.to,
        cc=correspondence.cc,
        answers=answers,
        continues=correspondence,
        auto_submitted=AUTO_REPLIED,
        now=now,
    )


def _part(answer: InvoiceAnswer, words: Words) -> Part:
    facts = _facts(answer, words)
    return Part(
        sentence=words.say("invoices", answer.outcome.value, facts),
        faults=tuple(_fault(fault, answer, words) for fault in answer.faults),
        rows=tuple(_rows(answer, words)),
        closing=tuple(_closing(answer, words, facts)),
    )


def _facts(answer: InvoiceAnswer, words: Words) -> dict[str, str]:
    due = {payout.due_on for payout in answer.payouts if payout.due_on}
    currency = _currency(answer)
    return {
        "number": cell(answer.invoice.number, 60),
        "due": words.day(min(due)) if due else "",
        "net": words.amount(answer.invoice.net, currency) if answer.invoice.net is not None else "",
        "fee": words.amount(answer.fee, currency) if answer.fee is not None else "",
        "leads": ", ".join(dict.fromkeys(payout.reference for payout in answer.payouts)),
    }


def _closing(answer: InvoiceAnswer, words: Words, facts: dict[str, str]) -> Iterator[str]:
    if answer.outcome is InvoiceOutcome.FAULTY:
        yield words.say("invoices", "again", facts)
    if answer.new_account:
        yield words.say("invoices", "new-account", facts)


def _rows(answer: InvoiceAnswer, words: Words) -> Iterator[Row]:
    """What was read, and what it is for; of what we have had already, how it stands."""
    invoice, currency = answer.invoice, _currency(answer)
    sums: tuple[tuple[str, Decimal | None], ...] = (("net", invoice.net), ("vat", invoice.vat), ("total", invoice.total))
    read = {
        "number": cell(invoice.number, 60),
        "dated": words.day(invoice.dated) if invoice.dated else "",
        **{name: words.amount(value, invoice.currency or currency) for name, value in sums if value is not None},
        "account": ", ".join(spaced(account.iban) for account in invoice.accounts[:3]),
        "leads": ", ".join(dict.fromkeys(payout.reference for payout in answer.payouts)),
        "fee": words.amount(answer.fee, currency) if answer.fee is not None else "",
        "state": "" if answer.outcome is not InvoiceOutcome.ALREADY else "; ".join(_state(payout, words) for payout in answer.payouts),
    }
    yield from ((words.say("invoice_rows", name), (text,)) for name, text in read.items() if text)


def _state(payout: Payout, words: Words) -> str:
    facts = {
        "amount": "" if payout.amount is None else words.amount(payout.amount, payout.currency),
        "due": words.day(payout.due_on) if payout.due_on else "",
    }
    return words.say("payouts", payout.state.value, facts)


def _fault(fault: Step, answer: InvoiceAnswer, words: Words) -> str:
    currency = answer.invoice.currency or _currency(answer)
    return words.say("invoice_faults", fault.code, {name: _shown(name, value, currency, words) for name, value in fault.values})


def _shown(name: str, value: StepValue, currency: str, words: Words) -> str:
    if name == "rate" and isinstance(value, Decimal):
        return words.number(value * 100)
    if isinstance(value, Decimal):
        return words.amount(value, currency)
    if isinstance(value, date):
        return words.day(value)
    return spaced(str(value)) if name == "iban" else cell(str(value), 60)


def spaced(iban: str) -> str:
    """An account number in groups of four."""
    return " ".join(iban[at : at + 4] for at in range(0, min(len(iban), 40), 4))


def _currency(answer: InvoiceAnswer) -> str:
    return next((payout.currency for payout in answer.payouts), answer.invoice.currency)
