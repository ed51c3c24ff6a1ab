"""What a lead may come to, and what it has earned, as its partner is told it."""

from datetime import date

from leadbot.model.outgoing import JudgedLead
from leadbot.model.payout import GATE, OPEN, Payout, PayoutState
from leadbot.model.payout_plans import PayoutPlan, Period
from leadbot.model.program import Program
from leadbot.model.rules import Window
from leadbot.writing.reckoning import reckoning
from leadbot.writing.words import Words

Rows = tuple[tuple[str, tuple[str, ...]], ...]


def money_rows(lead: JudgedLead, program: Program, words: Words) -> Rows:
    """Until when the client may accept, and what the lead has earned, as far as anybody can tell."""
    if not words.has("headings", "payout"):
        return ()
    told = [payout for payout in lead.payouts if payout.amount is not None or payout.state in OPEN]
    lines = [payout_line(payout, words) for payout in told]
    how = tuple(line for payout in told for line in reckoning(payout, program, words))
    protected = ((words.say("headings", "protected"), (words.weekday(lead.protected_until),)),) if lead.protected_until else ()
    if not lines:
        return protected
    return (*protected, (words.say("headings", "payout"), tuple(lines)), (words.say("paid", "reckoning"), how))


def payout_line(payout: Payout, words: Words) -> str:
    """How one payout stands: `660,00 EUR – in check: the agreement is not signed by both sides yet`."""
    facts = {
        "amount": "" if payout.open_sum is None else words.amount(payout.open_sum, payout.currency),
        "due": words.day(payout.due_on) if payout.due_on else "",
        "why": _why(payout, words),
    }
    return words.say("payouts", payout.state.value, facts)


def _why(payout: Payout, words: Words) -> str:
    """What holds it, or why nothing is due, as far as a partner is told."""
    codes = (reason.removeprefix(GATE) for reason in payout.reasons)
    told = [words.say("payout_reasons", code) for code in codes if words.has("payout_reasons", code)]
    return "; ".join(dict.fromkeys(told))


def estimate(lead: JudgedLead, program: Program, words: Words) -> tuple[str, ...]:
    """What a confirmed lead may come to, called an estimate, as long as nobody knows better."""
    found = None if any(payout.state is not PayoutState.ESTIMATED for payout in lead.payouts) else lead.estimate
    plan = next((plan for plan in program.payouts if found is not None and plan.id == found.rule), None)
    if found is None or plan is None or not words.has("estimates", plan.kind):
        return ()
    facts = {
        "amount": "" if found.amount is None else words.amount(found.amount, found.currency),
        "rate": "" if found.rate is None else words.number(found.rate * 100),
        "months": getattr(plan, "months", ""),
        "due": words.day(due) if (due := found.due_on or _last_payday(plan)) else "",
        "last": words.day(last) if (last := _last_sale(plan, program)) else "",
    }
    return (words.say("estimates", plan.kind, facts),)


def _last_sale(plan: PayoutPlan, program: Program) -> date | None:
    """The last day of sales that count, where the plan has a window."""
    window = getattr(plan, "window", "")
    return next((rule.last for rule in program.rules if isinstance(rule, Window) and rule.id == window), None)


def _last_payday(plan: PayoutPlan) -> date | None:
    """Of a plan that settles in certain months."""
    settlement = getattr(plan, "settlement", None)
    return settlement.last if isinstance(settlement, Period) else None
