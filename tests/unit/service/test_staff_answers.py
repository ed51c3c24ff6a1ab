"""Staff answer a partner by replying to the mail that shows its question: only their own words, in the partner's conversation, once."""

import re
from dataclasses import replace
from email import message_from_bytes

import pytest

from leadbot.model.lead import Reference
from leadbot.model.message import Address, Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.desk import Mode
from leadbot.service.digest import send_digests
from leadbot.service.forget import forget
from leadbot.service.orders import carry_out_due
from support.office import ALFA, BETA, CLIENT, EWA, JAN, Office, form, moment

ANNA = "anna@promise.pl"
PROVEN = "Authentication-Results: mx.promise.example; dmarc=pass header.from=promise.pl\n"
FORGED = "Authentication-Results: mx.promise.example; dmarc=fail header.from=promise.pl\n"
ASKED = "Dzień dobry,\n\nczy klient może zapłacić w ratach za zgłoszenie GL-2026-00001?\n\nPozdrawiam\nJan Nowak"


@pytest.fixture
def desk(office: Office) -> Office:
    """Two partners' leads, and a question of the first about its own."""
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, BETA, NIP_klienta="526-10-40-828", Klient="Młyn Nowy Sp. z o.o."), at="2026-11-16 09:10", sender=EWA)
    return office


def ask(office: Office, text: str = ASKED, at: str = "2026-11-16 10:00", **parts: object) -> StoredMessage:
    return office.take(text, at=at, **{"sender": JAN, "subject": "Pytanie o program", **parts})


def shown(office: Office, to: str = ANNA) -> list[OutboxRow]:
    return [row for row in office.outbox() if row.key.startswith("notice:question-") and row.to == to]


def reply(office: Office, text: str, *, at: str = "2026-11-16 11:00", sender: str = ANNA, headers: str = PROVEN) -> StoredMessage:
    return office.take(text, at=at, sender=sender, answers=shown(office)[-1], headers=headers)


def carry_out(office: Office, at: str) -> int:
    office.now = moment(at)
    return carry_out_due(office.registry, office.desk, office.now)


def read_back(office: Office, message: StoredMessage) -> str:
    row = office.reply_to(message)
    assert row is not None
    return office.text_of(row)


def sent_to_partner(office: Office, question: StoredMessage) -> OutboxRow | None:
    return office.reply_to(question)


def test_a_question_reaches_each_of_the_staff_at_once_with_the_leads_file(desk: Office) -> None:
    desk.desk = replace(desk.desk, staff=(*desk.desk.staff, Address(name="", email="ewa@promise.pl")))
    question = ask(desk)

    assert question.disposition is Disposition.WITH_STAFF
    assert len(shown(desk)) == len(shown(desk, "ewa@promise.pl")) == 1
    text = desk.text_of(shown(desk)[0])
    assert "czy klient może zapłacić w ratach" in text
    assert "Browar Zdrój" in text
    assert "ul. Słodowa 8" in text
    assert "Młyn Nowy" not in text


def test_by_configuration_questions_come_with_the_digest(desk: Office) -> None:
    desk.desk = replace(desk.desk, questions_at_once=False)
    ask(desk, at="2026-11-20 17:00")

    assert shown(desk)[0].next_at == moment("2026-11-23 08:00")


def test_the_reply_goes_to_the_partner_in_its_conversation_and_is_kept_on_the_lead(desk: Office) -> None:
    question = ask(desk)
    taken = reply(desk, "Tak, raty są możliwe.\nSzczegóły prześlemy jutro.")

    assert taken.disposition is Disposition.ANSWERED
    assert "Tak, raty są możliwe." in read_back(desk, taken)
    assert sent_to_partner(desk, question) is None
    assert carry_out(desk, "2026-11-16 11:15") == 1

    answer = sent_to_partner(desk, question)
    assert answer is not None
    with desk.registry.begin() as uow:
        sender, to, raw = uow.outbox.envelope(answer.id)
        history = uow.leads.history(Reference("GL-2026-00001"))
    mail = message_from_bytes(raw)
    assert (sender, to) == ("csp@promise.pl", ("jan.nowak@alfa.example",))
    assert mail["In-Reply-To"] == question.message_id
    assert "csp@promise.pl" in mail["From"]
    text = desk.text_of(answer)
    assert "Tak, raty są możliwe." in text
    assert "Szczegóły prześlemy jutro." in text
    assert ANNA not in text
    assert any(entry.event == "answered" and "raty są możliwe" in entry.detail for entry in history)
    assert desk.dispositions()[2] is Disposition.ANSWERED


