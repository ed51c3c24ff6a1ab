"""The client's number of computers among all the other numbers."""

import pytest
from tests.unit.reading.builder import only_lead, with_client

from leadbot.model.submission import Standing

COUNTS = [
    ("10 x M365 BS, 30 kompow", 30),
    ("10 x M365 BS\nLiczba PC: 30", 30),
    ("10 x M365 BS\nKomputery: 30 szt.", 30),
    ("10 x M365 BS\nLiczba stanowisk PC - 30", 30),
    ("10 licencji M365 BS, a komputerów stoi u nich czterdzieści", 40),
    ("10 licencji M365 BS. Pecetów mają 72.", 72),
    ("10 licencji M365 BS, komputerów mają ok. 20", 20),
    ("2 lic. M365 BS. Mają 2 laptopy i jeden stary stacjonarny, razem 3 komputery.", 3),
    ("10 lic. M365 BS. Mają 22 komputery stacjonarne i 8 laptopów.", 30),
    ("10 lic. M365 BS / 85 PC-tów", 85),
    ("10 lic. M365 BS\nStacji roboczych: 4", 4),
    ("Liczba PC: 8, 10 szt. M365 Business Premium", 8),
    ("10 lic. M365 BS\nLiczba PC: 30 (w tym 12 laptopów)", 30),
    ("10 lic. M365 BS, mają 30 komputerów, z czego 12 laptopów i 18 stacjonarnych", 30),
    ("10 lic. M365 BS\nIle komputerów: 30", 30),
]


@pytest.mark.parametrize(("line", "count"), COUNTS, ids=[line for line, _ in COUNTS])
def test_computers_are_counted_apart_from_licences(line: str, count: int) -> None:
    lead = only_lead(with_client(line))
    value = lead.get("client.pc_count")
    assert value is not None
    assert value.value == count
    assert lead.items()[0].quantity in (2, 10)


def test_a_count_that_is_no_number_is_invalid() -> None:
    value = only_lead(with_client("10 x M365 BS\nLiczba PC: kilkanaście")).get("client.pc_count")
    assert value is not None
    assert value.standing is Standing.INVALID


@pytest.mark.parametrize("line", ["Liczba PC: 30\nKomputerów: 35", "20-25 komputerów"])
def test_two_counts_are_ambiguous(line: str) -> None:
    lead = only_lead(with_client(f"10 x M365 BS\n{line}"))
    assert lead.get("client.pc_count") is None
    assert lead.ambiguous("client.pc_count") is not None


@pytest.mark.parametrize("line", ["Liczba PC: nie wiem, doślę", "Liczba PC: -", "Zatrudniają 140 osób"])
def test_an_unknown_count_is_left_out(line: str) -> None:
    assert only_lead(with_client(f"10 x M365 BS\n{line}")).get("client.pc_count") is None
