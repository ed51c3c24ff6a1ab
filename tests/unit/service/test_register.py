"""A lead mail registers its leads and is answered once (docs/domain.md, "One lead among others")."""

import re
from base64 import b64encode
from datetime import datetime

import pytest

from leadbot.model.lead import LeadState
from leadbot.model.message import Disposition, Kind
from leadbot.model.outgoing import OutboxState
from leadbot.model.stored import StoredMessage
from leadbot.service.cases import open_cases
from support.files import xlsx
from support.office import ALFA, BETA, CLIENT, EWA, Office, form, mail, moment


def reasons(office: Office, reference: str) -> list[str]:
    return [str(reason) for reason in office.lead(reference).verdict.reasons]


def test_a_complete_lead_is_in_review_until_microsoft_has_answered(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert (message.kind, message.disposition, message.references) == (Kind.LEAD, Disposition.ANSWERED, ("GL-2026-00001",))
    assert office.lead("GL-2026-00001").state is LeadState.IN_REVIEW
    assert reasons(office, "GL-2026-00001") == ["check:microsoft-registration"]


def test_the_answer_is_due_on_the_fifth_business_day(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-20 23:30")

    assert office.lead_of(message).due_at == moment("2026-11-27 23:59:59")


def test_a_mail_without_the_pc_count_is_asked_for_exactly_that(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")

    assert office.lead_of(message).state is LeadState.INCOMPLETE
    assert reasons(office, message.references[0]) == ["missing:client.pc_count"]


def test_two_mails_at_once_are_registered_in_the_order_of_their_receipt(office: Office) -> None:
    late = mail(form(CLIENT, BETA), sender=EWA, at=moment("2026-11-16 09:05"))
    early = mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00"))
    office.store_only(late, at="2026-11-16 09:05")
    office.store_only(early, at="2026-11-16 09:00")

    office.process(at="2026-11-16 10:00")

    assert office.lead_of(office.message(early)).state is LeadState.IN_REVIEW
    assert reasons(office, office.message(late).references[0]) == ["duplicate"]


@pytest.mark.failure("F51")
def test_a_redelivery_is_another_sighting_of_the_same_message(office: Office) -> None:
    raw = mail(form(CLIENT, ALFA), at=moment("2026-11-16 09:00"))
    office.take_raw(raw, at="2026-11-16 09:00")

    office.take_raw(b"Received: from elsewhere by mx.promise.example; Mon, 16 Nov 2026 09:10:00 +0100\n" + raw, at="2026-11-16 09:10")

    assert len(office.leads()) == 1
    assert len(office.dispositions()) == 1
    assert len(office.outbox()) == 1


@pytest.mark.failure("F52")
def test_the_same_message_id_with_other_content_goes_to_staff(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", message_id="<one@alfa.example>")

    second = office.take(form(CLIENT, BETA), at="2026-11-16 09:10", sender=EWA, message_id="<one@alfa.example>")

    assert (second.disposition, second.reason) == (Disposition.WITH_STAFF, "message-id-reused")


@pytest.mark.failure("F53")
def test_mails_without_a_message_id_are_told_apart_by_their_content(office: Office) -> None:
    nine = moment("2026-11-16 09:00")
    first, second = (without_id(form(client, ALFA), nine) for client in (CLIENT, CLIENT | {"NIP klienta": "7740001454"}))
    for raw in (first, second, b"Received: from elsewhere by mx.promise.example; Mon, 16 Nov 2026 09:10:00 +0100\n" + first):
        office.take_raw(raw, at="2026-11-16 09:00")

    assert len(office.leads()) == len(office.dispositions()) == len(office.outbox()) == 2


def without_id(body: str, at: datetime) -> bytes:
    return re.sub(rb"Message-ID:.*\n", b"", mail(body, at=at))


@pytest.mark.failure("F58")
def test_the_same_partner_again_gets_its_known_reference(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    again = office.take(form(CLIENT, ALFA) + "\nPozdrawiam", at="2026-11-17 09:00")

    assert again.references == ("GL-2026-00001",)
    assert len(office.leads()) == 1
    assert again.disposition is Disposition.ANSWERED


@pytest.mark.failure("F58")
def test_other_items_of_a_registered_lead_are_shown_to_staff_and_change_nothing(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    office.take(form(CLIENT, ALFA, **{"Plan i ilość": "40 szt. Microsoft 365 E3, rocznie"}), at="2026-11-17 09:00")

    assert "check:changed" in reasons(office, "GL-2026-00001")
    assert office.lead("GL-2026-00001").draft.items()[0].quantity == 25


def test_a_new_mail_of_the_same_partner_completes_its_incomplete_lead(office: Office) -> None:
    office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00")

    office.take(form(CLIENT, ALFA), at="2026-11-18 09:00")

    lead = office.lead("GL-2026-00001")
    assert len(office.leads()) == 1
    assert lead.state is LeadState.IN_REVIEW
    assert lead.received_at == moment("2026-11-16 09:00")
    assert lead.due_at == moment("2026-11-25 23:59:59")


def test_a_mail_with_two_leads_gets_one_reply_with_two_references(office: Office) -> None:
    other = {
        "Klient": "Tartak Modrzew S.A.",
        "Adres klienta": "ul. Leśna 2, 38-500 Sanok",
        "NIP klienta": "6797280418",
        "Plan i ilość": "2 szt. Microsoft 365 Business Basic",
        "Liczba PC": "4",
    }
    message = office.take(f"Zgłaszam dwa tematy:\n\n1)\n{form(CLIENT)}\n\n2)\n{form(other)}\n\n{form(ALFA)}", at="2026-11-16 09:00")

    assert [office.lead(reference).state for reference in message.references] == [LeadState.IN_REVIEW, LeadState.REJECTED]
    assert len(office.outbox(OutboxState.QUEUED)) == 1


@pytest.mark.failure("F31")
def test_a_colleague_in_the_vendors_own_staff_is_no_partner(office: Office) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender="Anna <anna@promise.pl>")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "from-staff")
    assert office.leads() == []
    assert office.outbox() == []


@pytest.mark.failure("F33", "F78")
@pytest.mark.parametrize(
    "head", ["Content-Disposition: inline", 'Content-Disposition: attachment; filename=""', "Content-Type: application/octet-stream"]
)
@pytest.mark.parametrize("kind", ["sheet", "text"])
def test_a_lead_that_stands_in_a_file_without_a_name_is_registered(office: Office, head: str, kind: str) -> None:
    rows = [(label, value) for part in (CLIENT, ALFA) for label, value in part.items()]
    octets = xlsx(rows) if kind == "sheet" else form(CLIENT, ALFA).encode()
    fields = f"{head}\nContent-Transfer-Encoding: base64\n" + ("" if "Type" in head else "Content-Type: application/octet-stream\n")
    body = f"--b\nContent-Type: text/plain\n\nW zalaczniku.\n--b\n{fields}\n{b64encode(octets).decode()}\n--b--\n"
    raw = mail(body, at=moment("2026-11-16 09:00")).replace(
        b"text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit", b"multipart/mixed; boundary=b", 1
    )

    message = office.take_raw(raw, at="2026-11-16 09:00")

    assert message.disposition is Disposition.ANSWERED
    assert office.lead_of(message).draft.text("client.tax_id") == "6423171456"


@pytest.fixture
def too_long(office: Office) -> StoredMessage:
    """Two leads, of which the second lies beyond what is read of a mail."""
    story = "Dodatkowe uwagi do wdrożenia i harmonogramu prac u klienta. " * 1200
    other = form(CLIENT, ALFA, NIP_klienta="526-10-40-828", Klient="Młyn Nowy Sp. z o.o.")
    return office.take(f"{form(CLIENT, ALFA)}\n\n{story}\n\n{other}", at="2026-11-16 09:00")


def test_of_a_mail_too_long_to_be_read_the_reply_asks_for_the_rest_and_staff_see_it(office: Office, too_long: StoredMessage) -> None:
    row = office.reply_to(too_long)
    assert row is not None
    text = " ".join(office.text_of(row).split())

    assert (row.state, too_long.disposition, too_long.reason) == (OutboxState.QUEUED, Disposition.WITH_STAFF, "not-read")
    assert "Browar Zdrój" in text
    assert "Odczytaliśmy tylko jej początek" in text
    with office.registry.begin() as uow:
        cases = open_cases(uow, office.desk, office.now)
    assert "not-read" in [reason for case in cases for reason in case.reasons]


def test_a_long_mail_quoted_below_asks_for_nothing(office: Office) -> None:
    quoted = "\n".join(f"> {line}" for line in ["Dodatkowe uwagi do wdrożenia u klienta."] * 3000)
    first = office.reply_to(office.take(form(CLIENT, ALFA, Liczba_PC=None), at="2026-11-16 09:00"))
    words = f"Liczba PC: 30\n\nW dniu 16.11.2026 o 09:05 Zespół CSP Promise pisze:\n{quoted}"
    message = office.take(words, at="2026-11-16 10:00", answers=first)
    row = office.reply_to(message)

    assert message.disposition is Disposition.ANSWERED
    assert row is not None
    assert "początek" not in office.text_of(row)
