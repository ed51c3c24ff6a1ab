"""Staff's one daily mail: the open cases by due date, and how to decide each."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from leadbot.model.digest import Digest, DigestCase
from leadbot.model.message import Address
from leadbot.model.outgoing import OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.model.resemblance import Beside, Compared, Likeness
from leadbot.model.verdict import Reason
from leadbot.writing.answers import answer_lines, reply_uri
from leadbot.writing.outgoing import AUTO_GENERATED, outgoing_mail
from leadbot.writing.plain import fold
from leadbot.writing.templates import Templates
from leadbot.writing.threads import SUBJECT_LIMIT, message_id
from leadbot.writing.values import label, shown
from leadbot.writing.words import Words

_NEVER = datetime.max.replace(tzinfo=UTC)


def compose_digest(
    digest: Digest, program: Program, templates: Templates, *, sender: Address, person: Address, now: datetime
) -> OutgoingMail:
    """The digest for one person, in the program's language."""
    language = templates.language(program.language, *program.fallback_languages)
    words = templates.words(language)
    key = f"digest:{program.id}:{person.email}:{digest.day.isoformat()}"
    title = program.title.get(language) or program.id
    checked = Counter(case.reference for case in digest.cases if case.kind == "check")
    ordered = by_due_date(digest)
    cases = [_case(case, digest, program, words, alone=checked[case.reference] < 2) for case in ordered]
    overdue = sum(case["overdue"] is True for case in cases)
    facts = {"title": title, "day": words.day(digest.day), "count": len(cases), "overdue": overdue or ""}
    subject = fold(words.say("digest", "subject", facts), SUBJECT_LIMIT)
    own_id = message_id(key, sender)
    for number, (case, view) in enumerate(zip(ordered, cases, strict=True), start=1):
        lines = answer_lines(case, number, program, words) if digest.by_reply else ()
        view["answers"] = [(line, reply_uri(line, sender, subject, own_id)) for line in lines]
    context = {"title": title, "day": words.weekday(digest.day), "cases": cases, "overdue": overdue, "lang": language}
    context["soon"] = _soon(ordered, digest, program, words)
    blocks = templates.blocks(language, "digest", context)
    return outgoing_mail(
        blocks,
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.DIGEST,
        subject=subject,
        sender=sender,
        to=person,
        auto_submitted=AUTO_GENERATED,
        now=now,
    )


def _soon(ordered: Sequence[DigestCase], digest: Digest, program: Program, words: Words) -> list[tuple[str, list[str]]]:
    """The numbers of the cases that are overdue, or due today or on one of the two business days after, each day on one line."""
    zone = ZoneInfo(program.calendar.time_zone)
    days: dict[str, date] = {"today": digest.day} | dict(zip(("next", "after_next"), digest.next_days, strict=False))
    found: dict[str, list[str]] = {name: [] for name in ("overdue", *days)}
    for number, case in enumerate(ordered, start=1):
        due = case.due_at.astimezone(zone).date() if case.due_at else None
        name = "overdue" if due and due < digest.day else next((name for name, day in days.items() if day == due), None)
        if name:
            found[name].append(" ".join([f"{number}.", case.reference or fold(case.partner, 60)]))
    return [(words.say("days", name), [", ".join(names)]) for name, names in found.items() if names]


def by_due_date(digest: Digest) -> list[DigestCase]:
    """The cases, the earliest target or promise first, those without one last, then by receipt."""
    return sorted(
        digest.cases,
        key=lambda case: (case.target_at or case.due_at or _NEVER, case.received_at, case.reference or "", case.message_key or ""),
    )


