"""Rules as versions: a lead keeps the version of the program that was in force when it was received."""

import logging
from collections import deque
from datetime import datetime

from leadbot.model.errors import ConfigurationError
from leadbot.model.program import Program
from leadbot.programs import parse_program
from leadbot.service.unit_of_work import Registry, UnitOfWork

_log = logging.getLogger(__name__)
_read: deque[tuple[Program, str, Program]] = deque(maxlen=16)
"""Today's program, an earlier version, and that version's program, for those used last: reading a file takes longer than judging by it."""


def enter(registry: Registry, program: Program, now: datetime) -> None:
    """Keep the program's file where it is another than the last one: from now on it is in force. Raises OutOfReach."""
    with registry.begin() as uow:
        if uow.versions.latest(program.id) != program.version and program.source:
            uow.versions.enter(program.id, program.version, program.source, now)


def in_force(uow: UnitOfWork, program: Program, at: datetime) -> Program:
    """The version that was in force at that moment; the first one known, for a moment before it."""
    version = uow.versions.in_force(program.id, at)
    return program_of(uow, program, version) if version is not None else program


def program_of(uow: UnitOfWork, program: Program, version: str) -> Program:
    """That version of today's program, with today's lexicons; today's where its file was not kept, or can't be read any more."""
    if version in {program.version, ""}:
        return program
    known = next((found for today, of, found in _read if today is program and of == version), None)
    if known is not None:
        return known
    source = uow.versions.source(program.id, version)
    if source is None:
        return program
    try:
        found = parse_program(source, program.lexicons)
    except ConfigurationError as error:
        _log.warning("%s: version %s can't be read any more, its leads are judged by %s: %s", program.id, version, program.version, error)
        found = program
    _read.appendleft((program, version, found))
    return found
