"""`leadbot forget` and `leadbot purge`."""

import json
from contextlib import closing

import click

from leadbot.cli.common import configured, open_app, who

BESIDE = "Not looked through: the mailbox itself, the folder of sent mail, backups, and the vendor's other systems."


@click.command()
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each program.")
@configured
def forget(config: str | None, own_config: str | None, address: str, as_json: bool) -> int:
    """Empty whatever the registry says of the person with that ADDRESS; tell what went, what stays, and why.

    Companies, goods, dates, amounts and decisions stay. What is of open leads, or waits, stays until that is over. Exit status 1: the
    address still stands somewhere.
    """
    from leadbot.app import clock
    from leadbot.service.forget import forget as forget_person

    sought = address.strip().lower()
    if "@" not in sought.strip("@"):
        raise click.UsageError(f"{address} is no e-mail address")
    with closing(open_app(config, own_config)) as app:
        now = clock()
        with app.registry.begin() as uow:
            done = [forget_person(uow, desk, sought, who(), now) for desk, _ in app.desks.values()]
            left = uow.erasing.traces(sought)
        app.registry.settle()
    for each in done:
        if as_json:
            kept = [{"what": one.what, "ids": list(one.ids), "why": one.why} for one in each.kept]
            click.echo(json.dumps({"program": each.program, "gone": dict(each.counts), "kept": kept, "left": dict(left)}))
            continue
        gone = ", ".join(f"{count} {what}" for what, count in each.counts) or "nothing"
        click.echo(f"{each.program}: gone: {gone}")
        for one in each.kept:
            click.echo(f"  kept: {one.what} {', '.join(one.ids)}: {one.why}")
    if not as_json:
        where = ", ".join(f"{place} ({count})" for place, count in left)
        click.echo(f"The address still stands in: {where}" if left else "The address stands nowhere in the database any more.")
        click.echo(BESIDE)
    return int(bool(left))


@click.command()
@configured
def purge(config: str | None, own_config: str | None) -> int:
    """Empty what is older than each program's `retention` says. The service does so by itself, about once an hour."""
    from leadbot.app import clock
    from leadbot.service.forget import purge as purge_program

    with closing(open_app(config, own_config)) as app:
        now = clock()
        for desk, _ in app.desks.values():
            done = purge_program(app.registry, desk.program, now)
            keeps = desk.program.retention
            gone = ", ".join(f"{count} {what}" for what, count in done.counts) or "nothing is older"
            days = [f"{name} {value} days" for name, value in (("mails", keeps.raw_mail_days), ("people", keeps.personal_days)) if value]
            click.echo(f"{desk.program.id} (keeps {', '.join(days) or 'everything'}): {gone}")
        app.registry.settle()
    return 0
