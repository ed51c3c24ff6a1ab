"""Reading a mail in this process, without limits on time and memory."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from leadbot.model.message import Message
from leadbot.model.octets import Octets, whole
from leadbot.model.program import Program
from leadbot.model.reading import PassedOn, Reading, Unreadable
from leadbot.model.submission import Thread

MAXIMUM_OCTETS = 25 * 1024 * 1024
"""Of a raw mail. A larger one is parked unread."""
NOTHING_PASSED_ON = "nothing-passed-on"
"""The code of a mail that should pass on another, and passes on none or several."""


class InnerReader(Protocol):
    """What a bounded reader has its child process read with; picklable."""

    def read(self, raw: Octets, program: Program, thread: Thread | None) -> Reading | Unreadable: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class InProcessReader:
    """Reads mails in this process."""

    authserv_id: str | None = None
    """The border server whose Authentication-Results count; None: no sender is proven."""
    authserv_ids: Mapping[str, str | None] = field(default_factory=dict)
    """The same for single programs, by their ids."""
    own_addresses: frozenset[str] = field(default_factory=frozenset)
    """Addresses that leadbot sends from: mail from them is its own, come back."""
    files: bool = True
    """Whether attached files are opened; else each is named as unread."""

    def without_files(self) -> "InProcessReader | None":
        """A reader that does the same but opens no file; None where this one opens none."""
        return replace(self, files=False) if self.files else None

    def read(self, raw: Octets, program: Program, thread: Thread | None) -> Reading | Unreadable:
        """What the mail says, or why it could not be read. Never raises."""
        # Imported by whoever reads: the parent of a child process that reads starts without them.
        from leadbot.mime import automatic_reason, parse
        from leadbot.reading import read

        if (refused := too_large(raw)) is not None:
            return refused
        raw = whole(raw)
        try:
            message = parse(raw, program.mail_words, self.authserv_ids.get(program.id, self.authserv_id))
            passed_on = None
            if thread is not None and thread.colleagues:
                from leadbot.mime.forwards import original_of

                original = original_of(raw, message, program.mail_words, thread.colleagues)
                if original is None:
                    return Unreadable(code=NOTHING_PASSED_ON, detail="no one mail that somebody passed on", final=True)
                message, passed_on = original.message, PassedOn(dated=original.dated[:200], written_by=original.written_by[:200])
            automatic = automatic_reason(message, program.mail_words, self.own_addresses)
            if message.attachments and automatic is None:
                message = self._opened(message, program)
            return Reading(message=_without_contents(message), submission=read(message, program, thread, automatic), passed_on=passed_on)
        except Exception as error:  # a mail must never stop the others: whatever it did, a person sees it
            return failure(error)

    def _opened(self, message: Message, program: Program) -> Message:
        # Most mails have no files, and what reads them takes long to load.
        from leadbot.mime.files import with_files, without_files

        return with_files(message, program.mail_words) if self.files else without_files(message)


def _without_contents(message: Message) -> Message:
    """What was in attachments has been read; whoever asked keeps the mail itself."""
    if not message.attachments:
        return message
    return replace(message, attachments=tuple(replace(attachment, content=b"") for attachment in message.attachments))


def too_large(raw: Octets) -> Unreadable | None:
    """Why a mail of that size is not read at all; None where it is."""
    if len(raw) <= MAXIMUM_OCTETS:
        return None
    return Unreadable(code="too-large", detail=f"{len(raw)} octets, at most {MAXIMUM_OCTETS} are read", final=True)


def failure(error: Exception) -> Unreadable:
    """What an exception makes of the attempt."""
    steps = traceback.extract_tb(error.__traceback__)
    place = f" ({steps[-1].name}:{steps[-1].lineno})" if steps else ""
    code = "reader-memory" if isinstance(error, MemoryError) else "reader-failed"
    return Unreadable(code=code, detail=f"{type(error).__name__}: {error}{place}"[:500], final=False)
