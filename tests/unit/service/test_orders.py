"""Staff decide by answering their digest: in one mail, read back, and carried out when it can no longer be taken back."""

import re
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from leadbot.model.lead import LeadState
from leadbot.model.message import Address, Disposition
from leadbot.model.orders import order_code
from leadbot.model.outgoing import OutboxState
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.deliver import Delivery
from leadbot.service.desk import Mode
from leadbot.service.digest import send_digests
from leadbot.service.orders import carry_out_due
from leadbot.testing import FakeTransport
from support.office import ALFA, CLIENT, Office, form, moment

ANNA = "anna@promise.pl"
PROVEN = "Authentication-Results: mx.promise.example; dmarc=pass header.from=promise.pl\n"
FORGED = "Authentication-Results: mx.promise.example; dmarc=fail header.from=promise.pl\n"
DIGEST = "2026-11-17 08:00"


@pytest.fixture
def desk(office: Office) -> Office:
    """Two leads with one open check each, and the digest of the next morning."""
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA, NIP_klienta="526-10-40-828", Klient="Młyn Nowy Sp. z o.o."), at="2026-11-16 09:10")
    office.now = moment(DIGEST)
    send_digests(office.registry, office.desk, office.now)
    return office


def digest_of(office: Office) -> OutboxRow:
    return max((row for row in office.outbox() if row.key.startswith("digest:")), key=lambda row: row.created_at)


def order(office: Office, text: str, *, at: str = "2026-11-17 09:00", sender: str = ANNA, headers: str = PROVEN) -> StoredMessage:
    return office.take(text, at=at, sender=sender, answers=digest_of(office), headers=headers)


def answer(office: Office, message: StoredMessage) -> str:
    row = office.reply_to(message)
    assert row is not None
    return office.text_of(row)


def carry_out(office: Office, at: str) -> int:
    office.now = moment(at)
    return carry_out_due(office.registry, office.desk, office.now)


def states(office: Office) -> list[LeadState]:
    return [lead.state for lead in office.leads()]


def test_several_cases_are_decided_by_one_mail(desk: Office) -> None:
    message = order(desk, "1 ok\n2 nie, zgłoszone w Microsoft")

    assert message.disposition is Disposition.ANSWERED
    assert states(desk) == [LeadState.IN_REVIEW, LeadState.IN_REVIEW]
    text = answer(desk, message)
    assert "GL-2026-00001" in text
    assert "zgłoszone w Microsoft" in text

    assert carry_out(desk, "2026-11-17 09:15") == 2
    assert states(desk) == [LeadState.CONFIRMED, LeadState.REJECTED]
    assert [str(reason) for reason in desk.lead("GL-2026-00002").verdict.reasons] == ["reported-elsewhere"]
    assert all(desk.notices(reference) for reference in ("GL-2026-00001", "GL-2026-00002"))


def test_thanks_alone_decide_nothing_and_are_not_answered(desk: Office) -> None:
    message = order(desk, "Dziękuję!\nAnna")

    assert message.disposition is Disposition.SILENT
    assert desk.reply_to(message) is None
    assert carry_out(desk, "2026-11-17 09:15") == 0


def test_nothing_is_carried_out_before_it_can_no_longer_be_taken_back(desk: Office) -> None:
    order(desk, "1 ok")

    assert carry_out(desk, "2026-11-17 09:14") == 0
    assert carry_out(desk, "2026-11-17 09:15") == 1
    assert carry_out(desk, "2026-11-17 09:16") == 0


def test_an_order_can_be_taken_back_in_time(desk: Office) -> None:
    order(desk, "1 ok")
    undo = order(desk, "1 cofnij", at="2026-11-17 09:10")

    assert "cofnięte" in answer(desk, undo)
    assert carry_out(desk, "2026-11-17 10:00") == 0
    assert states(desk)[0] is LeadState.IN_REVIEW

    order(desk, "1 ok", at="2026-11-17 10:05")
    assert carry_out(desk, "2026-11-17 10:20") == 1


def test_taking_back_too_late_is_told(desk: Office) -> None:
    order(desk, "1 ok")
    carry_out(desk, "2026-11-17 09:15")

    assert "już wykonane" in answer(desk, order(desk, "cofnij 1", at="2026-11-17 09:20"))
    assert states(desk)[0] is LeadState.CONFIRMED


