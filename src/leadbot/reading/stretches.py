"""Which statements speak of which client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadbot.model.message import SegmentKind
from leadbot.reading.analysis import Analysed
from leadbot.reading.fold import fold
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
    """One stretch a client, in their order. `called` is what `called_by_name` gives."""
    if len(clients) <= 1:
        return [Stretch(clients[0] if clients else None, tuple(analysed))]
    starts = [_start(c, clients[i - 1] if i else None, analysed) for i, c in enumerate(clients)]
    about = {**_rows_of(clients, analysed), **called}
    return [Stretch(c, tuple(_within(i, starts, about, analysed))) for i, c in enumerate(clients)]


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
    single = [{w for w in own if sum(w in other for other in words) == 1} for own in words]
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
    for one in analysed:
        row = one.statement.place.row
        for mention in one.mentions:
            if row is None or mention.what not in (What.NAME, *_IDS):
                continue
            for number, client in enumerate(clients):
                if any(m.value == mention.value for m in client.values.get(mention.what, [])):
                    rows[row] = number
    return rows


def _within(number: int, starts: list[int], about: dict[int, int], analysed: Sequence[Analysed]) -> Sequence[Analysed]:
    end = starts[number + 1] if number + 1 < len(starts) else len(analysed)
    chosen: list[Analysed] = []
    for at, one in enumerate(analysed):
        if one.index in about:
            if about[one.index] == number:
                chosen.append(one)
        elif (starts[number] <= at < end and one.statement.place.source != "subject") or one.statement.has(WORD + "all_leads"):
            chosen.append(one)
    return chosen


def before_list(clients: list[Party], analysed: Sequence[Analysed]) -> Sequence[Analysed]:
    """What stands in the body before a list or table of several clients: its choices are said of all."""
    first = min((c.at[0] for c in clients), default=0)
    listed = len(clients) > 1 and all(c.begins for c in clients)
    return [a for a in analysed[:first] if a.statement.place.source != "subject"] if listed else []
