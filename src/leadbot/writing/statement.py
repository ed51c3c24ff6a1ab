"""What a partner is told once a program is settled: what was paid, what was not, and why (words of the section `statement`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from leadbot.model.lead import Reference
from leadbot.model.payout import OPEN, Payout, PayoutState
from leadbot.model.program import Program
from leadbot.writing.letters import Letter
from leadbot.writing.money import payout_line
from leadbot.writing.plain import fold
from leadbot.writing.reckoning import reckoning
from leadbot.writing.words import Words

_SECTION = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledLead:
    """A lead with what has come of it."""

    reference: Reference
    client: str
    payouts: tuple[Payout, ...]


def statement(leads: Sequence[SettledLead], currency: str, due: date, program: Program, words: Words) -> Letter:
    """The sums in that currency, then each lead with its payouts and their reckoning; `due`: the last day of payment."""
    title = program.title.get(words.language) or program.title.get(program.language) or program.id
    more = f" +{len(leads) - 1}" if len(leads) > 1 else ""
    facts = {"title": title, "due": words.day(due), "tag": f"[{leads[0].reference}{more}]"}
    rows = [(" – ".join(filter(None, (lead.reference, fold(lead.client, 80)))), _lines(lead, program, words)) for lead in leads]
    return Letter(
        subject=words.say(_SECTION, "subject", facts),
        sentences=(words.say(_SECTION, "sentence", facts),),
        rows=[*_sums([payout for lead in leads for payout in lead.payouts], currency, facts, words), *rows],
        closing=(words.say(_SECTION, "closing"),),
    )


def _sums(payouts: Sequence[Payout], currency: str, facts: dict[str, str], words: Words) -> list[tuple[str, tuple[str, ...]]]:
    """What was paid, and what is still to come, where anything is."""
    nothing = Decimal(0)
    rests = [(payout.state, payout.rest or nothing) for payout in payouts if payout.state in OPEN]
    sums = {
        "paid": sum((payout.paid for payout in payouts), nothing),
        "due": sum((rest for state, rest in rests if state is not PayoutState.HELD), nothing),
        "held": sum((rest for state, rest in rests if state is PayoutState.HELD), nothing),
    }
    return [
        (words.say(_SECTION, sort, facts), (words.amount(amount, currency),)) for sort, amount in sums.items() if amount or sort == "paid"
    ]


def _lines(lead: SettledLead, program: Program, words: Words) -> tuple[str, ...]:
    known = [payout for payout in lead.payouts if payout.state is not PayoutState.ESTIMATED]
    if not known:
        return (words.say(_SECTION, "no-sale"),)
    how = (line for payout in known for line in reckoning(payout, program, words))
    return (*(payout_line(payout, words) for payout in known), *how)
