"""What registry and lists know about one draft, as a snapshot for judging."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from leadbot.model.facts import Facts, ListEntry, ListFact, OtherLead
from leadbot.model.lead import LIVE, Check, ClientKeys, Lead, LeadState, PartnerIdentity, Reference
from leadbot.model.program import ListSpec, Program
from leadbot.registry.leads import SqlLeads
from leadbot.registry.lists import SqlLists

_TAX = "tax:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a list may be about: the client, or the partner who sent the lead."""

    tax_id: str
    folded_name: str = ""
    number: str = ""
    email_domain: str = ""

    def is_row(self, entry: ListEntry, folded_name: str, *, admits: bool) -> bool:
        """Whether that row is this company.

        Tax ids decide where both have one. A name alone tells where the row has no tax id; where only the row has one, it is
        enough to be admitted and too little to be excluded: the draft's missing id is asked for, and then decides.
        """
        if self.tax_id and entry.tax_id:
            return self.tax_id == entry.tax_id
        if _equal(self.number, entry.number) or _equal(self.email_domain, entry.email_domain):
            return True
        return _equal(self.folded_name, folded_name) and (admits or not entry.tax_id)


def snapshot(
    leads: SqlLeads,
    lists: SqlLists,
    program: Program,
    keys: ClientKeys,
    partner: PartnerIdentity,
    *,
    partner_number: str,
    exclude: Reference | None,
    checks: Sequence[Check],
    changed: Sequence[str],
) -> Facts:
    """The facts of a draft with these keys from this partner, the lead `exclude` left out of `others`."""
    return Facts(
        reference=exclude,
        lists=_list_facts(lists, program, _subjects(keys, partner, partner_number)),
        others=_others(leads, program.id, keys, partner, exclude),
        checks=tuple(checks),
        changed=tuple(changed),
        spent=_spent(program),
    )


def _list_facts(lists: SqlLists, program: Program, subjects: Mapping[str, Subject]) -> tuple[ListFact, ...]:
    imported = lists.imported(program.id) if program.lists else frozenset()
    about = {spec.subject for spec in program.lists if spec.id in imported}
    found = {name: lists.matching(program.id, **asdict(subjects[name])) for name in about}
    return tuple(
        ListFact(
            list=spec.id,
            in_use=spec.in_use or spec.id in imported,
            entries=_rows_of(spec, subjects[spec.subject], found[spec.subject]) if spec.id in imported else (),
        )
        for spec in program.lists
    )


def _subjects(keys: ClientKeys, partner: PartnerIdentity, partner_number: str) -> dict[str, Subject]:
    """By ListSpec.subject."""
    tax_id = keys.key.removeprefix(_TAX) if keys.key.startswith(_TAX) else ""
    return {
        "client": Subject(tax_id=tax_id, folded_name=keys.folded_name),
        "partner": Subject(tax_id=partner.tax_id, number=partner_number, email_domain=partner.domain),
    }


def _rows_of(spec: ListSpec, subject: Subject, found: Sequence[tuple[str, str, ListEntry]]) -> tuple[ListEntry, ...]:
    admits = spec.counts == "admission"
    return tuple(entry for list_id, folded, entry in found if list_id == spec.id and subject.is_row(entry, folded, admits=admits))


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


def _spent(_: Program) -> Decimal:
    """What approved payouts have taken from the program's pool; none are made yet."""
    return Decimal(0)
