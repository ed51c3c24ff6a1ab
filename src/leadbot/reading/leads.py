"""The leads of a mail: each client with what is said of it, and the partner and contact they share."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from leadbot.model.message import Address, Message, SegmentKind
from leadbot.model.submission import Ambiguity, FieldValue, LeadDraft, Standing
from leadbot.reading.analysis import Analysed
from leadbot.reading.choices import read_choices
from leadbot.reading.clients import merged
from leadbot.reading.contacts import client_contact, partner_contact
from leadbot.reading.counts import read_pc_count
from leadbot.reading.deals import read_deal
from leadbot.reading.directory import read_directory
from leadbot.reading.evidence import evidence_of, joined
from leadbot.reading.fold import key
from leadbot.reading.item_terms import as_corrected, told_apart
from leadbot.reading.items import Reading, read_items, read_services
from leadbot.reading.partner_numbers import read_partner_number
from leadbot.reading.partner_sites import partner_website
from leadbot.reading.party import Bit, Parties, Party
from leadbot.reading.products import Loose, Spoken
from leadbot.reading.remarks import read_remarks
from leadbot.reading.sectors import read_licensing, read_sector
from leadbot.reading.stretches import Stretch, around_list, called_by_name, stretches
from leadbot.reading.terms import Term
from leadbot.reading.text import Mention, Role, What
from leadbot.reading.vocabulary import WORD, Vocabulary

_PLACES = {
    SegmentKind.OWN: 0,
    SegmentKind.DOCUMENT: 1,
    SegmentKind.FORWARDED: 1,
    SegmentKind.SIGNATURE: 2,
    SegmentKind.CARD: 2,
    SegmentKind.DISCLAIMER: 3,
}
_FIELDS = {What.NAME: "name", What.ADDRESS: "address", What.TAX_ID: "tax_id", What.REGISTRY_ID: "registry_id"}
_OF_PARTNER = (What.NAME, What.ADDRESS, What.TAX_ID)
_IDS = (What.TAX_ID, What.REGISTRY_ID)


def read_leads(message: Message, parties: Parties, analysed: Sequence[Analysed], vocabulary: Vocabulary) -> tuple[LeadDraft, ...]:
    """One draft a client; one without a client where none is named."""
    clients = merged([p for p in parties.parties if p.role is Role.CLIENT])
    called = called_by_name(clients, analysed) if len(clients) > 1 else {}
    theirs = (replace(b, role=Role.CLIENT) if b.role is None and b.at[0] in called else b for b in parties.bits)
    parties = replace(parties, bits=tuple(theirs))
    shared: list[FieldValue | Ambiguity] = [*_partner(parties), *partner_contact(parties.bits, message.sender, vocabulary)]
    number = read_partner_number(analysed, vocabulary)
    shared += [number] if number is not None else []
    shared += _of_partner(message, parties, shared, analysed, vocabulary)
    writer = _client_writer(message)
    today = day_of(message, vocabulary)
    drafts: list[LeadDraft] = []
    around = around_list(clients, analysed)
    general = tuple(c for c in read_choices([a for a in around if _speaks(a)], vocabulary) if isinstance(c, FieldValue))
    bits = _by_statement(parties.bits)
    for stretch in stretches(clients, analysed, called):
        draft = _draft(stretch, shared, bits, writer, today, vocabulary, {a.index for a in around})
        drafts.append(_as_before(draft, drafts[-1], stretch) if drafts else draft)
    agreed = [f for f in general if all(d.get(f.id) is None or d.text(f.id) == f.value for d in drafts)]
    return tuple(_as_all(draft, agreed) for draft in drafts)


def _as_before(draft: LeadDraft, before: LeadDraft, stretch: Stretch) -> LeadDraft:
    """The draft, with what the client before it wants where the mail says that this one wants the same."""
    said = any(a.statement.has(WORD + "same_wish") for a in stretch.statements if _speaks(a))
    items = before.get("items")
    if not said or items is None or draft.get("items") is not None or draft.ambiguous("items"):
        return draft
    return replace(draft, fields=(*draft.fields, items))


def _as_all(draft: LeadDraft, general: Sequence[FieldValue]) -> LeadDraft:
    """The draft with what was said of all leads, where it says nothing of its own."""
    own = {f.id for f in draft.fields} | {a.field for a in draft.ambiguities}
    return replace(draft, fields=(*draft.fields, *(f for f in general if f.id not in own)))


def day_of(message: Message, vocabulary: Vocabulary) -> date | None:
    """The day of receipt in the program's zone."""
    return message.received_at.astimezone(ZoneInfo(vocabulary.program.calendar.time_zone)).date() if message.received_at else None


