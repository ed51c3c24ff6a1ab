"""One lead among others where a second partner waits in line (docs/domain.md), with the shipped Dutch programme."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.app import program_by_name
from leadbot.model.deals import EventKind
from leadbot.model.lead import LeadState, Reference
from leadbot.model.message import Disposition
from leadbot.model.stored import StoredMessage
from leadbot.service.advance import advance_all
from leadbot.service.decide import Decision, decide
from leadbot.service.lapsing import end
from leadbot.service.mark import Marking, mark
from support.office import Office, moment

FEMKE, PIET, ANS = "Femke de Boer <femke@boer-ict.example>", "Piet Jansen <piet@jansen.example>", "Ans Visser <ans@visser.example>"
COMPANIES = {FEMKE: "Boer ICT B.V.", PIET: "Jansen Automatisering B.V.", ANS: "Visser Werkplekken B.V."}
GARAGE = {"Klant": "Garage Hoekstra B.V.", "Adres klant": "Stationsweg 41, 8911 AH Leeuwarden", "KvK-nummer klant": "24169778"}
BAKERY = {"Klant": "Bakkerij De Korenaar V.O.F.", "Adres klant": "Dorpsstraat 3, 3401 AB IJsselstein", "KvK-nummer klant": "30112233"}
FIRST, SECOND, THIRD = "AW-2026-00001", "AW-2026-00002", "AW-2026-00003"


@pytest.fixture
def also(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, program=program_by_name("also-waas"))
    yield office
    office.close()


def lead(sender: str, *clients: dict[str, str], product: str = "6 x WaaS Notebook", term: str = "24 maanden", **changes: str | None) -> str:
    """A lead mail of that partner; a change to None leaves its line out."""
    name, _, email = sender.removesuffix(">").partition(" <")
    blocks = []
    for client in clients or (GARAGE,):
        lines = {**client, "Product": product, "Looptijd": term, **{key.replace("_", " "): value for key, value in changes.items()}}
        blocks.append("\n".join(f"{label}: {value}" for label, value in lines.items() if value is not None))
    signed = f"Partner: {COMPANIES[sender]}\nContactpersoon: {name}\nE-mail: {email}"
    return "\n\n".join(["Graag melden wij aan:", *blocks, signed])


def send(office: Office, sender: str, at: str, *clients: dict[str, str], **changes: str | None) -> StoredMessage:
    body = lead(sender, *clients, **changes)  # type: ignore[arg-type]
    return office.take(body, at=f"2026-11-{at}", sender=sender, subject="Nieuwe aanmelding")


def states(office: Office) -> list[str]:
    return [found.state.value for found in office.leads()]


def reasons(office: Office, reference: str) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def staff(office: Office, reference: str, **decision: object) -> None:
    with office.registry.begin() as uow:
        decide(uow, office.desk, Reference(reference), Decision(**decision), office.now)  # type: ignore[arg-type]


def withdraw(office: Office, sender: str, reference: str, at: str) -> StoredMessage:
    return office.take(f"Graag trekken wij aanmelding {reference} in.", at=f"2026-11-{at}", sender=sender, subject="Aanmelding intrekken")


def told(office: Office, message: StoredMessage) -> str:
    row = office.reply_to(message)
    assert row is not None
    return office.text_of(row)


def test_the_key_is_the_tax_id_else_the_registry_id(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")

    assert states(also) == ["in_review", "in_line"]


def test_a_tax_id_and_a_registry_id_tell_nothing_of_each_other_and_equal_names_are_for_staff(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    by_vat = {"KvK-nummer klant": None, "Btw-nummer klant": "NL123456782B90"}
    send(also, PIET, "16 10:00", **by_vat)  # type: ignore[arg-type]

    assert reasons(also, SECOND) == ["check:credit", "check:possible-duplicate"]


def test_who_waits_in_line_is_told_so_politely_and_nothing_of_the_holder(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    second = send(also, PIET, "16 10:00")

    text = told(also, second)
    assert SECOND in text
    assert not [word for word in ("Boer", "boer-ict", "Femke", FIRST, "16 november 2026 om 09") if word in text]


def test_a_withdrawal_wakes_the_first_in_line_alone_and_tells_it(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")
    send(also, ANS, "16 11:00")

    withdraw(also, FEMKE, FIRST, "17 09:00")

    assert states(also) == ["withdrawn", "in_review", "in_line"]
    assert [len(also.notices(reference)) for reference in (SECOND, THIRD)] == [1, 0]


def test_whoever_wakes_is_judged_as_of_its_own_receipt(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")
    before = also.lead(SECOND).received_at

    withdraw(also, FEMKE, FIRST, "17 09:00")

    assert also.lead(SECOND).received_at == before


@pytest.mark.parametrize("comes_back", ["by a new mail", "in its thread"])
def test_a_former_holder_that_comes_back_ranks_by_its_new_mail(also: Office, comes_back: str) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")
    gone = withdraw(also, FEMKE, FIRST, "17 09:00")

    if comes_back == "by a new mail":
        again = send(also, FEMKE, "18 09:00")
    else:
        row = also.reply_to(gone)
        again = also.take("Toch graag: Product: 8 x WaaS Notebook", at="2026-11-18 09:00", sender=FEMKE, answers=row)

    assert also.lead(SECOND).state is LeadState.IN_REVIEW
    assert also.lead_of(again).state is LeadState.IN_LINE
    assert also.lead_of(again).received_at == moment("2026-11-18 09:00")


def test_whoever_waits_wakes_when_staff_refuse_the_holder(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")

    staff(also, FIRST, approve=False, check="credit")

    assert states(also) == ["rejected", "in_review"]
    assert len(also.notices(SECOND)) == 1


@pytest.mark.parametrize("state", [LeadState.LOST, LeadState.EXPIRED])
def test_whoever_waits_wakes_when_the_holder_is_lost_or_expires(also: Office, state: LeadState) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")
    staff(also, FIRST, approve=True)

    with also.registry.begin() as uow:
        end(uow, also.desk, uow.leads.get(Reference(FIRST)), state, "the client decided otherwise", also.now)

    assert states(also) == [state.value, "in_review"]
    assert len(also.notices(SECOND)) == 1


def test_whoever_waits_wakes_when_the_holder_becomes_another_client(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")

    also.take("Het KvK-nummer van de klant is 30112233.", at="2026-11-17 09:00", sender=FEMKE, answers=first_reply(also))

    assert also.lead(SECOND).state is LeadState.IN_REVIEW


def first_reply(office: Office):  # type: ignore[no-untyped-def]
    return next(row for row in office.outbox() if row.references == (FIRST,))


def test_a_confirmed_holder_keeps_its_client_and_the_line_waits_on(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")
    staff(also, FIRST, approve=True)

    assert states(also) == ["confirmed", "in_line"]
    withdraw(also, FEMKE, FIRST, "18 09:00")
    assert states(also) == ["withdrawn", "in_review"]


def test_an_incomplete_lead_keeps_its_place_for_ten_business_days(also: Office) -> None:
    send(also, FEMKE, "16 09:00", **{"Adres klant": None})
    send(also, PIET, "17 10:00")
    assert reasons(also, SECOND) == ["check:credit", "check:priority"]
    place = also.lead(FIRST).place_until
    assert place == moment("2026-11-30 23:59:59")

    also.lapse("2026-11-30 23:59:59")
    assert also.lead(FIRST).state is LeadState.INCOMPLETE
    also.lapse("2026-12-01 00:00:00")
    assert also.lead(FIRST).state is LeadState.LAPSED
    assert reasons(also, SECOND) == ["check:credit"]


def test_completed_in_time_the_older_lead_holds_and_the_younger_waits_in_line(also: Office) -> None:
    first = send(also, FEMKE, "16 09:00", **{"Adres klant": None})
    send(also, PIET, "17 10:00")

    also.take("Adres klant: Stationsweg 41, 8911 AH Leeuwarden", at="2026-11-30 23:59", sender=FEMKE, answers=also.reply_to(first))

    assert states(also) == ["in_review", "in_line"]
    assert also.lead(FIRST).received_at == moment("2026-11-16 09:00")
    assert len(also.notices(SECOND)) == 1


def test_the_leads_of_one_mail_see_each_other(also: Office) -> None:
    message = send(also, FEMKE, "16 09:00", GARAGE, BAKERY)
    assert message.references == (FIRST, SECOND)

    again = send(also, FEMKE, "16 10:00", GARAGE, {**GARAGE, "Klant": "Garage Hoekstra"})
    assert again.references == (FIRST,)


def test_another_term_of_a_known_lead_is_shown_to_staff_and_changes_nothing(also: Office) -> None:
    send(also, FEMKE, "16 09:00")

    again = send(also, FEMKE, "17 09:00", term="36 maanden")

    assert again.references == (FIRST,)
    assert reasons(also, FIRST) == ["check:changed", "check:credit"]
    assert [item.term_months for item in also.lead(FIRST).draft.items()] == [24]


def test_the_same_lead_sent_again_is_already_registered_and_its_reference_is_sent_again(also: Office) -> None:
    send(also, FEMKE, "16 09:00")

    again = send(also, FEMKE, "17 09:00")

    assert (again.references, len(also.leads())) == ((FIRST,), 1)
    assert reasons(also, FIRST) == ["check:credit"]
    assert "Uw bedrijf heeft “Garage Hoekstra B.V.” al aangemeld" in told(also, again)


def test_who_waits_in_line_and_writes_again_keeps_its_turn_and_what_it_wants_now_is_noted(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")
    send(also, ANS, "16 11:00")

    again = send(also, PIET, "17 09:00", product="9 x WaaS Desktop")

    assert again.references == (SECOND,)
    assert states(also) == ["in_review", "in_line", "in_line"]
    with also.registry.begin() as uow:
        assert "with other items: 9 × waas-desktop 24 months" in [entry.detail for entry in uow.leads.history(Reference(SECOND))]


def test_thanks_for_a_place_in_line_are_silent_and_an_objection_to_a_rejection_is_for_staff(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    second = send(also, PIET, "16 10:00")

    thanks = also.take("Dank u wel.", at="2026-11-16 11:00", sender=PIET, answers=also.reply_to(second))
    assert thanks.disposition is Disposition.SILENT

    rejected = send(also, ANS, "16 12:00", BAKERY, term="48 maanden")
    assert reasons(also, THIRD) == ["term-not-offered"]
    appeal = also.take("Daar zijn wij het niet mee eens.", at="2026-11-16 13:00", sender=ANS, answers=also.reply_to(rejected))
    assert (appeal.disposition, appeal.reason) == (Disposition.WITH_STAFF, "appeal")


def test_a_correction_after_a_rejection_is_judged_as_of_that_mail_behind_whoever_came_meanwhile(also: Office) -> None:
    rejected = send(also, FEMKE, "16 09:00", term="48 maanden")
    assert also.lead(FIRST).state is LeadState.REJECTED
    send(also, PIET, "16 10:00")

    also.take("Looptijd: 36 maanden", at="2026-11-16 11:00", sender=FEMKE, answers=also.reply_to(rejected))

    assert states(also) == ["in_line", "in_review"]
    assert also.lead(FIRST).received_at == moment("2026-11-16 11:00")


def test_in_the_thread_of_several_leads_only_the_named_one_changes_and_none_named_is_for_staff(also: Office) -> None:
    both = send(also, FEMKE, "16 09:00", GARAGE, BAKERY)
    row = also.reply_to(both)

    nameless = also.take("Looptijd: 36 maanden", at="2026-11-16 10:00", sender=FEMKE, answers=row)
    assert (nameless.disposition, nameless.reason) == (Disposition.WITH_STAFF, "lead-not-named")

    also.take("Klant: Bakkerij De Korenaar V.O.F.\nLooptijd: 36 maanden", at="2026-11-16 11:00", sender=FEMKE, answers=row)
    assert [[item.term_months for item in found.draft.items()] for found in also.leads()] == [[24], [36]]


def test_whoever_waits_behind_a_lead_that_is_won_is_for_a_person_and_hears_so_by_a_day_that_is_ahead(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    send(also, PIET, "16 10:00")
    staff(also, FIRST, approve=True)
    with also.registry.begin() as uow:
        mark(uow, also.desk, Reference(FIRST), Marking(event=EventKind.WON), moment("2026-12-14 10:00"))
    advance_all(also.registry, also.desk, moment("2026-12-14 10:01"))

    assert states(also) == ["won", "in_review"]
    (notice,) = also.notices(SECOND)
    assert "21 december 2026" in also.text_of(notice)


def test_whom_staff_called_a_duplicate_is_told_no_when_the_lead_before_it_is_won(also: Office) -> None:
    send(also, FEMKE, "16 09:00")
    by_vat = {"KvK-nummer klant": None, "Btw-nummer klant": "NL123456782B90"}
    send(also, PIET, "16 10:00", **by_vat)  # type: ignore[arg-type]
    staff(also, SECOND, approve=False, check="possible-duplicate")
    assert states(also) == ["in_review", "in_line"]
    staff(also, FIRST, approve=True)
    with also.registry.begin() as uow:
        mark(uow, also.desk, Reference(FIRST), Marking(event=EventKind.WON), moment("2026-12-14 10:00"))
    advance_all(also.registry, also.desk, moment("2026-12-14 10:01"))

    assert states(also) == ["won", "rejected"]
    last = also.notices(SECOND)[-1]
    assert "eerder" in also.text_of(last)
    assert "Boer" not in also.text_of(last)
