"""The columns of a file of existing agreements, and how their cells are read."""

import re
from itertools import pairwise

from app.core.half import Half
from app.core.tables.cells import civil_date, clock_time, matching, one_of, text, whole_number
from app.core.tables.table import Column
from app.core.tables.words import N_
from app.pola.rules.terms import Band, Duration, Rhythm, WeekHalf

_WEEKDAYS = {
    "lunedi": 0, "martedi": 1, "mercoledi": 2, "giovedi": 3, "venerdi": 4,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4,
}  # fmt: skip
# `gio` and `thu` are enough; `m` is not.
_LEAST_LETTERS = 3
_HALVES = {
    "mattina": Half.AM, "mattino": Half.AM, "am": Half.AM, "morning": Half.AM,
    "pomeriggio": Half.PM, "pm": Half.PM, "afternoon": Half.PM,
}  # fmt: skip
_DURATIONS = {
    "TD": Duration.FIXED, "TI": Duration.OPEN,
    "determinato": Duration.FIXED, "indeterminato": Duration.OPEN,
    "fixed": Duration.FIXED, "open": Duration.OPEN,
}  # fmt: skip
_RHYTHMS = {
    "giorni fissi": Rhythm.WEEKDAYS, "a settimana": Rhythm.PER_WEEK,
    "al mese": Rhythm.PER_MONTH, "weekdays": Rhythm.WEEKDAYS,
    "per week": Rhythm.PER_WEEK, "per month": Rhythm.PER_MONTH,
}  # fmt: skip
_BETWEEN_DAYS = re.compile(r"[,;|+/]|\se\s|\sand\s")
_BETWEEN_BANDS = re.compile(r"[,;|]|\se\s|\sand\s")
# Programs that write texts make hyphens longer.
_BAND = re.compile("([0-9.:]{1,8})\\s*[-\u2013\u2014]\\s*([0-9.:]{1,8})")
_BETWEEN_PLACES = re.compile(r"[;|\n]")
MOST_HALVES = 46
MOST_PLACES = 10


def halves_or_count(value: str) -> tuple[WeekHalf, ...] | int:
    """Read `mar, gio`, `lun mattina`, or how many half-days: `6`."""
    if re.fullmatch("[0-9]{1,3}", value):
        return int(whole_number(1, MOST_HALVES)(value))
    found: list[WeekHalf] = []
    for part in _BETWEEN_DAYS.split(value.casefold().replace("ì", "i")):
        found += _day(part.split())
    if len(set(found)) < len(found):
        raise ValueError(N_("a half-day is there twice: write each once"))
    return tuple(sorted(found))


def _day(words: list[str]) -> list[WeekHalf]:
    remedy = N_("write days such as mar, gio or lun mattina, or a number of half-days")
    if not 1 <= len(words) <= 2 or (len(words) == 2 and words[1] not in _HALVES):
        raise ValueError(remedy)
    name = words[0].rstrip(".'`\u2019")
    days = {day for full, day in _WEEKDAYS.items() if full.startswith(name)}
    if len(name) < _LEAST_LETTERS or len(days) != 1:
        raise ValueError(remedy)
    (day,) = days
    halves = [_HALVES[words[1]]] if len(words) == 2 else list(Half)
    return [WeekHalf(day, half) for half in halves]


def band(value: str) -> Band:
    """Read `20:00-7:30`, which may run past midnight."""
    found = _BAND.fullmatch(value.strip())
    if found is None:
        raise ValueError(N_("write hours such as 20:00-07:30"))
    start, end = (clock_time(_whole(found[n])) for n in (1, 2))
    if start == end:
        raise ValueError(N_("the band is empty: it ends when it begins"))
    return Band(start, end)


def _whole(hour: str) -> str:
    """Return `9` as `9:00`."""
    return hour if re.search("[.:]", hour) else f"{hour}:00"


def contact_bands(value: str) -> tuple[Band, ...]:
    """Read `9:00-12:30, 14:00-17:42`; in order, not overlapping, not past midnight."""
    bands = sorted(band(part) for part in _BETWEEN_BANDS.split(value) if part.strip())
    if not bands:
        raise ValueError(N_("write hours such as 9:00-12:30, 14:00-17:00"))
    if any(one.end <= one.start for one in bands):
        raise ValueError(N_("a band ends before it begins"))
    if any(later.start < earlier.end for earlier, later in pairwise(bands)):
        raise ValueError(N_("two bands overlap: write them as one"))
    return tuple(bands)


def places(value: str) -> tuple[str, ...]:
    """Read one or more places with `;` between them."""
    read = text(200)
    found = tuple(read(part) for part in _BETWEEN_PLACES.split(value) if part.strip())
    if len(found) > MOST_PLACES:
        raise ValueError(N_("write at most %(most)d places", most=MOST_PLACES))
    return found


_number = matching(
    "[0-9A-Za-z][0-9A-Za-z._/-]{0,19}", N_("write a staff number: digits and letters, at most 20")
)
_code = matching(
    "[0-9]{17}",
    N_("write the 17 digits of the Ministry's code; in a spreadsheet make the cell text"),
)

COLUMNS = (
    Column("staff_number", ("matricola", "staff_number"), _number),
    Column(
        "duration",
        ("durata", "duration"),
        one_of(_DURATIONS),
    ),
    Column("starts_on", ("data_inizio", "inizio", "starts_on", "start"), civil_date),
    Column("ends_on", ("data_fine", "fine", "ends_on", "end"), civil_date, may_be_empty=True),
    Column(
        "rhythm",
        ("ritmo", "rhythm"),
        one_of(_RHYTHMS),
    ),
    Column("halves", ("mezze_giornate", "giorni", "halves", "days"), halves_or_count),
    Column(
        "contact",
        ("fasce_contattabilita", "contattabilita", "contact_bands"),
        contact_bands,
    ),
    Column("rest", ("inoperabilita", "rest"), band),
    Column("places", ("luoghi", "places"), places),
    Column("notice_days", ("giorni_preavviso", "preavviso", "notice_days"), whole_number(0, 365)),
    Column("signed_on", ("data_firma", "signed_on"), civil_date),
    Column(
        "protocol_number",
        ("protocollo", "numero_protocollo", "protocol_number"),
        text(60),
        is_needed=False,
        may_be_empty=True,
    ),
    Column(
        "protocol_on",
        ("data_protocollo", "protocol_on"),
        civil_date,
        is_needed=False,
        may_be_empty=True,
    ),
    Column(
        "ministry_code",
        ("codice_comunicazione", "codice_ministero", "ministry_code"),
        _code,
        is_needed=False,
        may_be_empty=True,
    ),
)
