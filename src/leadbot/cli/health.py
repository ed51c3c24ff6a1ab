"""`leadbot health`: whether the work goes on, by what the last cycle left; opens neither mailbox nor database."""

import json
from datetime import timedelta

import click

from leadbot.cli.common import configured, open_app

LEAST_AGE = 900
"""Seconds; a long queue of mails may take its cycle so long."""


@click.command()
@click.option(
    "--max-age", type=click.IntRange(min=1), help="Seconds since the last good cycle that are in order; else ten times poll_every."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@configured
def health(config: str | None, own_config: str | None, max_age: int | None, as_json: bool) -> int:
    """Exit status 0 while everything was reached, and nothing failed, not too long ago; else 1. Troubles of mails alone change nothing."""
    from leadbot.app import clock
    from leadbot.model.alarms import TROUBLES

    app = open_app(config, own_config)
    found = app.watch.health()
    most = timedelta(seconds=max_age or max(LEAST_AGE, 10 * app.settings.poll_every))
    now = clock()
    good = found is not None and found.good_at is not None and now - found.good_at <= most
    if as_json:
        row = {
            "good": good,
            "cycle_at": found.cycle_at.isoformat() if found else None,
            "good_at": found.good_at.isoformat() if found and found.good_at else None,
            "troubles": [{"code": each.code, "program": each.program, "ids": list(each.ids)} for each in found.troubles] if found else [],
        }
        click.echo(json.dumps(row))
        return int(not good)
    if found is None:
        click.echo(f"leadbot: no cycle has left word in {app.base} yet. Start `leadbot run`, or `leadbot once`.", err=True)
    elif not good:
        last = f"the last good one ended {found.good_at:%Y-%m-%d %H:%M %Z}" if found.good_at else "none was good yet"
        click.echo(f"leadbot: the last cycle ended {found.cycle_at:%Y-%m-%d %H:%M %Z}; {last}.", err=True)
    else:
        click.echo(f"The last good cycle ended {found.good_at:%Y-%m-%d %H:%M %Z}.")
    for each in found.troubles if found else ():
        ids = f" ({', '.join(each.ids)})" if each.ids else ""
        click.echo(f"  {each.program or 'all'}: {each.code}: {TROUBLES[each.code].title}{ids}")
    return int(not good)
