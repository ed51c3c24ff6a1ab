"""`leadbot once` and `leadbot run`."""

from contextlib import closing
from typing import TYPE_CHECKING

import click

from leadbot.cli.common import configured, loading, open_app, reading_ahead

if TYPE_CHECKING:
    from leadbot.app import App
    from leadbot.service.cycle import Cycle

DONE, BROKEN, OUT_OF_REACH = 0, 1, 3


@click.command()
@click.option("--json-log", is_flag=True, help="Log lines as JSON objects.")
@configured
def once(config: str | None, own_config: str | None, json_log: bool) -> int:
    """One cycle of every configured program: fetch, process, deliver, what is due."""
    with (
        reading_ahead() as reading,
        closing(open_app(config, own_config, json_log=json_log, reading=reading)) as app,
        app.alone() as alone,
    ):
        from leadbot.app import clock

        now = clock()
        if not alone:
            click.echo("leadbot: another process of this installation is at work; it does this cycle")
            return DONE
        with loading():
            app.check()
        cycles = app.once(now)
        for cycle in cycles:
            click.echo(summary(cycle))
            for words in (*cycle.out_of_reach, *cycle.received.unreadable, *cycle.received.troubles):
                click.echo(f"leadbot: {words}", err=True)
            for words in cycle.failed:
                click.echo(f"leadbot: a step failed, and is tried again in the next cycle: {words}", err=True)
        if any(cycle.out_of_reach for cycle in cycles):
            return OUT_OF_REACH
        in_mailbox = any(cycle.received.unreadable or cycle.received.troubles for cycle in cycles)
        failed = any(cycle.failed for cycle in cycles)
        return BROKEN if in_mailbox or failed or broken(app) else DONE


@click.command()
@click.option("--json-log", is_flag=True, help="Log lines as JSON objects.")
@configured
def run(config: str | None, own_config: str | None, json_log: bool) -> int:
    """The service. Stops cleanly on SIGTERM."""
    from leadbot.worker import work

    with closing(open_app(config, own_config, log_level="INFO", json_log=json_log)) as app:
        with loading():
            app.check()
        with app.alone() as alone:
            if not alone:
                raise click.UsageError("another process of this installation is at work; stop it first")
            return work(app)


def summary(cycle: "Cycle") -> str:
    """One line on one cycle."""
    ended = ", ".join(f"{count} {disposition.value}" for disposition, count in sorted(cycle.ended.items())) or "nothing new"
    sent = f"sent {cycle.delivery.sent}"
    if cycle.delivery.put_off:
        sent += f", put off {cycle.delivery.put_off}"
    if cycle.delivery.failed or cycle.delivery.unknown:
        sent += f", failed {cycle.delivery.failed}, unknown {cycle.delivery.unknown}"
    return f"{cycle.program}: received {len(cycle.received.stored)}; {ended}; {sent}"


def broken(app: "App") -> bool:
    """Whether something waits that a person must look at because it went wrong."""
    from leadbot.model.message import Disposition
    from leadbot.model.outgoing import OutboxState

    with app.registry.begin() as uow:
        return any(
            uow.messages.ended(program, Disposition.PARKED) or uow.outbox.in_state(program, OutboxState.FAILED, OutboxState.UNKNOWN)
            for program in app.desks
        )
