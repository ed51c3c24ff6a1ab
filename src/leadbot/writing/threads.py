"""How a mail of ours joins its conversation: subject, Message-ID and References (RFC 5322, 3.6.4)."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache

from leadbot.model.lead import Reference
from leadbot.model.message import Address
from leadbot.model.outgoing import ID_MARK, Correspondence
from leadbot.model.program import Program
from leadbot.writing.plain import fold

SUBJECT_LIMIT = 150
"""Characters."""
_ID = re.compile(r"<[!-;=?-~]{3,240}>")
_MOST_REFERENCES = 20


def reply_subject(original: str, references: Sequence[Reference], program: Program, fallback: str) -> str:
    """`Re: <original subject> [GL-2026-00042]`: the same for all mails of a conversation, so that mail programs keep it together.

    Of several leads it names the first and how many more there are; about none it is the original subject alone. At most SUBJECT_LIMIT
    characters, on one line.
    """
    bare = _without_prefixes(fold(original, 500), program) or fallback
    if not references:
        return f"Re: {fold(bare, SUBJECT_LIMIT - len('Re: '))}"
    more = f" +{len(references) - 1}" if len(references) > 1 else ""
    tag = f"[{references[0]}{more}]"
    known = "" if tag in bare or (not more and references[0] in bare) else f" {tag}"
    room = SUBJECT_LIMIT - len("Re: ") - len(known)
    return f"Re: {fold(bare, room)}{known}" if known else _tagged(bare, tag)


def message_id(key: str, sender: Address) -> str:
    """The mail's Message-ID, with angle brackets: the same for the same key."""
    return f"<{ID_MARK}{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:20]}@{_ascii_domain(sender.domain)}>"


def answered_id(correspondence: Correspondence) -> str | None:
    """The answered mail's Message-ID where it is a usable one."""
    found = correspondence.message_id
    return found if found and _ID.fullmatch(found) else None


def thread_references(correspondence: Correspondence) -> tuple[str, ...]:
    """The conversation's Message-IDs, oldest first, the answered mail last: the first and the newest where they are many."""
    ids = [*correspondence.references, correspondence.message_id or ""]
    usable = list(dict.fromkeys(id_ for id_ in ids if _ID.fullmatch(id_)))
    last = answered_id(correspondence)
    ordered = [id_ for id_ in usable if id_ != last] + ([last] if last else [])
    return tuple(ordered if len(ordered) <= _MOST_REFERENCES else [ordered[0], *ordered[1 - _MOST_REFERENCES :]])


def _tagged(bare: str, tag: str) -> str:
    """A subject that has the reference already, which shortening must not cut off."""
    subject = f"Re: {bare}"
    return subject if len(subject) <= SUBJECT_LIMIT else f"Re: {fold(bare, SUBJECT_LIMIT - 5 - len(tag))} {tag}"


def _without_prefixes(subject: str, program: Program) -> str:
    """Without the reply prefixes of all languages before it; forward prefixes stay."""
    found = _prefixes(program.mail_words.reply_prefixes).match(subject)
    return subject[found.end() :] if found else subject


@lru_cache(maxsize=64)
def _prefixes(of_replies: tuple[str, ...]) -> re.Pattern[str]:
    """One or more of these, and of the one that every mail program knows."""
    prefixes = sorted({"re", *(fold(p).lower() for p in of_replies)} - {""}, key=len, reverse=True)
    return re.compile(rf"(?:(?:{'|'.join(map(re.escape, prefixes))})(?:\[\d+\]|\(\d+\))?\s*:\s*)+", re.IGNORECASE)


def _ascii_domain(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return "localhost.invalid"
