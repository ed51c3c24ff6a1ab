"""Clients of a mail made one where they are the same, or told apart."""

from leadbot.model.message import SegmentKind
from leadbot.reading.fold import key
from leadbot.reading.party import Party
from leadbot.reading.text import What

_IDS = (What.TAX_ID, What.REGISTRY_ID)
_FIELDS = (What.NAME, What.ADDRESS, What.TAX_ID, What.REGISTRY_ID)


def merged(clients: list[Party]) -> list[Party]:
    """Clients told apart by tax id, else by name; a nameless part belongs to the client that lacks it."""
    kept: list[Party] = []
    for party in [c for c in clients if not _is_mentioned(c, clients)]:
        twin = next((k for k in kept if _same(k, party)), None)
        if twin is None and _is_stray(party):
            twin = next((k for k in reversed(kept) if k.name()), None)
        if twin is None:
            kept.append(party)
            continue
        for mentions in party.values.values():
            for mention in mentions:
                twin.put(mention, party.last[0])
        twin.at = min(twin.at, party.at)
        twin.last = max(twin.last, party.last)
    return sorted(kept, key=lambda k: k.at)


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
