"""Which languages' words a mail is read with."""

from tests.unit.reading.builder import promise
from tests.unit.reading.spanish import infomaniak

from leadbot.model.program import Program
from leadbot.reading.phrases import Phrasebook, tokens_of
from leadbot.reading.vocabulary import LABEL, WORD, vocabulary_of


def ids(program: Program, language: str | None, text: str) -> set[str]:
    _, hits = vocabulary_of(program, language).scan(text)
    return {hit.id for hit in hits}


def test_a_programme_reads_the_languages_that_it_answers_in() -> None:
    assert LABEL + "tax_id" in ids(infomaniak(), "es", "nif")
    assert LABEL + "name" in ids(infomaniak(), "es", "raison sociale")
    assert LABEL + "name" not in ids(promise(), "pl", "razon social")


def test_a_mail_in_a_further_language_is_read_in_that_too() -> None:
    assert LABEL + "name" in ids(promise(), "es", "razon social")
    assert vocabulary_of(promise(), "es") is vocabulary_of(promise(), "es")


def test_given_names_count_in_every_language() -> None:
    assert WORD + "given_names" in ids(promise(), "pl", "lucia")


def test_of_readings_of_the_same_words_those_of_the_lexicons_stand_in_their_order() -> None:
    """An order by chance would read one mail in two ways in two processes."""
    readings = [f"label:{number}" for number in range(20)]
    book = Phrasebook({reading: ["case"] for reading in readings})
    assert [hit.id for hit in book.scan("case", tokens_of("case"))] == readings
