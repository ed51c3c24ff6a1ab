"""Leads, what they hold, and what happened to them."""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, bindparam, delete, exists, func, insert, or_, select, tuple_, union_all

from leadbot.model.errors import HeldByAnother, UnknownReference
from leadbot.model.lead import ClientKeys, HistoryEntry, Lead, LeadState, PartnerIdentity, Reference
from leadbot.model.program import Program
from leadbot.model.submission import Standing
from leadbot.registry.columns import Moment
from leadbot.registry.connection import Connection
from leadbot.registry.counters import next_number
from leadbot.registry.engine import or_replace, unless_there
from leadbot.registry.links import known
from leadbot.registry.tables import history, hold, lead, lead_address, message, message_lead, outbox, outbox_lead

_PAGE = 200
"""Leads read at a time where there may be any number: one takes some 20 kB of memory."""
_ASKED = 50
"""Questions whose answers are kept: more than one mail asks, and few enough for memory."""
_SAME = tuple(field.name for field in fields(Lead) if field.name != "partner")
_PARTNER = tuple(field.name for field in fields(PartnerIdentity))
_KEYS = {"key": "client_key", "folded_name": "folded_name", "contact_email": "contact_email", "contact_phone": "contact_phone"}

_LEAD = select(*(lead.c[name] for name in _SAME), *(lead.c[f"partner_{name}"] for name in _PARTNER))
_OLDEST_FIRST = (lead.c.received_at, lead.c.reference)
_IN_PROGRAM = lead.c.program == bindparam("of_program")
_BY_REFERENCE = _LEAD.where(lead.c.reference == bindparam("of"))
_FIND = _BY_REFERENCE.where(_IN_PROGRAM)
_ALL = _LEAD.order_by(lead.c.reference)
_OF_PROGRAM = _ALL.where(_IN_PROGRAM)


def _any_of(**columns: str) -> ColumnElement[bool]:
    """Leads of the program with one of these columns equal to its parameter: one index each, where OR would read the whole program."""
    equal = (lead.c[column] == bindparam(f"of_{name}") for name, column in columns.items())
    return lead.c.reference.in_(union_all(*(select(lead.c.reference).where(_IN_PROGRAM, one) for one in equal)))


_KIND_OF_KEY = func.substr(lead.c.client_key, 1, func.instr(lead.c.client_key, ":"))
_OF_NO_OTHER_CLIENT = or_(lead.c.client_key == bindparam("of_key"), bindparam("kind_of_key") != _KIND_OF_KEY)
"""Two ids of one kind that differ are two clients; a tax id beside a registry id tells nothing."""

_ALIKE = (
    _LEAD.add_columns(*(lead.c[column].label(f"keys_{name}") for name, column in _KEYS.items()))
    .where(_any_of(**_KEYS), _OF_NO_OTHER_CLIENT)
    .order_by(*_OLDEST_FIRST)
)
_OF_PARTNER = _LEAD.where(_any_of(address="partner_address", domain="partner_domain", tax_id="partner_tax_id")).order_by(*_OLDEST_FIRST)
_MAY_ACT = select(lead_address.c.reference).where(lead_address.c.address == bindparam("of_address"))
_AT_DOMAIN = select(lead.c.reference).where(_IN_PROGRAM, lead.c.partner_domain == bindparam("of_domain"))
_OWN = _LEAD.where(lead.c.reference.in_(union_all(_MAY_ACT, _AT_DOMAIN))).order_by(*_OLDEST_FIRST)
_INCOMPLETE_OF = _OF_PARTNER.where(lead.c.state == LeadState.INCOMPLETE.value)
_APPLICATIONS_OF = _OF_PARTNER.where(lead.c.kind == "application")
_IN_STATE = _LEAD.where(_IN_PROGRAM, lead.c.state.in_(bindparam("states", expanding=True))).order_by(*_OLDEST_FIRST)
_NEXT = _OF_PROGRAM.where(lead.c.reference > bindparam("behind")).limit(_PAGE)
_NEXT_IN_STATE = (
    _LEAD.where(
        _IN_PROGRAM,
        lead.c.state == bindparam("in_state"),
        tuple_(lead.c.received_at, lead.c.reference) > tuple_(bindparam("since", type_=Moment), bindparam("behind")),
    )
    .order_by(*_OLDEST_FIRST)
    .limit(_PAGE)
)
_DUE_BEFORE = _LEAD.where(_IN_PROGRAM, lead.c.state == bindparam("in_state"), lead.c.due_at < bindparam("before")).order_by(*_OLDEST_FIRST)
_PLACE_ENDED = _LEAD.where(_IN_PROGRAM, lead.c.state == bindparam("in_state"), lead.c.place_until < bindparam("before")).order_by(
    *_OLDEST_FIRST
)
_KEYS_OF = select(*(lead.c[column].label(name) for name, column in _KEYS.items())).where(lead.c.reference == bindparam("of"))

