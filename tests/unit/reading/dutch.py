"""Dutch mails made by hand for the reader, read under the shipped Dutch programme."""

from functools import cache

from tests.unit.reading.builder import CONFIG, mail, values

from leadbot.model.message import Address, Segment
from leadbot.model.program import Program
from leadbot.model.submission import FieldContent, LeadDraft, Submission, Thread
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

SENDER = Address(name="Kees van Dijk", email="kees@vandijk-computers.example")
CLIENT = "Klant: Bloemisterij Rozenhof, Rozenlaan 17, 1431 BW Aalsmeer, KvK 88958148"
SIGNED = "Partner: Van Dijk Computers"


@cache
def also() -> Program:
    """The shipped Dutch programme."""
    return load_program("also-waas", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


def submission(
    *segments: Segment | str, subject: str = "Aanmelding WaaS", sender: Address = SENDER, thread: Thread | None = None
) -> Submission:
    return read(mail(*segments, subject=subject, sender=sender), also(), thread)


def leads(*segments: Segment | str, subject: str = "Aanmelding WaaS", sender: Address = SENDER) -> tuple[LeadDraft, ...]:
    return submission(*segments, subject=subject, sender=sender).leads


def fields(*segments: Segment | str, subject: str = "Aanmelding WaaS", sender: Address = SENDER) -> dict[str, FieldContent]:
    """The fields of the one lead of such a mail."""
    (lead,) = leads(*segments, subject=subject, sender=sender)
    return values(lead)


def with_client(*lines: str) -> str:
    """A complete lead's text in which `lines` are the talk of products and terms."""
    return "\n".join([CLIENT, "", *lines, "", SIGNED])


def lead(*lines: str, subject: str = "Aanmelding WaaS") -> LeadDraft:
    (found,) = leads(with_client(*lines), subject=subject)
    return found


def items(*lines: str, subject: str = "Aanmelding WaaS") -> list[tuple[str, int | None, int | None]]:
    """Product, quantity and term of the items read from lines of a lead."""
    return [(i.product, i.quantity, i.term_months) for i in lead(*lines, subject=subject).items()]
