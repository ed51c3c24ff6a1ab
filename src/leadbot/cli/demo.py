"""`leadbot demo`: the tour, told in the terminal."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from leadbot.cli.common import print_table

if TYPE_CHECKING:
    from leadbot.demo import Tour
    from leadbot.model.lead import Lead, Reference
    from leadbot.model.stored import StoredMessage

WARSAW = ZoneInfo("Europe/Warsaw")
"""Where the tour plays."""


@click.command()
@click.argument("directory", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
def demo(directory: Path | None) -> int:
    """Answer some twenty lead mails in a fresh folder (DIR, else a temporary one) and show what came of them."""
    from leadbot.demo import tour

    folder = directory or Path(tempfile.mkdtemp(prefix="leadbot-demo-"))
    if folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty; the tour wants a fresh folder")
    _tell(tour(folder))
    return 0


def _tell(seen: "Tour") -> None:
    from leadbot.cli.audit import audit_lines
    from leadbot.model.outgoing import OutboxState

    click.echo(f"leadbot worked through {len(seen.messages)} mails of partners and machines; staff approved one lead in between.\n")
    leads = {lead.reference: lead for lead in seen.leads}
    print_table(("received", "from", "subject", "kind", "what became of it"), (_message(m, leads) for m in seen.messages))
    click.echo("\nThe leads, with the reasons of their verdicts\n")
    print_table(("reference", "client", "partner", "state", "reasons"), (_lead(lead) for lead in seen.leads))
    click.echo("\nOne of the answers, as its partner reads it (the HTML part says the same)\n")
    click.echo("\n".join(f"    {line}".rstrip() for line in seen.shown.splitlines()))
    sent = sum(row.state is OutboxState.SENT for row in seen.outbox)
    click.echo(f"\nThe audit ({sent} mails sent)\n")
    click.echo("\n".join(f"    {line}" for line in audit_lines(seen.audit)))
    config = f"{sys.argv[0]} --config {seen.folder}/leadbot.yaml"
    click.echo(f"\nEverything lies in {seen.folder}: the mails sent in sent/new, the registry in leadbot.db. Look further:\n")
    for words in ("leads", f"show {seen.leads[0].reference}", "messages", "outbox", "audit"):
        click.echo(f"    {config} {words}")
    click.echo("\nYour own mailbox: leadbot init DIR")


def _message(message: "StoredMessage", leads: "dict[Reference, Lead]") -> tuple[str, ...]:
    told = [f"{ref} {leads[ref].state}" if ref in leads else ref for ref in message.references]
    ended = ", ".join([*([message.disposition.value] if not message.reason else [f"{message.disposition.value}: {message.reason}"]), *told])
    kind = message.kind.value if message.kind else "–"
    return (f"{message.received_at.astimezone(WARSAW):%d %b %H:%M}", message.sender[:34], message.subject[:40], kind, ended)


def _lead(lead: "Lead") -> tuple[str, ...]:
    partner = (lead.partner.name or lead.partner.address)[:30]
    return (lead.reference, lead.draft.text("client.name")[:38] or "–", partner, lead.state.value, " ".join(map(str, lead.verdict.reasons)))