_RECEIVED = select(message_lead.c.reference).join(message, message.c.key == message_lead.c.owner)
_SENT = select(outbox_lead.c.reference).join(outbox, outbox.c.id == outbox_lead.c.owner)
_ABOUT_RECEIVED = _RECEIVED.where(message.c.program == bindparam("of_program"), message.c.message_id == bindparam("of"))
_ABOUT_SENT = _SENT.where(outbox.c.program == bindparam("of_program"), outbox.c.message_id == bindparam("of"))
_IN_THREAD = _LEAD.where(lead.c.reference.in_(union_all(_ABOUT_RECEIVED, _ABOUT_SENT))).order_by(lead.c.reference)

_RELEASE = delete(hold).where(hold.c.reference == bindparam("of"))
_HELD_BY_OTHERS = select(
    exists().where(
        hold.c.program == bindparam("of_program"),
        hold.c.client_key == bindparam("of_key"),
        hold.c.family == bindparam("of_family"),
        hold.c.reference != bindparam("of"),
    )
)
_HOLD = insert(hold)
_NOTE = insert(history)
_HISTORY = (
    select(history.c.at, history.c.event, history.c.by, history.c.detail)
    .where(history.c.reference == bindparam("of"))
    .order_by(history.c.id)
)
_ADDRESSES = select(lead_address.c.address).where(lead_address.c.reference == bindparam("of"))


