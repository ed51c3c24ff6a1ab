"""`leadbot.yaml`: what the operator says, checked and typed (docs/architecture.md, Configuration)."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from leadbot.model.errors import ConfigurationError, Problem
from leadbot.programs import Loc, YamlSource, dotted, read_yaml, validation_problems
from leadbot.service.desk import Mode

FILE_NAME = "leadbot.yaml"
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
TORN_VARIABLE = re.compile(r"\$\{(?![A-Za-z_][A-Za-z0-9_]*\})")
ADDRESS = re.compile(r"[^@\s<>:;,/\"]+@[^@\s<>:;,/\"]+")


def _address(value: object) -> object:
    if not isinstance(value, str) or not ADDRESS.fullmatch(value):
        raise ValueError("not an e-mail address")
    return value.lower()


def _clock(value: object) -> object:
    if isinstance(value, str) and re.fullmatch(r"[0-2]?\d:[0-5]\d", value):
        return time.fromisoformat(value.zfill(5))
    raise ValueError('not a time of day such as "08:00"')


MailAddress = Annotated[str, BeforeValidator(_address)]
Clock = Annotated[time, BeforeValidator(_clock)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Trust(_Section):
    """Whose word on a sender counts, and whether it is asked for."""

    authserv_id: str | None = None
    """The border server's id in Authentication-Results (RFC 8601)."""
    require: Literal["none", "dmarc"] = "none"


class ProgramSettings(_Section):
    """One program at work."""

    program: str
    """The id of a program file, or a path to one."""
    mode: Mode = Mode.HOLD
    address: MailAddress
    """What leadbot sends from; never answered."""
    inbox: str
    processed: str = "keyword"
    """`keyword`, or `folder:NAME`."""
    outgoing: str
    sent: str | None = None
    """The IMAP folder that holds sent mail, where there is one."""
    staff: tuple[MailAddress, ...] = ()
    escalate_to: MailAddress | None = None
    digest_at: Clock = time(8)
    digest_when_empty: Literal["skip", "short"] = "skip"
    """What staff get on a business day on which nothing waits for them."""
    weekly_workbook: bool = True
    """Whether a week's first digest brings the leads of the last week as XLSX."""
    undo_minutes: int = Field(default=15, ge=0, le=1440)
    """For so long staff can take back what they ordered by reply."""
    questions: Literal["at-once", "digest"] = "at-once"
    """When staff get a partner's question."""
    checkers: Mapping[str, MailAddress] = Field(default_factory=dict)
    """The addresses of the program's checkers, by id; one without an address is not asked."""
    trust: Trust = Field(default_factory=Trust)
    password_file: str | None = None
    """A file whose first line is the password of inbox and outgoing, where their addresses hold none."""
    keyring: str | None = None
    """`service/user`: the same, from the operating system's keyring."""


class Settings(_Section):
    """The whole of `leadbot.yaml`."""

    database: str = "sqlite:///leadbot.db"
    operator: MailAddress | None = None
    """Who hears when something is wrong with the installation."""
    alarm: str | None = None
    """The way to the operator that does not need the ordinary one: as `outgoing`, or `command:` with a program that takes a mail."""
    poll_every: int = Field(default=60, ge=1, le=86400)
    """Seconds between two looks into the mailboxes."""
    programs: tuple[ProgramSettings, ...] = Field(min_length=1)


def find_settings(path: str | None, environment: Mapping[str, str]) -> Path:
    """The configuration's path: as given, else of `LEADBOT_CONFIG`, else in the working directory. Raises ConfigurationError."""
    found = Path(path or environment.get("LEADBOT_CONFIG") or FILE_NAME)
    found = found / FILE_NAME if found.is_dir() else found
    if found.is_file():
        return found
    remedy = "Make one with `leadbot init DIR`, or name yours with --config or LEADBOT_CONFIG"
    problem = Problem(file=str(found), line=None, where="", value="", message="there is no such configuration file", remedy=remedy)
    raise ConfigurationError((problem,))


def load_settings(path: Path, environment: Mapping[str, str] = os.environ) -> tuple[Settings, YamlSource]:
    """Read and check a configuration. Raises ConfigurationError with every problem found; a secret is in none of them."""
    source = read_yaml(path)
    problems = list(source.problems)
    if problems and source.data is None:
        raise ConfigurationError(tuple(problems))
    data = _filled(source.data, (), source, environment, problems)
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise ConfigurationError((*problems, *validation_problems(error, source))) from None
    problems += _contradictions(settings, source)
    if problems:
        raise ConfigurationError(tuple(problems))
    return settings, source


def located(error: ConfigurationError, source: YamlSource, *place: str | int) -> tuple[Problem, ...]:
    """The problems of what a key below `place` names, with that key's file and line."""

    def at(problem: Problem) -> Problem:
        key = (*place, problem.where)
        return replace(problem, file=source.file, line=source.line_of(key), where=dotted(key))

    return tuple(at(problem) for problem in error.problems)


