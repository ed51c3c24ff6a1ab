"""Octets of a mail to a `Message`, and what can be told from the octets alone."""

from leadbot.mime.automatic import automatic_reason
from leadbot.mime.dates import received_at
from leadbot.mime.domains import organisational_domain
from leadbot.mime.identity import content_digest, message_id, thread_ids
from leadbot.mime.parsing import parse

__all__ = [
    "automatic_reason",
    "content_digest",
    "message_id",
    "organisational_domain",
    "parse",
    "received_at",
    "thread_ids",
]
