"""What the services ask of the registry about leads, partners, lists, and staff's orders."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Protocol

from leadbot.model.facts import ListEntry
from leadbot.model.imports import ImportRun
from leadbot.model.lead import ClientKeys, HistoryEntry, Lead, LeadState, PartnerIdentity, Reference
from leadbot.model.message import MessageKey
from leadbot.model.orders import NumberedCase, OrderState, StandingOrder
from leadbot.model.partner import Partner, Remembered
from leadbot.model.program import Program

LONG_AGO = datetime.min.replace(tzinfo=UTC)
"""Before any lead."""


class Leads(Protocol):
    """Leads, their checks and history."""

    def next_reference(self, program: Program, at: datetime) -> Reference:
        """The next free reference: prefix, year of `at` in the program's zone, number from 1 of at least five digits."""

    def put(self, lead: Lead, keys: ClientKeys, holds: Sequence[str]) -> None:
        """Insert or replace the lead. `holds` are the product families (or one empty string) for which it holds its client's key;
        none: it holds nothing. Raises HeldByAnother where another lead holds that key for one of them."""

    def get(self, reference: Reference) -> Lead:
        """Raises UnknownReference."""

    def find(self, program: str, reference: str) -> Lead | None:
        """The lead of that reference in that program, or None."""

    def note(self, reference: Reference, *entries: HistoryEntry) -> None:
        """Append to the lead's history."""

    def history(self, reference: Reference) -> list[HistoryEntry]:
        """Everything that happened to it, oldest first."""

    def in_thread(self, program: str, message_ids: Sequence[str]) -> list[Lead]:
        """The leads that the nearest known message or outgoing mail among these Message-IDs is about, by reference."""

    def alike(self, program: str, keys: ClientKeys) -> list[Lead]:
        """Leads of any state with the same key, folded name, client contact e-mail or phone, oldest receipt first.

        One whose client has another key of the same kind is about another client.
        """

    def keys(self, reference: Reference) -> ClientKeys:
        """The client keys under which the lead was put."""

    def find_keys(self, reference: Reference) -> ClientKeys | None:
        """The client keys under which the lead was put; None where it is not there yet."""

    def of_partner(self, program: str, partner: PartnerIdentity) -> list[Lead]:
        """Leads of that address, own domain or tax id, oldest receipt first."""

    def applications_of(self, program: str, partner: PartnerIdentity) -> list[Lead]:
        """Applications of that address, own domain or tax id, oldest receipt first."""

    def own(self, program: str, address: str, domain: str) -> list[Lead]:
        """Leads on which that address may act, or which were sent from that domain (none where it is empty), oldest receipt first."""

    def incomplete_of(self, program: str, partner: PartnerIdentity) -> list[Lead]:
        """Incomplete leads and applications of that address, own domain or tax id, oldest receipt first."""

    def addresses(self, reference: Reference) -> frozenset[str]:
        """Addresses that wrote about this lead and may act on it: senders of its messages, its contact's e-mail."""

    def add_address(self, reference: Reference, *addresses: str) -> None:
        """More addresses of that lead."""

    def in_state(self, program: str, *states: LeadState) -> list[Lead]:
        """Leads in one of these states, oldest receipt first."""

    def due_before(self, program: str, state: LeadState, moment: datetime) -> list[Lead]:
        """Leads in that state whose promise ends before that moment, oldest receipt first."""

    def place_ended(self, program: str, state: LeadState, moment: datetime) -> list[Lead]:
        """Leads in that state whose place ended before that moment, oldest receipt first."""

    def received_since(self, program: str, state: LeadState, since: datetime) -> Iterator[Lead]:
        """Leads in that state received at that moment or later, oldest receipt first; never many of them in memory."""

    def all(self, program: str | None = None) -> list[Lead]:
        """Every lead, by reference."""


class Lists(Protocol):
    """Lists that staff import."""

    def replace(self, program: str, list_id: str, entries: Sequence[ListEntry], fold: Callable[[str], str]) -> None:
        """The list's new rows; an imported list is in use. `fold` is `judging.folded_name`: rows without a tax id are found by it."""

    def entries(self, program: str, list_id: str) -> list[ListEntry]:
        """All rows."""

    def note_import(self, run: ImportRun) -> None:
        """Keep that a file was imported; its list is in use from then on."""

    def runs(self, program: str) -> list[ImportRun]:
        """Every import, oldest first."""


class Partners(Protocol):
    """Registered partners, and what senders said of themselves."""

    def admit(self, program: Program, company: Partner) -> Partner:
        """Enter a company with the next free number; one that was entered on the same application keeps its number and is active again.

        Raises NotPossible where another application's active partner has the same tax id.
        """

    def end(self, application: Reference, at: datetime) -> None:
        """The company admitted on that application is no partner from now on; nothing happens where there is none, or it ended before."""

    def of_application(self, application: Reference) -> Partner | None:
        """The company that was admitted on that application, active or not."""

    def matching(self, program: str, **wanted: str) -> list[Partner]:
        """Active partners with that `tax_id`, `number`, `folded_name`, `email_domain` or `address`, by number; empty ones match nothing."""

    def all(self, program: str | None = None) -> list[Partner]:
        """Every partner, those whose partnership ended too, by number."""

    def remember(self, program: str, told: Remembered, at: datetime) -> None:
        """What that address says of that company from now on. Raises UnknownReference."""

    def remembered(self, program: str, address: str, domain: str) -> list[Remembered]:
        """What that address, and others at that own domain, said; the newest first."""


class Orders(Protocol):
    """What staff were asked in digests, and what they ordered by reply."""

    def put_cases(self, cases: Sequence[NumberedCase]) -> None:
        """The cases of a digest that goes out."""

    def cases(self, program: str, digest: str) -> list[NumberedCase]:
        """The cases of the digest with that Message-ID, by number; none where it is no digest."""

    def digest(self, program: str, code: str) -> str | None:
        """The Message-ID of the digest with that code; None where there is none."""

    def put(self, order: StandingOrder) -> None:
        """Take an order. Raises NotPossible where its case has one that was not taken back and did not fail."""

    def latest(self, case: NumberedCase) -> StandingOrder | None:
        """The last order for that case."""

    def asked(self, program: str, person: str, kind: str) -> list[tuple[NumberedCase, datetime]]:
        """Cases of that kind that went to that person, each with the moment of its mail, oldest first."""

    def about(self, program: str, message: MessageKey) -> list[StandingOrder]:
        """All orders about that partner's mail, oldest first, whoever gave them."""

    def unanswered(self, program: str, kind: str) -> list[MessageKey]:
        """The messages of cases of that kind about which no order stands, whoever the cases went to."""

    def due(self, program: str, now: datetime) -> list[StandingOrder]:
        """Waiting orders whose moment has come, oldest first."""

    def end(self, order: StandingOrder, state: OrderState, detail: str = "") -> None:
        """What became of a waiting order."""


class Versions(Protocol):
    """The files of programs, as they were in force one after another."""

    def latest(self, program: str) -> str | None:
        """The version entered last; None where there is none."""

    def in_force(self, program: str, at: datetime) -> str | None:
        """The version in force at that moment; the first one, for a moment before it; None where there is none."""

    def source(self, program: str, version: str) -> str | None:
        """That version's file; None where it was not kept."""

    def enter(self, program: str, version: str, source: str, at: datetime) -> None:
        """From that moment on this version is in force."""
