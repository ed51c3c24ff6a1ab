"""One statement for each partner, when its program is settled."""

import pytest

from leadbot.model.stored import OutboxRow
from leadbot.service.settle import send_statements
from support.office import ALFA, CLIENT, Office, form, moment

from .test_decide import decided

MILL = {"Klient": "Młyn Nowy Sp. z o.o.", "NIP_klienta": "526-10-40-828"}
PIOTR = "Piotr Nowak <alfa.systemy@gmail.com>"


def statements(office: Office, at: str) -> list[OutboxRow]:
    send_statements(office.registry, office.desk, moment(at))
    return [row for row in office.outbox() if ":statement-" in row.key]


def registered(office: Office, *senders: str) -> None:
    """Two confirmed leads of one company."""
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00", sender=senders[0])
    office.take(form(CLIENT, ALFA, **MILL, E_mail=None), at="2026-11-16 10:00", sender=senders[-1])
    for reference in ("GL-2026-00001", "GL-2026-00002"):
        decided(office, reference, approve=True)


def test_it_goes_out_on_the_last_business_day_of_the_settlement_once(office: Office) -> None:
    registered(office, "Jan Nowak <jan.nowak@alfa.example>")

    assert statements(office, "2027-02-25 23:00") == []
    (told,) = statements(office, "2027-02-26 08:00")
    assert told.references == ("GL-2026-00001", "GL-2026-00002")
    assert statements(office, "2027-02-26 08:01") == statements(office, "2027-03-01 08:00") == [told]


@pytest.mark.parametrize(("at", "told"), [("2027-03-31 08:00", 1), ("2027-04-01 08:00", 0)])
def test_one_that_was_missed_goes_out_within_a_month(office: Office, at: str, told: int) -> None:
    registered(office, "Jan Nowak <jan.nowak@alfa.example>")
    assert len(statements(office, at)) == told


def test_who_may_not_act_for_a_colleagues_lead_is_told_of_the_own_one_alone(office: Office) -> None:
    registered(office, "Jan Nowak <jan.nowak@alfa.example>", PIOTR)

    told = statements(office, "2027-02-26 08:00")
    assert {(row.to, row.references) for row in told} == {
        ("jan.nowak@alfa.example", ("GL-2026-00001",)),
        ("alfa.systemy@gmail.com", ("GL-2026-00002",)),
    }
    assert not any("Browar" in office.text_of(row) for row in told if "gmail" in row.to)
