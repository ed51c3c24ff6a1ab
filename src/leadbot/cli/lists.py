"""Lists of what the registry holds, and the audit."""

from datetime import UTC
from typing import TYPE_CHECKING

import click

from leadbot.cli.common import configured, open_app, print_lines, print_table, who
from leadbot.model.message import MessageKey

if TYPE_CHECKING:
    from datetime import tzinfo

    from leadbot.app import App

BROKEN = 1


def _zone(app: "App", program: str) -> "tzinfo":
    """The program's zone; UTC for one that is no longer configured."""
    return app.desks[program][0].zone() if program in app.desks else UTC


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--done", metavar="KEY", help="Take that partner's question off the report: it was answered otherwise, or needs no answer.")
@configured
def messages(config: str | None, own_config: str | None, as_json: bool, done: str | None) -> None:
    """Received mails and how each ended, oldest first."""
    from leadbot.cli.rendering import message_row

    app = open_app(config, own_config)
    if done:
        from leadbot.app import clock
        from leadbot.service.open_questions import set_aside_by_command

        with app.registry.begin() as uow:
            desk = app.desk(uow.messages.get(MessageKey(done)).program)
            set_aside_by_command(uow, desk, MessageKey(done), who(), clock())
        click.echo(f"{done} is done: it stands in no report any more")
        return None
    with app.registry.begin() as uow:
        stored = uow.messages.all()
    if as_json:
        return print_lines(map(message_row, stored))
    rows = (
        (
            f"{m.received_at.astimezone(_zone(app, m.program)):%Y-%m-%d %H:%M}",
            m.key,
            m.kind or "–",
            m.disposition,
            m.reason or ", ".join(m.references),
            m.sender,
            m.subject[:60],
        )
        for m in stored
    )
    return print_table(("received", "key", "kind", "ended", "why", "from", "subject"), rows)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@configured
def leads(config: str | None, own_config: str | None, as_json: bool) -> None:
    """Leads with their verdicts, by reference."""
    from leadbot.cli.rendering import lead_row

    app = open_app(config, own_config)
    with app.registry.begin() as uow:
        known = uow.leads.all()
    if as_json:
        return print_lines(map(lead_row, known))
    rows = (
        (
            lead.reference,
            lead.kind,
            lead.state,
            f"{lead.due_at.astimezone(_zone(app, lead.program)):%Y-%m-%d}",
            lead.draft.text("client.name")[:36] or "–",
            (lead.partner.name or lead.partner.address)[:30],
            " ".join(map(str, lead.verdict.reasons)),
        )
        for lead in known
    )
    return print_table(("reference", "kind", "state", "due", "client", "partner", "reasons"), rows)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@configured
def partners(config: str | None, own_config: str | None, as_json: bool) -> None:
    """Whom leadbot admitted, by number; whom staff imported stands on the list `partners`."""
    from leadbot.cli.rendering import partner_row

    app = open_app(config, own_config)
    with app.registry.begin() as uow:
        known = [(partner, uow.leads.get(partner.application)) for partner in uow.partners.all()]
    if as_json:
        return print_lines(partner_row(partner, application) for partner, application in known)
    rows = (
        (p.number, p.name[:40], p.tax_id or "–", f"{p.since.astimezone(UTC):%Y-%m-%d}", "ended" if p.ended_at else "active", p.application)
        for p, _ in known
    )
    return print_table(("number", "name", "tax id", "since", "state", "application"), rows)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--resolve", "resolve_id", type=int, metavar="ID", help="End the mail of unknown fate, or a failed one: ID sent|resend.")
@click.argument("resolution", required=False, type=click.Choice(["sent", "resend"]))
@configured
def outbox(config: str | None, own_config: str | None, as_json: bool, resolve_id: int | None, resolution: str | None) -> None:
    """Our own mails, oldest first."""
    from leadbot.app import clock
    from leadbot.cli.rendering import outbox_row
    from leadbot.model.outgoing import OutboxState
    from leadbot.service.deliver import resolve

    app = open_app(config, own_config)
    if (resolve_id is None) != (resolution is None):
        raise click.UsageError("say which mail and how it ended: outbox --resolve ID sent|resend")
    if resolve_id is not None:
        with app.registry.begin() as uow:
            resolve(uow, resolve_id, resend=resolution == "resend", now=clock())
        return None
    with app.registry.begin() as uow:
        rows = [row for row in uow.outbox.all() if row.state is not OutboxState.CANCELLED]
    if as_json:
        return print_lines(map(outbox_row, rows))
    cells = ((str(row.id), row.state, row.purpose, row.to, row.subject[:70], row.detail[:60]) for row in rows)
    return print_table(("id", "state", "purpose", "to", "subject", "detail"), cells)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--retry", "retry_key", metavar="KEY", help="Let that mail be processed again in the next cycle.")
@configured
def parked(config: str | None, own_config: str | None, as_json: bool, retry_key: str | None) -> None:
    """Mails that could not be handled; their bytes are kept."""
    from leadbot.cli.rendering import message_row
    from leadbot.model.message import Disposition, MessageKey

    app = open_app(config, own_config)
    with app.registry.begin() as uow:
        if retry_key is not None:
            uow.messages.retry(MessageKey(retry_key))
            click.echo(f"{retry_key} is processed again in the next cycle")
            return None
        stored = [m for m in uow.messages.all() if m.disposition is Disposition.PARKED]
    if as_json:
        return print_lines({**message_row(m), "error": m.error} for m in stored)
    rows = ((m.key, f"{m.received_at.astimezone(UTC):%Y-%m-%d %H:%M}", m.reason, m.error[:100]) for m in stored)
    return print_table(("key", "received (UTC)", "why", "error"), rows)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@configured
def audit(config: str | None, own_config: str | None, as_json: bool) -> int:
    """Check that every mail has its one end and every lead its one place."""
    from leadbot.cli.audit import audit_lines, audit_row
    from leadbot.registry import audit as examine

    with open_app(config, own_config).registry.begin() as uow:
        report = examine(uow)
    if as_json:
        print_lines([audit_row(report)])
    else:
        click.echo("\n".join(audit_lines(report)))
    return BROKEN if report.broken else 0
