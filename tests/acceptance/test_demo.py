"""The tour needs no configuration and shows everything that leadbot is for."""

from pathlib import Path

import pytest

from leadbot.demo import Tour, tour
from leadbot.model.lead import LeadState
from leadbot.model.message import Disposition
from leadbot.model.outgoing import OutboxState


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    return tour(tmp_path_factory.mktemp("tour") / "demo")


def lead_of(seen: Tour, subject: str) -> LeadState:
    message = next(message for message in seen.messages if subject in message.subject)
    return next(lead.state for lead in seen.leads if lead.reference == message.references[0])


def test_all_four_verdicts_are_there(seen: Tour) -> None:
    verdicts = {lead.verdict.outcome.value for lead in seen.leads}

    assert verdicts == {"confirmed", "in_review", "incomplete", "rejected"}


def test_two_threads_complete_their_leads(seen: Tour) -> None:
    completed = [lead for lead in seen.leads if lead.reference in {"GL-2026-00003", "GL-2026-00004"}]

    assert [lead.state for lead in completed] == [LeadState.IN_REVIEW, LeadState.IN_REVIEW]


def test_the_second_partner_for_one_client_is_a_duplicate(seen: Tour) -> None:
    assert [str(reason) for lead in seen.leads for reason in lead.verdict.reasons].count("duplicate") == 1


def test_one_mail_holds_three_leads(seen: Tour) -> None:
    assert sum(lead.from_message == seen.leads[9].from_message for lead in seen.leads) == 3


def test_machines_and_redeliveries_get_no_answer(seen: Tour) -> None:
    silent = [message for message in seen.messages if message.kind in {"automatic", "bounce"}]

    assert {message.disposition for message in silent} == {Disposition.SILENT}
    assert len(seen.messages) == 23


def test_everything_went_out_and_adds_up(seen: Tour) -> None:
    assert {row.state for row in seen.outbox} == {OutboxState.SENT}
    assert not seen.audit.broken
    assert (seen.folder / "sent" / "new").is_dir()


def test_a_withdrawal_in_english_is_carried_out(seen: Tour) -> None:
    assert LeadState.WITHDRAWN in {lead.state for lead in seen.leads}


def test_the_tour_shows_one_reply_in_full(seen: Tour) -> None:
    assert "GL-2026-00009" in seen.shown


def test_the_tour_runs_twice_alike(seen: Tour, tmp_path: Path) -> None:
    again = tour(tmp_path / "demo")

    assert [(lead.reference, lead.state, lead.verdict.reasons) for lead in again.leads] == [
        (lead.reference, lead.state, lead.verdict.reasons) for lead in seen.leads
    ]
