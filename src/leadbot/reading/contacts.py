"""The partner's person for a lead, and the client's."""

from collections.abc import Iterable

from leadbot.model.message import Address, SegmentKind
from leadbot.model.submission import Basis, Evidence, FieldValue
from leadbot.reading.evidence import evidence_of, from_header
from leadbot.reading.fold import fold, key
from leadbot.reading.names import is_person
from leadbot.reading.party import Bit
from leadbot.reading.text import Role, What
from leadbot.reading.vocabulary import WORD, Vocabulary

_PLACES = {
    SegmentKind.OWN: 0,
    SegmentKind.DOCUMENT: 1,
    SegmentKind.FORWARDED: 1,
    SegmentKind.SIGNATURE: 2,
    SegmentKind.CARD: 3,
    SegmentKind.DISCLAIMER: 9,
}
_WHOLE = 2
"""Words of a name that tell a person, a second surname left out."""
_SUFFIX = {What.PERSON: "name", What.PHONE: "phone", What.EMAIL: "email"}


def partner_contact(bits: Iterable[Bit], sender: Address | None, vocabulary: Vocabulary) -> tuple[FieldValue, ...]:
    """`contact.*`: the named person, with From's address where that is the person or nobody else is named."""
    ours = [b for b in bits if b.role is not Role.CLIENT and b.place is not SegmentKind.DISCLAIMER]
    sender_name = person_of(sender, vocabulary)
    named = _named(ours, sender, sender_name)
    introduced = named is not None and named.mention.label is not None and named.mention.label.ours
    is_sender = named is None or introduced or _same_person(str(named.mention.value), sender_name, sender)
    values: list[FieldValue] = []
    if named is not None:
        values.append(_value("contact.name", named))
    elif sender_name and sender is not None:
        values.append(FieldValue(id="contact.name", value=sender_name, evidence=from_header(sender, sender_name)))
    phone = _best(ours, What.PHONE, named, anywhere=is_sender)
    if phone is not None:
        values.append(_value("contact.phone", phone))
    email = _best([b for b in ours if introduced or not is_sender or _own_address(b, sender)], What.EMAIL, named, anywhere=is_sender)
    if email is not None:
        values.append(_value("contact.email", email))
    elif is_sender and sender is not None:
        values.append(FieldValue(id="contact.email", value=sender.email, evidence=from_header(sender, sender.email)))
    return tuple(values)


def _own_address(bit: Bit, sender: Address | None) -> bool:
    """Of two addresses of one person the one at the named place counts; a client's never does."""
    return (
        bit.mention.what is not What.EMAIL or bit.labelled or sender is None or str(bit.mention.value).rpartition("@")[2] == sender.domain
    )


def _named(bits: list[Bit], sender: Address | None, sender_name: str) -> Bit | None:
    """The person that is named as contact: under a label first, else where it is the sender, else in the signature."""
    people = [b for b in bits if b.mention.what is What.PERSON]
    labelled = [b for b in people if b.labelled]
    if labelled:
        return min(labelled, key=lambda b: (_PLACES.get(b.place, 5), b.at))
    if sender_name:
        return next((b for b in people if _same_person(str(b.mention.value), sender_name, sender) and " " in str(b.mention.value)), None)
    last = [b for b in people if b.depth == 0]
    return last[-1] if last else None


def _same_person(name: str, sender_name: str, sender: Address | None) -> bool:
    if sender_name and key(name) == key(sender_name):
        return True
    words, known = set(fold(name).split()), set(fold(sender_name).split())
    if words == known or (min(len(words), len(known)) >= _WHOLE and (words <= known or known <= words)):
        return True
    if sender_name and len(words & known) >= 1 and (fold(name).split()[-1] == fold(sender_name).split()[-1]):
        return _initials_fit(name, sender_name)
    local = key(sender.email.partition("@")[0]) if sender is not None else ""
    # An address of the first name alone is its owner's, too.
    return not sender_name and bool(local) and (key(name.split()[-1]) in local or key(name.split()[0]) == local)


def _initials_fit(one: str, other: str) -> bool:
    return fold(one)[:1] == fold(other)[:1] or len(one.split()) == 1


