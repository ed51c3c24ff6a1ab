"""Rules about single values and the time of receipt, on both sides of their boundaries."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from tests.unit.judging.samples import RECEIVED, draft, facts, program, told, verdict

from leadbot.judging import judge
from leadbot.model.rules import PersonsCheck
from leadbot.model.submission import Standing

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("received_at", "expected"),
    [
        (datetime(2025, 12, 31, 23, 59, 59, tzinfo=WARSAW), "rejected outside-window"),
        (datetime(2026, 1, 1, 0, 0, 0, tzinfo=WARSAW), "confirmed"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=WARSAW), "confirmed"),
        (datetime(2027, 1, 1, 0, 0, 0, tzinfo=WARSAW), "rejected outside-window"),
        (datetime(2025, 12, 31, 23, 0, 0, tzinfo=UTC), "confirmed"),
        (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), "rejected outside-window"),
        (datetime(2026, 12, 31, 18, 0, 0, tzinfo=timezone(timedelta(hours=-5))), "rejected outside-window"),
    ],
)
def test_outside_window_counts_whole_days_in_warsaw(received_at: datetime, expected: str) -> None:
    assert told(draft(), received_at=received_at) == expected


def test_outside_window_quotes_the_day_of_receipt_and_both_ends() -> None:
    (finding,) = verdict(draft(), received_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC)).telling()
    assert dict(finding.facts) == {"received_on": "2027-01-01", "first": "2026-01-01", "last": "2026-12-31"}


def test_a_time_of_receipt_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        judge(draft(), program(), facts(), datetime(2026, 3, 1))  # noqa: DTZ001 - that is the point


@pytest.mark.parametrize(("field", "reason"), [("client.tax_id", "client-not-eligible"), ("partner.tax_id", "partner-not-eligible")])
def test_a_foreign_vat_number_rejects_and_is_quoted(field: str, reason: str) -> None:
    lead = draft(standing={field: Standing.FOREIGN}, **{field.replace(".", "__"): "DE340172419"})
    assert told(lead) == f"rejected {reason}"
    assert dict(verdict(lead).telling()[0].facts) == {"field": field, "value": "DE340172419"}


@pytest.mark.parametrize(
    ("sector", "expected"),
    [
        ("public", "rejected public-sector"),
        ("education", "rejected public-sector"),
        ("nonprofit", "rejected client-not-eligible"),
        ("commercial", "confirmed"),
    ],
)
def test_a_stated_sector_decides(sector: str, expected: str) -> None:
    assert told(draft(client__sector=sector)) == expected


@pytest.mark.parametrize(
    "name",
    [
        "Urząd Gminy Zielona Dolina",
        "GMINA ZIELONA DOLINA",
        "Szpital św. Rocha Sp. z o.o.",
        "szkoła podstawowa nr 5",
        "Uniwersytet Warmiński",
        "Ministerstwo Cyfryzacji",
        "Sąd Rejonowy w Kaliszu",
        "Powiatowy Zarząd Dróg",
        "Zespol Szkol Technicznych",
    ],
)
def test_a_name_that_suggests_the_public_sector_is_for_a_person(name: str) -> None:
    assert told(draft(client__name=name)) == "in_review check:public-sector"


@pytest.mark.parametrize(
    "name",
    [
        "Szkolenia BHP Kowalski",
        "Sad Owocowy Antonówka",
        "Apteka Miejska Sp. z o.o.",
        "Hotel Szpitalna 3",
        "Niepubliczna Poradnia Zdrowie",
        "Urzędowska Nieruchomości",
        "Gminna Spółdzielnia Samopomoc Chłopska",
        "Przetargi Publiczni Doradcy",
    ],
)
def test_a_name_that_merely_begins_alike_suggests_nothing(name: str) -> None:
    assert told(draft(client__name=name)) == "confirmed"


def test_a_stated_sector_beats_what_the_name_suggests() -> None:
    assert told(draft(client__name="Szpital św. Rocha Sp. z o.o.", client__sector="commercial")) == "confirmed"


def test_the_telling_word_of_the_name_is_quoted() -> None:
    (finding,) = verdict(draft(client__name="Gmina Zielona Dolina")).telling()
    assert dict(finding.facts) == {"name": "Gmina Zielona Dolina", "word": "Gmina"}


@pytest.mark.parametrize(
    ("licensing", "expected"),
    [("csp", "confirmed"), ("open", "rejected licensing-not-eligible"), ("ea", "rejected licensing-not-eligible")],
)
def test_licensing_not_eligible_where_another_programme_is_named(licensing: str, expected: str) -> None:
    assert told(draft(deal__licensing=licensing)) == expected


def test_licensing_that_nobody_mentions_is_no_obstacle() -> None:
    assert told(draft()) == "confirmed"


@pytest.mark.parametrize(("spent", "expected"), [("99999.99", "confirmed"), ("100000", "rejected budget-exhausted")])
def test_budget_exhausted_once_the_pool_is_used_up(spent: str, expected: str) -> None:
    assert told(draft(), facts(spent=Decimal(spent))) == expected


def test_a_persons_check_is_always_for_a_person() -> None:
    under = replace(program(), rules=(PersonsCheck(id="look", check="priority"),))
    assert told(draft(), under=under) == "in_review check:priority"


def test_several_rejecting_rules_are_all_told() -> None:
    lead = draft(client__sector="public", deal__licensing="open")
    assert told(lead, received_at=RECEIVED.replace(year=2025)) == "rejected licensing-not-eligible outside-window public-sector"
