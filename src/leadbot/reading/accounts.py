"""Bank accounts: IBANs, and national numbers that are one without saying so (python-stdnum)."""

import importlib
import re
from collections.abc import Iterator

from stdnum import iban
from stdnum.exceptions import ValidationError

from leadbot.model.message import Message, SegmentKind
from leadbot.model.submission import Account, Standing
from leadbot.reading.invoice_lines import BODY, Line, lines_by_source
from leadbot.reading.vocabulary import Vocabulary

_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[ ]?\d{2}(?:[ \-]?[A-Z0-9]){11,30}")
_DIGITS = re.compile(r"(?<![A-Z0-9])\d(?:[ \-]?\d){13,29}(?![A-Z0-9])")
_SHORTEST, _LONGEST = 15, 34
"""Characters of an IBAN (ISO 13616)."""


def read_accounts(message: Message, vocabulary: Vocabulary) -> tuple[Account, ...]:
    """The valid accounts of the sender's own words, each once; what stands in a signature is no news."""
    text = message.text(SegmentKind.OWN)
    if not vocabulary.program.payouts or not (_IBAN.search(text.upper()) or _DIGITS.search(text)):
        return ()
    own = (line for source, lines in lines_by_source(message, vocabulary) if source == BODY for line in lines)
    found = [account for line in own if line.kind is SegmentKind.OWN for account, *_ in find_accounts(line, vocabulary.account_types)]
    return tuple({account.iban: account for account in found if account.standing is Standing.VALID}.values())


def find_accounts(line: Line, types: tuple[str, ...]) -> Iterator[tuple[Account, int, int]]:
    """The accounts of a line with their places. One that cannot be right counts only behind a label."""
    text = line.text.upper()
    if len(text) != len(line.text):
        return
    taken: list[tuple[int, int]] = []
    for match in _IBAN.finditer(text):
        end = _end_of_iban(text, match)
        if end is None and not _is_labelled(line, match.start()):
            continue
        standing = Standing.VALID if end is not None else Standing.INVALID
        end = end or _end_of_groups(text, match)
        taken.append((match.start(), end))
        yield (
            Account(iban=iban.compact(text[match.start() : end]), evidence=line.evidence(match.start(), end), standing=standing),
            *taken[-1],
        )
    for match in _DIGITS.finditer(text):
        inside = any(start <= match.start() < end for start, end in taken)
        made = None if inside or not _is_labelled(line, match.start()) else _as_iban(match[0], types)
        if made is not None:
            yield Account(iban=made, evidence=line.evidence(*match.span())), *match.span()


def _end_of_iban(text: str, match: re.Match[str]) -> int | None:
    """Where the valid IBAN ends that begins there; words may follow it."""
    ends = [at + 1 for at in range(match.start(), match.end()) if text[at].isalnum()]
    whole = (end for end in ends[_SHORTEST - 1 : _LONGEST] if not text[end : end + 1].isalnum())
    return next((end for end in whole if iban.is_valid(text[match.start() : end])), None)


def _end_of_groups(text: str, match: re.Match[str]) -> int:
    """Where an IBAN that is none ends: behind the last group with a digit."""
    return max(m.end() for m in re.finditer(r"[A-Z0-9]*\d[A-Z0-9]*", text[: match.end()]) if m.end() > match.start())


def _is_labelled(line: Line, start: int) -> bool:
    """Whether the label of an account stands before it."""
    return any(hit.end <= start for hit in line.found("accounts"))


def _as_iban(digits: str, types: tuple[str, ...]) -> str | None:
    for type_ in types:
        try:
            made = type_ + iban.compact(digits) if "." not in type_ else importlib.import_module(f"stdnum.{type_}").to_iban(digits)
            return str(iban.validate(made))
        except ValidationError:
            continue
    return None
