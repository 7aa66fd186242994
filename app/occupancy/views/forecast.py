"""What is expected of the next four weeks: a table of all workplaces, a chart of one."""

from collections.abc import Sequence
from datetime import date

from flask import abort, g, render_template, request

from app.auth.permissions import Permission, requires
from app.booking.labels import HALVES, PARTS
from app.booking.queries.places import places
from app.booking.rules.places import percent_taken
from app.core import clock
from app.core.half import Half, Part
from app.occupancy.labels.board import LEVELS
from app.occupancy.labels.forecast import (
    chance_words,
    error_rows,
    error_words,
    is_worse,
    range_words,
)
from app.occupancy.queries.forecast import coming_days, outlooks
from app.occupancy.rules.board import heat_level
from app.occupancy.rules.forecast import Expected
from app.occupancy.rules.forecast_chart import forecast_chart
from app.occupancy.views.blueprint import bp


@bp.get("/forecast")
@requires(Permission.SEE_OCCUPANCY)
def forecast() -> str:
    """Show what is expected of every workplace, or of one with its chart."""
    known = places(g.places_revision)
    code = request.args.get("workplace", "")
    if code and code not in known.by_code:
        abort(404)
    chosen = known.by_code.get(code)
    found = outlooks(known, [chosen] if chosen else known.workplaces)
    tried = [trial for outlook in found for trial in outlook.tried]
    days = coming_days(clock.today(), known.subdivision)
    return render_template(
        "occupancy/forecast.html",
        known=known,
        chosen=chosen,
        outlooks=found,
        weeks=_weeks(days),
        halves=list(Half),
        half_words=HALVES,
        half_titles={half: PARTS[Part(half.value)] for half in Half},
        charts={half: forecast_chart(found[0].halves[half]) for half in Half} if chosen else {},
        error_words=error_words(tried),
        error_rows=error_rows(tried),
        is_worse=is_worse(tried),
        level=level,
        levels=LEVELS,
        range_words=range_words,
        chance_words=chance_words,
    )


def level(half: Expected) -> int:
    """Return how dark a half's cell is: 0 closed, 1 to 5 for the share expected."""
    if not half.cap:
        return 0
    expected = half.booked if half.desks is None else half.desks
    return heat_level(percent_taken(half.cap, expected))


def _weeks(days: Sequence[date]) -> list[list[date]]:
    """Return the days by civil week: the first and the last may be short."""
    weeks: dict[tuple[int, int], list[date]] = {}
    for day in days:
        year, week, _weekday = day.isocalendar()
        weeks.setdefault((year, week), []).append(day)
    return list(weeks.values())
