"""Which period and which workplaces the address of the page of use asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.booking.rules.places import Places, WorkplaceFacts
from app.occupancy.labels.use import PERIOD_FAULTS, unknown_workplace
from app.occupancy.rules.periods import Period, PeriodFault, Preset, presets, read_period

FROM, TO, WORKPLACE = "from", "to", "workplace"


@dataclass(frozen=True)
class UseFilter:
    """What is shown, and what was wrong with the address: then it is the default view."""

    period: Period
    # Empty: all of them.
    chosen: tuple[WorkplaceFacts, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def query(self) -> dict[str, Any]:
        """Return the address's words for this view, to be bookmarked and sent."""
        return self.query_of(self.period)

    def query_of(self, period: Period) -> dict[str, Any]:
        """Return the address's words for the same workplaces in another period."""
        return {
            FROM: period.first.isoformat(),
            TO: period.last.isoformat(),
            WORKPLACE: [workplace.code for workplace in self.chosen],
        }


def read_filter(query: Any, known: Places, yesterday: date) -> UseFilter:
    """Return what the query of an address asks for; the default view if it makes no sense."""
    found = read_period(query.get(FROM, ""), query.get(TO, ""), yesterday)
    codes = [code for code in dict.fromkeys(query.getlist(WORKPLACE)) if code]
    by_code: Mapping[str, WorkplaceFacts] = known.by_code
    faults = []
    if isinstance(found, PeriodFault):
        faults.append(str(PERIOD_FAULTS[found]))
    if not by_code.keys() >= set(codes):
        faults.append(str(unknown_workplace()))
    if faults or isinstance(found, PeriodFault):
        return UseFilter(presets(yesterday)[Preset.WEEKS], (), tuple(faults))
    return UseFilter(found, tuple(w for w in known.workplaces if w.code in codes))
