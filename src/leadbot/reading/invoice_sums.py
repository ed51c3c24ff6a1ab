"""Net, VAT and total of an invoice: labelled in a line, or below the title of a column."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from leadbot.model.submission import Evidence
from leadbot.reading.dates import find_dates
from leadbot.reading.invoice_lines import Line
from leadbot.reading.money import parsed
from leadbot.reading.phrases import Hit
from leadbot.reading.vocabulary import Vocabulary

NET, VAT, TOTAL, RATE = "net", "vat", "total", "vat_rate"
_LABELS = frozenset({NET, VAT, TOTAL})
_CENTS = re.compile(r"[.,]\d{2}(?!\d)\Z")
_RATE = re.compile(r"(?<![\d.,])(\d{1,2}(?:[.,]\d{1,2})?)\s?%")
_PUNCTUATION = re.compile(r"[\s:.=|\-]*")
_BARE = re.compile(r"[\s:=]*")
_CENT = Decimal("0.01")
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in a line."""

    amount: Decimal
    currency: str
    start: int
    end: int
    line: Line

    def evidence(self) -> Evidence:
        return self.line.evidence(self.start, self.end)


@dataclass(slots=True)
class Sums:
    """What an invoice says of its sums."""

    values: dict[str, Decimal] = field(default_factory=dict)
    """By NET, VAT, TOTAL and RATE."""
    evidence: dict[str, Evidence] = field(default_factory=dict)
    currency: str = ""
    unclear: tuple[str, ...] = ()


def read_sums(lines: Sequence[Line], taken: Mapping[int, Spans], vocabulary: Vocabulary) -> Sums:
    """The sums. `taken` are stretches of lines, by their place in `lines`, that are numbers of another sort."""
    labelled: list[tuple[str, Sum]] = []
    below = 0
    for at, line in enumerate(lines):
        if at < below:
            continue
        found = list(_amounts(line, taken.get(at, ()), vocabulary))
        if not found and (columns := _columns(line)):
            table, below = _below(lines, at, columns, taken, vocabulary)
            labelled += table
        else:
            labelled += _in_line(line, found)
    return _settled(labelled, _rates(lines))


def _amounts(line: Line, taken: Spans, vocabulary: Vocabulary) -> Iterator[Sum]:
    """The amounts of a line: with a currency, with cents, or alone behind a label."""
    dates = [(x.start, x.end) for x in find_dates(line.statement, None, vocabulary)]
    rates = [match.span() for match in _RATE.finditer(line.folded)]
    for match in vocabulary.money.amount.finditer(line.folded):
        start, end = match.span("number")
        if any(first < end and start < last for first, last in (*dates, *rates, *taken)):
            continue
        code = vocabulary.money.currencies.get(match["behind"] or match["before"] or "", "")
        if not (code or _CENTS.search(match["number"]) or _stands_alone(line, match.start(), match.end())):
            continue
        times = vocabulary.money.magnitudes.get(match["times"] or match["tight"] or "", 1)
        negative = line.folded[max(0, match.start() - 2) : match.start()].strip() == "-"
        amount = parsed(match["number"]) * times * (-1 if negative else 1)
        yield Sum(amount, code, match.start(), match.end(), line)


def _stands_alone(line: Line, start: int, end: int) -> bool:
    """Whether a number without cents is all that its cell, or what stands behind its label, holds."""
    first, last = line.cells()[line.cell_of(start)]
    behind = not line.text[end:last].strip()
    labels = [hit for hit in line.hits if hit.id in _LABELS and hit.end <= start]
    label = max((hit.end for hit in labels if hit.end >= first), default=first)
    return behind and bool(labels or first) and _BARE.fullmatch(line.text, label, start) is not None


def _in_line(line: Line, found: Sequence[Sum]) -> list[tuple[str, Sum]]:
    """The labelled amounts of a line; of a sum with its parts behind it, those that add up."""
    made: list[tuple[str, Sum]] = []
    loose: list[Sum] = []
    before = 0
    for amount in found:
        role = _role(line.within(before, amount.start), after_total=any(known == TOTAL for known, _ in made))
        if role is None:
            loose.append(amount)
        else:
            made.append((role, amount))
        before = amount.end
    if not loose or not made:
        return made
    if len(made) == 1 and made[0][0] == TOTAL and len(found) == 3 and found[0].amount + found[1].amount == found[2].amount:
        return list(zip((NET, VAT, TOTAL), found, strict=True))
    first = min((amount.start for role, amount in made if role == TOTAL), default=None)
    return [pair for pair in made if pair[0] != TOTAL or not any(first is not None and amount.start > first for amount in loose)]


