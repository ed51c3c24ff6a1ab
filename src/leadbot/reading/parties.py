"""Whose data each mention is: companies with their address and tax id, and the people, phones and addresses beside them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from leadbot.model.message import Address, Message, SegmentKind
from leadbot.model.submission import Standing
from leadbot.reading.analysis import Analysed
from leadbot.reading.cues import cues_of
from leadbot.reading.fold import fold, key
from leadbot.reading.text import Label, Mention, Role, Statement, What

Position = tuple[int, int]
"""A statement's index and a place in it."""

_OF_COMPANY = frozenset({"name", "address", "tax_id", "registry_id", "contact", "person", "phone", "email"})
_SHORTEST_SHARED = 4
_MOST_READINGS = 9
"""Different values of one kind that are kept of a company; two are ambiguous already."""


@dataclass(slots=True)
class Party:
    """One company of the mail, as far as it shows."""

    role: Role | None
    at: Position
    place: SegmentKind = SegmentKind.OWN
    block: int = 0
    section: int = 0
    values: dict[What, list[Mention]] = field(default_factory=dict)
    last: Position = (0, 0)
    sure: bool = False
    """A label or cue says whose it is."""
    begins: bool = False
    """A list item or table row begins with it."""

    def put(self, mention: Mention, at: int) -> None:
        """Add a value; what is known already changes nothing, and a correction replaces it."""
        known = self.values.setdefault(mention.what, [])
        if mention.corrects and mention.certain:
            known.clear()
        elif any(m.corrects and m.source != mention.source for m in known):
            return
        if len(known) < _MOST_READINGS and all(m.value != mention.value or (mention.what is What.ADDRESS and not m.certain) for m in known):
            known.append(mention)
        self.last = max(self.last, (at, mention.end))

    def call(self, mention: Mention) -> None:
        """Take a fuller name, which a legal form ends, for a short one that only its place showed to be one."""
        names = self.values.get(What.NAME, [])
        if len(names) == 1 and not names[0].certain and mention.certain and len(key(str(mention.value))) > len(key(self.name())):
            names[0] = mention

    def lacks(self, mention: Mention) -> bool:
        """Whether it has no such value yet; a valid id of another type is no such value."""
        known = self.values.get(mention.what, [])
        if mention.what is not What.TAX_ID or mention.standing is not Standing.VALID:
            return not known
        return all(m.standing is Standing.VALID and m.rank != mention.rank for m in known)

    def first(self, what: What) -> Mention | None:
        """The value of that kind, or None."""
        return next(iter(self.values.get(what, [])), None)

    def identified(self) -> bool:
        """Whether an id of it is known."""
        return self.first(What.TAX_ID) is not None or self.first(What.REGISTRY_ID) is not None

    def name(self) -> str:
        """Its name as written; may be empty."""
        mention = self.first(What.NAME)
        return str(mention.value) if mention is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bit:
    """A person, phone number or e-mail address, and whose."""

    mention: Mention
    role: Role | None
    at: Position
    block: int
    place: SegmentKind
    labelled: bool
    """It stands under a label for the partner's or client's person."""
    depth: int = 0
    beside: Party | None = None
    """The company it stands beside, where nothing else tells its role."""


@dataclass(frozen=True, slots=True)
class Parties:
    """All companies and contact details of a mail."""

    parties: tuple[Party, ...]
    bits: tuple[Bit, ...]


@dataclass(slots=True)
class _State:
    section: Role | None = None
    sections: int = 0
    current: Party | None = None
    named_again: Party | None = None
    """A party of another part of the mail whose name stands here too."""
    cue: Role | None = None
    labelled: bool = False
    labelled_block: int = -1


