"""What we know of the conversation that a mail stands in, when it is read."""

from collections.abc import Sequence

from leadbot.judging import not_registered
from leadbot.model.lead import Lead, LeadState
from leadbot.model.submission import Asked, Thread
from leadbot.service.desk import Desk
from leadbot.service.partners import open_terms


def thread_of(desk: Desk, leads: Sequence[Lead]) -> Thread | None:
    """What was asked of these leads; None where there are none."""
    if not leads:
        return None
    return Thread(
        leads=tuple(
            Asked(
                reference=lead.reference,
                fields=tuple(reason.subject for reason in lead.verdict.reasons if reason.code in {"missing", "invalid", "ambiguous"}),
                client_name=lead.draft.text("client.name"),
                client_tax_id=lead.draft.text("client.tax_id"),
                items=lead.draft.items(),
                terms=open_terms(lead) is not None,
                invited=lead.state is LeadState.REJECTED and not_registered(desk.program) in lead.verdict.reasons,
            )
            for lead in leads
        )
    )
