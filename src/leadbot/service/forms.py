"""Who wrote a mail that a web form sent, and whether there is anybody to answer."""

from dataclasses import dataclass

from leadbot.mime import is_form, reads_no_mail
from leadbot.model.message import Address, Kind
from leadbot.model.reading import Reading
from leadbot.model.submission import Standing
from leadbot.service.desk import Desk

FILLED_IN = (Kind.LEAD, Kind.APPLICATION)
"""Kinds of mail that forms send."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Whom a mail comes from."""

    address: Address
    by_form: bool = False
    """True where a form names them: the mail proves nothing about them."""
    reachable: bool = True
    """False where nobody reads mail at that address: it is never answered."""


def writer_of(reading: Reading, sender: Address, desk: Desk) -> Writer:
    """The sender; of a form's mail the contact that was filled in, where it names one person who reads mail."""
    submission, words = reading.submission, desk.program.mail_words
    if submission.kind not in FILLED_IN or not (submission.automatic is not None or is_form(sender.email, words)):
        return Writer(address=sender)
    contacts = {email: name for email, name in _contacts(reading) if email != sender.email}
    named = [Address(name=name, email=email) for email, name in contacts.items() if _is_read(email, desk)]
    if len(contacts) == 1 and named:
        return Writer(address=named[0], by_form=True)
    return Writer(address=sender, by_form=True, reachable=False)


def _contacts(reading: Reading) -> list[tuple[str, str]]:
    """The contact's address and name of each lead."""
    found = ((lead.get("contact.email"), lead.text("contact.name")) for lead in reading.submission.leads)
    return [(str(email.value), name) for email, name in found if email is not None and email.standing is Standing.VALID]


def _is_read(email: str, desk: Desk) -> bool:
    words = desk.program.mail_words
    return not (reads_no_mail(email, words) or is_form(email, words) or email == desk.address.email or desk.is_staff(email))
