"""Store what a mail did to a lead, with its history and its echoes on other leads."""

from collections.abc import Iterable

from leadbot.model.lead import Lead
from leadbot.model.submission import Item, LeadDraft, Standing
from leadbot.service.answering import notify
from leadbot.service.catching_up import catch_up
from leadbot.service.incoming import Incoming
from leadbot.service.judgement import entry, keep_or_ask, verdict_line
from leadbot.service.memory import remember
from leadbot.service.partners import settled, welcome


def store(incoming: Incoming, lead: Lead, event: str, detail: str) -> Lead:
    """Store the lead with its history, and tell other partners whose leads it moves. Returns the lead as stored.

    What a proven sender says of itself is remembered; an application is settled. Raises NotPossible, as `partners.settled`.
    """
    uow, desk = incoming.uow, incoming.desk
    lead, moved = keep_or_ask(uow, desk.program, lead, incoming.now)
    happened = entry(incoming.now, event, incoming.stored.key, detail)
    uow.leads.note(lead.reference, happened, entry(incoming.now, "judged", "leadbot", verdict_line(lead.verdict)))
    contact = lead.draft.get("contact.email")
    stated = (str(contact.value),) if contact is not None and contact.standing is Standing.VALID else ()
    uow.leads.add_address(lead.reference, incoming.sender.email, *stated)
    for other in moved:
        if other.from_message != incoming.stored.key:  # the reply to this mail tells of its own leads
            notify(uow, desk, other, "moved", incoming.now, by_staff=False)
    if incoming.vouched:
        news = remember(uow, desk, lead, incoming.sender.email, incoming.now)
        if news:
            catch_up(incoming, lead)
    stored = settled(uow, desk, lead, incoming.now)
    welcome(uow, desk, lead, stored, incoming.now)
    return stored


def changes_line(before: LeadDraft, after: LeadDraft, changed: tuple[str, ...]) -> str:
    """What changed, for the history."""
    return "; ".join(f"{id_}: {_shown(before, id_)} → {_shown(after, id_)}" for id_ in changed)


def _shown(draft: LeadDraft, id_: str) -> str:
    value = draft.get(id_)
    if value is None:
        return "–"
    parts = value.value if isinstance(value.value, tuple) else (value.value,)
    return ", ".join(_item(part) if isinstance(part, Item) else str(part) for part in parts) or "none"


def shown_items(items: Iterable[Item]) -> str:
    """Items on one line, for the history."""
    return ", ".join(map(_item, items)) or "none"


def _item(item: Item) -> str:
    term = f"{item.term_months} months" if item.term_months is not None else ""
    parts = (f"{item.quantity} ×" if item.quantity is not None else "", item.product, item.billing or "", term)
    return " ".join(part for part in parts if part)
