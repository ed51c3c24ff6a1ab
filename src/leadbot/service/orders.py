"""Staff's orders by reply to their digest: taken, read back, and carried out once they can no longer be taken back."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from leadbot.model.digest import DigestCase
from leadbot.model.errors import LeadbotError, NotPossible, OutOfReach
from leadbot.model.lead import Check, Lead, LeadState, Reference
from leadbot.model.message import Disposition, MessageKey, SegmentKind
from leadbot.model.obstacles import Obstacle
from leadbot.model.orders import Act, Heard, NumberedCase, Order, OrderState, StandingOrder, Told, Unclear, UnclearLine
from leadbot.model.outgoing import Purpose
from leadbot.model.payout import GATE, OVERPAID
from leadbot.model.submission import Evidence, FieldValue
from leadbot.service import decide
from leadbot.service.answering import conversation, release
from leadbot.service.corrections import parse_value, typed_items
from leadbot.service.desk import Desk
from leadbot.service.gates import answer_gate, told_of
from leadbot.service.incoming import UNPROVEN_ORDER, Ending, Incoming, with_staff
from leadbot.service.mailed_lists import IMPORT, confirmed_import, import_file, import_stamp
from leadbot.service.open_questions import GIVEN, OPEN_QUESTION, set_aside
from leadbot.service.posting import post
from leadbot.service.reading_back import read_back
from leadbot.service.staff_answers import answered_question, send_answer
from leadbot.service.staff_files import asks_for_file, filed, files, post_file
from leadbot.service.staff_questions import QUESTION, question_stamp
from leadbot.service.unit_of_work import Registry, UnitOfWork
from leadbot.writing import compose_orders

FINDING = "finding"
"""The kind of a case that asks a checker outside the team about a check."""
BY_REPLY = ("check", "held", "gate", FINDING)
"""Kinds of case that an order ends."""
STALE = {QUESTION: Heard.QUESTION_STALE, IMPORT: Heard.FILE_STALE, FINDING: Heard.FINDING_STALE}
"""What is told of a case that has changed, by kind, where it is no case of a digest."""
ENGLISH = "en"

_PART = "/"
"""Between a gate and the part of it that a case asks about."""
_CODE = re.compile(r"\s?\[([0-9a-f]{8})\]")

log = logging.getLogger(__name__)


class _Preview(Exception):
    """Undoes what was only tried."""

    def __init__(self, becomes: LeadState) -> None:
        self.becomes = becomes


def numbered(uow: UnitOfWork, desk: Desk, digest: str, person: str, cases: Sequence[DigestCase]) -> list[NumberedCase]:
    """The cases of a person's digest in the order in which it shows them, each with the stamp of what it shows."""
    return [
        NumberedCase(
            digest=digest,
            program=desk.program.id,
            person=person,
            number=number,
            kind=case.kind,
            reference=case.reference,
            check=_check_id(case),
            stamp=case_stamp(uow, case.kind, case.reference, _check_id(case)),
            message=case.message_key if case.kind == OPEN_QUESTION else None,
        )
        for number, case in enumerate(cases, start=1)
    ]


def follow_orders(incoming: Incoming) -> Ending | None:
    """What staff ordered in reply to a digest; None where the mail continues none.

    Orders count for the person whom the digest went to, and only where the border server proved the sender, whatever the desk asks of
    partners.
    """
    text = own_words(incoming)
    cases = cases_of(incoming)
    lines = order_lines(incoming.desk, text if _CODE.sub("", text).strip() else incoming.reading.message.subject)
    if not cases and not any(asks_for_file(line) and line.references for line in lines if isinstance(line, Order)):
        return None
    if not incoming.authentic:
        log.warning("an order without proof of its sender", extra={"action": "unproven-order", "key": incoming.stored.key})
        return with_staff(UNPROVEN_ORDER)
    if cases and cases[0].kind == QUESTION and not any(asks_for_file(line) for line in lines):
        return answered_question(incoming, cases[0], lines)
    if cases and cases[0].kind == IMPORT and not any(asks_for_file(line) for line in lines):
        return confirmed_import(incoming, cases[0], lines)
    if any(asks_for_file(line) for line in lines) and len(lines) == 1 and (lead := filed(incoming, lines[0], cases)):
        post_file(incoming, lead, answers=True)
        return Ending(disposition=Disposition.ANSWERED, references=(lead.reference,))
    if not lines:
        return Ending(disposition=Disposition.SILENT)  # thanks alone
    told = [one for line in lines for one in heard(incoming, line, cases)]
    return read_back(incoming, told, cases[0].digest if cases else conversation(incoming.uow, incoming.stored))


