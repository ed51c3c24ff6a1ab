"""A changed program is tried on past mails before it comes into force; nothing is sent or written."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from tests.payouts.run import store_leads

from leadbot.app import scratch_registry
from leadbot.model.lead import Reference
from leadbot.model.program import Program
from leadbot.programs import load_program
from leadbot.service.corrections import parse_value
from leadbot.service.decide import Decision, correct, decide
from leadbot.service.importing import Upload, import_list
from leadbot.service.replay import Replay, replay
from leadbot.service.replayed_deals import past_deals, replayed_payouts
from support.office import ALFA, BETA, CLIENT, EWA, PROGRAM, Office, form, moment

from .fees import OTHER as OTHER_REF
from .fees import REF, ask, fee_office, lead_row

OTHER = {
    **CLIENT,
    "Klient": "Tartak Dąb Sp. z o.o.",
    "NIP klienta": "5210079192",
    "Plan i ilość": "150 szt. Microsoft 365 Business Standard",
}
"""Another client, which wants more."""


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Program:
    """The shipped programme with other words in its file."""
    text = PROGRAM.source
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "new.yaml"
    path.write_text(text, "utf-8")
    return load_program(str(path), [], PROGRAM.lexicons)


@pytest.fixture
def stricter(tmp_path: Path) -> Program:
    """It wants 100 licences."""
    return changed(tmp_path, ("    minimum: 3 ", "    minimum: 100 "))


def replayed(office: Office, program: Program) -> Replay:
    return replay(office.registry, office.desk, program, office.reader, scratch_registry, office.now)


def told(found: Replay) -> list[tuple[tuple[str, ...], str, str]]:
    return [(difference.references, difference.before.ended, difference.after.ended) for difference in found.differences]


def test_the_same_program_differs_in_nothing(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA), at="2026-11-16 10:00", sender=EWA)

    assert replayed(office, PROGRAM) == Replay(mails=2, differences=())


def test_verdicts_and_mails_that_would_differ_are_shown(office: Office, stricter: Program) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(OTHER, BETA), at="2026-11-16 10:00", sender=EWA)

    found = replayed(office, stricter)

    review = "in_review (in_review check:microsoft-registration)"
    assert told(found) == [(("GL-2026-00001",), review, "rejected (rejected below-minimum-quantity)")]
    (difference,) = found.differences
    assert (len(difference.before.mails), len(difference.after.mails)) == (1, 1)
    assert "100" in difference.after.mails[0]


def test_words_alone_that_would_differ_are_shown_too(office: Office, tmp_path: Path) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    found = replayed(office, changed(tmp_path, ("Zgłoszenie jest poprawne; od {since}", "Zgłoszenie jest w porządku; od {since}")))

    assert [(difference.verdicts, difference.before.mails != difference.after.mails) for difference in found.differences] == [(False, True)]


def test_nothing_is_written_or_sent(office: Office, stricter: Program) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    before = (office.leads(), office.outbox())

    replayed(office, stricter)

    assert (office.leads(), office.outbox()) == before


def test_what_staff_decided_and_corrected_is_done_again_at_its_moment(office: Office, stricter: Program) -> None:
    """A confirmed lead rejects the next one for the same client; a corrected one has its data."""
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference("GL-2026-00001"), Decision(approve=True, by="anna"), office.now)
    office.take(form(CLIENT, BETA), at="2026-11-17 09:00", sender=EWA)
    office.take(form(OTHER, BETA, Liczba_PC=None), at="2026-11-17 10:00", sender=EWA)
    with office.registry.begin() as uow:
        values = [parse_value("client.pc_count=30", PROGRAM, "anna")]
        correct(uow, office.desk, Reference("GL-2026-00003"), values, "anna", office.now)

    assert replayed(office, PROGRAM).differences == ()
    assert told(replayed(office, stricter)) == [
        (("GL-2026-00001",), "confirmed (confirmed)", "rejected (rejected below-minimum-quantity)"),
        (("GL-2026-00002",), "rejected (rejected duplicate)", "rejected (rejected below-minimum-quantity)"),
    ]


def test_todays_lists_count(office: Office, tmp_path: Path) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    upload = Upload(list="smb-clients", file="smb.csv", octets=b"NIP\n5210079192\n", by="anna")
    import_list(office.registry, PROGRAM, upload, frozenset(), office.now)

    found = replayed(
        office,
        changed(
            tmp_path,
            ("    kind: on_list\n    list: smb-clients", "    kind: on_list\n    applies_to: [application]\n    list: smb-clients"),
        ),
    )

    assert told(found) == [
        (("GL-2026-00001",), "rejected (rejected client-not-eligible)", "in_review (in_review check:microsoft-registration)")
    ]


def test_a_follow_up_finds_its_conversation_again(office: Office, stricter: Program) -> None:
    first = office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")
    reply = office.reply_to(first)
    assert reply is not None
    office.take("Liczba PC: 30", at="2026-11-16 11:00", answers=reply)

    assert replayed(office, PROGRAM).differences == ()
    (difference,) = [d for d in replayed(office, stricter).differences if d.references]
    assert difference.before.ended == "in_review (in_review check:microsoft-registration)"


def test_in_shadow_or_hold_the_replay_shows_what_would_go_out(office: Office, stricter: Program) -> None:
    office.desk = replace(office.desk, mode=office.desk.mode.SHADOW)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    (difference,) = replayed(office, stricter).differences
    assert len(difference.before.mails) == 1


REPORT = b"""date,client_tax_id,product,billing,quantity,annual_value,currency
2026-11-23,6423171456,m365-business-standard,annual,25,10000.00,PLN
"""


def test_payouts_that_would_differ_are_shown_with_what_happened_outside(office: Office, tmp_path: Path) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference("GL-2026-00001"), Decision(approve=True, by="anna"), moment("2026-11-17 09:00"))
    upload = Upload(list="sales-report", file="report.csv", octets=REPORT, by="anna")
    import_list(office.registry, PROGRAM, upload, frozenset(), moment("2026-11-24 09:00"))
    office.now = moment("2026-11-25 09:00")

    generous = changed(tmp_path, ("annual: {microsoft-365: 0.20", "annual: {microsoft-365: 0.40"))
    (difference,) = replayed(office, generous).differences

    rows = [[(str(p.amount), str(p.state)) for p in way.payouts] for way in (difference.before, difference.after)]
    assert rows == [[("2000.00", "earned"), ("365.00", "held")], [("4000.00", "earned"), ("365.00", "held")]]
    assert (difference.payouts, difference.before.payouts[0].reference) == (True, "GL-2026-00001")


def test_payments_and_invoices_are_carried_over(tmp_path: Path) -> None:
    """What was invoiced and paid stands on both sides; the rest follows the new rate."""
    office = fee_office(tmp_path)
    ask(office)
    with office.registry.begin() as uow:
        deals = past_deals(uow, office.desk.program)
        names = {REF: REF, OTHER_REF: OTHER_REF}
    with scratch_registry() as empty, empty.begin() as uow:
        store_leads(uow, office.desk.program, [lead_row(REF, "Asiakas Oy"), lead_row(OTHER_REF, "Toinen Oy")])  # type: ignore[arg-type]
        plans = tuple(replace(plan, rate=Decimal("0.20")) for plan in office.desk.program.payouts)  # type: ignore[arg-type]
        found = replayed_payouts(uow, replace(office.desk.program, payouts=plans), deals, names, moment("2026-10-05 12:00"))
    office.close()

    assert {payout.reference: (str(payout.amount), str(payout.state)) for payout in found} == {
        REF: ("800.00", "invoice-asked"),
        OTHER_REF: ("300.00", "earned"),
    }
