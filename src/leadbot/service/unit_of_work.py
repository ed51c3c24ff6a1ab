"""What the services ask of the registry. `leadbot.registry` implements it; nothing here knows how."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from leadbot.model.deals import DealEvent, DealFact, Ledger, Price, Sale
from leadbot.model.facts import Facts, ListEntry
from leadbot.model.imports import ImportRun
from leadbot.model.lead import Check, ClientKeys, HistoryEntry, Lead, LeadState, PartnerIdentity, Reference
from leadbot.model.message import Disposition, Kind, MessageKey
from leadbot.model.orders import NumberedCase, OrderState, StandingOrder
from leadbot.model.outgoing import Correspondence, OutboxState
from leadbot.model.partner import Partner, Remembered
from leadbot.model.program import Program
from leadbot.model.restoration import Generation, Restoration
from leadbot.model.stored import Dispatch, Dispatched, OutboxEntry, OutboxRow, StoredMessage
from leadbot.model.tenders import Tender, TenderFact

F = TypeVar("F", bound=DealFact)


class Messages(Protocol):
    """The message store."""

    def store(self, *mails: tuple[StoredMessage, bytes]) -> list[MessageKey]:
        """Keep these mails' bytes. Returns the keys that are new; any other is a redelivery, which is noted as another sighting.

        Sets `message_id_reused` where a message of that program with that Message-ID has another key.
        """

    def get(self, key: MessageKey) -> StoredMessage:
        """Raises UnknownReference."""

    def raw(self, key: MessageKey) -> bytes:
        """The bytes as received. Raises UnknownReference."""

    def raws(self, keys: Sequence[MessageKey]) -> dict[MessageKey, bytes]:
        """The bytes as received of those of them that are there."""

    def pending(self, program: str, limit: int, besides: Collection[MessageKey] = ()) -> list[StoredMessage]:
        """Waiting messages `besides` these, oldest receipt first. With an earlier attempt first in the list, it stands alone."""

    def count_attempt(self, keys: Sequence[MessageKey]) -> None:
        """One more begun attempt for each."""

    def uncount_attempt(self, keys: Sequence[MessageKey]) -> None:
        """One begun attempt less for each."""

    def note_error(self, key: MessageKey, error: str) -> None:
        """What went wrong in the last attempt; the message stays pending."""

    def finish(
        self,
        key: MessageKey,
        disposition: Disposition,
        *,
        kind: Kind | None,
        reason: str,
        references: Sequence[Reference],
        sender: str,
        subject: str,
        correspondence: Correspondence | None,
        at: datetime | None = None,
    ) -> None:
        """How the message ended, and when; None: as it was stored. Parked ones may be finished with kind None."""

    def redispose(self, key: MessageKey, disposition: Disposition, reason: str) -> None:
        """Another end for a finished message: `answered` once its held reply goes out."""

    def retry(self, key: MessageKey) -> None:
        """A parked message is pending again with no attempts. Raises UnknownReference, NotPossible."""

    def ended(self, program: str, *dispositions: Disposition, after: datetime | None = None) -> list[StoredMessage]:
        """Messages that ended so after that moment (at any, where none is given), oldest receipt first."""

    def all(self, program: str | None = None) -> list[StoredMessage]:
        """Every stored message, oldest receipt first."""

    def about(self, reference: Reference) -> list[StoredMessage]:
        """Messages that registered, changed or asked about that lead, oldest receipt first."""

    def sightings(self, key: MessageKey) -> int:
        """How often that mail was delivered to us."""

    def knows(self, program: str, message_id: str) -> bool:
        """Whether a mail with that Message-ID was received or sent by us in that program."""


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

    def received_since(self, program: str, state: LeadState, since: datetime) -> list[Lead]:
        """Leads in that state received at that moment or later, oldest receipt first."""

    def all(self, program: str | None = None) -> list[Lead]:
        """Every lead, by reference."""


class Outbox(Protocol):
    """Outgoing mails."""

    def put(self, entry: OutboxEntry) -> bool:
        """Queue or hold a mail. False where that key is there already: nothing is changed."""

    def due(self, program: str, now: datetime, limit: int) -> list[OutboxRow]:
        """Queued mails whose time has come, oldest first."""

    def envelope(self, id_: int) -> tuple[str, tuple[str, ...], bytes]:
        """Envelope sender, recipients and the mail's bytes."""

    def set_state(
        self,
        id_: int,
        state: OutboxState,
        *,
        at: datetime,
        detail: str = "",
        next_at: datetime | None = None,
        attempted: bool = True,
    ) -> None:
        """A new state; entering `sending` counts an attempt, and one that was none is taken back (`attempted` False). Never from `sent`."""

    def begin_sending(self, ids: Sequence[int], at: datetime) -> list[Dispatch]:
        """Those of these mails that are queued still: now in `sending`, one attempt more counted, by id."""

    def end_sending(self, ends: Sequence[Dispatched], at: datetime) -> None:
        """What became of mails in `sending`; one that is in another state by now stays as it is."""

    def interrupted(self, program: str) -> list[OutboxRow]:
        """Mails that a killed process left in `sending`."""

    def in_state(self, program: str, *states: OutboxState) -> list[OutboxRow]:
        """Mails in one of these states, oldest first."""

    def last_digest(self, program: str, before: datetime, person: str = "") -> datetime | None:
        """When the newest digest was put before that moment, to that person or to anybody."""

    def since(self, program: str, since: datetime) -> list[OutboxRow]:
        """Mails put after that moment, oldest first."""

    def held(self, reference: Reference) -> list[OutboxRow]:
        """Held mails about that lead."""

    def about(self, reference: Reference) -> list[OutboxRow]:
        """Every mail about that lead, oldest first."""

    def count(
        self, program: str, *, since: datetime, to: str | None = None, thread: str | None = None, registers: bool | None = None
    ) -> int:
        """Mails put since then (cancelled ones left out), to that address (among any of the recipients), in that conversation."""

    def get(self, id_: int) -> OutboxRow:
        """Raises UnknownReference."""

    def by_key(self, key: str) -> OutboxRow | None:
        """The mail of that unique key."""

    def by_message_id(self, message_id: str) -> OutboxRow | None:
        """The mail that bears it, of any program."""

    def all(self, program: str | None = None) -> list[OutboxRow]:
        """Every mail, oldest first."""

    def thread_of(self, message_id: str) -> str | None:
        """The conversation of one of our mails, by its Message-ID."""


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


