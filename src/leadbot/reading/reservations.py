"""What takes back a part of an order: `all ok except 2`. Such a line is no order; whoever wrote it says anew which cases are meant."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from leadbot.model.lexicon import Lexicon
from leadbot.model.orders import Act, Order, Unclear, UnclearLine
from leadbot.reading.fold import fold

_CASE_NUMBER = re.compile(r"(?<![\w./:])#?(\d{1,4})(?!\w|[./:]\d)")
"""A number that may name a case: no part of a day, an amount, a time or a reference."""
_DAY = re.compile(r"\b\d{4}-\d\d?-\d\d?\b")


@dataclass(frozen=True)
class Reservations:
    """Tells reservations by the words of several languages."""

    lexicons: Sequence[Lexicon]

    @cached_property
    def _but(self) -> tuple[str, ...]:
        return _plain_words(word for lexicon in self.lexicons for word in lexicon.orders.but)

    @cached_property
    def _refusals(self) -> tuple[str, ...]:
        return _plain_words(word for lexicon in self.lexicons for word in (*lexicon.orders.no, *lexicon.orders.reject))

    @cached_property
    def _exceptions(self) -> tuple[str, ...]:
        return _plain_words(word for lexicon in self.lexicons for word in lexicon.orders.exceptions)

    @cached_property
    def _harmless(self) -> tuple[str, ...]:
        """What a note of an approval of several cases may begin with: a reason, thanks, or the end of the mail."""
        words = ((*lexicon.orders.because, *lexicon.orders.thanks, *lexicon.mail.signature_openers) for lexicon in self.lexicons)
        return _plain_words(word for spoken in words for word in spoken)

    def goes_on(self, line: str) -> bool:
        """Whether a line that begins with no case and no act may belong to the order above it."""
        said = _plain(line)
        return bool(_numbers(line)) or _has(said, self._exceptions) or _has(said, self._but)

    def leaves_open(self, order: Order, rest: str) -> bool:
        """Whether the words behind its act may mean that not all of its cases are meant, or none of them yet.

        An approval is understood wholly or not at all: no number and no refusal may stand behind it, and where it approves several, no
        unknown words.
        """
        said, several = _plain(rest), order.every or len(order.cases) + len(order.references) != 1
        excepts = _has(said, self._exceptions)
        if order.act is Act.APPROVE:
            many = order.every or len(order.cases) + len(order.references) > 1
            unknown = many and bool(said) and not any(said == word or said.startswith(f"{word} ") for word in self._harmless)
            return excepts or _has(said, (*self._but, *self._refusals)) or bool(_numbers(rest)) or unknown
        named = order.act is not Act.CORRECT and (_numbers(rest) if order.every else _numbers(rest) & set(order.cases))
        return several and (excepts or bool(named))


def _has(said: str, phrases: Iterable[str]) -> bool:
    return any(f" {phrase} " in f" {said} " for phrase in phrases)


def _numbers(text: str) -> set[int]:
    return {int(number) for number in _CASE_NUMBER.findall(_DAY.sub(" ", text))}


def _plain(text: str) -> str:
    """Its words, folded, with single spaces between them: `m.u.v.` is `m u v`."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _plain_words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({_plain(word) for word in words} - {""}))


def agreeing(
    lines: Sequence[tuple[Order | UnclearLine, frozenset[int | str]]],
) -> tuple[Order | UnclearLine, ...]:
    """The lines, each beside the cases that it names, without approvals of what another line decides otherwise or is unclear about."""
    return tuple(_unopposed(line, named, [other for other in lines if other[0] is not line]) for line, named in lines)


def _unopposed(
    line: Order | UnclearLine, named: frozenset[int | str], others: Sequence[tuple[Order | UnclearLine, frozenset[int | str]]]
) -> Order | UnclearLine:
    if isinstance(line, UnclearLine) or line.act is not Act.APPROVE:
        return line
    several = line.every or len(named) > 1
    against = next((other.line for other, cases in others if _opposes(other, several) and _meets(line, named, cases)), None)
    return line if against is None else UnclearLine(line=line.line, why=Unclear.CONDITION, subject=against)


def _meets(approval: Order, named: frozenset[int | str], cases: frozenset[int | str]) -> bool:
    """Whether both may name one case: a number and a reference may, which only the digest can tell."""
    if approval.every or named & cases:
        return bool(cases)
    return len(named) > 1 and any(isinstance(one, str) for one in named ^ cases) and any(isinstance(one, int) for one in named ^ cases)


def _opposes(other: Order | UnclearLine, several: bool) -> bool:
    if isinstance(other, UnclearLine):
        return True
    return other.act in ({Act.REJECT, Act.ASK, Act.CORRECT, Act.REOPEN} if several else {Act.REJECT, Act.ASK})