def cases_of(incoming: Incoming) -> list[NumberedCase]:
    """The cases of the mail to staff whose conversation the mail continues, else of the one whose code it has."""
    orders, program = incoming.uow.orders, incoming.desk.program.id
    if cases := orders.cases(program, conversation(incoming.uow, incoming.stored)):
        return cases
    code = _CODE.search(own_words(incoming))
    digest = orders.digest(program, code[1]) if code else None
    return orders.cases(program, digest) if digest else []


def own_words(incoming: Incoming) -> str:
    """What the sender wrote, without any line that is marked as quoted: a lone `> 1 ok` may be somebody else's."""
    lines = incoming.reading.message.text(SegmentKind.OWN).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(">"))


def carry_out_due(registry: Registry, desk: Desk, now: datetime) -> int:
    """Carry out the orders whose moment has come; what can't be carried out any more is told to whoever ordered it. Returns how many were.

    Each has its own savepoint. Raises OutOfReach.
    """
    with registry.begin() as uow:
        return sum(_carried_out(uow, desk, order, now) for order in uow.orders.due(desk.program.id, now))


def _carried_out(uow: UnitOfWork, desk: Desk, standing: StandingOrder, now: datetime) -> bool:
    try:
        with uow.savepoint():
            if _is_stale(uow, standing.case):
                raise NotPossible("the case has changed since", Obstacle.CHANGED)
            do = {QUESTION: send_answer, IMPORT: import_file, OPEN_QUESTION: set_aside}.get(standing.case.kind, _carry_out)
            do(uow, desk, standing.case, standing.order, now)
            uow.orders.end(standing, OrderState.DONE)
            return True
    except OutOfReach:
        raise
    except LeadbotError as error:
        _failed(uow, desk, standing, error, now)
    except Exception as error:  # whatever one order does, the others go on
        log.exception("an order could not be carried out", extra={"action": "order-failed", "key": standing.message})
        _failed(uow, desk, standing, error, now)
    return False


def _failed(uow: UnitOfWork, desk: Desk, standing: StandingOrder, error: Exception, now: datetime) -> None:
    """The order is over, and whoever gave it hears so where that can be written."""
    why = str(error) if isinstance(error, LeadbotError) else f"{type(error).__name__}: {error}"
    uow.orders.end(standing, OrderState.FAILED, why)
    try:
        with uow.savepoint():
            _tell_of_failure(uow, desk, standing, error, now)
    except OutOfReach:
        raise
    except Exception:  # the other orders go on
        log.exception("a failed order could not be told", extra={"action": "order-failed", "key": standing.message})


def _tell_of_failure(uow: UnitOfWork, desk: Desk, standing: StandingOrder, error: Exception, now: datetime) -> None:
    stored = uow.messages.get(standing.message)
    if stored.correspondence is None:
        return
    case = standing.case
    stale = _is_stale(uow, case) or case.kind == FINDING
    mail = compose_orders(
        stored.correspondence,
        [_hindered(_told(uow, case, standing.order, STALE.get(case.kind, Heard.STALE) if stale else Heard.NOT_POSSIBLE), error)],
        desk.program,
        desk.templates,
        key=f"{Purpose.NOTICE}:{case.reference}:order-{stored.key}-{case.number}",
        answers=None,
        sender=desk.address,
        now=now,
    )
    post(uow, mail, about=[case.reference] if case.reference else [], thread=case.digest, registers=True)


