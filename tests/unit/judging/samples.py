"""Drafts, facts and findings for tests of judging: a lead that meets every condition, to be changed in one place."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from leadbot.judging import conclude, judge
from leadbot.model.facts import Facts, ListEntry, ListFact, OtherLead
from leadbot.model.lead import Check, CheckState, LeadState, Reference
from leadbot.model.lexicon import Lexicon
from leadbot.model.program import Program
from leadbot.model.submission import Ambiguity, Evidence, FieldValue, Item, LeadDraft, Standing
from leadbot.model.verdict import Verdict
from leadbot.programs import load_program

CONFIG = Path(__file__).parents[3] / "config"
RECEIVED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
EVIDENCE = Evidence(source="body", quote="…")
STANDARD = Item(product="m365-business-standard", quantity=25)
GOOD: dict[str, Any] = {
    "client.name": "Hurtownia Amper Sp. z o.o.",
    "client.address": "ul. Składowa 14, 62-800 Kalisz",
    "client.tax_id": "6797280418",
    "items": (STANDARD,),
    "client.pc_count": 30,
    "partner.name": "Netstar IT Sp. z o.o.",
    "partner.address": "ul. Towarowa 7/3, 61-896 Poznań",
    "partner.tax_id": "8522588396",
    "contact.name": "Marta Zielińska",
    "contact.phone": "+48601234785",
    "contact.email": "marta@netstar-it.example",
}
LEGAL_FORMS = ("sp. z o.o.", "spółka z ograniczoną odpowiedzialnością", "s.a.", "sp. k.", "s.c.", "GmbH", "Oy")


@cache
def program() -> Program:
    """The shipped Promise programme, with a few legal forms."""
    lexicon = Lexicon(language="pl", words={"legal_forms": LEGAL_FORMS, "branches": ("oddział", "filia")})
    return load_program("promise-generuj-leady", [CONFIG / "programs"], {"pl": lexicon})


def draft(*ambiguities: Ambiguity, without: tuple[str, ...] = (), standing: dict[str, Standing] | None = None, **changes: Any) -> LeadDraft:
    """The good lead with these fields changed (dots written as `__`), left out, or of another standing."""
    values = GOOD | {name.replace("__", "."): value for name, value in changes.items()}
    standings = standing or {}
    fields = (
        FieldValue(id=id_, value=value, evidence=EVIDENCE, standing=standings.get(id_, Standing.VALID))
        for id_, value in values.items()
        if id_ not in without
    )
    return LeadDraft(fields=tuple(fields), ambiguities=ambiguities)


def ambiguity(field: str, *readings: str) -> Ambiguity:
    return Ambiguity(field=field, readings=readings, evidence=EVIDENCE)


def items(*wanted: tuple[str, int | None]) -> tuple[Item, ...]:
    return tuple(Item(product=product, quantity=quantity) for product, quantity in wanted)


def facts(*others: OtherLead, **changes: Any) -> Facts:
    """What the registry knows when Microsoft has already agreed, so that a good lead is confirmed."""
    agreed = check("microsoft-registration", CheckState.APPROVED)
    known = Facts(checks=(agreed, *changes.pop("checks", ())), others=others)
    return replace(known, **changes)


def check(id_: str, state: CheckState = CheckState.OPEN, **changes: Any) -> Check:
    return Check(id=id_, state=state, opened_at=RECEIVED, **changes)


def listed(list_id: str, *entries: ListEntry, in_use: bool = True) -> tuple[ListFact, ...]:
    return (ListFact(list=list_id, in_use=in_use, entries=entries),)


def other(**changes: Any) -> OtherLead:
    """Another partner's confirmed lead for the same client, received a day earlier."""
    lead = OtherLead(
        reference=Reference("GL-2026-00001"),
        state=LeadState.CONFIRMED,
        received_at=datetime(2026, 3, 9, 9, 0, tzinfo=UTC),
        place_until=None,
        same_partner=False,
        same_key=True,
        alike=("client.tax_id",),
        products=("m365-business-basic",),
        keyed=True,
    )
    return replace(lead, **changes)


def verdict(lead: LeadDraft, known: Facts | None = None, received_at: datetime = RECEIVED, under: Program | None = None) -> Verdict:
    return conclude(judge(lead, under or program(), known or facts(), received_at))


def told(lead: LeadDraft, known: Facts | None = None, received_at: datetime = RECEIVED, under: Program | None = None) -> str:
    """The verdict on one line: the outcome and its reasons."""
    found = verdict(lead, known, received_at, under)
    return " ".join([found.outcome.value, *map(str, found.reasons)])
