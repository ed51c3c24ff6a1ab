"""Nobody is taken for another: neither by its name, its domain, a header of its own, nor by a mail that it attaches or quotes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from leadbot.model.lead import LeadState
from leadbot.model.message import Disposition
from support.office import ALFA, CLIENT, Office, form

STATUS = "Jaki jest status zgłoszenia GL-2026-00001?"
PROOF = "Authentication-Results: mx.promise.example; dmarc={} header.from=alfa.example\n"


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path, require_dmarc=True)
    yield office
    office.close()


@pytest.mark.failure("F68")
@pytest.mark.parametrize(
    "sender",
    [
        '"jan.nowak@alfa.example" <jan@zly.example>',
        "=?utf-8?Q?jan=2Enowak=40alfa=2Eexample?= <jan@zly.example>",
        "jan.nowak@alfa.example <jan@zly.example>",
        "jan.nowak@alfa.example, jan@zly.example",
        "Jan Nowak <jan@zly.example>",
    ],
)
def test_a_partners_name_or_address_before_another_address_gives_no_right(office: Office, sender: str) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    asked = office.take(STATUS, at="2026-11-16 10:00", sender=sender, subject="Status")
    office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-16 11:00", sender=sender, subject="Wycofanie")

    assert asked.disposition is Disposition.WITH_STAFF
    assert office.lead_of(first).state is LeadState.IN_REVIEW
    assert len(office.outbox()) == 1


@pytest.mark.failure("F25", "F68")
def test_of_two_from_headers_neither_is_the_sender(office: Office) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    asked = office.take(STATUS, at="2026-11-16 10:00", sender="Jan <jan@zly.example>", headers="From: jan.nowak@alfa.example\n")

    assert (asked.disposition, asked.reason) == (Disposition.WITH_STAFF, "sender-unclear")


@pytest.mark.failure("F72")
@pytest.mark.parametrize(
    "domain",
    [
        "alfa.example.zly.example",
        "alfa-example.zly.example",
        "xalfa.example",
        "alfa.exarnple",
        "xn--alfa-9ta.example",
        "аlfa.example",
        "example",
    ],
)
def test_a_look_alike_domain_gives_no_right(office: Office, domain: str) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    gone = office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-16 10:00", sender=f"Jan Nowak <jan.nowak@{domain}>")

    assert gone.disposition is Disposition.WITH_STAFF
    assert office.lead_of(first).state is LeadState.IN_REVIEW
    assert len(office.outbox()) == 1


@pytest.mark.failure("F72")
@pytest.mark.parametrize("shared", ["onmicrosoft.com", "zendesk.com", "prv.pl", "duck.com"])
def test_two_companies_below_a_domain_that_a_service_lends_are_strangers(office: Office, shared: str) -> None:
    first = office.take(form(CLIENT, {**ALFA, "E-mail": f"jan@alfa.{shared}"}), at="2026-11-16 09:00", sender=f"jan@alfa.{shared}")

    asked = office.take(STATUS, at="2026-11-16 10:00", sender=f"ewa@beta.{shared}", subject="Status")
    office.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-16 10:30", sender=f"ewa@beta.{shared}", subject="Wycofanie")

    assert asked.disposition is Disposition.WITH_STAFF
    assert office.lead_of(first).state is LeadState.IN_REVIEW


@pytest.mark.failure("F72")
@pytest.mark.parametrize("address", ["JAN.NOWAK@ALFA.EXAMPLE", "ola@poczta.alfa.example", "ola@Alfa.Example"])
def test_case_and_a_host_of_the_domain_make_no_stranger(office: Office, address: str) -> None:
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")

    assert office.take(STATUS, at="2026-11-16 10:00", sender=address).disposition is Disposition.ANSWERED


@pytest.mark.failure("F69")
@pytest.mark.parametrize(
    "headers",
    [
        PROOF.format("fail") + PROOF.format("pass"),
        "Authentication-Results: evil.example; dmarc=pass header.from=alfa.example\n",
        "X-Authentication-Results: mx.promise.example; dmarc=pass header.from=alfa.example\n",
        "ARC-Authentication-Results: i=1; mx.promise.example; dmarc=pass header.from=alfa.example\n",
        "Authentication-Results: mx.promise.example; spf=pass smtp.mailfrom=alfa.example (dmarc=pass header.from=alfa.example)\n",
        "Authentication-Results: mx.promise.example; dmarc=pass header.from=zly.example\n",
    ],
)
def test_a_forged_statement_brings_no_answer(strict: Office, headers: str) -> None:
    message = strict.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=headers)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-sender")
    assert strict.outbox() == []


@pytest.mark.failure("F71")
def test_a_signature_that_a_forwarder_broke_is_unproven_and_nobody_is_answered(strict: Office) -> None:
    broken = (
        "Authentication-Results: mx.promise.example; dkim=fail header.d=alfa.example; spf=pass smtp.mailfrom=lista.example; dmarc=fail\n"
    )

    message = strict.take(form(CLIENT, ALFA, Plan_i_ilość="2 szt. Microsoft 365 Business Basic"), at="2026-11-16 09:00", headers=broken)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-sender")
    assert (len(strict.leads()), strict.outbox()) == (1, [])


@pytest.mark.failure("F73")
@pytest.mark.parametrize(
    "header",
    ["X-Leadbot-Approve: GL-2026-00001", "X-Leadbot-Control: ignore", "X-Leadbot-From: anna@promise.pl", "X-Zammad-Ignore: true"],
)
def test_a_header_orders_nothing(office: Office, header: str) -> None:
    message = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=f"{header}\n")
    plain = office.take(form(CLIENT, ALFA, NIP_klienta="6797280418", Klient="Tartak Modrzew S.A."), at="2026-11-16 09:10")

    assert (message.disposition, office.lead_of(message).state) == (plain.disposition, office.lead_of(plain).state)


FORWARDED = (
    "From: {outer}\r\nTo: csp@promise.pl\r\nSubject: Fwd: Zgłoszenie leada\r\nMessage-ID: <fwd@{domain}>\r\n{proof}MIME-Version: 1.0\r\n"
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
    "--b\r\nContent-Type: message/rfc822\r\n\r\n"
    "Authentication-Results: mx.promise.example; dmarc=pass header.from=alfa.example\r\nFrom: Jan Nowak <jan.nowak@alfa.example>\r\n"
    "To: csp@promise.pl\r\nSubject: Zgłoszenie leada\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{inner}\r\n--b--\r\n"
)


def forwarded(outer: str, inner: str, *, proof: str = "", words: str = "Przekazuję.") -> bytes:
    return FORWARDED.format(outer=outer, domain=outer.partition("@")[2], proof=proof, words=words, inner=inner).encode()


@pytest.mark.failure("F31")
def test_who_attaches_a_partners_mail_is_not_that_partner(strict: Office) -> None:
    first = strict.take(form(CLIENT, ALFA), at="2026-11-16 09:00", headers=PROOF.format("pass"))

    raw = forwarded("mallory@zly.example", "Proszę o wycofanie zgłoszenia GL-2026-00001.")
    attached = strict.take_raw(raw, at="2026-11-16 10:00")

    assert attached.disposition is Disposition.WITH_STAFF
    assert strict.lead_of(first).state is LeadState.IN_REVIEW
    assert len(strict.outbox()) == 1


@pytest.mark.failure("F31")
def test_a_mail_that_seems_to_be_passed_on_by_staff_counts_for_nobody_without_their_proof(office: Office) -> None:
    message = office.take_raw(forwarded("anna@promise.pl", form(CLIENT, ALFA)), at="2026-11-16 10:00")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "unproven-order")
    assert (office.leads(), office.outbox()) == ([], [])


@pytest.mark.failure("F30")
def test_an_old_lead_quoted_below_an_answer_is_no_new_one(office: Office) -> None:
    first = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    quoted = "\n".join(f"> {line}" for line in form(CLIENT, ALFA, NIP_klienta="6797280418", Klient="Tartak Modrzew S.A.").splitlines())
    row = office.reply_to(first)
    assert row is not None

    office.take(f"Dziękuję!\n\nW dniu 16.11.2026 o 09:05 Zespół CSP Promise pisze:\n{quoted}", at="2026-11-16 10:00", answers=row)

    assert [lead.reference for lead in office.leads()] == list(first.references)
