"""Two leadbots on each other's mailboxes fall silent; a flood from one sender drowns nobody. `FLOOD=10000` makes it a large one."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from leadbot.app import App
from leadbot.service.answering import MAILS_A_DAY
from support.hostile import ordinary_lead, tax_id
from support.installation import Installation
from support.office import ALFA, CLIENT, form, mail, moment

FLOOD = int(os.environ.get("FLOOD", "55"))
OTHERS = 5
NOW = moment("2026-11-16 12:00")


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    """Two configurations of two programmes: what one sends arrives in the other's Maildir."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    a = Installation(tmp_path / "a", outgoing=f"maildir:{tmp_path / 'b' / 'inbox'}", staff="[]", address="csp@promise.pl")
    b = Installation(
        tmp_path / "b", outgoing=f"maildir:{tmp_path / 'a' / 'inbox'}", staff="[]", address="leads@inny.example", program="also-waas"
    )
    yield a, b
    a.stop()
    b.stop()


def cycles(*installations: Installation, rounds: int = 1) -> None:
    """The services look in turn."""
    with ExitStack() as stack:
        apps = []
        for installation in installations:
            apps.append(App(str(installation.config), {}))
            stack.callback(apps[-1].registry.close)
            stack.callback(apps[-1].close)
        for app in apps * rounds:
            assert [(cycle.failed, cycle.out_of_reach) for cycle in app.once(NOW)] == [((), ())]


@pytest.mark.failure("F39")
def test_two_leadbots_on_each_others_mailboxes_fall_silent_within_three_mails(two: tuple[Installation, Installation]) -> None:
    a, b = two
    a.drop("1", mail(form(CLIENT, ALFA), sender="leads@inny.example", at=moment("2026-11-16 09:00")))

    cycles(a, b, rounds=3)

    sent = [row for each in two for row in each.rows("outbox") if row["state"] == "sent"]
    assert 1 <= len(sent) <= 3
    assert {row["disposition"] for row in b.rows("messages")} == {"silent"}
    assert all(each.rows("audit")[0]["adds_up"] for each in two)


@pytest.mark.failure("F84")
def test_a_flood_from_one_sender_leaves_the_others_served(installation: Installation) -> None:
    for number in range(FLOOD):
        client = {"Klient": f"Zakład Numer {number} sp. z o.o.", "NIP klienta": tax_id(1000 + number)}
        raw = mail(form(CLIENT, client, ALFA), at=moment("2026-11-16 09:00"), message_id=f"<flood-{number}@alfa.example>")
        installation.drop(f"{number:06}", raw)
    for number in range(OTHERS):
        installation.drop(f"{number * FLOOD // OTHERS:06}-other", ordinary_lead(number))

    cycles(installation)

    answers = [len(installation.sink.answers_to(f"<ordinary-{number}@hostile.example>")) for number in range(OTHERS)]
    assert answers == [1] * OTHERS
    rows = installation.rows("outbox")
    assert sum(row["to"] == "jan.nowak@alfa.example" for row in rows) == min(FLOOD, MAILS_A_DAY)
    assert len(installation.rows("leads")) == FLOOD + OTHERS
    assert {row["disposition"] for row in installation.rows("messages")} <= {"answered", "with_staff"}
    assert installation.rows("audit")[0]["adds_up"]
