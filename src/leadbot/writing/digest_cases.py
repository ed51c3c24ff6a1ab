"""One case of the digest as its template sees it: what it is about, the sender's words, what the rules say, and how it is ended."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from leadbot.model.digest import Digest, DigestCase
from leadbot.model.lead import DOUBTED
from leadbot.model.message import Kind
from leadbot.model.program import Program
from leadbot.writing.answers import answer_lines
from leadbot.writing.digest_advice import advice, question_of, reason_sentence
from leadbot.writing.digest_beside import beside_view
from leadbot.writing.history import changed_words
from leadbot.writing.plain import cell, fold, sentence
from leadbot.writing.values import label, readable_phone, shown
from leadbot.writing.words import Words

MOST_IN_FULL = 10
"""Cases of a sort that are shown with all that is known; the others stand on a line each: a digest of many stays readable."""
DECISIONS = ("check", "gate", "payout", "tender", "tender-offer", "held", "shadow")
MESSAGES = ("open-question", "with_staff")
ADVISED = ("check", "held", "shadow")
"""Of these the rules say something."""
_SHORT, _QUOTE, _CELL = 70, 160, 200

Rows = list[tuple[str, Sequence[str]]]
Links = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What all cases of one digest share."""

    digest: Digest
    program: Program
    words: Words
    prepared: Callable[[str], str]
    """A link that prepares the reply with that line."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.program.calendar.time_zone)

    def say(self, key: str, **facts: Any) -> str:
        """The digest's own words."""
        return self.words.say("digest", key, facts)

    def day(self, moment: datetime | None) -> date | None:
        return moment.astimezone(self.zone).date() if moment else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseView:
    """What the template may say of one case."""

    sort: str
    """`decide`, `answer` or `stuck`."""
    full: bool
    heading: str
    line: str
    """The whole case on a line."""
    remark: str
    question: str
    tone: str
    rows: Rows
    beside: list[dict[str, object]]
    reply_title: str
    reply: str
    """What the partner would get."""
    reply_whole: bool
    """Whether all of it is shown, since staff answer for each word."""
    excerpt: str
    to_do: str
    answers: Links
    commands: tuple[str, ...]

    @property
    def brief(self) -> tuple[str, str, Links]:
        """The case where it is one of many: a line, a remark, and the first of its answers."""
        return self.line, self.remark, self.answers[:1]


def sort_of(case: DigestCase) -> str:
    """What staff have to do with it: decide, answer the sender, or see why something is stuck."""
    return "decide" if case.kind in DECISIONS else "answer" if case.kind in MESSAGES else "stuck"


def on_a_line(case: DigestCase) -> DigestCase:
    """The case without what only a view in full shows."""
    return replace(case, draft=None, verdict=None, quotes=(), beside=(), outlook=None, withheld="", excerpt="")


def case_view(case: DigestCase, number: int, page: Page, *, full: bool, alone: bool) -> CaseView:
    """The case of that number; `alone` where no other asks about the same lead."""
    lines = answer_lines(case, number, page.program, page.words) if page.digest.by_reply else ()
    question = fold(case.question or _in_doubt(case, page), 400)
    kind = page.words.say("cases", page.words.key_for("cases", case.kind, case.about))
    name = " – ".join(filter(None, (case.reference or fold(case.partner, 60) or case.message_key, fold(case.client, 80))))
    due = page.day(case.due_at)
    return CaseView(
        sort=sort_of(case),
        full=full,
        heading=f"{number}. {name} – {kind}" if name else f"{number}. {sentence(kind)}",
        line=" – ".join(filter(None, (f"{number}. {name or sentence(kind)}", page.words.day(due) + _mark(due, page) if due else ""))),
        remark=" – ".join(filter(None, (fold(question, _SHORT) or kind, fold(case.subject, 80)))),
        question=question,
        tone="no" if due and due < page.digest.day else "ask" if due == page.digest.day else "plain",
        rows=_rows(case, page) if full else [],
        beside=[beside_view(case, other, page.program, page.words, page.zone) for other in case.beside] if full else [],
        reply_title=_reply_title(case, lines, page),
        reply=case.withheld or (case.outlook.reply if case.outlook else ""),
        reply_whole=case.kind == "tender" and bool(case.withheld),
        excerpt=case.excerpt,
        to_do=_to_do(case, lines, page),
        answers=[(line, page.prepared(line)) for line in lines],
        commands=() if lines and case.kind in {"check", "gate", "open-question"} else commands(case, alone=alone),
    )


