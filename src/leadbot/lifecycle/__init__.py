"""Business days and due dates. No clock: every moment is given."""

from leadbot.lifecycle.business_days import (
    business_days_before,
    calendar_fault,
    due_at,
    is_business_day,
    next_business_days,
    whole_business_days,
)
from leadbot.lifecycle.silence import business_days_between, longest_usual_silence

__all__ = [
    "business_days_before",
    "business_days_between",
    "calendar_fault",
    "due_at",
    "is_business_day",
    "longest_usual_silence",
    "next_business_days",
    "whole_business_days",
]