def _of_partner(
    message: Message, parties: Parties, shared: Sequence[FieldValue | Ambiguity], analysed: Sequence[Analysed], vocabulary: Vocabulary
) -> list[FieldValue | Ambiguity]:
    """What else the mail says of the partner: its site, and its wish to stand in the directory."""
    name = next((str(f.value) for f in shared if isinstance(f, FieldValue) and f.id == "partner.name"), "")
    made = [partner_website(parties.bits, name, message, vocabulary), read_directory(analysed, vocabulary.program)]
    return [field for field in made if field is not None]


def _partner(parties: Parties) -> list[FieldValue | Ambiguity]:
    """The partner's fields: from the place nearest to the sender's words, filled up from signature and clauses of the same company."""
    named = any(p.role is Role.PARTNER and p.name() for p in parties.parties)
    ours = sorted(
        (p for p in parties.parties if p.role is Role.PARTNER or (p.own and not named)),
        key=lambda p: (_PLACES.get(p.place, 4), not p.sure, p.at),
    )
    if not ours:
        return []
    lead = _leading_partner(ours)
    made: list[FieldValue | Ambiguity] = []
    for what in _OF_PARTNER:
        fitting = [p for p in ours if p is lead or _same_company(lead, p)]
        source = next((p for p in fitting if p.first(what) is not None), None)
        if source is not None:
            made.append(_field(f"partner.{_FIELDS[what]}", source.values[what], source))
    return made


def _leading_partner(ours: list[Party]) -> Party:
    """The first party that has more than a name, if it stands in no later place than the first."""
    first = ours[0]
    fuller = [p for p in ours if p.place is first.place and (p.identified() or p.first(What.ADDRESS))]
    return first if first.identified() or not fuller else fuller[0]


def _same_company(lead: Party, other: Party) -> bool:
    """Whether details of `other` may fill gaps of `lead`: no differing id, and a name that is alike or missing."""
    for what in _IDS:
        ids = [p.first(what) for p in (lead, other)]
        if ids[0] is not None and ids[1] is not None and ids[0].value != ids[1].value:
            return False
    names = [key(p.name()) for p in (lead, other)]
    if not all(names):
        return True
    words = [{key(w) for w in p.name().split() if len(key(w)) > 3} for p in (lead, other)]
    return names[0] in names[1] or names[1] in names[0] or bool(words[0] & words[1])


def _field(id_: str, mentions: list[Mention], party: Party) -> FieldValue | Ambiguity:
    """One value; parts of an address joined; the program's order of types decides, two different ids of one type are ambiguous."""
    first = mentions[0]
    evidence = evidence_of(first, stated=_is_stated(first, party))
    if first.what is What.ADDRESS:
        whole = [m for m in mentions if m.certain]
        text = _with_town(str(whole[0].value), mentions) if whole else _address_of_parts(mentions)
        if whole:
            evidence = evidence_of(whole[0], stated=_is_stated(whole[0], party))
        elif len(mentions) > 1:
            evidence = joined(mentions, stated=_is_stated(first, party))
        return FieldValue(id=id_, value=text, evidence=evidence)
    valid = [m for m in mentions if m.standing is Standing.VALID]
    best = min((m.rank for m in valid), default=0)
    valid = [m for m in valid if m.rank == best]
    if first.what in _IDS and len({m.value for m in valid}) > 1:
        return Ambiguity(field=id_, readings=tuple(str(m.value) for m in valid), evidence=evidence)
    chosen = valid[0] if valid and first.standing is not Standing.FOREIGN else first
    return FieldValue(
        id=id_,
        value=chosen.value,
        evidence=evidence_of(chosen, stated=_is_stated(chosen, party)),
        standing=chosen.standing,
        confidence=1.0 if chosen.certain else 0.7,
    )


def _is_stated(mention: Mention, party: Party) -> bool:
    """Whether words say whose it is."""
    return party.sure or (mention.label is not None and mention.label.role is not None)


def _with_town(street: str, mentions: list[Mention]) -> str:
    """An address that is a street alone, with the postcode and town that stand under labels of their own."""
    kinds = {next(iter(m.label.kinds)): str(m.value) for m in reversed(mentions) if m.label is not None and len(m.label.kinds) == 1}
    town = " ".join(v for v in (kinds.get("postcode", ""), kinds.get("city", "")) if v)
    return f"{street}, {town}" if town and key(town) not in key(street) and "," not in street else street


def _address_of_parts(parts: list[Mention]) -> str:
    """`street`, `postcode` and `city` cells as one line."""
    kinds = {next(iter(m.label.kinds)): str(m.value) for m in reversed(parts) if m.label is not None and len(m.label.kinds) == 1}
    if len(kinds) < 2:
        return ", ".join(dict.fromkeys(str(m.value) for m in parts))
    street = kinds.pop("street", "")
    town = " ".join(v for v in (kinds.pop("postcode", ""), kinds.pop("city", "")) if v)
    return ", ".join(v for v in (street, town) if v)


