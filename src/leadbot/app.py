"""The composition root: the one place that picks real mailboxes, transports, registry, programs, and the clock."""

import fcntl
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from leadbot.mailbox import ImapMailbox, MaildirMailbox, open_mailbox
from leadbot.model.alarms import TROUBLES, Alarm, Trouble
from leadbot.model.errors import ConfigurationError, OutOfReach, Problem
from leadbot.model.message import Address
from leadbot.model.outgoing import OutgoingMail
from leadbot.model.program import Program
from leadbot.programs import load_lexicons, load_program, program_doubts
from leadbot.reader import ChildProcess, InProcessReader, Reader, Readers
from leadbot.registry import Mark, SqlRegistry, check_url, open_registry
from leadbot.resources import shipped
from leadbot.service.alarms import database_trouble, disk_trouble, troubles_in_registry, troubles_of_cycle
from leadbot.service.cycle import Cycle, run_cycle
from leadbot.service.desk import Desk
from leadbot.service.looks import Looks
from leadbot.service.restore import begin_cycle
from leadbot.settings import ProgramSettings, find_settings, load_settings, located, with_password
from leadbot.transport import CommandTransport, MaildirTransport, SmtpTransport, open_alarm, open_transport
from leadbot.watch import Watch
from leadbot.writing import Templates, compose_alarm, load_templates, missing_words

NOW = "LEADBOT_NOW"
"""The environment variable that sets the clock."""
READERS = 2
"""Processes that read a long queue of mails where one can't keep up, and the machine has as many processors; each takes some 100 MB."""

SEEN_WITHOUT_DATABASE = frozenset({"database", "disk-low", "cycle-failed"})
"""Codes of troubles that are found whatever the database does."""

log = logging.getLogger(__name__)


def clock(environment: Mapping[str, str] = os.environ) -> datetime:
    """The present moment, aware; `LEADBOT_NOW` sets it. Raises ConfigurationError where that is no ISO 8601 moment with offset."""
    fixed = environment.get(NOW)
    if fixed is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(fixed)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        remedy = "Write it like 2026-11-20T10:00:00+01:00"
        problem = Problem(file=NOW, line=None, where="", value=fixed, message="not a moment with its offset", remedy=remedy)
        raise ConfigurationError((problem,))
    return moment


def folders(name: str, base: Path | None) -> list[Path]:
    """Where files of that sort are looked for: beside the configuration first, then the shipped ones."""
    own = [base / name] if base is not None and (base / name).is_dir() else []
    return [*own, shipped("templates") if name == "templates" else shipped("config") / name]


def program_by_name(name: str, base: Path | None = None) -> Program:
    """The program of that id or path. Raises ConfigurationError."""
    return load_program(name, folders("programs", base), load_lexicons(folders("lexicons", base)))


def doubts(name: str, base: Path | None, templates: Templates, now: datetime) -> tuple[Problem, ...]:
    """What a program in order may not mean, and what its languages lack in words. Raises ConfigurationError, as `program_by_name`."""
    program = program_by_name(name, base)
    today = now.astimezone(ZoneInfo(program.calendar.time_zone)).date()
    return (*program_doubts(name, folders("programs", base), program.lexicons, today), *missing_words(program, templates))


@contextmanager
def scratch_registry() -> Iterator[SqlRegistry]:
    """An empty registry on a file of its own, which is removed afterwards."""
    with TemporaryDirectory(prefix="leadbot-") as folder:
        registry = open_registry(f"sqlite:///{Path(folder) / 'scratch.db'}")
        try:
            yield registry
        finally:
            registry.close()


