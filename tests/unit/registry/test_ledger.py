"""Which leads are one partner's, for caps, tiers and payments."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from leadbot.model.lead import PartnerIdentity
from support.office import ALFA, CLIENT, Office, form


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    office.take(form(CLIENT, ALFA), at="2026-11-16 09:00")
    office.take(form(CLIENT, ALFA, NIP_klienta="526-10-40-828", Klient="Młyn Nowy Sp. z o.o."), at="2026-11-16 09:10")
    yield office
    office.close()


def companies(office: Office, *partners: PartnerIdentity) -> list[str]:
    """The keys of the leads whose partners are these."""
    with office.registry.begin() as uow:
        for lead, partner in zip(uow.leads.all(), partners, strict=True):
            draft = replace(lead.draft, fields=tuple(field for field in lead.draft.fields if not field.id.startswith("partner.")))
            uow.leads.put(replace(lead, partner=partner, draft=draft), uow.leads.keys(lead.reference), ())
        return [lead.partner.key for lead in uow.ledger(office.desk.program, office.now).leads]


def test_leads_of_one_tax_id_name_or_address_are_one_partners(office: Office) -> None:
    for one in (
        PartnerIdentity(address="jan@alfa.example", domain="", tax_id="5260250274"),
        PartnerIdentity(address="jan@alfa.example", domain="", name="Alfa"),
        PartnerIdentity(address="jan@alfa.example", domain=""),
    ):
        assert len(set(companies(office, one, one))) == 1


def test_two_partners_of_whom_everything_was_forgotten_are_not_taken_for_one(office: Office) -> None:
    forgotten = PartnerIdentity(address="", domain="")

    assert len(set(companies(office, forgotten, forgotten))) == 2
