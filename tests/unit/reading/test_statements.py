"""Sector, licensing, language and references, as far as the mail states them."""

import pytest
from tests.unit.reading.builder import fields, quoted, submission, with_client


@pytest.mark.parametrize(
    ("line", "sector"),
    [
        ("Klient jest jednostką samorządu terytorialnego (sektor publiczny).", "public"),
        ("Sektor: edukacja", "education"),
        ("To organizacja pozarządowa.", "nonprofit"),
        ("Klient komercyjny", "commercial"),
        ("Startuje przetarg w kwietniu.", None),
        ("Działają w branży transportowej.", None),
    ],
)
def test_a_sector_is_read_where_it_is_stated(line: str, sector: str | None) -> None:
    assert fields(with_client(f"10 x M365 BS\n{line}")).get("client.sector") == sector


def test_a_name_states_no_sector() -> None:
    assert "client.sector" not in fields("Klient: Centrum Edukacji i Oświaty Sp. z o.o., NIP 9569184131, 10 x M365 BS")


@pytest.mark.parametrize(
    ("line", "licensing"),
    [
        ("20 szt. Office 365 E3, model CSP roczny", "csp"),
        ("20 szt. Office 365 E3, ale nie w CSP, tylko w programie Open License", "open"),
        ("20 szt. Office 365 E3 w ramach umowy Enterprise Agreement", "ea"),
        ("20 szt. Office 365 E3", None),
    ],
)
def test_licensing_is_read_where_it_is_stated(line: str, licensing: str | None) -> None:
    assert fields(with_client(line)).get("deal.licensing") == licensing


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Dzień dobry, zgłaszam klienta.", "pl"),
        ("Dzien dobry, zglaszam klienta, 10 licencji", "pl"),
        ("Hello, please register the following customer.", "en"),
        ("9569184131", None),
    ],
)
def test_the_language_is_that_of_the_senders_words(text: str, language: str | None) -> None:
    assert submission(text, subject="M365").language == language


@pytest.mark.parametrize("written", ["GL-2026-00042", "gl-2026-00042", "[GL-2026-00042]", "GL 2026-00042"])
def test_references_are_found_however_they_are_written(written: str) -> None:
    assert submission(f"W sprawie {written} proszę o status", subject="pytanie").reference == "GL-2026-00042"


def test_the_subjects_reference_comes_first_and_quoted_ones_are_not_the_senders() -> None:
    found = submission("Chodzi też o GL-2026-00007.", quoted("GL-2026-00009"), subject="Re: GL-2026-00008")
    assert (found.reference, found.references) == ("GL-2026-00008", ("GL-2026-00008", "GL-2026-00007"))


def test_longer_words_hold_no_reference() -> None:
    assert submission("Faktura XGL-2026-000421 i GL-2026-00042A").reference is None
