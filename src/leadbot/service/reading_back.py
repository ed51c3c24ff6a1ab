"""What became of each line of a mail of staff, read back to them."""

from collections.abc import Sequence

from leadbot.model.message import Disposition
from leadbot.model.orders import Told
from leadbot.model.outgoing import Purpose
from leadbot.service.incoming import Ending, Incoming
from leadbot.service.posting import post
from leadbot.writing import compose_orders


def read_back(incoming: Incoming, told: Sequence[Told], thread: str, language: str | None = None) -> Ending:
    """The one reply to a mail of staff: what became of each of its lines. `language`: None for the program's."""
    uow, desk, stored = incoming.uow, incoming.desk, incoming.stored
    mail = compose_orders(
        incoming.to,
        told,
        desk.program,
        desk.templates,
        key=f"{Purpose.REPLY}:{stored.key}",
        answers=stored.key,
        sender=desk.address,
        now=incoming.now,
        spoken=language,
    )
    references = tuple(dict.fromkeys(one.reference for one in told if one.reference))
    post(uow, mail, about=references, thread=thread, registers=True)
    return Ending(disposition=Disposition.ANSWERED, references=references)
