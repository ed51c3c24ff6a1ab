"""Gates that a program sets before payouts of a plan (kinds `price_list` and `yearly_tiers`)."""

from collections.abc import Mapping
from dataclasses import replace

from leadbot.lifecycle.payouts.amounts import NOTHING
from leadbot.lifecycle.payouts.our_payments import held
from leadbot.model.payout import Payout, PayoutState, step


def past_gates(payout: Payout, answers: Mapping[str, bool | None]) -> Payout:
    """The payout, held at the gates of which nobody has said anything, refused at one that staff refused."""
    refused = tuple(sorted(gate for gate, passed in answers.items() if passed is False))
    if refused:
        why = tuple(step("gate-refused", gate=gate) for gate in refused)
        steps = (*payout.steps, *why)
        return replace(payout, state=PayoutState.REFUSED, rate=None, cap=None, amount=NOTHING, reasons=refused, steps=steps)
    waiting = [gate for gate, passed in answers.items() if passed is None]
    return held(payout, *waiting) if waiting else payout
