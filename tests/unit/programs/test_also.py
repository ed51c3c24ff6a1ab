"""The shipped ALSO programme says what its published text says (docs/domain.md, section 3), and its terms are checked as it is loaded."""

from functools import cache
from pathlib import Path

import pytest

from leadbot.lifecycle import calendar_fault
from leadbot.model.errors import ConfigurationError
from leadbot.model.program import Program
from leadbot.model.rules import AllowedTerms, MaximumTotalTerm, PersonsCheck, ProductsChecked
from leadbot.programs import load_program

PROGRAMS = Path(__file__).parents[3] / "config" / "programs"


@cache
def also() -> Program:
    return load_program("also-waas", [PROGRAMS], {})


def test_its_head() -> None:
    program = also()
    assert (program.prefix, program.language, program.fallback_languages, program.line) == ("AW", "nl", ("en",), True)
    assert (program.calendar.country, calendar_fault(program.calendar), program.promise_days) == ("NL", None, 5)
    assert "promise_days" in program.samples


def test_what_it_asks_for() -> None:
    required = {spec.id: spec.or_else for spec in also().fields if spec.required}
    names = ("client.name", "client.address", "client.tax_id", "items", "partner.name", "contact.name", "contact.email")
    assert tuple(required) == names
    assert required["client.tax_id"] == ("client.registry_id",)
    items, previous = also().field_spec("items"), also().field_spec("deal.previous_term_months")
    assert items is not None
    assert previous is not None
    assert items.parts == ("product", "quantity", "term_months")
    assert previous.required_when[0].where == {"deal.type": ("renewal",)}


def test_its_terms_and_checks() -> None:
    rules = also().rules
    assert [rule.months for rule in rules if isinstance(rule, AllowedTerms)] == [(12, 24, 36)]
    assert [rule.months for rule in rules if isinstance(rule, MaximumTotalTerm)] == [36]
    assert [rule.products for rule in rules if isinstance(rule, ProductsChecked)] == [("custom-bundle",)]
    assert [rule.check for rule in rules if isinstance(rule, PersonsCheck)] == ["credit"]


def test_its_options_go_with_bundles() -> None:
    catalogue = also().catalogue
    accessories = {p.id for f in catalogue.families for p in f.products if catalogue.is_accessory(p.id)}
    assert accessories == {"option-o365-business-premium", "option-monitor", "option-docking"}


@pytest.mark.parametrize(
    ("old", "new", "where", "message"),
    [
        ("    shapes: [dddddddd]", "    required: false", "fields[3].shapes", "needs its shape"),
        ("    id_types: [nl.btw]", "    id_types: [nl.btw]\n    shapes: [dd]", "fields[2].shapes", "only a registry id"),
        ("months: [12, 24, 36]", "months: []", "rules[0].months", "at least one term"),
        ("months: [12, 24, 36]", "months: [0, 24]", "rules[0].months", "at least one term"),
        ("    months: 36 ", "    months: 0 ", "rules[1].months", "at least 1"),
        ("values: [renewal]", "values: [renewel]", "rules[1].values", "never has this value"),
        ("previous: deal.previous_term_months", "previous: delivery", "rules[1].previous", "no number of months"),
        ("products: [custom-bundle]", "products: [custom-bundel]", "rules[2].products[0]", "product is unknown"),
    ],
)
def test_a_mistake_about_terms_or_numbers_is_told(tmp_path: Path, old: str, new: str, where: str, message: str) -> None:
    text = (PROGRAMS / "also-waas.yaml").read_text("utf-8")
    assert old in text
    path = tmp_path / "edited.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load_program(str(path), [], {})
    assert [(p.where, message in p.message) for p in raised.value.problems] == [(where, True)]
