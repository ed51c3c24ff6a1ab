"""Registered partners, and what senders said of themselves."""

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, exc, insert, select, text, union_all, update

from leadbot.model.errors import NotPossible
from leadbot.model.lead import Reference
from leadbot.model.partner import Partner, Remembered
from leadbot.model.program import Program
from leadbot.registry.connection import Connection
from leadbot.registry.counters import next_number
from leadbot.registry.engine import or_replace, violated
from leadbot.registry.links import known
from leadbot.registry.staff_tables import list_entry
from leadbot.registry.tables import partner, remembered

NO_YEAR = 0
"""Partner numbers are counted over all years."""

_COLUMNS = tuple(field.name for field in fields(Partner))
_FOR_GOOD = ("program", "number", "application")
_PARTNER = select(*(partner.c[name] for name in _COLUMNS))
_ACTIVE = (partner.c.program == bindparam("of_program"), partner.c.ended_at.is_(None))
_OF_APPLICATION = _PARTNER.where(partner.c.application == bindparam("of"))
_OF_COMPANY = _PARTNER.where(*_ACTIVE, partner.c.tax_id == bindparam("of"), partner.c.tax_id != "")
_BY = {
    "tax_id": (partner.c.tax_id,),
    "number": (partner.c.number,),
    "folded_name": (partner.c.folded_name,),
    "email_domain": (partner.c.email_domain,),
    "address": (partner.c.address, partner.c.contact_email),
}
_IDS = (
    select(partner.c.id).where(*_ACTIVE, column == bindparam(f"of_{name}"), column != "")
    for name, columns in _BY.items()
    for column in columns
)
_MATCHING = _PARTNER.where(partner.c.id.in_(union_all(*_IDS))).order_by(partner.c.number)
_ALL = _PARTNER.order_by(partner.c.program, partner.c.number)
_TAKEN = select(partner.c.number).where(partner.c.program == bindparam("of_program"), partner.c.number == bindparam("of"))
_LISTED = select(list_entry.c.number).where(list_entry.c.program == bindparam("of_program"), list_entry.c.number == bindparam("of"))
_IS_TAKEN = union_all(_TAKEN, _LISTED)
_INSERT = insert(partner)
_SET = update(partner).where(partner.c.application == bindparam("of"))

_KEPT = tuple(field.name for field in fields(Remembered))
_SAID = select(*(remembered.c[name] for name in _KEPT), remembered.c.at).where(remembered.c.program == bindparam("of_program"))
_OF_ADDRESS = remembered.c.address == bindparam("of_address")
_REMEMBERED = union_all(
    _SAID.where(_OF_ADDRESS),
    _SAID.where(remembered.c.domain == bindparam("of_domain"), ~_OF_ADDRESS),
).order_by(text("at DESC"), text("address"))
"""One index each, where OR would read the whole program."""


class SqlPartners:
    """`leadbot.service.unit_of_work.Partners` on one connection's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def admit(self, program: Program, company: Partner) -> Partner:
        """Enter a company with the next free number; one that was entered on the same application keeps its number and is active again.

        Raises NotPossible where another application's active partner has the same tax id.
        """
        earlier = self.of_application(company.application)
        number = earlier.number if earlier else self._next_number(program)
        entered = replace(company, number=number, since=earlier.since if earlier else company.since)
        row = {name: getattr(entered, name) for name in _COLUMNS}
        told = {name: value for name, value in row.items() if name not in _FOR_GOOD}
        try:
            self._connection.execute(_SET if earlier else _INSERT, {**told, "of": company.application} if earlier else row)
        except exc.IntegrityError as error:
            if violated(error) != "uq_partner_company":
                raise
            other = self._read(_OF_COMPANY, of_program=program.id, of=company.tax_id)[0]
            raise NotPossible(
                f"{company.application}: a company with the tax id {company.tax_id} is partner {other.number} already, "
                f"on application {other.application}. Reject this application, or correct its partner.tax_id."
            ) from error
        return entered

    def end(self, application: Reference, at: datetime) -> None:
        """The company admitted on that application is no partner from now on; nothing happens where there is none, or it ended before."""
        self._connection.execute(_SET.where(partner.c.ended_at.is_(None)), {"of": application, "ended_at": at})

    def of_application(self, application: Reference) -> Partner | None:
        """The company that was admitted on that application, active or not."""
        return next(iter(self._read(_OF_APPLICATION, of=application)), None)

    def matching(self, program: str, **wanted: str) -> list[Partner]:
        """Active partners with that `tax_id`, `number`, `folded_name`, `email_domain` or `address`, by number; empty ones match nothing."""
        return self._read(_MATCHING, of_program=program, **{f"of_{name}": wanted.get(name) or None for name in _BY})

    def all(self, program: str | None = None) -> list[Partner]:
        """Every partner, those whose partnership ended too, by number."""
        return [found for found in self._read(_ALL) if program in {None, found.program}]

    def remember(self, program: str, told: Remembered, at: datetime) -> None:
        """What that address says of that company from now on. Raises UnknownReference."""
        row = {name: getattr(told, name) for name in _KEPT}
        company = told.tax_id or f"name:{told.folded_name}"
        with known(told.reference):
            self._connection.execute(or_replace(remembered, _KEY), {"program": program, "company": company, "at": at, **row})

    def remembered(self, program: str, address: str, domain: str) -> list[Remembered]:
        """What that address, and others at that own domain, said; the newest first."""
        rows = self._connection.execute(_REMEMBERED, {"of_program": program, "of_address": address, "of_domain": domain or None})
        return [Remembered(**{name: row._mapping[name] for name in _KEPT}) for row in rows]

    def _next_number(self, program: Program) -> str:
        """Numbers that staff gave, which stand on an imported list, are passed over."""
        while True:
            number = f"{program.prefix}-P-{next_number(self._connection, f'{program.prefix}-P', NO_YEAR):04d}"
            if self._connection.scalar(_IS_TAKEN, {"of_program": program.id, "of": number}) is None:
                return number

    def _read(self, statement: Any, **parameters: str | None) -> list[Partner]:
        rows: Sequence[Row[Any]] = self._connection.execute(statement, parameters).all()
        return [Partner(**row._mapping) for row in rows]


_KEY = "program address company"
