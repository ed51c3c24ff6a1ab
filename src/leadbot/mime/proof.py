"""What our own border server says of the sender: Authentication-Results (RFC 8601) of one configured server."""

import re
from typing import NamedTuple

from leadbot.mime.domains import organisational_domain
from leadbot.model.message import Address, Authentication, SenderProof

_LENGTH = 8000  # characters of one header that are looked at
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[;()]|[^\s;()"]+|\s+')
_RESULT = re.compile(r"([a-z0-9-]+)(?:/\d+)?=([a-z]+)$")
_REFUSED = frozenset(["fail", "softfail", "hardfail", "policy", "permerror"])


class Result(NamedTuple):
    """One method's result."""

    method: str
    result: str
    properties: dict[str, str]
    """Such as `header.from`, lower-case."""


def sender_proof(headers: tuple[str, ...], authserv_id: str | None, sender: Address | None) -> SenderProof:
    """The proof of `sender`, from the topmost of these Authentication-Results headers that the server `authserv_id` wrote.

    Fails closed: no such server configured, no header of its own, or no strict sender proves nothing.
    """
    if not authserv_id:
        return _nothing("no server is trusted")
    if sender is None:
        return _nothing("From is not one valid address")
    for header in headers:
        tokens = _tokens(header)
        if tokens and _is_server(tokens[0], authserv_id):
            return _judged(_results(tokens[1:]), sender.domain)
    return _nothing(f"no Authentication-Results of {authserv_id}")


def _nothing(reason: str) -> SenderProof:
    return SenderProof(authentication=Authentication.NONE, dmarc=False, reason=reason)


def _tokens(header: str) -> list[list[str]]:
    """The words of each part between semicolons, comments left out; the first part is the server's."""
    parts: list[list[str]] = [[""]]
    comments = 0
    for token in _TOKEN.findall(re.sub(r"\s*=\s*", "=", header[:_LENGTH])):
        if comments or token == "(":
            comments += {"(": 1, ")": -1}.get(token, 0)
        elif token == ";":
            parts.append([""])
        elif token.isspace():
            parts[-1].append("")
        else:
            parts[-1][-1] += token
    return [[word for word in part if word] for part in parts]


def _is_server(part: list[str], authserv_id: str) -> bool:
    # `id` or `id version`; more words, or a method before any semicolon, is no statement of that server.
    return 1 <= len(part) <= 2 and _plain(part[0]) == _plain(authserv_id)


def _results(parts: list[list[str]]) -> tuple[Result, ...]:
    found: list[Result] = []
    for part in parts:
        match = _RESULT.match(part[0].lower()) if part else None
        if match:
            pairs = (word.partition("=") for word in part[1:])
            properties: dict[str, str] = {}
            for name, equals, value in pairs:
                if equals:
                    properties.setdefault(name.lower(), value.strip('"').lower())
            found.append(Result(match[1], match[2], properties))
    return tuple(found)


def _judged(results: tuple[Result, ...], domain: str) -> SenderProof:
    said = ", ".join(f"{r.method}={r.result}" for r in results) or "no results"
    policy = [r for r in results if r.method == "dmarc"]
    proven = [r for r in policy if r.result == "pass" and _plain(r.properties.get("header.from", "")) == domain]
    if policy and len(proven) == len(policy):
        return SenderProof(authentication=Authentication.PASS, dmarc=True, reason=said)
    if any(r.result in _REFUSED or r.result == "pass" for r in policy):
        return SenderProof(authentication=Authentication.FAIL, dmarc=False, reason=f"{said}; not for {domain}")
    if any(r.result == "pass" and _aligned(r, domain) for r in results):
        return SenderProof(authentication=Authentication.PASS, dmarc=False, reason=f"{said}; aligned with {domain}")
    refused = any(r.result in _REFUSED or r.result == "pass" for r in results if r.method in ("spf", "dkim"))
    authentication = Authentication.FAIL if refused else Authentication.NONE
    return SenderProof(authentication=authentication, dmarc=False, reason=f"{said}; nothing aligned with {domain}")


def _aligned(result: Result, domain: str) -> bool:
    """True where the domain that SPF or DKIM passed for belongs to From's organisation (relaxed alignment, RFC 7489, 3.1)."""
    names = {"spf": ("smtp.mailfrom",), "dkim": ("header.d", "header.i")}.get(result.method, ())
    value = next((result.properties[name] for name in names if name in result.properties), "")
    passed = _plain(value.rpartition("@")[2])
    return bool(passed) and organisational_domain(passed) == organisational_domain(domain)


def _plain(name: str) -> str:
    return name.strip('"').rstrip(".").lower()
