"""People outside the team who answer checks of one sort: the vendor of the products, a credit department, sales."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Any, ClassVar


class CheckerForm(StrEnum):
    """How the open checks reach a checker. Either may be answered by lines in a reply, or by a filled-in file."""

    LIST = "list"
    """A numbered list in the mail."""
    CSV = "csv"
    """A file with a row each, beside a short mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """Who answers which checks, and when it is asked. Its address stands in `leadbot.yaml`: without one nobody is asked."""

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid"}

    id: str
    title: Mapping[str, str] = field(hash=False)
    """What it is called, by language."""
    checks: tuple[str, ...]
    """The checks that go to it, by id."""
    shows: tuple[str, ...]
    """The fields of a lead that it sees, by id: nothing else of the lead is told."""
    form: CheckerForm = CheckerForm.LIST
    at: time = time(9)
    """From then on, in the program's zone, the day's mail is due: on business days, where there is something to ask."""
    weekdays: tuple[int, ...] = ()
    """On these days of the week alone, Monday being 1; empty: on every business day."""
    answer_days: int = 3
    """Business days that it has; then it is asked again, and staff hear of it."""
    language: str | None = None
    """Of its mails; None: the program's."""