def test_a_code_is_good_once(desk: Office) -> None:
    order(desk, "1 ok")
    second = order(desk, "1 nie, zgłoszone w Microsoft", at="2026-11-17 09:05")

    assert "ma już odpowiedź" in answer(desk, second)
    carry_out(desk, "2026-11-17 10:00")
    assert states(desk)[0] is LeadState.CONFIRMED


def test_an_order_that_nobody_proved_changes_nothing_and_gets_no_answer(desk: Office) -> None:
    message = order(desk, "1 ok", headers=FORGED)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-order")
    assert desk.reply_to(message) is None
    assert carry_out(desk, "2026-11-17 10:00") == 0


def test_the_digest_of_another_person_is_no_authority(desk: Office) -> None:
    desk.desk = replace(desk.desk, staff=(*desk.desk.staff, Address(name="Ewa", email="ewa@promise.pl")))
    message = order(desk, "1 ok", sender="ewa@promise.pl")

    assert ANNA in answer(desk, message)
    assert carry_out(desk, "2026-11-17 10:00") == 0


def test_a_partner_who_answers_a_digest_orders_nothing(desk: Office) -> None:
    order(desk, "1 ok", sender="jan.nowak@alfa.example")

    assert carry_out(desk, "2026-11-17 10:00") == 0


@pytest.mark.parametrize("machine", ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: auto_reply", "X-Autorespond: digest"])
def test_a_machine_that_answers_for_staff_orders_nothing(desk: Office, machine: str) -> None:
    message = order(desk, "1 ok", headers=f"{PROVEN}{machine}\n")

    assert message.disposition is Disposition.SILENT
    assert carry_out(desk, "2026-11-17 09:30") == 0


@pytest.mark.parametrize(
    "text",
    [
        "Dziękuję!\n\nW dniu 17.11.2026 o 08:10 Jan Nowak <jan.nowak@alfa.example> pisze:\n> 1 ok {code}",
        "Dziękuję!\n\n> 1 ok {code}",
        "Zajmę się tym jutro.\n\n-----Wiadomość oryginalna-----\nOd: Jan Nowak <jan.nowak@alfa.example>\nTemat: Leady\n\n1 ok {code}",
        "Do wiadomości.\n\n---------- Forwarded message ---------\nFrom: Jan Nowak <jan.nowak@alfa.example>\nSubject: Leady\n\n1 ok {code}",
    ],
)
def test_what_a_partner_wrote_below_staffs_words_orders_nothing(desk: Office, text: str) -> None:
    code = f"[{order_code(digest_of(desk).message_id)}]"
    desk.take(text.format(code=code), at="2026-11-17 09:00", sender=ANNA, subject="Re: Leady", headers=PROVEN)

    assert carry_out(desk, "2026-11-17 09:30") == 0
    assert states(desk)[:2] == [LeadState.IN_REVIEW, LeadState.IN_REVIEW]


@pytest.mark.parametrize(
    "sender", ["Anna <anna@promise.pl.zly.example>", '"anna@promise.pl" <jan.nowak@alfa.example>', "Anna <anna@prornise.pl>"]
)
def test_who_only_looks_like_staff_orders_nothing(desk: Office, sender: str) -> None:
    domain = sender.rpartition("@")[2].rstrip(">")
    proof = f"Authentication-Results: mx.promise.example; dmarc=pass header.from={domain}\n"
    order(desk, "1 ok", sender=sender, headers=proof)

    assert carry_out(desk, "2026-11-17 09:30") == 0


def test_of_two_senders_in_one_header_neither_orders_anything(desk: Office) -> None:
    message = order(desk, "1 ok", headers=f"{PROVEN}From: jan.nowak@alfa.example\n")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "sender-unclear")
    assert carry_out(desk, "2026-11-17 09:30") == 0


def test_a_case_that_has_changed_since_the_digest_is_not_decided(desk: Office) -> None:
    desk.take(
        "Poprawka: liczba PC w firmie klienta: 77",
        at="2026-11-17 08:30",
        answers=next(r for r in desk.outbox() if r.references == ("GL-2026-00001",)),
    )
    message = order(desk, "1 ok")

    assert "zmieniła się" in answer(desk, message)
    assert carry_out(desk, "2026-11-17 10:00") == 0