class Deals(Protocol):
    """What happened to leads outside, as reports, events and price lists tell. Sales and events are only ever added."""

    def add_sales(self, program: str, rows: Sequence[Sale], *, at: datetime, by: str) -> list[Sale]:
        """Keep the rows of a report that are not kept yet, and return those: the same report again adds nothing.

        Equal rows of one call are as many sales.
        """

    def add_events(self, program: str, rows: Sequence[DealEvent], *, at: datetime, by: str) -> list[DealEvent]:
        """The same for events, whose leads must be known."""

    def replace_prices(self, program: str, rows: Sequence[Price]) -> None:
        """The new price list."""

    def sales(self, program: str) -> list[Sale]:
        """All rows of reports, in the order in which they were added."""

    def events(self, program: str) -> list[DealEvent]:
        """All events, in the order in which they were added."""

    def events_of(self, reference: Reference) -> list[DealEvent]:
        """The events of one lead, likewise."""

    def prices(self, program: str) -> list[Price]:
        """The price list, in the order of import."""


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

    def due(self, program: str, now: datetime) -> list[StandingOrder]:
        """Waiting orders whose moment has come, oldest first."""

    def end(self, order: StandingOrder, state: OrderState, detail: str = "") -> None:
        """What became of a waiting order."""


class DealFacts(Protocol):
    """What staff and mails tell of deals and what has no list. Only ever added."""

    def add(self, program: str, *facts: DealFact, at: datetime, by: str) -> None:
        """Keep these facts, told at that moment by that person or message. Raises UnknownReference."""

    def all(self, program: str, kind: type[F]) -> list[F]:
        """All facts of that sort; of several on one thing the latest."""


class Tenders(Protocol):
    """Calls for offers, as facts that are only ever added."""

    def next_reference(self, program: Program) -> Reference:
        """The next free one: `IK-T-0001`."""

    def add(self, program: str, reference: Reference, fact: TenderFact, *, at: datetime) -> None:
        """One more fact of that call."""

    def all(self, program: str) -> list[Tender]:
        """Every call of the program, oldest first."""

    def get(self, reference: Reference) -> Tender:
        """Raises UnknownReference."""

    def program_of(self, reference: Reference) -> str:
        """The program of that call. Raises UnknownReference."""


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


class Watching(Protocol):
    """What an operator watches."""

    def receipts(self, program: str, most: int) -> list[datetime]:
        """When the mails that were stored last were received."""

    def parked(self, program: str) -> list[MessageKey]:
        """Messages that could not be handled, oldest receipt first."""

    def with_staff_for(self, program: str, reason: str, after: datetime) -> list[MessageKey]:
        """Messages stored after that moment which staff have for that reason, oldest receipt first."""

    def unknown(self, program: str) -> list[int]:
        """Mails of unknown fate."""

    def queued_since(self, program: str) -> datetime | None:
        """When the oldest mail that still waits to be sent was written."""


class Generations(Protocol):
    """By what a restored database is known."""

    def read(self) -> Generation | None:
        """The cycle that was begun last; None where none was."""

    def enter(self, of: Generation) -> None:
        """The cycle that begins now."""

    def begin(self, of: Restoration) -> None:
        """The database was restored; nothing happens where one of the program's restorations is not over."""

    def open(self, program: str) -> Restoration | None:
        """The program's restoration that is not over; None where there is none."""

    def looked(self, program: str, at: datetime) -> None:
        """The mailbox hands out again what it had handed out."""

    def end(self, program: str, at: datetime) -> None:
        """Everything that may have been answered before is known again."""

    def restored_since(self, program: str, after: datetime) -> Sequence[datetime]:
        """When the database was restored, as far as that was later."""


