"""Sets of UIDs, and the ledger of those that are settled."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadbot.mailbox.server import ImapServer
from leadbot.mailbox.uids import UidLedger, sequence_set, uids_in
from leadbot.model.errors import OutOfReach

SERVER = ImapServer.parse("imaps://anna:geheim@mail.example")


@pytest.fixture
def ledger(tmp_path: Path) -> UidLedger:
    return UidLedger.of(SERVER, tmp_path)


def test_neighbours_are_written_as_a_run() -> None:
    assert sequence_set([7, 3, 1, 2, 2, 9]) == "1:3,7,9"


@given(st.sets(st.integers(1, 2**32 - 1) | st.integers(1, 60)))
def test_a_sequence_names_exactly_these_uids(uids: set[int]) -> None:
    assert set(uids_in(sequence_set(uids))) == uids


def test_what_is_settled_is_remembered_across_restarts(ledger: UidLedger, tmp_path: Path) -> None:
    ledger.add(7, {1, 2})
    UidLedger.of(SERVER, tmp_path).add(7, {5})

    assert UidLedger.of(SERVER, tmp_path).read(7) == {1, 2, 5}


def test_under_another_uidvalidity_nothing_is_settled(ledger: UidLedger) -> None:
    ledger.add(7, {1, 2})

    assert ledger.read(8) == set()
    ledger.add(8, {1})
    assert (ledger.read(8), ledger.read(7)) == ({1}, set())


def test_every_user_server_and_folder_has_a_ledger_of_its_own(tmp_path: Path) -> None:
    urls = [
        "imaps://anna:x@mail.example",
        "imaps://jan:x@mail.example",
        "imaps://anna:x@other.example",
        "imaps://anna:x@mail.example/Leads",
    ]

    assert len({UidLedger.of(ImapServer.parse(url), tmp_path).path for url in urls}) == len(urls)


def test_another_password_keeps_the_ledger_and_is_not_in_it(ledger: UidLedger, tmp_path: Path) -> None:
    ledger.add(7, {1})

    assert UidLedger.of(ImapServer.parse("imaps://anna:neu@mail.example"), tmp_path).read(7) == {1}
    assert "geheim" not in ledger.path.read_text("utf-8")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"uidvalidity": 7}', '{"uidvalidity": 7, "settled": "x"}', '{"uidvalidity": 7, "settled": 5}']
)
def test_a_damaged_ledger_settles_nothing_and_is_written_anew(ledger: UidLedger, text: str) -> None:
    ledger.path.write_text(text, "utf-8")

    assert ledger.read(7) == set()
    ledger.add(7, {1})
    assert ledger.read(7) == {1}


def test_a_ledger_that_cannot_be_written_is_out_of_reach(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach, match="can't be used"):
        UidLedger.of(SERVER, tmp_path / "missing").add(7, {1})


def test_a_ledger_that_cannot_be_read_is_out_of_reach(ledger: UidLedger) -> None:
    ledger.path.mkdir()

    with pytest.raises(OutOfReach, match="can't be used"):
        ledger.read(7)
