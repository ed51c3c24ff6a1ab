"""Whatever one of many does, the others go on."""

import logging
from collections.abc import Callable
from typing import TypeVar

from leadbot.model.errors import OutOfReach
from leadbot.service.unit_of_work import UnitOfWork

T = TypeVar("T")


def tried(uow: UnitOfWork, act: Callable[[], T], log: logging.Logger, words: str, **known: object) -> T | None:
    """What that comes to, in a savepoint of its own; None where it failed: it is undone, and the log tells it with what is `known`.

    Raises OutOfReach.
    """
    try:
        with uow.savepoint():
            return act()
    except OutOfReach:
        raise
    except Exception:
        log.exception(words, extra=known)
        return None
