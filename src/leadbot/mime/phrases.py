"""The mail words of all languages as compiled patterns, made once for each set of words."""

import re
import unicodedata
from functools import cached_property

from leadbot.model.lexicon import MailWords


class Phrases:
    """Patterns over single lines, all case-insensitive. Each is made when it is first asked for: they take long to compile."""

    def __init__(self, words: MailWords) -> None:
        self.words = words

    @cached_property
    def label(self) -> re.Pattern[str]:
        """A header line above an older mail; its group names the label's kind, and `value` is what follows the colon."""
        return _pattern(rf"[\s*_]*+(?:{_labels(self.words)})(?:[ \xa0*_]*:|[ *_]*\t)[\s*_]*(?P<value>.*)")

    @cached_property
    def separator(self) -> re.Pattern[str]:
        """A whole line that parts an older mail from the newer one; group `forward` where it says that the mail is forwarded."""
        rule = r"[\s\-–—_=*>]*+"
        separators = f"(?P<forward>{_any(self.words.forward_separators)})|{_any(self.words.separators)}"
        return _pattern(rf"{rule}(?:{separators}){rule}:?{rule}$")

    @cached_property
    def opener(self) -> re.Pattern[str]:
        """A closing phrase at the start of a line."""
        return _pattern(rf"\s*[-–*]?\s*(?:{_any(self.words.signature_openers)})(?!\w)")

    @cached_property
    def footer(self) -> re.Pattern[str]:
        """The start of a line that a phone or a mail program adds."""
        return _pattern(rf"\s*(?:{_any(self.words.mobile_footers)})")

    @cached_property
    def disclaimer(self) -> re.Pattern[str]:
        """A tell-tale piece of a legal clause, anywhere in a line."""
        return _pattern(rf"(?<!\w)(?:{_any(self.words.disclaimer_openers)})")

    @cached_property
    def banner(self) -> re.Pattern[str]:
        """The start of a line that a mail server puts above a mail from outside."""
        tag = rf"[\[({{<*]*\s?(?:{_any(self.words.banner_tags)})(?!\w)\s?[\])}}>*:!]*"
        return _pattern(rf"[^\w\[({{<]{{0,12}}(?:{tag}[^\w\n]{{0,4}}$|(?:{tag}\W{{0,4}})?(?:{_any(self.words.banner_openers)}))")

    @cached_property
    def automatic(self) -> re.Pattern[str]:
        """The start of an automatic reply's subject."""
        return _pattern(rf"\s*(?:{_any(self.words.automatic_subjects)})\s*(?:$|[:\-–—\[(/!.])")

    @cached_property
    def prefix(self) -> re.Pattern[str]:
        """The first prefix of a subject: group `reply` or `forward`."""
        replies, forwards = _any(self.words.reply_prefixes), _any(self.words.forward_prefixes)
        kinds = rf"(?P<reply>{replies})|(?P<forward>{forwards})"
        return _pattern(rf"\s*(?:\[[^\]]{{0,40}}\]\s*){{0,4}}(?:{kinds})(?:\s*\[\d+\]|\(\d+\))?\s*:")

    @cached_property
    def robot(self) -> re.Pattern[str]:
        """A whole local part that reads no mail, beyond those known in every language."""
        return _pattern(rf"(?:{_any(self.words.robot_senders)})$")

    @cached_property
    def form(self) -> re.Pattern[str]:
        """A whole local part that web forms write from."""
        return _pattern(rf"(?:{_any(self.words.form_senders)})$")

    @cached_property
    def inline(self) -> re.Pattern[str]:
        """The labels of header lines anywhere in a line, without their values."""
        return _pattern(rf"(?<![^\W_])(?:{_labels(self.words)})[ \xa0*_]{{0,4}}:")

    @cached_property
    def wrote(self) -> re.Pattern[str]:
        """A verb of the line above a quote, anywhere in it."""
        return _pattern(rf"(?<!\w)(?:{_any(self.words.wrote_words)})(?!\w)")


_KEPT = 64
_cache: list[tuple[MailWords, Phrases]] = []


def phrases(words: MailWords) -> Phrases:
    """The patterns of these words. A list without words matches nothing. Kept for the words seen last, without a hash of so many."""
    for known, made in _cache:
        if known is words or known == words:
            return made
    made = Phrases(words)
    _cache.insert(0, (words, made))
    del _cache[_KEPT:]
    return made


def _labels(words: MailWords) -> str:
    kinds = ("from", "sent", "to", "cc", "subject")
    return "|".join(f"(?P<{kind}_>{_any(getattr(words, f'{kind}_labels'))})" for kind in kinds)


def _any(words: tuple[str, ...]) -> str:
    """One of the words, the longest first; white space is any white space, an apostrophe any apostrophe, diacritics may be left out.

    They are grouped by their first letter, of which a look ahead tells: no place is tried with every word.
    """
    parts = sorted({" ".join(word.split()) for word in words if word.strip()}, key=lambda part: (-len(part), part))
    groups: dict[str, list[str]] = {}
    for part in parts:
        groups.setdefault(_bare(part[0]).casefold(), []).append(part)
    return "|".join(_beginning_alike(group) for group in groups.values()) or r"(?!)"


def _beginning_alike(parts: list[str]) -> str:
    first = "|".join(sorted({_letter(part[0]) for part in parts}))
    return f"(?={first})(?:" + "|".join(r"\s+".join("".join(map(_letter, piece)) for piece in part.split()) for part in parts) + ")"


def _letter(letter: str) -> str:
    if letter in "'’":
        return "['’´`]"
    bare = _bare(letter)
    return re.escape(letter) if bare == letter else f"[{letter}{bare}]"


def _bare(letter: str) -> str:
    """The letter without its diacritic."""
    return _UNDECOMPOSED.get(letter) or unicodedata.normalize("NFD", letter)[:1]


_UNDECOMPOSED = {"’": "'", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d"}


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