@pytest.mark.parametrize(
    "below",
    [
        "\n\nPozdrawiam\nAnna Zielińska\ntel. 601 999 888",
        "\n-- \nAnna Zielińska, kom. 601 999 888",
        "\n\nW dniu 16 listopada 2026 10:00 Zespół CSP Promise <csp@promise.pl> napisał:\n> 601 999 888\n> Młyn Nowy",
        "\n\nOd: Zespół <csp@promise.pl>\nWysłano: poniedziałek, 16 listopada 2026 10:00\nDo: Anna\nTemat: Pytanie\n\n601 999 888",
        "\n\n-----Original Message-----\nFrom: csp@promise.pl\nSent: Monday, November 16, 2026 10:00 AM\nTo: anna\n\n601 999 888",
    ],
)
def test_signature_and_quoted_text_stay_out(desk: Office, below: str) -> None:
    question = ask(desk)
    reply(desk, f"Tak, raty są możliwe.{below}")
    carry_out(desk, "2026-11-16 11:15")

    answer = sent_to_partner(desk, question)
    assert answer is not None
    text = desk.text_of(answer)
    assert "Tak, raty są możliwe." in text
    assert "601 999 888" not in text
    assert "Zielińska" not in text


def test_all_below_our_own_mark_stays_out_though_nothing_shows_a_quote(desk: Office) -> None:
    question = ask(desk)
    whole = desk.text_of(shown(desk)[0])
    reply(desk, f"Tak, raty są możliwe.\n\n{whole}")
    carry_out(desk, "2026-11-16 11:15")

    answer = sent_to_partner(desk, question)
    assert answer is not None
    assert "Słodowa" not in desk.text_of(answer).partition("możliwe")[2]


def test_lines_of_the_file_or_anothers_lead_in_the_answer_are_asked_back(desk: Office) -> None:
    question = ask(desk)
    line = next(line for line in desk.text_of(shown(desk)[0]).splitlines() if "microsoft-registration" in line or "ul. Słodowa" in line)
    leaking = reply(desk, f"Tak.\n{line}")
    naming = reply(desk, "Tak samo jak przy GL-2026-00002.", at="2026-11-16 11:01")

    assert "nie może zobaczyć" in read_back(desk, leaking)
    assert "GL-2026-00002" in read_back(desk, naming)
    assert carry_out(desk, "2026-11-16 12:00") == 0
    assert sent_to_partner(desk, question) is None


def test_an_answer_can_be_taken_back_and_given_anew(desk: Office) -> None:
    question = ask(desk)
    reply(desk, "Nie, tylko przelew.")
    assert "cofnięte" in read_back(desk, reply(desk, "cofnij", at="2026-11-16 11:05"))
    reply(desk, "Tak, raty są możliwe.", at="2026-11-16 11:06")
    carry_out(desk, "2026-11-16 12:00")

    answer = sent_to_partner(desk, question)
    assert answer is not None
    assert "tylko przelew" not in desk.text_of(answer)


def test_a_question_is_answered_once_whoever_answers(desk: Office) -> None:
    desk.desk = replace(desk.desk, staff=(*desk.desk.staff, Address(name="", email="ewa@promise.pl")))
    ask(desk)
    reply(desk, "Tak, raty są możliwe.")
    second = desk.take(
        "Nie ma rat.", at="2026-11-16 11:05", sender="ewa@promise.pl", answers=shown(desk, "ewa@promise.pl")[0], headers=PROVEN
    )

    assert ANNA in read_back(desk, second)
    assert carry_out(desk, "2026-11-16 12:00") == 1


