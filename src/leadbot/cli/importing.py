"""`leadbot import`: lists, reports and events out of files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from leadbot.cli.common import configured, open_app, print_lines, who

if TYPE_CHECKING:
    from leadbot.model.imports import ListImport

SHOWN = 20
"""Lines of each sort that are shown; `--json` has all."""


@click.command("import")
@click.option("--program", "program_id", required=True, metavar="P", help="The program's id.")
@click.option("--dry-run", is_flag=True, help="Only tell what the file would change.")
@click.option("--empty", is_flag=True, help="The list is meant to be empty.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.argument("list_id", metavar="LIST")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@configured
def import_(
    config: str | None, own_config: str | None, program_id: str, dry_run: bool, empty: bool, as_json: bool, list_id: str, file: Path
) -> int:
    """Import a LIST from a FILE (xlsx, csv), columns by name in any language. An imported list is in use.

    Lists of companies and price lists are replaced as a whole, or not at all where a row is wrong. Of sales reports and events
    the good rows are kept, and those that are known already add nothing.
    """
    from leadbot.app import clock, free_mail_domains
    from leadbot.service.importing import Upload, import_list

    app = open_app(config, own_config)
    upload = Upload(list=list_id, file=str(file), octets=file.read_bytes(), by=who(), dry_run=dry_run, empty=empty)
    made = import_list(app.registry, app.desk(program_id).program, upload, free_mail_domains(), clock())
    if as_json:
        print_lines([as_row(made)])
    else:
        click.echo("\n".join(told(made, dry_run=dry_run)))
    kept = made.applied or made.added or made.same
    return 0 if not made.refused else 1 if kept else 2


def as_row(made: "ListImport") -> dict[str, object]:
    """The JSON object of an import."""
    return {
        "list": made.list,
        "file": made.file,
        "applied": made.applied,
        "added": list(made.added),
        "changed": [{"before": before, "after": after} for before, after in made.changed],
        "gone": list(made.gone),
        "same": made.same,
        "refused": [
            {"line": p.line, "column": p.where or None, "value": p.value, "reason": p.message, "remedy": p.remedy} for p in made.refused
        ],
        "notes": list(map(str, made.notes)),
    }


def told(made: "ListImport", *, dry_run: bool) -> list[str]:
    """The same for a person."""
    lines = [f"note: {note}" for note in made.notes]
    lines += [str(problem) for problem in made.refused]
    lines += _some("+", made.added) + _some("~", [f"{before} -> {after}" for before, after in made.changed]) + _some("-", made.gone)
    counts = f"{len(made.added)} new, {len(made.changed)} changed, {len(made.gone)} gone, {made.same} as before"
    refused = f", {len({p.line for p in made.refused})} refused" if made.refused else ""
    lines.append(f"{made.list}: {counts}{refused}")
    if dry_run:
        lines.append("This was a dry run: nothing was imported.")
    elif not made.applied:
        lines.append("Nothing was imported. Mend the rows above and import the file again.")
    elif made.refused:
        lines.append("The other rows were imported. Mend the rows above and import the file again; what is known adds nothing.")
    return lines


def _some(sign: str, rows: "list[str] | tuple[str, ...]") -> list[str]:
    more = [f"{sign} … and {len(rows) - SHOWN} more"] if len(rows) > SHOWN else []
    return [f"{sign} {row}" for row in rows[:SHOWN]] + more
