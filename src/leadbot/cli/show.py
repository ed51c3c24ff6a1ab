"""`leadbot show`: all that is known of one lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from leadbot.cli.common import configured, open_app, print_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from leadbot.model.resemblance import Beside
    from leadbot.model.submission import FieldValue


@click.command()
@click.argument("reference", metavar="REF")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@configured
def show(config: str | None, own_config: str | None, reference: str, as_json: bool) -> None:
    """A lead's fields with their evidence, its findings, checks, mails and history."""
    from leadbot.cli.rendering import gate_row, history_row, lead_row, outbox_row
    from leadbot.model.lead import LeadState, Reference
    from leadbot.service.resemblance import beside

    app = open_app(config, own_config)
    with app.registry.begin() as uow:
        lead = uow.leads.get(Reference(reference.upper()))
        history = uow.leads.history(lead.reference)
        mails = [row for row in uow.outbox.all(lead.program) if lead.reference in row.references]
        alike = beside(uow, app.desk(lead.program), lead)
        received = [m for m in uow.messages.all(lead.program) if lead.reference in m.references or m.key == lead.from_message]
    if as_json:
        checks = [{"id": c.id, "state": c.state.value, "note": c.note, "by": c.answered_by} for c in lead.checks]
        others = [_beside_row(other) for other in alike]
        gates = {"gates": list(map(gate_row, lead.gates))}
        extra = {"checks": checks, "beside": others, "history": list(map(history_row, history)), "outbox": list(map(outbox_row, mails))}
        return print_lines([{**lead_row(lead), **gates, **extra, "messages": [m.key for m in received]}])
    click.echo(f"{lead.reference}  {lead.state}  ({lead.program}, version {lead.program_version})")
    zone = app.desk(lead.program).zone()
    click.echo(f"  received {lead.received_at.astimezone(zone):%Y-%m-%d %H:%M}, answer promised by {lead.due_at.astimezone(zone):%Y-%m-%d}")
    if lead.place_until and lead.state is LeadState.INCOMPLETE:
        click.echo(f"  keeps its place until {lead.place_until.astimezone(zone):%Y-%m-%d}")
    click.echo("\nFields")
    for value in lead.draft.fields:
        standing = "" if value.standing.value == "valid" else f"  [{value.standing}]"
        click.echo(f"  {value.id}: {_value(value.value)}{standing}\n      {value.evidence.source}: “{value.evidence.quote}”")
    for doubt in lead.draft.ambiguities:
        click.echo(f"  {doubt.field}: either {' or '.join(doubt.readings)}\n      {doubt.evidence.source}: “{doubt.evidence.quote}”")
    click.echo("\nFindings")
    for finding in lead.verdict.findings:
        facts = ", ".join(f"{name} {fact}" for name, fact in finding.facts)
        click.echo(f"  {finding.rule}: {finding.result} {finding.reason or ''} {facts}".rstrip())
    click.echo("\nChecks")
    for check in lead.checks:
        click.echo(f"  {check.id}: {check.state} {check.reason or ''} {check.answered_by} {check.note}".rstrip())
    for gate in lead.gates:
        text = f"version {gate.version} of {gate.dated}" if gate.version else ""
        click.echo(f"  gate:{gate.id}: {gate.state} {text} {gate.answered_by} {gate.words}".rstrip())
    _print_beside(alike, zone)
    click.echo("\nMails")
    for message in received:
        click.echo(f"  from {message.sender}: {message.subject} ({message.key})")
    for row in mails:
        click.echo(f"  to {row.to}: {row.subject} ({row.state})")
    click.echo("\nHistory")
    for entry in history:
        click.echo(f"  {entry.at.astimezone(zone):%Y-%m-%d %H:%M} {entry.event} by {entry.by}: {entry.detail}")
    return None


def _print_beside(others: Sequence[Beside], zone: ZoneInfo) -> None:
    """Each lead that may be about the same client: `✓` the same, `≈` close, then this lead's value and the other's."""
    for other in others:
        received = f"{other.received_at.astimezone(zone):%Y-%m-%d %H:%M}"
        click.echo(f"\nBeside {other.reference} ({other.state}, {other.partner}, received {received})")
        for field in other.fields:
            click.echo(f"  {field.likeness or ' '} {field.field}: {_side(field.one)} | {_side(field.other)}")


def _beside_row(other: Beside) -> dict[str, object]:
    fields = [{"field": c.field, "one": _side(c.one), "other": _side(c.other), "likeness": c.likeness.value} for c in other.fields]
    row = {"reference": other.reference, "state": other.state.value, "partner": other.partner, "received_at": other.received_at.isoformat()}
    return {**row, "fields": fields}


def _side(field: FieldValue | None) -> str:
    return "-" if field is None else _value(field.value)


def _value(value: object) -> str:
    from leadbot.model.submission import Item

    if isinstance(value, tuple):
        return "; ".join(_item(part) if isinstance(part, Item) else str(part) for part in value) or "none"
    return str(value)


def _item(item: object) -> str:
    from leadbot.model.submission import Item

    assert isinstance(item, Item)
    parts = (
        f"{item.quantity} ×" if item.quantity else "",
        item.product,
        item.billing or "",
        f"{item.term_months} months" if item.term_months else "",
    )
    return " ".join(part for part in parts if part)