class _Assembler:
    def __init__(self, message: Message) -> None:
        self.message = message
        self.sender = message.sender
        self.recipients = {a.domain for a in message.to} - {message.sender.domain if message.sender is not None else ""}
        self.parties: list[Party] = []
        self.bits: list[Bit] = []
        self.state = _State()
        self._place: tuple[SegmentKind, int, str] | None = None
        self._block = -1
        self._row: int | None = None

    def add(self, at: int, analysed: Analysed) -> None:
        statement = analysed.statement
        self._enter(statement)
        events: list[tuple[int, int, object]] = [(p.start, 0, p.label) for p in analysed.pieces if p.label is not None]
        events += [(at_, 1, role) for at_, role in cues_of(analysed)]
        events += [(m.start, 2, m) for m in analysed.mentions if m.what is not What.PC_COUNT]
        self.state.cue = None
        for _, _, event in sorted(events, key=lambda e: e[:2]):
            if isinstance(event, Label):
                self._label(event, statement)
            elif event is None or isinstance(event, Role):
                self.state.cue = event
            elif isinstance(event, Mention):
                self._mention(event, at, statement)

    def _enter(self, statement: Statement) -> None:
        place = statement.place
        here = (place.kind, place.depth, place.source)
        if here != self._place:
            self._place = here
            if place.kind is not SegmentKind.OWN or statement.label is None:
                self.state = _State(sections=self.state.sections + 1)
        if self._row is not None and place.row is None:
            self.state = _State(sections=self.state.sections + 1)
        self._row = place.row
        if place.block != self._block:
            self._block = place.block
            if self.state.current is not None and self.state.current.values:
                self.state.labelled = False

    def _label(self, label: Label, statement: Statement) -> None:
        state = self.state
        state.cue = None
        state.labelled = bool(label.kinds & {"contact", "person"}) or (state.labelled and bool(label.kinds & {"phone", "email"}))
        state.labelled_block = statement.place.block
        if label.role is None or (label.asked and not label.kinds & _OF_COMPANY):
            return
        if label.role is not state.section or not label.kinds or "name" in label.kinds:
            state.sections += 1
            if state.current is not None and (state.current.role is not label.role or state.current.first(What.NAME) is not None):
                state.current = None
        state.section = label.role

    def _mention(self, mention: Mention, at: int, statement: Statement) -> None:
        if mention.what is What.NAME:
            self._name(mention, at, statement)
        elif mention.what in (What.ADDRESS, What.TAX_ID, What.REGISTRY_ID):
            self._attribute(mention, at, statement)
        else:
            self._bit(mention, at, statement)

    def _name(self, mention: Mention, at: int, statement: Statement) -> None:
        role, sure = self._role_of_name(mention, statement)
        known = self._known(mention)
        if known is not None and not _is_another(known, mention.label):
            if role is not None and known.role is None:
                known.role = role
            known.last = max(known.last, (at, mention.end))
            first = known.first(What.NAME)
            self.state.named_again = known if first is not None and first.source != mention.source else None
            if statement.place.kind is SegmentKind.CARD:
                known.block = statement.place.block
            known.call(mention)
            self.state.current = known
            return
        current = self.state.current
        if (
            current is not None
            and current.first(What.NAME) is None
            and current.section == self.state.sections
            and current.role in (role, None)
        ):
            current.put(mention, at)
            return
        self.state.current = self._new(role, at, mention, statement, sure=sure)
        self.state.current.put(mention, at)

    def _role_of_name(self, mention: Mention, statement: Statement) -> tuple[Role | None, bool]:
        label = mention.label
        if label is not None and label.role is not None:
            return label.role, True
        if _at_sender(str(mention.value), self.sender) and statement.place.depth == 0:
            return Role.PARTNER, True
        if self.state.cue is not None:
            return self.state.cue, True
        current = self.state.current
        same_section = current is None or current.section != self.state.sections or current.first(What.NAME) is None
        if self.state.section is not None and (
            same_section or (label is not None and "name" in label.kinds and statement.place.row is not None)
        ):
            return self.state.section, True
        return self._default(statement), False

    def _known(self, mention: Mention) -> Party | None:
        wanted = key(str(mention.value))
        for party in self.parties:
            known = key(party.name())
            if known and (
                known == wanted or (len(wanted) >= 6 and (known.startswith(wanted) or (wanted.startswith(known) and len(known) >= 6)))
            ):
                return party
        return None

    def _new(self, role: Role | None, at: int, mention: Mention, statement: Statement, *, sure: bool) -> Party:
        place = statement.place
        party = Party(role, (at, mention.start), place.kind, place.block, self.state.sections, last=(at, mention.end), sure=sure)
        party.begins = statement.starts_record or statement.number is not None or place.row is not None
        self.parties.append(party)
        return party

    def _default(self, statement: Statement) -> Role | None:
        place = statement.place
        if place.depth > 0 and place.kind in (SegmentKind.FORWARDED, SegmentKind.SIGNATURE):
            return None if self._is_ours(place.writer) else Role.CLIENT
        return Role.PARTNER if place.kind in (SegmentKind.SIGNATURE, SegmentKind.DISCLAIMER) else None

    def _is_ours(self, writer: Address | None) -> bool:
        """Whether a forwarded mail was written by the sender's own side."""
        if writer is None or self.sender is None:
            return False
        return writer.domain == self.sender.domain or (bool(writer.name) and fold(writer.name) == fold(self.sender.name))

    def _attribute(self, mention: Mention, at: int, statement: Statement) -> None:
        role = mention.label.role if mention.label is not None else None
        party = self._corrected(mention, role, statement) or self._owner(mention, role, statement)
        if party is None:
            party = self._new(
                role or self.state.cue or self.state.section or self._default(statement), at, mention, statement, sure=role is not None
            )
            self.state.current = party
        party.put(mention, at)

    def _corrected(self, mention: Mention, role: Role | None, statement: Statement) -> Party | None:
        """Whose earlier value a correction replaces: the only party's that has one, of the role named, else the one just spoken of."""
        current = self.state.current
        here = current is not None and current.block == statement.place.block
        if not mention.corrects or (here and role is None and current is not None and current.first(mention.what) is None):
            return None
        role = role or self.state.cue
        having = [p for p in self.parties if p.first(mention.what) is not None and role in (None, p.role)]
        wrong = [p for p in having if any(m.standing is not Standing.VALID for m in p.values[mention.what])]
        if len(wrong) == 1 or len(having) == 1:
            return (wrong or having)[0]
        return current if here and current in having else None

    def _owner(self, mention: Mention, role: Role | None, statement: Statement) -> Party | None:
        current = self.state.current
        partial = mention.what is What.ADDRESS and not mention.certain
        if current is not None and role in (None, current.role) and (current.lacks(mention) or partial):
            near = statement.place.block - current.block <= 1 or current.section == self.state.sections or mention.label is not None
            if near and not (self.state.cue is not None and current.role not in (None, self.state.cue) and not mention.label):
                return current
        if current is not None and not current.lacks(mention) and role in (None, current.role):
            named_here = role is not None and current is self.state.named_again
            return current if named_here or self._repeats(current, mention) else None
        for party in reversed(self.parties):
            if role is not None and party.role is role and (party.lacks(mention) or partial):
                return party
        return None

    def _repeats(self, party: Party, mention: Mention) -> bool:
        known = party.first(mention.what)
        return known is not None and known.value == mention.value

    def _bit(self, mention: Mention, at: int, statement: Statement) -> None:
        place = statement.place
        label = mention.label
        if mention.what is What.EMAIL and str(mention.value).rpartition("@")[2] in self.recipients:
            return
        role = label.role if label is not None and label.role is not None else None
        if role is None or not (label and label.kinds):
            role = self._role_of_bit(mention, statement) or role
        labelled = (label is not None and bool(label.kinds & {"contact", "person"})) or (
            self.state.labelled and self.state.labelled_block >= place.block - 0
        )
        if role is Role.CLIENT and mention.what is What.EMAIL and self._is_sender(mention):
            role = Role.PARTNER
        current = self.state.current
        beside = current if role is None and current is not None and current.block == place.block else None
        self.bits.append(
            Bit(
                mention=mention,
                role=role,
                at=(at, mention.start),
                block=place.block,
                place=place.kind,
                labelled=labelled,
                depth=place.depth,
                beside=beside,
            )
        )

    def _is_sender(self, mention: Mention) -> bool:
        return self.sender is not None and (mention.value == self.sender.email or key(str(mention.value)) == key(self.sender.name))

    def _role_of_bit(self, mention: Mention, statement: Statement) -> Role | None:
        if self._is_sender(mention):
            place = statement.place
            if place.depth > 0 and not self._is_ours(place.writer):
                return Role.PARTNER
            self.state.cue = Role.PARTNER
            self.state.section = Role.PARTNER
            if self.state.current is not None and self.state.current.role is not Role.PARTNER:
                self.state.current = None
            return Role.PARTNER
        if self.state.cue is not None:
            return self.state.cue
        current = self.state.current
        if current is not None and current.role is not None and statement.place.block - current.block <= 0:
            return current.role
        if current is not None and current.role is None and statement.place.block == current.block:
            return None
        in_section = mention.label is not None or self.state.labelled_block == statement.place.block
        return (self.state.section if in_section else None) or self._default(statement)