def test_a_case_that_changes_before_its_order_is_carried_out_is_told(desk: Office) -> None:
    order(desk, "1 ok")
    desk.take(
        "Poprawka: liczba PC w firmie klienta: 77",
        at="2026-11-17 09:05",
        answers=next(r for r in desk.outbox() if r.references == ("GL-2026-00001",)),
    )

    assert carry_out(desk, "2026-11-17 09:15") == 0
    told = [row for row in desk.outbox(OutboxState.QUEUED) if ":order-" in row.key]
    assert [row.to for row in told] == [ANNA]
    assert "zmieniła się" in desk.text_of(told[0])


def test_a_refusal_with_several_possible_reasons_must_name_one(desk: Office) -> None:
    text = answer(desk, order(desk, "1 nie"))

    assert "zgłoszone w Microsoft" in text
    assert carry_out(desk, "2026-11-17 10:00") == 0


def test_what_is_unclear_comes_back_as_a_question_and_the_rest_is_done(desk: Office) -> None:
    text = answer(desk, order(desk, "1 ok\n2 nie duplikat\n9 ok"))

    assert "„2 nie duplikat”" in text
    assert "nie ma otwartej sprawy 9" in text
    assert carry_out(desk, "2026-11-17 10:00") == 1


def test_a_value_can_be_corrected_by_reply(desk: Office) -> None:
    order(desk, "1 licencje=25")
    carry_out(desk, "2026-11-17 10:00")

    (item,) = desk.lead("GL-2026-00001").draft.items()
    assert item.quantity == 25


def test_the_partner_can_be_asked_by_reply(desk: Office) -> None:
    order(desk, "1 zapytaj o liczbę PC")
    carry_out(desk, "2026-11-17 10:00")

    lead = desk.lead("GL-2026-00001")
    assert lead.state is LeadState.INCOMPLETE
    assert [str(reason) for reason in lead.verdict.reasons if reason.code == "missing"] == ["missing:client.pc_count"]
    assert desk.notices("GL-2026-00001")


def test_a_field_that_the_program_does_not_ask_for_can_not_be_asked(desk: Office) -> None:
    message = order(desk, "1 zapytaj o sektor")

    text = answer(desk, message)
    assert "Program nie pyta partnerów o te dane:" in text
    assert "client.sector" not in text
    assert states(desk)[0] is LeadState.IN_REVIEW


def test_a_reason_that_does_not_fit_the_check_is_told_with_those_that_do(desk: Office) -> None:
    text = answer(desk, order(desk, "1 nie, duplikat"))

    assert "Nie można odmówić z powodu „duplikat”. Możliwe powody: zgłoszone w Microsoft" in text
    assert "duplicate" not in text


def test_a_wrong_number_is_told_in_staffs_language_with_the_fields_name(desk: Office) -> None:
    text = answer(desk, order(desk, "1 client.tax_id=5260000000"))

    assert "„5260000000” jest nieprawidłowe" in text
    assert "client.tax_id:" not in text


def test_items_can_be_corrected_by_the_names_of_products(desk: Office) -> None:
    order(desk, "1 items=30 Microsoft 365 E3, 5 Microsoft 365 Business Premium")
    carry_out(desk, "2026-11-17 10:00")

    items = desk.lead("GL-2026-00001").draft.items()
    assert [(item.product, item.quantity) for item in items] == [("m365-e3", 30), ("m365-business-premium", 5)]


def test_a_mail_of_staff_outside_a_digest_is_left_to_staff(desk: Office) -> None:
    message = desk.take("1 ok", at="2026-11-17 09:00", sender=ANNA, headers=PROVEN)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "from-staff")


def test_a_reply_prepared_by_the_digests_link_needs_no_thread(desk: Office) -> None:
    digest = digest_of(desk)
    with desk.registry.begin() as uow:
        html = message_from_bytes(uow.outbox.envelope(digest.id)[2]).get_payload(1).get_payload(decode=True).decode()
    link = next(unescape(found) for found in re.findall(r'href="(mailto:[^"]+)"', html) if "body=1%20ok" in found)
    prepared = parse_qs(urlsplit(link).query)["body"][0]

    desk.take(prepared, at="2026-11-17 09:00", sender=ANNA, headers=PROVEN)
    assert carry_out(desk, "2026-11-17 09:15") == 1


