"""The rejecting reason codes of docs/domain.md. A program file may bring further ones; its templates must then have a sentence for them."""

REJECTING: frozenset[str] = frozenset(
    {
        "below-minimum-quantity",
        "budget-exhausted",
        "client-not-eligible",
        "contacted-directly",
        "credit-refused",
        "duplicate",
        "existing-client",
        "existing-service",
        "in-negotiation",
        "licensing-not-eligible",
        "not-qualified",
        "outside-window",
        "partner-banned",
        "partner-is-affiliate",
        "partner-not-eligible",
        "partner-not-registered",
        "product-not-eligible",
        "program-suspended",
        "public-sector",
        "reported-elsewhere",
        "self-referral",
        "term-not-offered",
        "use-affiliate-programme",
        "vendor-discretion",
    }
)
