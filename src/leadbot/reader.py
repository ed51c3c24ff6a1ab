"""The door that every mail passes: bytes → Message → Submission."""

import traceback
from dataclasses import dataclass, field

from leadbot.mime import automatic_reason, parse
from leadbot.model.program import Program
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.submission import Thread
from leadbot.reading import read

MAXIMUM_OCTETS = 25 * 1024 * 1024
"""Of a raw mail. A larger one is parked unread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads mails of one mailbox in this process."""

    authserv_id: str | None = None
    """The border server whose Authentication-Results count; None: no sender is proven."""
    own_addresses: frozenset[str] = field(default_factory=frozenset)
    """Addresses that leadbot sends from: mail from them is its own, come back."""

    def read(self, raw: bytes, program: Program, thread: Thread | None) -> Reading | Unreadable:
        """What the mail says, or why it could not be read. Never raises."""
        if len(raw) > MAXIMUM_OCTETS:
            return Unreadable(code="too-large", detail=f"{len(raw)} octets, at most {MAXIMUM_OCTETS} are read", final=True)
        try:
            message = parse(raw, program.mail_words, self.authserv_id)
            automatic = automatic_reason(message, program.mail_words, self.own_addresses)
            return Reading(message=message, submission=read(message, program, thread, automatic))
        except Exception as error:  # a mail must never stop the others: whatever it did, a person sees it
            place = traceback.extract_tb(error.__traceback__)[-1]
            return Unreadable(
                code="reader-failed", detail=f"{type(error).__name__}: {error} ({place.name}:{place.lineno})"[:500], final=False
            )