def _case(case: DigestCase, digest: Digest, program: Program, words: Words, *, alone: bool) -> dict[str, object]:
    zone = ZoneInfo(program.calendar.time_zone)
    due = case.due_at.astimezone(zone).date() if case.due_at else None
    target = case.target_at.astimezone(zone).date() if case.target_at else None
    return {
        "kind": case.kind,
        "kind_words": words.say("cases", words.key_for("cases", case.kind, case.about)),
        "reference": case.reference or "",
        "message_key": case.message_key or "",
        "client": fold(case.client, 120),
        "partner": fold(case.partner, 200),
        "received": words.moment(case.received_at.astimezone(zone)),
        "due": words.weekday(due) if due else "",
        "target": words.weekday(target) if target else "",
        "overdue": due is not None and due < digest.day,
        "today": due == digest.day,
        "question": case.question,
        "reasons": [_reason_words(Reason.parse(code), case, program, words) for code in case.reasons if code],
        "note": case.note,
        "beside": [_beside(case, other, program, words) for other in case.beside],
        "withheld": case.withheld,
        "commands": commands(case, alone=alone),
    }


def _beside(case: DigestCase, other: Beside, program: Program, words: Words) -> dict[str, object]:
    """Another lead beside the case's own: who, when, in what state, and each field as both have it, with a mark where they are alike."""
    zone = ZoneInfo(program.calendar.time_zone)
    return {
        "reference": other.reference,
        "state": words.say("states", other.state.value),
        "received": words.moment(other.received_at.astimezone(zone)),
        "partner": fold(other.partner, 200),
        "rows": [(label(c.field, program, words), _both(case, other, c, program, words)) for c in other.fields],
    }


def _both(case: DigestCase, other: Beside, field: Compared, program: Program, words: Words) -> tuple[str, ...]:
    """One line where both say the same, else one for each lead."""
    one, theirs = ("; ".join(shown(value, program, words)) if value is not None else "–" for value in (field.one, field.other))
    if one == theirs:
        return (f"{one} {Likeness.SAME}",)
    return f"{case.reference}: {one}", f"{other.reference}: {theirs} {field.likeness}".rstrip()


def commands(case: DigestCase, *, alone: bool) -> tuple[str, ...]:
    """What to type to end the case; `alone` where no other case asks about the same lead."""
    reference, key = case.reference, case.message_key
    if case.commands:
        return case.commands
    match case.kind:
        case "check" if reference:
            return _decisions(reference, case.reasons, alone)
        case "gate" if reference:
            return tuple(f"leadbot decide {reference} {answer} --check {case.reasons[0]}" for answer in ("approve", "reject"))
        case "payout" if reference:
            return (f"leadbot record invoice {reference} --quarter Q --number N --net A", f"leadbot show {reference}")
        case "held" if reference:
            return (f"leadbot decide {reference} reject", f"leadbot correct {reference} FIELD=VALUE", f"leadbot show {reference}")
        case "parked" if key:
            return (f"leadbot parked --retry {key}",)
        case "unknown" if case.outbox_id is not None:
            return (f"leadbot outbox --resolve {case.outbox_id} sent", f"leadbot outbox --resolve {case.outbox_id} resend")
        case "failed" if case.outbox_id is not None:
            return (f"leadbot outbox --resolve {case.outbox_id} resend",)
        case _:
            return (f"leadbot show {reference}",) if reference else ()


def _decisions(reference: str, reasons: tuple[str, ...], alone: bool) -> tuple[str, ...]:
    """One pair of commands that answers all of the lead's checks, or one pair for each check."""
    checks = [reason.subject for reason in map(Reason.parse, reasons) if reason.code == "check"]
    options = [""] if alone and len(checks) < 2 else [f" --check {check}" for check in checks]
    return tuple(f"leadbot decide {reference} {answer}{option}" for option in options for answer in ("approve", "reject"))


def _reason_words(reason: Reason, case: DigestCase, program: Program, words: Words) -> str:
    """The check's question as staff read it, or the code itself."""
    spec = program.check(reason.subject) if reason.code == "check" else None
    question = spec.question.get(words.language, "") if spec else ""
    return f"{reason}: {question}" if question and question != case.question else str(reason)
