"""Company tax ids, checked by python-stdnum: national ones of the types a program names, and foreign VAT numbers."""

import importlib
import re
from collections.abc import Iterator
from functools import cache
from types import ModuleType

from leadbot.model.submission import Standing
from leadbot.reading.phrases import Hit
from leadbot.reading.text import Label, Mention, Role, Spans, Statement, What
from leadbot.reading.vocabulary import LABEL, WORD

_GROUP = re.compile(r"[A-Z]?\d+(?:[A-Z]\d*)*")
_REACH = 48
"""How far behind its label a number may stand."""
_SHORTEST = 8
"""Digits that an unlabelled id has at least; shorter ones are too often right by chance."""
_FOREIGN = frozenset(
    "AT BE BG CH CHE CY CZ DE DK EE EL ES FI FR GB HR HU IE IT LI LT LU LV MT NL PL PT RO SE SI SK UA XI".split()  # noqa: SIM905
)
"""VAT prefixes of the EU (VIES), and of the neighbours."""
_PREFIX = "|".join(sorted(_FOREIGN, key=len, reverse=True))
_RUN = re.compile(rf"(?<![\w+])(?:({_PREFIX})[ .\-]{{0,2}})?([A-Z]?\d(?:[ .\-/]{{0,2}}\d|[A-Z](?=\d)){{5,19}}[A-Z]?)(?!\w)")


@cache
def _module(id_type: str) -> ModuleType:
    return importlib.import_module(f"stdnum.{id_type}")


def find_tax_ids(statement: Statement, id_types: tuple[str, ...], spans: Spans, label: Label | None) -> Iterator[Mention]:
    """The ids in a statement. `label` says whether the whole of it was asked to be an id."""
    if not any(char.isdigit() for char in statement.text):
        return
    hits = statement.found(*_LABELS, *_OWNERS)
    expected = label is not None and "tax_id" in label.kinds
    for match in _RUN.finditer(statement.text.upper() if statement.text.islower() or expected else statement.text):
        start, end = match.span()
        if len(statement.text) < end or not spans.free(start, end):
            continue
        before = _nearest(hits, start, statement.folded)
        behind = _behind(hits, end, statement)
        if behind is not None and before is not None and start - before.end > _BEHIND:
            before = None
        labelled = before is not None and before.id == LABEL + "tax_id"
        other = before is not None and before.id in (LABEL + "other_number", LABEL + "phone", LABEL + "fax")
        only = expected and not other and label is not None and len(label.kinds) == 1
        behind = None if labelled else behind
        made = None if other else _mention(match, id_types, labelled or only or behind is not None, expected)
        if made is not None:
            value, standing, stop = made
            spans.take(start, stop)
            yield Mention(
                what=What.TAX_ID,
                value=value,
                start=start,
                end=stop,
                standing=standing,
                label=_owner(hits, start, statement) if labelled else behind,
                certain=labelled or expected,
            )


_OWNERS = (WORD + "role_client", WORD + "role_partner", WORD + "ours")
_BEHIND = 16
"""How far behind an id the label may stand that says what it is."""
_LABELS = tuple(LABEL + id_ for id_ in ("tax_id", "other_number", "phone", "fax", "person", "contact"))


def _nearest(hits: tuple[Hit, ...], start: int, folded: str) -> Hit | None:
    """The label before a number, if no other number stands between."""
    near = [h for h in hits if h.end <= start <= h.end + _REACH and h.id.startswith(LABEL)]
    near = [h for h in near if not any(c.isdigit() for c in folded[h.end : start])]
    return near[-1] if near else None


def _owner(hits: tuple[Hit, ...], start: int, statement: Statement) -> Label | None:
    """Whose id it is, where a word beside the label says so: `NIP klienta 813…`, `our NIP 813…`."""
    label = _nearest(hits, start, statement.folded)
    if label is None:
        return None
    after = [h for h in hits if h.id in _OWNERS and label.end <= h.start <= label.end + 3 and h.end <= start]
    before = [h for h in hits if h.id == WORD + "ours" and h.end <= label.start <= h.end + 1]
    return _of_owner((after or before)[:1], statement)


def _behind(hits: tuple[Hit, ...], end: int, statement: Statement) -> Label | None:
    """What a label behind an id says of it: `813… to NIP klienta`, `813… is our VAT number`."""
    labels = [h for h in hits if h.id == LABEL + "tax_id" and end <= h.start <= end + _BEHIND]
    between = statement.folded[end : labels[0].start] if labels else ","
    if any(char in ",;:|/\n" or char.isdigit() for char in between) or not any(map(str.isalpha, between)):
        return None
    label = labels[0]
    near = [h for h in hits if h.id in _OWNERS and end <= h.start and (h.end <= label.start or label.end <= h.start <= label.end + 2)]
    return _of_owner(near[-1:], statement)


def _of_owner(owners: list[Hit], statement: Statement) -> Label | None:
    if not owners or (owners[0].id == WORD + "ours" and statement.place.depth > 0):
        return None
    return Label(frozenset({"tax_id"}), Role.CLIENT if owners[0].id.endswith("client") else Role.PARTNER)


def _mention(match: re.Match[str], id_types: tuple[str, ...], labelled: bool, expected: bool) -> tuple[str, Standing, int] | None:
    prefix, body = match.group(1) or "", match.group(2)
    own = {id_type.partition(".")[0].upper() for id_type in id_types}
    if prefix in _FOREIGN and prefix not in own:
        return _foreign(prefix, body, match.end(), labelled)
    groups = [m.end() for m in _GROUP.finditer(body)]
    for stop in reversed(groups) if labelled or expected else groups[-1:]:
        digits = "".join(c for c in body[:stop] if c.isalnum())
        for id_type in id_types:
            if _digits(digits) >= _SHORTEST - 2 * labelled and _module(id_type).is_valid(digits):
                return _module(id_type).compact(digits), Standing.VALID, match.start(2) + stop
    if labelled or (expected and _grouped(body)):
        stop = _likely_end(body, groups)
        compacted = "".join(c for c in body[:stop] if c.isalnum())
        return compacted, Standing.INVALID, match.start(2) + stop
    return None


def _foreign(prefix: str, body: str, end: int, labelled: bool) -> tuple[str, Standing, int] | None:
    compacted = prefix + "".join(c for c in body if c.isalnum())
    well_formed = 8 <= len(compacted) - len(prefix) <= 12
    if well_formed and (labelled or " " not in body):
        return compacted, Standing.FOREIGN, end
    return (compacted, Standing.INVALID, end) if labelled else None


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _grouped(body: str) -> bool:
    return _digits(body) >= _SHORTEST and body.count("-") >= 2


def _likely_end(body: str, groups: list[int]) -> int:
    """Where a wrong number ends: after its first group if that is long, else where its separator changes."""
    first = _GROUP.match(body)
    if first is not None and first.end() >= 7:
        return first.end()
    separator = body[groups[0] : groups[0] + 1]
    for stop in groups[1:]:
        if stop < len(body) and body[stop] != separator:
            return stop
    return groups[-1]
