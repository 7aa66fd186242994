"""When a person can be reached, and when nobody works: CCNL FL 16 Nov 2022 art. 66."""

from datetime import time
from itertools import pairwise

from app.core.errors import Reason
from app.pola.rules.faults import Fault
from app.pola.rules.parameters import Programme
from app.pola.rules.terms import Band

DAY = 24 * 60
# Art. 66: inoperability holds the 11 hours of rest and the night.
REST_MINUTES = 11 * 60
NIGHT_FROM, NIGHT_UNTIL = time(22), time(6)


def minutes(at: time) -> int:
    """Return the minutes since midnight."""
    return at.hour * 60 + at.minute


def length(band: Band) -> int:
    """Return the minutes of a band; one that ends before it starts runs past midnight."""
    return (minutes(band.end) - minutes(band.start)) % DAY


def contact_minutes(bands: tuple[Band, ...]) -> int:
    """Return the minutes of all contact bands together."""
    return sum(minutes(band.end) - minutes(band.start) for band in bands)


def contact_faults(bands: tuple[Band, ...], programme: Programme) -> list[Reason]:
    """Return what is wrong with the contact bands."""
    if not bands:
        # CCNL FL art. 65 c. 1 lett. e: the bands are part of every agreement.
        return [Reason(Fault.CONTACT_MISSING)]
    backwards = [band for band in bands if band.start >= band.end]
    if backwards:
        return [Reason(Fault.CONTACT_BACKWARDS, _words(band)) for band in backwards]
    faults = [
        Reason(Fault.CONTACT_OVERLAPS, _words(later))
        for earlier, later in pairwise(bands)
        if later.start < earlier.end
    ]
    allowed = {"start": programme.bands_from, "end": programme.bands_until}
    first, last = min(band.start for band in bands), max(band.end for band in bands)
    if first < programme.bands_from or last > programme.bands_until:
        faults.append(Reason(Fault.CONTACT_OUTSIDE, allowed))
    # Art. 66 c. 1 lett. a: not longer than the average working day.
    total, most = contact_minutes(bands), programme.most_contact_minutes
    if total > most:
        long = {"hours": _clock(total), "most": _clock(most)}
        faults.append(Reason(Fault.CONTACT_TOO_LONG, long))
    # D.Lgs. 66/2003 art. 7; art. 66 c. 1 lett. b: from one day's end to the next day's start.
    rest, least = DAY - minutes(last) + minutes(first), programme.least_rest_hours * 60
    if rest < least:
        short = {"hours": _clock(rest), "least": programme.least_rest_hours}
        faults.append(Reason(Fault.TOO_LITTLE_REST, short | {"last": last, "first": first}))
    return faults


def rest_faults(rest: Band, contact: tuple[Band, ...], programme: Programme) -> list[Reason]:
    """Return what is wrong with the inoperability band."""
    faults = []
    if not _holds_the_night(rest):
        faults.append(Reason(Fault.REST_WITHOUT_NIGHT))
    least = max(REST_MINUTES, programme.least_rest_hours * 60)
    if length(rest) < least:
        short = {"hours": _clock(length(rest)), "least": least // 60}
        faults.append(Reason(Fault.REST_TOO_SHORT, short))
    faults += [
        Reason(Fault.REST_MEETS_CONTACT, _words(band))
        for band in contact
        if band.start < band.end and _meet(rest, band)
    ]
    return faults


def _holds_the_night(rest: Band) -> bool:
    night = Band(NIGHT_FROM, NIGHT_UNTIL)
    late = (minutes(night.start) - minutes(rest.start)) % DAY
    return late + length(night) <= length(rest)


def _meet(one: Band, other: Band) -> bool:
    """Return True when two bands have a minute in common, either of them past midnight."""
    after = (minutes(other.start) - minutes(one.start)) % DAY
    before = (minutes(one.start) - minutes(other.start)) % DAY
    return after < length(one) or before < length(other)


def _words(band: Band) -> dict[str, time]:
    return {"start": band.start, "end": band.end}


def _clock(count: int) -> str:
    return f"{count // 60}:{count % 60:02}"
