"""Payout plans that can't be meant are told with their place and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leadbot.model.errors import ConfigurationError, Problem
from leadbot.programs import load_program

PROGRAMS = Path(__file__).parents[3] / "config" / "programs"
Edited = Callable[[str, str, str], list[Problem]]


@pytest.fixture
def problems(tmp_path: Path) -> Edited:
    """The problems of a shipped file after one replacement below its `payouts:`."""

    def edit(program: str, old: str, new: str) -> list[Problem]:
        head, key, plans = (PROGRAMS / f"{program}.yaml").read_text("utf-8").partition("\npayouts:")
        assert old in plans
        path = tmp_path / "edited.yaml"
        path.write_text(head + key + plans.replace(old, new, 1), "utf-8")
        try:
            load_program(str(path), [], {})
        except ConfigurationError as error:
            return list(error.problems)
        return []

    return edit


BANDS, INVOICES, PRICES, TIERS, SHARE = (
    "promise-generuj-leady",
    "ibas-ontrack",
    "also-waas",
    "infomaniak-partner",
    "infor-referral",
)


@pytest.mark.parametrize(
    ("program", "old", "new", "where", "message"),
    [
        (BANDS, "window: window", "window: windows", "payouts[0].window", "kind `window`"),
        (BANDS, "rule: budget", "rule: pool", "payouts[0].pool.rule", "kind `budget`"),
        (BANDS, "currency: PLN", "currency: EUR", "payouts[0].pool.rule", "currency EUR"),
        (BANDS, "last: 2027-02-28", "last: 2026-02-28", "payouts[0].settlement.last", "ends before it begins"),
        (BANDS, "office-365: 0.15", "office-356: 0.15", "payouts[0].bands[0].rates.annual.office-356", "family is unknown"),
        (BANDS, "microsoft-365: 0.20", "microsoft-365: 20", "payouts[0].bands[0].rates.annual.microsoft-365", "decimal fraction"),
        (BANDS, "up_to: 250 ", "up_to: 0 ", "payouts[0].bands[0].up_to", "at least 1"),
        (BANDS, "- rate: 0.02", "- up_to: 200\n        rate: 0.02", "payouts[0].bands", "bands ascend"),
        (BANDS, "- rate: 0.02", "- up_to: 500", "payouts[0].bands[1]", "either `rate` or `rates`"),
        (BANDS, "amount: 365.00", "amount: 0", "payouts[0].bonus.amount", "above 0"),
        (BANDS, "earlier: earlier-partners", "earlier: old-partners", "payouts[0].bonus.earlier", "list is unknown"),
        (BANDS, '"gate:new-partner"', "new-partner", "payouts[0].bonus.gate", "begins with `gate:`"),
        (BANDS, "removed: banned-partners", "removed: baned-partners", "payouts[0].removed", "list is unknown"),
        (BANDS, "deals_a_month", "deals_per_month", "payouts[0].deals_per_month", "key is unknown"),
        (BANDS, "kind: volume_bands", "kind: volume_band", "payouts[0].kind", "unknown kind"),
        (INVOICES, "deal.option: [referral]", "deal.option: [referal]", "payouts[0].where.deal.option", "never has this value"),
        (INVOICES, "months: 6", "months: 0", "payouts[0].months", "at least 1"),
        (INVOICES, "id: resale-discount", "id: referral-fee", "payouts[1].id", "stands there already"),
        (PRICES, "by: deal.type", "by: deal.sort", "payouts[0].by", "field is unknown"),
        (PRICES, "renewal: [", "renewed: [", "payouts[0].gates.renewed", "never has this value"),
        (PRICES, "custom-bundle", "custom-bundel", "payouts[0].by_hand[0]", "product is unknown"),
        (TIERS, "least: 5000.00", "least: 0.00", "payouts[0].tiers.CHF", "tiers ascend"),
        (TIERS, "highest_rate: 0.35", "highest_rate: 35", "payouts[0].highest_rate", "decimal fraction"),
        (SHARE, "infor-m3", "infor-m4", "payouts[0].products[1]", "product is unknown"),
        (SHARE, "currency: EUR", "currency: euro", "payouts[0].currency", "three capital letters"),
    ],
)
def test_a_plan_that_cannot_be_meant(problems: Edited, program: str, old: str, new: str, where: str, message: str) -> None:
    found = problems(program, old, new)

    assert [(problem.where, message in problem.message, bool(problem.remedy)) for problem in found if "samples" not in problem.where] == [
        (where, True, True)
    ]