def _best(bits: list[Bit], what: What, named: Bit | None, *, anywhere: bool) -> Bit | None:
    """The detail that stands with the named person; elsewhere only where that person is the sender."""
    fitting = [b for b in bits if b.mention.what is what]
    corrected = [b for b in fitting if b.mention.corrects and b.place is SegmentKind.OWN]
    if corrected and (anywhere or any(b.place is SegmentKind.DOCUMENT for b in fitting)):
        return corrected[-1]
    if named is not None:
        near = [b for b in fitting if b.at[0] == named.at[0] and b.at > named.at]
        near += [b for b in fitting if b.block == named.block and b.labelled and named.labelled and b.at > named.at and b not in near]
        near += [b for b in fitting if b.at[0] == named.at[0] and b not in near]
        near += [b for b in fitting if 0 < b.at[0] - named.at[0] <= 3 and b.block == named.block and b not in near]
        near += [b for b in fitting if b.labelled and named.labelled and 0 < b.at[0] - named.at[0] <= 3 and b not in near]
        near += [b for b in fitting if named.labelled and _is_answer(b) and _is_answer(named) and b.block == named.block and b not in near]
        if near:
            return next((b for b in near if _is_own_line(b)), near[0])
    if not anywhere:
        return None
    return min(fitting, key=lambda b: (not b.labelled, _PLACES.get(b.place, 5), not _is_own_line(b), b.at), default=None)


def _is_own_line(bit: Bit) -> bool:
    """Whether a number is not the switchboard's."""
    return not (bit.mention.label is not None and "switchboard" in bit.mention.label.kinds)


def _is_answer(bit: Bit) -> bool:
    """Whether it stands under a label of its own in a form."""
    kind = "person" if bit.mention.what is What.PERSON else bit.mention.what.value
    return bit.mention.label is not None and bit.mention.label.kinds == {kind}


def client_contact(bits: Iterable[Bit], writer: Address | None, vocabulary: Vocabulary) -> tuple[FieldValue, ...]:
    """`client.contact.*`: the client's person, named in the mail or the writer of the forwarded one."""
    theirs = [b for b in bits if b.role is Role.CLIENT]
    values: list[FieldValue] = []
    person = _client_person(theirs)
    for what, suffix in _SUFFIX.items():
        found = [b for b in theirs if b.mention.what is what]
        best = (
            person
            if what is What.PERSON
            else min(found, key=lambda b: (not b.mention.corrects, not b.labelled, not _is_beside(person, b), b.at), default=None)
        )
        if best is not None:
            values.append(_value(f"client.contact.{suffix}", best))
    have = {v.id for v in values}
    if writer is not None:
        name = person_of(writer, vocabulary)
        evidence = Evidence(source="body", quote=f"{writer.name} <{writer.email}>".strip(), basis=Basis.INFERRED)
        if name:
            values = [v for v in values if v.id != "client.contact.name"]
            values.append(FieldValue(id="client.contact.name", value=name, evidence=evidence))
        if "client.contact.email" not in have:
            values.append(FieldValue(id="client.contact.email", value=writer.email, evidence=evidence))
    return tuple(values)


def _client_person(theirs: list[Bit]) -> Bit | None:
    """The person called a contact, else the writer of a forwarded mail, else one beside whom an address or number to call stands."""
    people = sorted((b for b in theirs if b.mention.what is What.PERSON), key=lambda b: (not b.mention.corrects, not b.labelled, b.at))
    reach = [b for b in theirs if b.mention.what in (What.PHONE, What.EMAIL)]
    called = next((p for p in people if p.mention.corrects or p.labelled or p.depth > 0 or any(_is_beside(p, b) for b in reach)), None)
    alone = len({p.mention.value for p in people}) == 1 and any(b.block == people[0].block for b in reach)
    return called or (people[0] if alone else None)


def _is_beside(person: Bit | None, bit: Bit) -> bool:
    """Whether a number or address stands shortly behind a person, in the same line."""
    return person is not None and person.at[0] == bit.at[0] and 0 < bit.at[1] - person.at[1] <= _BESIDE


_BESIDE = 160


def person_of(address: Address | None, vocabulary: Vocabulary) -> str:
    """The display name of an address where it is a person's, else an empty string."""
    if address is None or not address.name or "@" in address.name:
        return ""
    name = address.name.strip("\"' ")
    if "," in name and len(name.split()) == 2:
        name = " ".join(reversed([part.strip() for part in name.split(",")]))
    name = name.split("|")[0].split("(")[0].split(" - ")[0].strip()
    _, hits = vocabulary.scan(fold(name))
    given = any(h.id == WORD + "given_names" for h in hits)
    generic = any(h.id in (WORD + "generic_senders", WORD + "legal_forms") or (h.id == WORD + "company_words" and not given) for h in hits)
    local = key(address.email.partition("@")[0])
    fits = any(len(key(word)) > 2 and key(word) in local for word in name.split())
    return name if is_person(name.title() if name.islower() else name, vocabulary.particles) and not generic and (given or fits) else ""


def _value(id_: str, bit: Bit) -> FieldValue:
    mention = bit.mention
    stated = bit.labelled or (mention.label is not None and mention.label.role is not None)
    return FieldValue(id=id_, value=mention.value, standing=mention.standing, evidence=evidence_of(mention, stated=stated))
