"""How a payout comes about, in the partner's language: a sentence of the section `steps` for each step of its reckoning."""

from datetime import date
from decimal import Decimal

from leadbot.model.payout import Payout, Step, StepValue
from leadbot.model.program import Program
from leadbot.writing.invoice_mails import spaced
from leadbot.writing.letters import Letter, Rows
from leadbot.writing.plain import cell, fold
from leadbot.writing.words import Words

_RATES = frozenset({"rate", "tier"})
_PAID = frozenset({"paid", "paid-part"})
"""Steps that tell what was paid."""
_OPTIONAL = frozenset({"billing"})
"""Values that a sentence can do without."""


def reckoning(payout: Payout, program: Program, words: Words, *, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The sentences, but for steps of these codes. Nothing of other partners stands in them."""
    return tuple(sentence_of(step, payout.currency, program, words) for step in payout.steps if step.code not in without)


def sentence_of(step: Step, currency: str, program: Program, words: Words) -> str:
    """One step as a sentence; sums in that currency, unless the step names another."""
    values = dict(step.values)
    own = str(values.get("currency", "")) or currency
    shown = {name: _shown(name, value, own, program, words) for name, value in values.items()}
    return words.say("steps", step.code, {name: text or ("" if name in _OPTIONAL else "–") for name, text in shown.items()})


def payment_notice(payouts: tuple[tuple[Payout, Decimal], ...], client: str, program: Program, words: Words) -> Letter:
    """What was paid of these payouts of one lead since a sum of each was told, with its rule, base, rate, cap, days and reckoning."""
    first = payouts[0][0]
    sent = sum(((payout.paid - before) + payout.vat_of(payout.paid - before) for payout, before in payouts), Decimal(0))
    facts = {"amount": words.amount(sent, first.currency), "reference": first.reference, "client": fold(client, 200)}
    rows = [row for payout, before in payouts for row in _rows(payout, before, program, words)]
    return Letter(sentences=(words.say("paid", "sentence", facts), words.say("paid", "how")), rows=rows)


def _rows(payout: Payout, before: Decimal, program: Program, words: Words) -> Rows:
    now = payout.paid - before
    is_whole = now == payout.amount
    money = {
        "amount": now,
        "whole": None if is_whole else payout.amount,
        "before": before or None,
        "rest": payout.rest or None,
        "base": payout.base,
        "cap": payout.cap,
    }
    shown = {name: words.amount(value, payout.currency) if value is not None else "" for name, value in money.items()}
    days = (step.values for step in payout.steps if step.code in _PAID)
    paid_on = next((value for values in days for _, value in values if isinstance(value, date)), None)
    plan = next((plan for plan in program.payouts if plan.id == payout.rule.partition(".")[0]), None)
    texts = {
        **{name: shown[name] for name in ("amount", "whole", "before", "rest")},
        "rule": words.say("paid", f"rule.{plan.kind}") if plan and payout.base is not None else "",
        "base": shown["base"],
        "rate": words.say("paid", "percent", {"rate": words.number(payout.rate * 100)}) if payout.rate is not None else "",
        "cap": shown["cap"],
        "due": words.day(payout.due_on) if payout.due_on else "",
        "paid_on": words.day(paid_on) if paid_on else "",
        "account": spaced(payout.account),
        "invoice": cell(payout.invoice, 60),
    }
    told = [(words.say("paid", name), (text,)) for name, text in texts.items() if text]
    if payout.vat:
        told.insert(1, (words.say("invoice_rows", "vat"), (words.amount(payout.vat_of(now), payout.currency),)))
    return [*told, (words.say("paid", "reckoning"), reckoning(payout, program, words, without=_PAID))]


def _shown(name: str, value: StepValue, currency: str, program: Program, words: Words) -> str:
    if isinstance(value, Decimal):
        return words.number(value * 100) if name in _RATES else words.amount(value, currency)
    if isinstance(value, date):
        return words.day(value)
    text = fold(str(value), 120)
    if name == "product":
        title = program.catalogue.title(text, words.language)
        known = program.catalogue.product(text) or program.catalogue.family_of(text)
        return title if known else words.say("quotes", "value", {"value": title})
    if name == "billing" and words.has("values", f"billing.{text}"):
        return words.say("values", f"billing.{text}")
    return text
