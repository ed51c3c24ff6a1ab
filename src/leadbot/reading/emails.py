"""E-mail addresses, checked by email-validator without the network."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from leadbot.model.message import PLAIN_ADDRESS
from leadbot.model.submission import Standing
from leadbot.reading.text import Label, Mention, Spans, Statement, What

_LOCAL = re.compile(r"[\w.+%'\-]{1,64}$")
_DOMAIN = re.compile(r"[\w\-]{1,63}(?:\.[\w\-]{1,63}){0,8}")
_LONGEST = 64
_RESERVED = frozenset({"test", "invalid", "localhost", "example", "local"})
"""Domains reserved for tests and documentation (RFC 2606): in order here, as no mail server is asked."""


def find_emails(statement: Statement, spans: Spans, label_at: Callable[[int], Label | None]) -> Iterator[Mention]:
    """The addresses in a statement; one that cannot be right is a mention only where the label at its place says it is one."""
    text = statement.text
    at = text.find("@")
    while at >= 0:
        local = _LOCAL.search(text, max(0, at - _LONGEST), at)
        domain = _DOMAIN.match(text, at + 1)
        if local and domain and spans.free(local.start(), domain.end()):
            start, end = local.start(), domain.end()
            written = text[start:end].strip("'-").lower()
            valid = _is_valid(written)
            spans.take(start, end)
            label = label_at(start)
            if valid or (label is not None and "email" in label.kinds):
                standing = Standing.VALID if valid else Standing.INVALID
                yield Mention(what=What.EMAIL, value=written, start=start, end=end, standing=standing)
        at = text.find("@", at + 1)


@lru_cache(maxsize=256)
def _is_valid(address: str) -> bool:
    if PLAIN_ADDRESS.fullmatch(address):
        return True
    import email_validator

    domain = address.rpartition("@")[2]
    if domain.rpartition(".")[2] in _RESERVED and "." in domain:
        address = address.rpartition("@")[0] + "@" + domain.rpartition(".")[0] + ".com"
    try:
        email_validator.validate_email(address, check_deliverability=False)
    except email_validator.EmailNotValidError:
        return False
    return True
