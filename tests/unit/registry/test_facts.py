"""A draft is judged by what registry and lists know of its client and its partner."""

import pytest

from leadbot.model.facts import Facts, ListEntry
from leadbot.model.lead import LIVE, Check, CheckState, LeadState, Reference
from leadbot.model.program import ListSpec
from leadbot.registry import SqlUnitOfWork

CLIENTS = ListSpec(id="clients", counts="exclusion", subject="client")
MEMBERS = ListSpec(id="members", counts="admission", subject="client", in_use=False)
BANNED = ListSpec(id="banned", counts="exclusion", subject="partner")


@pytest.fixture
def facts(uow: SqlUnitOfWork, make):
    def ask(*lists: ListSpec, **changes) -> Facts:
        known = {
            "keys": make.keys(),
            "partner": make.partner(),
            "partner_number": "",
            "partner_name": "",
            "exclude": None,
            "checks": (),
            "changed": (),
        }
        return uow.facts(make.program(*lists), **known | changes)

    return ask


class TestListsOfClients:
    def entries(self, uow: SqlUnitOfWork, facts, spec: ListSpec, row: ListEntry, keys) -> tuple[ListEntry, ...]:
        uow.lists.replace("demo", spec.id, [ListEntry(tax_id="999", name="Somebody else"), row], fold=str.lower)
        return facts(spec, keys=keys).list_fact(spec.id).entries

    @pytest.mark.parametrize("spec", [CLIENTS, MEMBERS])
    def test_the_tax_id_tells_whatever_the_name(self, uow, facts, make, spec: ListSpec) -> None:
        row = ListEntry(tax_id="1", name="Old name")
        assert self.entries(uow, facts, spec, row, make.keys("tax:1")) == (row,)

    @pytest.mark.parametrize("spec", [CLIENTS, MEMBERS])
    def test_differing_tax_ids_are_two_companies_of_one_name(self, uow, facts, make, spec: ListSpec) -> None:
        row = ListEntry(tax_id="2", name="Bolt")
        assert self.entries(uow, facts, spec, row, make.keys("tax:1")) == ()

    @pytest.mark.parametrize("spec", [CLIENTS, MEMBERS])
    def test_the_folded_name_tells_where_the_row_has_no_tax_id(self, uow, facts, make, spec: ListSpec) -> None:
        row = ListEntry(name="BOLT")
        assert self.entries(uow, facts, spec, row, make.keys("tax:1")) == (row,)

    def test_a_name_alone_admits_but_does_not_exclude_where_the_draft_lacks_the_id(self, uow, facts, make) -> None:
        row = ListEntry(tax_id="1", name="Bolt")
        assert self.entries(uow, facts, MEMBERS, row, make.keys("")) == (row,)
        assert self.entries(uow, facts, CLIENTS, row, make.keys("")) == ()

    @pytest.mark.parametrize("key", ["", "registry:"])
    def test_empty_columns_match_nothing(self, uow, facts, make, key: str) -> None:
        assert self.entries(uow, facts, CLIENTS, ListEntry(services=("suite",)), make.keys(key, "")) == ()


class TestListsOfPartners:
    @pytest.mark.parametrize(
        "row", [ListEntry(tax_id="tax-acme"), ListEntry(number="DM-P-0001"), ListEntry(email_domain="acme.example", tax_id="")]
    )
    def test_tax_id_number_and_domain_each_tell(self, uow, facts, row: ListEntry) -> None:
        uow.lists.replace("demo", "banned", [row], fold=str.lower)

        assert facts(BANNED, partner_number="DM-P-0001").list_fact("banned").entries == (row,)

    def test_differing_tax_ids_never_match(self, uow, facts) -> None:
        uow.lists.replace("demo", "banned", [ListEntry(tax_id="another", number="DM-P-0001", email_domain="acme.example")], fold=str.lower)

        assert facts(BANNED, partner_number="DM-P-0001").list_fact("banned").entries == ()

    def test_a_free_mail_partner_matches_no_row_without_domain(self, uow, facts, make) -> None:
        uow.lists.replace("demo", "banned", [ListEntry(name="No domain")], fold=str.lower)

        assert facts(BANNED, partner=make.partner(domain="", tax_id="")).list_fact("banned").entries == ()


