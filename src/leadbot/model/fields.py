"""The closed list of field ids (docs/domain.md, "Fields") and what kind of value each holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class ValueKind(StrEnum):
    """What a field's value is, and how it is compared and shown."""

    TEXT = "text"
    """As written, white space folded."""
    TAX_ID = "tax_id"
    """The compact form of python-stdnum."""
    REGISTRY_ID = "registry_id"
    """Digits."""
    PHONE = "phone"
    """E.164."""
    EMAIL = "email"
    """Lower-case."""
    WEBSITE = "website"
    COUNT = "count"
    """A whole number, 0 or more."""
    ITEMS = "items"
    """A tuple of `Item`."""
    SERVICES = "services"
    """A tuple of product or family ids; empty where the mail says that there are none."""
    CHOICE = "choice"
    """One of the field's `choices`."""
    DATE = "date"
    """ISO 8601, as text."""
    MONEY = "money"
    """A `Money`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """What one field id holds, in every program."""

    id: str
    kind: ValueKind
    choices: tuple[str, ...] = ()
    """The values of a `choice`; empty for other kinds."""


YES, NO = "yes", "no"
"""The choices of a field that only a yes or a no answers."""


def _field(id_: str, kind: ValueKind, *choices: str) -> FieldType:
    return FieldType(id=id_, kind=kind, choices=choices)


FIELDS: Mapping[str, FieldType] = {
    field.id: field
    for field in (
        _field("client.name", ValueKind.TEXT),
        _field("client.address", ValueKind.TEXT),
        _field("client.tax_id", ValueKind.TAX_ID),
        _field("client.registry_id", ValueKind.REGISTRY_ID),
        _field("client.pc_count", ValueKind.COUNT),
        _field("client.sector", ValueKind.CHOICE, "commercial", "public", "education", "nonprofit"),
        _field("client.existing_services", ValueKind.SERVICES),
        _field("client.contact.name", ValueKind.TEXT),
        _field("client.contact.phone", ValueKind.PHONE),
        _field("client.contact.email", ValueKind.EMAIL),
        _field("items", ValueKind.ITEMS),
        _field("deal.type", ValueKind.CHOICE, "new", "renewal"),
        _field("deal.previous_term_months", ValueKind.COUNT),
        _field("deal.option", ValueKind.CHOICE, "referral", "resale"),
        _field("deal.deployment", ValueKind.CHOICE, "multi-tenant", "single-tenant", "on-premise"),
        _field("deal.description", ValueKind.TEXT),
        _field("deal.close_date", ValueKind.DATE),
        _field("deal.value", ValueKind.MONEY),
        _field("deal.licensing", ValueKind.CHOICE, "csp", "open", "ea", "mpsa", "oem", "fpp"),
        _field("delivery", ValueKind.CHOICE, "partner", "client"),
        _field("partner.name", ValueKind.TEXT),
        _field("partner.address", ValueKind.TEXT),
        _field("partner.tax_id", ValueKind.TAX_ID),
        _field("partner.number", ValueKind.TEXT),
        _field("partner.website", ValueKind.WEBSITE),
        _field("partner.directory", ValueKind.CHOICE, YES, NO),
        _field("contact.name", ValueKind.TEXT),
        _field("contact.phone", ValueKind.PHONE),
        _field("contact.email", ValueKind.EMAIL),
    )
}
"""Every field id of docs/domain.md, in the order in which a reply reads the fields back."""


def is_flag(id_: str) -> bool:
    """Whether only a yes or a no answers the field."""
    return id_ in FIELDS and FIELDS[id_].choices == (YES, NO)


ITEM_PARTS: tuple[str, ...] = ("product", "quantity", "billing", "term_months")
"""What an item may consist of."""