def test_an_answer_that_nobody_proved_goes_nowhere(desk: Office) -> None:
    question = ask(desk)
    forged = reply(desk, "Tak.", headers=FORGED)
    of_partner = reply(desk, "Tak, raty są możliwe.", at="2026-11-16 11:02", sender=JAN, headers="")

    assert (forged.disposition, forged.reason) == (Disposition.WITH_STAFF, "unproven-order")
    assert desk.reply_to(forged) is None
    assert carry_out(desk, "2026-11-16 12:00") == 0
    assert sent_to_partner(desk, question) is None
    assert of_partner.disposition is not Disposition.ANSWERED


def test_a_lead_that_changed_meanwhile_brings_the_question_back_with_its_present_file(desk: Office) -> None:
    question = ask(desk)
    desk.take(
        "Poprawka: liczba PC w firmie klienta: 77",
        at="2026-11-16 10:30",
        answers=next(r for r in desk.outbox() if r.references == ("GL-2026-00001",)),
    )
    stale = reply(desk, "Tak, raty są możliwe.")

    assert "zmieniło się" in read_back(desk, stale)
    assert len(shown(desk)) == 2
    assert "77" in desk.text_of(shown(desk)[1])
    reply(desk, "Tak, raty są możliwe.", at="2026-11-16 11:30")
    carry_out(desk, "2026-11-16 12:00")
    assert sent_to_partner(desk, question) is not None


def test_an_empty_reply_is_asked_back(desk: Office) -> None:
    ask(desk)
    empty = reply(desk, "\n\nW dniu 16 listopada 2026 10:00 Zespół CSP Promise <csp@promise.pl> napisał:\n> pytanie")

    assert "nic nie wysłano" in read_back(desk, empty)


def test_in_shadow_mode_the_answer_is_held(desk: Office) -> None:
    question = ask(desk)
    desk.desk = replace(desk.desk, mode=Mode.SHADOW)
    reply(desk, "Tak, raty są możliwe.")
    carry_out(desk, "2026-11-16 12:00")

    answer = sent_to_partner(desk, question)
    assert answer is not None
    assert answer.state is OutboxState.HELD


@pytest.mark.parametrize("order", ["plik GL-2026-00001", "file GL-2026-00001", "teczka gl-2026-00001", "GL-2026-00001 historia"])
def test_a_file_goes_to_the_one_who_asked_for_it_with_every_mail_and_decision(desk: Office, order: str) -> None:
    ask(desk)
    reply(desk, "Tak, raty są możliwe.")
    carry_out(desk, "2026-11-16 11:15")
    asked = desk.take(order, at="2026-11-16 13:00", sender=ANNA, subject="bez tematu", headers=PROVEN)

    row = desk.reply_to(asked)
    assert row is not None
    text = desk.text_of(row)
    with desk.registry.begin() as uow:
        assert uow.outbox.envelope(row.id)[1] == (ANNA,)
    assert "Adres klienta: ul. Słodowa 8" in text
    assert "czy klient może zapłacić w ratach" in text
    assert "Tak, raty są możliwe." in text
    assert re.search(r"16\.11\.2026, 09:00: zarejestrowano", text)
    assert "Młyn Nowy" not in text
    assert "GL-2026-00002" not in text


def test_a_file_holds_nothing_of_the_digests_below_staffs_orders(desk: Office) -> None:
    desk.now = moment("2026-11-17 08:00")
    send_digests(desk.registry, desk.desk, desk.now)
    digest = next(row for row in desk.outbox() if row.key.startswith("digest:"))
    below = "\n".join(f"> {line}" for line in desk.text_of(digest).splitlines())
    order = f"1 ok\n2 ok\n\nW dniu 17.11.2026 o 08:00 csp@promise.pl pisze:\n{below}"
    desk.take(order, at="2026-11-17 09:00", sender=ANNA, answers=digest, headers=PROVEN)
    desk.take(order.replace("\n2 ok", ""), at="2026-11-17 09:02", sender=ANNA, answers=digest, headers=PROVEN)

    text = read_back(desk, desk.take("plik GL-2026-00001", at="2026-11-17 13:00", sender=ANNA, headers=PROVEN))

    assert "Młyn Nowy" not in text
    assert "GL-2026-00002" not in text
    assert "| 1 ok" in text
    assert "pominięte wiersze cytatu" in text


