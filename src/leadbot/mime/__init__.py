"""Octets of a mail to a `Message`, and what can be told from the octets alone."""

from leadbot.mime.automatic import automatic_reason
from leadbot.mime.dates import received_at
from leadbot.mime.domains import organisational_domain
from leadbot.mime.identity import content_digest, message_id, thread_ids
from leadbot.mime.parsing import parse
from leadbot.mime.senders import is_form, reads_no_mail

__all__ = [
    "automatic_reason",
    "content_digest",
    "is_form",
    "message_id",
    "organisational_domain",
    "parse",
    "reads_no_mail",
    "received_at",
    "thread_ids",
]
