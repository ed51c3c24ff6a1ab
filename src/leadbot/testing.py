"""Stand-ins for mailbox and transport. They pass the same contract tests as the real ones; only tests use them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leadbot.model.errors import OutOfReach
from leadbot.model.message import Batch, RawMessage
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult


class FakeMailbox:
    """A mailbox in memory."""

    def __init__(self, batch_octets: int = 32 * 2**20) -> None:
        self.waiting: dict[str, RawMessage] = {}
        """By location; what is not settled."""
        self.done: dict[str, RawMessage] = {}
        """By location; what is settled."""
        self.settled: list[str] = []
        """Locations, in the order of settling."""
        self.unreadable: tuple[str, ...] = ()
        """Named in every batch."""
        self.out_of_reach = False
        """True: every call raises OutOfReach."""
        self._batch_octets = batch_octets
        self._count = 0

    def deliver(self, raw: bytes, received_at: datetime) -> str:
        """A new mail comes in; returns its location."""
        self._count += 1
        location = str(self._count)
        self.waiting[location] = RawMessage(location=location, raw=raw, received_at=received_at)
        return location

    def fetch_new(self, limit: int) -> Batch:
        """As MaildirMailbox."""
        self._reach()
        messages: list[RawMessage] = []
        for message in sorted(self.waiting.values(), key=lambda message: message.received_at):
            octets = sum(len(taken.raw) for taken in messages)
            if len(messages) == limit or (messages and octets + len(message.raw) > self._batch_octets):
                break
            messages.append(message)
        return Batch(messages=tuple(messages), unreadable=self.unreadable)

    def settle(self, locations: Sequence[str]) -> None:
        """As MaildirMailbox."""
        self._reach()
        for location in locations:
            if (mail := self.waiting.pop(location, None)) is not None:
                self.settled.append(location)
                self.done[location] = mail

    def hand_out_again(self, since: datetime) -> int:
        """As MaildirMailbox."""
        self._reach()
        again = {location: mail for location, mail in self.done.items() if mail.received_at >= since}
        self.waiting |= again
        self.done = {location: mail for location, mail in self.done.items() if location not in again}
        return len(again)

    def close(self) -> None:
        """As MaildirMailbox."""

    def _reach(self) -> None:
        if self.out_of_reach:
            raise OutOfReach("The mailbox does not answer.")


@dataclass(frozen=True, slots=True)
class Handed:
    """One mail that a transport was given, with its envelope."""

    raw: bytes
    sender: str
    recipients: tuple[str, ...]


class FakeTransport:
    """A transport in memory: answers as told, SENT once it is told nothing more."""

    def __init__(self, answers: Iterable[DeliveryOutcome | OutOfReach] = ()) -> None:
        self.answers = list(answers)
        """The coming answers, next one first; an OutOfReach is raised."""
        self.tried: list[Handed] = []
        """Every mail for which there was an answer, in order."""
        self.sent: list[Handed] = []
        """Those that were taken."""
        self.closed = False
        self.connections = 1

    def connect(self) -> None:
        """As SmtpTransport: raises the next answer where it is an OutOfReach, and leaves it in place."""
        if self.answers and isinstance(self.answers[0], OutOfReach):
            raise self.answers[0]

    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult:
        """As SmtpTransport."""
        if not recipients:
            return DeliveryResult(outcome=DeliveryOutcome.PERMANENT, detail="no recipient")
        answer = self.answers.pop(0) if self.answers else DeliveryOutcome.SENT
        if isinstance(answer, OutOfReach):
            raise answer
        handed = Handed(raw, sender, tuple(recipients))
        self.tried.append(handed)
        if answer is DeliveryOutcome.SENT:
            self.sent.append(handed)
        self.closed = False
        return DeliveryResult(outcome=answer, detail=f"told to answer {answer}")

    def close(self) -> None:
        """As SmtpTransport: may be called at any time, and sending may go on after it."""
        self.closed = True
