"""Money due to a partner for a deal, with everything that explains it."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from leadbot.model.deals import Sale
from leadbot.model.lead import Reference


class PayoutState(StrEnum):
    """Where a payout stands (docs/architecture.md has the drawing)."""

    ESTIMATED = "estimated"
    EARNED = "earned"
    """Due, nothing asked yet."""
    HELD = "held"
    """A gate of the reasons is open."""
    INVOICE_ASKED = "invoice-asked"
    INVOICED = "invoiced"
    APPROVED = "approved"
    PAID = "paid"
    FORFEITED = "forfeited"
    REFUSED = "refused"


OPEN = (PayoutState.EARNED, PayoutState.HELD, PayoutState.INVOICE_ASKED, PayoutState.INVOICED, PayoutState.APPROVED)
"""States in which the partner has money to come."""

MONTHLY_CAP = "monthly-cap"
BEFORE_REGISTRATION = "sale-before-registration"
OUTSIDE_WINDOW = "sale-outside-window"
OUTSIDE_MONTHS = "outside-six-months"
FUTURE_PROJECT = "future-project"
REOPENED_JOB = "reopened-job"
ACCEPTED_LATE = "accepted-late"
CLIENT_UNPAID = "client-unpaid"
AMOUNT_DIFFERS = "invoice-amount-differs"
PARTNER_BANNED = "partner-banned"
GATE = "gate:"
BANK_ACCOUNT = "gate:bank-account"
"""Nobody but who named it says that the bank account is the partner's."""
PAYMENT = "gate:payment"
"""Staff refused to pay, or have to say whether the rest of what a payment has paid in part is paid."""
OVERPAID = "gate:overpaid"
"""More was paid to the partner than is due, and nobody has said what becomes of it."""
ADMISSION_UNKNOWN = "gate:admission-date"
REQUEST_BOUNCED = "invoice-request-bounced"
"""A warning: every mail that asked for the invoice came back."""

StepValue = Decimal | int | date | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the reckoning, as data that texts are made of."""

    code: str
    """What the step says, such as `share` or `deadline`; each has its sentence in every language."""
    values: tuple[tuple[str, StepValue], ...] = ()
    """What stands in that sentence, by name."""


def step(code: str, **values: StepValue) -> Step:
    """A step with these values."""
    return Step(code=code, values=tuple(values.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """One payout, or why there is none."""

    reference: Reference
    partner: str
    """Its name."""
    rule: str
    """The id of the plan it follows, with the part of it."""
    currency: str
    base: Decimal | None
    """What the percentage is taken from, before any cap; None where there is none."""
    rate: Decimal | None
    """A decimal fraction, before any cap; None where rows have different ones, and where there is none."""
    cap: Decimal | None
    """The money at which a cap cuts; None where nothing is cut."""
    amount: Decimal | None
    """What the partner gets, or will get once the state allows; None where nobody can tell yet."""
    due_on: date | None
    state: PayoutState
    reasons: tuple[str, ...] = ()
    """Sorted."""
    steps: tuple[Step, ...] = ()
    """How it comes about."""
    warnings: tuple[str, ...] = ()
    """What partner and staff are told besides."""
    period: str = ""
    """Of a plan that pays by quarters: `2026-Q3`."""
    invoice: str = ""
    """The number of the partner's invoice for it."""
    vat: Decimal | None = None
    """What that invoice asks for besides the amount."""
    account: str = ""
    """The IBAN to which it is paid, compact; empty where none is known."""
    paid: Decimal = Decimal("0.00")
    """What was paid of it already, without VAT: never more than the amount."""
    overpaid: Decimal = Decimal("0.00")
    """What was paid besides, without VAT."""

    @property
    def rest(self) -> Decimal | None:
        """What is still to be paid of it, without VAT."""
        return None if self.amount is None else self.amount - self.paid

    @property
    def open_sum(self) -> Decimal | None:
        """What is shown of it: the rest while money is to come, else the amount."""
        return self.rest if self.state in OPEN else self.amount

    @property
    def transfer(self) -> Decimal | None:
        """What the partner is still to be sent: the rest, with its share of the VAT that the invoice asks for."""
        return None if self.rest is None else self.rest + self.vat_of(self.rest)

    def vat_of(self, part: Decimal) -> Decimal:
        """The share that a part of the amount has in the VAT, to the cent."""
        if not self.vat or not self.amount or part == self.amount:
            return self.vat or Decimal("0.00")
        return (self.vat * part / self.amount).quantize(Decimal("0.01"), ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One transfer to a partner: of all that one invoice of its is for, else of all that falls due on one day."""

    payee: str
    iban: str
    """Compact; empty where no account of the partner is known."""
    net: Decimal
    vat: Decimal
    """What the partner's invoice asks for besides."""
    currency: str
    invoice: str
    """The number of the partner's invoice; empty where there is none."""
    due_on: date | None
    references: tuple[Reference, ...]
    """Sorted."""
    parts: tuple[tuple[Reference, Decimal], ...] = ()
    """What each of them gets of the net sum: what to mark as paid."""

    @property
    def amount(self) -> Decimal:
        """What is sent."""
        return self.net + self.vat


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseSale:
    """A row of the sales report that staff must look at."""

    sale: Sale
    reason: str
    """`no-lead`, `no-rate`, `other-currency`, `negative`, `cancelled`, `before-admission`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overpayment:
    """More money than a lead's payouts come to, without VAT. Nothing takes it off anything else: a person decides."""

    reference: Reference
    partner: str
    currency: str
    amount: Decimal
    """What is too much."""
    paid: Decimal
    """In all, less what came back."""
    stays: bool = False
    """Staff have said that it stays with the partner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """All payouts of a program at one moment."""

    payouts: tuple[Payout, ...] = ()
    loose: tuple[LooseSale, ...] = ()
    without_sale: tuple[Reference, ...] = ()
    """Confirmed leads of which the sales report knows nothing, where a plan goes by that report."""
    overpaid: tuple[Overpayment, ...] = ()
