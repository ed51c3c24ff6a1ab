"""The mail that asks a checker outside the team, and the one that tells staff of what it leaves unanswered."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from leadbot.model.checkers import Checker, CheckerForm
from leadbot.model.lead import Lead
from leadbot.model.message import Address
from leadbot.model.orders import order_code
from leadbot.model.outgoing import MailFile, OutgoingMail, Purpose
from leadbot.model.program import Program
from leadbot.writing.outgoing import AUTO_GENERATED, outgoing_mail
from leadbot.writing.plain import cell, fold
from leadbot.writing.templates import Templates
from leadbot.writing.threads import SUBJECT_LIMIT, message_id
from leadbot.writing.values import label, shown
from leadbot.writing.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCheck:
    """One open check of one lead."""

    lead: Lead
    check: str
    since: date | None = None
    """When it was asked first; None: now."""


def compose_to_checker(
    checker: Checker,
    asked: Sequence[AskedCheck],
    program: Program,
    templates: Templates,
    *,
    key: str,
    sender: Address,
    to: Address,
    due: date,
    now: datetime,
) -> OutgoingMail:
    """The checks, numbered in this order, with the fields that the checker sees; as a file where its form is one."""
    language = templates.language(*filter(None, (checker.language, program.language, *program.fallback_languages)))
    words = templates.words(language)
    views = [_view(number, one, checker, program, words) for number, one in enumerate(asked, start=1)]
    title = program.title.get(language) or program.title.get(program.language) or program.id
    context = {
        "lang": language,
        "title": title,
        "team": program.team.get(language) or program.team.get(program.language) or program.id,
        "due": words.weekday(due),
        "checks": views,
        "as_file": checker.form is CheckerForm.CSV,
        "code": order_code(message_id(key, sender)),
        **_order_words(program, language),
    }
    files = (_file(views, program, words),) if checker.form is CheckerForm.CSV else ()
    return outgoing_mail(
        templates.blocks(language, "checker", context),
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.NOTICE,
        subject=fold(words.say("checker", "subject", {"title": title, "count": len(asked)}), SUBJECT_LIMIT),
        sender=sender,
        to=to,
        auto_submitted=AUTO_GENERATED,
        now=now,
        files=files,
    )


def compose_late_checks(
    checker: Checker,
    late: Sequence[AskedCheck],
    program: Program,
    templates: Templates,
    *,
    key: str,
    sender: Address,
    to: Address,
    checker_address: Address,
    now: datetime,
) -> OutgoingMail:
    """For one of the staff, in the program's language: what the checker has not answered in its time."""
    language = templates.language(program.language, *program.fallback_languages)
    words = templates.words(language)
    name = checker.title.get(language) or checker.title.get(program.language) or checker.id
    told = ((one.lead.reference, one.lead.draft.text("client.name"), words.day(one.since) if one.since else "") for one in late)
    leads = [" – ".join(fold(part, 100) for part in parts if part) for parts in told]
    context = {
        "lang": language,
        "title": program.title.get(language) or program.id,
        "checker": name,
        "address": checker_address.email,
        "leads": leads,
    }
    return outgoing_mail(
        templates.blocks(language, "checker-late", context),
        program,
        templates,
        language=language,
        key=key,
        purpose=Purpose.NOTICE,
        subject=fold(words.say("checker", "late", {"checker": name, "count": len(late)}), SUBJECT_LIMIT),
        sender=sender,
        to=to,
        auto_submitted=AUTO_GENERATED,
        now=now,
    )


def _view(number: int, one: AskedCheck, checker: Checker, program: Program, words: Words) -> Mapping[str, object]:
    lead, spec = one.lead, program.check(one.check)
    found = [(field_id, lead.draft.get(field_id)) for field_id in checker.shows]
    rows = [(label(id_, program, words, lead.kind), shown(value, program, words)) for id_, value in found if value is not None]
    question = (spec.question.get(words.language) or spec.question.get(program.language) or "") if spec else ""
    since = words.day(one.since) if one.since else ""
    return {"number": number, "reference": lead.reference, "question": question or one.check, "rows": rows, "since": since}


def _file(views: Sequence[Mapping[str, object]], program: Program, words: Words) -> MailFile:
    """A row for each check, with empty columns for answer and reason."""
    names = dict.fromkeys(name for view in views for name, _ in _rows(view))
    number, answer, reason = (words.say("checker", name) for name in ("number", "answer", "reason"))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([number, answer, reason, words.say("checker", "reference"), words.say("checker", "question"), *names])
    for view in views:
        values = {name: ", ".join(lines) for name, lines in _rows(view)}
        told = (cell(str(view["reference"])), cell(str(view["question"])), *(cell(values.get(name, "")) for name in names))
        writer.writerow([view["number"], "", "", *told])
    return MailFile(name=f"{program.id}.csv", media_type="text/csv", octets=out.getvalue().encode("utf-8-sig"))


def _rows(view: Mapping[str, object]) -> Sequence[tuple[str, Sequence[str]]]:
    rows = view["rows"]
    return rows if isinstance(rows, list) else ()


def _order_words(program: Program, language: str) -> dict[str, str]:
    lexicon = program.lexicons.get(language)
    said = lexicon.orders if lexicon else None
    return {f"word_{name}": (getattr(said, name) or ("",))[0] if said else "" for name in ("approve", "no", "undo")}
