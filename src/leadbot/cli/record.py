"""What staff know of deals and what has no list: requests for invoices, the partners' invoices, collections, later contracts, benefits."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from leadbot.cli.common import configured, desk_of, open_app, who
from leadbot.cli.payouts import AMOUNT, DAY

if TYPE_CHECKING:
    from leadbot.model.deals import DealFact

QUARTER = click.option("--quarter", required=True, metavar="Q", help="Of the client's payment, such as 2026-Q3.")


@click.group()
def record() -> None:
    """Record what has no list. A later word on the same thing goes before an earlier one; nothing is overwritten."""


@record.command()
@click.argument("reference", metavar="REF")
@QUARTER
@click.option("--date", "on", type=DAY, metavar="D", help="The day it was sent; else today.")
@click.option("--result", type=click.Choice(["delivered", "bounced"]), default="delivered", show_default=True)
@configured
def request(config: str | None, own_config: str | None, reference: str, quarter: str, on: date | None, result: str) -> None:
    """A mail that asked the partner for its invoice, and what became of it."""
    from leadbot.model.deals import InvoiceRequest

    _record(config, own_config, reference, lambda ref, at, _: InvoiceRequest(reference=ref, quarter=quarter, at=at, result=result), on)


@record.command()
@click.argument("reference", metavar="REF")
@QUARTER
@click.option("--number", default="", metavar="N", help="The invoice's number.")
@click.option("--net", type=AMOUNT, metavar="A", help="Its sum without VAT.")
@click.option("--currency", default="", metavar="CUR", help="Else the programme's.")
@click.option("--date", "on", type=DAY, metavar="D", help="The day it came; else today.")
@click.option("--fault", default="", metavar="TEXT", help="What is wrong with it; without one it is right.")
@configured
def invoice(
    config: str | None,
    own_config: str | None,
    reference: str,
    quarter: str,
    number: str,
    net: Decimal | None,
    currency: str,
    on: date | None,
    fault: str,
) -> None:
    """An invoice of the partner for a payout."""
    from leadbot.model.deals import PartnerInvoice

    if not fault and (net is None or not number):
        raise click.UsageError("a right invoice has --number and --net; one that lacks them has a --fault")
    _record(
        config,
        own_config,
        reference,
        lambda ref, at, known: PartnerInvoice(
            reference=ref, quarter=quarter, received_at=at, net=net, currency=currency.upper() or known, number=number, fault=fault
        ),
        on,
    )


@record.command()
@click.argument("reference", metavar="REF")
@click.option("--invoice", "number", required=True, metavar="N", help="The client's invoice that went there.")
@click.option("--costs", type=AMOUNT, required=True, metavar="A", help="What collection cost, net.")
@configured
def collection(config: str | None, own_config: str | None, reference: str, number: str, costs: Decimal) -> None:
    """A client's invoice that went to debt collection; what was secured is a client-paid event."""
    from leadbot.model.deals import Collection

    _record(config, own_config, reference, lambda ref, *_: Collection(reference=ref, invoice=number, costs=costs))


@record.command()
@click.argument("reference", metavar="REF")
@click.option("--accepted", "accepted_on", type=DAY, required=True, metavar="D", help="The day on which the client accepted it.")
@click.option("--invoice", "numbers", multiple=True, required=True, metavar="N", help="An invoice of it; as often as there are any.")
@click.option("--document", default="", metavar="TEXT", help="What covers it; without one nothing does.")
@configured
def contract(
    config: str | None, own_config: str | None, reference: str, accepted_on: date, numbers: tuple[str, ...], document: str
) -> None:
    """A later contract of the client, which pays nothing unless a document covers it."""
    from leadbot.model.deals import LaterContract

    _record(
        config,
        own_config,
        reference,
        lambda ref, *_: LaterContract(reference=ref, accepted_on=accepted_on, invoices=numbers, document=document),
    )


@record.command()
@click.argument("reference", metavar="REF")
@click.option("--iban", required=True, metavar="IBAN", help="Where the lead's partner is paid.")
@configured
def account(config: str | None, own_config: str | None, reference: str, iban: str) -> None:
    """A partner's bank account that you have confirmed yourself, by telephone or on paper."""
    from stdnum import iban as ibans
    from stdnum.exceptions import ValidationError

    from leadbot.app import clock
    from leadbot.model.lead import Reference
    from leadbot.service.accounts import record_account

    try:
        valid = ibans.validate(iban)
    except ValidationError as error:
        raise click.UsageError(f"{iban} is no IBAN: {error}") from error
    app = open_app(config, own_config)
    desk = desk_of(app, reference)
    with app.registry.begin() as uow:
        record_account(uow, desk, Reference(reference.upper()), valid, who(), clock())
    click.echo(f"{reference.upper()}: payments to its partner go to {valid}")


@record.command()
@click.argument("reference", metavar="REF")
@click.argument("choice", type=click.Choice(["cashback", "discount"]))
@configured
def benefit(config: str | None, own_config: str | None, reference: str, choice: str) -> None:
    """How the lead's partner wants what it earns, from all of its leads."""
    from leadbot.model.deals import BenefitChoice

    _record(config, own_config, reference, lambda ref, at, _: BenefitChoice(reference=ref, benefit=choice, at=at))


def _record(config: str | None, own_config: str | None, reference: str, make: "Make", on: date | None = None) -> None:
    """Keep the fact that `make` makes of the reference, its moment, and the program's currency; read the payouts back."""
    from leadbot.app import clock
    from leadbot.cli.payout_lines import payout_lines
    from leadbot.lifecycle.payouts import currencies
    from leadbot.model.lead import Reference
    from leadbot.service import pay

    app = open_app(config, own_config)
    desk, now = desk_of(app, reference), clock()
    at = now if on is None else min(now, datetime.combine(on, datetime.min.time(), desk.zone()))
    known = currencies(desk.program)
    fact = make(Reference(reference.upper()), at, known[0] if len(known) == 1 else "")
    with app.registry.begin() as uow:
        pay.record(uow, desk.program, fact, who(), now)
        rows = pay.payouts_of(uow, desk.program, fact.reference, now)
    click.echo(f"{fact.reference}: recorded {pay.in_words(fact)}")
    for row in rows:
        click.echo("\n".join(payout_lines(row)))


if TYPE_CHECKING:
    from collections.abc import Callable

    from leadbot.model.lead import Reference

    Make = Callable[[Reference, datetime, str], DealFact]
