"""`leadbot init` and `leadbot check`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from leadbot.cli.common import configured, open_app

if TYPE_CHECKING:
    from leadbot.app import App
    from leadbot.model.errors import Problem
    from leadbot.model.program import Program

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
@click.option("--program", "programs", multiple=True, metavar="P", help="Only this program, by id or file; needs no configuration.")
@configured
def check(config: str | None, own_config: str | None, connect: bool, programs: tuple[str, ...]) -> int:
    """Tell everything that is wrong with the configuration, each with file, line, value and what to do.

    What is doubtful in a program is told besides: windows that are over, lists without a rule, rules that contradict one another,
    languages without words.
    """
    from leadbot.app import clock
    from leadbot.model.errors import OutOfReach

    if programs:
        return _check_programs(programs)
    app = open_app(config, own_config)
    app.check()
    _tell_of_operator(app)
    if connect and (status := _connected_besides(app)):
        return status
    doubtful = False
    for desk, settings in app.desks.values():
        program = desk.program
        languages = ", ".join((program.language, *program.fallback_languages))
        click.echo(f"{program.id}: mode {desk.mode}, version {program.version}, languages {languages}")
        if not desk.staff:
            click.echo("  note: no staff named; open checks are seen with `leadbot leads` only")
        doubtful = _told(program, app.doubts(settings, clock())) or doubtful
        if connect:
            try:
                app.connect(settings)
            except OutOfReach as error:
                click.echo(f"leadbot: {error}", err=True)
                return OUT_OF_REACH
    click.echo("The configuration is in order, but for the doubts above." if doubtful else "The configuration is in order.")
    return int(doubtful)


def _connected_besides(app: "App") -> int:
    """See that the database is sound and that there is a way to the operator; the exit status."""
    from leadbot.model.errors import OutOfReach
    from leadbot.registry import damage

    try:
        found = damage(app.database_file) if app.database_file.is_file() else []
        if (way := app.alarm_way()) is not None:
            way.connect()
            way.close()
    except OutOfReach as error:
        click.echo(f"leadbot: {error}", err=True)
        return OUT_OF_REACH
    for words in found:
        click.echo(f"leadbot: the database {app.database_file} is damaged: {words}. Put back a backup: `leadbot restore FILE`.", err=True)
    return int(bool(found))


def _tell_of_operator(app: "App") -> None:
    if app.settings.operator is None:
        click.echo("note: no `operator` is named; troubles are seen in the log and with `leadbot health` only")
    elif app.settings.alarm is None:
        click.echo("note: alarms go out by the programs' own mail servers only; name a second way under `alarm`")


def _check_programs(names: tuple[str, ...]) -> int:
    from leadbot.app import clock, doubts, folders, program_by_name
    from leadbot.cli.common import own_folder
    from leadbot.writing import load_templates

    base, doubtful = own_folder(), False
    templates = load_templates(folders("templates", base))
    for name in names:
        program = program_by_name(name, base)
        click.echo(f"{program.id}: version {program.version}, languages {', '.join((program.language, *program.fallback_languages))}")
        doubtful = _told(program, doubts(name, base, templates, clock())) or doubtful
    return int(doubtful)


def _told(program: "Program", found: "tuple[Problem, ...]") -> bool:
    """Tell the samples and doubts of a program; whether there are doubts."""
    for sample in program.samples:
        click.echo(f"  note: {sample} is a sample value, replace before use")
    for problem in found:
        click.echo(f"  doubt: {problem}")
    return bool(found)
