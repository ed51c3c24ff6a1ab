"""`leadbot init` and `leadbot check`."""

from pathlib import Path

import click

from leadbot.cli.common import configured, open_app

WRONG = 2
OUT_OF_REACH = 3


@click.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def init(directory: Path) -> None:
    """Write a first configuration to DIR. Nothing that is there is touched."""
    from leadbot.resources import shipped
    from leadbot.settings import FILE_NAME

    target = directory / FILE_NAME
    if target.exists():
        raise click.UsageError(f"{target} is there already; leadbot never overwrites a configuration")
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name in ("programs", "lexicons", "templates", "lists"):
            (directory / name).mkdir(exist_ok=True)
        for name in ("new", "cur", "tmp"):
            (directory / "inbox" / name).mkdir(parents=True, exist_ok=True)
        target.write_text((shipped("config") / "leadbot.example.yaml").read_text("utf-8"), "utf-8")
        target.chmod(0o600)
    except OSError as error:
        raise click.UsageError(f"{error.filename}: {error.strerror}. Choose a folder that can be written") from None
    click.echo(f"Wrote {target}\n\nNext:\n  1. fill in the mailbox and the outgoing server there")
    for number, command in enumerate(("check --connect", "once", "run"), 2):
        click.echo(f"  {number}. leadbot --config {target} {command}")


@click.command()
@click.option("--connect", is_flag=True, help="Also open the mailboxes, the outgoing servers and the database.")
@configured
def check(config: str | None, own_config: str | None, connect: bool) -> int:
    """Tell everything that is wrong with the configuration, each with file, line, value and what to do."""
    from leadbot.model.errors import OutOfReach

    app = open_app(config, own_config)
    app.check()
    for desk, settings in app.desks.values():
        program = desk.program
        languages = ", ".join((program.language, *program.fallback_languages))
        click.echo(f"{program.id}: mode {desk.mode}, version {program.version}, languages {languages}")
        if not desk.staff:
            click.echo("  note: no staff named; open checks are seen with `leadbot leads` only")
        for sample in program.samples:
            click.echo(f"  note: {sample} is a sample value, replace before use")
        if connect:
            try:
                app.connect(settings)
            except OutOfReach as error:
                click.echo(f"leadbot: {error}", err=True)
                return OUT_OF_REACH
    click.echo("The configuration is in order.")
    return 0
