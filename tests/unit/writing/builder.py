"""A small program and leads to write about."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from leadbot.model.catalogue import Catalogue, Family, Product
from leadbot.model.lead import LeadState, Reference
from leadbot.model.lexicon import MailWords
from leadbot.model.message import Address, MessageKey
from leadbot.model.outgoing import Correspondence, JudgedLead, Occasion, OutgoingMail, Purpose
from leadbot.model.program import Calendar, CheckSpec, FieldSpec, Program
from leadbot.model.rules import MinimumQuantity, Window
from leadbot.model.submission import Ambiguity, Evidence, FieldContent, FieldValue, Item, LeadDraft
from leadbot.model.verdict import Finding, Outcome, Reason, Result, Verdict
from leadbot.writing import Templates, compose_reply, load_templates

TEMPLATES = Path(__file__).parents[3] / "templates"
LANGUAGES = ("en", "es", "fi", "fr", "nl", "pl", "sv")
SENDER = Address(name="CSP", email="csp@promise.example")
PARTNER = Address(name="Marta Zielińska", email="marta@netstar.example")
RECEIVED = datetime(2026, 11, 16, 9, 42, tzinfo=UTC)
"""A Monday, 10:42 in Warsaw."""
DUE = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)
NOW = datetime(2026, 11, 16, 9, 50, tzinfo=UTC)

TEMPLATE_SET = load_templates([TEMPLATES])

EVIDENCE = Evidence(source="body", quote="…")

FIELDS: Mapping[str, FieldContent] = {
    "client.name": "Hurtownia Amper Sp. z o.o.",
    "client.address": "ul. Składowa 14, 62-800 Kalisz",
    "client.tax_id": "6797280418",
    "client.pc_count": 30,
    "items": (Item(product="m365-business-standard", quantity=25, billing="annual"),),
    "partner.name": "Netstar IT Sp. z o.o.",
    "partner.tax_id": "8522588396",
    "contact.name": "Marta Zielińska",
    "contact.phone": "+48601234785",
    "contact.email": "marta@netstar.example",
}


def program(**changes: Any) -> Program:
    """A program of two families, one of which it takes."""
    values: dict[str, Any] = {
        "id": "sample",
        "version": "0" * 12,
        "title": {"pl": "Program Próba", "en": "Sample programme"},
        "team": {"pl": "Zespół Próba", "en": "Sample team"},
        "prefix": "GL",
        "language": "pl",
        "fallback_languages": ("en",),
        "calendar": Calendar(country="PL", time_zone="Europe/Warsaw"),
        "promise_days": 5,
        "fields": (
            FieldSpec(id="client.name", required=True),
            FieldSpec(
                id="client.address", required=True, example={"pl": "ul. Długa 5, 00-001 Warszawa", "en": "ul. Długa 5, 00-001 Warszawa"}
            ),
            FieldSpec(id="client.tax_id", required=True, id_types=("pl.nip",), example={"pl": "123-456-32-18", "en": "123-456-32-18"}),
            FieldSpec(id="items", required=True, parts=("product", "quantity")),
            FieldSpec(id="partner.tax_id", required=True, id_types=("pl.nip",)),
        ),
        "catalogue": Catalogue(
            families=(
                Family(
                    id="microsoft-365",
                    title="Microsoft 365",
                    products=(
                        Product(id="m365-business-standard", title="Microsoft 365 Business Standard"),
                        Product(id="m365-e3", title="Microsoft 365 E3"),
                    ),
                ),
                Family(id="outside", title="Outside", offered=False, products=(Product(id="visio", title="Microsoft Visio"),)),
            )
        ),
        "rules": (
            MinimumQuantity(
                id="minimum",
                minimum=3,
                reason="below-minimum-quantity",
                condition={"pl": "Co najmniej 3 licencje.", "en": "At least 3 licences."},
                remedy={"pl": "Prosimy dodać licencje.", "en": "Please add licences."},
            ),
            Window(id="window", first=date(2026, 1, 1), last=date(2026, 12, 31), reason="outside-window"),
        ),
        "checks": (
            CheckSpec(
                id="microsoft-registration",
                refused=("reported-elsewhere",),
                question={"pl": "Czy Microsoft potwierdza?", "en": "Does Microsoft confirm?"},
                waiting={"pl": "Zgłoszenie poprawne, weryfikacja w Microsoft od {since}.", "en": "Correct; at Microsoft since {since}."},
            ),
        ),
        "lists": (),
        "mail_words": MailWords(reply_prefixes=("Odp", "Re")),
    }
    return Program(**(values | changes))


def draft(*ambiguities: Ambiguity, without: tuple[str, ...] = (), **changes: FieldContent) -> LeadDraft:
    """A complete lead; `client__name="X"` changes a field."""
    values = dict(FIELDS) | {name.replace("__", "."): value for name, value in changes.items()}
    fields = tuple(FieldValue(id=id_, value=value, evidence=EVIDENCE) for id_, value in values.items() if id_ not in without)
    return LeadDraft(fields=fields, ambiguities=ambiguities)


RESULTS = {Outcome.REJECTED: Result.FAILED, Outcome.INCOMPLETE: Result.NEEDS_DATA, Outcome.IN_REVIEW: Result.NEEDS_PERSON}


def verdict(outcome: Outcome, *codes: str, rule: str = "fields", **facts: str) -> Verdict:
    """A verdict for these reasons, each found by `rule` with `facts`."""
    reasons = tuple(Reason.parse(code) for code in codes)
    findings = tuple(Finding(rule=rule, result=RESULTS[outcome], reason=reason, facts=tuple(facts.items())) for reason in reasons)
    return Verdict(outcome=outcome, reasons=reasons, findings=findings)


def judged(
    outcome: Outcome = Outcome.CONFIRMED, *codes: str, rule: str = "fields", facts: Mapping[str, str] | None = None, **changes: Any
) -> JudgedLead:
    """A lead with that verdict, as registered; `changes` are fields of JudgedLead."""
    values: dict[str, Any] = {
        "reference": Reference("GL-2026-00042"),
        "occasion": Occasion.REGISTERED,
        "draft": draft(),
        "verdict": verdict(outcome, *codes, rule=rule, **(facts or {})),
        "state": LeadState(outcome.value),
        "received_at": RECEIVED,
        "due_at": DUE,
        "place_until": datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC) if outcome is Outcome.INCOMPLETE else None,
    }
    return JudgedLead(**(values | changes))


def correspondence(**changes: Any) -> Correspondence:
    """A partner's first mail."""
    values: dict[str, Any] = {
        "to": PARTNER,
        "cc": (),
        "subject": "Zgłoszenie tematu",
        "message_id": "<one@netstar.example>",
        "references": (),
        "language": "pl",
    }
    return Correspondence(**(values | changes))


def reply(*leads: JudgedLead, templates: Templates = TEMPLATE_SET, to: Correspondence | None = None, **changes: Any) -> OutgoingMail:
    """The reply to a partner's mail about these leads."""
    values: dict[str, Any] = {
        "key": "reply:abc",
        "purpose": Purpose.REPLY,
        "answers": MessageKey("abc"),
        "sender": SENDER,
        "now": NOW,
    }
    about = changes.pop("program", None) or program()
    return compose_reply(to or correspondence(), leads or (judged(),), about, templates, **(values | changes))
