"""Mails to the Infomaniak programme, made by hand, and what the reader makes of them."""

from functools import cache

from tests.unit.reading.builder import CONFIG, mail, values

from leadbot.model.message import Address, Segment
from leadbot.model.program import Program
from leadbot.model.submission import FieldContent, LeadDraft, Submission
from leadbot.programs import load_lexicons, load_program
from leadbot.reading import read

LUCIA = Address(name="Lucía Navarro", email="lucia@nubeclara.example")
ASKS = "Queremos darnos de alta como socios.\n\n"


@cache
def infomaniak() -> Program:
    """The shipped Spanish programme."""
    return load_program("infomaniak-partner", [CONFIG / "programs"], load_lexicons([CONFIG / "lexicons"]))


def submission(*segments: Segment | str, subject: str = "Programa Asociado", sender: Address | None = LUCIA) -> Submission:
    return read(mail(*segments, subject=subject, sender=sender), infomaniak())


def applicant(*segments: Segment | str, sender: Address | None = LUCIA) -> LeadDraft:
    """The draft of a mail that must be an application."""
    found = submission(*segments, sender=sender)
    assert found.kind == "application"
    (draft,) = found.leads
    return draft


def told(*segments: Segment | str, sender: Address | None = LUCIA) -> dict[str, FieldContent]:
    """An application's values by field."""
    return values(applicant(*segments, sender=sender))


def clients(*segments: Segment | str, sender: Address | None = LUCIA) -> list[dict[str, FieldContent]]:
    """The values of a mail that must add clients, one mapping a client."""
    found = submission(*segments, subject="Nuevo cliente", sender=sender)
    assert found.kind == "lead"
    return [values(lead) for lead in found.leads]
