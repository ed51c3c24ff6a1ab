"""What registry and lists know about one draft, as a snapshot for judging."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from leadbot.model.facts import Facts, ListEntry, ListFact, OtherLead
from leadbot.model.lead import LIVE, Check, ClientKeys, Lead, LeadState, PartnerIdentity, Reference
from leadbot.model.partner import Partner
from leadbot.model.program import ListSpec, Program
from leadbot.registry.leads import SqlLeads
from leadbot.registry.lists import SqlLists
from leadbot.registry.partners import SqlPartners

_TAX = "tax:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a list may be about: the client, or the partner who sent the lead."""

    tax_id: str
    folded_name: str = ""
    number: str = ""
    email_domain: str = ""

    def known_by(self, entry: ListEntry, folded_name: str, *, admits: bool) -> tuple[str, ...]:
        """The fields by which that row is this company; none where it is another.

        Tax ids decide where both have one. A name alone tells where the row has no tax id; where only the row has one, it is
        enough to be admitted and too little to be excluded: the draft's missing id is asked for, and then decides.
        """
        if self.tax_id and entry.tax_id and self.tax_id != entry.tax_id:
            return ()
        by_name = _equal(self.folded_name, folded_name) and (admits or not entry.tax_id)
        told = {
            _TAX_ID: _equal(self.tax_id, entry.tax_id),
            _NUMBER: _equal(self.number, entry.number),
            _SENDER: _equal(self.email_domain, entry.email_domain),
            _NAME: by_name,
        }
        return tuple(field for field, tells in told.items() if tells)


_TAX_ID, _NUMBER, _NAME, _SENDER = "partner.tax_id", "partner.number", "partner.name", "contact.email"
"""Fields by which a company is known (ListFact.known_by); a client's are called alike."""


def snapshot(
    leads: SqlLeads,
    lists: SqlLists,
    partners: SqlPartners,
    program: Program,
    keys: ClientKeys,
    partner: PartnerIdentity,
    *,
    partner_number: str,
    partner_name: str,
    exclude: Reference | None,
    checks: Sequence[Check],
    changed: Sequence[str],
) -> Facts:
    """The facts of a draft with these keys from this partner, the lead `exclude` left out of `others`; `partner_name` is folded."""
    sender = Subject(tax_id=partner.tax_id, folded_name=partner_name, number=partner_number, email_domain=partner.domain)
    admitted = _admitted(partners, program, sender, partner.address) if program.partners else []
    return Facts(
        reference=exclude,
        lists=_list_facts(lists, program, _client(keys), (sender, *_same_company(admitted)), admitted),
        others=_others(leads, program.id, keys, partner, exclude),
        checks=tuple(checks),
        changed=tuple(changed),
    )


def _admitted(partners: SqlPartners, program: Program, sender: Subject, address: str) -> list[tuple[Partner, tuple[str, ...]]]:
    """The registered partners that the draft or its sender may be, each with by what."""
    found = []
    for partner in partners.matching(program.id, address=address, **asdict(sender)):
        by = sender.known_by(_as_entry(partner), partner.folded_name, admits=True)
        same_address = _equal(address, partner.address) or _equal(address, partner.contact_email)
        if same_address and _SENDER not in by and not (sender.tax_id and partner.tax_id and sender.tax_id != partner.tax_id):
            by = (*by, _SENDER)
        if by:
            found.append((partner, by))
    return found


def _as_entry(partner: Partner) -> ListEntry:
    return ListEntry(tax_id=partner.tax_id, number=partner.number, name=partner.name, email_domain=partner.email_domain)


def _same_company(admitted: Sequence[tuple[Partner, tuple[str, ...]]]) -> tuple[Subject, ...]:
    """The registered partner as a subject of its own, where it is told which one sends the draft: lists may know it by other ids."""
    for field in (_NUMBER, _TAX_ID, _SENDER, _NAME):
        known = [partner for partner, by in admitted if field in by]
        if known:
            return tuple(_as_subject(partner) for partner in known) if len(known) == 1 else ()
    return ()


def _as_subject(partner: Partner) -> Subject:
    return Subject(tax_id=partner.tax_id, folded_name=partner.folded_name, number=partner.number, email_domain=partner.email_domain)


def _list_facts(
    lists: SqlLists,
    program: Program,
    client: Subject,
    partners: Sequence[Subject],
    admitted: Sequence[tuple[Partner, tuple[str, ...]]],
) -> tuple[ListFact, ...]:
    """`partners`: the sender as its mail tells, and as the register knows it; `admitted`: the rows of the register's own list."""
    imported = lists.imported(program.id) if program.lists else frozenset()
    about = {spec.subject for spec in program.lists if spec.id in imported}
    subjects = {"client": (client,), "partner": tuple(partners)}
    found = {name: [(one, lists.matching(program.id, **asdict(one))) for one in subjects[name]] for name in about}
    register = program.partners.list if program.partners else ""
    made = []
    for spec in program.lists:
        rows = _rows_of(spec, found[spec.subject]) if spec.id in imported else {}
        if spec.id == register:
            rows |= {_as_entry(partner): by for partner, by in admitted}
        made.append(ListFact(list=spec.id, in_use=spec.in_use or spec.id in imported, entries=tuple(rows), known_by=tuple(rows.values())))
    return tuple(made)


def _client(keys: ClientKeys) -> Subject:
    tax_id = keys.key.removeprefix(_TAX) if keys.key.startswith(_TAX) else ""
    return Subject(tax_id=tax_id, folded_name=keys.folded_name)


def _rows_of(spec: ListSpec, found: Sequence[tuple[Subject, Sequence[tuple[str, str, ListEntry]]]]) -> dict[ListEntry, tuple[str, ...]]:
    """The list's rows that are one of the subjects, each with by what."""
    admits = spec.counts == "admission"
    rows: dict[ListEntry, tuple[str, ...]] = {}
    for subject, matching in found:
        for list_id, folded, entry in matching:
            if list_id == spec.id and (by := subject.known_by(entry, folded, admits=admits)):
                rows.setdefault(entry, by)
    return rows


def _others(leads: SqlLeads, program: str, keys: ClientKeys, partner: PartnerIdentity, exclude: Reference | None) -> tuple[OtherLead, ...]:
    return tuple(
        _other(found, theirs, keys, partner)
        for found, theirs in leads.alike_with_keys(program, keys)
        if found.state in (*LIVE, LeadState.WON) and found.reference != exclude
    )


def _other(found: Lead, theirs: ClientKeys, keys: ClientKeys, partner: PartnerIdentity) -> OtherLead:
    return OtherLead(
        reference=found.reference,
        state=found.state,
        received_at=found.received_at,
        place_until=found.place_until,
        same_partner=found.partner.may_be(partner),
        same_key=_equal(theirs.key, keys.key),
        keyed=_kind(theirs.key) == _kind(keys.key) != "",
        alike=_alike(theirs, keys),
        products=tuple(item.product for item in found.draft.items()),
    )


def _alike(one: ClientKeys, other: ClientKeys) -> tuple[str, ...]:
    key = "client.tax_id" if one.key.startswith(_TAX) else "client.registry_id"
    matches = {
        key: _equal(one.key, other.key),
        "client.name": _equal(one.folded_name, other.folded_name),
        "client.contact.email": _equal(one.contact_email, other.contact_email),
        "client.contact.phone": _equal(one.contact_phone, other.contact_phone),
    }
    return tuple(name for name, equal in matches.items() if equal)


def _kind(key: str) -> str:
    return key.partition(":")[0]


def _equal(one: str, other: str) -> bool:
    return bool(one) and one == other
