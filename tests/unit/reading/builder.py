"""Mails made by hand for the reader: messages of segments, and what is read from them as plain values."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from leadbot.model.message import Address, Authentication, Message, Segment, SegmentKind, SenderProof
from leadbot.model.program import Program
from leadbot.model.submission import FieldContent, Item, LeadDraft, Submission, Thread
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

CONFIG = Path(__file__).parents[3] / "config"
SENDER = Address(name="Jan Nowicki", email="jan.nowicki@itserwis.example")
NIP = "9569184131"
OTHER_NIP = "5684792412"
PARTNER = "Partner: IT Serwis Jan Nowicki, ul. Wodna 4, 76-200 Słupsk, NIP 7966567638, tel. 601 222 333"


@cache
def promise() -> Program:
    """The shipped Polish programme."""
    return load_program("promise-generuj-leady", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


@cache
def infor() -> Program:
    """The shipped French programme."""
    return load_program("infor-referral", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


def own(text: str) -> Segment:
    return Segment(kind=SegmentKind.OWN, text=text)


def quoted(text: str) -> Segment:
    return Segment(kind=SegmentKind.QUOTED, text=text, depth=1)


def signature(text: str, *, depth: int = 0, writer: Address | None = None) -> Segment:
    return Segment(kind=SegmentKind.SIGNATURE, text=text, depth=depth, writer=writer)


def forwarded(text: str, writer: Address | None = None) -> Segment:
    return Segment(kind=SegmentKind.FORWARDED, text=text, depth=1, writer=writer)


def disclaimer(text: str) -> Segment:
    return Segment(kind=SegmentKind.DISCLAIMER, text=text)


def mail(*segments: Segment | str, subject: str = "Zgłoszenie leada", sender: Address | None = SENDER) -> Message:
    """A message; plain strings are the sender's own text."""
    return Message(
        message_id="<1@itserwis.example>",
        in_reply_to=(),
        references=(),
        sender=sender,
        reply_to=(),
        to=(Address(name="", email="csp@promise.pl"),),
        cc=(),
        subject=subject,
        date=None,
        received_at=datetime(2026, 3, 3, 9, 0, tzinfo=UTC),
        segments=tuple(own(s) if isinstance(s, str) else s for s in segments),
        attachments=(),
        headers=(),
        proof=SenderProof(authentication=Authentication.NONE, dmarc=False, reason=""),
        defects=(),
    )


def submission(
    *segments: Segment | str, subject: str = "Zgłoszenie leada", sender: Address | None = SENDER, thread: Thread | None = None
) -> Submission:
    """What the shipped programme's reader makes of such a mail."""
    return read(mail(*segments, subject=subject, sender=sender), promise(), thread)


def only_lead(*segments: Segment | str, subject: str = "Zgłoszenie leada", sender: Address | None = SENDER) -> LeadDraft:
    """The one lead of such a mail."""
    (lead,) = submission(*segments, subject=subject, sender=sender).leads
    return lead


def values(lead: LeadDraft) -> dict[str, FieldContent]:
    """The fields' values by id."""
    return {f.id: f.value for f in lead.fields}


def fields(*segments: Segment | str, subject: str = "Zgłoszenie leada", sender: Address | None = SENDER) -> dict[str, FieldContent]:
    """The fields of the one lead of such a mail."""
    return values(only_lead(*segments, subject=subject, sender=sender))


def with_client(line: str) -> str:
    """A complete lead's text in which `line` is the talk of products."""
    return f"Klient: Mebelux Sp. z o.o., ul. Lipowa 12, 00-950 Warszawa, NIP {NIP}\n{line}\n\n{PARTNER}"


def items(line: str) -> list[tuple[str, int | None, str | None]]:
    """Product, quantity and billing of the items read from a line of a lead."""
    return [(i.product, i.quantity, i.billing) for i in only_lead(with_client(line)).items()]


def item(product: str, quantity: int | None = None, billing: str | None = None) -> Item:
    return Item(product=product, quantity=quantity, billing=billing)
