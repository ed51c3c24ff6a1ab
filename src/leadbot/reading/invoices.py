"""What partners' invoices say, in the mail's own words or in its files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from leadbot.model.message import Message
from leadbot.model.submission import Account, Evidence, Invoice, PartyId, Standing
from leadbot.reading.accounts import find_accounts
from leadbot.reading.dates import find_dates
from leadbot.reading.fold import fold, squash
from leadbot.reading.invoice_lines import BODY, SUBJECT, Line, lines_by_source, subject_line
from leadbot.reading.invoice_sums import NET, RATE, TOTAL, VAT, net_of, read_sums
from leadbot.reading.phrases import Hit
from leadbot.reading.references import references_in
from leadbot.reading.tax_ids import find_tax_ids
from leadbot.reading.text import Spans
from leadbot.reading.vocabulary import WORD, Vocabulary

SELLER, BUYER = "seller", "buyer"
_NUMBER = re.compile(r"[\s:#.=°º\-]*((?:[A-Z]{1,5}[ ])?[\w/\-]*?\d[\w/\-.]*)")
_DECIMALS = re.compile(r",\d")
_TRAILING = ".-/"
_EMPTY = re.compile(r"[\s:.=°º\-]*")
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTER_BEFORE = re.compile(r"(?<!\w)(?:([1-4])[.:]?[^\W\d_]{0,2}|(iv|i{1,3}))[.\-]?[ ]?$")
_QUARTER_AFTER = re.compile(r"[ .]?([1-4]|iv|i{1,3})(?![\w]|[.,]\d)")
_NAME = 120
"""Characters of a company's name at most."""
_NAME_ENDS = re.compile(r",|\s{2,}")


def read_invoices(message: Message, vocabulary: Vocabulary) -> tuple[Invoice, ...]:
    """Each invoice once: those in files, else the one that the mail itself is. None where nothing says a number or a sum."""
    if vocabulary.invoices is None:
        return ()
    subject = subject_line(message, vocabulary)
    read = {source: _read(source, lines, vocabulary) for source, lines in lines_by_source(message, vocabulary)}
    body = read.pop(BODY, Invoice(source=BODY))
    filed = [invoice for invoice in read.values() if _says_something(invoice) or not invoice.claims]
    own = "\n".join((message.subject, *(s.text for s in message.segments if s.source == BODY and s.depth == 0)))
    found = filed or ([body] if _has_sums(body) or not body.claims or (body.number and _names_payout(own, vocabulary)) else [])
    named = references_in(own, vocabulary)
    if subject.found("not_invoices"):
        found = [replace(invoice, claims=False) for invoice in found]
    of_subject = _number(subject, vocabulary)
    return _each_once(
        [_filled(invoice, of_subject if len(found) == 1 else None, body if filed else None, named, len(found) == 1) for invoice in found]
    )


def _names_payout(text: str, vocabulary: Vocabulary) -> bool:
    """Whether it says that the invoice is for a payout, though its sum is told by no label."""
    _, hits = vocabulary.scan(fold(text[:_LOOKED_AT]))
    return any(h.id == WORD + "payout_words" for h in hits)


_LOOKED_AT = 4000


def is_invoice(invoice: Invoice) -> bool:
    """Whether it bears a number and says what it asks for."""
    return bool(invoice.number) and _has_sums(invoice)


def _has_sums(invoice: Invoice) -> bool:
    return invoice.net is not None or invoice.total is not None or bool({NET, TOTAL} & set(invoice.unclear))


def _says_something(invoice: Invoice) -> bool:
    return bool(invoice.number or "number" in invoice.unclear) or (_has_sums(invoice) and bool(invoice.accounts or invoice.dated))


