"""French mails made by hand: the shipped Infor programme reads them."""

from email.message import EmailMessage

from leadbot.mime import parse
from leadbot.model.message import Address, Segment
from leadbot.model.submission import FieldContent, LeadDraft, Submission, Thread
from leadbot.reading import read

from .builder import infor, mail, values

REFERRER = Address(name="Claire Fontaine", email="claire.fontaine@conseilops.example")
SIGNED = "Claire Fontaine\nConseilOps SARL\n04 72 10 20 30"


def submission(
    *segments: Segment | str, subject: str = "Nouvelle opportunité", sender: Address | None = REFERRER, thread: Thread | None = None
) -> Submission:
    """What the programme's reader makes of such a mail."""
    return read(mail(*segments, subject=subject, sender=sender), infor(), thread)


def leads(*segments: Segment | str, subject: str = "Nouvelle opportunité", sender: Address | None = REFERRER) -> tuple[LeadDraft, ...]:
    return submission(*segments, subject=subject, sender=sender).leads


def fields(*segments: Segment | str, subject: str = "Nouvelle opportunité", sender: Address | None = REFERRER) -> dict[str, FieldContent]:
    """The fields of the one lead of such a mail."""
    (lead,) = leads(*segments, subject=subject, sender=sender)
    return values(lead)


def with_lines(*lines: str) -> str:
    """A form with these lines beside client and product."""
    return "\n".join(["Prospect : Laiterie du Vercors SAS", "Contact : Bernard Mounier, 06 12 34 56 78", "Produit : Infor M3", *lines])


def written(text: str, *, sender: Address | None = REFERRER, subject: str = "Nouvelle opportunité") -> Submission:
    """What is read of a mail of that text, its signature and quotes told apart as in any mail."""
    made = EmailMessage()
    made["From"] = f"{sender.name} <{sender.email}>" if sender is not None else ""
    made["To"], made["Subject"], made["Date"] = "referral@infor.example", subject, "Mon, 16 Feb 2026 11:36:22 +0100"
    made.set_content(text)
    return read(parse(made.as_bytes(), infor().mail_words), infor())


def written_fields(text: str, *, sender: Address | None = REFERRER, subject: str = "Nouvelle opportunité") -> dict[str, FieldContent]:
    """The fields of the one lead of such a mail."""
    (lead,) = written(text, sender=sender, subject=subject).leads
    return values(lead)