class Erasing(Protocol):
    """Emptying what has to be forgotten; the rows stay."""

    def begin(self) -> None:
        """What is emptied from now on is overwritten on the disk too."""

    def received_before(self, program: str, before: datetime, most: int) -> list[MessageKey]:
        """Messages with their bytes, ended before that moment, of no open lead."""

    def named_before(self, program: str, before: datetime, most: int) -> list[MessageKey]:
        """Messages whose sender or subject is kept, likewise."""

    def sent_before(self, program: str, before: datetime, most: int) -> list[int]:
        """Outgoing mails with their bytes that have not waited since that moment, about no open lead."""

    def addressed_before(self, program: str, before: datetime, most: int) -> list[int]:
        """The same with their recipient."""

    def closed_before(self, program: str, before: datetime, most: int) -> list[Reference]:
        """Leads that are open no more, to which nothing happened since that moment, with people's data."""

    def leads_of(self, program: str, address: str) -> list[Reference]:
        """Leads in which that address stands."""

    def messages(self, program: str) -> list[tuple[MessageKey, str, Disposition, tuple[Reference, ...]]]:
        """Every message with its sender, disposition, and leads."""

    def mails(self, program: str, address: str) -> Iterator[tuple[int, OutboxState, bool, bytes, tuple[Reference, ...]]]:
        """Every outgoing mail with its state, whether it goes to that address, its bytes, and its leads."""

    def partners_of(self, program: str, address: str) -> list[tuple[str, bool]]:
        """Numbers of partners in whose data that address stands, and whether they are partners still."""

    def empty_received(self, keys: Sequence[MessageKey]) -> None:
        """The bytes of these messages are gone."""

    def empty_sent(self, ids: Sequence[int]) -> None:
        """The bytes of these outgoing mails are gone."""

    def unname_received(self, keys: Sequence[MessageKey]) -> None:
        """Sender, subject and ids of these messages are gone."""

    def unname_sent(self, ids: Sequence[int]) -> None:
        """Recipients and subjects of these outgoing mails are gone."""

    def forget_addresses(self, reference: Reference) -> None:
        """Nobody may act on that lead by mail any more."""

    def redact_history(self, reference: Reference, words: Sequence[str]) -> int:
        """Words of its history that hold one of these become `[redacted]`. Returns how many entries."""

    def forget_remembered(self, program: str, address: str) -> int:
        """What that address said of itself is gone. Returns of how many companies."""

    def forget_remembered_before(self, program: str, before: datetime) -> int:
        """What senders said of themselves last before that moment is gone. Returns of how many companies."""

    def unname_partners_before(self, program: str, before: datetime) -> int:
        """Of partners that ceased to be some before that moment, company, tax id and number stay. Returns of how many."""

    def unname_partner(self, program: str, number: str) -> None:
        """Of that partner, company, tax id and number stay."""

    def note(self, program: str, counts: Sequence[tuple[str, int]], *, cause: str, by: str, at: datetime) -> None:
        """Keep the proof: how much went, not whose it was."""

    def traces(self, text: str) -> list[tuple[str, int]]:
        """Where in the whole database that text (lower-case) still stands, and in how many rows."""


class UnitOfWork(Protocol):
    """One transaction on the registry, begun IMMEDIATE: nobody else writes meanwhile."""

    @property
    def messages(self) -> Messages: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def lists(self) -> Lists: ...
    @property
    def partners(self) -> Partners: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def deals(self) -> Deals: ...
    @property
    def versions(self) -> Versions: ...

    @property
    def deal_facts(self) -> DealFacts: ...
    @property
    def tenders(self) -> Tenders: ...
    @property
    def watching(self) -> Watching: ...
    @property
    def generations(self) -> Generations: ...
    @property
    def erasing(self) -> Erasing: ...

    def savepoint(self) -> AbstractContextManager[None]:
        """What happens inside is undone alone when it raises; the exception goes on."""

    def facts(
        self,
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
        """What registry and lists know about a draft with these keys from this partner, the lead `exclude` left out of `others`.

        `partner_number` and `partner_name` (folded) are as the draft gives them.
        """

    def newest(self) -> tuple[int, ...]:
        """The newest entries of all that payouts and states of leads follow from: others mean that something came in."""

    def ledger(self, program: Program, now: datetime) -> Ledger:
        """Everything that the program's payouts follow from at that moment."""


class Registry(Protocol):
    """The database of partners, leads, deals and payouts."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """A transaction: committed at the end of the block, undone where it raises. Raises OutOfReach (disk full, locked, not there)."""
