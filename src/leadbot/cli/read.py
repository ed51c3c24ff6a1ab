"""`leadbot read`: what a mail says, with the words that say it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadbot.cli.common import own_folder, print_lines

if TYPE_CHECKING:
    from leadbot.model.program import Program
    from leadbot.model.reading import Reading, Unreadable
    from leadbot.reader import Reader
    from leadbot.service.explain import Explained


@click.command()
@click.option("--program", "program_name", required=True, metavar="P", help="A program's id, or the path of its file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("mails", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="MAIL.eml…")
def read(program_name: str, as_json: bool, mails: tuple[Path, ...]) -> None:
    """Explain what mails say. Touches nothing and needs no configuration."""
    from leadbot.reader import ChildProcess, Reader

    # The process gets ready while the program is loaded.
    with Reader(child=ChildProcess()) as reader:
        from leadbot.app import program_by_name

        program = program_by_name(program_name, own_folder())
        for path in mails:
            if as_json:
                print_lines([explained(path, program, reader)])
            else:
                click.echo(shown(path, program, reader))


def explained(path: Path, program: "Program", reader: "Reader") -> dict[str, Any]:
    """The JSON object of one mail's file."""
    from leadbot.cli.rendering import reading_row, unreadable_row
    from leadbot.model.reading import Unreadable

    found = _read(path, program, reader)
    if isinstance(found, Unreadable):
        return unreadable_row(path.name, found)
    return reading_row(path.name, *found)


def shown(path: Path, program: "Program", reader: "Reader") -> str:
    """The mail of one file with its values marked, for a person at a terminal."""
    from leadbot.cli.marked_mail import Look, marked_mail
    from leadbot.model.reading import Unreadable

    found = _read(path, program, reader)
    if isinstance(found, Unreadable):
        return f"{path.name}: unrelated\n  defect {found.code}: {found.detail}\n"
    return marked_mail(path.name, *found, Look.of_terminal())


def _read(path: Path, program: "Program", reader: "Reader") -> "tuple[Reading, list[Explained]] | Unreadable":
    from leadbot.mime import received_at
    from leadbot.model.reading import Unreadable
    from leadbot.service.explain import explain

    try:
        raw = path.read_bytes()
    except OSError as error:
        return Unreadable(code="no-such-file", detail=str(error), final=True)
    reading = reader.read(raw, program, None)
    if isinstance(reading, Unreadable):
        return reading
    when = received_at(raw) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return reading, explain(reading, program, when)
