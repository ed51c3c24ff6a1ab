"""The table of rule kinds, and the fields that rules look at."""

from dataclasses import replace
from typing import get_args

from tests.unit.judging.samples import program

from leadbot.judging import required_fields, rule_fields
from leadbot.judging.kinds import CHECK_PARAMETERS, KINDS
from leadbot.model.fields import FIELDS
from leadbot.model.rules import Rule


def test_every_kind_of_rule_has_one_function() -> None:
    assert set(KINDS) == set(get_args(Rule))


def test_every_parameter_that_names_a_check_is_known() -> None:
    named = {name for kind in get_args(Rule) for name in kind.__dataclass_fields__ if name.endswith("check")}
    assert named == set(CHECK_PARAMETERS)


def test_what_rules_look_at_waits_for_a_person_when_it_changes() -> None:
    looked_at = rule_fields(program())
    assert {"client.tax_id", "client.name", "client.sector", "client.existing_services", "items", "deal.licensing"} <= looked_at
    assert {"partner.tax_id", "partner.name"} <= looked_at
    assert looked_at <= set(FIELDS)


def test_what_is_merely_required_may_change_without_a_person() -> None:
    merely = required_fields(program()) - rule_fields(program())
    assert merely == {"client.address", "client.pc_count", "partner.address", "contact.name", "contact.phone", "contact.email"}


def test_the_clients_contact_matters_only_where_no_id_of_the_client_is_required() -> None:
    assert "client.contact.email" not in rule_fields(program())
    without_id = replace(program(), fields=tuple(spec for spec in program().fields if spec.id != "client.tax_id"))
    assert {"client.contact.email", "client.contact.phone", "client.name"} <= rule_fields(without_id)
