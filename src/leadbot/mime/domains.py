"""The organisational domain of a domain name (RFC 7489, 3.2), by the public suffix list."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=4096)
def organisational_domain(domain: str) -> str:
    """The registrable part of `domain`, lower-case and without a trailing dot: `mail.firma.com.pl` gives `firma.com.pl`.

    An unknown top-level domain, such as `.example`, counts as one public suffix. What has no registrable part (a suffix, a
    single label, nonsense) is given back as it is.
    """
    name = domain.strip().strip(".").lower()[:253]
    return _suffixes().privatesuffix(name) or name


@cache
def _suffixes() -> "PublicSuffixList":
    # Reading the list takes 40 ms: done when the first domain is asked for.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