def order_lines(desk: Desk, text: str, *others: str) -> tuple[Order | UnclearLine, ...]:
    """What the first lines of a text order, in the program's languages, in English and in `others`."""
    # This process reads no other mails, and what reads them takes long to load.
    from leadbot.reading.orders import OrderReader

    program = desk.program
    spoken = dict.fromkeys((program.language, *program.fallback_languages, ENGLISH, *others))
    reader = OrderReader(program.lexicons[language] for language in spoken if language in program.lexicons)
    return reader.read(_CODE.sub("", text).strip())


def heard(incoming: Incoming, line: Order | UnclearLine, cases: Sequence[NumberedCase]) -> Iterator[Told]:
    """What becomes of one line, for each case that it names."""
    if isinstance(line, UnclearLine):
        yield Told(what=line.why, line=line.line, subject=line.subject)
        return
    if line.act is Act.FILE:
        for told in files(incoming, line, cases):
            if told.what is Heard.FILE_SENT and told.reference:
                post_file(incoming, incoming.uow.leads.get(told.reference), answers=False)
            yield told
        return
    if not cases:
        yield Told(what=Unclear.NO_CASE, line=line.line)
        return
    if cases[0].person != incoming.sender.email:
        yield Told(what=Heard.OTHER_PERSON, line=line.line, subject=cases[0].person)
        return
    named, unknown = _named(line, cases)
    for name in unknown:
        yield Told(what=Heard.UNKNOWN_CASE, line=line.line, subject=name)
    for case in named:
        yield _taken(incoming, case, line)
    if not named and not unknown:
        yield Told(what=Unclear.NO_CASE, line=line.line)


def _named(order: Order, cases: Sequence[NumberedCase]) -> tuple[list[NumberedCase], list[str]]:
    """The cases that an order names, and the names that are none of the digest's; of one case alone it need not be named."""
    by_number = {case.number: case for case in cases}
    answerable = [case for case in cases if case.kind in BY_REPLY]
    if order.every:
        return answerable, []
    if not order.cases and not order.references:
        return (answerable, []) if len(answerable) == 1 else ([], [])
    named = [by_number[number] for number in order.cases if number in by_number]
    unknown = [str(number) for number in order.cases if number not in by_number]
    for reference in order.references:
        of_lead = [case for case in answerable if case.reference == reference]
        named += of_lead
        unknown += [] if of_lead else [reference]
    return list(dict.fromkeys(named)), unknown


def _taken(incoming: Incoming, case: NumberedCase, order: Order) -> Told:
    """The order standing for its case, or why it is not."""
    uow, desk = incoming.uow, incoming.desk
    last = uow.orders.latest(case)
    if order.act is Act.UNDO:
        return _undone(uow, case, order, last)
    if last is not None and last.state in {OrderState.WAITING, OrderState.DONE}:
        return _told(uow, case, last.order, Heard.ANSWERED)
    if case.kind == OPEN_QUESTION:
        return _set_aside(incoming, case, order)
    if case.kind not in BY_REPLY or case.reference is None:
        return _told(uow, case, order, Heard.NOT_BY_REPLY)
    if case.kind == "held" and order.act is Act.REJECT and (order.reason or not order.denies):
        return _told(uow, case, order, Heard.HELD_EITHER)
    if _is_stale(uow, case):
        return _told(uow, case, order, STALE.get(case.kind, Heard.STALE))
    if choices := _reasons_to_name(desk, case, order):
        return replace(_told(uow, case, order, Heard.NEEDS_REASON), reasons=choices)
    try:
        becomes = _preview(uow, desk, case, order, incoming.now)
    except OutOfReach:
        raise
    except LeadbotError as error:
        # Why a lead can't be decided may be another partner's lead, which is nothing for a checker.
        what = Heard.FINDING_STALE if case.kind == FINDING else Heard.NOT_POSSIBLE
        return _hindered(_told(uow, case, order, what), error)
    due_at = incoming.now + desk.undo
    uow.orders.put(StandingOrder(case=case, order=order, message=incoming.stored.key, due_at=due_at))
    return replace(_told(uow, case, order, Heard.TAKEN), becomes=becomes, due_at=due_at)


