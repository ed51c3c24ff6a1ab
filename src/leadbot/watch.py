"""What outlives a cycle beside the database, which may itself be the trouble: what the operator was told, and how the work stands."""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from pathlib import Path
from typing import Any, Protocol

from leadbot.model.alarms import TROUBLES, Alarm, Trouble, Watched
from leadbot.model.errors import LeadbotError
from leadbot.model.outgoing import DeliveryOutcome, DeliveryResult, OutgoingMail
from leadbot.service.alarms import Book, look, told
from leadbot.writing import envelope, to_bytes

BOOK, HEALTH = ".leadbot.alarms.json", "health.json"
"""Files beside the configuration; the second is for watchdogs to read."""
ROOM = 4096
"""Octets of the book's file at least: it can then be written over in place, on a disk that is full."""

log = getLogger(__name__)


class Way(Protocol):
    """A transport."""

    def send(self, raw: bytes, sender: str, recipients: Sequence[str]) -> DeliveryResult: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the work stood at the end of a cycle."""

    cycle_at: datetime
    good_at: datetime | None
    """The end of the last cycle in which everything was reached and nothing failed; None: there was none yet."""
    troubles: tuple[Trouble, ...] = ()


class Watch:
    """Of one installation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._book: Book | None = None

    def health(self) -> Health | None:
        """What the last cycle left; None where there was none, or the file is damaged."""
        try:
            data = json.loads((self._folder / HEALTH).read_text("utf-8"))
            good = data["good_at"]
            return Health(
                cycle_at=datetime.fromisoformat(data["cycle_at"]),
                good_at=datetime.fromisoformat(good) if good else None,
                troubles=tuple(_trouble(each) for each in data["troubles"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def note(self, found: Sequence[Trouble], now: datetime, *, good: bool) -> None:
        """The end of a cycle, for watchdogs. A disk that takes nothing leaves the file as it is, which gets old."""
        before = self.health()
        good_at = now if good else before.good_at if before else None
        standing = [_shown(trouble) for trouble in found if not TROUBLES[trouble.code].happens]
        row = {"cycle_at": now.isoformat(), "good_at": good_at.isoformat() if good_at else None, "troubles": standing}
        with suppress(OSError):
            _replace(self._folder / HEALTH, json.dumps(row, ensure_ascii=False) + "\n")

    def alarm(
        self,
        found: Sequence[Trouble],
        now: datetime,
        compose: Callable[[Alarm], OutgoingMail],
        ways: Sequence[Callable[[], Way]],
        *,
        unseen: frozenset[str] = frozenset(),
    ) -> int:
        """Tell what is due, by the first way that takes it; what none takes is due again at the next look. Returns how many were told."""
        book, alarms = look(self._read(), found, now, unseen=unseen)
        self._keep(book)
        count = 0
        for alarm in alarms:
            if _sent(compose(alarm), ways):
                book = told(book, alarm, now)
                self._keep(book)
                count += 1
            else:
                log.error(
                    "an alarm reached nobody: %s", alarm.trouble.code, extra={"action": "alarm-lost", "program": alarm.trouble.program}
                )
        return count

    def _read(self) -> Book:
        if self._book is None:
            try:
                rows = json.loads((self._folder / BOOK).read_text("utf-8"))
                self._book = {watched.trouble.name: watched for watched in map(_watched, rows)}
            except (OSError, ValueError, KeyError, TypeError):
                self._book = {}
        return self._book

    def _keep(self, book: Book) -> None:
        if book == self._book:
            return
        self._book = book
        text = json.dumps([_row(watched) for watched in book.values()], ensure_ascii=False)
        padded = text + " " * max(0, ROOM - len(text.encode()) - 1) + "\n"
        path = self._folder / BOOK
        try:
            _replace(path, padded)
        except OSError:
            with suppress(OSError), path.open("r+b") as file:
                file.write(padded.encode())
                file.truncate()


def _sent(mail: OutgoingMail, ways: Iterable[Callable[[], Way]]) -> bool:
    raw, (sender, recipients) = to_bytes(mail), envelope(mail)
    return any(_handed(open_way, raw, sender, recipients) for open_way in ways)


def _handed(open_way: Callable[[], Way], raw: bytes, sender: str, recipients: Sequence[str]) -> bool:
    try:
        with closing(open_way()) as way:
            # The null sender first: what can't be delivered then comes back to nobody, and makes no mail (RFC 3834, 3.3).
            became = way.send(raw, "", recipients)
            if became.outcome is DeliveryOutcome.PERMANENT:
                became = way.send(raw, sender, recipients)
            return became.outcome in {DeliveryOutcome.SENT, DeliveryOutcome.UNKNOWN}
    except (LeadbotError, OSError) as error:
        log.warning("a way to the operator is closed: %s", error, extra={"action": "alarm-way-closed"})
        return False


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all. Raises OSError."""
    new = path.with_name(f"{path.name}.new")
    try:
        with new.open("w", encoding="utf-8") as file:
            new.chmod(0o600)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def _shown(trouble: Trouble) -> dict[str, Any]:
    return {"code": trouble.code, "program": trouble.program, "ids": list(trouble.ids[:20]), "detail": trouble.detail}


def _row(watched: Watched) -> dict[str, Any]:
    return {
        "code": watched.trouble.code,
        "program": watched.trouble.program,
        "since": watched.since.isoformat(),
        "seen_at": watched.seen_at.isoformat(),
        "told_at": watched.told_at.isoformat() if watched.told_at else None,
        "told_ids": list(watched.told_ids),
    }


def _watched(row: Mapping[str, Any]) -> Watched:
    told_at = row["told_at"]
    return Watched(
        trouble=_trouble(row),
        since=datetime.fromisoformat(row["since"]),
        seen_at=datetime.fromisoformat(row["seen_at"]),
        told_at=datetime.fromisoformat(told_at) if told_at else None,
        told_ids=tuple(row["told_ids"]),
    )


def _trouble(row: Mapping[str, Any]) -> Trouble:
    """Raises KeyError for a code that a newer leadbot wrote."""
    _ = TROUBLES[row["code"]]
    return Trouble(code=row["code"], program=row["program"], ids=tuple(row.get("ids", ())), detail=row.get("detail", ""))
