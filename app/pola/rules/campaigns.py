"""A call to make agreements for a period: when it may be opened, and who has answered."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Reason


class Answer(StrEnum):
    """Where a person stands towards a call."""

    # A request was sent: whatever became of it, the call is answered.
    SENT = "sent"
    DRAFT = "draft"
    DECLINED = "declined"
    SILENT = "silent"


# These are reminded.
OWING = frozenset({Answer.DRAFT, Answer.SILENT})


class CampaignRefusal(StrEnum):
    """Why a call cannot be opened or answered. Its words are in labels."""

    CLOSES_BEFORE_IT_OPENS = "closes_before_it_opens"
    ENDS_BEFORE_IT_STARTS = "ends_before_it_starts"
    CLOSES_IN_THE_PAST = "closes_in_the_past"
    PERIOD_TOO_LONG = "period_too_long"
    NOBODY_CALLED = "nobody_called"
    NOT_OPEN = "not_open"
    NOT_CALLED = "not_called"
    ALREADY_SENT = "already_sent"


@dataclass(frozen=True)
class CampaignDays:
    """When a call is open, and which period its agreements are for; all days included."""

    opens_on: date
    closes_on: date
    starts_on: date
    ends_on: date

    def is_open(self, day: date) -> bool:
        """Return True if the call can be answered on a day."""
        return self.opens_on <= day <= self.closes_on


def opening_refusals(
    days: CampaignDays, people: int, today: date, longest_end: date
) -> list[Reason]:
    """Return every reason why a call cannot be opened; none means that it can.

    `longest_end` is the last day that an agreement from `starts_on` on may have.
    """
    checks = {
        CampaignRefusal.CLOSES_BEFORE_IT_OPENS: days.closes_on < days.opens_on,
        CampaignRefusal.CLOSES_IN_THE_PAST: days.closes_on < today,
        CampaignRefusal.ENDS_BEFORE_IT_STARTS: days.ends_on < days.starts_on,
        CampaignRefusal.PERIOD_TOO_LONG: days.ends_on > longest_end,
        CampaignRefusal.NOBODY_CALLED: people == 0,
    }
    return [
        Reason(code, {"last": longest_end} if code is CampaignRefusal.PERIOD_TOO_LONG else {})
        for code, broken in checks.items()
        if broken
    ]


def declining_refusals(days: CampaignDays, answer: Answer | None, today: date) -> list[Reason]:
    """Return why somebody cannot say `no, thank you`; without an answer they were not called."""
    checks = {
        CampaignRefusal.NOT_CALLED: answer is None,
        CampaignRefusal.NOT_OPEN: not days.is_open(today),
        CampaignRefusal.ALREADY_SENT: answer is Answer.SENT,
    }
    return [Reason(code) for code, broken in checks.items() if broken]