def _set_aside(incoming: Incoming, case: NumberedCase, order: Order) -> Told:
    """`ok` to a question: it is over. Nothing else ends it in a digest; it is answered by a reply to the mail that shows it."""
    uow, desk = incoming.uow, incoming.desk
    if order.act is not Act.APPROVE:
        return _told(uow, case, order, Heard.NOT_BY_REPLY)
    given = [one for one in uow.orders.about(case.program, case.message or MessageKey("")) if one.state in GIVEN]
    if given:
        return replace(_told(uow, case, order, Heard.QUESTION_ANSWERED), subject=given[0].case.person)
    due_at = incoming.now + desk.undo
    uow.orders.put(StandingOrder(case=case, order=order, message=incoming.stored.key, due_at=due_at))
    return replace(_told(uow, case, order, Heard.SET_ASIDE), due_at=due_at)


def _undone(uow: UnitOfWork, case: NumberedCase, order: Order, last: StandingOrder | None) -> Told:
    if last is None or last.state in {OrderState.UNDONE, OrderState.FAILED}:
        return _told(uow, case, order, Heard.NOTHING_TO_UNDO)
    if last.state is OrderState.DONE:
        return _told(uow, case, last.order, Heard.TOO_LATE)
    uow.orders.end(last, OrderState.UNDONE)
    return _told(uow, case, last.order, Heard.UNDONE)


def _told(uow: UnitOfWork, case: NumberedCase, order: Order, what: Heard) -> Told:
    client = uow.leads.get(case.reference).draft.text("client.name") if case.reference else ""
    return Told(
        what=what,
        line=order.line,
        order=order,
        number=case.number,
        reference=case.reference,
        client=client,
        held=case.kind == "held",
        gate=case.kind == "gate",
        overpaid=case.kind == "gate" and (case.check or "").startswith(OVERPAID.removeprefix(GATE)),
        finding=case.kind == FINDING,
    )


def _hindered(told: Told, error: Exception) -> Told:
    """With why it was not possible, as far as staff can do something about it."""
    return replace(told, obstacle=error.obstacle, facts=error.facts) if isinstance(error, LeadbotError) else told


def _reasons_to_name(desk: Desk, case: NumberedCase, order: Order) -> tuple[str, ...]:
    """The reason codes out of which a refusal must name one: those of a check that has several."""
    spec = desk.program.check(case.check) if case.check else None
    if order.act is not Act.REJECT or order.reason is not None or spec is None or len(spec.refused) < 2:
        return ()
    return spec.refused


def _preview(uow: UnitOfWork, desk: Desk, case: NumberedCase, order: Order, now: datetime) -> LeadState:
    """Where the lead will stand. Nothing is kept. Raises LeadbotError where the order can't be carried out."""
    try:
        with uow.savepoint():
            raise _Preview(_carry_out(uow, desk, case, order, now).state)
    except _Preview as preview:
        return preview.becomes


