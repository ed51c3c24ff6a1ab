"""Every rule of the Promise programme, named after its reason code, on both sides of its boundary (docs/domain.md, section 1)."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from leadbot.model.facts import ListEntry
from leadbot.model.lead import CheckState, LeadState
from leadbot.model.rules import Budget
from leadbot.model.submission import Standing
from leadbot.model.verdict import Reason

from .samples import GOOD, ambiguity, check, draft, facts, items, listed, other, program, told

REQUIRED = [field.id for field in program().fields if field.required]


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def test_outside_window() -> None:
    inside = ["2026-01-01T00:00:00+01:00", "2026-12-31T23:59:59+01:00", "2026-12-31T22:59:59+00:00"]
    outside = ["2025-12-31T23:59:59+01:00", "2027-01-01T00:00:00+01:00", "2026-12-31T23:00:00+00:00"]

    assert {told(draft(), received_at=at(moment)) for moment in inside} == {"confirmed"}
    assert {told(draft(), received_at=at(moment)) for moment in outside} == {"rejected outside-window"}


def test_missing_each_required_field() -> None:
    assert told(draft()) == "confirmed"
    assert {id_: told(draft(without=(id_,))) for id_ in REQUIRED} == {id_: f"incomplete missing:{id_}" for id_ in REQUIRED}


def test_missing_nothing_that_is_not_required() -> None:
    assert set(REQUIRED) == set(GOOD)


def test_missing_items_without_a_quantity() -> None:
    assert told(draft(items=items(("m365-e3", None)))) == "incomplete missing:items"
    assert told(draft(items=items(("m365-e3", 3)))) == "confirmed"


def test_ambiguous_items() -> None:
    assert told(draft(ambiguity("items", "Microsoft 365 E3", "Office 365 E3"), without=("items",))) == "incomplete ambiguous:items"


def test_invalid_partner_tax_id() -> None:
    assert told(draft(standing={"partner.tax_id": Standing.INVALID})) == "incomplete invalid:partner.tax_id"
    assert told(draft(standing={"partner.tax_id": Standing.VALID})) == "confirmed"


def test_partner_not_eligible_with_a_foreign_number() -> None:
    assert told(draft(partner__tax_id="CZ20491026", standing={"partner.tax_id": Standing.FOREIGN})) == "rejected partner-not-eligible"


def test_partner_not_eligible_when_absent_from_the_list_of_microsoft_partners() -> None:
    entry = ListEntry(tax_id="8522588396")

    assert told(draft(), facts(lists=listed("microsoft-partners"))) == "rejected partner-not-eligible"
    assert told(draft(), facts(lists=listed("microsoft-partners", entry))) == "confirmed"
    assert told(draft(), facts(lists=listed("microsoft-partners", in_use=False))) == "confirmed"


def test_invalid_client_tax_id() -> None:
    assert told(draft(standing={"client.tax_id": Standing.INVALID})) == "incomplete invalid:client.tax_id"
    assert told(draft(standing={"client.tax_id": Standing.VALID})) == "confirmed"


def test_client_not_eligible_with_a_foreign_number() -> None:
    assert told(draft(client__tax_id="DE340172419", standing={"client.tax_id": Standing.FOREIGN})) == "rejected client-not-eligible"


def test_client_not_eligible_when_nonprofit() -> None:
    assert told(draft(client__sector="nonprofit")) == "rejected client-not-eligible"
    assert told(draft(client__sector="commercial")) == "confirmed"


def test_client_not_eligible_when_absent_from_the_list_of_smb_clients() -> None:
    entry = ListEntry(tax_id="6797280418")

    assert told(draft(), facts(lists=listed("smb-clients"))) == "rejected client-not-eligible"
    assert told(draft(), facts(lists=listed("smb-clients", entry))) == "confirmed"
    assert told(draft(), facts(lists=listed("smb-clients", in_use=False))) == "confirmed"


def test_public_sector_when_stated() -> None:
    assert told(draft(client__sector="public")) == "rejected public-sector"
    assert told(draft(client__sector="education")) == "rejected public-sector"
    assert told(draft(client__sector="commercial")) == "confirmed"


def test_check_public_sector_when_the_name_alone_suggests_it() -> None:
    for name in (
        "Urząd Miasta Brzeg",
        "Gmina Łąka",
        "Szkoła Podstawowa nr 3",
        "Uniwersytet Nowy",
        "Szpital św. Jana",
        "Ministerstwo Spraw",
    ):
        assert told(draft(client__name=name)) == "in_review check:public-sector"
    assert told(draft(client__name="Hurtownia Amper Sp. z o.o.")) == "confirmed"


def test_check_public_sector_is_not_asked_where_the_mail_states_the_sector() -> None:
    assert told(draft(client__name="Szpital św. Jana Sp. z o.o.", client__sector="commercial")) == "confirmed"


def test_product_not_eligible() -> None:
    assert told(draft(items=items(("azure", 5), ("visio", 1)))) == "rejected product-not-eligible"
    assert told(draft(items=items(("azure", 5), ("m365-e3", 3)))) == "confirmed"


def test_below_minimum_quantity() -> None:
    assert told(draft(items=items(("m365-e3", 2)))) == "rejected below-minimum-quantity"
    assert told(draft(items=items(("m365-e3", 3)))) == "confirmed"


def test_below_minimum_quantity_adds_up_the_three_families_and_nothing_else() -> None:
    assert told(draft(items=items(("m365-e3", 1), ("o365-e1", 1), ("d365-finance", 1)))) == "confirmed"
    assert told(draft(items=items(("m365-e3", 1), ("o365-e1", 1), ("visio", 9)))) == "rejected below-minimum-quantity"


def test_below_minimum_quantity_is_judged_only_when_every_quantity_is_known() -> None:
    assert told(draft(items=items(("m365-e3", 1), ("o365-e1", None)))) == "incomplete missing:items"


def test_existing_service() -> None:
    assert told(draft(client__existing_services=("m365-business-basic",))) == "rejected existing-service"
    assert told(draft(client__existing_services=("dynamics-365",))) == "rejected existing-service"
    assert told(draft(client__existing_services=())) == "confirmed"


def test_existing_service_of_office_365_may_move_to_e3_or_higher() -> None:
    owner = {"client__existing_services": ("o365-business-premium",)}

    assert told(draft(**owner, items=items(("o365-e1", 20)))) == "rejected existing-service"
    assert told(draft(**owner, items=items(("m365-business-premium", 20)))) == "rejected existing-service"
    for plan in ("m365-e3", "m365-e5", "o365-e3", "o365-e5"):
        assert told(draft(**owner, items=items((plan, 20)))) == "confirmed"


def test_existing_service_the_very_plan_or_down_from_e5_is_no_move() -> None:
    assert told(draft(client__existing_services=("o365-e3",), items=items(("o365-e3", 20)))) == "rejected existing-service"
    assert told(draft(client__existing_services=("o365-e5",), items=items(("o365-e3", 20)))) == "rejected existing-service"
    assert told(draft(client__existing_services=("o365-e3",), items=items(("o365-e5", 20)))) == "confirmed"


def test_existing_service_office_365_without_a_plan_passes() -> None:
    assert told(draft(client__existing_services=("office-365",), items=items(("m365-e3", 20)))) == "confirmed"


def test_check_existing_service_where_the_owned_plan_could_be_of_two_families() -> None:
    doubt = ambiguity("client.existing_services", "Microsoft 365 E3", "Office 365 E3")

    assert told(draft(doubt, items=items(("m365-e5", 20)))) == "in_review check:existing-service"


def test_check_mixed_plans() -> None:
    owner = {"client__existing_services": ("o365-business-premium",)}

    assert told(draft(**owner, items=items(("m365-e3", 5), ("o365-e1", 20)))) == "in_review check:mixed-plans"
    assert told(draft(**owner, items=items(("m365-e3", 5), ("m365-e5", 20)))) == "confirmed"


def test_duplicate() -> None:
    assert told(draft(), facts(other())) == "rejected duplicate"
    assert told(draft(), facts(other(state=LeadState.IN_REVIEW))) == "rejected duplicate"
    assert told(draft(), facts()) == "confirmed"


def test_check_priority_while_an_older_incomplete_lead_keeps_its_place() -> None:
    older = other(state=LeadState.INCOMPLETE, place_until=at("2026-03-23T23:59:59+01:00"))

    assert told(draft(), facts(older)) == "in_review check:priority"
    assert told(draft(), facts(replace(older, received_at=at("2026-03-11T09:00:00+01:00")))) == "confirmed"


def test_check_possible_duplicate() -> None:
    alike = other(same_key=False, keyed=False, alike=("client.name",))

    assert told(draft(), facts(alike)) == "in_review check:possible-duplicate"
    assert told(draft(), facts(other(products=("d365-finance",)))) == "in_review check:possible-duplicate"


def test_check_microsoft_registration() -> None:
    asked = facts(checks=(check("microsoft-registration"),))

    assert told(draft(), asked) == "in_review check:microsoft-registration"
    assert told(draft(), facts()) == "confirmed"


def test_check_microsoft_registration_refused_as_staff_say() -> None:
    for code in ("reported-elsewhere", "client-not-eligible", "partner-not-eligible"):
        refused = facts(checks=(check("microsoft-registration", CheckState.REFUSED, reason=Reason(code)),))
        assert told(draft(), refused) == f"rejected {code}"


def test_reported_elsewhere() -> None:
    entry = ListEntry(tax_id="6797280418")

    assert told(draft(), facts(lists=listed("reported-opportunities", entry))) == "rejected reported-elsewhere"
    assert told(draft(), facts(lists=listed("reported-opportunities"))) == "confirmed"


def test_licensing_not_eligible() -> None:
    assert told(draft(deal__licensing="open")) == "rejected licensing-not-eligible"
    assert told(draft(deal__licensing="csp")) == "confirmed"


def test_partner_banned() -> None:
    entry = ListEntry(tax_id="8522588396")

    assert told(draft(), facts(lists=listed("banned-partners", entry))) == "rejected partner-banned"
    assert told(draft(), facts(lists=listed("banned-partners"))) == "confirmed"


def test_budget_exhausted() -> None:
    pool = next(rule for rule in program().rules if isinstance(rule, Budget)).amount

    assert told(draft(), facts(spent=pool)) == "rejected budget-exhausted"
    assert told(draft(), facts(spent=pool - Decimal("0.01"))) == "confirmed"


def test_rejected_goes_before_incomplete_goes_before_in_review() -> None:
    public_name = "Gmina Łąka"

    assert told(draft(without=("client.pc_count",), client__name=public_name, items=items(("m365-e3", 2)))).startswith("rejected")
    assert told(draft(without=("client.pc_count",), client__name=public_name)) == "incomplete missing:client.pc_count"
    assert told(draft(client__name=public_name)) == "in_review check:public-sector"


def test_several_rejecting_rules_are_all_told() -> None:
    assert told(draft(items=items(("m365-e3", 2)), deal__licensing="ea")) == "rejected below-minimum-quantity licensing-not-eligible"
