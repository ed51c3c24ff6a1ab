"""Programs that promise a person's first contact: the event `contacted` keeps the promise."""

from leadbot.model.deals import EventKind
from leadbot.model.lead import Reference
from leadbot.model.program import Program
from leadbot.service.unit_of_work import UnitOfWork


def is_contacted(uow: UnitOfWork, program: Program, reference: Reference) -> bool:
    """Whether a contact is what the program promises, and there was one."""
    return program.promises_contact and any(event.event is EventKind.CONTACTED for event in uow.deals.events_of(reference))