def _carry_out(uow: UnitOfWork, desk: Desk, case: NumberedCase, order: Order, now: datetime) -> Lead:
    """Raises NotPossible, UnknownReference, HeldByAnother."""
    if case.reference is None:
        raise NotPossible("that case is about no lead")
    reference, by = case.reference, case.person
    match order.act:
        case Act.CORRECT:
            values = [_value(uow.leads.get(reference), name, written, desk, by) for name, written in order.values]
            return decide.correct(uow, desk, reference, values, by, now)
        case Act.ASK:
            return decide.ask(uow, desk, reference, order.fields, by, now)
        case Act.REOPEN:
            return decide.reopen(uow, desk, reference, by, now)
        case Act.APPROVE if case.kind == "held":
            release(uow, desk, reference, by, now)
            return uow.leads.get(reference)
        case Act.REJECT if case.kind == "held":
            return decide.doubt_held(uow, desk, reference, order.note, by, now)
        case Act.APPROVE | Act.REJECT if case.kind == "gate":
            passed = order.act is Act.APPROVE
            gate, _, part = (case.check or "").partition(_PART)
            answer_gate(uow, desk, reference, f"{GATE}{gate}", passed=passed, by=by, now=now, note=order.note, part=part)
            return uow.leads.get(reference)
        case Act.APPROVE | Act.REJECT if case.kind in ("check", FINDING):
            answer = decide.Decision(approve=order.act is Act.APPROVE, check=case.check, reason=order.reason, note=order.note, by=by)
            return decide.decide(uow, desk, reference, answer, now)
        case _:
            raise NotPossible(f"{reference}: correct what was misread, or reopen it", Obstacle.NO_SUCH_ANSWER)


def _value(lead: Lead, name: str, written: str, desk: Desk, by: str) -> FieldValue:
    """A corrected field; a part of the only item changes that item. Raises NotPossible."""
    field, _, part = name.partition(".") if name.startswith("items.") else (name, "", "")
    if not part:
        return parse_value(f"{field}={written}", desk.program, by)
    items = lead.draft.items()
    if len(items) != 1:
        message = f"the lead has {len(items)} items: write all of them, like items=25 PRODUCT, 3 PRODUCT"
        raise NotPossible(message, Obstacle.SEVERAL_ITEMS, items=typed_items(items, desk.program))
    if not written.isdecimal():
        raise NotPossible(f"{written} is no whole number", Obstacle.NO_NUMBER, field=name, value=written)
    count = int(written)
    changed = replace(items[0], quantity=count) if part == "quantity" else replace(items[0], term_months=count)
    return FieldValue(id=field, value=(changed,), evidence=Evidence(source="staff", quote=by))


def _check_id(case: DigestCase) -> str | None:
    """The check or gate that a case asks about, with the part of it."""
    code, _, check = next(iter(case.reasons), "").partition(":")
    return f"{check}{case.part and _PART}{case.part}" if case.kind == code and code in {"check", "gate"} else None


def _is_stale(uow: UnitOfWork, case: NumberedCase) -> bool:
    now = import_stamp(uow, case) if case.kind == IMPORT else case_stamp(uow, case.kind, case.reference, case.check)
    return case.stamp != now


def case_stamp(uow: UnitOfWork, kind: str, reference: Reference | None, check: str | None) -> str:
    """What a case was about, in short: the lead's data, and the open check or the held mails."""
    if kind == QUESTION:
        return question_stamp(uow, reference)
    if reference is None or kind not in BY_REPLY:
        return ""
    lead = uow.leads.get(reference)
    asked: object = [] if kind == FINDING else [row.id for row in uow.outbox.held(reference)]
    if kind in ("check", FINDING):
        asked = _open_check(lead, check)
    elif kind == "gate":
        gate, _, part = (check or "").partition(_PART)
        asked = told_of(uow, lead.program, reference, f"{GATE}{gate}", part)
    data = [(field.id, field.value) for field in lead.draft.fields]
    return sha256(repr((data, asked)).encode()).hexdigest()[:16]


def _open_check(lead: Lead, check: str | None) -> tuple[str, datetime] | None:
    found: Check | None = next((each for each in lead.open_checks() if each.id == check), None)
    return (found.id, found.opened_at) if found else None
