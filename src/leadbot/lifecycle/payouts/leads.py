"""A lead as payouts see it."""

from datetime import datetime

from leadbot.model.deals import DealLead, DealPartner
from leadbot.model.fields import FIELDS, ValueKind
from leadbot.model.lead import LeadState, Reference
from leadbot.model.program import Program
from leadbot.model.submission import LeadDraft, Standing


def deal_lead(
    program: Program, reference: Reference, state: LeadState, received_at: datetime, draft: LeadDraft, partner: DealPartner
) -> DealLead:
    """The lead with the choices that it makes, or that the program makes for it."""
    choices = {spec.id: spec.default for spec in program.fields if spec.default is not None}
    for field in draft.fields:
        known = FIELDS.get(field.id)
        if isinstance(field.value, str) and known is not None and known.kind is ValueKind.CHOICE:
            choices[field.id] = field.value
    client = draft.get("client.tax_id")
    return DealLead(
        reference=reference,
        state=state,
        received_at=received_at,
        partner=partner,
        client_tax_id=str(client.value) if client is not None and client.standing is Standing.VALID else "",
        items=draft.items(),
        choices=choices,
    )
