"""Events that staff mark, and the payouts that follow."""

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from leadbot.cli.common import configured, desk_of, open_app, print_lines, who


class _Amount(click.ParamType[Decimal]):
    """A sum with a point before its decimals."""

    name = "amount"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            return Decimal(value)
        except InvalidOperation:
            self.fail(f"{value!r} is no sum. Write such as 1250.00", param, ctx)


class _Day(click.ParamType[date]):
    """A day, ISO 8601."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day. Write such as 2026-11-20", param, ctx)


AMOUNT, DAY = _Amount(), _Day()
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("reference", metavar="REF")
@click.argument("event", metavar="EVENT")
@click.option("--date", "on", type=DAY, metavar="D", help="The day it happened; else today.")
@click.option("--amount", type=AMOUNT, metavar="A", help="Its sum, net.")
@click.option("--currency", default="", metavar="CUR", help="Where the programme has several.")
@click.option("--note", default="", metavar="TEXT", help="The invoice's number; of `signed`, the party.")
@configured
def mark(
    config: str | None,
    own_config: str | None,
    reference: str,
    event: str,
    on: date | None,
    amount: Decimal | None,
    currency: str,
    note: str,
) -> None:
    """Record what happened outside. It is read back, and never overwritten.

    EVENT is client-approved, signed, contacted, qualified, won, lost, client-paid, reopened, invoiced, paid, or priced (the amount
    of a payout that no price list knows).
    """
    from leadbot.app import clock
    from leadbot.cli.payout_lines import payout_lines
    from leadbot.model.deals import EventKind
    from leadbot.model.lead import Reference
    from leadbot.service import mark as service
    from leadbot.service.advance import advance
    from leadbot.service.pay import payouts_of

    if event not in list(EventKind):
        raise click.UsageError(f"{event} is no event. Known: {', '.join(EventKind)}")
    app = open_app(config, own_config)
    desk, now = desk_of(app, reference), clock()
    marking = service.Marking(event=EventKind(event), on=on, amount=amount, currency=currency, note=note, by=who())
    with app.registry.begin() as uow:
        kept = service.mark(uow, desk, Reference(reference.upper()), marking, now)
        advance(uow, desk, uow.leads.get(kept.reference), uow.deals.events_of(kept.reference), now, marking.by)
        state = uow.leads.get(kept.reference).state
        rows = payouts_of(uow, desk.program, kept.reference, now)
    click.echo(f"{kept.reference}: recorded {service.in_words(kept)}; the lead is {state}")
    for row in rows:
        click.echo("\n".join(payout_lines(row)))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--program", "only", metavar="P", help="One programme alone.")
@click.option("--payment-file", "file", type=FILE, metavar="FILE", help="Write there what is to be paid.")
@configured
def payouts(config: str | None, own_config: str | None, as_json: bool, only: str | None, file: Path | None) -> None:
    """What is due to partners, with the arithmetic; and what of the sales report is for staff.

    With --payment-file, instead, a CSV for the accountant: what is due, held by nothing, and not paid yet. It marks nothing paid.
    """
    if file is not None:
        _write_payments(config, own_config, only, file)
        return
    from leadbot.app import clock
    from leadbot.cli.payout_lines import payout_lines, payout_row
    from leadbot.service.pay import payouts as reckon

    app, now = open_app(config, own_config), clock()
    desks = [app.desk(only)] if only else [desk for desk, _ in app.desks.values()]
    for desk in desks:
        with app.registry.begin() as uow:
            settled = reckon(uow, desk.program, now)
        if as_json:
            print_lines(map(payout_row, settled.payouts))
            continue
        for payout in settled.payouts:
            click.echo("\n".join(payout_lines(payout)))
        for loose in settled.loose:
            sale = loose.sale
            row = f"{sale.on} {sale.client_tax_id or sale.reference} {sale.product} {sale.quantity} {sale.annual_value} {sale.currency}"
            click.echo(f"{desk.program.id}: report row for staff ({loose.reason}): {row}")
        for over in settled.overpaid:
            told = "it stays with the partner" if over.stays else f"decide {over.reference} approve|reject --check gate:overpaid"
            sums = f"{over.amount} of {over.paid} {over.currency} is too much"
            click.echo(f"{desk.program.id}: {over.reference}: {sums} for {over.partner}: {told}")
        if settled.without_sale:
            click.echo(f"{desk.program.id}: leads without a sale: {', '.join(settled.without_sale)}")


def _write_payments(config: str | None, own_config: str | None, only: str | None, file: Path) -> None:
    from leadbot.app import clock
    from leadbot.cli.payment_file import told, write_payments
    from leadbot.service.payments import payments

    app = open_app(config, own_config)
    if only is None and len(app.desks) > 1:
        raise click.UsageError(f"a payment file is of one programme: add --program P, where P is one of {', '.join(app.desks)}")
    only = only or next(iter(app.desks))
    with app.registry.begin() as uow:
        due = payments(uow, app.desk(only), clock())
    try:
        write_payments(file, due)
    except OSError as error:
        raise click.UsageError(f"{file} can't be written: {error.strerror}. Name a file in a folder that you may write to") from error
    told(due, file)
