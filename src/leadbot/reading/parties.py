"""Whose data each mention is: companies with their address and tax id, and the people, phones and addresses beside them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from leadbot.model.message import Address, Message, SegmentKind
from leadbot.model.submission import Standing
from leadbot.reading.analysis import Analysed
from leadbot.reading.cues import cues_of
from leadbot.reading.fold import fold, key
from leadbot.reading.likeness import at_sender, like_domain, with_opening_word
from leadbot.reading.party import Bit, Parties, Party
from leadbot.reading.sentences import sentences
from leadbot.reading.text import Label, Mention, Role, Statement, What
from leadbot.reading.vocabulary import WORD

_OF_COMPANY = frozenset({"name", "address", "tax_id", "registry_id", "contact", "person", "phone", "email"})
_REACH = (What.PHONE, What.EMAIL)
_BEGINNING = 6
"""Letters of a name that tell that a shorter or longer one may be the same."""
_OPENS = 3
"""Quotes or stars before a name that begins a line."""
_LINE = 60
"""How far before an address the person stands whose it is."""


@dataclass(slots=True)
class _State:
    section: Role | None = None
    sections: int = 0
    current: Party | None = None
    named_again: Party | None = None
    """A party of another part of the mail whose name stands here too."""
    cue: Role | None = None
    person: Mention | None = None
    """The person named last in the statement, with no word about the sides behind."""
    labelled: bool = False
    labelled_block: int = -1
    inline: bool = False
    """The label that began the section stood before a value, in no list: companies that a list begins with are not under it."""


class _Assembler:
    def __init__(self, message: Message) -> None:
        self.message = message
        self.sender = message.sender
        self.recipients = {a.domain for a in message.to} - {message.sender.domain if message.sender is not None else ""}
        self.parties: list[Party] = []
        self.named: dict[str, list[Party]] = {}
        """The parties by the beginnings of their names."""
        self.bits: list[Bit] = []
        self.state = _State()
        self._place: tuple[SegmentKind, int, str] | None = None
        self._block = -1
        self._row: int | None = None

    def add(self, at: int, analysed: Analysed) -> None:
        statement = analysed.statement
        self._enter(statement)
        owned = [p for p in analysed.pieces if p.label is not None and p.label.role is not None]
        if owned:
            self.state.inline = not owned[-1].heading and not _is_record(statement)
        events: list[tuple[int, int, object]] = [(p.start, 0, p.label) for p in analysed.pieces if p.label is not None]
        events += [(at_, 1, role) for at_, role in cues_of(analysed)]
        events += [(m.start, 2, m) for m in analysed.mentions if m.what is not What.PC_COUNT]
        self.state.cue = self.state.person = None
        for _, _, event in sorted(events, key=lambda e: e[:2]):
            if isinstance(event, Label):
                self._label(event, statement)
            elif event is None or isinstance(event, Role):
                self.state.cue, self.state.person = event, None
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
        state.cue = state.person = None
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
        mention = with_opening_word(mention, statement, self.sender)
        role, sure = self._role_of_name(mention, statement)
        own = self._is_own_case(mention, statement)
        role, sure = (Role.CLIENT, True) if own else (role, sure)
        known = self._known(mention, own=own)
        if known is not None and not _is_another(known, mention.label):
            if role is not None and known.role is None:
                known.role = role
            known.last = max(known.last, (at, mention.end))
            first = known.first(What.NAME)
            self.state.named_again = known if first is not None and first.source != mention.source else None
            if statement.place.kind is SegmentKind.CARD:
                known.block = statement.place.block
            if not (known.role is Role.PARTNER and _is_small_print(known, statement)):
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
            self._remember(current)
            return
        self.state.current = self._new(role, at, mention, statement, sure=sure)
        self.state.current.own = own
        self.state.current.put(mention, at)
        self._remember(self.state.current)

    def _remember(self, party: Party) -> None:
        self.named.setdefault(key(party.name())[:_BEGINNING], []).append(party)

    def _role_of_name(self, mention: Mention, statement: Statement) -> tuple[Role | None, bool]:
        label = mention.label
        if label is not None and label.role is not None:
            return label.role, True
        if at_sender(str(mention.value), self.sender):
            return Role.PARTNER, True
        if self.state.cue is not None:
            return self.state.cue, True
        if self.state.inline and self.state.section is Role.PARTNER and _is_record(statement) and mention.start <= _OPENS:
            self.state.section = self.state.current = None
        current = self.state.current
        same_section = current is None or current.section != self.state.sections or current.first(What.NAME) is None
        if self.state.section is not None and (
            same_section or (label is not None and "name" in label.kinds and statement.place.row is not None)
        ):
            return self.state.section, True
        return self._default(statement), False

    def _is_own_case(self, mention: Mention, statement: Statement) -> bool:
        """Whether the sender names itself as the one who needs help: `and our own (Pilvisukka Oy): …`."""
        place = statement.place
        if place.kind is not SegmentKind.OWN or place.depth or not like_domain(str(mention.value), self.sender):
            return False
        hits = statement.found(WORD + "own_case")
        start, end = next((s for s in sentences(statement) if s[0] <= mention.start < s[1]), (0, len(statement.text)))
        return any(statement.number is not None or start <= h.start < end for h in hits)

    def _known(self, mention: Mention, *, own: bool) -> Party | None:
        wanted = key(str(mention.value))
        for party in self.named.get(wanted[:_BEGINNING], ()):
            known = key(party.name())
            longer = len(known) >= _BEGINNING and wanted.startswith(known)
            alike = known == wanted or (len(wanted) >= _BEGINNING and (known.startswith(wanted) or longer))
            if known and alike and party.own is own:
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
            role = self._role_beside_person(mention, statement) or self._role_of_bit(mention, statement) or role
        labelled = (label is not None and bool(label.kinds & {"contact", "person"})) or (
            self.state.labelled and self.state.labelled_block >= place.block - 0
        )
        if role is Role.CLIENT and mention.what is What.EMAIL and self._is_sender(mention):
            role = Role.PARTNER
        current = self.state.current
        if mention.what is What.PERSON:
            self.state.person = mention
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

    def _role_beside_person(self, mention: Mention, statement: Statement) -> Role | None:
        """Whose a number or address is that stands in one sentence behind a person whom the sentence gives to a side."""
        person = self.state.person
        if person is None or person.label is None or mention.what not in _REACH or self._is_sender(mention):
            return None
        apart = any(person.end <= start <= mention.start for start, _ in sentences(statement))
        return None if apart else person.label.role

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


def _is_record(statement: Statement) -> bool:
    return statement.number is not None or statement.starts_record


def _is_small_print(party: Party, statement: Statement) -> bool:
    """Whether a company only states its legal form there: in a clause, or below the name with which it signs."""
    signed = party.place is SegmentKind.SIGNATURE and statement.place.kind is SegmentKind.SIGNATURE
    return party.place is not SegmentKind.CARD and (signed or statement.place.kind is SegmentKind.DISCLAIMER)


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
    bits = [replace(b, role=b.beside.role) if b.beside is not None else b for b in assembler.bits]
    return Parties(tuple(assembler.parties), tuple(_at_clients(bits, assembler.parties, message.sender)))


def _at_clients(bits: list[Bit], parties: list[Party], sender: Address | None) -> Iterator[Bit]:
    """The bits; an address whose domain is like a client's name is the client's, with the person before it and the number behind.

    So is one that nothing gives to a side, where it is not at the domain of the sender's company.
    """
    names = [p.name() for p in parties if p.role is Role.CLIENT and p.name()]
    companys = sender is not None and any(like_domain(p.name(), Address(name="", email=sender.email)) for p in parties)
    theirs = [
        b
        for b in bits
        if b.mention.what is What.EMAIL
        and ((b.role is not Role.PARTNER and _is_at(names, str(b.mention.value), sender)) or (companys and _is_strangers(b, sender)))
    ]
    beside: dict[int, list[Bit]] = {}
    for one in theirs:
        beside.setdefault(one.at[0], []).append(one)
    for bit in bits:
        near = [b.at[1] - bit.at[1] for b in beside.get(bit.at[0], ())] if bit.role is None else []
        named = bit.mention.what is What.PERSON and any(0 < gap <= _LINE for gap in near)
        reached = bit.mention.what in _REACH and any(abs(gap) <= _LINE for gap in near)
        yield replace(bit, role=Role.CLIENT) if named or reached else bit


def _is_strangers(bit: Bit, sender: Address | None) -> bool:
    """Whether an address that nothing gives to a side stands in the sender's own words and is at another domain than the sender's."""
    own = bit.role is None and bit.place is SegmentKind.OWN and not bit.depth and not bit.labelled
    return own and sender is not None and str(bit.mention.value).rpartition("@")[2] != sender.domain


def _is_at(names: list[str], email: str, sender: Address | None) -> bool:
    address = Address(name="", email=email)
    return (sender is None or address.domain != sender.domain) and any(like_domain(name, address) for name in names)


def _settle(parties: list[Party], sender: Address | None) -> None:
    """Give roles to the parties that have none: who is like the sender is the partner, others are clients."""
    for party in parties:
        if party.role is None and like_domain(party.name(), sender):
            party.role = Role.PARTNER
    if any(p.role is Role.CLIENT for p in parties) and any(p.role is Role.PARTNER and p.identified() for p in parties):
        for party in parties:
            if party.role is None and party.first(What.NAME) is None:
                party.role = Role.PARTNER
    open_ = [p for p in parties if p.role is None]
    named = [p for p in open_ if p.name()]
    alone = not any(p.role is Role.PARTNER for p in parties)
    if alone and len(named) >= 2 and not all(p.begins for p in named):
        named[-1].role = Role.PARTNER
    for party in open_:
        party.role = party.role or Role.CLIENT