def test_without_a_word_on_senders_the_digest_offers_commands_alone(office: Office) -> None:
    office.desk = replace(office.desk, proves_senders=False)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.now = moment(DIGEST)
    send_digests(office.registry, office.desk, office.now)

    text = office.text_of(digest_of(office))
    assert "leadbot decide GL-2026-00001 approve" in text
    assert "zgłoszone w Microsoft (reported-elsewhere)" in text
    assert "1 ok" not in text


def test_an_order_that_nobody_proved_stands_in_the_next_digest_as_one(desk: Office) -> None:
    order(desk, "1 ok", headers=FORGED)
    desk.now = moment("2026-11-18 08:00")
    send_digests(desk.registry, desk.desk, desk.now)

    newest = [row for row in desk.outbox() if row.key.startswith("digest:")][-1]
    text = desk.text_of(newest)
    assert "polecenie bez skutku" in text
    assert "wiadomość do odpowiedzi" not in text


@pytest.fixture
def held(office: Office) -> Office:
    """A rejection that waits for staff, and the digest that asks for it."""
    office.desk = replace(office.desk, mode=Mode.HOLD)
    office.take(form(CLIENT, ALFA, NIP_klienta="DE136695976"), at="2026-11-16 09:00")
    office.now = moment(DIGEST)
    send_digests(office.registry, office.desk, office.now)
    return office


def test_a_held_rejection_goes_out_by_reply_and_the_answer_says_so(held: Office) -> None:
    text = answer(held, order(held, "1 ok"))
    assert "wstrzymana odpowiedź zostanie wysłana" in text

    assert carry_out(held, "2026-11-17 09:15") == 1
    assert held.outbox(OutboxState.HELD) == []


def test_no_to_a_held_rejection_puts_the_lead_with_staff_and_never_sends_it(held: Office) -> None:
    promised = held.leads()[0].due_at
    text = answer(held, order(held, "1 nie, numer jest firmowy"))
    assert "odmowa nie zostanie wysłana" in text

    assert carry_out(held, "2026-11-17 09:15") == 1

    [lead] = held.leads()
    assert (lead.state, lead.due_at) == (LeadState.IN_REVIEW, promised)
    assert ("rejection-client-not-eligible", "numer jest firmowy") in [(check.id, check.note) for check in lead.open_checks()]
    assert held.outbox(OutboxState.HELD) == []
    assert [row.to for row in held.outbox(OutboxState.CANCELLED)] == ["jan.nowak@alfa.example"]


def test_what_staff_put_to_review_stands_in_their_next_digest_and_can_be_approved_there(held: Office) -> None:
    order(held, "1 nie")
    carry_out(held, "2026-11-17 09:15")
    held.now = moment("2026-11-18 08:00")
    send_digests(held.registry, held.desk, held.now)

    text = held.text_of(digest_of(held))
    assert "Zdaniem zespołu jest ona niesłuszna" in text
    order(held, "GL-2026-00001 ok", at="2026-11-18 09:00")
    carry_out(held, "2026-11-18 09:15")

    assert states(held) == [LeadState.CONFIRMED]


@pytest.mark.parametrize("said", ["1 odrzuć", "1 nie, duplikat"])
def test_a_refusal_of_a_held_rejection_that_may_mean_either_is_asked_about(held: Office, said: str) -> None:
    text = answer(held, order(held, said))

    assert "czy wysłać odmowę?" in text
    assert carry_out(held, "2026-11-17 09:15") == 0


def test_in_shadow_mode_the_answer_to_an_order_goes_out_to_staff(desk: Office) -> None:
    desk.desk = replace(desk.desk, mode=Mode.SHADOW)
    message = order(desk, "1 ok")

    transport = FakeTransport()
    with closing(
        Delivery(
            desk.registry,
            desk.desk.program.id,
            lambda: transport,
            moment("2026-11-17 09:01"),
            quiet=True,
            colleagues=desk.desk.colleagues(),
        )
    ) as delivery:
        delivery.send_due()
    row = desk.reply_to(message)
    assert row is not None
    assert row.state is OutboxState.SENT
