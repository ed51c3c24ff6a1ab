"""A number or a term without a product, in the thread of a lead whose items we know."""

from functools import cache

import pytest
from tests.unit.reading.builder import CONFIG, mail

from leadbot.model.program import Program
from leadbot.model.submission import Asked, Item, Submission, Thread
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

STANDARD, BASIC = "m365-business-standard", "m365-business-basic"
ONE_LACKING = (Item(product=STANDARD),)


@cache
def program(name: str) -> Program:
    return load_program(name, [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


def answer(text: str, *items: Item, asked: tuple[str, ...] = ("items",), of: str = "promise-generuj-leady") -> Submission:
    thread = Thread(leads=(Asked(reference=f"{program(of).prefix}-2026-00001", fields=asked, client_name="Mebelux S.A.", items=items),))
    return read(mail(text, subject=f"Re: [{program(of).prefix}-2026-00001]"), program(of), thread)


def items(found: Submission) -> list[tuple[str, int | None, int | None]]:
    return [(item.product, item.quantity, item.term_months) for draft in found.leads for item in draft.items()]


@pytest.mark.parametrize(
    "text", ["25", "25 licencji", "Ilość: 25", "Liczba licencji: 25 szt.", "Klient potrzebuje 25 sztuk.", "25 szt., pozdrawiam"]
)
def test_the_number_that_was_asked_for_is_the_only_items(text: str) -> None:
    found = answer(text, *ONE_LACKING)
    assert (found.kind, items(found)) == ("follow_up", [(STANDARD, 25, None)])


def test_the_number_goes_to_the_one_item_that_lacks_it() -> None:
    assert items(answer("10 licencji", Item(product=STANDARD, quantity=25), Item(product=BASIC))) == [(BASIC, 10, None)]


def test_a_number_for_one_of_two_items_that_lack_theirs_is_nobodys() -> None:
    assert items(answer("10 licencji", Item(product=STANDARD), Item(product=BASIC))) == []


@pytest.mark.parametrize(
    "text",
    [
        "25 lub 30 licencji",
        "Klient ma teraz 40 licencji.",
        "Pracuje tam 40 osób.",
        "Klient dokupi kolejne 40 licencji w przyszłym roku.",
        "Potrzebuje 25 licencji. Potrzebuje 30 licencji.",
        "Proszę o telefon na numer 601234785",
    ],
)
def test_a_number_that_may_be_another_or_counts_something_else_is_not_taken(text: str) -> None:
    assert items(answer(text, *ONE_LACKING)) == []


def test_a_bare_number_is_not_taken_where_something_else_was_asked_for_too() -> None:
    assert items(answer("25", *ONE_LACKING, asked=("client.pc_count", "items"))) == []
    assert items(answer("25", Item(product=STANDARD, quantity=10), asked=("client.pc_count",))) == []


NOTEBOOK = Item(product="waas-notebook", quantity=6)


@pytest.mark.parametrize(
    "text",
    ["36 maanden", "Looptijd: 36 maanden", "36", "3 jaar", "De klant kiest voor 36 maanden.", "Graag 36 maanden.", "Het wordt 36 maanden"],
)
def test_the_term_that_was_asked_for_is_all_items(text: str) -> None:
    desktop = Item(product="waas-desktop", quantity=2)
    found = answer(text, NOTEBOOK, desktop, of="also-waas")
    assert (found.kind, items(found)) == ("follow_up", [("waas-notebook", 6, 36), ("waas-desktop", 2, 36)])


@pytest.mark.parametrize("text", ["24 of 36 maanden", "Ze lopen nu al 24 maanden.", "Geen 36 maanden."])
def test_a_term_that_is_open_has_run_or_is_denied_is_not_taken(text: str) -> None:
    assert items(answer(text, NOTEBOOK, of="also-waas")) == []


@pytest.mark.parametrize("text", ["Looptijd: 36 maanden", "De klant wil toch een looptijd van 36 maanden."])
def test_another_term_corrects_a_known_one_where_a_label_or_a_wish_says_so(text: str) -> None:
    known = Item(product="waas-notebook", quantity=6, term_months=48)
    assert items(answer(text, known, asked=(), of="also-waas")) == [("waas-notebook", 6, 36)]


def test_what_names_a_product_is_read_as_it_stands() -> None:
    assert items(answer("Microsoft 365 Business Basic, 12 licencji", *ONE_LACKING)) == [(BASIC, 12, None)]


@pytest.mark.parametrize("text", ["Proszę zmienić ilość na 40 licencji.", "Klient chce jednak 40 licencji.", "Liczba licencji: 40"])
def test_another_number_corrects_a_known_one_where_a_label_or_a_correction_says_so(text: str) -> None:
    assert items(answer(text, Item(product=STANDARD, quantity=25), asked=())) == [(STANDARD, 40, None)]


@pytest.mark.parametrize("text", ["Na szkoleniu będzie 12 osób z ich strony.", "Potrzebne będą 3 szt. identyfikatorów."])
def test_a_number_of_a_story_corrects_nothing(text: str) -> None:
    assert items(answer(text, Item(product=STANDARD, quantity=25), asked=())) == []


@pytest.mark.parametrize(
    "text",
    [
        "Oeps, kleine correctie: het moeten 10 notebooks zijn i.p.v. 8 en ook 10 dockings. Rest klopt.",
        "10 notebooks i.p.v. 8, ook 10 dockingstations",
        "10 notebooks ipv 8 en 10 dockings ipv 8",
        "10 notebooks in plaats van 8 en ook 10 dockings",
    ],
)
def test_only_the_number_behind_instead_of_is_taken_back(text: str) -> None:
    known = (Item(product="waas-notebook", quantity=8, term_months=36), Item(product="option-docking", quantity=8, term_months=36))
    assert items(answer(text, *known, asked=(), of="also-waas")) == [("waas-notebook", 10, None), ("option-docking", 10, None)]
