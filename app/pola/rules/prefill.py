"""The terms with which a request begins, so that little is left to type."""

from dataclasses import replace
from datetime import date, time, timedelta

from app.pola.rules.months import last_day, months_after, term_months
from app.pola.rules.parameters import Programme
from app.pola.rules.routes import Origin
from app.pola.rules.terms import Band, Duration, RemotePattern, Rhythm, Terms

# The usual hours of an office, the break left out: 6 hours, under any average day.
_CONTACT = (Band(time(9), time(13)), Band(time(14), time(16)))
_REST = Band(time(20), time(7))


def first_terms(programme: Programme, today: date) -> Terms:
    """Return what a person who never had an agreement begins with: from next month on."""
    start = months_after(today.replace(day=1), 1)
    return Terms(
        duration=Duration.FIXED,
        starts_on=start,
        ends_on=last_day(start, programme.longest_months),
        pattern=RemotePattern(Rhythm.WEEKDAYS),
        contact=_CONTACT,
        rest=_REST,
        places=(),
        tools=(),
        activities=(),
        notice_days=programme.notice_days,
        justified_reasons=(),
        ways=programme.ways_text,
        direction=programme.direction_text,
        disconnection=programme.disconnection_text,
    )


def next_terms(
    last: Terms, origin: Origin, ends_on: date | None, programme: Programme, today: date
) -> Terms:
    """Return what follows an agreement: the same words, the dates moved on.

    A revision begins tomorrow and ends when its parent would (`ends_on`); anything
    else begins the day after that, for as long as before.
    """
    tomorrow = today + timedelta(days=1)
    days = max(last.notice_days, programme.notice_days)
    if origin is Origin.REVISION:
        start = max(tomorrow, last.starts_on)
        return replace(last, starts_on=start, ends_on=ends_on, notice_days=days)
    start = tomorrow if ends_on is None else max(tomorrow, ends_on + timedelta(days=1))
    end = None
    if last.ends_on is not None:
        months = min(term_months(last.starts_on, last.ends_on), programme.longest_months)
        end = last_day(start, months)
    return replace(last, starts_on=start, ends_on=end, notice_days=days)
