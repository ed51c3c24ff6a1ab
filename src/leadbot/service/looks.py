"""What the steps of a cycle have looked through: nothing is read again until something is another."""

from collections.abc import Callable, Hashable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from leadbot.model.payout import Settled
from leadbot.model.program import Program
from leadbot.service.desk import Desk
from leadbot.service.pay import payouts, stamp
from leadbot.service.unit_of_work import Registry, UnitOfWork

T = TypeVar("T")


class Looks:
    """The memory of a process that works on one registry, cycle after cycle. Lost, it costs one look at everything."""

    def __init__(self) -> None:
        self._through: dict[tuple[str, str], Hashable] = {}
        self._payouts: dict[str, tuple[Hashable, Settled]] = {}
        self._nothing_at: dict[tuple[str, str], datetime] = {}

    def each(self, step: str, registry: Registry, desk: Desk, now: datetime, look: Callable[[UnitOfWork], Iterable[T | None]]) -> list[T]:
        """What `look` finds in a transaction of its own; nothing where day, program and registry are as when that step looked last.

        None is what failed: the step looks again in the next cycle. Raises OutOfReach.
        """
        key = (desk.program.id, step)
        with registry.begin() as uow:
            at = stamp(uow, desk.program, now)
            if self._through.get(key) == at:
                return []
            found = list(look(uow))
        done = [one for one in found if one is not None]
        if len(done) == len(found):
            self._through[key] = at
        return done

    def look_again(self, step: str, desk: Desk) -> None:
        """That step looks in the next cycle, whatever is as it was."""
        self._through.pop((desk.program.id, step), None)

    def payouts(self, uow: UnitOfWork, program: Program, now: datetime) -> Settled:
        """As `pay.payouts`, reckoned anew only where something that they follow from is another than before.

        For the beginning of a transaction, as long as all that it reads is committed.
        """
        at = stamp(uow, program, now)
        if program.id not in self._payouts or self._payouts[program.id][0] != at:
            self._payouts[program.id] = (at, payouts(uow, program, now))
        return self._payouts[program.id][1]

    def found_nothing(self, step: str, desk: Desk, now: datetime) -> None:
        """That step found nothing at that moment."""
        self._nothing_at[desk.program.id, step] = now

    def rests(self, step: str, desk: Desk, now: datetime, rest: timedelta) -> bool:
        """Whether that step found nothing less than `rest` ago. After a clock that was set back nothing rests."""
        looked = self._nothing_at.get((desk.program.id, step))
        return looked is not None and looked <= now < looked + rest