def _in_doubt(case: DigestCase, page: Page) -> str:
    """What staff are asked of a rejection that one of them thinks is wrong; empty for every other case."""
    check = next(iter(case.reasons), "").removeprefix("check:")
    return question_of(check, page.program, page.words) if case.kind == "check" and check.startswith(DOUBTED) else ""


def _reply_title(case: DigestCase, lines: Sequence[str], page: Page) -> str:
    if case.withheld:
        return page.say("call_held" if case.kind == "tender" else "reply_held")
    return page.say("reply_after", line=lines[0]) if lines else page.say("reply_approved")


def _to_do(case: DigestCase, lines: Sequence[str], page: Page) -> str:
    if case.kind in {"open-question", "held"} and lines:
        return page.words.say("to_do", case.kind, {"line": lines[-1]})
    return page.words.say("to_do", case.kind if case.kind != "check" else "none")


def _mark(due: date, page: Page) -> str:
    """Behind a day that is over, or today."""
    key = "overdue_mark" if due < page.digest.day else "today_mark" if due == page.digest.day else ""
    return f" – {page.say(key)}" if key else ""


def _rows(case: DigestCase, page: Page) -> Rows:
    """Names and values; what says nothing is left out."""
    named = ((label(key, page.program, page.words) if "." in key else page.say(key), lines) for key, lines in _lines(case, page))
    return [(name, lines) for name, lines in named if lines]


def _lines(case: DigestCase, page: Page) -> Iterator[tuple[str, list[str]]]:
    due, target = page.day(case.due_at), page.day(case.target_at)
    yield "target", [page.words.weekday(target)] if target else []
    yield _promised(case, page.program), [page.words.weekday(due) + _mark(due, page)] if due else []
    yield from _of_lead(case, page)
    yield "subject_row", [fold(case.subject, _CELL)] if case.subject else []
    yield "received", [page.words.moment(case.received_at.astimezone(page.zone))]
    yield "waiting", [page.say("waiting_days", days=case.waiting_days)] if case.waiting_days else []
    yield "words", _quotes(case, page)
    yield "why", _whys(case, page)
    yield "advice", advice(case, page.program, page.words, page.zone) if case.kind in ADVISED else []
    yield "note", [_note(case, page)] if case.note else []
    yield "message", [case.message_key] if case.message_key else []


def _promised(case: DigestCase, program: Program) -> str:
    """What the promised day is for: a decision, or a person's contact where the program promises that."""
    return "contact_by" if program.promises_contact and case.kind == "check" and case.about == Kind.LEAD else "decide_by"


def _of_lead(case: DigestCase, page: Page) -> Iterator[tuple[str, list[str]]]:
    draft = case.draft
    if draft is None:
        yield "partner" if case.kind in DECISIONS else "sender", [fold(case.partner, _CELL)] if case.partner else []
        return
    ids = [field for id_ in ("client.tax_id", "client.registry_id") if (field := draft.get(id_))]
    client = [fold(case.client, 120), *(f"{label(f.id, page.program, page.words)} {cell(str(f.value), 40)}" for f in ids[:1])]
    yield "client", [" · ".join(client)] if case.client else []
    items = draft.get("items")
    yield "wanted", list(shown(items, page.program, page.words)) if items else []
    for id_ in ("deal.value", "deal.close_date", *(("partner.tax_id", "partner.website") if case.about == Kind.APPLICATION else ())):
        if field := draft.get(id_):
            yield id_, list(shown(field, page.program, page.words))
    contact = (draft.text("contact.name"), draft.text("contact.email"), readable_phone(draft.text("contact.phone")))
    yield "partner", [" · ".join(filter(None, (fold(case.partner, 120), *(fold(part, 80) for part in contact if part != case.partner))))]


