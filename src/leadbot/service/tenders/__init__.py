"""Calls for offers: staff release a customer's mail, it goes to partners, their offers to the customer, its choice back."""

from leadbot.service.tenders.calls import close_tender, register_call, release, tender_cases
from leadbot.service.tenders.conversations import about_tender, choose, decide_offer, tender_of_mail
from leadbot.service.tenders.passing_on import pass_on, pass_on_due

__all__ = [
    "about_tender",
    "choose",
    "close_tender",
    "decide_offer",
    "pass_on",
    "pass_on_due",
    "register_call",
    "release",
    "tender_cases",
    "tender_of_mail",
]
