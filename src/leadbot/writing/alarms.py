"""The mail to the operator: what is wrong, since when, and what to do; in English, as all that operators read."""

from datetime import datetime

from leadbot.model.alarms import TROUBLES, Alarm
from leadbot.model.message import Address
from leadbot.model.outgoing import OutgoingMail, Purpose
from leadbot.writing.blocks import Block, Bullets, Facts, Paragraph
from leadbot.writing.outgoing import AUTO_GENERATED
from leadbot.writing.plain import fold
from leadbot.writing.templates import Templates
from leadbot.writing.text import as_text
from leadbot.writing.threads import SUBJECT_LIMIT, message_id

LANGUAGE = "en"
MOST_IDS = 20


def compose_alarm(alarm: Alarm, templates: Templates, *, sender: Address, to: Address, now: datetime) -> OutgoingMail:
    """One mail about one trouble."""
    trouble, kind = alarm.trouble, TROUBLES[alarm.trouble.code]
    place = f"{trouble.program}: " if trouble.program else ""
    subject = fold(f"leadbot {'over' if alarm.over else 'alarm'}: {place}{kind.title}", SUBJECT_LIMIT)
    key = f"alarm:{trouble.code}:{trouble.program}:{alarm.over}:{now.isoformat()}"
    blocks = _over(alarm, now) if alarm.over else _standing(alarm)
    return OutgoingMail(
        key=key,
        program=trouble.program,
        purpose=Purpose.NOTICE,
        answers=None,
        sender=sender,
        to=(to,),
        cc=(),
        subject=subject,
        text=as_text(blocks),
        html=templates.html(templates.language(LANGUAGE), subject, blocks),
        message_id=message_id(key, sender),
        in_reply_to=None,
        references=(),
        auto_submitted=AUTO_GENERATED,
        date=now,
    )


def _standing(alarm: Alarm) -> list[Block]:
    trouble, kind = alarm.trouble, TROUBLES[alarm.trouble.code]
    since = f" It has been so since {_moment(alarm.since)}." if alarm.again else ""
    blocks: list[Block] = [Paragraph(text=f"{kind.title[0].upper()}{kind.title[1:]}.{since}")]
    if trouble.detail:
        blocks.append(Paragraph(text=fold(trouble.detail, 1_000)))
    if trouble.ids:
        more = len(trouble.ids) - MOST_IDS
        blocks.append(Bullets(items=(*trouble.ids[:MOST_IDS], *([f"and {more} more"] if more > 0 else []))))
    blocks.append(Paragraph(text=kind.remedy))
    rows = [
        ("Alarm", (trouble.code,)),
        *([("Programme", (trouble.program,))] if trouble.program else []),
        ("Since", (_moment(alarm.since),)),
    ]
    blocks.append(Facts(rows=tuple(rows)))
    closing = "" if kind.happens else "leadbot says so again once a day, and once when it is over. "
    blocks.append(Paragraph(text=f"{closing}Every alarm is explained in docs/operations.md.", small=True))
    return blocks


def _over(alarm: Alarm, now: datetime) -> list[Block]:
    title = TROUBLES[alarm.trouble.code].title
    return [Paragraph(text=f"This is over: {title}. It had been so since {_moment(alarm.since)}; it is {_moment(now)} now.")]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M %Z}".strip()