def _client_writer(message: Message) -> Address | None:
    """The writer of a forwarded mail who is not of the sender's own domain, where there is just one."""
    sender = message.sender
    writers = {s.writer for s in message.segments if s.depth > 0 and s.writer is not None and s.kind is not SegmentKind.QUOTED}
    recipients = {a.email for a in message.to}
    foreign = {
        w for w in writers if sender is not None and w.domain != sender.domain and w.email not in recipients and w.name != sender.name
    }
    return next(iter(foreign)) if len(foreign) == 1 else None


def _by_statement(bits: Sequence[Bit]) -> dict[int, list[Bit]]:
    found: dict[int, list[Bit]] = {}
    for bit in bits:
        found.setdefault(bit.at[0], []).append(bit)
    return found


def _draft(
    stretch: Stretch,
    shared: list[FieldValue | Ambiguity],
    bits: Mapping[int, Sequence[Bit]],
    writer: Address | None,
    today: date | None,
    vocabulary: Vocabulary,
    of_all: Set[int],
) -> LeadDraft:
    made: list[FieldValue | Ambiguity | None] = []
    client = stretch.client
    if client is not None:
        have = [what for what in _FIELDS if client.first(what) is not None]
        made.extend(_field(f"client.{_FIELDS[what]}", client.values[what], client) for what in have)
    made.extend(client_contact([b for a in stretch.statements for b in bits.get(a.index, ())], writer, vocabulary))
    spoken = [a for a in stretch.statements if _speaks(a)]
    choices = read_choices([a for a in spoken if a.index not in of_all], vocabulary)
    renewed = any(isinstance(c, FieldValue) and c.value == "renewal" for c in choices)
    said = [s for a in spoken for s in a.talk.spoken]
    counted = frozenset(s.quantity.value for s in said if s.quantity is not None)
    found, loose = as_corrected([t for a in spoken for t in a.terms], [x for a in spoken for x in a.talk.loose], counted)
    terms = told_apart(found, renewed=renewed)
    made.extend([*_chosen(_products(spoken, said, loose, vocabulary, terms.wanted, renewed=renewed)), terms.run])
    made.extend(
        _chosen(
            [
                read_pc_count(spoken)
                if any(m.what is What.PC_COUNT for a in spoken for m in a.mentions)
                else read_pc_count(stretch.statements)
            ]
        )
    )
    made.extend([read_sector(spoken), read_licensing(spoken)])
    made = [m for m in made if _is_asked(m, vocabulary)]
    made.extend([*choices, *read_deal(spoken, today, vocabulary)])
    made.extend(shared)
    fields = tuple(m for m in made if isinstance(m, FieldValue))
    ambiguities = tuple(m for m in made if isinstance(m, Ambiguity))
    return LeadDraft(fields=fields, ambiguities=ambiguities, remarks=read_remarks(stretch.statements, vocabulary))


_ONLY_WHERE_ASKED = frozenset(
    {"client.pc_count", "client.existing_services", "client.registry_id", "deal.licensing", "deal.previous_term_months"}
)
"""Fields that mean something in some programs only; elsewhere such words are part of the story."""


def _is_asked(made: FieldValue | Ambiguity | None, vocabulary: Vocabulary) -> bool:
    if made is None:
        return False
    id_ = made.id if isinstance(made, FieldValue) else made.field
    return id_ not in _ONLY_WHERE_ASKED or vocabulary.program.field_spec(id_) is not None


def _speaks(analysed: Analysed) -> bool:
    """Whether a statement's talk of products counts: signatures and clauses advertise."""
    return analysed.statement.place.kind in (SegmentKind.OWN, SegmentKind.FORWARDED, SegmentKind.DOCUMENT)


def _products(
    statements: Sequence[Analysed],
    spoken: Sequence[Spoken],
    loose: Sequence[Loose],
    vocabulary: Vocabulary,
    terms: Sequence[Term],
    *,
    renewed: bool,
) -> list[Reading]:
    nothing = next((a for a in statements if a.talk.nothing_owned), None)
    words, source = (nothing.talk.nothing_owned, nothing.statement.place.source) if nothing else ("", "body")
    items = read_items(spoken, loose, vocabulary.catalogue, terms, renewed=renewed)
    return [items, read_services(spoken, words, source, vocabulary.catalogue)]


def _chosen(readings: Sequence[Reading]) -> list[FieldValue | Ambiguity]:
    chosen: list[FieldValue | Ambiguity] = []
    for reading in readings:
        if reading.value is not None:
            chosen.append(reading.value)
        elif reading.ambiguity is not None:
            chosen.append(reading.ambiguity)
    return chosen