def _quotes(case: DigestCase, page: Page) -> list[str]:
    """The sender's words, each with what it was read as."""
    return [_quote(quoted.field, fold(quoted.evidence.quote, _QUOTE), quoted.evidence.source, page) for quoted in case.quotes]


def _quote(field: str, words: str, source: str, page: Page) -> str:
    said = page.words.say("quotes", "value", {"value": words})
    name = label(field, page.program, page.words) if field else ""
    colon = page.words.say("joints", "colon") if page.words.has("joints", "colon") else ":"
    named = f"{name}{colon} {said}" if name and not words.casefold().startswith(name.casefold()) else said
    place = source.removeprefix("attachment:") if source.startswith("attachment:") else ""
    return f"{named} ({fold(place, 60)})" if place else named


def _whys(case: DigestCase, page: Page) -> list[str]:
    """Why a message came to staff; what a lead's case is about stands elsewhere."""
    codes = [code for code in case.reasons if code]
    if case.kind in {"open-question", "with_staff", "unproven", "silenced"}:
        return [page.words.say("whys", code) for code in codes]
    return [] if case.kind in DECISIONS else [reason_sentence(code, case.about, page.program, page.words) for code in codes if ":" in code]


def _note(case: DigestCase, page: Page) -> str:
    """What was noted, in which fields and products have their names."""
    note = case.note
    if case.kind != "check":
        return fold(note, 500)
    return fold(changed_words(note, page.program, page.words), 500)


def commands(case: DigestCase, *, alone: bool) -> tuple[str, ...]:
    """What to type to end the case; `alone` where no other case asks about the same lead."""
    reference, key = case.reference, case.message_key
    if case.commands:
        return case.commands
    match case.kind:
        case "check" if reference:
            return _decisions(reference, case.reasons, alone)
        case "gate" if reference:
            part = f" --part {case.part.partition(' ')[0].rstrip('@')}" if case.part else ""
            return tuple(f"leadbot decide {reference} {answer} --check {case.reasons[0]}{part}" for answer in ("approve", "reject"))
        case "payout" if reference:
            return (f"leadbot record invoice {reference} --quarter Q --number N --net A", f"leadbot show {reference}")
        case "held" if reference:
            return (
                f"leadbot decide {reference} reject",
                f"leadbot decide {reference} review",
                f"leadbot correct {reference} FIELD=VALUE",
                f"leadbot show {reference}",
            )
        case "split":
            return ("leadbot leads",)
        case "sales" | "unsold":
            return ("leadbot payouts",) if case.kind == "sales" else ("leadbot mark REF lost",)
        case "parked" if key:
            return (f"leadbot parked --retry {key}",)
        case "unknown" if case.outbox_id is not None:
            return (f"leadbot outbox --resolve {case.outbox_id} sent", f"leadbot outbox --resolve {case.outbox_id} resend")
        case "open-question" if key:
            return (f"leadbot messages --done {key}",)
        case "failed" if case.outbox_id is not None:
            return (f"leadbot outbox --resolve {case.outbox_id} resend",)
        case _:
            return (f"leadbot show {reference}",) if reference else ()


def _decisions(reference: str, reasons: tuple[str, ...], alone: bool) -> tuple[str, ...]:
    """One pair of commands that answers all of the lead's checks, or one pair for each check."""
    checks = [code.removeprefix("check:") for code in reasons if code.startswith("check:")]
    options = [""] if alone and len(checks) < 2 else [f" --check {check}" for check in checks]
    return tuple(f"leadbot decide {reference} {answer}{option}" for option in options for answer in ("approve", "reject"))
