"""The ledger survives what happens to files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.mailbox.ledger import Ledger

NAMES = st.lists(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1), max_size=8)


def test_nothing_is_settled_before_the_first_mail(tmp_path: Path) -> None:
    assert Ledger(tmp_path / "settled").read(present=["1"]) == frozenset()


def test_names_are_remembered_across_restarts(tmp_path: Path) -> None:
    Ledger(tmp_path / "settled").add(["1", "2"])
    Ledger(tmp_path / "settled").add(["3"])

    assert Ledger(tmp_path / "settled").read(present=["1", "3", "4"]) == {"1", "3"}


def test_a_torn_last_line_spoils_no_other(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "settled")
    ledger.add(["1", "2"])
    (tmp_path / "settled").write_bytes((tmp_path / "settled").read_bytes()[:-2])
    ledger.add(["3"])

    assert ledger.read(present=["1", "2", "3"]) == {"1", "3"}


def test_octets_of_a_broken_disk_are_no_names(tmp_path: Path) -> None:
    (tmp_path / "settled").write_bytes(b"\xff\x00\xfe\n1\n")

    assert Ledger(tmp_path / "settled").read(present=["1"]) == {"1"}


def test_names_of_mails_long_gone_are_dropped_once_they_are_many(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "settled")
    ledger.add([f"gone-{n}" for n in range(5000)])
    ledger.add(["1", "2"])

    assert ledger.read(present=["1", "2", "3"]) == {"1", "2"}

    assert (tmp_path / "settled").read_text().split() == ["1", "2"]
    assert ledger.read(present=["1", "2", "3"]) == {"1", "2"}


@given(earlier=NAMES, later=NAMES, present=NAMES)
def test_settled_is_what_was_added_and_is_present(
    tmp_path_factory: pytest.TempPathFactory, earlier: list[str], later: list[str], present: list[str]
) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "settled")
    ledger.add(earlier)
    ledger.add(later)

    assert ledger.read(present=present) == {*earlier, *later} & {*present}
