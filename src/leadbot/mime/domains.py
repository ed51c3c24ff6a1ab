"""The organisational domain of a domain name (RFC 7489, 3.2), by the public suffix list."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publicsuffixlist import PublicSuffixList

_RULE = re.compile(r"^(?!//).+$", re.MULTILINE)


@lru_cache(maxsize=4096)
def organisational_domain(domain: str) -> str:
    """The registrable part of `domain`, lower-case and without a trailing dot: `mail.firma.com.pl` gives `firma.com.pl`.

    An unknown top-level domain, such as `.example`, counts as one public suffix. What has no registrable part (a suffix, a
    single label, nonsense) is given back as it is.
    """
    name = domain.strip().strip(".").lower()[:253]
    return _suffixes(_readable(name.rpartition(".")[2])).privatesuffix(name) or name


def _readable(label: str) -> str:
    """A label as the list writes it: not in Punycode."""
    try:
        return label.encode("ascii").decode("idna") if label.startswith("xn--") else label
    except UnicodeError:
        return label


@lru_cache(maxsize=256)
def _suffixes(top: str) -> "PublicSuffixList":
    """The suffixes below one top-level domain: no others match there, and all of them take 60 ms to read."""
    from publicsuffixlist import PublicSuffixList

    below = f".{top}"
    return PublicSuffixList([rule for rule in _rules() if rule.endswith(below) or rule == top])


@cache
def _rules() -> "Sequence[str]":
    """The lines of the list, but for its comments."""
    from pathlib import Path

    from publicsuffixlist import PSLFILE

    return _RULE.findall(Path(PSLFILE).read_text("utf-8"))
