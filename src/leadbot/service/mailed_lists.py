"""Lists, sales reports and events that staff send as a file: tried, told, and imported once they say so."""

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from leadbot.judging.folding import fold
from leadbot.mime import parse
from leadbot.model.errors import ConfigurationError, NotPossible
from leadbot.model.imports import ListImport
from leadbot.model.message import OF_ATTACHMENT, Attachment, Disposition, MessageKey, SegmentKind
from leadbot.model.obstacles import Obstacle
from leadbot.model.octets import whole
from leadbot.model.orders import Act, Heard, NumberedCase, Order, OrderState, StandingOrder, Told, UnclearLine
from leadbot.model.outgoing import Correspondence, Purpose
from leadbot.model.program import Program
from leadbot.service.desk import Desk
from leadbot.service.importing import EVENTS, PRICES, SALES, Upload, import_within, lists_of
from leadbot.service.incoming import UNPROVEN_ORDER, Ending, Incoming, with_staff
from leadbot.service.posting import post
from leadbot.service.reading_back import read_back
from leadbot.service.unit_of_work import UnitOfWork
from leadbot.writing import TrialRun, compose_trial

IMPORT = "import"
"""The kind of a case that is a file which was tried."""
UNOPENED = frozenset({"attachment-protected", "attachment-broken", "attachment-too-large", "attachment-costly"})
"""Defects of files that are not opened again."""
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls")
"""How the names of files end that may be lists."""


def take_file(incoming: Incoming) -> Ending | None:
    """Try the file that a member of staff sends with a list's name in the subject; None for a mail that is none such.

    Nothing is imported yet: the result goes back, and `ok` in reply to it imports just that file.
    """
    message = incoming.reading.message
    names = [file.name for file in message.attachments if not file.inline and file.name.lower().endswith(TABLES)]
    lists = named_lists(incoming.desk.program, message.subject)
    if (
        not names
        or (not lists and message.in_reply_to)
        or (not lists and any(segment.kind is SegmentKind.FORWARDED for segment in message.segments))
    ):
        return None
    if not incoming.authentic:
        return with_staff(UNPROVEN_ORDER)
    unread = {defect.detail: defect.code for defect in incoming.reading.submission.defects if defect.code.startswith(OF_ATTACHMENT)}
    known = lists_of(incoming.desk.program)
    if len(lists) != 1 or len(names) != 1:
        return _told(incoming, TrialRun(file=", ".join(names), lists=lists or known, choose=True))
    if unread.get(names[0]) in UNOPENED:
        return _told(incoming, TrialRun(file=names[0], lists=lists, unreadable=True))
    return _tried(incoming, lists[0], names[0])


def named_lists(program: Program, subject: str) -> tuple[str, ...]:
    """The lists of the program that a subject names, by id or by a name in any language; a longer name goes before one inside it."""
    said = f" {_plain(subject)} "
    names = {_plain(id_): id_ for id_ in lists_of(program)}
    for lexicon in program.lexicons.values():
        names |= {_plain(name): id_ for id_, called in lexicon.lists.items() if id_ in lists_of(program) for name in called}
    found: list[str] = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        if f" {name} " in said:
            found.append(names[name])
            said = said.replace(f" {name} ", "  ")
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text.replace("_", " "))))


def _tried(incoming: Incoming, list_id: str, name: str) -> Ending:
    uow, desk, stored = incoming.uow, incoming.desk, incoming.stored
    octets = _file(uow, desk.program, stored.key, name)
    upload = Upload(list=list_id, file=name, octets=octets, by=incoming.sender.email, dry_run=True)
    try:
        made = import_within(uow, desk.program, upload, desk.free_mail, incoming.now)
    except ConfigurationError as error:
        return _told(incoming, TrialRun(file=name, lists=(list_id,), problems=error.problems))
    offered = _keeps(made) and bool(made.added or made.changed or made.gone)
    run = TrialRun(file=name, lists=(list_id,), made=made, problems=made.refused, offered=offered)
    message_id = _post(incoming.uow, desk, run, incoming.to, f"{Purpose.REPLY}:{stored.key}", stored.key, incoming.now)
    if offered:
        case = NumberedCase(
            digest=message_id,
            program=desk.program.id,
            person=incoming.sender.email,
            number=1,
            kind=IMPORT,
            check=f"{list_id}/{sha256(octets).hexdigest()}/{name}",
            stamp=_list_stamp(uow, desk.program.id, list_id),
            message=stored.key,
        )
        uow.orders.put_cases([case])
    return Ending(disposition=Disposition.ANSWERED)


def _keeps(made: ListImport) -> bool:
    """Whether the file would be imported at all: a list that is replaced is not, where a row is wrong."""
    return not made.refused or bool(made.added)


def confirmed_import(incoming: Incoming, case: NumberedCase, lines: Sequence[Order | UnclearLine]) -> Ending:
    """`ok` in reply to a trial: the file is imported once that can no longer be taken back."""
    told = [_answer(incoming, case, line) for line in lines[:1]]
    return read_back(incoming, told, case.digest)


