"""A booking as an event of a calendar: when it begins and ends, and when to remind of it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.half import Part

# The evening before: the last moment at which a desk given back still finds somebody.
REMINDER_AT = time(18)
# A cancelled event is still told for so long, or it would stay in calendars that ask rarely.
KEPT_DAYS = 30


@dataclass(frozen=True)
class EventFacts:
    """A booking with the place as it is called today, whether or not it is still lent.

    Times are Italian wall-clock times, instants are aware.
    """

    booking_id: int
    user_id: int
    uid: str
    sequence: int
    is_cancelled: bool
    created_at: datetime
    changed_at: datetime
    day: date
    part: Part
    desk: str
    room: str
    floor: int
    workplace: str
    address: str
    postal_code: str
    latitude: float
    longitude: float
    opens: time
    midday: time
    closes: time
    guest_note: str
    house_rules: str = ""
    # Only held for its person, who has not answered yet; None once it is theirs.
    held_until: datetime | None = None

    @property
    def is_tentative(self) -> bool:
        """Return True while its person has still to say whether they take it."""
        return self.held_until is not None and not self.is_cancelled

    @property
    def begins(self) -> datetime:
        """Return when it begins, on the wall clock."""
        return datetime.combine(self.day, self.midday if self.part is Part.PM else self.opens)

    @property
    def ends(self) -> datetime:
        """Return when it ends, on the wall clock."""
        return datetime.combine(self.day, self.midday if self.part is Part.AM else self.closes)

    @property
    def reminder(self) -> timedelta:
        """Return how long before it begins the evening before is."""
        return self.begins - datetime.combine(self.day - timedelta(days=1), REMINDER_AT)
