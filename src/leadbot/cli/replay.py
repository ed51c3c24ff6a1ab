"""`leadbot replay`: what a changed program would have made of past mails."""

import difflib
from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leadbot.cli.common import configured, open_app, print_lines

if TYPE_CHECKING:
    from leadbot.service.replay import Difference, Outcome, Replay


@click.command()
@click.option("--program", "new", required=True, metavar="NEW.yaml", help="The file of the changed program.")
@click.option("--mails", is_flag=True, help="Also show how our mails would differ, line by line.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each mail that differs.")
@configured
def replay(config: str | None, own_config: str | None, new: Path, mails: bool, as_json: bool) -> None:
    """Judge all past mails by the configured program and by NEW.yaml, and show which verdicts, mails and payouts differ.

    Each mail is judged at its time of receipt, with today's lists and with what staff decided. Sends and writes nothing.
    """
    from leadbot.app import clock, program_by_name, scratch_registry
    from leadbot.service import replay as service

    app = open_app(config, own_config)
    program = program_by_name(str(new), app.base)
    try:
        found = service.replay(app.registry, app.desk(program.id), program, app.readers, scratch_registry, clock())
    finally:
        app.close()
    if as_json:
        print_lines(as_row(difference) for difference in found.differences)
    else:
        click.echo("\n".join(told(found, app.desk(program.id).zone(), mails=mails)))


def as_row(difference: "Difference") -> dict[str, Any]:
    """The JSON object of one mail."""
    return {
        "message": difference.message.key,
        "received_at": difference.message.received_at.isoformat(),
        "references": list(difference.references),
        "verdicts_differ": difference.verdicts,
        "payouts_differ": difference.payouts,
        "before": _outcome(difference.before),
        "after": _outcome(difference.after),
    }


def _outcome(outcome: "Outcome") -> dict[str, Any]:
    from leadbot.cli.payout_lines import payout_row

    return {"ended": outcome.ended, "mails": list(outcome.mails), "payouts": [payout_row(payout) for payout in outcome.payouts]}


def told(found: "Replay", zone: tzinfo, *, mails: bool) -> list[str]:
    """The same for a person, moments in that zone."""
    lines = [line for difference in found.differences for line in _told(difference, zone, mails=mails)]
    verdicts = sum(difference.verdicts for difference in found.differences)
    texts = sum(difference.before.mails != difference.after.mails for difference in found.differences)
    money = sum(difference.payouts for difference in found.differences)
    differ = f"Verdicts differ for {verdicts}, our mails for {texts}, payouts for {money}."
    return [*lines, f"{found.mails} mails replayed. {differ} Nothing was sent or written."]


def _told(difference: "Difference", zone: tzinfo, *, mails: bool) -> Iterator[str]:
    stored = difference.message
    about = ", ".join(difference.references) or "no lead"
    yield f"{stored.received_at.astimezone(zone):%Y-%m-%d %H:%M} {stored.sender}: {about}  (message {stored.key})"
    if difference.verdicts:
        yield f"  today: {difference.before.ended}"
        yield f"  new:   {difference.after.ended}"
    if difference.payouts:
        yield from (f"  payout today: {line}" for line in _payout_lines(difference.before))
        yield from (f"  payout new:   {line}" for line in _payout_lines(difference.after))
    before, after = difference.before.mails, difference.after.mails
    if before != after:
        yield f"  our mails differ: {len(before)} today, {len(after)} new"
    if mails and before != after:
        today, new = ("\n\n".join(texts).splitlines() for texts in (before, after))
        lines = difflib.unified_diff(today, new, "today", "new", n=1, lineterm="")
        yield from (f"    {line}" for line in lines)


def _payout_lines(outcome: "Outcome") -> Iterator[str]:
    from leadbot.cli.payout_lines import payout_lines

    yield from (line for payout in outcome.payouts for line in payout_lines(payout))
    if not outcome.payouts:
        yield "none"
