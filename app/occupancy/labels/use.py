"""The words of the page of use."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.occupancy.rules.periods import PeriodFault, Preset
from app.occupancy.rules.use import LEADS

PERIOD_FAULTS = {
    PeriodFault.ODD_DAY: _l("We could not read one of the days. Choose them from the calendar."),
    PeriodFault.BACKWARDS: _l("The first day is after the last. Change one of them."),
    PeriodFault.NOT_YET: _l("These days are still to come. Choose a first day that is over."),
    PeriodFault.TOO_LONG: _l("More than three years are too much for a page. Choose fewer."),
}

PRESETS = {
    Preset.WEEKS: _l("Last four weeks"),
    Preset.QUARTER: _l("Last quarter"),
    Preset.YEAR: _l("Last twelve months"),
}

_LEAD_WORDS = (
    _l("The same day"),
    _l("1 day before"),
    _l("2-3 days before"),
    _l("4-7 days before"),
    _l("8-14 days before"),
    _l("15 or more days before"),
)
# Short ones, for below a bar.
_LEAD_MARKS = (_l("same day"), "1", "2-3", "4-7", "8-14", "15+")
LEAD_WORDS = dict(zip(LEADS, _LEAD_WORDS, strict=True))
LEAD_MARKS = dict(zip(LEADS, _LEAD_MARKS, strict=True))


def unknown_workplace() -> Any:
    """Return what is said of a workplace that is not on the list."""
    return _l("We do not know one of these workplaces. Choose from the list.")
