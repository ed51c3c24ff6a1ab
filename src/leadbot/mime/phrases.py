"""The mail words of all languages as compiled patterns, made once for each set of words."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from leadbot.model.lexicon import MailWords


@dataclass(frozen=True, kw_only=True)
class Phrases:
    """Patterns over single lines, all case-insensitive."""

    words: MailWords = field(repr=False)

    label: re.Pattern[str]
    """A header line above an older mail; its group names the label's kind, and `value` is what follows the colon."""
    separator: re.Pattern[str]
    """A whole line that parts an older mail from the newer one; group `forward` where it says that the mail is forwarded."""
    opener: re.Pattern[str]
    """A closing phrase at the start of a line."""
    footer: re.Pattern[str]
    """The start of a line that a phone or a mail program adds."""
    disclaimer: re.Pattern[str]
    """A tell-tale piece of a legal clause, anywhere in a line."""
    banner: re.Pattern[str]
    """The start of a line that a mail server puts above a mail from outside."""
    automatic: re.Pattern[str]
    """The start of an automatic reply's subject."""
    prefix: re.Pattern[str]
    """The first prefix of a subject: group `reply` or `forward`."""
    robot: re.Pattern[str]
    """A whole local part that reads no mail, beyond those known in every language."""
    form: re.Pattern[str]
    """A whole local part that web forms write from."""

    # Most mails ask for none of the following, and patterns take long to compile.

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
    made = _compiled(words)
    _cache.insert(0, (words, made))
    del _cache[_KEPT:]
    return made


def _compiled(words: MailWords) -> Phrases:
    rule = r"[\s\-–—_=*>]*+"
    separators = f"(?P<forward>{_any(words.forward_separators)})|{_any(words.separators)}"
    replies, forwards = _any(words.reply_prefixes), _any(words.forward_prefixes)
    tag = rf"[\[({{<*]*\s?(?:{_any(words.banner_tags)})(?!\w)\s?[\])}}>*:!]*"
    return Phrases(
        words=words,
        label=_pattern(rf"[\s*_]*+(?:{_labels(words)})(?:[ \xa0*_]*:|[ *_]*\t)[\s*_]*(?P<value>.*)"),
        separator=_pattern(rf"{rule}(?:{separators}){rule}:?{rule}$"),
        opener=_pattern(rf"\s*[-–*]?\s*(?:{_any(words.signature_openers)})(?!\w)"),
        footer=_pattern(rf"\s*(?:{_any(words.mobile_footers)})"),
        disclaimer=_pattern(rf"(?<!\w)(?:{_any(words.disclaimer_openers)})"),
        banner=_pattern(rf"[^\w\[({{<]{{0,12}}(?:{tag}[^\w\n]{{0,4}}$|(?:{tag}\W{{0,4}})?(?:{_any(words.banner_openers)}))"),
        automatic=_pattern(rf"\s*(?:{_any(words.automatic_subjects)})\s*(?:$|[:\-–—\[(/!.])"),
        prefix=_pattern(rf"\s*(?:\[[^\]]{{0,40}}\]\s*){{0,4}}(?:(?P<reply>{replies})|(?P<forward>{forwards}))(?:\s*\[\d+\]|\(\d+\))?\s*:"),
        robot=_pattern(rf"(?:{_any(words.robot_senders)})$"),
        form=_pattern(rf"(?:{_any(words.form_senders)})$"),
    )


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
