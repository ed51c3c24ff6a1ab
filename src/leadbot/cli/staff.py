"""Staff's decisions and repairs."""

from typing import TYPE_CHECKING

import click

from leadbot.cli.common import configured, desk_of, open_app, who

if TYPE_CHECKING:
    from datetime import datetime

    from leadbot.model.lead import Lead


@click.command()
@click.argument("reference", metavar="REF")
@click.argument("answer", type=click.Choice(["approve", "reject", "review"]))
@click.option("--check", metavar="ID", help="The check that is answered; else all open ones.")
@click.option("--reason", metavar="CODE", help="The reason code of a rejection; else the check's first.")
@click.option("--note", default="", metavar="TEXT", help="Words that go with it.")
@click.option("--part", default="", metavar="PART", help="The payout (`all`: each), or the account, that a gate's answer is about.")
@click.option("--until", metavar="D", type=click.DateTime(["%Y-%m-%d"]), help="The new last day, where a partner asks for more time.")
@configured
def decide(
    config: str | None,
    own_config: str | None,
    reference: str,
    answer: str,
    check: str | None,
    reason: str | None,
    note: str,
    part: str,
    until: "datetime | None",
) -> None:
    """Answer a lead's checks. Its partner is told what follows with the next delivery.

    A rejection that is held goes out with `reject`. With `review` it is put to you as a check, and a held mail is never sent.
    """
    from leadbot.app import clock
    from leadbot.model.lead import Reference
    from leadbot.service import decide as service
    from leadbot.service import gates

    app = open_app(config, own_config)
    desk, passed = desk_of(app, reference), answer == "approve"
    if check is not None and check in gates.gates(desk.program):
        gate, lead = check, Reference(reference.upper())
        with app.registry.begin() as uow:
            about = gates.answer_gate(uow, desk, lead, gate, passed=passed, by=who(), now=clock(), note=note, part=part)
        click.echo(f"{reference.upper()}: {check} {'passed' if passed else 'refused'}{f' ({about})' if about else ''}")
        return
    if answer == "review":
        if check or reason or part or until:
            raise click.UsageError("review takes a --note alone: it puts a rejection to review, for each of its reasons")
        with app.registry.begin() as uow:
            _tell(service.doubt(uow, desk, Reference(reference.upper()), note, who(), clock()))
        return
    check_id = check.removeprefix("check:").removeprefix("gate:") if check else None
    decision = service.Decision(approve=passed, check=check_id, reason=reason, note=note, by=who(), until=until.date() if until else None)
    with app.registry.begin() as uow:
        _tell(service.decide(uow, desk, Reference(reference.upper()), decision, clock()))


@click.command()
@click.argument("reference", metavar="REF")
@click.argument("values", nargs=-1, required=True, metavar="FIELD=VALUE…")
@configured
def correct(config: str | None, own_config: str | None, reference: str, values: tuple[str, ...]) -> None:
    """Put right what was misread, and judge anew.

    Items are written like `items=25 m365-business-standard annual, 3 m365-e3`; existing services like
    `client.existing_services=office-365` or `none`.
    """
    from leadbot.app import clock
    from leadbot.model.lead import Reference
    from leadbot.service import corrections
    from leadbot.service import decide as service

    app = open_app(config, own_config)
    desk, by = desk_of(app, reference), who()
    parsed = [corrections.parse_value(text, desk.program, by) for text in values]
    with app.registry.begin() as uow:
        _tell(service.correct(uow, desk, Reference(reference.upper()), parsed, by, clock()))


@click.command()
@click.argument("reference", metavar="REF")
@configured
def reopen(config: str | None, own_config: str | None, reference: str) -> None:
    """Take back what was decided on a lead, and judge it anew as of its receipt."""
    from leadbot.app import clock
    from leadbot.model.lead import Reference
    from leadbot.service import decide as service

    app = open_app(config, own_config)
    desk = desk_of(app, reference)
    with app.registry.begin() as uow:
        _tell(service.reopen(uow, desk, Reference(reference.upper()), who(), clock()))


@click.command()
@click.option("--program", "program_id", required=True, metavar="P", help="The program's id.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@click.argument("references", nargs=-1, metavar="[REF…]")
@configured
def apply(config: str | None, own_config: str | None, program_id: str, dry_run: bool, references: tuple[str, ...]) -> None:
    """Judge leads that are not decided yet by today's version of their program: all of them, or those named.

    Without it a lead keeps the version that was in force when it was received. Partners are told what changes.
    """
    from leadbot.app import clock
    from leadbot.model.lead import Reference
    from leadbot.service.applying import apply_to_open_leads

    app = open_app(config, own_config)
    named = [Reference(reference.upper()) for reference in references]
    applied = apply_to_open_leads(app.registry, app.desk(program_id), named, who(), clock(), dry_run=dry_run)
    for one in applied:
        reasons = " ".join(map(str, one.after.verdict.reasons))
        versions = f"{one.before.program_version} -> {one.after.program_version}"
        click.echo(f"{one.after.reference}: {versions}, {one.before.state} -> {one.after.state} {reasons}".rstrip())
    click.echo(f"{len(applied)} leads. {'This was a dry run: nothing was changed.' if dry_run else ''}".rstrip())


def _tell(lead: "Lead") -> None:
    reasons = " ".join(map(str, lead.verdict.reasons))
    click.echo(f"{lead.reference}: {lead.state} {reasons}".rstrip())
