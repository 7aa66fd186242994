"""Whether a value of the programme may be set from a day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import Reason
from app.pola.rules.parameters import ParameterRow, programme_on


class SettingRefusal(StrEnum):
    """Why a value cannot be set from that day on. Its words are in labels."""

    RELIED_ON = "relied_on"
    TEXT_READ = "text_read"
    NOT_CHANGED = "not_changed"
    BANDS_REVERSED = "bands_reversed"
    ALARM_TOO_LATE = "alarm_too_late"


@dataclass(frozen=True)
class SettingFacts:
    """What a decision is held against."""

    today: date
    # In the order in which they were written.
    rows: Sequence[ParameterRow]
    # The value in force on the day, as it is stored.
    present: str
    # The latest day whose programme an agreement goes by.
    last_relied_on: date | None
    # The latest version of this text that somebody has read.
    last_version_read: date | None


def setting_refusals(row: ParameterRow, facts: SettingFacts) -> list[Reason]:
    """Return every reason why a value cannot be set; none means that it can."""
    tomorrow = facts.today + timedelta(days=1)
    after = programme_on(row.from_day, [*facts.rows, row])
    is_past = row.from_day <= facts.today
    checks = {
        # An agreement keeps the programme of its day until it is revised.
        SettingRefusal.RELIED_ON: is_past and _reaches(row, facts.last_relied_on),
        # Who has read one text has not read another (L. 81/2017 art. 22).
        SettingRefusal.TEXT_READ: is_past and _reaches(row, facts.last_version_read),
        SettingRefusal.NOT_CHANGED: row.value == facts.present,
        SettingRefusal.BANDS_REVERSED: after.bands_from >= after.bands_until,
        SettingRefusal.ALARM_TOO_LATE: after.safety_alarm_months > after.safety_note_months,
    }
    return [Reason(code, {"day": tomorrow}) for code, broken in checks.items() if broken]


def _reaches(row: ParameterRow, last: date | None) -> bool:
    return last is not None and row.from_day <= last
