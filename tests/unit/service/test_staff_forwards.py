"""Staff pass on a partner's mail: the lead is that partner's as of its receipt here, and so is the reply; forged ones do nothing."""

import base64

import pytest

from leadbot.model.message import Disposition
from leadbot.model.stored import OutboxRow, StoredMessage
from support.office import ALFA, BETA, CLIENT, EWA, Office, form

ANNA = "anna@promise.pl"
PROVEN = "Authentication-Results: mx.promise.example; dmarc=pass header.from=promise.pl\n"
FORGED = "Authentication-Results: mx.promise.example; dmarc=fail header.from=promise.pl\n"
HEADER = "Od: {who}\nWysłano: piątek, 13 listopada 2026 09:12\nDo: Anna <anna@promise.pl>\nTemat: {topic}\n\n"
JAN = "Jan Nowak <jan.nowak@alfa.example>"


def forward(
    office: Office, text: str = "", *, who: str = JAN, topic: str = "Nowy klient", at: str = "2026-11-16 10:00", headers: str = PROVEN
) -> StoredMessage:
    body = "Proszę zarejestrować.\n\n" + HEADER.format(who=who, topic=topic) + (text or form(CLIENT, ALFA))
    return office.take(body, at=at, sender=ANNA, subject=f"PD: {topic}", headers=headers)


def told(office: Office) -> list[OutboxRow]:
    return [row for row in office.outbox() if row.to == ANNA and not row.key.startswith("digest:")]


def test_the_lead_is_registered_for_its_writer_who_gets_the_reply(office: Office) -> None:
    message = forward(office)

    (lead,) = office.leads()
    assert (lead.partner.address, lead.partner.name) == ("jan.nowak@alfa.example", "Alfa Systemy Sp. z o.o.")
    reply = office.reply_to(message)
    assert reply is not None
    assert reply.to == "jan.nowak@alfa.example"
    assert reply.subject == "Re: Nowy klient [GL-2026-00001]"
    assert message.disposition is Disposition.ANSWERED


def test_its_place_is_that_of_the_receipt_here_and_the_originals_date_is_kept(office: Office) -> None:
    office.take(form(CLIENT, BETA), at="2026-11-16 09:00", sender=EWA)
    message = forward(office)

    lead = office.lead_of(message)
    assert lead.received_at == message.received_at
    assert [str(reason) for reason in lead.verdict.reasons] == ["duplicate"]
    with office.registry.begin() as uow:
        (entry,) = [entry for entry in uow.leads.history(lead.reference) if entry.event == "forwarded"]
    assert (entry.by, "13 listopada 2026" in entry.detail) == (ANNA, True)


def test_it_is_read_back_to_whoever_passed_it_on(office: Office) -> None:
    forward(office)

    (row,) = told(office)
    text = office.text_of(row)
    assert "GL-2026-00001" in text
    assert "jan.nowak@alfa.example" in text
    assert "piątek, 13 listopada 2026 09:12" in text
    assert "16.11.2026, 10:00" in text


def test_the_partner_goes_on_in_the_conversation(office: Office) -> None:
    message = forward(office, form(CLIENT, ALFA, Liczba_PC=None))
    reply = office.reply_to(message)
    assert reply is not None
    office.take("Liczba PC: 30", at="2026-11-16 12:00", sender=JAN, answers=reply)

    (lead,) = office.leads()
    assert lead.draft.get("client.pc_count") is not None


def test_an_attached_mail_is_passed_on_too_and_answered_in_its_own_thread(office: Office) -> None:
    original = (
        f"From: {JAN}\nTo: anna@promise.pl\nSubject: Nowy klient\nMessage-ID: <7@alfa.example>\n"
        f"Content-Type: text/plain; charset=utf-8\n\n{form(CLIENT, ALFA)}\n"
    )
    raw = (
        f"Received: from a by mx.promise.example; Mon, 16 Nov 2026 10:00:00 +0100\n{PROVEN}From: {ANNA}\nTo: csp@promise.pl\n"
        "Subject: do rejestracji\nMessage-ID: <9@promise.pl>\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\nContent-Type: text/plain\n\nW zalaczeniu.\n\n--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        f"{base64.encodebytes(original.encode()).decode()}\n--b--\n"
    ).encode()
    message = office.take_raw(raw, at="2026-11-16 10:00")

    reply = office.reply_to(message)
    assert reply is not None
    with office.registry.begin() as uow:
        assert b"In-Reply-To: <7@alfa.example>" in uow.outbox.envelope(reply.id)[2]
    assert reply.to == "jan.nowak@alfa.example"


def test_a_forged_forward_does_nothing_and_gets_no_answer(office: Office) -> None:
    message = forward(office, headers=FORGED)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-order")
    assert office.leads() == []
    assert office.outbox() == []


def test_without_an_address_staff_are_asked_and_their_answer_registers_it_as_of_the_first_receipt(office: Office) -> None:
    message = forward(office, who="Jan Nowak")
    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "forward-unclear")
    assert office.leads() == []
    (asked,) = told(office)

    unclear = office.take("nie wiem", at="2026-11-16 11:00", sender=ANNA, answers=asked, headers=PROVEN)
    assert "jeden adres" in office.text_of(office.reply_to(unclear))  # type: ignore[arg-type]
    office.take("jan.nowak@alfa.example", at="2026-11-16 11:05", sender=ANNA, answers=asked, headers=PROVEN)

    (lead,) = office.leads()
    assert (lead.partner.address, lead.received_at) == ("jan.nowak@alfa.example", message.received_at)
    reply = office.reply_to(message)
    assert reply is not None
    assert reply.to == "jan.nowak@alfa.example"
    office.take("ewa.lis@beta.example", at="2026-11-16 11:10", sender=ANNA, answers=asked, headers=PROVEN)
    assert len(office.leads()) == 1


def test_nobody_else_names_the_writer(office: Office) -> None:
    forward(office, who="Jan Nowak")
    (asked,) = told(office)

    office.take("jan.nowak@alfa.example", at="2026-11-16 11:05", sender=ANNA, answers=asked, headers=FORGED)
    assert office.leads() == []
    office.take("jan.nowak@alfa.example", at="2026-11-16 11:06", sender=EWA, answers=asked)
    assert [lead for lead in office.leads() if lead.partner.address == "jan.nowak@alfa.example"] == []


@pytest.mark.parametrize("who", ["Ewa <ewa@promise.pl>", "System <noreply@alfa.example>"])
def test_a_colleague_or_a_machine_is_no_partner(office: Office, who: str) -> None:
    forward(office, who=who)

    assert office.leads() == []
    assert all(row.to == ANNA for row in office.outbox())


def test_small_talk_registers_nothing_and_says_so(office: Office) -> None:
    message = forward(office, "Wesołych świąt i do zobaczenia na konferencji.", topic="Życzenia")

    assert office.leads() == []
    assert "nikomu nie odpowiedziano" in office.text_of(office.reply_to(message))  # type: ignore[arg-type]


def test_the_writer_of_a_forward_is_not_proven_so_that_nothing_is_remembered_of_it(office: Office) -> None:
    forward(office)
    second = form(CLIENT, NIP_klienta="526-10-40-828", Klient="Młyn Nowy Sp. z o.o.")
    message = office.take(second, at="2026-11-17 09:00", sender=JAN)

    assert office.lead_of(message).draft.get("partner.tax_id") is None
