"""Each breakage of `make mutations` still breaks something, and the tests that must see it are there."""

from pathlib import Path

import pytest

from mutations import MUTATIONS, ROOT, Mutation, mutated

UNIT = Path(__file__).parent


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.promise)
def test_a_breakage_fits_the_code_and_names_tests_that_are_there(mutation: Mutation) -> None:
    changed = mutated(mutation, ROOT / "src" / "leadbot")

    for path, text in changed.items():
        compile(text, str(path), "exec")
    for test in mutation.tests:
        file, _, name = test.partition("::")
        assert f"def {name}(" in (UNIT / file).read_text("utf-8")
