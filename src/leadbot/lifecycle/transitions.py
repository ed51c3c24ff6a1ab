"""Every way from one state to another, with its reason: docs/architecture.md draws these tables, tests hold code and drawing to them."""

from dataclasses import dataclass

from leadbot.model.lead import LeadState
from leadbot.model.payout import PayoutState

START = "[*]"
"""Where a lead or payout comes from that was not there before."""
JUDGED = "judged"
"""Any of the states that a judgement leads to."""
JUDGED_STATES = (LeadState.INCOMPLETE, LeadState.IN_REVIEW, LeadState.CONFIRMED, LeadState.REJECTED, LeadState.IN_LINE)


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow."""

    before: str
    """A state, START or JUDGED."""
    after: str
    """A state or JUDGED."""
    why: str


LEAD_MOVES = (
    Move(START, JUDGED, "a mail registers it, or an admitted applicant brings it along"),
    Move(JUDGED, JUDGED, "new data, an answer of staff or the fate of another lead has it judged anew"),
    Move(LeadState.INCOMPLETE, LeadState.LAPSED, "its data did not come within its place's business days"),
    Move(LeadState.LAPSED, JUDGED, "one mail revives it, or had come in time"),
    Move(LeadState.INCOMPLETE, LeadState.WITHDRAWN, "its partner took it back"),
    Move(LeadState.IN_REVIEW, LeadState.WITHDRAWN, "its partner took it back"),
    Move(LeadState.CONFIRMED, LeadState.WITHDRAWN, "its partner took it back"),
    Move(LeadState.IN_LINE, LeadState.WITHDRAWN, "its partner took it back"),
    Move(LeadState.WITHDRAWN, JUDGED, "its partner sends new data, or staff reopen it"),
    Move(LeadState.CONFIRMED, LeadState.WON, "a won event, or the client accepted in time"),
    Move(LeadState.CONFIRMED, LeadState.LOST, "a lost event"),
    Move(LeadState.CONFIRMED, LeadState.EXPIRED, "the client did not accept in the days that the plan gives"),
    Move(LeadState.WON, LeadState.LOST, "a later lost event"),
    Move(LeadState.LOST, LeadState.WON, "a later won event"),
    Move(LeadState.EXPIRED, LeadState.CONFIRMED, "staff passed gate:late-acceptance, or granted more time"),
    Move(LeadState.EXPIRED, LeadState.WON, "a won event, or staff take a late acceptance"),
    Move(LeadState.EXPIRED, LeadState.LOST, "a lost event"),
    Move(LeadState.WON, LeadState.EXPIRED, "staff no longer take its late acceptance"),
    Move(LeadState.LOST, LeadState.EXPIRED, "its time is over and nobody says lost any more"),
    Move(LeadState.WON, JUDGED, "staff reopen or correct it"),
    Move(LeadState.LOST, JUDGED, "its partner sends new data, or staff reopen it"),
    Move(LeadState.EXPIRED, JUDGED, "its partner sends new data, or staff reopen it"),
    Move(LeadState.IN_REVIEW, LeadState.WON, "staff approved what had been won"),
    Move(LeadState.IN_REVIEW, LeadState.LOST, "staff approved what had been lost"),
    Move(LeadState.IN_REVIEW, LeadState.EXPIRED, "staff approved what had expired"),
)

PAYOUT_MOVES = (
    Move(START, PayoutState.ESTIMATED, "confirmed, or sold and the client has not paid in full"),
    Move(START, PayoutState.EARNED, "sold, paid or invoiced, as the plan asks"),
    Move(START, PayoutState.HELD, "earned, and a gate is open"),
    Move(START, PayoutState.REFUSED, "nothing is due; the reasons say why"),
    Move(PayoutState.ESTIMATED, PayoutState.EARNED, "sold, paid or invoiced, as the plan asks"),
    Move(PayoutState.ESTIMATED, PayoutState.HELD, "earned, and a gate is open"),
    Move(PayoutState.ESTIMATED, PayoutState.REFUSED, "nothing is due; the reasons say why"),
    Move(PayoutState.EARNED, PayoutState.HELD, "a gate is open, the pool is crossed, the partner is removed"),
    Move(PayoutState.HELD, PayoutState.EARNED, "the gate is passed"),
    Move(PayoutState.HELD, PayoutState.REFUSED, "staff refuse the gate"),
    Move(PayoutState.EARNED, PayoutState.INVOICE_ASKED, "the quarter is over and our request was delivered"),
    Move(PayoutState.EARNED, PayoutState.INVOICED, "a right invoice came before our request was delivered"),
    Move(PayoutState.INVOICE_ASKED, PayoutState.INVOICED, "a right invoice came in time, or after a faulty one in time"),
    Move(PayoutState.INVOICE_ASKED, PayoutState.HELD, "the invoice asks for more than the fee, or names an account that nobody confirmed"),
    Move(PayoutState.INVOICE_ASKED, PayoutState.FORFEITED, "six months without an invoice or a payment"),
    Move(PayoutState.INVOICED, PayoutState.HELD, "it asks for more than the fee, or names a bank account that nobody confirmed"),
    Move(PayoutState.HELD, PayoutState.INVOICED, "a right invoice came, or the account is confirmed"),
    Move(PayoutState.EARNED, PayoutState.APPROVED, "staff release it, where the plan asks for that"),
    Move(PayoutState.INVOICED, PayoutState.APPROVED, "staff release it, where the plan asks for that"),
    Move(PayoutState.HELD, PayoutState.APPROVED, "staff release it after all, or its gate is passed"),
    Move(PayoutState.APPROVED, PayoutState.HELD, "a gate is open, or staff take their release back"),
    Move(PayoutState.APPROVED, PayoutState.EARNED, "its sum has changed since it was released"),
    Move(PayoutState.EARNED, PayoutState.PAID, "a paid event covers it"),
    Move(PayoutState.HELD, PayoutState.PAID, "a paid event covers it"),
    Move(PayoutState.INVOICE_ASKED, PayoutState.PAID, "a paid event covers it"),
    Move(PayoutState.INVOICED, PayoutState.PAID, "a paid event covers it"),
    Move(PayoutState.APPROVED, PayoutState.PAID, "a paid event covers it"),
    Move(PayoutState.PAID, PayoutState.EARNED, "it has grown since: its rest is to be paid"),
    Move(PayoutState.PAID, PayoutState.HELD, "it has grown since, and a gate is open"),
    Move(PayoutState.PAID, PayoutState.INVOICED, "a further invoice is for its rest"),
    Move(PayoutState.PAID, PayoutState.REFUSED, "an older deal takes its place: staff hear that too much was paid"),
)


def is_lead_move(before: LeadState | None, after: LeadState) -> bool:
    """Whether a lead may go from that state (None: from nowhere) to the other; staying is no move."""
    return before is after or any(_covers(move.before, before) and _covers(move.after, after) for move in LEAD_MOVES)


def is_payout_move(before: PayoutState | None, after: PayoutState) -> bool:
    """The same of payouts."""
    named = START if before is None else before.value
    return before is after or any((move.before, move.after) == (named, after.value) for move in PAYOUT_MOVES)


def _covers(named: str, state: LeadState | None) -> bool:
    if state is None:
        return named == START
    return named == state.value or (named == JUDGED and state in JUDGED_STATES)
