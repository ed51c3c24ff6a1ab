"""The answer to staff's orders: each read back, with the moment until which it can be taken back, or what was not understood."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from leadbot.model.message import Address, MessageKey
from leadbot.model.orders import Act, Heard, Told
from leadbot.model.outgoing import Correspondence, OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.file_faults import list_name
from leadbot.writing.obstacles import field_name, obstacle_sentence, order_words, reason_name
from leadbot.writing.outgoing import AUTO_REPLIED, outgoing_mail
from leadbot.writing.plain import cell, fold
from leadbot.writing.templates import Templates
from leadbot.writing.threads import SUBJECT_LIMIT
from leadbot.writing.values import genitive
from leadbot.writing.words import Words

STANDING = (Heard.TAKEN, Heard.FILE_TAKEN, Heard.SET_ASIDE)
"""What is carried out once it can no longer be taken back."""
AT_ONCE = (Heard.UNDONE, Heard.FILE_SENT, Heard.FILE_LEFT)
"""What has been done already."""
HELD = {Act.APPROVE: "release", Act.REJECT: "keep-back"}
"""The sentences of what ends a held reply: it goes out, or never does."""


def compose_orders(
    correspondence: Correspondence,
    told: Sequence[Told],
    program: Program,
    templates: Templates,
    *,
    key: str,
    answers: MessageKey | None,
    sender: Address,
    now: datetime,
    spoken: str | None = None,
) -> OutgoingMail:
    """One mail, in the program's language or the one `spoken`, that tells what became of each order. Empty `told`: there was none."""
    language = templates.language(*filter(None, (spoken, program.language, *program.fallback_languages)))
    words = templates.words(language)
    taken = [one for one in told if one.what in STANDING]
    until = min((one.due_at for one in taken if one.due_at), default=None)
    context = {
        "lang": language,
        "title": program.title.get(language) or program.id,
        "taken": [_sentence(one, program, words) for one in taken],
        "done": [_sentence(one, program, words) for one in told if one.what in AT_ONCE],
        "others": [_sentence(one, program, words) for one in told if one.what not in (*STANDING, *AT_ONCE)],
        "until": words.moment(until.astimezone(ZoneInfo(program.calendar.time_zone))) if until else "",
        "first": next((one.number for one in taken if one.number is not None), ""),
        **order_words(program, language),
    }
    blocks = templates.blocks(language, "orders", context)
    subject = fold(_reply(correspondence.subject), SUBJECT_LIMIT)
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.REPLY if answers is not None else Purpose.NOTICE,
        subject=subject,
        sender=sender,
        to=correspondence.to,
        answers=answers,
        continues=correspondence,
        auto_submitted=AUTO_REPLIED,
        now=now,
    )


def _reply(subject: str) -> str:
    return subject if subject[:3].casefold() == "re:" else f"Re: {subject}"


def _sentence(told: Told, program: Program, words: Words) -> str:
    key = str(told.order.act) if told.what is Heard.TAKEN and told.order else str(told.what)
    key = f"finding-{key}" if told.finding and told.what is Heard.TAKEN else key
    key = HELD[Act(key)] if told.held and key in HELD else f"{_gate(told)}-{key}" if told.gate and key in {Act.APPROVE, Act.REJECT} else key
    return words.say("orders", key, _facts(told, program, words))


def _gate(told: Told) -> str:
    return "overpaid" if told.overpaid else "gate"


def _facts(told: Told, program: Program, words: Words) -> Mapping[str, object]:
    order, said = told.order, order_words(program, words.language)
    name = " – ".join(filter(None, (told.reference, cell(told.client, 80))))
    facts: dict[str, object] = {
        "name": f"{told.number}. {name}" if told.number is not None and name else f"{told.number or name}",
        "number": told.number or "",
        "reference": told.reference or "",
        "line": cell(told.line, 200),
        "subject": cell(told.subject, 200) + (f" ({list_name(told.list, program, words)})" if told.list else ""),
        "problem": obstacle_sentence(told.obstacle, told.facts, program, words),
        "reasons": ", ".join(reason_name(code, program, words) for code in told.reasons),
        "word_ok": said["word_approve"] or "ok",
        "word_no": said["word_no"] or "no",
        "becomes": words.say("states", told.becomes) if told.becomes else "",
    }
    if order is None:
        return facts
    return facts | {
        "given": cell(order.line, 200),
        "reason": reason_name(order.reason, program, words) if order.reason else "",
        "note": cell(order.note, 200),
        "fields": ", ".join(genitive(field, program, words) for field in order.fields),
        "values": "; ".join(f"{field_name(field, program, words)} = {cell(value, 100)}" for field, value in order.values),
    }