def _filled(invoice: Invoice, number: tuple[str, Evidence] | None, body: Invoice | None, named: tuple[str, ...], alone: bool) -> Invoice:
    """What the file is silent on and the mail around it says."""
    known = dict(invoice.evidence)
    if not invoice.number and "number" not in invoice.unclear and number is not None:
        invoice, known["number"] = replace(invoice, number=number[0]), number[1]
    if alone and body is not None:
        if not invoice.accounts:
            invoice = replace(invoice, accounts=body.accounts)
        if not invoice.quarter:
            invoice = replace(invoice, quarter=body.quarter)
    return replace(invoice, references=invoice.references or named, evidence=known)


def _each_once(found: Sequence[Invoice]) -> tuple[Invoice, ...]:
    """Of one invoice in two files the first; two that say otherwise stay two."""
    kept: dict[tuple[object, ...], Invoice] = {}
    for invoice in found:
        kept.setdefault((invoice.number, invoice.net, invoice.total, invoice.claims), invoice)
    return tuple(kept.values())


@dataclass(slots=True)
class _Values:
    """Candidates for one value, with their evidence."""

    found: dict[object, Evidence] = field(default_factory=dict)

    def add(self, value: object, evidence: Evidence) -> None:
        self.found.setdefault(value, evidence)


def _read(source: str, lines: Sequence[Line], vocabulary: Vocabulary) -> Invoice:
    """What the lines of one file, or of the mail itself, say."""
    accounts = [(at, *one) for at, line in enumerate(lines) for one in find_accounts(line, vocabulary.account_types)]
    taken = {at: [(start, end) for where, _, start, end in accounts if where == at] for at, *_ in accounts}
    numbers, days = _Values(), _Values()
    for at in range(len(lines)):
        for value, evidence, start, end in _numbers_in(lines, at, vocabulary):
            numbers.add(value, evidence)
            taken.setdefault(at, []).append((start, end))
        for day, evidence in _days_in(lines, at, vocabulary):
            days.add(day, evidence)
    if not numbers.found and (titled := _titled_number(lines, vocabulary)) is not None:
        numbers.add(*titled)
    sums = read_sums(lines, taken, vocabulary)
    references = tuple(dict.fromkeys(r for line in lines for r in references_in(line.text, vocabulary)))
    quarters = _Values()
    for line in lines:
        for quarter, evidence in _quarters_in(line):
            quarters.add(quarter, evidence)
    parties = _parties(lines, vocabulary)
    single = {"number": numbers, "dated": days, "quarter": quarters}
    chosen = {name: next(iter(of.found.items())) for name, of in single.items() if len(of.found) == 1}
    unclear = [name for name, of in single.items() if len(of.found) > 1 and name != "quarter"]
    values: dict[str, object] = {name: value for name, (value, _) in chosen.items()}
    made = Invoice(
        source=source,
        number=str(values.get("number", "")),
        dated=_day(values.get("dated")),
        quarter=str(values.get("quarter", "")),
        net=sums.values.get(NET),
        vat=sums.values.get(VAT),
        vat_rate=sums.values.get(RATE),
        total=sums.values.get(TOTAL),
        currency=sums.currency,
        accounts=_unlike(account for _, account, *_ in accounts),
        seller=parties.names.get(SELLER, ""),
        buyer=parties.names.get(BUYER, ""),
        ids=tuple(parties.ids),
        references=references,
        no_vat=any(line.found("no_vat") for line in lines),
        claims=not any(line.found("not_invoices") for line in lines[:_HEAD]),
        unclear=(*unclear, *sums.unclear),
        evidence={**{name: evidence for name, (_, evidence) in chosen.items()}, **sums.evidence, **parties.evidence},
    )
    return _reckoned(made)


_HEAD = 8
"""Lines in which a paper's title stands."""


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _unlike(accounts: Iterator[Account]) -> tuple[Account, ...]:
    known: dict[str, Account] = {}
    for account in accounts:
        known.setdefault(account.iban, account)
    return tuple(known.values())


