"""A person is forgotten with proof; what is old is emptied by itself; history is redacted, never falsified, and the audit adds up."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from leadbot.model.errors import NotPossible
from leadbot.model.lead import Lead, LeadState
from leadbot.model.program import Retention
from leadbot.registry import audit
from leadbot.service.digest import send_digests
from leadbot.service.forget import Forgotten, forget, purge
from support.office import ALFA, BETA, CLIENT, EWA, PROGRAM, Office, form, moment

JAN_ADDRESS = "jan.nowak@alfa.example"
OTHER = {**CLIENT, "Klient": "Tartak Modrzew S.A.", "NIP klienta": "6797280418"}


def forgotten(office: Office, address: str = JAN_ADDRESS) -> Forgotten:
    with office.registry.begin() as uow:
        return forget(uow, office.desk, address, "anna", office.now)


def traces(office: Office, *words: str) -> dict[str, int]:
    with office.registry.begin() as uow:
        return {place: count for word in words for place, count in uow.erasing.traces(word)}


def adds_up(office: Office) -> bool:
    with office.registry.begin() as uow:
        report = audit(uow)
    return report.adds_up and not report.broken


@pytest.fixture
def closed(office: Office) -> Lead:
    """Jan's lead, withdrawn by him, beside Ewa's, which is open; all mails are out, and a digest named both."""
    registered = office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(OTHER, BETA), at="2026-11-16 09:10", sender=EWA)
    office.now = moment("2026-11-17 08:00")
    send_digests(office.registry, office.desk, office.now)
    office.deliver()
    office.take("Proszę o wycofanie zgłoszenia.", at="2026-11-17 09:00", answers=office.reply_to(registered))
    office.deliver()
    lead = office.lead_of(registered)
    assert lead.state is LeadState.WITHDRAWN
    return lead


@pytest.mark.usefixtures("closed")
def test_a_person_stands_nowhere_any_more_and_the_audit_adds_up(office: Office) -> None:
    done = forgotten(office)

    assert dict(done.counts)["received mails"] == 2
    assert dict(done.counts)["leads"] == 1
    assert traces(office, JAN_ADDRESS, "+48601234785", "601 234 785", "jan nowak") == {}
    assert adds_up(office)


def test_company_goods_and_dates_stay(office: Office, closed: Lead) -> None:
    forgotten(office)

    lead = office.lead(closed.reference)
    assert lead.draft.text("client.name") == "Browar Zdrój Sp. z o.o."
    assert lead.draft.text("client.tax_id") == "6423171456"
    assert lead.draft.items() == closed.draft.items()
    assert (lead.state, lead.received_at, lead.verdict.outcome) == (closed.state, closed.received_at, closed.verdict.outcome)


def test_others_are_not_touched(office: Office, closed: Lead) -> None:
    forgotten(office)

    (ewas,) = [lead for lead in office.leads() if lead.reference != closed.reference]
    assert ewas.draft.text("contact.email") == "ewa.lis@beta.example"
    assert ewas.partner.address == "ewa.lis@beta.example"


@pytest.mark.usefixtures("closed")
def test_what_is_of_an_open_lead_stays_and_is_told(office: Office) -> None:
    done = forgotten(office, "ewa.lis@beta.example")

    (kept,) = [each for each in done.kept if each.what == "leads"]
    assert "open" in kept.why
    assert traces(office, "ewa.lis@beta.example")


def test_history_tells_what_happened_without_naming_whom(office: Office, closed: Lead) -> None:
    def happened() -> list[tuple[object, str]]:
        with office.registry.begin() as uow:
            return [(entry.at, entry.event) for entry in uow.leads.history(closed.reference)]

    before = happened()
    with office.registry.begin() as uow:
        uow.leads.note(closed.reference, replace(uow.leads.history(closed.reference)[0], event="note", detail=f"called {JAN_ADDRESS}"))
    forgotten(office)

    assert happened()[: len(before)] == before
    with office.registry.begin() as uow:
        assert uow.leads.history(closed.reference)[-1].detail == "[redacted]"


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE history SET detail = 'confirmed'",
        "UPDATE history SET at = '2020-01-01T00:00:00+00:00'",
        "UPDATE history SET detail = '[redacted]', event = 'x'",
        "UPDATE message_raw SET deflated = X'00'",
        "UPDATE outbox_raw SET deflated = X'00'",
        "DELETE FROM history",
        "DELETE FROM erasure",
    ],
)
def test_the_database_lets_rows_be_emptied_and_never_falsified(office: Office, statement: str) -> None:
    forgotten(office)

    with pytest.raises(IntegrityError, match="never"), office.registry.begin() as uow:
        uow.connection.execute(text(statement))


@pytest.mark.usefixtures("closed")
def test_the_proof_is_kept_without_the_person(office: Office) -> None:
    done = forgotten(office)

    with office.registry.begin() as uow:
        rows = uow.connection.execute(text("SELECT cause, counts FROM erasure")).all()
    assert [row.cause for row in rows] == ["request"]
    assert all(what in rows[0].counts for what, _ in done.counts)


def test_the_vendor_s_own_people_are_not_forgotten(office: Office) -> None:
    with pytest.raises(NotPossible, match="vendor's own"):
        forgotten(office, "anna@promise.pl")


def test_a_redelivery_of_a_forgotten_mail_is_known(office: Office) -> None:
    raw_of_spam = (
        b"Received: by mx.promise.example; Mon, 16 Nov 2026 09:00:00 +0100\r\nFrom: jan.nowak@alfa.example\r\nSubject: Hej\r\n\r\nNic\r\n"
    )
    office.take_raw(raw_of_spam, at="2026-11-16 09:00")
    forgotten(office)

    office.take_raw(raw_of_spam, at="2026-11-18 09:00")

    assert len(office.dispositions()) == 1
    assert traces(office, JAN_ADDRESS) == {}


class TestRetention:
    KEEPS = replace(PROGRAM, retention=Retention(raw_mail_days=100, personal_days=300))

    def purged(self, office: Office, days: int) -> dict[str, int]:
        return dict(purge(office.registry, self.KEEPS, office.now + timedelta(days=days)).counts)

    def test_nothing_goes_before_its_time(self, office: Office, closed: Lead) -> None:
        assert self.purged(office, 99) == {}

    def test_bytes_go_first_and_people_later(self, office: Office, closed: Lead) -> None:
        first = self.purged(office, 101)
        assert first["received mails emptied"] == 2
        assert office.lead(closed.reference).partner.address == JAN_ADDRESS

        later = self.purged(office, 301)
        assert later["leads without their people"] == 1
        assert traces(office, JAN_ADDRESS) == {}
        assert adds_up(office)

    def test_what_is_of_an_open_lead_is_kept(self, office: Office, closed: Lead) -> None:
        self.purged(office, 3000)

        assert traces(office, "ewa.lis@beta.example")["message_raw.deflated"] >= 1

    def test_a_second_look_finds_nothing(self, office: Office, closed: Lead) -> None:
        self.purged(office, 400)

        assert self.purged(office, 401) == {}

    def test_a_program_without_retention_keeps_everything(self, office: Office, closed: Lead) -> None:
        assert purge(office.registry, replace(PROGRAM, retention=Retention()), office.now + timedelta(days=9999)).counts == ()
