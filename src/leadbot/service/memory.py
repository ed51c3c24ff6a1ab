"""What senders said of themselves is remembered, and fills what a later mail of theirs omits: a partner is never asked twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from leadbot.judging import folded_name
from leadbot.model.lead import Lead
from leadbot.model.message import Kind
from leadbot.model.partner import Partner, Remembered
from leadbot.model.program import Program
from leadbot.model.submission import Evidence, FieldValue, LeadDraft, Standing
from leadbot.service.answering import UNPROVEN
from leadbot.service.desk import Desk
from leadbot.service.unit_of_work import UnitOfWork

REGISTRY = "registry"
"""The source of evidence of what was filled in."""

COMPANY, CONTACT = "partner.", "contact."
NUMBER, NAME, TAX_ID, EMAIL = "partner.number", "partner.name", "partner.tax_id", "contact.email"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Company:
    """A company that may send the draft, with what it said of itself."""

    tax_id: str
    folded_name: str
    number: str
    fields: tuple[FieldValue, ...]
    source: str
    """The lead, application or partner number that tells it."""


def remember(uow: UnitOfWork, desk: Desk, lead: Lead, address: str, now: datetime) -> bool:
    """Keep what a proven sender's mail, or staff, said of its company and its person. What was filled in is known already.

    Returns whether anything of it is new.
    """
    told = tuple(f for f in lead.draft.fields if f.standing is Standing.VALID and f.evidence.source != REGISTRY and _lasts(f, lead))
    contact = _text(lead.draft, EMAIL)
    domain = desk.own_domain(address)
    of_contact = tuple(f for f in told if f.id.startswith(CONTACT))
    of_company = tuple(f for f in told if f.id.startswith(COMPANY))
    news = _keep(uow, desk, lead, address, (*of_company, *(of_contact if contact in {"", address} else ())), now)
    if contact not in {"", address} and domain and desk.own_domain(contact) == domain:
        news = _keep(uow, desk, lead, contact, (*of_company, *of_contact), now) or news
    return news


def vouched_for(uow: UnitOfWork, lead: Lead) -> bool:
    """Whether the lead's address is its sender's own: neither unproven nor only named in a form."""
    origin = uow.messages.get(lead.from_message)
    return origin.reason != UNPROVEN and origin.sender == lead.partner.address


def filled(uow: UnitOfWork, desk: Desk, draft: LeadDraft, address: str, kind: Kind = Kind.LEAD) -> LeadDraft:
    """A lead's or application's draft with what is known and its mail omits: by that address, its company at its own domain, the register.

    The caller vouches for the address. Nothing is guessed: of two companies that may be meant neither fills anything, and what the
    mail itself says, doubts or gets wrong stays as it is.
    """
    program, domain = desk.program, desk.own_domain(address)
    rows = uow.partners.remembered(program.id, address, domain)
    registers = program.partners is not None and kind is Kind.LEAD
    partners = uow.partners.matching(program.id, address=address, email_domain=domain) if registers else []
    wanted = _wanted(program, kind)
    company = _company(draft, program, rows, partners, address)
    person = _person(draft, rows, address)
    found = [*(_from(company.fields, COMPANY, company.source) if company else ()), *person]
    added = {f.id: f for f in reversed(found) if f.id in wanted and draft.get(f.id) is None and draft.ambiguous(f.id) is None}
    return replace(draft, fields=(*draft.fields, *reversed(added.values()))) if added else draft


def _wanted(program: Program, kind: Kind) -> frozenset[str]:
    """The partner's and contact's fields that a lead or application must have, and what names a registered partner."""
    needed = {id_ for spec in program.fields for need in spec.needs() if need.kind is kind for id_ in (spec.id, *need.or_else)}
    known = {NUMBER, NAME} if program.partners and kind is Kind.LEAD else set()
    return frozenset(id_ for id_ in needed | known if id_.startswith((COMPANY, CONTACT)) and program.field_spec(id_))


def _lasts(value: FieldValue, lead: Lead) -> bool:
    """Whether it holds for the mails to come; a partner's number only where it is a partner's."""
    if value.id == NUMBER:
        return value.value == lead.partner.number
    return value.id.startswith((COMPANY, CONTACT))


def _keep(uow: UnitOfWork, desk: Desk, lead: Lead, address: str, told: tuple[FieldValue, ...], now: datetime) -> bool:
    """What was told before of the same company stays, where this mail is silent. Returns whether anything is new."""
    if not told:
        return False
    program = desk.program
    tax_id, name = _text(lead.draft, TAX_ID), folded_name(_text(lead.draft, NAME), program)
    rows = [row for row in uow.partners.remembered(program.id, address, "") if _is_company(row.tax_id, row.folded_name, tax_id, name)]
    earlier = [value for row in reversed(rows) for value in row.fields]
    before = {value.id: value.value for value in earlier}
    kept = {value.id: value for value in (*earlier, *told)}
    fields = tuple(kept.values())
    row = Remembered(
        address=address, domain=desk.own_domain(address), tax_id=tax_id, folded_name=name, fields=fields, reference=lead.reference
    )
    uow.partners.remember(program.id, row, now)
    return any(before.get(value.id) != value.value for value in told)


def _company(draft: LeadDraft, program: Program, rows: Sequence[Remembered], partners: Sequence[Partner], address: str) -> _Company | None:
    """The one company that the draft can be of: the registered one at that address goes first, then what the address itself said."""
    tax_id, name, number = _text(draft, TAX_ID), folded_name(_text(draft, NAME), program), _text(draft, NUMBER)
    doubted = {id_ for id_ in (TAX_ID, NAME, NUMBER) if draft.ambiguous(id_) or _is_wrong(draft, id_)}
    if doubted - {TAX_ID} or (doubted and not name):
        return None  # a wrong id may be another company's, unless the mail names it
    own = [_of_row(row) for row in rows if row.address == address]
    for group in ([_registered(partner) for partner in partners], own, [_of_row(row) for row in rows]):
        known = [one for one in group if one.tax_id or one.folded_name]
        if known:
            alone = _one([one for one in known if _fits(one, tax_id, name, number, exactly=group is not own)])
            return _with_more(alone, rows) if alone else None
    return None


def _fits(one: _Company, tax_id: str, name: str, number: str, *, exactly: bool) -> bool:
    """Whether the draft's company may be this one. `exactly`: a shared domain has companies of like names."""
    if number and one.number:
        return number == one.number
    if exactly and name and one.folded_name != name and not (tax_id and tax_id == one.tax_id):
        return False
    return _is_company(one.tax_id, one.folded_name, tax_id, name)


