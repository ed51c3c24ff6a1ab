"""Sums of money and shares of them."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


def cents(amount: Decimal) -> Decimal:
    """Rounded half up to the cent."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def plain(amount: Decimal) -> Decimal:
    """Unrounded, with two decimals where it has no more."""
    rounded = cents(amount)
    return rounded if rounded == amount else amount.normalize()


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum with two decimals."""
    return sum(amounts, NOTHING)


def the_only(rates: Iterable[Decimal]) -> Decimal | None:
    """The one rate that all have; None where they differ, or there is none."""
    different = set(rates)
    return different.pop() if len(different) == 1 else None
