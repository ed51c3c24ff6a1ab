"""`leadbot backup` and `leadbot restore`."""

from contextlib import closing
from pathlib import Path

import click

from leadbot.cli.common import configured, open_app


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@configured
def backup(config: str | None, own_config: str | None, file: Path) -> int:
    """Copy the database to FILE, which must not be there yet, while the service runs; the copy is looked through."""
    from leadbot.registry import back_up

    app = open_app(config, own_config)
    octets = back_up(app.database_file, file)
    click.echo(f"Copied {app.database_file} to {file}: {octets / 2**20:,.1f} MB, looked through and sound.")
    click.echo(f"Keep {app.path} and its password files with it, and what stands in programs/, lexicons/, templates/ and lists/.")
    return 0


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--here", is_flag=True, help="The present database is an older one already, as after a machine's snapshot was put back.")
@configured
def restore(config: str | None, own_config: str | None, file: Path | None, here: bool) -> int:
    """Put the backup FILE in the database's place; the service must not run. What lay there before is kept beside it.

    The next cycle takes in again what the mailbox received since, and holds whatever may have been sent before.
    """
    from leadbot.app import clock
    from leadbot.model.restoration import Generation
    from leadbot.registry import put_back
    from leadbot.service.restore import declare

    if (file is None) is not here:
        raise click.UsageError("Name the backup's FILE, or write --here")
    with closing(open_app(config, own_config)) as app, app.alone() as alone:
        if not alone:
            raise click.UsageError("another process of this installation is at work; stop it first")
        app.check()
        aside = put_back(file, app.database_file) if file else None
        now = clock()
        with app.registry.begin() as uow:
            last = uow.generations.read() or Generation(number=0, at=now)
            count = declare(uow, app.desks, last.at, now)
        if aside:
            click.echo(f"The database that was there is {aside} now; remove it once all is well.")
        click.echo(f"The database knows everything up to {last.at:%Y-%m-%d %H:%M %Z}.")
        click.echo(f"{count} mails that waited to be sent are of unknown fate now; see `leadbot outbox`.")
        click.echo("Start the service: it takes in again what came since, and holds what may have been answered before.")
        return 0
