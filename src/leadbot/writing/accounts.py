"""What a partner's second contact is asked and told of a bank account, and what staff are asked (sections `accounts` and `gates`)."""

from leadbot.writing.invoice_mails import spaced
from leadbot.writing.letters import Letter
from leadbot.writing.plain import fold
from leadbot.writing.words import Words


def account_question(iban: str, by: str, partner: str, words: Words, *, invoiced: bool) -> Letter:
    """Whether the account is the partner's; `by` named it, on an invoice or in a mail alone."""
    facts = {"iban": spaced(iban), "by": fold(by, 120), "partner": fold(partner, 120) or "–"}
    return Letter(sentences=(words.say("accounts", "question" if invoiced else "named", facts), words.say("accounts", "how", facts)))


def account_confirmed(iban: str, words: Words) -> Letter:
    """Thanks for a yes."""
    return Letter(sentences=(words.say("accounts", "confirmed", {"iban": spaced(iban)}),))


def account_noted(iban: str, words: Words) -> Letter:
    """That an account which a partner named in a mail is known, and not yet confirmed."""
    return Letter(sentences=(words.say("accounts", "noted", {"iban": spaced(iban)}),))
