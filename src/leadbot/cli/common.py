"""What several commands share."""

import gc
import getpass
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from leadbot.app import App
    from leadbot.reader import ChildProcess
    from leadbot.service.desk import Desk

Command = Callable[..., Any]


def configured(function: Command) -> Command:
    """Give a command the option --config, which goes before the one of the group."""
    return click.option("--config", "own_config", metavar="FILE", help="The configuration.")(click.pass_obj(function))


@contextmanager
def loading() -> Iterator[None]:
    """What is made inside stays for good: garbage is not looked for in it, which would take a tenth of the time of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def reading_ahead() -> Iterator["ChildProcess | None"]:
    """A process that reads mails, started before all else, since it takes as long to start as this one does; None where there is none."""
    with loading():
        from leadbot.model.errors import OutOfReach
        from leadbot.reader import ChildProcess

        child = None
        # Who needs one later tells of it.
        with suppress(OutOfReach):
            child = ChildProcess()
    try:
        yield child
    finally:
        if child is not None:
            child.end(patience=0)


def open_app(
    group_config: str | None,
    own_config: str | None,
    log_level: str = "WARNING",
    *,
    json_log: bool = False,
    reading: "ChildProcess | None" = None,
) -> "App":
    """The configured installation; LEADBOT_LOG goes before the log level. Raises ConfigurationError."""
    with loading():
        from leadbot.app import App
        from leadbot.cli.logs import start_log

    start_log(os.environ.get("LEADBOT_LOG", log_level), as_json=json_log)
    return App(own_config or group_config, reading=reading)


def print_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object a line."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))


def print_table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """Columns as wide as they need to be."""
    lines = [headings, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(headings))]
    for line in lines:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def own_folder() -> Path:
    """Where a command without configuration looks for files before the shipped ones: the configuration's folder, or the working one."""
    base = Path(os.environ.get("LEADBOT_CONFIG") or ".").resolve()
    return base.parent if base.is_file() else base


def who() -> str:
    """The account at the keyboard, for the history."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "staff"


def desk_of(app: "App", reference: str) -> "Desk":
    """The desk of the program that a lead is of. Raises UnknownReference."""
    from leadbot.model.lead import Reference

    with app.registry.begin() as uow:
        program = uow.leads.get(Reference(reference.upper())).program
    return app.desk(program)
