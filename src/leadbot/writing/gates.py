"""What staff are asked before money goes out (section `gates`), in the program's language."""

from leadbot.model.payout import GATE, Overpayment, Payout
from leadbot.model.program import Program
from leadbot.writing.invoice_mails import spaced
from leadbot.writing.plain import fold
from leadbot.writing.templates import Templates
from leadbot.writing.values import readable_phone
from leadbot.writing.words import OTHER, Words

_SECTION = "gates"


def account_asked(iban: str, by: str, partner: str, phone: str, program: Program, templates: Templates) -> str:
    """Whether the account is the partner's; `phone` is the number known of it, or empty."""
    facts = {"iban": spaced(iban), "by": fold(by, 120), "partner": fold(partner, 120), "phone": readable_phone(phone) if phone else ""}
    return _words(program, templates).say(_SECTION, "bank-account", facts)


def payment_asked(payout: Payout, program: Program, templates: Templates) -> str:
    """Whether the payout may be paid."""
    words = _words(program, templates)
    return words.say(_SECTION, "payment", _facts(payout, words))


def invoice_above(payout: Payout, program: Program, templates: Templates) -> str:
    """That an invoice asks for more than the fee."""
    words = _words(program, templates)
    asked = next((value for step in payout.steps if step.code == "partner-invoice" for name, value in step.values if name == "amount"), "")
    return words.say(_SECTION, "invoice-above", _facts(payout, words) | {"net": str(asked)})


def gate_asked(payout: Payout, gate: str, program: Program, templates: Templates) -> str:
    """What a gate of the program asks before the payout may go on; one that the language does not know is named by its id."""
    words = _words(program, templates)
    known = f"open.{gate.removeprefix(GATE)}"
    key = known if words.has(_SECTION, known) else f"open.{OTHER}"
    return words.say(_SECTION, key, _facts(payout, words) | {"gate": gate.removeprefix(GATE)})


def overpaid_asked(over: Overpayment, program: Program, templates: Templates) -> str:
    """What becomes of money that a partner got beyond what is due."""
    words = _words(program, templates)
    sums = {"amount": over.amount, "paid": over.paid, "due": over.paid - over.amount}
    facts = {name: words.amount(value, over.currency) for name, value in sums.items()}
    return words.say(_SECTION, "overpaid", facts | {"partner": fold(over.partner, 120), "reference": over.reference})


def _facts(payout: Payout, words: Words) -> dict[str, str]:
    return {
        "amount": words.amount(payout.rest, payout.currency) if payout.rest is not None else "",
        "paid": words.amount(payout.paid, payout.currency) if payout.paid else "",
        "partner": fold(payout.partner, 120),
        "number": fold(payout.invoice, 60),
        "due": words.day(payout.due_on) if payout.due_on else "",
        "iban": spaced(payout.account),
    }


def _words(program: Program, templates: Templates) -> Words:
    return templates.words(templates.language(program.language, *program.fallback_languages))
