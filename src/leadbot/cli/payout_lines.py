"""How a payout comes about, in English, for staff."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from leadbot.model.payout import Payout, Step, StepValue

SENTENCES: Mapping[str, str] = {
    "accepted-late": "the client accepted on {on}, after {limit}",
    "asked": "asked for the partner's invoice on {on}; it is in time until {until}",
    "band": "{licences} licences, band up to {up_to}",
    "band-above": "{licences} licences, highest band",
    "bonus": "bonus for a new partner's first paid deal: {amount}",
    "client-invoice": "invoice {number} of {on}: {amount}",
    "client-paid": "{amount} paid on {on}, invoice {number}",
    "client-unpaid": "{amount} of invoice {number} is open",
    "collected": "{amount} of {invoiced} secured on {on} after collection, invoice {number}; costs {costs}",
    "counted": "only {counted} of {licences} licences count",
    "discount": "{rate} x {base} = {amount}, on the invoice itself",
    "entered": "{amount} entered by staff on {on}",
    "estimated": "an estimate; the sum is known once the sale is reported",
    "estimated-rate": "an estimate: {rate} of what is sold",
    "fee": "{rate} x {base} = {amount}",
    "forfeited": "no invoice came in time: {amount} is forfeited",
    "fully-paid": "paid in full by the client on {on}",
    "gate-refused": "staff refused {gate}",
    "highest": "the tier says {tier}, never above {rate}: {rate} x {base} = {amount}",
    "later-contract": "of a later contract, accepted on {on}, that no document covers",
    "left-out": "{product} is no subscription: {amount} left out",
    "month": "deal {number} of this partner in the month of {on}; {most} are paid",
    "months": "invoices count that are dated before {limit}, {months} months after the first",
    "moved": "goes with the next payment by staff's word of {on}: due {due}",
    "no-price": "no price for {product}, {term} months: staff enter the amount",
    "not-invoiced": "nothing is invoiced to the client yet",
    "paid": "paid to the partner on {on}",
    "paid-part": "{amount} of it paid, last on {on}; {rest} to come",
    "partner-invoice": "the partner's invoice {number} came on {on}: {amount}",
    "pool": "the pool of {pool} is used up: {used} by earlier deals, {wanted} wanted",
    "price": "{product}, {term} months: {quantity} x {each} = {amount}",
    "quarter": "quarter {quarter} ends on {ends}, + {days} days = {due}",
    "received": "the lead was received on {on}",
    "reopened": "the job was reopened on {on}",
    "share": "{product} {billing}: {rate} x {base} = {amount}",
    "share-of-counted": "{product} {billing}: {rate} x {base} x {counted} / {licences} = {amount}",
    "sold": "{product} sold on {on}: {base}",
    "subscription": "{product}: {amount}",
    "sum": "together {amount}",
    "tier": "{rate} x {base} = {amount}",
    "window": "the window runs from {first} to {last}",
    "year": "year from {first}: volume {volume} {currency}, tier {rate}",
}
"""What each step says; `{name}` stands for its value of that name."""


def payout_row(payout: Payout) -> dict[str, Any]:
    """A payout as a JSON object: money and rates are text with their decimals."""
    return {
        "reference": payout.reference,
        "partner": payout.partner,
        "base": _money(payout.base),
        "rate": None if payout.rate is None else str(payout.rate),
        "cap": _money(payout.cap),
        "amount": _money(payout.amount),
        "currency": payout.currency,
        "due_on": None if payout.due_on is None else payout.due_on.isoformat(),
        "state": payout.state.value,
        "reasons": list(payout.reasons),
        "rule": payout.rule,
    }


def payout_lines(payout: Payout) -> Iterator[str]:
    """A payout as staff read it: one line, and one for each step of its reckoning."""
    amount = "amount not known" if payout.amount is None else f"{_money(payout.amount)} {payout.currency}"
    due = f", due {payout.due_on}" if payout.due_on else ""
    notes = " ".join((*payout.reasons, *payout.warnings))
    yield f"{payout.reference}  {payout.partner}  {amount}  {payout.state}{due}  {notes}".rstrip() + f"  [{payout.rule}]"
    yield from (f"    {step_line(step)}" for step in payout.steps)


def step_line(step: Step) -> str:
    """One step as a sentence."""
    return " ".join(SENTENCES[step.code].format(**{name: _shown(value) for name, value in step.values}).split())


def _shown(value: StepValue) -> str:
    if isinstance(value, Decimal):
        return f"{value:.2f}" if int(value.as_tuple().exponent) > -2 else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _money(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