def _role(hits: Sequence[Hit], *, after_total: bool = False) -> str | None:
    """What the words before an amount, or above it, say that it is."""
    said = {hit.id for hit in hits}
    if "other_dates" in said or "dates" in said:
        return None
    if VAT in said:
        if "of_which" in said or (after_total and TOTAL not in said):
            return VAT
        if "excluding" in said or NET in said:
            return NET if "excluding" in said else None
        return TOTAL if "including" in said else VAT
    if NET in said:
        return NET
    return TOTAL if TOTAL in said else None


def _columns(line: Line) -> dict[int, str]:
    """The roles of columns, where the line is their header: its labelled cells hold nothing but the label."""
    found: dict[int, str] = {}
    for number, (start, end) in enumerate(line.cells()):
        hits = [hit for hit in line.hits if start <= hit.start and hit.end <= end]
        role = _role(hits)
        if role is not None and _PUNCTUATION.fullmatch(line.text, max(hit.end for hit in hits), end) is not None:
            found[number] = role
    return found if len(found) > 1 or (found and len(line.cells()) == 1) else {}


def _below(
    lines: Sequence[Line], header: int, columns: Mapping[int, str], taken: Mapping[int, Spans], vocabulary: Vocabulary
) -> tuple[list[tuple[str, Sum]], int]:
    """The amounts below the header's columns, and the line behind them: those of the row of totals, else of the only row."""
    rows: list[tuple[bool, list[tuple[str, Sum]]]] = []
    at = header + 1
    alone = len(lines[header].cells()) == 1
    while at < len(lines) and lines[at].source == lines[header].source:
        line = lines[at]
        of_columns = [
            (columns[number], x) for x in _amounts(line, taken.get(at, ()), vocabulary) if (number := line.cell_of(x.start)) in columns
        ]
        if (len(of_columns) < 2 and not alone) or not of_columns or (alone and (rows or line.hits)):
            break
        rows.append((bool(line.found(TOTAL)), of_columns))
        at += 1
    totals = [row for is_total, row in rows if is_total]
    kept = totals or ([rows[0][1]] if len(rows) == 1 else [])
    return [pair for row in kept for pair in row], at


def _rates(lines: Iterable[Line]) -> list[tuple[Decimal, Evidence]]:
    """The rates of VAT in lines that speak of it."""
    found = [(line, match) for line in lines if line.found(VAT, "including") for match in _RATE.finditer(line.folded)]
    return [(Decimal(match[1].replace(",", ".")) / 100, line.evidence(*match.span())) for line, match in found]


def _settled(labelled: Sequence[tuple[str, Sum]], rates: Sequence[tuple[Decimal, Evidence]]) -> Sums:
    sums = Sums()
    known: dict[str, dict[Decimal, Sum]] = {NET: {}, VAT: {}, TOTAL: {}}
    for role, found in labelled:
        known[role].setdefault(found.amount, found)
    chosen = {role: next(iter(of.values())) for role, of in known.items() if len(of) == 1}
    if any(len(of) > 1 for of in known.values()):
        fitting = _fitting(known)
        chosen = fitting or chosen
        sums.unclear = () if fitting else tuple(role for role, of in known.items() if len(of) > 1)
    for role, found in chosen.items():
        sums.values[role], sums.evidence[role] = found.amount, found.evidence()
    if len({rate for rate, _ in rates}) == 1:
        sums.values[RATE], sums.evidence[RATE] = rates[0]
    codes = {found.currency for _, found in labelled if found.currency}
    sums.currency = codes.pop() if len(codes) == 1 else ""
    if codes:
        sums.unclear = (*sums.unclear, "currency")
    if sums.currency:
        sums.evidence["currency"] = next(found.evidence() for _, found in labelled if found.currency)
    return sums


def _fitting(known: Mapping[str, Mapping[Decimal, Sum]]) -> dict[str, Sum]:
    """The only net, VAT and total of several that add up; a sum that is called a total may be one of the items' alone."""
    nets = {**known[TOTAL], **known[NET]}
    triples = [(n, v, t) for n, v, t in product(nets, known[VAT], known[TOTAL]) if n + v == t and v]
    if len(triples) != 1:
        return {}
    net, vat, total = triples[0]
    return {NET: nets[net], VAT: known[VAT][vat], TOTAL: known[TOTAL][total]}


def net_of(total: Decimal, rate: Decimal) -> Decimal | None:
    """The net sum that this rate makes that total of, to the cent; None where there is none."""
    net = (total / (1 + rate)).quantize(_CENT, ROUND_HALF_UP)
    return net if (net * (1 + rate)).quantize(_CENT, ROUND_HALF_UP) == total else None