def free_mail_domains() -> frozenset[str]:
    """The shipped list of domains that many strangers share."""
    lines = (shipped("config") / "free-mail-domains.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


class App:
    """One installation: a configuration and everything it names, opened when first needed."""

    def __init__(self, config: str | None = None, environment: Mapping[str, str] = os.environ, reading: ChildProcess | None = None) -> None:
        """`reading` is a process that was started ahead to read mails. Raises ConfigurationError with all problems of the configuration."""
        self.path = find_settings(config, environment)
        self.base = self.path.resolve().parent
        self.settings, self._source = load_settings(self.path, environment)
        self._reading = reading
        self._mailboxes: dict[tuple[str, str], MaildirMailbox | ImapMailbox] = {}
        self.looks = Looks()
        """What the cycles of this process have looked through."""

    @cached_property
    def registry(self) -> SqlRegistry:
        """The registry, up to date. Raises OutOfReach."""
        return open_registry(self.database_url)

    @property
    def database_url(self) -> str:
        """The database, a relative SQLite path taken from the configuration's folder."""
        prefix = "sqlite:///"
        url = self.settings.database
        path = url.removeprefix(prefix)
        return f"{prefix}{self.base / path}" if url.startswith(prefix) and path and not path.startswith((":", "file:")) else url

    @cached_property
    def templates(self) -> Templates:
        """All languages' templates."""
        *own, shipped_ones = folders("templates", self.base)
        return load_templates(own, shipped_ones)

    @cached_property
    def desks(self) -> dict[str, tuple[Desk, ProgramSettings]]:
        """The configured programs by id. Raises ConfigurationError with the problems of all of them."""
        problems: list[Problem] = []
        desks: dict[str, tuple[Desk, ProgramSettings]] = {}
        for index, settings in enumerate(self.settings.programs):
            try:
                desk = self._desk(settings, index)
            except ConfigurationError as error:
                problems += error.problems
                continue
            if desk.program.id in desks:
                problems.append(self._source.problem(("programs", index, "program"), "this program stands there already", "Keep one"))
            desks[desk.program.id] = (desk, settings)
        if problems:
            raise ConfigurationError(tuple(problems))
        return desks

    def check(self) -> None:
        """See that everything the configuration names can be meant: nothing is opened. Raises ConfigurationError with all problems."""
        problems: list[Problem] = []
        try:
            check_url(self.database_url)
        except ConfigurationError as error:
            problems += located(error, self._source)
        try:
            self.alarm_way()
        except ConfigurationError as error:
            problems += located(error, self._source)
        for index, settings in enumerate(self.settings.programs):
            for door in (self.mailbox, self.transport):
                try:
                    door(settings)
                except ConfigurationError as error:
                    problems += located(error, self._source, "programs", index)
        try:
            _ = self.desks
        except ConfigurationError as error:
            problems += error.problems
        if problems:
            raise ConfigurationError(tuple(dict.fromkeys(problems)))

    def desk(self, program: str) -> Desk:
        """The desk of a program id. Raises ConfigurationError where it is not configured."""
        if program not in self.desks:
            problem = Problem(
                file=str(self.path),
                line=None,
                where="programs",
                value=program,
                message="that program is not configured",
                remedy=f"Configured are: {', '.join(self.desks)}",
            )
            raise ConfigurationError((problem,))
        return self.desks[program][0]

    def mailbox(self, settings: ProgramSettings) -> MaildirMailbox | ImapMailbox:
        """The inbox of a program, the same one from cycle to cycle: it remembers refused logins. Raises ConfigurationError."""
        asked = (self._url(settings.inbox, settings), settings.processed)
        if asked not in self._mailboxes:
            self._mailboxes[asked] = open_mailbox(*asked, state=self.base)
        return self._mailboxes[asked]

    def transport(self, settings: ProgramSettings) -> MaildirTransport | SmtpTransport:
        """The way out for a program's mail. Raises ConfigurationError."""
        return open_transport(self._url(settings.outgoing, settings))

    def alarm_way(self) -> CommandTransport | MaildirTransport | SmtpTransport | None:
        """The way to the operator beside the ordinary ones; None where none is named. Raises ConfigurationError."""
        return open_alarm(self._in_folder(self.settings.alarm)) if self.settings.alarm else None

    @property
    def database_file(self) -> Path:
        """Where the database lies."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def mark(self) -> Mark:
        """By which a restored database is known."""
        return Mark(self.database_file)

    @cached_property
    def watch(self) -> Watch:
        """What the operator was told, and how the work stands."""
        return Watch(self.base)

    @cached_property
    def readers(self) -> Readers:
        """What reads all programs' mails: child processes, the same from cycle to cycle.

        Each is started by the first mail it gets, but for one that was started ahead, which already takes in the first program.
        """
        inner = InProcessReader(
            authserv_ids={desk.program.id: settings.trust.authserv_id for desk, settings in self.desks.values()},
            own_addresses=frozenset(desk.address.email for desk, _ in self.desks.values()),
        )
        ahead = [] if self._reading is None else [Reader(inner, child=self._reading)]
        readers = Readers([*ahead, *(Reader(inner) for _ in range(min(READERS, os.cpu_count() or 1) - len(ahead)))])
        if ahead:
            readers.get_ready(next(iter(self.desks.values()))[0].program)
        return readers

    def close(self) -> None:
        """End the child processes; a later cycle would start others."""
        if "readers" in self.__dict__:
            self.readers.close()

    def connect(self, settings: ProgramSettings) -> None:
        """Open everything that a program needs, once. Raises OutOfReach, ConfigurationError."""
        with self.registry.begin():
            pass
        with closing(self.mailbox(settings)) as mailbox:
            mailbox.fetch_new(1)
        transport = self.transport(settings)
        try:
            transport.connect()
        finally:
            transport.close()

    def once(self, now: datetime, stopping: Callable[[], bool] = lambda: False) -> list[Cycle]:
        """One cycle of every program. Raises ConfigurationError, OutOfReach for the registry."""
        self.check()
        try:
            readers = self.readers
            begin_cycle(self.registry, self.mark, self.desks, now)
            cycles = [
                run_cycle(
                    self.registry, desk, readers, self.mailbox(settings), partial(self.transport, settings), now, stopping, self.looks
                )
                for desk, settings in self.desks.values()
            ]
        except OutOfReach as error:
            self._look_after([database_trouble(str(error))], now, good=False, unseen=frozenset(TROUBLES) - SEEN_WITHOUT_DATABASE)
            raise
        except Exception as error:
            found = Trouble(code="cycle-failed", detail=f"Error: {type(error).__name__}.")
            self._look_after([found], now, good=False, unseen=frozenset(TROUBLES) - SEEN_WITHOUT_DATABASE)
            raise
        self._look_after(self._troubles(cycles, now), now, good=not any(cycle.unreached or cycle.failed for cycle in cycles))
        return cycles

    def _troubles(self, cycles: Sequence[Cycle], now: datetime) -> list[Trouble]:
        found = [trouble for cycle in cycles for trouble in troubles_of_cycle(cycle)]
        try:
            with self.registry.begin() as uow:
                found += [trouble for desk, _ in self.desks.values() for trouble in troubles_in_registry(uow, desk, now)]
        except OutOfReach as error:
            found.append(database_trouble(str(error)))
        return found

    def _look_after(self, found: list[Trouble], now: datetime, *, good: bool, unseen: frozenset[str] = frozenset()) -> None:
        """Leave word for watchdogs, and tell the operator. Whatever becomes of it, the work goes on."""
        try:
            usage = shutil.disk_usage(self.database_file.parent)
            found += [trouble] if (trouble := disk_trouble(usage.free, usage.total)) else []
        except OSError as error:
            log.warning("the disk's room can't be told: %s", error, extra={"action": "disk-unknown"})
        try:
            self.watch.note(found, now, good=good)
            if self.settings.operator is not None:
                self.watch.alarm(found, now, partial(self._alarm_mail, now=now), self._ways_to_operator(), unseen=unseen)
        except Exception:
            log.exception("the operator could not be told", extra={"action": "alarm-failed"})

    def _alarm_mail(self, alarm: Alarm, now: datetime) -> OutgoingMail:
        by_id = {desk.program.id: desk for desk, _ in self.desks.values()}
        desk = by_id.get(alarm.trouble.program) or next(iter(by_id.values()))
        to = Address(name="", email=str(self.settings.operator))
        return compose_alarm(alarm, self.templates, sender=Address(name="leadbot", email=desk.address.email), to=to, now=now)

    def _ways_to_operator(self) -> list[Callable[[], CommandTransport | MaildirTransport | SmtpTransport]]:
        """The second way first, where there is one; then the ways out of all programs, each once."""
        second = self.alarm_way()
        ordinary = {settings.outgoing: partial(self.transport, settings) for _, settings in self.desks.values()}
        return [*([lambda: second] if second is not None else []), *ordinary.values()]

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """True inside while no other process of this installation works; the lock ends with the process, however it ends."""
        try:
            lock = (self.base / ".leadbot.lock").open("w")
        except OSError as error:
            raise OutOfReach(f"{self.base}: no lock file can be written there ({error.strerror}). Make the folder writable") from error
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def doubts(self, settings: ProgramSettings, now: datetime) -> tuple[Problem, ...]:
        """What a configured program in order may not mean. Raises ConfigurationError."""
        return doubts(self._named(settings.program), self.base, self.templates, now)

    def _desk(self, settings: ProgramSettings, index: int) -> Desk:
        program = self._program(settings.program, index)
        self._check_checkers(program, settings, index)
        team = program.team.get(program.language, program.id)
        return Desk(
            program=program,
            mode=settings.mode,
            address=Address(name=team, email=settings.address),
            staff=tuple(Address(name="", email=person) for person in settings.staff),
            escalate_to=Address(name="", email=settings.escalate_to) if settings.escalate_to else None,
            digest_at=settings.digest_at,
            undo=timedelta(minutes=settings.undo_minutes),
            proves_senders=settings.trust.authserv_id is not None,
            require_dmarc=settings.trust.require == "dmarc",
            templates=self.templates,
            free_mail=free_mail_domains(),
            checkers=tuple((c, Address(name="", email=settings.checkers[c.id])) for c in program.checkers if c.id in settings.checkers),
            questions_at_once=settings.questions == "at-once",
            empty_digest=settings.digest_when_empty == "short",
            weekly_workbook=settings.weekly_workbook,
        )

    def _check_checkers(self, program: Program, settings: ProgramSettings, index: int) -> None:
        """Raises ConfigurationError for an address of a checker that the program has not, or whose answers nobody would prove."""
        place = ("programs", index, "checkers")
        known = [checker.id for checker in program.checkers]
        problems = [
            self._source.problem((*place, id_), "the program has no such checker", f"Its checkers are: {', '.join(known) or 'none'}", id_)
            for id_ in settings.checkers
            if id_ not in known
        ]
        if settings.checkers and settings.trust.authserv_id is None:
            remedy = "Add `trust: {authserv_id: …}`, the border server's id, as its Authentication-Results begin"
            problems.append(self._source.problem(place, "without `authserv_id` no checker's answer is ever proven", remedy, ""))
        if problems:
            raise ConfigurationError(tuple(problems))

    def _program(self, name: str, index: int) -> Program:
        """A program by its id, or by its path from the configuration's folder."""
        named = self._named(name)
        place = ("programs", index, "program")
        if named != name and not Path(named).is_file():
            problem = self._source.problem(
                place, "there is no such program file", "Write a path from this file's folder, or a program's id"
            )
            raise ConfigurationError((problem,))
        try:
            return program_by_name(named, self.base)
        except ConfigurationError as error:
            unknown = all(problem.where == "program" for problem in error.problems)
            raise ConfigurationError(located(error, self._source, "programs", index) if unknown else error.problems) from None

    def _named(self, name: str) -> str:
        """A program's id as it is, a path from the configuration's folder."""
        return name if "/" not in name and not name.endswith((".yaml", ".yml")) else str(self.base / name)

    def _url(self, url: str, settings: ProgramSettings) -> str:
        """An address with its password, a relative Maildir taken from the configuration's folder."""
        return with_password(self._in_folder(url), settings, self.base)

    def _in_folder(self, url: str) -> str:
        if re.match(r"maildir:(?!//).", url):
            return f"maildir:{self.base / Path(url.removeprefix('maildir:')).expanduser()}"
        return url
