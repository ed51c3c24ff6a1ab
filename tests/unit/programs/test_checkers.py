"""Who outside the team answers which checks is data: what can't be meant is named with its place."""

from pathlib import Path

import pytest

from leadbot.app import App
from leadbot.model.errors import ConfigurationError
from leadbot.programs import load_program

SHIPPED = (Path(__file__).parents[3] / "config" / "programs" / "also-waas.yaml").read_text("utf-8")
CONFIGURATION = """programs:
  - program: also-waas
    address: waas@also.example
    inbox: maildir:inbox
    outgoing: maildir:sent
    trust: {authserv_id: mx.also.example}
    checkers: {credit: credit@bank.example}
"""


def problems(tmp_path: Path, old: str, new: str) -> list[str]:
    """Places of what is wrong with the shipped file after that replacement."""
    assert old in SHIPPED
    path = tmp_path / "edited.yaml"
    path.write_text(SHIPPED.replace(old, new, 1), "utf-8")
    try:
        load_program(str(path), [], {})
    except ConfigurationError as error:
        return [problem.where for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("    checks: [credit]", "    checks: [credti]", "checkers[0].checks"),
        ("    checks: [credit]", "    checks: [credit, credit]", "checkers[0].checks"),
        ("shows: [client.name,", "shows: [client.nmae,", "checkers[0].shows"),
        ("answer_days: 2", "answer_days: 0", "checkers[0].answer_days"),
        ("answer_days: 2", "weekdays: [8]", "checkers[0].weekdays"),
        ("    form: list", "    form: letter", "checkers[0].form"),
    ],
)
def test_what_cannot_be_meant_is_named(tmp_path: Path, old: str, new: str, where: str) -> None:
    assert problems(tmp_path, old, new) == [where]


def test_a_checker_with_an_address_is_the_desks(tmp_path: Path) -> None:
    (tmp_path / "leadbot.yaml").write_text(CONFIGURATION, "utf-8")
    ((checker, address),) = App(str(tmp_path / "leadbot.yaml"), {}).desk("also-waas").checkers

    assert (checker.id, checker.checks, address.email) == ("credit", ("credit",), "credit@bank.example")


@pytest.mark.parametrize(
    ("old", "new"),
    [("credit: credit@", "sales: credit@"), ("    trust: {authserv_id: mx.also.example}\n", "")],
)
def test_an_address_of_nobody_or_one_that_nobody_proves_is_refused(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "leadbot.yaml").write_text(CONFIGURATION.replace(old, new), "utf-8")

    with pytest.raises(ConfigurationError) as refused:
        _ = App(str(tmp_path / "leadbot.yaml"), {}).desks
    assert all(problem.where.startswith("programs[0].checkers") for problem in refused.value.problems)
