"""Whatever one of many does, the others go on."""

import logging
from collections.abc import Callable
from typing import TypeVar

from leadbot.model.errors import LeadbotError, OutOfReach
from leadbot.service.unit_of_work import UnitOfWork

T = TypeVar("T")


def tried(uow: UnitOfWork, act: Callable[[], T], log: logging.Logger, words: str, **known: object) -> T | None:
    """What that comes to, in a savepoint of its own; None where it failed: it is undone, and the log tells it with what is `known`, and
    with the place in the code where it is no error that we foresaw.

    Raises OutOfReach.
    """
    try:
        with uow.savepoint():
            return act()
    except OutOfReach:
        raise
    except LeadbotError as error:
        log.warning("%s: %s", words, error, extra=known)
    except Exception:
        log.exception(words, extra=known)
    return None
