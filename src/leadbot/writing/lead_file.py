"""A lead's file as staff get it by mail."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from leadbot.model.lead import Check
from leadbot.model.lead_file import FiledMail, LeadFile
from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.payout import GATE, Payout
from leadbot.model.program import Program
from leadbot.writing.digest_advice import question_of, reason_sentence
from leadbot.writing.history import happened, who
from leadbot.writing.obstacles import reason_name
from leadbot.writing.outgoing import AUTO_REPLIED, outgoing_mail
from leadbot.writing.plain import cell, fold
from leadbot.writing.templates import Templates
from leadbot.writing.threads import SUBJECT_LIMIT
from leadbot.writing.values import label, shown
from leadbot.writing.words import Words


def compose_file(
    file: LeadFile,
    correspondence: Correspondence,
    program: Program,
    templates: Templates,
    *,
    key: str,
    answers: MessageKey | None,
    sender: Address,
    now: datetime,
) -> OutgoingMail:
    """The whole file, for the one member of staff who asked for it, in the program's language."""
    language = templates.language(program.language, *program.fallback_languages)
    words = templates.words(language)
    client = file.lead.draft.text("client.name")
    title = program.title.get(language) or program.id
    subject = words.say("file", "subject", {"reference": file.lead.reference, "client": client})
    context = {"lang": language, "title": title, "file": file_view(file, program, words)}
    blocks = templates.blocks(language, "file", context)
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.REPLY if answers is not None else Purpose.NOTICE,
        subject=fold(subject, SUBJECT_LIMIT),
        sender=sender,
        to=correspondence.to,
        answers=answers,
        continues=correspondence,
        auto_submitted=AUTO_REPLIED,
        now=now,
    )


def file_view(file: LeadFile, program: Program, words: Words) -> dict[str, object]:
    """What a template shows of a file."""
    lead, zone = file.lead, ZoneInfo(program.calendar.time_zone)
    doubts = [(label(a.field, program, words, lead.kind), [cell(reading, 200) for reading in a.readings]) for a in lead.draft.ambiguities]
    return {
        "reference": lead.reference,
        "client": fold(lead.draft.text("client.name"), 120),
        "partner": fold(" – ".join(filter(None, (lead.partner.name, lead.partner.number, lead.partner.address))), 200),
        "state": words.say("states", lead.state.value),
        "reasons": [reason_sentence(str(reason), lead.kind, program, words) for reason in lead.verdict.reasons],
        "received": words.moment(lead.received_at.astimezone(zone)),
        "due": words.weekday(lead.due_at.astimezone(zone).date()),
        "fields": [(label(f.id, program, words, lead.kind), shown(f, program, words)) for f in lead.draft.fields] + doubts,
        "checks": [_check(check, program, words, zone) for check in lead.checks],
        "mails": [_mail(mail, words, zone) for mail in file.mails],
        "history": [
            f"{words.moment(entry.at.astimezone(zone))}: {happened(entry, file.senders, program, words)}" for entry in file.history
        ],
        "events": [
            " ".join(
                filter(
                    None,
                    (
                        words.day(e.on),
                        words.say("events", e.event.value),
                        words.amount(e.amount, e.currency) if e.amount is not None else "",
                        e.note,
                    ),
                )
            )
            for e in file.events
        ],
        "payouts": [_payout(payout, words) for payout in file.payouts],
    }


def _check(check: Check, program: Program, words: Words, zone: ZoneInfo) -> tuple[str, Sequence[str]]:
    at = words.moment(check.answered_at.astimezone(zone)) if check.answered_at else ""
    state = words.say("check_states", check.state.value)
    reason = reason_name(check.reason.code, program, words) if check.reason else ""
    return question_of(check.id, program, words), [
        " – ".join(filter(None, (state, at, who(check.answered_by or "", words), reason, check.note)))
    ]


def _mail(mail: FiledMail, words: Words, zone: ZoneInfo) -> Mapping[str, object]:
    facts = {"at": words.moment(mail.at.astimezone(zone)), "who": fold(mail.who, 100) or "?", "subject": fold(mail.subject, 150) or "–"}
    key = "received" if mail.sent is None else "sent"
    state = words.say("mail_states", mail.sent.value) if mail.sent is not None else ""
    quoted = words.say("file", "quoted", {"count": mail.quoted}) if mail.quoted else ""
    return {"head": words.say("file", key, facts | {"state": state}), "text": "\n\n".join(filter(None, (mail.text, quoted)))}


def _payout(payout: Payout, words: Words) -> str:
    amount = words.amount(payout.open_sum, payout.currency) if payout.open_sum is not None else "–"
    return " – ".join(filter(None, (amount, words.say("payout_states", payout.state.value), ", ".join(_payout_reasons(payout, words)))))


def _payout_reasons(payout: Payout, words: Words) -> list[str]:
    codes = (reason.removeprefix(GATE) for reason in payout.reasons)
    return [words.say("payout_reasons", code) for code in codes if words.has("payout_reasons", code)]
