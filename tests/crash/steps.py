"""The steps of a cycle at which the exam kills."""

from enum import StrEnum


class Step(StrEnum):
    """A moment in a cycle, named after what has just happened."""

    FETCHED = "fetched"
    """Mails were read from the mailbox; nothing is stored."""
    STORED = "stored"
    """Their bytes are committed; the mailbox is not told."""
    MARKED = "marked"
    """The mailbox is told: keyword set, or mails moved."""
    COUNTED = "attempt counted"
    """The attempts at a batch are committed; nothing is read."""
    PROCESSED = "processed"
    """Verdicts, leads and replies are committed."""
    SENDING = "sending"
    """`sending` is committed; nothing is handed over."""
    HANDED_OVER = "handed over"
    """The final dot of a mail is out; there is no answer yet."""
    SENT = "sent"
    """The server has taken a mail; that is not committed."""
    RECORDED = "recorded"
    """What became of a mail is committed."""
    ANY = "any"
    """A statement, commit or savepoint of the registry, a command to a server, or a file's new name."""


BEFORE_SENDING = frozenset({Step.FETCHED, Step.STORED, Step.MARKED, Step.COUNTED, Step.PROCESSED})
"""Steps at which no mail is on its way."""
SENDING = frozenset({Step.SENDING, Step.HANDED_OVER, Step.SENT, Step.RECORDED})
"""Steps that come once a mail, or once a round of mails that go side by side."""
NAMED = tuple(step for step in Step if step is not Step.ANY)
