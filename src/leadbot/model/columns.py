"""The columns of the lists that staff import (docs/domain.md): what each holds, and which lists have it."""

from collections.abc import Mapping
from types import MappingProxyType

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "tax_id": "a company's tax id",
        "client_tax_id": "the client's tax id, in a sales report",
        "number": "a partner's number",
        "name": "a company's name",
        "email_domain": "a company's mail domain",
        "date": "the day of a row: of an entry, a sale, an event",
        "since": "the day since which a partner is on a list",
        "services": "services that a client owns, parted by commas or semicolons",
        "deal_type": "new or renewal",
        "bundle": "the bundle or option that a price is for",
        "product": "the product that was sold",
        "term_months": "a term in months",
        "commission": "what one piece earns the partner",
        "billing": "annual or monthly",
        "quantity": "how many were sold",
        "annual_value": "their value a year, net",
        "currency": "ISO 4217 code",
        "reference": "a lead's reference",
        "event": "what happened: won, client-paid …",
        "amount": "an amount, net",
        "note": "an invoice's number, a signing party",
    }
)
"""What people may call them stands in the lexicons, under `columns`."""
