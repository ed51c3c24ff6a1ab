"""What a program file may say and hardly means is told, with its line; the shipped files are free of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from leadbot.programs import program_doubts

SHIPPED = Path(__file__).parents[3] / "config" / "programs"
LANGUAGES = frozenset({"en", "es", "fi", "fr", "nl", "pl", "sv"})
TODAY = date(2026, 11, 20)
HEAD = """\
id: demo
title: {en: Demo}
team: {en: Team}
prefix: DM
language: en
calendar: {country: GB, time_zone: Europe/London}
promise_days: 5
fields:
  - {id: deal.licensing}
  - {id: deal.deployment, default: multi-tenant}
catalogue: {families: []}
checks: []
"""
Told = Callable[..., list[tuple[int, str]]]


@pytest.fixture
def told(tmp_path: Path) -> Told:
    """Line and words of each doubt about these rules and lists; the first rule stands in line 15."""

    def do(*rules: str, lists: str = "[]", today: date = TODAY) -> list[tuple[int, str]]:
        path = tmp_path / "demo.yaml"
        path.write_text(f"{HEAD}lists: {lists}\nrules:\n" + "".join(f"  - {rule}\n" for rule in rules), "utf-8")
        return [(problem.line or 0, problem.message) for problem in program_doubts(str(path), [], LANGUAGES, today)]

    return do


WINDOW = "{id: window, kind: window, first: 2026-01-01, last: 2026-12-31, reason: outside-window}"
CSP = "{id: csp, kind: allowed_values, field: deal.licensing, values: [csp], reason: licensing-not-eligible}"
BANNED = "{id: banned, kind: not_on_list, list: banned, reason: partner-banned}"


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_file_is_free_of_doubts(path: Path) -> None:
    assert program_doubts(path.stem, [SHIPPED], LANGUAGES, TODAY) == ()


def test_a_window_is_over_on_the_day_after_its_last(told: Told) -> None:
    assert told(WINDOW, today=date(2026, 12, 31)) == []
    assert told(WINDOW, today=date(2027, 1, 1)) == [(15, "the window is over: every new lead is rejected")]


def test_a_list_that_no_rule_looks_at(told: Told) -> None:
    lists = "[{id: banned, counts: exclusion, subject: partner}, {id: forgotten, counts: exclusion, subject: client}]"
    assert told(BANNED, lists=lists) == [(13, "no rule looks at this list")]


def test_a_rule_that_repeats_another_under_another_id(told: Told) -> None:
    assert told(CSP, CSP.replace("id: csp", "id: again")) == [(16, "this rule repeats `csp` in line 15")]


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (WINDOW, "{id: w2, kind: window, first: 2027-01-01, last: 2027-02-01, reason: x}", "lets no day pass beside `window`"),
        (WINDOW, "{id: w2, kind: window, first: 2026-12-31, last: 2027-02-01, reason: x}", "asks the same as, otherwise, `window`"),
        (CSP, "{id: c2, kind: allowed_values, field: deal.licensing, values: [open], reason: x}", "lets no value pass beside `csp`"),
        (CSP, "{id: c2, kind: excluded_values, field: deal.licensing, reasons: {csp: x}}", "excludes or allows csp against `csp`"),
        (BANNED, "{id: b2, kind: not_on_list, list: banned, reason: other}", "looks at the same list as `banned`"),
        (
            "{id: terms, kind: allowed_terms, months: [24, 36], reason: x}",
            "{id: t2, kind: maximum_total_term, field: deal.type, values: [renewal], previous: deal.value, months: 12, reason: x}",
            "lets no term pass beside `terms`",
        ),
        (
            "{id: three, kind: minimum_quantity, minimum: 3, reason: x}",
            "{id: five, kind: minimum_quantity, minimum: 5, reason: x}",
            "asks the same as, otherwise, `three`",
        ),
    ],
)
def test_rules_that_contradict_one_another(told: Told, one: str, other: str, words: str) -> None:
    lists = "[{id: banned, counts: exclusion, subject: partner}]" if "banned" in one else "[]"
    assert told(one, other, lists=lists) == [(16, f"this rule {words} in line 15")]


def test_rules_of_different_mails_or_fields_are_no_contradiction(told: Told) -> None:
    of_leads, of_applications = (
        CSP.replace("id: csp", "id: one, applies_to: [lead]"),
        CSP.replace("id: csp", "id: two, applies_to: [application]"),
    )
    assert told(of_leads, of_applications) == []
    assert told(CSP, "{id: d, kind: allowed_values, field: deal.deployment, values: [multi-tenant], reason: x}") == []
    assert told(CSP, "{id: c2, kind: excluded_values, field: deal.licensing, reasons: {open: x}}") == []


def test_a_default_that_a_rule_rejects(told: Told) -> None:
    rule = "{id: shared, kind: excluded_values, field: deal.deployment, reasons: {multi-tenant: product-not-eligible}}"
    assert told(rule) == [(10, "the rule `shared` rejects this value, and with it every mail that is silent")]


def test_a_language_to_answer_in_that_no_lexicon_reads(tmp_path: Path) -> None:
    path = tmp_path / "demo.yaml"
    path.write_text(f"{HEAD}lists: []\nrules: []\nfallback_languages: [fi, de]\n", "utf-8")
    (told,) = program_doubts(str(path), [], LANGUAGES, TODAY)
    assert (told.line, told.where, told.value) == (15, "fallback_languages[1]", "de")
