"""How a program file says who becomes a partner: the shipped files, and what is told of a wrong one."""

from datetime import date
from pathlib import Path

import pytest

from leadbot.model.errors import ConfigurationError
from leadbot.model.program import PartnerRegister
from leadbot.programs import load_program

PROGRAMS = Path(__file__).parents[3] / "config" / "programs"


def register(name: str) -> PartnerRegister | None:
    return load_program(name, [PROGRAMS], {}).partners


def problems(tmp_path: Path, old: str, new: str) -> list[tuple[str, str]]:
    """Place and message of what is wrong with the Spanish file after that replacement."""
    shipped = (PROGRAMS / "infomaniak-partner.yaml").read_text("utf-8")
    assert old in shipped
    path = tmp_path / "edited.yaml"
    path.write_text(shipped.replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_program(str(path), [], {})
    return [(problem.where, problem.message) for problem in caught.value.problems]


def test_the_shipped_programmes_that_admit_partners() -> None:
    ibas, infomaniak = register("ibas-ontrack"), register("infomaniak-partner")

    assert ibas == PartnerRegister(list="partners", application_days=14)
    assert infomaniak is not None
    assert infomaniak.application_days is None
    assert infomaniak.terms is not None
    assert (infomaniak.terms.version, infomaniak.terms.dated, len(infomaniak.terms.points)) == ("1", date(2026, 1, 1), 4)
    assert [register(name) for name in ("promise-generuj-leady", "also-waas", "infor-referral")] == [None] * 3


def test_the_list_must_be_one_of_the_programs(tmp_path: Path) -> None:
    assert problems(tmp_path, "partners:\n  list: partners", "partners:\n  list: socios") == [("partners.list", "this list is unknown")]


def test_the_list_must_admit_partners(tmp_path: Path) -> None:
    found = problems(tmp_path, "partners:\n  list: partners", "partners:\n  list: affiliates")

    assert found == [("partners.list", "this list can't hold whom the program admits")]


def test_days_are_not_negative(tmp_path: Path) -> None:
    found = problems(tmp_path, "partners:\n  list: partners", "partners:\n  list: partners\n  application_days: -1")

    assert found == [("partners.application_days", "at least 0 is expected")]


def test_terms_need_a_point_in_every_language(tmp_path: Path) -> None:
    shipped = (PROGRAMS / "infomaniak-partner.yaml").read_text("utf-8")
    points = shipped[shipped.index("    points:\n") : shipped.index("\nlists:\n")]

    assert problems(tmp_path, points, "    points: []\n") == [("partners.terms.points", "terms need a point to accept")]
    french = '        fr: "Le partenaire assure le support'
    assert problems(tmp_path, french, french.replace("fr:", "de:")) == [("partners.terms.points[0].fr", "the text in `fr` is missing")]
