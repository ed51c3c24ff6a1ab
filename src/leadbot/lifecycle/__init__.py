"""Business days and due dates. No clock: every moment is given."""

from leadbot.lifecycle.business_days import business_days_before, calendar_fault, due_at, is_business_day, next_business_days

__all__ = ["business_days_before", "calendar_fault", "due_at", "is_business_day", "next_business_days"]
