"""Mails of ours that came back: tied to what we sent, noted with their leads, shown to staff once. A forged one does nothing."""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from leadbot.model.lead import Lead
from leadbot.model.message import Message
from leadbot.model.outgoing import ID_MARK
from leadbot.model.stored import OutboxRow, StoredMessage
from leadbot.service.ask_for_invoices import note_unreached
from leadbot.service.desk import Desk
from leadbot.service.incoming import Ending, silent
from leadbot.service.judgement import entry
from leadbot.service.unit_of_work import UnitOfWork

UNREACHED = "unreached"
"""Why staff are shown a bounce: a mail of ours did not arrive. Also the event in the history of its leads."""
UNREACHED_AGAIN = "unreached-again"
"""Staff know already that this address does not take mail about these leads."""
STAFF_UNREACHED = "staff-unreached"
"""A mail to the vendor's own people did not arrive."""
BOUNCE_UNCLEAR = "bounce-unclear"
"""Why staff are shown a bounce of no standard form, or one that names an address which our mail did not go to."""
BOUNCE_FOREIGN = "bounce-foreign"
"""A delivery report about no mail of ours: forged, or about a mail that somebody sent in our name."""
BOUNCE_DELAYED = "bounce-delayed"
"""Nothing is lost yet: delayed, passed on, expanded, delivered."""

_STATUS = re.compile(r"(?:action=(?P<action>\S*) )?status=(?P<status>\S*) recipient=(?P<recipient>\S*)(?: original=(?P<original>\S*))?")
_OUR_ID = re.compile(rf"<?({re.escape(ID_MARK)}[0-9a-f]{{20}}@[^\s<>()]{{1,255}})>?")
_OWN_HEADER = re.compile(rf"message-id:\s*{_OUR_ID.pattern}", re.IGNORECASE)
_LOST = re.compile(r"(?<![\d.])5\.\d{1,3}\.\d{1,3}(?![\d.])|(?<!\d)5[05]\d[ -]")
_PUT_OFF = re.compile(r"(?<![\d.])4\.\d{1,3}\.\d{1,3}(?![\d.])|(?<!\d)4[25]\d[ -]")
_TEXT = 100_000  # characters of a bounce's text that are searched

log = logging.getLogger(__name__)


class _Fate(Enum):
    FAILED = auto()
    PENDING = auto()
    UNCLEAR = auto()


@dataclass(frozen=True, slots=True)
class _Told:
    """What a bounce says of one recipient."""

    addresses: frozenset[str]
    """The same recipient, as we wrote to it and as it was passed on to; empty where none is named."""
    fate: _Fate
    status: str


def take_back(uow: UnitOfWork, desk: Desk, stored: StoredMessage, message: Message, now: datetime) -> Ending:
    """What a bounce ends as, with the leads that our mail was about. Only a failure at an address of that mail has an effect."""
    rows = _returned(uow, desk, message)
    told = _told(message)
    if not rows:
        standard = any(each.addresses for each in told)
        log.warning("a bounce about no mail of ours", extra={"action": "bounce-ignored", "key": stored.key})
        return silent(BOUNCE_FOREIGN if standard else BOUNCE_UNCLEAR)
    leads = [uow.leads.get(reference) for reference in dict.fromkeys(ref for row in rows for ref in row.references)]
    failed = _failed(uow, rows, told)
    if failed:
        return _unreached(uow, desk, stored, rows, leads, failed, now)
    if told and all(each.fate is _Fate.PENDING for each in told):
        return silent(BOUNCE_DELAYED, *leads)
    log.warning("a bounce that names nobody we wrote to", extra={"action": "bounce-unclear", "key": stored.key})
    return silent(BOUNCE_UNCLEAR, *leads)


