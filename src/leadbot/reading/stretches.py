"""Which statements speak of which client."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadbot.model.message import SegmentKind
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import fold
from leadbot.reading.further import further_lead_at
from leadbot.reading.party import Party
from leadbot.reading.phrases import tokens_of
from leadbot.reading.text import What
from leadbot.reading.vocabulary import WORD

_IDS = (What.TAX_ID, What.REGISTRY_ID)


@dataclass(frozen=True, slots=True)
class Stretch:
    """What one lead's statements say."""

    client: Party | None
    statements: tuple[Analysed, ...]


def stretches(clients: list[Party], analysed: Sequence[Analysed], called: Mapping[int, int]) -> list[Stretch]:
    """One stretch a client, in their order, and one for each further lead whose client is not to be read.

    `called` is what `called_by_name` gives.
    """
    if clients:
        nameless = _nameless(clients, analysed)
        kept = [a for a in analysed if not any(a in further for further in nameless)]
        if nameless:
            return [*_of_clients(clients, kept, called), *(Stretch(None, further) for further in nameless)]
    return _of_clients(clients, analysed, called)


def _nameless(clients: list[Party], analysed: Sequence[Analysed]) -> list[tuple[Analysed, ...]]:
    """The paragraphs that announce a lead behind the first client and hold no client that is read."""
    first = clients[0].at[0]
    named = {analysed[c.at[0]].statement.place.block for c in clients}
    made = []
    for at, one in enumerate(analysed):
        place = one.statement.place
        if at <= first or place.block in named or place.kind is not SegmentKind.OWN or further_lead_at(one.statement) is None:
            continue
        made.append(tuple(a for a in analysed[at:] if a.statement.place.block == place.block and a.statement.place.kind is place.kind))
    return made


def _of_clients(clients: list[Party], analysed: Sequence[Analysed], called: Mapping[int, int]) -> list[Stretch]:
    if len(clients) <= 1:
        return [Stretch(clients[0] if clients else None, tuple(analysed))]
    starts = [_start(c, clients[i - 1] if i else None, analysed) for i, c in enumerate(clients)]
    about = {**_rows_of(clients, analysed), **called}
    return [Stretch(c, tuple(said)) for c, said in zip(clients, _shared_out(starts, about, analysed), strict=True)]


def _start(client: Party, before: Party | None, analysed: Sequence[Analysed]) -> int:
    """The statement at which the talk of this client begins: its list item, table row or paragraph."""
    if before is None:
        return 0
    at = client.at[0]
    while at - 1 > before.last[0] and not analysed[at].statement.starts_record and analysed[at].statement.number is None:
        if analysed[at - 1].statement.place.block != analysed[at].statement.place.block:
            break
        at -= 1
    return at


def _rows_of(clients: list[Party], analysed: Sequence[Analysed]) -> dict[int, int]:
    """Which client each statement of a table is about."""
    rows = _rows(clients, analysed)
    return {one.index: rows[one.statement.place.row] for one in analysed if one.statement.place.row in rows}


def called_by_name(clients: list[Party], analysed: Sequence[Analysed]) -> dict[int, int]:
    """Which client, named elsewhere, a sentence of the sender's corrects by a word of its name: `at the bakery it is 5 now`.

    Quantities and terms are corrected so, the people there, and how to reach them.
    """
    words = [{t.text for t in tokens_of(fold(c.name())) if len(t.text) >= _TELLING} for c in clients]
    shared = Counter(word for own in words for word in own)
    single = [{word for word in own if shared[word] == 1} for own in words]
    about: dict[int, int] = {}
    for one in analysed:
        place = one.statement.place
        corrects = any(s.corrects for s in one.talk.spoken) or any(x.corrects or x.replaces is not None for x in one.talk.loose)
        corrects = corrects or any(m.corrects for m in one.mentions)
        if place.kind is not SegmentKind.OWN or place.source == "subject" or not corrects or any(m.what is What.NAME for m in one.mentions):
            continue
        said = [t.text for t in one.statement.tokens if len(t.text) >= _TELLING]
        named = [
            i for i, own in enumerate(single) if any(word.startswith(w) and len(word) - len(w) <= _ENDING for w in own for word in said)
        ]
        if len(named) == 1:
            about[one.index] = named[0]
    return about


_TELLING = 5
"""Letters of a word that can tell a client from others."""
_ENDING = 5
"""Letters that a sentence may add to it."""


def _rows(clients: list[Party], analysed: Sequence[Analysed]) -> dict[int, int]:
    """Which client a table row is about."""
    rows: dict[int, int] = {}
    telling = (What.NAME, *_IDS)
    owners = {(what, m.value): number for number, c in enumerate(clients) for what in telling for m in c.values.get(what, [])}
    for one in analysed:
        row = one.statement.place.row
        for mention in one.mentions if row is not None else ():
            number = owners.get((mention.what, mention.value))
            if row is not None and number is not None:
                rows[row] = number
    return rows


def _shared_out(starts: list[int], about: Mapping[int, int], analysed: Sequence[Analysed]) -> list[list[Analysed]]:
    """For each client the statements about it, those from its start on to the next one's, and those about all."""
    shares: list[list[Analysed]] = [[] for _ in starts]
    for at, one in enumerate(analysed):
        if one.index in about:
            shares[about[one.index]].append(one)
        elif one.statement.has(WORD + "all_leads") and not _is_of_one(one):
            for share in shares:
                share.append(one)
        elif one.statement.place.source != "subject":
            shares[bisect_right(starts, at) - 1].append(one)
    return shares


def _is_of_one(one: Analysed) -> bool:
    """Whether a list item names its own client: what it says of all is about what that one wants."""
    statement = one.statement
    return (statement.starts_record or statement.number is not None) and any(m.what is What.NAME for m in one.mentions)


def around_list(clients: list[Party], analysed: Sequence[Analysed]) -> Sequence[Analysed]:
    """What stands in the body before a list or table of several clients, or in a paragraph behind it: its choices are said of all."""
    if len(clients) < 2 or not all(c.begins for c in clients):
        return []
    first, last = min(c.at[0] for c in clients), max(c.at[0] for c in clients)
    block = max(a.statement.place.block for a in analysed[last : last + 1])
    behind = [a for a in analysed[last:] if a.statement.place.block > block and a.statement.place.row is None]
    told = [*analysed[:first], *(a for a in behind if a.statement.place.kind is SegmentKind.OWN)]
    return [a for a in told if a.statement.place.source != "subject"]
