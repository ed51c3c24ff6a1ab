"""What is wrong with a file is told in staff's language; columns, products, lists and events stand there by their names."""

from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.columns import COLUMNS
from leadbot.model.deals import EventKind
from leadbot.model.file_faults import FileFault
from leadbot.model.program import Program
from leadbot.service.importing import lists_of
from leadbot.writing.file_faults import fault_sentence, row_in_words

from .builder import LANGUAGES, TEMPLATE_SET

PROGRAMS = sorted(path.stem for path in (Path(__file__).parents[3] / "config" / "programs").glob("*.yaml"))
POLISH = TEMPLATE_SET.words("pl")


@pytest.fixture(scope="module")
def program() -> Program:
    return program_by_name("promise-generuj-leady")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", FileFault)
def test_every_fault_has_words_in_every_language_that_name_the_same_facts(fault: FileFault, language: str) -> None:
    sections, english = TEMPLATE_SET.words(language).sections["file_faults"], TEMPLATE_SET.words("en").sections["file_faults"]

    assert [variant.names for variant in sections[fault]] == [variant.names for variant in english[fault]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_a_name_in_every_language(language: str) -> None:
    assert TEMPLATE_SET.words(language).sections["events"].keys() == {kind.value for kind in EventKind}


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_list_and_column_has_a_name_in_each_language_of_its_programme(name: str) -> None:
    program = program_by_name(name)
    for language in (program.language, *program.fallback_languages):
        lexicon = program.lexicons[language]
        assert [id_ for id_ in lists_of(program) if not lexicon.lists.get(id_)] == []
        assert [id_ for id_ in COLUMNS if not lexicon.columns.get(id_)] == []


def test_columns_stand_by_what_staff_write_above_them(program: Program) -> None:
    told = fault_sentence(FileFault.MISSING, {"columns": "tax_id/name"}, program, POLISH)

    assert told == "Brak danych. Prosimy uzupełnić: NIP / nazwa, albo usunąć wiersz."


def test_what_must_be_typed_stands_beside_what_it_means(program: Program) -> None:
    told = fault_sentence(FileFault.NO_EVENT, {"events": "won, client-paid"}, program, POLISH)

    assert "won (wygrane), client-paid (zapłacone przez klienta)" in told


def test_a_row_is_told_with_the_names_of_its_products_and_events_and_the_days_of_its_language(program: Program) -> None:
    told = row_in_words("GL-2026-00001, client-paid, 2026-11-02, m365-e3 + m365-e5, annual", program, POLISH)

    assert told == "GL-2026-00001, zapłacone przez klienta, 02.11.2026, Microsoft 365 E3 + Microsoft 365 E5, rozliczenie roczne"
