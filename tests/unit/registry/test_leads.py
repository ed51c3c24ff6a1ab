"""Leads keep their place, their history and their client."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import exc

from leadbot.model.errors import HeldByAnother, UnknownReference
from leadbot.model.lead import Check, CheckState, HistoryEntry, LeadState, Reference
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.program import Calendar
from leadbot.model.submission import Evidence, FieldValue, LeadDraft, Standing
from leadbot.model.verdict import Finding, Outcome, Reason, Result, Verdict
from leadbot.registry import SqlUnitOfWork

ONE, TWO, THREE = (Reference(f"DM-2026-0000{n}") for n in (1, 2, 3))


def finish(uow: SqlUnitOfWork, key: str, *references: Reference) -> None:
    uow.messages.finish(
        MessageKey(key),
        Disposition.ANSWERED,
        kind=Kind.LEAD,
        reason="",
        references=references,
        sender="",
        subject="",
        correspondence=None,
    )


def test_a_lead_comes_back_as_it_was_put(uow: SqlUnitOfWork, make) -> None:
    check = Check(id="credit", state=CheckState.REFUSED, opened_at=make.noon, reason=Reason("credit-refused"), answered_at=make.noon)
    failed = Finding(rule="minimum", result=Result.FAILED, reason=Reason("below-minimum"), facts=(("quantity", "2"),))
    verdict = Verdict(outcome=Outcome.REJECTED, reasons=(Reason("below-minimum"),), findings=(failed,))
    lead = make.stored_lead(
        uow, ONE, checks=(check,), verdict=verdict, state=LeadState.REJECTED, changed=("client.name",), place_until=make.noon
    )

    assert uow.leads.get(ONE) == lead


def test_moments_come_back_in_utc_whatever_zone_they_were_put_in(uow: SqlUnitOfWork, make) -> None:
    there = datetime(2026, 11, 20, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=-7)))

    make.stored_lead(uow, ONE, received_at=there)

    stored = uow.leads.get(ONE).received_at
    assert (stored, stored.tzinfo) == (there, UTC)


def test_a_moment_without_zone_is_refused(uow: SqlUnitOfWork, make) -> None:
    with pytest.raises(ValueError, match="without time zone"):
        make.stored_lead(uow, ONE, due_at=datetime(2026, 11, 20))  # noqa: DTZ001 - the very mistake


def test_putting_again_replaces_the_lead_and_its_keys(uow: SqlUnitOfWork, make) -> None:
    lead = make.stored_lead(uow, ONE)

    uow.leads.put(replace(lead, state=LeadState.WITHDRAWN), make.keys("tax:2"), ())

    assert uow.leads.all() == [replace(lead, state=LeadState.WITHDRAWN)]
    assert uow.leads.keys(ONE) == make.keys("tax:2")


def test_a_lead_needs_its_message(uow: SqlUnitOfWork, make) -> None:
    with pytest.raises(UnknownReference):
        uow.leads.put(make.lead(from_message="nobody"), make.keys(), [""])
    assert uow.leads.all() == []


class TestHolding:
    def test_one_lead_alone_holds_a_clients_family(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE, "suite")

        with pytest.raises(HeldByAnother, match=TWO):
            make.stored_lead(uow, TWO, "suite")

    def test_a_refused_lead_is_not_there(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE, "suite")
        with pytest.raises(HeldByAnother):
            make.stored_lead(uow, TWO, "extra", "suite")

        assert uow.leads.find("demo", TWO) is None
        make.stored_lead(uow, THREE, "extra")

    def test_a_refused_change_leaves_the_lead_and_its_holds_as_they_were(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE, "suite")
        second = make.stored_lead(uow, TWO, "extra")
        with pytest.raises(HeldByAnother):
            uow.leads.put(replace(second, state=LeadState.IN_REVIEW), make.keys(), ["suite"])

        assert uow.leads.get(TWO) == second
        with pytest.raises(HeldByAnother):
            make.stored_lead(uow, THREE, "extra")

    def test_families_clients_and_programs_are_held_apart(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE, "suite")
        make.stored_lead(uow, TWO, "extra")
        make.stored_lead(uow, THREE, "suite", keys=make.keys("tax:2"))
        make.stored_lead(uow, "DM-2026-00004", "suite", program="other")

        assert len(uow.leads.all()) == 4

    def test_who_holds_nothing_any_more_blocks_nobody(self, uow: SqlUnitOfWork, make) -> None:
        first = make.stored_lead(uow, ONE, "suite")
        uow.leads.put(replace(first, state=LeadState.LAPSED), make.keys(), ())

        assert make.stored_lead(uow, TWO, "suite") == uow.leads.get(TWO)

    def test_a_lead_may_be_put_again_with_what_it_holds(self, uow: SqlUnitOfWork, make) -> None:
        first = make.stored_lead(uow, ONE, "suite", "suite")

        uow.leads.put(first, make.keys(), ["suite", "extra"])

        with pytest.raises(HeldByAnother):
            make.stored_lead(uow, TWO, "extra")

    def test_without_a_key_nothing_is_held(self, uow: SqlUnitOfWork, make) -> None:
        for reference in (ONE, TWO):
            make.stored_lead(uow, reference, "", keys=make.keys(""))

        assert len(uow.leads.all()) == 2


class TestReferences:
    def test_are_counted_from_one_in_each_year_and_prefix(self, uow: SqlUnitOfWork, make) -> None:
        demo, other = make.program(), make.program(prefix="OT")
        later = make.noon + timedelta(days=60)

        drawn = [uow.leads.next_reference(p, at) for p, at in ((demo, make.noon), (demo, make.noon), (other, make.noon), (demo, later))]

        assert drawn == ["DM-2026-00001", "DM-2026-00002", "OT-2026-00001", "DM-2027-00001"]

    def test_follow_the_year_of_the_programs_zone(self, uow: SqlUnitOfWork, make) -> None:
        new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
        london = make.program(calendar=Calendar(country="GB", time_zone="Europe/London"))

        assert uow.leads.next_reference(make.program(), new_year) == "DM-2027-00001"
        assert uow.leads.next_reference(london, new_year) == "DM-2026-00001"

    def test_grow_beyond_five_digits(self, uow: SqlUnitOfWork, make) -> None:
        uow.connection.exec_driver_sql("INSERT INTO reference_counter VALUES ('DM', 2026, 99999)")

        assert uow.leads.next_reference(make.program(), make.noon) == "DM-2026-100000"

    def test_of_an_undone_savepoint_are_drawn_again(self, uow: SqlUnitOfWork, make) -> None:
        def fail() -> None:
            with uow.savepoint():
                raise RuntimeError(uow.leads.next_reference(make.program(), make.noon))

        with pytest.raises(RuntimeError, match=ONE):
            fail()
        assert uow.leads.next_reference(make.program(), make.noon) == ONE


class TestAlike:
    def test_each_of_the_keys_alone_is_enough(self, uow: SqlUnitOfWork, make) -> None:
        keys = {
            "DM-2026-00001": make.keys("tax:1", "one"),
            "DM-2026-00002": make.keys("", "bolt"),
            "DM-2026-00003": make.keys("", "three", email="jan@bolt.example"),
            "DM-2026-00004": make.keys("", "four", phone="+48601202303"),
            "DM-2026-00005": make.keys("tax:5", "five", "eva@five.example", "+48999999999"),
        }
        for reference, of in keys.items():
            make.stored_lead(uow, reference, keys=of)

        found = uow.leads.alike("demo", make.keys("tax:1", "bolt", "jan@bolt.example", "+48601202303"))

        assert [lead.reference for lead in found] == ["DM-2026-00001", "DM-2026-00002", "DM-2026-00003", "DM-2026-00004"]

    @pytest.mark.parametrize(("theirs", "alike"), [("tax:1", True), ("tax:2", False), ("registry:2", True), ("", True)])
    def test_another_id_of_the_same_kind_is_another_client(self, uow: SqlUnitOfWork, make, theirs: str, alike: bool) -> None:
        make.stored_lead(uow, ONE, keys=make.keys(theirs, "bolt"))

        assert bool(uow.leads.alike("demo", make.keys("tax:1", "bolt"))) is alike

    def test_empty_keys_match_nothing(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE, keys=make.keys("", ""))

        assert uow.leads.alike("demo", make.keys("", "")) == []
        assert uow.leads.alike("demo", make.keys("tax:1", "")) == []

    def test_the_oldest_receipt_comes_first_and_any_state_counts(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE, minutes=9)
        make.stored_lead(uow, TWO, minutes=3, state=LeadState.LOST)
        make.stored_lead(uow, THREE, program="other")

        assert [lead.reference for lead in uow.leads.alike("demo", make.keys())] == [TWO, ONE]


class TestThread:
    def test_leads_are_found_by_a_mail_received(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, TWO)
        make.stored_lead(uow, ONE)
        uow.messages.store((make.message("m", message_id="<m@x>"), b""))
        finish(uow, "m", TWO, ONE)

        assert [lead.reference for lead in uow.leads.in_thread("demo", ["<m@x>"])] == [ONE, TWO]

    def test_leads_are_found_by_a_mail_of_ours(self, uow: SqlUnitOfWork, make) -> None:
        lead = make.stored_lead(uow, ONE)
        uow.outbox.put(make.entry(message_id="<ours@x>", references=(ONE,)))

        assert uow.leads.in_thread("demo", ["<ours@x>"]) == [lead]

    def test_the_nearest_mail_that_is_about_a_lead_decides(self, uow: SqlUnitOfWork, make) -> None:
        for number, reference in ((1, ONE), (2, TWO)):
            make.stored_lead(uow, reference)
            uow.outbox.put(make.entry(message_id=f"<{number}@x>", references=(reference,)))
        uow.messages.store((make.message("question", message_id="<question@x>"), b""))

        found = uow.leads.in_thread("demo", ["<unknown@x>", "<question@x>", "<2@x>", "<1@x>"])

        assert [lead.reference for lead in found] == [TWO]

    def test_another_programs_thread_is_none_of_ours(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE)
        uow.outbox.put(make.entry(message_id="<ours@x>", references=(ONE,)))

        assert uow.leads.in_thread("other", ["<ours@x>"]) == []
        assert uow.leads.in_thread("demo", []) == []


class TestPartner:
    def test_is_known_by_address_own_domain_or_tax_id(self, uow: SqlUnitOfWork, make) -> None:
        ours = make.partner("acme")
        senders = {
            ONE: make.partner("acme", address="new@acme.example", tax_id=""),
            TWO: make.partner("rival", tax_id="tax-acme"),
            THREE: make.partner("rival", address=ours.address, domain=""),
            "DM-2026-00004": make.partner("rival"),
        }
        for reference, partner in senders.items():
            make.stored_lead(uow, reference, partner=partner)

        assert [lead.reference for lead in uow.leads.of_partner("demo", ours)] == [ONE, TWO, THREE]

    def test_without_own_domain_and_tax_id_shares_nothing_with_others_like_it(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE, partner=make.partner(address="eva@mail.example", domain="", tax_id=""))

        assert uow.leads.of_partner("demo", make.partner(address="jan@mail.example", domain="", tax_id="")) == []


class TestAddresses:
    def test_are_the_senders_the_contacts_and_those_added(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE, draft=make.draft(contact__email="eva@acme.example"))

        uow.leads.add_address(ONE, "Jan@Acme.example")
        uow.leads.add_address(ONE, "jan@acme.example")

        assert uow.leads.addresses(ONE) == {"anna@acme.example", "eva@acme.example", "jan@acme.example"}

    def test_a_contact_address_that_cannot_be_right_is_none(self, uow: SqlUnitOfWork, make) -> None:
        wrong = FieldValue(
            id="contact.email", value="eva@@acme", evidence=Evidence(source="body", quote="eva@@acme"), standing=Standing.INVALID
        )
        make.stored_lead(uow, ONE, draft=LeadDraft(fields=(wrong,)))

        assert uow.leads.addresses(ONE) == {"anna@acme.example"}

    def test_quoting_a_reference_gives_no_right_to_the_lead(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE)
        uow.messages.store((make.message("m", sender="rival@rival.example"), b""))
        finish(uow, "m", ONE)

        assert uow.leads.addresses(ONE) == {"anna@acme.example"}


class TestHistory:
    def test_is_told_in_the_order_in_which_it_happened(self, uow: SqlUnitOfWork, make) -> None:
        make.stored_lead(uow, ONE)
        entries = [HistoryEntry(at=make.noon, event=event, by="leadbot", detail="żółć") for event in ("registered", "judged")]
        for entry in entries:
            uow.leads.note(ONE, entry)

        assert uow.leads.history(ONE) == entries

    @pytest.mark.parametrize("change", ["UPDATE history SET detail = 'x'", "UPDATE history SET event = 'judged'", "DELETE FROM history"])
    def test_can_be_neither_changed_nor_removed(self, uow: SqlUnitOfWork, make, change: str) -> None:
        make.stored_lead(uow, ONE)
        uow.leads.note(ONE, HistoryEntry(at=make.noon, event="decided", by="anna", detail=""))

        with pytest.raises(exc.IntegrityError, match="history is never"):
            uow.connection.exec_driver_sql(change)


def test_an_unknown_lead_is_said_to_be_unknown(uow: SqlUnitOfWork, make) -> None:
    for ask in (uow.leads.get, uow.leads.keys, uow.leads.addresses):
        with pytest.raises(UnknownReference):
            ask(ONE)
    with pytest.raises(UnknownReference):
        uow.leads.add_address(ONE, "eva@acme.example")
    with pytest.raises(UnknownReference):
        uow.leads.note(ONE, HistoryEntry(at=make.noon, event="judged", by="leadbot", detail=""))
    assert uow.leads.history(ONE) == []


def test_a_lead_is_found_in_its_own_program_only(uow: SqlUnitOfWork, make) -> None:
    lead = make.stored_lead(uow, ONE)

    assert (uow.leads.find("demo", ONE), uow.leads.find("other", ONE), uow.leads.find("demo", TWO)) == (lead, None, None)


def test_leads_are_listed_by_state_and_program(uow: SqlUnitOfWork, make) -> None:
    make.stored_lead(uow, ONE, state=LeadState.IN_REVIEW, minutes=7)
    make.stored_lead(uow, TWO, state=LeadState.INCOMPLETE)
    make.stored_lead(uow, THREE, program="other")

    waiting = uow.leads.in_state("demo", LeadState.IN_REVIEW, LeadState.INCOMPLETE)

    assert [lead.reference for lead in waiting] == [TWO, ONE]
    assert [lead.reference for lead in uow.leads.all("demo")] == [ONE, TWO]
    assert [lead.reference for lead in uow.leads.all()] == [ONE, TWO, THREE]
    assert uow.leads.in_state("demo") == []
