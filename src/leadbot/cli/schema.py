"""`leadbot schema`: for editors that complete and check YAML."""

import json

import click


@click.command()
@click.argument("of", type=click.Choice(["program", "lexicon"]))
def schema(of: str) -> None:
    """Print the JSON Schema of program files or of lexicons. docs/programs.md says how an editor uses it."""
    from leadbot.programs import lexicon_schema, program_schema

    found = program_schema() if of == "program" else lexicon_schema()
    click.echo(json.dumps(found, indent=1, ensure_ascii=False))
