"""All that the page of use is made of: a constant number of queries, all of them of totals."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.booking.queries.totals import (
    commute_totals,
    day_totals,
    desk_totals,
    last_total,
    lead_totals,
    origin_totals,
    unmet_areas,
    unmet_halves,
)
from app.booking.rules.nearness import Point
from app.booking.rules.places import OutageFacts, Places, WorkplaceFacts
from app.booking.rules.totals import DayTotalFacts
from app.core import clock
from app.core.calendar import next_working_day
from app.core.half import Half
from app.occupancy.rules.ninth import AreaDemand, Candidate, candidates
from app.occupancy.rules.periods import Period
from app.occupancy.rules.use import (
    DeskShare,
    Origins,
    Unmet,
    Use,
    by_week,
    by_weekday,
    by_workplace,
    desk_shares,
    leads,
    open_halves,
    origins,
    unmet,
)
from app.pola.queries.programme import parameter_rows
from app.pola.rules.commute import Spared, spared
from app.pola.rules.parameters import Programme, programme_on


@dataclass(frozen=True)
class UseFacts:
    """What is known of some workplaces in a period."""

    period: Period
    # The last day that has been counted; None before the first count.
    counted_until: date | None
    # A working day that is over is still to be counted.
    is_late: bool
    workplaces: tuple[WorkplaceFacts, ...]
    week: dict[tuple[int, int, Half], Use]
    sites: dict[int, Use]
    weeks: dict[date, Use]
    # Of whole months: those that the period touches.
    desks: list[DeskShare]
    leads: list[int]
    origins: Origins
    # Of the whole city, whichever workplaces are looked at.
    unmet: Unmet
    ninth: list[Candidate]
    spared: dict[date, Spared]
    programme: Programme
    near_km: int


def use_facts(period: Period, workplaces: Sequence[WorkplaceFacts], known: Places) -> UseFacts:
    """Return what is shown of a period at some workplaces."""
    ids = {workplace.id for workplace in workplaces}
    months = period.first_month, period.last_month
    halves = day_totals(period.first_month, _month_end(period.last), ids)
    inside = [one for one in halves if period.first <= one.day <= period.last]
    week = by_weekday(inside)
    near_km = known.policies(clock.today()).near_km
    days = period.first, period.last
    missed = unmet(unmet_areas(*days), unmet_halves(*days))
    rows, counted = parameter_rows(), last_total()
    return UseFacts(
        period=period,
        counted_until=counted,
        is_late=counted is not None
        and next_working_day(counted, known.subdivision) < clock.today(),
        workplaces=tuple(workplaces),
        week=week,
        sites=by_workplace(week),
        weeks=by_week(inside),
        desks=_desks(months, ids, halves, known),
        leads=leads(lead_totals(*months, ids)),
        origins=origins(origin_totals(*months, ids)),
        unmet=missed,
        ninth=_ninth(missed, known, near_km),
        spared={
            month: spared(counts, programme_on(min(_month_end(month), period.last), rows))
            for month, counts in commute_totals(*months).items()
        },
        programme=programme_on(period.last, rows),
        near_km=near_km,
    )


def _month_end(day: date) -> date:
    later = day.replace(day=28) + timedelta(days=4)
    return later - timedelta(days=later.day)


def _desks(
    months: tuple[date, date],
    ids: set[int],
    halves: Sequence[DayTotalFacts],
    known: Places,
) -> list[DeskShare]:
    outages: dict[int, list[OutageFacts]] = defaultdict(list)
    for workplace in known.workplaces:
        for outage in workplace.outages:
            outages[outage.desk_id].append(outage)
    return desk_shares(desk_totals(*months, ids), open_halves(halves), outages)


def _ninth(missed: Unmet, known: Places, near_km: int) -> list[Candidate]:
    """Rank the areas whose searches may be told; the others stay out, so that nothing leaks."""
    demand = [
        AreaDemand(code, Point(area.latitude, area.longitude), searches)
        for code, searches in missed.areas.items()
        if searches is not None and (area := known.areas.get(code))
    ]
    places = [(one.id, Point(one.latitude, one.longitude)) for one in known.workplaces]
    return candidates(demand, places, near_km)
