"""How amounts of money are written: signs, codes and words of currencies, and what multiplies a number."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leadbot.model.lexicon import Lexicon
from leadbot.reading.fold import fold

_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "us$": "USD", "zl": "PLN", "kr": ""}
_CODES = "AUD BGN CAD CHF CZK DKK EUR GBP HUF JPY NOK PLN RON SEK TRY UAH USD".split()  # noqa: SIM905
_NUMBER = r"\d{1,3}(?:[ .,']\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,3})?(?!\d)"
_TAIL = r"(?:[.,](?:-{1,2}|–))?"


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """The compiled words; texts are folded."""

    currencies: Mapping[str, str]
    magnitudes: Mapping[str, int]
    amount: re.Pattern[str]
    """A number with a currency before or behind it, or with neither; groups `before`, `number`, `times`, `behind`."""
    unit: re.Pattern[str]
    """A unit alone, as in a label: `budget (k€)`; groups `times`, `behind`."""


def money_words(lexicons: Iterable[Lexicon]) -> MoneyWords:
    """Those of these languages, with the signs and codes that every language has."""
    every = tuple(lexicons)
    currencies = {sign: code for sign, code in _SIGNS.items() if code} | {code.lower(): code for code in _CODES}
    currencies.update({fold(word): code for lexicon in every for word, code in lexicon.currencies.items()})
    magnitudes = {fold(word): factor for lexicon in every for word, factor in lexicon.magnitudes.items()}
    units, times = _either(currencies), _either(magnitudes) or "(?!)"
    amount = (
        rf"(?<![\w.,'/])(?<!\D-)(?:(?P<before>{units})[ ]?)?(?P<number>{_NUMBER}){_TAIL}"
        rf"(?:[ ]?(?P<tight>{times})(?=(?:{units})(?!\w))|[ ]?(?P<times>{times})(?!\w))?"
        rf"(?:[ ]?(?P<behind>{units})(?!\w))?"
    )
    unit = rf"(?<!\w)(?P<times>{times})?[ ]?(?P<behind>{units})(?!\w)"
    return MoneyWords(currencies, magnitudes, re.compile(amount), re.compile(unit))


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
