"""The closed set of kinds of payout plan. A plan's parameters stand in the program file; `lifecycle.payouts` has one room a kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan(_Part):
    id: str
    """Unique in its program; shown as the payout's `rule`."""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Fields of the lead that hold one of these values, defaults included; empty: every lead."""
    approval: bool = False
    """Whether staff release each payout before it is paid."""
    removed: str | None = None
    """An exclusion list of partners: open payouts of who is on it are held, paid ones kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(_Part):
    """Whole days in the calendar's zone, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Band(_Part):
    """The rates of deals of so many licences."""

    up_to: int | None = None
    """The most licences of a deal in this band; None: any number."""
    rate: Decimal | None = None
    """One rate for every row; None: `rates` say it."""
    rates: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    """By billing (`annual`, `monthly`), then by product family."""

    def rate_of(self, billing: str | None, family: str) -> Decimal | None:
        """The decimal fraction of a row's annual value; None where the band knows none."""
        return self.rate if self.rate is not None else self.rates.get(billing or "", {}).get(family)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(_Part):
    """How many licences of a deal count; of a larger one each row counts by that share."""

    licences: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus(_Part):
    """What a partner new to the programme gets once, with its first paid deal."""

    amount: Decimal
    earlier: str
    """The list of partners of earlier editions."""
    gate: str
    """What holds the bonus while that list is not in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool(_Part):
    """The funds that all payouts of the plan are taken from."""

    rule: str
    """The id of the rule of kind `budget` that holds the amount."""
    gate: str
    """What holds the payout that crosses it, and those of later deals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeBands(_Plan):
    """A share of each sold row's annual value, by the licences of its whole deal; the sales report alone decides."""

    kind: Literal["volume_bands"] = "volume_bands"
    currency: str
    window: str
    """The id of the rule of kind `window`: sales outside it earn nothing."""
    settlement: Period
    """When partners are paid."""
    bands: tuple[Band, ...]
    """In ascending order; the first that fits decides."""
    counted: Counted | None = None
    deals_a_month: int | None = None
    """Deals of one partner that are paid, by the month of the deal's date."""
    split_days: int | None = None
    """Staff are shown two leads of one partner for one client received within so many days: a smaller deal may earn a higher rate."""
    bonus: Bonus | None = None
    pool: Pool | None = None

    def highest_rate(self) -> Decimal:
        """The highest of all bands."""
        known = [rate for band in self.bands for of in band.rates.values() for rate in of.values()]
        return max((*known, *(band.rate for band in self.bands if band.rate is not None)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidInvoiceShare(_Plan):
    """A share of what the client has paid on invoices of the project's first months, by quarter, against the partner's invoice."""

    kind: Literal["paid_invoice_share"] = "paid_invoice_share"
    currency: str
    rate: Decimal
    months: int
    """Invoices count that are dated before the project's first invoice date plus these months."""
    acceptance_days: int | None = None
    """Calendar days from receipt in which the client must accept; later, nothing is due unless staff pass `late_gate`."""
    late_gate: str = "gate:late-acceptance"
    due_days: int
    """Calendar days after the quarter of the client's payment."""
    invoice_months: int
    """Months from the delivery of our request in which the partner's invoice must come."""
    warn_days: tuple[int, ...] = (30, 7)
    """Calendar days before the end of either time on which the partner is warned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDiscount(_Plan):
    """A discount on invoices to the partner of the project's first months."""

    kind: Literal["invoice_discount"] = "invoice_discount"
    currency: str
    rate: Decimal
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures(_Part):
    """A gate that closes by itself once each of these parties has a dated `signed` event."""

    gate: str
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList(_Plan):
    """A fixed amount for each item, from an imported list, once gates are passed."""

    kind: Literal["price_list"] = "price_list"
    currency: str
    list: str
    """The imported price list."""
    by: str
    """The field (`deal.type`) whose value chooses the rows and the gates."""
    gates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By that field's value."""
    signatures: Signatures | None = None
    by_hand: tuple[str, ...] = ()
    """Products whose amount staff enter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(_Part):
    """One step of a degressive scale."""

    least: Decimal
    """The least volume of the year, itself included."""
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class YearlyTiers(_Plan):
    """A share of sales by the partner's volume of the year from its admission, which holds for all of that year."""

    kind: Literal["yearly_tiers"] = "yearly_tiers"
    tiers: Mapping[str, tuple[Tier, ...]]
    """By currency; two currencies are never added."""
    highest_rate: Decimal | None = None
    """A tier above it is cut to it."""
    minimum_a_year: Mapping[str, Decimal] = field(default_factory=dict)
    """By currency; a year that reaches none of them is followed by `warning`."""
    gates: tuple[str, ...] = ()
    """What staff pass before a lead's payout is paid."""
    warning: str = "below-minimum-volume"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionShare(_Plan):
    """A share of the first year's subscription value, once the client has paid everything that was due."""

    kind: Literal["subscription_share"] = "subscription_share"
    currency: str
    rate: Decimal
    products: tuple[str, ...]
    """What is a subscription; all else sold with it is left out."""


PayoutPlan = VolumeBands | PaidInvoiceShare | InvoiceDiscount | PriceList | YearlyTiers | SubscriptionShare
