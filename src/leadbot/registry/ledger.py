"""Everything that payouts follow from, as a snapshot."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from leadbot.lifecycle.payouts import deal_lead
from leadbot.model.deals import (
    AccountAnswer,
    BenefitChoice,
    Collection,
    DealLead,
    DealPartner,
    ExtensionAnswer,
    GateAnswer,
    InvoiceRequest,
    LaterContract,
    Ledger,
    PartnerInvoice,
    PaymentRelease,
    StatedAccount,
)
from leadbot.model.facts import ListEntry
from leadbot.model.fields import FIELDS, ValueKind
from leadbot.model.lead import Lead, Reference
from leadbot.model.partner import Partner
from leadbot.model.program import Program
from leadbot.registry.deal_facts import SqlDealFacts
from leadbot.registry.deals import SqlDeals
from leadbot.registry.leads import SqlLeads
from leadbot.registry.lists import SqlLists
from leadbot.registry.partners import SqlPartners

_CHOICES = (id_ for id_, field in FIELDS.items() if field.kind is ValueKind.CHOICE)
_LOOKED_AT = ("client.tax_id", "items", "partner.name", "partner.number", *_CHOICES)
"""The fields of a lead that payouts follow from."""
Companies = Mapping[Reference, str]
"""One key a company, by lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The parts of the registry that tell of deals."""

    leads: SqlLeads
    lists: SqlLists
    partners: SqlPartners
    deals: SqlDeals
    facts: SqlDealFacts


def ledger(sources: Sources, program: Program, now: datetime) -> Ledger:
    """The ledger of a program at that moment."""
    leads = [_light(lead) for lead in sources.leads.each(program.id)]
    imported = sources.lists.imported(program.id)
    partners = _partners(sources, program, leads, now)
    facts = sources.facts
    return Ledger(
        now=now,
        leads=tuple(_deal_lead(program, lead, partners[lead.reference]) for lead in leads if lead.kind == "lead"),
        events=tuple(sources.deals.events(program.id)),
        sales=tuple(sources.deals.sales(program.id)),
        prices=tuple(sources.deals.prices(program.id)),
        gates=tuple(facts.all(program.id, GateAnswer)),
        requests=tuple(facts.all(program.id, InvoiceRequest)),
        invoices=tuple(facts.all(program.id, PartnerInvoice)),
        collections=tuple(facts.all(program.id, Collection)),
        later_contracts=tuple(facts.all(program.id, LaterContract)),
        extensions=tuple(facts.all(program.id, ExtensionAnswer)),
        accounts=tuple(facts.all(program.id, StatedAccount)),
        account_answers=tuple(facts.all(program.id, AccountAnswer)),
        releases=tuple(facts.all(program.id, PaymentRelease)),
        lists_in_use=frozenset(spec.id for spec in program.lists if spec.in_use or spec.id in imported),
    )


def _light(lead: Lead) -> Lead:
    """The lead without what payouts don't follow from: all of a program are in memory at once."""
    return replace(lead, draft=lead.draft.values_alone(*_LOOKED_AT), verdict=replace(lead.verdict, reasons=(), findings=()))


def _deal_lead(program: Program, lead: Lead, partner: DealPartner) -> DealLead:
    seen = deal_lead(program, lead.reference, lead.state, lead.received_at, lead.draft, partner)
    return replace(seen, program_version=lead.program_version)


def _partners(sources: Sources, program: Program, leads: Sequence[Lead], now: datetime) -> dict[Reference, DealPartner]:
    """The partner of every lead, as lists, register and staff know it."""
    companies = _companies(leads)
    rows = {spec.id: sources.lists.entries(program.id, spec.id) for spec in program.lists if spec.subject == "partner"}
    registered = sources.partners.all(program.id)
    chosen = _chosen(sources.facts.all(program.id, BenefitChoice), companies, now)
    of_company: dict[str, list[Lead]] = {}
    for lead in leads:
        of_company.setdefault(companies[lead.reference], []).append(lead)
    found: dict[Reference, DealPartner] = {}
    for key, own in of_company.items():
        admitted = [entry.since for entry in registered if _is_registered(entry, own)]
        listed = {list_id: [entry for entry in entries if _is_listed(entry, own)] for list_id, entries in rows.items()}
        admission = program.partners.list if program.partners is not None else ""
        for lead in own:
            found[lead.reference] = DealPartner(
                key=key,
                name=lead.partner.name or lead.draft.text("partner.name") or lead.partner.address,
                admitted_on=_admitted_on(program, admitted, listed.get(admission, ())),
                benefit=chosen.get(key, ""),
                on_lists=frozenset(list_id for list_id, entries in listed.items() if entries),
            )
    return found


def _companies(leads: Sequence[Lead]) -> Companies:
    """One key a company: leads that share a tax id or a partner number are one partner's; without either, name or address tell."""
    key_of: dict[str, str] = {}
    for lead in leads:
        signs = _signs(lead)
        known = {key_of[sign] for sign in signs if sign in key_of}
        key = min((*known, signs[0]))
        key_of |= dict.fromkeys(signs, key)
        if known - {key}:
            key_of |= {sign: key for sign, old in key_of.items() if old in known}
    return {lead.reference: key_of[_signs(lead)[0]] for lead in leads}


def _signs(lead: Lead) -> list[str]:
    partner = lead.partner
    number = partner.number or lead.draft.text("partner.number")
    signs = [f"tax:{partner.tax_id}"] if partner.tax_id else []
    signs += [f"number:{number.upper()}"] if number else []
    if partner.name:
        signs = signs or [f"name:{' '.join(partner.name.casefold().split())}"]
    # Who was forgotten has no address any more, and is nobody else for that.
    return signs or [f"address:{partner.address}" if partner.address else f"lead:{lead.reference}"]


def _is_registered(entry: Partner, leads: Iterable[Lead]) -> bool:
    if entry.ended_at is not None:
        return False
    return any(
        _equal(entry.tax_id, lead.partner.tax_id)
        or _equal(entry.number, lead.partner.number or lead.draft.text("partner.number"))
        or _equal(entry.address, lead.partner.address)
        for lead in leads
    )


def _is_listed(entry: ListEntry, leads: Iterable[Lead]) -> bool:
    """Whether that row is this company: tax ids decide where both have one."""
    for lead in leads:
        partner = lead.partner
        if entry.tax_id and partner.tax_id:
            if entry.tax_id == partner.tax_id:
                return True
            continue
        number = partner.number or lead.draft.text("partner.number")
        if _equal(entry.number, number) or _equal(entry.email_domain, partner.domain):
            return True
        if _equal(" ".join(entry.name.casefold().split()), " ".join(partner.name.casefold().split())):
            return True
    return False


def _admitted_on(program: Program, admitted: Sequence[datetime], listed: Iterable[ListEntry]) -> date | None:
    """The first day of the partnership: as leadbot admitted it, or as the imported list says."""
    zone = ZoneInfo(program.calendar.time_zone)
    days = [since.astimezone(zone).date() for since in admitted]
    days += [entry.dated for entry in listed if entry.dated is not None]
    return min(days, default=None)


def _chosen(choices: Iterable[BenefitChoice], companies: Companies, now: datetime) -> dict[str, str]:
    known = sorted((choice for choice in choices if choice.at <= now), key=lambda choice: choice.at)
    return {companies[choice.reference]: choice.benefit for choice in known if choice.reference in companies}


def _equal(one: str, other: str) -> bool:
    return bool(one) and one == other