def _answer(incoming: Incoming, case: NumberedCase, line: Order | UnclearLine) -> Told:
    uow = incoming.uow
    list_id, _, name = _of(case)
    if isinstance(line, UnclearLine):
        return Told(what=line.why, line=line.line, subject=line.subject)
    if case.person != incoming.sender.email:
        return Told(what=Heard.OTHER_PERSON, line=line.line, subject=case.person)
    last = uow.orders.latest(case)
    told = Told(what=Heard.FILE_LEFT, line=line.line, order=line, number=1, subject=name, list=list_id)
    standing = last is not None and last.state in {OrderState.WAITING, OrderState.DONE}
    if line.act is Act.UNDO:
        return _undone(uow, last, told) if last is not None and standing else _but(told, Heard.NOTHING_TO_UNDO)
    if line.act is not Act.APPROVE or (line.cases and line.cases != (1,)):
        return told
    if standing:
        return _but(told, Heard.ANSWERED)
    if case.stamp != import_stamp(uow, case):
        return _but(told, Heard.FILE_STALE)
    due_at = incoming.now + incoming.desk.undo
    uow.orders.put(StandingOrder(case=case, order=line, message=incoming.stored.key, due_at=due_at))
    return Told(what=Heard.FILE_TAKEN, line=line.line, order=line, number=1, subject=name, list=list_id, due_at=due_at)


def _undone(uow: UnitOfWork, last: StandingOrder, told: Told) -> Told:
    if last.state is OrderState.DONE:
        return _but(told, Heard.TOO_LATE)
    uow.orders.end(last, OrderState.UNDONE)
    return _but(told, Heard.UNDONE)


def _but(told: Told, what: Heard) -> Told:
    return Told(what=what, line=told.line, order=told.order, number=told.number, subject=told.subject, list=told.list)


def import_file(uow: UnitOfWork, desk: Desk, case: NumberedCase, order: Order, now: datetime) -> None:
    """Import the very file that was tried, and tell who said so. Raises NotPossible, ConfigurationError."""
    list_id, digest, name = _of(case)
    if case.message is None or order.act is not Act.APPROVE:
        raise NotPossible("that case is about no file")
    octets = _file(uow, desk.program, case.message, name)
    if sha256(octets).hexdigest() != digest:
        raise NotPossible(f"{name} is another file by now", Obstacle.CHANGED)
    upload = Upload(list=list_id, file=name, octets=octets, by=case.person)
    made = import_within(uow, desk.program, upload, desk.free_mail, now)
    origin = uow.messages.get(case.message)
    if origin.correspondence is None:
        return
    run = TrialRun(file=name, lists=(list_id,), made=made, problems=made.refused)
    _post(uow, desk, run, origin.correspondence, f"{Purpose.NOTICE}:import-{origin.key}", None, now)


def import_stamp(uow: UnitOfWork, case: NumberedCase) -> str:
    """What the list is like now, in short."""
    return _list_stamp(uow, case.program, _of(case)[0])


def _list_stamp(uow: UnitOfWork, program: str, list_id: str) -> str:
    rows: Sequence[object]
    match list_id:
        case _ if list_id == SALES:
            rows = uow.deals.sales(program)
        case _ if list_id == EVENTS:
            rows = uow.deals.events(program)
        case _:
            rows = [*uow.lists.entries(program, list_id), *(uow.deals.prices(program) if list_id == PRICES else [])]
    return sha256(repr(rows).encode()).hexdigest()[:16]


def _of(case: NumberedCase) -> tuple[str, str, str]:
    """The list, the file's hash and its name."""
    list_id, digest, name = (case.check or "//").split("/", 2)
    return list_id, digest, name


def _file(uow: UnitOfWork, program: Program, message: MessageKey, name: str) -> bytes:
    """The attached file of that name. It was opened under limits when the mail was read."""
    attachments: Sequence[Attachment] = parse(whole(uow.messages.raw(message)), program.mail_words).attachments
    return next((file.content for file in attachments if file.name == name and not file.inline), b"")


def attached_tables(incoming: Incoming) -> list[bytes]:
    """The files of a mail that may be tables, as far as they were opened under limits."""
    message, defects = incoming.reading.message, incoming.reading.submission.defects
    unread = {defect.detail for defect in defects if defect.code in UNOPENED}
    names = [file.name for file in message.attachments if not file.inline and file.name.lower().endswith(TABLES)]
    return [_file(incoming.uow, incoming.desk.program, incoming.stored.key, name) for name in names if name not in unread]


def _told(incoming: Incoming, run: TrialRun) -> Ending:
    stored = incoming.stored
    _post(incoming.uow, incoming.desk, run, incoming.to, f"{Purpose.REPLY}:{stored.key}", stored.key, incoming.now)
    return Ending(disposition=Disposition.ANSWERED)


def _post(uow: UnitOfWork, desk: Desk, run: TrialRun, to: Correspondence, key: str, answers: MessageKey | None, now: datetime) -> str:
    """Tell what the file does or did. Returns that mail's Message-ID, which is its own conversation where it can be answered."""
    mail = compose_trial(run, to, desk.program, desk.templates, key=key, answers=answers, sender=desk.address, now=now)
    post(uow, mail, about=(), thread=mail.message_id, registers=True)
    return mail.message_id
