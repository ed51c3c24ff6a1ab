"""The blocks of a mail as the mail itself."""

from collections.abc import Sequence
from datetime import datetime

from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Correspondence, MailFile, OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.blocks import Block
from leadbot.writing.templates import Templates
from leadbot.writing.text import as_text
from leadbot.writing.threads import answered_id, message_id, thread_references

AUTO_REPLIED, AUTO_GENERATED = "auto-replied", "auto-generated"
"""RFC 3834, section 5."""


def outgoing_mail(
    blocks: Sequence[Block],
    program: Program,
    templates: Templates,
    *,
    language: str,
    key: str,
    purpose: Purpose,
    subject: str,
    sender: Address,
    to: Address,
    auto_submitted: str,
    now: datetime,
    cc: Sequence[Address] = (),
    answers: MessageKey | None = None,
    continues: Correspondence | None = None,
    files: Sequence[MailFile] = (),
) -> OutgoingMail:
    """Text and HTML of the same blocks under one key; in the conversation that it `continues`, where there is one."""
    return OutgoingMail(
        key=key,
        program=program.id,
        purpose=purpose,
        answers=answers,
        sender=sender,
        to=(to,),
        cc=tuple(cc),
        subject=subject,
        text=as_text(blocks),
        html=templates.html(language, subject, blocks),
        message_id=message_id(key, sender),
        in_reply_to=answered_id(continues) if continues else None,
        references=thread_references(continues) if continues else (),
        auto_submitted=auto_submitted,
        date=now,
        files=tuple(files),
    )
