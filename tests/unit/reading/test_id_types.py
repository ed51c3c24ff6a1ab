"""Ids where a programme accepts several types, told apart as their writers wrote them."""

import pytest
from tests.unit.reading.spanish import ASKS, infomaniak, told

from leadbot.model.message import SegmentKind
from leadbot.model.submission import Standing
from leadbot.reading.lines import statement_of
from leadbot.reading.tax_ids import find_tax_ids
from leadbot.reading.text import Place, Spans
from leadbot.reading.vocabulary import vocabulary_of

TYPES = ("ch.uid", "fr.siret", "fr.siren", "es.nif", "eu.vat")


def ids(text: str, language: str = "es") -> list[tuple[object, Standing]]:
    statement = statement_of(text, Place(kind=SegmentKind.OWN), vocabulary_of(infomaniak(), language))
    return [(m.value, m.standing) for m in find_tax_ids(statement, TYPES, Spans(), None)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NIF: B97842579", "B97842579"),
        ("CIF B-97842579", "B97842579"),
        ("C.I.F.: B 97842579", "B97842579"),
        ("N.I.F. B97.842.579", "B97842579"),
        ("NIF-IVA ESB97842579", "B97842579"),
        ("VAT: ES B97842579", "B97842579"),
        ("somos Nube Clara, B97842579, de Valencia", "B97842579"),
        ("mi DNI es 12345678Z", "12345678Z"),
        ("DNI: 12.345.678-Z", "12345678Z"),
        ("NIE X-1234567-L", "X1234567L"),
        ("número IDE CHE-253.651.929", "CHE253651929"),
        ("IDE: CHE-253.651.929 TVA", "CHE253651929"),
        ("CHE 253 651 929 MWST", "CHE253651929"),
        ("UID CHE253651929", "CHE253651929"),
        ("IDE 253.651.929", "CHE253651929"),
        ("SIRET 521 061 549 00015", "52106154900015"),
        ("SIRET: 52106154900015", "52106154900015"),
        ("SIREN 521 061 549", "521061549"),
        ("número de IVA intracomunitario PT569257433", "PT569257433"),
        ("IVA intracomunitario: PT 569 257 433", "PT569257433"),
        ("TVA FR83404833048", "FR83404833048"),
    ],
)
def test_a_valid_id_is_compact_under_the_type_that_it_is_written_as(written: str, value: str) -> None:
    assert ids(written) == [(value, Standing.VALID)]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("CIF: B-16434302", "B16434302"),
        ("NIF B97842578", "B97842578"),
        ("SIRET 521 061 549 00016", "52106154900016"),
        ("VAT PT569257434", "PT569257434"),
    ],
)
def test_a_wrong_id_is_kept_as_written(written: str, value: str) -> None:
    assert ids(written) == [(value, Standing.INVALID)]


def test_a_number_of_a_country_without_a_type_keeps_its_prefix() -> None:
    assert ids("VAT GB123456789") == [("GB123456789", Standing.FOREIGN)]


@pytest.mark.parametrize("written", ["llámanos al 521061549", "tenemos 12345678 visitas", "963 12 45 78", "ref. 253651929"])
def test_a_bare_number_that_nothing_announces_is_no_id(written: str) -> None:
    assert ids(written) == []


def test_of_several_ids_the_programs_order_of_types_decides() -> None:
    assert (
        told(ASKS + "Martin Web SARL, SIREN 404 833 048, TVA FR83404833048, SIRET 404 833 048 00022")["partner.tax_id"] == "40483304800022"
    )
    assert told(ASKS + "Nube Clara S.L., VAT PT569257433, NIF B97842579")["partner.tax_id"] == "B97842579"