def _one(companies: Sequence[_Company]) -> _Company | None:
    """The newest, where all of them are one company."""
    first = companies[0] if companies else None
    return first if first and all(_is_company(first.tax_id, first.folded_name, o.tax_id, o.folded_name) for o in companies) else None


def _with_more(company: _Company, rows: Sequence[Remembered]) -> _Company:
    """The company with whatever else was said of it, the newest word first."""
    named = (row for row in rows if row.tax_id or row.folded_name)
    same = [row for row in named if _is_company(company.tax_id, company.folded_name, row.tax_id, row.folded_name)]
    return replace(company, fields=(*company.fields, *(f for row in same for f in row.fields if f.id.startswith(COMPANY))))


def _is_company(tax_id: str, name: str, other_tax_id: str, other_name: str) -> bool:
    """Whether these may be one company: ids decide where both are known, else names, of which one may be the longer."""
    if tax_id and other_tax_id:
        return tax_id == other_tax_id
    if not name or not other_name:
        return True
    one, other = name.split(), other_name.split()
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _person(draft: LeadDraft, rows: Sequence[Remembered], address: str) -> tuple[FieldValue, ...]:
    """What is known of the contact that the mail names by its address, and of nobody else."""
    email = _text(draft, EMAIL) or address
    if draft.ambiguous(EMAIL) or _is_wrong(draft, EMAIL):
        return ()
    name = _text(draft, "contact.name").casefold()
    for row in rows:
        of_person = [f for f in row.fields if f.id.startswith(CONTACT)]
        known = next((str(f.value).casefold() for f in of_person if f.id == "contact.name"), "")
        if row.address == email and of_person and (not name or not known or name == known):
            return _from(of_person, CONTACT, row.reference)
    return ()


def _registered(partner: Partner) -> _Company:
    evidence = Evidence(source=REGISTRY, quote=partner.number)
    number = FieldValue(id=NUMBER, value=partner.number, evidence=evidence)
    fields = (number, *(f for f in partner.fields if f.id != NUMBER))
    return _Company(
        tax_id=partner.tax_id, folded_name=partner.folded_name, number=partner.number, fields=fields, source=partner.application
    )


def _of_row(row: Remembered) -> _Company:
    number = next((str(f.value) for f in row.fields if f.id == NUMBER), "")
    return _Company(tax_id=row.tax_id, folded_name=row.folded_name, number=number, fields=row.fields, source=row.reference)


def _from(fields: Iterable[FieldValue], prefix: str, source: str) -> tuple[FieldValue, ...]:
    evidence = Evidence(source=REGISTRY, quote=source)
    return tuple(replace(f, evidence=evidence, confidence=1.0) for f in fields if f.id.startswith(prefix))


def _text(draft: LeadDraft, field_id: str) -> str:
    found = draft.get(field_id)
    return draft.text(field_id) if found is not None and found.standing is Standing.VALID else ""


def _is_wrong(draft: LeadDraft, field_id: str) -> bool:
    found = draft.get(field_id)
    return found is not None and found.standing is not Standing.VALID
