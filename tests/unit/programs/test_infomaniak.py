"""The shipped Infomaniak programme says what its published text says (docs/domain.md, section 4)."""

from functools import cache
from pathlib import Path

from leadbot.lifecycle import calendar_fault
from leadbot.model.message import Kind
from leadbot.model.program import Program
from leadbot.programs import load_program


@cache
def infomaniak() -> Program:
    return load_program("infomaniak-partner", [Path(__file__).parents[3] / "config" / "programs"], {})


def required(kind: Kind) -> set[str]:
    return {spec.id for spec in infomaniak().fields for need in spec.needs() if need.kind is kind}


def test_it_answers_by_the_calendar_of_geneva_in_three_languages() -> None:
    program = infomaniak()
    assert (program.calendar.country, program.calendar.subdivision, program.line) == ("CH", "GE", False)
    assert calendar_fault(program.calendar) is None
    assert (program.prefix, program.language, program.fallback_languages) == ("IK", "es", ("fr", "en"))
    samples = ("promise_days", "partners.terms.version", "partners.terms.dated", "payouts.cashback.tiers", "retention")
    assert (program.promise_days, program.samples) == (5, samples)


def test_it_asks_applicants_and_partners_for_different_things() -> None:
    assert required(Kind.APPLICATION) == {"partner.name", "partner.tax_id", "partner.website", "contact.name", "contact.email"}
    assert required(Kind.LEAD) == {"client.name", "client.contact.email", "items"}


def test_its_id_types_stand_in_their_order() -> None:
    spec = infomaniak().field_spec("partner.tax_id")
    assert spec is not None
    assert spec.id_types == ("ch.uid", "fr.siret", "fr.siren", "es.nif", "eu.vat")


def test_its_catalogue_and_lists() -> None:
    program = infomaniak()
    products = [product.id for family in program.catalogue.families for product in family.products]
    assert products == ["domain", "web-hosting", "mail-service", "ksuite", "kdrive", "public-cloud", "vps", "swiss-backup"]
    assert {spec.id: (spec.counts, spec.in_use) for spec in program.lists} == {
        "partners": ("admission", True),
        "affiliates": ("exclusion", True),
    }
    assert {Kind.APPLICATION, Kind.LEAD, Kind.TENDER} <= set(program.kinds)


def test_its_rules_give_every_reason_of_the_published_conditions() -> None:
    assert {rule.reason for rule in infomaniak().rules if getattr(rule, "reason", None)} == {  # type: ignore[union-attr]
        "use-affiliate-programme",
        "partner-is-affiliate",
        "partner-not-registered",
    }
    assert {check.id for check in infomaniak().checks} == {"website", "company-register", "changed"}
