"""Company tax ids, checked by python-stdnum: ids of the types that a program names, in its order, and foreign VAT numbers."""

import importlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType

from stdnum.eu.vat import MEMBER_STATES
from stdnum.exceptions import InvalidChecksum, ValidationError

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
_COUNTRIES = {"CHE": "CH", "EL": "GR"}
"""Countries whose prefix is not their code."""
_UNION = "eu."
"""The country part of types that any member state's prefixed number may have."""
_BODY = r"(?:[A-Z][ .\-]?)?\d(?:[ .\-/]{0,2}\d|[ .]{0,2}[A-Z](?=[ .]{0,2}\d)){5,19}(?:[ .\-]?[A-Z])?"
_RUN = re.compile(rf"(?<![\w+])(?:({_PREFIX})[ .\-]{{0,2}})?({_BODY})(?!\w)")
_TELLING = 11
"""Digits from which a bare number is no telephone's, where ids of several countries are looked for."""
LAST = 99
"""The rank of an id of no accepted type."""


_Types = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Made:
    """An id: its value, whether it can be right, where it ends, and its type's place in the program's order."""

    value: str
    standing: Standing
    end: int
    rank: int


@cache
def _module(id_type: str) -> ModuleType:
    return importlib.import_module(f"stdnum.{id_type}")


def find_tax_ids(statement: Statement, id_types: tuple[str, ...], spans: Spans, label: Label | None) -> Iterator[Mention]:
    """The ids in a statement. `label` says whether the whole of it was asked to be an id."""
    if not statement.has_digits:
        return
    expected = label is not None and "tax_id" in label.kinds
    spelled = expected or statement.has(LABEL + "tax_id") or statement.text.islower()
    hits: tuple[Hit, ...] | None = None
    for match in _RUN.finditer(statement.text.upper() if spelled else statement.text):
        start, end = match.span()
        if hits is None:  # most lines hold no such run
            hits = statement.found(*_LABELS, *OWNERS)
        bare = _is_small_word(statement.text, match)
        start = match.start(2) if bare else start
        if len(statement.text) < end or not spans.free(start, end) or _DIALLED.search(statement.text, max(0, start - _CODE), start):
            continue
        before = nearest_label(hits, start, statement.folded)
        behind = _behind(hits, end, statement)
        if behind is not None and before is not None and start - before.end > _BEHIND:
            before = None
        labelled = before is not None and before.id == LABEL + "tax_id"
        other = before is not None and before.id in _OTHER
        only = expected and not other and label is not None and len(label.kinds) == 1
        behind = None if labelled else behind
        named = _named(statement, id_types, start)
        made = None if other else _mention(match, _Looked(id_types, named, labelled or only or behind is not None, expected, bare))
        if made is not None:
            spans.take(start, made.end)
            yield Mention(
                what=What.TAX_ID,
                value=made.value,
                start=start,
                end=made.end,
                standing=made.standing,
                rank=made.rank,
                label=owner_beside(hits, start, statement) if labelled else behind,
                certain=labelled or expected,
            )


def _is_small_word(text: str, match: re.Match[str]) -> bool:
    """Whether a small word that stands apart only looks like a country's prefix: `el W0123456F`."""
    return match.group(1) is not None and match.end(1) < match.start(2) and text[match.start(1) : match.end(1)].islower()


_DIALLED = re.compile(r"(?:\+|(?<!\d)00)\d{1,3}[ \-]?(?:\(0\)?)?[\d \-]{0,4}\Z")
"""The country code of a telephone number, whose rest can look like an id."""
_CODE = 14
OWNERS = (WORD + "role_client", WORD + "role_partner", WORD + "ours")
_BEHIND = 16
"""How far behind an id the label may stand that says what it is."""
_OTHER = tuple(LABEL + id_ for id_ in ("other_number", "registry_id", "phone", "fax"))
_LABELS = (LABEL + "tax_id", *_OTHER, LABEL + "person", LABEL + "contact")


