"""leadbot's data as JSON objects (docs/architecture.md, Commands; tests/mails/README.md, "Truth")."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leadbot.model.fields import NO, YES, is_flag
from leadbot.model.lead import Gate, HistoryEntry, Lead
from leadbot.model.message import Segment
from leadbot.model.partner import Partner
from leadbot.model.reading import Reading, Unreadable
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.model.submission import FieldContent, FieldValue, Invoice, Item, LeadDraft, Money
from leadbot.service.explain import Explained

Json = dict[str, Any]


def moment(value: datetime | None) -> str | None:
    """ISO 8601 with offset."""
    return None if value is None else value.isoformat()


def content(value: FieldContent) -> Any:
    """A field's value: parts that the mail is silent on are left out."""
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, tuple):
        return [_item(part) if isinstance(part, Item) else part for part in value]
    return value


def fields(draft: LeadDraft) -> Json:
    """Values by field id."""
    return {value.id: _flag(value) if is_flag(value.id) else content(value.value) for value in draft.fields}


def _flag(value: FieldValue) -> Any:
    """`true` or `false` for a yes or a no."""
    return {YES: True, NO: False}.get(str(value.value), value.value)


def message_row(message: StoredMessage) -> Json:
    return {
        "key": message.key,
        "program": message.program,
        "message_id": message.message_id,
        "received_at": moment(message.received_at),
        "kind": message.kind.value if message.kind else None,
        "disposition": message.disposition.value,
        "reason": message.reason or None,
        "references": list(message.references),
    }


def lead_row(lead: Lead) -> Json:
    return {
        "reference": lead.reference,
        "program": lead.program,
        "kind": lead.kind,
        "state": lead.state.value,
        "verdict": lead.verdict.outcome.value,
        "reasons": [str(reason) for reason in lead.verdict.reasons],
        "fields": fields(lead.draft),
        "received_at": moment(lead.received_at),
        "due_at": moment(lead.due_at),
        "partner": lead.partner.name or lead.partner.address,
        "partner_number": lead.partner.number or None,
        "open_gates": [f"gate:{gate.id}" for gate in lead.open_gates()],
        "program_version": lead.program_version,
        "from_message": lead.from_message,
    }


def partner_row(partner: Partner, application: Lead) -> Json:
    """A registered partner; `application` is the one it was admitted on, whose terms it accepted."""
    terms = next((gate for gate in application.gates if gate.answered_at is not None), None)
    accepted = {"version": terms.version, "dated": terms.dated.isoformat() if terms.dated else None} if terms else None
    return {
        "number": partner.number,
        "program": partner.program,
        "name": partner.name,
        "tax_id": partner.tax_id or None,
        "application": partner.application,
        "since": moment(partner.since),
        "ended_at": moment(partner.ended_at),
        "terms": accepted and {**accepted, "accepted_at": moment(terms.answered_at if terms else None)},
    }


def gate_row(gate: Gate) -> Json:
    return {
        "id": gate.id,
        "state": gate.state.value,
        "version": gate.version or None,
        "dated": gate.dated.isoformat() if gate.dated else None,
        "words": gate.words or None,
        "by": gate.answered_by or None,
        "at": moment(gate.answered_at),
    }


def outbox_row(row: OutboxRow) -> Json:
    return {
        "id": row.id,
        "key": row.key,
        "purpose": row.purpose.value,
        "answers": row.answers,
        "to": row.to,
        "subject": row.subject,
        "state": row.state.value,
        "next_at": moment(row.next_at),
        "message_id": row.message_id,
    }


def history_row(entry: HistoryEntry) -> Json:
    return {"at": moment(entry.at), "event": entry.event, "by": entry.by, "detail": entry.detail}


def reading_row(file: str, reading: Reading, leads: list[Explained]) -> Json:
    """What `leadbot read --json` prints of a mail."""
    submission = reading.submission
    invoices = {"invoices": [_invoice(invoice) for invoice in submission.invoices]} if submission.invoices else {}
    return {
        "file": file,
        "kind": submission.kind.value,
        "language": submission.language,
        "reference": submission.reference,
        "leads": [_explained(lead) for lead in leads],
        "segments": [_segment(segment) for segment in reading.message.segments],
        "automatic": None if submission.automatic is None else {"code": submission.automatic.code, "detail": submission.automatic.detail},
        "defects": [{"code": defect.code, "detail": defect.detail} for defect in submission.defects],
        "unread_attachments": list(submission.unread_attachments),
        **invoices,
    }


def _invoice(invoice: Invoice) -> Json:
    """An invoice: sums as text, days as ISO 8601, the words that say each value."""
    sums = {name: getattr(invoice, name) for name in ("net", "vat", "vat_rate", "total")}
    return {
        "source": invoice.source,
        "number": invoice.number or None,
        "dated": invoice.dated.isoformat() if invoice.dated else None,
        **{name: None if value is None else str(value) for name, value in sums.items()},
        "currency": invoice.currency or None,
        "accounts": [{"iban": account.iban, "standing": account.standing.value} for account in invoice.accounts],
        "seller": invoice.seller or None,
        "buyer": invoice.buyer or None,
        "ids": [{"value": tax_id.value, "role": tax_id.role or None} for tax_id in invoice.ids],
        "references": list(invoice.references),
        "quarter": invoice.quarter or None,
        "unclear": list(invoice.unclear),
        "claims": invoice.claims,
        "evidence": {name: evidence.words or evidence.quote for name, evidence in invoice.evidence.items()},
    }


def _segment(segment: Segment) -> Json:
    """A piece of the mail's text: what the spans of the evidence point into."""
    return {"kind": segment.kind.value, "source": segment.source, "depth": segment.depth, "text": segment.text}


def unreadable_row(file: str, unreadable: Unreadable) -> Json:
    """A mail that can't be read is unrelated to anything, with the defect that says why."""
    defects = [{"code": unreadable.code, "detail": unreadable.detail}]
    return {"file": file, "kind": "unrelated", "language": None, "reference": None, "leads": [], "defects": defects}


def _explained(lead: Explained) -> Json:
    verdict = lead.verdict
    return {
        "fields": fields(lead.draft),
        "outcome": verdict.outcome.value if verdict else None,
        "reasons": [str(reason) for reason in verdict.reasons] if verdict else [],
        "evidence": {value.id: _evidence(value) for value in lead.draft.fields},
        "confidence": {value.id: value.confidence for value in lead.draft.fields},
        "readings": {doubt.field: list(doubt.readings) for doubt in lead.draft.ambiguities},
    }


def _evidence(value: FieldValue) -> Mapping[str, Any]:
    evidence = value.evidence
    return {
        "source": evidence.source,
        "quote": evidence.quote,
        "words": evidence.words or evidence.quote,
        "basis": evidence.basis.value,
        "spans": [{"segment": span.segment, "start": span.start, "end": span.end} for span in evidence.spans],
    }


def _item(item: Item) -> Json:
    row = {"product": item.product, "quantity": item.quantity, "billing": item.billing, "term_months": item.term_months}
    return {key: value for key, value in row.items() if value is not None}
