"""An office of the Finnish programme, with a referral whose client has paid and whose partner was asked for its invoice."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from tests.payouts.run import store_leads

from leadbot.app import program_by_name
from leadbot.model.deals import EventKind, InvoiceRequest, PartnerInvoice
from leadbot.model.lead import Reference
from leadbot.model.message import Address, Disposition, Kind, MessageKey
from leadbot.model.outgoing import Correspondence
from leadbot.model.payout import Payout
from leadbot.model.program import Program
from leadbot.model.stored import StoredMessage
from leadbot.service.mark import Marking, mark
from leadbot.service.pay import payouts, record
from support.office import Office, moment

REF = Reference("IO-2026-00001")
OTHER = Reference("IO-2026-00002")
JAN, EEVA = "jan@kumppani.example", "eeva@kumppani.example"
IBAN, OTHER_IBAN = "FI2112345600000785", "FI3715903000000776"
ASKED = "2026-10-01 08:00"
RIGHT = {
    "Laskun numero": "2026-77",
    "Laskun päivä": "2.10.2026",
    "Veroton": "400,00 EUR",
    "ALV 25,5 %": "102,00 EUR",
    "Yhteensä": "502,00 EUR",
    "IBAN": IBAN,
}


@cache
def ibas() -> Program:
    return program_by_name("ibas-ontrack")


def fee_office(folder: Path, *, program: Program | None = None, require_dmarc: bool = False) -> Office:
    """Two referrals of one partner: their fees of the third quarter are 400.00 and 150.00."""
    office = Office(folder, program=program or ibas(), require_dmarc=require_dmarc)
    office.now = moment("2026-09-30 12:00")
    for reference, client, paid in ((REF, "Asiakas Oy", "4000.00"), (OTHER, "Toinen Oy", "1500.00")):
        refer(office, reference, client)
        pay_client(office, reference, paid)
    return office


def lead_row(reference: str, client: str, partner: str = "Kumppani Oy") -> dict[str, Any]:
    """A referral, as worked payouts write one."""
    return {
        "reference": reference,
        "received_at": "2026-07-20T10:00:00+03:00",
        "partner": {"name": partner, "tax_id": "20337815" if partner == "Kumppani Oy" else "23645661"},
        "client": {"name": client},
        "items": [{"product": "data-recovery"}],
        "deal": {"option": "referral"},
    }


def refer(office: Office, reference: Reference, client: str, partner: str = "Kumppani Oy", address: str = JAN) -> None:
    """A confirmed referral, sent from that address."""
    row = lead_row(reference, client, partner)
    sender = Address(name="Jan", email=address)
    with office.registry.begin() as uow:
        store_leads(uow, office.desk.program, [row])
        uow.leads.add_address(reference, address)
        uow.messages.finish(
            MessageKey(f"mail-{reference}"),
            Disposition.ANSWERED,
            kind=Kind.LEAD,
            reason="",
            references=[reference],
            sender=address,
            subject="Uusi asiakas",
            correspondence=Correspondence(
                to=sender, cc=(), subject="Uusi asiakas", message_id=f"<{reference}@partner.example>", references=(), language="fi"
            ),
        )


def pay_client(office: Office, reference: Reference, amount: str) -> None:
    with office.registry.begin() as uow:
        for event, day in ((EventKind.INVOICED, date(2026, 8, 10)), (EventKind.CLIENT_PAID, date(2026, 9, 30))):
            marking = Marking(event=event, on=day, amount=Decimal(amount), note=f"L-{reference}")
            mark(uow, office.desk, reference, marking, moment("2026-09-30 12:00"))


def ask(office: Office, *references: Reference, quarter: str = "2026-Q3", at: str = ASKED) -> None:
    """The request for the invoice has been delivered."""
    with office.registry.begin() as uow:
        for reference in references or (REF,):
            request = InvoiceRequest(reference=reference, quarter=quarter, at=moment(at), result="delivered")
            record(uow, office.desk.program, request, "leadbot", moment(at))


def send(
    office: Office,
    lines: dict[str, str | None] | None = None,
    *,
    at: str = "2026-10-02 12:00",
    subject: str | None = None,
    sender: str = JAN,
) -> StoredMessage:
    """A mail with an invoice: the right one, but for these lines; None leaves one out."""
    written = {label: value for label, value in (RIGHT | (lines or {})).items() if value is not None}
    body = "Hei, tässä laskumme.\n\n" + "\n".join(f"{label}: {value}" for label, value in written.items()) + "\n\nJan"
    return office.take(body, at=at, sender=f"Jan <{sender}>", subject=f"Lasku {REF}" if subject is None else subject)


def answer(office: Office, message: StoredMessage) -> str:
    """What the partner is told, on one line."""
    row = office.reply_to(message)
    assert row is not None
    return " ".join(office.text_of(row).split())


def rows(office: Office, at: str = "2026-10-03 12:00") -> dict[str, Payout]:
    """The fees by reference, and by quarter where a lead has several."""
    with office.registry.begin() as uow:
        found = payouts(uow, office.desk.program, moment(at)).payouts
    return {payout.reference: payout for payout in found if payout.period}


def state(office: Office, reference: Reference = REF, at: str = "2026-10-03 12:00") -> str:
    payout = rows(office, at)[reference]
    return " ".join((payout.state, *payout.reasons))


def invoices(office: Office) -> list[PartnerInvoice]:
    with office.registry.begin() as uow:
        return uow.deal_facts.all(office.desk.program.id, PartnerInvoice)
