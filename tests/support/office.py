"""A desk with a real registry on a temporary file, the shipped programme, and mails through the whole way of one mail."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from email.utils import format_datetime
from pathlib import Path

from leadbot.app import free_mail_domains, program_by_name
from leadbot.model.lead import Lead, Reference
from leadbot.model.message import Address, Disposition
from leadbot.model.outgoing import OutboxState
from leadbot.model.program import Program
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.reader import InProcessReader
from leadbot.registry import open_registry
from leadbot.resources import shipped
from leadbot.service.deliver import DeliveryReport, deliver_due
from leadbot.service.desk import Desk, Mode
from leadbot.service.looks import Looks
from leadbot.service.process import MailReader, process_pending
from leadbot.service.receive import message_key, receive
from leadbot.service.remind import lapse_places
from leadbot.testing import FakeMailbox, FakeTransport
from leadbot.writing import load_templates, text_part

PROGRAM = program_by_name("promise-generuj-leady")
TEMPLATES = load_templates([shipped("templates")])

CLIENT = {
    "Klient": "Browar Zdrój Sp. z o.o.",
    "Adres klienta": "ul. Słodowa 8, 44-200 Rybnik",
    "NIP klienta": "6423171456",
    "Plan i ilość": "25 szt. Microsoft 365 Business Standard, rocznie",
    "Liczba PC": "30",
}
ALFA = {
    "Partner": "Alfa Systemy Sp. z o.o.",
    "Adres partnera": "ul. Krótka 5, 00-950 Warszawa",
    "NIP partnera": "5260250274",
    "Opiekun": "Jan Nowak",
    "Telefon": "601 234 785",
    "E-mail": "jan.nowak@alfa.example",
}
BETA = {
    "Partner": "Beta Serwis Sp. z o.o.",
    "Adres partnera": "ul. Polna 7, 61-001 Poznań",
    "NIP partnera": "7740001454",
    "Opiekun": "Ewa Lis",
    "Telefon": "602 345 896",
    "E-mail": "ewa.lis@beta.example",
}
JAN = "Jan Nowak <jan.nowak@alfa.example>"
EWA = "Ewa Lis <ewa.lis@beta.example>"


def moment(text: str) -> datetime:
    """`2026-11-17 09:00` in Warsaw, in winter."""
    return datetime.fromisoformat(f"{text}+01:00")


def form(*parts: dict[str, str], **changes: str | None) -> str:
    """Label and value lines; a change to None leaves its line out. Keywords name labels with `_` for a space."""
    lines = {label: value for part in parts for label, value in part.items()}
    for label, value in changes.items():
        lines[label.replace("_", " ")] = value  # type: ignore[assignment]
    return "\n".join(f"{label}: {value}" for label, value in lines.items() if value is not None)


def mail(
    body: str,
    *,
    sender: str = JAN,
    at: datetime,
    subject: str = "Zgłoszenie leada",
    message_id: str | None = None,
    answers: OutboxRow | None = None,
    headers: str = "",
) -> bytes:
    """A plain mail; one that answers a mail of ours carries its Message-ID and subject."""
    subject = f"Re: {answers.subject}" if answers else subject
    unique = message_id or f"<{at.timestamp()}.{abs(hash((body, sender)))}@partner.example>"
    thread = f"In-Reply-To: {answers.message_id}\nReferences: {answers.message_id}\n" if answers else ""
    head = (
        f"Received: from mail.partner.example by mx.promise.example; {format_datetime(at)}\n"
        f"{headers}From: {sender}\nTo: csp@promise.pl\nSubject: {subject}\nDate: {format_datetime(at)}\nMessage-ID: {unique}\n{thread}"
        "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return (head + body + "\n").encode()


class Office:
    """One programme at work on its own clock: the moment of the newest mail, unless a test says otherwise."""

    def __init__(
        self,
        folder: Path,
        *,
        mode: Mode = Mode.LIVE,
        require_dmarc: bool = False,
        reader: MailReader | None = None,
        program: Program = PROGRAM,
    ) -> None:
        self.registry = open_registry(f"sqlite:///{folder / 'leadbot.db'}")
        self.desk = Desk(
            program=program,
            mode=mode,
            address=Address(name="Zespół CSP Promise", email="csp@promise.pl"),
            staff=(Address(name="Anna", email="anna@promise.pl"),),
            escalate_to=Address(name="", email="szef@promise.pl"),
            digest_at=time(8),
            undo=timedelta(minutes=15),
            proves_senders=True,
            require_dmarc=require_dmarc,
            templates=TEMPLATES,
            free_mail=free_mail_domains(),
        )
        self.reader = reader or InProcessReader(authserv_id="mx.promise.example", own_addresses=frozenset({"csp@promise.pl"}))
        self.looks = Looks()
        self.transport = FakeTransport()
        self.now = moment("2026-11-16 08:00")

    def close(self) -> None:
        self.registry.close()

    def with_program(self, **changes: object) -> None:
        """The same desk under another version of the programme."""
        self.desk = replace(self.desk, program=replace(self.desk.program, **changes))

    def take(self, body: str, *, at: str, **mail_parts: object) -> StoredMessage:
        """A mail arrives at that moment and is brought to its end."""
        self.now = max(self.now, moment(at))
        raw = mail(body, at=moment(at), **mail_parts)  # type: ignore[arg-type]
        return self.take_raw(raw, at=at)

    def take_raw(self, raw: bytes, *, at: str) -> StoredMessage:
        self.store_only(raw, at=at)
        self.process(at=at)
        return self.message(raw)

    def store_only(self, raw: bytes, *, at: str) -> None:
        """The mail arrives and is stored, no more."""
        inbox = FakeMailbox()
        inbox.deliver(raw, moment(at))
        receive(inbox, self.registry, self.desk.program.id, max(self.now, moment(at)))

    def process(self, *, at: str) -> None:
        self.now = max(self.now, moment(at))
        process_pending(self.registry, self.desk, self.reader, self.now)

    def message(self, raw: bytes) -> StoredMessage:
        with self.registry.begin() as uow:
            return uow.messages.get(message_key(self.desk.program.id, raw))

    def lead(self, reference: str) -> Lead:
        with self.registry.begin() as uow:
            return uow.leads.get(Reference(reference))

    def lead_of(self, message: StoredMessage) -> Lead:
        return self.lead(message.references[0])

    def leads(self) -> list[Lead]:
        with self.registry.begin() as uow:
            return uow.leads.all()

    def reply_to(self, message: StoredMessage) -> OutboxRow | None:
        with self.registry.begin() as uow:
            return uow.outbox.by_key(f"reply:{message.key}")

    def outbox(self, *states: OutboxState) -> list[OutboxRow]:
        with self.registry.begin() as uow:
            return [row for row in uow.outbox.all() if not states or row.state in states]

    def text_of(self, row: OutboxRow) -> str:
        """The text part of one of our mails."""
        with self.registry.begin() as uow:
            return text_part(uow.outbox.envelope(row.id)[2])

    def notices(self, reference: str) -> list[OutboxRow]:
        return [row for row in self.outbox() if row.key.startswith(f"notice:{reference}:")]

    def deliver(self, at: str | None = None, *, quiet: bool = False) -> DeliveryReport:
        self.now = max(self.now, moment(at)) if at else self.now
        return deliver_due(self.registry, self.desk.program.id, lambda: self.transport, self.now, quiet=quiet)

    def lapse(self, at: str) -> list[Lead]:
        self.now = max(self.now, moment(at))
        return lapse_places(self.registry, self.desk, self.now)

    def dispositions(self) -> list[Disposition]:
        with self.registry.begin() as uow:
            return [message.disposition for message in uow.messages.all()]