def test_a_list_is_in_use_by_its_program_or_once_it_is_imported(uow: SqlUnitOfWork, facts) -> None:
    assert {fact.list: fact.in_use for fact in facts(CLIENTS, MEMBERS).lists} == {"clients": True, "members": False}

    uow.lists.replace("demo", "members", [], fold=str.lower)

    assert facts(MEMBERS).list_fact("members").in_use


def test_lists_of_another_program_are_not_seen(uow: SqlUnitOfWork, facts) -> None:
    uow.lists.replace("other", "clients", [ListEntry(tax_id="1")], fold=str.lower)

    assert facts(CLIENTS).list_fact("clients").entries == ()


class TestOthers:
    def test_are_the_live_and_won_leads_of_that_client_oldest_first(self, uow: SqlUnitOfWork, facts, make) -> None:
        states = {f"DM-2026-000{n:02}": state for n, state in enumerate(LeadState, 1)}
        for n, (reference, state) in enumerate(states.items()):
            make.stored_lead(uow, reference, state=state, minutes=-n)

        live = [reference for reference, state in states.items() if state in (*LIVE, LeadState.WON)]
        assert [other.reference for other in facts().others] == live[::-1]

    def test_tell_what_matched_and_what_is_wanted(self, uow: SqlUnitOfWork, facts, make) -> None:
        theirs = make.keys("tax:1", "bolt", "jan@bolt.example", "+48601202303")
        lead = make.stored_lead(uow, "DM-2026-00001", state=LeadState.INCOMPLETE, place_until=make.noon, keys=theirs)

        (other,) = facts(keys=theirs).others

        assert (other.state, other.received_at, other.place_until) == (lead.state, lead.received_at, make.noon)
        assert (other.same_key, other.products) == (True, ("suite", "extra"))
        assert other.alike == ("client.tax_id", "client.name", "client.contact.email", "client.contact.phone")

    def test_of_a_registry_id_say_so(self, uow: SqlUnitOfWork, facts, make) -> None:
        make.stored_lead(uow, "DM-2026-00001", keys=make.keys("registry:12345678", "one"))

        (other,) = facts(keys=make.keys("registry:12345678", "two")).others

        assert (other.same_key, other.alike) == (True, ("client.registry_id",))

    def test_matched_by_name_alone_have_not_the_same_key(self, uow: SqlUnitOfWork, facts, make) -> None:
        make.stored_lead(uow, "DM-2026-00001", keys=make.keys("tax:2", "bolt"))

        (other,) = facts(keys=make.keys("", "bolt")).others

        assert (other.same_key, other.alike) == (False, ("client.name",))

    def test_know_whose_they_are(self, uow: SqlUnitOfWork, facts, make) -> None:
        make.stored_lead(uow, "DM-2026-00001", partner=make.partner("acme", address="other@acme.example"))
        make.stored_lead(uow, "DM-2026-00002", partner=make.partner("rival"))
        make.stored_lead(uow, "DM-2026-00003", partner=make.partner("rival", tax_id="tax-acme"))
        make.stored_lead(uow, "DM-2026-00004", partner=make.partner("acme", tax_id="tax-of-another"))

        assert [other.same_partner for other in facts().others] == [True, False, True, True]

    def test_leave_the_judged_lead_itself_out(self, uow: SqlUnitOfWork, facts, make) -> None:
        for reference in ("DM-2026-00001", "DM-2026-00002"):
            make.stored_lead(uow, reference)

        told = facts(exclude=Reference("DM-2026-00001"))

        assert (told.reference, [other.reference for other in told.others]) == ("DM-2026-00001", ["DM-2026-00002"])


def test_checks_and_changes_are_passed_on(facts, make) -> None:
    check = Check(id="credit", state=CheckState.APPROVED, opened_at=make.noon)

    told = facts(checks=[check], changed=["items"])

    assert (told.checks, told.changed, told.spent) == ((check,), ("items",), 0)
