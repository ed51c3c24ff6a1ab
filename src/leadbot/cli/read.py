"""`leadbot read`: what a mail says, with the words that say it."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadbot.cli.common import print_lines

if TYPE_CHECKING:
    from leadbot.model.program import Program
    from leadbot.reader import Reader


@click.command()
@click.option("--program", "program_name", required=True, metavar="P", help="A program's id, or the path of its file.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.argument("mails", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="MAIL.eml…")
def read(program_name: str, as_json: bool, mails: tuple[Path, ...]) -> None:
    """Explain what mails say. Touches nothing and needs no configuration."""
    from leadbot.reader import Reader

    base = Path(os.environ.get("LEADBOT_CONFIG") or ".").resolve()
    with Reader() as reader:
        reader.start()  # it gets ready while the program is loaded
        from leadbot.app import program_by_name

        program = program_by_name(program_name, base.parent if base.is_file() else base)
        for path in mails:
            row = explained(path, program, reader)
            if as_json:
                print_lines([row])
            else:
                click.echo(_readable(row))


def explained(path: Path, program: "Program", reader: "Reader") -> dict[str, Any]:
    """The JSON object of one mail's file."""
    from leadbot.cli.rendering import reading_row, unreadable_row
    from leadbot.mime import received_at
    from leadbot.model.reading import Unreadable
    from leadbot.service.explain import explain

    try:
        raw = path.read_bytes()
    except OSError as error:
        return unreadable_row(path.name, Unreadable(code="no-such-file", detail=str(error), final=True))
    reading = reader.read(raw, program, None)
    if isinstance(reading, Unreadable):
        return unreadable_row(path.name, reading)
    when = received_at(raw) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return reading_row(path.name, reading, explain(reading, program, when))


def _readable(row: dict[str, Any]) -> str:
    lines = [f"{row['file']}: {row['kind']}, language {row['language'] or 'unknown'}, reference {row['reference'] or 'none'}"]
    for defect in row["defects"]:
        lines.append(f"  defect {defect['code']}: {defect['detail']}")
    for number, lead in enumerate(row["leads"], 1):
        lines.append(f"  lead {number}: {lead['outcome'] or 'no verdict of its own'} {' '.join(lead['reasons'])}".rstrip())
        for name, value in lead["fields"].items():
            evidence = lead["evidence"][name]
            lines.append(f"    {name}: {value}")
            lines.append(f"      {evidence['source']}: “{evidence['quote']}”")
        for name, readings in lead["readings"].items():
            lines.append(f"    {name}: either {' or '.join(readings)}")
    return "\n".join(lines)
