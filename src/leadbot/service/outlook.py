"""What follows if staff approve a check: done for a try, and undone."""

import logging
from datetime import datetime

from leadbot.model.digest import Outlook
from leadbot.model.errors import LeadbotError, OutOfReach
from leadbot.model.lead import Lead, Reference
from leadbot.service.decide import Decision, decide
from leadbot.service.desk import Desk
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import text_part

log = logging.getLogger(__name__)


class _Tried(Exception):
    """Undoes what was only tried."""

    def __init__(self, outlook: Outlook) -> None:
        self.outlook = outlook


def if_approved(uow: UnitOfWork, desk: Desk, reference: Reference, check: str, now: datetime) -> Outlook | None:
    """Where the lead will stand, and what its partner will get. Nothing is kept. None where the try itself fails, which the log tells.

    Raises OutOfReach.
    """
    try:
        with uow.savepoint():
            before = {row.id for row in uow.outbox.about(reference)}
            lead = decide(uow, desk, reference, Decision(approve=True, check=check), now)
            raise _Tried(_outlook(uow, lead, before))
    except _Tried as tried:
        return tried.outlook
    except OutOfReach:
        raise
    except LeadbotError as error:
        return Outlook(obstacle=error.obstacle, facts=error.facts)
    except Exception:  # whatever one case does, the digest tells it, and the others
        log.exception("an approval could not be tried", extra={"action": "outlook-failed", "reference": reference})
        return None


def _outlook(uow: UnitOfWork, lead: Lead, before: set[int]) -> Outlook:
    mails = [row for row in uow.outbox.about(lead.reference) if row.id not in before and row.to == _partner(uow, lead)]
    return Outlook(
        becomes=lead.state,
        verdict=lead.verdict,
        remaining=tuple(check.id for check in lead.open_checks()),
        reply=text_part(uow.outbox.envelope(mails[-1].id)[2]) if mails else "",
    )


def _partner(uow: UnitOfWork, lead: Lead) -> str:
    """Whom mails about the lead go to."""
    origin = uow.messages.get(lead.from_message).correspondence
    return origin.to.email if origin else ""
