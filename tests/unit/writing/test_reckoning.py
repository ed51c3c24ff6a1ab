"""How payouts come about, in every language."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from tests.payouts.run import read, run

from leadbot.model.lead import Reference
from leadbot.model.payout import Payout, PayoutState, Step, step
from leadbot.writing.reckoning import payment_notice, reckoning, sentence_of

from .builder import LANGUAGES, TEMPLATE_SET
from .test_shipped import shipped

ROOT = Path(__file__).parents[3]
CORE = ROOT / "src" / "leadbot" / "lifecycle" / "payouts"
FOLDERS = sorted(path.parent for path in (ROOT / "tests" / "payouts").glob("*/meta.json"))


@cache
def reached() -> tuple[tuple[str, Payout], ...]:
    """Every payout of the worked ones, with its programme."""
    return tuple((read(folder, "meta.json", {})["program"], payout) for folder in FOLDERS for payout in run(folder).payouts)


def fee() -> Payout:
    return Payout(
        reference=Reference("IO-2026-00001"),
        partner="Kumppani Oy",
        rule="referral-fee",
        currency="EUR",
        base=Decimal("4000.00"),
        rate=Decimal("0.10"),
        cap=Decimal("300.00"),
        amount=Decimal("300.00"),
        vat=Decimal("76.50"),
        due_on=date(2026, 11, 14),
        state=PayoutState.PAID,
        steps=(
            step("client-paid", number="", on=date(2026, 9, 30), amount=Decimal("4000.00")),
            step("fee", rate=Decimal("0.10"), base=Decimal("4000.00"), amount=Decimal("400.00")),
            step("paid", on=date(2026, 11, 13)),
        ),
        period="2026-Q3",
        invoice="2026-77",
        account="FI2112345600000785",
    )


def test_a_product_that_only_the_report_names_is_quoted_from_it() -> None:
    said = sentence_of(
        step("left-out", product="services", amount=Decimal("1200.00")), "EUR", shipped("infor-referral"), TEMPLATE_SET.words("fr")
    )

    assert said.startswith("« services » n’est pas un abonnement")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_has_its_sentence_in_every_language(language: str) -> None:
    used = {code for file in CORE.glob("*.py") for code in re.findall(r'\bstep\(\s*"([a-z-]+)"', file.read_text("utf-8"))}

    assert set(TEMPLATE_SET.words(language).sections["steps"]) == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_payout_of_the_worked_ones_explains_itself_with_its_amount(language: str) -> None:
    words = TEMPLATE_SET.words(language)
    for program_id, payout in reached():
        sentences = reckoning(payout, shipped(program_id), words)
        assert len(sentences) == len(payout.steps)
        assert not any("{" in sentence for sentence in sentences)
        if payout.amount and payout.state is not PayoutState.ESTIMATED:
            assert words.amount(payout.amount, payout.currency) in " ".join(sentences)


def test_sums_rates_and_days_are_said_the_languages_way() -> None:
    program, words = shipped("ibas-ontrack"), TEMPLATE_SET.words("fi")
    base = words.amount(Decimal("4000.00"), "EUR")

    assert reckoning(fee(), program, words) == (
        f"Asiakas maksoi {base} 30.9.2026 (lasku –).",
        f"10 % summasta {base} on 400,00 EUR.",
        "Maksettu teille 13.11.2026.",
    )


def test_what_other_partners_used_of_the_pool_is_not_told() -> None:
    pool = step("pool", pool=Decimal("100000.00"), used=Decimal("99000.00"), wanted=Decimal("2000.00"))
    for language in LANGUAGES:
        assert not re.search(r"\d", sentence_of(pool, "PLN", shipped("promise-generuj-leady"), TEMPLATE_SET.words(language)))


def test_products_are_called_what_the_language_calls_them() -> None:
    sold = Step(code="subscription", values=(("product", "data-recovery"), ("amount", Decimal("10.00"))))

    assert sentence_of(sold, "EUR", shipped("ibas-ontrack"), TEMPLATE_SET.words("sv")) == "Dataräddning: 10,00 EUR."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notice_of_payment_has_rule_rate_base_cap_and_days(language: str) -> None:
    words = TEMPLATE_SET.words(language)
    letter = payment_notice(((replace(fee(), paid=Decimal("300.00")), Decimal(0)),), "Asiakas Oy", shipped("ibas-ontrack"), words)
    rows = dict(letter.rows)
    told = "\n".join(line for lines in rows.values() for line in lines)

    assert words.amount(Decimal("376.50"), "EUR") in letter.sentences[0]
    assert "Asiakas Oy" in letter.sentences[0]
    for value in ("300.00", "4000.00", "76.50"):
        assert words.amount(Decimal(value), "EUR") in told
    for text in (
        words.say("paid", "percent", {"rate": "10"}),
        "2026-77",
        "FI21 1234 5600 0007 85",
        words.day(date(2026, 11, 14)),
        words.day(date(2026, 11, 13)),
    ):
        assert text in told
    assert words.say("paid", "rule.paid_invoice_share") in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_further_payment_tells_what_was_paid_before_and_what_is_still_to_come(language: str) -> None:
    words = TEMPLATE_SET.words(language)
    letter = payment_notice(((replace(fee(), paid=Decimal("200.00")), Decimal("120.00")),), "", shipped("ibas-ontrack"), words)
    rows = {label: lines[0] for label, lines in letter.rows}
    sums = {"amount": "80.00", "whole": "300.00", "before": "120.00", "rest": "100.00"}

    assert {name: rows[words.say("paid", name)] for name in sums} == {n: words.amount(Decimal(sum_), "EUR") for n, sum_ in sums.items()}
    assert words.amount(Decimal("100.40"), "EUR") in letter.sentences[0]  # with its share, 20.40, of the invoice's VAT of 76.50