def with_password(url: str, program: ProgramSettings, base: Path) -> str:
    """The address with the password of `password_file` or `keyring`, where it names a user and no password.

    Raises ConfigurationError, whose problem names the key `password_file` or `keyring`; the caller knows file and line.
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # whoever opens it says what is wrong
        return url
    if not parts.username or parts.password or not (program.password_file or program.keyring):
        return url
    password = _from_file(base, program.password_file) if program.password_file else _from_keyring(str(program.keyring))
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{parts.username}:{quote(password, safe='')}@{host}"))


def _filled(value: Any, place: Loc, source: YamlSource, environment: Mapping[str, str], problems: list[Problem]) -> Any:
    """The data with `${NAME}` taken from the environment."""
    if isinstance(value, dict):
        return {key: _filled(item, (*place, key), source, environment, problems) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, (*place, index), source, environment, problems) for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    for name in VARIABLE.findall(value):
        if name not in environment:
            problems.append(source.problem(place, f"the environment has no {name}", f"Set {name} before leadbot starts", ""))
    if TORN_VARIABLE.search(value):
        problems.append(source.problem(place, "`${` without a name and `}`", "Write ${NAME}; in an address a `$` itself is %24", ""))
    in_address = "://" in value

    def filling(match: re.Match[str]) -> str:
        filled = environment.get(match[1], "")
        return quote(filled, safe="") if in_address else filled

    return VARIABLE.sub(filling, value)


def _contradictions(settings: Settings, source: YamlSource) -> list[Problem]:
    """What each key allows and all together don't."""
    found = [*_read_twice(settings, source)]
    inboxes = {program.inbox for program in settings.programs}
    own = {_mailbox_of(address) for program in settings.programs for address in (program.address, _login(program.inbox)) if address}
    if settings.operator and _mailbox_of(settings.operator) in own:
        found.append(_comes_back(source, ("operator",), settings.operator))
    for index, program in enumerate(settings.programs):
        place: Loc = ("programs", index)
        found += [_comes_back(source, (*place, "staff"), person) for person in program.staff if _mailbox_of(person) in own]
        for id_, address in program.checkers.items():
            if _mailbox_of(address) in own:
                found.append(_comes_back(source, (*place, "checkers", id_), address))
        if program.escalate_to and _mailbox_of(program.escalate_to) in own:
            found.append(_comes_back(source, (*place, "escalate_to"), program.escalate_to))
        if program.outgoing in inboxes:
            message = "leadbot would read what it sends"
            found.append(source.problem((*place, "outgoing"), message, "Name a server, or a Maildir that is no inbox", program.outgoing))
        if not re.fullmatch(r"keyword|folder:.+", program.processed):
            found.append(source.problem((*place, "processed"), "unknown way to mark processed mail", "Use keyword or folder:NAME"))
        if program.trust.require == "dmarc" and not program.trust.authserv_id:
            message = "without `authserv_id` no sender is ever proven, and nobody would get an answer"
            found.append(source.problem((*place, "trust"), message, "Add the border server's id, as its Authentication-Results begin"))
    return found


def _mailbox_of(address: str) -> str:
    """The address without its tag: mail to `csp+staff@promise.pl` comes to `csp@promise.pl`."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain.rstrip('.')}"


def _login(inbox: str) -> str:
    """The user of an inbox where it is an address, as with most providers; else empty."""
    try:
        user = unquote(urlsplit(inbox).username or "")
    except ValueError:  # whoever opens it says what is wrong
        return ""
    return user if ADDRESS.fullmatch(user) else ""


def _comes_back(source: YamlSource, place: Loc, person: str) -> Problem:
    message = "staff mail would go to the mailbox that leadbot reads"
    return source.problem(place, message, "Name a person's own address", person)


def _read_twice(settings: Settings, source: YamlSource) -> Iterator[Problem]:
    """Two programs on one mailbox would each take what the other has not seen yet."""
    inboxes = [program.inbox for program in settings.programs]
    for index, inbox in enumerate(inboxes):
        first = inboxes.index(inbox)
        if first < index:
            line = source.line_of(("programs", first, "inbox"))
            message = f"the mailbox is another program's already, in line {line}"
            yield source.problem(("programs", index, "inbox"), message, "Give each program its own mailbox or folder")


def _from_file(base: Path, name: str) -> str:
    try:
        password = (base / name).read_text("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        password = ""
    if not password:
        raise _refused("password_file", str(base / name), "this file can't be read or is empty", "Write the password on its first line")
    return password


def _from_keyring(name: str) -> str:
    service, _, user = name.partition("/")
    try:
        import keyring
    except ImportError:
        password = None
    else:
        password = keyring.get_password(service, user)
    if password is None:
        raise _refused("keyring", name, "the keyring gives no password", "Install `keyring` and store one, or use password_file")
    return str(password)


def _refused(where: str, value: str, message: str, remedy: str) -> ConfigurationError:
    problem = Problem(file=FILE_NAME, line=None, where=where, value=value, message=message, remedy=remedy)
    return ConfigurationError((problem,))
