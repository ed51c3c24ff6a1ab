"""What becomes of a mail of staff: an answer to a mail of ours, a list to import, or a partner's mail that they pass on."""

from leadbot.model.outgoing import Correspondence
from leadbot.service.forwards import FORWARD, Handlers, follow_forward, name_writer
from leadbot.service.incoming import Ending, Incoming, with_staff
from leadbot.service.mailed_lists import take_file
from leadbot.service.orders import cases_of, follow_orders


def from_staff(incoming: Incoming, handlers: Handlers) -> tuple[Ending, Correspondence]:
    """Its end, and whom a later mail about it is written to. `handlers` take what a partner wrote."""
    cases = cases_of(incoming)
    if cases and cases[0].kind == FORWARD:
        return name_writer(incoming, cases[0], handlers), incoming.to
    if (ending := follow_orders(incoming)) is not None:
        return ending, incoming.to
    if (ending := take_file(incoming)) is not None:
        return ending, incoming.to
    return follow_forward(incoming, handlers) or (with_staff("from-staff"), incoming.to)
