"""A corpus mail written otherwise, by other hands and programs, is read the same."""

from collections import Counter

import pytest
from tests.mails.perturbing.exam import Result, examine, programs
from tests.mails.perturbing.kinds import KINDS

LEAST = 0.98
"""Of all pairs of a corpus mail and a kind of perturbation that fits it."""


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {program.id: examine(program) for program in programs()}


def test_corpus_mails_written_otherwise_are_read_the_same(results: dict[str, Result]) -> None:
    passed = sum(sum(result.passed.values()) for result in results.values())
    tried = sum(sum(result.tried.values()) for result in results.values())

    assert passed / tried >= LEAST, "\n".join(line for result in results.values() for line in result.failures)


def test_every_kind_fits_many_mails_and_every_mail_left_out_has_its_reason(results: dict[str, Result]) -> None:
    tried: Counter[str] = sum((result.tried for result in results.values()), Counter())

    assert min(tried[kind] for kind in KINDS) >= 10
    assert all(": " in line for result in results.values() for line in result.skipped)