def _reckoned(invoice: Invoice) -> Invoice:
    """The net sum and the VAT that follow from what is written, where that is beyond doubt."""
    net, vat, total, rate = invoice.net, invoice.vat, invoice.total, invoice.vat_rate
    if {NET, VAT, TOTAL} & set(invoice.unclear):
        return invoice
    if invoice.no_vat and not vat and not rate:
        vat = Decimal(0)
    if net is None and total is not None:
        net = total - vat if vat is not None else net_of(total, rate) if rate is not None else None
    if vat is None and net is not None:
        vat = total - net if total is not None and (total > net or rate == 0) else None
    known = dict(invoice.evidence)
    if net is not None and TOTAL in known:
        known.setdefault(NET, known[TOTAL])
        known.setdefault(VAT, known[TOTAL])
    return replace(invoice, net=net, vat=vat, evidence=known)


def _numbers_in(lines: Sequence[Line], at: int, vocabulary: Vocabulary) -> Iterator[tuple[str, Evidence, int, int]]:
    """The numbers behind or below labels for them."""
    for hit in lines[at].found("numbers"):
        for line, start in _value_places(lines, at, hit):
            match = _NUMBER.match(line.text, start)
            if match is not None and _is_number(line, match, vocabulary):
                text = match[1].rstrip(_TRAILING)
                start = match.start(1)
                yield text, line.evidence(start, start + len(text)), *((start, start + len(text)) if line is lines[at] else (0, 0))
                break


def _number(line: Line, vocabulary: Vocabulary) -> tuple[str, Evidence] | None:
    """The number right behind the paper's title."""
    for hit in line.found("titles", "numbers"):
        marks = [mark.end for mark in line.found("number_marks") if _EMPTY.fullmatch(line.text, hit.end, mark.start)]
        match = _NUMBER.match(line.text, max(marks, default=hit.end))
        if match is not None and _is_number(line, match, vocabulary):
            text = match[1].rstrip(_TRAILING)
            return text, line.evidence(match.start(1), match.start(1) + len(text))
    return None


def _titled_number(lines: Sequence[Line], vocabulary: Vocabulary) -> tuple[str, Evidence] | None:
    """The number behind the paper's title, or below it behind a mark such as `no`."""
    for at, line in enumerate(lines):
        if (titled := _number(line, vocabulary)) is not None:
            return titled
        below = lines[at + 1 : at + 3] if line.found("titles") else ()
        for marked, hit in ((other, hit) for other in below for hit in other.found("number_marks")[:1]):
            match = _NUMBER.match(marked.text, hit.end) if not marked.text[: hit.start].strip() else None
            if match is not None and _is_number(marked, match, vocabulary):
                text = match[1].rstrip(_TRAILING)
                return text, marked.evidence(match.start(1), match.start(1) + len(text))
    return None


