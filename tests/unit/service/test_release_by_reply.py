"""Staff release a payout, or refuse it, by answering their digest."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leadbot.service.digest import send_digests
from leadbot.service.orders import carry_out_due
from support.office import Office, moment

from .fees import REF, ask, fee_office, ibas, send, state
from .test_payments import answer

ANNA = "Anna <anna@promise.pl>"
DMARC = "Authentication-Results: mx.promise.example; dmarc=pass header.from=promise.pl\n"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = fee_office(tmp_path)
    ask(office)
    office.with_program(payouts=tuple(replace(plan, approval=True) for plan in ibas().payouts))
    send(office)
    answer(office, "gate:bank-account", at="2026-10-03 09:00")
    yield office
    office.close()


def ordered(office: Office, words: str) -> str:
    """The order in reply to Monday's digest, carried out; what was read back."""
    send_digests(office.registry, office.desk, moment("2026-10-05 09:00"))
    (digest,) = [row for row in office.outbox() if row.key.startswith("digest:")]
    number = next(line.split(".")[0] for line in office.text_of(digest).splitlines() if REF in line and "maksusta" in line)
    message = office.take(f"{number} {words}", at="2026-10-05 10:00", sender=ANNA, answers=digest, headers=DMARC)
    reply = office.reply_to(message)
    assert reply is not None
    assert carry_out_due(office.registry, office.desk, moment("2026-10-05 10:20")) == 1
    return " ".join(office.text_of(reply).split())


def test_a_yes_releases_it(office: Office) -> None:
    assert "hyväksytty; pidätetty asia etenee" in ordered(office, "ok")
    assert state(office, at="2026-10-05 12:00") == "approved"


def test_a_no_holds_it(office: Office) -> None:
    assert "hylätty; mitään ei makseta" in ordered(office, "ei")
    assert state(office, at="2026-10-05 12:00") == "held gate:payment"
