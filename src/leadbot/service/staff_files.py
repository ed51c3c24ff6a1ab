"""A lead's file by mail, for the member of staff who asked for it."""

from collections.abc import Iterator, Sequence

from leadbot.model.lead import Lead
from leadbot.model.orders import Act, Heard, NumberedCase, Order, Told, Unclear, UnclearLine
from leadbot.model.outgoing import Purpose
from leadbot.service.answering import conversation
from leadbot.service.incoming import Incoming
from leadbot.service.lead_file import file_of
from leadbot.service.posting import post
from leadbot.writing import compose_file


def post_file(incoming: Incoming, lead: Lead, *, answers: bool) -> None:
    """The lead's file to the sender alone. `answers`: as the one reply to that mail, else beside it."""
    uow, desk, stored = incoming.uow, incoming.desk, incoming.stored
    mail = compose_file(
        file_of(uow, desk, lead, incoming.now, incoming.reader),
        incoming.to,
        desk.program,
        desk.templates,
        key=f"{Purpose.REPLY}:{stored.key}" if answers else f"{Purpose.NOTICE}:{lead.reference}:file-{stored.key}",
        answers=stored.key if answers else None,
        sender=desk.address,
        now=incoming.now,
    )
    # The file is no mail of the lead's own: the next one would hold this one.
    post(uow, mail, about=(), thread=conversation(uow, stored), registers=True)


def asks_for_file(line: Order | UnclearLine) -> bool:
    """Whether that line orders a lead's file."""
    return isinstance(line, Order) and line.act is Act.FILE


def filed(incoming: Incoming, line: Order | UnclearLine, cases: Sequence[NumberedCase]) -> Lead | None:
    """The one lead whose file a line asks for."""
    told = list(files(incoming, line, cases)) if isinstance(line, Order) else []
    return incoming.uow.leads.get(told[0].reference) if len(told) == 1 and told[0].reference else None


def files(incoming: Incoming, order: Order, cases: Sequence[NumberedCase]) -> Iterator[Told]:
    """The leads whose files an order asks for, by reference or by the numbers of the digest."""
    numbered_leads = [(str(case.number), case.reference) for case in cases if order.every or case.number in order.cases]
    known = {number for number, _ in numbered_leads}
    for name in (str(number) for number in order.cases if str(number) not in known):
        yield Told(what=Heard.UNKNOWN_CASE, line=order.line, subject=name)
    references = [*order.references, *(reference for _, reference in numbered_leads if reference)]
    if not references and not order.cases:
        yield Told(what=Unclear.NO_CASE, line=order.line)
    for reference in dict.fromkeys(references):
        lead = incoming.uow.leads.find(incoming.desk.program.id, reference)
        if lead is None:
            yield Told(what=Heard.UNKNOWN_LEAD, line=order.line, subject=reference)
        else:
            yield Told(what=Heard.FILE_SENT, line=order.line, reference=lead.reference, client=lead.draft.text("client.name"))