def _is_number(line: Line, match: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether it is none of what stands behind titles besides: a date, a sum, a lead's reference."""
    start, end = match.span(1)
    if any(x.start <= start < x.end for x in find_dates(line.statement, None, vocabulary)):
        return False
    amount = vocabulary.money.amount.match(line.folded, start)
    is_rate = amount is not None and line.text[amount.end() : amount.end() + 2].strip().startswith("%")
    is_sum = is_rate or (amount is not None and bool(amount["behind"])) or _DECIMALS.match(line.text, end) is not None
    return not is_sum and not references_in(line.text[start : end + 1], vocabulary) and vocabulary.program.prefix != match[1].split("-")[0]


def _value_places(lines: Sequence[Line], at: int, label: Hit) -> Iterator[tuple[Line, int]]:
    """Where the value of a label may begin: behind it, in the next cell, or below it."""
    line = lines[at]
    number = line.cell_of(label.start)
    cells = line.cells()
    if _EMPTY.fullmatch(line.text, label.end, cells[number][1]) is None:
        yield line, label.end
        return
    if number + 1 < len(cells):
        start, end = cells[number + 1]
        if line.text[start:end].strip() and not any(start <= hit.start < end for hit in line.hits if hit.id != "number_marks"):
            yield line, start
            return
    if at + 1 < len(lines) and number < len(below := lines[at + 1].cells()):
        yield lines[at + 1], below[number][0]


def _days_in(lines: Sequence[Line], at: int, vocabulary: Vocabulary) -> Iterator[tuple[date, Evidence]]:
    """The day behind or below a label for it, and the one behind the paper's number."""
    line = lines[at]
    labels = line.found("dates")
    for hit in labels:
        for where, start in _value_places(lines, at, hit):
            ends = [other.start for other in where.found("other_dates") if other.start >= start]
            end = min(ends, default=len(where.text))
            dated = next((x for x in find_dates(where.statement, None, vocabulary) if start <= x.start < end and x.day), None)
            if dated is not None and dated.day is not None and _no_cell_between(where, start, dated.start):
                yield dated.day, where.evidence(dated.start, dated.end)
    if labels or line.found("other_dates") or not line.found("titles", "numbers"):
        return
    behind = [x for x in find_dates(line.statement, None, vocabulary) if x.day and x.start > line.found("titles", "numbers")[0].end]
    if len(behind) == 1 and behind[0].day is not None:
        yield behind[0].day, line.evidence(behind[0].start, behind[0].end)


def _no_cell_between(line: Line, start: int, end: int) -> bool:
    return line.cell_of(start) == line.cell_of(end)


def _quarters_in(line: Line) -> Iterator[tuple[str, Evidence]]:
    """`Q3/2026`, `2026-Q3`, `III kwartał 2026`."""
    years = list(_YEAR.finditer(line.folded))
    for hit in line.found("quarters") if years else ():
        match = _QUARTER_AFTER.match(line.folded, hit.end) or _QUARTER_BEFORE.search(line.folded[: hit.start])
        if match is None:
            continue
        written = match[match.lastindex or 1]
        number = _ROMAN.get(written) or int(written)
        year = min(years, key=lambda year: min(abs(year.start() - hit.end), abs(hit.start - year.end())))
        first, last = min(hit.start, year.start(), match.start()), max(hit.end, year.end(), match.end())
        yield f"{year[0]}-Q{number}", line.evidence(first, last)


@dataclass(slots=True)
class _Parties:
    names: dict[str, str] = field(default_factory=dict)
    ids: list[PartyId] = field(default_factory=list)
    evidence: dict[str, Evidence] = field(default_factory=dict)


def _parties(lines: Sequence[Line], vocabulary: Vocabulary) -> _Parties:
    """Seller and buyer with their ids: beside or below their headings, which may stand side by side."""
    found = _Parties()
    id_types = tuple(dict.fromkeys(t for spec in vocabulary.program.fields for t in spec.id_types))
    columns: Mapping[int, str] = {}
    for at, line in enumerate(lines):
        headings = line.found("sellers", "buyers")
        columns = {line.cell_of(hit.start): SELLER if hit.id == "sellers" else BUYER for hit in headings} or columns
        for hit in headings:
            _name_party(found, lines, at, hit)
        for mention in find_tax_ids(line.statement, id_types, Spans(), None):
            if mention.standing is Standing.VALID:
                role = columns.get(line.cell_of(mention.start), "") if len(columns) > 1 else next(iter(columns.values()), "")
                found.ids.append(PartyId(value=str(mention.value), role=role, evidence=line.evidence(mention.start, mention.end)))
    return found


def _name_party(found: _Parties, lines: Sequence[Line], at: int, hit: Hit) -> None:
    role = SELLER if hit.id == "sellers" else BUYER
    for where, start in _value_places(lines, at, hit):
        first, last = where.cells()[where.cell_of(start)]
        begin = max(first, start)
        name = squash(_NAME_ENDS.split(where.text[begin:last].lstrip(" :.-"))[0])
        if name and role not in found.names and len(name) <= _NAME:
            found.names[role] = name
            found.evidence[role] = where.evidence(begin, last)


__all__ = ["SUBJECT", "is_invoice", "read_invoices"]