def nearest_label(hits: tuple[Hit, ...], start: int, folded: str) -> Hit | None:
    """The label before a number, if no other number stands between."""
    for hit in reversed(hits):
        if hit.end <= start <= hit.end + _REACH and hit.id.startswith(LABEL) and not any(map(str.isdigit, folded[hit.end : start])):
            return hit
    return None


def _named(statement: Statement, id_types: _Types, start: int) -> frozenset[str]:
    """The types that the nearest words before a number name: a word list of the lexicons may have a type's name."""
    if len(id_types) < 2:
        return frozenset()
    hits = [h for h in statement.found(*(WORD + id_type for id_type in id_types)) if h.end <= start <= h.end + _REACH]
    near = [h for h in hits if not any(c.isdigit() for c in statement.folded[h.end : start])]
    last = max((h.end for h in near), default=0)
    return frozenset(h.id.removeprefix(WORD) for h in near if h.end == last)


def owner_beside(hits: tuple[Hit, ...], start: int, statement: Statement, kind: str = "tax_id") -> Label | None:
    """Whose id it is, where a word beside the label says so: `NIP klienta 813…`, `our NIP 813…`."""
    label = nearest_label(hits, start, statement.folded)
    if label is None:
        return None
    after = [h for h in hits if h.id in OWNERS and label.end <= h.start <= label.end + 3 and h.end <= start]
    before = [h for h in hits if h.id == WORD + "ours" and h.end <= label.start <= h.end + 1]
    return _of_owner((after or before)[:1], statement, kind)


def _behind(hits: tuple[Hit, ...], end: int, statement: Statement) -> Label | None:
    """What a label behind an id says of it: `813… to NIP klienta`, `813… is our VAT number`."""
    labels = [h for h in hits if end <= h.start <= end + _BEHIND and h.id == LABEL + "tax_id"]
    if not labels:
        return None
    between = statement.folded[end : labels[0].start]
    if any(char in ",;:|/\n" or char.isdigit() for char in between) or not any(map(str.isalpha, between)):
        return None
    label = labels[0]
    near = [h for h in hits if h.id in OWNERS and end <= h.start and (h.end <= label.start or label.end <= h.start <= label.end + 2)]
    return _of_owner(near[-1:], statement)


def _of_owner(owners: list[Hit], statement: Statement, kind: str = "tax_id") -> Label | None:
    if not owners or (owners[0].id == WORD + "ours" and statement.place.depth > 0):
        return None
    return Label(frozenset({kind}), Role.CLIENT if owners[0].id.endswith("client") else Role.PARTNER)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What is looked for at one place."""

    id_types: _Types
    named: frozenset[str]
    """The types that the words before it name."""
    labelled: bool
    expected: bool
    bare: bool = False
    """What seems a country's prefix is a small word."""

    def open(self) -> bool:
        """Whether anything announces an id."""
        return self.labelled or self.expected


def _mention(match: re.Match[str], looked: _Looked) -> _Made | None:
    prefix, body = "" if looked.bare else match.group(1) or "", match.group(2)
    for start, stop in _stretches(body, whole=not looked.open()):
        if len(looked.id_types) > 1 and _goes_on(body, stop):
            continue
        found = _fitting(prefix, "".join(c for c in body[start:stop] if c.isalnum()), looked)
        if found is not None:
            value, id_type = found
            return _Made(value, Standing.VALID, match.start(2) + stop, looked.id_types.index(id_type))
    if prefix and _country(prefix) not in {_country_of(t) for t in looked.id_types}:
        body = body if looked.labelled else body.split(". ", 1)[0]
        return _foreign(prefix, body, match.start(2) + len(body), looked)
    if looked.labelled or (looked.expected and _grouped(body)):
        groups = [m.end() for m in _GROUP.finditer(body)]
        stop = next((s for s in reversed(groups) if _fails_check_digit(body[:s], looked.id_types)), None) or _likely_end(body, groups)
        return _Made("".join(c for c in body[:stop] if c.isalnum()), Standing.INVALID, match.start(2) + stop, LAST)
    return None