def _is_another(known: Party, label: Label | None) -> bool:
    """Whether labels give one name to both sides: a partner may name itself as the client."""
    role = label.role if label is not None else None
    return known.sure and role is not None and known.role is not None and known.role is not role


def assemble(message: Message, analysed: Iterable[Analysed], prefer: Mapping[What, Role] | None = None) -> Parties:
    """The parties of a mail, each with a role. `prefer` says whose a value is that nothing else tells: what was asked for."""
    assembler = _Assembler(message)
    for one in analysed:
        assembler.add(one.index, one)
    for party in assembler.parties:
        preferred = {prefer[what] for what in party.values if what in prefer} if prefer else set()
        if party.role is None and len(preferred) == 1:
            party.role = preferred.pop()
    _settle(assembler.parties, message.sender)
    bits = (replace(b, role=b.beside.role) if b.beside is not None else b for b in assembler.bits)
    return Parties(tuple(assembler.parties), tuple(bits))


def _settle(parties: list[Party], sender: Address | None) -> None:
    """Give roles to the parties that have none: who is like the sender is the partner, others are clients."""
    for party in parties:
        if party.role is None and _like_sender(party, sender):
            party.role = Role.PARTNER
    if any(p.role is Role.CLIENT for p in parties) and any(p.role is Role.PARTNER and p.identified() for p in parties):
        for party in parties:
            if party.role is None and party.first(What.NAME) is None:
                party.role = Role.PARTNER
    open_ = [p for p in parties if p.role is None]
    named = [p for p in open_ if p.name()]
    alone = not any(p.role is Role.PARTNER for p in parties)
    if alone and len(named) >= 2:
        named[-1].role = Role.PARTNER
    for party in open_:
        party.role = party.role or Role.CLIENT


def _at_sender(name: str, sender: Address | None) -> bool:
    """Whether the sender's domain says a company's whole name: nothing in a sentence makes it a client."""
    domain = key(sender.domain.rpartition(".")[0]) if sender is not None else ""
    words = [key(word) for word in name.split()]
    starts = ["".join(words[:count]) for count in range(1, len(words) + 1)]
    return len(domain) >= _SHORTEST_SHARED and domain in starts


def _like_sender(party: Party, sender: Address | None) -> bool:
    if sender is None or not party.name():
        return False
    domain = key(sender.domain.rpartition(".")[0])
    words = [key(word) for word in party.name().split()]
    long_ = [word for word in words if len(word) >= _SHORTEST_SHARED]
    joined = "".join(words)
    surname = key(sender.name.split()[-1]) if sender.name.split() else ""
    return (
        any(word in domain for word in long_)
        or (len(domain) >= _SHORTEST_SHARED and domain in joined)
        or (len(surname) > 2 and surname in words)
    )