def _unreached(
    uow: UnitOfWork,
    desk: Desk,
    stored: StoredMessage,
    rows: Sequence[OutboxRow],
    leads: Sequence[Lead],
    failed: dict[str, str],
    now: datetime,
) -> Ending:
    told = ", ".join(f"{address} ({status})" if status else address for address, status in failed.items())
    uow.messages.note_error(stored.key, told)
    if failed.keys() <= desk.colleagues():
        log.warning("a mail to staff came back", extra={"action": "staff-unreached", "key": stored.key})
        return silent(STAFF_UNREACHED, *leads)
    news = [lead for lead in leads if not failed.keys() <= _known(uow, lead)]
    for lead in news:
        uow.leads.note(lead.reference, entry(now, UNREACHED, stored.key, told))
    for row in rows:
        if row.to in failed:
            note_unreached(uow, desk, row, now)
    return silent(UNREACHED if news or not leads else UNREACHED_AGAIN, *leads)


def _known(uow: UnitOfWork, lead: Lead) -> set[str]:
    """The addresses of which staff were told, with that lead, that they take no mail."""
    told = (event.detail for event in uow.leads.history(lead.reference) if event.event == UNREACHED)
    return {part.partition(" (")[0] for detail in told for part in detail.split(", ")}


def _returned(uow: UnitOfWork, desk: Desk, message: Message) -> list[OutboxRow]:
    """The mails of ours that came back, by the surest sign that there is."""
    text = message.text()[:_TEXT]
    signs: tuple[Iterable[str], ...] = (
        (f"<{id_}>" for id_ in message.header("original-envelope-id")),
        message.header("returned-message-id"),
        (f"<{match[1]}>" for match in _OWN_HEADER.finditer(text)),
        message.in_reply_to,
        message.references,
        (f"<{match[1]}>" for match in _OUR_ID.finditer(text)),
    )
    for ids in signs:
        known = (uow.outbox.by_message_id(id_) for id_ in dict.fromkeys(ids))
        if rows := [row for row in known if row is not None and row.program == desk.program.id]:
            return rows
    return []


def _told(message: Message) -> list[_Told]:
    """What the report says of each recipient; where it has no such part, what its headers and its text say of all."""
    statuses = [found for value in message.header("delivery-status") if (found := _STATUS.match(value)) and any(found.groups())]
    if statuses:
        return [_of_status(found) for found in statuses]
    named = {part.strip(" <>").lower() for value in message.header("x-failed-recipients") for part in value.split(",")} - {""}
    text = f"{message.subject}\n{message.text()[:_TEXT]}"
    lost, put_off = _LOST.search(text), _PUT_OFF.search(text)
    if named:
        return [_Told(frozenset({address}), _Fate.FAILED, lost[0].strip(" -") if lost else "") for address in sorted(named)]
    if lost:
        return [_Told(frozenset(), _Fate.FAILED, lost[0].strip(" -"))]
    return [_Told(frozenset(), _Fate.PENDING, "")] if put_off else []


def _of_status(found: re.Match[str]) -> _Told:
    action, status = found["action"] or "", found["status"]
    if action in ("delayed", "relayed", "expanded", "delivered") or (not action and status[:1] in ("2", "4")):
        fate = _Fate.PENDING
    else:
        fate = _Fate.FAILED if action == "failed" or status[:1] == "5" else _Fate.UNCLEAR
    return _Told(frozenset({found["recipient"] or "", found["original"] or ""} - {""}), fate, status)


def _failed(uow: UnitOfWork, rows: Sequence[OutboxRow], told: Sequence[_Told]) -> dict[str, str]:
    """The addresses that we wrote to and that were not reached, with the status. Where a bounce names none, the mail's only recipient."""
    ours = {address.lower(): address for row in rows for address in uow.outbox.envelope(row.id)[1]}
    failed: dict[str, str] = {}
    for each in told:
        if each.fate is _Fate.FAILED:
            named = each.addresses & ours.keys() if each.addresses else (ours.keys() if len(ours) == 1 else set())
            failed |= {ours[address]: each.status for address in sorted(named)}
    return failed
