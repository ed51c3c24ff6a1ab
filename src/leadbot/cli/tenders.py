"""Calls for offers: what there is, and staff's word on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadbot.cli.common import configured, open_app, print_lines, print_table, who

if TYPE_CHECKING:
    from datetime import datetime

    from leadbot.model.tenders import Tender

ACTS = ("release", "allow", "exclude", "pass-on", "choose", "close")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@configured
def tenders(config: str | None, own_config: str | None, as_json: bool) -> None:
    """Calls for offers and how each stands, oldest first."""
    app = open_app(config, own_config)
    with app.registry.begin() as uow:
        known = [(program, tender) for program in app.desks for tender in uow.tenders.all(program)]
    if as_json:
        return print_lines(_row(program, tender) for program, tender in known)
    rows = [_row(program, tender) for program, tender in known]
    headings = ("reference", "program", "state", "until", "partners", "offers", "chosen")
    return print_table(headings, [tuple(_cell(row[name]) for name in headings) for row in rows])


@click.command()
@click.argument("reference", metavar="REF")
@click.argument("act", type=click.Choice(ACTS))
@click.option("--until", metavar="D", type=click.DateTime(["%Y-%m-%d"]), help="release: the last day for offers.")
@click.option("--text", default="", metavar="TEXT", help="release: what partners read instead of the text in the digest.")
@click.option("--partner", "numbers", multiple=True, metavar="N", help="release: these alone; allow, exclude, choose: whose offer.")
@click.option("--note", default="", metavar="TEXT", help="close: why, told to the customer.")
@configured
def tender(
    config: str | None,
    own_config: str | None,
    reference: str,
    act: str,
    until: datetime | None,
    text: str,
    numbers: tuple[str, ...],
    note: str,
) -> None:
    """Release a call to the matching partners, decide on an offer, pass the offers on, record the customer's choice, end it."""
    from leadbot.app import clock
    from leadbot.model.lead import Reference
    from leadbot.service import tenders as service

    app = open_app(config, own_config)
    of, by, now = Reference(reference.upper()), who(), clock()
    with app.registry.begin() as uow:
        desk = app.desk(uow.tenders.program_of(of))
        match act:
            case "release":
                last = until.date() if until else None
                known = service.release(uow, desk, of, by=by, now=now, until=last, text=text, partners=numbers)
            case "allow" | "exclude":
                known = service.decide_offer(uow, desk, of, _one(numbers), allowed=act == "allow", by=by, now=now)
            case "choose":
                known = service.choose(uow, desk, of, _one(numbers), by=by, now=now)
            case "pass-on":
                known = service.pass_on(uow, desk, of, by=by, now=now)
            case _:
                known = service.close_tender(uow, desk, of, by=by, now=now, note=note)
    click.echo(f"{of}: {known.state}")
    for to in known.released.sent if act == "release" and known.released else ():
        click.echo(f"  sent to {to.number} {to.name} <{to.address}>")


def _one(numbers: tuple[str, ...]) -> str:
    if len(numbers) != 1:
        raise click.UsageError("Say whose offer: --partner NUMBER")
    return numbers[0].upper()


def _row(program: str, tender: Tender) -> dict[str, object]:
    released = tender.released
    until = released.until if released else tender.called.until
    return {
        "reference": tender.reference,
        "program": program,
        "state": tender.state.value,
        "received_at": tender.called.at.isoformat(),
        "until": until.isoformat() if until else None,
        "partners": [to.number for to in released.sent] if released else [],
        "offers": [offer.number for offer in tender.offers],
        "chosen": tender.chosen.number if tender.chosen else None,
        "from_message": tender.called.message,
    }


def _cell(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "-")