class SqlLeads:
    """`leadbot.service.unit_of_work.Leads` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._alike: dict[tuple[str, ClientKeys], list[tuple[Lead, ClientKeys]]] = {}
        """What this transaction has asked since it last wrote a lead: one mail asks it several times."""

    def next_reference(self, program: Program, at: datetime) -> Reference:
        """The next free reference: prefix, year of `at` in the program's zone, number from 1 of at least five digits."""
        year = at.astimezone(ZoneInfo(program.calendar.time_zone)).year
        return Reference(f"{program.prefix}-{year}-{next_number(self._connection, program.prefix, year):05d}")

    def put(self, lead: Lead, keys: ClientKeys, holds: Sequence[str]) -> None:
        """Insert or replace the lead with what it holds.

        Raises HeldByAnother where another lead holds that key (nothing is changed then), UnknownReference where its message
        is not stored.
        """
        families = list(dict.fromkeys(holds)) if keys.key else []
        held = {"of_program": lead.program, "of_key": keys.key, "of": lead.reference}
        if any(self._connection.scalar(_HELD_BY_OTHERS, {**held, "of_family": family}) for family in families):
            raise HeldByAnother(f"Another lead holds the client of {lead.reference}.")
        self._write(lead, keys)
        self._connection.execute(_RELEASE, {"of": lead.reference})
        if families:
            common = {"program": lead.program, "client_key": keys.key, "reference": lead.reference}
            self._connection.execute(_HOLD, [{**common, "family": family} for family in families])

    def get(self, reference: Reference) -> Lead:
        """Raises UnknownReference."""
        found = self._read(_BY_REFERENCE, of=reference)
        if not found:
            raise UnknownReference(f"No lead {reference} is known.")
        return found[0]

    def find(self, program: str, reference: str) -> Lead | None:
        """The lead of that reference in that program, or None."""
        return next(iter(self._read(_FIND, of_program=program, of=reference)), None)

    def note(self, reference: Reference, *entries: HistoryEntry) -> None:
        """Append to the lead's history. Raises UnknownReference."""
        with known(reference):
            self._connection.execute(
                _NOTE, [{"reference": reference, "at": e.at, "event": e.event, "by": e.by, "detail": e.detail} for e in entries]
            )

    def history(self, reference: Reference) -> list[HistoryEntry]:
        """Everything that happened to it, in the order it was noted; empty for an unknown lead."""
        return [HistoryEntry(**row._mapping) for row in self._connection.execute(_HISTORY, {"of": reference})]

    def in_thread(self, program: str, message_ids: Sequence[str]) -> list[Lead]:
        """The leads that the nearest of these mails, received or sent, is about, by reference; mails about no lead are passed over."""
        for message_id in message_ids:
            if leads := self._read(_IN_THREAD, of_program=program, of=message_id):
                return leads
        return []

    def alike(self, program: str, keys: ClientKeys) -> list[Lead]:
        """Leads of any state with the same key, folded name, client contact e-mail or phone, oldest receipt first.

        One whose client has another key of the same kind is about another client.
        """
        return [found for found, _ in self.alike_with_keys(program, keys)]

    def alike_with_keys(self, program: str, keys: ClientKeys) -> list[tuple[Lead, ClientKeys]]:
        """As `alike`, each lead with the keys it was put under."""
        asked = (program, keys)
        if asked not in self._alike:
            wanted = {f"of_{name}": getattr(keys, name) or None for name in _KEYS}
            kind = "".join(keys.key.partition(":")[:2]) or "none"
            if len(self._alike) >= _ASKED:
                self._alike.clear()
            rows = self._connection.execute(_ALIKE, {"of_program": program, "kind_of_key": kind, **wanted}) if any(wanted.values()) else ()
            self._alike[asked] = [(_lead(row), ClientKeys(**{name: row._mapping[f"keys_{name}"] for name in _KEYS})) for row in rows]
        return self._alike[asked]

    def forget(self) -> None:
        """What was read before may be otherwise now."""
        self._alike.clear()

    def keys(self, reference: Reference) -> ClientKeys:
        """The client keys under which the lead was put. Raises UnknownReference."""
        found = self.find_keys(reference)
        if found is None:
            raise UnknownReference(f"No lead {reference} is known.")
        return found

    def find_keys(self, reference: Reference) -> ClientKeys | None:
        """The client keys under which the lead was put; None where it is not there yet."""
        row = self._connection.execute(_KEYS_OF, {"of": reference}).one_or_none()
        return None if row is None else ClientKeys(**row._mapping)

    def of_partner(self, program: str, partner: PartnerIdentity) -> list[Lead]:
        """Leads of that address, own domain or tax id, oldest receipt first."""
        return self._read(_OF_PARTNER, of_program=program, **_wanted(partner))

    def own(self, program: str, address: str, domain: str) -> list[Lead]:
        """Leads on which that address may act, or which were sent from that domain (none where it is empty), oldest receipt first."""
        found = self._read(_OWN, of_program=program, of_address=address, of_domain=domain or None)
        return [lead for lead in found if lead.program == program]  # in SQL, the planner would read the whole program

    def received_since(self, program: str, state: LeadState, since: datetime) -> Iterator[Lead]:
        """Leads in that state received at that moment or later, oldest receipt first; never many of them in memory."""
        behind = ""
        while page := self._read(_NEXT_IN_STATE, of_program=program, in_state=state, since=since, behind=behind):
            yield from page
            since, behind = page[-1].received_at, page[-1].reference
            if len(page) < _PAGE:
                return

    def due_before(self, program: str, state: LeadState, moment: datetime) -> list[Lead]:
        """Leads in that state whose promise ends before that moment, oldest receipt first."""
        return self._read(_DUE_BEFORE, of_program=program, in_state=state, before=moment)

    def place_ended(self, program: str, state: LeadState, moment: datetime) -> list[Lead]:
        """Leads in that state whose place ended before that moment, oldest receipt first."""
        return self._read(_PLACE_ENDED, of_program=program, in_state=state, before=moment)

    def applications_of(self, program: str, partner: PartnerIdentity) -> list[Lead]:
        """Applications of that address, own domain or tax id, oldest receipt first."""
        return self._read(_APPLICATIONS_OF, of_program=program, **_wanted(partner))

    def incomplete_of(self, program: str, partner: PartnerIdentity) -> list[Lead]:
        """Incomplete leads and applications of that address, own domain or tax id, oldest receipt first."""
        return self._read(_INCOMPLETE_OF, of_program=program, **_wanted(partner))

    def addresses(self, reference: Reference) -> frozenset[str]:
        """Addresses that may act on this lead: its sender's, its contact's, those added. Raises UnknownReference."""
        found = self.get(reference)
        contact = found.draft.get("contact.email")
        stated = {found.draft.text("contact.email")} if contact and contact.standing is Standing.VALID else set()
        added = self._connection.scalars(_ADDRESSES, {"of": reference})
        return frozenset({found.partner.address, *stated, *added} - {""})

    def add_address(self, reference: Reference, *addresses: str) -> None:
        """More addresses of that lead. Raises UnknownReference."""
        rows = [{"reference": reference, "address": address.lower()} for address in addresses]
        with known(reference):
            self._connection.execute(unless_there(lead_address, "reference address"), rows)

    def in_state(self, program: str, *states: LeadState) -> list[Lead]:
        """Leads in one of these states, oldest receipt first."""
        return self._read(_IN_STATE, of_program=program, states=states)

    def all(self, program: str | None = None) -> list[Lead]:
        """Every lead, by reference."""
        return self._read(_ALL) if program is None else self._read(_OF_PROGRAM, of_program=program)

    def each(self, program: str) -> Iterator[Lead]:
        """Every lead of the program, by reference; never many of them in memory."""
        behind = ""
        while page := self._read(_NEXT, of_program=program, behind=behind):
            yield from page
            behind = page[-1].reference

    def _write(self, put: Lead, keys: ClientKeys) -> None:
        self.forget()
        row = {name: getattr(put, name) for name in _SAME}
        row |= {f"partner_{name}": getattr(put.partner, name) for name in _PARTNER}
        row |= {column: getattr(keys, name) for name, column in _KEYS.items()}
        with known(f"{put.reference} or {put.from_message}"):
            self._connection.execute(or_replace(lead, "reference"), row)

    def _read(self, statement: Select[Any], **parameters: object) -> list[Lead]:
        return [_lead(row) for row in self._connection.execute(statement, parameters)]


def _wanted(partner: PartnerIdentity) -> dict[str, str | None]:
    return {f"of_{name}": getattr(partner, name) or None for name in ("address", "domain", "tax_id")}


def _lead(row: Row[Any]) -> Lead:
    stored = row._mapping
    partner = PartnerIdentity(**{name: stored[f"partner_{name}"] for name in _PARTNER})
    return Lead(**{name: stored[name] for name in _SAME}, partner=partner)
