"""A lead's history as staff read it: what the registry notes in short, in their language and without ids."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from leadbot.model.deals import EventKind
from leadbot.model.lead import DOUBTED, HistoryEntry, LeadState
from leadbot.model.program import Program
from leadbot.writing.digest_advice import question_of, reason_sentence
from leadbot.writing.obstacles import reason_name
from leadbot.writing.plain import fold
from leadbot.writing.values import label
from leadbot.writing.words import Words

_ID = re.compile(r"[a-z0-9]+(?:[-._][a-z0-9]+)*")
_KEY = re.compile(r"[0-9a-f]{16,64}")
_WAS = re.compile(r"was (\w+)")
_MARKED = re.compile(r"([a-z-]+) (\d{4}-\d\d-\d\d)(.*)")
_CHASED = re.compile(r"business day (\d+) of the place until (\S+)")
_TERMS = re.compile(r"version (\S+) of (\S+?)(?:: (.*))?")
_ROLES = {"staff": "team", "deadline": "deadline"}
STATES = frozenset(LeadState)


def happened(entry: HistoryEntry, senders: Mapping[str, str], program: Program, words: Words) -> str:
    """What happened, who did it, and the rest; `senders` are addresses by the keys of messages."""
    event = words.say("history", entry.event) if words.has("history", entry.event) else _other(entry.event, words)
    detail = _DETAILS.get(entry.event, _plain)(entry.detail, program, words)
    return " – ".join(filter(None, (event, who(entry.by, words, senders), fold(detail, 500))))


def _other(event: str, words: Words) -> str:
    return words.say("states" if event in STATES else "history", event, {"event": event})


def who(by: str, words: Words, senders: Mapping[str, str] | None = None) -> str:
    """An address, or whose doing it was; a message that nobody is known to have sent is nobody's."""
    if senders and by in senders:
        return fold(senders[by], 100)
    if _KEY.fullmatch(by):
        return ""
    return words.say("details", _ROLES[by]) if by in _ROLES else fold(by, 100)


def named_ids(text: str, program: Program, words: Words) -> str:
    """The text, in which fields, products and ways to pay have their names."""
    return _ID.sub(lambda found: _name(found.group(), program, words), text)


def _name(id_: str, program: Program, words: Words) -> str:
    if words.has("values", f"billing.{id_}"):
        return words.say("values", f"billing.{id_}")
    product = program.catalogue.product(id_)
    return program.catalogue.title(id_, words.language) if product else label(id_, program, words)


def changed_words(detail: str, program: Program, words: Words) -> str:
    """What a partner's mail changed, or would have."""
    if detail == "nothing new":
        return words.say("details", "nothing-new")
    items = detail.removeprefix("with other items: ")
    if items != detail:
        return words.say("details", "with-items", {"items": named_ids(items, program, words)})
    return named_ids(detail, program, words)


def _plain(detail: str, _program: Program, words: Words) -> str:
    was = _WAS.fullmatch(detail)
    return words.say("details", "was", {"state": words.say("states", was[1])}) if was and was[1] in STATES else detail


def _nothing(_detail: str, _program: Program, _words: Words) -> str:
    return ""


def _state(detail: str, program: Program, words: Words) -> str:
    """Of an end, what the lead was before."""
    return _plain(detail, program, words) if _WAS.fullmatch(detail) else ""


def _verdict(detail: str, program: Program, words: Words) -> str:
    outcome, *codes = detail.split()
    reasons = " ".join(reason_sentence(code, "lead", program, words) for code in codes)
    state = words.say("states", outcome) if words.has("states", outcome) else outcome
    return f"{state}. {reasons}" if reasons else state


def _decision(detail: str, program: Program, words: Words) -> str:
    """`approve a-check, another` or `reject a-check reason note`."""
    verb, _, rest = detail.partition(" ")
    checks: list[str] = []
    while (found := re.match(r"([a-z][a-z0-9-]*)(,)?(?: |$)", rest)) and (program.check(found[1]) or found[1].startswith(DOUBTED)):
        checks.append(question_of(found[1], program, words))
        rest = rest[found.end() :].strip()
        if not found[2]:
            break
    code, _, note = rest.partition(" ")
    known = program.lexicons[words.language].orders.reasons if words.language in program.lexicons else {}
    said = " – ".join(filter(None, (reason_name(code, program, words), note.strip()) if code in known else (rest,)))
    told = words.say("details", "approve" if verb == "approve" else "refuse", {"question": " ".join(checks) or "–"})
    return " – ".join(filter(None, (told, said)))


def _fields(detail: str, program: Program, words: Words) -> str:
    return ", ".join(label(id_, program, words) for id_ in detail.split(", "))


def _promise(detail: str, program: Program, words: Words) -> str:
    return words.say("details", "promised", {"day": words.weekday(_moment(detail, program).date())})


def _chased(detail: str, program: Program, words: Words) -> str:
    found = _CHASED.fullmatch(detail)
    facts = {"number": found[1], "until": words.day(_moment(found[2], program).date())} if found else None
    return words.say("details", "chased", facts) if facts else ""


def _moment(written: str, program: Program) -> datetime:
    return datetime.fromisoformat(written).astimezone(ZoneInfo(program.calendar.time_zone))


def _terms(detail: str, _program: Program, words: Words) -> str:
    found = _TERMS.fullmatch(detail)
    return words.say("details", "terms", {"version": found[1], "dated": found[2], "words": found[3] or ""}) if found else detail


def _number(detail: str, _program: Program, words: Words) -> str:
    return words.say("details", "number", {"number": detail.removeprefix("partner number ")})


def _asked_outside(detail: str, program: Program, words: Words) -> str:
    check, _, address = detail.partition(": ")
    return f"{address} – {question_of(check, program, words)}" if program.check(check) else address


def _marked(detail: str, _program: Program, words: Words) -> str:
    found = _MARKED.fullmatch(detail)
    if not found or found[1] not in frozenset(EventKind):
        return detail
    return " ".join(filter(None, (words.say("events", found[1]), words.day(date.fromisoformat(found[2])), found[3].strip())))


def _recorded(detail: str, _program: Program, words: Words) -> str:
    sort = detail.partition(":")[0].replace(" ", "-")
    return words.say("recorded", sort) if words.has("recorded", sort) else ""


_DETAILS: Mapping[str, Callable[[str, Program, Words], str]] = {
    "judged": _verdict,
    "in-doubt": _verdict,
    "decided": _decision,
    "corrected": changed_words,
    "changed": changed_words,
    "completed": changed_words,
    "sent-again": changed_words,
    "asked": _fields,
    "asked-outside": _asked_outside,
    "escalated": _promise,
    "promise-passed": _promise,
    "chased": _chased,
    "asked-anyway": _chased,
    "terms-asked": _terms,
    "terms-accepted": _terms,
    "admitted": _number,
    "partnership-ended": _number,
    "marked": _marked,
    "recorded": _recorded,
    **dict.fromkeys(("filled-in", "appeal", "released", "version", "withdrawn"), _nothing),
    **dict.fromkeys(STATES - {LeadState.WITHDRAWN}, _state),
}
"""How each event's note is read."""
