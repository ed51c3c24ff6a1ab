"""A partner's bank account counts once somebody else than who named it confirmed it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from leadbot.lifecycle.payouts.payment import Accounts
from leadbot.model.errors import NotPossible
from leadbot.model.lead import LeadState
from leadbot.model.message import Disposition
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.accounts import account_history
from leadbot.service.cases import open_cases
from leadbot.service.forget import forget
from leadbot.service.gates import answer_gate
from support.office import Office, moment

from .fees import EEVA, IBAN, JAN, OTHER, OTHER_IBAN, REF, answer, ask, fee_office, rows, send, state

DMARC = "Authentication-Results: mx.promise.example; dmarc=pass header.from=kumppani.example\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """With a second address of the partner, known before any invoice came."""
    office = fee_office(tmp_path)
    with office.registry.begin() as uow:
        uow.leads.add_address(REF, EEVA)
        lead = uow.leads.get(REF)
        partner = replace(lead.partner, address=JAN, domain="kumppani.example")
        uow.leads.put(replace(lead, partner=partner), uow.leads.keys(REF), ())
    ask(office)
    yield office
    office.close()


def question(office: Office) -> OutboxRow:
    (row,) = [row for row in office.notices(REF) if ":account-" in row.key]
    return row


def reply(office: Office, words: str, *, sender: str = EEVA, headers: str = DMARC, at: str = "2026-10-03 09:00") -> StoredMessage:
    return office.take(words, at=at, sender=f"Eeva <{sender}>", answers=question(office), headers=headers)


def confirm(office: Office, passed: bool = True, at: str = "2026-10-03 09:00") -> None:
    with office.registry.begin() as uow:
        answer_gate(uow, office.desk, REF, "gate:bank-account", passed=passed, by="anna", now=moment(at))


def test_a_first_account_holds_the_payment_and_is_asked_of_another_contact(office: Office) -> None:
    told = answer(office, send(office))

    assert state(office) == "held gate:bank-account"
    assert "tilinumero on meille uusi" in told
    assert question(office).to == EEVA
    text = office.text_of(question(office))
    assert "FI21 1234 5600 0007 85" in text
    assert JAN in text
    assert "400" not in text


def test_the_contacts_yes_confirms_it(office: Office) -> None:
    send(office)
    message = reply(office, "Kyllä, vahvistan.\n\nEeva")

    assert message.disposition is Disposition.ANSWERED
    assert "on vahvistettu" in answer(office, message)
    assert state(office) == "invoiced"
    assert rows(office)[REF].account == IBAN


def test_the_contacts_no_keeps_it_held_and_alarms_staff(office: Office) -> None:
    send(office)
    message = reply(office, "Ei, tili ei ole meidän.")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "account-denied")
    assert state(office) == "held gate:bank-account"


@pytest.mark.parametrize(
    ("words", "sender", "headers", "reason"),
    [
        ("Kyllä", JAN, DMARC, "account-not-confirmed"),
        ("Kyllä", "pekka@kumppani.example", DMARC, "account-not-confirmed"),
        ("Kyllä", EEVA, "", "unproven-sender"),
        ("Kyllä, mutta ei vielä.", EEVA, DMARC, "account-not-confirmed"),
        ("Kyllä vai?", EEVA, DMARC, "account-not-confirmed"),
        ("Kiitos viestistä.", EEVA, DMARC, "account-not-confirmed"),
        (f"Kyllä, mutta oikea tili on {OTHER_IBAN}", EEVA, DMARC, "account-not-confirmed"),
        (f"Kyllä, tili {OTHER_IBAN} on oikein", EEVA, DMARC, "account-not-confirmed"),
    ],
    ids=["who named it", "another address", "nobody proves it", "a but", "a question", "no answer", "another account", "yes to another"],
)
def test_nothing_else_confirms_it(office: Office, words: str, sender: str, headers: str, reason: str) -> None:
    send(office)
    message = reply(office, words, sender=sender, headers=headers)

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, reason)
    assert state(office) == "held gate:bank-account"


def test_a_machine_that_answers_for_the_contact_confirms_nothing(office: Office) -> None:
    send(office)
    message = reply(office, "Kyllä, vahvistan.", headers=DMARC + "Auto-Submitted: auto-replied\n")

    assert message.disposition is Disposition.SILENT
    assert state(office) == "held gate:bank-account"


def test_another_name_of_the_same_mailbox_is_no_second_contact(tmp_path: Path) -> None:
    office = fee_office(tmp_path)
    with office.registry.begin() as uow:
        uow.leads.add_address(REF, JAN.replace("@", "+talous@"))
        lead = uow.leads.get(REF)
        partner = replace(lead.partner, address=JAN, domain="kumppani.example")
        uow.leads.put(replace(lead, partner=partner), uow.leads.keys(REF), ())
    ask(office)
    send(office)

    assert not [row for row in office.notices(REF) if ":account-" in row.key]
    office.close()


def test_staff_confirm_it_by_telephone(office: Office) -> None:
    send(office)
    with office.registry.begin() as uow:
        (case,) = [case for case in open_cases(uow, office.desk, office.now) if case.kind == "gate"]
    assert "FI21 1234 5600 0007 85" in case.question
    confirm(office)

    assert state(office) == "invoiced"
    with office.registry.begin() as uow:
        assert [case for case in open_cases(uow, office.desk, moment("2026-10-03 12:00")) if case.kind == "gate"] == []


def test_staff_have_nothing_to_confirm_where_none_waits(office: Office) -> None:
    with pytest.raises(NotPossible, match="no bank account"):
        confirm(office)


def test_where_nobody_proves_senders_only_staff_are_asked(office: Office) -> None:
    office.desk = replace(office.desk, proves_senders=False)
    send(office)

    assert [row.key for row in office.notices(REF)] == []
    assert state(office) == "held gate:bank-account"


def test_a_changed_account_is_confirmed_anew_and_does_not_move_what_is_under_way(office: Office) -> None:
    send(office)
    confirm(office)
    again = {"Laskun numero": "2026-90", "IBAN": OTHER_IBAN, "Veroton": "150,00 EUR", "ALV 25,5 %": "38,25 EUR", "Yhteensä": "188,25 EUR"}
    ask(office, "IO-2026-00002")  # type: ignore[arg-type]
    send(office, again, subject="Lasku IO-2026-00002", at="2026-10-04 09:00")

    known = rows(office, "2026-10-05 12:00")
    assert (known["IO-2026-00001"].state, known["IO-2026-00001"].account) == ("invoiced", IBAN)
    assert (known["IO-2026-00002"].reasons, known["IO-2026-00002"].account) == (("gate:bank-account",), OTHER_IBAN)


def test_a_known_account_needs_no_confirmation(office: Office) -> None:
    send(office)
    confirm(office)
    ask(office, "IO-2026-00002")  # type: ignore[arg-type]
    sums = {"Laskun numero": "2026-90", "Veroton": "150,00 EUR", "ALV 25,5 %": "38,25 EUR", "Yhteensä": "188,25 EUR"}
    told = answer(office, send(office, sums, subject="Lasku IO-2026-00002", at="2026-10-04 09:00"))

    assert "tilinumero on meille uusi" not in told
    assert rows(office, "2026-10-05 12:00")["IO-2026-00002"].state == "invoiced"


def test_an_account_refused_stays_refused_and_another_invoice_takes_its_place(office: Office) -> None:
    send(office)
    confirm(office, passed=False)
    assert state(office, at="2026-10-03 12:00") == "held gate:bank-account"
    send(office, {"Laskun numero": "2026-78", "IBAN": OTHER_IBAN}, at="2026-10-04 09:00")
    assert rows(office, "2026-10-04 12:00")[REF].account == OTHER_IBAN


def test_a_refused_account_is_for_staff_when_it_comes_again(office: Office) -> None:
    send(office)
    confirm(office, passed=False)
    message = send(office, {"Laskun numero": "2026-78"}, at="2026-10-04 09:00")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "account-denied")


def test_the_same_invoice_with_another_account_needs_a_number_of_its_own(office: Office) -> None:
    send(office)
    told = answer(office, send(office, {"IBAN": OTHER_IBAN}, at="2026-10-03 09:00"))

    assert "Käyttäkää uutta numeroa" in told
    assert rows(office)[REF].account == IBAN


def test_every_account_is_kept_with_who_named_and_who_confirmed_it(office: Office) -> None:
    send(office)
    confirm(office)
    send(office, {"Laskun numero": "2026-78", "IBAN": OTHER_IBAN}, at="2026-10-04 09:00")
    with office.registry.begin() as uow:
        found = account_history(uow, office.desk, moment("2026-10-05 12:00"))

    assert [(row["iban"], row["state"], row["named_by"], row["answered_by"]) for row in found] == [(IBAN, "confirmed", JAN, "anna")]


def test_the_same_account_is_asked_about_once(office: Office) -> None:
    send(office)
    send(office, {"Laskun numero": "2026-78"}, at="2026-10-03 09:00")

    assert len([row for row in office.notices(REF) if ":account-" in row.key]) == 1


@pytest.mark.parametrize("language", ["en", "es", "fi", "fr", "nl", "pl", "sv"])
def test_every_language_asks_with_the_account_and_who_named_it(office: Office, language: str) -> None:
    with office.registry.begin() as uow:
        uow.leads.put(replace(uow.leads.get(REF), language=language), uow.leads.keys(REF), ())
    send(office)
    text = office.text_of(question(office))

    assert "FI21 1234 5600 0007 85" in text
    assert JAN in text


def test_of_two_accounts_that_wait_staff_confirm_the_one_they_were_asked_about(office: Office) -> None:
    send(office)
    send(office, {"Laskun numero": "2026-78", "IBAN": OTHER_IBAN}, at="2026-10-02 13:00")
    with office.registry.begin() as uow:
        cases = [case for case in open_cases(uow, office.desk, moment("2026-10-03 08:00")) if case.kind == "gate"]
    assert sorted(case.part for case in cases) == sorted((IBAN, OTHER_IBAN))
    with pytest.raises(NotPossible, match="several"):
        confirm(office)
    with office.registry.begin() as uow:
        now = moment("2026-10-03 09:00")
        answer_gate(uow, office.desk, REF, "gate:bank-account", passed=True, by="anna", now=now, part=IBAN)
        accounts = Accounts(uow.ledger(office.desk.program, now))

    assert accounts.is_confirmed(REF, IBAN)
    assert not accounts.is_confirmed(REF, OTHER_IBAN)
    assert state(office) == "held gate:bank-account"  # the later invoice names the other


def test_who_is_forgotten_stands_no_more_in_what_was_kept_of_accounts(office: Office) -> None:
    send(office)
    reply(office, "Kyllä, vahvistan.\n\nEeva")
    office.deliver("2026-10-03 10:00")
    with office.registry.begin() as uow:
        uow.leads.put(replace(uow.leads.get(REF), state=LeadState.WON), uow.leads.keys(REF), ())
        forget(uow, office.desk, EEVA, "anna", moment("2026-10-04 09:00"))
        places = dict(uow.erasing.traces(EEVA))
        accounts = Accounts(uow.ledger(office.desk.program, moment("2026-10-04 10:00")))

    assert places == {}
    assert accounts.is_confirmed(REF, IBAN)


@pytest.mark.parametrize(
    "change", ["content = json_replace(content, '$.iban', '[redacted]')", "content = '[redacted]'", "by = 'anna'", "at = '2020-01-01'"]
)
def test_a_fact_of_a_deal_is_never_falsified(office: Office, change: str) -> None:
    send(office)
    with pytest.raises(IntegrityError, match="never"), office.registry.begin() as uow:
        uow.connection.execute(text(f"UPDATE deal_fact SET {change}"))


def tell(office: Office, words: str, *, at: str = "2026-10-03 14:00", sender: str = JAN, headers: str = DMARC) -> StoredMessage:
    return office.take(words, at=at, sender=f"Jan <{sender}>", subject="Uusi tili", headers=headers)


MOVED = f"Hei, pankkimme vaihtui. Uusi tilinumeromme on {OTHER_IBAN}, käyttäkää sitä jatkossa, myös laskulle 2026-77.\n\nJan"


def test_an_account_named_in_a_mail_of_its_own_holds_what_is_under_way_until_it_is_confirmed(office: Office) -> None:
    send(office)
    confirm(office)
    message = tell(office, MOVED)

    assert message.disposition is Disposition.ANSWERED
    assert "FI37 1590 3000 0007 76" in answer(office, message)
    (asked,) = [row for row in office.notices(REF) if ":account-" in row.key and "0007 76" in office.text_of(row)]
    assert "laskun" not in office.text_of(asked)
    held = rows(office, "2026-10-03 15:00")[REF]
    assert (held.reasons, held.account) == (("gate:bank-account",), OTHER_IBAN)

    office.take("Kyllä, vahvistan.\n\nEeva", at="2026-10-04 09:00", sender=f"Eeva <{EEVA}>", answers=asked, headers=DMARC)
    paid = rows(office, "2026-10-04 10:00")[REF]
    assert (paid.state, paid.account) == ("invoiced", OTHER_IBAN)


def test_an_account_named_in_a_mail_and_denied_leaves_payments_where_they_went(office: Office) -> None:
    send(office)
    confirm(office)
    tell(office, MOVED)
    with office.registry.begin() as uow:
        answer_gate(uow, office.desk, REF, "gate:bank-account", passed=False, by="anna", now=moment("2026-10-04 09:00"), part=OTHER_IBAN)

    paid = rows(office, "2026-10-04 10:00")[REF]
    assert (paid.state, paid.account) == ("invoiced", IBAN)


def test_an_invoice_that_comes_after_names_the_account_that_counts(office: Office) -> None:
    send(office)
    confirm(office)
    tell(office, MOVED)
    confirm(office, at="2026-10-04 09:00")
    ask(office, OTHER)
    sums = {"Laskun numero": "2026-90", "Veroton": "150,00 EUR", "ALV 25,5 %": "38,25 EUR", "Yhteensä": "188,25 EUR"}
    send(office, sums, subject=f"Lasku {OTHER}", at="2026-10-05 09:00")

    assert rows(office, "2026-10-06 12:00")[OTHER].account == IBAN


@pytest.mark.parametrize(
    ("words", "sender"),
    [
        (f"Maksakaa tilille {IBAN}.", JAN),
        (f"Uusi tilinumero on {OTHER_IBAN}.", "joku@muualla.example"),
        ("Uusi tilinumero on FI37 1590 3000 0007 77.", JAN),
        (f"Palaamme asiaan ensi viikolla.\n\n-- \nJan\nKumppani Oy\nIBAN {OTHER_IBAN}", JAN),
    ],
    ids=["known", "a stranger's", "invalid", "in a signature"],
)
def test_no_other_account_in_a_mail_moves_anything(office: Office, words: str, sender: str) -> None:
    send(office)
    confirm(office)
    tell(office, f"Hei,\n{words}", sender=sender)

    kept = rows(office, "2026-10-04 12:00")[REF]
    assert (kept.state, kept.account) == ("invoiced", IBAN)


def test_a_refused_account_named_again_is_for_staff_and_not_called_noted(office: Office) -> None:
    send(office)
    confirm(office)
    tell(office, MOVED)
    with office.registry.begin() as uow:
        answer_gate(uow, office.desk, REF, "gate:bank-account", passed=False, by="anna", now=moment("2026-10-04 09:00"), part=OTHER_IBAN)
    message = tell(office, MOVED.replace("Hei,", "Hei taas,"), at="2026-10-05 09:00")

    assert (message.disposition, message.reason) == (Disposition.WITH_STAFF, "account-denied")


def test_what_a_mail_with_a_new_account_says_of_a_lead_is_taken_too(office: Office) -> None:
    send(office)
    confirm(office)
    tell(
        office, f"Hei, asiakkaan {REF} yhteyshenkilön puhelinnumero on muuttunut: 040 765 4321.\nUusi tilinumeromme on {OTHER_IBAN}.\n\nJan"
    )

    with office.registry.begin() as uow:
        assert uow.leads.get(REF).draft.text("client.contact.phone") == "+358407654321"
    assert len([row for row in office.notices(REF) if ":account-" in row.key]) == 2


def test_staff_see_what_a_mail_with_a_new_account_asks_besides(office: Office) -> None:
    send(office)
    confirm(office)
    message = tell(office, f"Hei, uusi tilinumeromme on {OTHER_IBAN}. Milloin palkkio maksetaan?\n\nJan")

    assert message.disposition is Disposition.ANSWERED
    assert any("Milloin palkkio maksetaan?" in office.text_of(row) for row in office.outbox() if row.to == office.desk.staff[0].email)
