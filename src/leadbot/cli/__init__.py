"""Commands. Each fetches objects and calls one service; heavy rooms are imported when a command runs, so that help is quick."""

import sys
from importlib import import_module

import click

COMMANDS = {
    "demo": ("leadbot.cli.demo:demo", "The tour: a mailbox full of leads, with no configuration."),
    "init": ("leadbot.cli.setup:init", "Write a first configuration."),
    "check": ("leadbot.cli.setup:check", "Tell everything that is wrong with the configuration."),
    "once": ("leadbot.cli.cycle:once", "One cycle: fetch, process, deliver, what is due."),
    "run": ("leadbot.cli.cycle:run", "The service: a cycle every poll_every seconds."),
    "read": ("leadbot.cli.read:read", "Explain what mails say; touches nothing."),
    "messages": ("leadbot.cli.lists:messages", "List received mails and how each ended."),
    "leads": ("leadbot.cli.lists:leads", "List leads with their verdicts."),
    "partners": ("leadbot.cli.lists:partners", "List whom leadbot admitted as partners."),
    "show": ("leadbot.cli.show:show", "A lead's whole history."),
    "outbox": ("leadbot.cli.lists:outbox", "List our own mails; end those of unknown fate."),
    "parked": ("leadbot.cli.lists:parked", "List mails that could not be handled; try one again."),
    "backup": ("leadbot.cli.backup:backup", "Copy the database while the service runs."),
    "restore": ("leadbot.cli.backup:restore", "Put a backup back; nothing is sent twice afterwards."),
    "forget": ("leadbot.cli.forget:forget", "Forget a person, with proof of what went and what stays."),
    "purge": ("leadbot.cli.forget:purge", "Empty what is older than the programs keep it; the service does it by itself."),
    "health": ("leadbot.cli.health:health", "Whether the work goes on; for watchdogs."),
    "audit": ("leadbot.cli.lists:audit", "Check that everything adds up."),
    "decide": ("leadbot.cli.staff:decide", "Answer a lead's checks."),
    "mark": ("leadbot.cli.payouts:mark", "Record what happened outside: won, signed, paid …"),
    "record": ("leadbot.cli.record:record", "Record invoices, collections, later contracts, benefits."),
    "payouts": ("leadbot.cli.payouts:payouts", "What is due to partners, with the arithmetic."),
    "accounts": ("leadbot.cli.payment_file:accounts", "List partners' bank accounts, with who named and who confirmed them."),
    "tenders": ("leadbot.cli.tenders:tenders", "List calls for offers."),
    "tender": ("leadbot.cli.tenders:tender", "Release a call for offers, pass its offers on, end it."),
    "correct": ("leadbot.cli.staff:correct", "Put right what was misread, and judge anew."),
    "apply": ("leadbot.cli.staff:apply", "Judge undecided leads by today's version of the program."),
    "replay": ("leadbot.cli.replay:replay", "Judge past mails by another version of a program; sends and writes nothing."),
    "import": ("leadbot.cli.importing:import_", "Import a list, a report or events."),
    "schema": ("leadbot.cli.schema:schema", "Print the JSON Schema of program files or lexicons."),
    "reopen": ("leadbot.cli.staff:reopen", "Take back decisions, and judge anew."),
}
"""Where each command lives, and its line in the help."""


class _Commands(click.Group):
    """Commands that are imported only when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leadbot")
@click.option("--config", metavar="FILE", help="The configuration; else LEADBOT_CONFIG, else ./leadbot.yaml.")
@click.pass_context
def leadbot(ctx: click.Context, config: str | None) -> None:
    """Register partners' sales leads from their e-mails, and answer every one.

    Exit status: 0 done; 1 done, with something broken for a person to look at; 2 wrong usage or configuration; 3 a mailbox,
    server or database was out of reach, and nothing is lost.
    """
    ctx.obj = config


def main() -> None:
    """The `leadbot` command."""
    from leadbot.model.errors import LeadbotError, OutOfReach

    try:
        sys.exit(leadbot(standalone_mode=False) or 0)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except OutOfReach as error:
        click.echo(f"leadbot: {error}", err=True)
        sys.exit(3)
    except LeadbotError as error:
        click.echo(f"leadbot: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