def test_the_mail_that_asks_is_no_mail_of_the_file_that_comes_with_it(desk: Office) -> None:
    ask(desk)

    assert "od ?" not in desk.text_of(shown(desk)[0])


def test_a_file_has_no_codes(desk: Office) -> None:
    asked = desk.take("plik GL-2026-00001", at="2026-11-16 13:00", sender=ANNA, headers=PROVEN)

    text = read_back(desk, asked)
    assert "microsoft-registration" not in text
    assert "in_review" not in text
    assert "check:" not in text


def test_a_file_stands_in_a_subject_alone_too(desk: Office) -> None:
    asked = desk.take("", at="2026-11-16 13:00", sender=ANNA, subject="file GL-2026-00002", headers=PROVEN)

    assert "Młyn Nowy" in read_back(desk, asked)


def test_nobody_but_proven_staff_gets_a_file(desk: Office) -> None:
    forged = desk.take("file GL-2026-00001", at="2026-11-16 13:00", sender=ANNA, headers=FORGED)
    outsider = desk.take("file GL-2026-00001", at="2026-11-16 13:01", sender=EWA)

    assert (forged.disposition, forged.reason) == (Disposition.WITH_STAFF, "unproven-order")
    assert desk.reply_to(forged) is None
    assert "Browar Zdrój" not in "".join(desk.text_of(row) for row in desk.outbox() if row.answers == outsider.key)


def test_a_file_of_no_lead_of_the_programme_is_told(desk: Office) -> None:
    asked = desk.take("file GL-2026-00099", at="2026-11-16 13:00", sender=ANNA, headers=PROVEN)

    assert "GL-2026-00099" in read_back(desk, asked)


def test_a_question_beside_a_lead_is_shown_to_staff_and_answered_by_them(office: Office) -> None:
    lead = office.take(form(CLIENT, ALFA) + "\n\nCzy prowizję wypłacacie też w euro?", at="2026-11-16 09:00")

    assert lead.disposition is Disposition.ANSWERED
    assert "odpowie nasz zespół" in read_back(office, lead)
    text = office.text_of(shown(office)[0])
    assert "| Czy prowizję wypłacacie też w euro?" in text
    assert "Browar Zdrój" in text

    reply(office, "Tylko w złotych.")
    carry_out(office, "2026-11-16 11:15")
    (answer,) = [row for row in office.outbox() if row.key == f"notice:answer-{lead.key}"]
    assert answer.to == "jan.nowak@alfa.example"
    assert "Tylko w złotych." in office.text_of(answer)


def test_a_lead_without_a_question_is_shown_to_nobody(office: Office) -> None:
    office.take(form(CLIENT, ALFA) + "\n\nCzy mogą Państwo zarejestrować to zgłoszenie?", at="2026-11-16 09:00")

    assert shown(office) == []


def test_who_is_forgotten_stands_no_more_in_answers_to_it(desk: Office) -> None:
    ask(desk)
    reply(desk, "Dzień dobry Panie Janie, rata jest możliwa. Napiszę na jan.nowak@alfa.example.")
    carry_out(desk, "2026-11-16 11:20")
    desk.deliver("2026-11-16 11:30")
    desk.take("Proszę o wycofanie zgłoszenia GL-2026-00001.", at="2026-11-16 12:00", sender=JAN)
    desk.deliver("2026-11-16 12:10")
    with desk.registry.begin() as uow:
        forget(uow, desk.desk, "jan.nowak@alfa.example", "anna", desk.now)
        assert "standing_order.given" not in dict(uow.erasing.traces("jan.nowak@alfa.example"))
        assert "standing_order.given" not in dict(uow.erasing.traces("panie janie"))
