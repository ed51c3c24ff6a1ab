"""Mails about a payout: what asks the partner for its invoice, and what warns it that a time ends."""

from collections.abc import Mapping
from datetime import date, datetime

from leadbot.model.lead import Reference
from leadbot.model.message import Address
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.payout import Payout
from leadbot.model.program import Program
from leadbot.writing.outgoing import AUTO_GENERATED, outgoing_mail
from leadbot.writing.plain import fold
from leadbot.writing.reckoning import reckoning
from leadbot.writing.templates import Templates
from leadbot.writing.threads import reply_subject


def compose_invoice_request(
    to: Correspondence,
    payout: Payout,
    client: str,
    quarter: tuple[date, date],
    until: date,
    program: Program,
    templates: Templates,
    *,
    key: str,
    sender: Address,
    now: datetime,
) -> OutgoingMail:
    """In the lead's own conversation: the sum, the first and last day of the client's quarter, and the last day for the invoice."""
    language = templates.language(to.language, program.language, *program.fallback_languages)
    words = templates.words(language)
    context = {
        "client": fold(client, 200) or "–",
        "amount": "" if payout.amount is None else words.amount(payout.amount, payout.currency),
        "first": words.day(quarter[0]),
        "last": words.day(quarter[1]),
        "due": words.day(payout.due_on) if payout.due_on else "–",
        "until": words.day(until),
        "how": words.say("paid", "reckoning"),
        "reckoning": reckoning(payout, program, words),
    }
    return _mail(to, payout.reference, "invoice-request", context, program, templates, key=key, sender=sender, now=now)


def compose_warning(
    to: Correspondence,
    reference: Reference,
    warning: str,
    client: str,
    until: date,
    program: Program,
    templates: Templates,
    *,
    key: str,
    sender: Address,
    now: datetime,
) -> OutgoingMail:
    """A warning of the section `warnings` in the lead's own conversation, with the last day of the time that ends."""
    language = templates.language(to.language, program.language, *program.fallback_languages)
    facts = {"reference": reference, "client": fold(client, 200), "until": until.isoformat()}
    context = {"sentence": templates.words(language).say("warnings", warning, facts)}
    return _mail(to, reference, "warning", context, program, templates, key=key, sender=sender, now=now)


def _mail(
    to: Correspondence,
    reference: Reference,
    name: str,
    context: Mapping[str, object],
    program: Program,
    templates: Templates,
    *,
    key: str,
    sender: Address,
    now: datetime,
) -> OutgoingMail:
    language = templates.language(to.language, program.language, *program.fallback_languages)
    title = program.title.get(language) or program.title.get(program.language) or program.id
    subject = reply_subject(to.subject, (reference,), program, title)
    team = program.team.get(language) or program.team.get(program.language) or program.id
    known = {"lang": language, "reference": reference, "team": team, "title": title, "address": sender.email}
    blocks = templates.blocks(language, name, {**known, **context})
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.NOTICE,
        subject=subject,
        sender=sender,
        to=to.to,
        cc=to.cc,
        continues=to,
        auto_submitted=AUTO_GENERATED,
        now=now,
    )