def _stretches(body: str, *, whole: bool) -> Iterator[tuple[int, int]]:
    """Where an id may begin and end in a run: with a letter that stands apart or without it, shorter by whole groups."""
    first = 0 if body[:1].isdigit() or body[1:2].isdigit() else re.search(r"\d", body).start()  # type: ignore[union-attr]
    ends = [m.end() for m in _GROUP.finditer(body)][::-1]
    ends = ends[:1] if whole else ends
    for start in dict.fromkeys((0, first)):
        yield from ((start, end) for end in dict.fromkeys((len(body), *ends)))


def _goes_on(body: str, stop: int) -> bool:
    """Whether a number written in short groups goes on behind `stop` as before: a wrong SIRET is no SIREN."""
    first = _GROUP.match(body)
    short = first is not None and first.end() < _SHORTEST - 1
    return short and first is not None and body[stop : stop + 1] == body[first.end() : first.end() + 1] != ""


def _fitting(prefix: str, written: str, looked: _Looked) -> tuple[str, str] | None:
    """The compact id and its type: a prefixed number is its own country's first, then one of the union."""
    for id_type in sorted(looked.id_types, key=lambda t: t not in looked.named):
        if len(written) < _SHORTEST - 2 * looked.labelled or not _may_be(prefix, written, id_type, looked):
            continue
        texts = (prefix + written,) if _is_of_union(id_type) else (written, prefix + written) if prefix else (written,)
        module = _module(id_type)
        fit = next((text for text in texts if module.is_valid(text)), None)
        if fit is not None:
            return module.compact(fit), id_type
    return None


def _may_be(prefix: str, written: str, id_type: str, looked: _Looked) -> bool:
    """Whether a number so written can be of that type: one that the type completes, or a bare short one, needs its name."""
    country = _country_of(id_type)
    if prefix:
        return _is_of_union(id_type) or country == _country(prefix)
    if id_type in looked.named or len(looked.id_types) == 1:
        return True
    if written.isdigit() and not looked.open() and len(written) < _TELLING:
        return False
    return not _completes(id_type, written)


@lru_cache(maxsize=512)
def _completes(id_type: str, written: str) -> bool:
    """Whether the compact form has more than was written."""
    module = _module(id_type)
    return bool(module.is_valid(written)) and len(module.compact(written)) > len(written)


def _country(prefix: str) -> str:
    return _COUNTRIES.get(prefix, prefix)


def _country_of(id_type: str) -> str:
    return id_type.partition(".")[0].rstrip("_").upper()


def _is_of_union(id_type: str) -> bool:
    return id_type.startswith(_UNION)


def _foreign(prefix: str, body: str, end: int, looked: _Looked) -> _Made | None:
    """A number of a country that the program has no type of; a member state's that fits none is wrong where the union's count."""
    compacted = prefix + "".join(c for c in body if c.isalnum())
    well_formed = 8 <= len(compacted) - len(prefix) <= 12
    checked = any(_is_of_union(t) for t in looked.id_types) and _country(prefix) in {code.upper() for code in MEMBER_STATES}
    if well_formed and not checked and (looked.labelled or " " not in body):
        return _Made(compacted, Standing.FOREIGN, end, LAST)
    return _Made(compacted, Standing.INVALID, end, LAST) if looked.labelled else None


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in text)


def _grouped(body: str) -> bool:
    return _digits(body) >= _SHORTEST and body.count("-") >= 2


def _fails_check_digit(written: str, id_types: tuple[str, ...]) -> bool:
    """Whether only the check digit is wrong: as long and as formed as an id is."""
    for id_type in id_types:
        try:
            _module(id_type).validate(written)
        except InvalidChecksum:
            return True
        except ValidationError:
            continue
    return False


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


def id_countries(statements: Iterable[Statement], id_types: tuple[str, ...]) -> tuple[str, ...]:
    """The countries of the valid ids in a mail (ISO 3166-1 alpha-2), in order, without repeats."""
    found = (m for s in statements for m in find_tax_ids(s, id_types, Spans(), s.label) if m.standing is Standing.VALID)
    countries = (_country_of(id_types[m.rank]) if not _is_of_union(id_types[m.rank]) else _country(str(m.value)[:2]) for m in found)
    return tuple(dict.fromkeys(countries))
