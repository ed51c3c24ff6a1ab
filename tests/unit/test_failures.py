"""docs/reliability.md tells of every failure case what shows it, and is not stale."""

from failures import CASES, PAGE, WITHOUT_TEST, marked_tests, with_table


def test_every_case_has_a_test_or_a_reason_why_not() -> None:
    assert CASES.keys() - marked_tests().keys() == WITHOUT_TEST.keys()


def test_every_mark_names_a_case() -> None:
    assert marked_tests().keys() <= CASES.keys()


def test_the_page_says_what_the_marks_say() -> None:
    page = PAGE.read_text("utf-8")

    assert page == with_table(page), "run: make reliability"
