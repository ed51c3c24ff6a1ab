"""Finnish and Swedish mails made by hand for the reader, read from their octets under the shipped Finnish programme."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache

from tests.unit.reading.builder import CONFIG, values

from leadbot.judging import conclude, judge
from leadbot.mime import parse
from leadbot.model.message import Kind
from leadbot.model.program import Program
from leadbot.model.submission import FieldContent, Item, LeadDraft, Submission
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read
from leadbot.service.explain import empty_registry

SENDER = "Sanna Koskinen <sanna.koskinen@tietotukilahti.example>"
RECEIVED = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
CLIENT = "Asiakas: Lapin Leipomo Oy\nYhteyshenkilö: Erkki Salmela, puh. 040 512 3388"
PARTNER = "Partneri: Tietotuki Lahti Oy, IO-P-0007"
SERVICE = "Palvelu: tietojen palautus"


@cache
def ibas() -> Program:
    """The shipped Finnish programme."""
    return load_program("ibas-ontrack", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


def submission(text: str, subject: str = "Asiakasviite", sender: str = SENDER) -> Submission:
    """What is read from such a mail; text that begins with a tag is HTML."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "kumppanit@ibas.example", subject
    mail["Date"], mail["Message-ID"] = "Tue, 03 Mar 2026 10:00:00 +0200", "<1@x.example>"
    mail.set_content(text, subtype="html" if text.startswith("<") else "plain")
    return read(parse(mail.as_bytes(policy=SMTP), ibas().mail_words), ibas())


def kind(text: str, subject: str = "Asiakasviite", sender: str = SENDER) -> str:
    return submission(text, subject, sender).kind.value


def leads(text: str, subject: str = "Asiakasviite", sender: str = SENDER) -> tuple[LeadDraft, ...]:
    return submission(text, subject, sender).leads


def fields(text: str, subject: str = "Asiakasviite", sender: str = SENDER) -> dict[str, FieldContent]:
    """The fields of the one lead of such a mail."""
    (lead,) = leads(text, subject, sender)
    return values(lead)


def products(text: str, subject: str = "Uusi asiakas") -> list[tuple[str, int | None]]:
    """Product and quantity of the items read."""
    (lead,) = leads(text, subject)
    return [(item.product, item.quantity) for item in lead.items()]


def told(text: str, subject: str = "Asiakasviite", sender: str = SENDER) -> list[str]:
    """The verdict on each lead of such a mail, as a first one to an empty registry."""
    found = submission(text, subject, sender)
    assert found.kind in (Kind.LEAD, Kind.APPLICATION)
    return [_told(lead, found.kind) for lead in found.leads]


def _told(lead: LeadDraft, of: Kind) -> str:
    verdict = conclude(judge(lead, ibas(), empty_registry(ibas()), RECEIVED, of))
    return " ".join([verdict.outcome.value, *map(str, verdict.reasons)])


def item(product: str, quantity: int | None = None) -> Item:
    return Item(product=product, quantity=quantity)
