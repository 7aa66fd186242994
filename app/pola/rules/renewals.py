"""When somebody is reminded of a renewal that is written but not sent."""

from datetime import date, timedelta

# Days before the end of the agreement: time for approvals, and the last call.
REMIND_DAYS = (21, 7)


def reminder_due(ends_on: date, prepared_on: date, today: date) -> int | None:
    """Return which reminder is due, by its days before the end; None for none.

    What was prepared after a reminder's day needs no such reminder: its person has just
    been told. A reminder that was missed is made up for until the next one is due.
    """
    left = (ends_on - today).days
    due = min((days for days in REMIND_DAYS if left <= days), default=None)
    if due is None or left < 0 or prepared_on > ends_on - timedelta(days=due):
        return None
    return due
