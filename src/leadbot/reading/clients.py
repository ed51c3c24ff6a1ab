"""Clients of a mail made one where they are the same, or told apart."""

from collections.abc import Iterator, Mapping, Set

from leadbot.model.message import SegmentKind
from leadbot.model.submission import FieldContent
from leadbot.reading.fold import key
from leadbot.reading.party import Party
from leadbot.reading.text import What

_IDS = (What.TAX_ID, What.REGISTRY_ID)
_FIELDS = (What.NAME, What.ADDRESS, What.TAX_ID, What.REGISTRY_ID)


def merged(clients: list[Party]) -> list[Party]:
    """Clients told apart by tax id, else by name; a nameless part belongs to the client that lacks it."""
    kept: list[Party] = []
    names: list[str] = []
    holders: dict[tuple[What, FieldContent], set[int]] = {}
    for party in [c for c in clients if not _is_mentioned(c, clients)]:
        at = next((at for at in _alike(party, names, holders) if _same(kept[at], party)), None)
        if at is None and _is_stray(party):
            at = next((at for at in reversed(range(len(kept))) if names[at]), None)
        if at is None:
            at = len(kept)
            kept.append(party)
            names.append("")
        else:
            _join(kept[at], party)
        names[at] = key(kept[at].name())
        for what, value in _ids(kept[at]):
            holders.setdefault((what, value), set()).add(at)
    return sorted(kept, key=lambda k: k.at)


def _alike(party: Party, names: list[str], holders: Mapping[tuple[What, FieldContent], Set[int]]) -> Iterator[int]:
    """Which clients can be the same as the party: of a list of hundreds no others are compared more closely."""
    own = key(party.name())
    same_id = set().union(*(holders.get(id_, ()) for id_ in _ids(party)))
    near = len(names) - _NEAREST
    for at, name in enumerate(names):
        if (own and name and (own in name or name in own)) or at in same_id or (at >= near and not (own and name)):
            yield at


_NEAREST = 100
"""Clients before a nameless part, or nameless ones before a name, that it may belong to."""


def _ids(party: Party) -> list[tuple[What, FieldContent]]:
    found = ((what, party.first(what)) for what in _IDS)
    return [(what, mention.value) for what, mention in found if mention is not None]


def _join(twin: Party, party: Party) -> None:
    for mentions in party.values.values():
        for mention in mentions:
            twin.put(mention, party.last[0])
    twin.at = min(twin.at, party.at)
    twin.last = max(twin.last, party.last)


def _is_stray(party: Party) -> bool:
    """Whether only an id or only an address shows: a second one of a client named before is no client of its own."""
    alone = party.first(What.ADDRESS) is None or not party.identified()
    return not party.name() and alone and not party.sure and not party.begins


def _is_mentioned(party: Party, clients: list[Party]) -> bool:
    """Whether a company is only mentioned: a bare name that nothing calls a client, beside a client that has an id."""
    bare = party.first(What.ADDRESS) is None and not party.identified() and party.place is not SegmentKind.SIGNATURE
    return bare and not party.sure and not party.begins and any(c is not party and c.identified() for c in clients)


def _same(one: Party, other: Party) -> bool:
    for what in _IDS:
        ids = [p.first(what) for p in (one, other)]
        if ids[0] is not None and ids[1] is not None:
            return ids[0].value == ids[1].value or not one.name() or (not other.name() and one.section == other.section)
    names = [key(p.name()) for p in (one, other)]
    if names[0] and names[1]:
        return names[0] == names[1] or (len(min(names, key=len)) >= 6 and (names[0] in names[1] or names[1] in names[0]))
    return all(other.first(w) is None or one.first(w) is None or one.first(w) == other.first(w) for w in _FIELDS)
