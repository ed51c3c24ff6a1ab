"""The partner's web site, of all sites in a mail. None is made up from an e-mail address."""

from collections.abc import Iterable, Iterator, Sequence

from leadbot.model.message import Message, SegmentKind
from leadbot.model.submission import Ambiguity, Evidence, FieldValue, Standing
from leadbot.reading.fold import key
from leadbot.reading.party import Bit
from leadbot.reading.text import Role, What
from leadbot.reading.vocabulary import Vocabulary
from leadbot.reading.websites import host_of

_FIELD = "partner.website"
_SHORTEST_SHARED = 4


def partner_website(bits: Iterable[Bit], partner: str, message: Message, vocabulary: Vocabulary) -> FieldValue | Ambiguity | None:
    """`partner.website`: the labelled site, else the one in the sender's words, else in its signature.

    Of several the one at the sender's own domain, or with the partner's name in it; else they are ambiguous. `partner` is its name.
    """
    own = _own_names(partner, message)
    found = [b for b in bits if b.mention.what is What.WEBSITE and _may_be_ours(b, own, message)]
    platforms = {word.lower() for lexicon in vocabulary.lexicons for word in lexicon.words.get("platforms", ())}
    plain = [b for b in found if not any(_under(host_of(str(b.mention.value)), name) for name in platforms)]
    plain = [b for b in plain if b.mention.corrects] or plain
    group = next((g for g in _by_place(plain) if g), None) or [b for b in found if _is_labelled(b)]
    if not group:
        return None
    hosts = {_bare(str(b.mention.value)): b for b in reversed(group)}
    ours = [b for host, b in hosts.items() if _is_own(host, own)]
    chosen = ours[-1] if ours else group[0]
    evidence = Evidence(source=chosen.mention.source, quote=chosen.mention.quote)
    if len(hosts) > 1 and len(ours) != 1:
        readings = tuple(str(b.mention.value) for b in reversed(hosts.values()))
        return Ambiguity(field=_FIELD, readings=readings, evidence=evidence, candidates=readings)
    return FieldValue(id=_FIELD, value=str(chosen.mention.value), standing=chosen.mention.standing, evidence=evidence)


def _by_place(bits: list[Bit]) -> Iterator[list[Bit]]:
    valid = [b for b in bits if b.mention.standing is Standing.VALID]
    yield [b for b in valid if _is_labelled(b) and b.place is not SegmentKind.SIGNATURE]
    yield [b for b in valid if b.place is not SegmentKind.SIGNATURE]
    yield [b for b in bits if b.mention.standing is not Standing.VALID]
    yield valid


def _is_labelled(bit: Bit) -> bool:
    return bit.mention.label is not None and "website" in bit.mention.label.kinds


def _may_be_ours(bit: Bit, own: Sequence[str], message: Message) -> bool:
    host = _bare(str(bit.mention.value))
    if (
        bit.place is SegmentKind.DISCLAIMER
        or (bit.depth > 0 and bit.role is Role.CLIENT)
        or any(_under(host, a.domain) for a in message.to)
    ):
        return False
    clients = bit.role is Role.CLIENT or (bit.mention.label is not None and bit.mention.label.role is Role.CLIENT)
    return _is_own(host, own) or (not clients and bit.mention.certain)


def _own_names(partner: str, message: Message) -> tuple[str, ...]:
    """The sender's domain, and the beginning of the partner's name."""
    domain = message.sender.domain if message.sender is not None else ""
    words = [key(word) for word in partner.split()]
    starts = ("".join(words[:count]) for count in range(1, min(len(words), 4) + 1))
    return (domain, *(start for start in starts if len(start) >= _SHORTEST_SHARED))


def _is_own(host: str, own: Sequence[str]) -> bool:
    domain, *names = own
    return (bool(domain) and _under(host, domain)) or any(key(part) in names for part in host.split(".")[:-1])


def _under(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _bare(written: str) -> str:
    return host_of(written).removeprefix("www.")
